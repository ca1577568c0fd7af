"""The new assets' folders: those that are there are fetched, the others are made on both cores and then published together."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from blueprint.contracts.scene import AssetSpec
from blueprint.contracts.variations import VARIATION_ASSET_METADATA
from blueprint.core.errors import ContractError
from blueprint.domain.assets.catalogue import folder_name
from blueprint.domain.variations.documents import metadata
from blueprint.domain.variations.folder import write_asset_folder
from blueprint.jobs.variation_gen.certified import Base
from blueprint.runtimes.process import JobContext
from blueprint.store.publication import Publication

LAYERS = (".usda", ".usdc")


@dataclass(frozen=True)
class MadeAssets:
    """seconds: by asset, what making it took; what was there before is not in it. fitted: made with a variation, because it fits there."""

    specs: tuple[AssetSpec, ...]
    seconds: dict[str, float]
    fitted: tuple[AssetSpec, ...] = ()

    @property
    def kept(self) -> int:
        return len(self.specs) - len(self.seconds)

    @property
    def all(self) -> tuple[AssetSpec, ...]:
        return (*self.specs, *self.fitted)


def make_assets(context: JobContext, base: Base, specs: Sequence[AssetSpec], resume: bool, beside: ProcessPoolExecutor) -> MadeAssets:
    """All of them below `<folder>/variation_assets/`. Raises ContractError for an asset in the bucket that is another one by the same name."""
    scene_id = base.scene.scene_id
    home = base.folder / "variation_assets"
    home.mkdir(parents=True, exist_ok=True)
    wanted = {folder_name(spec): spec for spec in specs if folder_name(spec) not in base.assets}
    there = {name for name, spec in wanted.items() if resume and _stands(context, scene_id, name, spec)}
    for name in sorted(there):
        context.store.download_tree(f"scenes/{scene_id}/variation_assets/{name}/", home / name, LAYERS)
    missing = {name: spec for name, spec in wanted.items() if name not in there}
    halves = [dict(list(missing.items())[k::2]) for k in range(2)]
    seconds: dict[str, float] = {}
    for half in [beside.submit(_write, home, half, base.made_on) for half in halves]:
        seconds |= half.result()
    return MadeAssets(tuple(wanted.values()), seconds)


def publish_assets(context: JobContext, base: Base, made: MadeAssets) -> None:
    """Those that were made, together."""
    with context.publication(key="assets") as publication:
        for spec in made.specs:
            if folder_name(spec) in made.seconds:
                add_asset(publication, base, spec)


def add_asset(publication: Publication, base: Base, spec: AssetSpec) -> None:
    """The asset's folder, and after it its description."""
    scene_id, name = base.scene.scene_id, folder_name(spec)
    publication.add_tree(f"scenes/{scene_id}/variation_assets/{name}/", base.folder / "variation_assets" / name)
    like = tuple(placed.id for placed in base.scene.objects if placed.category == spec.category)
    publication.add(VARIATION_ASSET_METADATA.at(scene_id, asset=name), metadata(spec, like))


def _stands(context: JobContext, scene_id: str, name: str, spec: AssetSpec) -> bool:
    """Is the asset there, whole? Its description is published with it, last."""
    found = context.store.find(VARIATION_ASSET_METADATA, scene_id, asset=name)
    if found is None:
        return False
    if found.value.spec != spec:
        raise ContractError(found.ref.name, "spec", spec.model_dump_json(), found.value.spec.model_dump_json())
    return True


def _write(home: Path, specs: dict[str, AssetSpec], made_on: date) -> dict[str, float]:
    """Folder by folder; returns the seconds of each."""
    seconds = {}
    for name, spec in specs.items():
        started = time.perf_counter()
        write_asset_folder(spec, home, made_on)
        seconds[name] = time.perf_counter() - started
    return seconds
