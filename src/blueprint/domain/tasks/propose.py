"""From ideas to tasks: where the robot stands for each, and the proof that it reaches everything; what fails is dropped with the reason."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise, permutations, zip_longest

import numpy as np

from blueprint.contracts.tasks import Base, DroppedTask, Feasibility, Step, Task, TaskSet
from blueprint.domain.episodes.clearance import Clearance
from blueprint.domain.episodes.expert import Reach, reach_of
from blueprint.domain.episodes.operator import Operator
from blueprint.domain.episodes.poses import wxyz
from blueprint.domain.episodes.simulation import Simulation
from blueprint.domain.episodes.start import certified_start, usual_starts
from blueprint.domain.episodes.workcell import Workcell, build_workcell
from blueprint.domain.forked import forked_map
from blueprint.domain.physics.world import World
from blueprint.domain.robots.catalogue import find
from blueprint.domain.robots.robot import Mount, Robot
from blueprint.domain.tasks.ideas import Idea, admitted, ideas
from blueprint.domain.tasks.view import View

BASES_TRIED, CHANCES = 5, 12
FPS = 30
LOAD_SHARE = 0.8
MOST_SEQUENCES, APART_M = 4, 0.2
GROUND = {Mount.FLOOR: "floor", Mount.TOP: "top of furniture"}
PER_OBJECT = 3
"""Tasks that move one thing or work one joint, at most: what is left of the limit goes to others first."""


def propose(world: World, robot: str, seed: int, limit: int = 50) -> TaskSet:
    """Up to `limit` tasks of a scene that this robot can reach, spread over kinds and things; equal arguments give equal tasks.

    Raises ContractError for an unknown robot, with the names there are.
    """
    return Proposer(world, robot, seed).all(limit)


class Proposer:
    """Tasks of one scene for one robot."""

    def __init__(self, world: World, robot: str, seed: int) -> None:
        self._world, self._robot, self._seed = world, robot, seed
        self._view = View(world)
        self._places = _Places(self._view, find(robot), seed)
        self._ideas = list(ideas(self._view))

    def all(self, limit: int) -> TaskSet:
        """As `propose`."""
        tasks: list[Task] = []
        dropped: list[DroppedTask] = []
        wanted = list(_spread(self._ideas, self._seed))
        for idea, found in zip(wanted, forked_map(self._task, wanted), strict=False):
            if isinstance(found, Task):
                tasks.append(found)
            else:
                dropped.append(DroppedTask(task_id=self._id(idea), reason=found))
            if len(tasks) >= limit:
                break
        tasks = _with_sequences(tasks, _sequences(self._view, tasks, self._places), limit)
        return TaskSet(
            scene_id=self._view.scene.scene_id, scene_digest=self._world.digest, robot=self._robot, seed=self._seed, tasks=tuple(tasks),
            dropped=tuple(dropped),
        )  # fmt: skip

    def again(self, task: Task) -> Task | None:
        """The same task of another scene with the same things, as it is possible in this one; None when it is not."""
        steps = [self._step_like(step) for step in task.steps]
        if any(step is None for step in steps):
            return None
        assert steps[0] is not None
        first = admitted(self._view, steps[0])
        found = self._places.best(first) if not isinstance(first, str) else first
        if isinstance(found, str):
            return None
        base, reach, step = found
        rest = [idea.step for idea in steps[1:] if idea is not None]
        if any(self._places.reach(base, later, done=before) is None for before, later in pairwise((step, *rest))):
            return None
        return task.model_copy(update={"base": base, "steps": (step, *rest), "feasibility": _feasible(reach)})

    def _step_like(self, step: Step) -> Idea | None:
        wanted = (step.kind, step.object, step.joint, step.relation, step.reference)
        for idea in self._ideas:
            found = idea.step
            if (found.kind, found.object, found.joint, found.relation, found.reference) == wanted:
                return replace(idea, shares=(step.share,)) if step.joint else idea
        return None

    def _task(self, idea: Idea) -> Task | str:
        """The task of an idea, or the reason why it cannot be done."""
        possible = admitted(self._view, idea)
        if isinstance(possible, str):
            return possible
        found = self._places.best(possible)
        if isinstance(found, str):
            return found
        base, reach, step = found
        return Task(
            task_id=self._id(idea), kind=idea.kind, instruction=idea.instruction, robot=self._robot, base=base, steps=(step,),
            difficulty=idea.difficulty, feasibility=_feasible(reach),
        )  # fmt: skip

    def _id(self, idea: Idea) -> str:
        return f"{self._view.scene.scene_id}::{idea.key}"


def _feasible(reach: Reach) -> Feasibility:
    return Feasibility(reachable_ratio=1.0, ik_error_m=round(reach.error_m, 6), grasp_found=True)


def _with_sequences(tasks: list[Task], sequences: list[Task], limit: int) -> list[Task]:
    """Within the limit, a tenth of it for sequences."""
    room = min(len(sequences), max(limit - len(tasks), limit // 10))
    return [*tasks[: limit - room], *sequences[:room]]


class _Places:
    """Tries bases; one workcell per height is compiled, the base is only thought elsewhere."""

    def __init__(self, view: View, robot: Robot, seed: int) -> None:
        self.view, self.robot, self.seed = view, robot, seed
        self._cells: dict[float, tuple[Workcell, Simulation, Clearance]] = {}

    def best(self, idea: Idea) -> tuple[Base, Reach, Step] | str:
        """The first base from which the whole idea is reached, or the reason why there is none."""
        thing = self.view.world.things[idea.step.object]
        mass = float(self.view.model.body_subtreemass[thing.root])
        load = mass / LOAD_SHARE if thing.free and idea.kind != "push" else 0.0
        if load > self.robot.payload_kg:
            return f"{mass:.1f} kg is more than the robot carries ({self.robot.payload_kg:g} kg with the grasp's lever)"
        looked = 0
        for wanted, base in self._chances(idea, load):
            looked += 1
            if (reach := self.reach(base, wanted.step, wanted.shares)) is not None:
                return base, reach, reach.step
        if not looked:
            return f"no free {GROUND[self.robot.mount]} from which all of it is within reach"
        return f"no way of doing it without touching something from any of {looked} places"

    def _chances(self, idea: Idea, load_kg: float) -> Iterator[tuple[Idea, Base]]:
        """The best places for the idea. One that is clamped down has few places: they are looked for with the goal at each of its spots, and where it
        cannot even begin is not counted."""
        if self.robot.mount is Mount.FLOOR:
            yield from ((idea, base) for base in self.view.bases(self.robot, idea.points, BASES_TRIED, load_kg))
            return
        each = [[(wanted, base) for base in self.view.bases(self.robot, wanted.points, BASES_TRIED, load_kg)] for wanted in idea.variants()]
        chances = (chance for turn in zip_longest(*each) for chance in turn if chance is not None)
        yield from islice((chance for chance in chances if self._begins(chance[1])), CHANCES)

    def _begins(self, base: Base) -> bool:
        """At home it touches nothing, as things are certified."""
        _, simulation, clearance = self._cell(base.position_m[2])
        clearance.stand_at(np.array(base.position_m), base.yaw_rad)
        simulation.reset(certified_start(self.robot))
        clearance.see(simulation)
        return clearance.free(self.robot.home_rad)

    def reach(self, base: Base, step: Step, shares: tuple[float, ...] = (), done: Step | None = None) -> Reach | None:
        """From every start that the step may have; done: a step before it, whose thing stands at its goal by then."""
        cell, simulation, clearance = self._cell(base.position_m[2])
        clearance.stand_at(np.array(base.position_m), base.yaw_rad)
        found = None
        for start in usual_starts(cell, step):
            simulation.reset(start)
            if done is not None and done.goal_m is not None:
                turned = wxyz(simulation.object_pose(done.object)[:3, :3])
                simulation.reset(replace(start, objects={**start.objects, done.object: (np.array(done.goal_m), turned)}))
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


def _sequences(view: View, tasks: list[Task], places: _Places) -> list[Task]:
    """Two things put away from one base, at goals that do not meet: the second task done right after the first."""
    made: list[Task] = []
    placing = [task for task in tasks if task.kind == "pick_place"]
    for first, second in permutations(placing, 2):
        one, two = first.steps[0], second.steps[0]
        if len(made) >= MOST_SEQUENCES:
            break
        if one.object == two.object or {one.object, two.object} & {one.reference, two.reference} or any(one.object in task.task_id for task in made):
            continue
        assert one.goal_m is not None
        assert two.goal_m is not None
        if math.dist(one.goal_m[:2], two.goal_m[:2]) < APART_M or places.reach(first.base, two, done=one) is None:
            continue
        key = f"{view.scene.scene_id}::sequence::{one.object}::{one.relation}_{one.reference}+{two.object}::{two.relation}_{two.reference}"
        said = f"{first.instruction}, then {second.instruction}"
        made.append(first.model_copy(update={"task_id": key, "kind": "sequence", "instruction": said, "steps": (one, two), "difficulty": "hard"}))
    return made


def _number(*parts: object) -> int:
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:4], "big")
