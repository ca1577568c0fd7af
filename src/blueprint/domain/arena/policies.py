"""Policies that come with the program: what an expert, chance and stillness reach is what another policy is measured against."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from blueprint.contracts.tasks import Task
from blueprint.domain.arena.evaluate import GaveUp, Policy, PolicyMaker
from blueprint.domain.arena.stage import Observation, Stage
from blueprint.domain.episodes.clearance import Clearance
from blueprint.domain.episodes.expert import perform
from blueprint.domain.episodes.operator import Operator, Stopped

Action = NDArray[np.float32]


def scripted(simulation: Stage, task: Task, seed: int) -> Policy:
    """The expert that collects episodes: plans from the whole state, gives up where it cannot go on."""
    clearance = Clearance(simulation.simulation.cell)
    clearance.see(simulation.simulation)
    actions = perform(Operator(simulation.simulation, clearance, seed), task)

    def act(_: Observation) -> Action:
        try:
            return next(actions)
        except Stopped as stopped:
            raise GaveUp(str(stopped)) from stopped
        except StopIteration as ended:
            raise GaveUp("it did all that it had planned") from ended

    return act


def chance(simulation: Stage, _: Task, seed: int) -> Policy:
    """Joint targets that wander at up to the joints' own speeds, and a hand that opens and closes as it likes."""
    random = np.random.default_rng(seed)
    robot = simulation.robot
    reach = robot.velocity_rad_s / simulation.fps
    target = simulation.simulation.arm

    def act(_: Observation) -> Action:
        nonlocal target
        target = np.clip(target + random.uniform(-reach, reach), robot.lower_rad, robot.upper_rad)
        return np.append(target, random.uniform()).astype(np.float32)

    return act


def stillness(simulation: Stage, _: Task, __: int) -> Policy:
    """The arm stays where the episode begins, the hand open."""
    rest = np.append(simulation.simulation.arm, 1.0).astype(np.float32)
    return lambda _: rest


BUILT_IN: Mapping[str, PolicyMaker] = {"scripted": scripted, "random": chance, "zero": stillness}
