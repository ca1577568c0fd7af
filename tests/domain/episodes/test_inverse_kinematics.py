"""Joints are found for poses that the hand can reach, and given up soon for those that it cannot."""

from __future__ import annotations

import mink
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.domain.episodes.kinematics import STEPS, TOLERANCE_M, TOLERANCE_RAD, Arm, arm_of, in_base
from blueprint.domain.episodes.poses import Array, about_z, angle, moved, pose
from blueprint.domain.robots.catalogue import NAMES, find

SEEDS = st.integers(0, 2**32 - 1)


def _anywhere(arm: Arm, rng: np.random.Generator, within: float = 0.9) -> Array:
    low, high = arm.robot.lower_rad, arm.robot.upper_rad
    return (low + high) / 2 + within * (high - low) / 2 * rng.uniform(-1, 1, arm.robot.dof)


def _is_there(arm: Arm, found: Array, target: Array) -> None:
    there = arm.forward(found)
    assert np.linalg.norm(there[:3, 3] - target[:3, 3]) <= TOLERANCE_M
    assert angle(there[:3, :3], target[:3, :3]) <= TOLERANCE_RAD
    assert (found >= arm.robot.lower_rad - 1e-6).all()
    assert (found <= arm.robot.upper_rad + 1e-6).all()
    assert arm.error(target, found) <= TOLERANCE_M


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(NAMES), SEEDS, st.floats(0.0, 1.5))
def test_what_is_found_is_there_and_within_the_limits(name: str, seed: int, away: float) -> None:
    arm, rng = arm_of(find(name)), np.random.default_rng(seed)
    target = arm.forward(_anywhere(arm, rng))
    found = arm.solve(target, np.clip(_anywhere(arm, rng) * away, arm.robot.lower_rad, arm.robot.upper_rad))
    if found is not None:
        _is_there(arm, found, target)


@pytest.mark.parametrize("name", NAMES)
def test_a_pose_nearby_is_found(name: str) -> None:
    """From joints up to 0.2 rad away, nearly always: singular poses may take another way."""
    arm, rng = arm_of(find(name)), np.random.default_rng(5)
    found = 0
    for _ in range(40):
        q = _anywhere(arm, rng, 0.85)
        solved = arm.solve(arm.forward(q), q + rng.uniform(-0.2, 0.2, arm.robot.dof))
        if solved is not None:
            _is_there(arm, solved, arm.forward(q))
            found += 1
    assert found >= 36, f"{found} of 40"


@pytest.mark.parametrize("name", NAMES)
def test_a_pose_in_front_is_found_from_home_or_the_spread(name: str) -> None:
    arm, rng = arm_of(find(name)), np.random.default_rng(6)
    found = 0
    for _ in range(20):
        near = arm.robot.home_rad + rng.uniform(-0.6, 0.6, arm.robot.dof)
        target = arm.forward(np.clip(near, arm.robot.lower_rad + 0.05, arm.robot.upper_rad - 0.05))
        found += any(arm.solve(target, seed) is not None for seed in (arm.robot.home_rad, *arm.spread))
    assert found >= 19, f"{found} of 20"


@pytest.mark.parametrize("name", NAMES)
def test_what_is_out_of_reach_is_given_up_without_a_step(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    arm = arm_of(find(name))

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a step was taken")

    monkeypatch.setattr(arm, "_step", forbidden)
    for way in np.eye(3):
        target = moved(arm.forward(arm.robot.home_rad), 3.0 * way)
        assert arm.solve(target, arm.robot.home_rad) is None


def test_what_cannot_be_reached_is_given_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    arm, steps = arm_of(find("franka")), [0]
    taken = arm._step

    def counted(q: Array, begun: Array) -> Array:
        steps[0] += 1
        return taken(q, begun)

    monkeypatch.setattr(arm, "_step", counted)
    targets = [pose(np.array([x, y, 0.3]), np.diag([1.0, -1.0, -1.0])) for x, y in ((0.05, 0.0), (0.0, 0.08), (0.95, 0.0), (0.0, -0.95), (0.9, 0.3))]
    assert [arm.solve(target, arm.robot.home_rad) for target in targets] == [None] * len(targets)
    assert steps[0] / len(targets) < 0.7 * STEPS


def test_it_finds_nearly_as_many_poses_as_a_quadratic_program_under_the_limits() -> None:
    """mink solves the same problem with a general solver and all its steps: poses all over the ranges, from home."""
    arm, rng = Arm(find("franka")), np.random.default_rng(8)
    targets = [arm.forward(_anywhere(arm, rng, 0.8)) for _ in range(60)]
    ours = [arm.solve(target, arm.robot.home_rad) for target in targets]
    for target, found in zip(targets, ours, strict=True):
        if found is not None:
            _is_there(arm, found, target)
    theirs = sum(_with_mink(arm, target) for target in targets)
    assert sum(found is not None for found in ours) >= 0.85 * theirs, theirs
    assert theirs >= 40


def _with_mink(arm: Arm, target: Array) -> bool:
    configuration = mink.Configuration(arm._model)
    q = configuration.q.copy()
    q[arm._joints] = arm.robot.home_rad
    configuration.update(q)
    hand = mink.FrameTask("robot/grasp", "site", position_cost=1.0, orientation_cost=0.3, lm_damping=1e-3)
    posture, limit = mink.PostureTask(arm._model, cost=1e-3), mink.ConfigurationLimit(arm._model)
    hand.set_target(mink.SE3.from_matrix(target))
    posture.set_target(q)
    for _ in range(STEPS):
        velocity = mink.solve_ik(configuration, [hand, posture], 1.0, "daqp", damping=1e-6, limits=[limit])
        configuration.integrate_inplace(velocity * min(1.0, 0.4 / max(1e-9, float(np.abs(velocity).max()))), 1.0)
    there = arm.forward(configuration.q[arm._joints])
    return bool(np.linalg.norm(there[:3, 3] - target[:3, 3]) <= TOLERANCE_M and angle(there[:3, :3], target[:3, :3]) <= TOLERANCE_RAD)


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.lists(SEEDS, min_size=1, max_size=4))
def test_an_answer_does_not_depend_on_what_was_asked_before(seed: int, others: list[int]) -> None:
    arm = arm_of(find("franka"))
    target = arm.forward(_anywhere(arm, np.random.default_rng(seed)))
    first = arm.solve(target, arm.robot.home_rad)
    for other in others:
        rng = np.random.default_rng(other)
        arm.solve(arm.forward(_anywhere(arm, rng)), _anywhere(arm, rng))
    again, fresh = arm.solve(target, arm.robot.home_rad), Arm(find("franka")).solve(target, arm.robot.home_rad)
    if first is None:
        assert again is None
        assert fresh is None
    else:
        assert again is not None
        assert fresh is not None
        assert first.tobytes() == again.tobytes() == fresh.tobytes()


def test_a_pose_of_the_world_is_seen_from_the_base() -> None:
    base = pose(np.array([1.0, 2.0, 0.5]), about_z(np.pi / 2)[:3, :3])
    assert np.allclose(in_base(base, moved(base, np.array([0.0, 0.3, 0.1])))[:3, 3], [0.3, 0.0, 0.1])


@pytest.mark.parametrize("name", NAMES)
def test_the_hands_points_lie_around_its_grasp(name: str) -> None:
    robot = find(name)
    points = arm_of(robot).hand_points()
    assert points[:, 2].max() == pytest.approx(robot.gripper.tip_m, abs=0.02)
    assert points[:, 2].min() < -0.5 * robot.gripper.depth_m
    free_m = robot.gripper.open_m / 2 if robot.gripper.fixed_m is None else robot.gripper.fixed_m
    between = (np.abs(points[:, 1]) < free_m - 0.004) & (np.abs(points[:, 0]) < 0.005) & (np.abs(points[:, 2]) < 0.005)
    assert not between.any(), "nothing stands where the thing is held"
