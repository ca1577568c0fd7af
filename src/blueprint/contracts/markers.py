"""Completion and failure markers: the one shape in which a workflow says how it ended (orchestration-b.md B7, B8; orchestration-a.md §0.8).

Both name the run, its driver and the input generation they answer, so that a reader never takes an older run's word for this one's
(WS-05). Written by the engine only, last, conditionally.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from blueprint.core.artifact import Artifact, File, Value


class MarkerOutput(Value):
    """A file that the marker announces. name: relative to the scene's folder; sha256 in hex; size in bytes."""

    name: str
    sha256: str
    size: int


class Superseded(Value):
    """The older marker of this pair that this one took the place of."""

    name: str
    run_id: str
    input_generation: int
    timestamp: datetime


class MarkerContent(Value):
    """`status` completed: this run answered `input_generation` of `input_object`.

    seconds: wall seconds by stage. driver: the run that drives the scene and starts the next stages itself, so that an event of this
    marker starts nothing (W-38); "" when events drive it. database: the identity of the engine's, in which run_id is unique. A workflow's own fields stand beside these.
    """

    model_config = Value.model_config | {"extra": "allow"}

    scene_id: str
    status: Literal["completed"] = "completed"
    timestamp: datetime
    workflow: str
    run_id: str
    driver: str
    input_object: str = ""
    input_generation: int = 0
    code_version: str
    database: str = ""
    outputs: tuple[MarkerOutput, ...] = ()
    seconds: dict[str, float] = {}
    cost_usd: float = 0
    superseded: Superseded | None = None


class FailureError(Value):
    """The cause in the failing job's own words where there is one (WS-06). type: the class of the error."""

    code: str
    message: str
    type: str
    stack_trace: str | None = None


class FailureContext(Value):
    """execution_id: the job's request; attempt_number: how often it was tried (WS-28)."""

    run_id: str
    workflow_execution_id: str
    driver: str
    failed_step: str
    execution_id: str
    attempt_number: int
    input_object: str = ""
    input_generation: int = 0
    code_version: str
    config_context: dict[str, Any] = {}


class Debugging(Value):
    logs_url: str | None = None
    debug_artifacts: tuple[str, ...] = ()


class FailureContent(Value):
    """job_name: the job that failed, else the workflow."""

    scene_id: str
    job_name: str
    workflow: str
    status: Literal["failed"] = "failed"
    timestamp: datetime
    error: FailureError
    context: FailureContext
    input_params: dict[str, Any] = {}
    partial_results: dict[str, Any] = {}
    quarantined: tuple[str, ...] = ()
    debugging: Debugging = Debugging()
    recommendations: tuple[str, ...] = ()
    superseded: Superseded | None = None


def completion(file: File) -> Artifact[MarkerContent]:
    """The completion marker that stands at this place."""
    return Artifact(file.pattern, MarkerContent)


def failure(file: File) -> Artifact[FailureContent]:
    """The failure marker that stands at this place."""
    return Artifact(file.pattern, FailureContent)
