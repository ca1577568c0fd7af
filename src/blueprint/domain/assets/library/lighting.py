"""Lamps that stand on the floor or hang from the ceiling."""

from __future__ import annotations

from blueprint.domain.assets.asset import CategoryInfo, Material, Placement, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.catalogue import category
from blueprint.domain.mesh import shapes

_METALS = ("black", "white", "gold", "silver", "bronze")


def _shade(b: Builder, low: float, high: float, radius_low: float, radius_high: float, material: Material) -> None:
    """An open cone of cloth."""
    wall = 0.004
    inside = [(radius_high - wall, high - 0.002), (radius_low - wall, low + 0.002), (0.02, low + 0.002), (0.0, low + 0.004)]
    b.add(shapes.lathe([(radius_low, low), (radius_high, high), *inside], 24), material, 0.1)
    b.collide_cylinder(max(radius_low, radius_high), high - low, (0, 0, (low + high) / 2), material)


@category(
    CategoryInfo(
        name="floor_lamp", synonyms=("standing lamp", "standard lamp", "reading lamp"), qcode="Q3374105", size_m=((0.34, 0.44), (0.34, 0.44), (1.4, 1.65)),
        source="floor lamps 140–170 cm high, shade 35–45 cm, base 25–30 cm (IKEA HEKTAR, RINGSTA)", role=Role.STATIC, placement=Placement.FLOOR,
        rooms=("living_room", "bedroom", "office", "hallway"), colors=_METALS, materials=("steel",), affordances=("Pressable",),
    )
)  # fmt: skip
def floor_lamp(b: Builder) -> None:
    radius = min(b.w, b.d) / 2
    b.w = b.d = 2 * radius
    b.add(shapes.lathe([(0.13, 0), (0.13, 0.012), (0.02, 0.03)], 24))
    b.collide_cylinder(0.13, 0.02, (0, 0, 0.01))
    b.add(shapes.cylinder(0.011, b.h - 0.34, 0.02, 10), b.main, 0.3)
    b.collide_cylinder(0.012, b.h - 0.34, (0, 0, 0.02 + (b.h - 0.34) / 2))
    _shade(b, b.h - 0.32, b.h, radius, radius * 0.8, b.paint("linen", b.pick(("cream", "white", "beige", "grey"))))


@category(
    CategoryInfo(
        name="ceiling_lamp", synonyms=("ceiling light", "overhead light", "ceiling fixture"), qcode="Q1262397", size_m=((0.34, 0.5), (0.34, 0.5), (0.1, 0.14)),
        source="flush ceiling lamps 34–50 cm across, 8–14 cm deep (IKEA BARLAST, NYMÅNE)", role=Role.STATIC, placement=Placement.CEILING,
        rooms=("kitchen", "living_room", "bedroom", "bathroom", "office", "hallway", "laundry_room", "classroom", "laboratory", "meeting_room"), colors=("white", "silver"),
        materials=("plastic",), affordances=(),
    )
)  # fmt: skip
def ceiling_lamp(b: Builder) -> None:
    radius = min(b.w, b.d) / 2
    b.w = b.d = 2 * radius
    b.add(shapes.lathe([(radius * 0.55, 0), (radius * 0.85, 0.02), (radius, 0.05), (radius, b.h - 0.02)], 28), b.paint("plastic", "cream"), 0.15)
    b.add(shapes.cylinder(radius * 0.98, 0.0195, b.h - 0.0195, 28), b.main, 0.3)
    b.collide_cylinder(radius, b.h, (0, 0, b.h / 2))


@category(
    CategoryInfo(
        name="pendant_lamp", synonyms=("pendant", "pendant light", "hanging lamp", "chandelier"), qcode="Q1999103", size_m=((0.3, 0.45), (0.3, 0.45), (0.75, 1.0)),
        source="pendants 30–45 cm across, hung so that the shade is 60–75 cm above a table (IKEA RANARP, Louis Poulsen PH 3)", role=Role.STATIC,
        placement=Placement.CEILING, rooms=("dining_room", "kitchen", "cafe_corner", "living_room"), colors=_METALS, materials=("steel",), affordances=(),
    )
)  # fmt: skip
def pendant_lamp(b: Builder) -> None:
    radius = min(b.w, b.d) / 2
    b.w = b.d = 2 * radius
    dome = radius * 0.9
    b.add(shapes.lathe([(radius, 0), (radius * 0.85, dome * 0.5), (radius * 0.45, dome * 0.85), (0.03, dome)], 24), b.main, 0.03)
    b.collide_cylinder(radius, dome, (0, 0, dome / 2))
    b.add(shapes.cylinder(radius * 0.8, 0.002, 0.0, 24), b.paint("plastic", "cream"), 0.2)
    b.add(shapes.cylinder(0.004, b.h - dome - 0.03, dome - 0.005, 8), b.paint("rubber", "black"))
    b.add(shapes.cone(0.05, 0.055, 0.03, b.h - 0.03), b.main)
    b.collide_cylinder(0.006, b.h - dome, (0, 0, (b.h + dome) / 2))
