"""Files that a job published before and is about to publish anew, by the digests that its last manifest lists."""

from __future__ import annotations

from collections.abc import Mapping

from blueprint.contracts.import_manifest import FileDigest
from blueprint.runtimes.process import JobContext


def all_stand(context: JobContext, prefix: str, files: Mapping[str, FileDigest]) -> bool:
    """Every file is there in its size. prefix: what the names are relative to."""
    standing = {info.name.removeprefix(f"{prefix}/"): info.size for info in context.store.list(f"{prefix}/")}
    return all(standing.get(name) == digest.size_bytes for name, digest in files.items())


def standing_of(context: JobContext, prefix: str, files: Mapping[str, FileDigest]) -> dict[str, FileDigest]:
    """Those of the files that are there."""
    standing = {info.name.removeprefix(f"{prefix}/") for info in context.store.list(f"{prefix}/")}
    return {name: digest for name, digest in files.items() if name in standing}


def remove_replaced(context: JobContext, prefix: str, before: Mapping[str, FileDigest], now: Mapping[str, FileDigest]) -> None:
    """Files of what is replaced that are not in what replaces it: exactly those that were written then and that nobody has touched since."""
    for name, digest in before.items():
        if name in now:
            continue
        info = context.store.bucket.stat(f"{prefix}/{name}")
        if info and FileDigest(sha256=info.digest, size_bytes=info.size) == digest:
            context.store.bucket.delete(info.name, if_generation=info.generation)
