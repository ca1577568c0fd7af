"""Whose work the assets are, and which may be used commercially. What is not known is not allowed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from blueprint.contracts.assets import AssetMetadata
from blueprint.contracts.geniesim_provenance import (
    AssetProvenance,
    AssetProvenanceRow,
    AssetSource,
    License,
    ProvenanceSummary,
    SceneLicense,
    Verification,
)
from blueprint.contracts.scene import Scene
from blueprint.domain.usd.layout import door_path
from blueprint.domain.usd.references import LAYERS

Standing = Literal["commercial", "non_commercial", "unknown"]

COMMERCIAL = frozenset({
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC0-1.0", "CDLA-Permissive-2.0",
    "ISC", "MIT", "MIT-0", "MPL-2.0", "ODC-By-1.0", "PDDL-1.0", "Unlicense", "Zlib",
})  # fmt: skip
"""SPDX identifiers that allow commercial use of the work (https://spdx.org/licenses)."""

UNKNOWN = "unknown"


def standing_of(license: str) -> Standing:
    """By SPDX identifier, in any case of letters; `…-NC-…` is Creative Commons' mark for non-commercial."""
    if license.upper() in {known.upper() for known in COMMERCIAL}:
        return "commercial"
    return "non_commercial" if "-NC" in license.upper() else "unknown"


def license_of(metadata: AssetMetadata | None) -> License:
    """type `unknown` when the asset's record is absent or names none."""
    name = (metadata.license if metadata else "") or UNKNOWN
    page = f"https://spdx.org/licenses/{name}.html" if standing_of(name) == "commercial" else None
    return License(type=name, url=page, commercial_ok=standing_of(name) == "commercial")


def withdrawn(scene: Scene, asset_names: Mapping[str, str], metadata: Mapping[str, AssetMetadata | None]) -> dict[str, str]:
    """Object id → why it may not be in a commercial export: its licence, or that it rests on a thing that may not."""
    found: dict[str, str] = {}
    for placed in scene.objects:
        license = license_of(metadata.get(asset_names[placed.id]))
        if not license.commercial_ok:
            found[placed.id] = f"licence {license.type} ({standing_of(license.type).replace('_', '-')})"
    spreading = True
    while spreading:
        resting = [placed for placed in scene.objects if placed.id not in found and placed.support in found]
        found |= {placed.id: f"rests on {placed.support}, which is not in the export" for placed in resting}
        spreading = bool(resting)
    return found


def without(scene: Scene, ids: Mapping[str, str]) -> Scene:
    """The scene less these objects and the relations that name them."""
    kept = tuple(placed for placed in scene.objects if placed.id not in ids)
    relations = tuple(relation for relation in scene.relations if not {relation.subject, *relation.objects} & ids.keys())
    return scene.model_copy(update={"objects": kept, "relations": relations})


def provenance(
    scene: Scene, asset_names: Mapping[str, str], metadata: Mapping[str, AssetMetadata | None], assets: Path, dropped: Mapping[str, str], prefix: str,
) -> AssetProvenance:  # fmt: skip
    """A row per asset of the scene as it was certified. assets: the folder that holds them; dropped: object id → reason."""
    users: dict[str, list[str]] = {}
    for placed in scene.objects:
        users.setdefault(asset_names[placed.id], []).append(placed.id)
    rows = []
    for name, objects in sorted(users.items()):
        about = metadata.get(name)
        reasons = dict.fromkeys(dropped[each] for each in objects if each in dropped)
        source = AssetSource(type=about.source if about else UNKNOWN, id=name)
        rows.append(AssetProvenanceRow(
            asset_id=name, asset_path=f"{prefix}assets/{door_path(name)}", license=license_of(about), source=source, objects=tuple(objects),
            verification=Verification(content_hash=content_hash(assets / name)), dropped="; ".join(reasons) if all(o in dropped for o in objects) else "",
        ))  # fmt: skip
    return AssetProvenance(
        scene_id=scene.scene_id, license=_scene_license([row for row in rows if not row.dropped]), summary=_summary(rows), pipeline="blueprint",
        assets=tuple(rows),
    )  # fmt: skip


def _scene_license(rows: list[AssetProvenanceRow]) -> SceneLicense:
    names = sorted({row.license.type for row in rows})
    blockers = tuple(f"{row.asset_id}: {row.license.type}" for row in rows if not row.license.commercial_ok)
    return SceneLicense(type=" AND ".join(names) or UNKNOWN, commercial_ok=not blockers, blockers=blockers)


def _summary(rows: list[AssetProvenanceRow]) -> ProvenanceSummary:
    counts = [standing_of(row.license.type) for row in rows]
    return ProvenanceSummary(
        total_assets=len(rows), commercial_ok=counts.count("commercial"), non_commercial=counts.count("non_commercial"),
        unknown_license=counts.count("unknown"),
    )  # fmt: skip


def content_hash(folder: Path) -> str:
    """SHA-256 over every layer of an asset: its path below the folder, a zero byte, its bytes; in the order of paths."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in LAYERS):
        whole.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()
