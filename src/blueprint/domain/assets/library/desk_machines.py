"""Machines that stand on a desk or a shop counter: router, printer, projector, till."""

from __future__ import annotations

import math

import numpy as np

from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.small import small, weighing
from blueprint.domain.assets.vessels import mark, slab, turned
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.bars import about_x


@small(
    "router", "Q10273457", ((0.2, 0.25), (0.15, 0.18), (0.16, 0.2)), "Wi-Fi routers 20–25 cm with upright antennas, 0.3–0.6 kg (TP-Link Archer)",
    synonyms=("wifi router", "modem", "wireless router"), rooms=("office", "living_room", "hallway"),
    sits_on=("desk", "tv_stand", "bookshelf", "sideboard", "shelf_unit"),
    colors=("black", "white", "dark grey"), materials=("plastic",), affords=("Graspable", "Pressable"),
)  # fmt: skip
def router(b: Builder) -> None:
    w, d, h = b.w, b.d, 0.034
    slab(b, (w, d - 0.014, h), 0.012, 0, None, b.uniform(0.22, 0.3), (0, -0.007))
    y = b.d / 2 - 0.007
    for k in range(3):
        x = (k - 1) * w * 0.36
        b.block((0.014, 0.014, b.h - 0.008), (x, y, b.h / 2 + 0.004), None, 0.35)
        mark(b, (0.012, 0.002, 0.004), ((k - 1) * 0.025 - w * 0.2, -b.d / 2 + 0.0005, h * 0.6), b.paint("plastic", "lime"))
    for k in range(6):
        mark(b, (w * 0.5, 0.003, 0.001), (0, -0.04 + k * 0.014, h), b.paint("plastic", "grey"))


@small(
    "printer", "Q10273457", ((0.38, 0.46), (0.32, 0.38), (0.2, 0.27)),
    "home ink-jet and small laser printers 38–46 cm, 5–8 kg (HP LaserJet M110, Canon PIXMA)",
    synonyms=("laser printer", "inkjet printer", "scanner"), rooms=("office", "classroom", "bedroom", "meeting_room"),
    sits_on=("desk", "table", "sideboard", "cabinet", "filing_cabinet", "drawer_unit"),
    colors=("white", "black", "dark grey"), materials=("plastic",), affords=("Pressable", "Openable", "Graspable"),
)  # fmt: skip
def printer(b: Builder) -> None:
    w, d, h = b.w, b.d * 0.78, b.h
    y = b.d / 2 - d / 2
    front = y - d / 2
    second = b.paint("plastic", "dark grey" if b.color_name == "white" else "black")
    low, mass = h * 0.42, b.uniform(4.8, 6.8)
    fill = mass / (w * d * h * 1200)
    b.block((w, d, low), (0, y, low / 2), None, fill)
    b.block((w * 0.86, d * 0.7, h * 0.16), (0, y + d * 0.15, low + h * 0.08), second, fill)
    for sign in (-1, 1):
        b.block((w * 0.07, d, h * 0.16), (sign * w * 0.465, y, low + h * 0.08), None, fill)
    b.block((w, d, h * 0.42), (0, y, h * 0.79), None, fill)
    b.block((w * 0.62, b.d - d, 0.008), (0, front - (b.d - d) / 2, low - 0.012), second, 0.8)
    mark(b, (0.21, b.d - d, 0.002), (0, front - (b.d - d) / 2 + 0.001, low - 0.007), b.paint("paper", "white"))
    mark(b, (w * 0.26, 0.002, h * 0.13), (w * 0.3, front, h * 0.8), b.paint("screen", "black"))
    mark(b, (w * 0.14, 0.003, h * 0.08), (w * 0.3, front, h * 0.8), b.paint("screen", "light blue"))
    mark(b, (w - 0.01, 0.002, 0.004), (0, front, h * 0.93), second)
    b.top(h, w - 0.02, d - 0.02, (0, y))


@small(
    "projector", "Q10273457", ((0.28, 0.34), (0.22, 0.27), (0.09, 0.12)), "business projectors 28–34 cm, 2.2–3.5 kg (Epson EB)",
    synonyms=("video projector", "beamer", "data projector"), rooms=("meeting_room", "classroom", "living_room", "office"),
    sits_on=("meeting_table", "table", "desk", "coffee_table"),
    colors=("white", "black", "grey"), materials=("plastic",), affords=("Graspable", "Pressable"),
)  # fmt: skip
def projector(b: Builder) -> None:
    w, h, nose = b.w, b.h - 0.012, 0.022
    d = b.d - nose
    body = shapes.slab(w, d, h, 0.02, 0.012, 3).moved((0, nose / 2, 0))
    b.add(body, None, weighing(b.uniform(2.2, 3.0), body, b.main))
    b.collide_hull(body)
    dark = b.paint("plastic", "black")
    for x in (-0.4, 0.4):
        for y in (-0.35, 0.35):
            turned(b, [(0.012, 0), (0.012, 0.012)], dark, 0.5, 8, (x * w, y * d + nose / 2))
    at = (w * 0.22, -d / 2 + nose / 2, 0.012 + h * 0.52)
    flat = about_x(math.pi / 2)
    lens = h * 0.36
    b.add(
        shapes.lathe(
            [(lens * 1.1, -0.01), (lens * 1.1, nose * 0.7), (lens, nose), (lens * 0.8, nose), (lens * 0.75, nose * 0.4), (0, nose * 0.5)], 16
        )
        .rotated(flat)
        .moved(at),
        dark,
        0.3,
    )
    b.add(shapes.ellipsoid(lens * 1.4, 0.01, lens * 1.4, 14, 4).moved((at[0], at[1] - nose * 0.55, at[2])), b.paint("screen", "navy"), 0.0)
    b.collide_cylinder(lens, nose, (at[0], at[1] - nose / 2, at[2]), dark, rotation_wxyz=(math.sqrt(0.5), math.sqrt(0.5), 0, 0))
    for k in range(5):
        mark(b, (w * 0.3, 0.002, 0.004), (-w * 0.25, -d / 2 + nose / 2, 0.03 + k * h * 0.15), dark)
    mark(b, (0.05, 0.03, 0.002), (w * 0.2, d * 0.2, b.h), dark)


@small(
    "cash_register", "Q10273457", ((0.32, 0.38), (0.36, 0.42), (0.28, 0.35)), "small shop tills 32–38 cm, 5–8 kg (Casio SE, Olympia CM)",
    synonyms=("till", "register", "point of sale"), rooms=("cafe_corner",), sits_on=("counter", "bar_counter", "table", "desk"),
    colors=("black", "grey", "white"), materials=("plastic",),
    affords=("Pressable", "Openable", "Graspable"),
)  # fmt: skip
def cash_register(b: Builder) -> None:
    w, d, h = b.w, b.d, b.h
    drawer = 0.1
    mass = b.uniform(5.2, 7.2)
    b.block((w, d, drawer), (0, 0, drawer / 2), None, mass * 0.6 / (w * d * drawer * 1200))
    mark(b, (w * 0.94, 0.002, drawer * 0.72), (0, -d / 2, drawer * 0.48), b.paint("plastic", "dark grey"))
    mark(b, (0.03, 0.003, 0.01), (0, -d / 2, drawer * 0.6), b.paint("steel"))
    low, high = drawer + 0.03, h * 0.72
    wedge = shapes.convex_hull(
        np.array(
            [
                (x * w * 0.48, y, z)
                for x in (-1, 1)
                for y, z in ((-d * 0.44, drawer), (d * 0.46, drawer), (-d * 0.44, low), (d * 0.1, high), (d * 0.46, high))
            ]
        )
    )
    b.add(wedge, None, weighing(mass * 0.4, wedge, b.main))
    b.collide_hull(wedge)
    tilt = math.atan2(high - low, d * 0.54)
    for row in range(4):
        for column in range(6):
            y = -d * 0.36 + row * d * 0.11
            z = low + (y + d * 0.44) * math.tan(tilt)
            color = "red" if column == 5 else "yellow" if column == 4 else "white"
            b.add(
                shapes.box(w * 0.1, d * 0.075, 0.012).rotated(about_x(tilt)).moved(((column - 2.5) * w * 0.135, y, z)), b.paint("plastic", color), 0.0
            )
    b.block((0.03, 0.03, h - high), (w * 0.2, d * 0.3, (h + high) / 2 - 0.02), b.paint("plastic", "dark grey"), 0.5)
    b.block((w * 0.5, 0.035, 0.075), (w * 0.18, d * 0.3, h - 0.0375), None, 0.4)
    mark(b, (w * 0.42, 0.002, 0.04), (w * 0.18, d * 0.3 - 0.0175, h - 0.036), b.paint("screen", "lime"))
