"""The expert over rooms × all their tasks × seeds: how often it succeeds, where it fails and why, and whether every replay ends in the same bytes.

python -m benchmarks.expert [--rooms 20] [--only N,N] [--seeds 5] [--tasks 50] [--workers 2] [--folder FOLDER]

Rooms and rows stay in the folder: what was attempted there with this code is not attempted again.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.corpus import PROMPTS
from benchmarks.kept_rooms import room, spread
from blueprint.contracts.tasks import TaskSet

ROOMS, SEEDS, TASKS, FPS, ROBOT = 20, 5, 50, 30, "franka"


@dataclass(frozen=True)
class Row:
    """One attempt. identical: the replay on a fresh load ended in the same bytes. claimed: the goals held in the recorded run."""

    room: int
    task: str
    kind: str
    seed: int
    success: bool
    identical: bool
    claimed: bool
    phase: str
    cause: str
    message: str
    frames: int
    draw: int
    seconds: float


def attempts(number: int, seeds: int, tasks: int, folder: Path) -> tuple[list[Row], dict[str, int]]:
    """Of one room: rows, and how many ideas were dropped for which reason."""
    from blueprint.domain.episodes.attempt import attempt
    from blueprint.domain.episodes.clearance import Clearance
    from blueprint.domain.episodes.workcell import build_workcell
    from blueprint.domain.physics.world import load
    from blueprint.domain.robots.catalogue import find

    world = load(room(number, folder))
    found = tasks_of(number, tasks, folder)
    rows = []
    for task in found.tasks:
        cell = build_workcell(world, find(ROBOT), task.base, FPS)
        clearance = Clearance(cell)
        for seed in range(1, seeds + 1):
            began = time.perf_counter()
            done = attempt(cell, clearance, task, seed)
            failure = done.failure
            rows.append(Row(
                number, task.task_id.split("::", 1)[1], task.kind, seed, done.success, done.final == done.replay, done.verdict.done and failure is None,
                failure.phase if failure else "", failure.cause if failure else "", failure.message if failure else "", len(done.recorder), done.draw,
                round(time.perf_counter() - began, 3),
            ))  # fmt: skip
    return rows, dict(Counter(each.reason for each in found.dropped))


def tasks_of(number: int, most: int, folder: Path) -> TaskSet:
    from blueprint.domain.physics.world import load
    from blueprint.domain.tasks.propose import propose

    place = folder / f"{number:03d}" / f"tasks_{most}.json"
    world = load(room(number, folder))
    if not place.is_file():
        place.write_text(propose(world, ROBOT, 1, most).model_dump_json(), encoding="utf-8")
    return TaskSet.model_validate_json(place.read_bytes())


def _kept(number: int, seeds: int, tasks: int, folder: Path) -> tuple[list[Row], dict[str, int], float]:
    place = folder / f"{number:03d}" / "rows.json"
    if not place.is_file():
        began = time.perf_counter()
        rows, dropped = attempts(number, seeds, tasks, folder)
        place.write_text(json.dumps([[asdict(row) for row in rows], dropped, time.perf_counter() - began]), encoding="utf-8")
    rows, dropped, seconds = json.loads(place.read_text(encoding="utf-8"))
    return [Row(**row) for row in rows], dropped, seconds


def measure(rooms: Sequence[int], seeds: int, tasks: int, workers: int, folder: Path) -> dict[str, Any]:
    rows: list[Row] = []
    dropped: Counter[str] = Counter()
    with ProcessPoolExecutor(workers) as pool:
        for number, (more, reasons, seconds) in zip(rooms, pool.map(_kept, *zip(*((n, seeds, tasks, folder) for n in rooms), strict=True)), strict=True):
            rows += more
            dropped.update(reasons)
            good = sum(row.success for row in more)
            print(f"{number:3} {good:4}/{len(more):<4} {seconds:6.0f} s  {PROMPTS[number]}", flush=True)
    return table(rows, dropped)


def table(rows: list[Row], dropped: Counter[str]) -> dict[str, Any]:
    kinds = {kind: _tally([row for row in rows if row.kind == kind]) for kind in dict.fromkeys(row.kind for row in rows)}
    return {"all": _tally(rows), **kinds, "rooms": len({row.room for row in rows}), "tasks": len({(row.room, row.task) for row in rows}),
            "not_proposed": dict(dropped.most_common())}  # fmt: skip


def _tally(rows: list[Row]) -> dict[str, Any]:
    succeeded = sum(row.success for row in rows)
    return {
        "attempted": len(rows), "succeeded": succeeded, "share": round(succeeded / max(1, len(rows)), 4),
        "replayed_bit_identical": sum(row.identical for row in rows), "false_successes": sum(row.success and not (row.claimed and row.identical) for row in rows),
        "failures": dict(Counter(f"{row.phase}: {row.cause}" for row in rows if not row.success).most_common()),
    }  # fmt: skip


def lines(found: dict[str, Any]) -> Iterator[str]:
    yield f"{found['rooms']} rooms, {found['tasks']} tasks; not proposed: {sum(found['not_proposed'].values())}"
    yield f"{'kind':<12} {'attempted':>9} {'succeeded':>9} {'share':>7} {'replayed':>9} {'false':>6}  failures"
    for kind, tally in found.items():
        if isinstance(tally, dict) and "attempted" in tally:
            yield (f"{kind:<12} {tally['attempted']:>9} {tally['succeeded']:>9} {tally['share']:>7.1%} {tally['replayed_bit_identical']:>9} "
                   f"{tally['false_successes']:>6}  {', '.join(f'{count} {why}' for why, count in tally['failures'].items())}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rooms", type=int, default=ROOMS)
    parser.add_argument("--only", default="", help="numbers of sentences, comma-separated")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--tasks", type=int, default=TASKS)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", default="")
    arguments = parser.parse_args()
    rooms = [int(number) for number in arguments.only.split(",")] if arguments.only else spread(arguments.rooms)
    with tempfile.TemporaryDirectory() as temporary:
        found = measure(rooms, arguments.seeds, arguments.tasks, arguments.workers, Path(arguments.folder or temporary))
    print("\n".join(lines(found)))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
