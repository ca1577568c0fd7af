"""The same start and the same actions end in the same bytes; anything else does not."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from blueprint.domain.episodes.poses import pose
from blueprint.domain.episodes.simulation import Simulation, Start
from blueprint.domain.episodes.start import certified_start
from blueprint.domain.episodes.workcell import Workcell, build_workcell

DRAWER = "/World/Objects/drawers_1/joints/drawer_slide"


def _actions(cell: Workcell, seed: int, count: int = 25) -> list[NDArray[np.float32]]:
    """A walk around home, the gripper opening and closing."""
    rng = np.random.default_rng(seed)
    walk = cell.robot.home_rad + np.cumsum(rng.normal(0, 0.01, (count, cell.robot.dof)), axis=0)
    return [np.append(q, rng.random()).astype(np.float32) for q in walk]


def _end(simulation: Simulation, actions: list[NDArray[np.float32]]) -> str:
    for action in actions:
        simulation.apply(action)
    return simulation.fingerprint()


def test_the_same_start_and_actions_end_in_the_same_bytes(cell: Workcell) -> None:
    start = certified_start(cell.robot)
    simulation = Simulation(cell, start)
    first = _end(simulation, _actions(cell, 1))
    simulation.reset(start)
    assert _end(simulation, _actions(cell, 1)) == first, "what was simulated before has left something behind"
    assert _end(Simulation(cell, start), _actions(cell, 1)) == first
    other = build_workcell(cell.world, cell.robot, cell.base, cell.fps)
    assert _end(Simulation(other, start), _actions(cell, 1)) == first


def test_another_action_or_start_ends_elsewhere(cell: Workcell) -> None:
    start = certified_start(cell.robot)
    first = _end(Simulation(cell, start), _actions(cell, 1))
    for index in (0, 12, 24):
        for joint in (0, 6, 7):
            changed = [action.copy() for action in _actions(cell, 1)]
            changed[index][joint] = np.nextafter(changed[index][joint], np.float32(9))
            assert _end(Simulation(cell, start), changed) != first, (index, joint)
    assert _end(Simulation(cell, start), _actions(cell, 1)[:-1]) != first
    assert _end(Simulation(cell, Start(start.arm + 1e-9)), _actions(cell, 1)) != first
    assert _end(Simulation(cell, Start(start.arm, {}, {DRAWER: 1e-6})), _actions(cell, 1)) != first


def test_an_action_is_what_its_float32_says(cell: Workcell) -> None:
    simulation = Simulation(cell, certified_start(cell.robot))
    at = cell.address
    for action in _actions(cell, 2, 5):
        assert action.dtype == np.float32
        simulation.apply(action)
        assert np.allclose(simulation.data.ctrl[at.actuator], action[:-1].astype(np.float64), rtol=0, atol=1e-14)
        assert simulation.data.ctrl[at.gripper] == float(action[-1])


def test_what_arrives_is_not_changed(cell: Workcell) -> None:
    actions = _actions(cell, 3, 5)
    before = [action.tobytes() for action in actions]
    _end(Simulation(cell, certified_start(cell.robot)), actions)
    assert [action.tobytes() for action in actions] == before


def test_the_arm_follows_a_still_target_and_the_gripper_its_share(cell: Workcell) -> None:
    simulation = Simulation(cell, certified_start(cell.robot))
    target = cell.robot.home_rad + 0.05
    for _ in range(45):
        simulation.apply(np.append(target, 0.5).astype(np.float32))
    assert np.abs(simulation.arm - target).max() < 0.01
    assert simulation.opening == pytest.approx(0.5 * cell.robot.gripper.open_m, abs=0.003)


def test_a_start_puts_things_and_joints_where_it_says(cell: Workcell) -> None:
    position, quaternion = np.array([0.4, 0.1, 0.9]), np.array([np.cos(0.3), 0.0, 0.0, np.sin(0.3)])
    simulation = Simulation(cell, Start(cell.robot.home_rad + 0.1, {"mug_1": (position, quaternion)}, {DRAWER: 0.12}))
    assert np.allclose(simulation.object_pose("mug_1")[:3, 3], position)
    assert simulation.object_pose("mug_1")[0, 0] == pytest.approx(np.cos(0.6))
    assert simulation.joint(DRAWER) == pytest.approx(0.12)
    assert np.allclose(simulation.arm, cell.robot.home_rad + 0.1)
    certified = Simulation(cell, certified_start(cell.robot))
    assert np.array_equal(simulation.object_pose("bowl_1"), certified.object_pose("bowl_1"))
    at = cell.address.site
    assert np.array_equal(certified.hand, pose(certified.data.site_xpos[at], certified.data.site_xmat[at]))


def test_a_dropped_thing_presses_on_what_it_falls_on(cell: Workcell) -> None:
    """The force between two sets of geoms is the same from both sides, and the weight once the thing is at rest."""
    begun = Simulation(cell, certified_start(cell.robot)).object_pose("box_1")
    simulation = Simulation(cell, Start(cell.robot.home_rad, {"box_1": (begun[:3, 3] + (0, 0, 0.01), np.array([1.0, 0, 0, 0]))}))
    box, table = (frozenset(cell.thing(name).geoms) for name in ("box_1", "table_1"))
    assert simulation.touching(box, table) == 0.0
    for _ in range(20):
        simulation.apply(np.append(cell.robot.home_rad, 1.0).astype(np.float32))
    weight = 9.81 * float(cell.model.body_subtreemass[cell.thing("box_1").root])
    assert simulation.touching(box, table) == simulation.touching(table, box)
    assert simulation.touching(box, table) == pytest.approx(weight, rel=0.3) or simulation.data.tree_asleep[cell.model.body_treeid[cell.thing("box_1").root]] >= 0
