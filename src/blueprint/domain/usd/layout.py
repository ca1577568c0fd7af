"""Where the files of an asset and of a scene lie, and what their prims are called.

An asset folder, as SimReady's NP.005 and SR.002 want it (one USD file beside the thumbnail, the rest in folders below):

    <name>/simready_usd/<name>.usda                               the interface: what a scene references
    <name>/simready_usd/layers/{geometry.usdc,physics.usda,articulation.usda}
    <name>/simready_usd/.thumbs/256x256/<name>.usda.png
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from blueprint.domain.assets.asset import Asset, Material
from blueprint.domain.usd.text import unique_identifiers

USD_FOLDER = "simready_usd"
LAYERS_FOLDER = "layers"
GEOMETRY, PHYSICS, ARTICULATION = "geometry.usdc", "physics.usda", "articulation.usda"
LAYERS = (ARTICULATION, PHYSICS, GEOMETRY)
"""Strongest first."""


def interface_path(name: str) -> PurePosixPath:
    """The asset's USD file, relative to the folder that holds all assets."""
    return PurePosixPath(name, USD_FOLDER, f"{name}.usda")


def interface_file(folder: Path, name: str) -> Path:
    return folder / USD_FOLDER / f"{name}.usda"


def layer_file(folder: Path, layer: str) -> Path:
    return folder / USD_FOLDER / LAYERS_FOLDER / layer


def thumbnail_file(folder: Path, name: str) -> Path:
    return folder / USD_FOLDER / ".thumbs" / "256x256" / f"{name}.usda.png"


def link_names(asset: Asset) -> dict[str, str]:
    """Link → name of its prim."""
    return dict(zip((link.name for link in asset.links), unique_identifiers(link.name for link in asset.links), strict=True))


def joint_names(asset: Asset) -> dict[str, str]:
    """Joint → name of its prim in `joints`."""
    return dict(zip((joint.name for joint in asset.joints), unique_identifiers(joint.name for joint in asset.joints), strict=True))


def body_path(asset: Asset, root: str, link: str) -> str:
    """The rigid body of a link. A thing of one piece is its own body, so that its prim's pose is the body's; the links of an
    articulated thing are bodies side by side below it (bodies inside bodies would need a reset of the transform stack)."""
    return f"{root}/{link_names(asset)[link]}" if asset.joints else root


def joint_path(asset: Asset, root: str, joint: str) -> str:
    return f"{root}/joints/{joint_names(asset)[joint]}"


def materials_of(asset: Asset) -> dict[Material, str]:
    """Each different material of the asset, in order of appearance → name of its prim in `Looks`."""
    found = [visual.material for link in asset.links for visual in link.visuals]
    found += [collider.material for link in asset.links for collider in link.colliders if collider.material]
    different = list(dict.fromkeys(found))
    return dict(zip(different, unique_identifiers(material.name for material in different), strict=True))
