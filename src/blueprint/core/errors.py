"""What can go wrong, and whether trying again helps. The exit code carries the class across the process boundary."""

from __future__ import annotations

from typing import Any


class BlueprintError(Exception):
    """Root of every expected error. `str(error)` is written for the person who reads it."""

    code = "blueprint_error"
    retryable = False
    exit_code = 1

    def __reduce__(self) -> tuple[Any, ...]:
        """As it is, without its constructor, whose facts are in the message by now: an error crosses from one process to another."""
        return _revived, (type(self), self.args), self.__dict__


def _revived(kind: type[BlueprintError], args: tuple[Any, ...]) -> BlueprintError:
    return kind.__new__(kind, *args)


class ConfigurationError(BlueprintError):
    """A person must change a setting."""

    code = "configuration_error"
    exit_code = 78

    def __init__(self, setting: str, found: object, expected: str) -> None:
        super().__init__(f"setting {setting}: expected {expected}, found {found!r}")
        self.setting = setting


class ContractError(BlueprintError):
    """An object is absent, malformed or of the wrong version."""

    code = "contract_error"
    exit_code = 65

    def __init__(self, subject: str, field: str, expected: str, found: object) -> None:
        where = f"{subject}, field {field}" if field else subject
        super().__init__(f"{where}: expected {expected}, found {_short(found)}")
        self.subject, self.field, self.expected = subject, field, expected
        self.found = found if isinstance(found, bool | int | float | None) else _short(found)


class ObjectMissing(ContractError):
    """There is no such object in the bucket."""

    code = "object_missing"

    def __init__(self, name: str, generation: int | None = None) -> None:
        wanted = "an object" if generation is None else f"an object of generation {generation}"
        super().__init__(name, "", wanted, None)
        self.name = name


class GateFailed(BlueprintError):
    """A quality gate said no. `report` names every object and metric that missed."""

    code = "gate_failed"
    exit_code = 66

    def __init__(self, gate: str, report: list[str]) -> None:
        super().__init__(f"{gate}: " + "; ".join(report))
        self.gate, self.report = gate, report


class Refused(BlueprintError):
    """A service said no for good."""

    code = "refused"
    exit_code = 69

    def __init__(self, service: str, reason: str) -> None:
        super().__init__(f"{service} refused: {reason}")


class JobFailed(BlueprintError):
    """A job ended without output. Carries its own error code and where its log is."""

    code = "job_failed"
    exit_code = 70

    def __init__(self, job: str, cause_code: str, message: str, log: str) -> None:
        super().__init__(f"{job}: {message} (log: {log})")
        self.job, self.cause_code, self.cause_message, self.log = job, cause_code, message, log


class TransientError(BlueprintError):
    """Try again. The only errors that are retried. retry_after_s: how long the service asked to be left alone, if it did."""

    code = "transient"
    retryable = True
    exit_code = 75

    def __init__(self, message: str = "", retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Timeout(TransientError):
    code = "timeout"


class RateLimited(TransientError):
    code = "rate_limited"


class Unavailable(TransientError):
    code = "unavailable"


class Preempted(TransientError):
    code = "preempted"


class Conflict(BlueprintError):
    """Somebody else holds it or has replaced it."""

    code = "conflict"
    exit_code = 73


class LeaseHeld(Conflict):
    code = "lease_held"

    def __init__(self, lease: str, owner: str, expires_at: str) -> None:
        super().__init__(f"{lease} is held by {owner} until {expires_at}")
        self.lease, self.owner, self.expires_at = lease, owner, expires_at


class LeaseLost(Conflict):
    code = "lease_lost"

    def __init__(self, lease: str, owner: str) -> None:
        super().__init__(f"{lease} is no longer held by {owner}; what it was about to write was not written")


class GenerationMoved(Conflict):
    code = "generation_moved"

    def __init__(self, name: str, expected: int, found: int) -> None:
        super().__init__(f"{name}: expected generation {expected}, found {found}")
        self.name, self.expected, self.found = name, expected, found


def _short(value: object, limit: int = 200) -> str:
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"
