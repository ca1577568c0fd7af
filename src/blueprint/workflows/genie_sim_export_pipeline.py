"""Stage 4: export → submit (collect) → import, once per generation of the variations and once per submission (orchestration-a.md §6).

Gates, in order: nothing to do (rollback, disabled, already complete) → settings → lock → circuit breaker → export job → provenance → idempotency →
collection → import → complete. What costs nothing comes before the breaker, so that its one trial is a run that really works (W-37).
"""

from __future__ import annotations

from typing import Any

from pydantic import Field, JsonValue, field_validator

from blueprint.contracts import stages
from blueprint.contracts.breaker import BreakerPolicy
from blueprint.contracts.geniesim_runs import (
    CANARY_ROLLBACK,
    EXPORT_LOCK,
    GENIESIM_FAILED,
    IMPORT_RECORD,
    JOB_BRIEF,
    PROVENANCE_DOCUMENT,
    SCENE_CONFIG,
    SUBMITTED,
    Document,
    JobBrief,
    SceneConfig,
    Submitted,
)
from blueprint.core.artifact import File, Value
from blueprint.core.errors import BlueprintError, ContractError
from blueprint.core.event import Event, ObjectFinalized
from blueprint.core.job import env
from blueprint.core.outcome import Outcome, Status, failed, paused, skipped, succeeded
from blueprint.engine.run import Run
from blueprint.engine.workflow import workflow
from blueprint.jobs import genie_sim_export as export_job
from blueprint.jobs import genie_sim_submit as submit_job
from blueprint.workflows.geniesim_breaker import Guard, guarded
from blueprint.workflows.geniesim_submission import LONGEST_S, Claim, Parameters, claim, complete_export, follow

COULD_NOT_COUNT = ("cancelled", "engine_error", "recovery_exhausted")
"""How an import ends that could not tell the breaker itself."""


class Options(Value):
    """The scene's `config.json` overrides robot, episodes and thresholds. quality_thresholds: `min_quality_score` is what filters."""

    robot_type: str = env("ROBOT_TYPE", "franka")
    robot_types: tuple[str, ...] = ()
    max_tasks: int = env("MAX_TASKS", 50, ge=1)
    episodes_per_task: int = env("EPISODES_PER_TASK", 10, ge=1, le=10_000)
    num_variations: int = env("NUM_VARIATIONS", 5, ge=0)
    quality_thresholds: dict[str, float] = {}
    seed: int = Field(default=1, ge=0)
    cameras: bool = env("ENABLE_CAMERAS", True)
    trigger_training: bool = False
    allow_idempotent_retry: bool = env("ALLOW_IDEMPOTENT_RETRY", False)
    breaker_threshold: int = env("GENIESIM_CIRCUIT_BREAKER_THRESHOLD", 3, ge=1)
    breaker_recovery_s: float = env("GENIESIM_CIRCUIT_BREAKER_RECOVERY_SECONDS", 600, ge=0)
    geniesim_host: str = env("GENIESIM_HOST", "")
    geniesim_port: int = env("GENIESIM_PORT", 50051)
    geniesim_force_local: bool = env("GENIESIM_FORCE_LOCAL", False)
    canary_enabled: bool = False
    canary_percent: int = env("CANARY_PERCENT", 0, ge=0, le=100)
    canary_rollback_marker: str = ""
    stable_image_tag: str = env("GENIESIM_IMAGE_TAG", "isaacsim")
    canary_image_tag: str = env("GENIESIM_CANARY_IMAGE_TAG", "isaacsim-canary")

    @field_validator("robot_types", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value


@workflow(
    "genie-sim-export-pipeline", on=(ObjectFinalized(stages.VARIATION_COMPLETE),), exclusive="scene", options=Options,
    completes=stages.GENIESIM_COMPLETE, fails=GENIESIM_FAILED,
)  # fmt: skip
def genie_sim_export_pipeline(run: Run) -> Outcome:
    """Ends as SUCCESS only when the episodes are imported; whoever calls reads how else it ended from the outcome (W-02)."""
    options = run.options(Options)
    config = run.find(SCENE_CONFIG) or SceneConfig()
    idle = _nothing_to_do(run, options, config)
    if idle:
        return idle
    submit_job.demand_local(options.geniesim_host, options.geniesim_port, options.geniesim_force_local)
    policy = BreakerPolicy(threshold=options.breaker_threshold, recovery_s=options.breaker_recovery_s)
    with run.lease(EXPORT_LOCK, minutes=600):
        if run.answered(stages.GENIESIM_COMPLETE):
            return skipped("already_complete", "this generation of the variations was exported while this run waited")
        return guarded(run, policy, lambda guard: _export(run, options, _parameters(options, config), guard))


def _nothing_to_do(run: Run, options: Options, config: SceneConfig) -> Outcome | None:
    rollback = options.canary_rollback_marker or CANARY_ROLLBACK.at(run.scene_id)
    tag = options.canary_image_tag if options.canary_enabled else options.stable_image_tag
    flags = f"canary_enabled={str(options.canary_enabled).lower()}, image_tag={tag}, canary_percent={options.canary_percent}"
    run.log(f"Genie Sim routing: {flags}, rollback_marker={rollback}")
    if not config.use_geniesim:
        return skipped("geniesim_disabled", f"{SCENE_CONFIG.at(run.scene_id)} says use_geniesim: false")
    if run.answered(stages.GENIESIM_COMPLETE):
        return skipped("already_complete", "this generation of the variations was exported before")
    if run.exists(CANARY_ROLLBACK if not options.canary_rollback_marker else File(options.canary_rollback_marker)):
        run.log(f"Rollback marker present at {rollback}. Skipping Genie Sim export.", severity="ERROR")
        return skipped("rollback", f"rollback marker present at {rollback}; delete it to export again")
    return None


def _parameters(options: Options, config: SceneConfig) -> Parameters:
    """Computed once (W-41)."""
    robots = config.robot_types or ((config.robot_type,) if config.robot_type else ()) or options.robot_types or (options.robot_type,)
    thresholds = options.quality_thresholds if config.quality_thresholds is None else config.quality_thresholds
    return Parameters(
        robots=tuple(sorted(set(robots))), episodes_per_task=config.episodes_per_task or options.episodes_per_task, quality_thresholds=thresholds
    )


def _export(run: Run, options: Options, parameters: Parameters, guard: Guard) -> Outcome:
    prefix = f"scenes/{run.scene_id}"
    wanted = export_job.Input(
        scene_id=run.scene_id, assets_prefix=f"{prefix}/assets", geniesim_prefix=f"{prefix}/geniesim",
        variation_assets_prefix=f"{prefix}/variation_assets", replicator_prefix=f"{prefix}/replicator", robot_type=parameters.robots[0],
        robot_types=",".join(parameters.robots), max_tasks=options.max_tasks,
    )  # fmt: skip
    [exported] = guard.jobs(export_job.JOB, [("", wanted)], "geniesim_export_start_failed", "geniesim_export_failed")
    if exported.skipped_reason:
        return skipped("nothing_to_collect", exported.skipped_reason)
    blockers = run.look(PROVENANCE_DOCUMENT, _blockers)
    if blockers:
        return failed("provenance_gate_failed", f"{PROVENANCE_DOCUMENT.at(run.scene_id)}: {'; '.join(blockers)}")
    claimed = claim(run, parameters, options.allow_idempotent_retry)
    run.log("submission", submission=claimed.hash, job_id=claimed.job_id, verdict=claimed.verdict, **parameters.model_dump(mode="json"))
    if claimed.verdict == "blocked":
        reason = f"submission {claimed.hash} failed before and would again ({claimed.reason}); ALLOW_IDEMPOTENT_RETRY=true tries it all the same"
        return failed("idempotency_blocked", reason, hash=claimed.hash)
    if claimed.verdict == "live":
        return skipped("already_submitted", f"submission {claimed.hash} is under way as job {claimed.job_id}", hash=claimed.hash)
    if claimed.verdict == "mine":
        nothing = _submit(run, options, parameters, claimed, guard)
        if nothing:
            return nothing
    return _finish(run, options, parameters, claimed, guard)


def _blockers(provenance: Document | None) -> list[str]:
    if provenance is None:
        return ["expected the assets' provenance, found nothing"]
    license = provenance.root.get("license")
    if not isinstance(license, dict) or license.get("commercial_ok") is not True:
        named = license.get("blockers") if isinstance(license, dict) else None
        return [str(each) for each in named] if isinstance(named, list) and named else ["expected license.commercial_ok: true"]
    return []


def _submit(run: Run, options: Options, parameters: Parameters, claimed: Claim, guard: Guard) -> Outcome | None:
    """Robots collect side by side. An outcome when the scene offers nothing to collect."""
    record = JOB_BRIEF.at(run.scene_id)
    follow(run, claimed, "submitted")
    run.write(SUBMITTED, Submitted(
        scene_id=run.scene_id, timestamp=run.now(), job_id=claimed.job_id, job_metadata_path=record, run_id=run.id, submission=claimed.hash,
    ))  # fmt: skip
    asked = [(robot, submit_job.Input(
        scene_id=run.scene_id, robot_type=robot, robot_types=parameters.robots, episodes_per_task=parameters.episodes_per_task,
        max_tasks=options.max_tasks, num_variations=options.num_variations, quality_thresholds=parameters.quality_thresholds, seed=options.seed,
        min_quality_score=parameters.quality_thresholds.get("min_quality_score", 0.85), cameras=options.cameras, idempotency_key=claimed.hash,
        geniesim_host=options.geniesim_host, geniesim_port=options.geniesim_port, geniesim_force_local=options.geniesim_force_local,
    )) for robot in parameters.robots]  # fmt: skip
    try:
        ended = guard.jobs(submit_job.JOB, asked, "geniesim_gpu_start_failed", "geniesim_submission_failed")
    except BlueprintError as error:
        follow(run, claimed, "failed", error)
        raise
    reasons = [output.skipped_reason for output in ended]
    if all(reasons):
        follow(run, claimed, "failed", ContractError("scene", "tasks", "something that a robot can do", reasons[0]))
        return skipped("nothing_to_collect", "; ".join(dict.fromkeys(reasons)))
    return None


def _finish(run: Run, options: Options, parameters: Parameters, claimed: Claim, guard: Guard) -> Outcome:
    """From the job record to the completion marker; also where an earlier run ended after its submission (W-39)."""
    if claimed.verdict == "completed" and _imported(run, claimed):
        complete_export(run, claimed.job_id, claimed.hash, parameters.robots, "", False)
        return skipped("already_complete", f"submission {claimed.hash} was collected and imported before, as job {claimed.job_id}", job_id=claimed.job_id)
    guard.counts_as("geniesim_submission_failed")
    job: dict[str, Any] = run.look(JOB_BRIEF, lambda brief: _facts(run.scene_id, claimed.job_id, brief))
    if job["status"] == "failed":
        follow(run, claimed, "failed")
        return failed("geniesim_submit_failed", job["reason"] or "the job record says that it failed", job_id=claimed.job_id)
    if job["status"] != "completed":
        return paused("waiting_for_genie_sim", f"job {claimed.job_id} is {job['status']}; the poller imports it", job_id=claimed.job_id)
    follow(run, claimed, "completed")
    late = (job["seconds"] or 0) > LONGEST_S
    if late:
        run.log("Genie Sim SLA breached", severity="ERROR", job_id=claimed.job_id, seconds=job["seconds"], limit_s=LONGEST_S)
    guard.counts_as("")
    imported = _import(run, options, claimed, guard)
    if not imported.succeeded and imported.code != "already_imported":
        return imported
    complete_export(run, claimed.job_id, claimed.hash, parameters.robots, job["backend"], late)
    return succeeded(job_id=claimed.job_id, submission=claimed.hash, robots=list(parameters.robots), sla_breached=late, imported=imported.details)


def _imported(run: Run, claimed: Claim) -> bool:
    """The import's record of this very job, whatever the scene's marker says of another one (W-30)."""
    record = run.find(IMPORT_RECORD, job_id=claimed.job_id)
    return record is not None and record.status == "completed"


def _facts(scene_id: str, job_id: str, brief: JobBrief | None) -> dict[str, JsonValue]:
    """Raises ContractError when the record is absent, or of another job or scene (W-38)."""
    name = JOB_BRIEF.at(scene_id)
    if brief is None:
        raise ContractError(name, "", f"the record of job {job_id}", None)
    if brief.job_id != job_id:
        raise ContractError(name, "job_id", job_id, brief.job_id)
    if brief.scene_id not in ("", scene_id):
        raise ContractError(name, "scene_id", scene_id, brief.scene_id)
    seconds = brief.job_metrics.duration_seconds if brief.job_metrics else None
    return {"status": brief.status, "seconds": seconds, "reason": brief.failure_reason, "backend": brief.backend}


def _import(run: Run, options: Options, claimed: Claim, guard: Guard) -> Outcome:
    """The import as a child, waited for by its outcome and its record: it ends in bounded time, because all that it waits for does (W-31)."""
    payload = {
        "job_id": claimed.job_id, "scene_id": run.scene_id, "status": "completed", "job_metadata_path": JOB_BRIEF.at(run.scene_id),
        "bucket": run.bucket, "trigger_training": options.trigger_training, "export_waits": True,
    }  # fmt: skip
    event = Event(id=f"import:{claimed.job_id}:{run.id}", type="custom", scene_id=run.scene_id, payload=payload, occurred_at=run.now())
    ended = run.child("genie-sim-import-pipeline", event)
    if ended.succeeded or ended.code == "already_imported":
        if not _imported(run, claimed):
            raise ContractError(IMPORT_RECORD.at(run.scene_id, job_id=claimed.job_id), "status", "completed", "something else")
        return ended
    if ended.status is Status.PAUSED:
        return ended
    if ended.code in COULD_NOT_COUNT:
        guard.counts_as("geniesim_import_failed")
    return failed(ended.code or "import_failed", f"import of job {claimed.job_id}: {ended.reason or ended.status.value}", failed_stage="import")
