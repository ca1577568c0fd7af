"""A job's files become visible together with their digests, or not at all (design §4.6)."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from pydantic import BaseModel

from blueprint.core.errors import ContractError
from blueprint.store.bucket import Bucket, Content, Entry, Fence, ObjectInfo
from blueprint.store.documents import to_json
from blueprint.store.names import check_name


class Publication:
    """`with store.publication(id) as p: p.add(...)`: leaving the block commits, an exception in it discards.

    The files appear in the order in which they were added, so a marker added last is seen last. Committed once under
    `id`, a publication is done for ever: a second one adds nothing and has the same `objects`.
    """

    def __init__(self, bucket: Bucket, id: str, fence: Fence | None = None) -> None:
        self.id = id
        self.objects: list[ObjectInfo] = []
        self.already_done = False
        self._bucket, self._fence = bucket, fence
        self._entries: list[Entry] = []
        self._names: set[str] = set()

    def __enter__(self) -> Publication:
        done = self._bucket.publishing.completed(self.id)
        if done is not None:
            self.already_done, self.objects = True, done
        else:
            self._area = self._bucket.publishing.begin(self.id)
            self._area.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.already_done:
            return
        try:
            if error is None and self._entries:
                self.objects = self._bucket.publishing.commit(self.id, self._entries, self._fence)
        finally:
            self._area.__exit__(kind, error, trace)

    def add(self, name: str, content: Content | BaseModel) -> None:
        """Stage bytes, a local file, a stream or a value (as JSON) to become the object `name`. ContractError for a name added twice."""
        check_name(name)
        if name in self._names:
            raise ContractError(f"publication {self.id}", "name", "each name once", name)
        self._names.add(name)
        if not self.already_done:
            data = to_json(content) if isinstance(content, BaseModel) else content
            self._entries.append(self._bucket.publishing.stage(self.id, len(self._entries), name, data))

    def add_tree(self, prefix: str, folder: Path) -> None:
        """Stage every file below `folder` under `prefix`, in the order of their names. Symbolic links are left out."""
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                self.add(f"{prefix.rstrip('/')}/{path.relative_to(folder).as_posix()}", path)
