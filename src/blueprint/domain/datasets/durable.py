"""Files that survive a power cut: flushed, put in place in one step; and the lock of a folder, which ends with its process."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from blueprint.core.errors import Conflict

_PIECE = 1 << 20


def flush(path: Path) -> None:
    """Make a file's content, or a folder's entries, survive a power cut."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, each durably."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    flush(folder.parent)


def put(staged: Path, target: Path) -> None:
    """Move a file that is written to the end to where it is seen, durably and in one step."""
    flush(staged)
    make_folder(target.parent)
    os.replace(staged, target)
    flush(target.parent)


def put_bytes(content: bytes, target: Path, scratch: Path) -> None:
    """Replace a file's content durably and in one step. scratch: a folder of the same file system."""
    make_folder(scratch)
    staged = scratch / f"{target.name}.part"
    staged.write_bytes(content)
    put(staged, target)


def sha256_of(path: Path) -> str:
    """The sha256 (hex) of a file."""
    whole = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            whole.update(piece)
    return whole.hexdigest()


def hold(path: Path) -> int:
    """Hold the lock file; the kernel releases it with the process, `os.close` before. Conflict when another holds it."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        raise Conflict(f"{path.parent.parent}: another process is writing it; wait for its end") from None
    return fd


@contextmanager
def held(path: Path) -> Iterator[None]:
    make_folder(path.parent)
    fd = hold(path)
    try:
        yield
    finally:
        os.close(fd)
