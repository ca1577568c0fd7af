"""One driver per scene (W-08, WS-14, WS-38, WS-48), and a parent's call and an event's delivery are one run."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager

from engine_runtime import Given, MemoryRuntime, job, slow
from engine_world import BAD, DOC, DONE, Doc, World, event_of, manual

from blueprint.core.artifact import Artifact
from blueprint.core.event import ObjectFinalized
from blueprint.core.outcome import Outcome, Status, skipped, succeeded
from blueprint.engine.run import Run
from blueprint.engine.workflow import workflow

WORK = job("work")
MID = Artifact("scenes/{scene_id}/mid.json", Doc)


class Overlaps:
    """How many drivers were inside a scene at once, at most."""

    def __init__(self) -> None:
        self.inside: dict[str, list[str]] = {}
        self.worst = 0
        self.order: list[str] = []
        self._lock = threading.Lock()

    @contextmanager
    def of(self, run: Run):
        with self._lock:
            self.inside.setdefault(run.scene_id, []).append(run.driver)
            self.order.append(run.id)
            self.worst = max(self.worst, len(set(self.inside[run.scene_id])))
        yield
        with self._lock:
            self.inside[run.scene_id].remove(run.driver)


def test_ws14_runs_of_different_drivers_on_one_scene_never_overlap_and_scenes_go_side_by_side(world: World) -> None:
    seen = Overlaps()

    @workflow("left", exclusive="scene")
    def left(run: Run) -> Outcome:
        with seen.of(run):
            run.sleep(0.05)
        return succeeded()

    @workflow("right", exclusive="scene")
    def right(run: Run) -> Outcome:
        with seen.of(run):
            run.sleep(0.05)
        return succeeded()

    engine = world.launch(left, right)
    began = time.monotonic()
    runs = [engine.start(name, manual(f"{scene}-{n}", scene)) for n in range(4) for scene in ("a", "b", "c") for name in ("left", "right")]
    assert all(engine.wait(run, 30).succeeded for run in runs)
    assert seen.worst == 1
    assert time.monotonic() - began < 24 * 0.05 * 4
    for scene in "abc":
        assert [run for run in seen.order if f"{scene}-" in run] == [run for run in runs if f"{scene}-" in run]


def test_w08_ws48_two_generations_at_once_run_one_after_the_other_and_the_older_waiting_one_is_superseded(sqlite_world: World) -> None:
    seen = Overlaps()

    @workflow("demo", on=(ObjectFinalized(DOC),), exclusive="scene", completes=DONE, fails=BAD)
    def demo(run: Run) -> Outcome:
        with seen.of(run):
            run.sleep(0.3)
            run.complete(DONE)
        return succeeded()

    engine = sqlite_world.launch(demo)
    first = engine.start("demo", sqlite_world.put(1))
    time.sleep(0.15)
    second, third = engine.start("demo", sqlite_world.put(2)), engine.start("demo", sqlite_world.put(3))
    assert engine.wait(first, 10).succeeded
    assert engine.wait(second, 10).code == "superseded"
    assert engine.wait(third, 10).succeeded
    assert seen.worst == 1
    assert engine.wait(engine.start("demo", event_of(sqlite_world.store.exists(DOC, "loft_1"), "loft_1")), 10).succeeded  # type: ignore[arg-type]
    assert len(engine.runs()) == 3


def _chain(seen: Overlaps):
    @workflow("stage", on=(ObjectFinalized(MID),), exclusive="scene")
    def stage(run: Run) -> Outcome:
        with seen.of(run):
            made = run.job(WORK, Given(number=run.read(MID).n))
        return succeeded(number=made.number, flavour=run.event.payload.get("flavour", "none"))

    @workflow("driver", exclusive="scene")
    def driver(run: Run) -> Outcome:
        with seen.of(run):
            event = run.object_event(MID, write=Doc(n=10), payload={"flavour": "asked"})
            run.sleep(0.2)
            ended = run.child("stage", event)
            run.sleep(0.05)
        return ended

    return driver, stage


def test_ws38_a_marker_that_was_delivered_before_its_drivers_call_is_one_run_and_no_deadlock(world: World) -> None:
    seen = Overlaps()
    driver, stage = _chain(seen)
    engine = world.launch(driver, stage)
    root = engine.start("driver", manual("m1"))
    deadline = time.monotonic() + 10
    while world.store.exists(MID, "loft_1") is None and time.monotonic() < deadline:
        time.sleep(0.005)
    ref = world.store.exists(MID, "loft_1")
    assert ref is not None
    child = engine.start("stage", event_of(ref, "loft_1"))
    assert engine.wait(root, 20) == succeeded(number=11, flavour="asked")
    assert engine.wait(child, 20) == succeeded(number=11, flavour="asked")
    assert world.runtime.ran == ["work"]
    assert seen.worst == 1
    record = engine.history.find(child)
    assert record is not None
    assert (record.driver, record.parent_id) == (root, root)


def test_ws38_a_marker_that_is_delivered_after_its_drivers_call_finds_the_run(world: World) -> None:
    seen = Overlaps()
    driver, stage = _chain(seen)
    engine = world.launch(driver, stage)
    root = engine.start("driver", manual("m1"))
    assert engine.wait(root, 20).succeeded
    ref = world.store.exists(MID, "loft_1")
    assert ref is not None
    assert engine.wait(engine.start("stage", event_of(ref, "loft_1")), 20) == succeeded(number=11, flavour="asked")
    assert world.runtime.ran == ["work"]


def test_a_grandchild_on_the_drivers_scene_does_not_wait_for_its_ancestors(sqlite_world: World) -> None:
    @workflow("level", exclusive="scene")
    def level(run: Run) -> Outcome:
        depth = int(run.event.payload["depth"])
        if depth == 3:
            return succeeded(depth=depth, driver=run.driver)
        return run.child("level", manual(f"d{depth + 1}", run.scene_id, depth=depth + 1))

    engine = sqlite_world.launch(level)
    root = engine.start("level", manual("d0", depth=0))
    assert engine.wait(root, 10) == succeeded(depth=3, driver=root)


def test_w22_children_on_scenes_of_their_own_go_side_by_side_but_not_beside_a_stranger(sqlite_world: World) -> None:
    seen = Overlaps()
    sqlite_world.runtime = MemoryRuntime(work=slow(0.4, {"number": 1}))

    @workflow("seed", exclusive="scene")
    def seed(run: Run) -> Outcome:
        with seen.of(run):
            run.job(WORK, Given())
        return succeeded()

    @workflow("fan", exclusive="scene")
    def fan(run: Run) -> Outcome:
        started = [run.start_child("seed", manual(f"{run.id}-{n}", f"{run.scene_id}-s{n:03d}")) for n in range(4)]
        ended = [run.wait_child(handle) for handle in started]
        return succeeded(all=all(outcome.succeeded for outcome in ended))

    engine = sqlite_world.launch(seed, fan)
    stranger = engine.start("seed", manual("stranger", "loft_1-s002"))
    began = time.monotonic()
    assert engine.wait(engine.start("fan", manual("m1")), 20) == succeeded(all=True)
    assert time.monotonic() - began < 4 * 0.4
    assert engine.wait(stranger, 10).succeeded
    assert seen.worst == 1


def test_w02_w03_a_child_that_is_skipped_or_fails_is_no_success_and_a_missing_one_says_so(sqlite_world: World) -> None:
    @workflow("no")
    def no(run: Run) -> Outcome:
        return skipped("breaker_open", "later")

    @workflow("breaks")
    def breaks(run: Run) -> Outcome:
        raise RuntimeError("broken")

    @workflow("asks")
    def asks(run: Run) -> Outcome:
        ended = [run.child(name, manual(f"{name}-1")) for name in ("no", "breaks", "not-there")]
        return succeeded(
            there=run.available("no"), not_there=run.available("not-there"), ended=[(e.status.value, e.code, e.succeeded) for e in ended]
        )

    sqlite_world.launch(no, breaks, asks)
    details = sqlite_world.run(asks, manual("m1")).details
    assert details["ended"] == [["SKIPPED", "breaker_open", False], ["FAILED", "workflow_bug", False], ["SKIPPED", "not_available", False]]
    assert (details["there"], details["not_there"]) == (True, False)


def test_ws05_an_older_run_never_overwrites_a_newer_answer(sqlite_world: World) -> None:
    """Two workflows of one name cannot overlap; the marker itself guards against a second database or a late worker."""
    waiting, go = threading.Event(), threading.Event()

    @workflow("demo", completes=DONE, fails=BAD)
    def demo(run: Run) -> Outcome:
        if run.event.payload.get("slow"):
            waiting.set()
            go.wait(10)
        return succeeded(written=run.complete(DONE) is not None)

    engine = sqlite_world.launch(demo)
    old = sqlite_world.put(1).model_copy(update={"payload": {"slow": True}})
    late = engine.start("demo", old)
    assert waiting.wait(10)
    newer = sqlite_world.put(2)
    assert sqlite_world.run(demo, newer) == succeeded(written=True)
    before = sqlite_world.store.exists(DONE, "loft_1")
    go.set()
    assert engine.wait(late, 10) == succeeded(written=False)
    assert sqlite_world.store.exists(DONE, "loft_1") == before
    assert engine.wait(late, 1).status is Status.SUCCESS
