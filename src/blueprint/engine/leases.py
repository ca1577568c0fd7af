"""A lock object held while a block runs (WS-13): expiring, renewed, re-entered after recovery, given back in every case but our own stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from blueprint.core.errors import LeaseHeld, LeaseLost, TransientError
from blueprint.engine.control import RunCancelled
from blueprint.engine.lineage import Lineage
from blueprint.engine.steps import Steps
from blueprint.store.lease import Lease

LONGEST_TERM_S = 60.0
"""A holder that was killed and does not come back frees the lock after at most so long."""

_LOOK_S = 0.5


class _Renewal:
    """Prolongs a lease from a thread, until the hold's own end. `lost` is what ended it."""

    def __init__(self, lease: Lease, until: datetime) -> None:
        self.lost: LeaseLost | None = None
        self._lease, self._until, self._ended = lease, until, threading.Event()
        self._thread = threading.Thread(target=self._renew, name=f"lease {lease.name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _renew(self) -> None:
        while not self._ended.wait(self._lease.ttl_s / 3):
            try:
                if self._lease.now() > self._until:
                    raise LeaseLost(self._lease.name, self._lease.document.owner)
                self._lease.renew()
            except LeaseLost as error:
                self.lost = error
                return
            except TransientError:
                continue


@dataclass
class _Hold:
    """A lease that this run has by its history. lease is None until this process is really inside."""

    name: str
    minutes: float
    lease: Lease | None = None
    renewal: _Renewal | None = None


class Leases:
    """The leases of one execution of one run. A lease that an ancestor holds is held for its children, too."""

    def __init__(self, steps: Steps, workflow: str, scene_id: str, lineage: Lineage) -> None:
        self._steps, self._services = steps, steps.services
        self._workflow, self._scene_id, self._lineage = workflow, scene_id, lineage
        self._holds: dict[str, _Hold] = {}
        steps.before = self._enter_again

    @property
    def names(self) -> tuple[str, ...]:
        """What children of this run need not take."""
        return tuple(dict.fromkeys((*self._lineage.leases, *self._holds)))

    def confirm(self) -> None:
        """Raises LeaseLost when a lease of this run is somebody else's now: what is about to be written must not be."""
        for hold in self._holds.values():
            if hold.renewal and hold.renewal.lost:
                raise hold.renewal.lost

    @contextmanager
    def held(self, name: str, minutes: float, wait_s: float) -> Iterator[None]:
        """Hold `name`, at most so long. LeaseHeld when somebody else holds it for longer than `wait_s`."""
        if name in self.names:
            yield
            return
        hold = _Hold(name, minutes)
        self._steps.do(f"lease {name}", lambda: self._enter(hold, wait_s), {"minutes": minutes}, retried=False)
        self._holds[name] = hold
        try:
            yield
        except Exception:
            self._steps.do(f"release {name}", lambda: self._leave(hold), retried=False)
            raise
        except RunCancelled:
            self._leave(hold)
            raise
        else:
            self._steps.do(f"release {name}", lambda: self._leave(hold), retried=False)
        finally:
            # When the engine stops, or another process runs this run now, the lock stays: whoever goes on is back inside under the same name.
            self._holds.pop(name, None)
            _silence(hold)

    def _enter_again(self) -> None:
        """A recovered run is inside by its history: be so before doing anything new, however long somebody else takes."""
        for hold in list(self._holds.values()):
            if hold.lease is None:
                self._enter(hold, None)

    def _enter(self, hold: _Hold, wait_s: float | None) -> None:
        deadline = None if wait_s is None else time.monotonic() + wait_s
        while True:
            try:
                lease = self._steps.retrying(lambda: self._take(hold))
                break
            except LeaseHeld:
                left = _LOOK_S if deadline is None else deadline - time.monotonic()
                if left <= 0:
                    raise
            self._steps.control.pause(self._steps.run_id, min(_LOOK_S, left))
        hold.lease, hold.renewal = lease, _Renewal(lease, self._services.clock() + timedelta(minutes=hold.minutes))

    def _leave(self, hold: _Hold) -> None:
        _silence(hold)
        with suppress(TransientError, LeaseHeld):  # what cannot be given back expires; what somebody else has is not ours
            lease = hold.lease or self._take(hold)
            lease.release()

    def _take(self, hold: _Hold) -> Lease:
        return self._services.store.lease(
            hold.name, f"{self._lineage.driver}@{self._steps.database}", min(LONGEST_TERM_S, hold.minutes * 60), self._services.clock,
            workflow=self._workflow, scene_id=self._scene_id, execution_id=self._steps.run_id,
        )  # fmt: skip


def _silence(hold: _Hold) -> None:
    if hold.renewal:
        hold.renewal.stop()
        hold.renewal = None
