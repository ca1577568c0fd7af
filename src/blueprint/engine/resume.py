"""Where a retried run goes on."""

from __future__ import annotations

from blueprint.engine.history import RunDetail, StepRecord

FIRST = 1


def resume_point(run: RunDetail) -> int:
    """The number of the first step that is to be done again: the one that failed, with the start of its job; what was awaited in vain.

    A run that decided by itself to fail has no such step; it decides again from its first one, on what its jobs have reported.
    """
    steps = run.steps
    again = [step.index for step in steps if step.index == run.record.failed_index]
    again += [step.index for step in steps if step.child_outcome is not None and not step.child_outcome.succeeded]
    failed_requests = {step.request_id for step in steps if step.request_id and step.index in again}
    unfinished = {step.request_id for step in steps if step.request_id} - {step.request_id for step in steps if _is_report(step)}
    if run.record.failed_index is None and run.record.outcome is not None and run.record.outcome.code == "cancelled":
        failed_requests |= unfinished
        again.append(len(steps) + 1)
    again += [step.index for step in steps if step.request_id in failed_requests]
    return min(again, default=FIRST)


def _is_report(step: StepRecord) -> bool:
    return step.name.startswith("wait ") and step.error is None
