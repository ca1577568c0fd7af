"""Durable runs of workflows on DBOS: started once per event, exclusive per scene, recovered, taken over, cancelled, retried."""

from __future__ import annotations

import contextvars
import inspect
import json
import os
import socket
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetEnqueueOptions, SetWorkflowAttributes, SetWorkflowID

from blueprint.core.errors import Conflict, ContractError, Timeout, Unavailable
from blueprint.core.event import Custom, Event
from blueprint.core.identity import digest, run_id
from blueprint.core.outcome import Outcome, failed
from blueprint.engine import database, logs
from blueprint.engine.control import Control, EngineStopped
from blueprint.engine.database import QUEUE
from blueprint.engine.dispatch import Bell, Threads, active_runs, listen
from blueprint.engine.execution import Worker, execute
from blueprint.engine.failure import Cause, Origin, failure_content, write_failure
from blueprint.engine.history import History, RunDetail, RunRecord
from blueprint.engine.lineage import Lineage
from blueprint.engine.liveness import EXPIRY_S, Heartbeats, Liveness, LockFiles
from blueprint.engine.resume import resume_point
from blueprint.engine.services import Services
from blueprint.engine.sweeper import Sweeper
from blueprint.engine.workflow import Workflow

POLL_SQLITE_S = 0.5
POLL_POSTGRES_S = 0.2
"""How soon a run that another process queued is seen; one of this process is seen at once."""

_LOOK_S = 0.25
_STOP_S = 5.0


class Engine:
    """One per process. `version` is by default made from the sources of the engine and of the workflows."""

    def __init__(self, database_url: str, services: Services, *, version: str = "") -> None:
        self.services = services
        self.version = version or code_version(services.workflows)
        self.executor_id = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._url = database_url
        self._control, self._bell = Control(), Bell()
        self._worker = Worker(services, self._control, self, self.executor_id, self.version, self._was_cancelled, lambda: self._database)
        self._database = ""
        self._functions: dict[str, Callable[..., Any]] = {}
        self._sweeper: Sweeper | None = None
        self.history = History(services, self._worker.current)

    # life

    def launch(self, work: bool = True) -> None:
        """Open the database; with `work`, recover what dead processes left and begin to run. Without: start, look, cancel and retry only."""
        try:
            self._launch(work)
        except BaseException:
            self.stop()
            raise

    def _launch(self, work: bool) -> None:
        logs.route(self.services.emit_log)
        config = DBOSConfig(
            name="blueprint",
            system_database_url=self._url,
            serializer=DBOSPortableJSONSerializer(),
            application_version=self.version,
            executor_id=self.executor_id,
            log_level="WARNING",
            scheduler_polling_interval_sec=3600.0,
            notification_listener_polling_interval_sec=0.25,
            sys_db_idle_transaction_timeout_sec=EXPIRY_S,  # a frozen worker must not hold a row that its heir needs
        )
        engine = database.open_engine(self._url)
        if engine is not None:
            config["system_database_engine"] = engine
        DBOS(config=config)
        self._functions = {workflow.name: self._registered(workflow) for workflow in self.services.workflows}
        DBOS.listen_queues([])
        DBOS.launch()
        database.keep_milliseconds(self._url)
        self._database = database.identity(self._url)
        poll_s = POLL_SQLITE_S if engine is not None else POLL_POSTGRES_S
        queue = DBOS.register_queue(QUEUE, partition_concurrency=1, polling_interval_sec=poll_s, on_conflict="always_update")
        if work:
            threads = Threads()
            self._sweeper = self._watch(threads)
            self._sweeper.enter()
            listen(queue, self._bell, threads, self._ended)
            self._sweeper.start()

    def stop(self) -> None:
        """Let go of every run; they go on where they are in the next process. Jobs that run are left alone."""
        self._control.stop()
        self._bell.set()
        deadline = time.monotonic() + _STOP_S
        while active_runs() and time.monotonic() < deadline:
            time.sleep(0.01)
        if self._sweeper:
            self._sweeper.stop()
        DBOS.destroy(destroy_registry=True)

    def __enter__(self) -> Engine:
        self.launch()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # runs

    def start(self, workflow_name: str, event: Event) -> str:
        """The id of the one run of this workflow for this event, which exists from now on. ContractError for an unknown name."""
        workflow = self.services.workflow(workflow_name)
        name = run_id(workflow_name, event.id)
        held = (event.scene_id,) if workflow.exclusive and event.scene_id else ()
        lineage = Lineage(driver=name, holds=held)
        contextvars.Context().run(self._enqueue, workflow, name, event, lineage, _partition(name, held))
        return name

    def known(self, workflow_name: str, event: Event) -> bool:
        """The run of this workflow for this event exists."""
        return database.exists(run_id(workflow_name, event.id))

    def wait(self, run_id: str, timeout_s: float | None = None) -> Outcome:
        """How the run ended. Timeout when it has not after `timeout_s`; ContractError when there is no such run."""
        if not database.exists(run_id):
            raise ContractError("run", "id", "the id of a run", run_id)
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while (outcome := self.outcome(run_id)) is None:
            left = _LOOK_S if deadline is None else deadline - time.monotonic()
            if left <= 0:
                raise Timeout(f"run {run_id} did not end within {timeout_s} s")
            try:
                self._control.look_again("", min(_LOOK_S, left))
            except EngineStopped:
                raise Unavailable(f"the engine stops before run {run_id} has ended; it goes on in the next process") from None
        return outcome

    def outcome(self, run_id: str) -> Outcome | None:
        """How the run ended, or None."""
        found = database.ending(run_id)
        return _outcome(*found) if found else None

    def cancel(self, run_id: str) -> list[str]:
        """End a run, its children and their jobs. The ids of what was not ended already; their failure markers say `cancelled`."""
        tree = [self._detail(run_id), *(self._detail(each) for each in contextvars.Context().run(database.system().get_workflow_children, run_id))]
        living = [each for each in tree if each.record.ended_at is None]
        contextvars.Context().run(database.system().cancel_workflows, [run_id], True)
        for each in tree:
            self._control.cancel(each.record.run_id)
            for step in each.steps:
                if step.request_id:
                    self.services.runtime.cancel(step.request_id)
        for each in living:
            self._mark(each, Cause("cancelled", "cancelled by a person", "Cancelled", failed_step=each.current.name if each.current else ""))
        self._ended()
        return [each.record.run_id for each in living]

    def retry(self, run_id: str) -> str:
        """Go on from the step that failed, under the same id: finished steps and finished jobs stay. Conflict when it runs or succeeded.

        Children that did not succeed go on first, each from its own failed step.
        """
        detail = self._detail(run_id)
        ended = self.outcome(run_id)
        if ended is None or ended.succeeded:
            raise Conflict(f"run {run_id} {'succeeded' if ended else 'is still running'}; only an ended run without success can be retried")
        self._rewind(detail, as_child=False)
        self._bell.ring()
        return run_id

    def runs(
        self, *, scene_id: str = "", workflow: str = "", unfinished: bool = False, roots: bool = False, limit: int = 100, offset: int = 0
    ) -> list[RunRecord]:
        """The newest first."""
        return self.history.runs(scene_id=scene_id, workflow=workflow, unfinished=unfinished, roots=roots, limit=limit, offset=offset)

    def show(self, run_id: str) -> RunDetail | None:
        """A run with its steps and children, also while it is running."""
        return self.history.show(run_id)

    # what runs use

    def start_child(self, workflow: Workflow, event: Event, lineage: Lineage) -> str:
        name = run_id(workflow.name, event.id)
        wanted = _child_lineage(workflow, event, lineage)
        self._enqueue(workflow, name, event, wanted, _partition(name, tuple(scene for scene in wanted.holds if scene not in lineage.holds)))
        self._let_in(name, event, lineage)
        return name

    def wait_child(self, run_id: str, parent_id: str, lineage: Lineage) -> Outcome:
        while (outcome := self.outcome(run_id)) is None:
            self._let_in(run_id, None, lineage)
            self._control.look_again(parent_id, _LOOK_S)
        return outcome

    def emit(self, event: Event) -> None:
        if self.services.deliver:
            self.services.deliver(event)
            return
        for workflow in self.services.workflows:
            if any(isinstance(trigger, Custom) and trigger.type == event.payload.get("type") for trigger in workflow.on):
                self.start(workflow.name, event)

    # inside

    def _registered(self, workflow: Workflow) -> Callable[..., Any]:
        def run(event: dict[str, Any], lineage: dict[str, Any]) -> dict[str, Any]:
            return execute(self._worker, workflow, DBOS.workflow_id or "", event, lineage)

        return DBOS.workflow(name=workflow.name)(run)

    def _enqueue(self, workflow: Workflow, name: str, event: Event, lineage: Lineage, partition: str) -> None:
        facts = {"scene_id": event.scene_id, "driver": lineage.driver, "event_id": event.id}
        with SetWorkflowID(name), SetEnqueueOptions(queue_partition_key=partition, priority=database.FRESH), SetWorkflowAttributes(facts):
            DBOS.enqueue_workflow(QUEUE, self._functions[workflow.name], event.model_dump(mode="json"), lineage.model_dump(mode="json"))
        self._bell.ring()

    def _let_in(self, name: str, event: Event | None, lineage: Lineage) -> None:
        """A child that an event queued behind its own parent's scene need not wait for its parent to end."""
        waiting = database.waits_in(name)
        if waiting is None or not waiting[0].startswith("scene:") or waiting[0].removeprefix("scene:") not in lineage.holds:
            return
        partition, (given, _) = waiting
        wanted = event or Event.model_validate(given)
        workflow = self.services.workflow(name.partition(":")[0])
        arguments = [wanted.model_dump(mode="json"), _child_lineage(workflow, wanted, lineage).model_dump(mode="json")]
        if database.move(name, partition, _partition(name, ()), arguments, lineage.parent):
            self._bell.ring()

    def _rewind(self, detail: RunDetail, as_child: bool) -> None:
        record = detail.record
        for child in detail.children:
            again = self.outcome(child.record.run_id)
            if again is not None and not again.succeeded and child.record.parent_id == record.run_id:
                self._rewind(self._detail(child.record.run_id), as_child=True)
        workflow = self.services.workflow(record.workflow)
        from_step = resume_point(detail) if record.version == self.version else 1
        lineage = record.lineage.model_copy(update={"attempt": record.lineage.attempt + 1})
        alone = workflow.exclusive and record.scene_id and (not as_child or not record.partition.startswith("run:"))
        partition = _partition(record.run_id, (record.scene_id,) if alone else ())
        arguments = [record.event.model_dump(mode="json"), lineage.model_dump(mode="json")]
        self._control.revive(record.run_id)
        if not database.rewind(record.run_id, from_step, partition, self.version, arguments):
            raise Conflict(f"run {record.run_id} is running again already")

    def _detail(self, run_id: str) -> RunDetail:
        found = self.history.show(run_id)
        if found is None:
            raise ContractError("run", "id", "the id of a run", run_id)
        return found

    def _mark(self, detail: RunDetail, cause: Cause) -> None:
        record = detail.record
        workflow = self.services.find(record.workflow)
        if workflow is None or workflow.fails is None:
            return
        origin = Origin(record.workflow, record.run_id, record.driver, record.event, self.version, record.lineage.attempt, database=self._database)
        keys = {"generation": str(origin.input_generation)}
        write_failure(self.services.store, workflow.fails, workflow.completes, failure_content(origin, cause, self.services.clock(), None, {}), keys)

    def _bury(self, run_id: str) -> None:
        """The failure marker of a run that is not tried any more."""
        detail = self.history.show(run_id)
        if detail:
            self._mark(detail, Cause("recovery_exhausted", "the run ended its process too often", "RecoveryExhausted"))

    def _noticed(self) -> None:
        """Runs of this process that another one cancelled."""
        for name in database.cancelled_among(active_runs()):
            self._control.cancel(name)

    def _was_cancelled(self, run_id: str) -> bool:
        return bool(database.cancelled_among([run_id]))

    def _ended(self) -> None:
        self._bell.ring()
        self._control.tell()

    def _watch(self, threads: Threads) -> Sweeper:
        told = self._bell.ring, self._noticed, self._bury, self.services.emit_log
        return Sweeper(self._liveness(), self.executor_id, self.version, threads.active, *told)

    def _liveness(self) -> Liveness:
        if database.is_sqlite(self._url):
            path = database.sqlite_path(self._url)
            return LockFiles(path.with_name(path.name + ".workers"), self.executor_id, self.version)
        return Heartbeats(database.system().engine, self.executor_id, self.version)


def code_version(workflows: tuple[Workflow, ...]) -> str:
    """A digest of the code whose steps must not be mixed with another version's: the engine's, and the workflows' with what they share."""
    ours = sorted(Path(__file__).parent.glob("*.py"))
    folders = {Path(source).parent for workflow in workflows if (source := inspect.getsourcefile(workflow.function))}
    theirs = sorted(path for folder in folders for path in folder.glob("*.py"))
    return digest(*(path.read_text() for path in (*ours, *theirs)))[:16]


def _partition(name: str, scenes: tuple[str, ...]) -> str:
    return f"scene:{scenes[0]}" if scenes else f"run:{name}"


def _child_lineage(workflow: Workflow, event: Event, parents: Lineage) -> Lineage:
    """`parents`: what the parent gives its children."""
    mine = (event.scene_id,) if workflow.exclusive and event.scene_id else ()
    return parents.model_copy(update={"holds": tuple(dict.fromkeys((*parents.holds, *mine))), "attempt": 1})


def _outcome(status: str, output: str | None, error: str | None) -> Outcome:
    if status == "SUCCESS" and output:
        return Outcome.model_validate(json.loads(output)["outcome"])
    if status == "CANCELLED":
        return failed("cancelled", "the run was cancelled")
    if status == "ERROR":
        return failed("engine_error", json.loads(error)["message"] if error else "the engine failed")
    return failed("recovery_exhausted", "the run ended its process too often and is not tried again")
