"""Folders in and out of a bucket."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from blueprint.core.errors import ContractError, GenerationMoved, ObjectMissing
from blueprint.store.bucket import Bucket, ObjectInfo
from blueprint.store.files import digest_of

_PIECE = 1 << 20


def download(bucket: Bucket, name: str, path: Path, generation: int | None = None) -> ObjectInfo:
    """Write one version of an object to `path`, in one step."""
    info = bucket.stat(name)
    if info is None:
        raise ObjectMissing(name, generation)
    if generation is not None and info.generation != generation:
        raise GenerationMoved(name, generation, info.generation)
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_name(f".{path.name}.{uuid.uuid4().hex}"[:200])
    try:
        with bucket.open(name, info.generation) as source, staged.open("xb") as out:
            while piece := source.read(_PIECE):
                out.write(piece)
        _demand_whole(staged, info)
        os.replace(staged, path)
    finally:
        staged.unlink(missing_ok=True)
    return info


def upload_tree(bucket: Bucket, prefix: str, folder: Path) -> list[ObjectInfo]:
    """Write every file below `folder` under `prefix`, in the order of their names. Symbolic links are left out."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    return [bucket.put(f"{prefix.rstrip('/')}/{path.relative_to(folder).as_posix()}", path) for path in files]


def download_tree(bucket: Bucket, prefix: str, folder: Path, endings: tuple[str, ...] = ()) -> list[ObjectInfo]:
    """Write every object below the folder `prefix` into `folder`; of `endings`, only those whose name ends so."""
    base = prefix.rstrip("/") + "/"
    found, after = [], ""
    while True:
        page = bucket.list(base, after)
        for info in page.objects:
            if endings and not info.name.endswith(endings):
                continue
            found.append(download(bucket, info.name, folder / info.name[len(base) :], info.generation))
        if page.next_start_after is None:
            return found
        after = page.next_start_after


def _demand_whole(path: Path, info: ObjectInfo) -> None:
    size = path.stat().st_size
    if size != info.size:
        raise ContractError(info.name, "", f"{info.size} bytes", f"{size} bytes")
    if info.digest:
        with path.open("rb") as stream:
            found = digest_of(stream)
        if found != info.digest:
            raise ContractError(info.name, "", f"sha256 {info.digest}", found)
