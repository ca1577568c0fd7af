"""Where a robot's base can be: on a stand on the floor around what it works at, or clamped to the top of furniture beside it. World frame, metres."""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import contains_xy
from shapely.geometry.base import BaseGeometry

from blueprint.contracts.tasks import Base
from blueprint.domain.robots.robot import Robot

Array = NDArray[np.float64]
Ranked = list[tuple[float, Base]]

STANDS_BELOW_M = 0.18
"""A stand is this much lower than what the hand works at, where its reach is largest; never under the floor."""

FARTHEST_SHARE, BEST_SHARE = 0.88, 0.62
STRIDE_M, APART_M = 0.06, 0.12
CLOSE_STRIDE_M, CLOSE_APART_M, YAWS = 0.02, 0.06, 16
APART_RAD = 1.0
PAN_SPARED_RAD, LEAST_PAN_M_PER_RAD = 0.5, 0.02
"""Of the first joint's range, for work beside the points asked for; and how much nearer the best a place must be to be worth turning the arm more."""


def on_floor(floor: BaseGeometry, robot: Robot, points: Array, load_kg: float) -> Ranked:
    """Stands on the free floor from which all points (n, 3) are near enough, facing their middle; by how far they are from the best distance."""
    middle = points.mean(axis=0)
    height = round(max(0.0, float(middle[2]) - STANDS_BELOW_M), 2)
    found: Ranked = []
    for radius in np.arange(robot.nearest_m, robot.reach_m, STRIDE_M):
        for turn in np.arange(0, 2 * math.pi, math.pi / 16):
            x, y = float(middle[0] + radius * math.cos(turn)), float(middle[1] + radius * math.sin(turn))
            if not contains_xy(floor, x, y):
                continue
            far = np.linalg.norm(points[:, :2] - (x, y), axis=1)
            height_off = np.abs(points[:, 2] - height - robot.works_at_m)
            if far.min() < robot.nearest_m - 0.02 or np.hypot(far, height_off).max() > _farthest(robot, load_kg):
                continue
            yaw = round(math.atan2(middle[1] - y, middle[0] - x), 4)
            found.append((_off(robot, far), Base(position_m=(round(x, 3), round(y, 3), height), yaw_rad=yaw)))
    return found


def places(top: BaseGeometry, z: float, robot: Robot) -> Array:
    """(n, 4) x, y, z, yaw at which the whole foot of the robot is on what is free of a top."""
    if top.is_empty:
        return np.empty((0, 4))
    x0, y0, x1, y1 = top.bounds
    grid = np.meshgrid(np.arange(x0, x1, CLOSE_STRIDE_M), np.arange(y0, y1, CLOSE_STRIDE_M), np.arange(YAWS) * 2 * math.pi / YAWS - math.pi)
    x, y, yaw = (each.ravel() for each in grid)
    inside = contains_xy(top, x, y)
    x, y, yaw = x[inside], y[inside], yaw[inside]
    c, s, foot = np.cos(yaw)[:, None], np.sin(yaw)[:, None], robot.foot
    corners = np.stack([c * foot[:, 0] - s * foot[:, 1] + x[:, None], s * foot[:, 0] + c * foot[:, 1] + y[:, None]], axis=2)
    shapely.prepare(top)
    held = shapely.contains(top, shapely.polygons(corners))
    return np.stack([x, y, np.full(len(x), z), yaw], axis=1)[held]


def on_tops(stood: Array, robot: Robot, points: Array, load_kg: float) -> Ranked:
    """Those of the places (m, 4) from which all points (n, 3) are near enough and within the first joint's range."""
    away = points[None, :, :2] - stood[:, None, :2]
    far = np.linalg.norm(away, axis=2)
    up = np.abs(points[None, :, 2] - stood[:, 2, None] - robot.works_at_m)
    pan = np.abs((np.arctan2(away[..., 1], away[..., 0]) - stood[:, 3, None] + math.pi) % (2 * math.pi) - math.pi).max(axis=1)
    near = (far.min(axis=1) >= robot.nearest_m) & (np.hypot(far, up).max(axis=1) <= _farthest(robot, load_kg))
    good = np.flatnonzero(near & (pan <= robot.driven[0].upper - PAN_SPARED_RAD))
    return [
        (
            _off(robot, far[index]) + LEAST_PAN_M_PER_RAD * float(pan[index]),
            Base(position_m=(round(float(stood[index, 0]), 3), round(float(stood[index, 1]), 3), float(stood[index, 2])), yaw_rad=round(float(stood[index, 3]), 4)),
        )
        for index in good
    ]


def spread(ranked: Ranked, count: int, apart_m: float) -> list[Base]:
    """The best ones, none within `apart_m` of a better one that is turned like it."""
    kept: list[Base] = []
    for _, base in sorted(ranked, key=lambda item: item[0]):
        if all(math.dist(base.position_m, other.position_m) > apart_m or _turned(base, other) > APART_RAD for other in kept):
            kept.append(base)
        if len(kept) == count:
            break
    return kept


def _turned(one: Base, other: Base) -> float:
    return abs(math.remainder(one.yaw_rad - other.yaw_rad, 2 * math.pi))


def _farthest(robot: Robot, load_kg: float) -> float:
    return min(FARTHEST_SHARE * robot.reach_m, robot.carries_to_m(load_kg))


def _off(robot: Robot, far: Array) -> float:
    return float(np.abs(far - BEST_SHARE * robot.reach_m).max())
