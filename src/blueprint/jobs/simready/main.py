"""read the manifest → mass, inertia, friction and colliders of each asset → publish the physics layers."""

from __future__ import annotations

from pathlib import Path

from blueprint.contracts import assets as contract
from blueprint.core.errors import GateFailed
from blueprint.domain.assets.asset import Asset
from blueprint.domain.assets.catalogue import build
from blueprint.domain.physics.mass import mass_properties
from blueprint.domain.physics.simready import physics_row
from blueprint.domain.usd.asset import write_physics
from blueprint.jobs.simready import Input, Output
from blueprint.runtimes.process import JobContext

PROFILE = "manipulation_standard"


def main(context: JobContext, given: Input) -> Output:
    """Raises ContractError when the manifest is absent, GateFailed (qg-2-physics) naming each object whose mass or friction is impossible."""
    manifest = context.store.read(contract.SCENE_MANIFEST, given.scene_id).value
    names = {item.id: item.asset.asset_id for item in manifest.objects}
    assets = {name: build(context.store.read(contract.ASSET_METADATA, given.scene_id, asset=name).value.spec) for name in sorted(set(names.values()))}
    rows = tuple(physics_row(object_id, name, assets[name]) for object_id, name in names.items())
    wrong = [f"{row.id}: mass {row.mass_kg:g} kg is outside 0.001…500 kg" for row in rows if not 0.001 <= row.mass_kg <= 500]
    wrong += [f"{row.id}: friction {row.dynamic_friction:g} is outside 0…2" for row in rows if not 0 <= row.dynamic_friction <= 2]
    if wrong:
        raise GateFailed("qg-2-physics", wrong)
    with context.publication() as publication:
        for done, (name, asset) in enumerate(assets.items()):
            context.progress(done, len(assets), f"physics of {asset.category}")
            publication.add_tree(f"scenes/{given.scene_id}/assets/{name}/", _physics_folder(context.workdir / name, name, asset))
        publication.add(
            contract.SIMREADY_PHYSICS.at(given.scene_id), contract.SimreadyPhysics(scene_id=given.scene_id, physics_profile=PROFILE, objects=rows)
        )
        publication.add(contract.SIMREADY_COMPLETE.at(given.scene_id), contract.SimreadyComplete(
            scene_id=given.scene_id, simready_assets={row.id: f"assets/{row.asset}/{row.asset}.usda" for row in rows}, count=len(rows),
            physics_profile={"selector_available": True, "profile_used": PROFILE}))  # fmt: skip
    return Output(scene_id=given.scene_id, objects=len(rows), assets=len(assets), total_mass_kg=round(sum(row.mass_kg for row in rows), 3))


def _physics_folder(folder: Path, name: str, asset: Asset) -> Path:
    write_physics(asset, {link.name: mass_properties(link) for link in asset.links}, folder, name)
    return folder
