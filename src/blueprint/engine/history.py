"""What runs did and do, as typed records, for the command line and the dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from dbos import DBOS, WorkflowStatus

from blueprint.core.artifact import Value
from blueprint.core.event import Event
from blueprint.core.outcome import Outcome, failed
from blueprint.engine import database
from blueprint.engine.lineage import Lineage
from blueprint.engine.services import Services
from blueprint.engine.steps import CurrentStep

State = Literal["queued", "running", "ended"]


class StepRecord(Value):
    """One finished step. request_id: of the job it started or awaited (join with `runtime.progress`). child_outcome: how an awaited child ended."""

    index: int
    name: str
    given: dict[str, Any]
    answer: Any = None
    error: str | None = None
    error_code: str = ""
    started_at: datetime
    ended_at: datetime
    request_id: str = ""
    child_run_id: str = ""
    child_outcome: Outcome | None = None

    @property
    def seconds(self) -> float:
        return (self.ended_at - self.started_at).total_seconds()


class Current(Value):
    """What a running run does now. request_id: of the job that it waits for."""

    name: str
    given: dict[str, Any]
    started_at: datetime
    request_id: str = ""
    child_run_id: str = ""


class RunRecord(Value):
    """One run. outcome is None until it has ended. failed_index: the step that it failed at."""

    run_id: str
    workflow: str
    scene_id: str
    driver: str
    parent_id: str
    event: Event
    lineage: Lineage
    state: State
    outcome: Outcome | None
    failed_index: int | None
    version: str
    executor: str
    partition: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def seconds(self) -> float:
        """From its start until its end, or until it was last heard of."""
        if self.started_at is None:
            return 0.0
        return ((self.ended_at or datetime.now(UTC)) - self.started_at).total_seconds()


class RunDetail(Value):
    """A run with its steps, what it does now, and its children."""

    record: RunRecord
    steps: tuple[StepRecord, ...]
    current: Current | None
    children: tuple[RunDetail, ...]


class History:
    def __init__(self, services: Services, current: Mapping[str, CurrentStep]) -> None:
        self._services, self._current = services, current

    def runs(self, *, scene_id: str, workflow: str, unfinished: bool, roots: bool, limit: int, offset: int) -> list[RunRecord]:
        """The newest first. roots: only those that no other run drives."""
        ids = database.ids_of(
            scene_id=scene_id, workflow=workflow, statuses=database.UNFINISHED if unfinished else (), roots=roots, limit=limit, offset=offset
        )
        found = {record.run_id: record for record in self._records(ids)}
        return [found[each] for each in ids if each in found]

    def find(self, run_id: str) -> RunRecord | None:
        return next(iter(self._records([run_id])), None)

    def show(self, run_id: str) -> RunDetail | None:
        record = self.find(run_id)
        if record is None:
            return None
        steps = tuple(_step(info) for info in DBOS.list_workflow_steps(run_id))
        children = tuple(child for each in database.children_of(run_id) if each != run_id and (child := self.show(each)))
        return RunDetail(record=record, steps=steps, current=self._now(record, steps), children=children)

    def _records(self, ids: list[str]) -> list[RunRecord]:
        return [_record(status) for status in DBOS.list_workflows(workflow_ids=ids)] if ids else []

    def _now(self, record: RunRecord, steps: tuple[StepRecord, ...]) -> Current | None:
        """What this process knows; of another process's run: what its history says it must be waiting for."""
        if record.state != "running":
            return None
        step = self._current.get(record.run_id)
        if step is not None:
            given = dict(step.given)
            return Current(
                name=step.name, given=given, started_at=step.started_at, request_id=given.get("request_id", ""), child_run_id=given.get("run_id", "")
            )
        last = steps[-1] if steps else None
        if last is None:
            return None
        name = last.name.replace("start ", "wait ", 1) if last.request_id else f"await {last.name}" if last.child_run_id else f"after {last.name}"
        return Current(name=name, given=last.given, started_at=last.ended_at, request_id=last.request_id, child_run_id=last.child_run_id)


def _record(status: WorkflowStatus) -> RunRecord:
    assert status.input is not None
    given_event, given_lineage = status.input["args"]
    event, lineage = Event.model_validate(given_event), Lineage.model_validate(given_lineage)
    outcome, failed_index = _result(status)
    state: State = "queued" if status.status in ("ENQUEUED", "DELAYED") else "running" if status.status == "PENDING" else "ended"
    return RunRecord(
        run_id=status.workflow_id,
        workflow=status.name,
        scene_id=event.scene_id,
        driver=lineage.driver,
        parent_id=status.parent_workflow_id or "",
        event=event,
        lineage=lineage,
        state=state,
        outcome=outcome,
        failed_index=failed_index,
        version=status.app_version or "",
        executor=status.executor_id or "",
        partition=status.queue_partition_key or "",
        created_at=_time(status.created_at) or datetime.now(UTC),
        started_at=_time(status.dequeued_at),
        ended_at=_time(status.completed_at) if state == "ended" else None,
    )


def _result(status: WorkflowStatus) -> tuple[Outcome | None, int | None]:
    match status.status:
        case "SUCCESS":
            return Outcome.model_validate(status.output["outcome"]), status.output["failed_index"]  # type: ignore[index]
        case "CANCELLED":
            return failed("cancelled", "the run was cancelled"), None
        case "ERROR":
            return failed("engine_error", str(status.error)), None
        case "MAX_RECOVERY_ATTEMPTS_EXCEEDED":
            return failed("recovery_exhausted", "the run ended its process too often and is not tried again"), None
    return None, None


def _step(info: Mapping[str, Any]) -> StepRecord:
    record = info["output"] if isinstance(info["output"], dict) else {}
    given = record.get("given", {})
    error = record.get("error")
    name = info["function_name"]
    answer = record.get("answer")
    raised = info["error"]
    started = _time(info["started_at_epoch_ms"])
    return StepRecord(
        index=info["function_id"],
        name=f"child {name}" if info["child_workflow_id"] else name,
        given=given,
        answer=answer,
        error=error["message"] if error else str(raised) if raised else None,
        error_code=error["class"] if error else type(raised).__name__ if raised else "",
        started_at=started or datetime.now(UTC),
        ended_at=_time(info["completed_at_epoch_ms"]) or started or datetime.now(UTC),
        request_id=given.get("request_id", ""),
        child_run_id=info["child_workflow_id"] or given.get("run_id", ""),
        child_outcome=Outcome.model_validate(answer) if name.startswith("await ") and answer else None,
    )


def _time(epoch_ms: int | None) -> datetime | None:
    return None if epoch_ms is None else datetime.fromtimestamp(epoch_ms / 1000, UTC)
