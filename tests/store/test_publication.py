"""Together or not at all, on every backend and at every moment of a kill."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from hashlib import sha256
from pathlib import Path

import pytest

from blueprint.core.artifact import Artifact, Value
from blueprint.core.errors import Conflict, ContractError, LeaseLost
from blueprint.store.bucket import Bucket
from blueprint.store.local import LocalBucket
from blueprint.store.publication import Publication
from blueprint.store.store import Store


class Note(Value):
    text: str = ""


def publish(bucket: Bucket, names: list[str]) -> None:
    """Each file holds the number of its place."""
    with Publication(bucket, "request-1") as files:
        for index, name in enumerate(names):
            files.add(name, b"%d" % index)


def test_files_appear_with_their_digests(store: Store, tmp_path: Path) -> None:
    (tmp_path / "tree" / "sub").mkdir(parents=True)
    (tmp_path / "tree" / "sub" / "one").write_bytes(b"1")
    (tmp_path / "tree" / "two").write_bytes(b"2")
    before = store.bucket.put("scenes/a/replaced", b"old").generation
    kept = store.bucket.put("scenes/a/kept", b"kept")
    with store.publication("request-1") as files:
        files.add("scenes/a/replaced", b"new")
        files.add_tree("scenes/a/tree", tmp_path / "tree")
        files.add("scenes/a/.complete", Note(text="done"))
        assert [info.name for info in store.list("scenes/")] == ["scenes/a/kept", "scenes/a/replaced"]
        assert store.bucket.get("scenes/a/replaced")[0] == b"old"
    expected = {"scenes/a/replaced": b"new", "scenes/a/tree/sub/one": b"1", "scenes/a/tree/two": b"2"}
    expected["scenes/a/.complete"] = b'{\n "text": "done"\n}\n'
    assert {made.name: made.digest for made in files.objects} == {name: sha256(content).hexdigest() for name, content in expected.items()}
    for made in files.objects:
        assert store.bucket.get(made.name, made.generation)[0] == expected[made.name]
    assert files.objects[0].generation > before
    assert store.bucket.stat("scenes/a/kept") == kept
    assert len(list(store.list(""))) == 5


def test_an_exception_publishes_nothing(store: Store) -> None:
    def fail() -> None:
        with store.publication("request-1") as files:
            files.add("a/b", b"1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(store.list("")) == []
    assert store.recover_publications() == []
    with store.publication("request-1") as again:
        again.add("a/c", b"2")
    assert [info.name for info in store.list("")] == ["a/c"]


def test_done_once_is_done(store: Store) -> None:
    with store.publication("request-1") as first:
        first.add("a/b", b"1")
    later = store.bucket.put("a/b", b"somebody else's")
    with store.publication("request-1") as second:
        assert second.already_done
        second.add("a/b", b"something else")
    assert second.objects == first.objects
    assert store.bucket.stat("a/b").generation == later.generation  # type: ignore[union-attr]
    with store.publication("request-1", key="more") as other:
        other.add("a/c", b"2")
    assert [made.name for made in other.objects] == ["a/c"]


def test_names_are_checked_before_anything_is_written(store: Store) -> None:
    with pytest.raises(ContractError, match="object name"):
        publish(store.bucket, ["a/b", "../c"])
    with pytest.raises(ContractError, match="once"):
        publish(store.bucket, ["a/b", "a/b"])
    assert list(store.list("")) == []


def test_a_lost_lease_publishes_nothing(store: Store) -> None:
    mine = store.lease("scenes/a/locks/x.lock", "me", ttl_s=60)
    with store.publication("request-1", fence=mine) as files:
        files.add("a/b", b"1")
    store.bucket.delete("scenes/a/locks/x.lock")
    store.lease("scenes/a/locks/x.lock", "you", ttl_s=60)
    with pytest.raises(LeaseLost), store.publication("request-2", fence=mine) as files:
        files.add("a/c", b"1")
    assert [info.name for info in store.list("a/")] == ["a/b"]


def test_one_process_at_a_time(local: LocalBucket) -> None:
    with Publication(local, "request-1") as files:
        files.add("a", b"1")
        with pytest.raises(Conflict, match="request-1"), Publication(LocalBucket(local.root), "request-1"):
            pass
        assert LocalBucket(local.root).publishing.recover() == []
    assert local.get("a")[0] == b"1"


def test_subscribers_hear_of_publications(bucket: Bucket) -> None:
    heard: list[str] = []
    bucket.subscribe(lambda info: heard.append(info.name))
    with Publication(bucket, "request-1") as files:
        for name in ("c", "a", "b"):
            files.add(name, b"1")
    assert heard == ["c", "a", "b"]


_PUBLISHER = """
import sys
from pathlib import Path
from blueprint.store.store import Store
store = Store.at(Path(sys.argv[1]))
print("ready", flush=True)
number = int(sys.argv[2])
while True:
    number += 1
    with store.publication(f"request-{number}") as files:
        for index in range(12):
            files.add(f"set/{index % 4}/{index}", b"%d" % number)
        files.add("set/.complete", b"%d" % number)
    print(number, flush=True)
"""


def test_kill_9_leaves_all_of_a_publication_or_nothing(tmp_path: Path) -> None:
    chance = random.Random(2)
    root = tmp_path / "bucket"
    bystander = LocalBucket(root).put("set/9/bystander", b"kept")
    number, rolled_forward = 0, 0
    for trial in range(14):
        publisher = subprocess.Popen([sys.executable, "-c", _PUBLISHER, str(root), str(number)], stdout=subprocess.PIPE, text=True)
        assert publisher.stdout is not None
        publisher.stdout.readline()
        time.sleep(chance.uniform(0, 0.08))
        publisher.send_signal(signal.SIGKILL)
        said = [int(line) for line in publisher.stdout.readlines() if line.endswith("\n")]
        publisher.wait()
        store = Store.at(root)
        if trial % 2:
            rolled_forward += bool(store.recover_publications())
        contents = {store.bucket.get(info.name)[0] for info in store.list("set/") if info.name != bystander.name}
        assert len(contents) <= 1, contents
        found = int(contents.pop()) if contents else 0
        last = max(said, default=number)
        assert found in (last, last + 1)
        number = found
        if found:
            assert len(list(store.list("set/"))) == 14
            with store.publication(f"request-{found}") as files:
                assert files.already_done
            assert len(files.objects) == 13
    store = Store.at(root)
    store.recover_publications()
    assert [path.name for path in (root / ".blueprint" / "publications" / "open").iterdir() if path.is_dir()] == []
    assert list((root / ".blueprint" / "publications" / "committed").iterdir()) == []
    assert store.bucket.stat(bystander.name) == bystander


@pytest.mark.parametrize("moved", range(5))
def test_roll_forward_from_every_point(local: LocalBucket, moved: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A publisher that stopped after `moved` of 4 files (4: before its record was written)."""

    class Stopped(BaseException):
        pass

    placed = 0
    place = local.place

    def place_some(*args: object, **how: object) -> None:
        nonlocal placed
        if placed == moved:
            raise Stopped
        placed += 1
        place(*args, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(local, "place", place_some)
    if moved == 4:
        monkeypatch.setattr(local.publishing, "_objects", lambda entries: (_ for _ in ()).throw(Stopped))
    with pytest.raises(Stopped):
        publish(local, [f"a/{index}" for index in range(4)])
    other = LocalBucket(local.root)
    seen = other.list("a/").objects
    assert [info.name for info in seen] == [f"a/{index}" for index in range(4)]
    with Publication(other, "request-1") as again:
        assert again.already_done
    assert again.objects == seen


def test_readers_never_see_a_part(local: LocalBucket) -> None:
    stop = threading.Event()
    parts: list[int] = []

    def look() -> None:
        mine = LocalBucket(local.root)
        while not stop.is_set():
            found = mine.list("set/").objects
            parts.extend([len(found)] if len({info.digest for info in found}) > 1 or len(found) not in (0, 20) else [])

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(8):
        with Publication(local, f"request-{number}") as files:
            for index in range(20):
                files.add(f"set/{index % 5}/{index}", b"%d" % number)
    stop.set()
    for reader in readers:
        reader.join()
    assert parts == []


def test_s3_rolls_a_committed_publication_forward(s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.store.conftest import s3_bucket

    bucket = s3_bucket(s3_endpoint, "roll-forward")

    class Stopped(BaseException):
        pass

    put_raw, written = bucket.put_raw, []

    def put_two(name: str, *args: object, **more: object) -> object:
        if name.startswith("set/"):
            written.append(name)
            if len(written) > 2:
                raise Stopped
        return put_raw(name, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(bucket, "put_raw", put_two)
    with pytest.raises(Stopped):
        publish(bucket, [f"set/{index}" for index in range(5)])
    first = [info.generation for info in s3_bucket(s3_endpoint, "roll-forward").list("set/").objects]
    assert len(first) == 2
    other = s3_bucket(s3_endpoint, "roll-forward")
    assert len(other.publishing.recover()) == 5
    found = other.list("set/").objects
    assert [info.generation for info in found][:2] == first
    assert [other.get(f"set/{index}")[0] for index in range(5)] == [b"0", b"1", b"2", b"3", b"4"]
    assert other.publishing.recover() == []
    assert list(other.names_below(".blueprint/publications/open")) == []


def test_value_schema_is_kept(store: Store) -> None:
    kind = Artifact("scenes/{scene_id}/note.json", Note)
    with store.publication("request-1") as files:
        files.add(kind.at("a"), Note(text="hello"))
    assert store.read(kind, "a").value == Note(text="hello")
