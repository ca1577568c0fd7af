"""The furnishing tables, parsed: what a kind of room has, in the order in which one furnishes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import get_args

from blueprint.contracts.plan import UNARY, RelationKind
from blueprint.domain.planner.furnishing import homes, workplaces

SECTIONS = ("base", "more", "small", "pool")
_KINDS = {*get_args(RelationKind), "above"}
_LINE = re.compile(
    r"^(?P<names>[a-z_/]+)\s+(?P<low>\d+)(?:-(?P<high>\d+))?(?:\*(?P<per>[a-z_]+))?(?:\s+~(?P<chance>\.\d+))?(?:\s*:\s*(?P<relations>.*))?$"
)


@dataclass(frozen=True)
class Furnishing:
    """One line. names: alternatives. per: multiplied by how many of these there are (and left out when there are none).

    supports: (on|in, category), alternatives that can carry it; stands: the other relations, (kind, alternatives).
    """

    names: tuple[str, ...]
    low: int
    high: int
    per: str
    chance: float
    supports: tuple[tuple[str, str], ...]
    stands: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class RoomTable:
    base: tuple[Furnishing, ...]
    more: tuple[Furnishing, ...]
    small: tuple[Furnishing, ...]
    pool: tuple[Furnishing, ...]


@cache
def table_of(room_type: str) -> RoomTable:
    """Raises KeyError when there is no such room, ValueError when a line cannot be read."""
    texts = {name.lower(): text for module in (homes, workplaces) for name, text in vars(module).items() if name.isupper()}
    sections: dict[str, list[Furnishing]] = {name: [] for name in SECTIONS}
    current = ""
    for line in filter(None, (raw.strip() for raw in texts[room_type].splitlines())):
        if line.startswith("["):
            current = line.strip("[]")
        else:
            sections[current].append(_parse(line))
    return RoomTable(**{name: tuple(lines) for name, lines in sections.items()})


def _parse(line: str) -> Furnishing:
    found = _LINE.match(line)
    if not found:
        raise ValueError(f"furnishing line {line!r}: expected `name count [~chance] [: relations]`")
    supports: list[tuple[str, str]] = []
    stands: list[tuple[str, tuple[str, ...]]] = []
    for part in re.split(r";|(?<=\s)(?=(?:in|on) [a-z])", found["relations"] or ""):
        kind, _, targets = part.strip().partition(" ")
        if not kind:
            continue
        if kind not in _KINDS or (kind not in UNARY) != bool(targets.strip()):
            raise ValueError(f"furnishing line {line!r}: no relation {part.strip()!r}")
        names = tuple(filter(None, targets.strip().split("/")))
        if kind in ("on", "in"):
            supports.extend((kind, name) for name in names)
        else:
            stands.append((kind, names))
    low, high = int(found["low"]), int(found["high"] or found["low"])
    return Furnishing(tuple(found["names"].split("/")), low, high, found["per"] or "", float(found["chance"] or 1), tuple(supports), tuple(stands))
