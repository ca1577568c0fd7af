"""Recordings of a finished Genie Sim job become a dataset, once per job (orchestration-a.md §7).

Order: payload → imported before? → status → lock → circuit breaker → quality gate → import job per robot → manifest → record with its pending
effects → effects (marker, delivery, training), each struck off when it is done, so that a run that dies loses none (W-54).
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from blueprint.contracts import stages
from blueprint.contracts.breaker import BreakerPolicy
from blueprint.contracts.geniesim_runs import (
    GENIESIM_FAILED,
    IMPORT_LOCK,
    IMPORT_RECORD,
    JOB_BRIEF,
    ImportRecord,
    JobBrief,
)
from blueprint.contracts.import_manifest import (
    IMPORT_MANIFEST,
    IMPORT_MANIFEST_BRIEF,
    IMPORT_MANIFEST_DOCUMENT,
    SCENE_IMPORT_MANIFEST,
    Document,
    ManifestBrief,
)
from blueprint.core.artifact import Value
from blueprint.core.change import Put
from blueprint.core.errors import ContractError
from blueprint.core.event import Custom, Event, Manual
from blueprint.core.job import env
from blueprint.core.outcome import Outcome, failed, skipped, succeeded
from blueprint.engine.run import Run
from blueprint.engine.workflow import workflow
from blueprint.jobs import genie_sim_import as import_job
from blueprint.workflows.geniesim_breaker import Guard, guarded
from blueprint.workflows.geniesim_effects import effects_of, settle_effects
from blueprint.workflows.geniesim_evidence import quality_gate
from blueprint.workflows.geniesim_submission import fail_waiting_export


class Options(Value):
    """What a caller may send, at the top level or under `data`. scene_id: of the event when it names one.

    export_waits: the caller is the export of this job, and completes itself; else the import completes an export that ended before (WS-50).
    """

    job_id: str = ""
    scene_id: str = ""
    status: str = "completed"
    bucket: str = ""
    local_episodes_prefix: str = ""
    job_metadata_path: str = ""
    wait_for_completion: bool = True
    min_quality_score: float | None = env("MIN_QUALITY_SCORE", None, ge=0, le=1)
    min_episodes_required: int = env("MIN_EPISODES_REQUIRED", 1, ge=1)
    enable_validation: bool = True
    filter_low_quality: bool = True
    trigger_training: bool = False
    export_waits: bool = False
    lerobot_export_format: Literal["lerobot_v3", "lerobot_v2"] = env("LEROBOT_EXPORT_FORMAT", "lerobot_v3")
    breaker_threshold: int = env("GENIESIM_CIRCUIT_BREAKER_THRESHOLD", 3, ge=1)
    breaker_recovery_s: float = env("GENIESIM_CIRCUIT_BREAKER_RECOVERY_SECONDS", 600, ge=0)


class Asked(Value):
    """job_id, its status and folders below `episodes/` by robot. listed: the record names this job."""

    job_id: str
    status: str
    folders: dict[str, str] = Field(min_length=1)
    min_quality_score: float | None


@workflow(
    "genie-sim-import-pipeline", on=(Custom(stages.GENIESIM_JOB_COMPLETED), Manual()), exclusive="scene", options=Options,
    completes=stages.GENIESIM_IMPORT_COMPLETE, fails=GENIESIM_FAILED,
)  # fmt: skip
def genie_sim_import_pipeline(run: Run) -> Outcome:
    """SUCCESS: imported, every effect done or visibly pending. SKIPPED `already_imported`: by an earlier run, and nothing was left to do."""
    plain = plain_event(run.event)
    if plain is not None:
        return run.child(run.workflow.name, plain)
    options = run.options(Options)
    _same_place(run, options)
    asked = _asked(run, options)
    with run.lease(IMPORT_LOCK, minutes=90):
        record = run.find(IMPORT_RECORD, job_id=asked.job_id)
        if record and record.status == "completed":
            left = settle_effects(run, record, effects_of(options.trigger_training, options.export_waits))
            reason = f"job {asked.job_id} was imported before"
            return succeeded(job_id=asked.job_id, resumed=True, pending=left) if record.pending else skipped("already_imported", reason, pending=left)
        policy = BreakerPolicy(threshold=options.breaker_threshold, recovery_s=options.breaker_recovery_s)
        if asked.status == "failed":
            fail_waiting_export(run, policy, asked.job_id)
        if asked.status != "completed":
            return skipped("job_not_completed", f"job {asked.job_id} is {asked.status}", job_id=asked.job_id)
        return guarded(run, policy, lambda guard: _import(run, options, asked, guard))


def plain_event(event: Event) -> Event | None:
    """The event with its payload at the top level and its scene named; None when it is so already (W-53)."""
    wrapped = event.payload.get("data")
    inner = wrapped if isinstance(wrapped, dict) else {}
    payload = {**inner, **{key: value for key, value in event.payload.items() if key != "data"}}
    path = JOB_BRIEF.scene_of(str(payload.get("job_metadata_path", "")))
    scene_id = event.scene_id or str(payload.get("scene_id") or path or "")
    if scene_id == "unknown" or JOB_BRIEF.scene_of(JOB_BRIEF.at(scene_id)) != scene_id:
        raise ContractError("import request", "scene_id", "the id of the scene that the job is of", payload.get("scene_id"))
    if scene_id == event.scene_id and "data" not in event.payload:
        return None
    return event.model_copy(update={"id": f"{event.id}:plain", "scene_id": scene_id, "payload": payload})


def _same_place(run: Run, options: Options) -> None:
    """The request is of this scene and this bucket (W-53, W-58)."""
    if options.scene_id not in ("", run.scene_id):
        raise ContractError("import request", "scene_id", run.scene_id, options.scene_id)
    if options.job_metadata_path not in ("", JOB_BRIEF.at(run.scene_id)):
        raise ContractError("import request", "job_metadata_path", JOB_BRIEF.at(run.scene_id), options.job_metadata_path)
    if options.bucket and options.bucket.rpartition("://")[2].strip("/") not in _names_of(run.bucket):
        raise ContractError("import request", "bucket", run.bucket, options.bucket)


def _names_of(bucket: str) -> tuple[str, ...]:
    whole = bucket.rpartition("://")[2].strip("/")
    return whole, whole.rpartition("/")[2]


def _asked(run: Run, options: Options) -> Asked:
    """From the request, completed by the job record. ContractError when no job is named, or the record is of another (W-53, W-58)."""
    found = run.look(JOB_BRIEF, lambda brief: _from_record(run, options, brief))
    return Asked.model_validate(found)


def _from_record(run: Run, options: Options, brief: JobBrief | None) -> dict[str, Any]:
    name = JOB_BRIEF.at(run.scene_id)
    if brief is None and not (options.job_id and options.local_episodes_prefix):
        raise ContractError(name, "", f"the record of job {options.job_id or '(none was named)'}", None)
    if brief and brief.scene_id not in ("", run.scene_id):
        raise ContractError(name, "scene_id", run.scene_id, brief.scene_id)
    ours = brief if brief and options.job_id in ("", brief.job_id) else None
    if ours is None and not options.local_episodes_prefix:
        raise ContractError(name, "job_id", options.job_id, brief.job_id if brief else None)
    job_id = ours.job_id if ours else options.job_id
    if ours is None:
        folders = {"": _folder(run, options.local_episodes_prefix)}
    elif ours.artifacts_by_robot:
        folders = {robot: _folder(run, part.episodes_prefix) for robot, part in sorted(ours.artifacts_by_robot.items())}
    else:
        prefix = options.local_episodes_prefix or (ours.artifacts.episodes_prefix if ours.artifacts else "")
        folders = {"": _folder(run, prefix) if prefix else f"geniesim_{job_id}"}
    least = options.min_quality_score
    if least is None and ours and ours.generation_params:
        least = ours.generation_params.min_quality_score
    said = ours.status if ours and ours.status else options.status
    return {"job_id": job_id, "status": options.status if options.status != "completed" else said, "folders": folders, "min_quality_score": least}


def _folder(run: Run, prefix: str) -> str:
    """The folder below `episodes/` that a prefix names, whether it is written as an object prefix or as a URI of this bucket (W-52)."""
    below = f"scenes/{run.scene_id}/episodes/"
    name = prefix.strip("/")
    if "://" in prefix:
        rest = prefix.partition("://")[2]
        bucket = next((each for each in _names_of(run.bucket) if rest.startswith(f"{each}/")), None)
        if bucket is None:
            raise ContractError("episodes prefix", "bucket", run.bucket, prefix)
        name = rest.removeprefix(f"{bucket}/").strip("/")
    folder = name.removeprefix(below)
    if not name.startswith(below) or not folder or "/" in folder or folder.startswith("."):
        raise ContractError("episodes prefix", "", f"{below}<folder>", prefix)
    return folder


def _import(run: Run, options: Options, asked: Asked, guard: Guard) -> Outcome:
    for folder in asked.folders.values():
        said = quality_gate(run, asked.job_id, folder)
        if not said.passed:
            return failed("quality_gate_failed", f"Quality gate failed; report: {said.report_path}: {said.reason}", report_path=said.report_path)
    extra = {} if asked.min_quality_score is None else {"min_quality_score": asked.min_quality_score}
    wanted = [(robot, import_job.Input.model_validate({
        "job_id": asked.job_id, "scene_id": run.scene_id, "local_episodes_prefix": f"scenes/{run.scene_id}/episodes/{folder}",
        "min_episodes_required": options.min_episodes_required, "enable_validation": options.enable_validation,
        "filter_low_quality": options.filter_low_quality, "lerobot_export_format": options.lerobot_export_format, **extra,
    })) for robot, folder in asked.folders.items()]  # fmt: skip
    guard.jobs(import_job.JOB, wanted, "geniesim_import_start_failed", "geniesim_import_failed")
    guard.counts_as("geniesim_import_failed")
    manifests = [run.look(IMPORT_MANIFEST_BRIEF, lambda brief, name=name: _judged(run, asked, name, brief), folder=folder)
                 for folder in asked.folders.values() for name in [IMPORT_MANIFEST.at(run.scene_id, folder=folder)]]  # fmt: skip
    imported = sum(manifest["imported"] for manifest in manifests)
    wrong = [manifest["reason"] for manifest in manifests if manifest["reason"]]
    if wrong:
        return failed("nothing_imported" if imported == 0 else "import_incomplete", "; ".join(wrong), job_id=asked.job_id)
    first = next(iter(asked.folders.values()))
    output = manifests[0]["output_path"] or f"scenes/{run.scene_id}/episodes/{first}"
    run.update(SCENE_IMPORT_MANIFEST, lambda _, source: Put(source or Document({})), given=IMPORT_MANIFEST_DOCUMENT, mends=True, folder=first)
    record = ImportRecord(
        scene_id=run.scene_id, job_id=asked.job_id, status="completed", timestamp=run.now(), run_id=run.id,
        pending=effects_of(options.trigger_training, options.export_waits), episodes_imported=imported, output_path=output,
    )  # fmt: skip
    run.write(IMPORT_RECORD, record, job_id=asked.job_id)
    left = settle_effects(run, record, ())
    return succeeded(job_id=asked.job_id, episodes_imported=imported, output_path=output, pending=left)


def _judged(run: Run, asked: Asked, name: str, brief: ManifestBrief | None) -> dict[str, Any]:
    """Raises ContractError when the manifest is absent, or of another job or scene. reason: why it is no import, else "" (W-55)."""
    if brief is None:
        raise ContractError(name, "", f"the manifest of the import of job {asked.job_id}", None)
    for field, expected, found in (("scene_id", run.scene_id, brief.scene_id), ("job_id", asked.job_id, brief.job_id)):
        if expected != found:
            raise ContractError(name, field, expected, found)
    imported, status = brief.episodes.passed_validation, brief.import_status or brief.status or "completed"
    reason = ""
    if imported == 0:
        reason = f"{name}: none of {brief.episodes.downloaded} episodes passed"
    elif not brief.success or status != "completed":
        reason = f"{name}: status {status}, success {str(brief.success).lower()}"
    return {"imported": imported, "reason": reason, "output_path": brief.gcs_output_path or brief.output_dir}
