"""Hand tools."""

from __future__ import annotations

import math

import numpy as np

from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.small import BENCHES, WORK, small
from blueprint.domain.assets.vessels import mark, slab
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.bars import about_x, about_y, skin, spindle, strip

_GRIPS = ("red", "blue", "yellow", "orange", "green", "black")


@small(
    "hammer", "Q25294", ((0.28, 0.34), (0.11, 0.13), (0.026, 0.03)), "300–500 g claw and locksmith's hammers, 28–34 cm (Stanley)",
    synonyms=("claw hammer", "mallet"), rooms=WORK, sits_on=BENCHES, colors=("birch", "red", "black", "yellow", "blue"), materials=("wood",),
    affords=("Graspable",),
)  # fmt: skip
def hammer(b: Builder) -> None:
    half, w, h = b.w / 2, b.d / 2, b.h
    steel = b.paint("iron", "dark grey")
    x = half - h / 2
    core = h * 0.82
    b.add(shapes.box(h * 0.86, 0.03, core, (x, 0.0, h / 2)), steel, 1.0)
    face = spindle([(-w, h * 0.54), (-w + 0.02, h * 0.54), (-w + 0.026, h * 0.4), (-0.012, h * 0.38)], 8, h / 2, "y")
    b.add(face.moved((x, 0, 0)), steel, 1.0)
    for sign in (-1, 1):
        claw = np.array([(x - 0.01, 0.012, h / 2), (x + 0.012, 0.012, h / 2), (x - 0.016, w, h / 2), (x - 0.008, w * 0.8, h / 2)])
        prong = [
            np.add(p, (0, 0, dz))
            for p, low, high in zip(claw, (0.001, 0.001, 0.004, 0.003), (h * 0.4, h * 0.4, 0.0085, h * 0.36), strict=True)
            for dz in (sign * low, sign * high)
        ]
        b.add(shapes.convex_hull(np.array(prong)), steel, 1.0)
    grip = strip(
        [(-half, 0.014, 0.001, h * 0.86), (-half + 0.03, 0.0165, 0.0, h * 0.9), (0, 0.0125, h * 0.08, h * 0.86), (x, 0.0115, h * 0.1, h * 0.9)], "x"
    )
    b.add(grip, b.main if b.color_name == "birch" else b.paint("rubber", b.color_name), 0.95)
    b.collide_box((b.w - h, 0.029, h * 0.88), ((-half + x - h / 2) / 2, 0, h * 0.44))
    b.collide_box((h, 2 * w, h), (x, 0, h / 2), steel)
    b.settle_on_origin()


@small(
    "screwdriver", "Q39546", ((0.18, 0.24), (0.031, 0.037), (0.027, 0.032)), "PH2 and slotted screwdrivers 18–24 cm (Wera, Stanley), 60–150 g",
    synonyms=("phillips screwdriver", "flathead screwdriver"), rooms=WORK, sits_on=BENCHES, colors=_GRIPS, materials=("plastic",),
    affords=("Graspable", "Insertable", "Turnable"),
)  # fmt: skip
def screwdriver(b: Builder) -> None:
    half = b.w / 2
    r = b.h / 2 / math.cos(math.pi / 6)
    grip_end = -half + b.w * 0.48
    axis = b.h / 2
    handle = spindle(
        [(-half, r * 0.7), (-half + 0.008, r), (grip_end - 0.03, r), (grip_end - 0.018, r * 0.72), (grip_end - 0.006, r * 0.9), (grip_end, r * 0.6)],
        6,
        axis,
    )
    b.add(handle, None, 1.0)
    b.collide_hull(spindle([(-half, r * 0.7), (-half + 0.008, r), (grip_end - 0.006, r), (grip_end, r * 0.6)], 6, axis).vertices)
    b.add(
        spindle([(-half + 0.018, r * 1.015), (-half + 0.024, r * 1.015)], 6, axis),
        b.paint("plastic", "black" if b.color_name != "black" else "grey"),
        0.0,
    )
    steel = b.paint("steel")
    shaft = spindle([(grip_end, 0.0032), (half - 0.012, 0.0032), (half - 0.006, 0.0042), (half, 0.0016)], 8, axis)
    b.add(shaft, steel, 1.0)
    b.collide_box((half - grip_end, 0.006, 0.006), ((half + grip_end) / 2, 0, axis), steel)
    b.settle_on_origin()


@small(
    "wrench", "Q39546", ((0.18, 0.25), (0.04, 0.05), (0.009, 0.012)), "combination spanners 15–22 mm, 18–25 cm, 0.12–0.3 kg (Gedore)",
    synonyms=("spanner", "adjustable wrench"), plural="wrenches", rooms=WORK, sits_on=BENCHES, colors=("silver", "dark grey"),
    materials=("steel",), affords=("Graspable", "Turnable"),
)  # fmt: skip
def wrench(b: Builder) -> None:
    half, h, r = b.w / 2, b.h, b.d / 2
    x = half - r * 0.745
    jaw = []
    for a in np.linspace(math.radians(42), math.radians(318), 13):
        jaw.append((x + r * math.cos(a), r * math.sin(a)))
    flat = r * 0.42
    mouth = [(x + r * 0.55, -flat), (x - r * 0.25, -flat), (x - r * 0.35, 0.0), (x - r * 0.25, flat), (x + r * 0.55, flat)]
    b.add(shapes.extrude([*jaw, *mouth], h), None, 1.0)
    small_r, hole = r * 0.72, r * 0.42
    ring_x = -half + small_r
    ring = _hexagon_ring(small_r, hole, h).moved((ring_x, 0, 0))
    b.add(ring, None, 1.0)
    b.add(shapes.box(x - r * 0.8 - ring_x - small_r * 0.8, r * 0.62, h * 0.62, ((x - r * 0.8 + ring_x + small_r * 0.8) / 2, 0, h / 2)), None, 1.0)
    b.collide_box((x - ring_x, r * 0.62, h * 0.9), ((x + ring_x) / 2, 0, h / 2))
    b.collide_box((r * 1.7, r * 1.8, h), (half - r * 0.85, 0, h / 2))
    b.collide_cylinder(small_r, h, (ring_x, 0, h / 2))
    b.settle_on_origin()


def _hexagon_ring(outer: float, inner: float, h: float) -> shapes.Mesh:
    angles = np.arange(12) * math.pi / 6
    circle = np.column_stack([np.cos(angles), np.sin(angles)])
    rings = [np.column_stack([circle * r, np.full(12, z)]) for r, z in ((outer, 0.0), (outer, h), (inner, h), (inner, 0.0))]
    faces = []
    for level in range(4):
        here, there = level * 12, ((level + 1) % 4) * 12
        for i in range(12):
            j = (i + 1) % 12
            faces += [(here + i, here + j, there + j), (here + i, there + j, there + i)]
    return shapes.Mesh(np.concatenate(rings), np.array(faces, dtype=np.int32))


@small(
    "drill", "Q39546", ((0.2, 0.24), (0.072, 0.085), (0.19, 0.23)),
    "12–18 V cordless drills 20–24 cm standing on their battery, 1.1–1.8 kg (Bosch, Makita)",
    synonyms=("power drill", "cordless drill", "electric drill", "drill driver"), rooms=WORK, sits_on=BENCHES,
    colors=("green", "blue", "yellow", "red", "orange"), materials=("plastic",),
    affords=("Graspable", "Pressable"),
)  # fmt: skip
def drill(b: Builder) -> None:
    w, d, h = b.w, b.d, b.h
    dark, steel = b.paint("plastic", "black"), b.paint("steel", "dark grey")
    battery = (0.115, d, 0.055)
    bx = w * 0.12
    slab(b, battery, 0.008, 0, dark, 0.75, (bx, 0))
    slab(b, (0.105, d * 0.9, 0.014), 0.008, 0.055, None, 0.6, (bx, 0))
    r = 0.031
    z = h - r
    grip = shapes.convex_hull(
        np.array(
            [
                (x, y, zz)
                for y in (-0.018, 0.018)
                for x, zz in ((bx - 0.012, 0.066), (bx + 0.035, 0.066), (bx - 0.004, z - 0.01), (bx + 0.044, z - 0.01))
            ]
        )
    )
    b.add(grip, None, 0.6)
    b.collide_hull(grip)
    lie = about_y(-math.pi / 2)
    body = shapes.lathe([(r * 0.8, 0), (r, 0.012), (r, 0.1), (r * 0.78, 0.128)], 14).rotated(lie).moved((w / 2, 0, z))
    b.add(body, None, 0.7)
    b.collide_cylinder(r, 0.115, (w / 2 - 0.0575, 0, z), None, rotation_wxyz=(math.sqrt(0.5), 0, math.sqrt(0.5), 0))
    chuck = shapes.lathe([(0.02, 0.126), (0.02, 0.15), (0.01, w - 0.035)], 12).rotated(lie).moved((w / 2, 0, z))
    b.add(chuck, steel, 0.6)
    b.collide_cylinder(
        0.018, w - 0.035 - 0.126, ((w / 2 - 0.126 - w / 2 + 0.035) / 2, 0, z), steel, rotation_wxyz=(math.sqrt(0.5), 0, math.sqrt(0.5), 0)
    )
    b.add(shapes.lathe([(0.003, w - 0.036), (0.003, w - 0.004), (0.0012, w)], 8).rotated(lie).moved((w / 2, 0, z)), b.paint("steel"), 1.0)
    b.add(shapes.box(0.014, 0.014, 0.03, (bx - 0.012, 0, z - 0.042)), dark, 0.5)
    mark(b, (0.05, 2 * r + 0.001, 0.014), (w / 2 - 0.06, 0, z), dark)
    b.settle_on_origin()


@small(
    "tape_measure", "Q107196205", ((0.068, 0.075), (0.04, 0.05), (0.068, 0.078)), "5 m tape rules 7 × 7 × 4 cm, 0.2–0.35 kg (Stanley PowerLock)",
    synonyms=("measuring tape", "tape rule"), rooms=WORK, sits_on=BENCHES, colors=("yellow", "red", "orange", "silver"), materials=("plastic",),
    affords=("Graspable",),
)  # fmt: skip
def tape_measure(b: Builder) -> None:
    w, d, h = b.w - 0.009, b.d - 0.002, b.h
    outline = [(-w / 2, 0), (w / 2, 0), (w / 2, h * 0.62), (w * 0.3, h * 0.92), (0, h), (-w * 0.3, h * 0.92), (-w / 2, h * 0.62)]
    case = shapes.extrude(outline, d, -d / 2).rotated(about_x(math.pi / 2)).moved((0.003, 0, 0))
    b.add(case, None, 0.98)
    b.collide_hull(case)
    dark, blade = b.paint("rubber", "black"), b.paint("painted metal", "yellow")
    for sign in (-1, 1):
        disc = (
            shapes.cylinder(h * 0.34, 0.001, 0, 14).rotated(about_x(math.pi / 2)).moved((0.003, sign * d / 2 + (0.001 if sign > 0 else 0), h * 0.5))
        )
        b.add(disc, b.paint("plastic", "dark grey"), 0.0)
    b.add(shapes.box(0.03, 0.018, 0.0012, (-w / 2 + 0.009, 0, 0.006)), blade, 1.0)
    b.add(shapes.box(0.002, 0.02, 0.012, (-w / 2 - 0.005 + 0.003, 0, 0.006)), b.paint("steel"), 1.0)
    b.add(shapes.box(0.016, 0.018, 0.007).rotated(about_y(0.45)).moved((w * 0.38, 0, h * 0.8)), dark, 0.5)
    b.settle_on_origin()


@small(
    "pliers", "Q39546", ((0.16, 0.21), (0.05, 0.062), (0.014, 0.018)), "combination pliers 16–21 cm, 0.2–0.35 kg (Knipex)",
    synonyms=("pincers", "needle nose pliers", "combination pliers"), plural="pliers", rooms=WORK, sits_on=BENCHES, colors=_GRIPS,
    materials=("rubber",), affords=("Graspable",),
)  # fmt: skip
def pliers(b: Builder) -> None:
    half, w, h = b.w / 2, b.d / 2, b.h
    steel = b.paint("iron", "dark grey")
    pivot = half - b.w * 0.3
    for sign in (-1, 1):
        points = [(pivot - 0.005, sign * w * 0.2), (pivot - b.w * 0.18, sign * w * 0.66), (-half * 0.4, sign * w * 0.82), (-half, sign * w * 0.74)]
        rings = []
        for (x, yy), wide in zip(points, (0.2, 0.18, 0.18, 0.14), strict=True):
            rings.append(np.array([(x, yy - w * wide, 0.0), (x, yy + w * wide, 0.0), (x, yy + w * wide, h * 0.9), (x, yy - w * wide, h * 0.9)]))
        mesh = skin(rings)
        b.add(mesh, None, 1.0)
        b.collide_hull(np.concatenate(rings[:3]))
        b.collide_hull(np.concatenate(rings[2:]))
        jaw = [(pivot - 0.012, 0.0), (pivot + 0.012, 0.0), (half, 0.0006), (half, w * 0.18), (pivot + 0.014, w * 0.46), (pivot - 0.012, w * 0.36)]
        outline = [(x, sign * yy) for x, yy in jaw]
        b.add(shapes.extrude(outline if sign > 0 else outline[::-1], h * 0.8, h * 0.05), steel, 1.0)
    b.add(shapes.cylinder(w * 0.36, h, 0, 12).moved((pivot, 0, 0)), steel, 1.0)
    b.collide_hull(
        np.array(
            [
                (x, y, z)
                for z in (h * 0.02, h * 0.85)
                for x, y in (
                    (pivot - 0.012, -w * 0.36),
                    (pivot - 0.012, w * 0.36),
                    (pivot + 0.014, w * 0.46),
                    (pivot + 0.014, -w * 0.46),
                    (half, w * 0.18),
                    (half, -w * 0.18),
                )
            ]
        ),
        steel,
    )
    b.collide_cylinder(w * 0.36, h, (pivot, 0, h / 2), steel)
    b.settle_on_origin()
