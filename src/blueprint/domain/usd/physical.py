"""An asset with only what a simulator needs: no meshes to look at, no picture, no metadata. For scenes that are settled and thrown away."""

from __future__ import annotations

from pathlib import Path

from blueprint.domain.assets.asset import Asset
from blueprint.domain.usd import layout
from blueprint.domain.usd.interface import SIMULATED_BY
from blueprint.domain.usd.runtime import rolling_contacts, runtime_layer
from blueprint.domain.usd.text import HEADER


def write_physical_interface(asset: Asset, folder: Path, name: str) -> Path:
    """The door, straight to the physics and articulation layers (which must be there) and to what simulators need. Returns it."""
    payload = layout.runtime_file(folder, SIMULATED_BY)
    payload.parent.mkdir(parents=True, exist_ok=True)
    payload.write_text(runtime_layer(asset, name, SIMULATED_BY), encoding="utf-8")
    layers = [payload, *(layout.layer_file(folder, name, layer) for layer in ("articulation", "physics"))]
    paths = ", ".join(f"@./{path.relative_to(folder).as_posix()}@" for path in layers if path.exists())
    door = layout.door_file(folder, name)
    head = f'#usda 1.0\n(\n    defaultPrim = "{name}"\n    {HEADER}\n    subLayers = [{paths}]\n)\n'
    door.write_text(f'{head}\nover "{name}"\n{{\n{rolling_contacts(asset)}}}\n', encoding="utf-8")
    return door
