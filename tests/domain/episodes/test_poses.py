"""Rigid transforms do what their names say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.domain.episodes.poses import Array, about_z, angle, between, inverse, matrix, moved, pose, wxyz

SEEDS = st.integers(0, 2**32 - 1)


def _quaternion(rng: np.random.Generator) -> Array:
    made = rng.normal(size=4)
    return made / np.linalg.norm(made)


@settings(max_examples=60)
@given(SEEDS)
def test_an_inverse_undoes_and_a_quaternion_comes_back(seed: int) -> None:
    rng = np.random.default_rng(seed)
    quaternion = _quaternion(rng)
    transform = pose(rng.uniform(-2, 2, 3), matrix(quaternion))
    assert np.allclose(inverse(transform) @ transform, np.eye(4), atol=1e-12)
    assert abs(wxyz(matrix(quaternion)) @ quaternion) == pytest.approx(1.0)
    by = rng.uniform(-1, 1, 3)
    assert np.allclose(moved(transform, by) - transform, pose(by, np.zeros((3, 3))) - pose(np.zeros(3), np.zeros((3, 3))))


@settings(max_examples=60)
@given(SEEDS, st.floats(-np.pi, np.pi))
def test_the_angle_between_rotations_is_the_turn_from_one_to_the_other(seed: int, turn: float) -> None:
    rotation = matrix(_quaternion(np.random.default_rng(seed)))
    assert angle(rotation, rotation @ about_z(turn)[:3, :3]) == pytest.approx(abs(turn), abs=1e-6)


@settings(max_examples=60)
@given(SEEDS, st.floats(0.0, 1.0))
def test_between_two_poses_lies_the_share_of_the_way_and_of_the_turn(seed: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    begin, end = (pose(rng.uniform(-2, 2, 3), matrix(_quaternion(rng))) for _ in range(2))
    made, turn = between(begin, end, share), angle(begin[:3, :3], end[:3, :3])
    assert np.allclose(made[:3, 3], begin[:3, 3] + share * (end[:3, 3] - begin[:3, 3]))
    assert np.allclose(made[:3, :3].T @ made[:3, :3], np.eye(3), atol=1e-9)
    assert angle(begin[:3, :3], made[:3, :3]) == pytest.approx(share * turn, abs=1e-6)
    assert angle(made[:3, :3], end[:3, :3]) == pytest.approx((1 - share) * turn, abs=1e-6)


def test_a_turn_about_z_takes_x_to_y() -> None:
    assert np.allclose(about_z(np.pi / 2)[:3, :3] @ (1, 0, 0), (0, 1, 0))
