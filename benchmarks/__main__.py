"""`make bench`: every figure as the median of several runs; writes benchmarks/results.json.

python -m benchmarks [make] [engine] [collector] [expert] [--rooms 20] [--seeds 5] [--tasks 50] [--folder FOLDER]

With names only those are measured, and the others stay as they stand. The last three options are the expert's sample; rooms stay in the folder.
"""

from __future__ import annotations

import argparse
import json
import platform
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import collector, engine, expert, make
from benchmarks.kept_rooms import spread

RESULTS = Path(__file__).parent / "results.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], "make", "engine", "collector", "expert"])
    parser.add_argument("--rooms", type=int, default=expert.ROOMS)
    parser.add_argument("--seeds", type=int, default=expert.SEEDS)
    parser.add_argument("--tasks", type=int, default=expert.TASKS)
    parser.add_argument("--folder", default="")
    given = parser.parse_args()
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if given.names and RESULTS.is_file() else {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(given.folder or temporary)
        measures: dict[str, Callable[[], Any]] = {
            "make": make.measure, "engine": engine.measure, "collector": lambda: collector.measure(40, 12, folder),
            "expert": lambda: expert.measure(spread(given.rooms), given.seeds, given.tasks, 2, folder),
        }  # fmt: skip
        for name in given.names or measures:
            results[name] = measures[name]()
    results |= {"measured_at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": f"{platform.machine()}, {platform.python_version()}"}
    print(json.dumps(results, indent=1))
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
