"""What stands in workshops, garages, laundries and warehouses."""

from __future__ import annotations

import itertools
import math

import numpy as np

from blueprint.domain.assets.asset import CategoryInfo, Material, Placement, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.catalogue import category
from blueprint.domain.assets.parts import Cell, piece, top_of
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.mesh import Mesh

_ROUND_Y = np.array([[1.0, 0, 0], [0, 0, -1.0], [0, 1.0, 0]])
_ROUND_X = np.array([[0, 0, 1.0], [0, 1.0, 0], [-1.0, 0, 0]])


def _bar(
    b: Builder, start: tuple[float, float, float], end: tuple[float, float, float], radius: float, material: Material, fill: float = 0.3
) -> None:
    """A tube that also collides."""
    mesh = shapes.tube([start, end], radius, 8)
    b.add(mesh, material, fill)
    b.collide_hull(mesh, material)


@category(
    CategoryInfo(
        name="drying_rack", synonyms=("clothes rack", "clothes horse", "clothes airer", "laundry rack"), qcode="Q1130359", size_m=((0.9, 1.1), (0.5, 0.6), (0.9, 1.05)),
        source="clothes airers 55–60 × 90–120 × 95–105 cm (IKEA MULIG, Leifheit)", role=Role.STATIC, placement=Placement.FLOOR, rooms=("laundry_room", "bathroom"),
        colors=("white", "silver", "grey"), materials=("steel",), affordances=("Supportable",),
    )
)  # fmt: skip
def drying_rack(b: Builder) -> None:
    r = 0.009
    w, d, top = b.w / 2 - r, b.d / 2 - r, b.h - r
    for x in (-w, w):
        _bar(b, (x, -d, r), (x, d, top), r, b.main)
        _bar(b, (x, d, r), (x, -d, top), r, b.main)
    for y in (-d, d):
        _bar(b, (-w - r, y, r), (w + r, y, r), r, b.main)
    rods = [(-d + k * 2 * d / 7, top) for k in range(8)]
    for y, z in rods:
        b.add(shapes.tube([(-w, y, z), (w, y, z)], 0.004, 6), b.main)
    b.collide_box((2 * w, 2 * d, 0.008), (0, 0, top))
    cloth = b.paint("cotton", b.pick(("light blue", "white", "pink", "mint")))
    for k, width in ((1, 0.3), (4, 0.4)):
        y = rods[k][0]
        x = -w * 0.4 if k == 1 else w * 0.35
        for y0 in (y - 0.012, y + 0.006):
            piece(b, Cell(x - width / 2, x + width / 2, y0, y0 + 0.006, top - 0.45, top + 0.003), cloth, 0.6)
        piece(b, Cell(x - width / 2, x + width / 2, y - 0.012, y + 0.012, top + 0.0031, top + r), cloth, 0.6)


@category(
    CategoryInfo(
        name="pallet", synonyms=("euro pallet", "wooden pallet", "shipping pallet"), qcode="Q156382", size_m=((1.2, 1.2), (0.8, 0.8), (0.144, 0.144)),
        source="EPAL 1 pallet, UIC 435-2: 1200 × 800 × 144 mm", role=Role.STATIC, placement=Placement.FLOOR, rooms=("warehouse_aisle", "garage", "workshop"), colors=("pine", "birch", "oak", "tan"),
        materials=("wood",), affordances=("Supportable", "Placeable"), holds=("cardboard_box", "crate", "tote", "bucket", "paint_can"),
    )
)  # fmt: skip
def pallet(b: Builder) -> None:
    whole = Cell.whole(b)
    for y in (whole.y0, -0.0725, whole.y1 - 0.1):
        piece(b, whole.but(y0=y, y1=y + (0.145 if y == -0.0725 else 0.1), z1=0.022))
        for x in (whole.x0, -0.0725, whole.x1 - 0.145):
            piece(b, Cell(x, x + 0.145, y, y + (0.145 if y == -0.0725 else 0.1), 0.0221, 0.1))
    for x in (whole.x0, -0.0725, whole.x1 - 0.145):
        piece(b, whole.but(x0=x, x1=x + 0.145, z0=0.1001, z1=0.122))
    deck = whole.but(z0=0.1221)
    boards = [(whole.y0, 0.145), (-0.218, 0.1), (-0.0725, 0.145), (0.118, 0.1), (whole.y1 - 0.145, 0.145)]
    for y, width in boards:
        b.add(shapes.box(b.w, width, deck.size[2], (0, y + width / 2, deck.center[2])))
    b.collide_box(deck.size, deck.center)
    top_of(b, deck, 0.02)


@category(
    CategoryInfo(
        name="barrel", synonyms=("drum", "oil drum", "keg"), qcode="Q10289", size_m=((0.56, 0.6), (0.56, 0.6), (0.85, 0.9)), source="ISO 15750 steel drum, 216 l: 585 mm across, 880 mm high",
        role=Role.STATIC, placement=Placement.FLOOR, rooms=("garage", "workshop", "warehouse_aisle"), colors=("blue", "red", "green", "black"), materials=("steel",), affordances=("Containable", "Supportable"),
    )
)  # fmt: skip
def barrel(b: Builder) -> None:
    r = min(b.w, b.d) / 2
    b.w = b.d = 2 * r
    h, rib = b.h, 0.012
    body = r - rib
    profile = [(r, 0), (r, 0.02), (body, 0.03)]
    for share in (0.33, 0.66):
        profile += [(body, h * share - 0.03), (r, h * share), (body, h * share + 0.03)]
    b.add(shapes.lathe([*profile, (body, h - 0.03), (r, h - 0.02), (r, h), (r - 0.02, h), (r - 0.02, h - 0.015), (0, h - 0.015)], 28), b.main, 0.012)
    b.add(shapes.cylinder(0.03, 0.01, h - 0.016, 12).moved((r * 0.55, 0, 0)), b.paint("steel"))
    b.collide_cylinder(r, h, (0, 0, h / 2))


@category(
    CategoryInfo(
        name="ladder", synonyms=("stepladder", "step ladder", "folding ladder"), qcode="Q168639", size_m=((0.48, 0.56), (0.95, 1.1), (1.5, 1.85)),
        source="EN 131 stepladders of 5–7 steps: 48–56 cm wide, 150–185 cm high", role=Role.STATIC, placement=Placement.FLOOR, rooms=("garage", "workshop", "warehouse_aisle"),
        colors=("silver", "yellow", "orange"), materials=("aluminium",), affordances=("Supportable",),
    )
)  # fmt: skip
def ladder(b: Builder) -> None:
    w, d, h = b.w / 2, b.d / 2, b.h
    apex = d * 0.02
    for sx in (-1, 1):
        for foot_y, head_y in ((-d, apex - 0.06), (d, apex + 0.02)):
            near = w - 0.03
            rail = np.array([(sx * near + sx * dx, foot_y + dy * (1 if foot_y < 0 else -1), 0) for dx in (0, 0.03) for dy in (0, 0.05)]
                            + [(sx * (near - 0.05) + sx * dx, head_y + dy, h) for dx in (0, 0.025) for dy in (0, 0.04)])  # fmt: skip
            b.add(shapes.convex_hull(rail), b.main, 0.2)
            b.collide_hull(rail)
    steps = int(h / 0.26)
    for k in range(1, steps + 1):
        z = k * h / (steps + 0.35)
        y = -d + (apex - 0.06 + d) * z / h
        half = w - 0.03 - 0.05 * z / h
        piece(b, Cell(-half, half, y, y + 0.09, z - 0.025, z), b.main, 0.4)
    for z in (h * 0.25, h * 0.6):
        y = d + (apex + 0.02 - d) * z / h
        piece(b, Cell(-w + 0.04 + 0.05 * z / h, w - 0.04 - 0.05 * z / h, y - 0.03, y - 0.01, z - 0.02, z), b.main, 0.3)


def _wheel(radius: float, width: float) -> Mesh:
    """A tyre about the X axis."""
    return (
        shapes.lathe([(radius * 0.8, 0), (radius, width * 0.25), (radius, width * 0.75), (radius * 0.8, width)], 20)
        .moved((0, 0, -width / 2))
        .rotated(_ROUND_X)
    )


@category(
    CategoryInfo(
        name="hand_truck", synonyms=("sack truck", "dolly", "sack barrow", "trolley"), qcode="Q1143867", size_m=((0.48, 0.54), (0.46, 0.54), (1.1, 1.3)),
        source="hand trucks 48–55 × 45–55 cm, 110–130 cm high (Matador, Wagner)", role=Role.STATIC, placement=Placement.FLOOR, rooms=("garage", "warehouse_aisle", "workshop"),
        colors=("red", "blue", "green", "orange"), materials=("steel",), affordances=("Graspable",),
    )
)  # fmt: skip
def hand_truck(b: Builder) -> None:
    whole, rubber = Cell.whole(b), b.paint("rubber")
    plate = whole.inset(x=0.04).but(y1=whole.y0 + 0.22, z1=0.008)
    piece(b, plate)
    y = plate.y1 + 0.012
    radius = min(0.125, (whole.y1 - y - 0.01) / 2)
    for x in (-b.w / 2 + 0.09, b.w / 2 - 0.09):
        _bar(b, (x, y, 0.0155), (x, y + 0.06, b.h), 0.0145, b.main)
    for z in (0.35, 0.62, 0.9):
        yy = y + 0.06 * z / b.h
        _bar(b, (-b.w / 2 + 0.09, yy, z), (b.w / 2 - 0.09, yy, z), 0.01, b.main)
    _bar(b, (-b.w / 2 + 0.09, y + 0.058, b.h - 0.02), (b.w / 2 - 0.09, y + 0.058, b.h - 0.02), 0.013, rubber, 0.8)
    axle_y = whole.y1 - radius
    for side in (-1, 1):
        x = side * (b.w / 2 - 0.03)
        b.add(_wheel(radius, 0.06).moved((x, axle_y, radius)), rubber, 0.5)
        b.collide_cylinder(radius - 0.0025, 0.06, (x, axle_y, radius), rubber, rotation_wxyz=(math.sqrt(0.5), 0, math.sqrt(0.5), 0))
        _bar(b, (side * (b.w / 2 - 0.1), axle_y, radius), (side * (b.w / 2 - 0.09), y + 0.012, 0.3), 0.01, b.main)
    _bar(b, (-b.w / 2 + 0.06, axle_y, radius), (b.w / 2 - 0.06, axle_y, radius), 0.01, b.main)


@category(
    CategoryInfo(
        name="traffic_cone", synonyms=("safety cone", "road cone", "pylon"), qcode="Q1139493", size_m=((0.28, 0.36), (0.28, 0.36), (0.46, 0.7)), source="EN 13422 cones 50 and 75 cm, base 28–38 cm",
        role=Role.STATIC, placement=Placement.FLOOR, rooms=("garage", "warehouse_aisle"), colors=("orange",), materials=("rubber",), affordances=("Graspable", "Stackable"),
    )
)  # fmt: skip
def traffic_cone(b: Builder) -> None:
    side = min(b.w, b.d)
    b.w = b.d = side
    b.add(shapes.slab(side, side, 0.03, 0.03), b.main, 0.6)
    b.collide_box((side, side, 0.03), (0, 0, 0.015))
    low, high = side * 0.38, 0.025
    cuts = [0.03, b.h * 0.4, b.h * 0.58, b.h * 0.7, b.h * 0.84, b.h]
    for k, (z0, z1) in enumerate(itertools.pairwise(cuts)):
        wide, narrow = (low + (high - low) * (z - 0.03) / (b.h - 0.03) for z in (z0, z1))
        b.add(shapes.cone(wide, narrow, z1 - z0, z0, 20), b.main if k % 2 == 0 else b.paint("rubber", "white"), 0.25)
    b.collide_hull(shapes.cone(low, high, b.h - 0.03, 0.03, 12))


@category(
    CategoryInfo(
        name="tire", synonyms=("tyre", "car tire", "wheel", "spare tire"), qcode="Q169545", size_m=((0.6, 0.66), (0.6, 0.66), (0.19, 0.22)),
        source="passenger tyres 195/65 R15 to 205/55 R16: 632–635 mm across, 195–205 mm wide", role=Role.STATIC, placement=Placement.FLOOR, rooms=("garage", "workshop"), colors=("black",),
        materials=("rubber",), affordances=("Supportable", "Stackable"),
    )
)  # fmt: skip
def tire(b: Builder) -> None:
    r = min(b.w, b.d) / 2
    b.w = b.d = 2 * r
    h, rim = b.h, r * 0.62
    outer = [(rim, 0), (r * 0.93, 0), (r, h * 0.2), (r, h * 0.8), (r * 0.93, h), (rim, h)]
    ring = shapes.lathe([*outer, (rim, h * 0.93), (rim - 0.001, h * 0.5), (0, h * 0.5)], 32)
    b.add(ring, b.main, 0.18)
    b.add(shapes.cylinder(rim - 0.004, 0.03, h * 0.52, 24), b.paint("aluminium"), 0.5)
    b.add(shapes.cylinder(0.06, 0.02, h * 0.66, 12), b.paint("aluminium", "dark grey"), 0.5)
    b.collide_cylinder(r, h, (0, 0, h / 2))


@category(
    CategoryInfo(
        name="fire_extinguisher", synonyms=("extinguisher",), qcode="Q190672", size_m=((0.17, 0.2), (0.17, 0.22), (0.48, 0.58)), source="EN 3 6-kg extinguishers: 16–19 cm across, 50–58 cm high",
        role=Role.STATIC, placement=Placement.FLOOR, rooms=("warehouse_aisle", "garage", "workshop", "laboratory", "hallway", "classroom"), colors=("red",), materials=("steel",),
        affordances=("Graspable", "Pressable"),
    )
)  # fmt: skip
def fire_extinguisher(b: Builder) -> None:
    r = min(b.w, b.d) / 2 - 0.004
    top = b.h - 0.09
    b.add(shapes.lathe([(r, 0), (r, top - 0.06), (r * 0.8, top - 0.02), (0.025, top), (0.025, top + 0.02)], 24), b.main, 0.09)
    b.collide_cylinder(r, top - 0.02, (0, 0, (top - 0.02) / 2))
    black = b.paint("plastic", "black")
    piece(b, Cell(-0.015, 0.015, -0.05, 0.07, top + 0.02, top + 0.045), black, 0.5)
    piece(b, Cell(-0.012, 0.012, -0.02, 0.075, b.h - 0.025, b.h), black, 0.5)
    piece(b, Cell(-0.01, 0.01, -0.02, 0.0, top + 0.0451, b.h - 0.0251), black, 0.5)
    b.add(shapes.box(r * 1.2, 0.002, 0.14, (0, -r, top * 0.5)), b.paint("paper", "white"), 0.0)
    hose = [(0, -0.05, top + 0.03), (0, -r - 0.001, top - 0.03), (0, -r + 0.001, top * 0.45)]
    b.add(shapes.tube(hose, 0.008, 6).rotated(_yaw(0.9)), black)
    for k in range(4):
        b.add(shapes.box(0.004, 0.03, 0.02, (r + 0.002, 0, 0.05)).rotated(_yaw(k * math.pi / 2)), b.paint("steel", "dark grey"), 0.5)


def _yaw(angle: float) -> np.ndarray:
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


@category(
    CategoryInfo(
        name="bicycle", synonyms=("bike", "cycle"), qcode="Q11442", size_m=((1.68, 1.8), (0.5, 0.58), (1.0, 1.08)), source="city bicycles, 28-inch wheels (622 mm): 170–180 cm long, bars 55–60 cm",
        role=Role.STATIC, placement=Placement.FLOOR, rooms=("garage", "hallway"), colors=("red", "blue", "green", "black", "teal"), materials=("steel",), affordances=("Graspable",),
    )
)  # fmt: skip
def bicycle(b: Builder) -> None:
    """Along X, the front wheel at +X, on its kickstand."""
    r, half = 0.335, b.w / 2
    rear, front = (-half + r, 0.0, r), (half - r, 0.0, r)
    rubber, steel = b.paint("rubber"), b.paint("steel")
    for hub in (rear, front):
        b.add(shapes.torus(r - 0.018, 0.018, 28, 6).rotated(_ROUND_Y).moved(hub), rubber, 0.5)
        b.add(shapes.torus(r - 0.042, 0.008, 24, 4).rotated(_ROUND_Y).moved(hub), steel, 0.5)
        b.add(shapes.cylinder(0.02, 0.08, -0.04, 10).rotated(_ROUND_Y).moved(hub), steel, 0.6)
        for k in range(6):
            a = k * math.pi / 6
            tip = ((r - 0.045) * math.cos(a), 0.0, (r - 0.045) * math.sin(a))
            b.add(shapes.tube([(hub[0] - tip[0], 0, hub[2] - tip[2]), (hub[0] + tip[0], 0, hub[2] + tip[2])], 0.0015, 4), steel)
        b.collide_cylinder(r - 0.0066, 0.04, hub, rubber, rotation_wxyz=(math.sqrt(0.5), math.sqrt(0.5), 0, 0))
    crank, seat, head = (-0.12, 0.0, 0.29), (-0.26, 0.0, 0.82), (half - r - 0.16, 0.0, 0.78)
    for start, end in ((crank, seat), (crank, head), (rear, crank), (rear, seat), (front, head)):
        _bar(b, start, end, 0.015, b.main, 0.25)
    _bar(b, (seat[0] + 0.04, 0, 0.66), (head[0] - 0.02, 0, 0.72), 0.014, b.main, 0.25)
    _bar(b, head, (head[0] - 0.05, 0, b.h - 0.016), 0.013, steel)
    _bar(b, (head[0] - 0.05, -b.d / 2, b.h - 0.016), (head[0] - 0.05, b.d / 2, b.h - 0.016), 0.0155, steel)
    piece(b, Cell(seat[0] - 0.14, seat[0] + 0.12, -0.06, 0.06, 0.86, 0.91), b.paint("leather", "brown"), 0.5)
    _bar(b, seat, (seat[0] - 0.01, 0, 0.87), 0.012, steel)
    b.add(shapes.cylinder(0.09, 0.008, -0.05, 20).rotated(_ROUND_Y).moved(crank), steel, 0.5)
    for sign in (-1, 1):
        arm = Cell(
            crank[0] - 0.008,
            crank[0] + 0.008,
            sign * 0.07 - 0.006,
            sign * 0.07 + 0.006,
            crank[2] - 0.16 if sign > 0 else crank[2],
            crank[2] if sign > 0 else crank[2] + 0.16,
        )
        piece(b, arm, steel)
        end = arm.z0 if sign > 0 else arm.z1
        piece(b, Cell(crank[0] - 0.045, crank[0] + 0.045, sign * 0.12 - 0.045, sign * 0.12 + 0.045, end - 0.01, end + 0.01), b.paint("rubber"))
    _bar(b, (-0.2, 0.02, 0.3), (-0.26, 0.2, 0.012), 0.009, steel)
    b.collide_box((0.7, 0.03, 0.3), (-0.02, 0, 0.6), b.main)
