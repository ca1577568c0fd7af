"""Jobs as real processes: their output, their limits, their deaths, and the service's own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from blueprint.core.errors import ContractError, Timeout
from blueprint.core.job import JobReport, JobRequest, Resources
from blueprint.runtimes.local import LocalRuntime
from blueprint.runtimes.run_folder import RunFolder, started_tick
from blueprint.store.store import Store

JOBS = "tests.runtimes.sample_jobs"


@pytest.fixture
def runtime(tmp_path: Path) -> Iterator[LocalRuntime]:
    made = LocalRuntime(tmp_path / "state", preload=[JOBS])
    yield made
    made.close()


def request(job: str, bucket: str = "", id: str = "", resources: Resources | None = None, **inputs: Any) -> JobRequest:
    return JobRequest(id=id or f"{job}-1", job=f"{JOBS}:{job}", bucket=bucket, run_id="run", inputs=inputs, resources=resources or Resources())


def done(runtime: LocalRuntime, asked: JobRequest) -> JobReport:
    assert runtime.start(asked) == asked.id
    return runtime.wait(asked.id, timeout_s=60)


def wait_for(what: object, timeout_s: float = 20) -> None:
    deadline = time.monotonic() + timeout_s
    while not what():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.005)


def written(path: Path) -> bool:
    return path.exists() and path.read_text().endswith("\n")


def test_a_job_answers(runtime: LocalRuntime, tmp_path: Path) -> None:
    report = done(runtime, request("ECHO", text="hello"))
    assert report.exit_code == 0
    assert report.error is None
    assert report.output is not None
    assert report.output["text"] == "hello"
    assert report.peak_memory_mib > 5
    lines = [json.loads(line) for line in Path(report.log).read_text().splitlines()]
    assert [(line["message"], line["text"], line["request"], line["run"]) for line in lines] == [("echoing", "hello", "ECHO-1", "run")]
    progress = runtime.progress("ECHO-1")
    assert progress is not None
    assert (progress.done, progress.total, progress.message) == (1, 2, "half")
    assert not (tmp_path / "state" / "runs" / "ECHO-1" / "work").exists()


def test_a_job_publishes_into_the_bucket(runtime: LocalRuntime, tmp_path: Path) -> None:
    report = done(runtime, request("PUBLISH", bucket=str(tmp_path / "bucket"), text="loft", count=3))
    assert report.output == {"text": "scenes/loft/usd/part_0,scenes/loft/usd/part_1,scenes/loft/usd/part_2", "number": 0.0}
    assert Store.at(tmp_path / "bucket").bucket.get("scenes/loft/usd/part_1")[0] == b"loft 1"


@pytest.mark.parametrize(
    ("job", "exit_code", "code", "message", "retryable"),
    [
        ("REFUSE", 66, "gate_failed", "mug_1", False),
        ("UNLUCKY", 75, "unavailable", "503", True),
        ("DIVIDE", 70, "crashed", "division by zero", False),
        ("ABORT", 70, "crashed", "SIGABRT", False),
        ("LEAVE", 70, "crashed", "code 3", False),
        ("OVERFILL", 78, "configuration_error", "a folder with free space ([Errno 28] No space left on device)", False),
        ("LIE", 65, "contract_error", "expected Output", False),
        ("NO_SUCH_JOB", 65, "contract_error", "NO_SUCH_JOB", False),
    ],
)
def test_a_failed_job_says_why(runtime: LocalRuntime, tmp_path: Path, job: str, exit_code: int, code: str, message: str, retryable: bool) -> None:
    more: dict[str, Any] = {"text": str(tmp_path / "tries"), "count": 1} if job == "UNLUCKY" else {}
    report = done(runtime, request(job, **more))
    assert report.error is not None
    assert (report.exit_code, report.error.code, report.error.retryable) == (exit_code, code, retryable)
    assert message in report.error.message
    assert report.output is None
    assert Path(report.log).exists()


@pytest.mark.parametrize(("inputs", "field"), [({"txt": "x"}, "txt"), ({"count": "many"}, "count")])
def test_a_wrong_input_names_its_field(runtime: LocalRuntime, inputs: dict[str, Any], field: str) -> None:
    report = done(runtime, request("ECHO", **inputs))
    assert report.exit_code == 65
    assert report.error is not None
    assert f"field {field}" in report.error.message


def test_done_is_never_redone(runtime: LocalRuntime, tmp_path: Path) -> None:
    first = done(runtime, request("SLEEP", text=str(tmp_path / "pids")))
    again = done(runtime, request("SLEEP", text=str(tmp_path / "pids")))
    other = LocalRuntime(tmp_path / "state", preload=[])
    try:
        assert done(other, request("SLEEP", text=str(tmp_path / "pids"))) == again == first
    finally:
        other.close()
    assert len((tmp_path / "pids").read_text().split()) == 1


def test_a_failed_attempt_can_be_retried(runtime: LocalRuntime, tmp_path: Path) -> None:
    asked = request("UNLUCKY", text=str(tmp_path / "tries"), count=2)
    for _ in range(2):
        report = done(runtime, asked)
        assert report.error is not None
        assert report.error.retryable
        runtime.retry(asked)
    assert runtime.wait(asked.id, 60).output == {"text": "at last", "number": 2}
    assert len(list((tmp_path / "state" / "runs" / asked.id).glob("report.*.json"))) == 2
    runtime.retry(asked)
    assert runtime.wait(asked.id, 60).output == {"text": "at last", "number": 2}


def test_starting_twice_attaches(runtime: LocalRuntime, tmp_path: Path) -> None:
    asked = request("SLEEP", text=str(tmp_path / "pids"), seconds=0.3)
    for _ in range(5):
        runtime.start(asked)
    other = LocalRuntime(tmp_path / "state", preload=[])
    try:
        wait_for(lambda: written(tmp_path / "pids"))
        other.start(asked)
        assert other.wait(asked.id, 60) == runtime.wait(asked.id, 60)
    finally:
        other.close()
    assert len((tmp_path / "pids").read_text().split()) == 1


def test_time_is_limited(runtime: LocalRuntime, tmp_path: Path) -> None:
    began = time.monotonic()
    report = done(runtime, request("SPAWN", text=str(tmp_path / "child"), seconds=60, resources=Resources(timeout_s=3.5)))
    assert time.monotonic() - began < 20
    assert report.error is not None
    assert (report.exit_code, report.error.code, report.error.retryable) == (70, "timeout", False)
    assert "3.5 s" in report.error.message
    child = int((tmp_path / "child").read_text())
    wait_for(lambda: started_tick(child) == "")


def test_memory_is_limited(runtime: LocalRuntime) -> None:
    report = done(runtime, request("ALLOCATE", mebibytes=600, resources=Resources(memory_gib=0.2, timeout_s=30)))
    assert report.error is not None
    assert (report.exit_code, report.error.code, report.error.retryable) == (70, "out_of_memory", False)
    assert "205 MiB" in report.error.message
    assert report.peak_memory_mib > 200


def test_cancel(runtime: LocalRuntime, tmp_path: Path) -> None:
    running = request("SLEEP", id="running", text=str(tmp_path / "pids"), seconds=60)
    runtime.start(running)
    runtime.start(request("SLEEP", id="second", text=str(tmp_path / "second"), seconds=60))
    runtime.start(request("SLEEP", id="queued", text=str(tmp_path / "queued")))
    wait_for(lambda: written(tmp_path / "pids"))
    for id in ("queued", "running", "second"):
        runtime.cancel(id)
        report = runtime.wait(id, 20)
        assert report.error is not None
        assert report.error.code == "cancelled"
    assert not (tmp_path / "queued").exists()
    runtime.cancel("running")


def test_killed_from_outside(runtime: LocalRuntime, tmp_path: Path) -> None:
    asked = request("SLEEP", text=str(tmp_path / "pids"), seconds=60)
    runtime.start(asked)
    wait_for(lambda: written(tmp_path / "pids"))
    os.kill(int((tmp_path / "pids").read_text()), signal.SIGKILL)
    report = runtime.wait(asked.id, 20)
    assert report.error is not None
    assert (report.error.code, report.error.retryable) == ("killed", True)


def test_a_secret_reaches_a_job_by_name_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPLE_KEY", "canary-7d1")
    runtime = LocalRuntime(tmp_path / "state", preload=[JOBS])
    try:
        asked = request("REVEAL", text="SAMPLE_KEY")
        report = done(runtime, asked)
        assert done(runtime, request("REVEAL", id="absent", text="NO_SUCH_KEY")).output == {"text": "", "number": 0.0}
    finally:
        runtime.close()
    assert report.output == {"text": "canary-7d1", "number": 0.0}
    folder = tmp_path / "state" / "runs" / asked.id
    assert [path.name for path in folder.iterdir() if path.is_file() and "canary-7d1" in path.read_text()] == ["report.json"]


def test_slots(runtime: LocalRuntime, tmp_path: Path) -> None:
    asked = [request("SLEEP", id=f"s{index}", text=str(tmp_path / f"p{index}"), seconds=0.3) for index in range(5)]
    for one in asked:
        runtime.start(one)
    reports = [runtime.wait(one.id, 60) for one in asked]
    for report in reports:
        at_once = sum(other.started_at <= report.started_at < other.ended_at for other in reports)
        assert at_once <= 2
    assert min(reports, key=lambda report: report.started_at).id in ("s0", "s1")


def test_waiting_has_an_end(runtime: LocalRuntime, tmp_path: Path) -> None:
    runtime.start(request("SLEEP", text=str(tmp_path / "pids"), seconds=5))
    with pytest.raises(Timeout, match="SLEEP-1"):
        runtime.wait("SLEEP-1", timeout_s=0.1)
    with pytest.raises(ContractError, match="was started"):
        runtime.wait("unheard-of")
    for id in ("../escape", "", "a/b", "x" * 300):
        with pytest.raises(ContractError, match="job request"):
            runtime.wait(id)


def test_the_warm_server_can_be_killed(runtime: LocalRuntime, tmp_path: Path) -> None:
    for number in range(3):
        pids = tmp_path / f"pids{number}"
        asked = request("SLEEP", id=f"s{number}", text=str(pids), seconds=0.4)
        runtime.start(asked)
        wait_for(lambda pids=pids: written(pids))
        server = runtime._server
        assert server is not None
        os.kill(server.pid, signal.SIGKILL)
        server.dead.wait(10)
        assert runtime.wait(asked.id, 20).output is not None
    early = request("ECHO", text="after")
    runtime.start(early)
    assert runtime._server is not None
    os.kill(runtime._server.pid, signal.SIGKILL)
    assert runtime.wait(early.id, 20).exit_code == 0


def test_without_a_warm_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise OSError("no processes left")

    monkeypatch.setattr("blueprint.runtimes.local.WarmServer", refuse)
    runtime = LocalRuntime(tmp_path / "state")
    try:
        assert done(runtime, request("ECHO", text="cold")).exit_code == 0
        for job, code in (("ABORT", "SIGABRT"), ("LEAVE", "code 3")):
            report = done(runtime, request(job))
            assert report.error is not None
            assert code in report.error.message
        report = done(runtime, request("SLEEP", text=str(tmp_path / "pids"), seconds=60, resources=Resources(timeout_s=0.5)))
        assert report.error is not None
        assert report.error.code == "timeout"
    finally:
        runtime.close()


_SERVICE = f"""
import sys, time
from pathlib import Path
from typing import Any
from blueprint.core.job import JobRequest, Resources
from blueprint.runtimes.local import LocalRuntime
runtime = LocalRuntime(Path(sys.argv[1]), preload=["{JOBS}"])
for id, seconds in (("short", 0.8), ("long", 60)):
    runtime.start(JobRequest(id=id, job="{JOBS}:SLEEP", bucket="", run_id="run", inputs={{"text": sys.argv[2] + id, "seconds": seconds}},
                             resources=Resources(timeout_s=3 if id == "long" else 60)))
time.sleep(60)
"""


def test_a_killed_service_finds_its_jobs_again(tmp_path: Path) -> None:
    state, pids = tmp_path / "state", str(tmp_path / "pids-")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)}
    service = subprocess.Popen([sys.executable, "-c", _SERVICE, str(state), pids], env=environment)
    wait_for(lambda: all(written(Path(pids + id)) for id in ("short", "long")))
    server = int(next(path for path in Path("/proc").glob("[0-9]*") if _is_server_of(path, service.pid)).name)
    service.send_signal(signal.SIGKILL)
    service.wait()
    wait_for(lambda: started_tick(server) == "")
    runtime = LocalRuntime(state, preload=[])
    try:
        for id, seconds, timeout_s in (("short", 0.8, 60), ("long", 60, 3)):
            runtime.start(request("SLEEP", id=id, text=pids + id, seconds=seconds, resources=Resources(timeout_s=timeout_s)))
        assert runtime.wait("short", 20).output is not None
        report = runtime.wait("long", 20)
        assert report.error is not None
        assert report.error.code == "timeout"
        assert (report.ended_at - report.started_at).total_seconds() < 10
    finally:
        runtime.close()
    for id in ("short", "long"):
        assert len(Path(pids + id).read_text().split()) == 1


def _is_server_of(process: Path, parent: int) -> bool:
    try:
        return b"blueprint.runtimes.server" in (process / "cmdline").read_bytes() and f"PPid:\t{parent}\n" in (process / "status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_job_that_died_with_its_service_is_redone(tmp_path: Path) -> None:
    asked = request("SLEEP", text=str(tmp_path / "pids"), seconds=60)
    first = LocalRuntime(tmp_path / "state", preload=[JOBS])
    first.start(asked)
    wait_for(lambda: written(tmp_path / "pids"))
    first.close()
    folder = RunFolder.of(tmp_path / "state" / "runs", asked.id)
    wait_for(lambda: not folder.running())
    assert folder.report() is None
    second = LocalRuntime(tmp_path / "state", preload=[JOBS])
    try:
        second.start(asked)
        wait_for(lambda: len((tmp_path / "pids").read_text().split()) == 2)
    finally:
        second.close()


def test_a_start_is_quick(runtime: LocalRuntime) -> None:
    done(runtime, request("ECHO", id="first"))
    seconds = []
    for index in range(15):
        began = time.time()
        report = done(runtime, request("ECHO", id=f"e{index}"))
        assert report.output is not None
        seconds.append(report.output["number"] - began)
    assert sorted(seconds)[7] < 0.1
