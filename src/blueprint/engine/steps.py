"""One durable step: done once, its answer remembered, its error remembered with its class.

A step's record holds names and numbers (`given`, and its answer), never payloads; more than 64 KiB is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dbos import DBOS

from blueprint.core import errors
from blueprint.core.errors import BlueprintError, ContractError, TransientError
from blueprint.engine.control import Control
from blueprint.engine.services import Services
from blueprint.runtimes.retry import pause_after

LARGEST_RECORD = 64 * 1024

Json = Any


@dataclass(frozen=True)
class CurrentStep:
    """What a run of this process is doing now."""

    name: str
    given: Mapping[str, Json]
    started_at: datetime


@dataclass
class Failure:
    """The step that raised last: its number in the run's history and the error, by identity."""

    index: int
    name: str
    error: Exception


class Steps:
    """The durable steps of one execution of one run."""

    def __init__(self, run_id: str, services: Services, control: Control, current: dict[str, CurrentStep], database: str) -> None:
        self.run_id, self.services, self.control, self.database = run_id, services, control, database
        self.index = 0
        self.last_failure: Failure | None = None
        self.before: Callable[[], None] = lambda: None
        """Called before anything is really done, not before what is only remembered."""
        self._current = current

    def do(self, name: str, function: Callable[[], Json], given: Mapping[str, Json] | None = None, retried: bool = True) -> Json:
        """The answer of `function`, from memory if it was done before. Transient errors are retried (B3) when `retried`."""
        self.control.check(self.run_id)
        self.index += 1
        index = self.index
        given = dict(given or {})

        def body() -> Json:
            self._current[self.run_id] = CurrentStep(name, given, self.services.clock())
            try:
                self.before()
                record = {"given": given, "answer": self.retrying(function) if retried else function()}
            except BlueprintError as error:
                record = {"given": given, "error": _recorded(error)}
            finally:
                self._current.pop(self.run_id, None)
            return _checked(name, record)

        try:
            record = DBOS.run_step({"name": name}, body)
            if "error" in record:
                raise _rebuilt(record["error"])
        except Exception as error:
            self.last_failure = Failure(index, name, error)
            raise
        return record.get("answer")

    def count_child(self) -> None:
        """A child's start takes a number of the history, too."""
        self.control.check(self.run_id)
        self.index += 1

    def failed_index(self, error: BaseException) -> int | None:
        """The number of the step that raised this error, or what it was raised from."""
        seen: BaseException | None = error
        while seen is not None and self.last_failure is not None:
            if seen is self.last_failure.error:
                return self.last_failure.index
            seen = seen.__cause__ or seen.__context__
        return None

    def retrying(self, function: Callable[[], Json]) -> Json:
        failures = 0
        while True:
            try:
                return function()
            except TransientError as error:
                failures += 1
                delay_s = pause_after(failures, error, self.services.retry_policy)
                if delay_s is None:
                    raise
                self.control.pause(self.run_id, delay_s)


def _checked(name: str, record: dict[str, Json]) -> dict[str, Json]:
    size = len(json.dumps(record, ensure_ascii=False).encode())
    if size <= LARGEST_RECORD:
        return record
    expected = f"a record of at most {LARGEST_RECORD} bytes (names and numbers; payloads belong into the bucket)"
    problem = ContractError(f"step {name}", "", expected, f"{size} bytes")
    return {"given": {}, "error": _recorded(problem)}


def _recorded(error: BlueprintError) -> dict[str, Json]:
    facts = {key: value for key, value in vars(error).items() if isinstance(value, str | int | float | bool | list | None)}
    return {"class": type(error).__name__, "message": str(error), "facts": facts}


def _rebuilt(record: Mapping[str, Json]) -> BlueprintError:
    """The error as it was raised, so that a workflow sees the same thing on the first run and on a replay."""
    kind = getattr(errors, record["class"], BlueprintError)
    error: BlueprintError = kind.__new__(kind)
    Exception.__init__(error, record["message"])
    vars(error).update(record["facts"])
    return error
