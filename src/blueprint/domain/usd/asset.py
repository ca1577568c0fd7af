"""An asset's USD folder, written in parts: each job adds its own layer and the interface composes those that are there.

Equal assets give equal bytes. Every path in a file is relative and anchored, so that the folder can be moved.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pxr import Sdf

from blueprint.core.errors import ContractError
from blueprint.domain.assets.asset import Asset, AssetSpec
from blueprint.domain.assets.catalogue import info_of
from blueprint.domain.physics.mass import MassProperties, mass_properties
from blueprint.domain.usd import layout
from blueprint.domain.usd.articulation import articulation_layer
from blueprint.domain.usd.geometry import geometry_layer
from blueprint.domain.usd.physics import physics_layer
from blueprint.domain.usd.text import HEADER, dictionary, identifier, number, quote, strings, vector
from blueprint.domain.usd.thumbnail import thumbnail_png

AUTHOR = "Blueprint"
LICENCE = "CC0-1.0"


def write_geometry(asset: Asset, folder: Path, name: str) -> Path:
    """Meshes and materials. folder: the asset's own folder; name: its folder's name, an identifier. Returns the layer."""
    path = _prepared(layout.layer_file(folder, layout.GEOMETRY), name)
    if not geometry_layer(asset, name).Export(str(path)):
        raise OSError(f"could not write {path}")
    return path


def write_physics(asset: Asset, properties: Mapping[str, MassProperties], folder: Path, name: str) -> Path:
    """Bodies, masses, colliders and friction. properties: by link name. Returns the layer."""
    path = _prepared(layout.layer_file(folder, layout.PHYSICS), name)
    path.write_text(physics_layer(asset, properties, name), encoding="utf-8")
    return path


def write_articulation(asset: Asset, folder: Path, name: str) -> Path | None:
    """Joints, limits, drives and handles. Returns the layer; None, and nothing is written, for an asset without joints."""
    if not asset.joints:
        return None
    path = _prepared(layout.layer_file(folder, layout.ARTICULATION), name)
    path.write_text(articulation_layer(asset, name), encoding="utf-8")
    return path


def write_interface(asset: Asset, folder: Path, name: str, *, generated_on: date, display_name: str = "", author: str = AUTHOR) -> Path:
    """`<name>.usda` over the layers that exist, with SimReady's metadata, labels and the picture. Returns its path."""
    path = _prepared(layout.interface_file(folder, name), name)
    layers = [layer for layer in layout.LAYERS if layout.layer_file(folder, layer).exists()]
    if layout.GEOMETRY not in layers:
        raise ContractError(str(folder), "layers", f"{layout.GEOMETRY} to be written first", layers)
    path.write_text(_interface(asset, name, layers, generated_on, display_name or asset.category, author), encoding="utf-8")
    picture = layout.thumbnail_file(folder, name)
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_bytes(thumbnail_png(asset))
    return path


def read_asset_spec(interface: Path) -> AssetSpec:
    """The spec that the asset was made from. Raises ContractError when the file is none of ours."""
    layer = Sdf.Layer.FindOrOpen(str(interface))
    blueprint = layer.customLayerData.get("blueprint", {}) if layer else {}
    if "asset_spec" not in blueprint:
        raise ContractError(str(interface), "customLayerData.blueprint.asset_spec", "the spec as JSON", sorted(blueprint))
    return AssetSpec.model_validate_json(blueprint["asset_spec"])


def _prepared(path: Path, name: str) -> Path:
    if name != identifier(name):
        raise ContractError(str(path), "name", f"an identifier such as {identifier(name)!r}", name)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _interface(asset: Asset, name: str, layers: list[str], generated_on: date, display_name: str, author: str) -> str:
    info = info_of(asset.category)
    mass = sum(mass_properties(link).mass_kg for link in asset.links)
    spec = json.dumps(asset.spec.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    metadata = {
        "asset_license": LICENCE, "asset_name": display_name, "asset_type": "prop", "author": author, "category": asset.category,
        "qcode": info.qcode, "rigid_body_count": len(asset.links), "source_file": f"parametric recipe of {asset.category}",
        "usd_date_generated": generated_on.isoformat(),
    }  # fmt: skip
    text = dictionary({"SimReady_Metadata": metadata, "blueprint": {"asset_spec": spec, "category": asset.category, "role": str(asset.role)}}, 2)
    typed = f"float mass = {number(mass)}\n            float3 asset_extents = {vector(asset.size)}"
    text = text.replace("dictionary SimReady_Metadata = {", f"dictionary SimReady_Metadata = {{\n            {typed}", 1)
    sublayers = ", ".join(f"@./{layout.LAYERS_FOLDER}/{layer}@" for layer in layers)
    return f"""#usda 1.0
(
    customLayerData = {text}
    defaultPrim = "{name}"
    {HEADER}
    subLayers = [{sublayers}]
)

def Xform "{name}" (
    assetInfo = {{
        asset identifier = @./{name}.usda@
        string name = "{name}"
    }}
    customData = {{
        dictionary blueprint = {{
            string category = {quote(asset.category)}
            string sim_role = "{asset.role}"
        }}
    }}
    displayName = {quote(display_name)}
    kind = "component"
    prepend apiSchemas = ["SemanticsLabelsAPI:class", "SemanticsLabelsAPI:wikidata_qcode"]
)
{{
    token[] semantics:labels:class = {strings([asset.category.replace("_", " ").lower()])}
    token[] semantics:labels:wikidata_qcode = {strings([info.qcode])}
}}
"""
