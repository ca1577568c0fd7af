"""Targets in time keep to the path, and to what the arm's maker says its joints can do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.domain.episodes.motion import ACCELERATION_SHARE, SPEED_SHARE, Limits, led, timed
from blueprint.domain.episodes.poses import Array
from blueprint.domain.robots.catalogue import NAMES, find

PATHS = st.tuples(st.integers(0, 2**32 - 1), st.integers(2, 6), st.sampled_from([1e-4, 1e-3, 0.01, 0.03, 0.05, 0.1, 0.5, 2.0]))
ROBOTS, RATES, SPEEDS = st.sampled_from(NAMES), st.sampled_from([10, 15, 30, 50, 60, 120]), st.sampled_from([0.3, 0.9, 1.0])


def _limits(robot: str) -> Limits:
    return Limits(find(robot).velocity_rad_s, find(robot).acceleration_rad_s2)


def _path(drawn: tuple[int, int, float], dof: int) -> Array:
    seed, corners, size = drawn
    return np.random.default_rng(seed).uniform(-size, size, (corners, dof))


def _at_rest_around(path: Array, targets: Array) -> Array:
    return np.concatenate([np.repeat(path[:1], 3, axis=0), targets, np.repeat(path[-1:], 3, axis=0)])


@settings(max_examples=300, deadline=None)
@given(PATHS, ROBOTS, RATES, SPEEDS)
def test_from_rest_to_rest_within_the_published_limits(drawn: tuple[int, int, float], robot: str, fps: int, speed: float) -> None:
    limits = _limits(robot)
    path = _path(drawn, len(limits.velocity))
    targets = timed(path, limits, fps, speed)
    assert np.array_equal(targets[-1], path[-1])
    motion = _at_rest_around(path, targets)
    velocity = np.diff(motion, axis=0) * fps
    acceleration = np.diff(velocity, axis=0) * fps
    assert (np.abs(velocity) <= limits.velocity * SPEED_SHARE * speed + 1e-4 * fps).all()
    assert (np.abs(acceleration) <= limits.acceleration * 2 * ACCELERATION_SHARE * speed**2 + 1e-5 * fps**2).all()


@settings(max_examples=100, deadline=None)
@given(PATHS, RATES)
def test_targets_stay_within_the_paths_box_and_begin_at_its_start(drawn: tuple[int, int, float], fps: int) -> None:
    limits = _limits("franka")
    path = _path(drawn, 7)
    targets = timed(path, limits, fps)
    assert (targets >= path.min(axis=0) - 1e-9).all()
    assert (targets <= path.max(axis=0) + 1e-9).all()
    assert (np.abs(targets[0] - path[0]) <= limits.velocity * SPEED_SHARE / fps + 1e-6).all()


@settings(max_examples=60, deadline=None)
@given(PATHS, RATES)
def test_a_straight_path_is_followed_on_the_line(drawn: tuple[int, int, float], fps: int) -> None:
    path = _path((drawn[0], 2, drawn[2]), 7)
    targets = timed(path, _limits("franka"), fps)
    way = path[1] - path[0]
    shares = (targets - path[0]) @ way / (way @ way)
    assert np.allclose(targets, path[0] + shares[:, None] * way, atol=1e-9)
    assert (np.diff(shares) >= -1e-9).all()


def test_no_way_to_go_is_one_target() -> None:
    path = np.zeros((3, 7))
    assert np.array_equal(timed(path, _limits("franka"), 30), np.zeros((1, 7)))
    assert np.array_equal(timed(path[:1], _limits("franka"), 30), np.zeros((1, 7)))


def test_slower_is_slower() -> None:
    path, limits = np.array([np.zeros(7), np.ones(7)]), _limits("franka")
    assert len(timed(path, limits, 30, 0.5)) > 1.8 * len(timed(path, limits, 30))


def test_a_target_leads_by_what_the_servo_trails() -> None:
    lead = np.array([0.1, 0.05])
    targets = np.arange(10.0)[:, None] * np.array([0.02, -0.01])
    assert np.allclose(led(targets, lead, 30), targets + np.array([0.02, -0.01]) * 30 * lead)
    assert np.array_equal(led(targets, np.zeros(2), 30), targets)
    assert np.array_equal(led(targets[:1], lead, 30), targets[:1])
    with pytest.raises(ValueError, match="broadcast"):
        led(targets, np.zeros(3), 30)
