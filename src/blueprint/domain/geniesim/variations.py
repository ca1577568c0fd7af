"""What of the variation set goes into an export, and the manifest that lists it beside the scene's own objects."""

from __future__ import annotations

import re

from blueprint.contracts.geniesim_provenance import AvailableVariation, AvailableVariations, MergedSceneManifest, VariationObject, VariationSummary
from blueprint.core.errors import ContractError
from blueprint.domain.documents.stage1 import manifest
from blueprint.domain.geniesim.provenance import UNKNOWN, standing_of
from blueprint.domain.geniesim.source import Source

NOT_MADE = ("failed", "disabled")
_SAFE = re.compile(r"variation_assets/(?!.*(?:^|/)\.\.?(?:/|$))[^\\:\x00-\x1f]+")


def chosen_variations(found: AvailableVariations, commercial_only: bool) -> tuple[tuple[VariationObject, ...], dict[str, str]]:
    """Those that were made and may be used, and id → why not for the others.

    Raises ContractError for a path that is not below `variation_assets/` of the scene.
    """
    kept, left_out = [], {}
    for item in found.objects:
        commercial = standing_of(item.license) == "commercial"
        if item.usd_path is None or item.generated_3d.status in NOT_MADE:
            left_out[item.id] = "it was not made"
        elif commercial_only and not commercial:
            left_out[item.id] = f"licence {item.license or UNKNOWN} ({standing_of(item.license).replace('_', '-')})"
        else:
            kept.append(_object(item, commercial))
    return tuple(kept), left_out


def _object(item: AvailableVariation, commercial: bool) -> VariationObject:
    if item.usd_path and not _SAFE.fullmatch(item.usd_path):
        raise ContractError("variation_assets.json", f"objects[{item.id}].usd_path", "a path below variation_assets/", item.usd_path)
    return VariationObject(
        id=item.id, category=item.category, short_description=item.short_description, usd_path=item.usd_path, license=item.license or UNKNOWN,
        commercial_ok=commercial,
    )  # fmt: skip


def merged_manifest(source: Source, variations: tuple[VariationObject, ...], origin: str) -> MergedSceneManifest:
    """origin: what made the variations. Paths become relative to the export's folder."""
    base = manifest(source.scene)
    objects = tuple(
        item.model_copy(update={"asset": item.asset.model_copy(update={"path": source.prefix + item.asset.path})}) for item in base.objects
    )
    moved = tuple(item.model_copy(update={"usd_path": f"{source.prefix}{item.usd_path}"}) for item in variations)
    return MergedSceneManifest(
        version=base.version, scene_id=base.scene_id, scene=base.scene, assets=base.assets, objects=objects, metadata=base.metadata, variation_objects=moved,
        variation_assets=VariationSummary(count=len(moved), source=origin, commercial_ok=all(item.commercial_ok for item in moved)),
    )  # fmt: skip
