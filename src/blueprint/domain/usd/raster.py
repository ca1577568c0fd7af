"""A small software rasteriser: triangles to visible-surface samples by scan lines and a depth buffer, all in numpy.

It needs no GL, so that a picture never depends on what graphics a machine has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
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


BATCH_PX = 400_000
"""Fragments at a time: what fits a processor's cache is several times faster than what has to be fetched and faulted in."""


def visible(corners: Array, width: int, height: int) -> Samples:
    """corners: (m, 3, 3) of x (right), y (down) in pixels and depth. A triangle that turns its back (clockwise on screen, y down) is not drawn."""
    x, y = corners[:, :, 0], corners[:, :, 1]
    area = (x[:, 1] - x[:, 0]) * (y[:, 2] - y[:, 0]) - (x[:, 2] - x[:, 0]) * (y[:, 1] - y[:, 0])
    front = np.flatnonzero(area < -1e-6)
    if len(front) == 0:
        return Samples(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, corners.dtype))
    corners = corners[front]
    low, high = float(corners[:, :, 2].min()), float(corners[:, :, 2].max())
    scale = (2**31 - 1) / max(high - low, 1e-12)
    nearest = np.full(width * height, _NOTHING)
    for batch in _batches(-area[front] / 2):
        pixel, triangle, depth = _fragments(corners[batch], width, height)
        key = ((depth - low) * scale).clip(0, 2**31 - 1).astype(np.int64)
        key <<= 32
        key |= triangle + batch.start
        np.minimum.at(nearest, pixel, key)
    seen = np.flatnonzero(nearest != _NOTHING)
    key = nearest[seen]
    return Samples(seen, front[key & 0xFFFFFFFF], ((key >> 32) / scale + low).astype(corners.dtype))


_NOTHING = np.iinfo(np.int64).max


def _batches(area: Array) -> Iterator[slice]:
    """Runs of triangles that cover about BATCH_PX pixels together."""
    which = (np.cumsum(area) / BATCH_PX).astype(np.int64)
    edges = [0, *(np.flatnonzero(np.diff(which)) + 1).tolist(), len(area)]
    for start, end in pairwise(edges):
        yield slice(start, end)


def _slopes(corners: Array) -> tuple[Array, Array]:
    """(m,) d depth / dx and d depth / dy of each triangle's plane."""
    u, v = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    det = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    return (u[:, 2] * v[:, 1] - v[:, 2] * u[:, 1]) / det, (v[:, 2] * u[:, 0] - u[:, 2] * v[:, 0]) / det


def _fragments(corners: Array, width: int, height: int) -> tuple[Ints, Ints, Array]:
    """Every pixel whose centre lies in a triangle: pixel, triangle, depth."""
    first = np.clip(np.ceil(corners[:, :, 1].min(axis=1) - 0.5), 0, height).astype(np.int64)
    last = np.clip(np.floor(corners[:, :, 1].max(axis=1) - 0.5), -1, height - 1).astype(np.int64)
    owner, row = _ranges(first, last)
    y = row + 0.5
    left, right = np.full(len(row), np.inf), np.full(len(row), -np.inf)
    for start, end in ((0, 1), (1, 2), (2, 0)):
        a, b = corners[:, start], corners[:, end]
        rise = b[:, 1] - a[:, 1]
        slope = (b[:, 0] - a[:, 0]) / np.where(rise == 0, 1.0, rise)
        ya, yb = a[owner, 1], b[owner, 1]
        crosses = (ya <= y) != (yb <= y)
        x = a[owner, 0] + slope[owner] * (y - ya)
        left = np.where(crosses, np.minimum(left, x), left)
        right = np.where(crosses, np.maximum(right, x), right)
    begin = np.clip(np.ceil(left - 0.5), 0, width).astype(np.int64)
    end = np.clip(np.ceil(right - 0.5) - 1, -1, width - 1).astype(np.int64)
    span, column = _ranges(begin, end)
    across, down = _slopes(corners)
    origin = corners[owner, 0]
    at_zero = origin[:, 2] + across[owner] * (0.5 - origin[:, 0]) + down[owner] * (y - origin[:, 1])
    return (row * width)[span] + column, owner[span], at_zero[span] + across[owner][span] * column


def _ranges(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """All integers of the intervals first…last, and which interval each is of."""
    counts = np.maximum(last - first + 1, 0)
    owner = np.repeat(np.arange(len(first)), counts)
    value = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + first[owner]
    return owner, value


def barycentric(corners: Array, samples: Samples, width: int) -> Array:
    """(n, 3) weights of the corners at each sample."""
    tri = corners[samples.triangle]
    x, y = ((samples.pixel % width + 0.5).astype(corners.dtype), (samples.pixel // width + 0.5).astype(corners.dtype))
    a, b, c = tri[:, 0, :2], tri[:, 1, :2], tri[:, 2, :2]
    det = (b[:, 1] - c[:, 1]) * (a[:, 0] - c[:, 0]) + (c[:, 0] - b[:, 0]) * (a[:, 1] - c[:, 1])
    first = ((b[:, 1] - c[:, 1]) * (x - c[:, 0]) + (c[:, 0] - b[:, 0]) * (y - c[:, 1])) / det
    second = ((c[:, 1] - a[:, 1]) * (x - c[:, 0]) + (a[:, 0] - c[:, 0]) * (y - c[:, 1])) / det
    return np.clip(np.column_stack([first, second, 1 - first - second]), 0, 1)
