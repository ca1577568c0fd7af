"""The files of an import: their digests, and the bundle that holds the same bytes for the same files."""

from __future__ import annotations

import gzip
import tarfile
from collections.abc import Sequence
from pathlib import Path

from blueprint.contracts.import_manifest import FileDigest, Package
from blueprint.domain.datasets.durable import sha256_of


def digests_of(root: Path) -> dict[str, FileDigest]:
    """Every file below `root`, by its path relative to it."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): FileDigest(sha256=sha256_of(path), size_bytes=path.stat().st_size) for path in files}


def bundle(root: Path, target: Path, includes: Sequence[str]) -> Package:
    """A tar.gz of files and folders below `root`, in the order of names, without times, owners or rights of this machine."""
    with (
        target.open("wb") as out,
        gzip.GzipFile(fileobj=out, mode="wb", mtime=0, filename="", compresslevel=6) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in _files(root, includes):
            entry = tarfile.TarInfo(path.relative_to(root).as_posix())
            entry.size, entry.mode = path.stat().st_size, 0o644
            with path.open("rb") as content:
                archive.addfile(entry, content)
    return Package(path=target.name, sha256=sha256_of(target), size_bytes=target.stat().st_size, includes=tuple(includes))


def _files(root: Path, includes: Sequence[str]) -> list[Path]:
    found: set[Path] = set()
    for name in includes:
        path = root / name
        found.update([path] if path.is_file() else (each for each in path.rglob("*") if each.is_file()))
    return sorted(found)
