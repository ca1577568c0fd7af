"""A small kitchen with an island and three mugs, settled, as a scene file on disk."""

from __future__ import annotations

from pathlib import Path

from blueprint.contracts.scene import PlacedObject, PlacedOpening, Relation, Request, Room, Scene
from blueprint.domain.assets.asset import AssetSpec
from blueprint.domain.assets.catalogue import build
from blueprint.domain.physics.settle import settle
from blueprint.domain.physics.world import load
from blueprint.domain.usd.assemble import write_simulation

ROOM = Room(
    room_type="kitchen", width_m=4.0, depth_m=3.5, height_m=2.6,
    openings=(
        PlacedOpening(id="door_1", kind="door", wall="south", center_m=1.0, width_m=0.9, height_m=2.0),
        PlacedOpening(id="window_1", kind="window", wall="north", center_m=0.0, width_m=1.2, height_m=1.1, sill_m=1.0),
    ),
)  # fmt: skip


def placed(
    name: str, category: str, position: tuple[float, float, float], support: str = "floor", requested: bool = True, group: str = "",
    color: str | None = None,
) -> PlacedObject:  # fmt: skip
    spec = AssetSpec(category=category, color=color, seed=1)
    asset = build(spec)
    return PlacedObject(
        id=name, name=category, category=category, spec=spec, role=asset.role, placement=asset.placement, position_m=position, support=support,
        requested=requested, group=group, color=asset.color_name, material=asset.material_name,
    )  # fmt: skip


def kitchen(*more: PlacedObject) -> Scene:
    island = placed("island", "kitchen_island", (0.0, 0.0, 0.0), group="island")
    top = next(surface for surface in build(island.spec).surfaces if surface.kind == "top")
    mugs = [placed(f"mug_{k}", "mug", (-0.3 + 0.3 * k, 0.0, top.z + 0.001), "island", group="mugs", color="blue") for k in range(3)]
    return Scene(
        scene_id="test_kitchen", prompt="an island with three blue mugs", seed=0, room=ROOM, objects=(island, *mugs, *more),
        relations=tuple(Relation(kind="on", subject=mug.id, objects=("island",)) for mug in mugs),
        requests=(Request(group="island", category="kitchen_island", count=1), Request(group="mugs", category="mug", count=3, color="blue")),
    )  # fmt: skip


def settled(scene: Scene, folder: Path) -> Scene:
    found = settle(load(write_simulation(scene, folder)))
    poses = {name: {"position_m": pose.position_m, "rotation_wxyz": pose.rotation_wxyz} for name, pose in found.poses.items()}
    return scene.model_copy(update={"objects": tuple(one.model_copy(update=poses.get(one.id, {})) for one in scene.objects)})
