"""Engine: an object in the bucket → router → first step, and a step against a bare DBOS step of the same run. Medians of 5.

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

from blueprint.core.artifact import File
from blueprint.core.event import Event, ObjectFinalized
from blueprint.core.identity import run_id
from blueprint.core.outcome import Outcome, succeeded
from blueprint.engine.engine import Engine
from blueprint.engine.run import Run
from blueprint.engine.services import Services
from blueprint.engine.workflow import workflow
from blueprint.events.router import Router
from blueprint.store.store import Store

ROUNDS, RUNS, STEPS, BLOCK = 5, 200, 400, 20
began: dict[str, float] = {}


GO = ObjectFinalized(File("scenes/{scene_id}/go"))


@workflow("first-step", on=(GO,), exclusive="scene")
def first_step(run: Run) -> Outcome:
    began[run.scene_id] = time.perf_counter()
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


def latencies(engine: Engine, router: Router, round_: int) -> list[float]:
    """Milliseconds from the hint that an object was written until the workflow's function runs, its first step done (`begin`), one at a time."""
    found = []
    for number in range(RUNS):
        scene = f"s{round_}-{number}"
        info = engine.services.store.bucket.put(f"scenes/{scene}/go", b"{}")
        asked = time.perf_counter()
        router.finalized(info.name)
        engine.wait(run_id("first-step", f"{info.name}#{info.generation}"), 30)
        found.append((began[scene] - asked) * 1000)
    return sorted(found)


def measure(url: str = "") -> dict[str, float]:
    """On SQLite by default. ratio: a step of ours ÷ a bare DBOS step in the same run."""
    with tempfile.TemporaryDirectory() as folder:
        return _measure(url or f"sqlite:///{folder}/engine.sqlite", Path(folder))


def _measure(url: str, folder: Path) -> dict[str, float]:
    services = Services(store=Store.at(folder / "bucket"), runtime=None, workflows=(first_step, many_steps))  # type: ignore[arg-type]
    rows: list[dict[str, Any]] = []
    cold = time.perf_counter()
    engine = Engine(url, services)
    engine.launch()
    cold = (time.perf_counter() - cold) * 1000

    def start(name: str, event: Event) -> None:
        engine.start(name, event)

    router = Router(services.store, [("first-step", GO)], start, engine.known)
    try:
        for round_ in range(ROUNDS):
            sample = latencies(engine, router, round_)
            steps = engine.wait(engine.start("many-steps", manual(f"steps-{round_}")), 120).details
            rows.append({"p50_ms": sample[RUNS // 2], "p99_ms": sample[int(RUNS * 0.99)], **steps, "ratio": steps["ours_ms"] / steps["bare_ms"]})
        idle = time.process_time()
        time.sleep(3)
        idle = (time.process_time() - idle) / 3 * 100
    finally:
        engine.stop()
    found = {"launch_ms": cold, "idle_cpu_percent": idle, **{key: statistics.median(row[key] for row in rows) for key in rows[0]}}
    return {key: round(value, 3) for key, value in found.items()}


def main() -> None:
    found = measure(sys.argv[1] if len(sys.argv) > 1 else "")
    for key, value in found.items():
        print(f"{key:18} {value:8.2f}")


if __name__ == "__main__":
    main()
