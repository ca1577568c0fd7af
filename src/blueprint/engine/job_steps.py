"""The one place that runs jobs: start, wait, retry what is transient, say so in the log (B2–B6)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from blueprint.core.artifact import Value
from blueprint.core.errors import ContractError, JobFailed, Timeout, TransientError
from blueprint.core.event import Event
from blueprint.core.identity import request_id
from blueprint.core.job import Job, JobProblem, JobReport, JobRequest
from blueprint.engine import metrics
from blueprint.engine.lineage import Lineage
from blueprint.engine.steps import Steps
from blueprint.runtimes.retry import pause_after, timeout_s
from blueprint.store.documents import malformed

In = TypeVar("In", bound=Value)
Out = TypeVar("Out", bound=Value)

_SLICE_S = 0.5
_LONGEST_TRACE = 8_000


@dataclass(frozen=True)
class JobHandle(Generic[Out]):
    """A job that was started. key tells several requests of one job in one run apart."""

    job: Job[Any, Out]
    request: JobRequest
    key: str


class JobSteps:
    """The jobs of one execution of one run. seconds, cost_usd: of those that ended well, by stage."""

    def __init__(self, steps: Steps, workflow: str, event: Event, lineage: Lineage) -> None:
        self._steps, self._services = steps, steps.services
        self._workflow, self._event, self._attempt = workflow, event, lineage.attempt
        self._begun: set[str] = set()
        self.requests: dict[str, JobRequest] = {}
        self.seconds: dict[str, float] = {}
        self.cost_usd = 0.0

    def start(self, job: Job[In, Out], given: In, key: str, limit_s: float | None) -> JobHandle[Out]:
        """Returns at once. Raises what the runtime raises after the last try."""
        catalogue = self._services.jobs
        if catalogue and job not in catalogue:
            raise ContractError("job", "name", f"one of {', '.join(each.name for each in catalogue)}", job.name)
        request = JobRequest(
            id=request_id(self._steps.run_id, job.name, key),
            job=job.name,
            bucket=self._services.store.bucket.url,
            run_id=self._steps.run_id,
            inputs=given.model_dump(mode="json"),
            resources=job.resources.model_copy(update={"timeout_s": self._limit_s(job, limit_s)}),
        )
        handle = JobHandle(job, request, key)
        self.requests[request.id] = request
        self._launch(handle, attempt=1)
        return handle

    def wait(self, handle: JobHandle[Out]) -> Out:
        """The output. JobFailed, with the job's own cause, when there is none after the last try."""
        attempt = 1
        while True:
            try:
                answer = self._steps.do(f"wait {handle.job.name}", lambda: self._report(handle, attempt), self._given(handle, attempt), retried=False)  # noqa: B023
                break
            except JobFailed as error:
                pause_s = pause_after(attempt, error, self._services.retry_policy)
                if pause_s is None:
                    raise
            self.sleep(pause_s)
            attempt += 1
            self._launch(handle, attempt)
        self.seconds[handle.key or handle.job.name] = answer["seconds"]
        self.cost_usd += answer["output"].get("cost_usd") or 0
        try:
            return handle.job.outputs.model_validate(answer["output"])
        except ValidationError as error:
            raise malformed(f"output of {handle.job.name}", error) from error

    def sleep(self, seconds: float) -> None:
        """Durable: a run that is recovered meanwhile sleeps the rest."""
        clock = self._services.clock
        until = self._steps.do("sleep", lambda: clock().timestamp() + seconds, {"seconds": seconds})
        left = until - clock().timestamp()
        if left > 0:
            self._steps.control.pause(self._steps.run_id, left)

    def _launch(self, handle: JobHandle[Any], attempt: int) -> None:
        def body() -> None:
            again = attempt > 1 or self._attempt > 1
            runtime, facts = self._services.runtime, self._facts(handle, attempt)
            limit_s = handle.request.resources.timeout_s
            self._services.emit_log(metrics.job_started(facts, limit_s, self._services.clock()))
            try:
                self._steps.retrying(lambda: (runtime.retry if again else runtime.start)(handle.request))
            except TransientError as error:
                self._services.emit_log(metrics.retries_exhausted(facts, str(error)))
                self._services.emit_log(metrics.job_completed(facts, limit_s, self._not_started(handle, error)))
                raise
            self._begun.add(handle.request.id)

        self._steps.do(f"start {handle.job.name}", body, self._given(handle, attempt), retried=False)

    def _report(self, handle: JobHandle[Any], attempt: int) -> dict[str, Any]:
        runtime, request = self._services.runtime, handle.request
        if request.id not in self._begun:
            self._steps.retrying(lambda: runtime.start(request))
            self._begun.add(request.id)
        report = self._steps.retrying(lambda: self._ended(handle, attempt))
        facts, problem = self._facts(handle, attempt), report.error
        self._services.emit_log(metrics.job_completed(facts, request.resources.timeout_s, report))
        if problem is None:
            return {"seconds": report.seconds, "output": report.output or {}, "log": report.log, "peak_memory_mib": report.peak_memory_mib}
        error = _job_failed(handle, attempt, problem.code, problem.message, report.log)
        error.retryable = problem.retryable
        vars(error).update(cause_type=problem.type, stack_trace=problem.stack_trace[-_LONGEST_TRACE:], seconds=report.seconds)
        if problem.retryable and pause_after(attempt, problem, self._services.retry_policy) is None:
            self._services.emit_log(metrics.retries_exhausted(facts, problem.message))
        raise error

    def _ended(self, handle: JobHandle[Any], attempt: int) -> JobReport:
        """The report; JobFailed `timeout` when there is none in time, after the job was cancelled (WS-12)."""
        runtime, request = self._services.runtime, handle.request
        limit_s = request.resources.timeout_s + self._services.queue_allowance_s
        deadline = time.monotonic() + limit_s
        while True:
            self._steps.control.check(self._steps.run_id)
            left = deadline - time.monotonic()
            try:
                return runtime.wait(request.id, max(0.001, min(_SLICE_S, left)))
            except Timeout:
                if left > 0:
                    continue
            runtime.cancel(request.id)
            raise _job_failed(handle, attempt, "timeout", f"no report within {limit_s:.0f} s; it was cancelled", "")

    def _not_started(self, handle: JobHandle[Any], error: TransientError) -> JobReport:
        now = self._services.clock()
        problem = JobProblem(code=error.code, message=str(error), type=type(error).__name__, retryable=True)
        return JobReport(id=handle.request.id, exit_code=error.exit_code, error=problem, log="", started_at=now, ended_at=now)

    def _facts(self, handle: JobHandle[Any], attempt: int) -> dict[str, Any]:
        run = f"{handle.request.id}/{self._attempt}.{attempt}"
        return {
            "workflow": self._workflow, "job": handle.job.name, "scene_id": self._event.scene_id, "run_id": self._steps.run_id,
            "invocation_id": run, "attempt": attempt, "retry_max": self._services.retry_policy.max_retries,
        }  # fmt: skip

    def _given(self, handle: JobHandle[Any], attempt: int) -> dict[str, Any]:
        return {
            "job": handle.job.name,
            "request_id": handle.request.id,
            "key": handle.key,
            "attempt": attempt,
            "timeout_s": handle.request.resources.timeout_s,
        }

    def _limit_s(self, job: Job[Any, Any], asked_s: float | None) -> float:
        """The caller's or the event's override, else the adaptive policy where a tier or a complexity is chosen, else the job's own (B5)."""
        payload, settings = self._event.payload, self._services.settings
        override = asked_s if asked_s is not None else payload.get("timeout_override_seconds")
        tier = str(payload.get("bundle_tier") or settings.get("ADAPTIVE_TIMEOUT_BUNDLE_TIER", ""))
        complexity = str(payload.get("scene_complexity") or settings.get("ADAPTIVE_TIMEOUT_SCENE_COMPLEXITY", ""))
        if override is None and not tier and not complexity:
            return job.resources.timeout_s
        if override is not None and (isinstance(override, bool) or not isinstance(override, int | float)):
            raise ContractError("options", "timeout_override_seconds", "a number of seconds greater than 0", override)
        return timeout_s(self._services.timeouts, bundle_tier=tier, scene_complexity=complexity, override_s=override)


def _job_failed(handle: JobHandle[Any], attempt: int, code: str, message: str, log: str) -> JobFailed:
    error = JobFailed(handle.job.name, code, message, log)
    vars(error).update(request_id=handle.request.id, attempt=attempt, cause_type="", stack_trace="", seconds=0.0)
    return error
