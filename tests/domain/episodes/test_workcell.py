"""A scene with a robot in it: the scene's ids stay, and what nobody touches stays where it is."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import numpy as np
import pytest

from blueprint.domain.episodes.simulation import Simulation
from blueprint.domain.episodes.start import certified_start
from blueprint.domain.episodes.workcell import LONGEST_STEP_S, Workcell, build_workcell
from blueprint.domain.physics.world import World
from blueprint.domain.robots.catalogue import NAMES, find


def test_the_scenes_bodies_geoms_and_joints_keep_their_ids(small_world: World, cell: Workcell) -> None:
    for kind, count in (("body", small_world.model.nbody), ("geom", small_world.model.ngeom), ("joint", small_world.model.njnt)):
        ours, theirs = getattr(small_world.model, kind), getattr(cell.model, kind)
        assert [ours(index).name for index in range(count)] == [theirs(index).name for index in range(count)]
    for thing in small_world.things.values():
        assert {cell.owner[geom] for geom in thing.geoms} == {thing.id}
    assert {cell.owner[geom] for geom in cell.robot_geoms} == {"robot"}


@pytest.mark.parametrize("fps", [10, 24, 30, 50, 60, 120])
def test_a_control_period_is_a_whole_number_of_small_steps(small_world: World, cell: Workcell, fps: int) -> None:
    made = build_workcell(small_world, cell.robot, cell.base, fps)
    assert made.model.opt.timestep * made.substeps == pytest.approx(1 / fps)
    assert made.model.opt.timestep <= LONGEST_STEP_S + 1e-12


@pytest.mark.parametrize("name", NAMES)
def test_every_robots_numbers_are_found(small_world: World, cell: Workcell, name: str) -> None:
    robot = find(name)
    made = build_workcell(small_world, robot, cell.base, 30)
    at = made.address
    assert len(at.position) == len(at.velocity) == len(at.actuator) == robot.dof
    assert len(made.pad_geoms) == 2
    assert all(made.pad_geoms)
    assert made.pads <= made.finger_geoms <= made.robot_geoms
    assert np.allclose(made.lead_s, robot.servo_lag_s)
    simulation = Simulation(made, certified_start(robot))
    assert np.allclose(simulation.arm, robot.home_rad)
    assert simulation.opening == pytest.approx(robot.gripper.open_m)


def test_what_nobody_touches_does_not_move(cell: Workcell) -> None:
    simulation = Simulation(cell, certified_start(cell.robot))
    robot = set(cell.address.position) | set(cell.address.fingers)
    scene = [index for index in range(cell.world.model.nq) if index not in robot]
    before = simulation.data.qpos[scene].tobytes()
    for frame in range(30):
        simulation.apply(np.append(cell.robot.home_rad + 0.002 * frame, frame % 2).astype(np.float32))
    assert simulation.data.qpos[scene].tobytes() == before
    assert np.abs(simulation.arm - cell.robot.home_rad).max() > 0.02
