"""Publications in a folder: `open/<id>` is staged, one rename to `committed/<id>` decides, `done/<id>.json` remembers.

A reader that finds something committed waits until it stands at its names, or, when its process was killed, moves it
there itself; so nobody who reads through the store sees a part of a publication.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from blueprint.core.errors import Conflict
from blueprint.core.identity import digest
from blueprint.store.bucket import Content, Entry, Fence, ObjectInfo
from blueprint.store.files import file_lock, flush_all, flush_path, held_if_free, write_file, write_whole

if TYPE_CHECKING:
    from blueprint.store.local import LocalBucket

_PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")
_JOURNAL = "journal.json"


class LocalPublishing:
    """See `Publishing`."""

    def __init__(self, bucket: LocalBucket) -> None:
        self._bucket = bucket
        root = bucket.hidden / "publications"
        self._open, self._committed, self._done, self._lock = root / "open", root / "committed", root / "done", root / "lock"

    def completed(self, publication: str) -> list[ObjectInfo] | None:
        self.settle()
        try:
            text = self._record(publication).read_bytes()
        except FileNotFoundError:
            return None
        return [ObjectInfo(**{**made, "updated": datetime.fromisoformat(made["updated"])}) for made in json.loads(text)["objects"]]

    @contextmanager
    def begin(self, publication: str) -> Iterator[None]:
        with self._bucket.explaining(publication):
            for folder in (self._open, self._committed, self._done):
                folder.mkdir(parents=True, exist_ok=True)
        area = self._area(publication)
        lock = area.with_suffix(".lock")
        with held_if_free(lock) as free:
            if not free:
                raise Conflict(f"publication {publication} is being written by another process")
            shutil.rmtree(area, ignore_errors=True)
            with self._bucket.explaining(publication):
                area.mkdir()
            try:
                yield
            finally:
                shutil.rmtree(area, ignore_errors=True)
                lock.unlink(missing_ok=True)

    def stage(self, publication: str, index: int, name: str, content: Content) -> Entry:
        path = self._area(publication) / str(index)
        with self._bucket.explaining(name):
            sha256 = write_file(path, content, flush=False)
            return Entry(name, path.stat().st_size, sha256)

    def commit(self, publication: str, entries: list[Entry], fence: Fence | None) -> list[ObjectInfo]:
        area = self._area(publication)
        with self._bucket.explaining(publication):
            flush_all(area / str(index) for index in range(len(entries)))
            journal = {"publication": publication, "entries": [entry._asdict() for entry in entries]}
            write_whole(area / _JOURNAL, json.dumps(journal).encode())
            with file_lock(self._lock):
                self._roll_forward()
                if fence:
                    fence.confirm()
                os.rename(area, self._committed / area.name)
                flush_path(self._committed)
                made = self._publish(self._committed / area.name)
        for info in made:
            self._bucket.tell(info)
        return made

    def settle(self) -> None:
        """Return when nothing that was committed is still on its way."""
        try:
            if not os.listdir(self._committed):
                return
        except FileNotFoundError:
            return
        with file_lock(self._lock):
            made = self._roll_forward()
        for info in made:
            self._bucket.tell(info)

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Nothing is published meanwhile."""
        self.settle()
        if not self._committed.exists():
            yield
            return
        with file_lock(self._lock, shared=True):
            yield

    def recover(self) -> list[str]:
        with self._bucket.explaining("publications"):
            if not self._open.exists():
                return []
            with file_lock(self._lock):
                made = self._roll_forward()
            for lock in self._open.glob("*.lock"):
                with held_if_free(lock) as free:
                    if free:
                        shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
                        lock.unlink(missing_ok=True)
        for info in made:
            self._bucket.tell(info)
        return [info.name for info in made]

    def _roll_forward(self) -> list[ObjectInfo]:
        made: list[ObjectInfo] = []
        for area in sorted(self._committed.iterdir(), key=lambda path: path.stat().st_mtime_ns):
            made += self._publish(area)
        return made

    def _publish(self, area: Path) -> list[ObjectInfo]:
        """Move every file of a committed area to its name; doing it twice does it once."""
        try:
            journal = json.loads((area / _JOURNAL).read_bytes())
        except FileNotFoundError:
            shutil.rmtree(area)
            return []
        entries = [Entry(**entry) for entry in journal["entries"]]
        self._move(area, entries)
        objects = self._objects(entries)
        record = {"publication": journal["publication"], "objects": [{**made._asdict(), "updated": made.updated.isoformat()} for made in objects]}
        write_whole(self._record(journal["publication"]), json.dumps(record).encode())
        (area / _JOURNAL).unlink()
        shutil.rmtree(area)
        return objects

    def _move(self, area: Path, entries: list[Entry]) -> None:
        for index, entry in enumerate(entries):
            staged = area / str(index)
            if not staged.exists():
                continue
            with self._bucket.locked(entry.name):
                self._bucket.current(entry.name)
                [generation] = self._bucket.reserve([(entry.name, staged, entry.sha256)])
                self._bucket.place(entry.name, staged, generation, entry.sha256, flush=False)
                self._bucket.placed(entry.name, generation)
        self._bucket.flush_folders(entry.name for entry in entries)

    def _objects(self, entries: list[Entry]) -> list[ObjectInfo]:
        objects = []
        for entry in entries:
            found = self._bucket.current(entry.name)
            generation, updated = (found.generation, found.updated) if found else (0, datetime.now(UTC))
            objects.append(ObjectInfo(entry.name, generation, entry.size, updated, entry.sha256))
        return objects

    def _area(self, publication: str) -> Path:
        return self._open / _safe(publication)

    def _record(self, publication: str) -> Path:
        return self._done / f"{_safe(publication)}.json"


def _safe(publication: str) -> str:
    return publication if _PLAIN.fullmatch(publication) else digest(publication)
