"""A run's tree as the stages a person knows: one per job, and the workflow each belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from blueprint.engine.history import RunDetail, StepRecord


@dataclass(frozen=True)
class Stage:
    """status: QUEUED, RUNNING, SUCCESS, FAILED or SKIPPED. seconds: so far, while it runs. request_id: of its job."""

    name: str
    workflow: str
    status: str
    seconds: float
    request_id: str = ""
    log: str = ""
    error: str = ""


def stages_of(detail: RunDetail) -> list[Stage]:
    """In the order in which they began, children after their parents' earlier stages."""
    return [stage for _, stage in sorted(_stages(detail), key=lambda pair: pair[0])]


def _stages(detail: RunDetail) -> Iterator[tuple[float, Stage]]:
    yield from _jobs(detail)
    for child in detail.children:
        yield from _stages(child)


def _jobs(detail: RunDetail) -> Iterator[tuple[float, Stage]]:
    """A job is a `start` and a `wait` step with one request id."""
    steps: dict[str, list[StepRecord]] = {}
    for step in detail.steps:
        if step.request_id:
            steps.setdefault(step.request_id, []).append(step)
    going_on = detail.record.ended_at is None
    for request_id, found in steps.items():
        began = found[0].started_at
        waited = next((step for step in reversed(found) if step.name.startswith("wait ")), None)
        name = _name(found[0])
        error = next((step.error for step in reversed(found) if step.error), None) if waited is None or waited.error else None
        answer = waited.answer if waited and isinstance(waited.answer, dict) else {}
        if waited or error:
            took_s = answer.get("seconds") or ((waited or found[-1]).ended_at - began).total_seconds()
            status = "FAILED" if error else "SUCCESS"
            yield began.timestamp(), Stage(name, detail.record.workflow, status, took_s, request_id, answer.get("log", ""), error or "")
        elif going_on:
            yield began.timestamp(), Stage(name, detail.record.workflow, "RUNNING", (datetime.now(UTC) - began).total_seconds(), request_id)


def _name(step: StepRecord) -> str:
    """`start usd-assembly-job` with key `assemble` → `usd-assembly assemble`."""
    key = str(step.given.get("key", ""))
    return f"{step.name.removeprefix('start ').removesuffix('-job')} {key}".strip()
