"""Scenes of real assets, written by the code under test."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from blueprint.contracts.scene import PlacedObject, PlacedOpening, Room, Scene
from blueprint.domain.assets.asset import Asset, AssetSpec
from blueprint.domain.assets.catalogue import all_categories, build
from blueprint.domain.physics.mass import mass_properties
from blueprint.domain.usd.asset import write_articulation, write_geometry, write_interface, write_physics
from blueprint.domain.usd.stage import write_stage

DAY = date(2026, 1, 2)
SPACING_M = 3.0


def write_asset(asset: Asset, folder: Path, name: str) -> Path:
    """All layers but the picture."""
    write_geometry(asset, folder, name)
    write_physics(asset, {link.name: mass_properties(link) for link in asset.links}, folder, name)
    write_articulation(asset, folder, name)
    return write_interface(asset, folder, name, generated_on=DAY)


def placed(spec: AssetSpec, object_id: str, position: tuple[float, float, float] = (0, 0, 0), yaw: float = 0.0) -> PlacedObject:
    asset = build(spec)
    return PlacedObject(
        id=object_id, name=object_id, category=asset.category, spec=spec, role=asset.role, placement=asset.placement, position_m=position,
        rotation_wxyz=(math.cos(yaw / 2), 0.0, 0.0, math.sin(yaw / 2)),
    )  # fmt: skip


def scene_of(specs: Iterable[AssetSpec]) -> Scene:
    """The things far apart on a grid, each turned another way, in a room with a door and a window."""
    specs = list(specs)
    side = math.ceil(math.sqrt(len(specs)))
    objects = []
    for index, spec in enumerate(specs):
        x, y = ((k - (side - 1) / 2) * SPACING_M for k in (index % side, index // side))
        objects.append(placed(spec, f"{spec.category}_{index}", (x, y, 0.01 * (index % 3)), 0.7 * index))
    room = Room(
        room_type="hall", width_m=max(4.0, side * SPACING_M), depth_m=max(4.0, side * SPACING_M), height_m=3.0,
        openings=(
            PlacedOpening(id="door_1", kind="door", wall="south", center_m=0.5, width_m=0.9, height_m=2.0),
            PlacedOpening(id="window_1", kind="window", wall="east", center_m=-0.4, width_m=1.2, height_m=1.2, sill_m=0.9),
        ),
    )  # fmt: skip
    return Scene.model_construct(
        scene_id="hall", prompt="everything", seed=1, style=None, room=room, objects=tuple(objects), relations=(), requests=(), unmet=(), notes=()
    )


def write_scene(scene: Scene, root: Path) -> Path:
    """`assets/` and `usd/scene.usda` below root; returns the stage."""
    for spec in {placed.spec for placed in scene.objects}:
        write_asset(build(spec), root / "assets" / spec.category, spec.category)
    return write_stage(scene, {placed.id: placed.spec.category for placed in scene.objects}, root / "usd")


def every_spec() -> list[AssetSpec]:
    return [AssetSpec(category=name, seed=index) for index, name in enumerate(all_categories())]


def few_specs() -> list[AssetSpec]:
    """One of each kind: loose, static, with a hinge, with a slide."""
    return [AssetSpec(category=name) for name in ("mug", "bookshelf", "refrigerator", "dresser")]
