"""Lets everything free come to rest, so that what is written into the USD stays where it is.

First a damped phase, in which overlaps open without throwing things about, then plain physics until nothing has moved for half a second.
"""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import mujoco
import numpy as np

from blueprint.domain.physics.warnings import collected_warnings
from blueprint.domain.physics.world import Array, Thing, World

TIMESTEP_S = 0.002
DAMPED_S = 0.5
WINDOW_S = 0.5
STILL_M = 1e-4
STILL_RAD = 5e-3  # in 5 s ten times that, which is half of what standing still allows
FALLEN_RAD = math.radians(45)
FALLEN_M = 0.05
OVERSPEED_MPS = 0.5


@dataclass(frozen=True)
class Pose:
    """Of an object's root body in the world."""

    position_m: tuple[float, float, float]
    rotation_wxyz: tuple[float, float, float, float]


@dataclass(frozen=True)
class Settled:
    """poses and moved_m (largest distance of an object's origin or tilt of its edge from where it was authored): of every free object.

    fallen: tilted over 45° (SceneSmith) or more than 5 cm lower than authored. resting: nothing moved in the last half second.
    """

    poses: dict[str, Pose]
    moved_m: dict[str, float]
    fallen: tuple[str, ...]
    resting: bool
    seconds: float


def settle(world: World, seconds: float = 10.0) -> Settled:
    """Simulates up to `seconds`; joints of fixed articulated objects stay as authored."""
    things = world.free
    with collected_warnings():
        model, data = world.start(TIMESTEP_S)
        roots = [thing.root for thing in things]
        before = _poses(data, roots)
        _damped(model, data)
        took, resting = DAMPED_S, False
        while took < seconds and not resting:
            last = _poses(data, roots)
            mujoco.mj_step(model, data, nstep=int(WINDOW_S / TIMESTEP_S))
            took += WINDOW_S
            shift, turn = difference(last, _poses(data, roots))
            resting = bool((shift < STILL_M).all() and (turn < STILL_RAD).all())
    after = _poses(data, roots)
    return _settled(model, things, before, after, resting, took)


def _damped(model: Any, data: Any) -> None:
    every = 5
    for _ in range(int(DAMPED_S / TIMESTEP_S / every)):
        mujoco.mj_step(model, data, nstep=every)
        data.qvel[:] = np.clip(data.qvel * 0.8, -OVERSPEED_MPS, OVERSPEED_MPS)


def _poses(data: Any, bodies: list[int]) -> tuple[Array, Array]:
    return data.xpos[bodies].copy(), data.xquat[bodies].copy()


def difference(before: tuple[Array, Array], after: tuple[Array, Array]) -> tuple[Array, Array]:
    """Per body: how far it went (m) and turned (rad), between two (positions, quaternions)."""
    shift = np.linalg.norm(after[0] - before[0], axis=1)
    return shift, 2 * np.arccos(np.clip(np.abs((before[1] * after[1]).sum(axis=1)), 0.0, 1.0))


def _settled(model: Any, things: tuple[Thing, ...], before: tuple[Array, Array], after: tuple[Array, Array], resting: bool, took: float) -> Settled:
    shift, turn = difference(before, after)
    poses: dict[str, Pose] = {}
    moved: dict[str, float] = {}
    fallen: list[str] = []
    for k, thing in enumerate(things):
        x, y, z = (float(v) for v in after[0][k])
        qw, qx, qy, qz = (float(v) for v in after[1][k])
        poses[thing.id] = Pose((x, y, z), (qw, qx, qy, qz))
        reach = float(max(model.geom_rbound[g] for g in thing.geoms))
        moved[thing.id] = float(shift[k] + turn[k] * reach)
        if _tilt(before[1][k], after[1][k]) > FALLEN_RAD or after[0][k][2] < before[0][k][2] - FALLEN_M or not np.isfinite(after[0][k]).all():
            fallen.append(thing.id)
    return Settled(poses, moved, tuple(fallen), resting, took)


def _tilt(before: Array, after: Array) -> float:
    """Angle between an axis that stood upright at `before` and where `after` puts it."""
    upright = np.zeros(3)
    inverse, turn = np.zeros(4), np.zeros(4)
    mujoco.mju_negQuat(inverse, before)
    mujoco.mju_mulQuat(turn, after, inverse)
    mujoco.mju_rotVecQuat(upright, np.array([0.0, 0.0, 1.0]), turn)
    return float(np.arccos(np.clip(upright[2], -1.0, 1.0)))
