"""The service's end of the warm server: send it a folder, learn what became of the process."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

PRELOAD = ("blueprint.jobs.preload",)
"""What a service's jobs need."""

_begun: dict[tuple[str, ...], tuple[subprocess.Popen[bytes], socket.socket]] = {}


def begin(preload: Sequence[str]) -> None:
    """Start a server before there is a service for it: it imports while this process imports. The first WarmServer with this `preload` takes it.

    Does nothing when it cannot start: the WarmServer then says why.
    """
    with suppress(OSError):
        _begun[tuple(preload)] = _process(preload)


def _process(preload: Sequence[str]) -> tuple[subprocess.Popen[bytes], socket.socket]:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "blueprint.runtimes.server", str(theirs.fileno()), *preload],
            pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={"OPENBLAS_NUM_THREADS": "1", "PXR_WORK_THREAD_LIMIT": "1", **environment()}, start_new_session=True,
        )  # fmt: skip
    return process, ours


class WarmServer:
    """One server process. After `dead` is set it takes nothing more; jobs that it forked go on without it."""

    def __init__(self, preload: Sequence[str], log: Path, changed: Callable[[], None]) -> None:
        """Returns at once; imports go on in the server. `changed` is called, from a thread, after each thing learned.

        OSError when it cannot start.
        """
        log.touch()
        self._process, ours = _begun.pop(tuple(preload), None) or _process(preload)
        ours.sendall(json.dumps({"log": str(log), "environment": dict(os.environ)}).encode() + b"\n")
        self.pid = self._process.pid
        self.ready, self.dead = threading.Event(), threading.Event()
        self.pids: dict[str, int] = {}
        self.statuses: dict[int, int] = {}
        self._channel, self._changed = ours, changed
        threading.Thread(target=self._read, name="warm server", daemon=True).start()

    def send(self, folder: Path) -> bool:
        """Have the folder's job forked; False when the server is gone."""
        if self.dead.is_set():
            return False
        try:
            self._channel.sendall(json.dumps(str(folder)).encode() + b"\n")
        except OSError:
            self.dead.set()
            return False
        return True

    def status_of(self, folder: Path) -> int | None:
        """The wait status of the folder's process when it has ended and the server saw it."""
        return self.statuses.get(self.pids.get(str(folder), 0))

    def forget(self, folder: Path) -> None:
        """Nothing more is asked about this folder."""
        self.statuses.pop(self.pids.pop(str(folder), 0), None)

    def close(self) -> None:
        """End the server (not its jobs)."""
        self._channel.shutdown(socket.SHUT_RDWR)
        self._process.wait()

    def _read(self) -> None:
        with self._channel, self._channel.makefile("rb") as lines:
            try:
                for line in lines:
                    self._learn(json.loads(line))
            except (OSError, ValueError):
                pass
            self.dead.set()
            self._changed()
        self._process.wait()

    def _learn(self, said: dict) -> None:
        if "started" in said:
            self.pids[said["started"]] = said["pid"]
        elif "ended" in said:
            self.statuses[said["ended"]] = said["status"]
        else:
            self.ready.set()
        self._changed()


def environment() -> dict[str, str]:
    """The environment of a child that imports what this process can import."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)}
