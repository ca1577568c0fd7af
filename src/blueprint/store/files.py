"""Files of our own: flushed writes, digests, locks that end with their process, scratch files that leave no rest."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import threading
import time
import uuid
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from blueprint.core.errors import Unavailable
from blueprint.store.bucket import Content, chunks_of

_PIECE = 1 << 20
_FLUSHED_AT_ONCE = 8


def digest_of(stream: BinaryIO) -> str:
    """The sha256 (hex) of the rest of a stream."""
    whole = hashlib.sha256()
    for piece in chunks_of(stream, _PIECE):
        whole.update(piece)
    return whole.hexdigest()


def write_file(path: Path, content: Content, flush: bool = True) -> str:
    """Write a new file and return the sha256 (hex) of its content; on return it survives a power cut when `flush`."""
    whole = hashlib.sha256()
    with path.open("xb", buffering=0) as out:
        for piece in chunks_of(content, _PIECE):
            whole.update(piece)
            view = memoryview(piece)
            while view:
                view = view[out.write(view) :]
        if flush:
            os.fsync(out.fileno())
    return whole.hexdigest()


def flush_path(path: Path, missing_ok: bool = False) -> None:
    """Make a file's content, or a folder's entries, survive a power cut."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        if missing_ok:
            return
        raise
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def flush_all(paths: Iterable[Path], missing_ok: bool = False) -> None:
    """As `flush_path` for many, side by side: the file system commits them together."""
    todo = list(paths)
    if len(todo) < 3:
        for path in todo:
            flush_path(path, missing_ok)
        return
    with ThreadPoolExecutor(_FLUSHED_AT_ONCE) as pool:
        list(pool.map(partial(flush_path, missing_ok=missing_ok), todo))


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file durably and in one step."""
    staged = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        write_file(staged, content)
        os.replace(staged, path)
        flush_path(path.parent)
    finally:
        staged.unlink(missing_ok=True)


@contextmanager
def file_lock(path: Path, shared: bool = False, timeout_s: float = 30) -> Iterator[None]:
    """Hold the lock file; the kernel releases it with the process. Unavailable after `timeout_s`."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        deadline, pause_s = time.monotonic() + timeout_s, 0.0002
        while not _try_lock(fd, mode):
            if time.monotonic() > deadline:
                raise Unavailable(f"{path}: held by another process for more than {timeout_s:.0f} s")
            time.sleep(pause_s)
            pause_s = min(pause_s * 1.5, 0.01)
        yield
    finally:
        os.close(fd)


@contextmanager
def held_if_free(path: Path) -> Iterator[bool]:
    """Hold the lock file if nobody does; says whether it is held. The holder may remove the file."""
    while True:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        free = _try_lock(fd, fcntl.LOCK_EX)
        if not free or _stands_at(fd, path):
            break
        os.close(fd)
    try:
        yield free
    finally:
        os.close(fd)


def _stands_at(fd: int, path: Path) -> bool:
    try:
        return os.fstat(fd).st_ino == os.stat(path).st_ino
    except FileNotFoundError:
        return False


def _try_lock(fd: int, mode: int) -> bool:
    try:
        fcntl.flock(fd, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Staging:
    """A folder of scratch files per process. What a killed process left is removed by the next one."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._mine: tuple[int, Path, int] | None = None
        self._lock = threading.Lock()

    @contextmanager
    def file(self) -> Iterator[Path]:
        """A path that does not exist; what stands there at the end is removed."""
        path = self._folder() / uuid.uuid4().hex
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def _folder(self) -> Path:
        with self._lock:
            if self._mine is None or self._mine[0] != os.getpid():
                self._mine = self._begin()
            return self._mine[1]

    def _begin(self) -> tuple[int, Path, int]:
        self._root.mkdir(parents=True, exist_ok=True)
        with file_lock(self._root / "lock"):
            for left in self._root.iterdir():
                if left.is_dir():
                    _remove_if_left(left)
            mine = self._root / uuid.uuid4().hex
            mine.mkdir()
            fd = os.open(mine / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            fcntl.flock(fd, fcntl.LOCK_EX)
        return os.getpid(), mine, fd

    def __del__(self) -> None:
        if self._mine and self._mine[0] == os.getpid():
            with suppress(OSError):
                shutil.rmtree(self._mine[1])
            os.close(self._mine[2])


def _remove_if_left(folder: Path) -> None:
    with suppress(OSError), held_if_free(folder / "lock") as free:
        if free:
            shutil.rmtree(folder)
