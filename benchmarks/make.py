"""`blueprint make`: wall seconds, seconds a stage, peak memory of all its processes. Each run in an empty bucket.

A certified room (`--through scene`) in both tiers, and all five stages of the standard one, with what its episodes came to.

python -m benchmarks.make [runs] [scene|arena]
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from blueprint.contracts.episodes import Recording

KITCHEN = "a small kitchen with an island, four stools, two mugs and a bowl of apples on the counter"


def measure(runs: int = 5, through: Sequence[str] = ("scene", "arena")) -> dict[str, Any]:
    """Median of `runs` for the standard and the premium tier of a room and for all stages, after one each that is watched for its memory (and
    compiles what is compiled once)."""
    wanted = {"standard": ("standard", "scene"), "premium": ("premium", "scene"), "all_stages": ("standard", "arena")}
    return {name: _tier(quality, stage, runs) for name, (quality, stage) in wanted.items() if stage in through}


def _tier(quality: str, through: str, runs: int) -> dict[str, Any]:
    peak = _one(quality, through, watched=True)["peak_memory_mib"]
    results = [_one(quality, through) for _ in range(runs)]
    names = [stage["name"] for stage in results[0]["stages"]]
    seconds = {name: [stage["seconds"] for result in results for stage in result["stages"] if stage["name"] == name] for name in names}
    return {
        "wall_s": round(statistics.median(result["wall_s"] for result in results), 2),
        "objects": results[0]["certificate"]["objects"]["total"],
        "peak_memory_mib": round(peak),
        "stage_s": {name: round(statistics.median(values), 2) for name, values in seconds.items()},
        "runs": [result["wall_s"] for result in results],
        **({"episodes": results[0]["episodes"]} if through == "arena" else {}),
    }


def _one(quality: str, through: str, watched: bool = False) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as bucket:
        started = time.perf_counter()
        command = [sys.executable, "-m", "blueprint.cli.main", "make", KITCHEN, "--quality", quality, "--through", through, "--bucket", bucket, "--json"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
        peak = 0.0
        while watched and process.poll() is None:
            peak = max(peak, _memory_mib(process.pid))
            time.sleep(0.1)
        process.wait()
        wall = time.perf_counter() - started
        assert process.stdout is not None
        result = json.loads(process.stdout.read())
        found = [Recording.model_validate_json(path.read_bytes()) for path in Path(bucket).glob("scenes/*/episodes/*/recordings/*.json")]
    assert result["status"] == "SUCCESS", result
    episodes = {
        "attempted": len(found), "succeeded": sum(each.success for each in found),
        "replayed": sum(each.replay_sha256 == each.final_sha256 for each in found),
    }  # fmt: skip
    return {**result, "episodes": episodes, "wall_s": round(wall, 2), "peak_memory_mib": peak}


def _memory_mib(root: int) -> float:
    """Of a process and all below it; what they share counts once (proportional set size)."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError, ValueError):
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    total = 0
    for pid in family:
        with suppress(OSError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5, sys.argv[2:] or ("scene", "arena")), indent=1))
