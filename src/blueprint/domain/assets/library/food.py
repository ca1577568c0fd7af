"""Fruit, vegetables, bread and cake. Each stands on a small flat place, as it does after a moment on a table."""

from __future__ import annotations

import math

import numpy as np

from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.small import KITCHEN, TABLES, small
from blueprint.domain.assets.vessels import Profile, collide_around, rings_of, turned
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.bars import curved, leaf, skin, spindle
from blueprint.domain.mesh.mesh import Mesh

_FRUIT_ON = ("bowl", "basket", *TABLES, "tray", "crate")
_EDIBLE = ("Graspable", "Cuttable")


def _fruit(b: Builder, profile: Profile, fill: float, segments: int = 12) -> None:
    """profile in shares of radius and height; collides as its hull."""
    radius = (b.w + b.d) / 4
    scaled = [(r * radius, z * b.h) for r, z in profile]
    b.add(shapes.lathe(scaled, segments), None, fill)
    widest = max(i for i, (_, z) in enumerate(scaled) if z == max(p[1] for p in scaled))
    b.collide_hull(rings_of([p for p in scaled[: widest + 1] if p[0] > 0.004]))


@small(
    "apple", "Q89", ((0.066, 0.075), (0.066, 0.075), (0.06, 0.07)), "apples of class 70/75 mm, 150–200 g (USDA)",
    synonyms=("red apple", "green apple", "fruit"), rooms=KITCHEN, sits_on=_FRUIT_ON, colors=("red", "green", "yellow", "lime"),
    materials=("food",), affords=_EDIBLE,
)  # fmt: skip
def apple(b: Builder) -> None:
    _fruit(b, [(0.36, 0), (0.78, 0.16), (1, 0.52), (0.9, 0.82), (0.5, 0.96), (0.22, 0.93), (0, 0.86)], 0.95)
    b.add(shapes.tube([(0, 0, b.h * 0.84), (0.002, 0, b.h * 0.98), (0.005, 0.001, b.h)], 0.0014, 5), b.paint("wood", "brown"), 0.3)
    b.add(leaf(0.022, 0.012, 1.2, 0.6, (0.002, 0.0, b.h * 0.92), 0.001), b.paint("plant", "leaf"), 0.3)


@small(
    "orange", "Q13191", ((0.066, 0.075), (0.066, 0.075), (0.062, 0.071)), "oranges of size 6–8, 67–75 mm, 130–200 g (UNECE FFV-14)",
    synonyms=("tangerine", "mandarin", "clementine"), rooms=KITCHEN, sits_on=_FRUIT_ON, colors=("orange",), materials=("food",), affords=_EDIBLE,
)  # fmt: skip
def orange(b: Builder) -> None:
    _fruit(b, [(0.34, 0), (0.77, 0.15), (1, 0.5), (0.77, 0.86), (0.35, 0.985), (0, 1.0)], 0.95)
    b.add(shapes.cylinder(0.0035, 0.002, b.h - 0.0012, 5), b.paint("plant", "olive"), 0.0)


@small(
    "lemon", "Q1093742", ((0.078, 0.095), (0.054, 0.062), (0.052, 0.06)), "lemons 54–62 mm thick, 90–150 g (UNECE FFV-14)",
    synonyms=("citrus",), rooms=KITCHEN, sits_on=_FRUIT_ON, colors=("yellow",), materials=("food",), affords=_EDIBLE,
)  # fmt: skip
def lemon(b: Builder) -> None:
    shape = [(-1, 0.08), (-0.9, 0.2), (-0.72, 0.6), (-0.35, 0.94), (0.1, 1), (0.5, 0.86), (0.78, 0.5), (0.92, 0.22), (1, 0.1)]
    mesh = _lying(b, shape, 10)
    b.add(mesh, None, 0.95)
    collide_around(b, mesh)


def _lying(b: Builder, stations: list[tuple[float, float]], sides: int) -> Mesh:
    """A long fruit along X with a flat side down; stations: shares of the half length and of the greatest thickness."""
    raw = spindle([(x * b.w / 2, r * 0.5) for x, r in stations], sides)
    low, high = raw.bounds
    flat = 0.07
    whole = raw.scaled((1, b.d / (high[1] - low[1]), b.h / (high[2] - low[2]) / (1 - flat)))
    cut = whole.bounds[1][2] * flat
    return Mesh(np.column_stack([whole.vertices[:, :2], np.maximum(whole.vertices[:, 2], cut) - cut]), whole.faces)


@small(
    "pear", "Q13099586", ((0.064, 0.073), (0.064, 0.073), (0.09, 0.11)), "pears 65–73 mm across, 160–220 g (USDA)",
    rooms=KITCHEN, sits_on=_FRUIT_ON, colors=("lime", "green", "yellow"), materials=("food",), affords=_EDIBLE,
)  # fmt: skip
def pear(b: Builder) -> None:
    _fruit(b, [(0.45, 0), (0.85, 0.1), (1, 0.32), (0.84, 0.52), (0.52, 0.72), (0.4, 0.84), (0.2, 0.9), (0, 0.91)], 0.95)
    b.add(shapes.tube([(0, 0, b.h * 0.88), (0.001, 0, b.h * 0.95), (0.004, 0, b.h)], 0.0015, 5), b.paint("wood", "brown"), 0.3)


@small(
    "tomato", "Q23501", ((0.06, 0.074), (0.06, 0.074), (0.048, 0.058)), "round tomatoes 57–74 mm, 90–160 g (USDA)",
    plural="tomatoes", rooms=KITCHEN, sits_on=_FRUIT_ON, colors=("red",), materials=("food",), affords=_EDIBLE,
)  # fmt: skip
def tomato(b: Builder) -> None:
    _fruit(b, [(0.42, 0), (0.8, 0.12), (1, 0.48), (0.84, 0.84), (0.4, 0.97), (0, 0.93)], 0.9)
    for k in range(5):
        b.add(leaf(0.018, 0.008, 1.5, k * 2 * math.pi / 5, (0, 0, b.h * 0.965), 0.001), b.paint("plant", "leaf"), 0.3)
    b.add(shapes.cylinder(0.002, b.h * 0.06, b.h * 0.94, 5), b.paint("plant", "leaf"), 0.3)


@small(
    "potato", "Q10998", ((0.08, 0.105), (0.058, 0.07), (0.048, 0.058)), "table potatoes 8–10 cm, 120–220 g",
    plural="potatoes", rooms=("kitchen",), sits_on=_FRUIT_ON, colors=("tan", "brown", "beige"), materials=("food",), affords=_EDIBLE,
)  # fmt: skip
def potato(b: Builder) -> None:
    bumps = [b.uniform(0.9, 1.05) for _ in range(6)]
    shape = [(-1, 0.3), (-0.8, 0.66 * bumps[0]), (-0.45, 0.9 * bumps[1]), (0, 1), (0.4, 0.95 * bumps[3]), (0.78, 0.7 * bumps[4]), (1, 0.32)]
    mesh = _lying(b, shape, 8)
    b.add(mesh, None, 0.98)
    collide_around(b, mesh)


@small(
    "banana", "Q503", ((0.16, 0.19), (0.055, 0.07), (0.032, 0.037)), "Cavendish bananas 16–19 cm, 3.2–3.7 cm thick, 110–180 g",
    rooms=KITCHEN, sits_on=_FRUIT_ON, colors=("yellow",), materials=("food",), affords=_EDIBLE,
)  # fmt: skip
def banana(b: Builder) -> None:
    half, thick = b.w / 2, b.h
    bend = b.d - thick
    shares = [-1, -0.93, -0.8, -0.5, -0.17, 0.17, 0.5, 0.8, 0.93, 1]
    radii = [0.16, 0.3, 0.62, 0.95, 1, 1, 0.95, 0.62, 0.25, 0.24]
    path = [(s * (half - 0.002), bend * s * s, thick / 2) for s in shares]
    ring = thick / 2 / math.cos(math.pi / 6)
    raw = curved(path, [r * ring for r in radii], 6)
    low, high = raw.bounds
    stretch = np.array([b.w / (high[0] - low[0]), b.d / (high[1] - low[1]), 1])
    middle = (low + high) / 2 * (1, 1, 0)
    mesh = raw.moved(-middle).scaled(stretch)
    b.add(mesh, None, 1.0)
    parts = (slice(0, 4), slice(3, 7), slice(6, 10))
    for part in parts:
        b.collide_hull(curved(path[part], [r * ring for r in radii[part]], 6).moved(-middle).scaled(stretch).vertices[:-2])
    for s in (0, -1):
        end = np.array([path[s][0] * 0.985, path[s][1], thick / 2])
        b.add(shapes.ellipsoid(0.009, 0.009, 0.009, 6, 4).moved((end - middle) * stretch), b.paint("food", "brown"), 0.0)


@small(
    "bread", "Q7802", ((0.22, 0.3), (0.1, 0.13), (0.09, 0.12)), "loaves of 400–900 g, 22–30 cm",
    synonyms=("loaf of bread", "loaf", "bread loaf", "baguette", "toast bread"), plural="loaves of bread", rooms=KITCHEN,
    sits_on=("cutting_board", *TABLES, "basket"),
    colors=("crust", "tan", "brown"), materials=("food",), affords=_EDIBLE,
)  # fmt: skip
def bread(b: Builder) -> None:
    section = np.array(
        [(-0.42, 0), (0.42, 0), (0.46, 0.35), (0.5, 0.62), (0.42, 0.86), (0.2, 0.99), (-0.2, 0.99), (-0.42, 0.86), (-0.5, 0.62), (-0.46, 0.35)]
    )
    rings = []
    for s, scale in ((-0.5, 0.68), (-0.44, 0.93), (-0.2, 1), (0.2, 1), (0.44, 0.93), (0.5, 0.68)):
        rings.append(np.column_stack([np.full(10, s * b.w), section[:, 0] * b.d * scale, section[:, 1] * b.h * scale]))
    loaf = skin(rings)
    b.add(loaf, None, 0.25)
    collide_around(b, loaf)
    for x in (-0.24, 0, 0.24):
        cut = shapes.box(0.012, b.d * 0.5, 0.006).moved((x * b.w, 0, b.h * 0.985))
        b.add(cut, b.paint("food", "crumb"), 0.0)


@small(
    "egg", "Q93189", ((0.055, 0.06), (0.042, 0.046), (0.041, 0.045)), "hen's eggs of class M–L, 53–73 g",
    rooms=("kitchen",), sits_on=("bowl", *TABLES, "basket"), colors=("cream", "white", "tan"), materials=("food",), affords=("Graspable",),
)  # fmt: skip
def egg(b: Builder) -> None:
    shape = [(-1, 0.12), (-0.93, 0.4), (-0.7, 0.76), (-0.3, 0.98), (0.05, 1), (0.4, 0.88), (0.75, 0.58), (0.95, 0.28), (1, 0.1)]
    mesh = _lying(b, shape, 10)
    b.add(mesh, None, 1.0)
    collide_around(b, mesh)


@small(
    "cake", "Q13276", ((0.2, 0.26), (0.2, 0.26), (0.1, 0.14)), "round layer cakes 20–26 cm on a plate",
    synonyms=("birthday cake", "pie", "tart"), rooms=KITCHEN, sits_on=(*TABLES, "sideboard"), colors=("pink", "cream", "brown", "white"),
    materials=("food",),
    affords=("Graspable", "Cuttable", "Placeable"),
)  # fmt: skip
def cake(b: Builder) -> None:
    radius = (b.w + b.d) / 4
    body, top = radius * 0.86, b.h - 0.022
    turned(b, [(radius * 0.7, 0), (radius, 0.008), (radius, 0.01)], b.paint("porcelain", "white"), 0.7, 24)
    turned(b, [(body, 0.01), (body, top)], b.paint("food", b.pick(("crumb", "brown", "tan"))), 0.5, 24)
    for z, thick in ((0.45, 0.008), (0.86, 0.012)):
        b.add(shapes.cylinder(body + 0.002, thick, 0.01 + (top - 0.01) * z, 24), None, 0.0)
    b.add(shapes.cylinder(body + 0.001, 0.003, top, 24), None, 0.6)
    berry = b.paint("food", b.pick(("red", "burgundy", "purple")))
    for k in range(8):
        angle = k * math.pi / 4
        b.add(shapes.ellipsoid(0.02, 0.02, 0.02, 6, 4).moved((body * 0.78 * math.cos(angle), body * 0.78 * math.sin(angle), b.h - 0.01)), berry, 0.0)


@small(
    "croissant", "Q207832", ((0.13, 0.155), (0.08, 0.1), (0.045, 0.055)), "butter croissants 13–15 cm, 50–80 g",
    synonyms=("pastry", "bun"), rooms=KITCHEN, sits_on=("plate", "tray", *TABLES), colors=("crust", "tan"), materials=("food",), affords=_EDIBLE,
)  # fmt: skip
def croissant(b: Builder) -> None:
    ring = 0.5 / math.cos(math.pi / 8)
    lobes = [(-0.9, 0.42), (-0.62, 0.66), (-0.33, 0.88), (0.0, 1.0), (0.33, 0.88), (0.62, 0.66), (0.9, 0.42)]
    bend = b.d - b.h
    meshes = []
    for s, size in lobes:
        thick = size * b.h
        path = [(x * (b.w / 2 - 0.008), bend * 1.35 * x * x, thick / 2) for x in (s - 0.21, s - 0.1, s + 0.1, s + 0.21)]
        meshes.append(curved(path, [thick * ring * r for r in (0.62, 0.98, 1.0, 0.66)], 8))
    low = np.min([m.bounds[0] for m in meshes], axis=0)
    high = np.max([m.bounds[1] for m in meshes], axis=0)
    place = -(low + high) / 2 * (1, 1, 0) - (0, 0, low[2])
    stretch = (b.w / (high[0] - low[0]), b.d / (high[1] - low[1]), 1.0)
    for mesh in (m.moved(place).scaled(stretch) for m in meshes):
        b.add(mesh, None, 0.42)
        collide_around(b, mesh, points=20)
