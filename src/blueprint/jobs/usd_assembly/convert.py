"""read the manifest → each asset's meshes, materials and picture as USD → publish."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from blueprint.contracts import assets as contract
from blueprint.domain.assets.asset import Asset
from blueprint.domain.assets.catalogue import build
from blueprint.domain.usd.asset import write_geometry, write_interface, write_thumbnail
from blueprint.jobs.usd_assembly import Input, Output
from blueprint.runtimes.process import JobContext


def convert(context: JobContext, given: Input) -> Output:
    started = time.perf_counter()
    manifest = context.store.read(contract.SCENE_MANIFEST, given.scene_id).value
    names = sorted({item.asset.asset_id for item in manifest.objects})
    with context.publication() as publication:
        for done, name in enumerate(names):
            asset = build(context.store.read(contract.ASSET_METADATA, given.scene_id, asset=name).value.spec)
            context.progress(done, len(names), f"USD of {asset.category}")
            publication.add_tree(f"scenes/{given.scene_id}/assets/{name}/", _folder(context.workdir / name, name, asset))
    seconds = {"convert": round(time.perf_counter() - started, 3)}
    return Output(scene_id=given.scene_id, objects=len(manifest.objects), assets=len(names), certified=False, repairs=0, seconds=seconds)


def _folder(folder: Path, name: str, asset: Asset) -> Path:
    write_geometry(asset, folder, name)
    write_thumbnail(asset, folder, name)
    write_interface(asset, folder, name, generated_on=datetime.now(UTC).date())
    return folder
