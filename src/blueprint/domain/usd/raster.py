"""A small software rasteriser: triangles to visible-surface samples by scan lines and a depth buffer, all in numpy.

It needs no GL, so that a picture never depends on what graphics a machine has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
"""Floats of either precision: what comes in goes out."""
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Samples:
    """What is seen: flat pixel index (row · width + column), triangle and depth (smaller is nearer) of each covered pixel."""

    pixel: Ints
    triangle: Ints
    depth: Array


def visible(corners: Array, width: int, height: int) -> Samples:
    """corners: (m, 3, 3) of x (right), y (down) in pixels and depth. A triangle that turns its back (clockwise on screen, y down) is not drawn."""
    x, y = corners[:, :, 0], corners[:, :, 1]
    area = (x[:, 1] - x[:, 0]) * (y[:, 2] - y[:, 0]) - (x[:, 2] - x[:, 0]) * (y[:, 1] - y[:, 0])
    front = np.flatnonzero(area < -1e-6)
    pixel, triangle, depth = _fragments(corners[front], width, height)
    if len(pixel) == 0:
        return Samples(pixel, triangle, depth)
    low = float(depth.min())
    scale = (2**30 - 1) / max(float(depth.max()) - low, 1e-12)
    key = (((depth - low) * scale).astype(np.int64) << 32) | np.arange(len(depth))
    nearest = np.full(width * height, np.iinfo(np.int64).max)
    np.minimum.at(nearest, pixel, key)
    seen = np.flatnonzero(nearest != np.iinfo(np.int64).max)
    fragment = nearest[seen] & 0xFFFFFFFF
    return Samples(seen, front[triangle[fragment]], depth[fragment])


def _fragments(corners: Array, width: int, height: int) -> tuple[Ints, Ints, Array]:
    """Every pixel whose centre lies in a triangle: pixel, triangle, depth."""
    first = np.clip(np.ceil(corners[:, :, 1].min(axis=1) - 0.5), 0, height).astype(np.int64)
    last = np.clip(np.floor(corners[:, :, 1].max(axis=1) - 0.5), -1, height - 1).astype(np.int64)
    owner, row = _ranges(first, last)
    y = row + 0.5
    left, right = np.full(len(row), np.inf), np.full(len(row), -np.inf)
    for start, end in ((0, 1), (1, 2), (2, 0)):
        a, b = corners[owner, start], corners[owner, end]
        rise = b[:, 1] - a[:, 1]
        crosses = ((a[:, 1] <= y) & (y < b[:, 1])) | ((b[:, 1] <= y) & (y < a[:, 1]))
        x = a[:, 0] + (b[:, 0] - a[:, 0]) * (y - a[:, 1]) / np.where(crosses, rise, 1.0)
        left = np.where(crosses, np.minimum(left, x), left)
        right = np.where(crosses, np.maximum(right, x), right)
    inside = left <= right
    owner, row, left, right = owner[inside], row[inside], left[inside], right[inside]
    begin = np.clip(np.ceil(left - 0.5), 0, width).astype(np.int64)
    end = np.clip(np.ceil(right - 0.5) - 1, -1, width - 1).astype(np.int64)
    span, column = _ranges(begin, end)
    triangle, row = owner[span], row[span]
    slope_x, slope_y = _slopes(corners)
    origin = corners[:, 0]
    depth = origin[triangle, 2] + slope_x[triangle] * (column + 0.5 - origin[triangle, 0]) + slope_y[triangle] * (row + 0.5 - origin[triangle, 1])
    return row * width + column, triangle, depth


def _ranges(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """All integers of the intervals first…last, and which interval each is of."""
    counts = np.maximum(last - first + 1, 0)
    owner = np.repeat(np.arange(len(first)), counts)
    value = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + first[owner]
    return owner, value


def _slopes(corners: Array) -> tuple[Array, Array]:
    """d depth / dx and d depth / dy of each triangle's plane."""
    u, v = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    det = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    return (u[:, 2] * v[:, 1] - v[:, 2] * u[:, 1]) / det, (v[:, 2] * u[:, 0] - u[:, 2] * v[:, 0]) / det


def barycentric(corners: Array, samples: Samples, width: int) -> Array:
    """(n, 3) weights of the corners at each sample."""
    tri = corners[samples.triangle]
    x, y = samples.pixel % width + 0.5, samples.pixel // width + 0.5
    a, b, c = tri[:, 0, :2], tri[:, 1, :2], tri[:, 2, :2]
    det = (b[:, 1] - c[:, 1]) * (a[:, 0] - c[:, 0]) + (c[:, 0] - b[:, 0]) * (a[:, 1] - c[:, 1])
    first = ((b[:, 1] - c[:, 1]) * (x - c[:, 0]) + (c[:, 0] - b[:, 0]) * (y - c[:, 1])) / det
    second = ((c[:, 1] - a[:, 1]) * (x - c[:, 0]) + (a[:, 0] - c[:, 0]) * (y - c[:, 1])) / det
    return np.clip(np.column_stack([first, second, 1 - first - second]), 0, 1)
