"""Toys, games and balls."""

from __future__ import annotations

import math

import numpy as np

from blueprint.domain.assets.asset import Material
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.small import SHELVES, TOYS, small, weighing
from blueprint.domain.assets.vessels import collide_around, mark, rings_of, turned
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.bars import about_x, about_y

_BRIGHT = ("red", "blue", "yellow", "green", "orange", "purple", "turquoise", "pink")
_PLAY = ("childs_room", "living_room", "bedroom")


def _lump(
    b: Builder,
    size: tuple[float, float, float],
    at: tuple[float, float, float],
    color: str,
    fill: float,
    collide: bool = True,
    material: str = "fabric",
) -> None:
    """A soft ellipsoid, flattened where it would go below the ground."""
    mesh = shapes.ellipsoid(*size, segments=12 if collide else 8, rings=6 if collide else 4).moved(at)
    vertices = mesh.vertices.copy()
    vertices[:, 2] = np.maximum(vertices[:, 2], 0.0)
    flat = shapes.Mesh(vertices, mesh.faces)
    stuff = b.paint(material, color)
    b.add(flat, stuff, fill)
    if collide:
        collide_around(b, flat, stuff, points=26)


@small(
    "teddy_bear", "Q213477", ((0.22, 0.3), (0.18, 0.24), (0.26, 0.34)), "sitting teddies 26–34 cm (Steiff, IKEA DJUNGELSKOG), 0.2–0.6 kg",
    synonyms=("teddy", "stuffed animal", "plush toy", "soft toy", "stuffed toy", "bear"), rooms=_PLAY,
    sits_on=(*TOYS, "chair", "rocking_chair", "crib", "armchair"),
    colors=("brown", "tan", "beige", "cream", "grey", "pink"), materials=("fabric",), affords=("Graspable", "Squeezable"),
)  # fmt: skip
def teddy_bear(b: Builder) -> None:
    w, d, h, c = b.w / 0.82, b.d / 0.965, b.h / 0.937, b.color_name
    pale = "cream" if c not in ("cream", "beige") else "tan"
    fill = 0.24
    _lump(b, (w * 0.56, d * 0.58, h * 0.52), (0, d * 0.16, h * 0.235), c, fill)
    _lump(b, (w * 0.5, d * 0.52, h * 0.4), (0, d * 0.1, h * 0.66), c, fill)
    _lump(b, (w * 0.36, d * 0.1, h * 0.32), (0, -d * 0.1, h * 0.25), pale, fill, False)
    _lump(b, (w * 0.22, d * 0.18, h * 0.15), (0, -d * 0.16, h * 0.61), pale, fill, False)
    _lump(b, (w * 0.08, d * 0.06, h * 0.05), (0, -d * 0.25, h * 0.64), "black", 0.2, False)
    for sign in (-1, 1):
        _lump(b, (w * 0.18, d * 0.12, h * 0.15), (sign * w * 0.19, d * 0.12, h * 0.86), c, fill, False)
        _lump(b, (w * 0.2, d * 0.24, h * 0.3), (sign * w * 0.31, d * 0.06, h * 0.36), c, fill, False)
        _lump(b, (w * 0.27, d * 0.62, h * 0.22), (sign * w * 0.26, -d * 0.2, h * 0.1), c, fill)
        _lump(b, (w * 0.18, d * 0.03, h * 0.15), (sign * w * 0.26, -d * 0.5, h * 0.11), pale, 0.1, False)
        _lump(b, (w * 0.05, d * 0.04, h * 0.035), (sign * w * 0.1, -d * 0.15, h * 0.715), "black", 0.2, False)
    b.settle_on_origin()


@small(
    "toy_car", "Q11422", ((0.068, 0.075), (0.14, 0.2), (0.05, 0.065)), "nursery toy cars 14–20 cm (Bruder, Hape), 0.12–0.35 kg",
    synonyms=("car", "model car", "toy truck", "matchbox car"), rooms=_PLAY, sits_on=TOYS, colors=_BRIGHT, materials=("plastic",),
    affords=("Graspable",),
)  # fmt: skip
def toy_car(b: Builder) -> None:
    w, d, h = b.w - 0.012, b.d, b.h
    side = [
        (-d / 2, 0.012),
        (d / 2, 0.012),
        (d / 2, h * 0.55),
        (d * 0.34, h * 0.62),
        (d * 0.24, h),
        (-d * 0.1, h),
        (-d * 0.24, h * 0.62),
        (-d / 2, h * 0.52),
    ]
    turn = np.array([[0.0, 0, 1], [1, 0, 0], [0, 1, 0]])
    b.add(shapes.extrude(side, w, -w / 2).rotated(turn), None, 0.4)
    low = [
        (x, y, z)
        for x in (-w / 2, w / 2)
        for y, z in ((-d / 2, 0.012), (d / 2, 0.012), (d / 2, h * 0.55), (d * 0.34, h * 0.62), (-d * 0.24, h * 0.62), (-d / 2, h * 0.52))
    ]
    cabin = [(x, y, z) for x in (-w / 2, w / 2) for y, z in ((d * 0.34, h * 0.6), (d * 0.24, h), (-d * 0.1, h), (-d * 0.24, h * 0.6))]
    b.collide_hull(np.array(low))
    b.collide_hull(np.array(cabin))
    pane = b.paint("screen", "navy")
    for x in (-1, 1):
        for y0, y1 in ((-0.17, 0.04), (0.07, 0.25)):
            outline = np.array([(y0 * d, h * 0.65), (y1 * d, h * 0.65), (min(y1, 0.22) * d, h * 0.92), (max(y0, -0.1) * d, h * 0.92)])
            b.add(shapes.extrude(outline, 0.001, x * w / 2 - 0.0005).rotated(turn), pane, 0.0)
    tilt = math.atan2(d * 0.14, h * 0.38)
    b.add(shapes.box(w * 0.84, 0.001, h * 0.36).rotated(about_x(-tilt)).moved((0, -d * 0.173, h * 0.805)), pane, 0.0)
    r, dark = h * 0.27, b.paint("rubber", "black")
    lie = about_y(math.pi / 2)
    for y in (-d * 0.3, d * 0.3):
        for sign in (-1, 1):
            wheel = shapes.cylinder(r, 0.014, -0.007, 12).rotated(
                np.array([[1, 0, 0], [0, math.cos(math.pi / 12), -math.sin(math.pi / 12)], [0, math.sin(math.pi / 12), math.cos(math.pi / 12)]]) @ lie
            )
            z = -wheel.bounds[0][2]
            b.add(wheel.moved((sign * (b.w / 2 - 0.007), y, z)), dark, 0.7)
            b.add(
                shapes.cylinder(r * 0.5, 0.001, 0, 10).rotated(lie).moved((sign * b.w / 2 - (0.001 if sign > 0 else 0), y, z)),
                b.paint("plastic", "light grey"),
                0.0,
            )
        b.collide_hull(
            np.array(
                [
                    (x, y + dy, z2)
                    for x in (-b.w / 2, b.w / 2)
                    for dy, z2 in ((-r * 0.3, 0), (r * 0.3, 0), (-r * 0.95, r * 0.8), (r * 0.95, r * 0.8), (-r * 0.6, r * 1.7), (r * 0.6, r * 1.7))
                ]
            ),
            dark,
        )
    for sign in (-1, 1):
        mark(b, (w * 0.16, 0.002, h * 0.12), (sign * w * 0.34, -d / 2, h * 0.38), b.paint("plastic", "yellow"))
        mark(b, (w * 0.16, 0.002, h * 0.1), (sign * w * 0.34, d / 2, h * 0.42), b.paint("plastic", "red"))
    b.settle_on_origin()


@small(
    "toy_block", "Q11422", ((0.04, 0.06), (0.04, 0.06), (0.04, 0.06)), "alphabet and building cubes 4–6 cm, 40–150 g",
    synonyms=("building block", "wooden block", "cube", "alphabet block"), rooms=("childs_room", "classroom", "living_room"),
    sits_on=(*TOYS, "rug", "table"), colors=_BRIGHT, materials=("wood",),
    affords=("Graspable", "Stackable"), stackable=True,
)  # fmt: skip
def toy_block(b: Builder) -> None:
    side = (b.w + b.d + b.h) / 3 if b.spec.size_m is None else b.w
    d, h = (side, side) if b.spec.size_m is None else (b.d, b.h)
    b.add(shapes.cushion(side, d, h, 0.003, (0, 0, h / 2)), b.paint("wood", "birch"), 0.95)
    b.collide_box((side, d, h), (0, 0, h / 2))
    for axis in range(3):
        for sign in (-1, 1):
            if axis == 2 and sign < 0:
                continue
            size, at = [side * 0.7, d * 0.7, h * 0.7], [0.0, 0.0, h / 2]
            size[axis] = 0.0006
            at[axis] += sign * (side, d, h)[axis] / 2
            mark(b, size, at, b.main)
            size = [s * 0.45 for s in size]
            size[axis] = 0.0009
            mark(b, size, at, b.paint("wood", "birch"))
    b.settle_on_origin()


@small(
    "ball", "Q18545", ((0.06, 0.074), (0.06, 0.074), (0.06, 0.074)), "play and tennis balls 6–7.4 cm, 50–150 g, at rest on a small flat",
    synonyms=("toy ball", "tennis ball", "rubber ball", "play ball", "football", "soccer ball"), rooms=(*_PLAY, "hallway", "garage"),
    sits_on=(*TOYS, "basket", "rug"), colors=_BRIGHT, materials=("rubber",),
    affords=("Graspable", "Squeezable"),
)  # fmt: skip
def ball(b: Builder) -> None:
    r = (b.w + b.d) / 4 if b.spec.size_m is None else min(b.spec.size_m) / 2
    cut = 0.91
    h = r * (1 + cut)
    start = math.acos(cut)
    profile = [(r * math.sin(a), r * cut - r * math.cos(a)) for a in np.linspace(start, math.pi, 8)]
    profile[-1] = (0.0, h)
    b.add(shapes.lathe(profile, 16), None, 0.45)
    b.collide_hull(rings_of([*profile[:-2][::2], (r * 0.25, h * 0.985)]))
    stripe = b.paint("rubber", "white" if b.color_name != "white" else "red")
    b.add(
        shapes.lathe([(r * 1.002 * math.cos(0.16), r * cut - r * 0.16), (r * 1.006, r * cut), (r * 1.002 * math.cos(0.16), r * cut + r * 0.16)], 16),
        stripe,
        0.0,
    )


@small(
    "toy_train", "Q11422", ((0.06, 0.072), (0.22, 0.3), (0.085, 0.11)), "wooden engines with a wagon 22–30 cm (Brio, Hape), 0.3–0.8 kg",
    synonyms=("train", "wooden train", "toy locomotive", "train set"), rooms=_PLAY, sits_on=TOYS, colors=_BRIGHT, materials=("wood",),
    affords=("Graspable",),
)  # fmt: skip
def toy_train(b: Builder) -> None:
    w, d, h = b.w - 0.008, b.d, b.h
    second, third, wood = b.paint("wood", b.pick(_BRIGHT)), b.paint("wood", b.pick(_BRIGHT)), b.paint("wood", "birch")
    low = 0.018
    engine, wagon = d * 0.56, d * 0.4
    y0 = -d / 2
    _chassis(b, w, engine, y0 + engine / 2, low, wood)
    boiler_r = w * 0.38
    boiler = shapes.cylinder(boiler_r, engine * 0.6, 0, 14).rotated(about_x(-math.pi / 2)).moved((0, y0 + 0.008, low + 0.016 + boiler_r))
    b.add(boiler, None, 0.9)
    b.collide_cylinder(
        boiler_r, engine * 0.6, (0, y0 + 0.008 + engine * 0.3, low + 0.016 + boiler_r), None, rotation_wxyz=(math.sqrt(0.5), math.sqrt(0.5), 0, 0)
    )
    z = low + 0.016
    b.block((w * 0.92, engine * 0.32, h - 0.01 - z), (0, y0 + engine * 0.82, (z + h - 0.01) / 2), second, 0.9)
    b.block((w, engine * 0.4, 0.01), (0, y0 + engine * 0.82, h - 0.005), third, 0.9)
    turned(b, [(0.008, z + boiler_r * 1.8), (0.008, h - 0.014), (0.013, h - 0.006), (0.013, h - 0.002)], third, 1.0, 10, (0, y0 + engine * 0.2))
    wy = d / 2 - wagon / 2
    _chassis(b, w, wagon, wy, low, wood)
    b.block((w * 0.86, wagon * 0.8, h * 0.32), (0, wy, z + h * 0.16), third, 0.9)
    b.block((0.012, d - engine - wagon + 0.01, 0.008), (0, (y0 + engine + d / 2 - wagon) / 2, low + 0.008), b.paint("plastic", "black"), 1.0)
    dark, lie, r = b.paint("wood", "black"), about_y(math.pi / 2), 0.0165
    turn = about_x(math.pi / 10)
    for y in (y0 + engine * 0.18, y0 + engine * 0.8, wy - wagon * 0.28, wy + wagon * 0.28):
        for sign in (-1, 1):
            wheel = shapes.cylinder(r, 0.012, -0.006, 10).rotated(turn @ lie)
            b.add(wheel.moved((sign * (b.w / 2 - 0.006), y, -wheel.bounds[0][2])), dark, 0.9)
    b.settle_on_origin()


def _chassis(b: Builder, width: float, length: float, y: float, low: float, wood: Material) -> None:
    """A board on wheels, which collides as one block down to the ground."""
    b.add(shapes.slab(width, length, 0.016, 0.004, low, 2).moved((0, y, 0)), wood, 1.0)
    b.collide_box((b.w, length, low + 0.016), (0, y, (low + 0.016) / 2), wood)


@small(
    "doll", "Q168658", ((0.14, 0.18), (0.1, 0.13), (0.26, 0.34)), "rag and play dolls sitting or standing, 26–34 cm, 0.2–0.5 kg",
    synonyms=("rag doll", "baby doll", "puppet", "action figure"), rooms=("childs_room", "bedroom"), sits_on=(*TOYS, "crib", "chair"),
    colors=("pink", "red", "lavender", "light blue", "yellow", "mint"), materials=("fabric",),
    affords=("Graspable",),
)  # fmt: skip
def doll(b: Builder) -> None:
    w, d, h = b.w, b.d, b.h
    skirt = d / 2
    hair = b.pick(("brown", "gold", "black", "orange", "crust"))
    turned(b, [(skirt, 0), (skirt * 0.98, 0.012), (skirt * 0.5, h * 0.42), (skirt * 0.46, h * 0.56), (skirt * 0.2, h * 0.62)], None, 0.5, 16)
    head = h * 0.34
    _lump(b, (head * 0.92, head * 0.86, head * 0.95), (0, 0, h - head * 0.52), "skin", 0.5)
    _lump(b, (head, head * 0.9, head * 0.9), (0, head * 0.1, h - head * 0.45), hair, 0.3, False)
    for sign in (-1, 1):
        arm = [(sign * skirt * 0.4, 0, h * 0.55), (sign * w * 0.38, -0.005, h * 0.44), (sign * (w / 2 - 0.013), -0.012, h * 0.34)]
        b.add(shapes.tube(arm, 0.012, 6), None, 0.5)
        _lump(b, (0.026, 0.026, 0.03), (sign * (w / 2 - 0.013), -0.014, h * 0.33), "skin", 0.5, False)
        _lump(b, (head * 0.34, head * 0.34, head * 0.4), (sign * head * 0.52, head * 0.05, h - head * 0.62), hair, 0.3, False)
        _lump(b, (0.009, 0.006, 0.011), (sign * head * 0.17, -head * 0.42, h - head * 0.5), "black", 0.0, False)
        b.collide_box((0.024, 0.026, h * 0.22), (sign * (w / 2 - 0.02), -0.01, h * 0.42))
    _lump(b, (0.02, 0.006, 0.006), (0, -head * 0.4, h - head * 0.7), "red", 0.0, False)
    b.add(shapes.lathe([(skirt * 0.53, h * 0.41), (skirt * 0.52, h * 0.45)], 14), b.paint("fabric", "white"), 0.0)
    b.settle_on_origin()


def _game_box(b: Builder, mass: float) -> None:
    w, d, h = b.w, b.d, b.h
    tray, lid = shapes.box(w - 0.004, d - 0.004, h * 0.35, (0, 0, h * 0.175)), shapes.box(w, d, h * 0.8, (0, 0, h * 0.6))
    for mesh, color in ((tray, "white"), (lid, b.color_name)):
        stuff = b.paint("coated paper", color)
        b.add(mesh, stuff, weighing(mass / 2, mesh, stuff))
    b.collide_box((w, d, h), (0, 0, h / 2))


@small(
    "board_game", "Q131436", ((0.26, 0.3), (0.26, 0.3), (0.05, 0.075)), "square game boxes 26–30 cm × 5–7 cm, 0.8–2 kg (Catan, Ticket to Ride)",
    synonyms=("game", "game box", "monopoly", "chess", "chess set"), rooms=(*_PLAY, "classroom"),
    sits_on=(*SHELVES, "coffee_table", "table", "toy_chest"), colors=("red", "blue", "green", "navy", "orange", "yellow"),
    materials=("cardboard",), affords=("Graspable", "Stackable", "Openable"), stackable=True,
)  # fmt: skip
def board_game(b: Builder) -> None:
    _game_box(b, b.uniform(0.9, 1.7))
    w, d, h = b.w, b.d, b.h
    mark(b, (w * 0.86, d * 0.18, 0.0006), (0, d * 0.32, h), b.paint("paper", "white"))
    mark(b, (w * 0.6, d * 0.07, 0.0009), (0, d * 0.32, h), b.paint("paper", b.color_name))
    for row in range(4):
        for column in range(4):
            color = b.paint("paper", ("yellow", "green", "light blue", "coral", "white")[(row * 3 + column * 2) % 5])
            mark(b, (w * 0.13, d * 0.11, 0.0006), ((column - 1.5) * w * 0.16, d * (0.1 - row * 0.14), h), color)
    mark(b, (w * 0.6, 0.0008, h * 0.3), (0, -d / 2, h * 0.6), b.paint("paper", "white"))


@small(
    "puzzle_box", "Q11422", ((0.26, 0.36), (0.19, 0.26), (0.045, 0.06)), "jigsaw boxes 26–36 cm, 0.4–0.9 kg (Ravensburger)",
    synonyms=("puzzle", "jigsaw", "jigsaw puzzle"), plural="puzzle boxes", rooms=(*_PLAY, "classroom"),
    sits_on=(*SHELVES, "coffee_table", "table", "toy_chest"),
    colors=("blue", "navy", "teal", "green", "purple"), materials=("cardboard",), affords=("Graspable", "Stackable", "Openable"), stackable=True,
)  # fmt: skip
def puzzle_box(b: Builder) -> None:
    _game_box(b, b.uniform(0.45, 0.85))
    w, d, h = b.w, b.d, b.h
    sky, hill = b.paint("paper", b.pick(("light blue", "coral", "lavender"))), b.paint("paper", "green")
    mark(b, (w * 0.92, d * 0.74, 0.0006), (0, d * 0.08, h), sky)
    mark(b, (w * 0.92, d * 0.28, 0.0009), (0, -d * 0.15, h), hill)
    b.add(shapes.cylinder(d * 0.08, 0.0006, h, 14).moved((w * 0.28, d * 0.3, 0)), b.paint("paper", "yellow"), 0.0)
    for x in (-0.3, -0.12):
        b.add(
            shapes.extrude([(x * w - d * 0.1, -d * 0.02), (x * w + d * 0.1, -d * 0.02), (x * w, d * 0.26)], 0.0007, h), b.paint("paper", "grey"), 0.0
        )
    mark(b, (w * 0.5, d * 0.09, 0.0006), (-w * 0.2, -d * 0.4, h), b.paint("paper", "white"))
    knob = [(0.05, -0.4), (0.16, -0.4), (0.16, -0.34), (0.05, -0.34)]
    b.add(shapes.extrude([((x + 0.2) * w, y * d) for x, y in knob], 0.0008, h), b.paint("paper", "yellow"), 0.0)
