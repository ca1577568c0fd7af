"""kill -9 at any moment of stages 3 to 5, of the service alone or of its jobs too, and a restart: the same dataset and the same files, byte for byte.

Stages 1 and 2 are made once; every run goes on from a copy of them, at the same place. BLUEPRINT_SAMPLE (default 3) is the number of kills, eight to
a run; `BLUEPRINT_SAMPLE=50` is the slow run. BLUEPRINT_SEED chooses the moments.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from blueprint.domain.datasets.check import check
from tests.journeys.commands import request
from tests.journeys.compare import expect_same, scene_files
from tests.journeys.data import SMALL, episodes_of
from tests.journeys.service import Service, end_jobs, wait_until

SAMPLE = int(os.environ.get("BLUEPRINT_SAMPLE", "3"))
SEED = int(os.environ.get("BLUEPRINT_SEED", "1"))
SCENE = "loft_9"
KILLS = 8
"""A run's."""


@dataclass(frozen=True)
class Half:
    """saved: a bucket whose service was killed when stage 2 had ended. place: where each run goes on from a copy. files, seconds: of the undisturbed one."""

    saved: Path
    place: Path
    files: dict[str, str]
    seconds: float


def restored(saved: Path, place: Path) -> Service:
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(saved, place, symlinks=True)
    return Service(place, env=SMALL)


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Half:
    folder = tmp_path_factory.mktemp("half")
    saved, place = folder / "saved", folder / "place"
    with Service(place, env=SMALL) as service:
        service.drop(SCENE, request(SCENE))
        wait_until((service.scene(SCENE) / "isaac_lab" / ".isaac_lab_complete").exists, 180, "the end of stage 2")
    shutil.copytree(place, saved, symlinks=True)
    with restored(saved, place) as service:
        assert service.get("/healthz").status_code == 200
        began = time.monotonic()
        files = served(service)
        return Half(saved, place, files, time.monotonic() - began)


def served(service: Service) -> dict[str, str]:
    assert service.served(SCENE, 540) == "complete"
    wait_until(lambda: not (service.scene(SCENE) / "locks").exists(), 30, "the release of the locks")
    return scene_files(service.scene(SCENE))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(-(-SAMPLE // KILLS)))
def test_stages_3_to_5_give_what_an_undisturbed_run_gives(half: Half, number: int):
    rng = random.Random(f"{SEED}.data.{number}")
    moments = sorted(rng.uniform(0, half.seconds) for _ in range(KILLS))
    kills = [(moment - before, rng.random() < 0.5) for before, moment in zip([0.0, *moments], moments, strict=False)]
    service = restored(half.saved, half.place)
    finished: dict[Path, int] = {}
    for seconds, jobs_too in kills:
        assert service.get("/healthz").status_code == 200
        time.sleep(seconds)
        assert service.process.poll() is None, service.err.read_text()[-4000:]
        service.kill()
        if jobs_too:
            end_jobs(service.bucket / ".blueprint")
        finished |= {path: path.stat().st_mtime_ns for path in service.bucket.glob(f"scenes/{SCENE}/episodes/*/recordings/*.json")}
        service = Service(half.place, env=SMALL)
    with service:
        expect_same(served(service), half.files, f"killed after {kills}")
        assert {path: path.stat().st_mtime_ns for path in finished} == finished, "an episode was made twice"
        report = check(episodes_of(service.bucket, service.scene(SCENE)) / "lerobot")
        assert report.good, report.findings
