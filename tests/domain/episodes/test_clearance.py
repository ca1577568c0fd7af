"""What is said to be clear is clear in the whole model, and what is said to touch is that near."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from typing import Any

import mujoco
import numpy as np
import pytest

from blueprint.contracts.tasks import Base
from blueprint.domain.episodes.clearance import ARM_MARGIN_M, HAND_MARGIN_M, Clearance, Held, held_now
from blueprint.domain.episodes.poses import Array, inverse, pose, wxyz
from blueprint.domain.episodes.simulation import Simulation, Start
from blueprint.domain.episodes.start import certified_start
from blueprint.domain.episodes.workcell import Workcell, build_workcell
from blueprint.domain.physics.geometry import gap

DOOR = "/World/Objects/cabinet_1/joints/bay_1_door_1_hinge"


class Whole:
    """The workcell's own model, nothing asleep, nothing left out: its contacts are what would really happen."""

    def __init__(self, cell: Workcell) -> None:
        self.cell = cell
        self.model: Any = mujoco.MjModel.__copy__(cell.model)
        self.model.opt.enableflags = 0
        self.data: Any = mujoco.MjData(self.model)

    def contacts(self, arm: Array, held: Held | None = None) -> set[frozenset[str]]:
        """Who touches whom with the robot or with what it holds in it, the hand open."""
        model, data, cell = self.model, self.data, self.cell
        mujoco.mj_resetData(model, data)
        data.qpos[cell.address.position] = arm
        opened = cell.robot.gripper.open_m - cell.robot.gripper.closed_m
        data.qpos[cell.address.fingers] = opened * cell.address.finger_share / (cell.address.finger_share @ cell.address.finger_share)
        if held is not None:
            mujoco.mj_kinematics(model, data)
            site = cell.address.site
            carried = pose(data.site_xpos[site], data.site_xmat[site]) @ held.transform_object_to_hand
            first = model.jnt_qposadr[model.body_jntadr[cell.thing(held.object_id).root]]
            data.qpos[first : first + 7] = [*carried[:3, 3], *wxyz(carried[:3, :3])]
        mujoco.mj_forward(model, data)
        ours = {"robot"} | ({held.object_id} if held is not None else set())
        found = set()
        for one, other in data.contact.geom[: data.ncon]:
            pair = frozenset((cell.owner[one], cell.owner[other]))
            hand_and_load = held is not None and pair == {"robot", held.object_id} and (int(one) in cell.finger_geoms or int(other) in cell.finger_geoms)
            if pair & ours and not hand_and_load:
                found.add(pair)
        return found

    def distance(self, pair: tuple[str, str]) -> float:
        """Between the two owners' colliders as they stand in the last state that was looked at."""
        ours, theirs = ([geom for geom, owner in enumerate(self.cell.owner) if owner == name and self.model.geom_contype[geom]] for name in pair)
        return gap(self.model, self.data, ours, theirs, 0.05)


def _arms(cell: Workcell, seed: int, count: int) -> Array:
    """All over the joints' ranges, half of them near home where it gets narrow."""
    rng, robot = np.random.default_rng(seed), cell.robot
    wide = rng.uniform(robot.lower_rad, robot.upper_rad, (count // 2, robot.dof))
    near = np.clip(robot.home_rad + rng.normal(0, 0.45, (count - count // 2, robot.dof)), robot.lower_rad, robot.upper_rad)
    return np.concatenate([wide, near])


def _seen(cell: Workcell, clearance: Clearance, start: Start | None = None) -> Simulation:
    simulation = Simulation(cell, start or certified_start(cell.robot))
    clearance.see(simulation)
    return simulation


def test_clear_is_clear_and_touching_is_near_in_the_whole_model(cell: Workcell, clearance: Clearance) -> None:
    _seen(cell, clearance)
    whole, free = Whole(cell), 0
    for arm in _arms(cell, 1, 1200):
        said, real = clearance.touches(arm), whole.contacts(arm)
        if said is None:
            free += 1
            assert not real, arm
        elif frozenset(said) not in real and said != ("robot", "robot"):
            assert whole.distance(said) <= ARM_MARGIN_M + HAND_MARGIN_M, (said, arm)
    assert 100 < free < 1100


def test_what_is_held_goes_with_the_hand(cell: Workcell, clearance: Clearance) -> None:
    simulation = _seen(cell, clearance)
    held = Held("mug_1", pose(np.array([0.0, 0.0, 0.03]), np.diag([1.0, -1.0, -1.0])))
    clearance.hold(held)
    whole, free, loaded = Whole(cell), 0, 0
    for arm in _arms(cell, 2, 240):
        said, real = clearance.touches(arm), whole.contacts(arm, held)
        if said is None:
            free += 1
            assert not real, arm
        elif "mug_1" in said:
            loaded += 1
            assert frozenset(said) in real or whole.distance(said) <= ARM_MARGIN_M + HAND_MARGIN_M
    assert free > 20
    assert loaded > 10
    clearance.see(simulation)
    assert np.array_equal(clearance._data.qpos, simulation.data.qpos)  # pyright: ignore[reportPrivateUsage]


def test_what_is_held_now_is_where_it_is(cell: Workcell) -> None:
    simulation = Simulation(cell, certified_start(cell.robot))
    held = held_now(simulation, "mug_1")
    assert np.allclose(simulation.hand @ held.transform_object_to_hand, simulation.object_pose("mug_1"))


def test_only_the_hand_may_touch_what_is_ignored(cell: Workcell, clearance: Clearance) -> None:
    simulation = _seen(cell, clearance)
    home = cell.robot.home_rad
    assert clearance.free(home)
    hand, up = simulation.hand, np.array([1.0, 0.0, 0.0, 0.0])
    clearance.place("apple_1", hand[:3, 3] + 0.01 * hand[:3, 2], up)
    assert set(clearance.touches(home, 0.0) or ()) == {"robot", "apple_1"}
    clearance.ignore(("apple_1",))
    assert clearance.free(home, 0.0)
    clearance.place("mug_1", hand[:3, 3] + 0.01 * hand[:3, 2], up)
    assert clearance.touches(home, 0.0) is not None, "what is not ignored still counts"
    clearance.see(simulation)
    clearance.ignore(("apple_1",))
    forearm = simulation.body_pose(cell.model.body(cell.mounted.prefix + cell.robot.links[5].name).id)
    clearance.place("apple_1", forearm[:3, 3], up)
    assert set(clearance.touches(home) or ()) == {"robot", "apple_1"}, "the forearm may not touch it"
    clearance.ignore(())
    clearance.see(simulation)
    assert clearance.free(home)


def test_ignoring_lets_nothing_through_another_thing(cell: Workcell, clearance: Clearance) -> None:
    """With everything ignored that can be moved, states in which an arm link touches, or the table is touched, are as they were."""
    _seen(cell, clearance)
    arms = _arms(cell, 3, 120)
    before = [clearance.touches(arm) for arm in arms]
    clearance.ignore(("mug_1", "bowl_1"))
    for arm, said in zip(arms, before, strict=True):
        now = clearance.touches(arm)
        if said is None:
            assert now is None
        elif not {"mug_1", "bowl_1"} & set(said):
            assert now is not None


@pytest.mark.parametrize(("x", "y", "yaw"), [(0.0, -0.75, 1.57), (0.3, 0.7, -1.4), (0.95, 0.1, 3.1)])
def test_a_base_thought_elsewhere_is_a_base_that_stands_there(cell: Workcell, clearance: Clearance, x: float, y: float, yaw: float) -> None:
    _seen(cell, clearance)
    height = cell.base.position_m[2]
    clearance.stand_at(np.array([x, y, height]), yaw)
    there = build_workcell(cell.world, cell.robot, Base(position_m=(x, y, height), yaw_rad=yaw), cell.fps)
    standing = Clearance(there)
    _seen(there, standing)
    for arm in _arms(cell, 4, 60):
        assert clearance.touches(arm) == standing.touches(arm)


def test_a_joint_thought_open_is_open(cell: Workcell, clearance: Clearance) -> None:
    _seen(cell, clearance)
    arms, start = _arms(cell, 5, 60), Start(cell.robot.home_rad, {}, {DOOR: 1.2})
    clearance.open_joint(DOOR, 1.2)
    opened = Clearance(cell)
    _seen(cell, opened, start)
    assert [clearance.touches(arm) for arm in arms] == [opened.touches(arm) for arm in arms]


def test_asking_changes_nothing(cell: Workcell, clearance: Clearance) -> None:
    """Whatever was asked, held or ignored between, the same question has the same answer."""
    simulation = _seen(cell, clearance)
    arms = _arms(cell, 6, 40)
    first = [clearance.touches(arm) for arm in arms]
    clearance.hold(Held("bowl_1", inverse(pose(np.array([0.0, 0.0, 0.05]), np.eye(3)))))
    clearance.ignore(("mug_1",))
    for arm in arms[::-1]:
        clearance.touches(arm, 0.3)
    clearance.see(simulation)
    clearance.ignore(())
    assert [clearance.touches(arm) for arm in arms] == first
    assert simulation.fingerprint() == Simulation(cell, certified_start(cell.robot)).fingerprint()
