"""A second process for the job's second core: forked, so that what is imported is there at once."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager


@contextmanager
def second_process() -> Iterator[ProcessPoolExecutor]:
    """Ends with the block, also when the block fails; it is in the job's process group and is killed with it."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
        yield pool
