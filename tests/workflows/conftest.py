from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from blueprint.contracts import prompts
from blueprint.core.artifact import File
from blueprint.core.event import Event
from blueprint.core.outcome import Outcome
from blueprint.engine.engine import Engine
from blueprint.engine.services import Services
from blueprint.store.store import Store
from blueprint.workflows import registry
from tests.workflows.scripted import ScriptedRuntime


@dataclass
class Bench:
    """A bucket, the real engine on SQLite, and a runtime that does as it is told."""

    store: Store
    runtime: ScriptedRuntime
    engine: Engine

    def request(self, scene_id: str = "loft_9", **fields: Any) -> Event:
        """Writes a request and gives the event of it."""
        body = {"schema_version": "v1", "scene_id": scene_id, "prompt": "a small kitchen", **fields}
        return self.raw_request(scene_id, prompts.SceneRequest.model_validate(body).model_dump_json(exclude_none=True).encode())

    def raw_request(self, scene_id: str, content: bytes) -> Event:
        self.store.upload(prompts.SCENE_REQUEST, content, scene_id)
        return self.event(prompts.SCENE_REQUEST, scene_id)

    def event(self, file: File, scene_id: str, **payload: Any) -> Event:
        ref = self.store.exists(file, scene_id)
        assert ref is not None
        return Event(
            id=f"{ref.name}#{ref.generation}", type="object_finalized", scene_id=scene_id, object=ref, payload=payload, occurred_at=datetime.now(UTC)
        )

    def run(self, workflow: str, event: Event) -> Outcome:
        return self.engine.wait(self.engine.start(workflow, event), timeout_s=30)

    def body(self, file: File, scene_id: str = "loft_9") -> dict[str, Any] | None:
        import json

        ref = self.store.exists(file, scene_id)
        return json.loads(self.store.bucket.get(ref.name)[0]) if ref else None

    def locks(self) -> list[str]:
        return [info.name for info in self.store.list("scenes/") if "/locks/" in info.name]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    store = Store.at(tmp_path / "bucket")
    runtime = ScriptedRuntime(store)
    services = Services(store=store, runtime=runtime, workflows=registry.ALL, settings={})
    engine = Engine(f"sqlite:///{tmp_path / 'engine.sqlite'}", services)
    engine.launch()
    try:
        yield Bench(store, runtime, engine)
    finally:
        engine.stop()
