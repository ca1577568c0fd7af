"""A bucket that is a plain folder, which people may `cp` into (design §4.3).

Writes go to a staging file, are flushed, and move to their name in one step: `link(2)` creates, `rename(2)` replaces,
a lock per name makes compare-and-swap. Everything of ours lives in `.blueprint/` inside the folder and is never listed.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from blueprint.core.errors import ConfigurationError, GenerationMoved, ObjectMissing, Unavailable
from blueprint.core.identity import digest as key_of
from blueprint.store.bucket import Content, ObjectInfo, Page, Written
from blueprint.store.files import Staging, digest_of, file_lock, flush_all, write_file
from blueprint.store.folder import Folder, explained
from blueprint.store.generations import GenerationIndex, Version, mtime_of
from blueprint.store.local_publishing import LocalPublishing
from blueprint.store.names import HIDDEN, check_name, check_prefix

_STRIPES = 64
_HASHED_AT_SIGHT = 16 << 20
"""A foreign file up to this size gets its digest when it is first seen."""
_ATTRIBUTE = "user.blueprint"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class LocalBucket:
    """A folder as a bucket; see `Bucket` for the promises. Safe to use from many threads and processes at once."""

    def __init__(self, root: Path, attributes: bool = True) -> None:
        """`root` is made when absent. `attributes` False: do without extended attributes, as on file systems that have none."""
        try:
            root.mkdir(parents=True, exist_ok=True)
            self.root = root.resolve()
            self.folder = Folder(self.root)
        except OSError as error:
            raise ConfigurationError("BLUEPRINT_BUCKET", str(root), f"a folder that can be read and written ({error.strerror})") from error
        self.hidden = self.root / HIDDEN
        self.staging = Staging(self.hidden / "staging")
        self.publishing = LocalPublishing(self)
        self._attributes = attributes and hasattr(os, "setxattr")
        self._index = self._open_index()
        self._written: list[Written] = []

    @property
    def url(self) -> str:
        return str(self.root)

    def subscribe(self, written: Written) -> None:
        self._written.append(written)

    def tell(self, info: ObjectInfo) -> None:
        """Call everybody who asked for what this instance makes visible."""
        for written in self._written:
            written(info)

    def stat(self, name: str) -> ObjectInfo | None:
        check_name(name)
        with self.explaining(name):
            self.publishing.settle()
            return self.current(name)

    def get(self, name: str, generation: int | None = None) -> tuple[bytes, ObjectInfo]:
        check_name(name)
        for _ in range(8):
            with self.explaining(name):
                stream, info, before = self._open(name, generation)
                with stream:
                    content = stream.read()
                    after = os.fstat(stream.fileno())
            if _untouched(before, after):
                return content, info
        raise Unavailable(f"{name}: is being written in place by somebody else")

    def open(self, name: str, generation: int | None = None) -> BinaryIO:
        check_name(name)
        with self.explaining(name):
            return self._open(name, generation)[0]

    def put(self, name: str, data: Content, if_generation: int | None = None) -> ObjectInfo:
        check_name(name)
        with self.explaining(name):
            self.publishing.settle()
            with self.staging.file() as staged:
                digest = write_file(staged, data)
                info = self._move_in(name, staged, digest, if_generation)
        self.tell(info)
        return info

    def delete(self, name: str, if_generation: int | None = None) -> bool:
        check_name(name)
        with self.explaining(name):
            self.publishing.settle()
            with self.locked(name):
                found = self.current(name)
                _demand(name, found, if_generation)
                if found is None:
                    return False
                with self.folder.parent_of(name) as (parent, last):
                    os.unlink(last, dir_fd=parent)
                    os.fsync(parent)
                self._index.forget(name)
            self.folder.prune(name)
            return True

    def list(self, prefix: str, start_after: str = "", limit: int = 1000) -> Page:
        check_prefix(prefix)
        with self.explaining(prefix), self.publishing.standing_still():
            files = list(islice(self.folder.files(prefix, start_after), limit + 1))
            more = len(files) > limit
            files = files[:limit]
            known = self._index.between(files[0][0], files[-1][0]) if files else {}
            objects = []
            for name, stat in files:
                versions = known.get(name)
                version = versions[0] if versions and versions[0].is_of(stat) else self._version_of(name, stat)
                objects.append(_info(name, version))
            return Page(objects, objects[-1].name if more else None)

    def current(self, name: str) -> ObjectInfo | None:
        """What stands at `name` now, without waiting for publications."""
        found = self.folder.stat_file(name)
        return _info(name, self._version_of(name, found)) if found else None

    def whole(self, name: str) -> bool:
        """`name` is a file that one of our processes moved into place, so nobody is still writing it."""
        found = self.folder.stat_file(name)
        return found is not None and any(version.ours and version.is_of(found) for version in self._index.versions(name))

    def reserve(self, files: list[tuple[str, Path, str]]) -> list[int]:
        """Generations for staging files (name, path, sha256) that will be moved to their names."""
        return self._index.reserve([(name, path.stat(), digest) for name, path, digest in files])

    def place(self, name: str, staged: Path, generation: int, digest: str, create: bool = False, flush: bool = True) -> None:
        """Make a flushed staging file the object `name` in one step; its folder is flushed by `flush_folder`, those above it at once or, without
        `flush`, by `flush_folders`."""
        self._stamp(name, staged, generation, digest)
        for _ in range(100):
            try:
                with self.folder.parent_of(name, create=True, flush=flush) as (parent, last):
                    return _rename(staged, parent, last, create)
            except FileNotFoundError:
                staged.stat()
        raise Unavailable(f"{name}: its folder is removed again and again")

    def flush_folder(self, name: str) -> None:
        """Make what stands in the folder of `name` survive a power cut."""
        try:
            with self.folder.parent_of(name) as (parent, _):
                os.fsync(parent)
        except FileNotFoundError:
            return

    def flush_folders(self, names: Iterable[str]) -> None:
        """As `flush_folder` for many, with all folders above them."""
        folders = {parent for name in names for parent in PurePosixPath(name).parents}
        flush_all((self.root / folder for folder in sorted(folders)), missing_ok=True)

    def placed(self, name: str, generation: int) -> None:
        """Our file stands at its name: forget what stood there before."""
        self._index.settle(name, generation)

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """Nobody else of ours writes `name` meanwhile."""
        stripe = zlib.crc32(name.encode()) % _STRIPES
        with file_lock(self.hidden / "locks" / f"{stripe:02d}"):
            yield

    @contextmanager
    def explaining(self, name: str) -> Iterator[None]:
        """Errors of the system as errors of ours."""
        try:
            yield
        except OSError as error:
            raise explained(error, self.root, name) from error
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise Unavailable(f"generation index of {self.root}: {error}") from error
            expected = f"a folder that can be written and has free space ({error}: {name})"
            raise ConfigurationError("BLUEPRINT_BUCKET", str(self.root), expected) from error

    def _move_in(self, name: str, staged: Path, digest: str, if_generation: int | None) -> ObjectInfo:
        with self.locked(name):
            _demand(name, self.current(name), if_generation)
            size = staged.stat().st_size
            [generation] = self.reserve([(name, staged, digest)])
            try:
                self.place(name, staged, generation, digest, create=if_generation == 0)
            except FileExistsError:
                _demand(name, self.current(name), 0)
                raise
            self.placed(name, generation)
            self.flush_folder(name)
        return ObjectInfo(name, generation, size, _time(mtime_of(generation)), digest)

    def _stamp(self, name: str, staged: Path, generation: int, digest: str) -> None:
        """Tie the generation to the file itself, before it gets its name."""
        if self._attributes:
            try:
                os.setxattr(staged, _ATTRIBUTE, f"{generation} {digest} {key_of(name)}".encode())
            except OSError as error:
                if error.errno not in (errno.ENOTSUP, errno.EPERM, errno.ENOSPC):
                    raise
                self._attributes = False
        wanted = mtime_of(generation)
        os.utime(staged, ns=(wanted, wanted))
        kept = os.stat(staged).st_mtime_ns
        if kept != wanted:
            self._index.correct(name, generation, kept)

    def _open(self, name: str, generation: int | None) -> tuple[BinaryIO, ObjectInfo, os.stat_result]:
        self.publishing.settle()
        opened = self.folder.open_file(name)
        if opened is None:
            if generation:
                raise GenerationMoved(name, generation, 0)
            raise ObjectMissing(name)
        stream = os.fdopen(opened[0], "rb")
        try:
            info = _info(name, self._version_of(name, opened[1]))
            if generation is not None and info.generation != generation:
                raise GenerationMoved(name, generation, info.generation)
        except BaseException:
            stream.close()
            raise
        return stream, info, opened[1]

    def _version_of(self, name: str, stat: os.stat_result) -> Version:
        versions = self._index.versions(name)
        for version in versions:
            if version.is_of(stat):
                return version
        looked_alike = any(version.digest and version.may_be_of(stat) for version in versions)
        digest = self._digest_of(name, stat) if looked_alike or stat.st_size <= _HASHED_AT_SIGHT else ""
        return self._index.adopt(name, stat, digest, self._proven(name, stat, digest))

    def _digest_of(self, name: str, seen: os.stat_result) -> str:
        opened = self.folder.open_file(name)
        if opened is None:
            return ""
        with os.fdopen(opened[0], "rb") as stream:
            digest = digest_of(stream)
            now = os.fstat(stream.fileno())
        same = (now.st_ino, now.st_size, now.st_mtime_ns) == (seen.st_ino, seen.st_size, seen.st_mtime_ns)
        return digest if same else ""

    def _proven(self, name: str, stat: os.stat_result, digest: str) -> int:
        """The generation that the file itself carries, when it is our own write of this very name and content; 0 otherwise."""
        if not self._attributes:
            return 0
        try:
            with self.folder.parent_of(name) as (parent, last):
                fields = os.getxattr(f"/proc/self/fd/{parent}/{last}", _ATTRIBUTE, follow_symlinks=False).decode().split()
        except (OSError, UnicodeDecodeError):
            return 0
        if len(fields) != 3 or not fields[0].isdigit() or fields[2] != key_of(name):
            return 0
        generation = int(fields[0])
        return generation if stat.st_mtime_ns == mtime_of(generation) and digest in ("", fields[1]) else 0

    def _open_index(self) -> GenerationIndex:
        try:
            for below in ("staging", "locks", "publications"):
                (self.hidden / below).mkdir(parents=True, exist_ok=True)
            if not os.access(self.hidden, os.W_OK):
                return GenerationIndex(None)
            return GenerationIndex(self.hidden / "generations.sqlite3")
        except PermissionError:
            return GenerationIndex(None)
        except OSError as error:
            if error.errno == errno.EROFS:
                return GenerationIndex(None)
            raise explained(error, self.root, HIDDEN) from error


def _demand(name: str, found: ObjectInfo | None, if_generation: int | None) -> None:
    generation = found.generation if found else 0
    if if_generation is not None and generation != if_generation:
        raise GenerationMoved(name, if_generation, generation)


def _untouched(before: os.stat_result, after: os.stat_result) -> bool:
    """Nobody wrote in place. Replacing the file, or one of its links, moves its ctime too."""
    same = (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)
    return same and (before.st_ctime_ns == after.st_ctime_ns or before.st_nlink != after.st_nlink)


def _rename(staged: Path, parent: int, last: str, create: bool) -> None:
    if not create:
        os.rename(staged, last, dst_dir_fd=parent)
        return
    try:
        os.link(staged, last, dst_dir_fd=parent)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EMLINK):
            raise
        os.close(os.open(last, os.O_CREAT | os.O_EXCL | os.O_WRONLY, dir_fd=parent))
        os.rename(staged, last, dst_dir_fd=parent)


def _info(name: str, version: Version) -> ObjectInfo:
    return ObjectInfo(name, version.generation, version.size, _time(version.mtime_ns), version.digest)


def _time(nanoseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=nanoseconds // 1000)
