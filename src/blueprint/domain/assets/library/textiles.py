"""Soft things: pillows, blankets, towels, bags, hats and shoes."""

from __future__ import annotations

import math

import numpy as np

from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.small import small, weighing
from blueprint.domain.assets.vessels import collide_around, mark
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.bars import skin
from blueprint.domain.mesh.mesh import Mesh

_SOFT = ("white", "cream", "grey", "light blue", "teal", "navy", "mustard", "pink", "lavender", "terracotta", "olive")
_SEATS = ("sofa", "armchair", "loveseat", "bench", "rocking_chair")


def _pillow(b: Builder, mass: float) -> None:
    """Full in the middle, pinched at its corners."""
    count = 24
    angles = np.arange(count) * 2 * math.pi / count
    rings = []
    for z, scale in ((0.0, 0.45), (0.12, 0.78), (0.34, 0.95), (0.46, 1.0), (0.58, 0.95), (0.86, 0.76), (1.0, 0.4)):
        power = 0.35 + 0.35 * (1 - scale)
        x = np.sign(np.cos(angles)) * np.abs(np.cos(angles)) ** power
        y = np.sign(np.sin(angles)) * np.abs(np.sin(angles)) ** power
        rings.append(np.column_stack([x * b.w / 2 * scale, y * b.d / 2 * scale, np.full(count, z * b.h)]))
    mesh = shapes.loft(rings)
    b.add(mesh, None, weighing(mass, mesh, b.main))
    collide_around(b, mesh)


@small(
    "pillow", "Q99895", ((0.5, 0.7), (0.38, 0.5), (0.11, 0.16)), "bed pillows 50 × 40 to 70 × 50 cm (IKEA), 0.5–1.1 kg",
    synonyms=("bed pillow", "head pillow"), rooms=("bedroom", "childs_room"), sits_on=("bed", "single_bed", "bunk_bed", "crib", "sofa"),
    colors=("white", "cream", "light blue", "grey", "lavender", "pink"),
    materials=("cotton", "linen"), affords=("Graspable", "Squeezable", "Placeable"),
)  # fmt: skip
def pillow(b: Builder) -> None:
    _pillow(b, b.uniform(0.55, 1.0))


@small(
    "cushion", "Q99895", ((0.38, 0.5), (0.38, 0.5), (0.11, 0.16)), "sofa cushions 40–50 cm square (IKEA GURLI), 0.3–0.7 kg",
    synonyms=("throw pillow", "sofa cushion", "scatter cushion", "couch pillow", "seat cushion"), rooms=("living_room", "bedroom", "childs_room"),
    sits_on=(*_SEATS, "bed", "single_bed", "chair"),
    colors=_SOFT, materials=("cotton", "velvet", "wool", "linen"), affords=("Graspable", "Squeezable", "Placeable"),
)  # fmt: skip
def cushion(b: Builder) -> None:
    side = (b.w + b.d) / 2
    b.w = b.d = side if b.spec.size_m is None else b.w
    _pillow(b, b.uniform(0.35, 0.65))


def _folds(b: Builder, layers: int, mass: float, bulge: float = 0.5) -> list[Mesh]:
    """Cloth folded to a stack: each layer with a round front edge."""
    tall = b.h / layers
    steps = [(0.0, 0.5), (0.12, 0.18), (0.5, 0.0), (0.88, 0.18), (1.0, 0.5)]
    meshes = []
    for k in range(layers):
        narrow = 0.004 * (k % 2)
        front = [(-b.d / 2 + tall * bulge * inset * 2, (k + z) * tall) for z, inset in steps]
        back = [(b.d / 2 - tall * bulge * inset * 2, (k + z) * tall) for z, inset in reversed(steps)]
        outline = np.array([*front, *back])
        rings = [np.column_stack([np.full(len(outline), x), outline]) for x in (-b.w / 2 + narrow, b.w / 2 - narrow)]
        meshes.append(skin(rings))
    fill = mass / (sum(m.volume for m in meshes) * b.main.density_kgm3)
    for mesh in meshes:
        b.add(mesh, None, fill)
    b.collide_box((b.w - 0.002, b.d - tall * 0.25, b.h), (0, 0, b.h / 2))
    return meshes


@small(
    "blanket", "Q5852", ((0.38, 0.5), (0.3, 0.4), (0.08, 0.13)), "throws 130 × 170 cm folded (IKEA POLARVIDE), 0.6–1.5 kg",
    synonyms=("throw", "folded blanket", "duvet", "quilt", "plaid"), rooms=("bedroom", "living_room", "childs_room"),
    sits_on=("bed", "single_bed", *_SEATS, "ottoman", "shelf_unit", "chest"),
    colors=_SOFT, materials=("wool", "cotton"), affords=("Graspable", "Foldable", "Hangable", "Stackable"), stackable=True,
)  # fmt: skip
def blanket(b: Builder) -> None:
    _folds(b, 3, b.uniform(0.8, 1.4))
    stripe = b.paint(b.material_name, b.pick(("white", "cream", "navy", "burgundy")))
    for x in (-0.3, 0.3):
        mark(b, (b.w * 0.06, b.d - b.h * 0.36, 0.0012), (x * b.w, 0, b.h - 0.0002), stripe)
    b.settle_on_origin()


@small(
    "towel", "Q131696", ((0.28, 0.36), (0.2, 0.27), (0.05, 0.08)), "hand and bath towels 50 × 100 – 70 × 140 cm folded (IKEA VÅGSJÖN), 0.25–0.6 kg",
    synonyms=("bath towel", "hand towel", "folded towel", "dish towel", "tea towel", "cloth"),
    rooms=("bathroom", "laundry_room", "kitchen", "bedroom"),
    sits_on=("washbasin", "shelf_unit", "wall_shelf", "washing_machine", "bathtub", "cabinet", "bed", "dryer", "laundry_basket"), colors=_SOFT,
    materials=("cotton",),
    affords=("Graspable", "Foldable", "Hangable", "Stackable"), stackable=True,
)  # fmt: skip
def towel(b: Builder) -> None:
    _folds(b, 2 + int(b.uniform(0, 1.99)), b.uniform(0.3, 0.55))
    mark(
        b,
        (b.w * 0.1, b.d * 0.8, 0.0012),
        (b.w * 0.32, 0, b.h - 0.0002),
        b.paint("cotton", "white" if b.color_name not in ("white", "cream") else b.pick(("teal", "grey", "light blue"))),
    )
    b.settle_on_origin()


@small(
    "backpack", "Q5843", ((0.28, 0.34), (0.2, 0.25), (0.4, 0.5)), "school and day packs 15–25 l, 28–34 × 40–50 cm (Eastpak), 0.6–3 kg packed",
    synonyms=("rucksack", "school bag", "bag", "schoolbag"), rooms=("hallway", "classroom", "bedroom", "childs_room", "office"),
    sits_on=("chair", "bench", "bed", "desk", "school_desk", "single_bed"),
    colors=("navy", "red", "black", "olive", "teal", "mustard", "grey"), materials=("fabric",),
    affords=("Graspable", "Openable", "Containable", "Hangable"),
)  # fmt: skip
def backpack(b: Builder) -> None:
    w, h, strap = b.w, b.h - 0.02, 0.03
    d = b.d - strap
    section = []
    for z, wide, deep in ((0, 0.9, 0.82), (0.06, 0.98, 0.98), (0.45, 1, 1), (0.75, 0.94, 0.82), (0.93, 0.72, 0.5), (1, 0.45, 0.3)):
        ring = shapes.rounded_rectangle(w * wide, d * 0.62 * deep, 0.05 * deep, 3)
        back = d / 2 - strap / 2 - d * 0.62 * deep / 2
        section.append(np.column_stack([ring[:, 0], ring[:, 1] + back, np.full(len(ring), z * h)]))
    body = shapes.loft(section)
    b.add(body, None, weighing(b.uniform(0.9, 2.2), body, b.main))
    collide_around(b, body)
    second = b.paint("fabric", b.color_name)
    pocket = shapes.cushion(w * 0.76, d * 0.4, h * 0.42, 0.03, (0, -b.d / 2 + d * 0.2, h * 0.23 + 0.005))
    b.add(pocket, second, 0.15)
    collide_around(b, pocket, second, points=24)
    dark = b.paint("fabric", "black" if b.color_name != "black" else "grey")
    mark(b, (w * 0.62, 0.004, 0.006), (0, -b.d / 2, h * 0.36), dark)
    mark(b, (w * 0.5, 0.006, 0.006), (0, -b.d / 2 + d * 0.36, h * 0.7), dark)
    top = [(-0.035, d * 0.28, h * 0.96), (-0.03, d * 0.28, b.h - 0.006), (0.03, d * 0.28, b.h - 0.006), (0.035, d * 0.28, h * 0.96)]
    b.add(shapes.tube(top, 0.006, 5), dark, 1.0)
    for sign in (-1, 1):
        path = [
            (sign * w * 0.2, d * 0.36, h * 0.85),
            (sign * w * 0.26, b.d / 2 - 0.0135, h * 0.72),
            (sign * w * 0.3, b.d / 2 - 0.0135, h * 0.35),
            (sign * w * 0.36, d * 0.36, h * 0.1),
        ]
        b.add(shapes.tube(path, 0.012, 5), dark, 0.5)
    b.settle_on_origin()


@small(
    "hat", "Q80151", ((0.28, 0.34), (0.26, 0.32), (0.11, 0.14)), "fedoras and straw hats 28–34 cm, 0.08–0.2 kg",
    synonyms=("sun hat", "straw hat", "fedora", "cap"), rooms=("hallway", "bedroom"),
    sits_on=("bed", "bench", "dresser", "console_table", "coat_rack", "shoe_rack"),
    colors=("beige", "brown", "black", "cream", "navy"), materials=("wool", "wicker"), affords=("Graspable", "Hangable"),
)  # fmt: skip
def hat(b: Builder) -> None:
    stretch = b.d / b.w
    r, crown = b.w / 2, b.w * 0.27
    brim = shapes.lathe([(r * 0.55, 0), (r * 0.97, 0.004), (r, 0.008), (r * 0.97, 0.01), (crown, 0.014)], 24).scaled((1, stretch, 1))
    b.add(brim, None, 0.5)
    flat = np.array([(q * math.cos(a), q * stretch * math.sin(a), z) for a in np.arange(12) * math.pi / 6 for q, z in ((r * 0.6, 0.0), (r, 0.008))])
    b.collide_hull(flat)
    top = shapes.lathe(
        [(crown, 0.012), (crown * 0.97, b.h * 0.55), (crown * 0.84, b.h * 0.93), (crown * 0.7, b.h), (crown * 0.35, b.h * 0.94)], 20
    ).scaled((1, stretch, 1))
    b.add(top, None, 0.06)
    collide_around(b, top)
    band = shapes.lathe([(crown + 0.0015, 0.013), (crown * 0.985 + 0.0015, 0.036)], 20).scaled((1, stretch, 1))
    b.add(band, b.paint("fabric", "black" if b.color_name not in ("black", "navy") else "grey"), 0.0)


@small(
    "shoe", "Q22676", ((0.09, 0.105), (0.26, 0.3), (0.1, 0.125)), "trainers EU 38–44, 26–30 cm, 0.25–0.45 kg each",
    synonyms=("sneaker", "trainer", "running shoe", "boot"), rooms=("hallway", "bedroom", "childs_room"),
    sits_on=("shoe_rack", "bench", "shelf_unit"),
    colors=("white", "black", "red", "navy", "grey", "teal"), materials=("leather", "fabric"), affords=("Graspable",),
)  # fmt: skip
def shoe(b: Builder) -> None:
    w, d, h = b.w, b.d, b.h

    def outline(scale: float) -> np.ndarray:
        t = np.arange(16) * 2 * math.pi / 16
        y = np.sin(t)
        # y = −1 is the toe; the waist is narrow, the heel round
        wide = np.abs(np.cos(t)) ** 0.7 * np.sign(np.cos(t)) * np.where(y < 1e-9, 1.0, 0.84)
        return np.column_stack([wide * w / 2 * scale, y * d / 2 * (1 - (1 - scale) * 0.3)])

    def level(scale: float, low: float, toe: float) -> np.ndarray:
        flat = outline(scale)
        share = np.clip((flat[:, 1] / d + 0.5) * 1.9 - 0.25, 0, 1)
        return np.column_stack([flat, toe + (low - toe) * share])

    b.add(
        shapes.loft([np.column_stack([outline(0.98), np.zeros(16)]), np.column_stack([outline(1.0), np.full(16, 0.024)])]),
        b.paint("rubber", "white" if b.color_name != "white" else "grey"),
        0.32,
    )
    upper = shapes.loft([level(0.96, 0.022, 0.022), level(0.97, 0.05, 0.038), level(0.86, 0.08, 0.052), level(0.62, h * 0.985, 0.066)])
    b.add(upper, None, 0.14)
    opening = (
        shapes.ellipsoid(w * 0.46, d * 0.3, 0.01, 12, 4)
        .rotated(np.array([[1, 0, 0], [0, math.cos(0.1), -math.sin(0.1)], [0, math.sin(0.1), math.cos(0.1)]]))
        .moved((0, d * 0.24, h - 0.0105))
    )
    b.add(opening, b.paint("fabric", "black"), 0.0)
    lace = b.paint("cotton", "white" if b.color_name != "white" else "black")
    for k in range(4):
        y = -d * 0.16 + k * d * 0.055
        b.add(
            shapes.box(w * 0.42, 0.006, 0.004)
            .rotated(np.array([[1, 0, 0], [0, 0.93, -0.37], [0, 0.37, 0.93]]))
            .moved((0, y, h * 0.7 + k * h * 0.076)),
            lace,
            0.0,
        )
    b.collide_hull(np.array([(x, y, z) for x, y in outline(0.99)[::2] for z in (0.0, 0.026)]))
    collide_around(b, upper, points=28)
    b.settle_on_origin()
