"""Everything that makes events, in threads with a clean stop: own writes, folder watch, start-up reconcile, slow sweep, clock."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from pathlib import Path

from blueprint.core.errors import BlueprintError
from blueprint.core.event import Cron
from blueprint.events.clock import Clock, Schedule
from blueprint.events.reconcile import reconcile
from blueprint.events.router import Router
from blueprint.events.settle import Settler
from blueprint.events.watch import FolderWatch
from blueprint.store.bucket import ObjectInfo
from blueprint.store.local import LocalBucket
from blueprint.store.store import Store

_log = logging.getLogger(__name__)


class EventService:
    """`start` reconciles what happened before and goes on until `stop`."""

    def __init__(
        self,
        store: Store,
        router: Router,
        state_dir: Path,
        sweep_every_s: float = 60,
        enabled: Callable[[Cron], bool] | None = None,
    ) -> None:
        """state_dir: where the clock remembers its last ticks. enabled: whether a schedule is switched on (default: all are)."""
        self._store, self._router, self._sweep_every_s = store, router, sweep_every_s
        self._stopping = threading.Event()
        self._written: queue.SimpleQueue[ObjectInfo | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        crons = [(workflow, trigger) for workflow, trigger in router.triggers if isinstance(trigger, Cron)]
        schedules = [Schedule(workflow, cron) for workflow, cron in crons if enabled is None or enabled(cron)]
        state_dir.mkdir(parents=True, exist_ok=True)
        self._clock = Clock(schedules, router.deliver, state_dir / "clock.json")
        self._settler: Settler | None = None
        self._watch: FolderWatch | None = None
        bucket = store.bucket
        if isinstance(bucket, LocalBucket):
            self._settler = Settler(bucket, router.finalized)
            self._watch = FolderWatch(bucket.root, router.prefixes(), lambda name: bool(router.triggered_by(name)), self._settler.consider)
        bucket.subscribe(self._heard)

    def start(self) -> None:
        """Returns when watching has begun; the reconcile goes on in its thread."""
        self._begin("events of own writes", self._deliver_written)
        if self._settler and self._watch:
            self._begin("settling files", self._settler.run)
            self._begin("folder watch", self._watch.run)
            self._watch.watching.wait(5)
        self._begin("sweep", self._sweep)
        self._begin("clock", self._clock.run)

    def stop(self) -> None:
        """Ends every thread and waits for it."""
        self._stopping.set()
        self._written.put(None)
        for part in (self._clock, self._settler, self._watch):
            if part:
                part.stop()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def sweep(self) -> None:
        """Reconcile now."""
        ready = self._settler.ready if self._settler else None
        reconcile(self._store, self._router, ready)

    def _begin(self, name: str, body: Callable[[], None]) -> None:
        thread = threading.Thread(target=body, name=name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _heard(self, info: ObjectInfo) -> None:
        if self._router.triggered_by(info.name):
            self._written.put(info)

    def _deliver_written(self) -> None:
        while (info := self._written.get()) is not None:
            try:
                self._router.finalized(info.name)
            except BlueprintError as error:
                _log.warning("%s: %s; the next sweep tries again", info.name, error)

    def _sweep(self) -> None:
        while not self._stopping.is_set():
            try:
                self.sweep()
            except BlueprintError as error:
                _log.warning("sweep: %s; tried again in %s s", error, self._sweep_every_s)
            self._stopping.wait(self._sweep_every_s)
