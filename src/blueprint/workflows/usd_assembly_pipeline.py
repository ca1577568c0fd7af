"""Stage 2: convert beside simready → (interactive) → assemble → replicator → Isaac Lab baseline beside the pictures, under one scene lock
(orchestration-b.md §3.13)."""

from __future__ import annotations

from typing import Literal

from blueprint.contracts import assets, isaac_lab, replicator, stages, usd
from blueprint.core.artifact import Value
from blueprint.core.errors import BlueprintError, GateFailed
from blueprint.core.event import ObjectFinalized
from blueprint.core.job import env
from blueprint.core.outcome import Outcome, skipped, succeeded
from blueprint.engine.run import Run
from blueprint.engine.workflow import workflow
from blueprint.jobs import interactive as interactive_job
from blueprint.jobs import isaac_lab as isaac_job
from blueprint.jobs import replicator as replicator_job
from blueprint.jobs import scene_preview as preview_job
from blueprint.jobs import simready as simready_job
from blueprint.jobs import usd_assembly as usd_job


class Options(Value):
    interactive_failure_policy: Literal["strict", "hybrid_strict", "warn"] = env("INTERACTIVE_FAILURE_POLICY", "hybrid_strict")
    interactive_force_run: bool = env("INTERACTIVE_FORCE_RUN", False)
    require_replicator: bool = env("REQUIRE_REPLICATOR", True)
    require_isaac: bool = env("REQUIRE_ISAAC", True)
    simready_physics_mode: Literal["deterministic", "auto"] = env("SIMREADY_PHYSICS_MODE", "deterministic")
    llm_max_attempts: int = env("TEXT_GEN_LLM_MAX_ATTEMPTS", 3)
    llm_base_url: str = env("OPENAI_BASE_URL", "")
    llm_model: str = env("OPENAI_MODEL", "")
    particulate_endpoint: str = env("PARTICULATE_ENDPOINT", "")
    bypass_quality_gates: bool = env("BYPASS_QUALITY_GATES", False)


@workflow(
    "usd-assembly-pipeline", on=(ObjectFinalized(stages.REGEN3D_COMPLETE),), exclusive="scene", options=Options,
    completes=stages.USD_COMPLETE, fails=usd.USD_FAILED,
)  # fmt: skip
def usd_assembly_pipeline(run: Run) -> Outcome:
    """Markers are released at the end of the stage, so that nothing downstream starts on half of it (WS-38)."""
    options = run.options(Options)
    if run.answered(stages.USD_COMPLETE):
        return skipped("already_complete", "this generation of the assets was assembled before")
    with run.lease(usd.USD_LOCK, minutes=60):
        prefix = f"scenes/{run.scene_id}"
        usd_input = usd_job.Input(
            scene_id=run.scene_id, assets_prefix=f"{prefix}/assets", layout_prefix=f"{prefix}/layout", usd_prefix=f"{prefix}/usd",
            bypass_quality_gates=options.bypass_quality_gates,
        )  # fmt: skip
        physics = simready_job.Input(
            scene_id=run.scene_id, assets_prefix=f"{prefix}/assets", physics_mode=options.simready_physics_mode,
            llm_max_attempts=options.llm_max_attempts, llm_base_url=options.llm_base_url, llm_model=options.llm_model,
        )  # fmt: skip
        with run.beside(simready_job.JOB, physics):
            converted = run.job(usd_job.JOB, usd_input.model_copy(update={"convert_only": True}), key="convert")
        _interactive(run, options, converted.must_move)
        assembled = run.job(usd_job.JOB, usd_input, key="assemble")
        with run.beside(preview_job.JOB, preview_job.Input(scene_id=run.scene_id, assets_prefix=f"{prefix}/assets", usd_prefix=f"{prefix}/usd")):
            missing = _optional_parts(run, options, prefix)
        _announce(run, missing)
    return succeeded(objects=assembled.objects, certified=assembled.certified, repairs=assembled.repairs, partial=bool(missing), missing=missing)


def _interactive(run: Run, options: Options, required: tuple[str, ...]) -> None:
    """Runs when something must move, or when forced. Raises GateFailed as the policy says."""
    if not required and not options.interactive_force_run:
        return
    problem = _attempt(
        run, interactive_job.JOB,
        interactive_job.Input(scene_id=run.scene_id, assets_prefix=f"scenes/{run.scene_id}/assets", particulate_endpoint=options.particulate_endpoint),
    )  # fmt: skip
    summary = run.find(assets.INTERACTIVE_COMPLETE)
    status = summary.status if summary else "unknown"
    failures = summary.required_failure_count if summary else len(required)
    strict = problem is not None or summary is None or status == "failure"
    hybrid = summary is None or (bool(required) and (problem is not None or status == "failure" or failures > 0))
    if {"warn": False, "strict": strict, "hybrid_strict": hybrid}[options.interactive_failure_policy]:
        facts = f"policy {options.interactive_failure_policy}, {len(required)} must move, status {status}, {failures} of them do not"
        raise GateFailed("interactive", [facts, str(problem) if problem else f"objects: {', '.join(summary.required_failures) if summary else '?'}"])


def _optional_parts(run: Run, options: Options, prefix: str) -> list[str]:
    """The replicator bundle and the Isaac Lab package; what is required and fails ends the stage, what is not is named (WS-33)."""
    bundle = replicator_job.Input(
        scene_id=run.scene_id, seg_prefix=f"{prefix}/seg", assets_prefix=f"{prefix}/assets", usd_prefix=f"{prefix}/usd",
        replicator_prefix=f"{prefix}/replicator",
    )  # fmt: skip
    package = isaac_job.Input(
        scene_id=run.scene_id, assets_prefix=f"{prefix}/assets", usd_prefix=f"{prefix}/usd", replicator_prefix=f"{prefix}/replicator",
        isaac_lab_prefix=f"{prefix}/isaac_lab",
    )  # fmt: skip
    missing = []
    for name, job, given, required, place in (
        ("replicator", replicator_job.JOB, bundle, options.require_replicator, replicator.REPLICATOR_FAILED),
        ("isaac_lab", isaac_job.JOB, package, options.require_isaac, isaac_lab.ISAAC_LAB_FAILED),
    ):
        problem = _attempt(run, job, given)
        if problem is None:
            continue
        run.fail(place, problem)
        if required:
            raise problem
        missing.append(name)
    return missing


def _announce(run: Run, missing: list[str]) -> None:
    """The three markers, the stage's own last but one: replicator's starts the next stage."""
    if "isaac_lab" not in missing:
        run.complete(stages.ISAAC_LAB_COMPLETE)
    run.complete(stages.USD_COMPLETE)
    if "replicator" not in missing:
        run.complete(stages.REPLICATOR_COMPLETE)


def _attempt(run: Run, job, given) -> BlueprintError | None:
    """Runs a job whose failure the caller weighs."""
    try:
        run.job(job, given)
    except BlueprintError as error:
        return error
    return None
