"""Every grasp that is offered can be taken by the hand it is offered to."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.domain.episodes.kinematics import arm_of
from blueprint.domain.grasping.grasps import CLEARANCE_M, GROUND_M, LARGEST_SLANT_RAD, THINNEST_M, Grasp, flipped, sample_grasps
from blueprint.domain.grasping.solid import Array, Solid, part_of, solid_of
from blueprint.domain.physics.world import World
from blueprint.domain.robots.catalogue import find

DOWN = np.array([0.0, 0.0, -1.0])
OPEN_M = find("franka").gripper.open_m


@cache
def _hand() -> Array:
    return arm_of(find("franka")).hand_points()


def _grasps(solid: Solid, down: Array = DOWN, seed: int = 7, keep: int = 30) -> list[Grasp]:
    return sample_grasps(solid, down, OPEN_M, _hand(), np.random.default_rng(seed), keep)


def _box(size: tuple[float, float, float]) -> Solid:
    corners = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (0, 1)]) * size
    return Solid((part_of(corners),), np.array([0.0, 0.0, size[2] / 2]))


def _thing(world: World, name: str) -> Solid:
    model, data = world.start()
    return solid_of(model, data, world.things[name].root, world.things[name].geoms)


def _check(solid: Solid, grasp: Grasp, down: Array) -> None:
    rotation, middle = grasp.pose[:3, :3], grasp.pose[:3, 3]
    assert THINNEST_M <= grasp.width_m <= OPEN_M - 2 * CLEARANCE_M
    assert np.allclose(rotation.T @ rotation, np.eye(3), atol=1e-9)
    assert np.linalg.det(rotation) == pytest.approx(1.0)
    start, entry, leave, into, out = solid.span(middle[None], rotation[:, 1][None])
    assert leave[0] - entry[0] == pytest.approx(grasp.width_m, abs=1e-6)
    assert np.allclose(start[0] + rotation[:, 1] * (entry[0] + leave[0]) / 2, middle, atol=1e-6)
    slants = np.arccos(np.clip([-into[0] @ rotation[:, 1], out[0] @ rotation[:, 1]], -1, 1))
    assert slants.max() <= LARGEST_SLANT_RAD + 1e-6
    hand = _hand() @ rotation.T + middle
    assert not solid.inside(hand, 0.0).any()
    assert (hand @ down).max() <= (solid.vertices @ down).max() - GROUND_M + 1e-9


@pytest.mark.parametrize("name", ["mug_1", "bowl_1", "apple_1", "box_1"])
def test_a_hand_can_take_things_of_the_scene_as_it_is_told(small_world: World, name: str) -> None:
    solid = _thing(small_world, name)
    grasps = _grasps(solid)
    if name != "box_1":  # the box is too wide in every way but flat on the table
        assert len(grasps) >= 3
    for grasp in grasps:
        _check(solid, grasp, DOWN)


def test_a_bottle_is_held_by_its_cap_and_not_by_the_thin_neck_under_it() -> None:
    """Its body is too wide for the hand; around the neck the pads would bear on a line, and it would turn and slip out."""
    def block(half: float, low: float, high: float) -> Array:
        return np.array([[x, y, z] for x in (-half, half) for y in (-half, half) for z in (low, high)])

    body, neck, cap = block(0.06, 0.0, 0.1), block(0.004, 0.1, 0.15), block(0.016, 0.15, 0.185)
    grasps = _grasps(Solid(tuple(part_of(corners) for corners in (body, neck, cap)), np.array([0.0, 0.0, 0.06])))
    assert any(grasp.width_m < 0.02 for grasp in grasps), "the neck can be taken"
    assert all(grasp.width_m > 0.03 for grasp in grasps[:3])


@settings(max_examples=25, deadline=None)
@given(st.tuples(st.floats(0.01, 0.12), st.floats(0.01, 0.12), st.floats(0.03, 0.2)), st.integers(0, 2**31), st.integers(1, 40))
def test_boxes_are_taken_across_a_side_that_fits(size: tuple[float, float, float], seed: int, keep: int) -> None:
    solid = _box(size)
    grasps = _grasps(solid, seed=seed, keep=keep)
    assert len(grasps) <= keep
    assert [grasp.cost for grasp in grasps] == sorted(grasp.cost for grasp in grasps)
    for grasp in grasps:
        _check(solid, grasp, DOWN)
    if min(size[:2]) < OPEN_M - 2 * CLEARANCE_M - 0.002 and size[2] > 0.06 and max(size[:2]) < 0.1:
        assert grasps


def test_a_thing_that_lies_is_taken_from_above_where_it_lies(small_world: World) -> None:
    solid = _thing(small_world, "mug_1")
    lying = np.array([0.0, 1.0, 0.0])
    grasps = _grasps(solid, down=lying)
    assert grasps
    for grasp in grasps:
        _check(solid, grasp, lying)
        assert grasp.pose[:3, 2] @ lying > -1e-9


def test_equal_arguments_give_equal_grasps(small_world: World) -> None:
    solid = _thing(small_world, "mug_1")
    first, _, again = _grasps(solid), _grasps(_box((0.04, 0.05, 0.1))), _grasps(solid)
    assert [grasp.pose.tobytes() for grasp in first] == [grasp.pose.tobytes() for grasp in again]
    assert [(grasp.width_m, grasp.cost) for grasp in first] == [(grasp.width_m, grasp.cost) for grasp in again]


def test_what_is_too_wide_cannot_be_taken() -> None:
    assert _grasps(_box((0.2, 0.2, 0.2))) == []
    assert _grasps(_box((OPEN_M - CLEARANCE_M, 0.2, 0.2))) == []


def test_a_wide_thing_is_taken_by_its_thin_wall() -> None:
    """The width is the wall's, not the whole's: a crate of four boards around nothing."""
    wide, thick, tall = 0.3, 0.008, 0.1
    boards = []
    for axis in (0, 1):
        for side in (-1, 1):
            size = np.array([wide, wide, tall])
            size[axis] = thick
            center = np.zeros(3)
            center[axis] = side * (wide - thick) / 2
            corners = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (0, 1)]) * size + center
            boards.append(part_of(corners))
    solid = Solid(tuple(boards), np.array([0.0, 0.0, tall / 2]))
    grasps = _grasps(solid)
    assert grasps
    for grasp in grasps:
        _check(solid, grasp, DOWN)
        assert grasp.width_m < 2 * thick


def test_the_bowl_is_taken_by_its_rim(small_world: World) -> None:
    solid = _thing(small_world, "bowl_1")
    assert np.ptp(solid.vertices[:, :2], axis=0).min() > OPEN_M
    grasps = _grasps(solid)
    assert grasps
    assert all(grasp.width_m < 0.03 for grasp in grasps)


def test_no_two_grasps_are_nearly_alike(small_world: World) -> None:
    grasps = _grasps(_thing(small_world, "mug_1"), keep=60)
    for index, one in enumerate(grasps):
        for other in grasps[:index]:
            near = np.linalg.norm(one.pose[:3, 3] - other.pose[:3, 3]) < 0.01
            along = abs(one.pose[:3, 1] @ other.pose[:3, 1]) > 0.94 and one.pose[:3, 2] @ other.pose[:3, 2] > 0.94
            assert not (near and along)


def test_either_finger_may_be_the_left_one(small_world: World) -> None:
    for grasp in _grasps(_thing(small_world, "mug_1")):
        turned = flipped(grasp)
        assert np.allclose(turned.pose[:3, [0, 1]], -grasp.pose[:3, [0, 1]])
        assert np.allclose(turned.pose[:, [2, 3]], grasp.pose[:, [2, 3]])
        assert np.allclose(flipped(turned).pose, grasp.pose)
