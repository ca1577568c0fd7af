"""The exit code of a run: 0 when its work is done, else that of the class of its error (design: errors)."""

from __future__ import annotations

from collections.abc import Iterator

from blueprint.core.errors import BlueprintError, Conflict, JobFailed
from blueprint.core.outcome import Outcome, Status

INTERRUPTED = 130
DONE_BEFORE = "already_complete"


def exit_code(outcome: Outcome) -> int:
    """An outcome names its error by code; one that belongs to no class of ours is a failed job's."""
    if outcome.succeeded or outcome.code == DONE_BEFORE:
        return 0
    codes = {kind.code: kind.exit_code for kind in _kinds(BlueprintError)} | {"locked": Conflict.exit_code, "cancelled": INTERRUPTED}
    if outcome.status is Status.SKIPPED:
        return codes.get(outcome.code, 0)
    return codes.get(outcome.code, JobFailed.exit_code)


def _kinds(kind: type[BlueprintError]) -> Iterator[type[BlueprintError]]:
    for below in kind.__subclasses__():
        yield below
        yield from _kinds(below)
