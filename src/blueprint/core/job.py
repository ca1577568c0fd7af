"""A job: a process of its own with a typed input and output. This module is the interface; nothing heavy is imported."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import Field

from blueprint.core.artifact import Value

In = TypeVar("In", bound=Value)
Out = TypeVar("Out", bound=Value)


class Resources(Value):
    cpu: float = 1
    memory_gib: float = 2
    gpu: int = 0
    timeout_s: float = 1800
    image: str = ""


@dataclass(frozen=True)
class Job(Generic[In, Out]):
    """`main` is the dotted path of the implementation, `main(context, input) -> output`, imported only in the job's process."""

    name: str
    inputs: type[In]
    outputs: type[Out]
    main: str
    resources: Resources = field(default_factory=Resources)


class JobRequest(Value):
    """What crosses into the process: `request.json`. `bucket` is the bucket's URL."""

    id: str
    job: str
    bucket: str
    run_id: str
    inputs: dict[str, Any]
    resources: Resources


class JobProblem(Value):
    """Why a job ended without output; `code` and `exit_code` name the error's class (core/errors.py)."""

    code: str
    message: str
    type: str
    retryable: bool
    stack_trace: str = ""


class JobReport(Value):
    """What comes out: `report.json`, written last. Its presence, not a process handle, says that the job has ended."""

    id: str
    exit_code: int
    output: dict[str, Any] | None = None
    error: JobProblem | None = None
    log: str
    started_at: datetime
    ended_at: datetime
    peak_memory_mib: float = 0

    @property
    def seconds(self) -> float:
        return (self.ended_at - self.started_at).total_seconds()


def env(name: str, default: Any = ..., *, operator: bool = False, **constraints: Any) -> Any:
    """A field of a job's Input that the contract knows as an environment variable. operator: of a workflow's options, that no event may set."""
    return Field(default, json_schema_extra={"env": name, "operator": operator} if operator else {"env": name}, **constraints)
