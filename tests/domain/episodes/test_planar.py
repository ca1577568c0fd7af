"""What an arm of five joints can do with its hand: poses are brought into its plane, and then it takes them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from blueprint.contracts.tasks import Task
from blueprint.domain.episodes.attempt import attempt
from blueprint.domain.episodes.clearance import Clearance
from blueprint.domain.episodes.kinematics import TOLERANCE_M, TOLERANCE_RAD, arm_of
from blueprint.domain.episodes.planar import LARGEST_LEAN_RAD
from blueprint.domain.episodes.poses import Array, angle, pose
from blueprint.domain.episodes.workcell import build_workcell
from blueprint.domain.physics.world import World
from blueprint.domain.robots.catalogue import find
from blueprint.domain.tasks.propose import propose

ARM = arm_of(find("so101"))


def _hand(azimuth: float, tilt: float, roll: float) -> Array:
    """(3, 3) leaning outwards by `tilt` from straight down, the fingers turned by `roll`."""
    c, s = math.cos(azimuth), math.sin(azimuth)
    approach = np.array([math.sin(tilt) * c, math.sin(tilt) * s, -math.cos(tilt)])
    level = np.array([-s, c, 0.0])
    closing = math.cos(roll) * level + math.sin(roll) * np.cross(level, approach)
    return np.stack([np.cross(closing, approach), closing, approach], axis=1)


@settings(max_examples=150, deadline=None)
@given(st.floats(-1.5, 1.5), st.floats(0.1, 0.4), st.floats(0.0, 0.2), st.floats(-0.3, 1.5), st.floats(-3.0, 3.0), st.floats(-0.4, 0.4))
def test_a_fitted_pose_keeps_its_point_and_is_in_the_plane(azimuth: float, out: float, up: float, tilt: float, roll: float, off: float) -> None:
    point = np.array([out * math.cos(azimuth), out * math.sin(azimuth), up])
    fitted = ARM.fitted(pose(point, _hand(azimuth + off, tilt, roll)))
    assume(fitted is not None)
    assert fitted is not None
    assert np.allclose(fitted[:3, 3], point)
    assert fitted[:3, 2] @ _hand(azimuth + off, tilt, roll)[:, 2] >= math.cos(LARGEST_LEAN_RAD) - 1e-9
    again = ARM.fitted(fitted)
    assert again is not None
    assert angle(again[:3, :3], fitted[:3, :3]) < 0.02


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.05, 0.95), min_size=5, max_size=5))
def test_what_the_arm_can_do_is_left_as_it_is(shares: list[float]) -> None:
    robot = ARM.robot
    target = ARM.forward(robot.lower_rad + np.array(shares) * (robot.upper_rad - robot.lower_rad))
    away = math.dist(target[:2, 3], (0.04, 0.0))
    assume(away > 0.1)
    fitted = ARM.fitted(target)
    assert fitted is not None
    assert angle(fitted[:3, :3], target[:3, :3]) < 0.01


@pytest.mark.parametrize("roll", [-1.2, 0.0, 1.0, 2.0, 3.0])
@pytest.mark.parametrize("pan", [-1.0, 0.0, 0.7])
def test_from_above_it_takes_any_closing_direction(pan: float, roll: float) -> None:
    target = pose(np.array([0.04 + 0.18 * math.cos(pan), 0.18 * math.sin(pan), 0.03]), _hand(pan, 0.0, roll))
    found = [q for seed in (ARM.robot.home_rad, *ARM.spread) if (q := ARM.solve(target, seed)) is not None]
    assert found
    assert ARM.error(target, found[0]) <= TOLERANCE_M
    assert angle(ARM.forward(found[0])[:3, :3], target[:3, :3]) <= TOLERANCE_RAD


def test_an_arm_of_more_joints_takes_a_pose_as_it_is() -> None:
    target = pose(np.array([0.5, 0.1, 0.3]), _hand(1.0, 0.7, 0.3))
    assert arm_of(find("franka")).fitted(target) is target


@pytest.fixture(scope="module")
def table_tasks(small_world: World) -> tuple[Task, ...]:
    return propose(small_world, "so101", 1).tasks


def test_it_is_given_things_to_put_elsewhere(table_tasks: tuple[Task, ...]) -> None:
    assert {step.object for task in table_tasks for step in task.steps} == {"mug_1", "apple_1"}
    assert len(table_tasks) >= 5


@pytest.mark.parametrize("end", ["pick_place::mug_1::on_table_1", "pick_place::apple_1::in_bowl_1"])
def test_it_does_them_and_the_replay_is_the_same(small_world: World, table_tasks: tuple[Task, ...], end: str) -> None:
    task = next(task for task in table_tasks if task.task_id.endswith(end))
    cell = build_workcell(small_world, find("so101"), task.base, 30)
    done = attempt(cell, Clearance(cell), task, 2)
    assert done.success, done.failure
    assert done.final == done.replay
    arm, robot = np.array(done.recorder.actions)[:, :-1], cell.robot
    assert ((arm >= robot.lower_rad - 1e-6) & (arm <= robot.upper_rad + 1e-6)).all()
