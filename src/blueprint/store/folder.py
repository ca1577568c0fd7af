"""Safe paths below one folder: no symbolic link is ever followed, listings come in the order of object names."""

from __future__ import annotations

import errno
import os
import stat
import time
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from blueprint.core.errors import BlueprintError, ConfigurationError, ContractError, ObjectMissing, Unavailable
from blueprint.store.names import HIDDEN, name_fault

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_KEPT_DIRECTORIES = 64
"""The ones that were looked at last."""
_SETTLED_NS = 50_000_000


def explained(error: OSError, root: Path, name: str) -> BlueprintError:
    """What an operating system error means for the person who reads it."""
    match error.errno:
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return ConfigurationError("BLUEPRINT_BUCKET", str(root), f"a folder that can be read and written ({error.strerror}: {name})")
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return ConfigurationError("BLUEPRINT_BUCKET", str(root), f"a folder with free space ({error.strerror}: {name})")
        case errno.ENOTDIR | errno.EISDIR | errno.EEXIST | errno.ENOTEMPTY:
            return ContractError(name, "", "a name that is neither a folder of other objects nor below an object", error.strerror)
        case errno.ENAMETOOLONG:
            return ContractError(name, "", "a name that the file system can hold", error.strerror)
        case errno.ELOOP | errno.ENXIO:
            return ContractError(name, "", "a regular file", "a symbolic link or a device")
        case errno.ENOENT:
            return ObjectMissing(name)
    return Unavailable(f"{name}: {error.strerror}")


class Folder:
    """The root of a bucket, held open."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._fd = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._kept: OrderedDict[str, tuple[int, list[str]]] = OrderedDict()

    def __del__(self) -> None:
        if hasattr(self, "_fd"):
            os.close(self._fd)

    @contextmanager
    def parent_of(self, name: str, create: bool = False, flush: bool = True) -> Iterator[tuple[int, str]]:
        """The descriptor of the folder that holds `name`, and the last segment. `create` makes missing folders, durably with `flush`."""
        *folders, last = name.split("/")
        fd = os.dup(self._fd)
        try:
            for segment in folders:
                below = self._enter(fd, segment, create, flush)
                os.close(fd)
                fd = below
            yield fd, last
        finally:
            os.close(fd)

    @staticmethod
    def _enter(fd: int, segment: str, create: bool, flush: bool) -> int:
        try:
            return os.open(segment, _DIRECTORY, dir_fd=fd)
        except FileNotFoundError:
            if not create:
                raise
        try:
            os.mkdir(segment, dir_fd=fd)
            if flush:
                os.fsync(fd)
        except FileExistsError:
            pass
        return os.open(segment, _DIRECTORY, dir_fd=fd)

    def open_file(self, name: str) -> tuple[int, os.stat_result] | None:
        """A descriptor of the regular file at `name`, or None when there is none."""
        try:
            with self.parent_of(name) as (parent, last):
                fd = os.open(last, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=parent)
        except (FileNotFoundError, NotADirectoryError):
            return None
        found = os.fstat(fd)
        if stat.S_ISREG(found.st_mode):
            return fd, found
        os.close(fd)
        return None

    def stat_file(self, name: str) -> os.stat_result | None:
        """The stat of the regular file at `name`, or None."""
        try:
            with self.parent_of(name) as (parent, last):
                found = os.stat(last, dir_fd=parent, follow_symlinks=False)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            if error.errno == errno.ELOOP:
                return None
            raise
        return found if stat.S_ISREG(found.st_mode) else None

    def prune(self, name: str) -> None:
        """Remove the folders above `name` that are empty now."""
        while "/" in name:
            name = name.rpartition("/")[0]
            try:
                with self.parent_of(name) as (parent, last):
                    os.rmdir(last, dir_fd=parent)
            except OSError:
                return

    def files(self, prefix: str, start_after: str) -> Iterator[tuple[str, os.stat_result]]:
        """Regular files whose names begin with `prefix` and follow `start_after`, in the order of their names."""
        folder = prefix.rpartition("/")[0]
        yield from self._below(folder + "/" if folder else "", prefix, start_after)

    def _below(self, folder: str, prefix: str, start_after: str) -> Iterator[tuple[str, os.stat_result]]:
        segments = self._segments(folder)
        first = _first_after(segments, folder, start_after) if start_after >= folder else 0
        if len(prefix) > len(folder):
            first = max(first, bisect_left(segments, prefix[len(folder) :]))
        base = f"{self.root}/{folder}"
        for index in range(first, len(segments)):  # a slice would copy a folder of 100,000 names for the sake of one
            segment = segments[index]
            name = folder + segment
            if not name.startswith(prefix):
                return
            if segment[-1] == "/":
                yield from self._below(name, prefix, start_after)
                continue
            try:
                found = os.lstat(base + segment)
            except (FileNotFoundError, NotADirectoryError):
                continue
            if stat.S_ISREG(found.st_mode):
                yield name, found

    def _segments(self, folder: str) -> list[str]:
        """Names in a folder, folders with a closing `/`, sorted: the order of the objects below it."""
        try:
            with self.parent_of(folder + ".") as (fd, _):
                changed = os.fstat(fd).st_mtime_ns
                kept = self._kept.get(folder)
                if kept and kept[0] == changed:
                    with suppress(KeyError):  # another thread let it go
                        self._kept.move_to_end(folder)
                    return kept[1]
                segments = sorted(_listed(fd, top=not folder))
                if time.time_ns() - changed > _SETTLED_NS and os.fstat(fd).st_mtime_ns == changed:
                    self._kept.pop(folder, None)
                    self._kept[folder] = (changed, segments)
                    while len(self._kept) > _KEPT_DIRECTORIES:
                        self._kept.popitem(last=False)
                return segments
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            if error.errno == errno.ELOOP:
                return []
            raise


def _listed(fd: int, top: bool) -> Iterator[str]:
    with os.scandir(fd) as entries:
        for entry in entries:
            name = entry.name
            if (top and name == HIDDEN) or (not (name.isascii() and name.isprintable()) and name_fault(name)):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield name + "/"
            elif entry.is_file(follow_symlinks=False):
                yield name


def _first_after(segments: list[str], folder: str, start_after: str) -> int:
    """Where in `segments` the first object after `start_after` can be: in the folder that holds it, or at the next name."""
    rest = start_after[len(folder) :] if start_after.startswith(folder) else None
    if rest is None:
        return len(segments)
    if "/" in rest:
        return bisect_left(segments, rest[: rest.index("/") + 1])
    return bisect_right(segments, rest)
