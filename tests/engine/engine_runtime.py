"""A runtime in memory whose jobs are Python functions in threads; a test scripts what goes wrong."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from blueprint.core.artifact import Value
from blueprint.core.errors import BlueprintError, Timeout
from blueprint.core.job import Job, JobProblem, JobReport, JobRequest, Resources
from blueprint.runtimes.runtime import Progress


class Given(Value):
    number: int = 0
    text: str = ""


class Made(Value):
    number: int = 0
    text: str = ""
    cost_usd: float = 0


def job(name: str, timeout_s: float = 60) -> Job[Given, Made]:
    return Job(name, Given, Made, "nowhere:main", Resources(timeout_s=timeout_s))


class Script:
    """What each call of one job does: values are outputs, errors are raised in the job, functions are called with the request."""

    def __init__(self, *acts: Any) -> None:
        self.acts = list(acts)

    def next(self) -> Any:
        return self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]


class MemoryRuntime:
    """Holds the contract of `Runtime`: a request runs once, its report is found, `retry` puts a failed report aside."""

    def __init__(self, **scripts: Script | Callable[[JobRequest], Any]) -> None:
        self.scripts = {name.replace("_", "-"): script for name, script in scripts.items()}
        self.requests: list[JobRequest] = []
        self.ran: list[str] = []
        self.cancelled: list[str] = []
        self.start_errors: list[BlueprintError] = []
        self.reports: dict[str, JobReport] = {}
        self._running: set[str] = set()
        self._changed = threading.Condition()

    def start(self, request: JobRequest) -> str:
        with self._changed:
            if self.start_errors:
                raise self.start_errors.pop(0)
            if request.id in self.reports or request.id in self._running:
                return request.id
            self._running.add(request.id)
            act = self.scripts.get(request.job, lambda request: {"number": request.inputs["number"] + 1})  # before a test sees the request
            self.requests.append(request)
            self.ran.append(request.job)
        threading.Thread(target=self._run, args=(request, act), daemon=True).start()
        return request.id

    def retry(self, request: JobRequest) -> str:
        with self._changed:
            report = self.reports.get(request.id)
            if report is not None and report.error is not None:
                del self.reports[request.id]
        return self.start(request)

    def wait(self, request_id: str, timeout_s: float | None = None) -> JobReport:
        with self._changed:
            if not self._changed.wait_for(lambda: request_id in self.reports, timeout_s):
                raise Timeout(f"{request_id} did not end")
            return self.reports[request_id]

    def cancel(self, request_id: str) -> None:
        with self._changed:
            if request_id in self._running:
                self.cancelled.append(request_id)
                self._report(
                    request_id, None, JobProblem(code="cancelled", message="cancelled", type="Cancelled", retryable=False), datetime.now(UTC)
                )

    def progress(self, request_id: str) -> Progress | None:
        return Progress(done=1, total=2, message="half", at=datetime.now(UTC)) if request_id in self._running else None

    def _run(self, request: JobRequest, act: Any) -> None:
        began = datetime.now(UTC)
        act = act.next() if isinstance(act, Script) else act
        output, problem = None, None
        try:
            if isinstance(act, BaseException):
                raise act
            output = act(request) if callable(act) else act
        except BlueprintError as error:
            problem = JobProblem(
                code=error.code, message=str(error), type=type(error).__name__, retryable=error.retryable, stack_trace="Traceback: in the job"
            )
        with self._changed:
            if request.id in self._running:
                self._report(request.id, output, problem, began)

    def _report(self, request_id: str, output: Any, problem: JobProblem | None, began: datetime) -> None:
        self._running.discard(request_id)
        self.reports[request_id] = JobReport(
            id=request_id,
            exit_code=70 if problem else 0,
            output=output,
            error=problem,
            log=f"/logs/{request_id}",
            started_at=began,
            ended_at=datetime.now(UTC),
        )
        self._changed.notify_all()


def slow(seconds: float, output: Any) -> Callable[[JobRequest], Any]:
    def act(_: JobRequest) -> Any:
        time.sleep(seconds)
        return output

    return act
