"""A lease: an object that names its owner, expires, and is given back only by its owner (WS-13, WS-48)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from blueprint.core.artifact import Value
from blueprint.core.errors import Conflict, ContractError, GenerationMoved, LeaseHeld, LeaseLost, ObjectMissing, TransientError
from blueprint.store.bucket import Bucket
from blueprint.store.documents import from_json, to_json

Now = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


class LeaseDocument(Value):
    """What stands in the lock object. `token` grows with every acquisition: what is written under a lease can be fenced by it."""

    owner: str
    workflow: str
    scene_id: str
    lock: str
    token: int
    acquired_at: datetime
    expires_at: datetime
    execution_id: str


@dataclass
class Lease:
    """A lease that was ours when we last looked. Not shared between processes."""

    bucket: Bucket
    name: str
    document: LeaseDocument
    generation: int
    ttl_s: float
    now: Now = utc_now

    @property
    def token(self) -> int:
        return self.document.token

    def confirm(self) -> Lease:
        """Prolong it; LeaseLost when somebody else has it. A publication does this just before it commits."""
        prolonged = self.document.model_copy(update={"expires_at": self.now() + timedelta(seconds=self.ttl_s)})
        try:
            made = self.bucket.put(self.name, to_json(prolonged), if_generation=self.generation)
        except GenerationMoved as error:
            found, generation = _read(self.bucket, self.name)
            if found is None or not _same(found, self.document):
                raise LeaseLost(self.name, self.document.owner) from error
            self.document, self.generation = found, generation
            return self
        self.document, self.generation = prolonged, made.generation
        return self

    renew = confirm

    def release(self) -> bool:
        """Give it back; False when it was not ours any more. What somebody else holds stays."""
        for _ in range(3):
            try:
                return self.bucket.delete(self.name, if_generation=self.generation)
            except GenerationMoved:
                found, generation = _read(self.bucket, self.name)
                if found is None or not _same(found, self.document):
                    return False
                self.generation = generation
        return False

    @contextmanager
    def kept_alive(self) -> Iterator[Lease]:
        """Renew from a thread at a third of the term while the block runs; `lost` is set when that fails for good."""
        heartbeat = Heartbeat(self)
        heartbeat.start()
        try:
            yield self
        finally:
            heartbeat.stop()


class Heartbeat(threading.Thread):
    """Renews a lease until stopped. `lost` is the LeaseLost that ended it."""

    def __init__(self, lease: Lease, every_s: float | None = None) -> None:
        super().__init__(name=f"lease {lease.name}", daemon=True)
        self.lost: LeaseLost | None = None
        self._lease, self._every_s = lease, every_s or lease.ttl_s / 3
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(self._every_s):
            try:
                self._lease.renew()
            except LeaseLost as error:
                self.lost = error
                return
            except TransientError:
                continue

    def stop(self) -> None:
        self._ended.set()
        self.join()


def acquire(
    bucket: Bucket,
    name: str,
    owner: str,
    ttl_s: float,
    now: Now = utc_now,
    *,
    workflow: str = "",
    scene_id: str = "",
    execution_id: str = "",
) -> Lease:
    """Take the lease `name` for `ttl_s` seconds, also when it is ours already (a lost reply) or has expired.

    `owner` must be unique to the holder (a run's id). Raises LeaseHeld with the holder and the end of its term.
    """
    found, generation = _read(bucket, name)
    at = now()
    if found and found.owner == owner and found.execution_id == execution_id and found.expires_at > at:
        return Lease(bucket, name, found, generation, ttl_s, now)
    if found and found.expires_at > at:
        raise LeaseHeld(name, found.owner, found.expires_at.isoformat())
    token = max(time.time_ns() // 1000, found.token + 1 if found else 0)
    lock = name.rpartition("/")[2].removesuffix(".lock")
    wanted = LeaseDocument(
        owner=owner,
        workflow=workflow,
        scene_id=scene_id,
        lock=lock,
        token=token,
        acquired_at=at,
        expires_at=at + timedelta(seconds=ttl_s),
        execution_id=execution_id,
    )
    try:
        made = bucket.put(name, to_json(wanted), if_generation=generation)
    except Conflict:
        found, generation = _read(bucket, name)
        if found and _same(found, wanted):
            return Lease(bucket, name, found, generation, ttl_s, now)
        raise LeaseHeld(name, found.owner if found else "somebody who gave it back", found.expires_at.isoformat() if found else "now") from None
    return Lease(bucket, name, wanted, made.generation, ttl_s, now)


def _same(found: LeaseDocument, ours: LeaseDocument) -> bool:
    return found.owner == ours.owner and found.token == ours.token and found.execution_id == ours.execution_id


def _read(bucket: Bucket, name: str) -> tuple[LeaseDocument | None, int]:
    """The lease and the generation it stands in; an unreadable lock protects nobody, so it counts as expired."""
    try:
        content, info = bucket.get(name)
    except ObjectMissing:
        return None, 0
    with suppress(ContractError):
        return from_json(name, content, LeaseDocument), info.generation
    return None, info.generation
