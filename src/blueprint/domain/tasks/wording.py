"""What a person would call a thing of the scene, so that nobody takes another one for it."""

from __future__ import annotations

import re
from collections import Counter

from blueprint.contracts.scene import PlacedObject, Scene


class Wording:
    """Names that tell the scene's things apart: the plain name, else with its colour, else with where it stands, else with its number."""

    def __init__(self, scene: Scene) -> None:
        self._said: dict[str, str] = {}
        self._categories = {placed.id: placed.category for placed in scene.objects}
        rest = list(scene.objects)
        for way in (_plain, _coloured, lambda placed: f"{_plain(placed)} on the {_ground(scene, placed)}", _numbered):
            counted = Counter([*self._said.values(), *(way(placed) for placed in rest)])
            self._said |= {placed.id: way(placed) for placed in rest if counted[way(placed)] == 1 and way(placed)}
            rest = [placed for placed in rest if placed.id not in self._said]
        self._said |= {placed.id: f"thing called {_numbered(placed)}" for placed in rest}

    def of(self, object_id: str) -> str:
        return self._said[object_id]

    def beyond(self, surface: str) -> str:
        return f"to another place on the {self.of(surface)}"

    def inside(self, object_id: str) -> str:
        """One puts things on a plate, but in a bowl."""
        flat = self._categories[object_id] in ("plate", "tray", "saucer", "cutting_board")
        return f"{'on' if flat else 'in'} the {self.of(object_id)}"

    def part(self, joint: str) -> str:
        """`bay_1_drawer_2_slide` → `second drawer of bay 1`; numbers as a person says them."""
        words = re.sub(r"_(slide|hinge|push|turn|lever)$", "", joint).split("_")
        if "bay" in words[:-1] or "unit" in words[:-1]:
            cut = next(index for index, word in enumerate(words) if word in ("drawer", "door", "shelf"))
            return f"{_counted(words[cut:])} of {' '.join(words[:cut])}"
        return _counted(words)


_ORDER = ("", "first", "second", "third", "fourth", "fifth", "sixth")


def _counted(words: list[str]) -> str:
    if words[-1].isdigit() and int(words[-1]) < len(_ORDER) and len(words) > 1:
        return " ".join([_ORDER[int(words[-1])], *words[:-1]])
    return " ".join(words)


def _plain(placed: PlacedObject) -> str:
    return placed.category.replace("_", " ")


def _coloured(placed: PlacedObject) -> str:
    return f"{placed.color} {_plain(placed)}" if placed.color else ""


def _numbered(placed: PlacedObject) -> str:
    return placed.id.replace("_", " ")


def _ground(scene: Scene, placed: PlacedObject) -> str:
    return next((other.category.replace("_", " ") for other in scene.objects if other.id == placed.support), placed.support.replace("_", " "))
