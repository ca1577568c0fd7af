"""Basins and taps for kitchens, bathrooms, laundries and laboratories."""

from __future__ import annotations

import math
from collections.abc import Sequence

from blueprint.domain.assets.asset import Handle, Material
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.parts import Cell, piece, support
from blueprint.domain.mesh import shapes


def basin(b: Builder, bowl: Cell, material: Material, wall: float, name: str = "basin") -> None:
    """A hollow box that is open at the top, its walls inside `bowl`; what lies in it is `interior`."""
    hollow = bowl.inset(x=wall, y=wall).but(z0=bowl.z0 + wall)
    piece(b, bowl.but(z1=hollow.z0), material)
    walls = bowl.but(z0=hollow.z0)
    for part in (
        walls.but(x1=hollow.x0), walls.but(x0=hollow.x1),
        walls.but(x0=hollow.x0, x1=hollow.x1, y1=hollow.y0), walls.but(x0=hollow.x0, x1=hollow.x1, y0=hollow.y1),
    ):  # fmt: skip
        piece(b, part, material)
    x, y, _ = hollow.center
    b.add(shapes.cylinder(0.025, 0.001, 0, 14).moved((x, y, hollow.z0)), b.paint("plastic", "dark grey"), 0.1)
    support(b, name, "interior", hollow.but(z1=hollow.z1), 0.02)


def mixer_tap(b: Builder, foot: Sequence[float], height: float, reach_y: float, material: Material, name: str = "tap") -> None:
    """A single-lever mixer that stands at `foot` and pours at y = `reach_y`; the lever on its side lifts by 0.9 rad."""
    x, y, z = foot
    radius, arm = 0.012, y - reach_y
    b.add(shapes.cylinder(0.024, 0.06, z, 14).moved((x, y, 0)), material, 0.35)
    bend = min(arm / 2, height * 0.5)
    arc = [(x, y - bend + bend * math.cos(t), z + height - radius - bend + bend * math.sin(t)) for t in (0, 0.5, 1.0, math.pi / 2)]
    nose = [(x, reach_y + 0.03, z + height - radius), (x, reach_y + 0.005, z + height - 0.02), (x, reach_y, z + height - 0.06)]
    b.add(shapes.tube([(x, y, z + 0.05), *arc, *nose], radius, 8), material, 0.35)
    b.collide_cylinder(0.022, 0.06, (x, y, z + 0.03), material)
    b.collide_box((0.02, 0.02, height - 0.06), (x, y, z + 0.06 + (height - 0.06) / 2), material)
    b.collide_box((0.02, arm - 0.01, 0.022), (x, y - arm / 2 - 0.005, z + height - 0.012), material)
    b.link(name)
    side = x + 0.024 + 0.004
    b.add(shapes.box(0.022, 0.022, 0.022, (side + 0.011, y, z + 0.038)), material, 0.4, name)
    bar = Cell(side + 0.006, side + 0.016, y - 0.11, y - 0.011, z + 0.035, z + 0.045)
    piece(b, bar, material, 0.5, name)
    b.collide_box((0.022, 0.022, 0.022), (side + 0.011, y, z + 0.038), material, name)
    grip = Handle((bar.center[0], bar.y0 + 0.02, bar.center[2]), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), 0.01)
    b.hinge(f"{name}_lever", name, (side, y, z + 0.038), (-1, 0, 0), 0.9, 0.02, 0.12, grip)
