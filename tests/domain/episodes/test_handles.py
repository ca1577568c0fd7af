"""A handle is where the simulator moves it to."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blueprint.domain.episodes.handles import grip_now, grips, motion_of, rotation_about
from blueprint.domain.episodes.poses import inverse, matrix
from blueprint.domain.episodes.simulation import Simulation, Start
from blueprint.domain.episodes.workcell import Workcell

NAMES = ("drawers_1/joints/drawer_slide", "cabinet_1/joints/bay_1_door_1_hinge", "cabinet_1/joints/bay_1_door_2_hinge")
JOINTS = {name: f"/World/Objects/{name}" for name in NAMES}


def _open(cell: Workcell, joint: str, share: float) -> Simulation:
    low, high = cell.model.joint(joint).range
    return Simulation(cell, Start(cell.robot.home_rad, {}, {joint: float(low + share * (high - low))}))


def test_every_joint_with_a_handle_has_a_grip(cell: Workcell) -> None:
    assert set(grips(cell.world)) == set(JOINTS.values())
    for grip in grips(cell.world).values():
        rotation = grip.frame[:3, :3]
        assert np.allclose(rotation.T @ rotation, np.eye(3), atol=1e-9)
        assert np.linalg.det(rotation) == pytest.approx(1.0)
        assert grip.width_m > 0
        assert grip.object_id in ("drawers_1", "cabinet_1")


@pytest.mark.parametrize("joint", JOINTS.values(), ids=JOINTS.keys())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0.0, 1.0), to=st.floats(0.0, 1.0))
def test_a_grip_goes_with_what_hangs_on_its_joint(cell: Workcell, joint: str, at: float, to: float) -> None:
    body = int(cell.model.jnt_bodyid[cell.model.joint(joint).id])
    closed, first, then = _open(cell, joint, 0.0), _open(cell, joint, at), _open(cell, joint, to)
    local = inverse(closed.body_pose(body)) @ grips(cell.world)[joint].frame
    assert np.allclose(grip_now(first, joint), first.body_pose(body) @ local, atol=1e-9)
    carried = motion_of(first, joint).carried(grip_now(first, joint), then.joint(joint))
    assert np.allclose(carried, then.body_pose(body) @ local, atol=1e-9)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.floats(-3.1, 3.1))
def test_a_rotation_about_an_axis_is_its_quaternions(seed: int, turn: float) -> None:
    axis = np.random.default_rng(seed).normal(size=3)
    axis /= np.linalg.norm(axis)
    assert np.allclose(rotation_about(axis, turn), matrix(np.array([np.cos(turn / 2), *(np.sin(turn / 2) * axis)])), atol=1e-12)
