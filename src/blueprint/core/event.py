"""Something happened, and what is to be started when it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from blueprint.core.artifact import File, ObjectRef, Value

EventType = Literal["object_finalized", "cron", "custom", "manual"]


class Event(Value):
    """A hint that something happened. Two deliveries of one event have one id.

    id: `<name>#<generation>` for an object, `<schedule>@<instant>` for a clock tick, the caller's key otherwise.
    payload: options of the caller (never data; data is in the bucket).
    """

    id: str
    type: EventType
    scene_id: str = ""
    object: ObjectRef | None = None
    payload: dict[str, Any] = {}
    occurred_at: datetime


@dataclass(frozen=True)
class ObjectFinalized:
    """An object of this kind was written."""

    artifact: File


@dataclass(frozen=True)
class Cron:
    """A clock tick: five-field cron expression in an IANA time zone."""

    expression: str
    zone: str = "UTC"
    enabled_by: str = ""


@dataclass(frozen=True)
class Custom:
    """An event of our own, by type."""

    type: str


@dataclass(frozen=True)
class Manual:
    """A person or another workflow asks for it."""


Trigger = ObjectFinalized | Cron | Custom | Manual
