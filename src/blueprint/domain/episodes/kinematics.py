"""Inverse kinematics of the arm alone, with mink (differential IK as a quadratic program under the joint limits)."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

import mink
import mujoco
import numpy as np

from blueprint.domain.episodes.poses import Array, angle, inverse, pose
from blueprint.domain.physics.geometry import surface_points
from blueprint.domain.robots.attach import attach
from blueprint.domain.robots.robot import Robot

TOLERANCE_M, TOLERANCE_RAD = 5e-4, 5e-3
STEPS = 40
NEARER, PATIENCE = 0.85, 5
LIMIT_MARGIN_RAD = 0.03
POINTS_APART_M = 0.012


class Arm:
    """The robot without the scene, its base at the origin; poses are asked for in the base's frame."""

    def __init__(self, robot: Robot) -> None:
        self.robot = robot
        spec = mujoco.MjSpec()
        self._mounted = attach(spec, robot, (0.0, 0.0, 0.0), 0.0, visual=False)
        self._model = spec.compile()
        self._configuration = mink.Configuration(self._model)
        self._rest = self._configuration.q.copy()
        self._joints = self._model.jnt_qposadr[[self._model.joint(name).id for name in self._mounted.joints]]
        ids = [self._model.joint(name).id for name in self._mounted.joints]
        self._model.jnt_range[ids] += (LIMIT_MARGIN_RAD, -LIMIT_MARGIN_RAD)
        self._shoulder, self._longest = self._span(ids)
        self._site = self._model.site(self._mounted.grasp_site).id
        self._hand = mink.FrameTask(self._mounted.grasp_site, "site", position_cost=1.0, orientation_cost=_orientation_cost(robot), lm_damping=1e-3)
        self._posture = mink.PostureTask(self._model, cost=1e-3)
        self._limit = mink.ConfigurationLimit(self._model)

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
        data = self._configuration.data
        return pose(data.site_xpos[self._site], data.site_xmat[self._site])

    def solve(self, target: Array, near: Array, steps: int = STEPS) -> Array | None:
        """Joints (dof,) at which the hand stands at `target` (4, 4, base frame), found from `near`; None when there are none nearby.

        Given up early when it comes no nearer: most poses that cannot be reached show it within a few steps.
        """
        if np.linalg.norm(target[:3, 3] - self._shoulder) > self._longest:
            return None
        self._set(near)
        full = self._configuration.q.copy()
        self._posture.set_target(full)
        self._hand.set_target(mink.SE3.from_matrix(target))
        best, waited = np.inf, 0
        for _ in range(steps):
            off = self._off(target)
            if off <= 1.0:
                return self._configuration.q[self._joints].copy()
            waited = 0 if off < NEARER * best else waited + 1
            best = min(best, off)
            if waited > PATIENCE:
                return None
            try:
                velocity = mink.solve_ik(self._configuration, [self._hand, self._posture], 1.0, "daqp", damping=1e-6, limits=[self._limit])
            except mink.NoSolutionFound:
                return None
            self._configuration.integrate_inplace(_bounded(velocity), 1.0)
        return self._configuration.q[self._joints].copy() if self._off(target) <= 1.0 else None

    def error(self, target: Array, arm: Array) -> float:
        """Metres between the hand and the target."""
        return float(np.linalg.norm(self.forward(arm)[:3, 3] - target[:3, 3]))

    def _off(self, target: Array) -> float:
        """How far from the target, in tolerances."""
        data = self._configuration.data
        away = float(np.linalg.norm(data.site_xpos[self._site] - target[:3, 3]))
        return max(away / TOLERANCE_M, angle(data.site_xmat[self._site].reshape(3, 3), target[:3, :3]) / TOLERANCE_RAD)

    def _span(self, joints: list[int]) -> tuple[Array, float]:
        """The second joint's anchor, and more than the hand can ever be away from it."""
        data = mujoco.MjData(self._model)
        mujoco.mj_kinematics(self._model, data)
        chain = [data.xanchor[joint] for joint in joints[1:]] + [data.site_xpos[self._model.site(self._mounted.grasp_site).id]]
        return chain[0].copy(), float(sum(np.linalg.norm(b - a) for a, b in pairwise(chain)))

    def _set(self, arm: Array) -> None:
        q = self._rest.copy()
        q[self._joints] = arm
        self._configuration.update(q)


def _over(model: Any, data: Any, geom: int) -> Array:
    """Corners of a collider, and the middles between them."""
    corners = surface_points(model, data, geom)
    if len(corners) > 40:
        return corners
    middle = corners.mean(axis=0)
    return np.concatenate([corners, (corners + middle) / 2, (corners[:, None] + corners[None, :]).reshape(-1, 3) / 2])


def _bounded(velocity: Array) -> Array:
    largest = float(np.abs(velocity).max())
    return velocity * (0.4 / largest) if largest > 0.4 else velocity


def _orientation_cost(robot: Robot) -> float:
    return 0.3 if robot.dof >= 6 else 0.05


@lru_cache(maxsize=4)
def arm_of(robot: Robot) -> Arm:
    return Arm(robot)


def in_base(base: Array, target: Array) -> Array:
    """A pose in the world as seen from the base."""
    return inverse(base) @ target
