"""A kitchenette in a bucket as usd-assembly leaves it, and the two jobs of the way without Genie Sim run on it in this process."""

from __future__ import annotations

import json
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blueprint.contracts.certificate import CERTIFICATE, Certificate, Metric, ObjectCounts
from blueprint.contracts.scene import Scene
from blueprint.domain.physics.world import load
from blueprint.jobs import episode_generation, quality_gate
from blueprint.jobs.episode_generation import main as generation
from blueprint.jobs.quality_gate import main as gate
from blueprint.store.store import Store
from tests.domain.geniesim.kitchenette import SCENE_ID, kitchenette, write_kitchenette
from tests.jobs.job_bench import context

NO_OBJECTS = ObjectCounts(total=0, requested=0, free=0, static=0, manipulable=0, articulated=0, joints=0, colliders=0)
FEW = {"cameras": False, "max_tasks": 2, "episodes_per_variation": 1}


@dataclass
class Bench:
    root: Path
    scene_id: str = SCENE_ID

    @property
    def store(self) -> Store:
        return Store.at(self.root / "bucket")

    @property
    def scene(self) -> Path:
        return self.root / "bucket" / "scenes" / self.scene_id

    def put(self, scene: Scene | None = None) -> None:
        """The scene with a certificate of its own digest."""
        shutil.rmtree(self.scene, ignore_errors=True)
        write_kitchenette(self.scene, scene or kitchenette())
        self.certify()

    def certify(self, digest: str = "", passed: bool = True) -> None:
        missed = Metric(name="STB", value=0.9, unit="", definition="", comparison=">=", threshold=1, passed=passed, status="passed", source="")
        self.store.write(CERTIFICATE, Certificate(
            scene_id=self.scene_id, digest=digest or load(self.scene / "usd" / "scene.usda").digest, simulator="MuJoCo", objects=NO_OBJECTS, passed=passed,
            metrics=(missed,), rows=(),
        ), self.scene_id)  # fmt: skip

    def generate(self, **given: Any) -> episode_generation.Output:
        return generation.main(self._context(episode_generation.JOB.name), episode_generation.Input(scene_id=self.scene_id, **(FEW | given)))

    def judge(self, **given: Any) -> quality_gate.Output:
        asked = {"cameras": False, "replays": 1} | given
        return gate.main(self._context(quality_gate.JOB.name), quality_gate.Input(scene_id=self.scene_id, **asked))

    def _context(self, job: str):
        return context(self.store, self.root / "runs", job, f"{job}-{uuid.uuid4().hex}")

    def document(self, name: str) -> Any:
        return json.loads((self.scene / name).read_text())

    def names(self, prefix: str = "episodes/") -> set[str]:
        start = f"scenes/{self.scene_id}/"
        return {info.name.removeprefix(start) for info in self.store.list(start + prefix)}


def copied(made: Path, target: Path) -> Bench:
    """xattrs hold the generations."""
    shutil.copytree(made / "bucket", target / "bucket", symlinks=True)
    return Bench(target)
