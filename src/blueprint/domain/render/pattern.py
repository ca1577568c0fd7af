"""Planks, tiles, weave and grain: how stuff varies over a surface, from the place in the world alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from blueprint.domain.render.surfaces import Surface

Array = NDArray[Any]

PLANK_M = (1.3, 0.16)
TILE_M = 0.45
JOINT_M = 0.004


def textured(colors: Array, place: Array, normal: Array, surface: NDArray[np.int64], surfaces: Sequence[Surface]) -> Array:
    """(n, 3) linear colours with the pattern of each surface on them."""
    kinds = np.array([_KINDS.get(_kind(one), 0) for one in surfaces])[surface]
    result = colors.copy()
    for kind, paint in ((1, _planks), (2, _tiles), (3, _speckle), (4, _grain)):
        here = np.flatnonzero(kinds == kind)
        if len(here):
            result[here] *= paint(place[here], normal[here])[:, None]
    return result


_UNDERFOOT = {"wood": "planks", "ceramic": "tiles", "stone": "tiles", "fabric": "speckle", "concrete": "speckle", "plastic": "tiles"}
_ELSEWHERE = {"wood": "grain", "fabric": "speckle", "stone": "speckle", "soil": "speckle", "plant": "speckle"}
_KINDS = {"planks": 1, "tiles": 2, "speckle": 3, "grain": 4}


def _kind(one: Surface) -> str:
    if one.architecture and one.owner == "Floor":
        return _UNDERFOOT.get(one.substance, "")
    return _ELSEWHERE.get(one.substance, "")


def _noise(a: Array, b: Array) -> Array:
    """Repeatable 0…1 from two whole numbers (the usual sine hash)."""
    wave = np.sin(a * 12.9898 + b * 78.233) * 43758.5453
    return wave - np.floor(wave)


def _smooth(u: Array, v: Array) -> Array:
    """Value noise, 0…1."""
    i, j = np.floor(u), np.floor(v)
    s, t = u - i, v - j
    s, t = s * s * (3 - 2 * s), t * t * (3 - 2 * t)
    low = _noise(i, j) * (1 - s) + _noise(i + 1, j) * s
    high = _noise(i, j + 1) * (1 - s) + _noise(i + 1, j + 1) * s
    return low * (1 - t) + high * t


def _planks(place: Array, _: Array) -> Array:
    row = np.floor(place[:, 1] / PLANK_M[1])
    along = place[:, 0] / PLANK_M[0] + _noise(row, row * 0 + 3.0)
    plank = np.floor(along)
    tone = 0.82 + 0.30 * _noise(plank, row)
    grain = 0.92 + 0.16 * _smooth(place[:, 0] * 3.0 + 17 * _noise(row, plank), place[:, 1] * 90.0)
    edge = np.minimum(_edge(place[:, 1] / PLANK_M[1], PLANK_M[1]), _edge(along, PLANK_M[0]))
    return tone * grain * np.where(edge < JOINT_M / 2, 0.55, 1.0)


def _edge(share: Array, size: float) -> Array:
    """Distance in m to the nearest border of cells of that size."""
    part = share - np.floor(share)
    return np.minimum(part, 1 - part) * size


def _tiles(place: Array, _: Array) -> Array:
    u, v = place[:, 0] / TILE_M, place[:, 1] / TILE_M
    edge = np.minimum(_edge(u, TILE_M), _edge(v, TILE_M))
    tone = 0.95 + 0.08 * _noise(np.floor(u), np.floor(v))
    return tone * np.where(edge < JOINT_M, 0.72, 1.0)


def _speckle(place: Array, _: Array) -> Array:
    return 0.93 + 0.14 * _smooth((place[:, 0] + 0.7 * place[:, 2]) * 160.0, (place[:, 1] - 0.4 * place[:, 2]) * 160.0)


def _grain(place: Array, normal: Array) -> Array:
    """Streaks along the longest way one sees: upright on sides, along X on tops."""
    flat = np.abs(normal[:, 2]) > 0.7
    along = np.where(flat, place[:, 0], place[:, 2])
    across = np.where(flat, place[:, 1], place[:, 0] + place[:, 1])
    return 0.93 + 0.14 * _smooth(along * 2.5, across * 70.0)
