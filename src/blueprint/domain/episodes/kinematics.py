"""Inverse kinematics of the arm alone: damped least squares within the joint limits.

Each step solves mink's problem (frame task, posture task, configuration limit: a box-constrained least squares) by clamping and solving again for the
joints that are left: eight times faster than through a solver for any quadratic program, and it finds nearly as many poses (a test holds it against mink).
"""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import math
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

import mujoco
import numpy as np
from scipy.linalg.lapack import dposv

from blueprint.domain.episodes.planar import Plane
from blueprint.domain.episodes.poses import Array, inverse, pose
from blueprint.domain.physics.geometry import surface_points
from blueprint.domain.robots.attach import attach
from blueprint.domain.robots.robot import Robot

TOLERANCE_M, TOLERANCE_RAD = 5e-4, 5e-3
STEPS = 40
NEARER, PATIENCE = 0.85, 5
LIMIT_MARGIN_RAD = 0.03
DAMPING, DAMPING_PER_ERROR, POSTURE = 1e-6, 1e-3, 1e-6
"""Weights against the hand's error squared (in metres): of every step, of a step while the hand is far, of leaving the joints begun from."""

LARGEST_STEP_RAD = 0.4
POINTS_APART_M = 0.012


class Arm:
    """The robot without the scene, its base at the origin; poses are asked for in the base's frame."""

    def __init__(self, robot: Robot) -> None:
        self.robot = robot
        spec = mujoco.MjSpec()
        self._mounted = attach(spec, robot, (0.0, 0.0, 0.0), 0.0, visual=False)
        self._model = spec.compile()
        self._data = mujoco.MjData(self._model)
        ids = [self._model.joint(name).id for name in self._mounted.joints]
        self._joints, self._dofs = self._model.jnt_qposadr[ids], self._model.jnt_dofadr[ids]
        self._low, self._high = (self._model.jnt_range[ids] + (LIMIT_MARGIN_RAD, -LIMIT_MARGIN_RAD)).T.copy()
        self._shoulder, self._longest = self._span(ids)
        self._site = self._model.site(self._mounted.grasp_site).id
        self._jacobian = np.zeros((6, self._model.nv))
        self._error, self._quaternion, self._turned = np.zeros(6), np.zeros(4), np.zeros((3, 3))
        self._away, self._turn = self._error[:3], self._error[3:]
        self._hand_at, self._hand_turn = self._data.site_xpos[self._site], self._data.site_xmat[self._site].reshape(3, 3)
        self._weights = np.array([1.0] * 3 + [_orientation_weight(robot)] * 3)
        self._one = np.eye(robot.dof)
        self._plane = Plane.of(self._model, ids, self._site)

    @cached_property
    def spread(self) -> Array:
        """(8, dof) joints half way between home and anywhere."""
        robot = self.robot
        return 0.5 * (robot.home_rad + np.random.default_rng(0).uniform(robot.lower_rad, robot.upper_rad, (8, robot.dof)))

    def hand_points(self) -> Array:
        """(n, 3) on the colliders of palm and fingers, the hand open, in the grasp site's frame."""
        model, gripper = self._model, self.robot.gripper
        data = mujoco.MjData(model)
        shares = np.array([share for _, share in gripper.fingers])
        fingers = [model.joint(name).id for name in self._mounted.finger_joints]
        data.qpos[model.jnt_qposadr[fingers]] = (gripper.open_m - gripper.closed_m) * shares / (shares @ shares)
        mujoco.mj_kinematics(model, data)
        bodies = {model.body(self._mounted.prefix + gripper.palm).id, *(int(model.jnt_bodyid[joint]) for joint in fingers)}
        points = np.concatenate([_over(model, data, geom) for geom in range(model.ngeom) if int(model.geom_bodyid[geom]) in bodies])
        local = (points - data.site_xpos[self._site]) @ data.site_xmat[self._site].reshape(3, 3)
        return local[np.unique((local / POINTS_APART_M).round().astype(int), axis=0, return_index=True)[1]]

    def forward(self, arm: Array) -> Array:
        """(4, 4) of the grasp site in the base's frame."""
        self._set(arm)
        return pose(self._data.site_xpos[self._site], self._data.site_xmat[self._site])

    def solve(self, target: Array, near: Array, steps: int = STEPS) -> Array | None:
        """Joints (dof,) at which the hand stands at `target` (4, 4, base frame), found from `near`; None when there are none nearby.

        Given up early when it comes no nearer: most poses that cannot be reached show it within a few steps.
        """
        fitted = self.fitted(target)
        if fitted is None or np.linalg.norm(target[:3, 3] - self._shoulder) > self._longest:
            return None
        target = fitted
        begun = np.array(self._plane.aimed(near, target) if self.robot.planar else near, dtype=np.float64)
        q = np.clip(begun, self._low, self._high)
        best, waited = np.inf, 0
        for step in range(steps + 1):
            self._set(q)
            off = self._off(target)
            if off <= 1.0:
                return q
            waited = 0 if off < NEARER * best else waited + 1
            best = min(best, off)
            if waited > PATIENCE or step == steps:
                return None
            q = np.minimum(np.maximum(q + self._step(q, begun), self._low), self._high)
        return None

    def fitted(self, target: Array) -> Array | None:
        """The pose (4, 4, base frame) nearest to `target` that a planar arm's hand can have there, the point kept; None when it leans too much for
        that, or is out of reach. Of other arms the target itself."""
        return self._plane.fitted(target) if self.robot.planar else target

    def azimuth(self, point: Array) -> float:
        """Where a point (3,) of the base's frame lies around the first joint's axis."""
        return math.atan2(point[1] - self._plane.axis[1], point[0] - self._plane.axis[0])

    def error(self, target: Array, arm: Array) -> float:
        """Metres between the hand and the target."""
        return float(np.linalg.norm(self.forward(arm)[:3, 3] - target[:3, 3]))

    def _off(self, target: Array) -> float:
        """How far from the target, in tolerances; leaves the hand's error in the world's axes, position over rotation vector."""
        np.subtract(target[:3, 3], self._hand_at, out=self._away)
        np.matmul(target[:3, :3], self._hand_turn.T, out=self._turned)
        mujoco.mju_mat2Quat(self._quaternion, self._turned.ravel())
        mujoco.mju_quat2Vel(self._turn, self._quaternion, 1.0)
        return max(_norm(self._away) / TOLERANCE_M, _norm(self._turn) / TOLERANCE_RAD)

    def _step(self, q: Array, begun: Array) -> Array:
        """(dof,) towards the target from where `_set` put the arm, within the limits and not too long."""
        jacobian = self._jacobian
        mujoco.mj_comPos(self._model, self._data)
        mujoco.mj_jacSite(self._model, self._data, jacobian[:3], jacobian[3:], self._site)
        j, error = jacobian[:, self._dofs] * self._weights[:, None], self._error * self._weights
        matrix = j.T @ j + (POSTURE + DAMPING + DAMPING_PER_ERROR * float(error @ error)) * self._one
        step = _within(matrix, error @ j + POSTURE * (begun - q), self._low - q, self._high - q)
        largest = max(step.max(), -step.min())
        return step * (LARGEST_STEP_RAD / largest) if largest > LARGEST_STEP_RAD else step

    def _span(self, joints: list[int]) -> tuple[Array, float]:
        """The second joint's anchor, and more than the hand can ever be away from it."""
        data = mujoco.MjData(self._model)
        mujoco.mj_kinematics(self._model, data)
        chain = [data.xanchor[joint] for joint in joints[1:]] + [data.site_xpos[self._model.site(self._mounted.grasp_site).id]]
        return chain[0].copy(), float(sum(np.linalg.norm(b - a) for a, b in pairwise(chain)))

    def _set(self, arm: Array) -> None:
        self._data.qpos[self._joints] = arm
        mujoco.mj_kinematics(self._model, self._data)


def _over(model: Any, data: Any, geom: int) -> Array:
    """Corners of a collider, and the middles between them."""
    corners = surface_points(model, data, geom)
    if len(corners) > 40:
        return corners
    middle = corners.mean(axis=0)
    return np.concatenate([corners, (corners + middle) / 2, (corners[:, None] + corners[None, :]).reshape(-1, 3) / 2])


def _within(matrix: Array, vector: Array, low: Array, high: Array) -> Array:
    """The least of ½ xᵀ M x - vᵀ x with low ≤ x ≤ high, nearly: what leaves its bounds is put on them, and the rest is solved again."""
    x = dposv(matrix, vector)[1]
    free = (x >= low) & (x <= high)
    while not free.all():
        x = np.minimum(np.maximum(x, low), high)
        if not free.any():
            return x
        rest = dposv(matrix[np.ix_(free, free)], (vector - matrix[:, ~free] @ x[~free])[free])[1]
        x[free] = rest
        outside = (rest < low[free]) | (rest > high[free])
        if not outside.any():
            return x
        free[np.flatnonzero(free)[outside]] = False
    return x


def _norm(vector: Array) -> float:
    return math.sqrt(float(vector @ vector))


def _orientation_weight(robot: Robot) -> float:
    """Metres per radian."""
    return 0.3 if robot.dof >= 6 else 0.05


@lru_cache(maxsize=4)
def arm_of(robot: Robot) -> Arm:
    return Arm(robot)


def in_base(base: Array, target: Array) -> Array:
    """A pose in the world as seen from the base."""
    return inverse(base) @ target
