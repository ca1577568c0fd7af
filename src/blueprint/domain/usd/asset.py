"""An asset's USD folder, written in parts: each job adds its own layer and the interface composes those that are there.

Equal assets give equal bytes. Every path in a file is relative and anchored, so that the folder can be moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from blueprint.core.errors import ContractError
from blueprint.domain.assets.asset import Asset, AssetSpec
from blueprint.domain.physics.mass import MassProperties, mass_properties
from blueprint.domain.usd import layout
from blueprint.domain.usd.articulation import articulation_layer
from blueprint.domain.usd.geometry import geometry_layer
from blueprint.domain.usd.interface import base_layer, door_layer, interface_layer
from blueprint.domain.usd.openusd import Sdf
from blueprint.domain.usd.physics import physics_layer
from blueprint.domain.usd.references import refuse_hostile_text
from blueprint.domain.usd.runtime import runtime_layer
from blueprint.domain.usd.text import identifier
from blueprint.domain.usd.thumbnail import thumbnail_png

AUTHOR = "Blueprint"


def write_geometry(asset: Asset, folder: Path, name: str) -> Path:
    """Meshes and materials. folder: the asset's own folder; name: the folder's name, an identifier. Returns the layer."""
    path = _prepared(layout.layer_file(folder, name, "geometry"), name)
    if not geometry_layer(asset, name).Export(str(path)):
        raise OSError(f"could not write {path}")
    return path


def write_physics(asset: Asset, properties: Mapping[str, MassProperties], folder: Path, name: str) -> Path:
    """Bodies, masses, colliders and friction. properties: by link name. Returns the layer."""
    path = _prepared(layout.layer_file(folder, name, "physics"), name)
    path.write_text(physics_layer(asset, properties, name), encoding="utf-8")
    return path


def write_articulation(asset: Asset, folder: Path, name: str) -> Path | None:
    """Joints, limits, drives and handles. Returns the layer; None, and nothing is written, for an asset without joints."""
    if not asset.joints:
        return None
    path = _prepared(layout.layer_file(folder, name, "articulation"), name)
    path.write_text(articulation_layer(asset, name), encoding="utf-8")
    return path


def write_interface(
    asset: Asset, folder: Path, name: str, *, generated_on: date, display_name: str = "", author: str = AUTHOR,
) -> Path:  # fmt: skip
    """Composes the layers that are there, with SimReady's metadata, labels and runtime variants. Returns the door, `<folder>/<name>.usda`.

    Raises ContractError when there is no layer yet.
    """
    layers = [layer for layer in layout.LAYERS if layout.layer_file(folder, name, layer).exists()]
    if not layers:
        raise ContractError(str(folder), "layers", f"one of {', '.join(layout.LAYERS)} to be written first", "none")
    runtimes = layout.RUNTIMES if "physics" in layers else ()
    text = interface_layer(asset, name, runtimes, generated_on, display_name or asset.category, author)
    written = {
        layout.base_file(folder, name): base_layer(name, layers),
        layout.interface_file(folder, name): text,
        layout.door_file(folder, name): door_layer(asset, name, bool(runtimes)),
        **{layout.runtime_file(folder, variant): runtime_layer(asset, name, variant) for variant in runtimes},
    }
    for path, content in written.items():
        _prepared(path, name).write_text(content, encoding="utf-8")
    return layout.door_file(folder, name)


def write_thumbnail(asset: Asset, folder: Path, name: str) -> Path:
    """The picture that SimReady's SR.002 asks for. Returns it."""
    path = _prepared(layout.thumbnail_file(folder, name), name)
    path.write_bytes(thumbnail_png(asset))
    return path


def write_whole(asset: Asset, folder: Path, name: str, generated_on: date) -> Path:
    """Every layer, the picture and the interface at once. Returns the door. Raises ValueError as `mass_properties`."""
    write_geometry(asset, folder, name)
    write_physics(asset, {link.name: mass_properties(link) for link in asset.links}, folder, name)
    write_articulation(asset, folder, name)
    write_thumbnail(asset, folder, name)
    return write_interface(asset, folder, name, generated_on=generated_on)


def read_asset_spec(folder: Path, name: str) -> AssetSpec:
    """The spec that the asset was made from. Raises ContractError when the folder is none of ours."""
    blueprint = _said(folder, name).get("blueprint", {})
    if "asset_spec" not in blueprint:
        raise ContractError(str(layout.interface_file(folder, name)), "customLayerData.blueprint.asset_spec", "the spec as JSON", sorted(blueprint))
    return AssetSpec.model_validate_json(blueprint["asset_spec"])


def read_generated_on(folder: Path, name: str) -> date:
    """The day that the asset says it was made on. Raises ContractError when it says none."""
    said = _said(folder, name).get("usd_date_generated", "")
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise ContractError(str(layout.interface_file(folder, name)), "customLayerData.usd_date_generated", "a date as 2026-01-31", said) from error


def _said(folder: Path, name: str) -> Mapping[str, Any]:
    """What the interface's layer says of itself."""
    interface = layout.interface_file(folder, name)
    refuse_hostile_text(interface)
    layer = Sdf.Layer.OpenAsAnonymous(str(interface))
    return layer.customLayerData if layer else {}


def _prepared(path: Path, name: str) -> Path:
    if name != identifier(name):
        raise ContractError(str(path), "name", f"an identifier such as {identifier(name)!r}", name)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
