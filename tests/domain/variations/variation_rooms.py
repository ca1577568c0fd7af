"""A small kitchen with mugs, stools and a bowl of apples on a table: laid out by hand, settled, and all that can be varied in it."""

from __future__ import annotations

from pathlib import Path

from tests.domain.certificate.kitchens import ROOM

from blueprint.contracts.replicator import VariationManifest
from blueprint.contracts.scene import AssetSpec, PlacedObject, Relation, Request, Room, Scene
from blueprint.domain.affordances.bundle import make_bundle
from blueprint.domain.assets.catalogue import build
from blueprint.domain.physics.settle import settle
from blueprint.domain.physics.textgate import with_poses
from blueprint.domain.physics.world import load
from blueprint.domain.usd.assemble import write_simulation

CATEGORIES = ("mug", "bowl", "apple", "plate", "teapot")


def kitchen(room: Room = ROOM) -> Scene:
    table = _placed("table", "table", (0.0, 0.3, 0.0), size_m=(1.6, 0.9, 0.75))
    top = next(surface for surface in build(table.spec).surfaces if surface.kind == "top").z
    stools = [_placed(f"stool_{k + 1}", "stool", (-0.45 + 0.9 * k, -0.45, 0.0), group="stools") for k in range(2)]
    mugs = [_placed(f"mug_{k + 1}", "mug", (-0.5 + 0.3 * k, 0.25, top + 0.001), "table", "mugs", color="blue") for k in range(2)]
    bowl = _placed("bowl", "bowl", (0.45, 0.3, top + 0.001), "table")
    inside = next(surface for surface in build(bowl.spec).surfaces if surface.kind == "interior")
    apple = _placed("apple", "apple", (0.45, 0.3, top + inside.z + 0.01), "bowl", surface=inside.name)
    return Scene(
        scene_id="test_kitchen", prompt="a table with two blue mugs, two stools and an apple in a bowl", seed=0, room=room,
        objects=(table, *stools, *mugs, bowl, apple),
        relations=(
            *(Relation(kind="on", subject=mug.id, objects=("table",)) for mug in mugs),
            *(Relation(kind="next_to", subject=stool.id, objects=("table",)) for stool in stools),
            Relation(kind="in", subject="apple", objects=("bowl",)),
        ),
        requests=(
            Request(group="table", category="table", count=1), Request(group="stools", category="stool", count=2),
            Request(group="mugs", category="mug", count=2, color="blue", words="two blue mugs"), Request(group="bowl", category="bowl", count=1),
            Request(group="apple", category="apple", count=1),
        ),
    )  # fmt: skip


def _placed(
    name: str, category: str, position: tuple[float, float, float], support: str = "floor", group: str = "", color: str | None = None,
    size_m: tuple[float, float, float] | None = None, surface: str = "top",
) -> PlacedObject:  # fmt: skip
    spec = AssetSpec(category=category, color=color, seed=1, size_m=size_m)
    asset = build(spec)
    return PlacedObject(
        id=name, name=name, category=category, spec=spec, role=asset.role, placement=asset.placement, position_m=position, support=support,
        support_surface="" if support == "floor" else surface, requested=True, group=group or name, color=asset.color_name, material=asset.material_name,
    )  # fmt: skip


def settled(scene: Scene, folder: Path) -> Scene:
    return with_poses(scene, settle(load(write_simulation(scene, folder))))


def manifest(scene: Scene) -> VariationManifest:
    """The scene's wish list, cut to a few categories."""
    whole = make_bundle(scene).variations
    few = tuple(entry for entry in whole.assets if entry.category in CATEGORIES)
    return whole.model_copy(update={"assets": few, "total_assets": len(few)})
