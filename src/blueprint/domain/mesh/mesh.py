"""Triangle meshes: the one geometry type. Metres, Z-up, counter-clockwise faces seen from outside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Mesh:
    """vertices (n, 3) in metres; faces (m, 3) indices; every face's normal points out of the solid."""

    vertices: Array
    faces: NDArray[np.int32]

    def moved(self, offset: Iterable[float]) -> Mesh:
        return Mesh(self.vertices + np.asarray(tuple(offset), dtype=float), self.faces)

    def rotated(self, rotation: Array) -> Mesh:
        """rotation: (3, 3), applied to column vectors."""
        return Mesh(self.vertices @ np.asarray(rotation).T, self.faces)

    def scaled(self, factors: Iterable[float]) -> Mesh:
        """factors: three numbers; a mirror turns the faces round so that normals stay outward."""
        factor = np.asarray(tuple(factors), dtype=float)
        faces = self.faces if np.prod(factor) > 0 else self.faces[:, ::-1].copy()
        return Mesh(self.vertices * factor, faces)

    @property
    def bounds(self) -> tuple[Array, Array]:
        return self.vertices.min(axis=0), self.vertices.max(axis=0)

    @property
    def volume(self) -> float:
        """Signed volume in m³ (divergence theorem); exact when the mesh is closed."""
        a, b, c = (self.vertices[self.faces[:, k]] for k in range(3))
        return float(triple(a, b, c).sum() / 6.0)

    @property
    def is_closed(self) -> bool:
        """Every directed edge occurs once, and once in the other direction."""
        edges = self.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2).astype(np.int64)
        size = len(self.vertices)
        forward = np.sort(edges[:, 0] * size + edges[:, 1])
        backward = np.sort(edges[:, 1] * size + edges[:, 0])
        return bool((np.diff(forward) > 0).all() and (forward == backward).all())


def cross(a: Array, b: Array) -> Array:
    """(n, 3) row by row: `numpy.cross` spends ten times as long on finding out what it was given."""
    (x, y, z), (u, v, w) = a.T, b.T
    return np.stack([y * w - z * v, z * u - x * w, x * v - y * u], axis=1)


def triple(a: Array, b: Array, c: Array) -> Array:
    """(n,) a · (b × c), row by row."""
    return (a * cross(b, c)).sum(axis=1)


def merge(meshes: Iterable[Mesh]) -> Mesh:
    """One mesh with the parts of all."""
    parts = list(meshes)
    starts = np.cumsum([0] + [len(part.vertices) for part in parts[:-1]])
    return Mesh(
        np.concatenate([part.vertices for part in parts]),
        np.concatenate([part.faces + start for part, start in zip(parts, starts, strict=True)]).astype(np.int32),
    )
