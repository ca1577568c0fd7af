"""Still parts that many recipes are made of: pieces of space, carcasses of boards, shelves, legs. Asset frame (front faces −Y), metres."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from blueprint.domain.assets.asset import Handle, Material
from blueprint.domain.assets.builder import BASE, Builder
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.mesh import Array, Mesh, merge

GAP = 0.003
BOARD = 0.018
INSET = 0.015


@dataclass(frozen=True)
class Cell:
    """An upright box of space: x0 … x1 from left to right seen from behind the front, y0 front, y1 back, z0 bottom, z1 top."""

    x0: float
    x1: float
    y0: float
    y1: float
    z0: float
    z1: float

    @classmethod
    def whole(cls, b: Builder) -> Cell:
        """The asset's bounding box."""
        return cls(-b.w / 2, b.w / 2, -b.d / 2, b.d / 2, 0.0, b.h)

    @property
    def size(self) -> tuple[float, float, float]:
        return self.x1 - self.x0, self.y1 - self.y0, self.z1 - self.z0

    @property
    def center(self) -> tuple[float, float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2, (self.z0 + self.z1) / 2

    def but(self, **sides: float) -> Cell:
        return replace(self, **sides)

    def inset(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Cell:
        return Cell(self.x0 + x, self.x1 - x, self.y0 + y, self.y1 - y, self.z0 + z, self.z1 - z)

    def columns(self, shares: int | Sequence[float], gap: float = 0.0) -> list[Cell]:
        """Side by side from left to right; `shares` of the width (a number: that many equal ones), `gap` between them."""
        return [self.but(x0=low, x1=high) for low, high in _cuts(self.x0, self.x1, shares, gap)]

    def rows(self, shares: int | Sequence[float], gap: float = 0.0) -> list[Cell]:
        """One above the other from the bottom up."""
        return [self.but(z0=low, z1=high) for low, high in _cuts(self.z0, self.z1, shares, gap)]


def _cuts(low: float, high: float, shares: int | Sequence[float], gap: float) -> list[tuple[float, float]]:
    parts = np.ones(shares) if isinstance(shares, int) else np.asarray(shares, dtype=float)
    lengths = parts / parts.sum() * (high - low - gap * (len(parts) - 1))
    starts = low + np.concatenate([[0.0], np.cumsum(lengths + gap)[:-1]])
    return [(float(start), float(start + length)) for start, length in zip(starts, lengths, strict=True)]


def piece(b: Builder, cell: Cell, material: Material | None = None, fill: float = 1.0, link: str = BASE, collide: bool = True) -> None:
    """A box that fills the cell."""
    b.block(cell.size, cell.center, material, fill, link, collide)


def carcass(
    b: Builder, outer: Cell, material: Material, board: float = BOARD, back: float = 0.008, *, top: bool = True, bottom: bool = True,
    back_material: Material | None = None, fill: float = 1.0,
) -> Cell:  # fmt: skip
    """Sides, bottom, top and back of boards, open to the front; gives the hollow inside."""
    inner = Cell(
        outer.x0 + board, outer.x1 - board, outer.y0, outer.y1 - back, outer.z0 + board * bottom, outer.z1 - board * top
    )
    piece(b, outer.but(x1=inner.x0), material, fill)
    piece(b, outer.but(x0=inner.x1), material, fill)
    between = outer.but(x0=inner.x0, x1=inner.x1)
    if bottom:
        piece(b, between.but(z1=inner.z0), material, fill)
    if top:
        piece(b, between.but(z0=inner.z1), material, fill)
    piece(b, inner.but(y0=inner.y1, y1=outer.y1), back_material or material, fill)
    return inner


def around(slab: Cell, hole: Cell) -> list[Cell]:
    """The four boxes of a slab about a hole in it."""
    return [
        slab.but(x1=hole.x0), slab.but(x0=hole.x1), slab.but(x0=hole.x0, x1=hole.x1, y1=hole.y0), slab.but(x0=hole.x0, x1=hole.x1, y0=hole.y1),
    ]  # fmt: skip


def shelves(
    b: Builder, inner: Cell, count: int, material: Material, kind: Literal["shelf", "interior"], name: str = "shelf", *,
    board: float = BOARD, shares: Sequence[float] | None = None, floor: bool = True, fill: float = 1.0,
) -> None:  # fmt: skip
    """`count` boards across the cell, `shares` of its height between them; a surface on each and, with `floor`, on the cell's floor."""
    for k, room in enumerate(inner.rows(shares or count + 1, board)):
        if k:
            piece(b, room.but(z0=room.z0 - board, z1=room.z0), material, fill)
        if k or floor:
            support(b, f"{name}_{k + 1}", kind, room)


def support(b: Builder, name: str, kind: Literal["top", "shelf", "interior", "seat"], room: Cell, inset: float = INSET, link: str = BASE) -> None:
    """The floor of a cell as a place for things; free height is the cell's."""
    w, d, h = room.size
    b.rectangle(name, kind, room.z0, w - 2 * inset, d - 2 * inset, h, room.center[:2], link)


def top_of(b: Builder, cell: Cell, inset: float = 0.025, name: str = "top", clearance_m: float = 2.0) -> None:
    """The upper face of a cell as a top."""
    w, d, _ = cell.size
    b.rectangle(name, "top", cell.z1, w - 2 * inset, d - 2 * inset, clearance_m, cell.center[:2])


def legs(b: Builder, cell: Cell, style: str, material: Material, thickness: float = 0.04) -> None:
    """Feet in the corners of the cell. style: square, round, tapered, sled (runners at the sides) or plinth (a recessed base)."""
    if style == "plinth":
        piece(b, cell.inset(x=0.01).but(y0=cell.y0 + 0.05), material, 0.3)
        return
    if style == "sled":
        for x0 in (cell.x0, cell.x1 - thickness):
            for part in _runner(cell.but(x0=x0, x1=x0 + thickness), thickness):
                piece(b, part, material, 0.5)
        return
    half, height = thickness / 2, cell.size[2]
    for x in (cell.x0 + half, cell.x1 - half):
        for y in (cell.y0 + half, cell.y1 - half):
            if style == "square":
                b.add(shapes.box(thickness, thickness, height, (x, y, cell.z0 + height / 2)), material)
            else:
                b.add(shapes.cone(half * (0.55 if style == "tapered" else 1), half, height, cell.z0, 10).moved((x, y, 0)), material)
            b.collide_box((thickness * 0.9, thickness * 0.9, height), (x, y, cell.z0 + height / 2), material)


def castors(b: Builder, cell: Cell, material: Material) -> None:
    """Four wheels under a body, in the corners of the cell."""
    height = cell.size[2]
    radius = height * 0.42
    for x in (cell.x0 + 0.05, cell.x1 - 0.05):
        for y in (cell.y0 + radius, cell.y1 - radius):
            wheel = shapes.cylinder(radius, 0.024, -0.012, 14).rotated(np.array([[0, 0, 1], [0, 1, 0], [-1, 0, 0]]))
            b.add(wheel.moved((x, y, cell.z0 + radius)), b.paint("rubber"))
            b.add(shapes.box(0.04, radius * 1.2, height - 1.9 * radius, (x, y, (cell.z0 + 1.9 * radius + cell.z1) / 2)), material, 0.3)
            b.collide_box((0.03, radius * 1.6, height), (x, y, cell.center[2]), b.paint("rubber"))


def _runner(cell: Cell, thickness: float) -> list[Cell]:
    middle = cell.but(z0=cell.z0 + thickness)
    return [cell.but(z1=middle.z0), middle.but(y1=cell.y0 + thickness), middle.but(y0=cell.y1 - thickness)]


def forward(mesh: Mesh) -> Mesh:
    """Turned so that its +Z points to the front (−Y) and its −Y up."""
    return mesh.rotated(np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]]))


def holed_plate(
    width: float, height: float, thickness: float, radius: float, center: Sequence[float], hole: Sequence[float] = (0, 0), segments: int = 24,
) -> Mesh:  # fmt: skip
    """An upright plate that faces −Y about `center`, with a round hole at `hole` (x, z from the centre)."""
    w, h, (hx, hz) = width / 2, height / 2, hole
    arc = [(hx + radius * math.cos(t), hz + radius * math.sin(t)) for t in np.linspace(0, math.pi, segments // 2 + 1)]
    upper = [(w, hz), (w, h), (-w, h), (-w, hz), *reversed(arc)]
    lower = [(-w, hz), (-w, -h), (w, -h), (w, hz), *[(x, 2 * hz - z) for x, z in arc]]
    halves = [shapes.extrude(np.array(ring), thickness, -thickness / 2) for ring in (upper, lower)]
    return forward(merge(halves)).moved(center)


def collide_holed_plate(
    b: Builder, width: float, height: float, thickness: float, radius: float, center: Sequence[float], hole: Sequence[float] = (0, 0),
    material: Material | None = None,
) -> None:  # fmt: skip
    """Four boxes about the hole's square and four wedges that round its corners off."""
    cx, cy, cz = center
    outer = Cell(cx - width / 2, cx + width / 2, cy - thickness / 2, cy + thickness / 2, cz - height / 2, cz + height / 2)
    x, z = cx + hole[0], cz + hole[1]
    for cell in (
        outer.but(x1=x - radius), outer.but(x0=x + radius),
        outer.but(x0=x - radius, x1=x + radius, z1=z - radius), outer.but(x0=x - radius, x1=x + radius, z0=z + radius),
    ):  # fmt: skip
        b.collide_box(cell.size, cell.center, material)
    near, edge = radius * (2 - math.sqrt(2)), radius
    for sx in (-1, 1):
        for sz in (-1, 1):
            corner = [(sx * edge, sz * edge), (sx * edge, sz * (edge - near)), (sx * (edge - near), sz * edge)]
            b.collide_hull(np.array([(x + px, y, z + pz) for px, pz in corner for y in (outer.y0, outer.y1)]), material)


def drum(
    b: Builder, radius: float, thickness: float, y0: float, y1: float, axis: Sequence[float], material: Material, fill: float = 1.0,
    staves: int = 10,
) -> Cell:  # fmt: skip
    """A wall of flat staves about a line along Y through `axis` (x, z), closed at the back; gives the room above the lowest stave."""
    x, z = axis
    depth = y1 - y0
    corner, step = math.cos(math.pi / staves), math.pi / staves
    outer, inner = radius / corner, (radius - thickness) / corner
    shell = shapes.lathe([(outer, 0), (outer, depth), (inner, depth), (inner, thickness), (0, thickness)], staves)
    turn = np.array([[math.cos(step), -math.sin(step), 0], [math.sin(step), math.cos(step), 0], [0, 0, 1]])
    b.add(forward(shell.rotated(turn) if staves % 4 == 0 else shell).moved((x, y1, z)), material, fill)
    half = math.tan(math.pi / staves) * (radius - thickness)
    middle = radius - thickness / 2
    for k in range(staves):
        turn = 2 * math.pi * k / staves
        at = (x + middle * math.sin(turn), (y0 + y1) / 2, z - middle * math.cos(turn))
        b.collide_box((2 * half, depth, thickness), at, material, rotation_wxyz=(math.cos(turn / 2), 0, -math.sin(turn / 2), 0))
    b.collide_box((1.8 * radius, thickness, 1.8 * radius), (x, y1 - thickness / 2, z), material)
    return Cell(x - half, x + half, y0, y1 - thickness, z - radius + thickness, z + radius - thickness)


def knob(
    b: Builder, name: str, foot: Sequence[float], radius: float, depth: float, material: Material, lower: float = 0.0, upper: float = 4.7,
    parent: str = BASE,
) -> None:  # fmt: skip
    """A turning knob on a front that faces −Y, with a ridge to take hold of; the axis is the front's normal."""
    x, y, z = foot
    y -= 0.003
    b.link(name)
    b.add(forward(shapes.lathe([(radius, 0), (radius * 0.9, depth * 0.55), (0, depth * 0.55)], 16)).moved((x, y, z)), material, 1.0, name)
    ridge = Cell(x - 0.004, x + 0.004, y - depth, y - depth * 0.5, z - radius * 0.85, z + radius * 0.85)
    piece(b, ridge, material, 1.0, name, collide=False)
    b.collide_box((radius * 1.6, depth, radius * 1.6), (x, y - depth / 2, z), material, name)
    grip = Handle((x, y - depth * 0.8, z + radius * 0.7), (0.0, 0.0, 1.0), (0.0, -1.0, 0.0), 0.008)
    b.hinge(f"{name}_turn", name, (x, y, z), (0, -1, 0), upper, 0.01, 0.02, grip, parent, lower)


def sleeve(rings: Sequence[Array]) -> Mesh:
    """A closed skin through rings (k, 3) of equal k whose last is joined to the first: a band with a hole."""
    k, faces = len(rings[0]), []
    for level in range(len(rings)):
        low, high = level * k, (level + 1) % len(rings) * k
        for i in range(k):
            j = (i + 1) % k
            faces += [(low + i, low + j, high + j), (low + i, high + j, high + i)]
    return Mesh(np.concatenate(rings), np.array(faces, dtype=np.int32))


def collide_staves(
    b: Builder, outer: Sequence[Array], inner: Sequence[Array], material: Material | None = None, link: str = BASE, pieces: int = 10,
) -> None:  # fmt: skip
    """A wall about a hollow, cut into convex pieces; outer and inner: its skins as rings (k, 3) from below up, all of one k."""
    k = len(outer[0])
    for start in range(0, k, k // pieces):
        picked = [(start + i) % k for i in range(k // pieces + 1)]
        b.collide_hull(np.concatenate([ring[picked] for ring in (*outer, *inner)]), material, link)
