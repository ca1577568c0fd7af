"""Completion and failure markers are written here and nowhere else: last, conditionally, at most one of a pair live (WS-05, W-10).

What this code removes is a marker of the pair, written by the same workflow for the same or an older generation; nothing else is
ever deleted (W-32, WS-04).
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dbos import PortableWorkflowError

from blueprint.contracts.markers import (
    Debugging,
    FailureContent,
    FailureContext,
    FailureError,
    MarkerContent,
    Superseded,
    completion,
    failure,
)
from blueprint.core.artifact import Artifact, File, ObjectRef
from blueprint.core.errors import BlueprintError, ContractError, GenerationMoved, JobFailed
from blueprint.core.event import Event
from blueprint.core.job import JobRequest
from blueprint.core.outcome import Outcome, Status
from blueprint.store.store import Store, Stored

_LONGEST_TRACE = 8_000
_LONGEST_INPUT = 8_192
_TRIES = 5

ADVICE = (
    (("timeout", "timed out", "longer than its limit"), "Raise the job's time limit (timeout_override_seconds), or give it less to do."),
    (("memory", "oom"), "Give the job more memory, or give it less to do."),
    (("connection", "network", "unavailable", "unreachable"), "Check that the service can be reached, then retry the run."),
    (("permission", "forbidden", "read-only", "read only", "unauthorized"), "Check the credentials and the permissions of bucket and state folder."),
    (("no space", "disk", "full"), "Free some disk space, then retry the run."),
    (("not found", "no such", "missing", "expected an object"), "Check that the object that is named was written, then retry the run."),
    (("expected", "invalid", "validation"), "Mend the field that is named and write the object again: a new generation starts a new run."),
    (("lease", "lock", "held by"), "Another run holds the scene; wait for its end, or cancel it."),
    (("gate",), "Look at the report of the gate: it names each object and metric that missed."),
)


@dataclass(frozen=True)
class Origin:
    """The run that a marker speaks for."""

    workflow: str
    run_id: str
    driver: str
    event: Event
    code_version: str
    attempt: int = 1
    stack_traces: bool = True
    database: str = ""

    @property
    def input_object(self) -> str:
        return self.event.object.name if self.event.object else ""

    @property
    def input_generation(self) -> int:
        return self.event.object.generation if self.event.object else 0


@dataclass(frozen=True)
class Cause:
    """What went wrong, in the words of who saw it first (WS-06)."""

    code: str
    message: str
    type: str
    stack_trace: str = ""
    job: str = ""
    request_id: str = ""
    attempt: int = 1
    log: str = ""
    failed_step: str = ""


def cause_of(error: Exception, failed_step: str = "") -> Cause:
    """The cause behind an exception. A job's failure is told with the job's own code, message and trace."""
    if isinstance(error, JobFailed):
        facts = vars(error)
        kind = facts.get("cause_type") or "JobFailed"
        return Cause(
            error.cause_code, error.cause_message, kind, facts.get("stack_trace", ""), error.job, facts.get("request_id", ""),
            facts.get("attempt", 1), error.log, failed_step,
        )  # fmt: skip
    trace = "".join(traceback.format_exception(error))[-_LONGEST_TRACE:]
    if isinstance(error, BlueprintError):
        return Cause(error.code, str(error), type(error).__name__, trace, failed_step=failed_step)
    if isinstance(error, PortableWorkflowError):
        return Cause("workflow_bug", error.message, error.name, trace, failed_step=failed_step)
    return Cause("workflow_bug", f"{type(error).__name__}: {error}", type(error).__name__, trace, failed_step=failed_step)


def cause_of_outcome(outcome: Outcome) -> Cause:
    """The cause that a workflow itself states."""
    return Cause(outcome.code or "failed", outcome.reason, "workflow_failure", failed_step=str(outcome.details.get("failed_stage", "")))


def outcome_of(cause: Cause, marker: str) -> Outcome:
    details: dict[str, Any] = {"failed_step": cause.failed_step, "type": cause.type}
    if cause.job:
        details |= {"job": cause.job, "request_id": cause.request_id, "log": cause.log}
    if marker:
        details["failure_marker"] = marker
    return Outcome(status=Status.FAILED, code=cause.code, reason=cause.message[:2000], details=details)


def answers(found: Stored[MarkerContent] | None, origin: Origin) -> bool:
    """The marker says that another run succeeded with this input, in this generation or a newer one.

    This run's own marker does not count: a run that begins anew (after an upgrade) goes through to its own success. A run of the same
    name in another database is another run.
    """
    if found is None or not origin.input_object or (found.value.run_id, found.value.database) == (origin.run_id, origin.database):
        return False
    return found.value.input_object == origin.input_object and found.value.input_generation >= origin.input_generation


def find_completion(store: Store, place: File, scene_id: str, keys: dict[str, str]) -> Stored[MarkerContent] | None:
    """None also when what stands there is no marker of ours: it proves nothing, so the work is done."""
    return _find(store, completion(place), scene_id, keys)


def write_completion(store: Store, place: File, other: File | None, content: MarkerContent, keys: dict[str, str]) -> ObjectRef | None:
    """Make this the live one of the pair. None, and nothing is written, when a newer generation was answered meanwhile (W-08)."""
    return _write(store, completion(place), failure(other) if other else None, content, keys)


def write_failure(store: Store, place: File, other: File | None, content: FailureContent, keys: dict[str, str]) -> ObjectRef | None:
    """As `write_completion`, the other way round."""
    return _write(store, failure(place), completion(other) if other else None, content, keys)


def failure_content(origin: Origin, cause: Cause, at: datetime, request: JobRequest | None, context: dict[str, Any]) -> FailureContent:
    """The marker of a failed run (B7). `request`: of the job that failed."""
    given = request.inputs if request and len(str(request.inputs)) <= _LONGEST_INPUT else {}
    return FailureContent(
        scene_id=origin.event.scene_id,
        job_name=cause.job or origin.workflow,
        workflow=origin.workflow,
        timestamp=at,
        error=FailureError(
            code=cause.code, message=cause.message, type=cause.type, stack_trace=(cause.stack_trace or None) if origin.stack_traces else None
        ),
        context=FailureContext(
            run_id=origin.run_id,
            workflow_execution_id=origin.run_id,
            driver=origin.driver,
            failed_step=cause.failed_step,
            execution_id=cause.request_id or "unknown",
            attempt_number=cause.attempt if cause.job else origin.attempt,
            input_object=origin.input_object,
            input_generation=origin.input_generation,
            code_version=origin.code_version,
            config_context=context,
        ),
        input_params=given,
        debugging=Debugging(logs_url=cause.log or None),
        recommendations=_advice(cause),
    )


def _advice(cause: Cause) -> tuple[str, ...]:
    if cause.code == "workflow_bug":
        return ("This is a bug: report it with the stack trace.",)
    said = f"{cause.code} {cause.message}".lower()
    return next(((advice,) for words, advice in ADVICE if any(word in said for word in words)), ())


def _write(store: Store, place: Artifact[Any], other: Artifact[Any] | None, content: Any, keys: dict[str, str]) -> ObjectRef | None:
    """The other one of the pair goes first: a crash in between leaves none, never two."""
    scene_id = content.scene_id
    for _ in range(_TRIES):
        standing = _find(store, place, scene_id, keys)
        opposite = _find(store, other, scene_id, keys) if other else None
        older = [found for found in (standing, opposite) if found and found.value.workflow == content.workflow]
        if any(_newer(found.value, content) for found in older):
            return None
        if standing and _same(standing.value, content):
            return standing.ref
        replaced = next((_superseded(found) for found in older), None)
        try:
            if opposite and opposite in older:
                store.delete(opposite.ref)
            exists = store.exists(place, scene_id, **keys)
            if standing and exists and exists.generation != standing.ref.generation:
                continue
            generation = exists.generation if exists else 0
            return store.replace(place, content.model_copy(update={"superseded": replaced}), scene_id, generation, **keys)
        except GenerationMoved:
            continue
    raise GenerationMoved(place.at(scene_id, **keys), 0, -1)


def _find(store: Store, place: Artifact[Any], scene_id: str, keys: dict[str, str]) -> Stored[Any] | None:
    try:
        return store.find(place, scene_id, **keys)
    except ContractError:
        return None


def _input_of(content: MarkerContent | FailureContent) -> tuple[str, int]:
    where = content.context if isinstance(content, FailureContent) else content
    return where.input_object, where.input_generation


def _newer(standing: MarkerContent | FailureContent, ours: MarkerContent | FailureContent) -> bool:
    (name, generation), (our_name, our_generation) = _input_of(standing), _input_of(ours)
    return name == our_name and generation > our_generation


def _same(standing: Any, ours: Any) -> bool:
    """Written by this run in this very attempt, so a repeated step finds it done and triggers nothing twice."""
    passing = {"timestamp", "seconds", "superseded"}
    return standing.model_dump(mode="json", exclude=passing) == ours.model_dump(mode="json", exclude=passing)


def _superseded(found: Stored[Any]) -> Superseded:
    content = found.value
    run_id = content.context.run_id if isinstance(content, FailureContent) else content.run_id
    return Superseded(name=found.ref.name, run_id=run_id, input_generation=_input_of(content)[1], timestamp=content.timestamp)
