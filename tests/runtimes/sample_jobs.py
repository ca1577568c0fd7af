"""Jobs that a test can run: they echo, sleep, allocate, fail, crash and publish."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from blueprint.core.artifact import Value
from blueprint.core.errors import GateFailed, Unavailable
from blueprint.core.job import Job
from blueprint.runtimes.process import JobContext


class Input(Value):
    text: str = ""
    seconds: float = 0
    mebibytes: int = 0
    count: int = 0


class Output(Value):
    text: str
    number: float = 0


def job(function: str) -> Job[Input, Output]:
    return Job(function, Input, Output, f"{__name__}:{function}")


def echo(context: JobContext, given: Input) -> Output:
    arrived = time.time()
    context.log("echoing", text=given.text)
    context.progress(1, 2, "half")
    (context.workdir / "scratch").write_text("x")
    Path("relative").write_text("x")
    return Output(text=given.text, number=arrived)


def sleep(context: JobContext, given: Input) -> Output:
    context.progress(0, 1, "sleeping")
    with Path(given.text).open("a") as log:
        log.write(f"{os.getpid()}\n")
    time.sleep(given.seconds)
    return Output(text="awake", number=os.getpid())


def spawn(context: JobContext, given: Input) -> Output:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    Path(given.text).write_text(str(child.pid))
    time.sleep(given.seconds)
    return Output(text="spawned")


def allocate(context: JobContext, given: Input) -> Output:
    held = []
    for _ in range(given.mebibytes):
        held.append(b"x" * (1 << 20))
        time.sleep(0.001)
    time.sleep(5)
    return Output(text=f"{len(held)}")


def refuse(context: JobContext, given: Input) -> Output:
    raise GateFailed("stability", ["mug_1: moved 3 cm, at most 1 cm"])


def unlucky(context: JobContext, given: Input) -> Output:
    path = Path(given.text)
    tries = len(path.read_text()) if path.exists() else 0
    path.write_text("x" * (tries + 1))
    if tries < given.count:
        raise Unavailable("model service: 503")
    return Output(text="at last", number=tries)


def divide(context: JobContext, given: Input) -> Output:
    return Output(text="", number=1 / given.count)


def abort(context: JobContext, given: Input) -> Output:
    os.abort()


def leave(context: JobContext, given: Input) -> Output:
    os._exit(3)


def lie(context: JobContext, given: Input) -> Output:
    return given  # type: ignore[return-value]


def reveal(context: JobContext, given: Input) -> Output:
    return Output(text=context.secret(given.text))


def publish(context: JobContext, given: Input) -> Output:
    with context.publication() as files:
        for index in range(given.count):
            files.add(f"scenes/{given.text}/usd/part_{index}", f"{given.text} {index}".encode())
    return Output(text=",".join(made.name for made in files.objects))


def overfill(context: JobContext, given: Input) -> Output:
    Path("/dev/full").write_text("no room")
    raise AssertionError("/dev/full took it")


ECHO, SLEEP, SPAWN, ALLOCATE = job("echo"), job("sleep"), job("spawn"), job("allocate")
REFUSE, UNLUCKY, DIVIDE, ABORT = job("refuse"), job("unlucky"), job("divide"), job("abort")
LEAVE, LIE, PUBLISH, REVEAL = job("leave"), job("lie"), job("publish"), job("reveal")
OVERFILL = job("overfill")
