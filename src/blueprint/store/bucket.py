"""The face of a bucket. The pain of each backend (a folder, S3, later GCS) stays behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol


class ObjectInfo(NamedTuple):
    """One version of one object. `digest` is the sha256 in hex, or "" where the backend does not know it."""

    name: str
    generation: int
    size: int
    updated: datetime
    digest: str


class Page(NamedTuple):
    """Objects in the order of their names; `next_start_after` is None on the last page."""

    objects: list[ObjectInfo]
    next_start_after: str | None


Content = bytes | Path | BinaryIO
Written = Callable[[ObjectInfo], None]


class Fence(Protocol):
    """Something that must still hold when a publication commits."""

    def confirm(self) -> object:
        """Return if it holds, raise LeaseLost otherwise."""
        ...


class Entry(NamedTuple):
    """One staged file of a publication."""

    name: str
    size: int
    sha256: str


class Publishing(Protocol):
    """Invisible files that become visible together. Used by publication.py only.

    `publication` names one publication for ever: what was committed under that name is never done again.
    """

    def completed(self, publication: str) -> list[ObjectInfo] | None:
        """What this publication made visible, or None when it has not been committed."""
        ...

    def begin(self, publication: str) -> AbstractContextManager[None]:
        """Hold an empty staging area; Conflict when a living process holds it. On leaving, what was not committed is discarded."""
        ...

    def stage(self, publication: str, index: int, name: str, content: Content) -> Entry:
        """Store content where nobody sees it."""
        ...

    def commit(self, publication: str, entries: list[Entry], fence: Fence | None) -> list[ObjectInfo]:
        """Make every entry visible, in order; after a crash, `recover` finishes what this began."""
        ...

    def recover(self) -> list[str]:
        """Roll committed publications forward, discard those that no living process will commit; the names rolled forward."""
        ...


class Bucket(Protocol):
    """Objects by name. Every read and write tells the generation; a generation grows with every write of a name.

    Raised by every method: ContractError for an unsafe name, ConfigurationError when a person must act (read-only,
    full, no credentials), Unavailable when trying again may help.
    """

    @property
    def url(self) -> str: ...

    @property
    def publishing(self) -> Publishing: ...

    def stat(self, name: str) -> ObjectInfo | None:
        """The current version, or None when there is no such object."""
        ...

    def get(self, name: str, generation: int | None = None) -> tuple[bytes, ObjectInfo]:
        """The content and the version it belongs to. Raises ObjectMissing; GenerationMoved when `generation` is not current."""
        ...

    def open(self, name: str, generation: int | None = None) -> BinaryIO:
        """A stream of one version's bytes, also while that version is being replaced. Raises as `get`."""
        ...

    def put(self, name: str, data: Content, if_generation: int | None = None) -> ObjectInfo:
        """Write durably. `if_generation`: only over this version (0: only when absent), GenerationMoved otherwise."""
        ...

    def delete(self, name: str, if_generation: int | None = None) -> bool:
        """Remove; False when there was nothing. `if_generation`: only this version, GenerationMoved otherwise."""
        ...

    def list(self, prefix: str, start_after: str = "", limit: int = 1000) -> Page:
        """Objects whose names begin with `prefix` and come after `start_after`, in the order of their UTF-8 names."""
        ...

    def subscribe(self, written: Written) -> None:
        """Call `written` after each object that this instance makes visible."""
        ...


def chunks_of(content: Content, size: int = 1 << 20) -> Iterable[bytes]:
    """The bytes of `content` in pieces."""
    if isinstance(content, bytes):
        yield content
        return
    if isinstance(content, Path):
        with content.open("rb") as stream:
            yield from chunks_of(stream, size)
        return
    while piece := content.read(size):
        yield piece
