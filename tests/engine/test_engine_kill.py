"""kill -9 at any moment, two workers on one database, a worker that is lost: with real processes and the real local runtime."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import engine_service
import psycopg
import pytest
from engine_service import DOC, RESULT, Doc
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
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = Store.at(self.folder / "bucket")

    def begin(self, *more: str) -> subprocess.Popen[str]:
        env = {**os.environ, "ENGINE_TEST_RAN": str(self.folder / "ran")}
        command = [sys.executable, str(Path(engine_service.__file__)), str(self.folder), self.url, *more]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=(self.folder / "stderr").open("a"), env=env, text=True)
        self.processes.append(process)
        return process

    def launched(self, *more: str) -> subprocess.Popen[str]:
        process = self.begin(*more)
        assert process.stdout is not None
        assert process.stdout.readline() == "launched\n", (self.folder / "stderr").read_text()
        return process

    def finish(self) -> dict[str, object]:
        process = self.begin()
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0, (self.folder / "stderr").read_text()
        return json.loads(out.splitlines()[-1])

    def ran(self) -> Counter[str]:
        path = self.folder / "ran"
        return Counter(path.read_text().split()) if path.exists() else Counter()

    def reported(self) -> set[str]:
        return {path.parent.name for path in (self.folder / "state").glob("*/runs/*/report.json")}

    def results(self) -> dict[str, int]:
        names = [info.name for info in self.store.list("scenes/loft_1/") if info.name.endswith(".json") and "doc" not in info.name]
        return {name: self.store.read_named(name, Doc).value.n for name in names}

    def markers(self) -> list[str]:
        return [info.name for info in self.store.list("scenes/loft_1/") if "/." in info.name or "/locks/" in info.name]

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()


@pytest.fixture
def place(tmp_path: Path, database_url: str):  # noqa: ANN201
    made = Place(tmp_path, database_url)
    made.store.write(DOC, Doc(n=3), "loft_1")
    yield made
    made.stop()


def _kill_at(place: Place, seconds: float) -> None:
    """Run the service for so long after it was launched, then SIGKILL it; what was reported by then must not run again."""
    process = place.launched()
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()


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
    chance = random.Random(seed)
    print("seed", seed)
    _disturb(place, [chance.uniform(0.0, 0.35) for _ in range(3)])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(25))
def test_killed_at_many_random_moments(tmp_path: Path, seed: int) -> None:
    made = Place(tmp_path, f"sqlite:///{tmp_path}/engine.sqlite")
    made.store.write(DOC, Doc(n=3), "loft_1")
    chance = random.Random(seed)
    try:
        _disturb(made, [chance.uniform(0.0, 0.5) for _ in range(chance.randint(1, 4))])
    finally:
        made.stop()


def _wait_until(happened, timeout_s: float = 20) -> float:  # noqa: ANN001
    began = time.monotonic()
    while not happened():
        assert time.monotonic() - began < timeout_s, "it did not happen"
        time.sleep(0.02)
    return time.monotonic() - began


def test_java219_a_lost_worker_is_taken_over_within_three_seconds(place: Place) -> None:
    """The other worker does not share the lost one's jobs (it is another machine): a job without a report there is begun here."""
    lost = place.launched("--serve", "lost")
    engine = Engine(place.url, Services(place.store, runtime=None, workflows=(engine_service.build, engine_service.part)))  # type: ignore[arg-type]
    engine.launch(work=False)
    try:
        run_id = engine.start("build", engine_service.event_of(place.store, "loft_1"))
        _wait_until(lambda: bool(place.ran()))
        heir = place.launched("--serve", "heir")
        lost.kill()
        lost.wait()
        died = time.monotonic()
        _wait_until(lambda: (record := engine.history.find(run_id)) is not None and (record.outcome is not None or str(heir.pid) in record.executor))
        assert time.monotonic() - died < 4
        assert engine.wait(run_id, 20).details == {"last": 64, "child": 101}
        assert place.results() == UNDISTURBED
    finally:
        engine.stop()


def test_issue742_two_workers_on_one_database_run_each_run_once(place: Place) -> None:
    for number in range(12):
        place.store.write(DOC, Doc(n=3), f"room_{number}")
    workers = [place.launched("--serve", name) for name in ("one", "two")]
    engine = Engine(place.url, Services(place.store, runtime=None, workflows=(engine_service.build, engine_service.part)))  # type: ignore[arg-type]
    engine.launch(work=False)
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
    process = place.launched()
    _wait_until(lambda: bool(place.ran()))
    process.kill()
    process.wait()
    assert any("/locks/" in name for name in place.markers())
    began = time.monotonic()
    assert place.finish()["status"] == "SUCCESS"
    assert time.monotonic() - began < 15
    assert place.markers() == ["scenes/loft_1/.done", "scenes/loft_1/.part_done"]


def test_issue716_a_database_that_restarts_in_the_middle_strands_nothing(tmp_path: Path) -> None:
    server = Postgres()
    place = Place(tmp_path, server.url())
    try:
        for number in range(6):
            place.store.write(DOC, Doc(n=3), f"room_{number}")
        place.launched("--serve", "one")
        engine = Engine(place.url, Services(place.store, runtime=None, workflows=(engine_service.build, engine_service.part)))  # type: ignore[arg-type]
        engine.launch(work=False)
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
