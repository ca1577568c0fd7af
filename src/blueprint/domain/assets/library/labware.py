"""What stands on a laboratory bench."""

from __future__ import annotations

import math

import numpy as np

from blueprint.domain.assets.asset import Handle, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.small import LAB, small, weighing
from blueprint.domain.assets.vessels import cup_of, mark, slab, turned
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.bars import about_x

_ROOM = ("laboratory",)
_LIQUIDS = ("blue", "green", "orange", "purple", "red", "yellow", "turquoise")


@small(
    "beaker", "Q1922981", ((0.065, 0.075), (0.065, 0.075), (0.085, 0.11)), "low-form beakers 150–250 ml, DIN 12331 (Duran): 60–70 × 80–95 mm",
    synonyms=("glass beaker", "lab beaker"), rooms=("laboratory", "classroom"), sits_on=LAB, colors=("light blue", "white"), materials=("glass",),
    affords=("Graspable", "Pourable", "Fillable", "Containable"),
)  # fmt: skip
def beaker(b: Builder) -> None:
    r, h = (b.w + b.d) / 4, b.h
    cup_of(b, [(r * 0.9, 0), (r * 0.94, 0.005), (r * 0.94, h - 0.008), (r, h)], 0.0022, 0.0035)
    for k in range(5):
        mark(b, (0.018 if k % 2 else 0.011, 0.0008, 0.0012), (0, -r * 0.935, h * (0.2 + 0.13 * k)), b.paint("plastic", "white"))


@small(
    "flask", "Q1922981", ((0.075, 0.1), (0.075, 0.1), (0.125, 0.17)), "Erlenmeyer flasks 100–300 ml, ISO 1773 (Duran), with 1/3 of liquid",
    synonyms=("erlenmeyer flask", "conical flask", "erlenmeyer"), rooms=("laboratory", "classroom"), sits_on=LAB, colors=_LIQUIDS,
    materials=("glass",), affords=("Graspable", "Pourable", "Fillable"),
)  # fmt: skip
def flask(b: Builder) -> None:
    r, h = (b.w + b.d) / 4, b.h
    neck = 0.017
    clear = b.paint("glass", "white")
    profile = [(r * 0.94, 0), (r, 0.008), (r, 0.014), (neck, h * 0.76), (neck, h - 0.005), (neck + 0.004, h - 0.003), (neck + 0.004, h)]
    turned(b, profile, clear, 0.17)
    level = h * 0.36
    surface = r - (r - neck) * (level - 0.014) / (h * 0.76 - 0.014)
    b.add(shapes.lathe([(r * 0.93, 0.003), (r * 0.97, 0.014), (surface * 0.97, level)], 16), b.paint("food", b.color_name), 0.6)


@small(
    "test_tube_rack", "Q10273457", ((0.2, 0.25), (0.07, 0.09), (0.13, 0.16)), "racks for 12 tubes of 16 × 130 mm, 20–25 cm, 0.3–0.6 kg",
    synonyms=("test tubes", "tube rack", "test tube holder", "vials"), rooms=("laboratory", "classroom"), sits_on=LAB,
    colors=("white", "blue", "birch", "green"), materials=("plastic", "wood"),
    affords=("Graspable", "Insertable", "Containable"),
)  # fmt: skip
def test_tube_rack(b: Builder) -> None:
    w, d, h = b.w, b.d, b.h
    shelf, t = h * 0.62, 0.007
    stuff = b.main if b.material_name == "plastic" or b.color_name == "birch" else b.paint("wood", "birch")
    for z in (t / 2, shelf):
        b.block((w, d, t), (0, 0, z), stuff, 0.9)
    for sign in (-1, 1):
        b.block((t, d, shelf + t / 2), (sign * (w - t) / 2, 0, (shelf + t / 2) / 2), stuff, 0.9)
    clear = b.paint("glass", "white")
    r = 0.0085
    for k in range(6):
        x = (k - 2.5) * (w - 0.04) / 6
        for y in (-d * 0.24, d * 0.24):
            if b.uniform(0, 1) < 0.2 and k not in (0, 5):
                b.add(shapes.cylinder(r, 0.0006, shelf + t / 2, 8).moved((x, y, 0)), b.paint("plastic", "dark grey"), 0.0)
                continue
            top = h if k == 0 else h - b.uniform(0.0, 0.003)
            b.add(shapes.lathe([(r, t + 0.001), (r, top)], 8).moved((x, y, 0)), clear, 0.25)
            b.add(
                shapes.lathe([(r * 0.98, t + 0.002), (r * 0.98, shelf * b.uniform(0.4, 0.9))], 8).moved((x, y, 0)),
                b.paint("food", b.pick(_LIQUIDS)),
                0.4,
            )
    for y in (-d * 0.24, d * 0.24):
        b.collide_box((w - 0.035, 2 * r, h - t), (0, y, (h + t) / 2), clear)


@small(
    "petri_dish", "Q1922981", ((0.088, 0.094), (0.088, 0.094), (0.015, 0.02)), "90 mm dishes with lid, DIN EN ISO 24998, with agar 25–60 g",
    synonyms=("culture dish", "agar plate", "cell culture dish"), plural="petri dishes", rooms=_ROOM, sits_on=LAB,
    colors=("amber", "cream", "red", "lime"), materials=("glass",), affords=("Graspable", "Stackable", "Containable", "Openable"),
    stackable=True,
)  # fmt: skip
def petri_dish(b: Builder) -> None:
    r, h = (b.w + b.d) / 4, b.h
    clear = b.paint("glass", "white")
    b.add(shapes.lathe([(r * 0.95, 0), (r * 0.95, h * 0.45), (r, h * 0.46), (r, h), (0, h)], 24), clear, 0.12)
    b.collide_cylinder(r, h, (0, 0, h / 2), clear)
    b.add(shapes.cylinder(r * 0.955, h * 0.3, 0.0015, 24), b.paint("food", b.color_name), 0.5)
    spot = b.paint("food", "white" if b.color_name in ("amber", "red") else "olive")
    for _ in range(7):
        radius, angle = r * b.uniform(0.15, 0.75), b.uniform(0, 6.28)
        b.add(shapes.cylinder(r * b.uniform(0.03, 0.08), 0.0006, h, 8).moved((radius * math.cos(angle), radius * math.sin(angle), 0)), spot, 0.0)


@small(
    "microscope", "Q196538", ((0.17, 0.21), (0.22, 0.28), (0.34, 0.42)),
    "student and laboratory microscopes 34–42 cm, 3–6.5 kg (Olympus CX23, Bresser)",
    synonyms=("optical microscope", "lab microscope"), rooms=("laboratory", "classroom"), sits_on=LAB, colors=("white", "light grey", "black"),
    materials=("painted metal",), affords=("Graspable", "Turnable"),
)  # fmt: skip
def microscope(b: Builder) -> None:
    w, d, h = b.w, b.d, b.h
    dark, steel = b.paint("plastic", "black"), b.paint("chrome")
    base = shapes.slab(w, d, 0.04, 0.03, 0, 3)
    b.add(base, None, weighing(b.uniform(1.7, 2.6), base, b.main))
    b.collide_hull(shapes.slab(w, d, 0.04, 0.03, 0, 2))
    back = d / 2 - 0.035
    b.block((0.05, 0.05, h * 0.62 - 0.04), (0, back, (h * 0.62 + 0.04) / 2), None, 0.12)
    arm = shapes.convex_hull(
        np.array(
            [
                (x, y, z)
                for x in (-0.025, 0.025)
                for y, z in ((back + 0.025, h * 0.58), (back + 0.025, h * 0.7), (-d * 0.1, h * 0.62), (-d * 0.1, h * 0.74), (back - 0.025, h * 0.58))
            ]
        )
    )
    b.add(arm, None, 0.12)
    b.collide_hull(arm)
    b.block((w * 0.72, d * 0.46, 0.014), (0, -d * 0.1, h * 0.36), dark, 0.9)
    b.block((0.05, d * 0.3, 0.02), (0, back - 0.07, h * 0.335), b.main, 0.1)
    turned(b, [(0.026, 0.04), (0.026, 0.058), (0.018, 0.07)], dark, 0.6, 14, (0, -d * 0.1))
    for k in range(3):
        angle = -math.pi / 2 + (k - 1) * 1.1
        x, y = 0.014 * math.cos(angle), -d * 0.1 + 0.014 * math.sin(angle)
        low = h * 0.4 if k == 1 else h * 0.44
        b.add(shapes.lathe([(0.006, low), (0.0095, low + 0.012), (0.0095, h * 0.58)], 10).moved((x, y, 0)), steel, 0.5)
    b.add(shapes.cylinder(0.028, 0.03, h * 0.575, 14).moved((0, -d * 0.1, 0)), dark, 0.5)
    b.collide_cylinder(0.026, h * 0.2, (0, -d * 0.1, h * 0.52), steel)
    lean = about_x(0.75)
    head = (0.0, -d * 0.1, h * 0.7)
    b.add(shapes.cylinder(0.032, 0.06, -0.01, 14).moved(head), None, 0.12)
    b.collide_cylinder(0.032, 0.06, (0, head[1], head[2] + 0.02))
    reach = (h - 0.0132 - head[2] - 0.03) / math.cos(0.75)
    for sign in (-1, 1):
        tube = (
            shapes.lathe([(0.014, 0), (0.014, reach * 0.7), (0.019, reach * 0.74), (0.019, reach)], 12)
            .rotated(lean)
            .moved((sign * 0.03, head[1], head[2] + 0.03))
        )
        b.add(tube, dark, 0.5)
    middle = (0.0, head[1] - math.sin(0.75) * reach / 2, head[2] + 0.03 + math.cos(0.75) * reach / 2)
    b.collide_box((0.094, 0.034, reach), middle, dark, rotation_wxyz=(math.cos(0.375), math.sin(0.375), 0, 0))
    for sign in (-1, 1):
        knob = (
            shapes.cylinder(0.02, 0.022, 0, 12).rotated(np.array([[0.0, 0, 1], [0, 1, 0], [-1, 0, 0]])).moved((sign * 0.036 - 0.011, back, h * 0.24))
        )
        b.add(knob, dark, 0.6)
    b.settle_on_origin()


@small(
    "pipette_box", "Q188075", ((0.115, 0.13), (0.075, 0.09), (0.06, 0.1)), "96-tip racks 12 × 8.5 × 6–10 cm, 0.1–0.25 kg (Eppendorf, Gilson)",
    synonyms=("pipette tips", "pipette tip box", "tip box", "pipette"), plural="pipette boxes", rooms=_ROOM, sits_on=LAB,
    colors=("blue", "yellow", "green", "purple", "red"), materials=("plastic",),
    affords=("Graspable", "Stackable", "Openable", "Containable"), stackable=True,
)  # fmt: skip
def pipette_box(b: Builder) -> None:
    w, d, h = b.w, b.d, b.h - 0.006
    slab(b, (w, d, h * 0.92), 0.006, 0, b.paint("plastic", "light grey"), 0.14)
    slab(b, (w - 0.004, d - 0.004, h * 0.08), 0.006, h * 0.92, None, 0.9)
    tip = b.paint("plastic", "white")
    for row in range(5):
        for column in range(8):
            b.add(shapes.cone(0.0036, 0.004, 0.006, h, 4).moved(((column - 3.5) * w * 0.118, (row - 2) * d * 0.18, 0)), tip, 0.3)
    b.collide_box((w * 0.92, d * 0.84, 0.006), (0, 0, h + 0.003), tip)
    mark(b, (w * 0.5, 0.001, h * 0.3), (0, -d / 2, h * 0.5), b.paint("paper", "white"))


@small(
    "centrifuge", "Q3099911", ((0.26, 0.32), (0.28, 0.34), (0.2, 0.25)),
    "bench-top micro and clinical centrifuges 26–32 cm, 5.5–9 kg (Eppendorf 5420, Hettich EBA)",
    synonyms=("lab centrifuge", "microcentrifuge"), rooms=_ROOM, sits_on=LAB, colors=("white", "light grey", "cream"), materials=("plastic",),
    affords=("Openable", "Pressable", "Containable"), role=Role.ARTICULATED,
)  # fmt: skip
def centrifuge(b: Builder) -> None:
    w, lip, lid_t = b.w, 0.014, 0.032
    d = b.d - lip
    body = b.h - lid_t - 0.003
    front = body * 0.62
    r, deep = min(w, d) * 0.36, body * 0.5
    mass = b.uniform(5.0, 7.6)
    dark = b.paint("plastic", "dark grey")
    y = d * 0.06
    floor = body - deep
    base = shapes.convex_hull(
        np.array([(x * w / 2, yy, z) for x in (-1, 1) for yy, z in ((-d / 2, 0.008), (d / 2, 0.008), (-d / 2, floor), (d / 2, floor))])
    )
    b.add(base, None, weighing(mass * 0.8, base, b.main))
    b.collide_hull(base)
    wall = (w - 2 * r * 1.02) / 2
    rear, ahead = d / 2 - (y + r * 1.02), d / 2 + (y - r * 1.02)
    for sign in (-1, 1):
        b.block((wall, d, deep), (sign * (w - wall) / 2, 0, floor + deep / 2), None, 0.1)
    b.block((w - 2 * wall, rear, deep), (0, d / 2 - rear / 2, floor + deep / 2), None, 0.1)
    b.block((w - 2 * wall, ahead, deep), (0, -d / 2 + ahead / 2, floor + deep / 2), None, 0.1)
    rotor = [(r * 0.7, floor), (r * 0.78, floor + deep * 0.35), (r * 0.25, floor + deep * 0.55), (0.012, floor + deep * 0.7)]
    turned(b, rotor, b.paint("aluminium"), 0.3, 16, (0, y), collide=False)
    b.collide_cylinder(r * 0.6, deep * 0.5, (0, y, floor + deep * 0.25), b.paint("aluminium"))
    for k in range(6):
        angle = k * math.pi / 3
        b.add(shapes.cylinder(0.008, 0.002, floor + deep * 0.44, 8).moved((r * 0.5 * math.cos(angle), y + r * 0.5 * math.sin(angle), 0)), dark, 0.0)
    for sx in (-1, 1):
        for sy in (-1, 1):
            b.add(shapes.cylinder(0.014, 0.008, 0, 8).moved((sx * (w / 2 - 0.03), sy * (d / 2 - 0.03), 0)), b.paint("rubber", "black"), 1.0)
    b.collide_box((w - 0.04, d - 0.04, 0.01), (0, 0, 0.005), b.paint("rubber", "black"))
    mark(b, (w * 0.9, 0.002, front * 0.36), (0, -d / 2, front * 0.75), dark)
    mark(b, (w * 0.32, 0.003, front * 0.2), (-w * 0.2, -d / 2, front * 0.76), b.paint("screen", "light blue"))
    for k in range(4):
        mark(b, (0.014, 0.003, 0.014), (w * (0.1 + 0.09 * k), -d / 2, front * 0.75), b.paint("plastic", ("lime", "red", "white", "white")[k]))
    lid = b.link("lid")
    z = b.h - lid_t
    cover = shapes.slab(w, d, lid_t, 0.03, z, 3)
    b.add(cover, None, weighing(0.75, cover, b.main), lid)
    b.collide_hull(shapes.slab(w, d, lid_t, 0.03, z, 2), None, lid)
    b.add(shapes.cylinder(r * 0.5, 0.001, b.h - 0.0006, 18).moved((0, y, 0)), b.paint("screen", "navy"), 0.0, lid)
    b.block((w * 0.26, lip, lid_t * 0.6), (0, -d / 2 - lip / 2, z + lid_t * 0.5), dark, 0.8, lid)
    grasp = Handle((0.0, -d / 2 - lip / 2, z + lid_t * 0.5), (1, 0, 0), (0, -1, 0), lid_t * 0.6)
    b.hinge("lid_hinge", "lid", (0, d / 2, z), (-1, 0, 0), math.radians(85), damping=0.12, friction=1.25, handle=grasp)
    b.settle_on_origin()


@small(
    "scale", "Q134566", ((0.17, 0.22), (0.2, 0.26), (0.05, 0.075)), "precision balances 17–22 cm, 0.8–2 kg (Ohaus Scout, Kern)",
    synonyms=("balance", "weighing scale", "lab scale", "kitchen scale", "precision balance"), rooms=("laboratory", "kitchen"),
    sits_on=(*LAB, "counter", "kitchen_island"), colors=("white", "light grey", "black", "silver"),
    materials=("plastic",), affords=("Graspable", "Pressable", "Placeable"), holds=("beaker", "petri_dish", "apple"),
)  # fmt: skip
def scale(b: Builder) -> None:
    w, d, h = b.w, b.d, b.h
    pan = 0.014
    body_h = h - pan
    plate_y, plate_d = d * 0.13, d * 0.7
    rear = shapes.slab(w, d * 0.72, body_h, 0.012, 0, 2).moved((0, d * 0.14, 0))
    front = shapes.convex_hull(
        np.array([(x * w / 2, y, z) for x in (-1, 1) for y, z in ((-d / 2, 0.0), (-d * 0.2, 0.0), (-d / 2, body_h * 0.45), (-d * 0.2, body_h))])
    )
    mass = b.uniform(0.8, 1.5)
    b.add(rear, None, weighing(mass * 0.75, rear, b.main))
    b.add(front, None, weighing(mass * 0.25, front, b.main))
    b.collide_hull(front)
    b.collide_box((w, d * 0.72, body_h), (0, d * 0.14, body_h / 2))
    tilt = math.atan2(body_h * 0.55, d * 0.3)
    b.add(shapes.box(w * 0.5, d * 0.13, 0.002).rotated(about_x(tilt)).moved((-w * 0.16, -d * 0.35, body_h * 0.725)), b.paint("screen", "lime"), 0.0)
    for k in range(2):
        b.add(
            shapes.box(0.022, d * 0.09, 0.003).rotated(about_x(tilt)).moved((w * (0.2 + 0.17 * k), -d * 0.35, body_h * 0.725)),
            b.paint("plastic", "blue" if k else "grey"),
            0.0,
        )
    steel = b.paint("stainless steel")
    b.add(shapes.cylinder(0.02, pan, body_h - 0.004, 12).moved((0, plate_y, 0)), b.paint("plastic", "dark grey"), 0.5)
    size = min(w * 0.92, plate_d)
    slab(b, (size, size, 0.004), 0.012, h - 0.004, steel, 0.4, (0, plate_y))
    b.collide_cylinder(0.02, pan, (0, plate_y, body_h + pan / 2 - 0.002), b.paint("plastic", "dark grey"))
    b.settle_on_origin()
    b.top(h, size - 0.03, size - 0.03, (0, plate_y))
