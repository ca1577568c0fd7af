"""kill -9 at any moment, two workers on one database, a worker that is lost: with real processes and the real local runtime."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import engine_service
import psycopg
import pytest
from engine_service import DOC, RESULT, Doc
from engine_zygote import Service, Zygote
from postgres import Postgres

from blueprint.engine.engine import Engine
from blueprint.engine.services import Services
from blueprint.store.store import Store

UNDISTURBED = {"scenes/loft_1/total.json": 63, "scenes/loft_1/child.json": 101, "scenes/loft_1/last.json": 64}


@dataclass
class Place:
    """A bucket, a database and the processes that work on them."""

    folder: Path
    url: str
    zygote: Zygote
    services: list[Service] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = Store.at(self.folder / "bucket")

    def begin(self, *more: str) -> Service:
        service = self.zygote.begin([str(self.folder), self.url, *more], {"ENGINE_TEST_RAN": str(self.folder / "ran")}, self.folder)
        self.services.append(service)
        return service

    def launched(self, *more: str) -> Service:
        service = self.begin(*more)
        _wait_until(lambda: "launched" in service.out() or not service.alive())
        assert service.alive(), service.err()
        return service

    def finish(self) -> dict[str, Any]:
        service = self.begin()
        _wait_until(lambda: not service.alive(), 60)
        lines = service.out().splitlines()
        assert len(lines) == 2, service.err()
        return json.loads(lines[-1])

    def ran(self) -> Counter[str]:
        path = self.folder / "ran"
        return Counter(path.read_text().split()) if path.exists() else Counter()

    def reported(self) -> set[str]:
        return {path.parent.name for path in (self.folder / "state").glob("*/runs/*/report.json")}

    def results(self, scene: str = "loft_1") -> dict[str, int]:
        names = [info.name for info in self.store.list(f"scenes/{scene}/") if info.name.endswith(".json") and "doc" not in info.name]
        return {name: self.store.read_named(name, Doc).value.n for name in names}

    def markers(self) -> list[str]:
        return [info.name for info in self.store.list("scenes/loft_1/") if "/." in info.name or "/locks/" in info.name]

    def client(self) -> Engine:
        """An engine of this process that only starts and looks."""
        engine = Engine(self.url, Services(self.store, runtime=None, workflows=(engine_service.build, engine_service.part)))  # type: ignore[arg-type]
        engine.launch(work=False)
        return engine

    def stop(self) -> None:
        for service in self.services:
            service.kill()
        _wait_until(lambda: not any(service.alive() for service in self.services))


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    made = Zygote()
    yield made
    made.stop()


@pytest.fixture
def place(tmp_path: Path, database_url: str, zygote: Zygote) -> Iterator[Place]:
    made = Place(tmp_path, database_url, zygote)
    made.store.write(DOC, Doc(n=3), "loft_1")
    yield made
    made.stop()


def _wait_until(happened: Callable[[], bool], timeout_s: float = 20) -> None:
    deadline = time.monotonic() + timeout_s
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def _moments(chance: random.Random, count: int) -> list[float]:
    """Seconds after the launch; negative: after the fork, so also while it recovers."""
    return [chance.uniform(0.0, 0.45) if chance.random() < 0.7 else -chance.uniform(0.0, 0.4) for _ in range(count)]


def _kill_at(place: Place, seconds: float) -> None:
    """Run the service for so long, then SIGKILL it."""
    service = place.launched() if seconds >= 0 else place.begin()
    time.sleep(abs(seconds))
    service.kill()
    _wait_until(lambda: not service.alive())


def _disturb(place: Place, moments: list[float]) -> None:
    settled: dict[str, int] = {}
    for moment in moments:
        _kill_at(place, moment)
        now = place.ran()
        assert {request: now[request] for request in settled} == settled, "a job with a report ran again"
        settled = {request: now[request] for request in place.reported()}
    outcome = place.finish()
    now = place.ran()
    assert {request: now[request] for request in settled} == settled, "a job with a report ran again"
    assert outcome["status"] == "SUCCESS", outcome
    assert outcome["details"] == {"last": 64, "child": 101}
    assert place.results() == UNDISTURBED
    assert place.markers() == ["scenes/loft_1/.done", "scenes/loft_1/.part_done"]
    assert len(now) == 4


def test_an_undisturbed_service_gives_the_result(place: Place) -> None:
    _disturb(place, [])
    assert set(place.ran().values()) == {1}


def test_killed_at_random_moments_the_result_is_the_same_and_no_reported_job_runs_again(place: Place) -> None:
    seed = random.randrange(1 << 30)
    print("seed", seed)  # noqa: T201
    _disturb(place, _moments(random.Random(seed), 3))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(25))
def test_killed_at_many_random_moments(tmp_path: Path, zygote: Zygote, seed: int) -> None:
    made = Place(tmp_path, f"sqlite:///{tmp_path}/engine.sqlite", zygote)
    made.store.write(DOC, Doc(n=3), "loft_1")
    chance = random.Random(seed)
    try:
        _disturb(made, _moments(chance, chance.randint(1, 4)))
    finally:
        made.stop()


def test_java219_a_lost_worker_is_taken_over_within_three_seconds(place: Place) -> None:
    """The other worker does not share the lost one's jobs (it is another machine): a job without a report there is begun here."""
    lost = place.launched("--serve", "lost")
    engine = place.client()
    try:
        run_id = engine.start("build", engine_service.event_of(place.store, "loft_1"))
        _wait_until(lambda: bool(place.ran()))
        heir = place.launched("--serve", "heir")
        lost.kill()
        died = time.monotonic()
        _wait_until(lambda: (record := engine.history.find(run_id)) is not None and (record.outcome is not None or str(heir.pid) in record.executor))
        assert time.monotonic() - died < 4
        assert engine.wait(run_id, 20).details == {"last": 64, "child": 101}
        assert place.results() == UNDISTURBED
    finally:
        engine.stop()


def test_a_worker_that_was_taken_over_while_it_was_frozen_changes_nothing_when_it_wakes_up(
    postgres: Postgres, tmp_path: Path, zygote: Zygote
) -> None:
    place = Place(tmp_path, postgres.url(), zygote)
    place.store.write(DOC, Doc(n=3, seconds=1), "loft_1")
    frozen = place.launched("--serve", "frozen")
    engine = place.client()
    try:
        run_id = engine.start("build", engine_service.event_of(place.store, "loft_1"))
        _wait_until(lambda: len(place.ran()) == 2)
        time.sleep(0.2)  # it waits for its jobs now, outside of the folder's own file locks, which no other process of this machine could break
        os.kill(frozen.pid, signal.SIGSTOP)
        place.launched("--serve", "heir")
        outcome = engine.wait(run_id, 20)
        assert outcome.details == {"last": 64, "child": 101}
        before = [(info.name, info.generation) for info in place.store.list("scenes/")]
        os.kill(frozen.pid, signal.SIGCONT)
        time.sleep(1.5)
        assert frozen.alive()
        assert [(info.name, info.generation) for info in place.store.list("scenes/")] == before
        assert engine.wait(run_id, 1) == outcome
    finally:
        engine.stop()
        place.stop()


def test_issue742_two_workers_on_one_database_run_each_run_once(place: Place) -> None:
    for number in range(12):
        place.store.write(DOC, Doc(n=3), f"room_{number}")
    workers = [place.launched("--serve", name) for name in ("one", "two")]
    engine = place.client()
    try:
        runs = [engine.start("build", engine_service.event_of(place.store, f"room_{number}")) for number in range(12)]
        assert all(engine.wait(run, 60).succeeded for run in runs)
        records = [engine.history.find(run) for run in runs]
        assert {worker.pid for worker in workers} >= {int(record.executor.split("-")[-2]) for record in records if record}
        assert set(place.ran().values()) == {1}
        assert len(place.ran()) == 12 * 4
    finally:
        engine.stop()


def test_ws13_a_run_whose_service_was_killed_inside_its_lock_goes_on_at_once(place: Place) -> None:
    service = place.launched()
    _wait_until(lambda: bool(place.ran()))
    service.kill()
    _wait_until(lambda: not service.alive())
    assert any("/locks/" in name for name in place.markers())
    began = time.monotonic()
    assert place.finish()["status"] == "SUCCESS"
    assert time.monotonic() - began < 15
    assert place.markers() == ["scenes/loft_1/.done", "scenes/loft_1/.part_done"]


def test_issue716_a_database_that_restarts_in_the_middle_strands_nothing(tmp_path: Path, zygote: Zygote) -> None:
    server = Postgres()
    place = Place(tmp_path, server.url(), zygote)
    try:
        for number in range(6):
            place.store.write(DOC, Doc(n=3), f"room_{number}")
        place.launched("--serve", "one")
        engine = place.client()
        runs = [engine.start("build", engine_service.event_of(place.store, f"room_{number}")) for number in range(6)]
        engine.stop()
        _wait_until(lambda: bool(place.ran()))
        server.kill()
        time.sleep(0.5)
        server.start()
        with psycopg.connect(place.url, autocommit=True) as connection:
            query = "SELECT count(*) FROM dbos.workflow_status WHERE workflow_uuid = ANY(%s) AND status = 'SUCCESS'"
            _wait_until(lambda: connection.execute(query, (runs,)).fetchone() == (6,), 40)
        assert set(place.ran().values()) == {1}
        assert all(place.store.exists(RESULT, f"room_{number}", part="last") for number in range(6))
    finally:
        place.stop()
        server.stop()
