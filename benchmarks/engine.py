"""Engine: trigger → first step, and a step against a bare DBOS step of the same run. Medians of 5.

python benchmarks/engine.py [postgresql://…]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dbos import DBOS

from blueprint.core.event import Event
from blueprint.core.outcome import Outcome, succeeded
from blueprint.engine.engine import Engine
from blueprint.engine.run import Run
from blueprint.engine.services import Services
from blueprint.engine.workflow import workflow
from blueprint.store.store import Store

ROUNDS, RUNS, STEPS, BLOCK = 5, 200, 400, 20
began: dict[str, float] = {}


@workflow("first-step", exclusive="scene")
def first_step(run: Run) -> Outcome:
    began[run.event.id] = time.perf_counter()
    run.now()
    return succeeded()


@workflow("many-steps")
def many_steps(run: Run) -> Outcome:
    """Blocks of our steps and of DBOS's own, in turn, so that both see the same disk and the same neighbours."""
    ours = bare = 0.0
    for _ in range(STEPS // BLOCK):
        ours -= time.perf_counter()
        for _ in range(BLOCK):
            run._steps.do("ours", lambda: 1.0)
        ours += time.perf_counter()
        bare -= time.perf_counter()
        for _ in range(BLOCK):
            DBOS.run_step({"name": "bare"}, lambda: 1.0)
        bare += time.perf_counter()
    return succeeded(ours_ms=ours / STEPS * 1000, bare_ms=bare / STEPS * 1000)


def manual(key: str) -> Event:
    return Event(id=key, type="manual", scene_id=f"scene-{key}", occurred_at=datetime.now(UTC))


def latencies(engine: Engine, round_: int) -> list[float]:
    """Milliseconds from the call of `start` until the workflow's function runs, its first step done (`begin`), one run at a time."""
    found = []
    for number in range(RUNS):
        key = f"{round_}-{number}"
        asked = time.perf_counter()
        run_id = engine.start("first-step", manual(key))
        engine.wait(run_id, 30)
        found.append((began[key] - asked) * 1000)
    return sorted(found)


def measure(url: str, folder: Path) -> dict[str, float]:
    services = Services(store=Store.at(folder / "bucket"), runtime=None, workflows=(first_step, many_steps))  # type: ignore[arg-type]
    rows: list[dict[str, Any]] = []
    cold = time.perf_counter()
    engine = Engine(url, services)
    engine.launch()
    cold = (time.perf_counter() - cold) * 1000
    try:
        for round_ in range(ROUNDS):
            sample = latencies(engine, round_)
            steps = engine.wait(engine.start("many-steps", manual(f"steps-{round_}")), 120).details
            rows.append({"p50_ms": sample[RUNS // 2], "p99_ms": sample[int(RUNS * 0.99)], **steps, "ratio": steps["ours_ms"] / steps["bare_ms"]})
        idle = time.process_time()
        time.sleep(3)
        idle = (time.process_time() - idle) / 3 * 100
    finally:
        engine.stop()
    return {"launch_ms": cold, "idle_cpu_percent": idle, **{key: statistics.median(row[key] for row in rows) for key in rows[0]}}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder}/engine.sqlite"
        found = measure(url, Path(folder))
    for key, value in found.items():
        print(f"{key:18} {value:8.2f}")


if __name__ == "__main__":
    main()
