"""The bucket with types: values go in and come out, everything else is told in full."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from pydantic import BaseModel

from blueprint.core.artifact import Artifact, File, ObjectRef
from blueprint.core.errors import ContractError, ObjectMissing
from blueprint.store import transfer
from blueprint.store.backends import open_bucket
from blueprint.store.bucket import Bucket, Content, Fence, ObjectInfo
from blueprint.store.documents import from_json, to_json
from blueprint.store.lease import Lease, Now, acquire, utc_now
from blueprint.store.publication import Publication

T = TypeVar("T", bound=BaseModel)

_LARGEST_DOCUMENT = 64 << 20


class Stored(NamedTuple, Generic[T]):
    """A value and the version of the object that holds it."""

    value: T
    ref: ObjectRef


class Store:
    """Typed reads and writes of one bucket. Errors are those of `Bucket`, and ContractError for what cannot be parsed."""

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket

    @classmethod
    def at(cls, url: str | Path) -> Store:
        """The store in the bucket at `url` (see `open_bucket`)."""
        return cls(open_bucket(url))

    def find(self, artifact: Artifact[T], scene_id: str = "", /, **keys: str) -> Stored[T] | None:
        """The value, or None when there is no such object. ContractError when there is one that cannot be parsed."""
        try:
            return self.read_named(artifact.at(scene_id, **keys), artifact.schema)
        except ObjectMissing:
            return None

    def read(self, artifact: Artifact[T], scene_id: str = "", /, *, generation: int | None = None, **keys: str) -> Stored[T]:
        """The value. ObjectMissing, ContractError that names object and field, or GenerationMoved when `generation` is not current."""
        return self.read_named(artifact.at(scene_id, **keys), artifact.schema, generation)

    def read_named(self, name: str, schema: type[T], generation: int | None = None) -> Stored[T]:
        """As `read`, for an object whose name is at hand."""
        found = self.bucket.stat(name)
        if found and found.size > _LARGEST_DOCUMENT:
            raise ContractError(name, "", f"a JSON document of at most {_LARGEST_DOCUMENT >> 20} MiB", f"{found.size} bytes")
        content, info = self.bucket.get(name, generation)
        return Stored(from_json(name, content, schema), self.ref(info))

    def create(self, artifact: Artifact[T], value: T, scene_id: str = "", /, **keys: str) -> ObjectRef:
        """Write a new object; GenerationMoved (a Conflict) when there is one already."""
        return self.replace(artifact, value, scene_id, 0, **keys)

    def write(self, artifact: Artifact[T], value: T, scene_id: str = "", /, **keys: str) -> ObjectRef:
        """Write whatever stands there now."""
        return self.ref(self.bucket.put(artifact.at(scene_id, **keys), _document(artifact, value)))

    def replace(self, artifact: Artifact[T], value: T, scene_id: str, generation: int, /, **keys: str) -> ObjectRef:
        """Write over exactly this generation; GenerationMoved otherwise."""
        return self.ref(self.bucket.put(artifact.at(scene_id, **keys), _document(artifact, value), if_generation=generation))

    def exists(self, file: File, scene_id: str = "", /, **keys: str) -> ObjectRef | None:
        """The current version of an object, without reading it."""
        found = self.bucket.stat(file.at(scene_id, **keys))
        return self.ref(found) if found else None

    def upload(self, file: File, content: Content, scene_id: str = "", /, **keys: str) -> ObjectRef:
        """Write a local file, bytes or a stream to the place of this kind of file."""
        return self.ref(self.bucket.put(file.at(scene_id, **keys), content))

    def download(self, name: str, path: Path, generation: int | None = None) -> ObjectInfo:
        """Write an object to a local file, in one step. ObjectMissing, GenerationMoved."""
        return transfer.download(self.bucket, name, path, generation)

    def upload_tree(self, prefix: str, folder: Path) -> list[ObjectInfo]:
        """Write every file below `folder` under `prefix`, one by one; `publication` makes them appear together."""
        return transfer.upload_tree(self.bucket, prefix, folder)

    def download_tree(self, prefix: str, folder: Path, endings: tuple[str, ...] = ()) -> list[ObjectInfo]:
        """Write every object below `prefix` into `folder`; of `endings`, only those whose name ends so."""
        return transfer.download_tree(self.bucket, prefix, folder, endings)

    def delete(self, ref: ObjectRef) -> bool:
        """Remove exactly this version; False when there is nothing, GenerationMoved when it was replaced."""
        if self.bucket.stat(ref.name) is None:
            return False
        return self.bucket.delete(ref.name, if_generation=ref.generation)

    def list(self, prefix: str = "", start_after: str = "") -> Iterator[ObjectInfo]:
        """Every object whose name begins with `prefix`, in the order of names."""
        after: str | None = start_after
        while after is not None:
            page = self.bucket.list(prefix, after)
            yield from page.objects
            after = page.next_start_after

    def publication(self, request_id: str, fence: Fence | None = None, key: str = "") -> Publication:
        """Files that appear together or not at all; `key` tells several publications of one request apart."""
        return Publication(self.bucket, f"{request_id}.{key}" if key else request_id, fence)

    def recover_publications(self) -> list[str]:
        """Finish what was committed, discard what was not; run at start. The names that became visible."""
        return self.bucket.publishing.recover()

    def lease(self, name: str, owner: str, ttl_s: float, now: Now = utc_now, **about: str) -> Lease:
        """See `acquire`; about: workflow, scene_id, execution_id."""
        return acquire(self.bucket, name, owner, ttl_s, now, **about)

    def ref(self, info: ObjectInfo) -> ObjectRef:
        """The version as the rest of the program names it."""
        return ObjectRef(self.bucket.url, info.name, info.generation)


def _document(artifact: Artifact[T], value: T) -> bytes:
    if not isinstance(value, artifact.schema):
        raise ContractError(artifact.pattern, "", artifact.schema.__name__, type(value).__name__)
    return to_json(value)
