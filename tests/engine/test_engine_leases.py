"""Locks that cannot leak (WS-13, W-05)."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from engine_runtime import Given, MemoryRuntime, Script, job, slow
from engine_world import BAD, DONE, World, manual

from blueprint.core.artifact import File
from blueprint.core.errors import GateFailed, LeaseHeld
from blueprint.core.outcome import Outcome, Status, succeeded
from blueprint.engine.run import Run
from blueprint.engine.workflow import workflow
from blueprint.store.lease import LeaseDocument

LOCK = File("scenes/{scene_id}/locks/demo.lock")
WORK = job("work")


@workflow("demo", fails=BAD, completes=DONE)
def demo(run: Run) -> Outcome:
    with run.lease(LOCK, minutes=1, wait_minutes=0.01):
        run.job(WORK, Given())
        run.complete(DONE)
    return succeeded()


def test_w05_the_lock_is_given_back_after_success_and_after_failure(sqlite_world: World) -> None:
    sqlite_world.runtime = MemoryRuntime(work=Script({"number": 1}, GateFailed("g", ["x"])))
    sqlite_world.launch(demo)
    assert sqlite_world.run(demo, manual("m1")).succeeded
    assert sqlite_world.names() == ["scenes/loft_1/out/.done"]
    assert sqlite_world.run(demo, manual("m2")).code == "gate_failed"
    assert sqlite_world.names() == ["scenes/loft_1/out/.failed"]


def test_ws43_a_lock_that_stays_held_ends_the_run_as_skipped_locked_and_stays_its_holders(sqlite_world: World) -> None:
    held = sqlite_world.store.lease(LOCK.at("loft_1"), "somebody", 60)
    sqlite_world.launch(demo)
    outcome = sqlite_world.run(demo, manual("m1"))
    assert (outcome.status, outcome.code) == (Status.SKIPPED, "locked")
    assert "somebody" in outcome.reason
    assert sqlite_world.names() == ["scenes/loft_1/locks/demo.lock"]
    assert held.release()


def test_a_lock_that_is_given_back_in_time_is_waited_for(sqlite_world: World) -> None:
    held = sqlite_world.store.lease(LOCK.at("loft_1"), "somebody", 60)
    sqlite_world.launch(demo)
    threading.Timer(0.2, held.release).start()
    assert sqlite_world.run(demo, manual("m1")).succeeded


def test_ws13_a_lock_is_taken_over_after_its_holders_time(sqlite_world: World) -> None:
    sqlite_world.store.lease(LOCK.at("loft_1"), "dead", 0.3)
    sqlite_world.launch(demo)
    assert sqlite_world.run(demo, manual("m1")).succeeded


def test_ws13_a_lock_is_renewed_while_its_run_lives_and_names_it(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from blueprint.engine import leases

    monkeypatch.setattr(leases, "LONGEST_TERM_S", 0.3)
    release = threading.Event()
    sqlite_world.runtime = MemoryRuntime(work=lambda request: release.wait(20) and {"number": 1})
    engine = sqlite_world.launch(demo)
    first = engine.start("demo", manual("m1"))
    time.sleep(0.8)
    document = sqlite_world.store.read_named(LOCK.at("loft_1"), LeaseDocument).value
    assert (document.owner.partition("@")[0], document.execution_id, document.workflow, document.scene_id) == (first, first, "demo", "loft_1")
    assert document.expires_at > datetime.now(UTC)
    assert engine.wait(engine.start("demo", manual("m2")), 10).code == "locked"
    release.set()
    assert engine.wait(first, 10).succeeded


def test_ws13_a_run_that_lost_its_lock_writes_no_completion(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from blueprint.engine import leases

    monkeypatch.setattr(leases, "LONGEST_TERM_S", 0.3)
    sqlite_world.runtime = MemoryRuntime(work=slow(0.8, {"number": 1}))
    engine = sqlite_world.launch(demo)
    run_id = engine.start("demo", manual("m1"))
    time.sleep(0.3)
    now = datetime.now(UTC)
    thief = LeaseDocument(
        owner="thief", workflow="", scene_id="", lock="demo", token=1 << 60, acquired_at=now, expires_at=now + timedelta(minutes=5), execution_id=""
    )
    sqlite_world.store.bucket.put(LOCK.at("loft_1"), thief.model_dump_json().encode())
    outcome = engine.wait(run_id, 10)
    assert outcome.code == "lease_lost"
    assert sqlite_world.names() == ["scenes/loft_1/locks/demo.lock", "scenes/loft_1/out/.failed"]
    assert sqlite_world.store.read_named(LOCK.at("loft_1"), LeaseDocument).value.owner == "thief"


def test_a_child_is_inside_the_lock_of_its_parent(sqlite_world: World) -> None:
    @workflow("inner")
    def inner(run: Run) -> Outcome:
        with run.lease(LOCK, minutes=1, wait_minutes=0):
            return succeeded(held=run._services.store.exists(LOCK, run.scene_id) is not None)

    @workflow("outer")
    def outer(run: Run) -> Outcome:
        with run.lease(LOCK, minutes=1):
            first = run.child("inner", manual("i1"))
            second = run.child("inner", manual("i2"))
        return succeeded(first=first.details, second=second.details)

    sqlite_world.launch(inner, outer)
    assert sqlite_world.run(outer, manual("m1")) == succeeded(first={"held": True}, second={"held": True})
    assert sqlite_world.names() == []


def test_the_generation_of_a_locks_name_is_the_events(sqlite_world: World) -> None:
    names: list[str] = []
    by_generation = File("scenes/{scene_id}/locks/demo-{generation}.lock")

    @workflow("numbered")
    def numbered(run: Run) -> Outcome:
        with run.lease(by_generation, minutes=1):
            names.extend(info.name for info in run._services.store.list("scenes/loft_1/locks/"))
        return succeeded()

    sqlite_world.launch(numbered)
    event = sqlite_world.put(1)
    sqlite_world.run(numbered, event)
    assert event.object is not None
    assert names == [f"scenes/loft_1/locks/demo-{event.object.generation}.lock"]


def test_ws13_a_stopped_service_is_back_inside_its_lock_at_once(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from blueprint.engine import leases

    monkeypatch.setattr(leases, "LONGEST_TERM_S", 1.5)
    release = threading.Event()
    sqlite_world.runtime = MemoryRuntime(work=lambda request: release.wait(20) and {"number": 1})
    engine = sqlite_world.launch(demo)
    run_id = engine.start("demo", manual("m1"))
    deadline = time.monotonic() + 5
    while not sqlite_world.runtime.requests and time.monotonic() < deadline:
        time.sleep(0.01)
    sqlite_world.stop()
    assert sqlite_world.names() == ["scenes/loft_1/locks/demo.lock"]
    began = time.monotonic()
    engine = sqlite_world.launch(demo)
    time.sleep(2)
    with pytest.raises(LeaseHeld):
        sqlite_world.store.lease(LOCK.at("loft_1"), "somebody", 60)
    release.set()
    assert engine.wait(run_id, 10).succeeded
    assert time.monotonic() - began < 5
    assert sqlite_world.runtime.ran == ["work"]
    assert sqlite_world.names() == ["scenes/loft_1/out/.done"]
