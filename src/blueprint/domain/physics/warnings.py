"""MuJoCo's warnings as values. By default it prints them and appends to a log file in the working folder."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import mujoco

_heard: dict[str, int] = {}
"""Message → number of the last block that heard it."""
_blocks = 0


@contextmanager
def collected_warnings() -> Iterator[list[str]]:
    """The different warnings of this block, of all threads; filled when it ends. From the first use on nothing is printed any more."""
    global _blocks
    _blocks += 1
    mine = _blocks
    mujoco.set_mju_user_warning(_hear)
    collected: list[str] = []
    try:
        yield collected
    finally:
        collected.extend(message for message, block in _heard.items() if block >= mine)


def _hear(message: str) -> None:
    _heard[message] = _blocks
