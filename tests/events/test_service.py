"""Files dropped, moved, copied slowly and written by us, with the real folder watch."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from blueprint.core.artifact import Artifact, File, Value
from blueprint.core.event import Cron, Event, ObjectFinalized
from blueprint.events.router import Router
from blueprint.events.service import EventService
from blueprint.store.store import Store


class Request(Value):
    prompt: str = ""


REQUEST = Artifact("scenes/{scene_id}/prompts/scene_request.json", Request)
PICTURE = File("scenes/{scene_id}/images/{name}.png")
TRIGGERS = [("orchestrator", ObjectFinalized(REQUEST)), ("images", ObjectFinalized(PICTURE)), ("daily", Cron("0 9 * * *"))]


class Started:
    """What was started, when, and what the object held then."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.events: Counter[str] = Counter()
        self.at: dict[str, float] = {}
        self.contents: dict[str, bytes] = {}
        self._changed = threading.Condition()

    def start(self, workflow: str, event: Event) -> None:
        now = time.time()
        assert event.object is not None
        content, _ = self._store.bucket.get(event.object.name)
        with self._changed:
            self.events[event.id] += 1
            self.at[event.object.name] = now
            self.contents[event.object.name] = content
            self._changed.notify_all()

    def wait_for(self, name: str, since: float = 0, timeout_s: float = 10) -> float:
        with self._changed:
            assert self._changed.wait_for(lambda: self.at.get(name, 0) > since, timeout_s), f"{name} did not start"
            return self.at[name]

    def known(self, workflow: str, event: Event) -> bool:
        return event.id in self.events


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.at(tmp_path / "bucket")


@pytest.fixture
def started(store: Store) -> Started:
    return Started(store)


def serve(store: Store, started: Started, state: Path, sweep_every_s: float = 3600) -> EventService:
    service = EventService(store, Router(store, TRIGGERS, started.start, started.known), state, sweep_every_s)
    service.start()
    return service


@pytest.fixture
def service(store: Store, started: Started, tmp_path: Path) -> Iterator[EventService]:
    running = serve(store, started, tmp_path / "state")
    yield running
    running.stop()


@pytest.mark.usefixtures("service")
def test_what_we_write_starts_at_once(store: Store, started: Started) -> None:
    delays = []
    for index in range(15):
        began = time.time()
        ref = store.write(REQUEST, Request(prompt="a room"), f"s{index}")
        delays.append(started.wait_for(ref.name) - began)
    time.sleep(0.2)
    assert set(started.events.values()) == {1}
    assert sorted(delays)[7] < 0.25


@pytest.mark.usefixtures("service")
def test_what_another_process_of_ours_writes_starts(store: Store, started: Started) -> None:
    script = (
        "import sys; from pathlib import Path; from blueprint.store.store import Store\n"
        "store = Store.at(Path(sys.argv[1]))\n"
        "with store.publication('request-1') as files:\n"
        "    for index in range(5): files.add(f'scenes/p{index}/prompts/scene_request.json', b'{}')\n"
    )
    subprocess.run([sys.executable, "-c", script, store.bucket.url], check=True)
    for index in range(5):
        started.wait_for(REQUEST.at(f"p{index}"))
    assert set(started.events.values()) == {1}


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("how", ["cp", "cp -p", "mv", "write", "folder", "rsync"])
def test_what_a_person_drops_in_starts(store: Store, started: Started, tmp_path: Path, how: str) -> None:
    source = tmp_path / "request.json"
    content = b'{"prompt": "a small kitchen"}' * 1000
    source.write_bytes(content)
    os.utime(source, (10**9, 10**9))
    name = REQUEST.at("loft_9")
    target = Path(store.bucket.url) / name
    if how == "folder":
        (tmp_path / "new" / "prompts").mkdir(parents=True)
        shutil.copy(source, tmp_path / "new" / "prompts" / "scene_request.json")
        target.parent.parent.parent.mkdir(exist_ok=True)
        os.rename(tmp_path / "new", target.parent.parent)
    else:
        target.parent.mkdir(parents=True)
        if how == "write":
            target.write_bytes(content)
        elif how == "rsync":
            target.with_name(".scene_request.json.Xy12").write_bytes(content)
            target.with_name(".scene_request.json.Xy12").rename(target)
        else:
            subprocess.run([*how.split(), source, target], check=True)
    started.wait_for(name)
    assert started.contents[name] == content
    time.sleep(0.2)
    assert set(started.events.values()) == {1}


@pytest.mark.usefixtures("service")
def test_a_half_written_file_waits_until_it_is_closed(store: Store, started: Started) -> None:
    name = REQUEST.at("slow")
    target = Path(store.bucket.url) / name
    target.parent.mkdir(parents=True)
    with target.open("wb", buffering=0) as out:
        for _ in range(4):
            out.write(b"half")
            time.sleep(0.15)
        assert not started.events
        closed = time.time()
    assert started.wait_for(name) >= closed
    assert started.contents[name] == b"half" * 4


@pytest.mark.usefixtures("service")
def test_many_files_at_once(store: Store, started: Started, tmp_path: Path) -> None:
    for index in range(150):
        folder = tmp_path / "scenes" / f"m{index}" / "prompts"
        folder.mkdir(parents=True)
        (folder / "scene_request.json").write_bytes(b'{"prompt": "%d"}' % index)
    subprocess.run(["cp", "-r", tmp_path / "scenes", store.bucket.url], check=True)
    for index in range(150):
        started.wait_for(REQUEST.at(f"m{index}"))
        assert started.contents[REQUEST.at(f"m{index}")] == b'{"prompt": "%d"}' % index
    assert len(started.events) == 150
    assert set(started.events.values()) == {1}


@pytest.mark.usefixtures("service")
def test_the_watch_survives_its_folder(store: Store, started: Started) -> None:
    store.write(REQUEST, Request(), "before")
    started.wait_for(REQUEST.at("before"))
    shutil.rmtree(Path(store.bucket.url) / "scenes")
    target = Path(store.bucket.url) / REQUEST.at("after")
    target.parent.mkdir(parents=True)
    target.write_bytes(b"{}")
    started.wait_for(REQUEST.at("after"))


def test_start_up_and_sweep_find_what_nobody_saw(store: Store, started: Started, tmp_path: Path) -> None:
    store.write(REQUEST, Request(), "before")
    foreign = Path(store.bucket.url) / PICTURE.at("before", name="photo")
    foreign.parent.mkdir(parents=True)
    foreign.write_bytes(b"png")
    first = serve(store, started, tmp_path / "state", sweep_every_s=0.1)
    try:
        started.wait_for(REQUEST.at("before"))
        started.wait_for(PICTURE.at("before", name="photo"))
        assert first._watch is not None
        first._watch.stop()
        time.sleep(0.05)
        Store.at(store.bucket.url).write(REQUEST, Request(), "unseen")
        started.wait_for(REQUEST.at("unseen"))
    finally:
        first.stop()
    again = serve(store, started, tmp_path / "state")
    again.sweep()
    again.stop()
    assert set(started.events.values()) == {1}
    assert len(started.events) == 3


def test_stop_ends_every_thread(store: Store, started: Started, tmp_path: Path) -> None:
    before = threading.active_count()
    service = serve(store, started, tmp_path / "state")
    service.stop()
    assert threading.active_count() == before
