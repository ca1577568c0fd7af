"""Stage 3: new assets and variations → their physics → a refreshed Isaac Lab spawn plan, under one scene lock (orchestration-b.md §3.14)."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from blueprint.contracts import isaac_lab, stages, variations
from blueprint.contracts.markers import completion
from blueprint.contracts.variations import VariationProgress
from blueprint.core.artifact import Value
from blueprint.core.errors import BlueprintError
from blueprint.core.event import ObjectFinalized
from blueprint.core.job import env
from blueprint.core.outcome import Outcome, Status, failed, skipped, succeeded
from blueprint.engine.run import Run
from blueprint.engine.workflow import workflow
from blueprint.jobs import isaac_lab as isaac_job
from blueprint.jobs import simready as simready_job
from blueprint.jobs import variation_gen as variation_job


class Options(Value):
    enable_stage3_isaac_refresh: bool = env("ENABLE_STAGE3_ISAAC_REFRESH", True)
    require_isaac: bool = env("REQUIRE_ISAAC", True)
    num_variations: int = env("NUM_VARIATIONS", 5, ge=0, le=100)
    variation_seed: int = env("VARIATION_SEED", 1, ge=0)
    max_assets: int = env("MAX_ASSETS", 0, ge=0)
    priority_filter: str = env("PRIORITY_FILTER", "")
    variation_gen_timeout_seconds: float = env("VARIATION_GEN_TIMEOUT_SECONDS", 1800, gt=0)
    simready_timeout_seconds: float = env("SIMREADY_TIMEOUT_SECONDS", 3600, gt=0)
    isaac_lab_timeout_seconds: float = env("ISAAC_LAB_TIMEOUT_SECONDS", 1800, gt=0)


class Ended(Value):
    """How the parts after the assets ended: SUCCEEDED, FAILED or SKIPPED; reasons: why not."""

    simready: str = "SKIPPED"
    isaac_refresh: str = "SKIPPED"
    reasons: tuple[str, ...] = Field(default=())


@workflow(
    "variation-assets-pipeline", on=(ObjectFinalized(stages.REPLICATOR_COMPLETE),), exclusive="scene", options=Options,
    completes=stages.VARIATION_COMPLETE, fails=variations.VARIATION_FAILED,
)  # fmt: skip
def variation_assets_pipeline(run: Run) -> Outcome:
    """One completion marker, written last: the next stage starts on assets that have everything (WS-40)."""
    options = run.options(Options)
    if run.answered(stages.VARIATION_COMPLETE):
        return skipped("already_complete", "this generation of the replicator bundle was answered before")
    with run.lease(variations.VARIATION_LOCK, minutes=_limit_s(options) / 60):
        return run.measured(_limit_s(options), lambda: _stage(run, options))


def _stage(run: Run, options: Options) -> Outcome:
    resumed = run.find(variations.PROGRESS_HEAD) is not None
    made = _generate(run, options)
    count = _asset_count(run)
    ended = _physics_and_plan(run, options, count) if count else Ended()
    if missing := _isaac_missing(run, options, ended):
        return missing
    facts = _facts(made, count, ended, resumed)
    run.complete(stages.VARIATION_COMPLETE, outputs=made.outputs, **facts)
    if count == 0:
        return Outcome(status=Status.SUCCESS, code="no_assets", reason="the wish list gave no new asset", details=facts)
    return succeeded(**facts)


def _limit_s(options: Options) -> float:
    """All that the stage may take."""
    refresh = options.isaac_lab_timeout_seconds if options.enable_stage3_isaac_refresh else 0
    return options.variation_gen_timeout_seconds + options.simready_timeout_seconds + refresh


def _prefix(run: Run) -> str:
    return f"scenes/{run.scene_id}/variation_assets"


def _generate(run: Run, options: Options) -> variation_job.Output:
    """What exists is kept: the job looks at each asset and scene itself, so that resuming is always safe."""
    made = run.job(
        variation_job.JOB,
        variation_job.Input(
            scene_id=run.scene_id, replicator_prefix=f"scenes/{run.scene_id}/replicator", variation_assets_prefix=_prefix(run),
            progress_marker_path=variations.VARIATION_PROGRESS.at(run.scene_id), resume_from_progress=True, priority_filter=options.priority_filter,
            max_assets=options.max_assets, num_variations=options.num_variations, seed=options.variation_seed,
        ),
        timeout_s=options.variation_gen_timeout_seconds,
    )  # fmt: skip
    run.write(variations.VARIATION_PROGRESS, _progress(run))
    return made


def _progress(run: Run) -> VariationProgress:
    report = run.find(variations.GENERATION_REPORT)
    return VariationProgress(
        scene_id=run.scene_id, variation_assets_prefix=_prefix(run), updated_at=run.now(), report_missing=report is None, variation_gen=report
    )


def _asset_count(run: Run) -> int:
    """A list that cannot be read is an error, no empty list (WS-35)."""
    listed = run.find(variations.LISTED_ASSETS)
    return len(listed.objects) if listed else 0


def _physics_and_plan(run: Run, options: Options, count: int) -> Ended:
    """Neither ends the stage by itself; what failed is named, and the scenes and assets are kept as they are (WS-04)."""
    problem = _attempt(
        run, simready_job.JOB,
        simready_job.Input(
            scene_id=f"{run.scene_id}_variation", assets_prefix=_prefix(run), physics_mode="deterministic", resume_from_progress=True,
            progress_marker_path=variations.VARIATION_PROGRESS.at(run.scene_id),
        ), options.simready_timeout_seconds,
    )  # fmt: skip
    if problem is not None:
        run.fail(variations.VARIATION_SIMREADY_FAILED, problem, assets=count)
        return Ended(simready="FAILED", reasons=(f"simready: {problem}",))
    if not options.enable_stage3_isaac_refresh:
        return Ended(simready="SUCCEEDED")
    return _refresh(run, options)


def _refresh(run: Run, options: Options) -> Ended:
    """Succeeded when the job did, and its plan is there; then the refresh's own marker says so."""
    prefix = f"scenes/{run.scene_id}"
    given = isaac_job.Input(
        scene_id=run.scene_id, assets_prefix=f"{prefix}/assets", usd_prefix=f"{prefix}/usd", replicator_prefix=f"{prefix}/replicator",
        isaac_lab_prefix=f"{prefix}/isaac_lab", variation_assets_prefix=_prefix(run), isaac_refresh_only=True,
    )  # fmt: skip
    try:
        refreshed = run.job(isaac_job.JOB, given, key="refresh", timeout_s=options.isaac_lab_timeout_seconds)
    except BlueprintError as error:
        return Ended(simready="SUCCEEDED", isaac_refresh="FAILED", reasons=(f"isaac refresh: {error}",))
    if run.find(isaac_lab.SPAWN_PLAN_REFRESH) is None:
        return Ended(simready="SUCCEEDED", isaac_refresh="FAILED", reasons=("isaac refresh: the job ended, and there is no refreshed plan",))
    run.complete(
        isaac_lab.ISAAC_LAB_REFRESH_COMPLETE, mode="refresh_only", policy_id=refreshed.policy_id, tasks=refreshed.tasks,
        feasible_tasks=refreshed.feasible_tasks, tasks_with_assets=refreshed.tasks_with_assets,
    )  # fmt: skip
    return Ended(simready="SUCCEEDED", isaac_refresh="SUCCEEDED")


def _isaac_missing(run: Run, options: Options, ended: Ended) -> Outcome | None:
    """One successful Isaac pass, of stage 2 or of this one, is guaranteed where it is required (WS-39)."""
    if not options.require_isaac or ended.isaac_refresh == "SUCCEEDED":
        return None
    if run.find(completion(stages.ISAAC_LAB_COMPLETE)) is not None:
        return None
    reasons = "; ".join(ended.reasons) or f"the refresh was {ended.isaac_refresh.lower()}"
    return failed(
        "required_isaac_missing", f"REQUIRE_ISAAC: there is no Isaac Lab baseline ({stages.ISAAC_LAB_COMPLETE.at(run.scene_id)}), and {reasons}",
        failed_stage="isaac_lab", isaac_refresh=ended.isaac_refresh,
    )  # fmt: skip


def _facts(made: variation_job.Output, count: int, ended: Ended, resumed: bool) -> dict[str, Any]:
    return {
        "assets": count, "assets_failed": made.assets_failed, "variations_asked": made.variations_asked, "variations": made.variations,
        "tries_rejected": made.tries_rejected, "resumed": resumed, "simready": ended.simready, "isaac_refresh": ended.isaac_refresh,
        "partial": bool(ended.reasons) or made.variations < made.variations_asked, "reasons": [reason[:500] for reason in ended.reasons],
    }  # fmt: skip


def _attempt(run: Run, job: Any, given: Value, timeout_s: float) -> BlueprintError | None:
    """Runs a job whose failure the caller weighs."""
    try:
        run.job(job, given, timeout_s=timeout_s)
    except BlueprintError as error:
        return error
    return None
