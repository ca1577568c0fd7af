"""What the documents of one export are computed from: the scene file in the simulator, what its stage says, and whose its assets are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from blueprint.contracts.assets import AssetMetadata
from blueprint.contracts.geniesim import asset_id_of
from blueprint.contracts.scene import Scene
from blueprint.domain.affordances.policies import ENVIRONMENT_OF_ROOM
from blueprint.domain.geniesim.relations import Relations, relations
from blueprint.domain.geniesim.stage_facts import AssetFacts, StageFacts, asset_facts, stage_facts
from blueprint.domain.physics.world import World, load
from blueprint.domain.usd.layout import door_path
from blueprint.domain.usd.stage import read_asset_names, read_scene


@dataclass(frozen=True)
class Source:
    """prefix: from the export's folder to the one that holds `usd/` and `assets/`: "" when they are copied, else "../"."""

    scene: Scene
    world: World
    asset_names: dict[str, str]
    metadata: dict[str, AssetMetadata | None]
    stage: StageFacts
    assets: dict[str, AssetFacts]
    relations: Relations
    prefix: str

    @property
    def environment(self) -> str:
        room = self.scene.room.room_type
        return ENVIRONMENT_OF_ROOM.get(room, room)

    def asset_id(self, object_id: str) -> str:
        return asset_id_of(self.scene.scene_id, object_id)

    def usd_path(self, object_id: str) -> str:
        """The object's asset, relative to the export's folder."""
        return f"{self.prefix}assets/{door_path(self.asset_names[object_id])}"


def read_source(scene_usda: Path, metadata: Mapping[str, AssetMetadata | None], prefix: str) -> Source:
    """The stage at `<folder>/usd/scene.usda` with `<folder>/assets`. Raises ContractError naming the asset, prim or layer that is wrong."""
    scene, names = read_scene(scene_usda), read_asset_names(scene_usda)
    world, assets = load(scene_usda), scene_usda.parent.parent / "assets"
    return Source(
        scene=scene, world=world, asset_names=names, metadata=dict(metadata), stage=stage_facts(scene_usda, tuple(placed.id for placed in scene.objects)),
        assets={name: asset_facts(assets, name) for name in sorted(set(names.values()))}, relations=relations(world, scene.scene_id), prefix=prefix,
    )  # fmt: skip
