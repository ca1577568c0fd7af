"""read the manifest → each asset's meshes, materials and picture as USD → publish."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from blueprint.contracts import assets as contract
from blueprint.contracts.scene import AssetSpec
from blueprint.domain.assets.catalogue import build
from blueprint.domain.forked import processes
from blueprint.domain.usd.asset import write_geometry, write_interface, write_thumbnail
from blueprint.jobs.usd_assembly import Input, Output
from blueprint.runtimes.process import JobContext


def convert(context: JobContext, given: Input) -> Output:
    started = time.perf_counter()
    manifest = context.store.read(contract.SCENE_MANIFEST, given.scene_id).value
    names = sorted({item.asset.asset_id for item in manifest.objects})
    specs = {name: context.store.read(contract.ASSET_METADATA, given.scene_id, asset=name).value.spec for name in names}
    context.progress(0, len(names), f"USD of {len(names)} assets")
    with processes(1) as beside:
        half = beside.submit(_write, context.workdir, {name: specs[name] for name in names[::2]})
        _write(context.workdir, {name: specs[name] for name in names[1::2]})
        half.result()
    with context.publication() as publication:
        for name in names:
            publication.add_tree(f"scenes/{given.scene_id}/assets/{name}/", context.workdir / name)
    seconds = {"convert": round(time.perf_counter() - started, 3)}
    return Output(
        scene_id=given.scene_id, objects=len(manifest.objects), assets=len(names), certified=False, repairs=0, seconds=seconds,
        must_move=manifest.must_move,
    )  # fmt: skip


def _write(root: Path, specs: dict[str, AssetSpec]) -> None:
    today = datetime.now(UTC).date()
    for name, spec in specs.items():
        asset = build(spec)
        write_geometry(asset, root / name, name)
        write_thumbnail(asset, root / name, name)
        write_interface(asset, root / name, name, generated_on=today)
