from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from blueprint.contracts.scene import AssetSpec
from blueprint.domain.layout.bodies import body_of, clear_of
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.scene.geometry import convex_pieces, rotation_matrix, yaw_quaternion

CATEGORIES = ("bowl", "apple", "mug", "side_table", "stool", "bottle")


def share_a_point(a: Array, b: Array) -> bool:
    """Do two convex hulls meet? Exact, by a linear program."""
    equal = np.vstack([np.hstack([a.T, -b.T]), np.hstack([np.ones(len(a)), np.zeros(len(b))]), np.hstack([np.zeros(len(a)), np.ones(len(b))])])
    found = linprog(np.zeros(len(a) + len(b)), A_eq=equal, b_eq=[0, 0, 0, 1, 1], bounds=(0, None), method="highs")
    return found.status == 0


@given(
    st.sampled_from(CATEGORIES), st.sampled_from(CATEGORIES), st.floats(-0.3, 0.3), st.floats(-0.3, 0.3), st.floats(-math.pi, math.pi), st.floats(-0.2, 0.6)
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_what_is_clear_of_something_has_no_point_in_common_with_it(one: str, other: str, x: float, y: float, yaw: float, z: float) -> None:
    a, b = AssetSpec(category=one, seed=1), AssetSpec(category=other, seed=2)
    if not clear_of(body_of(a), body_of(b).at(x, y, yaw, z), 0.001):
        return
    turn = rotation_matrix(yaw_quaternion(yaw))
    moved = [points @ turn.T + (x, y, z) for points in convex_pieces(b)]
    for mine in convex_pieces(a):
        low, high = mine.min(axis=0), mine.max(axis=0)
        for theirs in moved:
            if (theirs.max(axis=0) >= low).all() and (theirs.min(axis=0) <= high).all():
                assert not share_a_point(mine, theirs)


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_prisms_hold_the_pieces(category: str) -> None:
    spec = AssetSpec(category=category, seed=4)
    points = np.vstack(convex_pieces(spec))
    extent = body_of(spec).extent
    assert np.allclose(extent[[0, 1, 4]], points.min(axis=0), atol=1e-6)
    assert np.allclose(extent[[2, 3, 5]], points.max(axis=0), atol=1e-6)


def test_a_stool_goes_under_a_table_and_not_into_it() -> None:
    table, stool = AssetSpec(category="table", seed=1), AssetSpec(category="stool", seed=1)
    assert clear_of(body_of(table), body_of(stool).at(0.0, 0.0, 0.0), 0.01)
    assert not clear_of(body_of(table), body_of(stool).at(0.0, 0.0, 0.0, z=0.4), 0.01)


def test_an_apple_fits_in_a_bowl() -> None:
    bowl = AssetSpec(category="bowl", seed=1)
    assert clear_of(body_of(bowl), body_of(AssetSpec(category="apple", seed=1)).at(0, 0, 0, 0.012), 0.001)
