"""Retry from the failed step, cancellation, restarts and upgrades within one process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from engine_runtime import Given, MemoryRuntime, Script, job
from engine_world import BAD, DOC, DONE, World, manual

from blueprint.contracts.markers import failure
from blueprint.core.errors import Conflict, GateFailed
from blueprint.core.outcome import Outcome, Status, failed, succeeded
from blueprint.engine.run import Run
from blueprint.engine.workflow import workflow

FIRST, SECOND, THIRD = job("first"), job("second"), job("third")


@workflow("demo", completes=DONE, fails=BAD, exclusive="scene")
def demo(run: Run) -> Outcome:
    one = run.job(FIRST, Given(number=1))
    two = run.job(SECOND, Given(number=one.number))
    three = run.job(THIRD, Given(number=two.number))
    run.complete(DONE)
    return succeeded(number=three.number)


def until(happened: Callable[[], bool], timeout_s: float = 10) -> None:
    deadline = time.monotonic() + timeout_s
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def test_a_retry_goes_on_from_the_failed_step_with_what_was_done_before(world: World) -> None:
    world.runtime = MemoryRuntime(second=Script(GateFailed("g", ["x"]), {"number": 20}))
    engine = world.launch(demo)
    run_id = engine.start("demo", manual("m1"))
    assert engine.wait(run_id, 20).code == "gate_failed"
    assert world.names() == ["scenes/loft_1/out/.failed"]
    before = engine.show(run_id)
    assert engine.retry(run_id) == run_id
    assert engine.wait(run_id, 20) == succeeded(number=21)
    assert world.runtime.ran == ["first", "second", "second", "third"]
    assert world.names() == ["scenes/loft_1/out/.done"]
    after = engine.show(run_id)
    assert before is not None
    assert after is not None
    assert after.steps[:3] == before.steps[:3]
    assert after.record.lineage.attempt == 2
    with pytest.raises(Conflict, match="succeeded"):
        engine.retry(run_id)


def test_a_retry_in_a_new_process_after_an_upgrade_begins_anew_and_does_no_finished_job_again(world: World) -> None:
    world.runtime = MemoryRuntime(second=Script(GateFailed("g", ["x"]), {"number": 20}))
    engine = world.launch(demo, version="one")
    run_id = engine.start("demo", manual("m1"))
    engine.wait(run_id, 20)
    engine = world.launch(demo, version="two")
    engine.retry(run_id)
    assert engine.wait(run_id, 20) == succeeded(number=21)
    assert world.runtime.ran == ["first", "second", "second", "third"]


def test_a_retried_parent_retries_its_failed_child_and_not_the_one_that_succeeded(sqlite_world: World) -> None:
    sqlite_world.runtime = MemoryRuntime(second=Script({"number": 1}, GateFailed("g", ["x"]), {"number": 2}))

    @workflow("both", fails=BAD)
    def both(run: Run) -> Outcome:
        handles = [run.start_child("demo", manual(f"c{n}", f"scene_{n}")) for n in (1, 2)]
        ended = []
        for handle in handles:
            outcome = run.wait_child(handle)
            ended.append(outcome.succeeded)
        return succeeded(ended=ended) if all(ended) else failed("child_failed", "one of them")

    @workflow("one-by-one", fails=BAD)
    def one_by_one(run: Run) -> Outcome:
        ended = [run.child("demo", manual(f"c{n}", f"scene_{n}")).succeeded for n in (1, 2)]
        return succeeded(ended=ended) if all(ended) else failed("child_failed", "one of them")

    engine = sqlite_world.launch(demo, both, one_by_one)
    run_id = engine.start("one-by-one", manual("m1"))
    assert engine.wait(run_id, 20).code == "child_failed"
    engine.retry(run_id)
    assert engine.wait(run_id, 20) == succeeded(ended=[True, True])
    assert sorted(sqlite_world.runtime.ran) == ["first", "first", "second", "second", "second", "third", "third"]


def test_a_run_that_failed_by_its_own_decision_decides_again(sqlite_world: World) -> None:
    @workflow("decides", fails=BAD)
    def decides(run: Run) -> Outcome:
        made = run.job(FIRST, Given())
        found = run.find(DOC)
        return succeeded(number=made.number) if found else failed("no_doc", "there is no document")

    engine = sqlite_world.launch(decides)
    run_id = engine.start("decides", manual("m1"))
    assert engine.wait(run_id, 20).code == "no_doc"
    sqlite_world.put(1)
    engine.retry(run_id)
    assert engine.wait(run_id, 20).succeeded
    assert sqlite_world.runtime.ran == ["first"]


def test_cancel_ends_run_child_and_job_frees_the_scene_and_leaves_one_marker_each(world: World) -> None:
    hang = threading.Event()
    world.runtime = MemoryRuntime(first=lambda request: hang.wait(20) and {"number": 1})

    @workflow("parent", exclusive="scene", fails=BAD)
    def parent(run: Run) -> Outcome:
        return run.child("demo", manual("c1"))

    engine = world.launch(parent, demo)
    run_id = engine.start("parent", manual("m1"))
    waiting = engine.start("demo", manual("next"))
    until(lambda: bool(world.runtime.requests))
    world.runtime.scripts["first"] = Script({"number": 1})
    assert set(engine.cancel(run_id)) == {run_id, "demo:c1"}
    assert (engine.wait(run_id, 10).code, engine.wait("demo:c1", 10).code) == ("cancelled", "cancelled")
    until(lambda: world.runtime.cancelled == [world.runtime.requests[0].id])
    assert engine.wait(waiting, 10).succeeded
    assert engine.cancel(run_id) == []
    hang.set()


def test_the_marker_of_a_cancelled_run_says_so(sqlite_world: World) -> None:
    hang = threading.Event()
    sqlite_world.runtime = MemoryRuntime(first=lambda request: hang.wait(20) and {"number": 1})
    engine = sqlite_world.launch(demo)
    run_id = engine.start("demo", manual("m1"))
    until(lambda: bool(sqlite_world.runtime.requests))
    engine.cancel(run_id)
    marker = sqlite_world.store.read(failure(BAD), "loft_1").value
    assert (marker.error.code, marker.context.run_id) == ("cancelled", run_id)
    # the job has been asked for; whether its start is already written down when the cancel comes is a matter of moments
    assert marker.context.failed_step in ("start first", "wait first")
    hang.set()
    # and it can be taken up again
    sqlite_world.runtime.scripts["first"] = Script({"number": 1})
    engine.retry(run_id)
    assert engine.wait(run_id, 10).succeeded
    assert sqlite_world.names() == ["scenes/loft_1/out/.done"]


def test_a_run_that_waits_can_be_cancelled_before_it_began(sqlite_world: World) -> None:
    hang = threading.Event()
    sqlite_world.runtime = MemoryRuntime(first=lambda request: hang.wait(20) and {"number": 1})
    engine = sqlite_world.launch(demo)
    engine.start("demo", manual("m1"))
    queued = engine.start("demo", manual("m2"))
    until(lambda: bool(sqlite_world.runtime.requests))
    assert engine.cancel(queued) == [queued]
    hang.set()
    assert engine.wait(queued, 10).code == "cancelled"
    assert engine.wait("demo:m1", 10).succeeded
    assert len(sqlite_world.runtime.requests) == 3


def test_a_stopped_service_goes_on_where_it_was(world: World) -> None:
    release = threading.Event()
    world.runtime = MemoryRuntime(second=lambda request: release.wait(20) and {"number": 5})
    engine = world.launch(demo)
    run_id = engine.start("demo", manual("m1"))
    until(lambda: "second" in world.runtime.ran)
    began = time.monotonic()
    world.stop()
    assert time.monotonic() - began < 3
    engine = world.launch(demo)
    assert engine.outcome(run_id) is None
    release.set()
    assert engine.wait(run_id, 20) == succeeded(number=6)
    assert world.runtime.ran == ["first", "second", "third"]


def test_issue805_an_interrupted_run_goes_on_before_an_older_one_of_its_scene_begins(world: World) -> None:
    release = threading.Event()
    world.runtime = MemoryRuntime(first=Script(GateFailed("g", ["x"]), lambda _: release.wait(20) and {"number": 1}, {"number": 1}))
    engine = world.launch(demo)
    older = engine.start("demo", manual("older"))
    assert engine.wait(older, 20).code == "gate_failed"
    interrupted = engine.start("demo", manual("interrupted"))
    until(lambda: len(world.runtime.requests) == 2)
    engine.retry(older)
    engine = world.launch(demo)
    release.set()
    assert engine.wait(older, 20).succeeded
    assert engine.wait(interrupted, 20).succeeded
    assert [request.run_id for request in world.runtime.requests if request.job == "third"] == [interrupted, older]


def test_an_upgrade_adopts_what_the_old_version_left_and_keeps_the_runs_name(world: World) -> None:
    release = threading.Event()
    world.runtime = MemoryRuntime(second=lambda request: release.wait(20) and {"number": 5})
    engine = world.launch(demo, version="one")
    begun, queued = engine.start("demo", manual("m1")), engine.start("demo", manual("m2"))
    until(lambda: "second" in world.runtime.ran)

    @workflow("demo", completes=DONE, fails=BAD, exclusive="scene")
    def other_steps(run: Run) -> Outcome:
        run.now()
        two = run.job(SECOND, Given(number=run.job(FIRST, Given(number=1)).number))
        return succeeded(number=two.number, new=True)

    release.set()
    world.stop()
    engine = world.launch(other_steps, version="two")
    assert engine.wait(begun, 20) == succeeded(number=5, new=True)
    assert engine.wait(queued, 20) == succeeded(number=5, new=True)
    assert world.runtime.ran == ["first", "second", "first", "second"]


def test_history_and_code_that_disagree_end_as_failed_with_a_marker(sqlite_world: World) -> None:
    release, rounds = threading.Event(), []
    sqlite_world.runtime = MemoryRuntime(first=lambda request: release.wait(20) and {"number": 5})

    @workflow("fickle", fails=BAD)
    def fickle(run: Run) -> Outcome:
        rounds.append(1)
        if len(rounds) > 1:
            run.now()
        run.job(FIRST, Given())
        return succeeded()

    engine = sqlite_world.launch(fickle, version="same")
    run_id = engine.start("fickle", manual("m1"))
    until(lambda: bool(sqlite_world.runtime.requests))
    engine = sqlite_world.launch(fickle, version="same")
    release.set()
    outcome = engine.wait(run_id, 20)
    assert outcome.status is Status.FAILED
    marker = sqlite_world.store.read(failure(BAD), "loft_1").value
    assert "fickle" in marker.workflow
    assert "Step" in marker.error.type
