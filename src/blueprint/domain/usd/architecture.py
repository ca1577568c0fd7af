"""The room itself: floor, ceiling, walls cut round their openings, doors and windows, as boxes.

Each is worked out as `Part`s first, so that the USD and the web model show the same room.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from blueprint.contracts.scene import FLOOR_THICKNESS_M, WALL_THICKNESS_M, PlacedOpening, Room, WallName
from blueprint.domain.assets.asset import Material
from blueprint.domain.assets.palette import COLORS, MATERIALS

Vector3 = tuple[float, float, float]

WALLS: tuple[WallName, ...] = ("north", "south", "east", "west")
FRAME_M = 0.05
LEAF_M = 0.04
PANE_M = 0.012
SKIRTING_M = (0.008, 0.08)


@dataclass(frozen=True)
class Part:
    """An axis-aligned box in the room frame. group: the prim that it belongs to (`Wall_north`); solid: whether things touch it."""

    group: str
    name: str
    center: Vector3
    size: Vector3
    material: Material
    solid: bool = True


def parts_of(room: Room) -> list[Part]:
    """Every box of the room, in a fixed order. Raises ValueError when openings of a wall overlap or leave it."""
    width, depth, height = room.width_m, room.depth_m, room.height_m
    outer = (width + 2 * WALL_THICKNESS_M, depth + 2 * WALL_THICKNESS_M)
    plaster = wall_material(room)
    found = [
        Part("Floor", "slab", (0, 0, -FLOOR_THICKNESS_M / 2), (*outer, FLOOR_THICKNESS_M), floor_material(room)),
        Part("Ceiling", "slab", (0, 0, height + FLOOR_THICKNESS_M / 2), (*outer, FLOOR_THICKNESS_M), replace(MATERIALS["plaster"], name="ceiling")),
    ]
    for wall in WALLS:
        found += _wall(room, wall, plaster)
    for opening in room.openings:
        found += _door(room, opening) if opening.kind == "door" else _window(room, opening)
    return found


def floor_material(room: Room) -> Material:
    """A named material; the usual words for floors; oak when the word is not known."""
    words = {
        "tile": ("ceramic", "light grey"), "tiles": ("ceramic", "light grey"), "tiled": ("ceramic", "light grey"), "carpet": ("wool", "beige"),
        "parquet": ("oak", "oak"), "laminate": ("oak", "tan"), "hardwood": ("walnut", "walnut"), "vinyl": ("plastic", "light grey"),
        "linoleum": ("plastic", "beige"), "epoxy": ("concrete", "grey"), "rug": ("wool", "beige"),
    }  # fmt: skip
    name = room.floor_material.lower()
    if name in MATERIALS:
        return replace(MATERIALS[name], name=f"floor {name}")
    stuff, color = words.get(name.split()[-1] if name else "", ("oak", "oak"))
    return replace(MATERIALS[stuff], name=f"floor {name}", color=COLORS[color])


def wall_material(room: Room) -> Material:
    """Painted plaster; white when the colour is not known."""
    return replace(MATERIALS["plaster"], name="wall", color=COLORS.get(room.wall_color.lower(), COLORS["white"]))


def inward_of(wall: WallName) -> Vector3:
    """Unit vector from the wall into the room."""
    return {"north": (0, -1, 0), "south": (0, 1, 0), "east": (-1, 0, 0), "west": (1, 0, 0)}[wall]  # type: ignore[return-value]


@dataclass(frozen=True)
class _Face:
    """Coordinates on a wall: `along` it, `out` of the room from its inner face, `up`."""

    room: Room
    wall: WallName

    @property
    def half_length(self) -> float:
        """North and south run over the corners; east and west stand between them."""
        return self.room.width_m / 2 + WALL_THICKNESS_M if self.wall in ("north", "south") else self.room.depth_m / 2

    def box(self, along: tuple[float, float], out: tuple[float, float], up: tuple[float, float]) -> tuple[Vector3, Vector3]:
        """Center and size of the box over three intervals."""
        middle, extent = [(low + high) / 2 for low, high in (along, out, up)], [high - low for low, high in (along, out, up)]
        x, y, _ = inward_of(self.wall)
        if x == 0:
            return (middle[0], -y * (self.room.depth_m / 2 + middle[1]), middle[2]), (extent[0], extent[1], extent[2])
        return (-x * (self.room.width_m / 2 + middle[1]), middle[0], middle[2]), (extent[1], extent[0], extent[2])


def _wall(room: Room, wall: WallName, material: Material) -> Iterator[Part]:
    face, group = _Face(room, wall), f"Wall_{wall}"
    openings = sorted((o for o in room.openings if o.wall == wall), key=lambda o: o.center_m)
    out = (0.0, WALL_THICKNESS_M)
    edge, pieces = -face.half_length, []
    inner = (room.width_m if wall in ("north", "south") else room.depth_m) / 2
    for opening in openings:
        low, high = opening.center_m - opening.width_m / 2, opening.center_m + opening.width_m / 2
        top = opening.sill_m + opening.height_m
        if low < edge - 1e-9 or high > inner + 1e-9 or low < -inner - 1e-9 or top > room.height_m + 1e-9:
            raise ValueError(f"{opening.id}: expected to lie in wall {wall} beside the others, found {low:.3f}…{high:.3f} m, top {top:.3f} m")
        pieces += [((edge, low), (0.0, room.height_m)), ((low, high), (0.0, opening.sill_m)), ((low, high), (top, room.height_m))]
        edge = high
    pieces.append(((edge, face.half_length), (0.0, room.height_m)))
    thickness, high = SKIRTING_M
    skirting = replace(MATERIALS["painted wood"], name="skirting")
    for index, (along, up) in enumerate(pieces):
        if along[1] - along[0] > 1e-6 and up[1] - up[0] > 1e-6:
            yield Part(group, f"piece_{index}", *face.box(along, out, up), material)
            if up[0] == 0.0 and up[1] > high:
                inside = (max(along[0], -inner), min(along[1], inner))
                yield Part(group, f"skirting_{index}", *face.box(inside, (-thickness, 0.0), (0.0, high)), skirting, solid=False)


def _frame(face: _Face, group: str, opening: PlacedOpening, material: Material, with_sill: bool) -> Iterator[Part]:
    low, high = opening.center_m - opening.width_m / 2, opening.center_m + opening.width_m / 2
    bottom, top = opening.sill_m, opening.sill_m + opening.height_m
    out = (0.0, WALL_THICKNESS_M)
    yield Part(group, "jamb_low", *face.box((low, low + FRAME_M), out, (bottom, top)), material)
    yield Part(group, "jamb_high", *face.box((high - FRAME_M, high), out, (bottom, top)), material)
    yield Part(group, "head", *face.box((low + FRAME_M, high - FRAME_M), out, (top - FRAME_M, top)), material)
    if with_sill:
        yield Part(group, "sill", *face.box((low + FRAME_M, high - FRAME_M), out, (bottom, bottom + FRAME_M)), material)


def _door(room: Room, opening: PlacedOpening) -> Iterator[Part]:
    """Frame, and a closed leaf 2 cm behind the wall's inner face with a lever."""
    face, group = _Face(room, opening.wall), opening_prim(opening)
    wood = replace(MATERIALS["painted wood"], name="door")
    metal = replace(MATERIALS["stainless steel"], name="door handle")
    yield from _frame(face, group, opening, replace(wood, name="frame"), with_sill=False)
    low, high = opening.center_m - opening.width_m / 2 + FRAME_M, opening.center_m + opening.width_m / 2 - FRAME_M
    top = opening.sill_m + opening.height_m - FRAME_M
    yield Part(group, "leaf", *face.box((low, high), (0.02, 0.02 + LEAF_M), (opening.sill_m + 0.005, top)), replace(wood, color=COLORS["cream"]))
    grip, level = high - 0.06, opening.sill_m + min(1.02, opening.height_m / 2)
    yield Part(group, "handle_rose", *face.box((grip - 0.02, grip + 0.02), (0.005, 0.02), (level - 0.06, level + 0.06)), metal, solid=False)
    yield Part(group, "handle_neck", *face.box((grip - 0.008, grip + 0.008), (-0.03, 0.005), (level - 0.008, level + 0.008)), metal, solid=False)
    yield Part(group, "handle_lever", *face.box((grip - 0.12, grip + 0.008), (-0.045, -0.03), (level - 0.009, level + 0.009)), metal, solid=False)


def _window(room: Room, opening: PlacedOpening) -> Iterator[Part]:
    face, group = _Face(room, opening.wall), opening_prim(opening)
    wood = replace(MATERIALS["painted wood"], name="frame")
    yield from _frame(face, group, opening, wood, with_sill=True)
    low, high = opening.center_m - opening.width_m / 2 + FRAME_M, opening.center_m + opening.width_m / 2 - FRAME_M
    bottom, top = opening.sill_m + FRAME_M, opening.sill_m + opening.height_m - FRAME_M
    middle = WALL_THICKNESS_M / 2
    glass = replace(MATERIALS["glass"], name="window glass", color=(0.80, 0.90, 0.96), opacity=0.25)
    yield Part(group, "pane", *face.box((low, high), (middle - PANE_M / 2, middle + PANE_M / 2), (bottom, top)), glass)
    for index in range(1, math.ceil((high - low) / 0.9)):
        x = low + (high - low) * index / math.ceil((high - low) / 0.9)
        yield Part(group, f"bar_{index}", *face.box((x - 0.02, x + 0.02), (middle - 0.02, middle + 0.02), (bottom, top)), wood, solid=False)


def opening_prim(opening: PlacedOpening) -> str:
    """`Door_<id>` or `Window_<id>`."""
    from blueprint.domain.usd.text import identifier

    return f"{opening.kind.capitalize()}_{identifier(opening.id)}"
