"""The arms move as their makers publish, and weigh what a body can weigh."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import math
from functools import cache
from typing import Any

import mujoco
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.core.errors import ContractError
from blueprint.domain.robots import catalogue
from blueprint.domain.robots.attach import Mounted, attach
from blueprint.domain.robots.links import Array, Link

HALF = math.pi / 2
# a, alpha, d of frame i in frame i-1 (modified parameters): Franka Control Interface documentation, Panda
PANDA = ((0, 0, 0.333), (0, -HALF, 0), (0, HALF, 0.316), (0.0825, HALF, 0), (-0.0825, -HALF, 0.384), (0, HALF, 0), (0.088, HALF, 0))
PANDA_FLANGE = 0.107
# d, a, alpha (classic parameters): Universal Robots, UR10
UR10 = ((0.1273, 0, HALF), (0, -0.612, 0), (0, -0.5723, 0), (0.163941, 0, HALF), (0.1157, 0, -HALF), (0.0922, 0, 0))
# xyz, rpy of each joint: SO-ARM100, so101_new_calib.urdf; its `baseframe`, turned so that the arm looks along +X, is the base here
SO101_BASE_FRAME = (0.020791, 0.0157608, 0.0324817)
SO101 = (
    ((0.0207909, -0.0230745, 0.0948817), (-math.pi, 0, HALF)),
    ((-0.0303992, -0.0182778, -0.0542), (-HALF, -HALF, 0)),
    ((-0.11257, -0.028, 0), (0, 0, HALF)),
    ((-0.1349, 0.0052, 0), (0, 0, -HALF)),
    ((0, -0.0611, 0.0181), (HALF, 0, math.pi)),
)
SO101_GRIPPER_FRAME = (-0.0079, -0.000218121, -0.0981274)


def _rx(angle: float) -> Array:
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[1, 0, 0, 0], [0, c, -s, 0], [0, s, c, 0], [0, 0, 0, 1.0]])


def _ry(angle: float) -> Array:
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, 0, s, 0], [0, 1, 0, 0], [-s, 0, c, 0], [0, 0, 0, 1.0]])


def _rz(angle: float) -> Array:
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, -s, 0, 0], [s, c, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1.0]])


def _t(x: float, y: float, z: float) -> Array:
    pose = np.eye(4)
    pose[:3, 3] = x, y, z
    return pose


@cache
def _mounted(name: str) -> tuple[Mounted, Any]:
    spec = mujoco.MjSpec()
    mounted = attach(spec, catalogue.find(name), (0.0, 0.0, 0.0), 0.0, visual=False)
    return mounted, spec.compile()


def _tip(name: str, joints: Array, body: str, offset: tuple[float, float, float]) -> Array:
    mounted, model = _mounted(name)
    data: Any = mujoco.MjData(model)
    for joint, angle in zip(mounted.joints, joints, strict=True):
        data.joint(joint).qpos = angle
    mujoco.mj_kinematics(model, data)
    pose = np.eye(4)
    pose[:3, :3], pose[:3, 3] = data.body(mounted.prefix + body).xmat.reshape(3, 3), data.body(mounted.prefix + body).xpos
    return pose @ _t(*offset)


def _poses(name: str) -> st.SearchStrategy[Array]:
    robot = catalogue.find(name)
    return st.tuples(*(st.floats(low, high) for low, high in zip(robot.lower_rad, robot.upper_rad, strict=True))).map(np.array)


@settings(max_examples=60, deadline=None)
@given(_poses("franka"))
def test_the_pandas_flange_is_where_its_published_parameters_put_it(joints: Array) -> None:
    pose = np.eye(4)
    for (a, alpha, d), angle in zip(PANDA, joints, strict=True):
        pose = pose @ _rx(alpha) @ _t(a, 0, 0) @ _rz(angle) @ _t(0, 0, d)
    assert np.abs(pose @ _t(0, 0, PANDA_FLANGE) - _tip("franka", joints, "link7", (0, 0, PANDA_FLANGE))).max() < 1e-6


def test_the_panda_at_its_published_ready_pose_holds_its_hand_where_franka_says() -> None:
    robot = catalogue.find("franka")
    flange = _tip("franka", robot.home_rad, "hand", (0.0, 0.0, 0.0))
    assert flange[:3, 3] == pytest.approx([0.30689, 0.0, 0.59028], abs=1e-4)
    assert flange[:3, 2] == pytest.approx([0, 0, -1], abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(_poses("ur10"))
def test_the_ur10s_flange_is_where_its_published_parameters_put_it(joints: Array) -> None:
    pose = _rz(math.pi)
    for (d, a, alpha), angle in zip(UR10, joints, strict=True):
        pose = pose @ _rz(angle) @ _t(0, 0, d) @ _t(a, 0, 0) @ _rx(alpha)
    assert np.abs(pose - _tip("ur10", joints, "hand", (0.0, 0.0, 0.0))).max() < 1e-6


@settings(max_examples=60, deadline=None)
@given(_poses("so101"))
def test_the_so101s_jaw_is_where_its_published_description_puts_it(joints: Array) -> None:
    pose = _rz(HALF) @ np.linalg.inv(_t(*SO101_BASE_FRAME))
    for (place, (roll, pitch, yaw)), angle in zip(SO101, joints, strict=True):
        pose = pose @ _t(*place) @ _rz(yaw) @ _ry(pitch) @ _rx(roll) @ _rz(angle)
    assert np.abs(pose @ _t(*SO101_GRIPPER_FRAME) - _tip("so101", joints, "gripper", SO101_GRIPPER_FRAME)).max() < 1e-6


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_limits_are_ordered_and_home_is_within_them(name: str) -> None:
    robot = catalogue.find(name)
    assert len(robot.joints) == robot.dof == len(robot.lower_rad)
    assert (robot.lower_rad < robot.upper_rad).all()
    assert ((robot.lower_rad <= robot.home_rad) & (robot.home_rad <= robot.upper_rad)).all()
    for positive in (robot.velocity_rad_s, robot.torque_nm, robot.acceleration_rad_s2, robot.servo_lag_s):
        assert positive.shape == (robot.dof,)
        assert (positive > 0).all()
    assert robot.gripper_open_m > 0
    assert robot.grip_force_n > 0
    assert robot.payload_kg > 0
    assert robot.reach_m > 0
    assert robot.pedestal_m * math.sqrt(2) <= 0.2


def _bodies() -> list[tuple[str, Link]]:
    return [(name, link) for name in catalogue.NAMES for link in catalogue.find(name).links]


@pytest.mark.parametrize(("name", "link"), _bodies(), ids=lambda value: value if isinstance(value, str) else value.name)
def test_inertias_are_those_of_a_body(name: str, link: Link) -> None:
    xx, yy, zz, xy, xz, yz = link.inertia.tensor_kg_m2
    moments = np.linalg.eigvalsh([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
    assert link.inertia.mass_kg > 0
    assert moments[0] > 0
    assert moments[2] <= moments[0] + moments[1] + 1e-12
    _, model = _mounted(name)
    body = model.body(f"robot/{link.name}")
    assert body.mass[0] == pytest.approx(link.inertia.mass_kg)
    assert np.sort(body.inertia) == pytest.approx(moments, rel=1e-5)


def test_an_unknown_robot_is_told_the_known_ones() -> None:
    with pytest.raises(ContractError, match="franka, ur10, so101"):
        catalogue.find("r2d2")
