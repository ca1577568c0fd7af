"""More small things where a room has fewer than its tier promises: what its shelves and tables usually hold."""

from __future__ import annotations

from collections.abc import Iterator

from blueprint.contracts.plan import PlannedObject
from blueprint.domain.assets.asset import AssetSpec, Placement
from blueprint.domain.assets.catalogue import all_categories
from blueprint.domain.layout.arrange import put
from blueprint.domain.layout.items import VARIED, Item, stable_hash
from blueprint.domain.layout.ledges import Ledge, Occupied, ledges_of
from blueprint.domain.layout.placed import Layout

_ANYWHERE = ("book", "picture_frame", "candle", "small_plant", "vase", "storage_box", "basket", "jar")
_AT_MOST_OF_ONE = 8
_ROUNDS = 30
_TOO_MANY_FAILURES = 80


def fill_up(layout: Layout, occupied: Occupied, minimum: int, seed: int) -> None:
    """Adds things, a few of each kind in turn, until there are `minimum` or nothing fits any more; says so in the notes."""
    before = len(layout.placed)
    failures = 0
    for ledge, category in _ideas(layout):
        if len(layout.placed) >= minimum or failures > _TOO_MANY_FAILURES:
            break
        item = _extra(layout, category, seed)
        found = put(layout, occupied, ledge, item)
        if found is None:
            failures += 1
        else:
            layout.add(found)
    if len(layout.placed) > before:
        layout.notes.append(f"added {len(layout.placed) - before} small things so that the room is furnished")
    if len(layout.placed) < minimum:
        layout.notes.append(f"{len(layout.placed)} objects instead of {minimum}: no free surface is left")


def _ideas(layout: Layout) -> Iterator[tuple[Ledge, str]]:
    """Ledge and category, round after round over all furniture, so that no shelf gets all."""
    known = all_categories()
    hosts = [p for p in layout.placed.values() if p.item.placement in (Placement.FLOOR, Placement.WALL) and p.item.asset.surfaces]
    for turn in range(_ROUNDS):
        for host in hosts:
            ledges = [one for one in ledges_of(host) if one.kind in ("top", "shelf") and one.area > 0.03]
            fitting = [c for c in host.item.info.holds if c in known and known[c].info.placement == Placement.SURFACE]
            fitting = [c for c in fitting if _count(layout, c) < _AT_MOST_OF_ONE] or [c for c in _ANYWHERE if host.item.info.against_wall]
            if ledges and fitting:
                yield ledges[turn % len(ledges)], fitting[(turn + stable_hash(host.item.id)) % len(fitting)]


def _count(layout: Layout, category: str) -> int:
    return len(layout.of_category(category))


def _extra(layout: Layout, category: str, seed: int) -> Item:
    info = all_categories()[category].info
    taken = set(layout.placed) | {planned.id for planned in layout.plan.objects}
    number = next(k for k in range(1, 1000) if f"extra_{category}_{k}" not in taken)
    name = f"extra_{category}_{number}"
    look = stable_hash("look", seed, name if category in VARIED else category) % 2**31
    planned = PlannedObject(id=name, category=category, requested=False)
    return Item(name, name, 0, info, AssetSpec(category=category, seed=look), planned)
