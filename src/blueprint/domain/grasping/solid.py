"""A thing as a hand feels it: the union of its convex colliders, in the frame of its root body (metres)."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull

from blueprint.domain.physics.geometry import surface_points

Array = NDArray[np.float64]

TOUCHING_M = 1e-3
"""Parts nearer than this are one piece of material for a line."""

FAR_M = 2.0


@dataclass(frozen=True)
class Part:
    """One convex piece. vertices (n, 3); triangles (t, 3, 3); normals (t, 3) outward; planes: inside is `a·x + b <= 0` with a (k, 3), b (k,)."""

    triangles: Array
    normals: Array
    a: Array
    b: Array

    @property
    def areas(self) -> Array:
        edges = self.triangles[:, 1:] - self.triangles[:, :1]
        return np.linalg.norm(np.cross(edges[:, 0], edges[:, 1]), axis=1) / 2


@dataclass(frozen=True)
class Solid:
    """The pieces of one thing. center: its centre of mass."""

    parts: tuple[Part, ...]
    center: Array

    @cached_property
    def vertices(self) -> Array:
        return np.unique(np.concatenate([part.triangles.reshape(-1, 3) for part in self.parts]), axis=0)

    def inside(self, points: Array, margin: float) -> NDArray[np.bool_]:
        """(n,) bool: deeper than `margin` within any piece."""
        found = np.zeros(len(points), dtype=bool)
        for part in self.parts:
            found |= (points @ part.a.T + part.b <= -margin).all(axis=1)
        return found

    def span(self, points: Array, directions: Array) -> tuple[Array, Array, Array, Array, Array]:
        """The unbroken material around each point along a line through it.

        points, directions: (n, 3), unit. Returns where the lines begin (n, 3), the distances (n,) from there at which the material begins and ends
        (begin ≥ end where the point is not in any), and the outward normals (n, 3) of the faces at both.
        """
        starts = points - FAR_M * directions
        entries, exits, into, out = (np.stack(each, 1) for each in zip(*(_cross(part, starts, directions) for part in self.parts), strict=True))
        rows = np.arange(len(points))
        begin = np.full(len(points), FAR_M)
        end = begin.copy()
        first, last = np.zeros((len(points), 3)), np.zeros((len(points), 3))
        for _ in self.parts:
            touching = (entries <= end[:, None] + TOUCHING_M) & (exits >= begin[:, None] - TOUCHING_M) & (entries < exits)
            early = np.where(touching, entries, np.inf)
            late = np.where(touching, exits, -np.inf)
            one, other = early.argmin(axis=1), late.argmax(axis=1)
            sooner, later = early[rows, one] < begin - 1e-9, late[rows, other] > end + 1e-9
            if not (sooner | later).any():
                break
            begin, end = np.where(sooner, early[rows, one], begin), np.where(later, late[rows, other], end)
            first = np.where(sooner[:, None], into[rows, one], first)
            last = np.where(later[:, None], out[rows, other], last)
        return starts, begin, end, first, last


def solid_of(model: Any, data: Any, body: int, geoms: Sequence[int]) -> Solid:
    """The solid of these colliders in the frame of `body` at the data's state (kinematics done)."""
    rotation, origin = data.xmat[body].reshape(3, 3), data.xpos[body]
    parts = []
    for geom in geoms:
        points = (surface_points(model, data, geom) - origin) @ rotation
        parts.append(part_of(points))
    return Solid(tuple(parts), (data.xipos[body] - origin) @ rotation)


def part_of(points: Array) -> Part:
    """The convex hull of points (n, 3) as a piece."""
    hull = ConvexHull(points)
    planes = np.unique(hull.equations.round(9), axis=0)
    return Part(hull.points[hull.simplices], hull.equations[:, :3], planes[:, :3], planes[:, 3])


def _cross(part: Part, points: Array, directions: Array) -> tuple[Array, Array, Array, Array]:
    """Where lines enter and leave a convex piece: (n,) entry, (n,) exit (entry > exit where it is missed), (n, 3) normals of the planes there."""
    towards = directions @ part.a.T
    height = points @ part.a.T + part.b
    with np.errstate(divide="ignore", invalid="ignore"):
        at = -height / towards
    entering = np.where(towards < -1e-9, at, -np.inf)
    leaving = np.where(towards > 1e-9, at, np.inf)
    entry, leave = entering.max(axis=1), leaving.min(axis=1)
    missed = ((np.abs(towards) <= 1e-9) & (height > 1e-7)).any(axis=1) | (entry > leave)
    return np.where(missed, np.inf, entry), np.where(missed, -np.inf, leave), part.a[entering.argmax(axis=1)], part.a[leaving.argmin(axis=1)]
