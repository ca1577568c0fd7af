"""Publications in S3: staged below the hidden folder, committed by creating one journal object, then copied to their names."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from blueprint.core.errors import GenerationMoved, ObjectMissing
from blueprint.core.identity import digest
from blueprint.store.bucket import Content, Entry, Fence, ObjectInfo
from blueprint.store.names import HIDDEN

if TYPE_CHECKING:
    from blueprint.store.s3 import S3Bucket

_ROOT = f"{HIDDEN}/publications"
_ABANDONED_AFTER = timedelta(days=1)
"""Nothing tells whether the process that staged is alive, so what it staged is kept this long."""


class S3Publishing:
    """See `Publishing`."""

    def __init__(self, bucket: S3Bucket) -> None:
        self._bucket = bucket
        self._areas: dict[str, str] = {}

    def completed(self, publication: str) -> list[ObjectInfo] | None:
        if self._bucket.head(_journal(publication)):
            self._roll_forward(publication)
        try:
            content = self._read(_record(publication))
        except ObjectMissing:
            return None
        return [ObjectInfo(**{**made, "updated": datetime.fromisoformat(made["updated"])}) for made in content["objects"]]

    @contextmanager
    def begin(self, publication: str) -> Iterator[None]:
        self._areas[publication] = f"{_ROOT}/open/{uuid.uuid4().hex}"
        try:
            yield
        finally:
            area = self._areas.pop(publication)
            if self._bucket.head(_journal(publication)) is None:
                self._clear(area)

    def stage(self, publication: str, index: int, name: str, content: Content) -> Entry:
        made = self._bucket.put_raw(f"{self._areas[publication]}/{index}", content, 0)
        return Entry(name, made.size, made.digest)

    def commit(self, publication: str, entries: list[Entry], fence: Fence | None) -> list[ObjectInfo]:
        journal = {"publication": publication, "area": self._areas[publication], "entries": [entry._asdict() for entry in entries]}
        if fence:
            fence.confirm()
        try:
            self._bucket.put_raw(_journal(publication), json.dumps(journal).encode(), 0)
        except GenerationMoved:
            self._clear(self._areas[publication])
        made = self._roll_forward(publication)
        for info in made:
            self._bucket.tell(info)
        return made

    def recover(self) -> list[str]:
        forward = [meta["path"] for meta in self._bucket.names_below(f"{_ROOT}/committed")]
        names = []
        for path in forward:
            publication = self._read(path)["publication"]
            for info in self._roll_forward(publication):
                self._bucket.tell(info)
                names.append(info.name)
        for meta in self._bucket.names_below(f"{_ROOT}/open"):
            if datetime.now(UTC) - meta["last_modified"] > _ABANDONED_AFTER:
                self._bucket.delete_raw(meta["path"])
        return names

    def _roll_forward(self, publication: str) -> list[ObjectInfo]:
        """Copy every staged file to its name; doing it twice, also side by side, does it once."""
        try:
            journal = self._read(_journal(publication))
        except ObjectMissing:
            return self.completed(publication) or []
        area = journal["area"]
        entries = [Entry(**entry) for entry in journal["entries"]]
        made = [self._place(area, index, entry) for index, entry in enumerate(entries)]
        record = {"publication": publication, "objects": [{**info._asdict(), "updated": info.updated.isoformat()} for info in made]}
        self._bucket.put_raw(_record(publication), json.dumps(record).encode())
        self._bucket.delete_raw(_journal(publication))
        self._clear(area)
        return made

    def _place(self, area: str, index: int, entry: Entry) -> ObjectInfo:
        with self._bucket.open_raw(f"{area}/{index}") as content:
            return self._bucket.put_raw(entry.name, content, write=f"{area}/{index}")

    def _clear(self, area: str) -> None:
        for meta in list(self._bucket.names_below(area)):
            self._bucket.delete_raw(meta["path"])

    def _read(self, path: str) -> dict:
        with self._bucket.open_raw(path) as stream:
            return json.loads(stream.read())


def _journal(publication: str) -> str:
    return f"{_ROOT}/committed/{_safe(publication)}.json"


def _record(publication: str) -> str:
    return f"{_ROOT}/done/{_safe(publication)}.json"


def _safe(publication: str) -> str:
    return digest(publication)
