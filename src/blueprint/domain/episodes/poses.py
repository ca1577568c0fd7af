"""Rigid transforms as (4, 4) matrices: `transform_a_to_b @ point_in_a = point_in_b`. Metres, radians; quaternions w-x-y-z."""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def pose(position: Array, rotation: Array) -> Array:
    """rotation: (3, 3) or (9,)."""
    made = np.eye(4)
    made[:3, :3], made[:3, 3] = np.asarray(rotation).reshape(3, 3), position
    return made


def inverse(transform: Array) -> Array:
    turned = transform[:3, :3].T
    return pose(-turned @ transform[:3, 3], turned)


def moved(transform: Array, by: Array) -> Array:
    """The same rotation, the origin moved by `by` (world)."""
    made = transform.copy()
    made[:3, 3] += by
    return made


def about_z(yaw_rad: float) -> Array:
    c, s = np.cos(yaw_rad), np.sin(yaw_rad)
    return pose(np.zeros(3), np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]]))


def wxyz(rotation: Array) -> Array:
    """(4,) of a rotation matrix (3, 3)."""
    made = np.zeros(4)
    mujoco.mju_mat2Quat(made, np.ascontiguousarray(rotation).ravel())  # pyright: ignore[reportAttributeAccessIssue]
    return made


def matrix(quaternion: Array) -> Array:
    """(3, 3) of w-x-y-z."""
    made = np.zeros(9)
    mujoco.mju_quat2Mat(made, np.asarray(quaternion, dtype=np.float64))  # pyright: ignore[reportAttributeAccessIssue]
    return made.reshape(3, 3)


def angle(a: Array, b: Array) -> float:
    """Between two rotations (3, 3), in radians."""
    return float(np.arccos(np.clip((np.trace(a.T @ b) - 1) / 2, -1.0, 1.0)))


def between(begin: Array, end: Array, share: float) -> Array:
    """A pose on the straight line from one to another, turned by the share of the shortest turn."""
    turn, quaternion = np.zeros(3), wxyz(begin[:3, :3].T @ end[:3, :3])
    mujoco.mju_quat2Vel(turn, quaternion, 1.0)  # pyright: ignore[reportAttributeAccessIssue]
    mujoco.mju_quatIntegrate(quaternion, turn, share - 1.0)  # pyright: ignore[reportAttributeAccessIssue]
    return pose(begin[:3, 3] + share * (end[:3, 3] - begin[:3, 3]), begin[:3, :3] @ matrix(quaternion))
