"""Whose work an export is made of, and what may take its objects' places: `legal/asset_provenance.json`, `merged_scene_manifest.json` (jobs.md §3.16, §3.22)."""

from __future__ import annotations

from typing import Literal

from blueprint.contracts.assets import SceneManifest
from blueprint.contracts.geniesim import absent
from blueprint.core.artifact import Artifact, Value


class Made(Value):
    """How the making of a variation asset ended: success, failed, disabled or skipped."""

    model_config = Value.model_config | {"extra": "ignore"}

    status: str = "success"


class AvailableVariation(Value):
    """usd_path: relative to the scene's folder; None: it was not made."""

    model_config = Value.model_config | {"extra": "ignore"}

    id: str
    category: str
    short_description: str = ""
    usd_path: str | None = None
    license: str = ""
    generated_3d: Made = Made()


class AvailableVariations(Value):
    """What the export reads of `variation_assets.json`."""

    model_config = Value.model_config | {"extra": "ignore"}

    scene_id: str
    source: str = ""
    objects: tuple[AvailableVariation, ...]


class VariationSummary(Value):
    count: int
    source: str
    commercial_ok: bool


class VariationObject(Value):
    """An asset of the variation set, as the merged manifest lists it."""

    id: str
    category: str
    short_description: str
    usd_path: str | None
    license: str
    commercial_ok: bool


class MergedSceneManifest(SceneManifest):
    """The scene's manifest as it is, and beside it what can take its objects' places. variation_assets: a summary of `variation_objects`."""

    variation_objects: tuple[VariationObject, ...]
    variation_assets: VariationSummary


class License(Value):
    type: str
    url: str | None = absent()
    commercial_ok: bool


class SceneLicense(Value):
    type: str
    commercial_ok: bool
    blockers: tuple[str, ...]


class ProvenanceSummary(Value):
    total_assets: int
    commercial_ok: int
    non_commercial: int
    unknown_license: int


class AssetSource(Value):
    type: str
    id: str


class Verification(Value):
    """content_hash: SHA-256 over the asset's exported layers, their paths and bytes, in the order of their paths."""

    content_hash: str


class AssetProvenanceRow(Value):
    """objects: ids of those made from it. dropped: why it is not in the export, "" when it is."""

    asset_id: str
    asset_path: str
    license: License
    source: AssetSource
    verification: Verification
    objects: tuple[str, ...]
    dropped: str = ""


class AssetProvenance(Value):
    """license: of the exported scene, of what is left after the filter."""

    scene_id: str
    version: Literal["1.0"] = "1.0"
    license: SceneLicense
    summary: ProvenanceSummary
    pipeline: str
    assets: tuple[AssetProvenanceRow, ...]


AVAILABLE_VARIATIONS = Artifact("scenes/{scene_id}/variation_assets/variation_assets.json", AvailableVariations)
MERGED_MANIFEST = Artifact("scenes/{scene_id}/geniesim/merged_scene_manifest.json", MergedSceneManifest)
ASSET_PROVENANCE = Artifact("scenes/{scene_id}/geniesim/legal/asset_provenance.json", AssetProvenance)
