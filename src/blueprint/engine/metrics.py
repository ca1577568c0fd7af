"""The structured log lines that monitoring reads (orchestration-b.md B6, WS-27): every start is followed by one complete."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from blueprint.core.job import JobReport
from blueprint.core.outcome import Outcome


def job_started(facts: dict[str, Any], timeout_s: float, at: datetime) -> dict[str, Any]:
    """facts: workflow, job, scene_id, run_id, invocation_id, retry_max."""
    return {
        "severity": "INFO", "bp_metric": "job_invocation", "event": "start", **facts, "timeout_seconds": timeout_s, "duration_seconds": 0,
        "timeout_usage_ratio": 0, "timed_out": False, "status": "STARTED", "start_time": at.isoformat(),
    }  # fmt: skip


def job_completed(facts: dict[str, Any], timeout_s: float, report: JobReport) -> dict[str, Any]:
    """timed_out is what the runner says, not wall time (WS-27)."""
    succeeded = report.error is None
    return {
        "severity": "INFO" if succeeded else "ERROR", "bp_metric": "job_invocation", "event": "complete", **facts, "timeout_seconds": timeout_s,
        "duration_seconds": report.seconds, "timeout_usage_ratio": report.seconds / timeout_s,
        "timed_out": report.error is not None and report.error.code == "timeout", "status": "SUCCEEDED" if succeeded else "FAILED",
        "execution_name": report.id, "start_time": report.started_at.isoformat(), "end_time": report.ended_at.isoformat(),
    }  # fmt: skip


def measured(
    facts: dict[str, Any], timeout_s: float, body: Callable[[], Outcome], clock: Callable[[], datetime], emit: Callable[[dict[str, Any]], None]
) -> Outcome:  # fmt: skip
    """`body`, between the two lines of a whole stage. facts: workflow, scene_id, run_id, invocation_id."""
    began = clock()
    emit(job_started(facts, timeout_s, began) | {"bp_metric": "pipeline_invocation"})
    try:
        outcome = body()
    except Exception:
        emit(_pipeline_completed(facts, timeout_s, "FAILED", began, clock()))
        raise
    status = f"{outcome.status}_{outcome.code.upper()}" if outcome.succeeded and outcome.code else outcome.status.value
    emit(_pipeline_completed(facts, timeout_s, status, began, clock()))
    return outcome


def _pipeline_completed(facts: dict[str, Any], timeout_s: float, status: str, began: datetime, ended: datetime) -> dict[str, Any]:
    """A stage has no limit of its own that could cut it off: timed_out says that it took longer than its jobs may take together."""
    seconds = (ended - began).total_seconds()
    return {
        "severity": "ERROR" if status == "FAILED" else "INFO", "bp_metric": "pipeline_invocation", "event": "complete", **facts,
        "timeout_seconds": timeout_s, "duration_seconds": seconds, "timeout_usage_ratio": seconds / timeout_s, "timed_out": seconds >= timeout_s,
        "status": status, "start_time": began.isoformat(), "end_time": ended.isoformat(),
    }  # fmt: skip


def retries_exhausted(facts: dict[str, Any], error: str) -> dict[str, Any]:
    return {"severity": "ERROR", "bp_metric": "job_retry_exhausted", **facts, "error": error}
