"""A scene in one file: `.usdz`, a zip without compression whose entries start at multiples of 64 bytes, the root layer first
(OpenUSD, "Usdz File Format Specification" 1.3). Written here because equal scenes must give equal bytes, and nothing outside may get in."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from blueprint.domain.usd.references import check_references

ALIGNMENT = 64
EPOCH = (1980, 1, 1, 0, 0, 0)
HEADER_BYTES, EXTRA_HEADER_BYTES = 30, 4
PADDING_ID = 0x1986


def package_usdz(scene: Path, out: Path) -> Path:
    """The scene with every file that it needs, in the same folders; it opens as it is. Raises ContractError when one lies outside."""
    root = scene.parent.parent.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f".{out.name}.part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as archive:
        first, *others = check_references(scene, root)
        for path in (first, *sorted(others)):
            _add(archive, path, path.relative_to(root).as_posix())
    os.replace(unfinished, out)
    return out


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    assert archive.fp is not None
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.external_attr = 0o644 << 16
    start = archive.fp.tell() + HEADER_BYTES + len(name.encode()) + EXTRA_HEADER_BYTES
    padding = -start % ALIGNMENT
    entry.extra = PADDING_ID.to_bytes(2, "little") + padding.to_bytes(2, "little") + b"\0" * padding
    archive.writestr(entry, path.read_bytes())
