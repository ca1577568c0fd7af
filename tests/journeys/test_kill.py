"""kill -9 of the service at any moment of a run, and a restart: the same files, byte for byte, as an undisturbed run.

CI disturbs BLUEPRINT_SAMPLE (default 3) runs; `BLUEPRINT_SAMPLE=50` is the slow run. BLUEPRINT_SEED chooses the moments.
"""

from __future__ import annotations

import os
import random
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.journeys.commands import request
from tests.journeys.compare import expect_same, scene_files
from tests.journeys.service import Service, wait_until

SAMPLE = int(os.environ.get("BLUEPRINT_SAMPLE", "3"))
SEED = int(os.environ.get("BLUEPRINT_SEED", "1"))
SCENE = "loft_9"


@dataclass(frozen=True)
class Undisturbed:
    files: dict[str, str]
    seconds: float


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    with Service(tmp_path_factory.mktemp("undisturbed")) as service:
        assert service.get("/healthz").status_code == 200
        service.drop(SCENE, request(SCENE))
        began = time.monotonic()
        assert service.served(SCENE) == "complete"
        wait_until(lambda: not (service.scene(SCENE) / "locks").exists(), 10, "the release of the locks")
        return Undisturbed(scene_files(service.scene(SCENE)), time.monotonic() - began)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(SAMPLE))
def test_the_files_are_those_of_an_undisturbed_run(undisturbed: Undisturbed, tmp_path: Path, number: int):
    rng = random.Random(f"{SEED}.{number}")
    kills = [rng.uniform(0, 1) ** 0.8 * undisturbed.seconds / (1 + again) for again in range(1 + (number % 3 == 2))]
    for moment in kills:
        service = Service(tmp_path)
        assert service.get("/healthz").status_code == 200
        if not service.scene(SCENE).exists():
            service.drop(SCENE, request(SCENE))
        time.sleep(moment)
        service.kill()
    with Service(tmp_path) as service:
        assert service.served(SCENE, 300) == "complete", f"killed after {kills} s"
        wait_until(lambda: not (service.scene(SCENE) / "locks").exists(), 10, "the release of the locks")
        expect_same(scene_files(service.scene(SCENE)), undisturbed.files, f"killed after {kills} s")
