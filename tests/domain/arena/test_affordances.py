"""What is said of a thing is what its geometry says, with figures that can be had again from the scene file."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from arena_rooms import HAND, kitchen, path_of, placed, scene_with
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.contracts.arena import AFFORDANCES, JointFact
from blueprint.contracts.scene import Role
from blueprint.domain.arena.affordances import PANEL_M, PRESS_TRAVEL_M, Described, Hand, affordances_of, describe, opens
from blueprint.domain.arena.measure import Measured, widths
from blueprint.domain.physics.world import load
from blueprint.domain.usd.stage import read_scene

FRANKA = Hand(*HAND)
SIZES = st.floats(0.005, 0.4)


def thing(**changes) -> Measured:
    """A free block of 5 cm, 200 g."""
    plain = Measured(
        id="block", category="block", role=Role.MANIPULABLE, size_m=(0.05, 0.05, 0.05), width_m=(0.05, 0.0707), wall_m=None, mass_kg=0.2,
        friction=0.6, colliders=1, free=True, upright=True, top_flat_share=1.0, bottom_flat_share=1.0, joints=(), regions=(),
    )  # fmt: skip
    return replace(plain, **changes)


def joint(kind: str = "revolute", upper: float = 1.5, part=(0.7, 0.4, 0.02)) -> JointFact:
    return JointFact(joint_name="hinge", joint_prim="/World/Objects/x/joints/hinge", joint_type=kind, lower=0.0, upper=upper, axis=(0, 0, 1), part_m=part)


def test_every_name_is_one_of_the_contracts(made):
    assert {name for described in made.things.values() for name in described.affordances} <= set(AFFORDANCES)


def test_openable_iff_there_is_a_joint_with_limits_that_carries_something(made):
    for name, described in made.things.items():
        assert ("Openable" in described.affordances) == any(opens(found) for found in described.thing.joints), name
    params = made.things["counter"].params["Openable"]
    assert {fact.joint_type for fact in params.joints} == {"prismatic", "revolute"} or params.open_distance or params.open_angle
    for fact in params.joints:
        assert (fact.lower, fact.upper) == pytest.approx(tuple(made.world.model.joint(fact.joint_prim).range), abs=1e-6)


def test_a_knob_turns_and_does_not_open(made):
    stove = made.things["stove"].params
    assert {fact.joint_name for fact in stove["Turnable"].joints} == {name for name in (j.joint_name for j in made.things["stove"].thing.joints) if "knob" in name}
    assert not any("knob" in fact.joint_name for fact in stove["Openable"].joints)
    assert stove["Turnable"].rotation_range[1] > math.pi


def test_a_mug_is_held_by_its_body_and_a_bowl_by_its_rim(made):
    assert made.things["mug_1"].params["Graspable"].approach_direction == "top"
    assert made.things["bowl"].params["Graspable"].approach_direction == "rim"
    assert made.things["board"].params["Graspable"].approach_direction in ("rim", "side")
    assert "Graspable" not in made.things["island"].affordances


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"free": False}, "is fixed"), ({"mass_kg": 4.0}, "weighs 4.00 kg and the arm carries 3 kg"),
        ({"width_m": (0.2, 0.3), "size_m": (0.2, 0.3, 0.15)}, "0.150 m where it is narrowest and the gripper opens 0.08 m"), ({}, ""),
    ],
)  # fmt: skip
def test_what_cannot_be_held_says_why_in_figures(changes, reason):
    block = thing(**changes)
    assert Described(block, affordances_of(block, FRANKA), FRANKA).why_not_held.endswith(reason)


def test_insides_have_a_volume_and_surfaces_an_area(made):
    bowl, island = made.things["bowl"].params, made.things["island"].params
    assert 0.0002 < bowl["Containable"].interior_volume_m3 < 0.01
    assert "Containable" not in made.things["apple"].affordances
    assert island["Supportable"].area_m2 > island["Supportable"].free_area_m2 > 0


def test_an_apple_is_not_stackable_and_a_board_is(made):
    assert "Stackable" in made.things["board"].affordances
    assert "Stackable" not in made.things["apple"].affordances


def test_two_measurements_are_equal(made):
    again = describe(read_scene(made.usd), load(made.usd), FRANKA)
    assert {name: dict(found.params) for name, found in again.items()} == {name: dict(found.params) for name, found in made.things.items()}


def test_where_a_thing_stands_and_how_it_is_turned_changes_nothing_of_it(tmp_path):
    def measured(yaw: float, x: float):
        scene = scene_with([placed("mug", "mug", (x, 0.5, 0.2), yaw=yaw)])
        return describe(scene, load(path_of(scene, tmp_path / f"{yaw}_{x}")), FRANKA)["mug"].thing

    first, second = measured(0.0, 0.0), measured(1.1, 1.7)
    assert second.size_m == pytest.approx(first.size_m, abs=1e-4)
    assert second.width_m == pytest.approx(first.width_m, abs=1e-4)
    assert second.wall_m == pytest.approx(first.wall_m, abs=1e-4)
    assert (second.mass_kg, second.top_flat_share) == pytest.approx((first.mass_kg, first.top_flat_share), abs=1e-3)


@given(width=SIZES, height=SIZES, mass=st.floats(0.001, 10), wall=st.none() | SIZES, free=st.booleans())
@settings(max_examples=200, deadline=None)
def test_graspable_iff_a_dimension_fits_the_gripper_and_the_arm_carries_it(width, height, mass, wall, free):
    block = thing(size_m=(width, width, height), width_m=(width, width * 1.2), wall_m=wall, mass_kg=mass, free=free)
    found = affordances_of(block, FRANKA).get("Graspable")
    fits = [value for value in (width, wall, height) if value is not None and value <= FRANKA.open_m]
    assert (found is not None) == (free and mass <= FRANKA.payload_kg and bool(fits))
    if found is not None:
        low, high = found.grasp_width_range
        assert low == min(fits)
        assert high <= FRANKA.open_m
        assert (found.mass_kg, found.gripper_open_m, found.payload_kg) == (mass, FRANKA.open_m, FRANKA.payload_kg)


@given(kind=st.sampled_from(["revolute", "prismatic"]), upper=st.floats(0.005, 3), second=st.floats(0.005, 1))
@settings(max_examples=200, deadline=None)
def test_a_joint_opens_turns_or_presses_and_only_one_of_these(kind, upper, second):
    fact = joint(kind, upper, (1.0, second, 0.01))
    names = set(affordances_of(thing(joints=(fact,)), FRANKA)) & {"Openable", "Turnable", "Pressable"}
    if kind == "revolute":
        assert names == {"Openable" if second >= PANEL_M else "Turnable"}
    else:
        assert names == {"Openable" if upper >= PRESS_TRAVEL_M else "Pressable"}
    params = affordances_of(thing(joints=(fact,)), FRANKA)[names.pop()]
    turned = params.rotation_range[1] if params.rotation_range and params.open_angle is None else None
    measures = (params.open_angle, params.open_distance, params.press_depth, turned)
    assert [value for value in measures if value is not None] == [pytest.approx(upper, abs=1e-6)]


def test_a_button_has_a_depth_and_no_opening():
    params = affordances_of(thing(joints=(joint("prismatic", 0.008),)), FRANKA)["Pressable"]
    assert (params.press_depth, params.open_distance) == (0.008, None)


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.floats(0, 1)), min_size=4, max_size=20), st.floats(-3, 3))
@settings(max_examples=100, deadline=None)
def test_widths_do_not_depend_on_the_turn_and_hold_the_box_between_them(points, angle):
    cloud = np.array(points)
    least, largest = widths(cloud)
    c, s = math.cos(angle), math.sin(angle)
    turned = widths(cloud @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]).T)
    assert least <= largest + 1e-5
    assert largest >= float(np.ptp(cloud[:, :2], axis=0).max()) - 1e-4 or least == 0.0
    if least > 1e-3:
        assert turned == pytest.approx((least, largest), abs=1e-4)


def test_a_scene_of_nothing_to_do_says_only_what_is_there(tmp_path):
    scene = kitchen()
    fixed = scene_with([one for one in scene.objects if one.id == "island"])
    found = describe(fixed, load(path_of(fixed, tmp_path)), FRANKA)["island"]
    assert "Graspable" not in found.affordances
    assert found.thing.free is False
