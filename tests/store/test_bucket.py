"""What every bucket promises, on every backend."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import pytest

from blueprint.core.errors import ConfigurationError, Conflict, ContractError, GenerationMoved, ObjectMissing
from blueprint.store.backends import open_bucket
from blueprint.store.bucket import Bucket, ObjectInfo
from blueprint.store.local import LocalBucket


def test_what_is_put_is_got(bucket: Bucket, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"from a file")
    for name, data, content in (
        ("scenes/a/x.json", b"{}", b"{}"),
        ("scenes/a/empty", b"", b""),
        ("scenes/a/file", file, b"from a file"),
        ("scenes/a/stream", io.BytesIO(b"from a stream"), b"from a stream"),
        ("scenes/ä b/%7E+&?#.png", b"png", b"png"),
        ("scenes/a/usd/.usd_complete", b"{}", b"{}"),
    ):
        made = bucket.put(name, data)
        assert bucket.get(name) == (content, bucket.stat(name))
        found = bucket.stat(name)
        assert found is not None
        assert (found.name, found.generation, found.size, found.digest) == (name, made.generation, len(content), made.digest)
        with bucket.open(name) as stream:
            assert stream.read() == content


def test_absent(bucket: Bucket) -> None:
    assert bucket.stat("nothing/here") is None
    assert bucket.delete("nothing/here") is False
    with pytest.raises(ObjectMissing, match="nothing/here"):
        bucket.get("nothing/here")
    with pytest.raises(ObjectMissing):
        bucket.open("nothing/here")


def test_generations_grow_with_every_write_also_across_a_deletion(bucket: Bucket) -> None:
    seen = [0]
    for content in (b"1", b"1", b"2", b"1"):
        seen.append(bucket.put("a/b", content).generation)
        assert bucket.stat("a/b") is not None
        bucket.delete("a/b")
        seen.append(bucket.put("a/b", content).generation)
    assert seen == sorted(set(seen))


def test_create_refuses_to_overwrite(bucket: Bucket) -> None:
    first = bucket.put("a", b"1", if_generation=0)
    with pytest.raises(GenerationMoved) as caught:
        bucket.put("a", b"2", if_generation=0)
    assert (caught.value.expected, caught.value.found) == (0, first.generation)
    assert bucket.get("a")[0] == b"1"


def test_replace_and_delete_need_the_current_generation(bucket: Bucket) -> None:
    first = bucket.put("a", b"1")
    second = bucket.put("a", b"2", if_generation=first.generation)
    for stale in (first.generation, second.generation + 1, 1):
        with pytest.raises(GenerationMoved):
            bucket.put("a", b"3", if_generation=stale)
        with pytest.raises(GenerationMoved):
            bucket.delete("a", if_generation=stale)
        with pytest.raises(GenerationMoved):
            bucket.get("a", generation=stale)
    assert bucket.get("a", generation=second.generation)[0] == b"2"
    assert bucket.delete("a", if_generation=second.generation) is True
    with pytest.raises(GenerationMoved):
        bucket.delete("a", if_generation=second.generation)
    with pytest.raises(GenerationMoved):
        bucket.put("a", b"4", if_generation=second.generation)


def test_a_stream_goes_on_while_its_object_is_replaced(bucket: Bucket) -> None:
    bucket.put("a", b"1" * 3_000_000)
    with bucket.open("a") as stream:
        start = stream.read(10)
        bucket.put("a", b"2" * 100)
        assert start + stream.read() == b"1" * 3_000_000


def test_list_is_in_order_of_names_in_pages(bucket: Bucket) -> None:
    names = ["a", "a.b/c", "a0", "b/.hidden", "b/a.x", "b/a/1", "b/a/2", "b/ab", "b/ü", "c/d/e/f", "c-d"]
    made = {name: bucket.put(name, name.encode()).generation for name in names}
    expected = sorted(names, key=str.encode)
    for limit in (1, 2, 5, 100):
        found, after = [], ""
        while after is not None:
            page = bucket.list("", after, limit)
            assert len(page.objects) <= limit
            found += page.objects
            after = page.next_start_after
        assert [info.name for info in found] == expected
        assert {info.name: info.generation for info in found} == made
    for prefix in ("b/", "b/a", "b/a/", "a", "c", "nothing/", "b/a/1"):
        assert [info.name for info in bucket.list(prefix).objects] == [name for name in expected if name.startswith(prefix)]
    assert [info.name for info in bucket.list("b/", "b/a.y").objects] == [name for name in expected if name.startswith("b/") and name > "b/a.y"]
    assert bucket.list("b/", "z").objects == []


@pytest.mark.parametrize(
    "name",
    [
        *("", "/etc/passwd", "../x", "a/../b", "a//b", "a/./b", "a/", "a\nb", "a\x00b", "a\x7f", "a\u2028b"),
        *("x" * 256, "é" * 600, "a/\ud800", ".blueprint/locks/00", ".well-known/acme-challenge/x"),
    ],
)
def test_hostile_names_are_refused(bucket: Bucket, name: str) -> None:
    for act in (bucket.stat, bucket.get, bucket.open, bucket.delete, lambda name: bucket.put(name, b"")):
        with pytest.raises(ContractError, match="object name"):
            act(name)
    assert bucket.list("").objects == []


def test_longest_names(bucket: Bucket) -> None:
    name = "/".join(["x" * 200] * 5)
    assert bucket.list(name[:-1]).objects == []
    made = bucket.put(name, b"1")
    assert [info.generation for info in bucket.list("").objects] == [made.generation]


def test_one_of_many_creators_wins(bucket: Bucket) -> None:
    wins: list[ObjectInfo] = []
    losses: list[Conflict] = []

    def create(content: bytes) -> None:
        try:
            wins.append(bucket.put("lock", content, if_generation=0))
        except Conflict as error:
            losses.append(error)

    threads = [threading.Thread(target=create, args=(str(index).encode(),)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(wins) == 1
    assert len(losses) == 7
    assert bucket.stat("lock").generation == wins[0].generation  # type: ignore[union-attr]


def test_concurrent_increments_lose_none(bucket: Bucket) -> None:
    bucket.put("counter", b"0")

    def increment() -> None:
        done = 0
        while done < 5:
            content, info = bucket.get("counter")
            try:
                bucket.put("counter", str(int(content) + 1).encode(), if_generation=info.generation)
                done += 1
            except Conflict:
                continue

    threads = [threading.Thread(target=increment) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bucket.get("counter")[0] == b"15"


def test_subscribers_hear_of_writes(bucket: Bucket) -> None:
    heard: list[ObjectInfo] = []
    bucket.subscribe(heard.append)
    made = bucket.put("a/b", b"1")
    assert heard == [made]


def test_open_bucket_urls(tmp_path: Path) -> None:
    for url in (str(tmp_path / "one"), (tmp_path / "two").as_uri(), tmp_path / "three"):
        assert isinstance(open_bucket(url), LocalBucket)
    assert open_bucket("s3://some-bucket/prefix").url == "s3://some-bucket/prefix"
    with pytest.raises(ConfigurationError, match="later version"):
        open_bucket("gs://some-bucket")
    for url in ("", "http://x/y", "azure://x", "s3:///x", "file://elsewhere/x"):
        with pytest.raises(ConfigurationError):
            open_bucket(url)
    file = tmp_path / "file"
    file.write_bytes(b"")
    with pytest.raises(ConfigurationError, match="folder"):
        open_bucket(str(file))
