"""What a gripper closes on stays in it."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import itertools

import numpy as np
import pytest
from grip_bench import Bench

from blueprint.domain.robots import catalogue

THINGS = list(itertools.product(("box", "cylinder", "sphere", "hull"), (0.02, 0.05, 0.07)))


@pytest.mark.parametrize("name", catalogue.NAMES)
@pytest.mark.parametrize(("shape", "size"), THINGS)
def test_what_is_gripped_stays_in_the_hand_while_it_is_lifted_and_shaken(name: str, shape: str, size: float) -> None:
    robot = catalogue.find(name)
    for mass in (0.05, min(1.0, robot.payload_kg)):
        bench = Bench(robot, shape, size, mass)
        held = bench.take()
        assert held.height_m > 0.07, (mass, held)
        assert held.slip_m < 0.010, (mass, held)
        assert held.turn_rad < np.radians(20), (mass, held)


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_what_is_carried_gently_does_not_slip(name: str) -> None:
    held = Bench(catalogue.find(name), "box", 0.05, 0.2).take(shaken=False)
    assert held.slip_m < 0.001, held
    assert held.turn_rad < np.radians(1), held


def test_the_panda_lifts_its_payload() -> None:
    robot = catalogue.find("franka")
    held = Bench(robot, "box", 0.06, robot.payload_kg, grip_force_n=robot.grip_force_n).take(shaken=False)
    assert held.height_m > 0.18, held
    assert held.slip_m < 0.003, held


@pytest.mark.parametrize("name", ["franka", "ur10"])
@pytest.mark.parametrize("force", [10.0, 40.0])
def test_the_squeeze_is_what_was_asked_for(name: str, force: float) -> None:
    held = Bench(catalogue.find(name), "box", 0.04, 0.1, grip_force_n=force).take(shaken=False)
    assert held.squeeze_n == pytest.approx(force, rel=0.05)


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_the_gripper_closes_and_opens_at_its_speed(name: str) -> None:
    robot = catalogue.find(name)
    bench = Bench(robot, "box", 0.02, 0.1)
    bench.data.qpos[bench.arm] = robot.home_rad
    bench.data.ctrl[bench.servos] = robot.home_rad
    hand = robot.gripper

    def opening() -> float:
        return hand.closed_m + sum(c * bench.data.joint(bench.mounted.prefix + joint).qpos[0] for joint, c in hand.fingers)

    bench.data.ctrl[bench.gripper] = 1.0
    for _ in range(round((0.3 + hand.open_m / hand.speed_m_s) / 0.002)):
        bench.step()
    assert opening() == pytest.approx(hand.open_m, abs=5e-4)
    bench.data.ctrl[bench.gripper] = 0.5
    for _ in range(round(0.1 / 0.002)):
        bench.step()
    before = opening()
    for _ in range(round(0.1 / 0.002)):
        bench.step()
    assert (before - opening()) / 0.1 <= hand.speed_m_s * 1.02
    bench.data.ctrl[bench.gripper] = 0.0
    for _ in range(round((0.3 + hand.open_m / hand.speed_m_s) / 0.002)):
        bench.step()
    assert opening() == pytest.approx(0.0, abs=2e-3)
