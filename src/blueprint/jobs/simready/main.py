"""read the list of assets → mass, inertia, friction and colliders of each asset → publish the physics layers."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from blueprint.contracts import assets as contract
from blueprint.contracts.variations import VARIATION_PROGRESS, VariationProgress
from blueprint.core.errors import ContractError, GateFailed
from blueprint.domain.assets.asset import Asset
from blueprint.domain.assets.catalogue import build
from blueprint.domain.physics.mass import mass_properties
from blueprint.domain.physics.proposal import Estimates, as_proposed, estimates
from blueprint.domain.physics.simready import physics_row
from blueprint.domain.usd.asset import write_physics
from blueprint.jobs.language import model_of
from blueprint.jobs.scene_files import AssetFolder, asset_folder
from blueprint.jobs.simready import Input, Output
from blueprint.runtimes.process import JobContext

PROFILE = "manipulation_standard"


def main(context: JobContext, given: Input) -> Output:
    """Raises ContractError when the list is absent, GateFailed (qg-2-physics) naming each object whose mass or friction is impossible."""
    folder = asset_folder(context, given.assets_prefix)
    assets = {name: build(spec) for name, spec in folder.specs(context).items()}
    said = _estimates(context, given, assets)
    assets = {name: as_proposed(asset, said.taken[name]) if name in said.taken else asset for name, asset in assets.items()}
    rows = tuple(_row(object_id, name, assets[name], said) for object_id, name in folder.things.items())
    wrong = [f"{row.id}: mass {row.mass_kg:g} kg is outside 0.001…500 kg" for row in rows if not 0.001 <= row.mass_kg <= 500]
    wrong += [f"{row.id}: friction {row.dynamic_friction:g} is outside 0…2" for row in rows if not 0 <= row.dynamic_friction <= 2]
    if wrong:
        raise GateFailed("qg-2-physics", wrong)
    with context.publication() as publication:
        for done, (name, asset) in enumerate(assets.items()):
            context.progress(done, len(assets), f"physics of {asset.category}")
            home = context.workdir / name
            layer = write_physics(asset, {link.name: mass_properties(link) for link in asset.links}, home, name)
            target = f"{folder.prefix}/{name}/{layer.relative_to(home).as_posix()}"
            if not (given.resume_from_progress and _stands(context, target, layer)):
                publication.add(target, layer)
        physics = contract.SimreadyPhysics(scene_id=given.scene_id, physics_profile=PROFILE, objects=rows)
        publication.add(folder.physics.at(folder.scene_id), physics)
        complete = contract.SimreadyComplete(
            scene_id=given.scene_id, simready_assets={row.id: f"{folder.place}/{row.asset}/{row.asset}.usda" for row in rows}, count=len(rows),
            physics_profile={"selector_available": True, "profile_used": PROFILE},
        )  # fmt: skip
        if given.progress_marker_path:
            publication.add(given.progress_marker_path, _noted(context, given, folder, complete))
        publication.add(folder.complete.at(folder.scene_id), complete)
    return Output(scene_id=given.scene_id, objects=len(rows), assets=len(assets), total_mass_kg=round(sum(row.mass_kg for row in rows), 3),
                  proposals_taken=len(said.taken), proposals_refused=len(said.refused))  # fmt: skip


def _estimates(context: JobContext, given: Input, assets: Mapping[str, Asset]) -> Estimates:
    """What the model says, where it is to be asked and there is one."""
    model = model_of(context, given.llm_base_url, given.llm_model) if given.physics_mode == "auto" and assets else None
    if model is None:
        return Estimates({}, {}, ())
    context.progress(0, len(assets), f"asking {model.model} about {len(assets)} assets")
    said = estimates(model, assets, given.llm_max_attempts, time.sleep)
    context.log("physics proposed", taken=sorted(said.taken), refused=dict(said.refused), reasons=said.reasons)
    return said


def _row(object_id: str, name: str, asset: Asset, said: Estimates) -> contract.SimreadyObject:
    source = "llm_proposal" if name in said.taken else "deterministic"
    refused = said.refused.get(name, said.reasons[-1] if said.reasons and not said.taken else "")
    return physics_row(object_id, name, asset).model_copy(update={"estimation_source": source, "proposal_refused": refused})


def _noted(context: JobContext, given: Input, folder: AssetFolder, complete: contract.SimreadyComplete) -> VariationProgress:
    """The progress marker with what has its physics by now. Raises ContractError when it is absent, unreadable or another scene's (WS-35)."""
    expected = VARIATION_PROGRESS.at(folder.scene_id)
    if given.progress_marker_path != expected:
        raise ContractError("simready-job", "PROGRESS_MARKER_PATH", expected, given.progress_marker_path)
    added = {
        "assets_prefix": folder.prefix, "physics_profile": complete.physics_profile, "simready_assets": complete.simready_assets,
        "simready_count": complete.count, "simready_updated_at": datetime.now(UTC),
    }  # fmt: skip
    return context.store.read(VARIATION_PROGRESS, folder.scene_id).value.model_copy(update=added)


def _stands(context: JobContext, name: str, path: Path) -> bool:
    found = context.store.bucket.stat(name)
    return found is not None and found.size == path.stat().st_size and context.store.bucket.get(name)[0] == path.read_bytes()
