"""Which workers live. A run in the hands of a worker that does not is taken over.

On SQLite, which is one machine's, a worker is alive while it holds its lock file: the kernel lets go of it the moment the process dies, so
a restart recovers at once and a sleeping laptop loses nothing. On Postgres a worker beats twice a second by the database's clock.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

BEAT_S = 0.5
EXPIRY_S = 2.5


class Liveness(Protocol):
    def enter(self) -> None:
        """Be alive from now on."""
        ...

    def beat(self) -> None: ...

    def living(self) -> Mapping[str, str] | None:
        """Executor id → application version of every living worker, this one included. None: it cannot be told now."""
        ...

    def leave(self) -> None: ...


class LockFiles:
    """One file per worker in a folder beside the database. The lock is the process's own (POSIX record lock): no forked child keeps it."""

    def __init__(self, folder: Path, executor_id: str, version: str) -> None:
        self._folder, self._executor_id, self._version = folder, executor_id, version
        self._descriptor = -1

    def enter(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        staged = self._folder / f".{self._executor_id}"
        self._descriptor = os.open(staged, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        os.write(self._descriptor, self._version.encode())
        fcntl.lockf(self._descriptor, fcntl.LOCK_EX)
        os.rename(staged, self._folder / self._executor_id)

    def beat(self) -> None:
        pass

    def living(self) -> Mapping[str, str]:
        found = {self._executor_id: self._version}
        for path in self._folder.iterdir():
            if path.name not in found and not path.name.startswith("."):
                version = self._version_if_held(path)
                if version is not None:
                    found[path.name] = version
        return found

    def leave(self) -> None:
        (self._folder / self._executor_id).unlink(missing_ok=True)
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    @staticmethod
    def _version_if_held(path: Path) -> str | None:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            return os.read(descriptor, 200).decode()
        else:
            path.unlink(missing_ok=True)
            return None
        finally:
            os.close(descriptor)


class Heartbeats:
    """A row per worker, stamped by the database's clock."""

    def __init__(self, engine: sa.Engine, executor_id: str, version: str) -> None:
        self._engine, self._me = engine, {"id": executor_id, "version": version}

    def enter(self) -> None:
        with self._engine.begin() as connection:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(7264911)"))
            connection.execute(sa.text("CREATE SCHEMA IF NOT EXISTS blueprint"))
            connection.execute(
                sa.text("CREATE TABLE IF NOT EXISTS blueprint.worker (id text PRIMARY KEY, version text NOT NULL, beat_at timestamptz NOT NULL)")
            )
            connection.execute(sa.text("DELETE FROM blueprint.worker WHERE beat_at < clock_timestamp() - interval '1 day'"))
        self.beat()

    def beat(self) -> None:
        statement = (
            "INSERT INTO blueprint.worker VALUES (:id, :version, clock_timestamp()) "
            "ON CONFLICT (id) DO UPDATE SET beat_at = clock_timestamp(), version = excluded.version"
        )
        with self._engine.begin() as connection:
            connection.execute(sa.text(statement), self._me)

    def living(self) -> Mapping[str, str] | None:
        """None for a while after the database itself was away: nobody could beat."""
        query = (
            "SELECT id, version, clock_timestamp() - pg_postmaster_start_time() > make_interval(secs => :settled) AS settled "
            "FROM blueprint.worker WHERE beat_at > clock_timestamp() - make_interval(secs => :expiry)"
        )
        with self._engine.begin() as connection:
            found = connection.execute(sa.text(query), {"settled": EXPIRY_S + 1, "expiry": EXPIRY_S}).all()
        if not found or not found[0].settled:
            return None
        return {row.id: row.version for row in found}

    def leave(self) -> None:
        with self._engine.begin() as connection:
            connection.execute(sa.text("DELETE FROM blueprint.worker WHERE id = :id"), self._me)
