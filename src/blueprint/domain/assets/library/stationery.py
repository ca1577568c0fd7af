"""Books, paper and what lies on a desk beside them."""

from __future__ import annotations

import math

import numpy as np

from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.small import BEDSIDE, DESKS, HOME, LOUNGE, OFFICE, SHELVES, small
from blueprint.domain.assets.vessels import collide_around, mark, tub, turned
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.bars import about_x, about_z, spindle, strip

_COVERS = ("red", "blue", "green", "navy", "brown", "teal", "burgundy", "mustard", "black", "purple", "olive", "cream")
_PAPER_ON = (*DESKS, *SHELVES, *LOUNGE, *BEDSIDE)


@small(
    "book", "Q571", ((0.13, 0.19), (0.19, 0.25), (0.018, 0.042)), "paperbacks 13 × 19 cm to textbooks 19 × 25 cm, 0.3–1.2 kg",
    synonyms=("novel", "textbook", "cookbook", "hardcover", "paperback"), rooms=(*OFFICE, "living_room", "childs_room", "hallway"), sits_on=_PAPER_ON,
    colors=_COVERS, materials=("paper",), affords=("Graspable", "Stackable", "Openable"), stackable=True,
)  # fmt: skip
def book(b: Builder) -> None:
    w, d, h, board = b.w, b.d, b.h, 0.0025
    inset = 0.004
    for z in (board / 2, h - board / 2):
        b.add(shapes.box(w, d, board, (0, 0, z)), b.main, 1.0)
    b.add(shapes.box(board, d, h - 2 * board, (-w / 2 + board / 2, 0, h / 2)), b.main, 1.0)
    b.add(shapes.box(w - inset - board, d - 2 * inset, h - 2 * board, ((board - inset) / 2, 0, h / 2)), b.paint("paper", "cream"), 1.0)
    b.collide_box((w, d, h), (0, 0, h / 2))
    ink = b.paint("paper", b.pick(("gold", "white", "cream", "light grey")))
    mark(b, (w * 0.62, d * 0.1, 0.0006), (0.004, d * b.uniform(0.15, 0.28), h), ink)
    if b.uniform(0, 1) < 0.6:
        mark(b, (w * 0.5, d * 0.28, 0.0006), (0.004, -d * 0.15, h), b.paint("paper", b.pick(_COVERS)))
    mark(b, (0.0006, d * 0.4, h * 0.35), (-w / 2, 0, h / 2), ink)


@small(
    "magazine", "Q41298", ((0.2, 0.22), (0.27, 0.3), (0.005, 0.008)), "A4 and US letter magazines, 0.2–0.4 kg",
    synonyms=("journal", "newspaper", "comic"), rooms=(*HOME, "bathroom", "cafe_corner"), sits_on=_PAPER_ON,
    colors=("white", "red", "light blue", "yellow", "black", "pink"),
    materials=("paper",), affords=("Graspable", "Stackable", "Openable"), stackable=True,
)  # fmt: skip
def magazine(b: Builder) -> None:
    w, d, h = b.w, b.d, b.h
    b.add(shapes.box(w - 0.002, d - 0.002, h * 0.8, (0, 0, h / 2)), b.paint("paper", "white"), 0.95)
    for z in (h * 0.05, h * 0.95):
        b.add(shapes.box(w, d, h * 0.1, (0, 0, z)), None, 0.95)
    b.collide_box((w, d, max(h, 0.005)), (0, 0, max(h, 0.005) / 2))
    mark(b, (w * 0.85, d * 0.14, 0.0005), (0, d * 0.38, h), b.paint("paper", b.pick(("red", "navy", "black", "yellow"))))
    mark(b, (w * 0.6, d * 0.5, 0.0005), (w * 0.05, -d * 0.02, h), b.paint("paper", b.pick(("light blue", "tan", "coral", "mint", "lavender"))))
    for k in range(3):
        mark(b, (w * 0.4, 0.006, 0.0005), (-w * 0.2, -d * (0.34 + 0.04 * k), h), b.paint("paper", "dark grey"))


@small(
    "notebook", "Q571", ((0.14, 0.2), (0.2, 0.27), (0.011, 0.018)), "A5 and B5 spiral notebooks, 0.2–0.5 kg",
    synonyms=("notepad", "spiral notebook", "diary", "exercise book", "sketchbook"), rooms=(*OFFICE, "childs_room", "laboratory"),
    sits_on=(*DESKS, "lab_bench", "shelf_unit"),
    colors=_COVERS, materials=("paper",), affords=("Graspable", "Stackable", "Openable", "Writable"), stackable=True,
)  # fmt: skip
def notebook(b: Builder) -> None:
    w, d, h = b.w - 0.008, b.d, b.h - 0.003
    x = 0.004
    b.add(shapes.box(w - 0.003, d - 0.004, h - 0.003, (x, 0, h / 2)), b.paint("paper", "white"), 0.95)
    for z in (0.00075, h - 0.00075):
        b.add(shapes.box(w, d, 0.0015, (x, 0, z)), b.paint("cardboard", b.color_name), 1.0)
    wire, r = b.paint("steel"), b.h / 2
    for k in range(11):
        ring = shapes.tube([(0.0, 0, -r + 0.0012), (-r * 0.8, 0, 0), (0.0, 0, r - 0.0012), (r * 0.8, 0, 0)], 0.0011, 4, closed=True)
        b.add(ring.moved((-b.w / 2 + r * 0.8 + 0.0011, (k - 5) * d * 0.085, r)), wire, 0.5)
    mark(b, (w * 0.5, d * 0.12, 0.0006), (x, d * 0.22, h), b.paint("paper", "white"))
    b.collide_box((b.w, d, h), (0, 0, h / 2))


def _lying_stick(b: Builder, parts: list[tuple[list[tuple[float, float]], str, str, float]]) -> None:
    """A six-sided stick along X, of stretches with their material, colour and fill; collides as one hull."""
    r = b.h / 2 / math.cos(math.pi / 6)
    axis = b.h / 2
    points = []
    for stations, material, color, fill in parts:
        mesh = spindle([(s * b.w, share * r) for s, share in stations], 6, axis)
        b.add(mesh, b.paint(material, color), fill)
        points.append(mesh.vertices[:-2])
    flat = np.concatenate(points)
    collide_around(b, shapes.convex_hull(flat), b.paint(parts[0][1], parts[0][2]))


@small(
    "pen", "Q39546", ((0.138, 0.148), (0.01, 0.0125), (0.009, 0.011)), "ball pens 14 cm × 1 cm, 8–14 g (BIC Cristal)",
    synonyms=("ballpoint pen", "marker", "biro", "whiteboard marker"), rooms=(*OFFICE, "laboratory", "childs_room"),
    sits_on=(*DESKS, "lab_bench", "coffee_table"),
    colors=("blue", "black", "red", "green"), materials=("plastic",), affords=("Graspable", "Writable", "Insertable"),
)  # fmt: skip
def pen(b: Builder) -> None:
    barrel = b.pick(("white", "light grey", b.color_name))
    _lying_stick(b, [
        ([(-0.42, 0.9), (0.14, 0.9)], "plastic", barrel, 0.8), ([(0.14, 1), (0.49, 1), (0.5, 0.7)], "plastic", b.color_name, 0.9),
        ([(-0.5, 0.12), (-0.48, 0.3), (-0.42, 0.85)], "plastic", b.color_name, 1.0),
    ])  # fmt: skip
    clip = shapes.box(b.w * 0.26, 0.003, 0.0024, (b.w * 0.35, b.d / 2 - 0.0015, b.h * 0.72))
    b.add(clip, b.paint("plastic", b.color_name))
    b.add(shapes.box(0.004, b.d, 0.003, (b.w * 0.47, 0, b.h * 0.6)), b.paint("plastic", b.color_name))


@small(
    "pencil", "Q14674", ((0.17, 0.19), (0.0078, 0.0088), (0.007, 0.0078)), "hexagonal pencils 17.5–19 cm × 7 mm, 5–6 g (Staedtler Noris)",
    synonyms=("crayon", "colored pencil", "colour pencil"), rooms=(*OFFICE, "childs_room"), sits_on=(*DESKS, "easel"),
    colors=("yellow", "red", "blue", "green", "black", "orange"),
    materials=("wood",), affords=("Graspable", "Writable", "Insertable"),
)  # fmt: skip
def pencil(b: Builder) -> None:
    _lying_stick(b, [
        ([(-0.4, 1), (0.43, 1)], "wood", b.color_name, 0.95), ([(-0.475, 0.3), (-0.4, 1)], "wood", "birch", 1.0),
        ([(-0.5, 0.05), (-0.475, 0.3)], "plastic", "dark grey", 1.0),
        ([(0.43, 0.98), (0.465, 0.98)], "aluminium", "silver", 0.5), ([(0.465, 0.94), (0.498, 0.94), (0.5, 0.8)], "rubber", "pink", 1.0),
    ])  # fmt: skip


@small(
    "pencil_cup", "Q987767", ((0.075, 0.09), (0.075, 0.09), (0.17, 0.21)), "desk pots 8–9 cm × 10 cm, with pens 17–21 cm high",
    synonyms=("pen holder", "pencil holder", "pen cup", "desk organizer"), rooms=(*OFFICE, "childs_room"), sits_on=(*DESKS, "shelf_unit"),
    colors=("black", "silver", "white", "teal", "red", "oak"),
    materials=("plastic", "ceramic", "wood"), affords=("Graspable", "Containable", "Insertable"),
)  # fmt: skip
def pencil_cup(b: Builder) -> None:
    r, rim = (b.w + b.d) / 4, 0.1
    turned(b, [(r * 0.94, 0), (r, 0.006), (r, rim)], None, 0.28)
    b.add(shapes.cylinder(r - 0.003, 0.0008, rim, 16), b.paint("plastic", "black"), 0.0)
    count = 4 + int(b.uniform(0, 2.99))
    tips: list[np.ndarray] = []
    for k in range(count):
        turn, lean = k * 2 * math.pi / count + b.uniform(-0.2, 0.2), b.uniform(0.1, 0.22)
        length = b.h if k == 0 else b.h * b.uniform(0.84, 0.97)
        foot = np.array([0.25 * r * math.cos(turn), 0.25 * r * math.sin(turn), rim - 0.01])
        reach = math.tan(lean) * (length - rim)
        out = min(reach, r * 0.6)
        top = foot + np.array([out * math.cos(turn), out * math.sin(turn), length - rim + 0.004])
        _stick(b, foot, top, b.pick(("yellow", "red", "blue", "green", "black", "orange", "white")), k == 0)
        tips += [foot, top]
    around = np.concatenate([np.array([np.add(p, (dx, dy, 0)) for dx in (-0.003, 0.003) for dy in (-0.003, 0.003)]) for p in tips])
    collide_around(b, shapes.convex_hull(around), b.paint("wood", "yellow"))


def _stick(b: Builder, foot: np.ndarray, top: np.ndarray, color: str, is_tallest: bool) -> None:
    """A pencil from the cup's rim up to `top`; the tallest has a lead that reaches the asset's full height."""
    axis = (top - foot) / np.linalg.norm(top - foot)
    b.add(shapes.tube([foot, (foot + top) / 2, top - axis * 0.008], 0.0036, 6), b.paint("wood", color))
    cone = shapes.tube([top - axis * 0.008, top - axis * 0.004, top], 0.0026, 6)
    b.add(cone, b.paint("wood", "birch"))
    if is_tallest:
        b.add(shapes.cylinder(0.0012, b.h - top[2] + 0.002, top[2] - 0.002, 5).moved((top[0], top[1], 0)), b.paint("plastic", "dark grey"))


@small(
    "stapler", "Q39546", ((0.036, 0.042), (0.13, 0.15), (0.055, 0.065)), "desk staplers 13–15 cm (Leitz, Swingline), 0.2–0.4 kg",
    rooms=("office", "classroom", "meeting_room"), sits_on=DESKS, colors=("red", "black", "blue", "grey"), materials=("plastic",),
    affords=("Graspable", "Pressable"),
)  # fmt: skip
def stapler(b: Builder) -> None:
    w, half, h = b.w, b.d / 2, b.h
    steel = b.paint("steel")
    b.add(
        strip([(-half, w * 0.42, 0, 0.006), (-half + 0.02, w / 2, 0, 0.008), (half * 0.6, w / 2, 0, 0.01), (half, w * 0.4, 0, 0.022)]),
        b.paint("plastic", "black"),
        1.0,
    )
    b.add(strip([(-half + 0.008, w * 0.28, 0.024, 0.032), (half * 0.9, w * 0.3, 0.012, 0.03)]), steel, 0.45)
    arm = strip(
        [
            (-half, w * 0.3, 0.032, 0.044),
            (-half + 0.012, w * 0.42, 0.03, 0.05),
            (0, w * 0.44, 0.027, h),
            (half * 0.8, w * 0.42, 0.018, h * 0.86),
            (half, w * 0.34, 0.02, h * 0.7),
        ]
    )
    b.add(arm, None, 0.9)
    b.collide_box((w, b.d, 0.009), (0, 0, 0.0045), b.paint("plastic", "black"))
    collide_around(b, arm, points=24)
    b.collide_box((w * 0.58, half * 0.8, 0.02), (0, half * 0.5, 0.018), steel)


@small(
    "scissors", "Q40847", ((0.075, 0.09), (0.17, 0.21), (0.01, 0.013)), "office scissors 17–21 cm (Fiskars, Westcott), 60–120 g",
    synonyms=("pair of scissors", "shears"), plural="scissors", rooms=("office", "classroom", "childs_room", "kitchen", "workshop"),
    sits_on=(*DESKS, "workbench", "counter"),
    colors=("orange", "black", "red", "blue"), materials=("plastic",), affords=("Graspable", "Cuttable"),
)  # fmt: skip
def scissors(b: Builder) -> None:
    half, end, h = b.w / 2, b.d / 2, b.h
    steel = b.paint("stainless steel")
    ring_d = b.d * 0.34
    pivot = -end + ring_d + 0.012
    for sign in (-1, 1):
        loop = [
            (sign * half * 0.52 + (half * 0.48 - 0.0052) * math.cos(a), -end + ring_d / 2 + (ring_d / 2 - 0.0052) * math.sin(a), h / 2)
            for a in np.arange(10) * 2 * math.pi / 10
        ]
        b.add(shapes.tube(loop, 0.0052, 6, closed=True), None, 1.0)
        z = h / 2 + sign * 0.0011
        arm = shapes.extrude(
            _ccw(
                [
                    (sign * half * 0.5, pivot - 0.02),
                    (sign * half * 0.25, pivot - 0.02),
                    (-sign * 0.006, pivot + 0.01),
                    (-sign * 0.002, end),
                    (sign * 0.006, pivot + 0.02),
                ]
            ),
            0.0022,
            z - 0.0011,
        )
        b.add(arm, steel, 1.0)
    b.add(shapes.cylinder(0.005, 0.007, h / 2 - 0.0035, 10).moved((0, pivot + 0.006, 0)), b.paint("steel", "dark grey"), 1.0)
    for sign in (-1, 1):
        b.collide_box((half * 0.96, ring_d, 0.009), (sign * half * 0.52, -end + ring_d / 2, h / 2))
    b.collide_box((0.02, b.d - ring_d, 0.008), (0, (end + pivot - 0.012) / 2, h / 2), steel)
    b.settle_on_origin()


def _ccw(polygon: list[tuple[float, float]]) -> list[tuple[float, float]]:
    area = sum(a[0] * c[1] - c[0] * a[1] for a, c in zip(polygon, [*polygon[1:], polygon[0]], strict=True))
    return polygon if area > 0 else polygon[::-1]


@small(
    "tape_dispenser", "Q39546", ((0.055, 0.065), (0.13, 0.16), (0.07, 0.085)), "desk tape dispensers 13–16 cm, weighted, 0.4–0.9 kg (Scotch C38)",
    synonyms=("sticky tape", "tape", "adhesive tape", "scotch tape"), rooms=("office", "classroom"), sits_on=DESKS,
    colors=("black", "red", "grey", "teal"), materials=("plastic",),
    affords=("Graspable",),
)  # fmt: skip
def tape_dispenser(b: Builder) -> None:
    w, d, h = b.w, b.d, b.h
    side = [(-d / 2, 0), (d / 2, 0), (d / 2, h * 0.3), (d * 0.28, h * 0.5), (-d * 0.12, h * 0.34), (-d * 0.42, h * 0.6), (-d / 2, h * 0.5)]
    turn = np.array([[0.0, 0, 1], [1, 0, 0], [0, 1, 0]])
    body = shapes.extrude(side, w, -w / 2).rotated(turn)
    b.add(body, None, 1.0)
    low = [(x, y, z) for x in (-w / 2, w / 2) for y, z in ((-d / 2, 0), (d / 2, 0), (d / 2, h * 0.3), (d * 0.2, h * 0.42), (-d / 2, h * 0.36))]
    b.collide_hull(np.array(low))
    nose = [(x, y, z) for x in (-w / 2, w / 2) for y, z in ((-d * 0.12, h * 0.34), (-d * 0.42, h * 0.6), (-d / 2, h * 0.5), (-d / 2, h * 0.3))]
    b.collide_hull(np.array(nose))
    r = h * 0.36
    roll = shapes.cylinder(r, w * 0.4, -w * 0.2, 16).rotated(np.array([[0.0, 0, 1], [0, 1, 0], [-1, 0, 0]])).moved((0, d * 0.1, h - r))
    b.add(roll, b.paint("plastic", "cream"), 0.4)
    hub = shapes.cylinder(r * 0.5, w * 0.62, -w * 0.31, 12).rotated(np.array([[0.0, 0, 1], [0, 1, 0], [-1, 0, 0]])).moved((0, d * 0.1, h - r))
    b.add(hub, b.paint("plastic", "light grey"), 0.4)
    b.collide_cylinder(r, w * 0.4, (0, d * 0.1, h - r), b.paint("plastic", "cream"), rotation_wxyz=(math.sqrt(0.5), 0, math.sqrt(0.5), 0))
    mark(b, (w * 0.44, 0.003, 0.006), (0, -d * 0.44, h * 0.6), b.paint("steel"))


@small(
    "calculator", "Q31087", ((0.072, 0.085), (0.13, 0.16), (0.016, 0.03)), "desk and school calculators (Casio FX, MS), 0.1–0.25 kg",
    rooms=("office", "classroom", "laboratory"), sits_on=(*DESKS, "lab_bench"), colors=("dark grey", "black", "white", "light blue"),
    materials=("plastic",), affords=("Graspable", "Pressable"),
)  # fmt: skip
def calculator(b: Builder) -> None:
    w, d, h = b.w, b.d, b.h - 0.003
    rear = h
    body = shapes.convex_hull(np.array([(x * w / 2, y, z) for x in (-1, 1) for y, z in ((-d / 2, 0), (d / 2, 0), (-d / 2, h * 0.6), (d / 2, rear))]))
    b.add(body, None, 0.55)
    b.collide_hull(body)
    tilt = math.atan2(rear * 0.4, d)
    _tilted(b, (w * 0.84, d * 0.2, 0.002), (0, d * 0.33), tilt, h, d, "olive")
    for row in range(5):
        for column in range(4):
            color = "orange" if (row, column) == (0, 3) else "light grey" if b.color_name != "white" else "dark grey"
            _tilted(b, (w * 0.17, d * 0.075, 0.005), ((column - 1.5) * w * 0.215, d * (0.12 - 0.125 * row)), tilt, h, d, color)


def _tilted(b: Builder, size: tuple[float, float, float], at: tuple[float, float], tilt: float, h: float, d: float, color: str) -> None:
    z = h * 0.8 + at[1] * (h * 0.4) / d
    b.add(shapes.box(*size).rotated(about_x(tilt)).moved((at[0], at[1], z)), b.paint("plastic", color), 0.0)


@small(
    "binder", "Q987767", ((0.285, 0.295), (0.31, 0.325), (0.05, 0.082)), "A4 lever arch files 5 and 8 cm (Leitz 180°), half full 0.9–2 kg",
    synonyms=("ring binder", "folder", "lever arch file", "file folder"), rooms=("office", "classroom", "meeting_room", "laboratory"),
    sits_on=(*DESKS, "shelf_unit", "bookshelf", "filing_cabinet"),
    colors=("black", "blue", "red", "green", "grey", "yellow"), materials=("cardboard",),
    affords=("Graspable", "Stackable", "Openable", "Containable"), stackable=True,
)  # fmt: skip
def binder(b: Builder) -> None:
    w, d, h, board = b.w, b.d, b.h, 0.003
    cover = b.paint("paper", b.color_name)
    for z in (board / 2, h - board / 2):
        b.add(shapes.box(w, d, board, (0, 0, z)), cover, 1.0)
    b.add(shapes.box(board, d, h - 2 * board, (-w / 2 + board / 2, 0, h / 2)), cover, 1.0)
    b.add(shapes.box(w * 0.86, d * 0.94, h - 2 * board, (-w * 0.02, 0, h / 2)), b.paint("paper", "white"), 0.33)
    b.collide_box((w, d, h), (0, 0, h / 2))
    mark(b, (0.0006, d * 0.55, h * 0.7), (-w / 2, d * 0.1, h / 2), b.paint("paper", "white"))
    ring = shapes.cylinder(0.012, 0.001, -0.0005, 12).rotated(np.array([[0.0, 0, 1], [0, 1, 0], [-1, 0, 0]])).moved((-w / 2, -d * 0.32, h / 2))
    b.add(ring, b.paint("steel"), 0.0)
    for y in (-0.2, 0.2):
        mark(b, (0.03, 0.008, 0.0008), (w * 0.42, y * d, h), b.paint("steel"))


@small(
    "document_tray", "Q613972", ((0.25, 0.28), (0.32, 0.36), (0.06, 0.07)), "A4 letter trays (Leitz, Han), 0.3–0.6 kg",
    synonyms=("letter tray", "paper tray", "in tray", "inbox"), rooms=("office", "classroom"), sits_on=DESKS,
    colors=("black", "grey", "white", "blue"), materials=("plastic",),
    affords=("Graspable", "Containable", "Stackable"), holds=("magazine", "notebook"), stackable=True,
)  # fmt: skip
def document_tray(b: Builder) -> None:
    tub(b, (b.w - 0.01, b.d - 0.01), (b.w, b.d), b.h, 0.003, 0.003, radius=0.012, inside=None)
    sheet = shapes.box(0.21, 0.297, 0.006, (0, 0, 0.0062))
    b.add(sheet.rotated(about_z(0.02)), b.paint("paper", "white"), 0.2)
    b.collide_box((0.206, 0.293, 0.006), (0, 0, 0.0062), b.paint("paper", "white"))
    b.rectangle("inside", "interior", 0.0092, 0.2, 0.285, b.h - 0.0092)
