"""Ticks: each once, across changes of the clocks, pauses and restarts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.core.errors import ConfigurationError
from blueprint.core.event import Cron, Event
from blueprint.events.clock import Clock, Schedule

BERLIN = ZoneInfo("Europe/Berlin")


def dues(expression: str, zone: str, start: datetime, count: int) -> list[datetime]:
    schedule = Schedule("w", Cron(expression, zone))
    found = [schedule.next_after(start)]
    while len(found) < count:
        found.append(schedule.next_after(found[-1]))
    return found


def test_a_daily_tick_follows_the_wall_clock() -> None:
    found = dues("0 9 * * *", "Europe/Berlin", datetime(2026, 3, 27, tzinfo=UTC), 4)
    assert [due.isoformat() for due in found] == [f"2026-03-{day}:00:00+00:00" for day in ("27T08", "28T08", "29T07", "30T07")]


def test_a_time_that_is_jumped_over_is_due_when_the_clocks_have_changed() -> None:
    found = dues("30 2 * * *", "Europe/Berlin", datetime(2026, 3, 28, 12, tzinfo=UTC), 2)
    assert [due.isoformat() for due in found] == ["2026-03-29T01:00:00+00:00", "2026-03-30T00:30:00+00:00"]


def test_a_time_that_comes_twice_is_due_once() -> None:
    found = dues("30 2 * * *", "Europe/Berlin", datetime(2026, 10, 24, 12, tzinfo=UTC), 2)
    assert [due.isoformat() for due in found] == ["2026-10-25T00:30:00+00:00", "2026-10-26T01:30:00+00:00"]


def test_an_hourly_tick_follows_real_time() -> None:
    for start in (datetime(2026, 10, 24, 22, 59, tzinfo=UTC), datetime(2026, 3, 28, 22, 59, tzinfo=UTC)):
        found = dues("*/20 * * * *", "Europe/Berlin", start, 24)
        assert found == [start + timedelta(minutes=1 + 20 * index) for index in range(24)]


@settings(max_examples=60, deadline=None)
@given(
    expression=st.sampled_from(["0 9 * * *", "30 2 * * *", "*/7 * * * *", "15 */3 * * *", "0 0 1 * *", "5,35 1-3 * * 0", "59 23 * * 1-5"]),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    start=st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),
)
def test_ticks_grow_and_show_the_time_asked_for(expression: str, zone: str, start: datetime) -> None:
    begin = start.replace(tzinfo=UTC)
    found = dues(expression, zone, begin, 6)
    assert all(earlier < later for earlier, later in zip([begin, *found], found, strict=False))
    assert len({Schedule("w", Cron(expression, zone)).event(due).id for due in found}) == 6
    minutes = expression.split()[0]
    if minutes.isdigit():
        shown = [due.astimezone(ZoneInfo(zone)).minute for due in found]
        assert sum(minute != int(minutes) for minute in shown) <= 1


def test_the_last_tick_of_a_long_pause_is_found_at_once() -> None:
    until = datetime(2026, 6, 1, 12, tzinfo=UTC)
    nine, leap = datetime(2026, 6, 1, 9, tzinfo=UTC), datetime(2024, 2, 29, tzinfo=UTC)
    for expression, last in (("* * * * *", until), ("0 9 * * *", nine), ("0 0 29 2 *", leap)):
        assert Schedule("w", Cron(expression)).last_between(datetime(2020, 1, 1, tzinfo=UTC), until) == last
    assert Schedule("w", Cron("0 9 * * *")).last_between(datetime(2026, 6, 1, 9, tzinfo=UTC), until) is None


def test_an_event_names_its_schedule_and_instant() -> None:
    event = Schedule("text-autonomy-daily", Cron("0 9 * * *")).event(datetime(2031, 4, 5, 11, tzinfo=BERLIN))
    assert (event.id, event.type) == ("text-autonomy-daily@2031-04-05T09:00:00Z", "cron")


@pytest.mark.parametrize(
    ("expression", "zone"),
    [("every day", "UTC"), ("0 9 * *", "UTC"), ("0 25 * * *", "UTC"), ("0 9 * * *", "Mars/Base"), ("* * * * * *", "UTC")],
)
def test_bad_schedules_are_refused(expression: str, zone: str) -> None:
    with pytest.raises(ConfigurationError, match="schedule of w"):
        Schedule("w", Cron(expression, zone))


class Now:
    def __init__(self) -> None:
        self.at = datetime(2026, 6, 1, 8, 59, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


def test_ticks_happen_once_and_only_the_last_missed_one_is_made_up(tmp_path: Path) -> None:
    now, ticked = Now(), []

    def clock() -> Clock:
        def tick(workflow: str, event: Event) -> None:
            ticked.append(event.id)

        return Clock([Schedule("daily", Cron("0 9 * * *"))], tick, tmp_path / "clock.json", now)

    first = clock()
    first.tick_due()
    assert ticked == []
    assert first.due_in_s() == 30
    now.at += timedelta(seconds=31)
    assert first.due_in_s() == 0
    first.tick_due()
    first.tick_due()
    clock().tick_due()
    assert ticked == ["daily@2026-06-01T09:00:00Z"]
    now.at += timedelta(days=5)
    clock().tick_due()
    clock().tick_due()
    assert ticked[1:] == ["daily@2026-06-06T09:00:00Z"]
    now.at -= timedelta(days=3)
    clock().tick_due()
    assert len(ticked) == 2


def test_a_tick_that_cannot_be_delivered_is_tried_again(tmp_path: Path) -> None:
    now, failing = Now(), [True]
    ticked: list[str] = []

    def tick(workflow: str, event: Event) -> None:
        if failing[0]:
            raise OSError("no database")
        ticked.append(event.id)

    clock = Clock([Schedule("daily", Cron("0 9 * * *"))], tick, tmp_path / "clock.json", now)
    clock.tick_due()
    now.at += timedelta(minutes=1)
    with pytest.raises(OSError, match="no database"):
        clock.tick_due()
    failing[0] = False
    clock.tick_due()
    assert len(ticked) == 1
