"""One execution of one run: the engine's one place around a workflow function, where every way to end becomes an Outcome."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dbos._error import DBOSException

from blueprint.core.errors import BlueprintError, ContractError, LeaseHeld
from blueprint.core.event import Event
from blueprint.core.outcome import Outcome, Status, skipped
from blueprint.engine.control import Control, EngineStopped
from blueprint.engine.failure import Cause, cause_of, cause_of_outcome, outcome_of
from blueprint.engine.family import Family, Superseded
from blueprint.engine.lineage import Lineage
from blueprint.engine.run import Run
from blueprint.engine.services import Services
from blueprint.engine.steps import LARGEST_RECORD, CurrentStep, Steps
from blueprint.engine.workflow import Workflow


@dataclass(frozen=True)
class Worker:
    """What executions of this process share."""

    services: Services
    control: Control
    family: Family
    executor_id: str
    version: str
    was_cancelled: Callable[[str], bool]
    database: Callable[[], str]
    current: dict[str, CurrentStep] = field(default_factory=dict)


def execute(worker: Worker, workflow: Workflow, run_id: str, given_event: dict[str, Any], given_lineage: dict[str, Any]) -> dict[str, Any]:
    """What is stored as the run's result: its outcome and, when a step failed, that step's number (where a retry goes on)."""
    event, lineage = Event.model_validate(given_event), Lineage.model_validate(given_lineage)
    steps = Steps(run_id, worker.services, worker.control, worker.current, worker.database())
    run = Run(workflow, event, lineage, steps, worker.family, worker.version)
    try:
        outcome, cause, index = _ended(worker, run, steps)
        if outcome.status is Status.FAILED and cause and workflow.fails:
            outcome = _marked(run, outcome, cause)
        return {"outcome": outcome.model_dump(mode="json"), "failed_index": index}
    except EngineStopped:
        raise
    except BaseException:
        if worker.was_cancelled(run_id):
            run.cancel_jobs()
        raise


def _ended(worker: Worker, run: Run, steps: Steps) -> tuple[Outcome, Cause | None, int | None]:
    try:
        outcome = _begin(worker, run, steps) or run.workflow.function(run)
        _check(run, outcome)
    except Superseded as newer:
        return skipped("superseded", str(newer)), None, None
    except LeaseHeld as held:
        return skipped("locked", str(held)), None, None
    except Exception as error:
        cause = cause_of(error, run.failed_step(error))
        return outcome_of(cause, ""), cause, steps.failed_index(error)
    return outcome, cause_of_outcome(outcome) if outcome.status is Status.FAILED else None, None


def _begin(worker: Worker, run: Run, steps: Steps) -> Outcome | None:
    """The first step. A run whose object was replaced meanwhile leaves the work to the newer event's run (W-08)."""
    asked = run.event.object

    def look() -> dict[str, Any]:
        current = worker.services.store.bucket.stat(asked.name) if asked else None
        return {"executor": worker.executor_id, "version": worker.version, "generation": current.generation if current else 0}

    found = steps.do("begin", look, {"event": run.event.id, "attempt": run.attempt})
    if asked and run.event.type == "object_finalized" and found["generation"] > asked.generation:
        return skipped("superseded", f"{asked.name} has generation {found['generation']} by now; this run was asked for {asked.generation}")
    return None


def _check(run: Run, outcome: object) -> None:
    if not isinstance(outcome, Outcome):
        raise TypeError(f"workflow {run.workflow.name} must return an Outcome, found {outcome!r}")
    size = len(json.dumps(outcome.model_dump(mode="json")))
    if size > LARGEST_RECORD:
        raise ContractError(f"outcome of {run.workflow.name}", "details", f"at most {LARGEST_RECORD} bytes of names and numbers", f"{size} bytes")


def _marked(run: Run, outcome: Outcome, cause: Cause) -> Outcome:
    """Exactly one failure marker; if even that cannot be written, the outcome says so."""
    assert run.workflow.fails is not None
    place = run.workflow.fails.at(run.scene_id)
    try:
        run.fail_with(run.workflow.fails, cause)
    except DBOSException:
        # The run's history and its code disagree, so no step can be recorded; the marker is written all the same.
        run.write_failure_now(cause)
    except BlueprintError as error:
        return outcome.model_copy(update={"details": {**outcome.details, "failure_marker_error": str(error)}})
    return outcome.model_copy(update={"details": {**outcome.details, "failure_marker": place}})
