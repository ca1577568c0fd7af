"""From ideas to tasks: where the robot stands for each, and the proof that it reaches everything; what fails is dropped with the reason."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from itertools import permutations, zip_longest

import numpy as np

from blueprint.contracts.tasks import Base, DroppedTask, Feasibility, Step, Task, TaskSet
from blueprint.domain.episodes.clearance import Clearance
from blueprint.domain.episodes.expert import Reach, reach_of
from blueprint.domain.episodes.operator import Operator
from blueprint.domain.episodes.simulation import Simulation
from blueprint.domain.episodes.start import certified_start, usual_starts
from blueprint.domain.episodes.workcell import Workcell, build_workcell
from blueprint.domain.physics.world import World
from blueprint.domain.robots.catalogue import find
from blueprint.domain.robots.robot import Robot
from blueprint.domain.tasks.ideas import Idea, ideas
from blueprint.domain.tasks.view import View

BASES_TRIED = 5
FPS = 30
MOST_SEQUENCES, APART_M = 4, 0.2
PER_OBJECT = 3
"""Tasks that move one thing or work one joint, at most: what is left of the limit goes to others first."""


def propose(world: World, robot: str, seed: int, limit: int = 50) -> TaskSet:
    """Up to `limit` tasks of a scene that this robot can reach, spread over kinds and things; equal arguments give equal tasks.

    Raises ContractError for an unknown robot, with the names there are.
    """
    view, arm = View(world), find(robot)
    places = _Places(view, arm, seed)
    tasks: list[Task] = []
    dropped: list[DroppedTask] = []
    for idea in _spread(list(ideas(view)), seed):
        if len(tasks) >= limit:
            break
        task_id = f"{view.scene.scene_id}::{idea.key}"
        found = places.best(idea)
        if isinstance(found, str):
            dropped.append(DroppedTask(task_id=task_id, reason=found))
            continue
        base, reach, step = found
        tasks.append(
            Task(
                task_id=task_id, kind=idea.kind, instruction=idea.instruction, robot=robot, base=base, steps=(step,), difficulty=idea.difficulty,
                feasibility=Feasibility(reachable_ratio=1.0, ik_error_m=round(reach.error_m, 6), grasp_found=True),
            )
        )  # fmt: skip
    tasks += _sequences(view, tasks, places, max(0, limit - len(tasks)))
    return TaskSet(
        scene_id=view.scene.scene_id, scene_digest=world.digest, robot=robot, seed=seed, tasks=tuple(tasks[:limit]), dropped=tuple(dropped)
    )


class _Places:
    """Tries bases; one workcell per height is compiled, the base is only thought elsewhere."""

    def __init__(self, view: View, robot: Robot, seed: int) -> None:
        self.view, self.robot, self.seed = view, robot, seed
        self._cells: dict[float, tuple[Workcell, Simulation, Clearance]] = {}

    def best(self, idea: Idea) -> tuple[Base, Reach, Step] | str:
        """The first base from which the whole idea is reached, or the reason why there is none."""
        bases = self.view.bases(self.robot, idea.points, BASES_TRIED)
        if not bases:
            return "no free floor from which all of it is within reach"
        for base in bases:
            if (reach := self.reach(base, idea.step, idea.shares)) is not None:
                return base, reach, reach.step
        return f"no way of doing it without touching something from any of {len(bases)} places"

    def reach(self, base: Base, step: Step, shares: tuple[float, ...] = ()) -> Reach | None:
        """From every start that the step may have."""
        cell, simulation, clearance = self._cell(base.position_m[2])
        clearance.stand_at(np.array(base.position_m), base.yaw_rad)
        found = None
        for start in usual_starts(cell, step):
            simulation.reset(start)
            clearance.see(simulation)
            if not clearance.free(self.robot.home_rad):
                return None
            operator = Operator(simulation, clearance, _number(self.seed, step.object, step.joint))
            operator.stand_at(base)
            found = reach_of(operator, step, shares)
            if found is None:
                return None
        return found

    def _cell(self, height: float) -> tuple[Workcell, Simulation, Clearance]:
        if height not in self._cells:
            far = Base(position_m=(0.0, 0.0, height), yaw_rad=0.0)
            cell = build_workcell(self.view.world, self.robot, far, FPS)
            self._cells[height] = (cell, Simulation(cell, certified_start(self.robot)), Clearance(cell))
        return self._cells[height]


def _spread(all_ideas: list[Idea], seed: int) -> Iterator[Idea]:
    """Kinds take turns; within a kind things take turns, drawn by the seed; no thing more often than `PER_OBJECT` times in a kind."""
    random = np.random.default_rng(seed)
    kinds: dict[str, dict[str, list[Idea]]] = {}
    for idea in all_ideas:
        kinds.setdefault(idea.kind, {}).setdefault(idea.step.joint or idea.step.object, []).append(idea)
    rows = []
    for things in kinds.values():
        order = [list(things.values())[index] for index in random.permutation(len(things))]
        rows.append([idea for turn in zip_longest(*(each[:PER_OBJECT] for each in order)) for idea in turn if idea is not None])
    for turn in zip_longest(*rows):
        yield from (idea for idea in turn if idea is not None)


def _sequences(view: View, tasks: list[Task], places: _Places, room: int) -> list[Task]:
    """Two things put away from one base, at goals that do not meet: the second task done right after the first."""
    made: list[Task] = []
    placing = [task for task in tasks if task.kind == "pick_place"]
    for first, second in permutations(placing, 2):
        one, two = first.steps[0], second.steps[0]
        if len(made) >= min(room, MOST_SEQUENCES):
            break
        if one.object == two.object or {one.object, two.object} & {one.reference, two.reference} or any(one.object in task.task_id for task in made):
            continue
        assert one.goal_m is not None
        assert two.goal_m is not None
        if math.dist(one.goal_m[:2], two.goal_m[:2]) < APART_M or places.reach(first.base, two) is None:
            continue
        key = f"{view.scene.scene_id}::sequence::{one.object}::{one.relation}_{one.reference}+{two.object}::{two.relation}_{two.reference}"
        said = f"{first.instruction}, then {second.instruction}"
        made.append(first.model_copy(update={"task_id": key, "kind": "sequence", "instruction": said, "steps": (one, two), "difficulty": "hard"}))
    return made


def _number(*parts: object) -> int:
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:4], "big")
