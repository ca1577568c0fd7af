"""The scene without the things that Arena spawns itself: a small layer over the scene file, so that the room stays the certified one."""

from __future__ import annotations

from collections.abc import Iterable

from blueprint.domain.usd.text import HEADER

SCENE_PATH = "../usd/scene.usda"


def room_layer(switched_off: Iterable[str]) -> str:
    """A usda layer beside the scene's folder `usd/`; switched_off: object ids."""
    overs = "".join(f'        over "{name}" (\n            active = false\n        )\n        {{\n        }}\n' for name in switched_off)
    return (
        f'#usda 1.0\n(\n    defaultPrim = "World"\n    {HEADER}\n    subLayers = [@{SCENE_PATH}@]\n)\n\n'
        f'over "World"\n{{\n    over "Objects"\n    {{\n{overs}    }}\n}}\n'
    )
