"""Where a policy is evaluated: the scene's own simulator with the robot of the tasks in it (domain.episodes), as a `Simulation`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from blueprint.contracts.tasks import Base, Task
from blueprint.domain.episodes.goals import judge
from blueprint.domain.episodes.simulation import Simulation
from blueprint.domain.episodes.start import start_of
from blueprint.domain.episodes.workcell import Workcell, build_workcell
from blueprint.domain.physics.world import World
from blueprint.domain.robots.robot import Robot

Array = NDArray[np.float64]

FPS = 30
HELD_S = 0.5
"""A goal counts when it has held for so long: what is thrown past it does not."""


@dataclass(frozen=True)
class Observation:
    """What a policy is given every control period. arm (dof,) rad; opening: between the pads, m; hand (4, 4) of the grasp point in the world;
    objects: id → (4, 4) in the world, of all that can move; joints: prim path → rad or m, of the task's joints; time_s since the start."""

    instruction: str
    time_s: float
    arm: Array
    opening: float
    hand: Array
    objects: dict[str, Array]
    joints: dict[str, float]


class Stage:
    """One scene, one robot, any of its tasks. An action is float32 (dof + 1): joint targets in rad and the gripper's opening 0 … 1."""

    def __init__(self, world: World, robot: Robot, fps: int = FPS) -> None:
        self.world, self.robot, self.fps = world, robot, fps
        self._cell: tuple[Base, Workcell] | None = None

    def reset(self, task: Task, seed: int) -> None:
        """The certified scene with the arm and the task's things a little elsewhere, as the seed says."""
        cell = self._standing(task.base)
        self.task, self.simulation = task, Simulation(cell, start_of(cell, task, seed))
        self._begun = {thing.id: self.simulation.object_pose(thing.id) for thing in self.world.free}
        self._steps = self._held = 0

    def observe(self) -> Observation:
        simulation = self.simulation
        return Observation(
            instruction=self.task.instruction, time_s=self._steps / self.fps, arm=simulation.arm, opening=simulation.opening, hand=simulation.hand,
            objects={thing.id: simulation.object_pose(thing.id) for thing in self.world.free},
            joints={step.joint: simulation.joint(step.joint) for step in self.task.steps if step.joint},
        )  # fmt: skip

    def step(self, action: NDArray[np.float32]) -> None:
        """Joint targets beyond the limits are held at them, as the servos would."""
        low, high = np.append(self.robot.lower_rad, 0.0), np.append(self.robot.upper_rad, 1.0)
        self.simulation.apply(np.clip(action, low, high).astype(np.float32))
        self._steps += 1
        self._held = self._held + 1 if judge(self.simulation, self.task, self._begun).done else 0

    def success(self) -> bool:
        """Every step's goal has held for half a second."""
        return self._held >= round(HELD_S * self.fps)

    def _standing(self, base: Base) -> Workcell:
        """The episodes of a task follow one another, so one workcell is kept."""
        if self._cell is None or self._cell[0] != base:
            self._cell = base, build_workcell(self.world, self.robot, base, self.fps)
        return self._cell[1]
