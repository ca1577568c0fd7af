"""How a run that waits learns that it must not: the engine stops, the run was cancelled, another run has ended."""

from __future__ import annotations

import threading
import time


class EngineStopped(BaseException):
    """Ends a run's thread without an outcome: the run goes on in the next process. Not an Exception, so that no workflow swallows it."""


class RunCancelled(BaseException):
    """Ends a cancelled run's thread."""


class Control:
    """Shared by an engine and its runs."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._stopping = False
        self._cancelled: set[str] = set()

    @property
    def stopping(self) -> bool:
        return self._stopping

    def stop(self) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def cancel(self, run_id: str) -> None:
        with self._changed:
            self._cancelled.add(run_id)
            self._changed.notify_all()

    def revive(self, run_id: str) -> None:
        """A retried run is no longer cancelled."""
        self._cancelled.discard(run_id)

    def tell(self) -> None:
        """Something has ended: let everyone who waits look again."""
        with self._changed:
            self._changed.notify_all()

    def check(self, run_id: str) -> None:
        """Raises EngineStopped or RunCancelled."""
        if self._stopping:
            raise EngineStopped
        if run_id in self._cancelled:
            raise RunCancelled

    def look_again(self, run_id: str, at_most_s: float) -> None:
        """Wait until something ends, at most so long. Raises EngineStopped or RunCancelled."""
        self.check(run_id)
        with self._changed:
            self._changed.wait(at_most_s)
        self.check(run_id)

    def pause(self, run_id: str, seconds: float) -> None:
        """Sleep. Raises EngineStopped or RunCancelled."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.look_again(run_id, left)
        self.check(run_id)
