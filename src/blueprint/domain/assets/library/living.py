"""What stands in living rooms, halls and classrooms besides furniture."""

from __future__ import annotations

import itertools
import math

import numpy as np

from blueprint.domain.assets.asset import CategoryInfo, Placement, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.catalogue import category
from blueprint.domain.assets.parts import Cell, legs, piece, top_of
from blueprint.domain.mesh import shapes


@category(
    CategoryInfo(
        name="rug", synonyms=("carpet", "area rug", "mat", "bath mat", "doormat"), plural="rugs", qcode="Q163446", size_m=((1.4, 2.3), (0.9, 1.6), (0.006, 0.01)),
        source="area rugs 120 × 80 to 240 × 170 cm, pile 6–12 mm (IKEA STOENSE, LOHALS)", role=Role.STATIC, placement=Placement.FLOOR,
        rooms=("living_room", "bedroom", "childs_room", "office", "hallway"), colors=("beige", "grey", "red", "navy", "teal", "cream", "terracotta"), materials=("wool",),
        affordances=("Supportable",),
    )
)  # fmt: skip
def rug(b: Builder) -> None:
    whole = Cell.whole(b)
    piece(b, whole)
    border = b.paint("wool", b.pick(("cream", "navy", "brown", "light grey")))
    for k, inset in enumerate((0.06, 0.12)):
        ring = whole.inset(x=inset, y=inset)
        for cell in (ring.but(x1=ring.x0 + 0.025), ring.but(x0=ring.x1 - 0.025), ring.but(y1=ring.y0 + 0.025), ring.but(y0=ring.y1 - 0.025)):
            stripe = cell.but(z0=b.h - 0.001, z1=b.h + 0.0006)
            b.add(shapes.box(*stripe.size, center=stripe.center), border if k == 0 else b.paint("wool", "brown"), 0.0)


@category(
    CategoryInfo(
        name="fireplace", synonyms=("hearth", "fire place", "mantelpiece", "chimney"), qcode="Q81883", size_m=((1.2, 1.5), (0.4, 0.5), (1.1, 1.3)),
        source="mantel fireplaces 120–150 × 35–50 × 110–130 cm; opening 60–75 cm", role=Role.STATIC, placement=Placement.FLOOR, rooms=("living_room",),
        colors=("white", "terracotta", "grey", "cream"), materials=("brick", "marble", "stone"), affordances=("Placeable",), against_wall=True, front_clearance_m=0.9,
        holds=("candle", "picture_frame", "vase", "alarm_clock", "trophy"),
    )
)  # fmt: skip
def fireplace(b: Builder) -> None:
    whole = Cell.whole(b)
    stone = b.main
    hearth = whole.but(z1=0.06)
    piece(b, hearth, b.paint("stone", "dark grey"))
    mantel = whole.but(z0=b.h - 0.06)
    piece(b, mantel, b.paint("oak", b.pick(("oak", "walnut", "white"))))
    body = whole.inset(x=0.06).but(y0=whole.y0 + 0.1, z0=0.06, z1=mantel.z0)
    opening = body.inset(x=body.size[0] * 0.22).but(y1=body.y1 - 0.08, z1=0.06 + (body.size[2]) * 0.62)
    piece(b, body.but(x1=opening.x0), stone, 0.5)
    piece(b, body.but(x0=opening.x1), stone, 0.5)
    piece(b, body.but(x0=opening.x0, x1=opening.x1, z0=opening.z1), stone, 0.5)
    piece(b, body.but(x0=opening.x0, x1=opening.x1, y0=opening.y1, z1=opening.z1), b.paint("iron", "black"), 0.2)
    wood = b.paint("wood", "brown")
    for x, y, turn in ((-0.1, 0.0, 0.2), (0.08, 0.03, -0.25), (0.0, 0.01, 0.0)):
        z = 0.1 if turn else 0.175
        log = shapes.cylinder(0.04, 0.4, -0.2, 10).rotated(np.array([[0, 0, 1.0], [0, 1.0, 0], [-1.0, 0, 0]])).rotated(_yaw(turn))
        b.add(log.moved((x * 0.5, opening.center[1] + y, z)), wood)
    b.collide_box((0.44, 0.2, 0.15), (0, opening.center[1], 0.135), wood)
    for k, (x, h) in enumerate(((-0.09, 0.22), (0.0, 0.3), (0.08, 0.2))):
        flame = shapes.lathe([(0.02, 0), (0.045, h * 0.3), (0.02, h * 0.75), (0.0, h)], 8)
        b.add(flame.moved((x, opening.center[1], 0.17)), b.paint("plastic", ("orange", "yellow", "red")[k]), 0.0)
    top_of(b, mantel, 0.03)


def _yaw(angle: float) -> np.ndarray:
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


@category(
    CategoryInfo(
        name="piano", synonyms=("upright piano", "keyboard piano"), qcode="Q5994", size_m=((1.45, 1.55), (0.58, 0.65), (1.1, 1.3)),
        source="upright pianos 145–155 × 56–65 × 110–131 cm (Yamaha b1, U1)", role=Role.STATIC, placement=Placement.FLOOR, rooms=("living_room",), colors=("black", "walnut", "white", "mahogany"),
        materials=("wood",), affordances=("Pressable", "Placeable"), against_wall=True, front_clearance_m=0.8, holds=("picture_frame", "vase", "candle", "book"),
    )
)  # fmt: skip
def piano(b: Builder) -> None:
    whole = Cell.whole(b)
    case = whole.inset(x=0.03).but(y0=whole.y1 - 0.36, z0=0.0, z1=b.h - 0.03)
    piece(b, case, b.main, 0.55)
    piece(b, whole.but(y0=case.y0 - 0.02, z0=b.h - 0.03), b.main)
    bed = whole.inset(x=0.05).but(y0=whole.y0, y1=case.y0, z0=0.6, z1=0.68)
    piece(b, bed, b.main)
    for x0 in (whole.x0, whole.x1 - 0.05):
        piece(b, whole.but(x0=x0, x1=x0 + 0.05, y0=whole.y0, y1=case.y0, z0=0.0, z1=0.74), b.main)
    keys = bed.inset(x=0.04).but(y0=bed.y0 + 0.02, y1=bed.y0 + 0.17, z0=0.68, z1=0.7)
    piece(b, keys, b.paint("plastic", "white"), 1.0)
    step = keys.size[0] / 52
    for k in range(52):
        if k % 7 in (0, 1, 3, 4, 5) and k < 51:
            x = keys.x0 + (k + 1) * step
            cell = Cell(x - step * 0.28, x + step * 0.28, keys.y0 + 0.055, keys.y1, 0.7, 0.709)
            b.add(shapes.box(*cell.size, center=cell.center), b.paint("plastic", "black"), 0.5)
    piece(b, Cell(-0.32, 0.32, case.y0 - 0.045, case.y0 - 0.001, 0.86, 0.885), b.main)
    piece(b, Cell(-0.32, 0.32, case.y0 - 0.02, case.y0 - 0.001, 0.885, 1.02), b.main)
    for x in (-0.06, 0.0, 0.06):
        piece(b, Cell(x - 0.012, x + 0.012, case.y0 - 0.08, case.y0, 0.04, 0.055), b.paint("brass"))
    b.rectangle("top", "top", b.h, b.w - 0.08, 0.3, 2.0, (0, whole.y1 - 0.18))


@category(
    CategoryInfo(
        name="tv", synonyms=("television", "tv set", "flat-screen tv", "telly"), plural="tvs", qcode="Q289", size_m=((0.9, 1.3), (0.2, 0.26), (0.57, 0.8)),
        source="40–58 inch televisions on their stand: 90–130 × 20–27 × 57–81 cm", role=Role.STATIC, placement=Placement.SURFACE, rooms=("living_room", "bedroom"),
        colors=("black",), materials=("plastic",), affordances=("Pressable",), sits_on=("tv_stand", "sideboard", "dresser", "cabinet"),
    )
)  # fmt: skip
def tv(b: Builder) -> None:
    whole = Cell.whole(b)
    panel = whole.but(y0=-0.025, y1=0.025, z0=0.06)
    piece(b, panel, b.main, 0.35)
    b.add(shapes.box(b.w - 0.03, 0.002, panel.size[2] - 0.03, (0, panel.y0, panel.center[2])), b.paint("plastic", "dark grey"), 0.0)
    for x0 in (-b.w * 0.32, b.w * 0.32 - 0.03):
        piece(b, Cell(x0, x0 + 0.03, whole.y0, whole.y1, 0.0, 0.012), b.main)
        piece(b, Cell(x0 + 0.005, x0 + 0.025, -0.015, 0.015, 0.012, 0.06), b.main)


@category(
    CategoryInfo(
        name="potted_plant", synonyms=("house plant", "houseplant", "indoor plant", "large plant", "floor plant", "fig tree", "palm", "monstera"), qcode="Q203834",
        size_m=((0.55, 0.8), (0.55, 0.8), (1.0, 1.6)), source="floor plants 100–170 cm in 28–35 cm pots (Ficus lyrata, Monstera)", role=Role.STATIC, placement=Placement.FLOOR,
        rooms=("living_room", "office", "bedroom", "hallway", "meeting_room", "cafe_corner", "dining_room"), colors=("terracotta", "white", "grey", "black"), materials=("ceramic",), affordances=(),
    )
)  # fmt: skip
def potted_plant(b: Builder) -> None:
    radius = min(b.w, b.d) / 2
    b.w = b.d = 2 * radius
    pot_h, pot_r = 0.3, 0.165
    b.add(
        shapes.lathe([(pot_r * 0.75, 0), (pot_r, pot_h), (pot_r - 0.012, pot_h), (pot_r - 0.02, pot_h - 0.03), (0, pot_h - 0.03)], 24), b.main, 0.35
    )
    b.collide_cylinder(pot_r * 0.95, pot_h, (0, 0, pot_h / 2))
    b.add(shapes.cylinder(pot_r - 0.022, 0.01, pot_h - 0.031, 20), b.paint("soil"))
    bark, leaf = b.paint("wood", "brown"), b.paint("plant", b.pick(("green", "olive", "green")))
    crown = b.h - pot_h
    b.add(shapes.cone(0.018, 0.01, crown * 0.75, pot_h - 0.03, 8), bark)
    b.collide_cylinder(0.02, crown * 0.6, (0, 0, pot_h + crown * 0.3), bark)
    count = 16
    for k in range(count):
        share = 0.3 + 0.7 * (k + 0.5) / count
        angle = k * 2.39996
        lift = pot_h + crown * share * 0.8
        length = (radius - 0.05) * (1.15 - 0.55 * share)
        blade = shapes.ellipsoid(length, length * 0.42, 0.012, 8, 4).moved((length / 2 + 0.02, 0, 0))
        tilt = 0.25 + 0.6 * share
        c, s = math.cos(tilt), math.sin(tilt)
        b.add(
            blade.rotated(np.array([[c, 0, -s], [0, 1, 0], [s, 0, c]])).rotated(_yaw(angle)).moved((0, 0, min(lift, b.h - length * s - 0.02))),
            leaf,
            0.8,
        )
    for k in range(4):
        pin = shapes.ellipsoid(0.08, 0.03, 0.008, 8, 4).moved((radius - 0.04, 0, pot_h + crown * 0.5)).rotated(_yaw(k * math.pi / 2))
        stem = shapes.tube(
            [(0, 0, pot_h + crown * 0.35), (radius * 0.5, 0, pot_h + crown * 0.5), (radius - 0.06, 0, pot_h + crown * 0.5)], 0.004, 5
        ).rotated(_yaw(k * math.pi / 2))
        b.add(pin, leaf, 0.8)
        b.add(stem, leaf, 0.8)
    b.add(shapes.ellipsoid(0.05, 0.05, 0.12, 8, 6).moved((0, 0, b.h - 0.06)), leaf, 0.8)
    b.collide_cylinder(radius * 0.8, crown * 0.6, (0, 0, b.h - crown * 0.3), leaf)


@category(
    CategoryInfo(
        name="coat_rack", synonyms=("coat stand", "hat stand", "coat tree"), qcode="Q1127684", size_m=((0.44, 0.52), (0.44, 0.52), (1.65, 1.85)),
        source="coat stands 45–52 cm across, 165–190 cm high (IKEA EKRAR, TJUSIG)", role=Role.STATIC, placement=Placement.FLOOR, rooms=("hallway", "office", "meeting_room"),
        colors=("black", "oak", "white", "walnut"), materials=("wood",), affordances=("Supportable",),
    )
)  # fmt: skip
def coat_rack(b: Builder) -> None:
    half = min(b.w, b.d) / 2
    b.w = b.d = 2 * half
    b.add(shapes.cylinder(0.02, b.h, 0.0, 12), b.main)
    b.collide_cylinder(0.02, b.h, (0, 0, b.h / 2))
    for k in range(4):
        foot = np.array(
            [
                (half, -0.015, 0),
                (half, 0.015, 0),
                (half - 0.03, -0.015, 0.03),
                (half - 0.03, 0.015, 0.03),
                (0.02, -0.015, 0.1),
                (0.02, 0.015, 0.1),
                (0.02, -0.015, 0.03),
                (0.02, 0.015, 0.03),
            ]
        )
        turned = foot @ _yaw(k * math.pi / 2).T
        b.add(shapes.convex_hull(turned))
        b.collide_hull(turned)
        hook = shapes.tube([(0.015, 0, b.h - 0.14), (0.09, 0, b.h - 0.1), (0.11, 0, b.h - 0.04)], 0.009, 6).rotated(
            _yaw(k * math.pi / 2 + math.pi / 4)
        )
        b.add(hook)
        b.collide_hull(hook)


@category(
    CategoryInfo(
        name="umbrella_stand", synonyms=("umbrella holder",), qcode="Q2496355", size_m=((0.22, 0.28), (0.22, 0.28), (0.45, 0.55)), source="umbrella stands 20–28 cm across, 45–55 cm high",
        role=Role.STATIC, placement=Placement.FLOOR, rooms=("hallway",), colors=("black", "white", "bronze", "blue"), materials=("steel", "ceramic"), affordances=("Containable",),
    )
)  # fmt: skip
def umbrella_stand(b: Builder) -> None:
    _bin(b, min(b.w, b.d) / 2, b.h, 0.004)


def _bin(b: Builder, radius: float, height: float, wall: float, foot: float = 1.0) -> None:
    """A round open vessel."""
    b.w = b.d = 2 * radius
    low = radius * foot
    b.add(shapes.lathe([(low, 0), (radius, height), (radius - wall, height), (low - wall, 0.008), (0, 0.008)], 24))
    b.collide_cylinder(low * 0.97, 0.008, (0, 0, 0.004))
    b.collide_shell(low, 0.012, 0.008, height, radius_top=radius)
    b.surface("inside", "interior", 0.008, [(low * 0.62 * math.cos(a), low * 0.62 * math.sin(a)) for a in np.arange(8) * math.pi / 4], height - 0.008)


@category(
    CategoryInfo(
        name="waste_bin", synonyms=("wastebasket", "waste basket", "paper bin", "bin", "wastepaper basket", "rubbish bin", "recycling bin"), qcode="Q216530",
        size_m=((0.24, 0.32), (0.24, 0.32), (0.28, 0.4)), source="office waste baskets 24–32 cm across, 28–40 cm high (IKEA FNISS, DOKUMENT)", role=Role.STATIC, placement=Placement.FLOOR,
        rooms=("office", "bathroom", "bedroom", "classroom", "meeting_room", "kitchen", "laboratory", "workshop"), colors=("black", "grey", "white", "silver"), materials=("plastic", "steel"),
        affordances=("Containable",),
    )
)  # fmt: skip
def waste_bin(b: Builder) -> None:
    _bin(b, min(b.w, b.d) / 2, b.h, 0.003, 0.8)


@category(
    CategoryInfo(
        name="laundry_basket", synonyms=("hamper", "laundry hamper", "washing basket", "clothes basket"), qcode="Q1135786", size_m=((0.55, 0.65), (0.38, 0.45), (0.28, 0.55)),
        source="laundry baskets 55–65 × 38–45 cm, 28–55 cm high (IKEA TORKIS, BRANKIS)", role=Role.STATIC, placement=Placement.FLOOR, rooms=("laundry_room", "bathroom", "bedroom"),
        colors=("white", "tan", "grey", "light blue"), materials=("wicker", "plastic"), affordances=("Containable",), holds=("towel", "blanket"),
    )
)  # fmt: skip
def laundry_basket(b: Builder) -> None:
    whole, wall = Cell.whole(b), 0.012
    piece(b, whole.inset(x=wall, y=wall).but(z1=0.012))
    for side in (
        whole.but(x1=whole.x0 + wall),
        whole.but(x0=whole.x1 - wall),
        whole.inset(x=wall).but(y1=whole.y0 + wall),
        whole.inset(x=wall).but(y0=whole.y1 - wall),
    ):
        piece(b, side)
    for z in (b.h * 0.3, b.h * 0.6, b.h * 0.86):
        for cell in (
            whole.but(y0=whole.y0 - 0.0008, y1=whole.y0, z0=z, z1=z + 0.02),
            whole.but(y0=whole.y1, y1=whole.y1 + 0.0008, z0=z, z1=z + 0.02),
        ):
            b.add(shapes.box(*cell.size, center=cell.center), b.paint("wicker", "brown"), 0.0)
    inner = whole.inset(x=wall, y=wall)
    b.rectangle("inside", "interior", 0.012, inner.size[0] - 0.06, inner.size[1] - 0.06, b.h - 0.012)


@category(
    CategoryInfo(
        name="easel", synonyms=("painting easel", "artist's easel"), qcode="Q211868", size_m=((0.62, 0.72), (0.62, 0.72), (1.5, 1.75)), source="studio easels 60–72 cm wide, 150–175 cm high",
        role=Role.STATIC, placement=Placement.FLOOR, rooms=("childs_room", "classroom", "living_room"), colors=("pine", "oak", "birch"), materials=("wood",), affordances=("Supportable",),
    )
)  # fmt: skip
def easel(b: Builder) -> None:
    half, depth = b.w / 2, b.d / 2
    for sx in (-1, 1):
        post = np.array(
            [(sx * half - sx * dx, -depth + dy, 0) for dx in (0, 0.03) for dy in (0, 0.03)]
            + [(sx * 0.06 - sx * dx, -depth + 0.3 + dy, b.h) for dx in (0, 0.03) for dy in (0, 0.03)]
        )
        b.add(shapes.convex_hull(post))
        b.collide_hull(post)
    rear = np.array(
        [(dx, depth - dy, 0) for dx in (-0.015, 0.015) for dy in (0, 0.03)]
        + [(dx, -depth + 0.34 + dy, b.h * 0.9) for dx in (-0.015, 0.015) for dy in (0, 0.03)]
    )
    b.add(shapes.convex_hull(rear))
    b.collide_hull(rear)
    z, lean = 0.72, 0.3 / b.h
    y = -depth + lean * z
    piece(b, Cell(-half * 0.8, half * 0.8, y - 0.05, y + 0.03, z - 0.025, z))
    bottom = np.array(
        [(x, -depth + lean * zz - 0.035 + dy, zz) for x in (-half * 0.68, half * 0.68) for zz in (z + 0.001, z + 0.6) for dy in (0, 0.02)]
    )
    b.add(shapes.convex_hull(bottom), b.paint("cotton", "white"), 0.3)
    b.collide_hull(bottom)
    patch = np.array([(x, -depth + lean * zz - 0.0365, zz) for x in (-half * 0.5, half * 0.4) for zz in (z + 0.12, z + 0.46)])
    b.add(shapes.convex_hull(np.vstack([patch, patch + np.array([0, 0.001, 0])])), b.paint("paper", b.pick(("light blue", "yellow", "mint", "pink"))), 0.0)


@category(
    CategoryInfo(
        name="lectern", synonyms=("podium", "speaker's stand", "pulpit"), qcode="Q1133113", size_m=((0.5, 0.62), (0.42, 0.52), (1.08, 1.18)), source="lecterns 50–60 × 40–50 × 110–120 cm",
        role=Role.STATIC, placement=Placement.FLOOR, rooms=("classroom", "meeting_room"), colors=("oak", "walnut", "grey"), materials=("wood",), affordances=("Supportable",), front_clearance_m=0.5,
    )
)  # fmt: skip
def lectern(b: Builder) -> None:
    whole = Cell.whole(b)
    piece(b, whole.inset(x=0.04, y=0.04).but(z1=0.05))
    piece(b, Cell(-0.12, 0.12, -0.05, 0.1, 0.05, b.h - 0.16))
    slope = np.array(
        [(x, y, z) for x in (-b.w / 2, b.w / 2) for y, z in ((-b.d / 2, b.h - 0.2), (-b.d / 2, b.h - 0.17), (b.d / 2, b.h - 0.03), (b.d / 2, b.h))]
    )
    b.add(shapes.convex_hull(slope))
    b.collide_hull(slope)
    piece(b, Cell(-b.w / 2, b.w / 2, -b.d / 2, -b.d / 2 + 0.015, b.h - 0.17, b.h - 0.14))


@category(
    CategoryInfo(
        name="room_divider", synonyms=("folding screen", "room screen", "privacy screen", "partition screen"), qcode="Q1073930", size_m=((1.2, 1.6), (0.28, 0.4), (1.6, 1.85)),
        source="three-panel folding screens 40–50 cm a panel, 160–185 cm high", role=Role.STATIC, placement=Placement.FLOOR, rooms=("bedroom", "living_room", "office"),
        colors=("oak", "walnut", "black", "white"), materials=("wood",), affordances=(),
    )
)  # fmt: skip
def room_divider(b: Builder) -> None:
    third, depth = b.w / 3, b.d
    points = [(-b.w / 2, -depth / 2), (-b.w / 2 + third, depth / 2 - 0.03), (b.w / 2 - third, -depth / 2), (b.w / 2, depth / 2 - 0.03)]
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        corner = np.array([(x0, y0), (x1, y1), (x1, y1 + 0.03), (x0, y0 + 0.03)])
        ring = corner if (x1 - x0) > 0 else corner[::-1]
        panel = shapes.extrude(ring, b.h - 0.04, 0.04)
        b.add(panel, b.main, 0.4)
        b.collide_hull(panel)
        for share in (0.06, 0.94):
            x, y = x0 + (x1 - x0) * share, y0 + (y1 - y0) * share
            piece(b, Cell(x - 0.012, x + 0.012, y + 0.003, y + 0.027, 0.0, 0.045))


@category(
    CategoryInfo(
        name="step_stool", synonyms=("stepping stool", "kitchen steps"), qcode="Q7608160", size_m=((0.38, 0.44), (0.36, 0.42), (0.4, 0.5)), source="IKEA BEKVÄM step stool 43 × 39 × 50 cm",
        role=Role.STATIC, placement=Placement.FLOOR, rooms=("kitchen", "bathroom", "childs_room", "laundry_room"), colors=("birch", "white", "oak"), materials=("wood",), affordances=("Supportable",),
    )
)  # fmt: skip
def step_stool(b: Builder) -> None:
    whole = Cell.whole(b)
    low = b.h / 2
    rear = whole.but(y0=0.0)
    piece(b, rear.but(z0=b.h - 0.022))
    piece(b, whole.but(y1=-0.001, z0=low - 0.022, z1=low))
    legs(b, rear.inset(x=0.01, y=0.01).but(z1=b.h - 0.022), "square", b.main, 0.035)
    legs(b, whole.inset(x=0.01, y=0.01).but(y1=-0.012, z1=low - 0.022), "square", b.main, 0.035)
    b.rectangle("top", "top", b.h, b.w - 0.06, rear.size[1] - 0.05, 1.5, rear.center[:2])
