"""A planned path is free, keeps its ends, and depends on nothing but what was asked."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.domain.episodes.paths import RESOLUTION_RAD, plan_path, straight
from blueprint.domain.episodes.poses import Array

LOWER, UPPER = np.full(3, -2.0), np.full(3, 2.0)
SEEDS = st.integers(0, 2**31 - 1)


def _balls(rng: np.random.Generator, count: int) -> Callable[[Array], bool]:
    centers, radii = rng.uniform(-1.6, 1.6, (count, 3)), rng.uniform(0.3, 0.7, count)
    return lambda q: bool((np.linalg.norm(centers - q, axis=1) > radii).all())


def _wall(q: Array) -> bool:
    """Open only at its upper edge: the way around it is long."""
    return not (abs(q[0]) < 0.2 and q[1] < 1.5)


def _along(path: Array) -> Array:
    """Looked at as finely as was promised."""
    steps = [np.linspace(a, b, max(2, int(np.ceil(np.linalg.norm(b - a) / RESOLUTION_RAD)) + 1)) for a, b in pairwise(path)]
    return np.concatenate(steps)


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(1, 12))
def test_a_path_keeps_its_ends_and_is_free_all_along(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    free = _balls(rng, count)
    start, goal = rng.uniform(-1.9, 1.9, (2, 3))
    path = plan_path(free, LOWER, UPPER, start, goal, seed) if free(start) else None
    if path is None:
        return
    assert np.array_equal(path[0], start)
    assert np.array_equal(path[-1], goal)
    assert (path >= LOWER - 1e-9).all()
    assert (path <= UPPER + 1e-9).all()
    shrunk = _balls_smaller(seed, count)
    assert all(shrunk(q) for q in _along(path))


def _balls_smaller(seed: int, count: int) -> Callable[[Array], bool]:
    """The same balls, smaller by how far a chord between two looks can go into one."""
    rng = np.random.default_rng(seed)
    centers, radii = rng.uniform(-1.6, 1.6, (count, 3)), rng.uniform(0.3, 0.7, count)
    inner = np.sqrt(radii**2 - RESOLUTION_RAD**2)
    return lambda q: bool((np.linalg.norm(centers - q, axis=1) > inner).all())


def test_there_is_a_way_around_a_wall() -> None:
    start, goal = np.array([-1.0, -1.0, 0.0]), np.array([1.0, -1.0, 0.0])
    for seed in range(5):
        path = plan_path(_wall, LOWER, UPPER, start, goal, seed)
        assert path is not None
        assert path[:, 1].max() >= 1.5
        assert np.linalg.norm(np.diff(path, axis=0), axis=1).sum() < 9.0  # the shortest is 5.4


def test_a_clear_way_is_the_straight_one() -> None:
    start, goal = np.array([-1.0, -1.0, 0.0]), np.array([-1.0, 1.0, 0.5])
    path = plan_path(_wall, LOWER, UPPER, start, goal, 1)
    assert path is not None
    assert np.array_equal(path, np.stack([start, goal]))
    assert straight(_wall, start, goal)
    assert not straight(_wall, start, np.array([1.0, -1.0, 0.0]))


def test_the_seed_decides_whatever_was_planned_before() -> None:
    start, goal = np.array([-1.0, -1.0, 0.0]), np.array([1.0, -1.0, 0.0])
    first = {seed: plan_path(_wall, LOWER, UPPER, start, goal, seed) for seed in (3, 4, 5)}
    plan_path(_balls(np.random.default_rng(0), 8), LOWER, UPPER, start, goal, 99)
    again = {seed: plan_path(_wall, LOWER, UPPER, start, goal, seed) for seed in (5, 3, 4)}
    for seed, path in first.items():
        found = again[seed]
        assert path is not None
        assert found is not None
        assert path.tobytes() == found.tobytes()
    assert len({path.tobytes() for path in first.values() if path is not None}) > 1


def test_the_largest_seed_is_a_seed() -> None:
    start, goal = np.array([-1.0, -1.0, 0.0]), np.array([1.0, -1.0, 0.0])
    for seed in (0, 2**31 - 2, 2**31 - 1, 2**40):
        assert plan_path(_wall, LOWER, UPPER, start, goal, seed) is not None


@pytest.mark.parametrize("seed", [1, 2])
def test_where_nothing_leads_there_is_no_path(seed: int) -> None:
    def shell(q: Array) -> bool:
        return not 0.5 < np.linalg.norm(q) < 0.9

    assert plan_path(shell, LOWER, UPPER, np.array([1.5, 1.5, 0.0]), np.zeros(3), seed) is None


def test_a_goal_that_touches_is_no_goal_and_is_looked_at_once() -> None:
    looks: list[Array] = []

    def never(q: Array) -> bool:
        looks.append(q)
        return False

    assert plan_path(never, LOWER, UPPER, np.zeros(3), np.ones(3), 1) is None
    assert len(looks) == 1


def test_an_end_beyond_the_limits_is_kept() -> None:
    """A joint that a servo has pressed a little over its limit is no reason to plan nothing."""
    start, goal = np.array([-2.05, -1.0, 0.0]), np.array([1.0, -1.0, 0.0])
    path = plan_path(_wall, LOWER, UPPER, start, goal, 1)
    assert path is not None
    assert np.array_equal(path[0], start)
