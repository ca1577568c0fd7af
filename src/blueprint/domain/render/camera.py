"""Cameras: where a point of the world is on the picture, and back. Pixels: x to the right, y down. World frame, metres."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

MARGIN = 0.94


@dataclass(frozen=True)
class Camera:
    """axes: rows right, down, away. focal_px None: parallel projection with `scale_px` pixels per metre.

    Depth on the picture is affine over a triangle: −1/distance in perspective, else the distance along `away`; smaller is nearer.
    """

    eye: Array
    axes: Array
    width: int
    height: int
    focal_px: float | None = None
    scale_px: float = 1.0

    def project(self, points: Array) -> Array:
        """(…, 3) world points to x, y in pixels and depth."""
        seen = (points - self.eye) @ self.axes.T
        if self.focal_px is None:
            return seen * (self.scale_px, self.scale_px, 1.0) + (self.width / 2, self.height / 2, 0.0)
        far = np.maximum(seen[..., 2], 1e-3)
        x, y = (seen[..., k] * (self.focal_px / far) + side / 2 for k, side in ((0, self.width), (1, self.height)))
        return np.stack([x, y, -1.0 / far], axis=-1)

    def unproject(self, pixel: NDArray[np.int64], depth: Array) -> Array:
        """(n, 3) world points of flat pixel indices."""
        x, y = pixel % self.width + 0.5 - self.width / 2, pixel // self.width + 0.5 - self.height / 2
        far = depth if self.focal_px is None else -1.0 / depth
        per_px = 1.0 / self.scale_px if self.focal_px is None else far / self.focal_px
        return self.eye + (x * per_px)[:, None] * self.axes[0] + (y * per_px)[:, None] * self.axes[1] + far[:, None] * self.axes[2]

    def toward(self, points: Array) -> Array:
        """(n, 3) unit vectors from points to the eye."""
        if self.focal_px is None:
            return np.broadcast_to(-self.axes[2], points.shape)
        way = self.eye - points
        return way / np.linalg.norm(way, axis=1, keepdims=True)


def axes_looking(direction: Array, up: tuple[float, float, float] = (0.0, 0.0, 1.0)) -> Array:
    """(3, 3) rows right, down, away for a camera that looks along `direction`."""
    away = np.asarray(direction, dtype=float) / np.linalg.norm(direction)
    right = np.cross(away, up)
    right /= np.linalg.norm(right)
    return np.array([right, np.cross(away, right), away])


def perspective(points: Array, azimuth_rad: float, elevation_rad: float, width: int, height: int, fov_rad: float = math.radians(36)) -> Camera:
    """Looks down on `points` (n, 3) from that direction (azimuth of the eye, from +X towards +Y), from as near as shows them all, centred."""
    back = np.array([math.cos(azimuth_rad) * math.cos(elevation_rad), math.sin(azimuth_rad) * math.cos(elevation_rad), math.sin(elevation_rad)])
    axes = axes_looking(-back)
    focal = width / 2 / math.tan(fov_rad / 2)
    half = np.array([width, height]) / 2 * MARGIN
    target = (points.min(axis=0) + points.max(axis=0)) / 2
    distance = 0.0
    for _ in range(8):
        seen = (points - target) @ axes.T
        distance = float((np.abs(seen[:, :2]) * focal / half - seen[:, 2:]).max())  # nearest that has every point within the margins
        spots = seen[:, :2] * focal / (seen[:, 2:] + distance)
        target = target + ((spots.min(axis=0) + spots.max(axis=0)) / 2) @ axes[:2] * distance / focal * 0.7
    seen = (points - target) @ axes.T
    distance = float((np.abs(seen[:, :2]) * focal / half - seen[:, 2:]).max())
    return Camera(target + back * distance, axes, width, height, focal_px=focal)


def from_above(low: Array, high: Array, width: int, height: int) -> Camera:
    """Parallel, straight down on the box, north (or, for a deep room, east) up."""
    size = (high - low)[:2]
    turned = size[1] > size[0]
    axes = axes_looking(np.array([0.0, 0.0, -1.0]), (-1.0, 0.0, 0.0) if turned else (0.0, 1.0, 0.0))
    across, along = (size[1], size[0]) if turned else (size[0], size[1])
    middle = (low + high) / 2
    return Camera(np.array([middle[0], middle[1], high[2] + 1.0]), axes, width, height, scale_px=MARGIN * min(width / across, height / along))
