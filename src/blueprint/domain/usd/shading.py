"""Normals for looking at a mesh: soft over curves, sharp over edges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from blueprint.domain.mesh.mesh import Array, Mesh, cross

CREASE_RAD = np.deg2rad(44.0)
"""Faces that meet at a sharper angle keep their own normals: a ball of six rings (36° a ring) is round, an octagon is not."""


def face_normals(mesh: Mesh) -> tuple[Array, Array]:
    """(m, 3) unit normals and (m,) areas in m²; a face without area gets +Z."""
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    normals = cross(b - a, c - a)
    length = np.linalg.norm(normals, axis=1)
    flat = length < 1e-18
    normals = normals / np.where(flat, 1.0, length)[:, None]
    normals[flat] = (0.0, 0.0, 1.0)
    return normals, length / 2


def corner_normals(mesh: Mesh, crease_rad: float = CREASE_RAD) -> Array:
    """(3m, 3) unit normals, one per corner of each face: the area-weighted mean over the faces at that vertex that lie within `crease_rad`."""
    normals, areas = face_normals(mesh)
    corners = mesh.faces.ravel()
    owner = np.repeat(np.arange(len(mesh.faces)), 3)
    order = np.argsort(corners, kind="stable")
    counts = np.bincount(corners, minlength=len(mesh.vertices))
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    per_corner = counts[corners]
    this = np.repeat(np.arange(len(corners)), per_corner)
    offset = np.arange(len(this)) - np.repeat(np.cumsum(per_corner) - per_corner, per_corner)
    other = owner[order[starts[corners[this]] + offset]]
    near = np.einsum("ij,ij->i", normals[owner[this]], normals[other]) >= np.cos(crease_rad)
    this, other = this[near], other[near]
    weighted = normals[other] * areas[other][:, None]
    total = np.column_stack([np.bincount(this, weighted[:, k], minlength=len(corners)) for k in range(3)])
    length = np.linalg.norm(total, axis=1)
    lost = length < 1e-18
    total[lost], length[lost] = normals[owner[lost]], 1.0
    return total / length[:, None]


def split_at_creases(mesh: Mesh) -> tuple[Array, Array, NDArray[np.int32]]:
    """Vertices (n, 3), their normals (n, 3) and faces (m, 3): a vertex is doubled where its faces meet at a crease, as renderers want it."""
    normals = corner_normals(mesh)
    corners = mesh.faces.ravel().astype(np.int64)
    grid = np.rint(normals * 100).astype(np.int64) + 100
    key = ((corners * 256 + grid[:, 0]) * 256 + grid[:, 1]) * 256 + grid[:, 2]
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    return mesh.vertices[corners[first]], normals[first], inverse.reshape(-1, 3).astype(np.int32)
