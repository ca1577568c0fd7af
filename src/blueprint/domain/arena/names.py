"""Names for files, modules and graph nodes: Python identifiers, each once, the same for the same ids."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable


def identifier(text: str) -> str:
    """Letters, digits and underscores of the text, in lower case; never a keyword, never begun by a digit."""
    name = re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_").lower() or "unnamed"
    return f"n_{name}" if name[0].isdigit() or keyword.iskeyword(name) or keyword.issoftkeyword(name) else name


def class_name(text: str) -> str:
    """`mug_1_pick_place` → `Mug1PickPlaceTask`."""
    return "".join(word.capitalize() for word in identifier(text).split("_")) + "Task"


def unique(wanted: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """The names as they are; one that is taken gets the first free number behind it."""
    used, names = set(taken), []
    for name in wanted:
        free, number = name, 1
        while free in used:
            number += 1
            free = f"{name}_{number}"
        used.add(free)
        names.append(free)
    return names
