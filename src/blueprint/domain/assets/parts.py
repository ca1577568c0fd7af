"""Still parts that many recipes are made of: pieces of space, carcasses of boards, shelves, legs. Asset frame (front faces −Y), metres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from blueprint.domain.assets.asset import Material
from blueprint.domain.assets.builder import BASE, Builder
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.mesh import Mesh

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


def _runner(cell: Cell, thickness: float) -> list[Cell]:
    middle = cell.but(z0=cell.z0 + thickness)
    return [cell.but(z1=middle.z0), middle.but(y1=cell.y0 + thickness), middle.but(y0=cell.y1 - thickness)]


def forward(mesh: Mesh) -> Mesh:
    """Turned so that its +Z points to the front (−Y) and its −Y up."""
    return mesh.rotated(np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]]))
