"""What Genie Sim runs leave behind: the job record, the idempotency markers, the index of open jobs (jobs.md §3.16; orchestration-a.md §6–8, §14).

Collected by the local simulator, a job says so: `backend` is `mujoco_local`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import Field, JsonValue, RootModel, field_validator

from blueprint.contracts import stages
from blueprint.core.artifact import Artifact, File, Value

LENIENT = Value.model_config | {"extra": "ignore"}
"""For documents that other programs and people write, too."""


class Document(RootModel[dict[str, JsonValue]]):
    """Any JSON object: where only its identity counts."""


# idempotency


class SubmissionInputs(Value):
    """What a submission is identified by. Robots in order, the number as decimal text, so that 10, 10.0 and "10" are one submission (W-40)."""

    scene_id: str
    task_config: dict[str, JsonValue]
    robot_types: tuple[str, ...]
    episodes_per_task: str
    quality_thresholds: dict[str, float]


def canonical(value: Any) -> str:
    """JSON with sorted keys, without spaces, ASCII; a whole float is spelt as the integer it is."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), allow_nan=False)


def submission_inputs(
    scene_id: str, task_config: dict[str, JsonValue], robot_types: Sequence[str], episodes_per_task: int | float | str, quality_thresholds: dict[str, float]
) -> SubmissionInputs:
    """The inputs in the one form that is hashed. ValueError when `episodes_per_task` is no whole number."""
    count = float(episodes_per_task)
    if count != int(count):
        raise ValueError(f"episodes_per_task: a whole number, found {episodes_per_task!r}")
    return SubmissionInputs(
        scene_id=scene_id, task_config=task_config, robot_types=tuple(sorted(set(robot_types))), episodes_per_task=str(int(count)),
        quality_thresholds=dict(quality_thresholds),
    )  # fmt: skip


def submission_hash(inputs: SubmissionInputs | dict[str, Any]) -> str:
    """MD5 of the canonical form, 32 hex characters (orchestration-a.md §14.2). An identity, not a protection."""
    body = inputs.model_dump(mode="json") if isinstance(inputs, SubmissionInputs) else inputs
    return hashlib.md5(canonical(body).encode(), usedforsecurity=False).hexdigest()


def content_hash(document: dict[str, JsonValue]) -> str:
    """SHA-256 of a document's canonical form, without the time at which an export was made (W-40)."""
    info = document.get("export_info")
    if isinstance(info, dict):
        document = {**document, "export_info": {key: value for key, value in info.items() if key != "timestamp"}}
    return hashlib.sha256(canonical(document).encode()).hexdigest()


def job_id_of(submission: str) -> str:
    """The same submission is the same job, so that what was interrupted goes on in its own folder."""
    return f"local-{submission[:12]}"


def episodes_folder(job_id: str, robot: str, robots: Sequence[str]) -> str:
    """The folder below `episodes/` of one robot's recordings."""
    return f"geniesim_{job_id}" if len(robots) == 1 else f"geniesim_{job_id}_{robot}"


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {str(key): _plain(below) for key, below in value.items()}
    return [_plain(below) for below in value] if isinstance(value, list | tuple) else value


class Submission(Value):
    """`geniesim/idempotency/{hash}.json`. reserved: a run is about to submit; submitted: it did; then how that ended (W-38).

    run_id: who holds it; "" when another program wrote it. retryable: a failure that may end otherwise next time.
    """

    model_config = LENIENT

    scene_id: str
    status: Literal["reserved", "submitted", "completed", "failed", "partial"]
    job_id: str = ""
    timestamp: datetime
    hash: str
    inputs: dict[str, JsonValue] = {}
    schema_version: Literal["1"] = "1"
    run_id: str = ""
    attempts: int = 1
    retryable: bool = False
    reason: str = ""


class ImportRecord(Value):
    """`geniesim/idempotency/import/{job_id}.json`. pending, done: effects of a completed import (W-54)."""

    model_config = LENIENT

    scene_id: str
    job_id: str
    status: Literal["completed", "failed"]
    timestamp: datetime
    run_id: str = ""
    pending: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    episodes_imported: int = 0
    output_path: str = ""


# the job record


class JobIdempotency(Value):
    key: str
    task_config_hash: str
    export_manifest_hash: str
    first_submitted_at: datetime


class JobIdempotencyFile(Value):
    key: str
    scene_id: str
    task_config_hash: str
    export_manifest_hash: str
    submitted_at: datetime
    job_id: str
    job_metadata_path: str


class JobArtifacts(Value):
    """Object prefixes in the job's own bucket."""

    model_config = LENIENT

    episodes_prefix: str
    lerobot_prefix: str = ""


class ProvenanceGate(Value):
    status: Literal["passed", "failed"]
    commercial_use_ok: bool | None
    commercial_blockers: tuple[str, ...] = ()
    allow_noncommercial_override: bool = False
    asset_provenance_path: str


class GenerationParams(Value):
    model_config = LENIENT

    robot_type: str
    robot_types: tuple[str, ...]
    episodes_per_task: int
    num_variations: int
    min_quality_score: float
    seed: int = 1


class JobMetrics(Value):
    """Of one robot's collection, or of all. quality_pass_rate: passed ÷ collected; null when nothing was collected."""

    model_config = LENIENT

    job_id: str = ""
    status: str = ""
    created_at: datetime | None = None
    completed_at: datetime | None = None
    duration_seconds: float | None = None
    attempted: int = 0
    succeeded: int = 0
    total_episodes: int = 0
    episodes_collected: int = 0
    episodes_passed: int = 0
    quality_pass_rate: float | None = None
    failure_reason: str = ""


class LocalExecution(Value):
    """As counted by the collector. collision_free is not judged here, so it is not stated. server_info: engine and version of what simulated."""

    success: bool
    server_info: dict[str, str] = {}
    episodes_collected: int
    episodes_passed: int
    task_success_rate: float | None
    generation_duration_seconds: float
    by_robot: dict[str, JobMetrics]


class GenieSimJob(Value):
    """`geniesim/job.json`. Written last; with several robots each adds its part, and the last one ends it."""

    job_id: str
    scene_id: str
    status: Literal["submitted", "completed", "failed"]
    submitted_at: datetime
    backend: Literal["mujoco_local"] = "mujoco_local"
    run_id: str = ""
    message: str = ""
    warnings: tuple[str, ...] = ()
    idempotency: JobIdempotency
    idempotency_key: str
    bundle: dict[str, str] = {}
    provenance_gate: ProvenanceGate
    generation_params: GenerationParams
    local_execution: LocalExecution | None = None
    job_metrics: JobMetrics | None = None
    job_metrics_by_robot: dict[str, JobMetrics] = {}
    artifacts: JobArtifacts
    artifacts_by_robot: dict[str, JobArtifacts] = {}
    failure_reason: str = ""
    failure_details: dict[str, str] = {}


class JobBrief(Value):
    """What a reader needs of any program's `job.json`."""

    model_config = LENIENT

    job_id: str = Field(min_length=1)
    scene_id: str = ""
    status: str = ""
    artifacts: JobArtifacts | None = None
    artifacts_by_robot: dict[str, JobArtifacts] = {}
    job_metrics: JobMetrics | None = None
    generation_params: GenerationParams | None = None
    backend: str = ""
    failure_reason: str = ""


# markers, configuration, index


class Submitted(Value):
    """An export submitted this job. submission: the hash of its idempotency marker."""

    model_config = LENIENT

    scene_id: str
    status: str = "submitted"
    timestamp: datetime
    job_id: str
    job_metadata_path: str = ""
    run_id: str = ""
    submission: str = ""


class JobMarker(Value):
    """What a reader needs of a completion marker of export or import: whose it is (W-30)."""

    model_config = LENIENT

    scene_id: str = ""
    job_id: str = ""
    status: str = ""


class ImportTriggered(Value):
    """The import of this job was asked for; not again before `not_before` (W-56)."""

    scene_id: str
    job_id: str
    run_id: str
    timestamp: datetime
    attempts: int = 1
    not_before: datetime


class OpenJob(Value):
    """A job that is not imported yet, or was not when somebody last looked. The poller reads these, not the scenes.

    pending: it is imported, but effects of that are not acknowledged.
    """

    scene_id: str
    job_id: str
    timestamp: datetime
    pending: bool = False


class ReconcileCursor(Value):
    """Where the slow look for jobs that nobody indexed goes on; "" begins anew."""

    after: str = ""
    timestamp: datetime
    rounds: int = 0


class SceneConfig(Value):
    """`scenes/<id>/config.json`, written by a person; all optional."""

    model_config = LENIENT

    tags: tuple[str, ...] = ()
    use_geniesim: bool = True
    robot_type: str | None = None
    robot_types: tuple[str, ...] | None = None
    episodes_per_task: int | None = Field(default=None, ge=1, le=10_000)
    quality_thresholds: dict[str, float] | None = None

    @field_validator("episodes_per_task", mode="before")
    @classmethod
    def _number(cls, value: object) -> object:
        return int(value) if isinstance(value, str) and value.strip().isdigit() else value


class DeliveryFailed(Value):
    """A dataset whose delivery was not acknowledged; the next run of the import tries again (W-54)."""

    scene_id: str
    job_id: str
    output_path: str
    import_manifest_path: str
    status: Literal["failed"] = "failed"
    timestamp: datetime
    error: dict[str, str]


TASK_CONFIG_DOCUMENT = Artifact("scenes/{scene_id}/geniesim/task_config.json", Document)
EXPORT_MANIFEST_DOCUMENT = Artifact("scenes/{scene_id}/geniesim/export_manifest.json", Document)
PROVENANCE_DOCUMENT = Artifact("scenes/{scene_id}/geniesim/legal/asset_provenance.json", Document)
JOB_RECORD = Artifact("scenes/{scene_id}/geniesim/job.json", GenieSimJob)
JOB_BRIEF = Artifact(JOB_RECORD.pattern, JobBrief)
JOB_IDEMPOTENCY = Artifact("scenes/{scene_id}/geniesim/job_idempotency.json", JobIdempotencyFile)
SUBMISSION = Artifact("scenes/{scene_id}/geniesim/idempotency/{hash}.json", Submission)
IMPORT_RECORD = Artifact("scenes/{scene_id}/geniesim/idempotency/import/{job_id}.json", ImportRecord)
SUBMITTED = Artifact(stages.GENIESIM_SUBMITTED.pattern, Submitted)
EXPORT_COMPLETE = Artifact(stages.GENIESIM_COMPLETE.pattern, JobMarker)
IMPORT_COMPLETE = Artifact(stages.GENIESIM_IMPORT_COMPLETE.pattern, JobMarker)
IMPORT_TRIGGERED = Artifact("scenes/{scene_id}/geniesim/.geniesim_import_triggered", ImportTriggered)
SCENE_CONFIG = Artifact("scenes/{scene_id}/config.json", SceneConfig)
DELIVERY_FAILED = Artifact("scenes/{scene_id}/geniesim/.dataset_delivery_failed", DeliveryFailed)
OPEN_JOB = Artifact("automation/geniesim/open/{scene_id}.json", OpenJob)
RECONCILE_CURSOR = Artifact("automation/geniesim/reconcile.json", ReconcileCursor)
GENIESIM_FAILED = File("scenes/{scene_id}/geniesim/.failed")
CANARY_ROLLBACK = File("scenes/{scene_id}/geniesim/.canary_rollback")
EXPORT_LOCK = File("scenes/{scene_id}/locks/genie-sim-export.lock")
IMPORT_LOCK = File("scenes/{scene_id}/locks/genie-sim-import.lock")
