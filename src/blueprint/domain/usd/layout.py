"""Where the files of an asset lie, and what their prims are called.

The layout is what SimReady asks for: NP.005 and SR.002 (one USD file beside the thumbnails, all others in folders below), ISA.001 (the
layers `_base`, `_meshes`, `_physics`) and RV.002 (a payload per simulator):

    <name>/<name>.usda                                  the door: what a scene references; the interface with what simulators need switched on
    <name>/simready_usd/<name>.usda                     the interface: plain OpenUSD, with labels, metadata and a variant per simulator
    <name>/simready_usd/layers/<name>_base.usda         composes the layers that are there
    <name>/simready_usd/layers/<name>_meshes.usdc       by write_geometry
    <name>/simready_usd/layers/<name>_physics.usda      by write_physics
    <name>/simready_usd/layers/<name>_articulation.usda by write_articulation
    <name>/simready_usd/runnables/physics/{mujoco,newton,physx}.usda
    <name>/simready_usd/.thumbs/256x256/<name>.usda.png
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from blueprint.domain.assets.asset import Asset, Material
from blueprint.domain.usd.text import unique_identifiers

USD_FOLDER = "simready_usd"
LAYERS = {"articulation": "articulation.usda", "physics": "physics.usda", "geometry": "meshes.usdc"}
"""What a layer adds → how its file name ends. Strongest first."""
RUNTIMES = ("MuJoCo", "Newton", "PhysX")
"""Variant sets, each with its payload."""


def door_path(home: str) -> PurePosixPath:
    """What a scene references, relative to the folder that holds the assets. home: the asset's folder, relative to that too."""
    return PurePosixPath(home, f"{PurePosixPath(home).name}.usda")


def door_file(folder: Path, name: str) -> Path:
    return folder / f"{name}.usda"


def interface_file(folder: Path, name: str) -> Path:
    return folder / USD_FOLDER / f"{name}.usda"


def base_file(folder: Path, name: str) -> Path:
    return folder / USD_FOLDER / "layers" / f"{name}_base.usda"


def layer_file(folder: Path, name: str, layer: str) -> Path:
    """layer: a key of LAYERS."""
    return folder / USD_FOLDER / "layers" / f"{name}_{LAYERS[layer]}"


def runtime_file(folder: Path, variant: str) -> Path:
    return folder / USD_FOLDER / "runnables" / "physics" / f"{variant.lower()}.usda"


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


def interface_files(folder: Path, name: str) -> list[Path]:
    """The files that compose an asset's layers, those that are there: what is written anew when a layer was added."""
    runtimes = [runtime_file(folder, variant) for variant in RUNTIMES]
    return [path for path in (*runtimes, base_file(folder, name), interface_file(folder, name), door_file(folder, name)) if path.exists()]
