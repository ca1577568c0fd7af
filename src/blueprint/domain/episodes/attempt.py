"""One episode: the expert does a task, everything is recorded, and a replay on a fresh load of the scene proves it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from blueprint.contracts.episodes import Failure
from blueprint.contracts.tasks import Base, Task
from blueprint.domain.episodes.clearance import Clearance
from blueprint.domain.episodes.expert import perform
from blueprint.domain.episodes.goals import Verdict, judge
from blueprint.domain.episodes.operator import Operator, Stopped
from blueprint.domain.episodes.record import Recorder
from blueprint.domain.episodes.simulation import Simulation
from blueprint.domain.episodes.start import DRAWS, start_of
from blueprint.domain.episodes.workcell import Workcell, build_workcell
from blueprint.domain.physics.world import World, load_fresh
from blueprint.domain.robots.catalogue import find

LONGEST_S = 40.0
"""Of simulated time; an attempt that takes longer is stopped."""

HELD_S = 0.5
"""How long the goals must hold at the end (jobs.md §4.14)."""


@dataclass(frozen=True)
class Attempt:
    """success: the goals held at the end for half a second, here and in the replay, which ended in the same bytes.
    draw: which start it was."""

    draw: int
    recorder: Recorder
    success: bool
    failure: Failure | None
    verdict: Verdict
    final: str
    replay: str
    plan_s: float
    simulate_s: float
    replay_s: float


def attempt(cell: Workcell, clearance: Clearance, task: Task, seed: int) -> Attempt:
    """The seed decides everything. A failure is an answer, not an exception; a start from which nothing can be begun is drawn again."""
    for draw in range(DRAWS - 1):
        made = _from(cell, clearance, task, seed, draw)
        if made.failure is None or len(made.recorder):
            return made
    return _from(cell, clearance, task, seed, DRAWS - 1)


def _from(cell: Workcell, clearance: Clearance, task: Task, seed: int, draw: int) -> Attempt:
    began = time.perf_counter()
    simulation = Simulation(cell, start_of(cell, task, seed, draw))
    begun = poses_of(simulation, task)
    operator = Operator(simulation, clearance, seed)
    recorder = Recorder(simulation, task)
    simulated, failure = 0.0, None
    held: list[bool] = []
    window = round(HELD_S * cell.fps)
    try:
        for action in perform(operator, task):
            recorder.capture(action, operator.phase)
            before = time.perf_counter()
            simulation.apply(action)
            simulated += time.perf_counter() - before
            if len(recorder) > LONGEST_S * cell.fps:
                raise Stopped(operator.phase, "timeout", f"longer than {LONGEST_S:g} s")
            if operator.phase == "hold":
                held.append(judge(simulation, task, begun).done)
                if len(held) >= window and all(held[-window:]):
                    break
    except Stopped as stopped:
        failure = stopped.failure
    verdict = judge(simulation, task, begun)
    done = verdict.done and failure is None and len(held) >= window and all(held[-window:])
    if failure is None and not done:
        failure = Failure(phase="hold", cause="missed_goal", message=", ".join(verdict.missed) or "the goals did not hold for half a second")
    planned = time.perf_counter() - began - simulated
    before = time.perf_counter()
    final = simulation.fingerprint()
    replayed, again = replay(cell, task, seed, draw, recorder.actions)
    if done and (again != final or not replayed.done):
        done, failure = False, Failure(phase="replay", cause="replay_differs", message="the recorded actions did not lead to the same state again")
    return Attempt(draw, recorder, done, None if done else failure, verdict, final, again, planned, simulated, time.perf_counter() - before)


def replay(cell: Workcell, task: Task, seed: int, draw: int, actions: list[NDArray[np.float32]]) -> tuple[Verdict, str]:
    """The same start and the recorded actions on a model that was read from the scene's files for this alone: verdict and fingerprint at the end."""
    fresh = _fresh_cell(cell.world.path, cell.world.digest, cell.robot.name, task.base.model_dump_json(), cell.fps)
    simulation = Simulation(fresh, start_of(fresh, task, seed, draw))
    begun = poses_of(simulation, task)
    for action in actions:
        simulation.apply(action)
    return judge(simulation, task, begun), simulation.fingerprint()


def poses_of(simulation: Simulation, task: Task) -> dict[str, np.ndarray]:
    """Where the task's things are, (4, 4) each."""
    return {step.object: simulation.object_pose(step.object) for step in task.steps if not step.joint}


@lru_cache(maxsize=3)
def _fresh_world(path: Path, digest: str) -> World:
    world = load_fresh(path)
    if world.digest != digest:
        raise RuntimeError(f"{path.name} changed while its episodes were collected")
    return world


@lru_cache(maxsize=6)
def _fresh_cell(path: Path, digest: str, robot: str, base: str, fps: int) -> Workcell:
    return build_workcell(_fresh_world(path, digest), find(robot), Base.model_validate_json(base), fps)
