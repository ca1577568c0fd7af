from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from blueprint.contracts import stages
from blueprint.contracts.assets import ASSET_METADATA
from blueprint.contracts.certificate import CERTIFICATE
from blueprint.contracts.geniesim_provenance import AVAILABLE_VARIATIONS
from blueprint.contracts.scene import Scene
from blueprint.contracts.tasks import TaskSet
from blueprint.core.job import JobRequest, Resources
from blueprint.domain.assets.catalogue import folder_name
from blueprint.domain.certificate.certify import certify
from blueprint.jobs.genie_sim_export import Input, Output
from blueprint.jobs.genie_sim_export import main as export
from blueprint.jobs.replicator import Input as ReplicatorInput
from blueprint.jobs.replicator.main import main as replicate
from blueprint.runtimes.process import JobContext
from blueprint.runtimes.run_folder import RunFolder
from blueprint.store.store import Store
from tests.domain.geniesim.kitchenette import MUG, SCENE_ID, kitchenette, metadata, tasks, write_kitchenette


@dataclass
class Bench:
    """A bucket with a certified kitchenette, and the job run in this process."""

    root: Path

    @property
    def bucket(self) -> Path:
        return self.root / "bucket"

    @property
    def scene(self) -> Path:
        return self.bucket / "scenes" / SCENE_ID

    @property
    def store(self) -> Store:
        return Store.at(self.bucket)

    def export(self, **given: Any) -> Output:
        return export.main(self.context(), Input.model_validate({"scene_id": SCENE_ID, **given}))

    def context(self) -> JobContext:
        name = f"request-{uuid.uuid4().hex}"
        folder = RunFolder.of(self.root / "runs", name)
        request = JobRequest(id=name, job="genie-sim-export-job", bucket=str(self.bucket), run_id="r", inputs={}, resources=Resources())
        folder.put_request(request)
        folder.workdir.mkdir(parents=True)
        return JobContext(request, folder)

    def document(self, name: str) -> Any:
        return json.loads((self.scene / "geniesim" / name).read_text())

    def variations(self, *objects: dict[str, Any]) -> None:
        body = {"scene_id": SCENE_ID, "generated_at": "2026-01-02T00:00:00Z", "source": "parametric_library", "objects": list(objects), "metadata": {}}
        self.store.bucket.put(AVAILABLE_VARIATIONS.at(SCENE_ID), json.dumps(body).encode())

    def replace(self, scene: Scene) -> None:
        """Another scene in the same bucket, certified again."""
        shutil.rmtree(self.scene, ignore_errors=True)
        fill(self, scene)


def fill(bench: Bench, scene: Scene) -> None:
    usd = write_kitchenette(bench.scene, scene)
    store = bench.store
    for name, about in metadata(scene).items():
        assert about is not None
        store.write(ASSET_METADATA, about, SCENE_ID, asset=name)
    store.write(CERTIFICATE, certify(usd), SCENE_ID)
    replicate(bench.context(), ReplicatorInput(scene_id=SCENE_ID))
    for marker in (stages.USD_COMPLETE, stages.REPLICATOR_COMPLETE):
        store.upload(marker, b"{}", SCENE_ID)
    name = folder_name(MUG)
    variation = bench.scene / "variation_assets" / "mug_v1"
    shutil.copytree(bench.scene / "assets" / name, variation) if (bench.scene / "assets" / name).exists() else variation.mkdir(parents=True)
    bench.variations({"id": "mug_v1", "category": "mug", "usd_path": f"variation_assets/mug_v1/{name}.usda", "license": "CC0-1.0", "mass_kg": 0.2})


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nobody writes into it."""
    root = tmp_path_factory.mktemp("export-bench")
    fill(Bench(root), kitchenette())
    return root / "bucket"


@pytest.fixture
def bench(filled: Path, tmp_path: Path) -> Bench:
    shutil.copytree(filled, tmp_path / "bucket", symlinks=True)
    return Bench(tmp_path)


@pytest.fixture
def proposed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The job's tasks, written by hand: the proposal itself has its own tests, and takes seconds."""

    def say(change: Callable[[TaskSet], TaskSet] = lambda found: found) -> None:
        monkeypatch.setattr(export, "_tasks", lambda source, robot, seed, limit: change(tasks(source.world.digest, robot.name, 3)))

    say()
    return say
