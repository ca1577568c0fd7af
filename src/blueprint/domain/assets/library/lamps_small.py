"""Lamps that stand on furniture, clocks, frames and what decorates a shelf."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.small import BEDSIDE, HOME, LOUNGE, OFFICE, SHELVES, small, weighing
from blueprint.domain.assets.vessels import collide_around, cup_of, inner_of, mark, turned, vessel
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.bars import about_x, about_z, leaf
from blueprint.domain.mesh.mesh import Mesh

_DECOR_ON = (*LOUNGE, *SHELVES, *BEDSIDE, "console_table", "fireplace", "desk", "table")
_GLOW = "cream"


@small(
    "desk_lamp", "Q1138737", ((0.16, 0.2), (0.3, 0.38), (0.38, 0.48)), "task lamps 38–48 cm high (IKEA FORSÅ, TERTIAL), 1.4–2.2 kg",
    synonyms=("study lamp", "task lamp", "office lamp"), rooms=(*OFFICE, "childs_room", "laboratory", "workshop"),
    sits_on=("desk", "school_desk", "workbench", "lab_bench", "nightstand", "table"),
    colors=("black", "white", "silver", "red", "teal", "mustard"), materials=("painted metal",), affords=("Graspable", "Pressable"),
)  # fmt: skip
def desk_lamp(b: Builder) -> None:
    r, h = b.w / 2, b.h
    y = b.d / 2 - r
    turned(b, [(r, 0), (r, 0.014), (r * 0.3, 0.024)], None, b.uniform(0.34, 0.44), 20, (0, y))
    foot, elbow, head = np.array([0, y, 0.02]), np.array([0, y + r * 0.75, h * 0.55]), np.array([0, -b.d / 2 + 0.0995, h - 0.0545])
    for low, high in ((foot, elbow), (elbow, head)):
        b.add(shapes.tube([low, (low + high) / 2, high], 0.0065, 6), b.paint("steel"), 0.25)
        length, tilt = float(np.linalg.norm(high - low)), math.atan2(-(high - low)[1], (high - low)[2])
        b.collide_cylinder(0.0065, length, (low + high) / 2, b.paint("steel"), rotation_wxyz=(math.cos(tilt / 2), math.sin(tilt / 2), 0, 0))
    b.add(shapes.ellipsoid(0.026, 0.022, 0.026, 8, 6).moved(elbow), b.paint("plastic", "black"), 0.5)
    tilt = about_x(-0.5)
    shade_r = min(0.075, r)
    profile = [(shade_r, -0.07), (0.028, 0.03), (0.022, 0.05)]
    shade = shapes.lathe([*profile, (0.0, 0.05)], 16).rotated(tilt).moved(head)
    hollow = shapes.lathe([(shade_r - 0.004, -0.0705), (shade_r - 0.004, -0.069)], 16).rotated(tilt).moved(head)
    b.add(shade, None, 0.045)
    b.add(hollow, b.paint("plastic", _GLOW), 0.0)
    b.add(shapes.ellipsoid(0.05, 0.05, 0.03, 10, 6).moved((0, 0, -0.066)).rotated(tilt).moved(head), b.paint("glass", "yellow"), 0.0)
    collide_around(b, shade)
    b.settle_on_origin()


@small(
    "table_lamp", "Q1138737", ((0.22, 0.3), (0.22, 0.3), (0.36, 0.5)), "bedside and table lamps 36–50 cm (IKEA RINGSTA, FADO), 1–2.5 kg",
    synonyms=("bedside lamp", "lamp", "nightstand lamp"), rooms=("bedroom", "living_room", "hallway", "office"),
    sits_on=(*BEDSIDE, *LOUNGE, "console_table", "desk", "bookshelf"),
    colors=("white", "cream", "teal", "grey", "navy", "mustard", "terracotta"), materials=("ceramic", "wood", "glass"),
    affords=("Graspable", "Pressable"),
)  # fmt: skip
def table_lamp(b: Builder) -> None:
    r, h = (b.w + b.d) / 4, b.h
    shade_h = h * b.uniform(0.4, 0.46)
    low = h - shade_h
    foot = r * b.uniform(0.5, 0.6)
    body = low - 0.05
    shape = b.pick(("gourd", "column", "cone"))
    base = {
        "gourd": [(foot * 0.9, 0), (foot, 0.012), (foot * 1.05, body * 0.4), (foot * 0.6, body * 0.75), (0.018, body)],
        "column": [(foot, 0), (foot, 0.016), (0.024, 0.022), (0.022, body)],
        "cone": [(foot, 0), (foot, 0.012), (foot * 0.35, body * 0.7), (0.016, body)],
    }[shape]
    material = b.main if b.material_name != "glass" else b.paint("coloured glass", b.color_name)
    mesh = shapes.lathe(base, 16)
    turned(b, base, material, min(1.0, weighing(b.uniform(0.9, 1.6), mesh, material)), 16)
    b.add(shapes.cylinder(0.008, 0.1, body, 8), b.paint("brass"), 0.2)
    b.collide_cylinder(0.008, 0.06, (0, 0, body + 0.03), b.paint("brass"))
    linen = b.paint("linen", b.pick(("cream", "white", "beige", "light grey")))
    top = r * b.uniform(0.62, 0.85)
    b.add(
        shapes.lathe(
            [(r, low), (top, h), (top - 0.003, h - 0.004), (0, h - 0.03)], 20
        ),
        linen,
        0.05,
    )
    b.add(shapes.ellipsoid(0.055, 0.055, 0.075, 10, 6).moved((0, 0, h - 0.05)), b.paint("glass", "yellow"), 0.0)
    b.collide_hull(shapes.lathe([(r, low), (top, h)], 14).vertices[[*range(1, 15), *range(15, 29)]], linen)


@small(
    "alarm_clock", "Q376", ((0.095, 0.12), (0.055, 0.065), (0.125, 0.155)), "twin-bell alarm clocks 12–15 cm (IKEA DEKAD), 0.2–0.4 kg",
    synonyms=("bedside clock", "table clock"), rooms=("bedroom", "childs_room", "office"), sits_on=(*BEDSIDE, "desk", "bookshelf", "wall_shelf"),
    colors=("black", "red", "mint", "silver", "gold", "white"), materials=("painted metal",), affords=("Graspable", "Pressable"),
)  # fmt: skip
def alarm_clock(b: Builder) -> None:
    r, d = b.w / 2, b.d - 0.0038
    flat = about_x(math.pi / 2)
    z = r + 0.012
    case = shapes.cylinder(r, d, -d / 2, 20).rotated(flat).moved((0, 0.003, z))
    b.add(case, None, weighing(b.uniform(0.2, 0.3), case, b.main))
    b.collide_cylinder(r, d, (0, 0.003, z), None, rotation_wxyz=(math.sqrt(0.5), math.sqrt(0.5), 0, 0))
    front = 0.003 - d / 2
    b.add(shapes.cylinder(r * 0.88, 0.002, 0, 20).rotated(flat).moved((0, front, z)), b.paint("plastic", "white"), 0.0)
    dark, steel = b.paint("plastic", "black"), b.paint("chrome")
    for k in range(12):
        angle = k * math.pi / 6
        tick = (
            shapes.box(0.0025, 0.001, r * 0.14)
            .moved((0, front - 0.0022, r * 0.74))
            .rotated(np.array([[math.cos(angle), 0, math.sin(angle)], [0, 1, 0], [-math.sin(angle), 0, math.cos(angle)]]))
        )
        b.add(tick.moved((0, 0, z)), dark, 0.0)
    for angle, length, width in ((b.uniform(0, 6.28), 0.62, 0.0025), (b.uniform(0, 6.28), 0.4, 0.004)):
        hand = (
            shapes.box(width, 0.0012, r * length)
            .moved((0, front - 0.003, r * length * 0.45))
            .rotated(np.array([[math.cos(angle), 0, math.sin(angle)], [0, 1, 0], [-math.sin(angle), 0, math.cos(angle)]]))
        )
        b.add(hand.moved((0, 0, z)), dark, 0.0)
    for sign in (-1, 1):
        b.add(shapes.tube([(sign * r * 0.62, 0.003, 0), (sign * r * 0.6, 0.003, 0.006), (sign * r * 0.5, 0.003, 0.024)], 0.007, 6), steel, 0.5)
        bell = (
            shapes.lathe([(0.5, 0), (0.42, 0.24), (0.0, 0.36)], 12)
            .scaled((r * 0.62,) * 3)
            .rotated(np.array([[math.cos(0.6), 0, math.sin(0.6) * sign], [0, 1, 0], [-math.sin(0.6) * sign, 0, math.cos(0.6)]]))
        )
        b.add(bell.moved((sign * r * 0.55, 0.003, z + r * 0.84)), steel, 0.15)
    top = b.h - 0.006
    b.add(
        shapes.tube(
            [
                (-r * 0.5, 0.003, z + r * 0.9),
                (-r * 0.3, 0.003, top - 0.001),
                (0, 0.003, top),
                (r * 0.3, 0.003, top - 0.001),
                (r * 0.5, 0.003, z + r * 0.9),
            ],
            0.003,
            5,
        ),
        steel,
        0.6,
    )
    b.collide_box((b.w * 0.66, d - 0.006, 0.02), (0, 0.003, 0.01), steel)
    b.collide_box((b.w * 0.8, 0.03, top - z - r * 0.72), (0, 0.003, (top + z + r * 0.72) / 2), steel)
    b.settle_on_origin()


@small(
    "picture_frame", "Q125191", ((0.12, 0.2), (0.09, 0.12), (0.16, 0.24)), "photo frames 10 × 15 to 13 × 18 cm with a strut (IKEA RIBBA), 0.2–0.5 kg",
    synonyms=("photo frame", "photograph", "framed photo", "photo"), rooms=(*HOME, "dining_room"), sits_on=_DECOR_ON,
    colors=("black", "white", "oak", "gold", "walnut", "silver"),
    materials=("wood",), affords=("Graspable",),
)  # fmt: skip
def picture_frame(b: Builder) -> None:
    lean, thick, edge = 0.2, 0.014, b.w * 0.11
    tall = (b.h - thick * math.sin(lean)) / math.cos(lean)
    turn = about_x(-lean)

    def place(mesh: shapes.Mesh) -> shapes.Mesh:
        return mesh.rotated(turn)

    for sign in (-1, 1):
        b.add(place(shapes.box(edge, thick, tall, (sign * (b.w - edge) / 2, thick / 2, tall / 2))), None, 0.9)
        b.add(place(shapes.box(b.w - 2 * edge, thick, edge, (0, thick / 2, tall / 2 + sign * (tall - edge) / 2))), None, 0.9)
    b.add(place(shapes.box(b.w - 2 * edge, thick * 0.5, tall - 2 * edge, (0, thick * 0.6, tall / 2))), b.paint("paper", "white"), 0.9)
    _photo(b, place, b.w - 2 * edge, tall - 2 * edge, thick * 0.35, tall / 2)
    b.collide_box((b.w, thick, tall), turn @ np.array([0, thick / 2, tall / 2]), None, rotation_wxyz=(math.cos(lean / 2), -math.sin(lean / 2), 0, 0))
    top, reach = turn @ np.array([0, thick, tall * 0.62]), b.d
    low = -thick * math.sin(lean)
    strut = [
        (x, y, z)
        for x in (-0.018, 0.018)
        for y, z in ((top[1] - 0.002, top[2]), (top[1] + 0.004, top[2] - 0.004), (reach, low), (reach - 0.006, low))
    ]
    b.add(shapes.convex_hull(np.array(strut)), b.paint("paper", "black"), 0.8)
    b.collide_hull(np.array(strut), b.paint("paper", "black"))
    b.settle_on_origin()


def _photo(b: Builder, place: Callable[[Mesh], Mesh], wide: float, tall: float, y: float, z: float) -> None:
    """A landscape: sky, hills, sun."""
    sky, land = b.pick(("light blue", "coral", "lavender")), b.pick(("green", "teal", "olive"))
    w, h = wide * 0.84, tall * 0.84
    parts = [
        ((w, 0.001, h), (0, y - 0.0005, z), sky),
        ((w, 0.001, h * 0.36), (0, y - 0.001, z - h * 0.32), land),
        ((w * 0.16, 0.001, w * 0.16), (w * 0.2, y - 0.001, z + h * 0.24), "yellow"),
    ]
    for size, center, color in parts:
        b.add(place(shapes.box(*size, center=center)), b.paint("paper", color), 0.0)


@small(
    "globe", "Q133792", ((0.24, 0.3), (0.229, 0.289), (0.34, 0.42)), "desk globes of 22–28 cm, 34–42 cm high, 1–1.6 kg",
    synonyms=("world globe", "earth globe", "terrestrial globe"), rooms=("office", "classroom", "childs_room", "living_room"),
    sits_on=("desk", "bookshelf", "sideboard", "school_desk", "table"),
    colors=("blue", "light blue", "navy", "cream"), materials=("plastic",), affords=("Graspable", "Turnable"),
)  # fmt: skip
def globe(b: Builder) -> None:
    r = (b.w - 0.014 + b.d - 0.003) / 4
    bow = r + 0.014
    center = b.h - r - 0.003
    stand = b.paint(*b.pick(("brass|gold", "wood|walnut", "plastic|black")).split("|"))
    base = [(r * 0.62, 0), (r * 0.62, 0.012), (0.018, 0.03), (0.014, center - bow + 0.006)]
    mesh = shapes.lathe(base, 16)
    turned(b, base, stand, min(1.0, weighing(0.5, mesh, stand)), 16)
    arc = [(bow * 0.975 * math.cos(a), 0, center + bow * 0.975 * math.sin(a)) for a in np.linspace(-2.05, 1.2, 8)]
    b.add(shapes.tube(arc, 0.0055, 6), stand, 0.25)
    ball = shapes.ellipsoid(2 * r, 2 * r, 2 * r, 16, 8).moved((0, 0, center))
    b.add(ball, None, weighing(b.uniform(0.5, 0.75), ball, b.main))
    b.collide_sphere(r, (0, 0, center))
    b.collide_cylinder(0.012, center - r, (0, 0, (center - r) / 2), stand)
    land = b.paint("plastic", "green" if b.color_name != "cream" else "tan")
    for lon, lat, size in (
        (-1.9, 0.75, 0.55),
        (-1.2, -0.3, 0.38),
        (-0.2, 0.15, 0.45),
        (0.1, 0.85, 0.3),
        (0.9, 0.7, 0.62),
        (1.7, 0.35, 0.3),
        (2.3, -0.45, 0.28),
        (-2.6, 0.9, 0.25),
        (3.0, 0.5, 0.4),
    ):
        patch = shapes.lathe([(size * 0.95, -0.12), (size, -0.02), (size * 0.6, 0.012), (0, 0.02)], 7).scaled((r * 0.62, r * 0.8, r * 0.6))
        tilt = math.pi / 2 - lat
        turn = about_z(lon) @ np.array([[math.cos(tilt), 0, math.sin(tilt)], [0, 1, 0], [-math.sin(tilt), 0, math.cos(tilt)]])
        depth = r * math.cos(min(size * 0.55, 1.0)) + r * 0.042
        b.add(patch.moved((0, 0, depth)).rotated(turn).moved((0, 0, center)), land, 0.0)
    b.settle_on_origin()


@small(
    "trophy", "Q381165", ((0.13, 0.17), (0.09, 0.11), (0.22, 0.32)), "cup trophies 22–32 cm on a base, 0.5–1.2 kg",
    synonyms=("award", "cup trophy", "prize"), plural="trophies", rooms=(*OFFICE, "living_room", "hallway", "childs_room"), sits_on=_DECOR_ON,
    colors=("gold", "silver", "bronze"),
    materials=("metal",), affords=("Graspable",),
)  # fmt: skip
def trophy(b: Builder) -> None:
    r, base = b.d / 2, b.h * 0.2
    b.block(
        (b.d * 0.86, b.d * 0.86, base),
        (0, 0, base / 2),
        b.paint("marble", b.pick(("black", "dark grey"))) if b.uniform(0, 1) < 0.5 else b.paint("wood", "walnut"),
        0.45,
    )
    mark(b, (b.d * 0.5, 0.002, base * 0.45), (0, -b.d * 0.43, base / 2), b.main)
    z = base
    stem = [(r * 0.6, z), (r * 0.2, z + b.h * 0.06), (r * 0.14, z + b.h * 0.18), (r * 0.22, z + b.h * 0.2)]
    turned(b, stem, None, 0.35, 16, collide=False)
    b.collide_cylinder(r * 0.25, b.h * 0.2, (0, 0, z + b.h * 0.1))
    low = z + b.h * 0.2
    outer = [(r * 0.3, low), (r * 0.75, low + (b.h - low) * 0.3), (r * 0.86, low + (b.h - low) * 0.8), (r, b.h)]
    inner = inner_of([(q, s - low) for q, s in outer], 0.003, 0.012)
    vessel(b, outer, [(q, s + low) for q, s in inner], None, 0.35, 16, staves=6)
    for sign in (-1, 1):
        x = sign * b.w / 2
        path = [
            (sign * r * 0.8, 0, b.h * 0.92),
            (x - sign * 0.006, 0, b.h * 0.95),
            (x - sign * 0.004, 0, b.h * 0.8),
            (sign * r * 0.62, 0, low + b.h * 0.1),
        ]
        b.add(shapes.tube(path, 0.004, 6), None, 0.5)
        b.collide_box((b.w / 2 - r * 0.8, 0.008, b.h * 0.2), (sign * (b.w / 4 + r * 0.4), 0, b.h * 0.84))
    b.settle_on_origin()


@small(
    "vase", "Q191851", ((0.11, 0.18), (0.11, 0.18), (0.18, 0.32)), "table vases 18–32 cm (IKEA, Alessi), 0.5–2 kg",
    synonyms=("flower vase", "urn", "vase of flowers", "flowers"), rooms=(*HOME, "dining_room", "cafe_corner", "bathroom"),
    sits_on=(*_DECOR_ON, "round_table", "cafe_table", "meeting_table"),
    colors=("white", "teal", "blue", "terracotta", "black", "light blue", "mustard", "grey"), materials=("ceramic", "glass"),
    affords=("Graspable", "Fillable", "Containable", "Insertable"),
)  # fmt: skip
def vase(b: Builder) -> None:
    r, h, wall = (b.w + b.d) / 4, b.h, 0.0042
    outer = {
        "belly": [(r * 0.55, 0), (r * 0.62, 0.006), (r, h * 0.4), (r * 0.45, h * 0.82), (r * 0.55, h)],
        "tulip": [(r * 0.6, 0), (r * 0.5, h * 0.12), (r * 0.7, h * 0.5), (r, h)],
        "bottle": [(r * 0.8, 0), (r, h * 0.12), (r, h * 0.4), (r * 0.36, h * 0.68), (r * 0.42, h)],
        "cylinder": [(r * 0.94, 0), (r, 0.01), (r, h)],
    }[b.pick(("belly", "tulip", "bottle", "cylinder"))]  # fmt: skip
    cup_of(b, outer, wall, 0.012, None, min(1.0, 0.95 * (0.14 / r) ** 0.5), 20)


@small(
    "candle", "Q151771", ((0.085, 0.11), (0.085, 0.11), (0.1, 0.17)), "pillar candles 5–7 cm on a plate (IKEA FENOMEN), 0.25–0.6 kg",
    synonyms=("pillar candle", "candlestick", "scented candle"), rooms=(*HOME, "dining_room", "bathroom"),
    sits_on=(*_DECOR_ON, "bathtub", "round_table"),
    colors=("cream", "white", "red", "burgundy", "teal", "mustard"), materials=("wax",), affords=("Graspable",),
)  # fmt: skip
def candle(b: Builder) -> None:
    r = (b.w + b.d) / 4
    dish = b.paint(*b.pick(("ceramic|white", "brass|gold", "ceramic|black")).split("|"))
    plate = [(r * 0.7, 0), (r, 0.008), (r, 0.012)]
    turned(b, plate, dish, 0.9 if dish.density_kgm3 < 5000 else 0.35, 16)
    top = b.h - 0.014
    wax = r * 0.66
    turned(b, [(wax, 0.012), (wax, top - 0.003), (wax * 0.9, top)], None, 1.0, 16)
    b.add(shapes.cylinder(wax * 0.55, 0.001, top, 12), b.paint("wax", "amber" if b.color_name == "mustard" else b.color_name), 0.0)
    b.add(shapes.cylinder(0.0014, 0.014, top, 5), b.paint("cotton", "black"), 0.0)


@small(
    "small_plant", "Q27993793", ((0.16, 0.22), (0.16, 0.22), (0.18, 0.28)), "succulents and herbs in 9–12 cm pots, 18–28 cm high, 0.5–1.3 kg",
    synonyms=("succulent", "small plant", "herb pot", "basil", "cactus", "flower pot", "pot plant"),
    rooms=(*HOME, "kitchen", "bathroom", "cafe_corner", "meeting_room"),
    sits_on=(*_DECOR_ON, "counter", "washbasin"), colors=("terracotta", "white", "grey", "teal", "black", "mustard"), materials=("ceramic",),
    affords=("Graspable",),
)  # fmt: skip
def small_plant(b: Builder) -> None:
    spread, pot_h = (b.w + b.d) / 4, b.h * b.uniform(0.36, 0.44)
    r = spread * b.uniform(0.5, 0.56)
    turned(b, [(r * 0.74, 0), (r * 0.96, pot_h - 0.016), (r * 1.04, pot_h - 0.015), (r * 1.04, pot_h)], None, 0.42, 16)
    b.add(shapes.cylinder(r * 0.92, 0.0015, pot_h - 0.0005, 14), b.paint("soil"), 0.0)
    green = [b.paint("plant", c) for c in ("leaf", "green", b.pick(("lime", "olive", "leaf")))]
    count, tall = 14, b.h - pot_h
    for k in range(count):
        turn = k * 2.4 + b.uniform(-0.2, 0.2) if k < count - 4 else (k - count) * math.pi / 2
        lean = 0.12 + 1.1 * (k / count) ** 1.2
        reach = spread if k >= count - 4 else spread * 0.95
        share = 1.0 if k == 0 or k >= count - 4 else b.uniform(0.8, 0.97)
        length = min(tall / (0.85 * math.cos(lean)), reach / math.sin(lean)) * share
        b.add(leaf(length, r * b.uniform(0.5, 0.7), lean, turn, (0, 0, pot_h - 0.002), 0.0025), green[k % 3], 0.8)
    crown = [(spread * 0.62 * math.cos(a), spread * 0.62 * math.sin(a), pot_h + tall * 0.5) for a in np.arange(8) * math.pi / 4]
    crown += [(r * 0.6 * math.cos(a), r * 0.6 * math.sin(a), z) for a in np.arange(8) * math.pi / 4 for z in (pot_h, pot_h + tall * 0.85)]
    b.collide_hull(np.array(crown), green[0])
    b.settle_on_origin()
