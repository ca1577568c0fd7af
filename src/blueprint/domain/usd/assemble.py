"""A scene with its assets on disk: the folders `assets/` and `usd/` beside each other, as design.md §5 has them."""

from __future__ import annotations

from pathlib import Path

from blueprint.contracts.scene import Scene
from blueprint.domain.assets.asset import Asset
from blueprint.domain.assets.catalogue import build, folder_name
from blueprint.domain.physics.mass import mass_properties
from blueprint.domain.usd.asset import write_articulation, write_physics
from blueprint.domain.usd.physical import write_physical_interface
from blueprint.domain.usd.stage import write_stage


def asset_names(scene: Scene) -> dict[str, str]:
    """Object id → its asset's folder."""
    return {placed.id: folder_name(placed.spec) for placed in scene.objects}


def assets_of(scene: Scene) -> dict[str, Asset]:
    """Folder → asset; each different one once, sorted."""
    return {name: build(spec) for name, spec in sorted({folder_name(placed.spec): placed.spec for placed in scene.objects}.items())}


def write_simulation(scene: Scene, folder: Path) -> Path:
    """Only what a simulator needs: bodies, colliders, joints and the stage, without meshes to look at. Returns `scene.usda`."""
    for name, asset in assets_of(scene).items():
        home = folder / "assets" / name
        write_physics(asset, {link.name: mass_properties(link) for link in asset.links}, home, name)
        write_articulation(asset, home, name)
        write_physical_interface(asset, home, name)
    return write_stage(scene, asset_names(scene), folder / "usd")
