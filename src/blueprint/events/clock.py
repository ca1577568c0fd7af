"""Clock ticks: cron expressions in a time zone, each tick once, also across a change of clocks and a time switched off."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from croniter import croniter

from blueprint.core.errors import BlueprintError, ConfigurationError
from blueprint.core.event import Cron, Event
from blueprint.store.files import write_whole
from blueprint.store.lease import utc_now

_log = logging.getLogger(__name__)

_LONGEST_PAUSE_S = 30.0
"""The wall clock may be set while we sleep."""
_LARGEST_SHIFT = timedelta(hours=3)
"""No zone's offset from UTC changes by more at once, but for the days that the Pacific skipped."""
_LOOK_BACK = tuple(timedelta(days=days) for days in (1 / 24, 1, 31, 36500))
_TRY_AGAIN_S = 1.0

Tick = Callable[[str, Event], object]


@dataclass(frozen=True)
class Schedule:
    """When a workflow is due. An hourly pattern (`*` in the hour field) follows real time; a pattern with named hours
    follows the wall clock: a time that the clock jumps over is due when the jump has happened, a time it shows twice only once."""

    name: str
    cron: Cron

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.cron.zone)
            croniter(self.cron.expression)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            found = f"{self.cron.expression} {self.cron.zone}"
            raise ConfigurationError(f"schedule of {self.name}", found, f"five cron fields and an IANA zone ({error})") from error
        if len(self.cron.expression.split()) != 5:
            raise ConfigurationError(f"schedule of {self.name}", self.cron.expression, "five cron fields")

    def next_after(self, instant: datetime) -> datetime:
        """The first due instant (UTC) after `instant`."""
        zone = ZoneInfo(self.cron.zone)
        if self.cron.expression.split()[1].startswith("*"):
            return self._hourly(instant, zone)
        local = instant.astimezone(zone).replace(tzinfo=None, fold=0) - _LARGEST_SHIFT
        ticks = croniter(self.cron.expression, local)
        while True:
            due = _instant_of(ticks.get_next(datetime), zone)
            if due > instant:
                return due

    def last_between(self, after: datetime, until: datetime) -> datetime | None:
        """The last due instant in (after, until], or None."""
        for window in _LOOK_BACK:
            due = self.next_after(max(after, until - window))
            if due <= until:
                while (following := self.next_after(due)) <= until:
                    due = following
                return due
            if until - window <= after:
                break
        return None

    def event(self, due: datetime) -> Event:
        """The tick as an event: one instant has one id."""
        return Event(id=f"{self.name}@{due.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", type="cron", occurred_at=due)

    def _hourly(self, instant: datetime, zone: ZoneInfo) -> datetime:
        """A shown time that is jumped over is left out, one that is shown twice is due twice."""
        ticks = croniter(self.cron.expression, instant.astimezone(zone).replace(tzinfo=None, fold=0) - _LARGEST_SHIFT)
        first: datetime | None = None
        while True:
            shown = ticks.get_next(datetime)
            folds = [shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
            if first and folds[0] > first + _LARGEST_SHIFT:
                return first
            for due in folds:
                if due > instant and due.astimezone(zone).replace(tzinfo=None, fold=0) == shown:
                    first = min(first or due, due)


class Clock:
    """Calls `tick(workflow, event)` at each due instant. `state` remembers the last one, so that after a pause the last
    missed tick, and only that, is made up."""

    def __init__(self, schedules: Iterable[Schedule], tick: Tick, state: Path, now: Callable[[], datetime] = utc_now) -> None:
        self._schedules, self._tick, self._state, self._now = list(schedules), tick, state, now
        self._stop = threading.Event()

    def run(self) -> None:
        """Tick until `stop`."""
        pause_s = self.due_in_s()
        while not self._stop.wait(pause_s):
            try:
                self.tick_due()
                pause_s = self.due_in_s()
            except BlueprintError as error:
                _log.warning("clock: %s; tried again in %s s", error, _TRY_AGAIN_S)
                pause_s = _TRY_AGAIN_S

    def stop(self) -> None:
        self._stop.set()

    def due_in_s(self) -> float:
        """Seconds until the next tick, at most half a minute."""
        now, seen = self._now(), self._seen()
        dues = [schedule.next_after(seen.get(_key(schedule), now)) for schedule in self._schedules]
        left_s = min(((due - now).total_seconds() for due in dues), default=_LONGEST_PAUSE_S)
        return max(0.0, min(left_s, _LONGEST_PAUSE_S))

    def tick_due(self) -> list[Event]:
        """Deliver what is due: of each schedule at most the last tick. A schedule seen for the first time begins now."""
        now, seen, ticked = self._now(), self._seen(), []
        for schedule in self._schedules:
            since = seen.get(_key(schedule))
            due = schedule.last_between(since, now) if since else None
            if due:
                event = schedule.event(due)
                self._tick(schedule.name, event)
                ticked.append(event)
            if due or since is None:
                seen[_key(schedule)] = due or now
                write_whole(self._state, json.dumps({key: at.isoformat() for key, at in sorted(seen.items())}, indent=1).encode())
        return ticked

    def _seen(self) -> dict[str, datetime]:
        try:
            return {key: datetime.fromisoformat(at) for key, at in json.loads(self._state.read_bytes()).items()}
        except (FileNotFoundError, ValueError, AttributeError):
            return {}


def _key(schedule: Schedule) -> str:
    return f"{schedule.name} {schedule.cron.expression} {schedule.cron.zone}"


def _instant_of(local: datetime, zone: ZoneInfo) -> datetime:
    """The instant of a wall clock time: its first of two, and for one that is jumped over the end of the jump."""
    instant = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    shown = instant.astimezone(zone).replace(tzinfo=None)
    if shown == local:
        return instant
    before, after = instant - _LARGEST_SHIFT, instant
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == offset else (before, middle)
    return after.replace(microsecond=0)
