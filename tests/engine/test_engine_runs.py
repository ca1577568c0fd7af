"""One event, one run, one outcome; on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import pytest
from engine_runtime import Given, MemoryRuntime, Script, job
from engine_world import BAD, DOC, DONE, Doc, World, event_of, manual

from blueprint.contracts.markers import completion, failure
from blueprint.core.artifact import Artifact, File, Value
from blueprint.core.errors import ContractError, Timeout, Unavailable
from blueprint.core.event import Custom, ObjectFinalized
from blueprint.core.outcome import Outcome, Status, failed, paused, skipped, succeeded
from blueprint.engine import database
from blueprint.engine.run import Run
from blueprint.engine.workflow import workflow

COUNT = job("count")


@workflow("demo", on=(ObjectFinalized(DOC),), exclusive="scene", completes=DONE, fails=BAD)
def demo(run: Run) -> Outcome:
    if run.answered(DONE):
        return skipped("already_complete", "answered before")
    given = run.read(DOC)
    if given.n < 0:
        raise ValueError(f"{given.n} is negative")
    made = run.job(COUNT, Given(number=given.n))
    run.complete(DONE, number=made.number)
    return succeeded(number=made.number)


def test_w06_one_event_delivered_many_times_is_one_run(world: World) -> None:
    engine = world.launch(demo)
    event = world.put(41)
    runs: list[str] = []
    assert not engine.known("demo", event)
    threads = [threading.Thread(target=lambda: runs.append(engine.start("demo", event))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(runs) == {f"demo:{event.id}"}
    assert engine.known("demo", event)
    outcome = engine.wait(runs[0], 20)
    assert outcome == succeeded(number=42)
    # a day later, also to another process
    engine = world.launch(demo)
    assert engine.wait(engine.start("demo", event), 20) == outcome
    assert world.runtime.ran == ["count"]
    assert [record.run_id for record in engine.runs()] == [runs[0]]


def test_w06_another_delivery_path_of_an_answered_generation_is_skipped_and_a_new_generation_runs(sqlite_world: World) -> None:
    engine = sqlite_world.launch(demo)
    event = sqlite_world.put(1)
    assert sqlite_world.run(demo, event).succeeded
    by_hand = event.model_copy(update={"id": "again", "type": "manual"})
    assert engine.wait(engine.start("demo", by_hand), 20).code == "already_complete"
    assert sqlite_world.run(demo, sqlite_world.put(2)).details == {"number": 3}
    assert sqlite_world.runtime.ran == ["count", "count"]


def test_ws30_the_completion_marker_names_run_input_and_version(world: World) -> None:
    engine = world.launch(demo)
    event = world.put(1)
    run_id = engine.start("demo", event)
    engine.wait(run_id, 20)
    marker = world.store.read(completion(DONE), "loft_1").value
    assert event.object is not None
    assert (marker.status, marker.run_id, marker.driver, marker.workflow) == ("completed", run_id, "", "demo")
    assert (marker.input_object, marker.input_generation, marker.code_version) == (event.object.name, event.object.generation, engine.version)
    assert marker.model_extra == {"number": 2}
    assert set(marker.seconds) == {"count"}


def test_ws38_the_markers_of_a_driver_and_of_its_children_name_the_driver(sqlite_world: World) -> None:
    """What such a marker triggers is started by the driver, not by its event."""
    place = File("scenes/{scene_id}/out/.stage")

    @workflow("orchestrator", drives=True)
    def orchestrator(run: Run) -> Outcome:
        run.complete(place)
        return run.child("demo", run.object_event(DOC))

    engine = sqlite_world.launch(orchestrator, demo)
    sqlite_world.put(1)
    run_id = engine.start("orchestrator", manual("m1"))
    assert engine.wait(run_id, 20).succeeded
    assert {sqlite_world.store.read(completion(each), "loft_1").value.driver for each in (place, DONE)} == {run_id}


def test_a_run_that_ends_its_process_too_often_is_given_up_with_a_marker(world: World) -> None:
    engine = world.launch(demo, work=False)
    run_id = engine.start("demo", world.put(1))
    with database.system().engine.begin() as connection:
        rows = database.system().tables.workflow_status
        connection.execute(rows.update().where(rows.c.workflow_uuid == run_id).values(status="MAX_RECOVERY_ATTEMPTS_EXCEEDED"))
    engine = world.launch(demo)
    assert engine.wait(run_id, 10).code == "recovery_exhausted"
    assert world.store.read(failure(BAD), "loft_1").value.error.code == "recovery_exhausted"
    assert engine.retry(run_id) == run_id
    assert engine.wait(run_id, 20).succeeded
    assert world.names() == ["scenes/loft_1/doc.json", "scenes/loft_1/out/.done"]


def test_w05_a_bug_ends_as_failed_with_exactly_one_marker_with_type_and_trace(world: World) -> None:
    world.launch(demo)
    outcome = world.run(demo, world.put(-3))
    assert (outcome.status, outcome.code) == (Status.FAILED, "workflow_bug")
    assert world.names() == ["scenes/loft_1/doc.json", "scenes/loft_1/out/.failed"]
    marker = world.store.read(failure(BAD), "loft_1").value
    assert (marker.error.type, marker.error.message) == ("ValueError", "ValueError: -3 is negative")
    assert "in demo" in (marker.error.stack_trace or "")
    assert marker.recommendations


def test_a_failure_marker_leaves_the_trace_out_when_told_so(sqlite_world: World) -> None:
    sqlite_world.settings["FAILURE_MARKER_INCLUDE_STACK_TRACE"] = "false"
    sqlite_world.launch(demo)
    sqlite_world.run(demo, sqlite_world.put(-3))
    assert sqlite_world.store.read(failure(BAD), "loft_1").value.error.stack_trace is None


def test_ws05_w10_success_and_failure_take_each_others_place(world: World) -> None:
    world.launch(demo)
    for n, live in ((1, ".done"), (-1, ".failed"), (-2, ".failed"), (2, ".done")):
        world.run(demo, world.put(n))
        assert world.names() == ["scenes/loft_1/doc.json", f"scenes/loft_1/out/{live}"]
    superseded = world.store.read(completion(DONE), "loft_1").value.superseded
    assert superseded is not None
    assert superseded.name == "scenes/loft_1/out/.failed"


@pytest.mark.parametrize("returned", [skipped("not_needed", "why"), paused("breaker", "why"), failed("said_so", "why")])
def test_ws20_only_a_failed_run_leaves_a_failure_marker(sqlite_world: World, returned: Outcome) -> None:
    @workflow("says", fails=BAD)
    def says(run: Run) -> Outcome:
        return returned

    sqlite_world.launch(says)
    outcome = sqlite_world.run(says, manual("m1"))
    assert (outcome.status, outcome.code, outcome.reason) == (returned.status, returned.code, returned.reason)
    assert sqlite_world.names() == (["scenes/loft_1/out/.failed"] if returned.status is Status.FAILED else [])


def test_a_workflow_that_returns_nothing_is_a_bug_with_a_marker(sqlite_world: World) -> None:
    @workflow("nothing", fails=BAD)
    def nothing(run: Run) -> Outcome:  # type: ignore[return]
        run.now()

    sqlite_world.launch(nothing)
    outcome = sqlite_world.run(nothing, manual("m1"))
    assert outcome.status is Status.FAILED
    assert "must return an Outcome" in outcome.reason


def test_ws15_a_wrong_option_ends_the_run_before_any_side_effect(sqlite_world: World) -> None:
    class Options(Value):
        force: bool = False

    @workflow("picky", options=Options, fails=BAD)
    def picky(run: Run) -> Outcome:
        options = run.options(Options)
        run.job(COUNT, Given())
        return succeeded(force=options.force)

    sqlite_world.launch(picky)
    outcome = sqlite_world.run(picky, manual("m1", force="maybe"))
    assert (outcome.status, outcome.code) == (Status.FAILED, "contract_error")
    assert "options of picky, field force" in outcome.reason
    assert sqlite_world.runtime.ran == []
    assert sqlite_world.run(picky, manual("m2", force="TRUE")) == succeeded(force=True)


def test_objects_are_found_read_written_and_errors_keep_their_class(sqlite_world: World) -> None:
    seen: dict[str, object] = {}

    @workflow("objects", fails=BAD)
    def objects(run: Run) -> Outcome:
        seen["absent"] = run.find(DOC)
        first = run.write(DOC, Doc(n=5))
        seen["same"] = run.write(DOC, Doc(n=5)) == first
        seen["found"] = run.find(DOC)
        event = run.object_event(DOC, payload={"x": 1})
        seen["event"] = (event.id, event.object, event.payload, event.scene_id) == (f"{first.name}#{first.generation}", first, {"x": 1}, "loft_1")
        other = run.object_event(DOC, scene_id="loft_2", write=Doc(n=6))
        seen["other"] = other.object is not None and other.object.name
        try:
            run.read(Artifact("scenes/{scene_id}/absent.json", Doc))
        except ContractError as error:
            seen["error"] = (type(error).__name__, error.subject)
        return succeeded()

    sqlite_world.launch(objects)
    assert sqlite_world.run(objects, manual("m1")).succeeded
    assert seen == {
        "absent": None, "same": True, "found": Doc(n=5), "event": True, "other": "scenes/loft_2/doc.json",
        "error": ("ObjectMissing", "scenes/loft_1/absent.json"),
    }  # fmt: skip


def test_ws35_a_document_that_cannot_be_parsed_is_not_taken_for_an_absent_one(sqlite_world: World) -> None:
    @workflow("reader", fails=BAD)
    def reader(run: Run) -> Outcome:
        return succeeded() if run.find(DOC) is None else failed("found", "found")

    sqlite_world.store.upload(DOC, b"{not json", "loft_1")
    sqlite_world.launch(reader)
    assert sqlite_world.run(reader, manual("m1")).code == "contract_error"


def test_ws35_what_is_unavailable_for_a_while_is_tried_again(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real, left = sqlite_world.store.find, [Unavailable("503"), Unavailable("503")]

    def sometimes(*args: object, **keys: str) -> object:
        if left:
            raise left.pop()
        return real(*args, **keys)  # type: ignore[arg-type]

    @workflow("reader")
    def reader(run: Run) -> Outcome:
        found = run.find(DOC)
        return succeeded(n=found.n if found else None)

    sqlite_world.put(7)
    sqlite_world.launch(reader)
    monkeypatch.setattr(sqlite_world.store, "find", sometimes)
    assert sqlite_world.run(reader, manual("m1")) == succeeded(n=7)


def test_a_step_that_would_remember_a_payload_is_refused(sqlite_world: World) -> None:
    class Long(Value):
        text: str

    LONG = Artifact("scenes/{scene_id}/long.json", Long)

    @workflow("greedy", fails=BAD)
    def greedy(run: Run) -> Outcome:
        return succeeded(length=len(run.read(LONG).text))

    sqlite_world.store.write(LONG, Long(text="x" * 70_000), "loft_1")
    sqlite_world.launch(greedy)
    outcome = sqlite_world.run(greedy, manual("m1"))
    assert outcome.code == "contract_error"
    assert "step read scenes/loft_1/long.json: expected a record of at most 65536 bytes" in outcome.reason


def test_an_outcome_that_would_remember_a_payload_is_refused(sqlite_world: World) -> None:
    @workflow("wordy", fails=BAD)
    def wordy(run: Run) -> Outcome:
        return succeeded(text="x" * 70_000)

    sqlite_world.launch(wordy)
    assert "outcome of wordy, field details: expected at most 65536" in sqlite_world.run(wordy, manual("m1")).reason


def test_ws29_text_of_any_kind_comes_back_as_it_was(sqlite_world: World) -> None:
    nasty = 'quote " backslash \\ newline \n emoji 🪑 ' + "é" * 1000

    @workflow("nasty", fails=BAD)
    def nasty_one(run: Run) -> Outcome:
        raise ValueError(nasty)

    sqlite_world.launch(nasty_one)
    sqlite_world.run(nasty_one, manual("m1"))
    assert sqlite_world.store.read(failure(BAD), "loft_1").value.error.message == f"ValueError: {nasty}"


def test_w08_a_run_whose_object_was_replaced_is_superseded_and_touches_nothing(world: World) -> None:
    world.launch(demo)
    old = world.put(1)
    new = world.put(5)
    assert world.run(demo, new) == succeeded(number=6)
    before = world.names(), world.store.exists(DONE, "loft_1")
    outcome = world.run(demo, old)
    assert (outcome.status, outcome.code) == (Status.SKIPPED, "superseded")
    assert (world.names(), world.store.exists(DONE, "loft_1")) == before


def test_w08_what_is_replaced_while_it_is_read_is_not_taken_for_the_events_content(sqlite_world: World) -> None:
    started, go = threading.Event(), threading.Event()

    @workflow("slow-reader", fails=BAD)
    def slow_reader(run: Run) -> Outcome:
        started.set()
        go.wait(10)
        return succeeded(n=run.read(DOC).n)

    engine = sqlite_world.launch(slow_reader)
    run_id = engine.start("slow-reader", sqlite_world.put(1))
    assert started.wait(10)
    sqlite_world.put(2)
    go.set()
    assert engine.wait(run_id, 10).code == "superseded"
    assert sqlite_world.names() == ["scenes/loft_1/doc.json"]


def test_events_of_our_own_start_their_workflows_once(sqlite_world: World) -> None:
    @workflow("speaker")
    def speaker(run: Run) -> Outcome:
        run.emit("episodes.ready", {"n": 1}, key="a")
        run.emit("episodes.ready", {"n": 1}, key="a")
        return succeeded()

    heard = []

    @workflow("listener", on=(Custom("episodes.ready"),))
    def listener(run: Run) -> Outcome:
        heard.append((run.event.payload["n"], run.scene_id))
        return succeeded()

    engine = sqlite_world.launch(speaker, listener)
    sqlite_world.run(speaker, manual("m1"))
    assert engine.wait(f"listener:episodes.ready:{'speaker:m1'}:a", 10).succeeded
    assert heard == [(1, "loft_1")]


def test_time_is_remembered_and_sleeping_takes_its_time(sqlite_world: World) -> None:
    @workflow("sleeper")
    def sleeper(run: Run) -> Outcome:
        before = run.now()
        run.sleep(0.2)
        return succeeded(slept=(run.now() - before).total_seconds(), utc=before.tzinfo == UTC)

    sqlite_world.launch(sleeper)
    details = sqlite_world.run(sleeper, manual("m1")).details
    assert 0.2 <= details["slept"] < 2
    assert details["utc"]


def test_waiting_has_an_end_and_unknown_names_are_told(sqlite_world: World) -> None:
    sqlite_world.runtime = MemoryRuntime(count=Script(lambda _: time.sleep(1) or {"number": 1}))
    engine = sqlite_world.launch(demo)
    run_id = engine.start("demo", sqlite_world.put(1))
    with pytest.raises(Timeout, match="did not end within"):
        engine.wait(run_id, 0.05)
    assert engine.outcome(run_id) is None
    with pytest.raises(ContractError, match="one of demo"):
        engine.start("no-such", manual("m1"))
    with pytest.raises(ContractError, match="the id of a run"):
        engine.wait("no-such:run", 1)
    assert engine.wait(run_id, 20).succeeded


def test_a_process_that_does_not_work_can_start_and_read(tmp_path_factory: pytest.TempPathFactory, sqlite_world: World) -> None:
    engine = sqlite_world.launch(demo, work=False)
    event = sqlite_world.put(1)
    run_id = engine.start("demo", event)
    time.sleep(0.7)
    assert [record.state for record in engine.runs()] == ["queued"]
    engine = sqlite_world.launch(demo)
    assert engine.wait(run_id, 20).succeeded


def test_history_tells_steps_children_and_what_goes_on_now(world: World) -> None:
    release = threading.Event()
    world.runtime = MemoryRuntime(count=Script(lambda request: release.wait(10) and {"number": 9}))

    @workflow("parent")
    def parent(run: Run) -> Outcome:
        return run.child("demo", run.object_event(DOC))

    engine = world.launch(demo, parent)
    world.put(1)
    run_id = engine.start("parent", manual("m1"))
    deadline = time.monotonic() + 10
    while not world.runtime.requests and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.1)
    shown = engine.show(run_id)
    assert shown is not None
    assert (shown.record.state, [step.name for step in shown.steps]) == ("running", ["begin", "event of scenes/loft_1/doc.json", "child demo"])
    assert shown.current is not None
    assert shown.current.name == "await demo"
    child = shown.children[0]
    assert (child.record.parent_id, child.record.driver) == (run_id, run_id)
    assert child.current is not None
    assert (child.current.name, child.current.request_id) == ("wait count", world.runtime.requests[0].id)
    assert world.runtime.progress(child.current.request_id) is not None
    release.set()
    assert engine.wait(run_id, 20) == succeeded(number=9)
    shown = engine.show(run_id)
    assert shown is not None
    assert (shown.record.state, shown.current, shown.record.outcome) == ("ended", None, succeeded(number=9))
    assert shown.steps[-1].child_outcome == succeeded(number=9)
    assert [step.index for step in shown.steps] == list(range(1, len(shown.steps) + 1))
    assert all(step.seconds >= 0 for step in shown.steps)
    assert [record.run_id for record in engine.runs(roots=True)] == [run_id]
    assert [record.workflow for record in engine.runs(scene_id="loft_1")] == ["demo", "parent"]
    assert engine.runs(scene_id="loft_2") == []
    assert engine.runs(unfinished=True) == []
    assert engine.show("none") is None


def test_an_unsafe_object_name_in_an_event_fails_the_run_and_not_the_service(sqlite_world: World) -> None:
    from blueprint.core.artifact import ObjectRef

    engine = sqlite_world.launch(demo)
    ref = ObjectRef("b", "scenes/../../etc/passwd", 1)
    event = event_of(ref, "loft_1").model_copy(update={"occurred_at": datetime.now(UTC)})
    assert engine.wait(engine.start("demo", event), 10).code == "contract_error"
    assert sqlite_world.run(demo, sqlite_world.put(1)).succeeded
