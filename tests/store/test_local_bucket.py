"""What a folder adds: people write into it with their own tools, disks fill up, processes are killed."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from blueprint.core.errors import BlueprintError, ConfigurationError, ContractError, GenerationMoved
from blueprint.store import folder as folders
from blueprint.store.local import LocalBucket


def generation(bucket: LocalBucket, name: str) -> int:
    found = bucket.stat(name)
    assert found is not None
    return found.generation


def test_foreign_writes_get_the_next_generation_whatever_their_time(local: LocalBucket, tmp_path: Path) -> None:
    old = tmp_path / "old"
    seen = [local.put("a/b", b"ours").generation]
    target = local.root / "a" / "b"
    for content, mtime in ((b"1111", 10**9), (b"2222", 10**9), (b"2222", 10**9 + 1), (b"33", 5), (b"44", 5)):
        old.write_bytes(content)
        os.utime(old, (mtime, mtime))
        subprocess.run(["cp", "-p", old, target], check=True)
        assert target.stat().st_mtime == mtime
        seen.append(generation(local, "a/b"))
        assert local.get("a/b")[0] == content
    seen.append(local.put("a/b", b"ours").generation)
    target.write_bytes(b"in place")
    seen.append(generation(local, "a/b"))
    target.unlink()
    assert local.stat("a/b") is None
    target.write_bytes(b"again")
    seen.append(generation(local, "a/b"))
    assert seen == sorted(set(seen))


def test_looking_twice_or_from_elsewhere_changes_nothing(local: LocalBucket) -> None:
    local.put("a/ours", b"1")
    (local.root / "a" / "theirs").write_bytes(b"2")
    seen = local.list("").objects
    assert [info.digest for info in seen] == [local.get(info.name)[1].digest for info in seen]
    time.sleep(0.05)
    assert LocalBucket(local.root).list("").objects == seen
    for name in ("ours", "theirs"):
        os.chmod(local.root / "a" / name, 0o600)
    assert local.list("").objects == seen


def test_a_walk_through_many_folders_reads_the_one_above_them_once(local: LocalBucket, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"scenes/s{number:03d}/a" for number in range(100)]
    for name in names:
        local.put(name, b"1")
    time.sleep(0.06)  # what changed just now may change again within the clock's step
    read: list[int] = []
    monkeypatch.setattr(folders, "_listed", lambda fd, top, listed=folders._listed: read.append(os.fstat(fd).st_ino) or listed(fd, top))
    found, after = [], ""
    while page := local.list("scenes/", after, 1).objects:
        found.append(page[0].name)
        after = f"{found[-1]}~"
    assert found == names
    assert read.count(os.stat(local.root / "scenes").st_ino) == 1
    local.put("scenes/s000/b", b"2")
    assert [info.name for info in local.list("scenes/", "", 2).objects] == ["scenes/s000/a", "scenes/s000/b"]


def test_a_rolled_back_file_is_a_new_write(local: LocalBucket, tmp_path: Path) -> None:
    first = local.put("a/b", b"1").generation
    os.rename(local.root / "a" / "b", tmp_path / "kept")
    second = local.put("a/b", b"2").generation
    os.rename(tmp_path / "kept", local.root / "a" / "b")
    assert generation(local, "a/b") > second > first


@pytest.mark.parametrize("keep_index", [True, False])
def test_a_copied_folder_keeps_our_generations(local: LocalBucket, tmp_path: Path, keep_index: bool) -> None:
    for index in range(5):
        local.put(f"a/{index}", b"x" * index)
    seen = local.list("").objects
    subprocess.run(["cp", "-a", local.root, tmp_path / "copy"], check=True)
    if not keep_index:
        shutil.rmtree(tmp_path / "copy" / ".blueprint")
    copy = LocalBucket(tmp_path / "copy")
    assert copy.list("").objects == seen
    assert copy.put("a/0", b"new").generation > seen[0].generation


def test_our_attribute_on_another_object_proves_nothing(local: LocalBucket) -> None:
    local.put("scenes/a/marker", b"{}")
    later = local.put("scenes/b/marker", b"{}").generation
    subprocess.run(["cp", "-a", local.root / "scenes/a/marker", local.root / "scenes/b/marker"], check=True)
    assert generation(local, "scenes/b/marker") > later


def test_a_damaged_index_is_replaced(local: LocalBucket) -> None:
    seen = local.put("a", b"1")
    index = local.hidden / "generations.sqlite3"
    del local._index
    for suffix in ("-wal", "-shm"):
        index.with_name(index.name + suffix).unlink(missing_ok=True)
    index.write_bytes(b"this is no database" * 1000)
    again = LocalBucket(local.root)
    assert again.stat("a") == seen
    assert again.put("a", b"2").generation > seen.generation


def test_generations_grow_when_the_clock_goes_back(local: LocalBucket, monkeypatch: pytest.MonkeyPatch) -> None:
    first = local.put("a", b"1").generation
    local.delete("a")
    monkeypatch.setattr(time, "time_ns", lambda: 1_000_000_000)
    second = local.put("a", b"1").generation
    third = local.put("a", b"2").generation
    assert first < second < third


def test_nothing_of_ours_is_listed_and_nothing_is_left(local: LocalBucket) -> None:
    local.put("a/b/c", b"1")
    local.put("a/b/.hidden", b"1")
    assert [info.name for info in local.list("").objects] == ["a/b/.hidden", "a/b/c"]
    for name in ("a/b/c", "a/b/.hidden"):
        local.delete(name)
    assert os.listdir(local.root) == [".blueprint"]
    staged = [path for path in (local.hidden / "staging").rglob("*") if path.is_file() and path.name != "lock"]
    assert staged == []


def test_links_and_devices_are_no_objects(local: LocalBucket, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key").write_bytes(b"key")
    os.symlink(secret, local.root / "folder")
    os.symlink(secret / "key", local.root / "file")
    os.mkfifo(local.root / "pipe")
    assert local.list("").objects == []
    assert local.list("folder/").objects == []
    for name in ("file", "folder/key", "pipe", "folder"):
        assert local.stat(name) is None
        with pytest.raises(ContractError):
            local.get(name)
    for name in ("folder/new", "folder/key"):
        with pytest.raises(ContractError):
            local.put(name, b"x")
    local.put("file", b"x")
    assert (secret / "key").read_bytes() == b"key"
    assert sorted(os.listdir(secret)) == ["key"]


def test_a_name_is_an_object_or_a_folder(local: LocalBucket) -> None:
    local.put("a/b", b"1")
    for name in ("a", "a/b/c"):
        for if_generation in (None, 0):
            with pytest.raises(ContractError, match="folder"):
                local.put(name, b"2", if_generation)
    assert local.stat("a") is None
    assert local.stat("a/b/c") is None
    local.delete("a/b")
    local.put("a", b"now a file")


def test_names_that_are_not_safe_are_not_listed(local: LocalBucket) -> None:
    (local.root / "a").mkdir()
    for raw in (b"line\nbreak", b"\xff\xfe"):
        (Path(os.fsdecode(os.fsencode(local.root / "a") + b"/" + raw))).write_bytes(b"")
    (local.root / "a" / "fine").write_bytes(b"")
    assert [info.name for info in local.list("").objects] == ["a/fine"]


def in_child(act: Callable[[], None]) -> None:
    """Run `act` in a forked process; an exception there is one here."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            act()
            os.write(write, b"done")
        except BaseException as error:
            os.write(write, f"{type(error).__name__}: {error}".encode()[:2000])
        finally:
            os._exit(0)
    os.close(write)
    said = os.read(read, 4000).decode()
    os.close(read)
    os.waitpid(pid, 0)
    assert said == "done"


@pytest.mark.skipif(os.getuid() != 0, reason="becomes another user, which needs root")
def test_a_folder_that_cannot_be_written_can_be_read() -> None:
    root = Path(tempfile.mkdtemp())
    try:
        local = LocalBucket(root / "bucket")
        seen = local.put("a/b", b"1")
        subprocess.run(["chmod", "-R", "a+rX", root], check=True)

        def read_only() -> None:
            os.setuid(65534)
            bucket = LocalBucket(root / "bucket")
            assert bucket.get("a/b") == (b"1", seen)
            assert bucket.list("").objects == [seen]
            for act in (lambda: bucket.put("a/c", b""), lambda: bucket.put("a/b", b""), lambda: bucket.delete("a/b")):
                with pytest.raises(ConfigurationError, match="written"):
                    act()
            with pytest.raises(ConfigurationError):
                LocalBucket(root / "bucket" / "a" / "new")

        in_child(read_only)
        assert local.list("").objects == [seen]
    finally:
        shutil.rmtree(root)


def test_a_full_disk_loses_and_shows_nothing(local: LocalBucket, tmp_path: Path) -> None:
    seen = local.put("a/b", b"kept")
    big = tmp_path / "big"
    big.write_bytes(b"x" * 300_000)

    def fill() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        for data in (b"x" * 300_000, big):
            with pytest.raises(ConfigurationError, match="free space"):
                local.put("a/b", data)
            with pytest.raises(ConfigurationError, match="free space"):
                local.put("a/c", data, if_generation=0)
        assert local.get("a/b") == (b"kept", seen)

    in_child(fill)
    assert local.list("").objects == [seen]
    assert [path for path in (local.hidden / "staging").rglob("*") if path.is_file() and path.name != "lock"] == []


_WRITER = """
import sys
from pathlib import Path
from blueprint.store import folder as folders
from blueprint.store.local import LocalBucket
bucket = LocalBucket(Path(sys.argv[1]))
number = int(sys.argv[2])
while True:
    number += 1
    content = (b"%d " % number) * (1 + number % 5000)
    made = bucket.put(f"a/{number % 3}", content)
    print(number, made.generation, flush=True)
"""


def test_kill_9_tears_nothing_and_generations_grow(local: LocalBucket) -> None:
    chance = random.Random(1)
    said: dict[int, int] = {}
    number, highest = 0, dict.fromkeys(range(3), 0)
    for _ in range(8):
        writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(local.root), str(number)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        lines = [writer.stdout.readline()]
        time.sleep(chance.uniform(0, 0.15))
        writer.send_signal(signal.SIGKILL)
        lines += writer.stdout.readlines()
        writer.wait()
        said.update((int(line.split()[0]), int(line.split()[1])) for line in lines if line.endswith("\n"))
        number = max(said)
        for slot in range(3):
            content, info = local.get(f"a/{slot}") if local.stat(f"a/{slot}") else (b"", None)
            if info is None:
                continue
            written = int(content.split()[0])
            assert content == (b"%d " % written) * (1 + written % 5000)
            last_said = max((key for key in said if key % 3 == slot), default=0)
            assert written in (last_said, number + 1)
            if written in said:
                assert info.generation == said[written]
            assert info.generation >= highest[slot]
            highest[slot] = info.generation
        number += 1
    ours = [said[key] for key in sorted(said)]
    assert ours == sorted(set(ours))
    local.put("b", b"")
    LocalBucket(local.root).put("c", b"")
    staged = [path for path in (local.hidden / "staging").rglob("*") if path.is_file() and path.name != "lock"]
    assert staged == []


def test_a_reader_of_a_growing_file_gets_one_version(local: LocalBucket) -> None:
    path = local.root / "log"
    grow = f"import time\nf = open({str(path)!r}, 'ab', 0)\nwhile True: f.write(b'x' * 100); time.sleep(0.001)"
    writer = subprocess.Popen([sys.executable, "-c", grow])
    try:
        while local.stat("log") is None:
            time.sleep(0.01)
        seen = []
        for _ in range(20):
            try:
                content, info = local.get("log")
            except (BlueprintError, AssertionError):
                continue
            assert len(content) == info.size
            seen.append(info.generation)
    finally:
        writer.kill()
        writer.wait()
    assert seen == sorted(seen)
    assert len(local.get("log")[0]) == path.stat().st_size


class FolderMachine(RuleBasedStateMachine):
    """Our writes, theirs, deletions and re-openings in any order: contents are right and generations grow.

    A file with the content and the time of the last version is that version.
    """

    names = st.sampled_from(["a", "b/c", "b/d"])
    contents = st.binary(max_size=3)

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.bucket = LocalBucket(self.root)
        self.model: dict[str, bytes] = {}
        self.highest: dict[str, int] = {}
        self.standing: dict[str, int] = {}
        self.last: dict[str, tuple[bytes, int]] = {}

    def teardown(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    def written(self, name: str, content: bytes, generation: int) -> None:
        assert generation > self.highest.get(name, 0)
        self.model[name], self.standing[name], self.highest[name] = content, generation, generation
        self.last[name] = (content, (self.root / name).stat().st_mtime_ns)

    @rule(name=names, content=contents)
    def put(self, name: str, content: bytes) -> None:
        self.written(name, content, self.bucket.put(name, content).generation)

    @rule(name=names, content=contents, stale=st.booleans())
    def compare_and_swap(self, name: str, content: bytes, stale: bool) -> None:
        standing = self.standing.get(name, 0)
        if stale:
            with pytest.raises(GenerationMoved):
                self.bucket.put(name, content, if_generation=standing + 1)
        else:
            self.written(name, content, self.bucket.put(name, content, if_generation=standing).generation)

    @rule(name=names, content=contents, mtime=st.sampled_from([None, 1, 2]), by_rename=st.booleans())
    def foreign_write(self, name: str, content: bytes, mtime: int | None, by_rename: bool) -> None:
        path = self.root / name
        path.parent.mkdir(exist_ok=True)
        target = self.root / "new" if by_rename else path
        target.write_bytes(content)
        if mtime:
            os.utime(target, (mtime, mtime))
        if by_rename:
            os.rename(target, path)
        found = self.bucket.stat(name)
        assert found is not None
        if found.generation == self.highest.get(name) and self.last[name] == (content, path.stat().st_mtime_ns):
            self.model[name], self.standing[name] = content, found.generation
        else:
            self.written(name, content, found.generation)

    @rule(name=names, foreign=st.booleans())
    def delete(self, name: str, foreign: bool) -> None:
        present = self.model.pop(name, None) is not None
        self.standing.pop(name, None)
        if foreign:
            (self.root / name).unlink(missing_ok=True)
        else:
            assert self.bucket.delete(name) is present

    @rule()
    def open_again(self) -> None:
        self.bucket = LocalBucket(self.root)

    @invariant()
    def agrees(self) -> None:
        assert {info.name: info.generation for info in self.bucket.list("").objects} == self.standing
        assert {name: self.bucket.get(name)[0] for name in self.standing} == self.model


FolderMachine.TestCase.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
TestFolderMachine = FolderMachine.TestCase


def test_listing_and_writing_are_fast(local: LocalBucket) -> None:
    """Loose bounds that catch a wrong algorithm, not a slow machine."""
    for index in range(300):
        local.put(f"scenes/s{index % 10}/{index}", b"{}")
    began = time.perf_counter()
    for _ in range(10):
        assert len(local.list("", limit=1000).objects) == 300
    assert 3000 / (time.perf_counter() - began) > 5000
