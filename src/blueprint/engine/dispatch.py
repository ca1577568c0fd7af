"""DBOS's own queue worker, woken by a bell: a run starts within milliseconds, and an idle service hardly polls."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from dbos import Queue
from dbos._dbos import _get_dbos_instance
from dbos._queue import queue_worker_thread


class Bell(threading.Event):
    """The stop event of a queue worker that can also be rung: its wait ends early, without the event being set."""

    def __init__(self) -> None:
        super().__init__()
        self._rung = threading.Event()

    def ring(self) -> None:
        self._rung.set()

    def set(self) -> None:
        super().set()
        self._rung.set()

    def wait(self, timeout: float | None = None) -> bool:
        self._rung.wait(timeout)
        self._rung.clear()
        return self.is_set()


def listen(queue: Queue, bell: Bell, ended: Callable[[], None]) -> threading.Thread:
    """Take runs from the queue until the bell is set. `ended` is called whenever a run of this process has ended and that is recorded."""
    dbos = _get_dbos_instance()
    pool = dbos._executor
    submit = pool.submit

    def told(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = submit(function, *args, **kwargs)
        future.add_done_callback(lambda _: ended())
        return future

    pool.submit = told  # type: ignore[method-assign]
    thread = threading.Thread(target=queue_worker_thread, args=(bell, dbos, queue), name="run queue", daemon=True)
    thread.start()
    return thread


def active_runs() -> list[str]:
    """The runs that threads of this process are in."""
    return _get_dbos_instance()._active_workflows_set.activeList()
