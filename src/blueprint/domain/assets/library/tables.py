"""Tables, desks and benches to work at."""

from __future__ import annotations

import math

import numpy as np

from blueprint.domain.assets.asset import CategoryInfo, Placement, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.catalogue import category
from blueprint.domain.assets.fronts import drawer, front_for, pull_for
from blueprint.domain.assets.parts import Cell, carcass, legs, piece, top_of
from blueprint.domain.mesh import shapes

_WOODS = ("oak", "walnut", "birch", "white", "pine", "mahogany")
_TOP = ("Supportable", "Placeable")


def _table(b: Builder, thickness: float = 0.03, style: str | None = None, leg: float = 0.06, rail: bool = True) -> Cell:
    """A board on legs, with a rail under it; gives the board's cell."""
    whole = Cell.whole(b)
    board = whole.but(z0=b.h - thickness)
    piece(b, board)
    under = whole.inset(x=0.03, y=0.03).but(z1=board.z0)
    legs(b, under, style or b.pick(("square", "tapered", "round")), b.main, leg)
    if rail:
        for y0 in (under.y0 + 0.01, under.y1 - 0.03):
            piece(b, under.but(x0=under.x0 + leg, x1=under.x1 - leg, y0=y0, y1=y0 + 0.02, z0=board.z0 - 0.07))
        for x0 in (under.x0 + 0.01, under.x1 - 0.03):
            piece(b, under.but(x0=x0, x1=x0 + 0.02, y0=under.y0 + leg, y1=under.y1 - leg, z0=board.z0 - 0.07))
    top_of(b, board)
    return board


@category(
    CategoryInfo(
        name="table", synonyms=("dining table", "kitchen table", "wooden table", "rectangular table"), qcode="Q14748",
        size_m=((1.3, 1.9), (0.78, 0.95), (0.73, 0.76)), source="dining tables 130–200 × 78–100 × 74 cm (IKEA EKEDALEN, Neufert: 60 × 40 cm a person)",
        role=Role.STATIC, placement=Placement.FLOOR, rooms=("dining_room", "kitchen", "meeting_room", "workshop"), colors=_WOODS, materials=("wood",),
        affordances=_TOP, holds=("plate", "bowl", "glass", "fork", "knife", "spoon", "vase", "candle", "bottle", "wine_glass", "mug", "tray"),
    )
)  # fmt: skip
def table(b: Builder) -> None:
    _table(b, 0.03)


@category(
    CategoryInfo(
        name="meeting_table", synonyms=("conference table", "boardroom table"), qcode="Q5159336", size_m=((2.2, 3.2), (1.0, 1.25), (0.73, 0.75)),
        source="conference tables 220–320 × 100–120 × 73 cm (EN 527; IKEA BEKANT, Vitra)", role=Role.STATIC, placement=Placement.FLOOR, rooms=("meeting_room",),
        colors=("white", "oak", "walnut", "birch", "black"), materials=("wood",), affordances=_TOP,
        holds=("laptop", "notebook", "pen", "mug", "glass", "bottle", "phone", "projector"),
    )
)  # fmt: skip
def meeting_table(b: Builder) -> None:
    _table(b, 0.03, "sled", 0.08, rail=False)


@category(
    CategoryInfo(
        name="coffee_table", synonyms=("low table", "centre table", "center table", "cocktail table"), qcode="Q1120574",
        size_m=((0.85, 1.2), (0.5, 0.65), (0.38, 0.46)), source="coffee tables 90–120 × 50–60 × 38–47 cm (IKEA LACK 90 × 55 × 45, LISTERBY)", role=Role.STATIC,
        placement=Placement.FLOOR, rooms=("living_room",), colors=_WOODS, materials=("wood",), affordances=_TOP,
        holds=("magazine", "book", "remote", "mug", "vase", "candle", "bowl", "tray", "small_plant"),
    )
)  # fmt: skip
def coffee_table(b: Builder) -> None:
    board = _table(b, 0.03, leg=0.05, rail=False)
    if b.rng.random() < 0.6:
        shelf = board.inset(x=0.06, y=0.06).but(z0=0.12, z1=0.138)
        piece(b, shelf)
        b.rectangle("shelf", "shelf", shelf.z1, shelf.size[0] - 0.16, shelf.size[1] - 0.16, board.z0 - shelf.z1)


@category(
    CategoryInfo(
        name="side_table", synonyms=("end table", "lamp table", "occasional table"), qcode="Q3514404", size_m=((0.4, 0.55), (0.4, 0.55), (0.48, 0.6)),
        source="side tables 40–55 cm square, 45–60 cm high (IKEA LACK 55 × 55 × 45)", role=Role.STATIC, placement=Placement.FLOOR,
        rooms=("living_room", "bedroom", "hallway"), colors=_WOODS, materials=("wood",), affordances=_TOP, holds=("table_lamp", "book", "mug", "vase", "small_plant"),
    )
)  # fmt: skip
def side_table(b: Builder) -> None:
    _table(b, 0.025, leg=0.04)


@category(
    CategoryInfo(
        name="console_table", synonyms=("console", "hall table", "entry table", "sofa table"), qcode="Q1128064", size_m=((0.9, 1.3), (0.3, 0.38), (0.74, 0.84)),
        source="console tables 90–130 × 30–38 × 75–85 cm (IKEA LISTERBY, EKTORP)", role=Role.STATIC, placement=Placement.FLOOR, rooms=("hallway", "living_room"),
        colors=_WOODS, materials=("wood",), affordances=_TOP, against_wall=True, holds=("table_lamp", "vase", "picture_frame", "bowl", "basket", "small_plant"),
    )
)  # fmt: skip
def console_table(b: Builder) -> None:
    _table(b, 0.025, leg=0.04)


@category(
    CategoryInfo(
        name="folding_table", synonyms=("trestle table", "camping table", "utility table"), qcode="Q1434285", size_m=((1.2, 1.8), (0.6, 0.75), (0.72, 0.75)),
        source="folding utility tables 122–183 × 60–76 × 74 cm (Lifetime 4- and 6-foot)", role=Role.STATIC, placement=Placement.FLOOR,
        rooms=("garage", "laundry_room", "classroom", "workshop"), colors=("white", "light grey", "grey"), materials=("plastic",), affordances=_TOP,
        holds=("cardboard_box", "toolbox", "towel", "basket", "detergent_bottle"),
    )
)  # fmt: skip
def folding_table(b: Builder) -> None:
    whole = Cell.whole(b)
    board = whole.but(z0=b.h - 0.045)
    piece(b, board, fill=0.25)
    steel = b.paint("steel", "dark grey")
    for x0 in (whole.x0 + 0.15, whole.x1 - 0.18):
        for y0 in (whole.y0 + 0.05, whole.y1 - 0.08):
            piece(b, Cell(x0, x0 + 0.03, y0, y0 + 0.03, 0, board.z0), steel, 0.2)
        piece(b, Cell(x0, x0 + 0.03, whole.y0 + 0.081, whole.y1 - 0.081, 0.1, 0.13), steel, 0.2)
    top_of(b, board)


def _round_table(b: Builder, foot: str) -> None:
    radius = min(b.w, b.d) / 2
    b.w = b.d = 2 * radius
    thickness = 0.028
    b.add(shapes.lathe([(radius - 0.008, b.h - thickness), (radius, b.h - thickness + 0.008), (radius, b.h)], 36))
    b.collide_cylinder(radius - 0.002, thickness, (0, 0, b.h - thickness / 2))
    if foot == "pedestal":
        metal = b.paint("steel", "black")
        base = radius * 0.62
        b.add(shapes.lathe([(base, 0), (base, 0.012), (0.05, 0.04)], 28), metal)
        b.collide_cylinder(base, 0.014, (0, 0, 0.007), metal)
        b.add(shapes.cylinder(0.035, b.h - thickness - 0.03, 0.03), metal, 0.3)
        b.collide_cylinder(0.035, b.h - thickness - 0.014, (0, 0, (b.h - thickness + 0.014) / 2), metal)
    else:
        half = radius * 0.66
        legs(b, Cell(-half, half, -half, half, 0, b.h - thickness), "tapered", b.main, 0.05)
    b.surface("top", "top", b.h, [((radius - 0.03) * math.cos(a), (radius - 0.03) * math.sin(a)) for a in np.arange(12) * math.pi / 6], 2.0)


@category(
    CategoryInfo(
        name="round_table", synonyms=("round dining table", "circular table"), qcode="Q14748", size_m=((0.95, 1.25), (0.95, 1.25), (0.73, 0.76)),
        source="round dining tables 90–125 cm (IKEA DOCKSTA 105, LISABO 105)", role=Role.STATIC, placement=Placement.FLOOR,
        rooms=("dining_room", "kitchen", "meeting_room"), colors=_WOODS, materials=("wood",), affordances=_TOP, holds=("plate", "glass", "vase", "bowl", "mug", "candle"),
    )
)  # fmt: skip
def round_table(b: Builder) -> None:
    _round_table(b, b.pick(("pedestal", "legs")))


@category(
    CategoryInfo(
        name="cafe_table", synonyms=("bistro table", "café table", "coffee shop table"), qcode="Q14748", size_m=((0.6, 0.75), (0.6, 0.75), (0.72, 0.76)),
        source="bistro tables 60–75 cm round, 72–76 cm high (HAY, Pedrali)", role=Role.STATIC, placement=Placement.FLOOR, rooms=("cafe_corner", "kitchen"),
        colors=("walnut", "oak", "black", "white"), materials=("wood", "marble"), affordances=_TOP,
        holds=("mug", "cup", "plate", "cake", "croissant", "vase", "salt_shaker"),
    )
)  # fmt: skip
def cafe_table(b: Builder) -> None:
    _round_table(b, "pedestal")


def _with_drawer(b: Builder, board: Cell, width: float, side: int, height: float = 0.11) -> None:
    """A shallow drawer in a box under the board, near its left (−1), middle (0) or right (1) end."""
    kind = pull_for(b)
    middle = side * (board.size[0] / 2 - width / 2 - 0.1)
    face_y = board.y0 + 0.03 + kind.reach_m
    box = Cell(middle - width / 2 - 0.018, middle + width / 2 + 0.018, face_y + 0.021, board.y1 - 0.08, board.z0 - height - 0.018, board.z0)
    hollow = carcass(b, box, b.main, 0.012, top=False)
    face = hollow.inset(x=0.002, z=0.003).but(y0=face_y, y1=face_y + 0.018)
    drawer(b, "drawer", face, hollow, front_for(b, b.main, ("flat",)), kind)


@category(
    CategoryInfo(
        name="desk", synonyms=("writing desk", "office desk", "work desk", "study desk", "computer desk"), qcode="Q1064858",
        size_m=((1.2, 1.6), (0.6, 0.75), (0.73, 0.75)), source="EN 527 desks 120–160 × 60–80 × 74 cm (IKEA MALM 140 × 65, MICKE)", role=Role.ARTICULATED,
        placement=Placement.FLOOR, rooms=("office", "bedroom", "childs_room", "classroom"), colors=_WOODS, materials=("wood",), affordances=(*_TOP, "Openable", "Containable"),
        against_wall=True, front_clearance_m=0.8,
        holds=("monitor", "keyboard", "mouse", "laptop", "desk_lamp", "notebook", "pencil_cup", "mug", "phone", "document_tray", "book"),
    )
)  # fmt: skip
def desk(b: Builder) -> None:
    board = _table(b, 0.03, b.pick(("square", "tapered")), 0.05, rail=False)
    rear = board.inset(x=0.09).but(y0=board.y1 - 0.06, y1=board.y1 - 0.042, z0=board.z0 - 0.25, z1=board.z0)
    piece(b, rear)
    _with_drawer(b, board, b.uniform(0.28, 0.32), 1 if b.rng.random() < 0.5 else -1)


@category(
    CategoryInfo(
        name="school_desk", synonyms=("student desk", "pupil desk"), qcode="Q1064858", size_m=((0.65, 0.75), (0.5, 0.55), (0.7, 0.76)),
        source="EN 1729 single pupil desks 65–70 × 50–55 cm, size mark 5–6 (70–76 cm)", role=Role.STATIC, placement=Placement.FLOOR, rooms=("classroom",),
        colors=("birch", "oak", "light grey"), materials=("wood",), affordances=_TOP, holds=("book", "notebook", "pencil", "pencil_cup", "calculator"),
    )
)  # fmt: skip
def school_desk(b: Builder) -> None:
    whole = Cell.whole(b)
    board = whole.but(z0=b.h - 0.025)
    steel = b.paint("steel", "dark grey")
    piece(b, board)
    legs(b, whole.inset(x=0.02, y=0.03).but(z1=board.z0), "round", steel, 0.03)
    tray = board.inset(x=0.06, y=0.06).but(z0=board.z0 - 0.12, z1=board.z0 - 0.112)
    piece(b, tray, steel, 0.5)
    for x0 in (tray.x0, tray.x1 - 0.008):
        piece(b, tray.but(x0=x0, x1=x0 + 0.008, z0=tray.z1, z1=board.z0), steel, 0.5)
    b.rectangle("shelf", "shelf", tray.z1, tray.size[0] - 0.06, tray.size[1] - 0.04, board.z0 - tray.z1)
    top_of(b, board)


@category(
    CategoryInfo(
        name="dressing_table", synonyms=("vanity table", "makeup table", "dresser table"), qcode="Q1261491", size_m=((0.75, 1.1), (0.4, 0.48), (0.74, 0.78)),
        source="IKEA MALM, HEMNES dressing tables 100–120 × 41–50 × 77 cm", role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("bedroom",), colors=_WOODS,
        materials=("wood",), affordances=(*_TOP, "Openable", "Containable"), against_wall=True, front_clearance_m=0.7, holds=("jewelry_box", "hairbrush", "vase", "table_lamp", "candle"),
    )
)  # fmt: skip
def dressing_table(b: Builder) -> None:
    board = _table(b, 0.025, "tapered", 0.045, rail=False)
    _with_drawer(b, board, board.size[0] * 0.6, 0)


@category(
    CategoryInfo(
        name="workbench", synonyms=("work bench", "tool bench", "carpenter's bench"), qcode="Q217014", size_m=((1.3, 1.9), (0.6, 0.72), (0.84, 0.9)),
        source="workbenches 130–200 × 60–75 × 84–90 cm (Sjöbergs, Gladiator)", role=Role.STATIC, placement=Placement.FLOOR, rooms=("workshop", "garage"),
        colors=("oak", "birch", "pine"), materials=("wood",), affordances=_TOP, against_wall=True, front_clearance_m=0.8,
        holds=("hammer", "screwdriver", "wrench", "pliers", "drill", "toolbox", "tape_measure", "paint_can", "flashlight", "spray_bottle"),
    )
)  # fmt: skip
def workbench(b: Builder) -> None:
    whole = Cell.whole(b)
    board = whole.but(z0=b.h - 0.06)
    piece(b, board)
    under = whole.inset(x=0.06, y=0.03).but(z1=board.z0)
    legs(b, under, "square", b.main, 0.09)
    shelf = under.inset(x=0.1, y=0.02).but(z0=0.16, z1=0.185)
    piece(b, shelf)
    b.rectangle("shelf", "shelf", shelf.z1, shelf.size[0] - 0.04, shelf.size[1] - 0.2, board.z0 - shelf.z1)
    for y0 in (under.y0 + 0.02, under.y1 - 0.06):
        piece(b, under.but(x0=under.x0 + 0.09, x1=under.x1 - 0.09, y0=y0, y1=y0 + 0.04, z0=board.z0 - 0.12))
    iron = b.paint("iron")
    x = whole.x0 + 0.28
    for cell in (Cell(x, x + 0.14, whole.y0 + 0.06, whole.y0 + 0.22, b.h, b.h + 0.05), Cell(x + 0.01, x + 0.13, whole.y0 + 0.04, whole.y0 + 0.07, b.h + 0.05, b.h + 0.13),
                 Cell(x + 0.01, x + 0.13, whole.y0 + 0.11, whole.y0 + 0.22, b.h + 0.05, b.h + 0.13)):  # fmt: skip
        piece(b, cell, iron, 0.6)
    right = board.but(x0=x + 0.18)
    top_of(b, right)


@category(
    CategoryInfo(
        name="ironing_board", synonyms=("ironing table",), qcode="Q1376426", size_m=((1.15, 1.35), (0.33, 0.42), (0.84, 0.94)),
        source="ironing boards 115–135 × 33–45 cm, 80–95 cm high (Brabantia B, IKEA DÄNKA)", role=Role.STATIC, placement=Placement.FLOOR, rooms=("laundry_room",),
        colors=("blue", "grey", "green", "white"), materials=("cotton",), affordances=_TOP, holds=("towel", "spray_bottle"),
    )
)  # fmt: skip
def ironing_board(b: Builder) -> None:
    half, tip = b.w / 2, b.d / 2
    ring = [(-half, -tip), (half * 0.55, -tip), (half * 0.85, -tip * 0.62), (half, 0), (half * 0.85, tip * 0.62), (half * 0.55, tip), (-half, tip)]
    b.add(shapes.extrude(np.array(ring), 0.03, b.h - 0.03), b.main, 0.6)
    b.collide_hull(shapes.extrude(np.array(ring), 0.03, b.h - 0.03))
    steel = b.paint("steel", "light grey")
    for sign in (-1, 1):
        for y in (-0.12, 0.1) if sign < 0 else (-0.09, 0.07):
            points = np.array(
                [
                    (sx + dx, y + dy, z)
                    for sx, z in ((sign * half * 0.62, 0.0), (-sign * half * 0.5, b.h - 0.03))
                    for dx in (-0.012, 0.012)
                    for dy in (0, 0.02)
                ]
            )
            b.add(shapes.convex_hull(points), steel, 0.3)
            b.collide_hull(points, steel)
        foot = Cell(sign * half * 0.62 - 0.015, sign * half * 0.62 + 0.015, -tip + 0.0, tip, 0.0, 0.03)
        piece(b, foot, steel, 0.3)
    b.rectangle("top", "top", b.h, b.w * 0.6, b.d - 0.08, 2.0, (-b.w * 0.12, 0))
