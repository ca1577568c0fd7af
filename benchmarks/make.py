"""Sentence → certified room through `blueprint make --through scene`: wall seconds, seconds a stage, peak memory. Each run in an empty bucket."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from typing import Any

KITCHEN = "a small kitchen with an island, four stools, two mugs and a bowl of apples on the counter"


def measure(runs: int = 5) -> dict[str, Any]:
    """Median of `runs` for the standard and the premium tier."""
    return {quality: _tier(quality, runs) for quality in ("standard", "premium")}


def _tier(quality: str, runs: int) -> dict[str, Any]:
    results = [_one(quality) for _ in range(runs)]
    names = [stage["name"] for stage in results[0]["stages"]]
    seconds = {name: [stage["seconds"] for result in results for stage in result["stages"] if stage["name"] == name] for name in names}
    return {
        "wall_s": round(statistics.median(result["wall_s"] for result in results), 2),
        "objects": results[0]["certificate"]["objects"]["total"],
        "peak_memory_mib": round(max(result["peak_memory_mib"] for result in results)),
        "stage_s": {name: round(statistics.median(values), 2) for name, values in seconds.items()},
        "runs": [result["wall_s"] for result in results],
    }


def _one(quality: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as bucket:
        started = time.perf_counter()
        command = [sys.executable, "-m", "blueprint.cli.main", "make", KITCHEN, "--quality", quality, "--through", "scene", "--bucket", bucket, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        wall = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {**json.loads(done.stdout), "wall_s": round(wall, 2), "peak_memory_mib": peak}


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5), indent=1))
