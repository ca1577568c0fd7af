"""Many oriented rectangles at once: corners (n, 4, 2), counter-clockwise, metres."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from blueprint.domain.mesh.mesh import Array

_UNIT = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])


class Rect(NamedTuple):
    """A rectangle in some frame: centre, half sizes, turn."""

    x: float
    y: float
    half_x: float
    half_y: float
    yaw: float = 0.0


def rectangles(poses: Array, rect: Rect) -> Array:
    """`rect`, given in a frame, in each of the frames `poses` (n, 3) = x, y, yaw."""
    c, s = np.cos(poses[:, 2]), np.sin(poses[:, 2])
    x = poses[:, 0] + c * rect.x - s * rect.y
    y = poses[:, 1] + s * rect.x + c * rect.y
    c, s = np.cos(poses[:, 2] + rect.yaw), np.sin(poses[:, 2] + rect.yaw)
    local = _UNIT * (rect.half_x, rect.half_y)
    return np.stack(
        [x[:, None] + c[:, None] * local[:, 0] - s[:, None] * local[:, 1], y[:, None] + s[:, None] * local[:, 0] + c[:, None] * local[:, 1]], axis=2
    )


def rectangle(rect: Rect) -> Array:
    """(4, 2)."""
    return rectangles(np.zeros((1, 3)), rect)[0]


def overlaps(a: Array, b: Array, gap: float = 0.0) -> NDArray[np.bool_]:
    """(n, m): are rectangles a (n, 4, 2) and b (m, 4, 2) closer than `gap`? By separating axes; at corners it errs towards yes."""
    met = np.zeros((len(a), len(b)), dtype=bool)
    if not met.size:
        return met
    low_a, high_a, low_b, high_b = a.min(axis=1), a.max(axis=1), b.min(axis=1) - gap, b.max(axis=1) + gap
    near = (low_a[:, None, 0] < high_b[None, :, 0]) & (low_b[None, :, 0] < high_a[:, None, 0])
    near &= (low_a[:, None, 1] < high_b[None, :, 1]) & (low_b[None, :, 1] < high_a[:, None, 1])
    i, j = np.nonzero(near)
    met[i, j] = ~_apart(a[i], b[j], gap)
    return met


def _apart(a: Array, b: Array, gap: float) -> NDArray[np.bool_]:
    """(n,) of pairs (n, 4, 2): does one of the four edge directions separate them by `gap`?"""
    apart = np.zeros(len(a), dtype=bool)
    for quads in (a, b):
        for edge in (0, 1):
            along = quads[:, edge + 1] - quads[:, edge]
            axes = along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-12)
            own, other = np.einsum("nkj,nj->nk", a, axes), np.einsum("nkj,nj->nk", b, axes)
            apart |= other.min(axis=1) - own.max(axis=1) >= gap
            apart |= own.min(axis=1) - other.max(axis=1) >= gap
    return apart


def within(quads: Array, half_width: float, half_depth: float, margin: float = 0.0) -> NDArray[np.bool_]:
    """(n,): does each rectangle keep `margin` from the sides of a room about the origin? A negative margin lets it stick out."""
    far = np.abs(quads).max(axis=1)
    return (far[:, 0] <= half_width - margin + 1e-9) & (far[:, 1] <= half_depth - margin + 1e-9)


def contains(outer: Array, inner: Array, margin: float = 0.0) -> NDArray[np.bool_]:
    """(n,): is each polygon of `inner` (n, k, 2) within the convex counter-clockwise polygon `outer` (e, 2), `margin` from its edges?"""
    edges = np.roll(outer, -1, axis=0) - outer
    lengths = np.linalg.norm(edges, axis=1)
    keep = lengths > 1e-9
    inward = np.column_stack([-edges[keep, 1], edges[keep, 0]]) / lengths[keep, None]
    depth = np.einsum("nkj,ej->nke", inner, inward) - np.einsum("ej,ej->e", outer[keep], inward)
    return (depth >= margin - 1e-9).all(axis=(1, 2))


def distance_to_points(points: Array, targets: Array) -> Array:
    """(n, m) distances of points (n, 2) and (m, 2)."""
    return np.linalg.norm(points[:, None, :] - targets[None, :, :], axis=2)
