"""What stands by a washbasin: brushes, soap, shampoo, paper."""

from __future__ import annotations

import math

import numpy as np

from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.small import BATH, BEDSIDE, WASH, small
from blueprint.domain.assets.vessels import collide_around, mark, slab, turned
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.bars import skin, spindle, strip

_PASTEL = ("white", "light blue", "mint", "pink", "teal", "lavender", "yellow")


@small(
    "toothbrush_cup", "Q16180001", ((0.068, 0.078), (0.068, 0.078), (0.18, 0.21)), "bathroom tumblers 7 × 10 cm with two brushes, 0.2–0.45 kg",
    synonyms=("toothbrush holder", "tooth mug", "bathroom cup", "toothbrush mug"), rooms=("bathroom",), sits_on=BATH,
    colors=("white", "grey", "light blue", "teal", "pink", "black"),
    materials=("ceramic", "glass", "plastic"), affords=("Graspable", "Containable", "Insertable"),
)  # fmt: skip
def toothbrush_cup(b: Builder) -> None:
    r, rim = (b.w + b.d) / 4, 0.1
    stuff = b.main if b.material_name != "glass" else b.paint("coloured glass", b.color_name)
    turned(b, [(r * 0.9, 0), (r, 0.01), (r, rim)], stuff, 0.28 if b.material_name != "plastic" else 0.3)
    b.add(shapes.cylinder(r - 0.003, 0.0008, rim, 16), b.paint("plastic", "dark grey"), 0.0)
    points = []
    for k, sign in enumerate((-1, 1)):
        color = b.paint("plastic", b.pick(("red", "blue", "green", "orange", "purple", "teal")))
        top = b.h - 0.012 * k
        foot, tip = np.array([-sign * r * 0.1, 0.01 * sign, rim - 0.005]), np.array([sign * r * 0.55, 0.012 * sign, top])
        neck = foot + (tip - foot) * 0.68
        b.add(shapes.tube([foot, (foot + neck) / 2, neck], 0.0045, 6), color, 0.8)
        b.add(shapes.box(0.01, 0.006, top - neck[2], (tip[0] * 0.9, tip[1], (top + neck[2]) / 2)), color, 0.8)
        b.add(shapes.box(0.009, 0.011, 0.022, (tip[0] * 0.9, tip[1] - 0.0085, top - 0.014)), b.paint("plastic", "white"), 0.3)
        points += [
            np.add(foot, (0.004, 0, 0)),
            np.subtract(foot, (0.004, 0, 0)),
            (tip[0], tip[1] - 0.012, top),
            (tip[0] * 0.75, tip[1] + 0.003, top),
            (tip[0], tip[1] - 0.012, neck[2]),
        ]
    b.collide_hull(np.array(points), b.paint("plastic", "white"))
    b.settle_on_origin()


@small(
    "toothbrush", "Q134205", ((0.17, 0.195), (0.013, 0.016), (0.016, 0.02)), "manual toothbrushes 17–19.5 cm, 12–20 g (Oral-B)",
    synonyms=("tooth brush",), plural="toothbrushes", rooms=("bathroom",), sits_on=BATH,
    colors=("red", "blue", "green", "orange", "purple", "teal", "pink"), materials=("plastic",),
    affords=("Graspable", "Insertable"),
)  # fmt: skip
def toothbrush(b: Builder) -> None:
    half, thick = b.w / 2, b.h * 0.5
    r = b.d / 2
    handle = strip(
        [
            (-half, r * 0.7, 0.0005, thick * 0.7),
            (-half + 0.02, r, 0, thick),
            (0, r * 0.85, 0, thick),
            (half * 0.45, r * 0.4, 0.001, thick * 0.75),
            (half - 0.03, r * 0.45, 0.001, thick * 0.7),
        ],
        "x",
    )
    b.add(handle, None, 1.0)
    b.add(
        strip([(half - 0.03, r * 0.6, 0.001, thick * 0.7), (half - 0.02, r * 0.8, 0.001, thick * 0.7), (half, r * 0.6, 0.001, thick * 0.65)], "x"),
        None,
        1.0,
    )
    for k in range(4):
        b.add(
            shapes.box(0.005, r * 1.1, b.h - thick * 0.6, (half - 0.004 - 0.0065 * k, 0, (b.h + thick * 0.6) / 2)),
            b.paint("plastic", "white" if k % 2 else "light blue"),
            0.4,
        )
    mark(b, (b.w * 0.3, r * 1.1, 0.0012), (-half * 0.5, 0, thick), b.paint("rubber", "white"))
    b.collide_box((b.w, b.d, thick), (0, 0, thick / 2))
    b.collide_box((0.026, r * 1.2, b.h - thick), (half - 0.014, 0, (b.h + thick) / 2))


@small(
    "toothpaste", "Q987767", ((0.15, 0.19), (0.042, 0.055), (0.031, 0.038)), "75–100 ml tubes 15–19 cm, 0.09–0.14 kg (Colgate)",
    synonyms=("tube of toothpaste", "tube"), rooms=("bathroom",), sits_on=BATH, colors=("white", "red", "light blue", "green"),
    materials=("plastic",), affords=("Graspable", "Squeezable", "Openable"),
)  # fmt: skip
def toothpaste(b: Builder) -> None:
    half, r = b.w / 2, b.h / 2
    x = half - 0.03
    rings = []
    for s, wide, tall in ((-half, 1.0, 0.05), (-half + 0.008, 1.0, 0.12), (-half * 0.3, 0.94, 0.7), (x - 0.008, 0.82, 0.95), (x, 0.6, 0.7)):
        angles = -math.pi / 2 + math.pi / 12 + np.arange(12) * math.pi / 6
        rings.append(np.column_stack([np.full(12, s), b.d / 2 * wide * np.cos(angles), r * (0.95 * 0.9659 + tall * np.sin(angles) * 0.98)]))
    # the foot of every ring lies on the table
    for ring in rings:
        ring[:, 2] -= ring[:, 2].min()
    body = skin(rings)
    b.add(body, None, 0.85)
    collide_around(b, body)
    cap = spindle([(x, r * 0.82), (half - 0.002, r * 0.98), (half, r * 0.8)], 10)
    low = cap.bounds[0][2]
    b.add(cap.moved((0, 0, -low)), b.paint("plastic", b.pick(("white", "blue", "red"))), 0.3)
    b.collide_hull(cap.moved((0, 0, -low)).vertices)
    band = b.paint("plastic", b.pick(("blue", "red", "teal")))
    middle = body.vertices[24:36]
    stripe = skin([middle, np.add(middle, (0.012, 0, 0))])
    b.add(stripe.scaled((1, 1.012, 1.03)), band, 0.0)
    b.settle_on_origin()


@small(
    "shampoo_bottle", "Q80228", ((0.062, 0.075), (0.04, 0.05), (0.17, 0.23)), "250–400 ml bottles 17–23 cm (Head & Shoulders, Dove), 0.3–0.5 kg",
    synonyms=("shampoo", "conditioner", "shower gel", "lotion", "body wash", "cosmetics"), rooms=("bathroom",),
    sits_on=(*BATH, "bathtub", "shower"), colors=_PASTEL, materials=("plastic",),
    affords=("Graspable", "Squeezable", "Pourable", "Openable"),
)  # fmt: skip
def shampoo_bottle(b: Builder) -> None:
    w, d = b.w, b.d
    body_h, cap_h = b.h * 0.83, b.h * 0.17
    profile = [(0.92, 0), (1, 0.02), (1, 0.55), (0.9, 0.86), (0.6, 1.0)]
    body = shapes.lathe([(r, z * body_h) for r, z in profile], 16).scaled((w / 2, d / 2, 1))
    b.add(body, None, 0.9)
    collide_around(b, body)
    cap = b.paint("plastic", b.pick(("white", "dark grey", "gold", b.color_name)))
    top = shapes.lathe([(0.56, 0), (0.62, cap_h * 0.1), (0.58, cap_h)], 16).scaled((w / 2, d / 2 * 1.15, 1)).moved((0, 0, body_h))
    b.add(top, cap, 0.3)
    collide_around(b, top, cap, points=24)
    label = shapes.lathe([(1.006, body_h * 0.16), (1.006, body_h * 0.52)], 16).scaled((w / 2, d / 2, 1))
    b.add(label, b.paint("paper", "white" if b.color_name != "white" else "light blue"), 0.0)
    b.add(
        shapes.lathe([(1.012, body_h * 0.3), (1.012, body_h * 0.4)], 16).scaled((w / 2, d / 2, 1)),
        b.paint("paper", b.pick(("teal", "coral", "gold", "navy"))),
        0.0,
    )


@small(
    "soap_bar", "Q34396", ((0.1, 0.13), (0.07, 0.075), (0.035, 0.045)), "100 g soap bars on a dish of 10–13 cm, 0.2–0.4 kg",
    synonyms=("soap", "bar of soap", "soap dish"), plural="soap bars", rooms=WASH, sits_on=(*BATH, "sink_counter", "bathtub"),
    colors=("cream", "lavender", "mint", "pink", "amber"), materials=("wax",),
    affords=("Graspable",),
)  # fmt: skip
def soap_bar(b: Builder) -> None:
    dish = b.paint("ceramic", b.pick(("white", "grey", "teal", "light blue")))
    slab(b, (b.w, b.d, 0.012), 0.02, 0, dish, 0.85)
    mark(b, (b.w - 0.02, b.d - 0.02, 0.001), (0, 0, 0.012), b.paint("ceramic", "light grey"))
    soap = shapes.cushion(b.w * 0.72, b.d * 0.72, b.h - 0.012, 0.012, (0, 0, 0.012 + (b.h - 0.012) / 2))
    b.add(soap, None, 1.0)
    b.collide_box((b.w * 0.72, b.d * 0.72, b.h - 0.012), (0, 0, 0.012 + (b.h - 0.012) / 2))
    mark(b, (b.w * 0.4, b.d * 0.14, 0.0008), (0, 0, b.h - 0.0001), b.paint("wax", "white" if b.color_name != "cream" else "tan"))
    b.settle_on_origin()


@small(
    "toilet_roll", "Q11472", ((0.1, 0.115), (0.1, 0.115), (0.095, 0.102)), "toilet rolls 10–11.5 cm across, 9.8 cm wide, 0.08–0.16 kg",
    synonyms=("toilet paper", "roll of toilet paper", "toilet paper roll"), rooms=("bathroom",), sits_on=("toilet", *BATH, "basket"),
    colors=("white",), materials=("paper",), affords=("Graspable", "Stackable"),
    stackable=True,
)  # fmt: skip
def toilet_roll(b: Builder) -> None:
    r, hole = (b.w + b.d) / 4, 0.021
    b.add(_ring(r, hole, 0.0, b.h, 20), None, 0.19)
    b.add(_ring(hole, hole - 0.0012, 0.0005, b.h - 0.0005, 12), b.paint("cardboard", "tan"), 1.0)
    b.collide_cylinder(r, b.h, (0, 0, b.h / 2))


def _ring(outer: float, inner: float, low: float, high: float, segments: int) -> shapes.Mesh:
    """An upright tube with a hole through it."""
    angles = np.arange(segments) * 2 * math.pi / segments
    circle = np.column_stack([np.cos(angles), np.sin(angles)])
    rings = [np.column_stack([circle * r, np.full(segments, z)]) for r, z in ((outer, low), (outer, high), (inner, high), (inner, low))]
    faces = []
    for level in range(4):
        here, there = level * segments, ((level + 1) % 4) * segments
        for i in range(segments):
            j = (i + 1) % segments
            faces += [(here + i, here + j, there + j), (here + i, there + j, there + i)]
    return shapes.Mesh(np.concatenate(rings), np.array(faces, dtype=np.int32))


@small(
    "hairbrush", "Q39546", ((0.2, 0.24), (0.06, 0.072), (0.036, 0.045)), "paddle and styling brushes 20–24 cm, 60–120 g",
    synonyms=("hair brush", "comb", "brush"), plural="hairbrushes", rooms=("bathroom", "bedroom"), sits_on=(*BATH, *BEDSIDE),
    colors=("black", "pink", "walnut", "red", "teal"), materials=("plastic", "wood"),
    affords=("Graspable",),
)  # fmt: skip
def hairbrush(b: Builder) -> None:
    half, head = b.w / 2, b.w * 0.42
    back = 0.016
    x = half - head / 2
    b.add(shapes.extrude([(head / 2 * math.cos(a), b.d / 2 * math.sin(a)) for a in np.arange(14) * math.pi / 7], back).moved((x, 0, 0)), None, 0.55)
    b.add(
        strip(
            [(-half, 0.008, 0.001, back - 0.002), (-half + 0.02, 0.0115, 0, back), (0, 0.009, 0, back), (half - head + 0.012, 0.014, 0, back)], "x"
        ),
        None,
        0.8,
    )
    b.add(
        shapes.extrude([(head * 0.44 * math.cos(a), b.d * 0.43 * math.sin(a)) for a in np.arange(12) * math.pi / 6], 0.003, back).moved((x, 0, 0)),
        b.paint("rubber", "dark grey"),
        0.5,
    )
    bristle = b.paint("plastic", "white" if b.color_name == "black" else "black")
    for row in range(5):
        for column in range(3):
            px, py = x + (row - 2) * head * 0.16, (column - 1) * b.d * 0.26 * (1 - 0.12 * abs(row - 2))
            b.add(shapes.cone(0.0024, 0.0014, b.h - back - 0.002, back + 0.002, 4).moved((px, py, 0)), bristle, 0.5)
    b.collide_box((half - head + half, 0.022, back), (-head / 2, 0, back / 2))
    outline = np.array([(x + head / 2 * math.cos(a), b.d / 2 * math.sin(a), z) for a in np.arange(12) * math.pi / 6 for z in (0.0, back)])
    b.collide_hull(outline)
    b.collide_box((head * 0.72, b.d * 0.58, b.h - back), (x, 0, (b.h + back) / 2), bristle)


@small(
    "hair_dryer", "Q15004", ((0.2, 0.26), (0.19, 0.24), (0.072, 0.086)),
    "hand-held dryers 20–26 cm lying on their side, 0.45–0.8 kg (Philips, Remington)",
    synonyms=("hairdryer", "blow dryer", "blow drier"), rooms=("bathroom", "bedroom"), sits_on=(*BATH, *BEDSIDE),
    colors=("black", "white", "red", "pink", "silver"), materials=("plastic",), affords=("Graspable", "Pressable"),
)  # fmt: skip
def hair_dryer(b: Builder) -> None:
    """Lies on its side: the barrel along X, the grip along Y."""
    half, r, length = b.w / 2, b.h / 2 / math.cos(math.pi / 10), b.d
    flat = r * math.cos(math.pi / 10)
    dark = b.paint("plastic", "dark grey" if b.color_name == "black" else "black")
    barrel = spindle([(-half + 0.035, r * 0.66), (-half * 0.15, r), (half * 0.6, r), (half - 0.012, r * 0.86)], 10)
    y = length / 2 - r * 0.98
    b.add(barrel.moved((0, y, 0)), None, 0.42)
    nozzle = spindle([(-half, r * 0.55), (-half + 0.036, r * 0.64)], 10, flat)
    b.add(nozzle.moved((0, y, 0)), dark, 0.3)
    grille = spindle([(half - 0.013, r * 0.8), (half - 0.002, r * 0.74), (half, r * 0.6)], 10, flat)
    b.add(grille.moved((0, y, 0)), dark, 0.3)
    for mesh in (barrel, nozzle):
        collide_around(b, mesh.moved((0, y, 0)), points=30)
    x, wide = half * 0.35, 0.02
    grip = shapes.convex_hull(np.array([(x + sx * wide * s + shift, yy, zz) for sx in (-1, 1) for yy, s, low, high, shift in (
        (y - r * 0.4, 1.0, flat - 0.014, flat + 0.014, 0.0), (-length / 2 + 0.006, 1.0, 0.0, 0.026, 0.02),
        (-length / 2, 0.7, 0.004, 0.022, 0.02)) for zz in (low, high)]))  # fmt: skip
    b.add(grip, None, 0.5)
    b.collide_hull(grip)
    mark(b, (0.012, 0.03, 0.004), (x + 0.006, y - length * 0.4, flat + 0.008), dark)
    b.settle_on_origin()
