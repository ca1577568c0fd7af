"""Real shapes for close quarters: each convex collider as a stack of upright prisms that holds it.

Two things are apart when all their prisms are, in plan or in height. This errs on the safe side, and knows that a seat goes under a table
and an apple into a bowl.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray

from blueprint.domain.assets.asset import AssetSpec
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.scene.geometry import Quaternion, convex_pieces, rotation_matrix

_SLICES = 6
_THIN_M = 0.006
Polygons = NDArray[np.object_]


@dataclass(frozen=True)
class Body:
    """polygons (n,) of shapely, with the heights between which each stands."""

    polygons: Polygons
    low: Array
    high: Array

    def at(self, x: float, y: float, yaw: float, z: float = 0.0) -> Body:
        """Turned about Z and moved."""
        c, s = np.cos(yaw), np.sin(yaw)
        turn = np.array([[c, s], [-s, c]])
        moved = shapely.transform(self.polygons, lambda points: points @ turn + (x, y))
        return Body(cast(Polygons, moved), self.low + z, self.high + z)

    @cached_property
    def bounds(self) -> Array:
        """(n, 6): x and y low, x and y high, z low, z high of each prism."""
        return np.column_stack([shapely.bounds(self.polygons), self.low, self.high])

    @cached_property
    def extent(self) -> Array:
        """(6,) of the whole."""
        b = self.bounds
        return np.array([*b[:, :2].min(axis=0), *b[:, 2:4].max(axis=0), b[:, 4].min(), b[:, 5].max()])

    @cached_property
    def outline(self) -> shapely.Polygon:
        """Convex hull of the shadow."""
        return cast(shapely.Polygon, shapely.convex_hull(shapely.union_all(self.polygons)))


def _body_of(spec: AssetSpec, wxyz: Quaternion = (1.0, 0.0, 0.0, 0.0), slices: int = _SLICES) -> Body:
    """The prisms of an asset in its frame, turned by `wxyz` first (only yaw may be added afterwards); cached."""
    turn = rotation_matrix(wxyz)
    return body_from([piece @ turn.T for piece in convex_pieces(spec)], slices)


def body_from(pieces: Iterable[Array], slices: int = _SLICES) -> Body:
    """Convex pieces, (k, 3) points each, as prisms."""
    polygons, low, high = [], [], []
    for piece in pieces:
        for ring, z0, z1 in _slices(piece, slices):
            polygons.append(shapely.MultiPoint(ring).convex_hull.buffer(0))
            low.append(z0)
            high.append(z1)
    keep = [k for k, polygon in enumerate(polygons) if polygon.geom_type == "Polygon" and not polygon.is_empty]
    return Body(np.array([polygons[k] for k in keep], dtype=object), np.array(low)[keep], np.array(high)[keep])


body_of = cast(Callable[..., Body], lru_cache(maxsize=4096)(_body_of))


def _slices(points: Array, most: int) -> list[tuple[Array, float, float]]:
    """Cuts a convex piece into level slices; each slice's ring holds the piece between its heights. A straight prism stays whole."""
    z0, z1 = float(points[:, 2].min()), float(points[:, 2].max())
    ends = np.abs(points[:, 2] - z0).clip(max=np.abs(points[:, 2] - z1)) < 1e-6
    if z1 - z0 < _THIN_M or (ends.all() and _same_shadow(points, z0, z1)):
        return [(points[:, :2], z0, z1)]
    levels = np.linspace(z0, z1, int(np.clip(math.ceil((z1 - z0) / _THIN_M), 2, most)) + 1)
    return [(_section(points, a, b), a, b) for a, b in pairwise(float(level) for level in levels)]


def _same_shadow(points: Array, z0: float, z1: float) -> bool:
    bottom, top = points[np.abs(points[:, 2] - z0) < 1e-6], points[np.abs(points[:, 2] - z1) < 1e-6]
    if len(bottom) < 3 or len(top) < 3:
        return False
    low, high = (shapely.MultiPoint(p[:, :2]).convex_hull for p in (bottom, top))
    return bool(low.symmetric_difference(high).area < 0.02 * max(low.area, 1e-9))


def _section(points: Array, a: float, b: float) -> Array:
    """Points (k, 2) whose hull holds what of the convex hull of `points` lies between heights a and b: corners there, and all chords at a and b."""
    inside = points[(points[:, 2] >= a - 1e-9) & (points[:, 2] <= b + 1e-9)][:, :2]
    found = [inside]
    for level in (a, b):
        below, above = points[points[:, 2] < level - 1e-9], points[points[:, 2] > level + 1e-9]
        if len(below) and len(above):
            share = (level - below[:, None, 2]) / (above[None, :, 2] - below[:, None, 2])
            found.append((below[:, None, :2] + share[..., None] * (above[None, :, :2] - below[:, None, :2])).reshape(-1, 2))
    return np.vstack(found)


def clear_of(a: Body, b: Body, gap: float) -> bool:
    """Are the two everywhere at least `gap` (m) apart, in plan or in height?"""
    ea, eb = a.extent, b.extent
    if (ea[[0, 1, 4]] > eb[[2, 3, 5]] + gap).any() or (eb[[0, 1, 4]] > ea[[2, 3, 5]] + gap).any():
        return True
    ba, bb = a.bounds, b.bounds
    near = np.ones((len(ba), len(bb)), dtype=bool)
    for low, high in ((0, 2), (1, 3), (4, 5)):
        near &= (ba[:, None, low] < bb[None, :, high] + gap) & (bb[None, :, low] < ba[:, None, high] + gap)
    i, j = np.nonzero(near)
    return len(i) == 0 or not bool(shapely.dwithin(a.polygons[i], b.polygons[j], gap).any())
