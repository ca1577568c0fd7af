"""`asset_index.json`: an entry per object of the graph, with what it is made of and whether it may be used commercially."""

from __future__ import annotations

from blueprint.contracts.geniesim import AssetIndex, AssetMaterial, AssetOrigin, IndexedAsset, IndexMetadata
from blueprint.contracts.scene import PlacedObject
from blueprint.domain.assets.catalogue import info_of
from blueprint.domain.documents.stage1 import describe
from blueprint.domain.geniesim.embedding import DIMENSIONS, embed
from blueprint.domain.geniesim.provenance import UNKNOWN, license_of
from blueprint.domain.geniesim.source import Source


def asset_index(source: Source, embedding_model: str | None) -> AssetIndex:
    """embedding_model: None for no embeddings, else one of `embedding.MODELS`."""
    assets = tuple(_entry(source, placed, embedding_model is not None) for placed in source.scene.objects)
    return AssetIndex(assets=assets, metadata=IndexMetadata(
        source_scene=source.scene.scene_id, total_assets=len(assets), commercial_assets=sum(asset.commercial_ok for asset in assets),
        embedding_model=embedding_model, embedding_dim=DIMENSIONS if embedding_model else 0, embedding_errors=0,
        embedding_failures=sum(1 for asset in assets if asset.embedding is not None and not any(asset.embedding)),
        placeholder_embeddings_used=False, embedding_mode="lexical" if embedding_model else "none",
    ))  # fmt: skip


def _entry(source: Source, placed: PlacedObject, embedded: bool) -> IndexedAsset:
    name = source.asset_names[placed.id]
    facts, about = source.assets[name], source.metadata.get(name)
    license = license_of(about)
    words = describe(placed)
    return IndexedAsset(
        asset_id=source.asset_id(placed.id), usd_path=source.usd_path(placed.id), semantic_description=words,
        categories=(placed.category, *(word.replace(" ", "_") for word in info_of(placed.category).synonyms)), mass=facts.mass,
        material=AssetMaterial(friction=facts.friction, restitution=facts.restitution, density=facts.density),
        collision_hull_path=f"{source.prefix}assets/{facts.collision_layer}" if facts.collision_layer else None,
        embedding=embed(f"{placed.name} {words}") if embedded else None, embedding_status="lexical" if embedded else "not_requested",
        commercial_ok=license.commercial_ok, license=license.type, source=about.source if about else UNKNOWN,
        bp_metadata=AssetOrigin(object_id=placed.id, asset=name, generator=about.source if about else UNKNOWN),
    )  # fmt: skip
