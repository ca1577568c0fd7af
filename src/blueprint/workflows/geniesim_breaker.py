"""How the Genie Sim workflows use a scene's circuit breaker: one count that export and import share; any success resets it (W-34 to W-37, W-43).

Counted are failures of the work itself. Not counted: what a person must mend before the same can succeed (provenance, idempotency, quality
gate, settings, a malformed object), and what somebody else holds. What cannot be read stops a run before it begins, and is never written over by
a failure; a success writes it anew. Keeping the count never fails a run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from blueprint.contracts.breaker import BREAKER, Breaker, BreakerPolicy
from blueprint.core.artifact import Value
from blueprint.core.change import Change, Keep, Put
from blueprint.core.errors import BlueprintError, ConfigurationError, Conflict, ContractError, JobFailed
from blueprint.core.job import Job
from blueprint.core.outcome import Outcome, Status, paused
from blueprint.engine.run import Run

Out = TypeVar("Out", bound=Value)

A_PERSON_MENDS = ("configuration_error", "lease_held", "lease_lost", "conflict", "cancelled")


class Guard:
    """Under which reason a failure of what is being done counts; "": it does not."""

    def __init__(self, run: Run) -> None:
        self.run, self.reason = run, ""

    def counts_as(self, reason: str) -> None:
        self.reason = reason

    def jobs(self, job: Job[Any, Out], asked: Sequence[tuple[str, Any]], not_started: str, failed: str) -> list[Out]:
        """Requests (key, input) of one job side by side; all are waited for, then the first failure is raised."""
        self.reason = not_started
        handles = [self.run.start(job, given, key) for key, given in asked]
        self.reason = failed
        ended: list[Out] = []
        problem: BlueprintError | None = None
        for handle in handles:
            try:
                ended.append(self.run.wait(handle))
            except BlueprintError as error:
                problem = problem or error
        if problem:
            raise problem
        self.reason = ""
        return ended


def guarded(run: Run, policy: BreakerPolicy, work: Callable[[Guard], Outcome]) -> Outcome:
    """`work`, unless the breaker holds. However it ends, the breaker is told."""
    refusal = _enter(run, policy)
    if refusal:
        return refusal
    guard = Guard(run)
    try:
        outcome = work(guard)
    except Exception as error:
        _tell(run, policy, guard.reason if _counts(error) else "")
        raise
    if outcome.succeeded:
        _note(run, lambda breaker, now: (breaker or _new(run)).succeeded(now, policy), mends=True)
    else:
        _tell(run, policy, guard.reason if outcome.status is Status.FAILED else "")
    return outcome


def _enter(run: Run, policy: BreakerPolicy) -> Outcome | None:
    """None when this run may go on; as the one trial when the breaker was open for long enough."""
    now = run.now()

    def enter(standing: Breaker | None) -> Change[Breaker]:
        if standing is None:
            return Keep()
        if standing.scene_id != run.scene_id:
            raise ContractError(BREAKER.at(run.scene_id), "scene_id", run.scene_id, standing.scene_id)
        until = standing.held_until(run.holder, now, policy)
        if until:
            facts = {"failure_count": standing.failure_count, "reason": standing.last_failure_reason, "state": standing.state(policy)}
            return Keep({"until": until.isoformat(), **facts})
        return Put(standing.entered(run.holder, now, policy))

    try:
        held = run.update(BREAKER, enter)
    except ContractError as error:
        return paused("circuit_breaker_unreadable", f"{error}; mend the object, or delete it to begin with a closed breaker")
    if held is None:
        return None
    run.log("the circuit breaker is open", severity="ERROR", threshold=policy.threshold, **held)
    why = f"{held['failure_count']} failures in a row (threshold {policy.threshold}), the last: {held['reason']}"
    waits = "a trial run is under way" if held["state"] == "half_open" else "the breaker is open"
    return paused("circuit_breaker_open", f"{waits}: {why}; one run may try at {held['until']}", until=held["until"], failure_count=held["failure_count"])


def count_failure(run: Run, policy: BreakerPolicy, reason: str) -> None:
    """One failure more; once for this attempt of the run, however often it is told."""
    _note(run, lambda breaker, now: (breaker or _new(run)).failed(f"{run.id}#{run.attempt}@{run.holder}", reason, now, policy))


def _tell(run: Run, policy: BreakerPolicy, reason: str) -> None:
    if reason:
        count_failure(run, policy, reason)
    else:
        _note(run, lambda breaker, now: breaker.given_back(run.holder, now) if breaker else None)


def _note(run: Run, change: Callable[[Breaker | None, datetime], Breaker | None], mends: bool = False) -> None:
    def swapped(standing: Breaker | None) -> Change[Breaker]:
        wanted = change(standing, now)
        return Put(wanted) if wanted else Keep()

    try:
        now = run.now()
        run.update(BREAKER, swapped, mends=mends)
    except BlueprintError as error:
        run.log("the circuit breaker could not be told how the run ended", severity="WARNING", error=str(error))


def _new(run: Run) -> Breaker:
    return Breaker(scene_id=run.scene_id)


def _counts(error: Exception) -> bool:
    if isinstance(error, JobFailed):
        return error.cause_code not in A_PERSON_MENDS
    return not isinstance(error, ConfigurationError | Conflict)
