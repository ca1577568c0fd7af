"""Small things: what their categories have in common, and where they are usually found."""

from __future__ import annotations

from collections.abc import Callable

from blueprint.domain.assets.asset import CategoryInfo, Material, Placement, Role
from blueprint.domain.assets.catalogue import Recipe, category
from blueprint.domain.mesh.mesh import Mesh

Range = tuple[float, float]

WORKTOPS = ("counter", "kitchen_island", "sink_counter", "table")
TABLES = ("table", "round_table", "cafe_table", "counter", "kitchen_island", "coffee_table", "bar_counter")
DESKS = ("desk", "school_desk", "meeting_table", "table")
LOUNGE = ("coffee_table", "side_table", "tv_stand", "sideboard")
BEDSIDE = ("nightstand", "dresser", "dressing_table")
SHELVES = ("bookshelf", "shelf_unit", "wall_shelf", "sideboard")
BATH = ("washbasin", "wall_shelf", "cabinet", "shelf_unit")
BENCHES = ("workbench", "tool_chest", "shelf_unit", "wall_shelf")
LAB = ("lab_bench", "fume_hood", "table")
STORES = ("shelf_unit", "pallet_rack", "workbench", "table", "pallet")
TOYS = ("toy_chest", "shelf_unit", "bookshelf", "desk", "bed", "single_bed")

KITCHEN = ("kitchen", "dining_room", "cafe_corner")
DINING = ("dining_room", "kitchen", "cafe_corner", "living_room")
OFFICE = ("office", "meeting_room", "classroom", "bedroom")
HOME = ("living_room", "bedroom", "office", "hallway")
WASH = ("bathroom", "laundry_room")
WORK = ("workshop", "garage")


def small(
    name: str, qcode: str, size_m: tuple[Range, Range, Range], source: str, *, rooms: tuple[str, ...], sits_on: tuple[str, ...],
    synonyms: tuple[str, ...] = (), plural: str = "", colors: tuple[str, ...] = (), materials: tuple[str, ...] = ("plastic",),
    affords: tuple[str, ...] = ("Graspable",), holds: tuple[str, ...] = (), stackable: bool = False, role: Role = Role.MANIPULABLE,
) -> Callable[[Recipe], Recipe]:  # fmt: skip
    """Decorator of the recipe of a thing that stands on a surface; arguments as in `CategoryInfo`."""
    return category(
        CategoryInfo(
            name=name, synonyms=synonyms, plural=plural, qcode=qcode, size_m=size_m, source=source, role=role, placement=Placement.SURFACE,
            rooms=rooms, colors=colors, materials=materials, affordances=affords, holds=holds, sits_on=sits_on, stackable=stackable,
        )
    )  # fmt: skip


def weighing(mass_kg: float, mesh: Mesh, material: Material) -> float:
    """The `fill` with which a mesh of a material weighs `mass_kg`, at most 1."""
    return min(1.0, mass_kg / (mesh.volume * material.density_kgm3))
