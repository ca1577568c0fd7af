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


class Threads:
    """What this process's pool was given and has not ended."""

    def __init__(self) -> None:
        self._given: set[Future[Any]] = set()

    def add(self, future: Future[Any]) -> None:
        self._given.add(future)
        future.add_done_callback(self._given.discard)

    def active(self) -> set[str] | None:
        """The runs that threads are in; None while one still waits for a thread, when that cannot be told."""
        if any(not future.running() and not future.done() for future in list(self._given)):
            return None
        return set(active_runs())


def listen(queue: Queue, bell: Bell, threads: Threads, ended: Callable[[], None]) -> threading.Thread:
    """Take runs from the queue until the bell is set. `ended` is called whenever a run of this process has ended and that is recorded."""
    dbos = _get_dbos_instance()
    pool = dbos._executor
    submit = pool.submit

    def told(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = submit(function, *args, **kwargs)
        threads.add(future)
        future.add_done_callback(lambda _: ended())
        return future

    pool.submit = told  # type: ignore[method-assign]
    thread = threading.Thread(target=queue_worker_thread, args=(bell, dbos, queue), name="run queue", daemon=True)
    thread.start()
    return thread


def active_runs() -> list[str]:
    """The runs that threads of this process are in."""
    return _get_dbos_instance()._active_workflows_set.activeList()
