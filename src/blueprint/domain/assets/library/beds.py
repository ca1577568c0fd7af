"""Beds and what a child's room has on its floor."""

from __future__ import annotations

import numpy as np

from blueprint.domain.assets.asset import CategoryInfo, Handle, Placement, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.catalogue import category
from blueprint.domain.assets.parts import Cell, carcass, legs, piece, support
from blueprint.domain.mesh import shapes

_WOODS = ("oak", "walnut", "birch", "white", "pine", "grey")
_LINEN = ("white", "light blue", "cream", "grey", "lavender", "mint")


def _mattress(b: Builder, cell: Cell, name: str = "top", clearance_m: float = 1.5) -> None:
    """A mattress with a folded-back duvet over its lower two thirds; the head is at +Y."""
    b.add(shapes.cushion(*cell.size, 0.05, cell.center), b.paint("cotton", "white"), 0.15)
    b.collide_box(cell.size, cell.center, b.paint("cotton"))
    cover = cell.but(y1=cell.y1 - cell.size[1] * 0.3, z0=cell.z1 - 0.02, z1=cell.z1 + 0.03)
    b.add(shapes.cushion(*cover.size, 0.02, cover.center), b.paint("cotton", b.pick(_LINEN)), 0.1)
    b.collide_box(cover.size, cover.center, b.paint("cotton"))
    b.rectangle(name, "top", cell.z1, cell.size[0] - 0.1, cell.size[1] * 0.3 - 0.06, clearance_m, (cell.center[0], cell.y1 - cell.size[1] * 0.15))
    b.rectangle(f"{name}_cover", "top", cover.z1, cover.size[0] - 0.16, cover.size[1] - 0.16, clearance_m - 0.03, cover.center[:2])


def _bed(b: Builder) -> None:
    whole = Cell.whole(b)
    frame = b.main
    head = whole.but(y0=whole.y1 - 0.05)
    piece(b, head, frame)
    if b.rng.random() < 0.5:
        pad = head.inset(x=0.06, z=0.0).but(y0=head.y0 - 0.04, y1=head.y0 - 0.001, z0=0.5, z1=b.h - 0.04)
        b.add(shapes.cushion(*pad.size, 0.018, pad.center), b.paint("fabric", b.pick(("grey", "beige", "teal", "navy"))), 0.2)
        b.collide_box(pad.size, pad.center, b.paint("fabric"))
        back = pad.y0
    else:
        back = head.y0
    rails = whole.but(y1=head.y0 - 0.001, z0=0.16, z1=0.32)
    piece(b, rails.but(x1=rails.x0 + 0.03), frame)
    piece(b, rails.but(x0=rails.x1 - 0.03), frame)
    piece(b, rails.but(x0=rails.x0 + 0.03, x1=rails.x1 - 0.03, y1=rails.y0 + 0.03), frame)
    legs(b, whole.but(y1=head.y0 - 0.001, z1=0.16), "square", frame, 0.06)
    deck = rails.inset(x=0.03).but(y0=rails.y0 + 0.03, z0=0.26, z1=0.29)
    piece(b, deck, b.paint("pine"), 0.5)
    _mattress(b, deck.inset(x=0.005).but(y1=back - 0.004, z0=0.291, z1=0.5))


@category(
    CategoryInfo(
        name="bed", synonyms=("double bed", "queen bed", "king bed", "king-size bed"), qcode="Q42177", size_m=((1.48, 1.9), (2.08, 2.18), (0.9, 1.15)),
        source="double beds for 140–180 × 200 cm mattresses (IKEA MALM 156–196 × 209 × 100)", role=Role.STATIC, placement=Placement.FLOOR, rooms=("bedroom",),
        colors=_WOODS, materials=("wood",), affordances=("Supportable", "Placeable"), against_wall=True, front_clearance_m=0.6,
        holds=("pillow", "cushion", "blanket", "book", "teddy_bear"),
    )
)  # fmt: skip
def bed(b: Builder) -> None:
    _bed(b)


@category(
    CategoryInfo(
        name="single_bed", synonyms=("twin bed", "child's bed", "children's bed", "kid's bed"), qcode="Q42177", size_m=((0.97, 1.08), (2.06, 2.14), (0.8, 1.0)),
        source="single beds for 90 × 200 cm mattresses (IKEA MALM 105 × 209, SLÄKT 96 × 206)", role=Role.STATIC, placement=Placement.FLOOR,
        rooms=("childs_room", "bedroom"), colors=_WOODS, materials=("wood",), affordances=("Supportable", "Placeable"), against_wall=True, front_clearance_m=0.4,
        holds=("pillow", "blanket", "teddy_bear", "doll", "book"),
    )
)  # fmt: skip
def single_bed(b: Builder) -> None:
    _bed(b)


@category(
    CategoryInfo(
        name="bunk_bed", synonyms=("bunkbed", "double-decker bed", "loft bed"), qcode="Q1016404", size_m=((0.97, 1.08), (2.06, 2.14), (1.55, 1.7)),
        source="EN 747 bunk beds 97–105 × 206–209 × 155–170 cm (IKEA MYDAL)", role=Role.STATIC, placement=Placement.FLOOR, rooms=("childs_room",), colors=_WOODS,
        materials=("wood",), affordances=("Supportable", "Placeable"), against_wall=True, front_clearance_m=0.4, holds=("pillow", "blanket", "teddy_bear"),
    )
)  # fmt: skip
def bunk_bed(b: Builder) -> None:
    whole, frame = Cell.whole(b), b.main
    legs(b, whole, "square", frame, 0.06)
    for level, name in ((0.22, "lower"), (1.12, "upper")):
        rails = whole.but(z0=level, z1=level + 0.12)
        for x0 in (rails.x0, rails.x1 - 0.03):
            piece(b, rails.but(x0=x0, x1=x0 + 0.03, y0=rails.y0 + 0.061, y1=rails.y1 - 0.061), frame)
        for y0 in (rails.y0, rails.y1 - 0.03):
            piece(b, rails.but(x0=rails.x0 + 0.061, x1=rails.x1 - 0.061, y0=y0, y1=y0 + 0.03), frame)
        deck = rails.inset(x=0.031, y=0.062).but(z0=level + 0.07, z1=level + 0.09)
        piece(b, deck, b.paint("pine"), 0.5)
        _mattress(b, deck.inset(x=0.03).but(z0=deck.z1 + 0.001, z1=deck.z1 + 0.13), name, 0.7 if name == "lower" else 0.9)
    for y0 in (whole.y0, whole.y1 - 0.025):
        piece(b, whole.but(x0=whole.x0 + 0.061, x1=whole.x1 - 0.061, y0=y0, y1=y0 + 0.025, z0=b.h - 0.1), frame)
    for x0, length in ((whole.x0, b.d - 0.123), (whole.x1 - 0.025, b.d * 0.6)):
        piece(b, Cell(x0, x0 + 0.025, whole.y1 - 0.0615 - length, whole.y1 - 0.0615, b.h - 0.1, b.h - 0.02), frame)
    for k in range(4):
        piece(b, Cell(whole.x1 - 0.03, whole.x1, whole.y0 + 0.061, whole.y0 + 0.42, 0.42 + k * 0.2, 0.45 + k * 0.2), frame)
    piece(b, Cell(whole.x1 - 0.03, whole.x1, whole.y0 + 0.421, whole.y0 + 0.46, 0.341, 1.119), frame)


@category(
    CategoryInfo(
        name="crib", synonyms=("cot", "baby bed", "baby crib"), qcode="Q1131243", size_m=((0.66, 0.78), (1.24, 1.32), (0.82, 0.95)),
        source="EN 716 cots for 60–70 × 120–140 cm mattresses (IKEA SNIGLAR 66 × 124 × 80)", role=Role.STATIC, placement=Placement.FLOOR, rooms=("childs_room", "bedroom"),
        colors=("white", "birch", "grey"), materials=("wood",), affordances=("Supportable", "Containable"), against_wall=True, front_clearance_m=0.5,
        holds=("teddy_bear", "blanket"),
    )
)  # fmt: skip
def crib(b: Builder) -> None:
    whole, frame = Cell.whole(b), b.main
    legs(b, whole, "square", frame, 0.045)
    deck = whole.inset(x=0.03, y=0.03).but(z0=0.32, z1=0.34)
    piece(b, deck.inset(x=0.016, y=0.016), frame, 0.5)
    for x0 in (whole.x0 + 0.01, whole.x1 - 0.035):
        side = whole.but(x0=x0, x1=x0 + 0.025, y0=whole.y0 + 0.046, y1=whole.y1 - 0.046)
        for z in (0.3, b.h - 0.04):
            piece(b, side.but(z0=z, z1=z + 0.04), frame)
        count = 11
        for k in range(count):
            y = side.y0 + (k + 0.5) * side.size[1] / count
            bar = Cell(x0 + 0.005, x0 + 0.02, y - 0.008, y + 0.008, 0.34, b.h - 0.04)
            b.add(shapes.box(*bar.size, center=bar.center), frame)
        b.collide_box((0.015, side.size[1], b.h - 0.38), (x0 + 0.0125, 0, (0.34 + b.h - 0.04) / 2), frame)
    for y0 in (whole.y0 + 0.01, whole.y1 - 0.03):
        piece(b, whole.but(x0=whole.x0 + 0.046, x1=whole.x1 - 0.046, y0=y0, y1=y0 + 0.02, z0=0.3), frame)
    mattress = deck.inset(x=0.02, y=0.02).but(z0=0.341, z1=0.43)
    b.add(shapes.cushion(*mattress.size, 0.03, mattress.center), b.paint("cotton", b.pick(_LINEN)), 0.15)
    b.collide_box(mattress.size, mattress.center, b.paint("cotton"))
    b.rectangle("inside", "interior", mattress.z1, mattress.size[0] - 0.06, mattress.size[1] - 0.06, b.h - mattress.z1)


@category(
    CategoryInfo(
        name="toy_chest", synonyms=("toy box", "toybox"), qcode="Q7830440", size_m=((0.7, 0.9), (0.4, 0.48), (0.42, 0.5)),
        source="toy chests 70–90 × 40–50 × 42–50 cm (KidKraft, IKEA SMÅSTAD bench 90 × 50 × 48)", role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("childs_room",),
        colors=("white", "mint", "light blue", "pink", "birch", "yellow"), materials=("painted wood",), affordances=("Openable", "Containable", "Placeable"),
        against_wall=True, front_clearance_m=0.4, holds=("teddy_bear", "toy_car", "toy_block", "ball", "toy_train"),
    )
)  # fmt: skip
def toy_chest(b: Builder) -> None:
    whole = Cell.whole(b)
    feet = whole.but(z1=0.03)
    legs(b, feet.inset(x=0.03, y=0.03), "square", b.main, 0.04)
    body = whole.but(y0=whole.y0 + 0.02, z0=0.03, z1=b.h - 0.021)
    hollow = carcass(b, body, b.main, back=0.015, top=False)
    piece(b, hollow.but(y1=hollow.y0 + 0.015), b.main)
    support(b, "inside", "interior", hollow.but(y0=hollow.y0 + 0.015))
    lid = whole.but(z0=b.h - 0.018)
    _lid(b, lid, body)


def _lid(b: Builder, lid: Cell, body: Cell) -> None:
    """A board hinged along its back edge that opens upwards; it is taken by its front edge."""
    b.link("lid")
    piece(b, lid, link="lid", fill=0.5)
    grip = Handle((0.0, lid.y0 + 0.006, lid.center[2]), (1.0, 0.0, 0.0), (0.0, -1.0, 0.0), 0.018)
    b.hinge("lid_hinge", "lid", (0, body.y1 - 0.004, lid.z0), (-1, 0, 0), 1.35, 0.4, 0.3, grip)


@category(
    CategoryInfo(
        name="rocking_horse", synonyms=("rocking toy",), qcode="Q1163788", size_m=((0.28, 0.34), (0.8, 0.92), (0.58, 0.68)),
        source="wooden rocking horses for 2–5 years: 80–95 × 28–35 × 58–70 cm", role=Role.STATIC, placement=Placement.FLOOR, rooms=("childs_room",),
        colors=("birch", "pine", "white", "oak"), materials=("wood",), affordances=("Supportable",),
    )
)  # fmt: skip
def rocking_horse(b: Builder) -> None:
    whole = Cell.whole(b)
    for x0 in (whole.x0, whole.x1 - 0.03):
        curve = [(t * b.d / 2, 0.07 * t * t) for t in np.linspace(-1, 1, 9)]
        ring = np.array([*curve, *[(y, z + 0.035) for y, z in reversed(curve)]])
        turn = np.array([[0, 0, 1.0], [1.0, 0, 0], [0, 1.0, 0]])
        b.add(shapes.extrude(ring, 0.03, 0).rotated(turn).moved((x0, 0, 0)))
        for k in range(0, 8, 2):
            b.collide_hull(np.array([(x, y, z + dz) for x in (x0, x0 + 0.03) for y, z in (curve[k], curve[k + 2]) for dz in (0, 0.035)]))
        for y in (-0.2, 0.17):
            piece(b, Cell(x0, x0 + 0.03, y, y + 0.05, 0.04, 0.34))
    trunk = Cell(whole.x0 + 0.031, whole.x1 - 0.031, -0.24, 0.26, 0.28, 0.44)
    b.add(shapes.cushion(*trunk.size, 0.05, trunk.center), b.main, 0.4)
    b.collide_box(trunk.size, trunk.center)
    neck = np.array([(x, y, z) for x in (-0.035, 0.035) for y, z in ((-0.16, 0.42), (-0.26, 0.36), (-0.36, b.h - 0.09), (-0.24, b.h - 0.02))])
    head = Cell(-0.035, 0.035, -b.d / 2 + 0.005, -0.25, b.h - 0.14, b.h)
    b.add(shapes.convex_hull(neck), b.main, 0.5)
    b.collide_hull(neck)
    piece(b, head, fill=0.5)
    piece(b, Cell(-0.09, 0.09, -0.33, -0.3, b.h - 0.17, b.h - 0.141), b.paint("wood", "red"))
    piece(b, Cell(-0.07, 0.07, 0.0, 0.2, 0.441, 0.465), b.paint("leather", "red"), 0.5)


@category(
    CategoryInfo(
        name="play_tent", synonyms=("tipi", "teepee", "kids tent"), qcode="Q170544", size_m=((1.0, 1.2), (1.0, 1.2), (1.3, 1.6)),
        source="children's tipis 100–120 cm square, 130–160 cm high", role=Role.STATIC, placement=Placement.FLOOR, rooms=("childs_room",),
        colors=("white", "cream", "light blue", "pink"), materials=("cotton",), affordances=("Containable",), front_clearance_m=0.4,
    )
)  # fmt: skip
def play_tent(b: Builder) -> None:
    w, d, top = b.w / 2, b.d / 2, b.h * 0.86
    pole = b.paint("pine")
    for sx in (-1, 1):
        for sy in (-1, 1):
            foot = np.array([(sx * w - sx * dx, sy * d - sy * dy, 0.0) for dx in (0, 0.03) for dy in (0, 0.03)])
            head = np.array([(-sx * w * 0.1 + dx, -sy * d * 0.1 + dy, b.h) for dx in (-0.012, 0.012) for dy in (-0.012, 0.012)])
            b.add(shapes.convex_hull(np.vstack([foot, head])), pole)
            b.collide_hull(np.vstack([foot, head]), pole)
    for turn in (90, 180, 270):
        angle = np.radians(turn)
        c, s = np.cos(angle), np.sin(angle)
        half = w if turn == 180 else d
        out = d if turn == 180 else w
        side = np.array(
            [(x, -y, z) for x, y, z in ((-half + 0.03, out - 0.01, 0), (half - 0.03, out - 0.01, 0), (0.02, 0.03, top), (-0.02, 0.03, top))]
        )
        cloth = np.vstack([side, side + np.array([0, 0.012, 0])]) @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]).T
        b.add(shapes.convex_hull(cloth), b.main, 0.3)
        b.collide_hull(cloth)
    for sx in (-1, 1):
        flap = np.array([(sx * x, -y, z) for x, y, z in ((w - 0.03, d - 0.01, 0), (w * 0.45, d - 0.02, 0), (0.04, 0.06, top), (0.02, 0.03, top))])
        cloth = np.vstack([flap, flap + np.array([0, 0.012, 0])])
        b.add(shapes.convex_hull(cloth), b.main, 0.3)
        b.collide_hull(cloth)
