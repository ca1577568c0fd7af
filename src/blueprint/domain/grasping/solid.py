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
"""Parts nearer than this are one piece of material for a ray."""


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

    def inside(self, points: Array, margin: float) -> Array:
        """(n,) bool: deeper than `margin` within any piece."""
        found = np.zeros(len(points), dtype=bool)
        for part in self.parts:
            found |= (points @ part.a.T + part.b <= -margin).all(axis=1)
        return found

    def through(self, points: Array, directions: Array) -> tuple[Array, Array]:
        """How much material a ray meets from a surface point on, and the outward normal where it leaves.

        points, directions: (n, 3), unit. Returns (n,) lengths (0 where the ray does not enter) and (n, 3) normals.
        """
        entries, exits, normals = [], [], []
        for part in self.parts:
            entry, leave, normal = _cross(part, points, directions)
            entries.append(entry)
            exits.append(leave)
            normals.append(normal)
        entry, leave, normal = np.stack(entries, 1), np.stack(exits, 1), np.stack(normals, 1)
        length, out = np.zeros(len(points)), np.zeros((len(points), 3))
        for _ in self.parts:
            reach = (entry <= length[:, None] + TOUCHING_M) & (leave > length[:, None] + 1e-9)
            farthest = np.where(reach, leave, -1.0)
            best = farthest.argmax(axis=1)
            grown = farthest[np.arange(len(points)), best]
            grow = grown > length
            if not grow.any():
                break
            length = np.where(grow, grown, length)
            out = np.where(grow[:, None], normal[np.arange(len(points)), best], out)
        return length, out


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


def _cross(part: Part, points: Array, directions: Array) -> tuple[Array, Array, Array]:
    """Where rays enter and leave a convex piece: (n,) entry, (n,) exit (entry > exit where it is missed), (n, 3) normal of the exit's plane."""
    towards = directions @ part.a.T
    height = points @ part.a.T + part.b
    with np.errstate(divide="ignore", invalid="ignore"):
        at = -height / towards
    entry = np.where(towards < -1e-9, at, -np.inf).max(axis=1)
    leaving = np.where(towards > 1e-9, at, np.inf)
    leave = leaving.min(axis=1)
    missed = ((np.abs(towards) <= 1e-9) & (height > 1e-7)).any(axis=1) | (entry > leave)
    return np.where(missed, np.inf, entry), np.where(missed, -np.inf, leave), part.a[leaving.argmin(axis=1)]
