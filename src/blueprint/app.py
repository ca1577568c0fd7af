"""The composition root: Settings → Store, Runtime, Engine, Router. Nothing else puts these together."""

from __future__ import annotations

import json
import logging
import os
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy.exc import SQLAlchemyError

from blueprint.core.errors import ConfigurationError
from blueprint.core.event import Cron, Event
from blueprint.engine.engine import Engine
from blueprint.engine.services import Services
from blueprint.events.router import Router
from blueprint.events.service import EventService
from blueprint.jobs import catalogue
from blueprint.runtimes.local import LocalRuntime
from blueprint.runtimes.warm import PRELOAD
from blueprint.settings import Settings
from blueprint.store.local import LocalBucket
from blueprint.store.store import Store
from blueprint.workflows import registry, triggers

LONGEST_TRACE = 8_000
SECRETS = ("OPENAI_API_KEY",)
"""What a job may ask for by name; it reaches its process through the environment, never through a request."""


@dataclass
class App:
    """Everything a process of ours needs. `log` takes one structured record."""

    settings: Settings
    state_dir: Path
    store: Store
    runtime: LocalRuntime
    engine: Engine
    router: Router
    log: JsonLog

    def events(self) -> EventService:
        """Watching, reconciling and ticking; the caller starts and stops it."""
        return EventService(self.store, self.router, self.state_dir, enabled=self._armed)

    def job_log(self, request_id: str) -> str:
        """Where the log of a job is."""
        return str(self.state_dir / "runs" / request_id / "log")

    def _armed(self, cron: Cron) -> bool:
        return not cron.enabled_by or self.settings.values_by_env().get(cron.enabled_by) == "true"


class JsonLog:
    """One JSON object a line: time, severity, message, and run, scene and job ids where there are any."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._lock = stream, threading.Lock()

    def __call__(self, record: Mapping[str, Any]) -> None:
        line = json.dumps({"time": datetime.now(UTC).isoformat(), "severity": "INFO", **record}, default=str)
        with self._lock:
            print(line, file=self._stream, flush=True)


class _Handler(logging.Handler):
    """Python's own log records as ours."""

    def __init__(self, log: JsonLog) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        facts = {"severity": record.levelname, "message": record.getMessage(), "logger": record.name}
        if record.exc_info and record.exc_info[1]:
            facts |= {"error": repr(record.exc_info[1]), "stack_trace": "".join(traceback.format_exception(record.exc_info[1]))[-LONGEST_TRACE:]}
        self._log(facts)


@contextmanager
def running(settings: Settings, *, work: bool = True, log: TextIO | None = None) -> Iterator[App]:
    """The app with its engine launched; `work`: recover and execute runs here. log: where structured lines go (default: a file in the state
    folder). Raises ConfigurationError when bucket, state folder or database cannot be used."""
    state_dir = state_folder(settings)
    with ExitStack() as ends:
        record = JsonLog(ends.enter_context(_log_stream(state_dir, log)))
        handler = _Handler(record)
        logging.getLogger().addHandler(handler)
        ends.callback(logging.getLogger().removeHandler, handler)
        store = Store.at(settings.bucket)
        store.recover_publications()
        hand_down_secrets(settings)
        runtime = ends.enter_context(closing(LocalRuntime(state_dir, slots=settings.slots, preload=PRELOAD if work else ())))
        services = Services(
            store=store, runtime=runtime, workflows=registry.ALL, jobs=catalogue.ALL, settings=settings.values_by_env(), emit_log=record,
            deliver=lambda event: router.emit(event),
        )  # fmt: skip
        engine = Engine(settings.database_url or f"sqlite:///{state_dir / 'blueprint.sqlite'}", services)
        router = make_router(store, engine, record)
        _launch(engine, work, "BLUEPRINT_DATABASE_URL" if settings.database_url else "BLUEPRINT_STATE_DIR", state_dir)
        ends.callback(engine.stop)
        yield App(settings, state_dir, store, runtime, engine, router, record)


def hand_down_secrets(settings: Settings) -> None:
    """What jobs may ask for by name goes down to their processes through the environment, also when it comes from the file."""
    for name in SECRETS:
        value = str(getattr(settings, name.lower()))
        if value:
            os.environ[name] = value


def _launch(engine: Engine, work: bool, setting: str, state_dir: Path) -> None:
    try:
        engine.launch(work)
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).partition("\n")[0]
        where = "its value" if setting == "BLUEPRINT_DATABASE_URL" else str(state_dir)
        raise ConfigurationError(setting, where, f"a database that can be used ({cause})") from error


def make_router(store: Store, engine: Engine, log: JsonLog) -> Router:
    """Starts what exists; events for workflows of later versions, and of scenes that a parent drives, are recorded in the log."""
    armed = [(row.workflow, trigger) for row in triggers.MAP if registry.available(row.workflow) for trigger in row.on]

    def known(workflow: str, event: Event) -> bool:
        return engine.known(workflow, event)

    def recorded(workflow: str, event: Event, driver: str) -> None:
        log({"message": f"{event.id} starts nothing: {driver} drives the scene", "workflow": workflow, "scene_id": event.scene_id})

    return Router(store, armed, lambda workflow, event: _start(engine, workflow, event), known, recorded)


def _start(engine: Engine, workflow: str, event: Event) -> None:
    engine.start(workflow, event)


def state_folder(settings: Settings) -> Path:
    """Where run folders, caches and the SQLite file are; made when it is not there."""
    if settings.state_dir:
        folder = Path(settings.state_dir)
    elif "://" in settings.bucket and not settings.bucket.startswith("file://"):
        raise ConfigurationError("BLUEPRINT_STATE_DIR", "", f"a local folder, because the bucket {settings.bucket} is none")
    else:
        folder = Path(settings.bucket.removeprefix("file://")) / ".blueprint"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError("BLUEPRINT_BUCKET", settings.bucket, f"a folder that can be written ({error.strerror})") from error
    return folder.resolve()


def local_path(store: Store, name: str) -> str:
    """Where a person finds the object: a path for a local bucket, else its URL."""
    bucket = store.bucket
    return str(Path(bucket.root) / name) if isinstance(bucket, LocalBucket) else f"{bucket.url.rstrip('/')}/{name}"


@contextmanager
def _log_stream(state_dir: Path, log: TextIO | None) -> Iterator[TextIO]:
    if log is not None:
        yield log
        return
    try:
        stream = (state_dir / "service.log").open("a", encoding="utf-8")
    except OSError as error:
        raise ConfigurationError("BLUEPRINT_BUCKET or BLUEPRINT_STATE_DIR", str(state_dir), f"a folder that can be written ({error.strerror})") from error
    with stream:
        yield stream
