"""A bucket with one small certified scene, and jobs that really run on it in this process."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tests.domain.variations.variation_rooms import manifest

from blueprint.contracts import assets, replicator
from blueprint.contracts.certificate import CERTIFICATE
from blueprint.contracts.scene import Scene
from blueprint.core.job import Job, JobRequest
from blueprint.domain.affordances.bundle import make_bundle
from blueprint.domain.assets.catalogue import build, folder_name
from blueprint.domain.certificate.certify import certify
from blueprint.domain.usd.assemble import asset_names
from blueprint.domain.usd.asset import write_whole
from blueprint.domain.usd.stage import write_stage
from blueprint.domain.variations.documents import metadata
from blueprint.runtimes.process import JobContext, _attribute
from blueprint.runtimes.run_folder import RunFolder
from blueprint.store.store import Store

MADE_ON = date(2026, 1, 2)


@dataclass
class JobBench:
    root: Path
    store: Store
    scene_id: str
    numbers: Any = field(default_factory=itertools.count)

    def run(self, job: Job[Any, Any], request: str = "", **inputs: Any) -> Any:
        """The job's output; a request id of its own unless one is given."""
        name = request or f"{job.name}-{next(self.numbers)}"
        folder = RunFolder(self.root / "runs" / name)
        folder.workdir.mkdir(parents=True, exist_ok=True)
        given = job.inputs.model_validate({"scene_id": self.scene_id, **inputs})
        asked = JobRequest(id=name, job=job.name, bucket=str(self.root / "bucket"), run_id="r", inputs=given.model_dump(), resources=job.resources)
        folder.clear_work()
        folder.workdir.mkdir(parents=True, exist_ok=True)
        return _attribute(job.main)(JobContext(asked, folder), given)

    def names(self, below: str = "") -> set[str]:
        return {info.name for info in self.store.list(f"scenes/{self.scene_id}/{below}")}

    def bytes_of(self, names: set[str]) -> dict[str, bytes]:
        return {name: self.store.bucket.get(name)[0] for name in names}


def certified_bucket(root: Path, scene: Scene) -> JobBench:
    """The scene as stage 2 leaves it: USD, assets, certificate, replicator bundle."""
    bench = JobBench(root, Store.at(root / "bucket"), scene.scene_id)
    home = root / "made"
    for spec in dict.fromkeys(placed.spec for placed in scene.objects):
        name = folder_name(spec)
        write_whole(build(spec), home / "assets" / name, name, MADE_ON)
        bench.store.write(assets.ASSET_METADATA, metadata(spec, ()), scene.scene_id, asset=name)
    certificate = certify(write_stage(scene, asset_names(scene), home / "usd"))
    assert certificate.passed, [metric for metric in certificate.metrics if not metric.passed]
    bench.store.upload_tree(f"scenes/{scene.scene_id}/assets/", home / "assets")
    bench.store.upload_tree(f"scenes/{scene.scene_id}/usd/", home / "usd")
    bench.store.write(CERTIFICATE, certificate, scene.scene_id)
    bundle = make_bundle(scene)
    bench.store.write(replicator.VARIATION_MANIFEST, manifest(scene), scene.scene_id)
    bench.store.write(replicator.AFFORDANCE_GRAPH, bundle.graph, scene.scene_id)
    for config in bundle.configs:
        bench.store.write(replicator.POLICY_CONFIG, config, scene.scene_id, policy=config.policy_id)
    bench.store.write(replicator.BUNDLE_METADATA, replicator.BundleMetadata(
        scene_id=scene.scene_id, environment_type=bundle.environment, scene_type=scene.room.room_type, policies=tuple(c.policy_id for c in bundle.configs),
        placement_regions_count=len(bundle.graph.regions), variation_assets_count=bundle.variations.total_assets,
        affordance_graph_regions=len(bundle.graph.regions), articulation_targets_count=0, scene_digest=certificate.digest), scene.scene_id)  # fmt: skip
    return bench
