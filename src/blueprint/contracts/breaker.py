"""`scenes/<id>/geniesim/.circuit_breaker.json`: how often in a row the Genie Sim workflows of a scene failed, and whether they may go on.

Export and import share it. A document is never changed, only followed by the next: each transition is a method, and the writer swaps it
in against what it read. `counted` makes a transition safe to repeat.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from blueprint.core.artifact import Artifact, Value

_REMEMBERED = 16

Instant = Annotated[datetime, AfterValidator(lambda at: at.replace(tzinfo=UTC) if at.tzinfo is None else at)]
"""A time without a zone, as a person may write it, is UTC."""


class BreakerPolicy(Value):
    """threshold: failures in a row that open it. recovery_s: how long it then stays open. trial_s: the longest that one trial run takes."""

    threshold: int = Field(default=3, ge=1)
    recovery_s: float = Field(default=600, ge=0)
    trial_s: float = Field(default=8 * 3600, gt=0)


class Breaker(Value):
    """Count and status never contradict each other: the count against the threshold says whether it is closed, whatever was written by hand.

    trial: the family of runs (its driver) that is let through while half open; trial_until: when it is given up.
    """

    model_config = Value.model_config | {"extra": "allow"}

    scene_id: str
    failure_count: int = Field(default=0, ge=0)
    threshold: int = Field(default=3, ge=1)
    status: Literal["closed", "open", "half_open"] = "closed"
    opened_at: Instant | None = None
    last_probe_at: Instant | None = None
    updated_at: Instant | None = None
    last_failure_at: Instant | None = None
    last_failure_reason: str | None = None
    last_success_at: Instant | None = None
    trial: str = ""
    trial_until: Instant | None = None
    counted: tuple[str, ...] = ()

    def state(self, policy: BreakerPolicy) -> Literal["closed", "open", "half_open"]:
        """What it really is (W-01)."""
        if self.failure_count < policy.threshold:
            return "closed"
        return "half_open" if self.status == "half_open" and self.trial else "open"

    def held_until(self, caller: str, now: datetime, policy: BreakerPolicy) -> datetime | None:
        """When this caller may try again; None: now."""
        state = self.state(policy)
        if state == "closed" or (state == "half_open" and self.trial == caller):
            return None
        if state == "half_open":
            began = self._first_of(now, policy, self.last_probe_at, self.updated_at, self.opened_at)
            until = began + timedelta(seconds=policy.trial_s) if began else now
            until = min(until, self.trial_until) if self.trial_until else until
        else:
            opened = self._first_of(now, policy, self.opened_at, self.last_failure_at, self.updated_at)
            until = opened + timedelta(seconds=policy.recovery_s) if opened else now
        return until if until > now else None

    @staticmethod
    def _first_of(now: datetime, policy: BreakerPolicy, *instants: datetime | None) -> datetime | None:
        """The first that can be: clocks differ a little, but what lies further ahead than the recovery time was never measured."""
        latest = now + timedelta(seconds=policy.recovery_s)
        return next((at for at in instants if at and at <= latest), None)

    def entered(self, caller: str, now: datetime, policy: BreakerPolicy) -> Breaker:
        """After `held_until` was None: unchanged when closed, else half open for this caller alone (W-37)."""
        if self.state(policy) == "closed" or (self.status == "half_open" and self.trial == caller):
            return self
        until = now + timedelta(seconds=policy.trial_s)
        changed = {"status": "half_open", "trial": caller, "trial_until": until, "last_probe_at": now, "updated_at": now, "threshold": policy.threshold}
        return self.model_copy(update=changed)

    def failed(self, failure: str, reason: str, now: datetime, policy: BreakerPolicy) -> Breaker:
        """One failure more, counted once under its identity; at the threshold it opens with a fresh timer, the count kept."""
        if failure in self.counted:
            return self
        count = self.failure_count + 1
        is_open = count >= policy.threshold
        return self.model_copy(update={
            "failure_count": count, "threshold": policy.threshold, "status": "open" if is_open else "closed", "opened_at": now if is_open else None,
            "updated_at": now, "last_failure_at": now, "last_failure_reason": reason, "trial": "", "trial_until": None,
            "counted": (*self.counted, failure)[-_REMEMBERED:],
        })  # fmt: skip

    def succeeded(self, now: datetime, policy: BreakerPolicy) -> Breaker:
        """Closed, the count reset."""
        return self.model_copy(update={
            "failure_count": 0, "threshold": policy.threshold, "status": "closed", "opened_at": None, "updated_at": now, "last_failure_reason": None,
            "last_success_at": now, "trial": "", "trial_until": None,
        })  # fmt: skip

    def given_back(self, caller: str, now: datetime) -> Breaker:
        """A trial that ended without a verdict: open as before, and the next caller may try."""
        if self.status != "half_open" or self.trial != caller:
            return self
        return self.model_copy(update={"status": "open", "trial": "", "trial_until": None, "updated_at": now})


BREAKER = Artifact("scenes/{scene_id}/geniesim/.circuit_breaker.json", Breaker)
