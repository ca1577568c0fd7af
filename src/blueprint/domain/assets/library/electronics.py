"""Computers and what belongs to them, phones, remote controls."""

from __future__ import annotations

import math

import numpy as np

from blueprint.domain.assets.asset import Handle, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.small import BEDSIDE, DESKS, HOME, LOUNGE, OFFICE, small, weighing
from blueprint.domain.assets.vessels import collide_around, mark, slab, turned
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.bars import about_x, curved

_SCREENS = ("light blue", "blue", "teal", "lavender", "mint")


@small(
    "laptop", "Q3962", ((0.3, 0.36), (0.27, 0.33), (0.2, 0.243)),
    "13–15.6 inch notebooks 30–36 × 21–25 cm, 1.2–2.2 kg (MacBook Air, ThinkPad), lid at 110°",
    synonyms=("notebook computer", "laptop computer", "macbook"), rooms=(*OFFICE, "living_room", "laboratory", "cafe_corner"),
    sits_on=(*DESKS, "coffee_table", "lab_bench", "cafe_table", "round_table"), colors=("silver", "dark grey", "black", "white"),
    materials=("aluminium", "plastic"),
    affords=("Graspable", "Openable", "Pressable"), role=Role.ARTICULATED,
)  # fmt: skip
def laptop(b: Builder) -> None:
    w, thick, lid, open_rad = b.w, 0.015, 0.007, math.radians(110)
    deep = (b.d - 0.0105) / (1 + math.sin(open_rad - math.pi / 2))
    y0 = -b.d / 2
    hinge_y = y0 + deep + 0.004
    mass = b.uniform(1.25, 2.0)
    base = shapes.slab(w, deep, thick, 0.008, 0, 2).moved((0, y0 + deep / 2, 0))
    b.add(base, None, weighing(mass * 0.68, base, b.main))
    b.collide_box((w, deep, thick), (0, y0 + deep / 2, thick / 2))
    keys = b.paint("plastic", "black" if b.color_name != "black" else "dark grey")
    for row in range(4):
        for k in range(11):
            mark(b, (w * 0.066, deep * 0.075, 0.001), ((k - 5) * w * 0.079, y0 + deep * (0.88 - 0.1 * row), thick), keys)
    mark(b, (w * 0.42, deep * 0.075, 0.001), (0, y0 + deep * 0.48, thick), keys)
    mark(b, (w * 0.36, deep * 0.3, 0.0006), (0, y0 + deep * 0.22, thick), b.paint("plastic", "grey"))
    screen = b.link("lid")
    # open as far as it goes, or its weight would creep on; built shut, face down 2.5 mm over the base, then turned open about the hinge
    hinge = np.array([0.0, hinge_y, thick + 0.0025])
    turn = about_x(-open_rad)
    shell = shapes.slab(w, deep - 0.004, lid, 0.008, 0.0, 2).moved((0, -deep / 2 - 0.004, 0))

    def opened(mesh: shapes.Mesh) -> shapes.Mesh:
        return mesh.rotated(turn).moved(hinge)

    b.add(opened(shell), None, weighing(mass * 0.32, shell, b.main), screen)
    b.add(opened(shapes.box(w * 0.95, deep * 0.86, 0.001, (0, -deep * 0.52, 0.0002))), b.paint("screen", "black"), 0.0, screen)
    b.add(opened(shapes.box(w * 0.91, deep * 0.8, 0.001, (0, -deep * 0.52, -0.0002))), b.paint("screen", b.pick(_SCREENS)), 0.0, screen)
    bar = opened(shapes.box(w * 0.7, 0.012, 0.006, (0, -0.0035, 0.0035)))
    b.add(bar, b.paint("plastic", "dark grey"), 0.5, screen)
    half = -open_rad / 2
    middle = turn @ np.array([0, -deep / 2 - 0.004, lid / 2]) + hinge
    b.collide_box((w, deep - 0.004, lid), middle, None, screen, (math.cos(half), math.sin(half), 0, 0))
    edge = turn @ np.array([0, -deep, lid / 2]) + hinge
    grasp = Handle((0.0, float(edge[1]), float(edge[2])), (1, 0, 0), (0, -math.sin(open_rad), -math.cos(open_rad)), lid)
    b.hinge("lid_hinge", "lid", hinge, (-1, 0, 0), 0.0, damping=0.05, friction=0.4, handle=grasp, lower=-math.radians(108))
    b.settle_on_origin()


@small(
    "monitor", "Q5290", ((0.5, 0.62), (0.18, 0.22), (0.4, 0.5)), "22–27 inch displays 50–62 cm wide, 3–6 kg (Dell P22/P27)",
    synonyms=("computer monitor", "screen", "display", "computer screen", "desktop computer", "computer"), rooms=OFFICE,
    sits_on=("desk", "table", "lab_bench"), colors=("black", "silver", "white"),
    materials=("plastic",), affords=("Graspable", "Pressable"),
)  # fmt: skip
def monitor(b: Builder) -> None:
    w, d, h = b.w, b.d, b.h
    tall = min(w * 0.58, h - 0.09)
    stand = b.main if b.color_name != "white" else b.paint("plastic", "light grey")
    slab(b, (w * 0.42, d, 0.014), 0.02, 0, stand, 1.0)
    y = d * 0.12
    b.block((0.06, 0.02, h - tall * 0.5), (0, y + 0.028, (h - tall * 0.5) / 2 + 0.012), stand, 0.6)
    panel = shapes.slab(w, 0.024, tall, 0.006, h - tall, 2)
    b.add(panel, None, weighing(b.uniform(2.4, 3.6), panel, b.main))
    b.collide_box((w, 0.024, tall), (0, 0, h - tall / 2))
    back = shapes.convex_hull(
        np.array([(sx * w * q, yy, h - tall / 2 + sz * tall * q) for sx in (-1, 1) for sz in (-1, 1) for yy, q in ((0.011, 0.36), (y + 0.02, 0.22))])
    )
    b.add(back, b.main, 0.15)
    b.add(
        shapes.box(w - 0.012, 0.001, tall - 0.024, (0, -0.0122, h - tall / 2 + 0.006)),
        b.paint("screen", b.pick(("black", "navy", "black", "dark grey"))),
        0.0,
    )
    mark(b, (0.03, 0.001, 0.003), (0, -0.0124, h - tall + 0.009), b.paint("plastic", "light grey"))


@small(
    "keyboard", "Q1921606", ((0.36, 0.45), (0.125, 0.15), (0.022, 0.03)), "compact and full keyboards 36–45 cm (Logitech K120, Apple), 0.4–0.9 kg",
    synonyms=("computer keyboard",), rooms=OFFICE, sits_on=("desk", "table", "lab_bench"), colors=("black", "white", "dark grey", "silver"),
    materials=("plastic",),
    affords=("Graspable", "Pressable"),
)  # fmt: skip
def keyboard(b: Builder) -> None:
    w, d, h = b.w, b.d, b.h - 0.004
    body = shapes.convex_hull(np.array([(x * w / 2, y, z) for x in (-1, 1) for y, z in ((-d / 2, 0), (d / 2, 0), (-d / 2, h * 0.55), (d / 2, h))]))
    b.add(body, None, weighing(b.uniform(0.45, 0.8), body, b.main))
    b.collide_hull(body)
    tilt = math.atan2(h * 0.45, d)
    keys = b.paint("plastic", {"black": "dark grey", "white": "light grey", "dark grey": "black", "silver": "white"}.get(b.color_name, "black"))

    def key(x: float, y: float, width: float) -> None:
        z = h * 0.775 + y * h * 0.45 / d
        b.add(shapes.box(width, d * 0.145, 0.007).rotated(about_x(tilt)).moved((x, y, z)), keys, 0.0)

    for row in range(4):
        for k in range(11):
            key((k - 5) * w * 0.084 + (0.003 if row % 2 else -0.003), d * (0.36 - 0.18 * row), w * 0.073)
    for x, width in ((-0.4, 0.12), (-0.27, 0.1), (0.02, 0.42), (0.31, 0.1), (0.42, 0.08)):
        key(x * w, -d * 0.36, width * w)


@small(
    "mouse", "Q7987", ((0.058, 0.066), (0.1, 0.12), (0.034, 0.041)), "computer mice 10–12 × 6 × 3.8 cm (Logitech M185), 70–110 g",
    synonyms=("computer mouse", "wireless mouse"), plural="mice", rooms=OFFICE, sits_on=("desk", "table", "lab_bench"),
    colors=("black", "white", "grey", "red", "blue"),
    materials=("plastic",), affords=("Graspable", "Pressable"),
)  # fmt: skip
def mouse(b: Builder) -> None:
    rings = []
    for z, scale, slide in ((0, 0.94, 0), (0.35, 1, 0), (0.72, 0.84, 0.02), (0.94, 0.55, 0.05), (1, 0.25, 0.06)):
        angles = np.arange(14) * 2 * math.pi / 14
        x = b.w / 2 * scale * np.sign(np.cos(angles)) * np.abs(np.cos(angles)) ** 0.75
        y = b.d / 2 * scale * np.sin(angles) + slide * b.d
        rings.append(np.column_stack([x, y, np.full(14, z * b.h)]))
    raw = shapes.loft(rings)
    body = raw.scaled((b.w / np.ptp(raw.vertices[:, 0]), b.d / np.ptp(raw.vertices[:, 1]), 1))
    b.add(body, None, weighing(b.uniform(0.075, 0.105), body, b.main))
    collide_around(b, body)
    wheel = shapes.cylinder(0.01, 0.007, -0.0035, 10).rotated(np.array([[0.0, 0, 1], [0, 1, 0], [-1, 0, 0]])).moved((0, -b.d * 0.26, b.h * 0.73))
    b.add(wheel, b.paint("rubber", "dark grey" if b.color_name == "black" else "black"), 0.0)


@small(
    "tablet", "Q155972", ((0.165, 0.2), (0.235, 0.27), (0.007, 0.009)), "10–11 inch tablets (iPad, Galaxy Tab), 0.45–0.55 kg",
    synonyms=("ipad", "tablet computer", "e-reader", "drawing tablet"), rooms=(*HOME, "kitchen", "classroom", "meeting_room"),
    sits_on=(*DESKS, *LOUNGE, *BEDSIDE, "bed"),
    colors=("black", "silver", "white", "gold"), materials=("aluminium",), affords=("Graspable", "Pressable"),
)  # fmt: skip
def tablet(b: Builder) -> None:
    _touch(b, 0.008, 0.012, b.uniform(0.45, 0.55))


@small(
    "phone", "Q22645", ((0.07, 0.076), (0.143, 0.16), (0.008, 0.009)), "smartphones 6.1–6.5 inch (7.1 × 14.7 × 0.8 cm), 0.17–0.2 kg",
    synonyms=("smartphone", "mobile phone", "cell phone", "iphone", "telephone"), rooms=(*HOME, "kitchen", "meeting_room"),
    sits_on=(*DESKS, *LOUNGE, *BEDSIDE, "counter"),
    colors=("black", "white", "silver", "light blue", "pink", "red"), materials=("aluminium",), affords=("Graspable", "Pressable"),
)  # fmt: skip
def phone(b: Builder) -> None:
    _touch(b, 0.012, 0.004, b.uniform(0.165, 0.2))


def _touch(b: Builder, radius: float, frame: float, mass: float) -> None:
    w, d, h = b.w, b.d, b.h
    body = shapes.slab(w, d, h - 0.0008, radius, 0, 3)
    b.add(body, None, weighing(mass, body, b.main))
    b.collide_box((w, d, h), (0, 0, h / 2))
    b.add(shapes.slab(w - 0.002, d - 0.002, 0.0008, radius, h - 0.0008, 3), b.paint("screen", "black"), 0.0)
    mark(b, (w - 2 * frame, d - 2 * max(frame, 0.006), 0.0004), (0, 0, h), b.paint("screen", b.pick(_SCREENS)))


@small(
    "headphones", "Q186819", ((0.17, 0.19), (0.18, 0.2), (0.042, 0.05)), "over-ear headphones laid flat, 0.2–0.3 kg (Sony WH, Bose QC)",
    synonyms=("headset", "earphones", "over-ear headphones"), plural="headphones", rooms=(*OFFICE, "living_room", "childs_room"),
    sits_on=(*DESKS, *LOUNGE, *BEDSIDE),
    colors=("black", "white", "silver", "blue", "red"), materials=("plastic",), affords=("Graspable", "Hangable"),
)  # fmt: skip
def headphones(b: Builder) -> None:
    cup = 0.037
    x, y = b.w / 2 - cup, -b.d / 2 + cup
    dark = b.paint("leather", "black" if b.color_name != "black" else "dark grey")
    for sign in (-1, 1):
        turned(b, [(cup * 0.96, 0), (cup, 0.01), (cup, 0.022)], dark, 0.3, 16, (sign * x, y), collide=False)
        turned(b, [(cup * 0.94, 0.022), (cup * 0.9, b.h - 0.006), (cup * 0.6, b.h)], None, 0.75, 16, (sign * x, y), collide=False)
        b.collide_cylinder(cup * 0.96, b.h, (sign * x, y, b.h / 2))
    top = b.d / 2 - 0.002
    centers = [
        (-x * 1.0, y + 0.02),
        (-x * 1.02, 0.02),
        (-x * 0.82, top * 0.68),
        (-x * 0.4, top * 0.93),
        (0, top),
        (x * 0.4, top * 0.93),
        (x * 0.82, top * 0.68),
        (x * 1.02, 0.02),
        (x, y + 0.02),
    ]
    band = [(px, py, 0.011) for px, py in centers]
    rise = [0.005, 0.005, 0.007, 0.0085, 0.0085, 0.0085, 0.007, 0.005, 0.005]
    bow = curved(band, rise, 6, 1.45)
    b.add(bow.moved((0, -0.0065, 0)), None, 0.7)
    for k in range(1, 7):
        left, right = np.array(centers[k]), np.array(centers[k + 1])
        run, mid = right - left, (left + right) / 2
        angle = math.atan2(run[1], run[0])
        b.collide_box(
            (float(np.linalg.norm(run)) + 0.004, 0.012, 0.022),
            (mid[0], mid[1] - 0.0065, 0.011),
            None,
            rotation_wxyz=(math.cos(angle / 2), 0, 0, math.sin(angle / 2)),
        )


@small(
    "speaker", "Q10273457", ((0.11, 0.17), (0.13, 0.19), (0.19, 0.28)), "bookshelf and desktop speakers 19–28 cm, 1.5–5 kg (Edifier, KEF)",
    synonyms=("loudspeaker", "bluetooth speaker", "stereo speaker", "smart speaker"), rooms=(*HOME, "meeting_room", "childs_room"),
    sits_on=(*DESKS, *LOUNGE, "bookshelf", "wall_shelf"),
    colors=("black", "walnut", "white", "oak"), materials=("wood",), affords=("Graspable", "Pressable"),
)  # fmt: skip
def speaker(b: Builder) -> None:
    w, d, h = b.w, b.d - 0.004, b.h
    b.block((w, d, h), (0, 0.002, h / 2), None, 0.72)
    front = -d / 2 + 0.002
    for r, z in ((w * 0.38, h * 0.36), (w * 0.2, h * 0.78)):
        flat = about_x(math.pi / 2)
        b.add(shapes.cylinder(r, 0.004, 0, 20).rotated(flat).moved((0, front, z)), b.paint("plastic", "dark grey"), 0.0)
        b.add(shapes.cylinder(r * 0.85, 0.0045, 0, 20).rotated(flat).moved((0, front, z)), b.paint("plastic", "black"), 0.0)
        b.add(shapes.ellipsoid(r * 0.6, 0.006, r * 0.6, 12, 4).moved((0, front - 0.0012, z)), b.paint("plastic", "grey"), 0.0)


@small(
    "remote", "Q185091", ((0.042, 0.052), (0.16, 0.2), (0.018, 0.024)), "TV remotes 16–20 × 4.5 × 2 cm, 90–150 g (Samsung, LG)",
    synonyms=("remote control", "tv remote", "controller", "tv remote control"), rooms=("living_room", "bedroom", "meeting_room"),
    sits_on=(*LOUNGE, "nightstand", "sofa", "meeting_table"),
    colors=("black", "dark grey", "white"), materials=("plastic",), affords=("Graspable", "Pressable"),
)  # fmt: skip
def remote(b: Builder) -> None:
    w, d, h = b.w, b.d, b.h - 0.002
    slab(b, (w, d, h), 0.006, 0, None, b.uniform(0.55, 0.68))
    keys = ("white", "red", "blue") if b.color_name != "white" else ("dark grey", "red", "blue")
    b.add(shapes.cylinder(0.005, 0.002, h, 8).moved((-w * 0.3, d * 0.42, 0)), b.paint("plastic", "red"), 0.0)
    b.add(shapes.cylinder(w * 0.32, 0.0015, h, 16).moved((0, d * 0.08, 0)), b.paint("plastic", "grey"), 0.0)
    b.add(shapes.cylinder(w * 0.14, 0.002, h, 12).moved((0, d * 0.08, 0)), b.paint("plastic", keys[0]), 0.0)
    for row in range(5):
        for column in range(3):
            y = d * (0.32 - 0.06 * row) if row < 2 else d * (-0.06 - 0.085 * row + 0.05)
            b.add(shapes.box(w * 0.2, d * 0.034, 0.002, ((column - 1) * w * 0.28, y, h + 0.001)), b.paint("plastic", keys[0]), 0.0)


@small(
    "game_controller", "Q865422", ((0.15, 0.16), (0.1, 0.11), (0.05, 0.06)), "gamepads 15–16 × 10 × 6 cm, 0.2–0.3 kg (Xbox, DualSense)",
    synonyms=("gamepad", "joystick", "video game controller", "joypad"), rooms=("living_room", "childs_room", "bedroom"),
    sits_on=(*LOUNGE, "desk", "nightstand"),
    colors=("black", "white", "red", "blue"), materials=("plastic",), affords=("Graspable", "Pressable"),
)  # fmt: skip
def game_controller(b: Builder) -> None:
    w, d, top = b.w, b.d, b.h - 0.012
    back = d / 2
    body = shapes.convex_hull(np.array([(x, y, z) for x, y, z in _both([
        (w * 0.33, back, 0.012), (w * 0.42, back - 0.02, 0.006), (w * 0.4, back - 0.06, 0.006), (w * 0.36, back, top * 0.8),
        (w * 0.44, back - 0.025, top),
        (w * 0.42, back - 0.06, top * 0.95), (w * 0.2, back - 0.068, 0.01), (w * 0.2, back - 0.066, top * 0.9)])]))  # fmt: skip
    b.add(body, None, 0.45)
    b.collide_hull(body)
    for sign in (-1, 1):
        grip = shapes.convex_hull(np.array([(sign * x, y, z) for x, y, z in (
            (w * 0.47, back - 0.03, 0.008), (w * 0.2, back - 0.04, 0.0), (w * 0.5, -back + 0.015, 0.0), (w * 0.34, -back + 0.012, 0.0),
            (w * 0.46, -back, 0.006), (w * 0.38, -back, 0.006),
            (w * 0.47, back - 0.03, top), (w * 0.24, back - 0.045, top * 0.95), (w * 0.49, -back + 0.02, top * 0.6),
            (w * 0.35, -back + 0.02, top * 0.6))]))  # fmt: skip
        b.add(grip, None, 0.45)
        b.collide_hull(grip)
    dark = b.paint("plastic", "dark grey" if b.color_name == "black" else "black")
    for x, y in ((-w * 0.16, back - 0.055), (w * 0.16, back - 0.055)):
        b.add(shapes.lathe([(0.006, top * 0.8), (0.006, b.h - 0.004), (0.009, b.h - 0.003), (0.009, b.h)], 10).moved((x, y, 0)), dark, 0.3)
    for k, color in enumerate(("green", "red", "blue", "yellow")):
        angle = k * math.pi / 2
        b.add(
            shapes.cylinder(0.005, 0.004, top - 0.001, 8).moved((w * 0.31 + 0.011 * math.cos(angle), back - 0.03 + 0.011 * math.sin(angle), 0)),
            b.paint("plastic", color),
            0.0,
        )
    for size in ((0.024, 0.008, 0.004), (0.008, 0.024, 0.004)):
        b.add(shapes.box(*size, center=(-w * 0.31, back - 0.03, top + 0.001)), dark, 0.0)


def _both(points: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    return [(sign * x, y, z) for sign in (-1, 1) for x, y, z in points]
