"""Many episodes of many tasks over a scene and its variations: each made once, visible as soon as it is whole, the same whoever made it when.

An episode is decided by (scene file, task, seed): it does not depend on what was done before it, so that two processes share the work and a
killed collection goes on where it was.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, as_completed
from pathlib import Path

from pydantic import Field

from blueprint.contracts.episodes import CollectionReport, Recording, TaskTally
from blueprint.contracts.tasks import Task, TaskSet
from blueprint.core.artifact import Value
from blueprint.core.errors import ContractError
from blueprint.domain.episodes.make import Order, SceneFile, make
from blueprint.domain.forked import processes
from blueprint.domain.physics.world import load
from blueprint.domain.robots.catalogue import find
from blueprint.domain.tasks.propose import Proposer

WORKERS = 2


class Wish(Value):
    """What to collect. cameras: with pictures, where this machine can take them."""

    robot: str = "franka"
    episodes_per_task: int = Field(default=10, ge=1)
    max_tasks: int = Field(default=50, ge=1)
    seed: int = Field(default=1, ge=0)
    fps: int = Field(default=30, ge=5, le=120)
    image_width: int = Field(default=320, ge=16)
    image_height: int = Field(default=240, ge=16)
    cameras: bool = True
    workers: int = Field(default=WORKERS, ge=1)


def collect(
    scene_id: str,
    scenes: Sequence[SceneFile],
    wish: Wish,
    folder: Path,
    *,
    code_version: str,
    done: Mapping[str, Recording],
    publish: Callable[[Recording, Sequence[Path]], None],
    progress: Callable[[int, int, str], None],
    tasks: TaskSet | None = None,
) -> CollectionReport:
    """Collect under `folder/recordings/` and tell what came out, task by task.

    scenes: the first is the certified scene itself, `base`. done: recordings that exist already; those that this wish would make are not made
    again, others count for nothing. publish: called with each new recording and its files, the header last.
    tasks: of the first scene; made from it when not given. Raises ContractError for an unknown robot or tasks of another scene.
    """
    began = time.perf_counter()
    find(wish.robot)
    base = scenes[0]
    found = tasks or Proposer(load(base.usd), wish.robot, wish.seed).all(wish.max_tasks)
    if found.scene_digest != load(base.usd).digest:
        raise ContractError("tasks", "scene_digest", load(base.usd).digest, found.scene_digest)
    chosen = found.tasks[: wish.max_tasks]
    wanted = list(_orders(scene_id, scenes, wish, chosen, folder, code_version))
    made = {order.episode_id: done[order.episode_id] for order in wanted if _is_done(order, done.get(order.episode_id))}
    orders = [order for order in wanted if order.episode_id not in made]
    started, before = time.perf_counter(), len(made)
    progress(before, before + len(orders), f"{len(chosen)} tasks")
    for recording, files in _made(orders, wish.workers):
        made[recording.episode_id] = recording
        publish(recording, files)
        progress(len(made), before + len(orders), _pace(len(made) - before, len(orders), time.perf_counter() - started))
    reason = "" if chosen else _nothing(found)
    return _report(scene_id, wish, chosen, made, reason, time.perf_counter() - began)


def _orders(scene_id: str, scenes: Sequence[SceneFile], wish: Wish, tasks: Sequence[Task], folder: Path, code_version: str) -> Iterator[Order]:
    """Episode by episode; a task's episodes take turns over the scene and its variations."""
    for task in tasks:
        slug = re.sub(r"[^A-Za-z0-9_]+", "-", task.task_id.split("::", 1)[-1])
        for number in range(wish.episodes_per_task):
            turn = number % len(scenes)
            yield Order(
                episode_id=f"{slug}-{number:04d}", scene_id=scene_id, scenes=(*scenes[turn:], *scenes[:turn]), task=task,
                seed=_seed(wish.seed, task.task_id, number), wish_seed=wish.seed, fps=wish.fps,
                picture=(wish.image_width, wish.image_height) if wish.cameras else None, folder=folder / "recordings", code_version=code_version,
            )  # fmt: skip


def _is_done(order: Order, recording: Recording | None) -> bool:
    """Of this task and this seed, whichever scene allowed it."""
    return recording is not None and (recording.task.task_id, recording.seed) == (order.task.task_id, order.seed)


def _made(orders: list[Order], workers: int) -> Iterator[tuple[Recording, list[Path]]]:
    """As they are finished. With two workers or more each is a process; what they make does not depend on which one made it."""
    if not orders:
        return
    if workers == 1:
        yield from map(make, orders)
        return
    with processes(min(workers, len(orders)), wait=False) as pool:
        waiting: set[Future[tuple[Recording, list[Path]]]] = {pool.submit(make, order) for order in orders}
        for future in as_completed(waiting):
            yield future.result()


def _pace(made: int, wanted: int, seconds: float) -> str:
    """How fast, and how long it will still take."""
    left = seconds / made * (wanted - made)
    return f"episodes, {60 * made / seconds:.0f} a minute, {left // 60:.0f} min {left % 60:.0f} s left"


def _report(scene_id: str, wish: Wish, tasks: Sequence[Task], made: Mapping[str, Recording], reason: str, seconds: float) -> CollectionReport:
    by_task: dict[str, list[Recording]] = {}
    for recording in made.values():
        by_task.setdefault(recording.task.task_id, []).append(recording)
    tallies = tuple(_tally(task, by_task.get(task.task_id, [])) for task in tasks)
    return CollectionReport(
        scene_id=scene_id, robot=wish.robot, tasks=tallies, episodes=tuple(sorted(made)), attempted=sum(tally.attempted for tally in tallies),
        succeeded=sum(tally.succeeded for tally in tallies), replayed=sum(tally.replayed for tally in tallies), skipped_reason=reason,
        seconds=round(seconds, 3),
    )  # fmt: skip


def _tally(task: Task, recordings: list[Recording]) -> TaskTally:
    spent = sum(sum(recording.seconds.model_dump().values()) for recording in recordings)
    return TaskTally(
        task_id=task.task_id, instruction=task.instruction, kind=task.kind, attempted=len(recordings),
        succeeded=sum(recording.success for recording in recordings),
        replayed=sum(recording.replay_sha256 == recording.final_sha256 for recording in recordings), seconds=round(spent, 3),
    )  # fmt: skip


def _nothing(found: TaskSet) -> str:
    reasons = sorted({dropped.reason for dropped in found.dropped})
    return f"no task: {len(found.dropped)} were thought of; {'; '.join(reasons)}" if reasons else "no task: nothing in the scene can be moved or opened"


def _seed(*parts: object) -> int:
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:4], "big") >> 1
