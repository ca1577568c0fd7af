"""What an arm of five joints can do with its hand: a first joint that is upright, three across it, and a last one along the hand.

Its approach lies in the upright plane through the first joint's axis, in which shoulder, elbow and wrist are two bars; the last joint turns the
fingers about the approach. A pose that is asked for is brought into that plane by the smallest turn. Frame: the robot's base.
"""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import mujoco
import numpy as np

from blueprint.domain.episodes.poses import Array, pose

LARGEST_LEAN_RAD = 0.25
"""How far from the asked one the approach may be for the pose still to be the asked one."""

TURNS, TURNED_RAD = 8, 1e-6
"""Where the last joint's axis is depends a little on how the hand is turned: so often at most, until it is turned no more."""


@dataclass(frozen=True)
class Plane:
    """axis: (2,) of the first joint. beside_m: how far to its left the last joint's axis runs. shoulder: (2,) away from the axis and up.
    bars_m: the upper and the lower one. wrist: (3,) from the grasp site to where they meet the hand, on the last joint's axis, in the site's frame.
    signs: of the first and of the last joint, about up and about the approach. closing_rad: the fingers' angle in the plane at the last joint's zero."""

    axis: Array
    beside_m: float
    shoulder: Array
    bars_m: tuple[float, float]
    wrist: Array
    signs: tuple[float, float]
    closing_rad: float

    @staticmethod
    def of(model: Any, joints: list[int], site: int) -> Plane:
        """joints: ids, base to tip. With all of them at zero the arm points along X."""
        data = mujoco.MjData(model)
        mujoco.mj_kinematics(model, data)
        anchor, turning, rotation = data.xanchor[joints], data.xaxis[joints], data.site_xmat[site].reshape(3, 3)
        wrist = anchor[-1] + ((anchor[-2] - anchor[-1]) @ turning[-1]) * turning[-1]
        return Plane(
            axis=anchor[0, :2].copy(),
            beside_m=float(anchor[-1, 1] - anchor[0, 1]),
            shoulder=anchor[1, ::2] - (anchor[0, 0], 0.0),
            bars_m=(math.dist(anchor[1], anchor[2]), math.dist(anchor[2], anchor[3])),
            wrist=rotation.T @ (wrist - data.site_xpos[site]),
            signs=(float(np.sign(turning[0, 2])), float(np.sign(turning[-1] @ rotation[:, 2]))),
            closing_rad=_closing(rotation, 0.0),
        )

    def fitted(self, target: Array) -> Array | None:
        """The pose (4, 4) nearest to `target` in the plane, its point kept; None when it leans too far out of it or the bars do not reach."""
        point, rotation = target[:3, 3], target[:3, :3]
        for _ in range(TURNS):
            turn = _turn_into(rotation[:, 2], _level(self._azimuth(point, rotation)))
            rotation = turn @ rotation
            if np.abs(turn - np.eye(3)).max() < TURNED_RAD:
                break
        if target[:3, 2] @ rotation[:, 2] < math.cos(LARGEST_LEAN_RAD):
            return None
        wrist = point + rotation @ self.wrist
        out = math.dist((math.dist(wrist[:2], self.axis), wrist[2]), self.shoulder)
        return pose(point, rotation) if abs(self.bars_m[0] - self.bars_m[1]) <= out <= sum(self.bars_m) else None

    def aimed(self, joints: Array, fitted: Array) -> Array:
        """(dof,) the joints with the first and the last one as a fitted pose needs them."""
        azimuth = self._azimuth(fitted[:3, 3], fitted[:3, :3])
        roll = math.remainder(_closing(fitted[:3, :3], azimuth) - self.closing_rad, 2 * math.pi)
        return np.array([self.signs[0] * azimuth, *joints[1:-1], self.signs[1] * roll])

    def _azimuth(self, point: Array, rotation: Array) -> float:
        """Of the plane in which the last joint's axis is, with the hand turned like that at the point."""
        x, y = (point + rotation @ (self.wrist * (1.0, 1.0, 0.0)))[:2] - self.axis
        return math.atan2(y, x) - math.asin(max(-1.0, min(1.0, self.beside_m / max(1e-6, math.hypot(x, y)))))


def _level(azimuth: float) -> Array:
    """(3,) square to the plane of that azimuth."""
    return np.array([-math.sin(azimuth), math.cos(azimuth), 0.0])


def _closing(rotation: Array, azimuth: float) -> float:
    """The angle of the fingers' closing about the approach, from the level direction square to the plane of that azimuth."""
    level = _level(azimuth)
    return math.atan2(float(np.cross(rotation[:, 2], level) @ rotation[:, 1]), float(level @ rotation[:, 1]))


def _turn_into(way: Array, across: Array) -> Array:
    """(3, 3) the smallest turn that brings a direction into the plane that is square to `across`."""
    flat = way - (way @ across) * across
    flat /= max(1e-6, float(np.linalg.norm(flat)))
    x, y, z = np.cross(way, flat)
    skew = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return np.eye(3) + skew + skew @ skew / (1.0 + float(way @ flat))
