"""More processes for who has more than one core: forked, so that all that is known here is known there at once."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 2
"""Things per process that are begun before the results of earlier ones were taken."""

_function: Callable[[Any], Any]
"""Of a process of `forked_map`."""


@contextmanager
def processes(count: int, wait: bool = True, know: Callable[[], None] | None = None) -> Iterator[ProcessPoolExecutor]:
    """They end with the block; when it fails, what was not begun is not done, and without `wait` what was begun is not waited for. They are in
    the job's process group and are killed with it. know: what each does first; it need not be picklable."""
    pool = ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("fork"), initializer=know)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=wait, cancel_futures=True)
        raise
    pool.shutdown()


def forked_map(function: Callable[[T], R], things: Sequence[T], count: int = 2) -> Iterator[R]:
    """`function` of each thing, in their order. Who stops taking results ends the processes; little more was done than was taken.

    Things and results have to be picklable, the function need not. An error is raised where its result would be. With fewer than two things, or
    one process, nothing is forked.
    """
    if count < 2 or len(things) < 2:
        yield from map(function, things)
        return

    def know() -> None:
        global _function
        _function = function

    with processes(count, know=know) as pool:
        begun: deque[Future[R]] = deque()
        for thing in things:
            begun.append(pool.submit(_one, thing))
            if len(begun) >= AHEAD * count:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()


def _one(thing: Any) -> Any:
    return _function(thing)
