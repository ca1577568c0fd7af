"""read the package → the canonical documents and each asset's mesh → publish."""

from __future__ import annotations

from blueprint.contracts import assets as contract
from blueprint.contracts.scene import Scene
from blueprint.domain.assets.asset import Asset
from blueprint.domain.documents.stage1 import inventory, layout, manifest
from blueprint.domain.usd.assemble import asset_names, assets_of
from blueprint.domain.usd.glb import asset_glb
from blueprint.jobs.scene_files import read_package
from blueprint.jobs.text_scene_adapter import Input, Output
from blueprint.runtimes.process import JobContext


def main(context: JobContext, given: Input) -> Output:
    """Raises ContractError when the package is absent or malformed."""
    package = read_package(context, given.scene_id)
    scene = package.scene
    assets = assets_of(scene)
    complete = contract.TextAdapterComplete(
        scene_id=given.scene_id, objects_count=len(scene.objects), assets_count=len(assets), unmet_count=len(scene.unmet)
    )  # fmt: skip
    with context.publication() as publication:
        for done, (name, asset) in enumerate(assets.items()):
            context.progress(done, len(assets), f"mesh of {asset.category}")
            publication.add(f"scenes/{given.scene_id}/assets/{name}/{name}.glb", asset_glb(asset, name))
            publication.add(contract.ASSET_METADATA.at(given.scene_id, asset=name), _metadata(scene, name, asset))
        publication.add(contract.SCENE_MANIFEST.at(given.scene_id), manifest(scene))
        publication.add(contract.LAYOUT_SCALED.at(given.scene_id), layout(scene))
        publication.add(contract.INVENTORY.at(given.scene_id), inventory(scene))
        publication.add(contract.TEXTGEN_ADAPTER_COMPLETE.at(given.scene_id), complete)
        publication.add(contract.TEXT_ADAPTER_COMPLETE.at(given.scene_id), complete)
    return Output(
        scene_id=given.scene_id, objects=len(scene.objects), assets=len(assets), unmet=len(scene.unmet), provider=package.provider_used,
        seed=package.seed, quality_tier=package.quality_tier,
    )  # fmt: skip


def _metadata(scene: Scene, name: str, asset: Asset) -> contract.AssetMetadata:
    meshes = [visual.mesh for link in asset.links for visual in link.visuals]
    return contract.AssetMetadata(
        asset=name, category=asset.category, spec=asset.spec, source="parametric_library", size_m=asset.size,
        watertight=all(mesh.is_closed for mesh in meshes), triangles=sum(len(mesh.faces) for mesh in meshes),
        objects=tuple(object_id for object_id, folder in asset_names(scene).items() if folder == name),
    )  # fmt: skip
