"""Single pieces of a household: blanket chest, pedal bin, radiator, glass showcase."""

from __future__ import annotations

import math

from blueprint.domain.assets.asset import CategoryInfo, Handle, Placement, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.catalogue import category
from blueprint.domain.assets.fronts import Front, Pull, doors
from blueprint.domain.assets.parts import BOARD, GAP, INSET, Cell, knob, legs, piece, support, top_of
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.mesh import merge


@category(
    CategoryInfo(
        name="chest", synonyms=("trunk", "blanket chest", "storage chest", "coffer", "hope chest", "storage trunk"), qcode="Q14745",
        size_m=((0.8, 1.15), (0.42, 0.52), (0.42, 0.52)),
        source="blanket chests 80–120 × 40–52 × 42–55 cm (IKEA HEMNES-style, ASPVIK); lid lifts with < 20 N at its edge",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("bedroom", "living_room", "hallway", "childs_room"),
        colors=("oak", "walnut", "pine", "white", "brown", "navy"),
        materials=("wood", "painted wood"), affordances=("Openable", "Containable", "Placeable"), against_wall=True, front_clearance_m=0.6,
        holds=("blanket", "pillow", "book", "cushion"),
    )
)  # fmt: skip
def chest(b: Builder) -> None:
    """Five boards and a lid; iron corners on some. The lid is thin, for 20 N at its edge must lift it."""
    face_y, leaf = -b.d / 2 + 0.015, 0.016
    foot = 0.05
    body = Cell.whole(b).but(y0=face_y, z0=foot, z1=b.h - leaf - GAP)
    legs(b, body.but(z0=0.0, z1=foot), b.pick(("plinth", "square")), b.main, 0.06)
    hollow = body.inset(x=BOARD, y=BOARD).but(z0=body.z0 + BOARD)
    piece(b, body.but(z1=hollow.z0))
    walls = body.but(z0=hollow.z0)
    for wall in (walls.but(x1=hollow.x0), walls.but(x0=hollow.x1)):
        piece(b, wall)
    across = walls.but(x0=hollow.x0, x1=hollow.x1)
    for wall in (across.but(y1=hollow.y0), across.but(y0=hollow.y1)):
        piece(b, wall)
    support(b, "inside", "interior", hollow)
    iron = b.paint("iron", b.pick(("black", "bronze")))
    if b.rng.random() < 0.6:
        for x in (body.x0, body.x1 - 0.05):
            for z in (body.z0, body.z1 - 0.05):
                b.add(shapes.box(0.05, 0.003, 0.05, (x + 0.025, face_y - 0.0015, z + 0.025)), iron)
    b.add(shapes.box(0.05, 0.005, 0.07, (0, face_y - 0.0025, body.z1 - 0.045)), iron)
    b.link("lid")
    lid = Cell.whole(b).but(z0=b.h - leaf)
    light = min(1.0, 2.2 / (lid.size[0] * lid.size[1] * leaf * b.main.density_kgm3))
    piece(b, lid, b.main, light, "lid")
    grip = Handle((0.0, lid.y0 + 0.006, lid.center[2]), (1.0, 0.0, 0.0), (0.0, -1.0, 0.0), leaf)
    b.hinge("lid_hinge", "lid", (0, lid.y1, lid.z1), (-1, 0, 0), 1.4, 0.5, 0.5, grip)
    b.rectangle("top", "top", lid.z1, b.w - 0.06, b.d - 0.06, 2.0, link="lid")


@category(
    CategoryInfo(
        name="trash_can", synonyms=("pedal bin", "garbage can", "dustbin", "trash bin", "trash", "kitchen bin", "step can"), qcode="Q216530",
        size_m=((0.25, 0.34), (0.28, 0.38), (0.42, 0.7)), source="pedal bins 12–50 l: Ø 25–35 × 40–68 cm (Brabantia newIcon, simplehuman)",
        role=Role.ARTICULATED,
        placement=Placement.FLOOR, rooms=("kitchen", "bathroom", "office", "laboratory", "hallway", "cafe_corner", "laundry_room", "workshop"),
        colors=("silver", "white", "black", "red", "grey", "mint"), materials=("metal",), affordances=("Openable", "Containable"), against_wall=True,
        front_clearance_m=0.4,
    )
)  # fmt: skip
def trash_can(b: Builder) -> None:
    """Round with a domed lid, or square with a flat one; the pedal is at the front, the hinge at the back."""
    black, wall = b.paint("plastic", "black"), 0.008
    lid_h = 0.05 if b.rng.random() < 0.6 else 0.02
    radius = min(b.w / 2, (b.d - 0.035) / 2)
    y, top = b.d / 2 - radius, b.h - lid_h - GAP
    b.add(shapes.cylinder(radius * 0.99, 0.03, 0.0, 24).moved((0, y, 0)), black, 0.4)
    shell = [(radius, 0.03), (radius, top), (radius - wall, top), (radius - wall, 0.05), (0, 0.05)]
    b.add(shapes.lathe(shell, 24).moved((0, y, 0)), b.main, 0.08)
    b.collide_cylinder(radius, 0.05, (0, y, 0.025), black)
    _wall_of_staves(b, radius, wall, y, 0.05, top)
    pedal = Cell(-0.045, 0.045, -b.d / 2, y - radius * 0.9, 0.012, 0.02)
    piece(b, pedal, b.paint("metal", "dark grey"), 0.5)
    if b.w / 2 > radius + 1e-3:
        handles = [shapes.box(b.w / 2 - radius + 0.01, 0.05, 0.02, (side * (b.w / 2 + radius - 0.01) / 2, y, top - 0.06)) for side in (-1, 1)]
        b.add(merge(handles), black)
    half = (radius - wall) * 0.65
    support(b, "inside", "interior", Cell(-half, half, y - half, y + half, 0.05, top), 0.0)
    b.link("lid")
    low = top + GAP
    profile = [(radius, 0), (radius, lid_h * 0.3), (radius * 0.75, lid_h * 0.8), (0, lid_h)]
    lid = shapes.lathe(profile, 24).moved((0, y, low))
    b.add(lid, black if b.rng.random() < 0.5 else b.main, 0.3 if lid_h < 0.03 else 0.02, "lid")
    b.collide_cylinder(radius, lid_h * 0.8, (0, y, low + lid_h * 0.4), black, "lid")
    grip = Handle((0.0, y - radius + 0.008, low + lid_h * 0.15), (1.0, 0.0, 0.0), (0.0, -1.0, 0.0), max(0.008, lid_h * 0.3))
    b.hinge("lid_hinge", "lid", (0, b.d / 2, low + lid_h * 0.8), (-1, 0, 0), 1.35, 0.03, 0.03, grip)


def _wall_of_staves(b: Builder, radius: float, wall: float, y: float, low: float, high: float) -> None:
    """A round wall about (0, y) as flat staves."""
    staves = 12
    width, middle = 2 * math.tan(math.pi / staves) * radius, radius - wall / 2
    for k in range(staves):
        turn = 2 * math.pi * k / staves
        at = (middle * math.sin(turn), y - middle * math.cos(turn), (low + high) / 2)
        b.collide_box((width * 0.97, wall, high - low), at, None, rotation_wxyz=(math.cos(turn / 2), 0, 0, math.sin(turn / 2)))


@category(
    CategoryInfo(
        name="radiator", synonyms=("heater", "heating", "panel radiator", "wall radiator"), qcode="Q10273457",
        size_m=((0.6, 1.4), (0.1, 0.14), (0.5, 0.62)),
        source="EN 442 panel radiators type 11–22: 40–160 × 50–60 cm, 6–16 cm off the wall, lower edge 10–15 cm above the floor",
        role=Role.ARTICULATED,
        placement=Placement.WALL, rooms=("living_room", "bedroom", "bathroom", "office", "hallway", "classroom", "dining_room", "childs_room"),
        colors=("white", "cream", "grey"), materials=("metal",), affordances=("Turnable",), against_wall=True, front_clearance_m=0.1,
        mount_height_m=0.12,
    )
)  # fmt: skip
def radiator(b: Builder) -> None:
    """A ribbed panel on two brackets with a thermostatic valve at its lower right."""
    whole = Cell.whole(b)
    panel = whole.but(x1=whole.x1 - 0.06, y0=whole.y0 + 0.006, y1=whole.y1 - 0.025)
    core = panel.but(y0=panel.y0 + 0.006)
    piece(b, core, b.main, 0.045)
    ribs = [c.inset(z=0.025).but(y0=panel.y0, y1=core.y0) for c in panel.inset(x=0.02).columns(max(8, round(b.w / 0.055)), 0.02)]
    b.add(merge([shapes.box(*rib.size, rib.center) for rib in ribs]), b.main, 0.1)
    for x in (panel.x0 + b.w * 0.2, panel.x1 - b.w * 0.2):
        piece(b, Cell(x - 0.02, x + 0.02, core.y1, whole.y1, b.h * 0.2, b.h * 0.8), b.main, 0.3)
    chrome, z = b.paint("chrome"), 0.07
    valve = Cell(panel.x1, whole.x1 - 0.012, core.center[1] - 0.012, core.center[1] + 0.012, z - 0.012, z + 0.012)
    piece(b, valve, chrome, 0.5)
    piece(b, Cell(whole.x1 - 0.036, whole.x1 - 0.012, core.center[1] - 0.01, core.center[1] + 0.01, 0.0, valve.z0), chrome, 0.5)
    knob(b, "valve", (whole.x1 - 0.024, valve.y0, z), 0.024, min(0.05, valve.y0 - whole.y0 - 0.004), b.paint("plastic", "white"), 0.0, 4.7)


@category(
    CategoryInfo(
        name="display_case", synonyms=("showcase", "display counter", "museum case", "bakery case", "pastry case", "glass counter"), qcode="Q14745",
        size_m=((0.9, 1.4), (0.5, 0.62), (1.0, 1.3)), source="shop and museum showcases 90–150 × 50–60 × 95–135 cm, glass 6–8 mm",
        role=Role.ARTICULATED,
        placement=Placement.FLOOR, rooms=("cafe_corner", "hallway", "living_room"), colors=("black", "white", "oak", "walnut", "grey"),
        materials=("painted wood", "wood"),
        affordances=("Openable", "Containable", "Placeable"), front_clearance_m=0.8, holds=("cake", "croissant", "bread", "trophy", "plate", "vase"),
    )
)  # fmt: skip
def display_case(b: Builder) -> None:
    """A low cabinet with a glass case on it: glass doors in front, a glass board inside."""
    kind, glass, pane = Pull("knob", b.paint("chrome"), 0.028), b.paint("glass"), 0.008
    face_y, post = -b.d / 2 + kind.reach_m, 0.02
    whole = Cell.whole(b).but(y0=face_y)
    base = whole.but(z0=0.06, z1=b.h * 0.42)
    piece(b, base.inset(0.03, 0.03).but(z0=0.0, z1=0.06), b.paint("metal", "black"), 0.05)
    shell = base.but(y0=base.y0 + BOARD)
    for wall in (shell.but(x1=shell.x0 + BOARD), shell.but(x0=shell.x1 - BOARD), shell.inset(x=BOARD).but(y0=shell.y1 - BOARD), base.but(y1=base.y0 + BOARD)):
        piece(b, wall.but(z1=base.z1 - BOARD))
    piece(b, base.but(z0=base.z1 - BOARD))
    case = whole.but(z0=base.z1)
    metal = b.paint("aluminium")
    top = case.but(z0=b.h - pane)
    for x in (case.x0, case.x1 - post):
        for y in (face_y + pane + GAP, case.y1 - post):
            piece(b, Cell(x, x + post, y, y + post, case.z0, top.z0), metal, 0.3)
    piece(b, top, glass)
    low = case.but(z1=top.z0)
    for side in (low.but(x1=low.x0 + pane), low.but(x0=low.x1 - pane)):
        piece(b, side.but(y0=face_y + pane + GAP + post, y1=low.y1 - post), glass)
    piece(b, low.inset(x=post).but(y0=low.y1 - pane), glass)
    inner = case.inset(x=post).but(y0=face_y + pane + GAP + post, y1=case.y1 - post)
    half = (inner.z0 + top.z0) / 2
    piece(b, inner.inset(x=-post + pane).but(z0=half, z1=half + pane), glass)
    support(b, "shelf_1", "interior", inner.but(z1=half), INSET)
    support(b, "shelf_2", "interior", inner.but(z0=half + pane, z1=top.z0), INSET)
    leaves = case.but(y0=face_y, y1=face_y + pane, z0=case.z0 + GAP, z1=top.z0 - GAP).columns(2, GAP)
    doors(b, "door", leaves, Front(glass), kind, height=0.5, damping=0.3, friction=0.15)
    top_of(b, whole, 0.03)
