"""Work of one function on many things, done ahead by forked processes."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 2
"""Things per process that are begun before the results of earlier ones were taken."""

_given: dict[int, tuple[Callable[[Any], Any], Sequence[Any]]] = {}


def forked_map(function: Callable[[T], R], things: Sequence[T], count: int = 2) -> Iterator[R]:
    """`function` of each thing, in their order. Who stops taking results ends the processes; little more was done than was taken.

    The processes know all that this one knows when the first result is asked for: only results have to be picklable. An error is raised where
    its result would be. With fewer than two things, or one process, nothing is forked.
    """
    if count < 2 or len(things) < 2:
        yield from map(function, things)
        return
    key = id(things)
    _given[key] = (function, things)
    pool = ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("fork"))
    try:
        begun: deque[Future[R]] = deque()
        for index in range(len(things)):
            begun.append(pool.submit(_one, key, index))
            if len(begun) >= AHEAD * count:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        del _given[key]


def _one(key: int, index: int) -> Any:
    function, things = _given[key]
    return function(things[index])
