"""A small settled room: a table with a mug, a box, a bowl and an apple; a drawer unit; a cabinet with doors."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from blueprint.contracts.scene import PlacedObject, Room, Scene
from blueprint.domain.assets.asset import AssetSpec
from blueprint.domain.assets.catalogue import build
from blueprint.domain.physics.settle import settle
from blueprint.domain.physics.world import load
from blueprint.domain.usd.assemble import asset_names, assets_of, write_simulation
from blueprint.domain.usd.asset import write_geometry, write_interface
from blueprint.domain.usd.stage import write_stage

ROOM = Room(room_type="living_room", width_m=4.0, depth_m=3.6, height_m=2.6)
ON_TABLE = (
    ("mug_1", "mug", (-0.35, 0.2), "blue"), ("box_1", "tissue_box", (0.3, -0.2), None), ("bowl_1", "bowl", (0.0, 0.15), None),
    ("apple_1", "apple", (-0.1, -0.22), None),
)  # fmt: skip


def small_room(*more: PlacedObject) -> Scene:
    """Before it is settled."""
    table = placed("table_1", "table", (0.0, 0.0, 0.0))
    top = next(surface for surface in build(table.spec).surfaces if surface.kind == "top")
    things = [placed(name, category, (x, y, top.z + 0.001), "table_1", top.name, color) for name, category, (x, y), color in ON_TABLE]
    drawers = placed("drawers_1", "nightstand", (1.5, 1.5, 0.0))
    cabinet = placed("cabinet_1", "cabinet", (-1.3, 1.5, 0.0))
    objects = (table, *things, drawers, cabinet, *more)
    return Scene(scene_id="small_room", prompt="a table with a mug, a box, a bowl and an apple", seed=0, room=ROOM, objects=objects)


def write_settled(scene: Scene, folder: Path) -> Path:
    """The scene file, with every thing where it comes to rest."""
    found = settle(load(write_simulation(scene, folder)))
    poses = {name: {"position_m": pose.position_m, "rotation_wxyz": pose.rotation_wxyz} for name, pose in found.poses.items()}
    settled = scene.model_copy(update={"objects": tuple(one.model_copy(update=poses.get(one.id, {})) for one in scene.objects)})
    return write_stage(settled, asset_names(settled), folder / "usd")


def write_shown(scene: Scene, folder: Path) -> Path:
    """As `write_settled`, with the meshes to look at."""
    write_settled(scene, folder)
    for name, asset in assets_of(scene).items():
        write_geometry(asset, folder / "assets" / name, name)
        write_interface(asset, folder / "assets" / name, name, generated_on=date(2026, 1, 1))
    return folder / "usd" / "scene.usda"


def placed(
    name: str, category: str, position: tuple[float, float, float], support: str = "floor", surface: str = "", color: str | None = None
) -> PlacedObject:  # fmt: skip
    spec = AssetSpec(category=category, color=color, seed=1)
    asset = build(spec)
    return PlacedObject(
        id=name, name=category, category=category, spec=spec, role=asset.role, placement=asset.placement, position_m=position, support=support,
        support_surface=surface, requested=True, color=asset.color_name, material=asset.material_name,
    )  # fmt: skip
