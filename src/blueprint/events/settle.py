"""When a file that somebody else writes into the bucket is finished."""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from blueprint.core.errors import BlueprintError
from blueprint.store.local import LocalBucket

_log = logging.getLogger(__name__)

QUIET_S = 0.03
"""How long a foreign file must stay as it is."""
_QUIET_UNKNOWN_S = 0.5
"""The same where the system cannot say whether somebody has it open for writing."""
_SLOWEST_LOOK_S = 0.25

Fingerprint = tuple[int, int, int, int]
Finalized = Callable[[str], object]


@dataclass
class _Pending:
    seen: Fingerprint
    since: float
    pause_s: float
    look_at: float


class Settler:
    """Calls `finalized(name)` once a considered file is finished: at once for our own writes (they are moved into place
    whole), for a foreign one when it has not changed for a moment and nobody has it open for writing."""

    def __init__(self, bucket: LocalBucket, finalized: Finalized) -> None:
        self._bucket, self._finalized = bucket, finalized
        self._pending: dict[str, _Pending] = {}
        self._changed = threading.Condition()
        self._stopping = False

    def consider(self, name: str) -> None:
        """Something happened to `name`. Errors of one object are logged and left to the sweep."""
        if self.ready(name):
            self._tell(name)

    def ready(self, name: str) -> bool:
        """Whether `name` is finished now; otherwise `finalized` is called when it is, unless it disappears."""
        if self._bucket.whole(name):
            return True
        seen = self._fingerprint(name)
        if seen is None:
            return False
        age_s = time.time() - max(seen[2], seen[3]) / 1e9
        if age_s > 2 and self._unwritten(name) is not False:
            return True
        with self._changed:
            now = time.monotonic()
            pending = self._pending.get(name)
            if pending is None or pending.seen != seen:
                self._pending[name] = _Pending(seen, now, QUIET_S, now + QUIET_S)
                self._changed.notify()
        return False

    def run(self) -> None:
        """Look at unfinished files until `stop`."""
        while True:
            with self._changed:
                if self._stopping:
                    return
                now = time.monotonic()
                due = [name for name, pending in self._pending.items() if pending.look_at <= now]
                if not due:
                    self._changed.wait(min((pending.look_at - now for pending in self._pending.values()), default=None))
                    continue
            for name in due:
                self._look(name)

    def stop(self) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify()

    def _look(self, name: str) -> None:
        try:
            seen = self._fingerprint(name)
        except BlueprintError as error:
            _log.warning("%s: %s", name, error)
            seen = None
        with self._changed:
            pending = self._pending.get(name)
            if pending is None or seen is None:
                self._pending.pop(name, None)
                return
            now = time.monotonic()
            if seen != pending.seen:
                self._pending[name] = _Pending(seen, now, QUIET_S, now + QUIET_S)
                return
        unwritten = self._unwritten(name)
        quiet_s = time.monotonic() - pending.since
        finished = quiet_s >= (_QUIET_UNKNOWN_S if unwritten is None else QUIET_S) and unwritten is not False
        with self._changed:
            if not finished:
                pending.pause_s = min(pending.pause_s * 1.5, _SLOWEST_LOOK_S)
                pending.look_at = time.monotonic() + pending.pause_s
                return
            self._pending.pop(name, None)
        if self._fingerprint(name) == seen:
            self._tell(name)
        else:
            self.consider(name)

    def _tell(self, name: str) -> None:
        try:
            self._finalized(name)
        except BlueprintError as error:
            _log.warning("%s: %s; the next sweep tries again", name, error)

    def _fingerprint(self, name: str) -> Fingerprint | None:
        with self._bucket.explaining(name):
            found = self._bucket.folder.stat_file(name)
        return (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns) if found else None

    def _unwritten(self, name: str) -> bool | None:
        """Nobody has the file open for writing; None where the system does not tell.

        A read lease is granted only then (fcntl(2)). Its signal is one that does nothing: by default SIGIO would end us.
        """
        with self._bucket.explaining(name):
            opened = self._bucket.folder.open_file(name)
        if opened is None:
            return None
        try:
            fcntl.fcntl(opened[0], fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(opened[0], fcntl.F_SETLEASE, fcntl.F_RDLCK)
            fcntl.fcntl(opened[0], fcntl.F_SETLEASE, fcntl.F_UNLCK)
        except BlockingIOError:
            return False
        except (OSError, AttributeError):
            return None
        finally:
            os.close(opened[0])
        return True
