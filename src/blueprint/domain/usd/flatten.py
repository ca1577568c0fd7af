"""A scene in one layer that names no other file: for a reader that keeps its assets elsewhere than we do."""

from __future__ import annotations

from pathlib import Path

from blueprint.domain.usd.openusd import Sdf, Usd
from blueprint.domain.usd.text import HEADER


def write_flat(scene_usda: Path, folder: Path) -> Path:
    """`scene.usda` in the folder, over `scene.usdc`, which holds the composed stage with its variants chosen; equal scenes give equal bytes.

    Asset identifiers are left out: flattening makes them absolute paths. Raises ValueError if any other path is left in it.
    """
    layer = Usd.Stage.Open(str(scene_usda)).Flatten(False)
    left: list[str] = []

    def clean(path: object) -> None:
        prim = layer.GetPrimAtPath(path) if path != Sdf.Path.absoluteRootPath else None
        if prim is not None and "assetInfo" in prim.ListInfoKeys():
            prim.ClearInfo("assetInfo")
        attribute = layer.GetAttributeAtPath(path)
        if attribute is not None and isinstance(attribute.default, Sdf.AssetPath):
            left.append(f"{path}: {attribute.default.path}")

    layer.Traverse(Sdf.Path.absoluteRootPath, clean)
    if left:
        raise ValueError(f"expected a scene whose assets name no files of their own, found {left[:3]}")
    folder.mkdir(parents=True, exist_ok=True)
    layer.Export(str(folder / "scene.usdc"))
    door = folder / "scene.usda"
    door.write_text(f'#usda 1.0\n(\n    defaultPrim = "World"\n    {HEADER}\n    subLayers = [@./scene.usdc@]\n)\n', encoding="utf-8")
    return door
