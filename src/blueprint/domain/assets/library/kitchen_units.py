"""Kitchen furniture: base cabinet runs, sink unit, island, bar counter, wall cabinet, trolley."""

from __future__ import annotations

from itertools import pairwise

from blueprint.domain.assets.asset import CategoryInfo, Material, Placement, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.catalogue import category
from blueprint.domain.assets.fronts import Front, Pull, bay_kinds, doors, drawer, fill_bay, front_for, pull_for, run_of_bays
from blueprint.domain.assets.parts import BOARD, GAP, Cell, around, carcass, castors, legs, piece, shelves, support, top_of
from blueprint.domain.assets.plumbing import basin, mixer_tap
from blueprint.domain.mesh import shapes

_FRONT_COLORS = ("white", "cream", "grey", "light grey", "navy", "green", "oak", "walnut", "mint")
_ON_COUNTER = (
    "mug", "plate", "bowl", "knife_block", "cutting_board", "toaster", "kettle", "coffee_machine", "microwave", "blender", "jar", "bottle",
    "pot", "frying_pan", "dish_rack", "paper_towel", "salt_shaker", "pepper_mill", "apple", "banana", "bread", "tray",
)  # fmt: skip
_PLINTH = 0.1


def _worktop(b: Builder) -> Material:
    return b.paint(*[("oak", None), ("granite", None), ("marble", None), ("granite", "black"), ("walnut", None), ("birch", None)][int(b.rng.integers(6))])


def _stone_thickness(top: Material) -> float:
    return 0.02 if top.substance == "stone" else 0.038


def _front_y(b: Builder, kind_of_pull: Pull) -> float:
    return -b.d / 2 + kind_of_pull.reach_m


@category(
    CategoryInfo(
        name="counter",
        synonyms=("kitchen counter", "worktop", "countertop", "base cabinet", "kitchen unit", "kitchen cabinet", "kitchen island run"),
        qcode="Q14745", size_m=((1.2, 2.4), (0.63, 0.65), (0.9, 0.9)),
        source="DIN EN 1116 kitchen units: 60 cm deep, worktop 85–95 cm high, modules of 10 cm; IKEA METOD",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("kitchen", "cafe_corner", "laboratory"), colors=_FRONT_COLORS,
        materials=("painted wood",), affordances=("Openable", "Containable", "Placeable", "Supportable"), against_wall=True, front_clearance_m=0.95,
        holds=_ON_COUNTER,
    )
)  # fmt: skip
def counter(b: Builder) -> None:
    kind_of_pull, front, worktop = pull_for(b), front_for(b, b.main), _worktop(b)
    face_y, thick = _front_y(b, kind_of_pull), _stone_thickness(worktop)
    slab = Cell.whole(b).but(y0=face_y - 0.012, z0=b.h - thick)
    body = slab.but(y0=face_y + BOARD + GAP, z0=_PLINTH, z1=slab.z0)
    legs(b, body.but(z0=0.0, z1=_PLINTH), "plinth", b.paint("painted wood", "dark grey"))
    run_of_bays(b, body, face_y, bay_kinds(b, max(1, round(b.w / 0.6))), front, kind_of_pull, b.paint("painted wood"))
    piece(b, slab.but(z0=slab.z0), worktop)
    top_of(b, slab)


@category(
    CategoryInfo(
        name="sink_counter", synonyms=("kitchen sink", "sink", "sink unit", "sink cabinet"), qcode="Q140565",
        size_m=((1.0, 1.8), (0.63, 0.65), (1.13, 1.2)),
        source="DIN EN 1116 base units with 50 × 40 cm bowl (EN 13310) and a mixer tap 25 cm above the worktop at 88–92 cm",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("kitchen", "laboratory", "cafe_corner"), colors=_FRONT_COLORS,
        materials=("painted wood",), affordances=("Openable", "Containable", "Placeable", "Turnable", "Fillable"), against_wall=True,
        front_clearance_m=0.95, holds=("dish_rack", "sponge", "soap_dispenser", "plate", "mug", "bowl", "glass"),
    )
)  # fmt: skip
def sink_counter(b: Builder) -> None:
    kind_of_pull, front, worktop = pull_for(b), front_for(b, b.main), _worktop(b)
    face_y, thick = _front_y(b, kind_of_pull), _stone_thickness(worktop)
    top_z = min(0.9, b.h - 0.2)
    slab = Cell.whole(b).but(y0=face_y - 0.012, z0=top_z - thick, z1=top_z)
    body = slab.but(y0=face_y + BOARD + GAP, z0=_PLINTH, z1=slab.z0)
    legs(b, body.but(z0=0.0, z1=_PLINTH), "plinth", b.paint("painted wood", "dark grey"))
    left = b.rng.random() < 0.5
    shift = (b.w / 2 - 0.36) * (-1 if left else 1)
    bowl = Cell(shift - 0.26, shift + 0.26, slab.y0 + 0.075, slab.y0 + 0.475, top_z - 0.19, top_z)
    _sink_base(b, body, face_y, front, kind_of_pull, left, bowl)
    for part in around(slab, bowl):
        piece(b, part, worktop)
    steel = b.paint("stainless steel")
    basin(b, bowl, steel, 0.003)
    mixer_tap(b, (shift, bowl.y1 + 0.045, top_z), b.h - top_z, bowl.center[1], steel)
    dry = slab.but(x0=bowl.x1 + 0.02) if left else slab.but(x1=bowl.x0 - 0.02)
    top_of(b, dry)


def _sink_base(b: Builder, body: Cell, face_y: float, front: Front, kind_of_pull: Pull, left: bool, bowl: Cell) -> None:
    """The bay under the bowl has doors and no top board; the others are like any base unit."""
    white = b.paint("painted wood")
    inner = carcass(b, body, white, top=False)
    face = Cell(body.x0, body.x1, face_y, body.y0 - GAP, body.z0 + GAP, body.z1 - GAP)
    middle = bowl.x1 + 0.07 if left else bowl.x0 - 0.07
    divider = inner.but(x0=middle - BOARD / 2, x1=middle + BOARD / 2)
    piece(b, divider, white)
    bays = inner.but(x1=divider.x0), inner.but(x0=divider.x1)
    faces = face.but(x1=middle - GAP / 2), face.but(x0=middle + GAP / 2)
    (wet, wet_face), (dry, dry_face) = list(zip(bays, faces, strict=True))[:: 1 if left else -1]
    support(b, "under_sink", "interior", wet.but(z1=bowl.z0 - 0.01))
    doors(b, "sink_door", wet_face.columns(2 if wet_face.size[0] > 0.62 else 1, GAP), front, kind_of_pull, height=0.85, upper=1.75)
    count = max(1, round(dry.size[0] / 0.6))
    columns = dry.columns(count, BOARD)
    for one, other in pairwise(columns):
        piece(b, dry.but(x0=one.x1, x1=other.x0), white)
    for k, (bay, cell, kind) in enumerate(zip(columns, dry_face.columns(count, GAP), bay_kinds(b, count), strict=True)):
        fill_bay(b, f"bay_{k + 1}", kind, bay, cell, front, kind_of_pull, white)


@category(
    CategoryInfo(
        name="kitchen_island", synonyms=("island", "island counter", "cooking island"), qcode="Q14745",
        size_m=((1.4, 2.2), (0.85, 1.05), (0.9, 0.93)),
        source="NKBA guideline: islands ≥ 1.2 × 0.6 m, seating overhang 30 cm, height 91 cm; IKEA METOD islands 1.26–1.86 m",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("kitchen",), colors=_FRONT_COLORS, materials=("painted wood",),
        affordances=("Openable", "Containable", "Placeable", "Supportable"), front_clearance_m=0.95, holds=_ON_COUNTER,
    )
)  # fmt: skip
def kitchen_island(b: Builder) -> None:
    kind_of_pull, front, worktop = pull_for(b), front_for(b, b.main), _worktop(b)
    face_y, thick = _front_y(b, kind_of_pull), _stone_thickness(worktop)
    slab = Cell.whole(b).but(y0=face_y - 0.012, z0=b.h - thick)
    body = slab.inset(x=0.03).but(y0=face_y + BOARD + GAP, y1=slab.y1 - 0.28, z0=_PLINTH, z1=slab.z0)
    legs(b, body.but(z0=0.0, z1=_PLINTH).inset(y=0.02), "plinth", b.paint("painted wood", "dark grey"))
    run_of_bays(b, body, face_y, bay_kinds(b, max(2, round(b.w / 0.65))), front, kind_of_pull, b.paint("painted wood"))
    piece(b, body.but(y0=body.y1, y1=body.y1 + 0.012), b.main)
    piece(b, slab, worktop)
    top_of(b, slab)


@category(
    CategoryInfo(
        name="bar_counter", synonyms=("bar", "breakfast bar", "cafe counter", "service counter", "reception counter"), qcode="Q14745",
        size_m=((1.4, 2.4), (0.55, 0.7), (1.05, 1.15)), source="bar height 105–115 cm (Neufert, Architects' Data), depth 50–70 cm",
        role=Role.STATIC, placement=Placement.FLOOR, rooms=("cafe_corner", "living_room", "kitchen"),
        colors=("walnut", "oak", "black", "navy", "green", "white"),
        materials=("wood", "painted wood"), affordances=("Placeable", "Supportable"), front_clearance_m=0.8,
        holds=("mug", "cup", "glass", "wine_glass", "bottle", "cash_register", "espresso_machine", "plate", "vase"),
    )
)  # fmt: skip
def bar_counter(b: Builder) -> None:
    """Closed towards the guests (−Y), open shelves on the keeper's side."""
    dark = b.paint("painted wood", b.pick(("dark grey", "black", "white")))
    slab = Cell.whole(b).but(z0=b.h - 0.04)
    body = slab.inset(x=0.05).but(y0=slab.y0 + 0.16, y1=slab.y1 - 0.03, z0=0.08, z1=slab.z0)
    piece(b, body.but(z0=0.0, z1=0.08).inset(0.03, 0.03), dark, 0.25)
    front_board = body.but(y1=body.y0 + 0.022)
    piece(b, front_board, b.main)
    count = max(4, round(b.w / 0.16))
    for lath in front_board.inset(x=0.004).columns(count, 0.012):
        b.add(shapes.box(*lath.but(y0=front_board.y0 - 0.012, y1=front_board.y0).size, lath.but(y0=front_board.y0 - 0.012, y1=front_board.y0).center), b.main)
    room = body.but(y0=front_board.y1)
    for side in (room.but(x1=room.x0 + BOARD), room.but(x0=room.x1 - BOARD)):
        piece(b, side, b.main)
    inner = room.inset(x=BOARD)
    piece(b, inner.but(z1=inner.z0 + BOARD), dark)
    shelves(b, inner.but(z0=inner.z0 + BOARD), 2, dark, "shelf")
    piece(b, slab, b.paint(b.pick(("walnut", "oak", "marble", "granite"))))
    rail = shapes.tube([(body.x0 + 0.02, slab.y0 + 0.1, 0.2), (body.x1 - 0.02, slab.y0 + 0.1, 0.2)], 0.02, 10)
    b.add(rail, b.paint("brass"), 0.2)
    b.collide_box((body.size[0] - 0.04, 0.036, 0.036), (0, slab.y0 + 0.1, 0.2), b.paint("brass"))
    for x in (body.x0 + 0.12, body.x1 - 0.12):
        piece(b, Cell(x - 0.01, x + 0.01, slab.y0 + 0.11, body.y0, 0.19, 0.21), b.paint("brass"), 0.5, collide=False)
    top_of(b, slab)


@category(
    CategoryInfo(
        name="wall_cabinet", synonyms=("upper cabinet", "kitchen wall cabinet", "hanging cabinet", "overhead cabinet", "wall cupboard"),
        qcode="Q14745",
        size_m=((0.6, 1.2), (0.37, 0.41), (0.6, 0.8)),
        source="DIN EN 1116 wall units 35–40 cm deep, 50–60 cm above the worktop; IKEA METOD 60/80 cm high",
        role=Role.ARTICULATED, placement=Placement.WALL, rooms=("kitchen", "laundry_room", "laboratory"), colors=_FRONT_COLORS,
        materials=("painted wood",),
        affordances=("Openable", "Containable"), against_wall=True, front_clearance_m=0.6, mount_height_m=1.45,
        holds=("plate", "bowl", "glass", "mug", "cereal_box", "jar", "can"),
    )
)  # fmt: skip
def wall_cabinet(b: Builder) -> None:
    kind_of_pull = pull_for(b)
    front = front_for(b, b.main, ("flat", "shaker", "pane"))
    face_y = _front_y(b, kind_of_pull)
    body = Cell.whole(b).but(y0=face_y + BOARD + GAP)
    white = b.paint("painted wood")
    inner = carcass(b, body, white)
    shelves(b, inner, 2 if b.h > 0.7 else 1, white, "interior")
    faces = Cell(body.x0, body.x1, face_y, face_y + BOARD, 0.0, b.h).columns(2 if b.w > 0.55 else 1, GAP)
    doors(b, "door", faces, front, kind_of_pull, height=0.18, upper=1.9)


@category(
    CategoryInfo(
        name="kitchen_cart", synonyms=("kitchen trolley", "serving cart", "serving trolley", "bar cart", "utility cart"), qcode="Q14745",
        size_m=((0.55, 0.9), (0.4, 0.5), (0.82, 0.92)), source="IKEA FÖRHÖJA, RÅSKOG and BEKVÄM trolleys 45–100 × 35–50 × 80–90 cm",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("kitchen", "cafe_corner", "dining_room", "laboratory"),
        colors=("white", "birch", "black", "green", "oak"), materials=("painted wood", "wood"), affordances=("Openable", "Placeable", "Supportable"),
        front_clearance_m=0.6, holds=("cutting_board", "bowl", "bottle", "jar", "mug", "plate", "tray"),
    )
)  # fmt: skip
def kitchen_cart(b: Builder) -> None:
    kind_of_pull = pull_for(b, ("knob", "bar"))
    face_y, post, wheel = _front_y(b, kind_of_pull), 0.04, 0.07
    slab = Cell.whole(b).but(y0=face_y - 0.012, z0=b.h - 0.03)
    body = slab.inset(x=0.02).but(y0=face_y, y1=slab.y1 - 0.02, z0=wheel, z1=slab.z0)
    castors(b, body.inset(x=-0.03, y=-0.01).but(z0=0.0, z1=wheel), b.paint("metal", "dark grey"))
    for x in (body.x0, body.x1 - post):
        for y in (body.y0, body.y1 - post):
            piece(b, Cell(x, x + post, y, y + post, wheel, body.z1), b.main)
    box = body.inset(x=post).but(y0=face_y + BOARD + GAP, z0=body.z1 - 0.15)
    inner = carcass(b, box, b.main, 0.012)
    drawer(b, "drawer", box.inset(x=GAP).but(y0=face_y, y1=face_y + BOARD, z0=box.z0, z1=box.z1 - GAP), inner, front_for(b, b.main, ("flat",)), kind_of_pull)
    decks = [wheel + 0.06, (wheel + 0.06 + box.z0) / 2 + 0.03]
    for k, (z, ceiling) in enumerate(zip(decks, [decks[1] - 0.016, box.z0], strict=True)):
        piece(b, body.inset(x=post * 0.5, y=post * 0.5).but(z0=z - 0.016, z1=z), b.main)
        support(b, f"shelf_{k + 1}", "shelf", body.inset(x=post, y=post * 0.5).but(z0=z, z1=ceiling))
    deck = b.paint(b.pick(("oak", "birch", "stainless steel")))
    piece(b, slab, deck, 0.06 if deck.substance == "metal" else 0.8)
    top_of(b, slab)
