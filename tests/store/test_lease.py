"""No lock ever leaks, and nobody writes under a lost one."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from blueprint.core.errors import Conflict, LeaseHeld, LeaseLost, Unavailable
from blueprint.store.bucket import Bucket, Content, ObjectInfo
from blueprint.store.documents import from_json
from blueprint.store.lease import Heartbeat, Lease, LeaseDocument, acquire

NAME = "scenes/loft_7/locks/usd-assembly.lock"


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2031, 4, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_s(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def take(bucket: Bucket, owner: str, clock: Clock) -> Lease:
    return acquire(bucket, NAME, owner, 60, clock, workflow="usd-assembly-pipeline", scene_id="loft_7", execution_id=f"run of {owner}")


def test_the_holder_is_named(bucket: Bucket, clock: Clock) -> None:
    mine = take(bucket, "me", clock)
    with pytest.raises(LeaseHeld, match="me until 2031-04-05T00:01:00"):
        take(bucket, "you", clock)
    document = from_json(NAME, bucket.get(NAME)[0], LeaseDocument)
    assert (document.owner, document.workflow, document.scene_id, document.lock) == ("me", "usd-assembly-pipeline", "loft_7", "usd-assembly")
    assert mine.release() is True
    assert bucket.stat(NAME) is None
    assert mine.release() is False
    assert take(bucket, "you", clock).token > mine.token


def test_an_expired_lease_is_taken_over_and_its_old_owner_notices(bucket: Bucket, clock: Clock) -> None:
    mine = take(bucket, "me", clock)
    clock.pass_s(61)
    yours = take(bucket, "you", clock)
    assert yours.token > mine.token
    with pytest.raises(LeaseLost, match="me"):
        mine.renew()
    with pytest.raises(LeaseLost):
        mine.confirm()
    assert mine.release() is False
    yours.renew()
    assert bucket.stat(NAME) is not None


def test_renewing_prolongs(bucket: Bucket, clock: Clock) -> None:
    mine = take(bucket, "me", clock)
    for _ in range(5):
        clock.pass_s(50)
        mine.renew()
        with pytest.raises(LeaseHeld):
            take(bucket, "you", clock)
    clock.pass_s(100)
    mine.renew()
    mine.release()


def test_acquiring_twice_is_acquiring_once(bucket: Bucket, clock: Clock) -> None:
    first = take(bucket, "me", clock)
    second = take(bucket, "me", clock)
    assert second.token == first.token
    second.renew()
    first.renew()
    with pytest.raises(LeaseHeld):
        acquire(bucket, NAME, "me", 60, clock, execution_id="another run of mine")


class LossyReplies:
    """A bucket whose writes are done while their replies get lost."""

    def __init__(self, bucket: Bucket, error: Exception) -> None:
        self._bucket, self._error = bucket, error
        self.losing = True

    def __getattr__(self, name: str) -> object:
        return getattr(self._bucket, name)

    def put(self, name: str, data: Content, if_generation: int | None = None) -> ObjectInfo:
        made = self._bucket.put(name, data, if_generation)
        if self.losing:
            raise self._error
        return made


def test_a_lost_reply_is_recognised(bucket: Bucket, clock: Clock) -> None:
    lossy = LossyReplies(bucket, Conflict("412"))
    mine = take(lossy, "me", clock)  # type: ignore[arg-type]
    assert from_json(NAME, bucket.get(NAME)[0], LeaseDocument).token == mine.token
    lossy.losing = False
    mine.renew()
    unsure = LossyReplies(bucket, Unavailable("timed out"))
    yours = Lease(unsure, NAME, mine.document, mine.generation, 60, clock)  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        yours.renew()
    unsure.losing = False
    yours.renew()
    mine.renew()
    assert mine.release() is True


def test_an_unreadable_lock_protects_nobody(bucket: Bucket, clock: Clock) -> None:
    bucket.put(NAME, b"{broken")
    assert take(bucket, "me", clock).release()


def test_one_of_many_gets_it(bucket: Bucket, clock: Clock) -> None:
    take(bucket, "the dead", clock)
    clock.pass_s(61)
    got: list[Lease] = []

    def try_it(owner: str) -> None:
        try:
            got.append(take(bucket, owner, clock))
        except LeaseHeld:
            return

    threads = [threading.Thread(target=try_it, args=(f"owner {index}",)) for index in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1
    got[0].renew()


def test_heartbeat(bucket: Bucket) -> None:
    mine = acquire(bucket, NAME, "me", 0.6)
    with mine.kept_alive():
        time.sleep(1.0)
        with pytest.raises(LeaseHeld):
            acquire(bucket, NAME, "you", 1)
    lost = Heartbeat(mine, every_s=0.02)
    bucket.delete(NAME)
    acquire(bucket, NAME, "you", 60)
    lost.start()
    lost.join(5)
    assert isinstance(lost.lost, LeaseLost)
    lost.stop()
