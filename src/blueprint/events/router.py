"""From something that happened to the runs it starts. An event is a hint, the object is the fact (design §4.4)."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from blueprint.core.errors import GenerationMoved, ObjectMissing
from blueprint.core.event import Custom, Event, ObjectFinalized, Trigger
from blueprint.store.bucket import ObjectInfo
from blueprint.store.store import Store

_LARGEST_MARKER = 1 << 20

Start = Callable[[str, Event], None]
Known = Callable[[str, Event], bool]
Recorded = Callable[[str, Event, str], None]


class Router:
    """Starts each workflow once per (object, generation), however often, late or out of order it hears of it.

    start(workflow, event): begins the run and returns; the engine makes a second start of one run a no-op. When it raises,
    the next hint or sweep tries again. known(workflow, event): whether that run exists, asked before the first start.
    recorded(workflow, event, driver): called instead of start for a marker whose scene is driven by a parent run (WS-38).
    """

    def __init__(
        self,
        store: Store,
        triggers: Iterable[tuple[str, Trigger]],
        start: Start,
        known: Known | None = None,
        recorded: Recorded | None = None,
    ) -> None:
        self.triggers = list(triggers)
        self._on_objects = [(workflow, trigger) for workflow, trigger in self.triggers if isinstance(trigger, ObjectFinalized)]
        self._store, self._start, self._known, self._recorded = store, start, known, recorded
        self._settled: dict[tuple[str, str], str] = {}
        self._busy: set[tuple[str, str]] = set()
        self._free = threading.Condition()

    def prefixes(self) -> list[str]:
        """What every triggering object's name begins with: the fixed folders of the patterns, none below another."""
        fixed = {trigger.artifact.pattern.partition("{")[0].rpartition("/")[0] for _, trigger in self._on_objects}
        folders = sorted(f"{folder}/" if folder else "" for folder in fixed)
        return [folder for folder in folders if not any(other != folder and folder.startswith(other) for other in folders)]

    def triggered_by(self, name: str) -> list[tuple[str, ObjectFinalized]]:
        """The workflows that an object of this name starts."""
        return [(workflow, trigger) for workflow, trigger in self._on_objects if trigger.artifact.match(name) is not None]

    def finalized(self, name: str) -> list[str]:
        """A hint that `name` was written. Looks at the object and starts what its current generation has not started; their names."""
        if not self.triggered_by(name):
            return []
        info = self._store.bucket.stat(name)
        return self.found(info) if info else []

    def found(self, info: ObjectInfo) -> list[str]:
        """As `finalized`, when the current version is at hand."""
        started = []
        for workflow, trigger in self.triggered_by(info.name):
            if self.deliver(workflow, object_event(self._store, info, trigger)):
                started.append(workflow)
        return started

    def emit(self, event: Event) -> list[str]:
        """Start the workflows that wait for this type of event of our own; their names."""
        kind = str(event.payload.get("type", ""))
        waiting = [workflow for workflow, trigger in self.triggers if isinstance(trigger, Custom) and trigger.type == kind]
        return [workflow for workflow in waiting if self.deliver(workflow, event)]

    def deliver(self, workflow: str, event: Event) -> bool:
        """Start one workflow unless that run exists, or its object has changed meanwhile; whether it was started."""
        key = (workflow, event.object.name if event.object else event.id)
        with self._alone(key):
            if self._settled.get(key) == event.id:
                return False
            if self._known and self._known(workflow, event):
                self._settled[key] = event.id
                return False
            driver = self._driver_of(event)
            if driver is None:
                return False
            if driver and self._recorded:
                self._recorded(workflow, event, driver)
            if not driver:
                self._start(workflow, event)
            self._settled[key] = event.id
            return not driver

    def _driver_of(self, event: Event) -> str | None:
        """The run that drives the scene, "" when nobody does, None when the object has changed: a newer hint is on its way."""
        if event.object is None:
            return ""
        info = self._store.bucket.stat(event.object.name)
        if info is None or info.generation != event.object.generation:
            return None
        if info.size > _LARGEST_MARKER or not _is_document(info.name):
            return ""
        try:
            content, _ = self._store.bucket.get(event.object.name, event.object.generation)
        except (GenerationMoved, ObjectMissing):
            return None
        return _driver_in(content)

    @contextmanager
    def _alone(self, key: tuple[str, str]) -> Iterator[None]:
        """One thread at a time for one (workflow, object)."""
        with self._free:
            while key in self._busy:
                self._free.wait()
            self._busy.add(key)
        try:
            yield
        finally:
            with self._free:
                self._busy.discard(key)
                self._free.notify_all()


def object_event(store: Store, info: ObjectInfo, trigger: ObjectFinalized) -> Event:
    """The event that this version of an object is."""
    return Event(
        id=f"{info.name}#{info.generation}",
        type="object_finalized",
        scene_id=trigger.artifact.scene_of(info.name) or "",
        object=store.ref(info),
        occurred_at=info.updated,
    )


def custom_event(type: str, key: str, at: datetime, scene_id: str = "", payload: dict[str, Any] | None = None) -> Event:
    """An event of our own: two with one `key` are one event."""
    return Event(id=key, type="custom", scene_id=scene_id, payload={**(payload or {}), "type": type}, occurred_at=at)


def _is_document(name: str) -> bool:
    """A marker or a request; what a person uploads (a picture) names no driver, whatever its bytes are."""
    return name.rpartition("/")[2].startswith(".") or name.endswith(".json")


def _driver_in(content: bytes) -> str:
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    driver = body.get("driver") if isinstance(body, dict) else None
    return driver if isinstance(driver, str) else ""
