"""A bucket, a runtime, a database, and what tests do with them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine_runtime import MemoryRuntime

from blueprint.core.artifact import Artifact, File, ObjectRef, Value
from blueprint.core.event import Event
from blueprint.core.outcome import Outcome
from blueprint.engine.engine import Engine
from blueprint.engine.services import Services
from blueprint.engine.workflow import Workflow
from blueprint.runtimes.retry import RetryPolicy
from blueprint.store.store import Store

QUICK = RetryPolicy(max_retries=5, base_delay_seconds=0.01, max_delay_seconds=0.02)


class Doc(Value):
    n: int


DOC = Artifact("scenes/{scene_id}/doc.json", Doc)
DONE = File("scenes/{scene_id}/out/.done")
BAD = File("scenes/{scene_id}/out/.failed")


@dataclass
class World:
    """A bucket, a runtime, a database, and engines on them; one engine of this process at a time."""

    folder: Path
    url: str
    store: Store
    runtime: MemoryRuntime = field(default_factory=MemoryRuntime)
    logs: list[dict[str, Any]] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    engine: Engine | None = None

    def services(self, *workflows: Workflow, **changes: Any) -> Services:
        given = Services(
            store=self.store, runtime=self.runtime, workflows=workflows, settings=self.settings, emit_log=self.logs.append, retry_policy=QUICK
        )
        return replace(given, **changes)

    def launch(self, *workflows: Workflow, version: str = "", work: bool = True, **changes: Any) -> Engine:
        self.stop()
        self.engine = Engine(self.url, self.services(*workflows, **changes), version=version)
        self.engine.launch(work)
        return self.engine

    def stop(self) -> None:
        if self.engine:
            self.engine.stop()
            self.engine = None

    def put(self, n: int = 0, scene: str = "loft_1") -> Event:
        return event_of(self.store.write(DOC, Doc(n=n), scene), scene)

    def run(self, workflow: Workflow, event: Event | None = None, timeout_s: float = 20) -> Outcome:
        assert self.engine is not None
        return self.engine.wait(self.engine.start(workflow.name, event or self.put()), timeout_s)

    def names(self) -> list[str]:
        return [info.name for info in self.store.list("scenes/")]


def event_of(ref: ObjectRef, scene: str, **payload: Any) -> Event:
    return Event(
        id=f"{ref.name}#{ref.generation}", type="object_finalized", scene_id=scene, object=ref, payload=payload, occurred_at=datetime.now(UTC)
    )


def manual(key: str, scene: str = "loft_1", **payload: Any) -> Event:
    return Event(id=key, type="manual", scene_id=scene, payload=payload, occurred_at=datetime.now(UTC))
