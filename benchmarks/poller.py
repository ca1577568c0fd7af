"""One poll of genie-sim-import-poller in a bucket of 100,000 scenes with a finished job each, of which 50 are not imported. Medians of 5.

`due`: each of the 50 is started; `in_flight`: all 50 were started lately; `idle`: nothing is open. Each poll also walks on through 100 scenes.

python benchmarks/poller.py [scenes] [open] [folder]

folder: the bucket is made there and stays, so that another time is spent on measuring alone.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from blueprint.contracts.geniesim_runs import IMPORT_TRIGGERED, OPEN_JOB
from blueprint.core.event import Event
from blueprint.engine.engine import Engine
from blueprint.engine.services import Services
from blueprint.store.store import Store
from blueprint.workflows.genie_sim_import_poller import genie_sim_import_poller

ROUNDS, SCENES, OPEN = 5, 100_000, 50
AT = "2031-04-05T06:07:08Z"


def scene(number: int) -> str:
    return f"kitchen_{number:06d}"


def fill(root: Path, scenes: int, opened: int) -> list[str]:
    """Plain files, as another program would leave them; the ids of the scenes whose job is open. What stands there already is not made again."""
    step = max(1, scenes // max(1, opened))
    chosen = [scene(number) for number in range(0, step * opened, step)]
    for number in () if (root / "scenes").exists() else range(scenes):
        name = scene(number)
        folder = root / "scenes" / name / "geniesim"
        os.makedirs(folder)
        record = {"job_id": f"local-{number}", "scene_id": name, "status": "completed", "submitted_at": AT}
        (folder / "job.json").write_text(json.dumps(record))
        if name not in chosen:
            (folder / ".geniesim_import_complete").write_text(json.dumps({"scene_id": name, "job_id": f"local-{number}", "status": "completed"}))
    index = root / "automation" / "geniesim" / "open"
    os.makedirs(index, exist_ok=True)
    for name in chosen:
        (root / IMPORT_TRIGGERED.at(name)).unlink(missing_ok=True)
        (index / f"{name}.json").write_text(json.dumps({"scene_id": name, "job_id": f"local-{int(name[-6:])}", "timestamp": AT}))
    return chosen


def measure(scenes: int = SCENES, opened: int = OPEN, kept: str = "") -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(kept or folder) / "bucket"
        root.mkdir(parents=True, exist_ok=True)
        started = time.perf_counter()
        chosen = fill(root, scenes, opened)
        found: dict[str, float] = {"scenes": scenes, "open": opened, "fill_s": time.perf_counter() - started}
        store, events = Store.at(root), []
        services = Services(store=store, runtime=None, workflows=(genie_sim_import_poller,), deliver=events.append)  # type: ignore[arg-type]
        with Engine(f"sqlite:///{folder}/engine.sqlite", services) as engine:
            found["first_s"] = poll(engine, "first")
            assert len(events) == opened, len(events)
            due, flying = [], []
            for round_ in range(ROUNDS):
                flying.append(poll(engine, f"in-flight-{round_}"))
                for name in chosen:
                    ref = store.exists(IMPORT_TRIGGERED, name)
                    assert ref is not None
                    store.delete(ref)
                due.append(poll(engine, f"due-{round_}"))
            assert len(events) == (ROUNDS + 1) * opened, len(events)
            for name in chosen:
                ref = store.exists(OPEN_JOB, name)
                assert ref is not None
                store.delete(ref)
            idle = [poll(engine, f"idle-{round_}") for round_ in range(ROUNDS)]
        found |= {"due_s": statistics.median(due), "in_flight_s": statistics.median(flying), "idle_s": statistics.median(idle)}
    return {key: round(value, 3) for key, value in found.items()}


def poll(engine: Engine, key: str) -> float:
    """Seconds from the tick to the outcome."""
    started = time.perf_counter()
    outcome = engine.wait(engine.start("genie-sim-import-poller", Event(id=key, type="cron", occurred_at=datetime.now(UTC))), 600)
    assert outcome.succeeded, outcome
    return time.perf_counter() - started


def main() -> None:
    scenes, opened, kept = (*sys.argv[1:], *("", "", "")[len(sys.argv) - 1 :])
    for key, value in measure(int(scenes or SCENES), int(opened or OPEN), kept).items():
        print(f"{key:14} {value:10.3f}")


if __name__ == "__main__":
    main()
