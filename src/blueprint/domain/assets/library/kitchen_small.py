"""Small kitchen machines and what stands by the sink."""

from __future__ import annotations

import math

import numpy as np

from blueprint.domain.assets.asset import Handle, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.small import BATH, KITCHEN, WORKTOPS, small, weighing
from blueprint.domain.assets.vessels import collide_around, cup_of, mark, side_handle, slab, turned
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.bars import about_x

_MACHINE_ON = ("counter", "kitchen_island", "table", "bar_counter", "sideboard")


@small(
    "toaster", "Q14890", ((0.28, 0.33), (0.16, 0.19), (0.18, 0.2)), "two-slot toasters 28–33 cm (Bosch TAT, Smeg TSF01), 1.3–2 kg",
    rooms=("kitchen", "cafe_corner", "dining_room"), sits_on=_MACHINE_ON, colors=("silver", "red", "black", "cream", "white", "mint"),
    materials=("stainless steel", "plastic"),
    affords=("Graspable", "Pressable", "Insertable"),
)  # fmt: skip
def toaster(b: Builder) -> None:
    w, d, h, foot = b.w - 0.043, b.d, b.h, 0.01
    dark = b.paint("plastic", "black")
    ring = shapes.rounded_rectangle(d, h - foot, 0.035, 3)
    ring[:, 1] += (h - foot) / 2 + foot
    body = shapes.extrude(ring, w, -w / 2).rotated(np.array([[0.0, 0, 1], [1, 0, 0], [0, 1, 0]]))
    b.add(body, None, weighing(b.uniform(1.3, 1.8), body, b.main))
    collide_around(b, body, points=32)
    slab(b, (w * 0.92, d * 0.8, foot), 0.01, 0, dark, 0.2)
    for sign in (-1, 1):
        mark(b, (w * 0.72, 0.026, 0.002), (0, sign * d * 0.17, h), dark)
    x = w / 2
    mark(b, (0.002, 0.012, 0.09), (x, 0, h * 0.55), dark)
    b.block((0.022, 0.04, 0.016), (x + 0.0105, 0, h * 0.68), dark, 0.5)
    b.block((0.022, 0.04, 0.016), (-x - 0.0105, 0, h * 0.35), dark, 0.5)
    dial = shapes.cylinder(0.016, 0.003, 0, 12).rotated(about_x(math.pi / 2)).moved((w * 0.3, -d / 2 + 0.002, h * 0.45))
    b.add(dial, b.paint("chrome"), 0.0)


@small(
    "microwave", "Q127956", ((0.45, 0.52), (0.33, 0.4), (0.26, 0.3)), "20–25 l microwaves 45–52 cm wide, 10.5–14 kg (Samsung MS23, Panasonic NN)",
    synonyms=("microwave oven",), rooms=("kitchen", "office", "cafe_corner"),
    sits_on=("counter", "kitchen_island", "table", "shelf_unit", "kitchen_cart"),
    colors=("silver", "black", "white"), materials=("painted metal", "stainless steel"), affords=("Openable", "Pressable", "Containable"),
    holds=("bowl", "plate", "mug"), role=Role.ARTICULATED,
)  # fmt: skip
def microwave(b: Builder) -> None:
    w, h, thick, grip = b.w, b.h, 0.03, 0.035
    d = b.d - thick - grip - 0.003
    y = b.d / 2 - d / 2
    front = y - d / 2
    panel, wall = w * 0.24, 0.025
    shell, dark = b.main, b.paint("plastic", "black")
    mass = b.uniform(9.3, 11.3)
    inner = w - panel - wall
    parts = [((w, d, wall), (0, y, wall / 2 + 0.005)), ((w, d, wall), (0, y, h - wall / 2)),
    ((wall, d, h - 2 * wall - 0.005), (-w / 2 + wall / 2, y, h / 2)),
             ((panel, d, h - 2 * wall - 0.005), (w / 2 - panel / 2, y, h / 2)),
             ((inner, 0.02, h - 2 * wall - 0.005), (-w / 2 + wall + inner / 2, y + d / 2 - 0.01, h / 2))]  # fmt: skip
    volume = sum(math.prod(size) for size, _ in parts)
    for size, center in parts:
        b.block(size, center, shell, mass / volume / shell.density_kgm3)
    for sx in (-1, 1):
        for sy in (-1, 1):
            b.add(shapes.cylinder(0.015, 0.006, 0, 8).moved((sx * (w / 2 - 0.04), y + sy * (d / 2 - 0.04), 0)), dark, 0.5)
    b.collide_box((w - 0.05, d - 0.05, 0.006), (0, y, 0.003), dark)
    x = w / 2 - panel / 2
    b.block((panel, thick, h - 0.005), (x, front - thick / 2, h / 2 + 0.0025), shell, 0.02)
    mark(b, (panel * 0.75, 0.002, h * 0.14), (x, front - thick - 0.0005, h * 0.82), dark)
    for row in range(4):
        for column in range(3):
            mark(
                b,
                (panel * 0.18, 0.002, 0.014),
                (x + (column - 1) * panel * 0.25, front - thick - 0.0005, h * (0.3 + 0.1 * row)),
                b.paint("plastic", "light grey"),
            )
    mark(b, (inner * 0.7, d * 0.75, 0.004), (-panel / 2 + wall / 2, y - 0.01, wall + 0.0045), b.paint("glass", "light blue"))
    span = w - panel - 0.003
    left, middle = -w / 2, front - 0.003 - thick / 2
    door = b.link("door")
    center_x = left + span / 2
    b.block((span, thick, h - 0.005), (center_x, middle, h / 2 + 0.0025), shell, 1.6 / (span * thick * h * shell.density_kgm3), door)
    b.add(shapes.box(span * 0.72, 0.002, h * 0.66, (center_x - 0.01, middle - thick / 2 - 0.0005, h / 2)), b.paint("screen", "black"), 0.0, door)
    handle = (left + span - 0.03, middle - thick / 2 - grip + 0.007, h / 2)
    b.block((0.014, 0.014, h * 0.66), handle, b.paint("stainless steel"), 0.4, door)
    for sign in (-1, 1):
        b.block((0.012, grip, 0.014), (handle[0], middle - thick / 2 - grip / 2, h / 2 + sign * h * 0.28), b.paint("stainless steel"), 0.4, door)
    grasp = Handle((handle[0], handle[1], handle[2]), (0, 0, 1), (0, -1, 0), 0.014)
    b.hinge("door_hinge", "door", (left, front - 0.003, 0), (0, 0, -1), 1.75, damping=0.3, friction=0.3, handle=grasp)
    b.rectangle("inside", "shelf", wall + 0.005, inner - 0.03, d - 0.05, h - 2 * wall - 0.006, (-w / 2 + wall + inner / 2, y - 0.005))
    b.top(h, w - 0.02, d - 0.02, (0, y))


@small(
    "blender", "Q501862", ((0.17, 0.2), (0.17, 0.2), (0.36, 0.42)), "stand blenders 36–42 cm, 2.5–4 kg (Philips HR, KitchenAid)",
    synonyms=("mixer", "smoothie maker", "food processor"), rooms=("kitchen", "cafe_corner"), sits_on=_MACHINE_ON,
    colors=("black", "silver", "red", "white", "mint"),
    materials=("plastic", "painted metal"), affords=("Graspable", "Turnable", "Pressable", "Pourable"),
)  # fmt: skip
def blender(b: Builder) -> None:
    r, base = (b.w + b.d) / 4, b.h * 0.34
    dark = b.paint("plastic", "black")
    motor = shapes.lathe([(r, 0), (r, 0.02), (r * 0.62, base)], 16)
    turned(b, [(r, 0), (r, 0.02), (r * 0.62, base)], None, weighing(b.uniform(2.2, 2.9), motor, b.main))
    dial = shapes.cylinder(0.02, 0.012, 0, 12).rotated(about_x(math.pi / 2)).moved((0, -r * 0.78, base * 0.5))
    b.add(dial, b.paint("chrome"), 0.0)
    turned(b, [(r * 0.55, base), (r * 0.55, base + 0.02)], dark, 0.5)
    lid = b.h * 0.92
    turned(b, [(r * 0.5, base + 0.02), (r * 0.72, lid)], b.paint("glass"), 0.18)
    turned(b, [(r * 0.74, lid), (r * 0.74, lid + 0.012), (r * 0.3, lid + 0.014), (r * 0.26, b.h)], dark, 0.4)
    side_handle(b, r * 0.58, r * 0.4, base + 0.05, lid - 0.02, 0.008, dark)


@small(
    "coffee_machine", "Q211841", ((0.2, 0.26), (0.2, 0.25), (0.3, 0.36)), "filter coffee makers 30–36 cm high, 1.8–3 kg (Philips HD, Melitta)",
    synonyms=("coffee maker", "coffeemaker", "drip coffee maker", "filter coffee machine"),
    rooms=("kitchen", "office", "cafe_corner", "meeting_room"),
    sits_on=(*_MACHINE_ON, "desk"), colors=("black", "white", "red", "silver"), materials=("plastic",),
    affords=("Graspable", "Pressable", "Openable", "Fillable"),
)  # fmt: skip
def coffee_machine(b: Builder) -> None:
    w, d, h = b.w, b.d, b.h
    dark, steel = b.paint("plastic", "black"), b.paint("stainless steel")
    fill = 0.16
    slab(b, (w, d, 0.035), 0.02, 0, None, fill)
    slab(b, (w, d * 0.34, h * 0.7), 0.006, 0.035, None, fill, (0, d * 0.33))
    slab(b, (w, d, h * 0.3 - 0.035), 0.02, h * 0.7 + 0.035, None, fill)
    r = min(w, d * 0.62) * 0.42
    at = (0, -d / 2 + r + 0.012)
    pot = h * 0.34
    turned(b, [(r * 0.85, 0.036), (r, 0.06), (r, 0.036 + pot * 0.5), (r * 0.7, 0.036 + pot)], b.paint("glass"), 0.2, 16, at)
    b.add(shapes.cylinder(r * 0.94, pot * 0.4, 0.045, 16).moved((*at, 0)), b.paint("food", "brown"), 0.0)
    turned(b, [(r * 0.74, 0.036 + pot), (r * 0.74, 0.05 + pot)], dark, 0.4, 16, at)
    side_handle(b, r * 0.85, w / 2 - r * 0.85 - 0.002, 0.06, 0.04 + pot, 0.0075, dark, at)
    mark(b, (w * 0.4, 0.002, 0.02), (0, -d / 2, h * 0.88), steel)
    mark(b, (0.02, 0.002, 0.02), (w * 0.36, -d / 2, 0.018), b.paint("plastic", "red"))
    b.top(h, w - 0.03, d - 0.03)


@small(
    "espresso_machine", "Q211841", ((0.27, 0.34), (0.3, 0.38), (0.31, 0.38)),
    "home espresso machines 27–34 cm wide, 5–8 kg (Gaggia Classic, Sage Bambino)",
    synonyms=("espresso maker", "coffee bar machine", "cappuccino machine"), rooms=("cafe_corner", "kitchen", "office"), sits_on=(*_MACHINE_ON,),
    colors=("silver", "black", "red", "cream"), materials=("stainless steel", "painted metal"),
    affords=("Graspable", "Pressable", "Turnable", "Placeable"), holds=("cup",),
)  # fmt: skip
def espresso_machine(b: Builder) -> None:
    w, d, h, grip = b.w, b.d - 0.05, b.h, 0.05
    y = grip / 2
    dark, steel = b.paint("plastic", "black"), b.paint("chrome")
    parts = [((w, d, h * 0.17), (0, y, h * 0.085)), ((w, d * 0.5, h * 0.5), (0, y + d * 0.25, h * 0.42)), ((w, d, h * 0.33), (0, y, h * 0.835))]
    mass = b.uniform(5.2, 7.2)
    volume = sum(math.prod(size) for size, _ in parts)
    for size, center in parts:
        b.block(size, center, None, mass / volume / b.main.density_kgm3)
    front = y - d / 2
    mark(b, (w * 0.8, d * 0.42, 0.003), (0, front + d * 0.24, h * 0.17), dark)
    for k in range(5):
        mark(b, (0.006, d * 0.36, 0.004), ((k - 2) * w * 0.14, front + d * 0.24, h * 0.172), steel)
    at = (0.0, front + 0.06)
    turned(b, [(0.034, h * 0.6), (0.034, h * 0.67)], steel, 0.6, 16, at)
    turned(b, [(0.014, h * 0.5), (0.031, h * 0.54), (0.031, h * 0.6)], steel, 0.6, 16, at)
    bar = shapes.tube([(0, at[1] - 0.03, h * 0.57), (0, front - 0.02, h * 0.56), (0, front - grip, h * 0.55)], 0.011, 8)
    b.add(bar, dark)
    b.collide_box((0.02, 0.03 + grip, 0.02), (0, front - grip / 2 + 0.015, h * 0.56), dark)
    b.add(shapes.tube([(w * 0.36, front + 0.05, h * 0.68), (w * 0.36, front + 0.03, h * 0.5), (w * 0.38, front + 0.015, h * 0.32)], 0.004, 6), steel)
    for k in range(3):
        button = shapes.cylinder(0.012, 0.006, 0, 10).rotated(about_x(math.pi / 2)).moved(((k - 1) * 0.045 - w * 0.15, front, h * 0.83))
        b.add(button, dark, 0.0)
    gauge = shapes.cylinder(0.022, 0.006, 0, 14).rotated(about_x(math.pi / 2)).moved((w * 0.28, front, h * 0.83))
    b.add(gauge, b.paint("plastic", "white"), 0.0)
    b.top(h, w - 0.02, d - 0.02, (0, y))


@small(
    "jar", "Q1207302", ((0.065, 0.075), (0.065, 0.075), (0.09, 0.15)), "preserving jars 0.25–0.5 l (Weck, Ball)",
    synonyms=("jam jar", "mason jar", "spice jar", "cookie jar"), rooms=KITCHEN, sits_on=(*WORKTOPS, "wall_shelf", "shelf_unit"),
    colors=("red", "orange", "amber", "green", "burgundy", "yellow"), materials=("glass",), affords=("Graspable", "Turnable", "Stackable"),
    stackable=True,
)  # fmt: skip
def jar(b: Builder) -> None:
    r, lid = (b.w + b.d) / 4, b.h - 0.016
    inside = b.paint("coloured glass", b.color_name)
    turned(b, [(r * 0.94, 0), (r, 0.005), (r, lid - 0.022), (r * 0.86, lid - 0.008), (r * 0.86, lid)], inside, 0.46)
    turned(b, [(r * 0.92, lid), (r * 0.92, b.h)], b.paint("painted metal", b.pick(("gold", "red", "white", "black"))), 0.05)
    b.add(shapes.cylinder(r + 0.0004, b.h * 0.3, b.h * 0.25, 16), b.paint("paper", b.pick(("white", "cream"))), 0.0)


@small(
    "cereal_box", "Q207822", ((0.18, 0.2), (0.055, 0.07), (0.27, 0.31)), "cereal cartons 375–500 g, 19 × 6 × 29 cm",
    synonyms=("cereal", "box of cereal", "cornflakes", "food box"), plural="cereal boxes", rooms=KITCHEN, sits_on=(*WORKTOPS, "shelf_unit"),
    colors=("yellow", "red", "blue", "green", "orange", "purple"), materials=("cardboard",),
    affords=("Graspable", "Stackable", "Pourable", "Openable"),
)  # fmt: skip
def cereal_box(b: Builder) -> None:
    card = b.main
    b.block((b.w, b.d, b.h), (0, 0, b.h / 2), card, weighing(b.uniform(0.42, 0.56), shapes.box(b.w, b.d, b.h), card))
    second, front = b.paint("paper", b.pick(("white", "cream", "red", "yellow"))), -b.d / 2
    for side in (-1, 1):
        mark(b, (b.w * 0.86, 0.001, b.h * 0.16), (0, side * front, b.h * 0.8), second)
        disc = shapes.cylinder(b.w * 0.33, 0.001, -0.0005, 16).rotated(about_x(math.pi / 2)).moved((0, side * front, b.h * 0.36))
        b.add(disc, b.paint("food", "crumb"), 0.0)
    for k in range(5):
        grain = shapes.ellipsoid(0.02, 0.004, 0.016, 6, 4).moved(
            (b.w * 0.16 * math.cos(k * 1.26), front, b.h * 0.36 + b.w * 0.16 * math.sin(k * 1.26))
        )
        b.add(grain.moved((0, 0.0015, 0)), b.paint("food", "orange"), 0.0)


@small(
    "milk_carton", "Q207822", ((0.07, 0.075), (0.07, 0.075), (0.2, 0.24)), "1 l gable-top cartons (Elopak), 7 × 7 × 20–24 cm",
    synonyms=("milk", "juice carton", "carton of milk"), rooms=KITCHEN, sits_on=WORKTOPS, colors=("white", "light blue", "green", "orange"),
    materials=("coated paper",), affords=("Graspable", "Pourable", "Stackable"),
)  # fmt: skip
def milk_carton(b: Builder) -> None:
    w, d, body = b.w, b.d, b.h - 0.05
    carton = shapes.box(w, d, body)
    b.block((w, d, body), (0, 0, body / 2), None, weighing(b.uniform(0.6, 1.04), carton, b.main))
    ridge = b.h - 0.016
    roof = shapes.convex_hull(
        np.array([(x * w / 2, y * d / 2, body) for x in (-1, 1) for y in (-1, 1)] + [(x * w / 2, y * 0.003, ridge) for x in (-1, 1) for y in (-1, 1)])
    )
    b.add(roof, None, 0.3)
    b.collide_hull(roof)
    b.block((w, 0.006, b.h - ridge), (0, 0, (b.h + ridge) / 2), None, 0.8)
    band = b.paint("paper", b.pick(("blue", "red", "navy")) if b.color_name != "light blue" else "navy")
    b.add(shapes.box(w + 0.0008, d + 0.0008, body * 0.3, (0, 0, body * 0.3)), band, 0.0)
    slope = math.atan2(ridge - body, d / 2)
    cap = shapes.cylinder(0.014, 0.012, 0, 10).rotated(about_x(slope)).moved((0, -d * 0.27, body + (ridge - body) * 0.46))
    b.add(cap, band, 0.2)


@small(
    "pitcher", "Q132397", ((0.16, 0.19), (0.115, 0.135), (0.2, 0.26)), "water jugs 1–1.8 l, 20–26 cm",
    synonyms=("jug", "carafe", "water jug", "decanter"), rooms=(*KITCHEN, "meeting_room"), sits_on=(*WORKTOPS, "meeting_table", "sideboard", "tray"),
    colors=("light blue", "white", "teal", "cream", "mint"), materials=("glass", "ceramic"),
    affords=("Graspable", "Pourable", "Fillable", "Containable"),
)  # fmt: skip
def pitcher(b: Builder) -> None:
    r, h, lip = b.d / 2, b.h, 0.014
    reach = b.w - b.d - lip
    at = (-b.w / 2 + lip + r, 0.0)
    top = r * 0.78
    outer = [(r * 0.82, 0), (r, h * 0.3), (top, h * 0.78), (top * 1.06, h)]
    cup_of(b, outer, 0.004, 0.008, None, 0.9, 16, at)
    side_handle(b, r * 0.85, reach + r * 0.15, h * 0.3, h * 0.88, 0.0075, None, at)
    edge = at[0] - top * 0.98
    spout = shapes.convex_hull(
        np.array(
            [(edge, y, z) for y, z in ((-0.03, h), (0.03, h), (0, h * 0.88))]
            + [(edge - 0.003, 0, h * 0.87), (-b.w / 2, -0.005, h), (-b.w / 2, 0.005, h)]
        )
    )
    b.add(spout, None, 0.6)


@small(
    "dish_rack", "Q10273457", ((0.36, 0.46), (0.28, 0.34), (0.11, 0.14)), "dish drainers 36–46 cm (IKEA, simplehuman)",
    synonyms=("dish drainer", "draining rack", "drying rack for dishes"), rooms=("kitchen",), sits_on=("counter", "sink_counter", "kitchen_island"),
    colors=("white", "silver", "black"), materials=("steel",), affords=("Graspable", "Containable", "Insertable"),
    holds=("plate", "glass", "fork", "spoon"),
)  # fmt: skip
def dish_rack(b: Builder) -> None:
    w, d, h, bar = b.w, b.d, b.h, 0.003
    slab(b, (w, d, 0.014), 0.02, 0, b.paint("plastic", b.pick(("grey", "black", "white"))), 0.4)
    wire = b.main
    inset = 0.012
    x, y = w / 2 - inset, d / 2 - inset
    for z in (0.022, h * 0.6, h - bar):
        b.add(shapes.tube([(-x, -y, z), (x, -y, z), (x, y, z), (-x, y, z)], bar, 4, closed=True), wire)
    for sx in (-1, 1):
        for sy in (-1, 1):
            b.add(shapes.box(2 * bar, 2 * bar, h - 0.012, (sx * x, sy * y, h / 2 + 0.005)), wire)
    for k in range(9):
        px = -x + (k + 1) * 2 * x / 10
        b.add(shapes.tube([(px, -y, h * 0.6), (px, -y * 0.9, 0.024), (px, y * 0.9, 0.024), (px, y, h * 0.6)], bar * 0.8, 4), wire)
    for sign in (-1, 1):
        b.collide_box((w - 2 * inset, 0.007, h - 0.014), (0, sign * y, h / 2 + 0.007), wire)
        b.collide_box((0.007, d - 2 * inset, h - 0.014), (sign * x, 0, h / 2 + 0.007), wire)
    b.collide_box((w - 2 * inset, d - 2 * inset, 0.014), (0, 0, 0.02), wire)
    b.rectangle("inside", "interior", 0.0275, w - 2 * inset - 0.02, d - 2 * inset - 0.02, h - 0.03)


@small(
    "paper_towel", "Q11472", ((0.13, 0.15), (0.13, 0.15), (0.28, 0.33)), "kitchen roll (11 × 23 cm) on an upright holder 28–33 cm",
    synonyms=("kitchen roll", "paper towel roll", "paper towels", "kitchen paper"), rooms=("kitchen",), sits_on=WORKTOPS, colors=("white",),
    materials=("paper",), affords=("Graspable",),
)  # fmt: skip
def paper_towel(b: Builder) -> None:
    r = (b.w + b.d) / 4
    stand = b.paint(*b.pick(("stainless steel|silver", "wood|oak", "plastic|black")).split("|"))
    turned(b, [(r, 0), (r, 0.012)], stand, 0.5 if stand.density_kgm3 < 5000 else 0.25, 20)
    roll = r * 0.8
    turned(b, [(roll, 0.013), (roll, 0.013 + 0.23)], None, 0.2, 16)
    b.add(shapes.cylinder(0.022, 0.0015, 0.243, 12), b.paint("cardboard", "tan"), 0.0)
    turned(b, [(0.007, 0.243), (0.007, b.h - 0.016), (0.014, b.h - 0.01), (0.008, b.h)], stand, 0.6, 10)


@small(
    "sponge", "Q39546", ((0.1, 0.12), (0.065, 0.075), (0.03, 0.04)), "scouring sponges 10–12 × 7 × 3–4 cm (Scotch-Brite)",
    synonyms=("dish sponge", "kitchen sponge", "scrubber"), rooms=("kitchen", "bathroom", "laundry_room"),
    sits_on=("sink_counter", "counter", "washbasin"),
    colors=("yellow", "pink", "light blue", "orange"), materials=("sponge",), affords=("Graspable", "Squeezable"),
)  # fmt: skip
def sponge(b: Builder) -> None:
    scour = 0.008
    slab(b, (b.w, b.d, b.h - scour), 0.005)
    slab(b, (b.w, b.d, scour), 0.005, b.h - scour, b.paint("fabric", b.pick(("green", "navy"))), 0.4)


@small(
    "soap_dispenser", "Q987767", ((0.066, 0.075), (0.08, 0.09), (0.16, 0.2)), "pump dispensers 250–400 ml, 16–20 cm",
    synonyms=("soap bottle", "hand soap", "soap pump", "liquid soap", "dish soap", "hand sanitizer"),
    rooms=("bathroom", "kitchen", "laboratory", "cafe_corner"),
    sits_on=(*BATH, "sink_counter", "counter"), colors=("white", "light blue", "mint", "grey", "pink", "teal"), materials=("plastic", "ceramic"),
    affords=("Graspable", "Pressable"),
)  # fmt: skip
def soap_dispenser(b: Builder) -> None:
    r = b.w / 2
    body, pump = b.h * 0.68, b.paint(*b.pick(("chrome|silver", "plastic|white", "plastic|black")).split("|"))
    y = b.d / 2 - r
    turned(b, [(r * 0.95, 0), (r, 0.005), (r, body * 0.82), (r * 0.4, body)], None, 0.75 if b.material_name == "plastic" else 0.36, 16, (0, y))
    light = 0.4 if pump.density_kgm3 < 5000 else 0.1
    turned(b, [(r * 0.42, body), (r * 0.42, body + 0.016), (0.005, body + 0.017), (0.005, b.h - 0.014)], pump, light, 12, (0, y))
    head = b.h - 0.014
    turned(b, [(0.016, head), (0.016, b.h - 0.002), (0.013, b.h)], pump, light, 12, (0, y))
    end = -b.d / 2
    nose = shapes.convex_hull(
        np.array([(x, yy, z) for x in (-0.006, 0.006) for yy, z in ((y, head), (y, b.h - 0.002), (end, b.h - 0.008), (end, head - 0.004))])
    )
    b.add(nose, pump, light)
    b.collide_hull(nose, pump)
