"""Boxes, baskets, buckets: what other things are put in."""

from __future__ import annotations

import math

import numpy as np

from blueprint.domain.assets.asset import Handle, Material, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.small import BEDSIDE, LOUNGE, SHELVES, STORES, small, weighing
from blueprint.domain.assets.vessels import cup_of, mark, tub, turned
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.bars import leaf

_HOLDS = ("Graspable", "Containable", "Stackable", "Placeable")


@small(
    "basket", "Q201097", ((0.26, 0.4), (0.2, 0.3), (0.13, 0.2)), "shelf baskets 26–40 cm (IKEA BRANÄS, GABBIG)",
    synonyms=("wicker basket", "fruit basket", "bread basket", "storage basket"),
    rooms=("living_room", "bathroom", "kitchen", "bedroom", "laundry_room", "childs_room", "cafe_corner"),
    sits_on=(*SHELVES, "counter", "table", "washing_machine", "dresser", "bench"), colors=("tan", "beige", "brown", "white", "grey"),
    materials=("wicker",), affords=_HOLDS,
    holds=("towel", "apple", "bread", "toilet_roll", "magazine"),
)  # fmt: skip
def basket(b: Builder) -> None:
    low, top = (b.w * 0.84, b.d * 0.82), (b.w - 0.012, b.d - 0.012)
    tub(b, low, top, b.h - 0.004, 0.009, 0.009, None, 0.9, radius=0.03)
    bands = 4
    for k in range(bands):
        share = (k + 0.6) / bands
        w, d = (low[i] + (top[i] - low[i]) * share + 0.006 for i in (0, 1))
        band = shapes.slab(w, d, b.h * 0.09, 0.03, b.h * share - b.h * 0.045, 2)
        inner = shapes.rounded_rectangle(w - 0.006, d - 0.006, 0.027, 2)
        b.add(_hoop(band, inner), b.paint("wicker", b.color_name), 0.3)
    rim = shapes.rounded_rectangle(b.w - 0.012, b.d - 0.012, 0.03, 3)
    b.add(shapes.tube([(x, y, b.h - 0.006) for x, y in rim], 0.006, 5, closed=True), None, 0.5)


def _hoop(band: shapes.Mesh, inner: np.ndarray) -> shapes.Mesh:
    """A flat band around the outside, as a closed ring: outer wall of `band`, inner wall on the `inner` outline."""
    k = len(inner)
    low, high = band.vertices[:k], band.vertices[k:]
    rings = [low, high, np.column_stack([inner, high[:, 2]]), np.column_stack([inner, low[:, 2]])]
    vertices = np.concatenate(rings)
    faces = []
    for level in range(4):
        here, there = level * k, ((level + 1) % 4) * k
        for i in range(k):
            j = (i + 1) % k
            faces += [(here + i, here + j, there + j), (here + i, there + j, there + i)]
    return shapes.Mesh(vertices, np.array(faces, dtype=np.int32))


def _lid(
    b: Builder, size: tuple[float, float, float], z: float, hinge_y: float, material: Material, fill: float, grip: Material, latch: float = 0.012
) -> None:
    """A lid hinged along its back edge, with a lip to pull at its front."""
    w, d, t = size
    lid = b.link("lid")
    y = hinge_y - d / 2
    b.block(size, (0, y, z + t / 2), material, fill, lid)
    b.block((w * 0.22, latch, t * 0.8), (0, y - d / 2 - latch / 2, z + t * 0.5), grip, 0.8, lid)
    grasp = Handle((0.0, y - d / 2 - latch / 2, z + t * 0.5), (1, 0, 0), (0, -1, 0), t * 0.8)
    weight = fill * w * d * t * material.density_kgm3 * 9.81 * d / 2
    b.hinge(
        "lid_hinge",
        "lid",
        (0, hinge_y, z),
        (-1, 0, 0),
        math.radians(100),
        damping=0.02 + weight * 0.05,
        friction=max(0.02, weight * 0.15),
        handle=grasp,
    )


@small(
    "storage_box", "Q188075", ((0.36, 0.5), (0.28, 0.38), (0.2, 0.3)), "lidded boxes 36–50 cm, 15–40 l (IKEA SAMLA, TJENA), 0.8–2.5 kg",
    synonyms=("storage bin", "plastic box", "lidded box", "organizer box"),
    rooms=("bedroom", "childs_room", "garage", "workshop", "hallway", "laundry_room", "warehouse_aisle", "office"),
    sits_on=(*STORES, "bookshelf", "wardrobe", "cabinet", "dresser"), colors=("light blue", "white", "grey", "teal", "pink", "navy"),
    materials=("plastic",),
    affords=("Openable", "Containable", "Graspable", "Stackable"), stackable=True, role=Role.ARTICULATED,
)  # fmt: skip
def storage_box(b: Builder) -> None:
    lip, lid_t = 0.012, 0.02
    d = b.d - lip
    body = b.h - lid_t - 0.003
    second = b.paint("plastic", "white" if b.color_name not in ("white", "grey") else b.pick(("blue", "green", "red")))
    tub(b, (b.w * 0.9, d * 0.9), (b.w - 0.004, d - 0.004), body, 0.004, 0.004, None, 0.75, radius=0.02)
    _lid(b, (b.w, d, lid_t), b.h - lid_t, d / 2, second, 0.3, second, lip)
    for sign in (-1, 1):
        mark(b, (0.003, 0.09, 0.02), (sign * (b.w / 2 - 0.004), 0, body * 0.88), second)
    b.settle_on_origin()


@small(
    "jewelry_box", "Q188075", ((0.18, 0.26), (0.13, 0.18), (0.09, 0.13)), "jewellery boxes 18–26 cm (Stackers, Songmics), 0.5–1.3 kg",
    synonyms=("jewellery box", "jewel case", "trinket box", "music box"), plural="jewelry boxes", rooms=("bedroom", "living_room", "bathroom"),
    sits_on=(*BEDSIDE, "bookshelf", "sideboard"),
    colors=("walnut", "white", "pink", "mahogany", "navy", "burgundy"), materials=("wood",), affords=("Openable", "Containable", "Graspable"),
    role=Role.ARTICULATED,
)  # fmt: skip
def jewelry_box(b: Builder) -> None:
    lip, lid_t = 0.01, b.h * 0.26
    d = b.d - lip
    body = b.h - lid_t - 0.003
    tub(b, (b.w, d), (b.w, d), body, 0.009, 0.009, None, 0.9, radius=0.003)
    b.add(shapes.box(b.w - 0.022, d - 0.022, 0.003, (0, 0, 0.009)), b.paint("velvet", b.pick(("burgundy", "navy", "cream"))), 0.5)
    gold = b.paint("brass")
    _lid(b, (b.w, d, lid_t), b.h - lid_t, d / 2, b.main, 0.42, gold, lip)
    mark(b, (0.02, 0.002, 0.016), (0, -d / 2, body - 0.012), gold)
    for sign in (-1, 1):
        mark(b, (0.002, d * 0.96, 0.004), (sign * b.w / 2, 0, body * 0.12), gold)
    mark(b, (b.w * 0.7, d * 0.6, 0.0012), (0, 0, b.h), gold, "lid")
    mark(b, (b.w * 0.66, d * 0.56, 0.0014), (0, 0, b.h + 0.0001), b.main, "lid")
    b.settle_on_origin()


@small(
    "cardboard_box", "Q188075", ((0.28, 0.45), (0.22, 0.35), (0.18, 0.34)), "single-wall moving and parcel boxes 28–45 cm, with goods 1–5 kg",
    synonyms=("box", "carton", "parcel", "package", "moving box", "shipping box"), plural="cardboard boxes",
    rooms=("warehouse_aisle", "garage", "workshop", "office", "hallway"),
    sits_on=(*STORES, "pallet_rack", "wardrobe"), colors=("tan",), materials=("cardboard",),
    affords=("Graspable", "Stackable", "Containable", "Openable"), stackable=True,
)  # fmt: skip
def cardboard_box(b: Builder) -> None:
    w, d, h = b.w, b.d, b.h
    mesh = shapes.box(w, d, h)
    b.block((w, d, h), (0, 0, h / 2), None, weighing(mesh.volume * b.uniform(60, 120), mesh, b.main))
    tape, label = b.paint("plastic", "crumb"), b.paint("paper", "white")
    mark(b, (w + 0.0006, 0.048, 0.0008), (0, 0, h), tape)
    for sign in (-1, 1):
        mark(b, (0.0008, 0.048, h * 0.25), (sign * w / 2, 0, h * 0.875), tape)
    mark(b, (w + 0.0003, 0.002, 0.0014), (0, 0, h - 0.0003), b.paint("cardboard", "brown"))
    mark(b, (w * 0.3, 0.0008, h * 0.28), (w * 0.22, -d / 2, h * 0.62), label)
    for k in range(5):
        mark(b, (w * 0.012 * (1 + k % 2), 0.001, h * 0.1), (w * 0.13 + k * w * 0.035, -d / 2, h * 0.57), b.paint("plastic", "black"))
    mark(b, (w * 0.02, 0.001, h * 0.16), (-w * 0.34, -d / 2, h * 0.24), b.paint("plastic", "brown"))
    b.top(h, w - 0.01, d - 0.01)


@small(
    "crate", "Q987767", ((0.36, 0.5), (0.27, 0.36), (0.2, 0.28)), "fruit and wine crates 36–50 cm (IKEA KNAGGLIG), 1.5–3.5 kg",
    synonyms=("wooden crate", "wooden box", "fruit crate", "milk crate"),
    rooms=("garage", "workshop", "warehouse_aisle", "kitchen", "cafe_corner"), sits_on=(*STORES, "counter"),
    colors=("pine", "oak", "walnut"), materials=("pine",), affords=_HOLDS, holds=("apple", "potato", "wine_bottle", "bottle"), stackable=True,
)  # fmt: skip
def crate(b: Builder) -> None:
    w, d, h, t = b.w, b.d, b.h, 0.012
    slats, gap = 3, 0.016
    tall = (h - 0.004 - gap * (slats - 1)) / slats
    for k in range(slats):
        z = 0.004 + tall / 2 + k * (tall + gap)
        for sign in (-1, 1):
            b.add(shapes.box(w, t, tall, (0, sign * (d - t) / 2, z)))
            b.add(shapes.box(t, d - 2 * t, tall, (sign * (w - t) / 2, 0, z)))
    for sx in (-1, 1):
        for sy in (-1, 1):
            b.add(shapes.box(0.03, t, h - 0.01, (sx * (w / 2 - t - 0.016), sy * (d / 2 - t * 1.5), h / 2)))
    b.add(shapes.box(w - 2 * t - 0.001, d - 2 * t - 0.001, t, (0, 0, t / 2)))
    b.collide_box((w, d, t), (0, 0, t / 2))
    for sign in (-1, 1):
        b.collide_box((w, t, h), (0, sign * (d - t) / 2, h / 2))
        b.collide_box((t, d - 2 * t, h), (sign * (w - t) / 2, 0, h / 2))
        mark(b, (0.002, 0.1, 0.028), (sign * w / 2, 0, h - tall / 2 - 0.002), b.paint("wood", "brown"))
    b.rectangle("inside", "interior", t, w - 2 * t - 0.01, d - 4 * t - 0.01, h - t)


@small(
    "tote", "Q987767", ((0.55, 0.6), (0.36, 0.4), (0.2, 0.32)), "Euro containers 600 × 400 mm (Auer, Schaefer EF), 1.7–2.8 kg",
    synonyms=("plastic tote", "storage tote", "kanban bin", "euro container", "warehouse bin"),
    rooms=("warehouse_aisle", "garage", "workshop", "laundry_room"), sits_on=STORES,
    colors=("blue", "grey", "red", "green", "yellow"), materials=("plastic",), affords=_HOLDS, holds=("cardboard_box", "tape_measure", "bottle"),
    stackable=True,
)  # fmt: skip
def tote(b: Builder) -> None:
    w, d, h, rim = b.w, b.d, b.h, 0.014
    tub(b, (w * 0.9, d * 0.88), (w - rim, d - rim), h, 0.005, 0.006, None, 0.55, radius=0.02)
    for sign in (-1, 1):
        b.block((w, rim / 2 + 0.003, 0.02), (0, sign * (d / 2 - rim / 4 - 0.0015), h - 0.01), None, 0.7, collide=False)
        b.block((rim / 2 + 0.003, d - rim - 0.006, 0.02), (sign * (w / 2 - rim / 4 - 0.0015), 0, h - 0.01), None, 0.7, collide=False)
        mark(b, (0.003, 0.13, 0.026), (sign * (w * 0.49 - 0.009), 0, h - 0.045), b.paint("plastic", "black"))
        for x in (-0.3, -0.1, 0.1, 0.3):
            b.add(
                shapes.convex_hull(
                    np.array(
                        [
                            (x * w + dx, sign * y, z)
                            for dx in (-0.004, 0.004)
                            for y, z in ((d * 0.44, 0.01), (d * 0.43, 0.01), (d / 2 - 0.006, h - 0.015), (d * 0.47, h - 0.015))
                        ]
                    )
                ),
                None,
                0.5,
            )


@small(
    "bucket", "Q47107", ((0.26, 0.31), (0.26, 0.31), (0.24, 0.29)), "10–12 l buckets 26–31 cm (Vikan, IKEA), 0.4–1.5 kg",
    synonyms=("pail", "mop bucket", "cleaning bucket"), rooms=("laundry_room", "garage", "workshop", "bathroom"),
    sits_on=(*STORES, "washing_machine"),
    colors=("blue", "red", "yellow", "grey", "green"), materials=("plastic", "steel"),
    affords=("Graspable", "Containable", "Fillable", "Pourable", "Stackable"),
)  # fmt: skip
def bucket(b: Builder) -> None:
    r, h = (b.w + b.d) / 4 - 0.005, b.h
    outer = [(r * 0.74, 0), (r * 0.76, 0.006), (r * 0.98, h - 0.02), (r, h)]
    metal = b.material_name == "steel"
    stuff = b.paint("steel") if metal else b.main
    cup_of(b, outer, 0.003, 0.006, stuff, 0.25 if metal else 0.85, 20)
    b.add(shapes.torus(r, 0.005, 20, 5).moved((0, 0, h - 0.005)), stuff, 0.2 if metal else 1.0)
    # the bail hangs down in front of the wall
    z = h - 0.035
    arc = [(r * 1.005 * math.cos(a), -r * 1.005 * abs(math.sin(a)) ** 0.8, z - h * 0.3 * math.sin(a)) for a in np.linspace(0, math.pi, 11)]
    b.add(shapes.tube(arc, 0.0028, 5), b.paint("steel"), 1.0)
    b.settle_on_origin()


@small(
    "watering_can", "Q987767", ((0.32, 0.4), (0.15, 0.19), (0.22, 0.3)), "1.5–5 l watering cans, 32–40 cm with the spout (IKEA PS), 0.3–1 kg",
    synonyms=("plant watering can",), rooms=("living_room", "hallway", "garage", "laundry_room", "office"),
    sits_on=(*STORES, "sideboard", "bench", "counter"),
    colors=("green", "teal", "silver", "red", "white", "mustard"), materials=("plastic", "painted metal"),
    affords=("Graspable", "Pourable", "Fillable"),
)  # fmt: skip
def watering_can(b: Builder) -> None:
    r, h = b.d / 2, b.h
    x = b.w * 0.14
    body = h * 0.66
    metal = b.material_name != "plastic"
    turned(b, [(r * 0.98, 0), (r, 0.01), (r * 0.86, body)], None, 0.022 if metal else 0.1, 20, (x, 0))
    b.add(shapes.cylinder(r * 0.6, 0.001, body, 16).moved((x, 0, 0)), b.paint("plastic", "black"), 0.0)
    light = 0.25 if metal else 0.7
    tip = np.array([-b.w / 2 + 0.012, 0, h * 0.8])
    path = [np.array([x - r * 0.85, 0, h * 0.14]), np.array([x - r * 1.25, 0, h * 0.3]), np.array([-b.w * 0.32, 0, h * 0.6]), tip]
    b.add(shapes.tube(path, 0.012, 8), None, light * 0.4)
    spout = shapes.tube(path[1:], 0.012, 6)
    b.collide_hull(spout.vertices)
    rose = (
        shapes.lathe([(0.01, -0.02), (0.028, 0.01), (0.028, 0.016)], 12)
        .rotated(np.array([[math.cos(0.9), 0, -math.sin(0.9)], [0, 1, 0], [math.sin(0.9), 0, math.cos(0.9)]]))
        .moved(tip)
    )
    b.add(rose, None, light * 0.3)
    bow = [
        (x - r * 0.4, 0, body - 0.004),
        (x - r * 0.2, 0, h * 0.9),
        (x + r * 0.3, 0, h - 0.009),
        (x + r * 0.95, 0, h * 0.9),
        (x + r * 1.22, 0, h * 0.62),
        (x + r * 0.95, 0, h * 0.2),
    ]
    b.add(shapes.tube(bow, 0.009, 6), None, light)
    b.collide_box((r * 1.1, 0.018, 0.03), (x + r * 0.35, 0, h - 0.03))
    b.collide_box((0.02, 0.018, h * 0.5), (x + r * 1.14, 0, h * 0.6))
    b.settle_on_origin()


@small(
    "tissue_box", "Q207822", ((0.22, 0.25), (0.11, 0.125), (0.1, 0.13)),
    "facial tissue boxes 23 × 11.5 × 8 cm with a tissue out (Kleenex), 0.15–0.25 kg",
    synonyms=("tissues", "box of tissues", "kleenex"), plural="tissue boxes",
    rooms=("bathroom", "bedroom", "living_room", "office", "classroom", "meeting_room"), sits_on=(*BEDSIDE, *LOUNGE, "desk", "washbasin"),
    colors=("light blue", "pink", "mint", "lavender", "white", "teal"), materials=("cardboard",), affords=("Graspable",),
)  # fmt: skip
def tissue_box(b: Builder) -> None:
    box_h = b.h - 0.035
    b.block((b.w, b.d, box_h), (0, 0, box_h / 2), None, 0.3)
    b.add(shapes.slab(b.w * 0.6, b.d * 0.3, 0.0008, b.d * 0.15, box_h, 3), b.paint("paper", "white"), 0.0)
    paper = b.paint("paper", "white")
    for k, (turn, length) in enumerate(((0.3, 1.0), (2.4, 0.94), (4.2, 0.97), (5.4, 0.9))):
        b.add(leaf(0.0463 * length, 0.05, 0.35 + 0.1 * (k % 2), turn, (0.008 * (k - 1.5), 0, box_h - 0.002), 0.002), paper, 0.02)
    for sign in (-1, 1):
        mark(
            b,
            (b.w * 0.8, 0.0008, box_h * 0.14),
            (0, sign * b.d / 2, box_h * 0.3),
            b.paint("paper", "white" if b.color_name != "white" else "light blue"),
        )
    b.settle_on_origin()
