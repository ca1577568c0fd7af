"""What a run has to do with other runs: its children, the newer run that takes its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from blueprint.core.event import Event
from blueprint.core.outcome import Outcome
from blueprint.engine.lineage import Lineage
from blueprint.engine.workflow import Workflow


@dataclass(frozen=True)
class ChildHandle:
    """A child that was started. ended: its outcome, when there is nothing to wait for."""

    run_id: str
    workflow: str
    ended: Outcome | None = None


class Superseded(Exception):
    """The event's object has a newer generation by now; the newer event's run does the work."""

    def __init__(self, name: str, generation: int, newer: int) -> None:
        super().__init__(f"{name} has generation {newer} by now; this run was asked for {generation}")


class Family(Protocol):
    """The part of the engine that runs use for their children and events."""

    def start_child(self, workflow: Workflow, event: Event, lineage: Lineage) -> str: ...

    def wait_child(self, run_id: str, parent_id: str, lineage: Lineage) -> Outcome: ...

    def emit(self, event: Event) -> None: ...
