"""read the manifest → which parts move, proven by a sweep in the simulator → publish the articulation layers."""

from __future__ import annotations

from pathlib import Path

from blueprint.contracts import assets as contract
from blueprint.core.errors import GateFailed
from blueprint.domain.articulation.parametric import articulate
from blueprint.domain.assets.asset import Asset
from blueprint.domain.assets.catalogue import build
from blueprint.domain.usd.asset import write_articulation
from blueprint.jobs.interactive import Input, Output
from blueprint.runtimes.process import JobContext


def main(context: JobContext, given: Input) -> Output:
    """Raises ContractError when the manifest is absent, GateFailed naming every object that must move and does not."""
    manifest = context.store.read(contract.SCENE_MANIFEST, given.scene_id).value
    names = sorted({item.asset.asset_id for item in manifest.objects})
    assets = {name: build(context.store.read(contract.ASSET_METADATA, given.scene_id, asset=name).value.spec) for name in names}
    moving = {name: asset for name, asset in assets.items() if asset.joints}
    findings = {}
    for done, (name, asset) in enumerate(assets.items()):
        context.progress(done, len(assets), f"joints of {asset.category}")
        findings[name] = articulate(asset)
    rows = tuple(_row(item, findings[item.asset.asset_id]) for item in manifest.objects)
    unmet = tuple(row.id for row in rows if row.required_articulation and row.status != "ok")
    ok = sum(row.status == "ok" for row in rows)
    status = "success" if not unmet else "partial" if ok else "failure"
    results = contract.InteractiveResults(
        scene_id=given.scene_id, status=status, total_objects=len(rows), ok_count=ok, articulated_count=sum(row.is_articulated for row in rows),
        error_count=sum(row.status == "error" for row in rows), required_failure_count=len(unmet), backend="parametric", objects=rows,
    )  # fmt: skip
    summary = contract.InteractiveSummary(
        scene_id=given.scene_id, status=status, required_count=sum(row.required_articulation for row in rows),
        required_failure_count=len(unmet), required_failures=unmet,
    )  # fmt: skip
    with context.publication() as publication:
        for name, asset in moving.items():
            publication.add_tree(f"scenes/{given.scene_id}/assets/{name}/", _articulation_folder(context.workdir / name, name, asset))
        publication.add(contract.INTERACTIVE_RESULTS.at(given.scene_id), results)
        publication.add(contract.INTERACTIVE_SUMMARY.at(given.scene_id), summary)
        publication.add(contract.INTERACTIVE_COMPLETE.at(given.scene_id), summary)
    if status == "failure":
        raise GateFailed("interactive", [f"{row.id}: {row.reason}" for row in rows if row.id in unmet])
    joints = sum(row.joint_count for row in rows)
    return Output(scene_id=given.scene_id, status=status, articulated=results.articulated_count, joints=joints, required_failures=len(unmet))


def _row(item: contract.ManifestObject, found: contract.InteractiveObject) -> contract.InteractiveObject:
    required = bool(item.articulation and item.articulation.required) or item.sim_role.startswith("articulated_")
    return found.model_copy(
        update={"id": item.id, "name": item.name, "class_name": item.category, "required_articulation": required, "usd_path": item.asset.path}
    )


def _articulation_folder(folder: Path, name: str, asset: Asset) -> Path:
    write_articulation(asset, folder, name)
    return folder
