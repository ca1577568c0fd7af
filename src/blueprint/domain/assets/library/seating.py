"""Things to sit on."""

from __future__ import annotations

import math

import numpy as np

from blueprint.domain.assets.asset import CategoryInfo, Material, Placement, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.catalogue import category
from blueprint.domain.assets.parts import Cell, legs, piece
from blueprint.domain.mesh import shapes

_WOODS = ("oak", "walnut", "birch", "black", "white")
_CLOTHS = ("grey", "beige", "navy", "teal", "green", "cream", "brown", "dark grey", "terracotta")
_SIT = ("Supportable", "Placeable")


def _posts(b: Builder, cell: Cell, thickness: float, material: Material, back_to: float, rake: float = 0.0) -> None:
    """Four legs in the cell's corners; the rear two run on up to `back_to`, leaning back by `rake` above the seat."""
    legs(b, cell, "square", material, thickness)
    if back_to <= cell.z1:
        return
    for x in (cell.x0 + thickness / 2, cell.x1 - thickness / 2):
        y = cell.y1 - thickness / 2
        foot = np.array([[x + sx * thickness / 2, y + sy * thickness / 2, cell.z1] for sx in (-1, 1) for sy in (-1, 1)])
        head = foot + np.array([0, rake, back_to - cell.z1])
        points = np.vstack([foot, head])
        b.add(shapes.convex_hull(points), material)
        b.collide_hull(points, material)


def _pad(b: Builder, cell: Cell, material: Material, bevel: float = 0.02, fill: float = 0.2) -> None:
    """An upholstered block."""
    b.add(shapes.cushion(*cell.size, bevel, cell.center), material, fill)
    b.collide_box(cell.size, cell.center, material)


def _seat(b: Builder, cell: Cell, name: str = "seat", clearance_m: float = 1.0) -> None:
    w, d, _ = cell.size
    b.rectangle(name, "seat", cell.z1, w - 0.06, d - 0.06, clearance_m, cell.center[:2])


def _dining_frame(b: Builder, seat_height: float, padded: bool) -> None:
    frame = b.main
    whole = Cell.whole(b)
    rake = 0.05
    body = whole.but(y1=whole.y1 - rake, z1=seat_height - 0.03)
    _posts(b, body, 0.035, frame, b.h - 0.05, rake * 0.85)
    plate = body.but(z0=seat_height - 0.03, z1=seat_height).but(y1=body.y1 - 0.036)
    if padded:
        _pad(b, plate.but(z0=seat_height - 0.055), b.paint("fabric", b.pick(_CLOTHS)), 0.015, 0.4)
    else:
        piece(b, plate, frame)
    _seat(b, plate)
    for z, height in ((b.h - 0.09, 0.09), (b.h - 0.24, 0.06)):
        lean = rake * (z - seat_height) / (b.h - seat_height)
        rail = Cell(body.x0, body.x1, body.y1 - 0.03 + lean, body.y1 - 0.008 + lean + 0.008, z, z + height)
        piece(b, rail, frame)
    end = Cell(body.x0 + 0.01, body.x1 - 0.01, whole.y1 - 0.012, whole.y1, b.h - 0.05, b.h)
    piece(b, end, frame)


@category(
    CategoryInfo(
        name="chair", synonyms=("dining chair", "side chair", "wooden chair", "kitchen chair", "school chair"), qcode="Q15026",
        size_m=((0.42, 0.48), (0.48, 0.54), (0.82, 0.95)), source="dining chairs: seat 45 cm high, 40–48 cm wide (IKEA INGOLF, LISABO; Neufert)",
        role=Role.STATIC, placement=Placement.FLOOR, rooms=("dining_room", "kitchen", "meeting_room", "classroom", "cafe_corner", "office"),
        colors=_WOODS, materials=("wood",), affordances=_SIT,
    )
)  # fmt: skip
def chair(b: Builder) -> None:
    _dining_frame(b, 0.45, b.rng.random() < 0.5)


@category(
    CategoryInfo(
        name="high_chair", synonyms=("baby chair", "highchair"), qcode="Q844586", size_m=((0.48, 0.54), (0.5, 0.58), (0.9, 1.02)),
        source="IKEA ANTILOP and Stokke Tripp Trapp: 47–58 cm square, 80–100 cm high", role=Role.STATIC, placement=Placement.FLOOR,
        rooms=("kitchen", "dining_room"), colors=("white", "birch", "light grey", "mint"), materials=("wood",), affordances=_SIT,
    )
)  # fmt: skip
def high_chair(b: Builder) -> None:
    frame, whole, seat = b.main, Cell.whole(b), 0.56
    legs(b, whole.but(z1=seat - 0.02), "square", frame, 0.035)
    plate = whole.inset(x=0.03).but(y0=whole.y0 + 0.12, z0=seat - 0.02, z1=seat)
    piece(b, plate, frame)
    _seat(b, plate, clearance_m=0.12)
    piece(b, plate.but(y0=plate.y1 - 0.025, z0=seat, z1=b.h), frame)
    for x0 in (plate.x0, plate.x1 - 0.025):
        piece(b, plate.but(x0=x0, x1=x0 + 0.025, y0=whole.y0 + 0.14, y1=plate.y1 - 0.026, z0=seat + 0.14, z1=seat + 0.18), frame)
        piece(b, plate.but(x0=x0, x1=x0 + 0.025, y0=plate.y1 - 0.06, y1=plate.y1 - 0.026, z0=seat, z1=seat + 0.14), frame)
    tray = whole.inset(x=0.02).but(y1=whole.y0 + 0.2, z0=seat + 0.181, z1=seat + 0.2)
    b.add(shapes.slab(tray.size[0], tray.size[1], 0.019, 0.04, tray.z0).moved((0, tray.center[1], 0)), b.paint("plastic", "white"))
    b.collide_box(tray.size, tray.center)
    b.top(tray.z1, tray.size[0] - 0.05, tray.size[1] - 0.05, tray.center[:2], "tray")
    for x in (whole.x0 + 0.0, whole.x1 - 0.035):
        piece(b, Cell(x, x + 0.035, whole.y0, whole.y0 + 0.035, seat - 0.02, seat + 0.18), frame)


@category(
    CategoryInfo(
        name="stool", synonyms=("low stool", "footstool", "wooden stool", "lab stool", "step seat"), qcode="Q207763",
        size_m=((0.32, 0.4), (0.32, 0.4), (0.44, 0.5)), source="IKEA FROSTA, KYRRE: 35–45 cm round, 45 cm high; widths and depths equal", role=Role.STATIC,
        placement=Placement.FLOOR, rooms=("kitchen", "workshop", "laboratory", "bathroom", "childs_room"), colors=(*_WOODS, "red", "yellow"),
        materials=("wood",), affordances=_SIT,
    )
)  # fmt: skip
def stool(b: Builder) -> None:
    _round_stool(b, b.main, None)


def _round_stool(b: Builder, material: Material, ring_z: float | None) -> None:
    radius = min(b.w, b.d) / 2
    b.w = b.d = 2 * radius
    plate = 0.03
    b.add(shapes.lathe([(radius - 0.006, b.h - plate), (radius, b.h - plate + 0.008), (radius, b.h - 0.006), (radius - 0.008, b.h)], 28), material)
    b.collide_cylinder(radius - 0.003, plate, (0, 0, b.h - plate / 2), material)
    spread = radius / math.sqrt(2) - 0.018
    top = spread * 0.72
    for sx in (-1, 1):
        for sy in (-1, 1):
            foot = np.array([[sx * spread + dx, sy * spread + dy, 0.0] for dx in (-0.015, 0.015) for dy in (-0.015, 0.015)])
            head = np.array([[sx * top + dx, sy * top + dy, b.h - plate] for dx in (-0.017, 0.017) for dy in (-0.017, 0.017)])
            post = np.vstack([foot, head])
            b.add(shapes.convex_hull(post), material)
            b.collide_hull(post, material)
    if ring_z is not None:
        at = spread + (top - spread) * ring_z / b.h
        for k in range(4):
            turn = k * math.pi / 2
            bar = shapes.box(2 * at, 0.02, 0.02, (0, -at, ring_z)).rotated(_turned(turn))
            b.add(bar, b.paint("steel", "dark grey"), 0.3)
    b.surface("seat", "seat", b.h, [(0.8 * radius * math.cos(a), 0.8 * radius * math.sin(a)) for a in np.arange(8) * math.pi / 4], 1.0)


def _turned(angle: float) -> np.ndarray:
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


@category(
    CategoryInfo(
        name="bar_stool", synonyms=("barstool", "counter stool", "kitchen stool", "high stool"), qcode="Q1057974",
        size_m=((0.36, 0.42), (0.36, 0.42), (0.62, 0.76)), source="counter stools 63–65 cm for a 90 cm worktop, bar stools 74–76 cm (IKEA FRANKLIN, DALFRED)",
        role=Role.STATIC, placement=Placement.FLOOR, rooms=("kitchen", "cafe_corner"), colors=(*_WOODS, "grey"), materials=("wood",), affordances=_SIT,
    )
)  # fmt: skip
def bar_stool(b: Builder) -> None:
    _round_stool(b, b.main, 0.22)


@category(
    CategoryInfo(
        name="armchair", synonyms=("easy chair", "lounge chair", "accent chair", "club chair", "reading chair"), qcode="Q11112783",
        size_m=((0.74, 0.9), (0.78, 0.9), (0.78, 0.95)), source="IKEA STRANDMON, EKERÖ, EKTORP armchairs: 70–104 × 73–96 × 75–101 cm", role=Role.STATIC,
        placement=Placement.FLOOR, rooms=("living_room", "bedroom", "hallway", "office"), colors=_CLOTHS, materials=("fabric", "leather", "velvet"),
        affordances=_SIT, holds=("cushion", "blanket"), front_clearance_m=0.4,
    )
)  # fmt: skip
def armchair(b: Builder) -> None:
    _upholstered(b, 1)


@category(
    CategoryInfo(
        name="sofa", synonyms=("couch", "settee", "three-seater", "three-seat sofa"), qcode="Q131514", size_m=((1.9, 2.25), (0.84, 0.96), (0.78, 0.9)),
        source="three-seat sofas 190–230 × 85–98 × 75–92 cm (IKEA EKTORP, KIVIK, LANDSKRONA)", role=Role.STATIC, placement=Placement.FLOOR,
        rooms=("living_room",), colors=_CLOTHS, materials=("fabric", "leather", "velvet"), affordances=_SIT, against_wall=True, front_clearance_m=0.4,
        holds=("cushion", "pillow", "blanket", "remote"),
    )
)  # fmt: skip
def sofa(b: Builder) -> None:
    _upholstered(b, 3)


@category(
    CategoryInfo(
        name="loveseat", synonyms=("two-seater", "two-seat sofa", "small sofa", "love seat"), qcode="Q1872010", size_m=((1.35, 1.65), (0.8, 0.92), (0.78, 0.9)),
        source="two-seat sofas 135–180 × 80–95 cm (IKEA KLIPPAN 180, LINANÄS 137)", role=Role.STATIC, placement=Placement.FLOOR,
        rooms=("living_room", "bedroom", "office"), colors=_CLOTHS, materials=("fabric", "leather", "velvet"), affordances=_SIT, against_wall=True,
        front_clearance_m=0.4, holds=("cushion", "pillow", "blanket"),
    )
)  # fmt: skip
def loveseat(b: Builder) -> None:
    _upholstered(b, 2)


def _upholstered(b: Builder, seats: int) -> None:
    """Feet, a plinth, arms, a leaning back and as many seat cushions as people."""
    whole, foot, seat_z = Cell.whole(b), b.uniform(0.08, 0.14), 0.44
    cloth = b.main
    arm = b.uniform(0.11, 0.17)
    back = 0.2
    legs(b, whole.inset(x=0.03, y=0.03).but(z1=foot), "round", b.paint("wood", b.pick(("black", "walnut", "oak"))), 0.05)
    frame = whole.but(z0=foot, z1=0.28)
    b.add(shapes.cushion(*frame.size, 0.03, frame.center), cloth, 0.18)
    b.collide_box(frame.size, frame.center, cloth)
    arm_top = min(b.uniform(0.56, 0.64), b.h - 0.1)
    for x0 in (whole.x0, whole.x1 - arm):
        _pad(b, whole.but(x0=x0, x1=x0 + arm, z0=0.281, z1=arm_top), cloth, 0.04, 0.12)
    _pad(b, whole.but(x0=whole.x0 + arm + 0.001, x1=whole.x1 - arm - 0.001, y0=whole.y1 - back, z0=0.281, z1=b.h), cloth, 0.06, 0.12)
    inner = whole.but(x0=whole.x0 + arm + 0.002, x1=whole.x1 - arm - 0.002, y0=whole.y0 + 0.01, y1=whole.y1 - back - 0.002, z0=0.281, z1=seat_z)
    for k, cell in enumerate(inner.columns(seats, 0.003)):
        _pad(b, cell, cloth, 0.035, 0.12)
        _seat(b, cell, f"seat_{k + 1}")


@category(
    CategoryInfo(
        name="ottoman", synonyms=("pouf", "pouffe", "footrest", "hassock"), qcode="Q1152513", size_m=((0.45, 0.7), (0.42, 0.6), (0.38, 0.46)),
        source="IKEA STRANDMON, EKERÖ footstools 45–75 × 40–60 × 38–46 cm", role=Role.STATIC, placement=Placement.FLOOR, rooms=("living_room", "bedroom"),
        colors=_CLOTHS, materials=("fabric", "leather", "velvet"), affordances=_SIT, holds=("tray", "book", "magazine"),
    )
)  # fmt: skip
def ottoman(b: Builder) -> None:
    whole = Cell.whole(b)
    legs(b, whole.inset(x=0.04, y=0.04).but(z1=0.1), "round", b.paint("wood", "walnut"), 0.045)
    _pad(b, whole.but(z0=0.1), b.main, 0.05, 0.2)
    b.top(b.h, b.w - 0.14, b.d - 0.14)


@category(
    CategoryInfo(
        name="bench", synonyms=("wooden bench", "hallway bench", "entry bench"), qcode="Q204776", size_m=((0.9, 1.4), (0.34, 0.42), (0.43, 0.48)),
        source="IKEA PINNTORP, SKOGSTA benches 90–140 × 32–40 × 45 cm", role=Role.STATIC, placement=Placement.FLOOR,
        rooms=("hallway", "dining_room", "bedroom", "cafe_corner"), colors=_WOODS, materials=("wood",), affordances=_SIT, holds=("cushion", "basket", "backpack"),
    )
)  # fmt: skip
def bench(b: Builder) -> None:
    whole = Cell.whole(b)
    legs(b, whole.inset(x=0.05, y=0.02).but(z1=b.h - 0.035), b.pick(("square", "tapered", "sled")), b.main, 0.045)
    piece(b, whole.but(z0=b.h - 0.035))
    _seat(b, whole)


@category(
    CategoryInfo(
        name="office_chair", synonyms=("desk chair", "swivel chair", "task chair", "computer chair"), qcode="Q1375804",
        size_m=((0.6, 0.68), (0.6, 0.68), (0.9, 1.1)), source="EN 1335 work chairs: base 60–70 cm, seat 42–52 cm (IKEA MARKUS, LÅNGFJÄLL)", role=Role.STATIC,
        placement=Placement.FLOOR, rooms=("office", "bedroom", "laboratory"), colors=("black", "grey", "dark grey", "blue", "white", "red"), materials=("fabric", "leather"),
        affordances=(*_SIT, "Turnable"),
    )
)  # fmt: skip
def office_chair(b: Builder) -> None:
    radius = min(b.w, b.d) / 2
    b.w = b.d = 2 * radius
    metal, cloth, seat = b.paint("plastic", "dark grey"), b.main, 0.47
    for k in range(4):
        angle = math.pi / 4 + k * math.pi / 2
        reach = radius - 0.03
        arm = shapes.box(reach, 0.04, 0.03, (reach / 2, 0, 0.085)).rotated(_turned(angle))
        wheel = shapes.box(0.05, 0.04, 0.07, (reach, 0, 0.035)).rotated(_turned(angle))
        b.add(arm, metal, 0.6)
        b.add(wheel, b.paint("rubber"), 0.6)
        b.collide_hull(arm, metal)
        b.collide_hull(wheel, b.paint("rubber"))
    b.add(shapes.cylinder(0.03, seat - 0.16, 0.1), b.paint("steel"), 0.4)
    b.collide_cylinder(0.03, seat - 0.16, (0, 0, 0.1 + (seat - 0.16) / 2), metal)
    pad = Cell(-0.24, 0.24, -0.25, 0.22, seat - 0.07, seat)
    _pad(b, pad, cloth, 0.03, 0.25)
    _seat(b, pad)
    spine = Cell(-0.03, 0.03, 0.221, 0.25, seat - 0.06, seat + 0.2)
    piece(b, spine, metal)
    rest = Cell(-0.19, 0.19, 0.19, 0.251, seat + 0.12, b.h)
    _pad(b, rest.but(y0=0.19, y1=0.22), cloth, 0.014, 0.4)
    piece(b, Cell(-0.03, 0.03, 0.2205, 0.25, seat + 0.12, seat + 0.3), metal, 1.0, collide=False)
    _square_up(b, radius, metal)


def _square_up(b: Builder, radius: float, material: Material) -> None:
    """Castor tips on the four sides, so that the base's circle is the footprint."""
    for k in range(4):
        tip = shapes.box(0.03, 0.03, 0.05, (radius - 0.015, 0, 0.03)).rotated(_turned(k * math.pi / 2))
        stem = shapes.box(radius - 0.03, 0.035, 0.025, ((radius - 0.03) / 2, 0, 0.0825)).rotated(_turned(k * math.pi / 2))
        post = shapes.box(0.03, 0.03, 0.06, (radius - 0.015, 0, 0.07)).rotated(_turned(k * math.pi / 2))
        for mesh in (tip.moved((0, 0, -0.005)), stem, post):
            b.add(mesh, material, 0.4)
            b.collide_hull(mesh, material)


@category(
    CategoryInfo(
        name="rocking_chair", synonyms=("rocker", "rocking armchair"), qcode="Q836988", size_m=((0.58, 0.66), (0.78, 0.9), (0.95, 1.08)),
        source="IKEA POÄNG rocking chair 68 × 94 × 95 cm; Shaker rockers 60 × 85 × 105 cm", role=Role.STATIC, placement=Placement.FLOOR,
        rooms=("living_room", "bedroom", "childs_room"), colors=_WOODS, materials=("wood",), affordances=_SIT, front_clearance_m=0.3,
    )
)  # fmt: skip
def rocking_chair(b: Builder) -> None:
    whole, frame, seat = Cell.whole(b), b.main, 0.43
    for x0 in (whole.x0, whole.x1 - 0.035):
        middle = (x0 + x0 + 0.035) / 2
        ends = np.linspace(-1, 1, 9)
        curve = [(y * b.d / 2, 0.055 * y * y) for y in ends]
        ring = np.array([*curve, *[(y, z + 0.035) for y, z in reversed(curve)]])
        rocker = shapes.extrude(ring, 0.035, -0.0175).rotated(np.array([[0, 0, 1.0], [1.0, 0, 0], [0, 1.0, 0]])).moved((middle, 0, 0))
        b.add(rocker, frame)
        for k in range(0, 8, 2):
            b.collide_hull(np.array([(x, y, z + dz) for x in (x0, x0 + 0.035) for y, z in (curve[k], curve[k + 2]) for dz in (0, 0.035)]), frame)
        for y in (whole.y0 + 0.16, whole.y0 + 0.62):
            piece(b, Cell(x0, x0 + 0.035, y, y + 0.035, 0.05, seat + 0.2 if y < 0 else b.h - 0.05), frame)
        piece(b, Cell(x0, x0 + 0.04 if x0 < 0 else x0 + 0.035, whole.y0 + 0.14, whole.y0 + 0.62, seat + 0.2, seat + 0.23), frame)
    plate = whole.but(x0=whole.x0 + 0.036, x1=whole.x1 - 0.036, y0=whole.y0 + 0.14, y1=whole.y0 + 0.62, z0=seat - 0.03, z1=seat)
    piece(b, plate, frame)
    _seat(b, plate)
    for k in range(5):
        x = plate.x0 + 0.03 + k * (plate.size[0] - 0.09) / 4
        piece(b, Cell(x, x + 0.03, whole.y0 + 0.63, whole.y0 + 0.648, seat, b.h - 0.05), frame)
    piece(b, whole.but(y0=whole.y0 + 0.62, y1=whole.y0 + 0.66, z0=b.h - 0.05), frame)
    for y in (whole.y0 + 0.165, whole.y0 + 0.625):
        piece(b, Cell(whole.x0 + 0.036, whole.x1 - 0.036, y, y + 0.02, seat - 0.06, seat - 0.031), frame)


@category(
    CategoryInfo(
        name="folding_chair", synonyms=("camping chair", "fold-up chair"), qcode="Q1361756", size_m=((0.42, 0.46), (0.44, 0.5), (0.76, 0.82)),
        source="IKEA TERJE, GUNDE 38–46 × 44–51 × 77 cm", role=Role.STATIC, placement=Placement.FLOOR, rooms=("meeting_room", "garage", "classroom"),
        colors=("black", "white", "red", "oak", "grey"), materials=("plastic", "wood"), affordances=_SIT,
    )
)  # fmt: skip
def folding_chair(b: Builder) -> None:
    whole, frame, seat = Cell.whole(b), b.paint("steel", "dark grey"), 0.44
    for x0 in (whole.x0, whole.x1 - 0.022):
        for low_y, high_y, top in ((whole.y0, whole.y1 - 0.06, b.h), (whole.y1 - 0.03, whole.y0 + 0.05, seat - 0.02)):
            points = np.array([(x, y + dy, z) for x in (x0, x0 + 0.022) for y, z in ((low_y, 0.0), (high_y, top)) for dy in (0, 0.03)])
            points[:, 1] = np.clip(points[:, 1], whole.y0, whole.y1)
            b.add(shapes.convex_hull(points), frame, 0.25)
            b.collide_hull(points, frame)
    plate = whole.but(x0=whole.x0 + 0.024, x1=whole.x1 - 0.024, y0=whole.y0 + 0.02, y1=whole.y1 - 0.1, z0=seat - 0.02, z1=seat)
    piece(b, plate)
    _seat(b, plate)
    back_y = whole.y0 + (whole.y1 - 0.06 - whole.y0) * (b.h - 0.12) / b.h
    piece(b, Cell(whole.x0 + 0.023, whole.x1 - 0.023, back_y, back_y + 0.02, b.h - 0.2, b.h - 0.02))


@category(
    CategoryInfo(
        name="bean_bag", synonyms=("beanbag", "bean bag chair"), qcode="Q812880", size_m=((0.75, 0.95), (0.75, 0.95), (0.55, 0.7)),
        source="Fatboy, LEKMAN bean bags 70–100 cm across, 60–75 cm high", role=Role.STATIC, placement=Placement.FLOOR, rooms=("childs_room", "living_room"),
        colors=("red", "blue", "green", "grey", "orange", "purple", "teal"), materials=("fabric",), affordances=_SIT,
    )
)  # fmt: skip
def bean_bag(b: Builder) -> None:
    profile = [(0.38, 0), (0.47, 0.08), (0.5, 0.25), (0.47, 0.45), (0.36, 0.68), (0.2, 0.85), (0.09, 0.95), (0.0, 1.0)]
    mesh = shapes.lathe([(r, z) for r, z in profile], 24).scaled((b.w, b.d, b.h))
    b.add(mesh, b.main, 0.12)
    for low, high in ((0, 2), (2, 4), (4, 6)):
        ring = [(r * b.w * math.cos(a), r * b.d * math.sin(a), z * b.h) for r, z in profile[low : high + 1] for a in np.arange(10) * math.pi / 5]
        b.collide_hull(np.array(ring))
