"""The jobs of engine_service.py, light to import."""

from __future__ import annotations

import os
import time
from pathlib import Path

from blueprint.core.artifact import Value
from blueprint.core.job import Job
from blueprint.runtimes.process import JobContext


class Given(Value):
    n: int
    seconds: float = 0


class Made(Value):
    n: int


def add_main(context: JobContext, given: Given) -> Made:
    """Says in `ran` that it began."""
    with Path(os.environ["ENGINE_TEST_RAN"]).open("a") as ran:
        ran.write(f"{context.request.id}\n")
    time.sleep(given.seconds)
    return Made(n=given.n + 1)


ADD = Job("engine_jobs:ADD", Given, Made, "engine_jobs:add_main")
