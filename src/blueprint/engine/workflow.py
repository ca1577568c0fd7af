"""A workflow is data: a name, what starts it, where it says how it ended, and a function of a Run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel

from blueprint.core.artifact import File
from blueprint.core.event import Trigger
from blueprint.core.outcome import Outcome

if TYPE_CHECKING:
    from blueprint.engine.run import Run


@dataclass(frozen=True)
class Workflow:
    """exclusive "scene": no two drivers run it, or another exclusive workflow, on one scene at a time.

    completes, fails: the pair of markers of which at most one is live (WS-05). options: the typed form of an event's payload.
    drives: it starts the next stages itself; events of the markers it writes, and its children write, start nothing.
    """

    name: str
    on: tuple[Trigger, ...]
    function: Callable[[Run], Outcome]
    exclusive: Literal["scene"] | None = None
    options: type[BaseModel] | None = None
    completes: File | None = None
    fails: File | None = None
    drives: bool = False

    def __call__(self, run: Run) -> Outcome:
        return self.function(run)


def workflow(
    name: str,
    *,
    on: tuple[Trigger, ...] = (),
    exclusive: Literal["scene"] | None = None,
    options: type[BaseModel] | None = None,
    completes: File | None = None,
    fails: File | None = None,
    drives: bool = False,
) -> Callable[[Callable[[Run], Outcome]], Workflow]:
    """Declare a function as a workflow. The function may do anything in any order, as long as it is the same for the same answers of `run`."""

    def declare(function: Callable[[Run], Outcome]) -> Workflow:
        return Workflow(name, on, function, exclusive, options, completes, fails, drives)

    return declare
