"""A variation as files: written, brought to rest in the simulator, certified, mended if need be, pictured; or why it is none."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from blueprint.contracts.certificate import Certificate
from blueprint.contracts.scene import AssetSpec, Scene
from blueprint.contracts.variations import Look, RejectedVariation
from blueprint.core.identity import seed_of
from blueprint.domain.assets.catalogue import folder_name
from blueprint.domain.certificate.mended import Mended, certified
from blueprint.domain.physics.settle import settle
from blueprint.domain.physics.textgate import with_poses
from blueprint.domain.physics.world import load
from blueprint.domain.render.views import render_room
from blueprint.domain.usd.stage import write_stage
from blueprint.domain.variations.folder import write_asset_folder
from blueprint.domain.variations.pool import Pool
from blueprint.domain.variations.vary import Varied, signature, vary

TRIES = 3
ASSETS_PATH = "../.."
"""From `variation_assets/scenes/<id>/` to the new assets; the base scene's are beside those."""
PICTURE = "preview.png"


@dataclass(frozen=True)
class MadeVariation:
    """One wanted variation. scene and certificate: None when no try passed. signature: equal for what is not different enough.

    fitted: assets beyond the pool's, made smaller so that they fit where they are.
    """

    index: int
    seed: int
    rejected: tuple[RejectedVariation, ...]
    scene: Scene | None = None
    certificate: Certificate | None = None
    look: Look | None = None
    changes: tuple[str, ...] = ()
    signature: str = ""
    fitted: tuple[AssetSpec, ...] = ()


@dataclass(frozen=True)
class Ground:
    """What all variations of a scene have in common. base_assets: names of the folders in `…/assets`; made_on: the day that assets say;
    azimuth_rad: where all are looked at from."""

    base: Scene
    pool: Pool
    base_assets: frozenset[str]
    seed: int
    made_on: date
    azimuth_rad: float | None = None


def make_variation(ground: Ground, index: int, folder: Path, first_try: int = 0) -> MadeVariation:
    """Variation `index` in `folder` (`…/variation_assets/scenes/<id>`), the pool's assets in place: the first of three tries that passes.

    Each try has its own seed; things that the one before found no place for keep their own assets in the next. first_try: where to go on.
    """
    base, seed = ground.base, ground.seed
    rejected: list[RejectedVariation] = []
    held: frozenset[str] = frozenset()
    for number in range(first_try, TRIES):
        own = seed_of("variation", seed, index, number) % 2**53
        varied = vary(base, ground.pool, index, own, held)
        held |= varied.lost
        if varied.problems:
            rejected.append(RejectedVariation(seed=own, reasons=varied.problems))
            continue
        fitted = _fitted(ground, varied.scene)
        for spec in fitted:
            write_asset_folder(spec, folder.parent.parent, ground.made_on)
        varied, mended = prove(varied, ground.base_assets, folder)
        if mended.missed:
            rejected.append(RejectedVariation(seed=own, reasons=tuple(mended.missed)))
            continue
        render_room(folder / "scene.usda", folder / PICTURE, ground.azimuth_rad)
        changes = (*varied.changes, *mended.repairs)
        return MadeVariation(index, own, tuple(rejected), mended.scene, mended.certificate, varied.look, changes, signature(mended.scene), fitted)
    return MadeVariation(index, seed, tuple(rejected))


def _fitted(ground: Ground, scene: Scene) -> tuple[AssetSpec, ...]:
    there = ground.base_assets | {folder_name(spec) for spec in (*ground.pool.small, *ground.pool.painted(ground.base))}
    return tuple(dict.fromkeys(placed.spec for placed in scene.objects if folder_name(placed.spec) not in there))


def prove(varied: Varied, base_assets: Collection[str], folder: Path) -> tuple[Varied, Mended]:
    """Lets all come to rest, and certifies the file. Raises ContractError when the simulator cannot load it."""

    def write(scene: Scene) -> Path:
        return write_variation(scene, varied.look, base_assets, folder)

    settled = with_poses(varied.scene, settle(load(write(varied.scene))))
    return replace(varied, scene=settled), certified(settled, write(settled), write)


def write_variation(scene: Scene, look: Look, base_assets: Collection[str], folder: Path) -> Path:
    """`scene.usda`, which names the base scene's assets where it has them and new ones elsewhere."""
    names = {placed.id: folder_name(placed.spec) for placed in scene.objects}
    homes = {object_id: f"../assets/{name}" if name in base_assets else name for object_id, name in names.items()}
    return write_stage(scene, homes, folder, ASSETS_PATH, look)
