"""How a workflow ends. Expected ends are values; only bugs are exceptions."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from blueprint.core.artifact import Value


class Status(StrEnum):
    SUCCESS = "SUCCESS"
    SKIPPED = "SKIPPED"
    FAILED = "FAILED"
    PAUSED = "PAUSED"


class Outcome(Value):
    """The only return type of a workflow. A parent reads `status`: skipped or failed is never a success (W-02, W-03, WS-02).

    code: machine word for the cause (`already_complete`, `locked`, `not_available`, an error's code, …).
    """

    status: Status
    code: str = ""
    reason: str = ""
    details: dict[str, Any] = {}

    @property
    def succeeded(self) -> bool:
        return self.status is Status.SUCCESS


def succeeded(**details: Any) -> Outcome:
    return Outcome(status=Status.SUCCESS, details=details)


def skipped(code: str, reason: str, **details: Any) -> Outcome:
    return Outcome(status=Status.SKIPPED, code=code, reason=reason, details=details)


def failed(code: str, reason: str, **details: Any) -> Outcome:
    return Outcome(status=Status.FAILED, code=code, reason=reason, details=details)


def paused(code: str, reason: str, **details: Any) -> Outcome:
    return Outcome(status=Status.PAUSED, code=code, reason=reason, details=details)
