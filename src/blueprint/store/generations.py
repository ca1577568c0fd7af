"""Which generation the file behind a name is: the memory that makes generations grow, whoever writes.

A file is recognised by its inode, size and modification time. Our own writes get a modification time that no other
writer gives (`mtime_of`), so a foreign write, also one in place or with an old time (`cp -p`), is always seen as new.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from blueprint.store.files import file_lock

_SCHEMA = """
CREATE TABLE IF NOT EXISTS versions(
    name TEXT NOT NULL, generation INTEGER NOT NULL, inode INTEGER NOT NULL, size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL, ctime_ns INTEGER, digest TEXT NOT NULL, PRIMARY KEY(name, generation)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS highest(only_row INTEGER PRIMARY KEY CHECK(only_row = 1), generation INTEGER NOT NULL) WITHOUT ROWID;
INSERT OR IGNORE INTO highest VALUES(1, 0);
"""
_OUR_NANOSECONDS = 389
"""Kernels stamp files at ticks of their clock; these last three digits make a stamp recognisably ours."""
_RACY_NS = 20_000_000
"""Two writes this close may carry the same time stamps."""

_RACY = -1
"""In place of a ctime that may have been too early: the next look compares contents."""
_RESERVED = -2
"""In place of a ctime: our own write, which may not stand at its name yet."""


class Version(NamedTuple):
    """One file as it was seen or written."""

    generation: int
    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int | None
    digest: str

    @property
    def ours(self) -> bool:
        """Our own write: its mtime_ns is proof enough."""
        return self.ctime_ns in (None, _RESERVED)

    def is_of(self, stat: os.stat_result) -> bool:
        same = self.mtime_ns == stat.st_mtime_ns and self.size == stat.st_size and self.inode == stat.st_ino
        return same and (self.ours or self.ctime_ns == stat.st_ctime_ns)

    def may_be_of(self, stat: os.stat_result) -> bool:
        """Same size and time, but the inode or ctime moved (a copied folder, chmod, a hard link): only the content can tell."""
        return self.mtime_ns == stat.st_mtime_ns and self.size == stat.st_size


def mtime_of(generation: int) -> int:
    """The modification time (ns) that the file of our own write of this generation carries."""
    return generation * 1000 + _OUR_NANOSECONDS


def seen_ctime(stat: os.stat_result) -> int:
    """The ctime to remember for a foreign file; one that changed just now may change again within the same tick."""
    return stat.st_ctime_ns if time.time_ns() - stat.st_ctime_ns > _RACY_NS else _RACY


class GenerationIndex:
    """The versions of a folder's objects, shared by every process that opens the folder. Losing it costs repeated events, never order."""

    def __init__(self, path: Path | None) -> None:
        """`path` is None for a folder that cannot be written: then this process remembers for itself only."""
        self._path = path
        self._open()

    def versions(self, name: str) -> list[Version]:
        """What is known about a name, newest first."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT generation, inode, size, mtime_ns, ctime_ns, digest FROM versions WHERE name = ? ORDER BY generation DESC", (name,)
            )
            return [Version(*row) for row in rows]

    def between(self, first: str, last: str) -> dict[str, list[Version]]:
        """What is known about the names from `first` to `last`, both included."""
        found: dict[str, list[Version]] = {}
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT name, generation, inode, size, mtime_ns, ctime_ns, digest FROM versions WHERE name BETWEEN ? AND ? ORDER BY generation DESC",
                (first, last),
            )
            for name, *row in rows:
                found.setdefault(name, []).append(Version(*row))
        return found

    def reserve(self, files: Iterable[tuple[str, os.stat_result, str]]) -> list[int]:
        """Generations for our own files (name, stat, digest), which are about to be moved to their names with `mtime_of(generation)`."""
        with self._transaction() as connection:
            generations = []
            for name, stat, digest in files:
                generation = self._next(connection, time.time_ns() // 1000)
                row = (name, generation, stat.st_ino, stat.st_size, mtime_of(generation), _RESERVED, digest)
                connection.execute("INSERT INTO versions VALUES(?, ?, ?, ?, ?, ?, ?)", row)
                generations.append(generation)
            return generations

    def adopt(self, name: str, stat: os.stat_result, digest: str, at_least_ours: int = 0) -> Version:
        """The version of a file that the index does not know: the next generation, or `at_least_ours` when the file itself proves it."""
        with self._transaction() as connection:
            known = self.versions(name)
            for version in known:
                if version.is_of(stat) or (version.digest and version.digest == digest and version.may_be_of(stat)):
                    connection.execute("DELETE FROM versions WHERE name = ? AND generation = ?", (name, version.generation))
                    version = version._replace(inode=stat.st_ino, ctime_ns=version.ctime_ns if version.ours else seen_ctime(stat))
                    break
            else:
                proven = at_least_ours > max((version.generation for version in known), default=0)
                generation = at_least_ours if proven else self._next(connection, min(stat.st_ctime_ns, time.time_ns()) // 1000)
                version = Version(generation, stat.st_ino, stat.st_size, stat.st_mtime_ns, None if proven else seen_ctime(stat), digest)
                connection.execute("UPDATE highest SET generation = max(generation, ?)", (generation,))
                connection.execute("DELETE FROM versions WHERE name = ? AND ctime_ns IS NOT ?", (name, _RESERVED))
            connection.execute("INSERT OR REPLACE INTO versions VALUES(?, ?, ?, ?, ?, ?, ?)", (name, *version))
            return version

    def correct(self, name: str, generation: int, mtime_ns: int) -> None:
        """The file system rounds times: remember the time it kept."""
        with self._transaction() as connection:
            connection.execute("UPDATE versions SET mtime_ns = ? WHERE name = ? AND generation = ?", (mtime_ns, name, generation))

    def settle(self, name: str, generation: int) -> None:
        """Our own write stands at its name: forget what stood there before."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM versions WHERE name = ? AND generation <> ?", (name, generation))
            connection.execute("UPDATE versions SET ctime_ns = NULL WHERE name = ?", (name,))

    def forget(self, name: str) -> None:
        """The name is gone. The bucket-wide highest generation stays, so the name's next generation is greater."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM versions WHERE name = ?", (name,))

    @staticmethod
    def _next(connection: sqlite3.Connection, at_least: int) -> int:
        query = "UPDATE highest SET generation = max(generation + 1, ?) RETURNING generation"
        return connection.execute(query, (at_least,)).fetchall()[0][0]

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        with self._lock:
            yield connection

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        with self._lock:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _connection(self) -> sqlite3.Connection:
        if self._process != os.getpid():
            _INHERITED.append(self._held)
            self._open()
        return self._held

    def _open(self) -> None:
        self._process, self._held, self._lock = os.getpid(), self._connect(), threading.RLock()

    def _connect(self) -> sqlite3.Connection:
        path = self._path
        if path is None:
            return _opened(":memory:")
        with file_lock(path.with_suffix(".lock")):
            try:
                return _opened(str(path))
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                os.replace(path, path.with_suffix(".damaged"))
                for suffix in ("-wal", "-shm"):
                    Path(f"{path}{suffix}").unlink(missing_ok=True)
                return _opened(str(path))


_INHERITED: list[sqlite3.Connection] = []
"""Connections of the parent process: closing one in a forked child would end the parent's journal."""


def _opened(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.executescript(_SCHEMA)
    return connection
