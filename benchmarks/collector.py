"""The collector on one core: successful pick-and-place episodes an hour without and with pictures, and its steps and frames a second beside bare MuJoCo.

python -m benchmarks.collector [--episodes 40] [--pictures 12] [--folder FOLDER]

The room is the standard kitchen of `make`, its tasks are proposed before the clock runs. What was recorded is then replayed by another process
from the files alone.
"""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import mujoco
import numpy as np

from benchmarks.expert import FPS, ROBOT, tasks_of
from benchmarks.kept_rooms import room
from blueprint.contracts.episodes import Recording
from blueprint.contracts.tasks import Task
from blueprint.contracts.variations import Look
from blueprint.domain.datasets.features import array_of
from blueprint.domain.episodes.attempt import attempt, replay
from blueprint.domain.episodes.camera import Studio, available, front_view
from blueprint.domain.episodes.clearance import Clearance
from blueprint.domain.episodes.make import BASE, Order, SceneFile, make
from blueprint.domain.episodes.simulation import Simulation
from blueprint.domain.episodes.start import start_of
from blueprint.domain.episodes.workcell import Workcell, build_workcell
from blueprint.domain.physics.world import load
from blueprint.domain.robots.catalogue import find

KITCHEN, TASKS, ROUNDS = 0, 24, 5
WIDTH, HEIGHT = 320, 240


def measure(episodes: int, pictures: int, folder: Path) -> dict[str, Any]:
    tasks = [task for task in tasks_of(KITCHEN, TASKS, folder).tasks if task.kind == "pick_place"]
    usd = room(KITCHEN, folder)
    found: dict[str, Any] = {"pick_place_tasks": len(tasks)}
    with tempfile.TemporaryDirectory() as place:
        found["state_only"] = _collected(usd, tasks, episodes, None, Path(place) / "states")
        if available():
            found["two_cameras"] = _collected(usd, tasks, pictures, (WIDTH, HEIGHT), Path(place) / "pictures")
        with ProcessPoolExecutor(1) as pool:
            found["replayed_from_files"] = pool.submit(replayed, usd, Path(place) / "states").result()
    return {**found, **_beside(usd, tasks[0])}


def _collected(usd: Path, tasks: Sequence[Task], count: int, picture: tuple[int, int] | None, folder: Path) -> dict[str, Any]:
    """Each task in turn, as many episodes of each; everything that `make` does counts."""
    each = max(1, count // len(tasks))
    scene, began, spent = SceneFile(BASE, usd, Look()), time.perf_counter(), time.process_time()
    made = [
        make(Order(f"e{index}-{seed}", "kitchen", (scene,), task, seed, 1, FPS, picture, folder, "benchmark"))[0]
        for index, task in enumerate(tasks) for seed in range(1, each + 1)
    ]  # fmt: skip
    wall, cpu = time.perf_counter() - began, time.process_time() - spent
    good = [recording for recording in made if recording.success]
    parts = {part: round(statistics.mean(getattr(recording.seconds, part) for recording in made), 3) for part in ("plan", "simulate", "replay", "render")}
    return {
        "episodes": len(made), "succeeded": len(good), "per_core_hour": round(3600 * len(good) / wall), "per_cpu_hour": round(3600 * len(good) / cpu),
        "seconds_an_episode": round(wall / len(made), 3), "of_which": parts, "frames": round(statistics.mean(each.frame_count for each in made)),
    }  # fmt: skip


def replayed(usd: Path, folder: Path) -> dict[str, int]:
    """By a process that recorded none of them: how many end in the recorded bytes, and how many successes are none."""
    import pyarrow.parquet as pq

    identical = false = 0
    headers = [Recording.model_validate_json(path.read_bytes()) for path in sorted(folder.glob("*.json"))]
    world = load(usd)
    for header in headers:
        cell = build_workcell(world, find(ROBOT), header.task.base, header.fps)
        actions = array_of(pq.read_table(folder / f"{header.episode_id}.parquet", columns=["action"])["action"])
        verdict, final = replay(cell, header.task, header.seed, header.draw, list(actions))
        identical += final == header.final_sha256
        false += header.success and not verdict.done
    return {"episodes": len(headers), "bit_identical": identical, "false_successes": false}


def _beside(usd: Path, task: Task) -> dict[str, Any]:
    """One episode's states again, ours and MuJoCo's own loop in turn. bare: the same model, targets and settings, nothing but `mj_step`, or `mjr_render`."""
    cell = build_workcell(load(usd), find(ROBOT), task.base, FPS)
    done = attempt(cell, Clearance(cell), task, 1)
    start, actions, states = start_of(cell, task, 1, done.draw), done.recorder.actions, done.recorder.positions
    simulation, steps = Simulation(cell, start), len(actions) * cell.substeps
    targets = _targets(cell, Simulation(cell, start), actions)

    def ours() -> None:
        simulation.reset(start)
        for action in actions:
            simulation.apply(action)

    def bare() -> None:
        simulation.reset(start)
        data = simulation.data
        for control in targets:
            data.ctrl[:] = control
            mujoco.mj_step(cell.model, data)

    found: dict[str, Any] = {"steps": _ratio(ours, bare, steps)}
    if available():
        view = front_view(cell, task, Look())
        studio = Studio(cell.world, cell.robot, cell.base, Look(), WIDTH, HEIGHT)
        for name, seen in (("front", view), ("wrist", None)):
            found[f"frames_{name}"] = _ratio(lambda seen=seen: list(studio.film(states, seen)), lambda seen=seen: _pictures(studio, states, seen), len(states))
        studio.close()
    return found


def _targets(cell: Workcell, simulation: Simulation, actions: Sequence[Any]) -> np.ndarray:
    """(steps, nu) what the servos are told at each step of the recorded actions."""
    rows, control = [], simulation.data.ctrl.copy()
    for action in actions:
        before = control[cell.address.actuator].copy()
        control[cell.address.gripper] = action[-1]
        for step in range(1, cell.substeps + 1):
            control[cell.address.actuator] = before + (action[:-1].astype(float) - before) / cell.substeps * step
            rows.append(control.copy())
    return np.array(rows)


def _pictures(studio: Studio, states: Sequence[Any], view: Any) -> None:
    """As `mujoco.Renderer` does it: the whole scene, frame by frame."""
    studio._show(np.isin(studio._groups, (0, 1, 2)))
    for state in states:
        studio._taken(state, view)


def _ratio(ours: Callable[[], Any], bare: Callable[[], Any], count: int) -> dict[str, float]:
    """Medians a second of ROUNDS each, in turn."""
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    for _ in range(ROUNDS):
        for name, run in (("ours", ours), ("bare", bare)):
            began = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - began)
    a, b = (count / statistics.median(times[name]) for name in ("ours", "bare"))
    return {"ours_per_s": round(a), "bare_per_s": round(b), "ratio": round(a / b, 3)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=40)
    parser.add_argument("--pictures", type=int, default=12)
    parser.add_argument("--folder", default="")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        print(json.dumps(measure(arguments.episodes, arguments.pictures, Path(arguments.folder or temporary)), indent=1))


if __name__ == "__main__":
    main()
