"""What a material is to radar and lidar, in SimReady's closed vocabulary (NVM.001–003)."""

from __future__ import annotations

from dataclasses import dataclass

from blueprint.domain.assets.asset import Material

_BY_NAME = {
    "aluminium": "aluminum", "iron": "iron", "brass": "brass", "copper": "bronze", "marble": "marble", "brick": "brick", "cardboard": "cardboard",
    "leather": "leather",
}  # fmt: skip
_BY_SUBSTANCE = {
    "wood": "wood", "metal": "steel", "plastic": "plastic", "rubber": "rubber", "fabric": "fabric", "leather": "leather", "paper": "paper",
    "glass": "clear_glass", "ceramic": "ceramic_glass", "stone": "stone", "concrete": "concrete", "food": "skin", "plant": "leaf_grass",
    "soil": "dirt",
}  # fmt: skip


@dataclass(frozen=True)
class NonVisual:
    base: str
    coating: str
    attribute: str


def non_visual(material: Material) -> NonVisual:
    """The nearest words of the vocabulary; plastic for a substance that it does not know."""
    base = _BY_NAME.get(material.name, _BY_SUBSTANCE.get(material.substance, "plastic"))
    coating = "paint" if "painted" in material.name else "none"
    return NonVisual(base, coating, "visually_transparent" if material.opacity < 1 else "none")
