"""The journal of a dataset under construction: one record per finished episode and per closed file, each flushed before the next begins.

A record is `length of header, length of body` (two unsigned 64-bit numbers), the sha256 of what follows, the header (JSON), the body (the
episode's frames as an Arrow stream). A record counts when it is whole; what follows the last whole one was being written when the process died.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from blueprint.domain.datasets.durable import flush

_LENGTHS = struct.Struct("<QQ")
_HEAD = _LENGTHS.size + 32


@dataclass(frozen=True)
class StagedVideo:
    """An episode's video as it waits in the working folder. kind, packets: see `video.Track`."""

    size_bytes: int
    sha256: str
    kind: str
    packets: str


@dataclass(frozen=True)
class Added:
    """An episode was added. size_bytes: of its frames in memory."""

    index: int
    task: str
    split: str
    length: int
    size_bytes: int
    stats: dict[str, dict[str, list[Any]]]
    videos: dict[str, StagedVideo]
    record: Literal["added"] = "added"


@dataclass(frozen=True)
class Closed:
    """A data file (camera "") or a camera's video file stands at its place, and is never written again."""

    camera: str
    number: int
    path: str
    sha256: str
    size_bytes: int
    record: Literal["closed"] = "closed"


_RECORD: TypeAdapter[Added | Closed] = TypeAdapter(Added | Closed)


@dataclass(frozen=True)
class Place:
    """Where a record's body stands in the journal, and where the record begins and ends."""

    begin: int
    body: int
    end: int


class Journal:
    """The open journal; `append` returns when the record survives a power cut."""

    def __init__(self, path: Path, end: int) -> None:
        """Go on after byte `end`, the end of the last whole record."""
        new = not path.exists()
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        if os.fstat(self._fd).st_size != end:
            os.ftruncate(self._fd, end)
            os.fsync(self._fd)
        if new:
            flush(path.parent)
        self._end = end

    def append(self, record: Added | Closed, body: bytes = b"") -> Place:
        header = _RECORD.dump_json(record)
        head = _LENGTHS.pack(len(header), len(body))
        begin = self._end
        content = memoryview(b"".join((head, _digest(head, header, body), header, body)))
        written = 0
        while written < len(content):
            written += os.pwrite(self._fd, content[written:], begin + written)
        os.fdatasync(self._fd)
        self._end = begin + len(content)
        return Place(begin, begin + _HEAD + len(header), self._end)

    def body(self, place: Place) -> bytes:
        return os.pread(self._fd, place.end - place.body, place.body)

    def close(self) -> None:
        os.close(self._fd)


def read_journal(path: Path) -> Iterator[tuple[Added | Closed, Place]]:
    """Every whole record, in order, up to the first that is not."""
    if not path.exists():
        return
    begin = 0
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        while len(head := file.read(_HEAD)) == _HEAD:
            header_size, body_size = _LENGTHS.unpack_from(head)
            end = begin + _HEAD + header_size + body_size
            if end > size:
                return
            header, body = file.read(header_size), file.read(body_size)
            if _digest(head[: _LENGTHS.size], header, body) != head[_LENGTHS.size :]:
                return
            try:
                record = _RECORD.validate_json(header)
            except ValidationError:
                return
            yield record, Place(begin, end - body_size, end)
            begin = end


def _digest(*pieces: bytes) -> bytes:
    whole = hashlib.sha256()
    for piece in pieces:
        whole.update(piece)
    return whole.digest()
