"""Where a job's process runs, behind four verbs. The truth about a job is its report, not a process handle."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from blueprint.core.artifact import Value
from blueprint.core.job import JobReport, JobRequest


class Progress(Value):
    """How far a running job is. `total` 0: unknown."""

    done: float
    total: float
    message: str
    at: datetime


class Runtime(Protocol):
    """A request runs once: starting it again attaches to the run, or finds its report."""

    def start(self, request: JobRequest) -> str:
        """Return at once, with the handle to wait for (the request's id)."""
        ...

    def wait(self, request_id: str, timeout_s: float | None = None) -> JobReport:
        """The report, also of a failed job. Raises core.errors.Timeout when there is none after `timeout_s` seconds."""
        ...

    def retry(self, request: JobRequest) -> str:
        """As `start`, after putting the report of a failed attempt aside."""
        ...

    def cancel(self, request_id: str) -> None:
        """End the job now; its report says `cancelled`. Nothing happens when it has ended."""
        ...

    def progress(self, request_id: str) -> Progress | None:
        """What the job last said, or None."""
        ...
