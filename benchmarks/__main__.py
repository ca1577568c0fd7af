"""`make bench`: every figure as the median of several runs; writes benchmarks/results.json."""

from __future__ import annotations

import json
import platform
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import engine, make


def main() -> None:
    results = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": f"{platform.machine()}, {platform.python_version()}",
        "make": make.measure(), "engine": engine.measure(),
    }  # fmt: skip
    print(json.dumps(results, indent=1))
    (Path(__file__).parent / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
