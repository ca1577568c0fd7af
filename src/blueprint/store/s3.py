"""A bucket in S3 or what speaks its language, through obstore.

S3 has no growing generation, so ours travels in the object's metadata, and every write is conditional on the ETag that it
was computed from (`If-None-Match: *`, `If-Match`). A write that fails is read back before it is called a conflict: the
request may have been done and only its reply lost (anchors.md e.2). Two limits of the service remain: foreign writes of one
object within one second share a generation, and after a deletion growth rests on the clock.
"""

from __future__ import annotations

import hashlib
import io
import random
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import httpx
import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, PermissionDeniedError, PreconditionError, UnauthenticatedError
from obstore.store import S3Store

from blueprint.core.errors import ConfigurationError, Conflict, GenerationMoved, ObjectMissing, Unavailable
from blueprint.store.bucket import Content, ObjectInfo, Page, Written, chunks_of
from blueprint.store.names import HIDDEN, check_name, check_prefix
from blueprint.store.s3_publishing import S3Publishing

_GENERATION, _SHA256, _WRITE = "blueprint-generation", "blueprint-sha256", "blueprint-write"
_IN_MEMORY = 64 << 20
_TRIES = 30
_AT_ONCE = 16


@dataclass(frozen=True)
class _Head:
    info: ObjectInfo
    e_tag: str
    write: str


class S3Bucket:
    """See `Bucket` for the promises. `publication`s appear file by file, the last added last; a reader may see the first ones alone."""

    def __init__(self, store: S3Store, url: str) -> None:
        self.store = store
        self.publishing = S3Publishing(self)
        self._url = url
        self._known: dict[str, tuple[object, ObjectInfo]] = {}
        self._written: list[Written] = []

    @classmethod
    def from_url(cls, url: str) -> S3Bucket:
        """`s3://bucket[/prefix]`; credentials, region and endpoint are those of the AWS_* environment."""
        parts = urlsplit(url)
        if not parts.netloc:
            raise ConfigurationError("BLUEPRINT_BUCKET", url, "s3://bucket[/prefix]")
        try:
            store = S3Store(parts.netloc, prefix=parts.path.strip("/") or None, client_options={"allow_http": True, "timeout": timedelta(seconds=60)})
        except (BaseError, ValueError) as error:
            raise ConfigurationError("BLUEPRINT_BUCKET", url, f"an S3 bucket that can be opened ({error})") from error
        return cls(store, url)

    @property
    def url(self) -> str:
        return self._url

    def subscribe(self, written: Written) -> None:
        self._written.append(written)

    def tell(self, info: ObjectInfo) -> None:
        """Call everybody who asked for what this instance makes visible."""
        for written in self._written:
            written(info)

    def stat(self, name: str) -> ObjectInfo | None:
        check_name(name)
        head = self.head(name)
        return head.info if head else None

    def get(self, name: str, generation: int | None = None) -> tuple[bytes, ObjectInfo]:
        check_name(name)
        with self._explaining(name):
            found = obstore.get(self.store, name)
            head = self._read_head(name, found)
            if generation is not None and head.info.generation != generation:
                raise GenerationMoved(name, generation, head.info.generation)
            return bytes(found.bytes()), head.info

    def open(self, name: str, generation: int | None = None) -> BinaryIO:
        check_name(name)
        return self.open_raw(name, generation)

    def open_raw(self, name: str, generation: int | None = None) -> BinaryIO:
        """As `open`, also below the hidden folder."""
        with self._explaining(name):
            found = obstore.get(self.store, name)
            head = self._read_head(name, found)
            if generation is not None and head.info.generation != generation:
                raise GenerationMoved(name, generation, head.info.generation)
            return io.BufferedReader(_Stream(iter(found.stream(1 << 20))))

    def put(self, name: str, data: Content, if_generation: int | None = None) -> ObjectInfo:
        check_name(name)
        info = self.put_raw(name, data, if_generation)
        self.tell(info)
        return info

    def put_raw(self, name: str, data: Content, if_generation: int | None = None, write: str = "") -> ObjectInfo:
        """As `put`, also below the hidden folder, telling nobody. write: the identity of this write; one that stands is not done again."""
        content, sha256, size = _prepared(data)
        write = write or uuid.uuid4().hex
        for attempt in range(_TRIES):
            before = self.head(name)
            found = before.info.generation if before else 0
            if before and before.write == write:
                return before.info
            if if_generation is not None and found != if_generation:
                raise GenerationMoved(name, if_generation, found)
            generation = max(time.time_ns() // 1000, found + 1)
            attributes = {_GENERATION: str(generation), _SHA256: sha256, _WRITE: write}
            try:
                with self._explaining(name):
                    obstore.put(self.store, name, content, attributes=attributes, **_mode(before, size, if_generation))
            except (Conflict, ObjectMissing, Unavailable):
                if attempt == _TRIES - 1:
                    raise
                time.sleep(random.uniform(0, min(1.0, 0.01 * 2**attempt)))
                continue
            return ObjectInfo(name, generation, size, _time(generation), sha256)
        raise Unavailable(f"{name}: written by others without a pause")

    def delete(self, name: str, if_generation: int | None = None) -> bool:
        check_name(name)
        return self.delete_raw(name, if_generation)

    def delete_raw(self, name: str, if_generation: int | None = None) -> bool:
        """As `delete`, also below the hidden folder."""
        before = self.head(name)
        found = before.info.generation if before else 0
        if if_generation is not None and found != if_generation:
            raise GenerationMoved(name, if_generation, found)
        if before is None:
            return False
        with self._explaining(name):
            if if_generation is None:
                obstore.delete(self.store, name)
                return True
            url = obstore.sign(self.store, "DELETE", name, timedelta(minutes=5))
            answer = httpx.delete(url, headers={"If-Match": before.e_tag}, timeout=60)
        if answer.status_code in (409, 412):
            now = self.head(name)
            raise GenerationMoved(name, if_generation, now.info.generation if now else 0)
        if answer.status_code not in (200, 204, 404):
            raise Unavailable(f"{name}: deleting it was answered with {answer.status_code}")
        return True

    def list(self, prefix: str, start_after: str = "", limit: int = 1000) -> Page:
        check_prefix(prefix)
        names = list(self._named(prefix, start_after, limit + 1))
        more = len(names) > limit
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            objects = [info for info in pool.map(self._described, names[:limit]) if info]
        return Page(objects, names[limit - 1]["path"] if more else None)

    def names_below(self, folder: str) -> Iterator[obstore.ObjectMeta]:
        """Every object below a folder, hidden or not."""
        with self._explaining(folder):
            for chunk in obstore.list(self.store, folder):
                yield from chunk

    def head(self, name: str) -> _Head | None:
        """The current version with what a conditional request needs."""
        try:
            with self._explaining(name):
                return self._read_head(name, obstore.get(self.store, name, options={"head": True}))
        except ObjectMissing:
            return None

    def _named(self, prefix: str, start_after: str, count: int) -> Iterator[obstore.ObjectMeta]:
        folder = prefix.rpartition("/")[0] or None
        after = max(start_after, prefix[:-1])
        with self._explaining(prefix):
            for chunk in obstore.list(self.store, folder, offset=after or None):
                for meta in chunk:
                    name = meta["path"]
                    if name.startswith(prefix) and name > start_after and not name.startswith(f"{HIDDEN}/"):
                        yield meta
                        count -= 1
                    if not count or (name > prefix and not name.startswith(prefix)):
                        return

    def _described(self, meta: obstore.ObjectMeta) -> ObjectInfo | None:
        version = (meta["e_tag"], meta["last_modified"], meta["size"])
        known = self._known.get(meta["path"])
        if known and known[0] == version:
            return known[1]
        head = self.head(meta["path"])
        return head.info if head else None

    def _read_head(self, name: str, found: obstore.GetResult) -> _Head:
        meta, attributes = found.meta, found.attributes
        written = str(attributes.get(_GENERATION, ""))
        updated = _time(int(written)) if written.isdigit() else meta["last_modified"]
        generation = int(written) if written.isdigit() else int(updated.timestamp()) * 1_000_000 + 999_999
        info = ObjectInfo(name, generation, meta["size"], updated, str(attributes.get(_SHA256, "")))
        self._known[name] = ((meta["e_tag"], meta["last_modified"], meta["size"]), info)
        return _Head(info, meta["e_tag"] or "", str(attributes.get(_WRITE, "")))

    @contextmanager
    def _explaining(self, name: str) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            if "NoSuchBucket" in str(error):
                raise ConfigurationError("BLUEPRINT_BUCKET", self._url, "a bucket that exists") from error
            raise ObjectMissing(name) from error
        except (AlreadyExistsError, PreconditionError) as error:
            raise Conflict(f"{name}: replaced meanwhile") from error
        except (PermissionDeniedError, UnauthenticatedError, PermissionError) as error:
            raise ConfigurationError("BLUEPRINT_BUCKET", self._url, f"credentials that allow this ({_first_line(error)})") from error
        except (BaseError, httpx.HTTPError, OSError) as error:
            raise Unavailable(f"{self._url}: {name}: {_first_line(error)}") from error


class _Stream(io.RawIOBase):
    """Pieces as they arrive, as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _prepared(data: Content) -> tuple[bytes | Path, str, int]:
    """Content that can be sent again, its sha256 and size."""
    if isinstance(data, Path) and data.stat().st_size > _IN_MEMORY:
        whole = hashlib.sha256()
        for piece in chunks_of(data):
            whole.update(piece)
        return data, whole.hexdigest(), data.stat().st_size
    content = b"".join(chunks_of(data))
    return content, hashlib.sha256(content).hexdigest(), len(content)


def _mode(before: _Head | None, size: int, if_generation: int | None) -> dict[str, Any]:
    """A conditional request is one request; a large unconditional write goes in parts."""
    if size > _IN_MEMORY and if_generation is None:
        return {"mode": "overwrite", "use_multipart": True}
    return {"mode": {"e_tag": before.e_tag} if before else "create", "use_multipart": False}


def _time(generation: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=generation)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:300]
