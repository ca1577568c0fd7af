"""Each (workflow, object, generation) starts exactly once, however its events arrive."""

from __future__ import annotations

import random
import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.core.artifact import Artifact, File, Value
from blueprint.core.errors import Unavailable
from blueprint.core.event import Cron, Custom, Event, Manual, ObjectFinalized
from blueprint.events.reconcile import reconcile
from blueprint.events.router import Router, custom_event
from blueprint.store.store import Store
from blueprint.workflows import triggers


class Marker(Value):
    scene_id: str = ""
    driver: str = ""


USD = Artifact("scenes/{scene_id}/usd/.usd_complete", Marker)
REQUEST = Artifact("scenes/{scene_id}/prompts/scene_request.json", Marker)
PICTURE = File("scenes/{scene_id}/images/{name}.png")
TRIGGERS = [
    ("arena", ObjectFinalized(USD)),
    ("episodes", ObjectFinalized(USD)),
    ("orchestrator", ObjectFinalized(REQUEST)),
    ("images", ObjectFinalized(PICTURE)),
    ("daily", Cron("0 9 * * *")),
    ("training", Custom("episodes.imported")),
    ("batch", Manual()),
]


class Engine:
    """Counts starts; may fail now and then, and remembers what it knows."""

    def __init__(self, failures: float = 0, seed: int = 0) -> None:
        self.started: Counter[tuple[str, str]] = Counter()
        self.recorded: Counter[tuple[str, str]] = Counter()
        self.events: list[Event] = []
        self.failures, self._chance, self._lock = failures, random.Random(seed), threading.Lock()

    def start(self, workflow: str, event: Event) -> None:
        with self._lock:
            if self._chance.random() < self.failures:
                raise Unavailable("database: restarting")
            self.started[workflow, event.id] += 1
            self.events.append(event)

    def record(self, workflow: str, event: Event, driver: str) -> None:
        self.recorded[workflow, event.id] += 1

    def known(self, workflow: str, event: Event) -> bool:
        return (workflow, event.id) in self.started or (workflow, event.id) in self.recorded


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.at(tmp_path / "bucket")


def test_the_workflows_of_an_object_start_with_its_event(store: Store) -> None:
    engine = Engine()
    router = Router(store, TRIGGERS, engine.start)
    ref = store.write(USD, Marker(scene_id="loft"), "loft")
    assert router.finalized(ref.name) == ["arena", "episodes"]
    assert router.finalized(ref.name) == []
    event = engine.events[0]
    assert (event.id, event.type, event.scene_id, event.object) == (f"{ref.name}#{ref.generation}", "object_finalized", "loft", ref)
    second = store.write(USD, Marker(scene_id="loft"), "loft")
    assert router.finalized(ref.name) == ["arena", "episodes"]
    assert set(engine.started) == {(workflow, f"{ref.name}#{version.generation}") for workflow in ("arena", "episodes") for version in (ref, second)}


@pytest.mark.parametrize(
    "name",
    ["scenes/a/b/usd/.usd_complete", "scenes/usd/.usd_complete", "scenes/a/usd/.usd_completed", "x/scenes/a/usd/.usd_complete"],
)
def test_only_exact_names_trigger(store: Store, name: str) -> None:
    engine = Engine()
    router = Router(store, TRIGGERS, engine.start)
    store.bucket.put(name, b"{}")
    assert router.finalized(name) == []
    assert reconcile(store, router) == []


def test_hints_about_nothing_start_nothing(store: Store) -> None:
    engine = Engine()
    router = Router(store, TRIGGERS, engine.start)
    assert router.finalized("scenes/a/usd/.usd_complete") == []
    assert not engine.started


def test_a_driven_scene_is_recorded_not_executed(store: Store) -> None:
    engine = Engine()
    router = Router(store, TRIGGERS, engine.start, engine.known, engine.record)
    ref = store.write(USD, Marker(scene_id="loft", driver="source-orchestrator:x"), "loft")
    assert router.finalized(ref.name) == []
    assert router.finalized(ref.name) == []
    assert not engine.started
    assert set(engine.recorded.values()) == {1}
    assert len(engine.recorded) == 2
    for content in (b"{broken", b"[]", b'{"driver": 3}', b"", b"[" * 100_000):
        store.bucket.put(ref.name, content)
        assert router.finalized(ref.name) == ["arena", "episodes"]


def test_no_row_of_the_trigger_map_takes_a_scene_from_its_driver(store: Store) -> None:
    """On the real map, whose markers are declared as files and not as documents."""
    rows = [(row.workflow, on) for row in triggers.MAP for on in row.on if isinstance(on, ObjectFinalized)]
    on_markers = [(workflow, on) for workflow, on in rows if on.artifact.pattern.rpartition("/")[2].startswith(".")]
    assert len(on_markers) >= 8
    engine = Engine()
    router = Router(store, rows, engine.start, engine.known, engine.record)
    for _, on in on_markers:
        name = on.artifact.pattern.format(scene_id="loft")
        store.bucket.put(name, b'{"scene_id": "loft", "driver": "source-orchestrator:x"}')
        assert router.finalized(name) == []
    assert not engine.started
    assert {workflow for workflow, _ in engine.recorded} == {workflow for workflow, _ in on_markers}


def test_events_of_our_own(store: Store) -> None:
    engine = Engine()
    router = Router(store, TRIGGERS, engine.start)
    event = custom_event("episodes.imported", "import-1", datetime.now(UTC), "loft", {"robot": "franka"})
    assert router.emit(event) == ["training"]
    assert router.emit(event) == []
    assert router.emit(custom_event("something.else", "x", datetime.now(UTC))) == []
    assert router.deliver("batch", Event(id="by hand", type="manual", occurred_at=datetime.now(UTC))) is True


def test_prefixes(store: Store) -> None:
    def prefixes(*patterns: str) -> list[str]:
        return Router(store, [("w", ObjectFinalized(File(pattern))) for pattern in patterns], Engine().start).prefixes()

    assert prefixes("scenes/{scene_id}/a", "scenes/{scene_id}/b", "automation/x.json") == ["automation/", "scenes/"]
    assert prefixes("a/b/{scene_id}", "a/{scene_id}") == ["a/"]
    assert prefixes("{scene_id}/x", "a/{scene_id}") == [""]


operation = st.sampled_from(["write", "foreign", "driven", "hint", "hint", "sweep", "restart", "delete"])


class World:
    """A bucket that is written to, hints that get repeated, shuffled, late or lost, an engine that fails, a service that restarts."""

    def __init__(self, failures: float, seed: int) -> None:
        self.root = Path(tempfile.mkdtemp())
        self.store, self.engine, self.chance = Store.at(self.root), Engine(failures, seed), random.Random(seed)
        self.hints: list[str] = []
        self.written: set[tuple[str, str]] = set()
        self.restart("")

    def write(self, name: str, content: bytes = b"{}") -> None:
        self.store.bucket.put(name, content)
        self._note(name)

    def drive(self, name: str) -> None:
        self.write(name, b'{"driver": "parent"}')

    def drop(self, name: str) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_bytes(b'{"scene_id": "theirs"}')
        self._note(name)

    def delete(self, name: str) -> None:
        self.store.bucket.delete(name)

    def hint(self, _: str) -> None:
        if self.hints:
            with suppress(Unavailable):
                self.router.finalized(self.chance.choice(self.hints))

    def sweep(self, _: str) -> None:
        reconcile(self.store, self.router)

    def restart(self, _: str) -> None:
        self.router = Router(self.store, TRIGGERS, self.engine.start, self.engine.known, self.engine.record)

    def events(self) -> dict[tuple[str, str], bool]:
        """What stands in the bucket, and whether somebody drives it."""
        return {
            (workflow, f"{info.name}#{info.generation}"): b"driver" in self.store.bucket.get(info.name)[0] and workflow != "images"
            for info in self.store.list("scenes/")
            for workflow, _ in self.router.triggered_by(info.name)
        }

    def _note(self, name: str) -> None:
        self.hints += [name] * self.chance.randrange(3)
        self.written |= set(self.events())


acts = st.sampled_from([World.write, World.drop, World.drive, World.hint, World.hint, World.sweep, World.restart, World.delete])
names = st.sampled_from([USD.at("a"), REQUEST.at("b"), PICTURE.at("c", name="x")])


@settings(max_examples=40, deadline=None)
@given(operations=st.lists(st.tuples(acts, names), max_size=30), failures=st.sampled_from([0, 0.4]), seed=st.integers(0, 1000))
def test_exactly_once(operations: list[tuple[Callable[[World, str], None], str]], failures: float, seed: int) -> None:
    """At the end everything that still stands has started (or been recorded) once, and nothing ever has twice."""
    world = World(failures, seed)
    for act, name in operations:
        act(world, name)
    world.engine.failures = 0
    world.sweep("")
    started, recorded = world.engine.started, world.engine.recorded
    for key, driven in world.events().items():
        assert recorded[key] == int(driven)
        assert started[key] == int(not driven)
    assert max([*started.values(), *recorded.values()], default=1) == 1
    assert {key for key, count in (started + recorded).items() if count} <= world.written
    shutil.rmtree(world.root, ignore_errors=True)


def test_many_threads_deliver_one_event(store: Store) -> None:
    engine = Engine()
    router = Router(store, TRIGGERS, engine.start)
    names = [store.write(USD, Marker(scene_id=f"s{index}"), f"s{index}").name for index in range(5)]

    def deliver(seed: int) -> None:
        shuffled = names * 3
        random.Random(seed).shuffle(shuffled)
        for name in shuffled:
            router.finalized(name)

    threads = [threading.Thread(target=deliver, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(engine.started) == 10
    assert set(engine.started.values()) == {1}


def test_one_bad_start_does_not_stop_the_sweep(store: Store) -> None:
    for scene in ("a", "b", "c"):
        store.write(REQUEST, Marker(scene_id=scene), scene)
    engine = Engine()

    def start(workflow: str, event: Event) -> None:
        if event.scene_id == "b":
            raise Unavailable("no")
        engine.start(workflow, event)

    router = Router(store, TRIGGERS, start)
    assert len(reconcile(store, router)) == 2
    assert reconcile(store, router) == []
