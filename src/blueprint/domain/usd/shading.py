"""Normals for looking at a mesh: soft over curves, sharp over edges."""

from __future__ import annotations

import numpy as np

from blueprint.domain.mesh.mesh import Array, Mesh

CREASE_RAD = np.deg2rad(35.0)
"""Faces that meet at a sharper angle keep their own normals: a 20-sided cylinder (18° a side) is round, a box is not."""


def face_normals(mesh: Mesh) -> tuple[Array, Array]:
    """(m, 3) unit normals and (m,) areas in m²; a face without area gets +Z."""
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    cross = np.cross(b - a, c - a)
    length = np.linalg.norm(cross, axis=1)
    flat = length < 1e-18
    normals = cross / np.where(flat, 1.0, length)[:, None]
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
