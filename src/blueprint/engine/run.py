"""What a workflow touches the world through. Each method is one durable step: done once, remembered, the same on a replay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import BaseModel

from blueprint.contracts.markers import MarkerContent, MarkerOutput
from blueprint.core.artifact import Artifact, File, ObjectRef, Value
from blueprint.core.change import Change
from blueprint.core.errors import BlueprintError, ContractError, GenerationMoved
from blueprint.core.event import Event
from blueprint.core.job import Job
from blueprint.core.outcome import Outcome, skipped
from blueprint.engine import metrics
from blueprint.engine.failure import (
    Cause,
    Origin,
    answers,
    cause_of,
    cause_of_outcome,
    failure_content,
    find_completion,
    write_completion,
    write_failure,
)
from blueprint.engine.family import ChildHandle, Family, Superseded
from blueprint.engine.job_steps import JobHandle, JobSteps
from blueprint.engine.leases import Leases
from blueprint.engine.lineage import Lineage
from blueprint.engine.objects import judged, scenes_with
from blueprint.engine.options import parse_flag, parse_options
from blueprint.engine.steps import Steps
from blueprint.engine.workflow import Workflow
from blueprint.store.store import Stored
from blueprint.store.swap import swap

T = TypeVar("T", bound=BaseModel)
M = TypeVar("M", bound=BaseModel)
In = TypeVar("In", bound=Value)
Out = TypeVar("Out", bound=Value)


class Run:
    """One run of one workflow. `driver` is the root run's id (its own for a root)."""

    def __init__(self, workflow: Workflow, event: Event, lineage: Lineage, steps: Steps, family: Family, code_version: str) -> None:
        self.id, self.event, self.driver, self.attempt = steps.run_id, event, lineage.driver, lineage.attempt
        self.workflow = workflow
        self._lineage, self._steps, self._services, self._family = lineage, steps, steps.services, family
        self._jobs = JobSteps(steps, workflow.name, event, lineage)
        self._leases = Leases(steps, workflow.name, event.scene_id, lineage)
        self._failed_at: set[str] = set()
        traces = parse_flag(self._services.settings.get("FAILURE_MARKER_INCLUDE_STACK_TRACE", "true"))
        self._origin = Origin(workflow.name, self.id, self.driver, event, code_version, self.attempt, traces, steps.database)

    @property
    def scene_id(self) -> str:
        return self.event.scene_id

    @property
    def holder(self) -> str:
        """Whom this run acts for, where several services share a bucket: its root run, in its database."""
        return f"{self.driver}@{self._steps.database}"

    @property
    def bucket(self) -> str:
        """The bucket's URL."""
        return self._services.store.bucket.url

    def options(self, model: type[M]) -> M:
        """The event's payload over the environment's values over the defaults. ContractError names what is wrong, before anything is done."""
        return parse_options(model, self.event.payload, self._services.settings, f"options of {self.workflow.name}")

    # objects

    def find(self, artifact: Artifact[T], **keys: str) -> T | None:
        """The value, or None when there is no such object; every other trouble is raised (WS-35)."""
        found = self._steps.do(f"find {self._at(artifact, keys)}", lambda: self._found(artifact, keys))
        return None if found is None else artifact.schema.model_validate(found)

    def read(self, artifact: Artifact[T], **keys: str) -> T:
        """The value. Of the event's own object: the event's generation; a newer one ends the run as superseded (W-08)."""
        name = self._at(artifact, keys)
        pinned = self.event.object.generation if self.event.object and self.event.object.name == name else None
        try:
            value = self._steps.do(f"read {name}", lambda: _json(self._services.store.read_named(name, artifact.schema, pinned).value))
        except GenerationMoved as moved:
            raise Superseded(name, pinned or 0, moved.found) from moved
        return artifact.schema.model_validate(value)

    def write(self, artifact: Artifact[T], value: T, **keys: str) -> ObjectRef:
        """Write what is small. The same value again is no new generation."""
        return _ref(self._steps.do(f"write {self._at(artifact, keys)}", lambda: self._written(artifact, value, self.scene_id, keys)))

    def generation(self, file: File, **keys: str) -> int:
        """The object's generation as it stands; 0 when there is none."""

        def look() -> int:
            ref = self._services.store.exists(file, self.scene_id, **self._keys(keys))
            return ref.generation if ref else 0

        return self._steps.do(f"generation {self._at(file, keys)}", look)

    def marker(self, marker: File, **keys: str) -> MarkerContent | None:
        """The completion marker that stands there; None also for what is no marker of ours: it proves nothing."""

        def look() -> dict[str, Any] | None:
            found = find_completion(self._services.store, marker, self.scene_id, self._keys(keys))
            return None if found is None else _json(found.value.model_copy(update={"outputs": ()}))

        found = self._steps.do(f"marker {self._at(marker, keys)}", look)
        return None if found is None else MarkerContent.model_validate(found)

    def exists(self, file: File, **keys: str) -> bool:
        """There is such an object, whatever stands in it."""
        name = self._at(file, keys)
        return self._steps.do(f"exists {name}", lambda: self._services.store.bucket.stat(name) is not None)

    def update(
        self, artifact: Artifact[T], change: Callable[..., Change[T]], *, scene_id: str | None = None, given: Artifact[Any] | None = None,
        mends: bool = False, **keys: str,
    ) -> Any:  # fmt: skip
        """Compare-and-swap: what stands there (None: nothing) becomes what `change` says, and no other writer's word is lost. Its small answer.

        `change` may be called several times, and again after a crash: it must know its own work when it sees it. given: another object,
        read in the same step and handed to `change` beside it. mends: what cannot be parsed counts as absent; else it is a ContractError.
        """
        scene, filled, store = self.scene_id if scene_id is None else scene_id, self._keys(keys), self._services.store

        def body() -> Any:
            self._leases.confirm()
            beside = (_value(store.find(given, scene, **filled)),) if given else ()
            return swap(store, artifact, scene, filled, lambda standing: change(standing, *beside), mends)

        return self._steps.do(f"update {artifact.at(scene, **filled)}", body)

    def survey(self, scene_ids: Iterable[str], artifacts: Sequence[Artifact[Any]], judge: Callable[..., Any]) -> dict[str, Any]:
        """`judge(scene_id, *values)` of each scene, in one step that remembers the answers only: for many objects, or large ones.

        A value is None when absent, and the ContractError when it cannot be parsed: one bad object spoils no other's answer (W-57).
        """
        wanted = tuple(scene_ids)
        names = ", ".join(artifact.pattern.rpartition("/")[2] for artifact in artifacts)
        return self._steps.do(f"survey {names}", lambda: judged(self._services.store, wanted, artifacts, judge), {"scenes": len(wanted)})

    def look(self, artifact: Artifact[T], judge: Callable[[T | None], Any], **keys: str) -> Any:
        """What `judge` makes of an object of this scene that is too large to be remembered. ContractError when it cannot be parsed."""
        filled = self._keys(keys)
        return self._steps.do(f"look {self._at(artifact, keys)}", lambda: judge(_value(self._services.store.find(artifact, self.scene_id, **filled))))

    def scenes(self, file: File, after: str = "", limit: int = 1000) -> tuple[list[str], str]:
        """The scenes that have this object, among the next `limit` scenes after `after`; and where to go on, "" at the end."""
        found = self._steps.do(f"scenes with {file.pattern}", lambda: scenes_with(self._services.store, file, after, limit), {"after": after})
        return found[0], found[1]

    def answered(self, marker: File, **keys: str) -> bool:
        """A completion marker of another run says that this input, in this generation or a newer one, was answered (W-06)."""
        store = self._services.store
        return self._steps.do(
            f"answered {self._at(marker, keys)}", lambda: answers(find_completion(store, marker, self.scene_id, self._keys(keys)), self._origin)
        )

    # jobs

    def job(self, job: Job[In, Out], given: In, key: str = "", *, timeout_s: float | None = None) -> Out:
        """Run a job to its end. What is transient is tried again; JobFailed carries the job's own cause."""
        return self.wait(self.start(job, given, key, timeout_s=timeout_s))

    def start(self, job: Job[In, Out], given: In, key: str = "", *, timeout_s: float | None = None) -> JobHandle[Out]:
        """Start a job and return at once. `key` tells several requests of one job in this run apart."""
        return self._jobs.start(job, given, key, timeout_s)

    def wait(self, handle: JobHandle[Out]) -> Out:
        return self._jobs.wait(handle)

    @contextmanager
    def beside(self, job: Job[Any, Any], given: Value, key: str = "") -> Iterator[None]:
        """A job that runs while the block does. It has ended when the block is left, also by an error: nothing goes on writing behind it.

        When both fail, the block's error is the one that is raised.
        """
        handle = self.start(job, given, key)
        try:
            yield
        except BlueprintError:
            with suppress(BlueprintError):
                self.wait(handle)
            raise
        self.wait(handle)

    # children

    def available(self, workflow: str) -> bool:
        """There is a workflow of this name."""
        return self._services.find(workflow) is not None

    def object_event(
        self, artifact: File, *, scene_id: str | None = None, write: BaseModel | None = None, payload: Mapping[str, Any] | None = None, **keys: str
    ) -> Event:
        """The event of an object as it stands now, or, with `write`, as it is written by this. ContractError when there is none."""
        scene = self.scene_id if scene_id is None else scene_id
        name = artifact.at(scene, **self._keys(keys))

        def look() -> dict[str, Any]:
            if write is not None:
                made = self._written(Artifact(artifact.pattern, type(write)), write, scene, keys)
            else:
                ref = self._services.store.exists(artifact, scene, **self._keys(keys))
                if ref is None:
                    raise ContractError(name, "", "an object to start a workflow with", None)
                made = vars(ref)
            event = Event(
                id=f"{name}#{made['generation']}", type="object_finalized", scene_id=scene, object=_ref(made), payload=dict(payload or {}),
                occurred_at=self._services.clock(),
            )  # fmt: skip
            return event.model_dump(mode="json")

        return Event.model_validate(self._steps.do(f"event of {name}", look))

    def child(self, workflow: str, event: Event) -> Outcome:
        """Run another workflow on this event and read how it ended. The event's own delivery, before or after, is the same run."""
        return self.wait_child(self.start_child(workflow, event))

    def start_child(self, workflow: str, event: Event) -> ChildHandle:
        found = self._services.find(workflow)
        if found is None:
            return ChildHandle("", workflow, skipped("not_available", f"there is no workflow {workflow} in this version"))
        self._steps.count_child()
        return ChildHandle(self._family.start_child(found, event, self._for_children()), workflow)

    def wait_child(self, handle: ChildHandle) -> Outcome:
        """How the child ended: SUCCESS only if it succeeded (W-03, WS-02)."""
        if handle.ended:
            return handle.ended
        lineage, given = self._for_children(), {"run_id": handle.run_id}
        ended = self._steps.do(
            f"await {handle.workflow}", lambda: _json(self._family.wait_child(handle.run_id, self.id, lineage)), given, retried=False
        )
        return Outcome.model_validate(ended)

    # locks, markers, events

    @contextmanager
    def lease(self, file: File, minutes: float, *, wait_minutes: float | None = None, **keys: str) -> Iterator[None]:
        """Hold a lock object for at most so long. While somebody else has it: wait (by default as long), then end as skipped `locked`."""
        with self._leases.held(self._at(file, keys), minutes, 60 * (minutes if wait_minutes is None else wait_minutes)):
            yield

    def complete(self, marker: File, *, outputs: Iterable[Any] = (), clears: File | None = None, **extra: Any) -> ObjectRef | None:
        """Write a completion marker and take the failure marker of the pair away. None when a newer generation was answered meanwhile.

        outputs: whatever has name, sha256 and size. clears: the failure marker of a stage; the workflow's own by default.
        """
        other = clears or (self.workflow.fails if marker == self.workflow.completes else None)
        announced = tuple(MarkerOutput(name=file.name, sha256=file.sha256, size=file.size) for file in outputs)

        def body() -> dict[str, Any] | None:
            self._leases.confirm()
            content = MarkerContent(
                scene_id=self.scene_id, timestamp=self._services.clock(), workflow=self.workflow.name, run_id=self.id, driver=self._marker_driver,
                input_object=self._origin.input_object, input_generation=self._origin.input_generation, code_version=self._origin.code_version,
                database=self._origin.database, outputs=announced, seconds=dict(self._jobs.seconds), cost_usd=self._jobs.cost_usd, **extra,
            )  # fmt: skip
            made = write_completion(self._services.store, marker, other, content, self._keys({}))
            return vars(made) if made else None

        made = self._steps.do(f"complete {self._at(marker, {})}", body)
        return _ref(made) if made else None

    def fail(self, marker: File, problem: Exception | Outcome, *, clears: File | None = None, **context: Any) -> ObjectRef | None:
        """Write a stage's failure marker and take the completion marker of the pair away. The workflow's own is written by the engine."""
        cause = cause_of_outcome(problem) if isinstance(problem, Outcome) else cause_of(problem, self.failed_step(problem))
        return self.fail_with(marker, cause, clears, context)

    def fail_with(self, marker: File, cause: Cause, clears: File | None = None, context: Mapping[str, Any] | None = None) -> ObjectRef | None:
        """As `fail`, with a cause at hand; the first one at a place stays."""
        name = self._at(marker, {})
        if name in self._failed_at:
            return None
        self._failed_at.add(name)
        made = self._steps.do(f"fail {name}", lambda: self._write_failure(marker, cause, clears, context or {}))
        return _ref(made) if made else None

    def write_failure_now(self, cause: Cause) -> None:
        """The workflow's own failure marker, outside of the run's history; for a run whose history cannot go on."""
        if self.workflow.fails:
            self._write_failure(self.workflow.fails, cause, None, {})

    def cancel_jobs(self) -> None:
        """End the jobs that this execution began."""
        for request in self._jobs.requests:
            self._services.runtime.cancel(request)

    def emit(self, event_type: str, payload: Mapping[str, Any], key: str = "", *, event_id: str = "") -> None:
        """An event of our own, of the payload's scene. The same run emits it once under one key, however often it is recovered.

        event_id: an identity that does not depend on this run, when another run may have emitted the very event before.
        """
        event_id = event_id or f"{event_type}:{self.id}:{key}"
        scene_id = str(payload.get("scene_id") or self.scene_id)

        def body() -> None:
            self._family.emit(
                Event(id=event_id, type="custom", scene_id=scene_id, payload={"type": event_type, **payload}, occurred_at=self._services.clock())
            )

        self._steps.do(f"emit {event_type}", body, {"event_id": event_id})

    # time, words

    def now(self) -> datetime:
        """The time as it was when this line was first reached."""
        return datetime.fromtimestamp(self._steps.do("now", lambda: self._services.clock().timestamp()), UTC)

    def sleep(self, seconds: float) -> None:
        self._jobs.sleep(seconds)

    def measured(self, limit_s: float, body: Callable[[], Outcome]) -> Outcome:
        """`body`, between the two lines that monitoring reads of a whole stage (B6): however it ends, one `complete` follows (WS-27).

        limit_s: what its jobs may take together. A run that is recovered says so again under the same invocation_id.
        """
        facts = {"workflow": self.workflow.name, "scene_id": self.scene_id, "run_id": self.id, "invocation_id": f"{self.id}#{self.attempt}"}
        return metrics.measured(facts, limit_s, body, self._services.clock, self._services.emit_log)

    def log(self, message: str, **fields: Any) -> None:
        """One structured line. It may be repeated when a run is recovered."""
        about = {"workflow": self.workflow.name, "run_id": self.id, "scene_id": self.scene_id}
        self._services.emit_log({"severity": "INFO", "message": message, **about, **fields})

    def failed_step(self, error: Exception) -> str:
        """The name of the step that raised this error, or ""."""
        last = self._steps.last_failure
        return last.name if last and self._steps.failed_index(error) is not None else ""

    # inside

    @property
    def _marker_driver(self) -> str:
        return self.driver if self.workflow.drives or self.driver != self.id else ""

    def _for_children(self) -> Lineage:
        return self._lineage.model_copy(update={"parent": self.id, "leases": self._leases.names})

    def _keys(self, keys: Mapping[str, str]) -> dict[str, str]:
        """`generation` of a pattern is the event's, unless it is given."""
        return {"generation": str(self._origin.input_generation), **keys}

    def _at(self, file: File, keys: Mapping[str, str]) -> str:
        return file.at(self.scene_id, **self._keys(keys))

    def _write_failure(self, marker: File, cause: Cause, clears: File | None, context: Mapping[str, Any]) -> dict[str, Any] | None:
        other = clears or (self.workflow.completes if marker == self.workflow.fails else None)
        request = self._jobs.requests.get(cause.request_id)
        content = failure_content(self._origin, cause, self._services.clock(), request, dict(context))
        made = write_failure(self._services.store, marker, other, content, self._keys({}))
        return vars(made) if made else None

    def _found(self, artifact: Artifact[T], keys: Mapping[str, str]) -> Any:
        found = self._services.store.find(artifact, self.scene_id, **self._keys(keys))
        return None if found is None else _json(found.value)

    def _written(self, artifact: Artifact[Any], value: BaseModel, scene_id: str, keys: Mapping[str, str]) -> dict[str, Any]:
        self._leases.confirm()
        store, filled = self._services.store, self._keys(keys)
        standing = _readable(lambda: store.find(artifact, scene_id, **filled))
        if standing and standing.value == value:
            return vars(standing.ref)
        return vars(store.write(artifact, value, scene_id, **filled))


def _readable(read: Callable[[], Stored[Any] | None]) -> Stored[Any] | None:
    """What stands there, or None when it cannot be parsed: it is about to be written over."""
    try:
        return read()
    except ContractError:
        return None


def _value(found: Stored[T] | None) -> T | None:
    return found.value if found else None


def _json(value: BaseModel) -> Any:
    return value.model_dump(mode="json")


def _ref(made: Mapping[str, Any]) -> ObjectRef:
    return ObjectRef(made["bucket"], made["name"], made["generation"])
