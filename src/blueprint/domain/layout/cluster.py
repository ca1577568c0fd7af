"""Things that are placed together, and the pool they are taken from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from blueprint.contracts.scene import Placement
from blueprint.domain.layout.floorplan import Part, Unit, unit_of
from blueprint.domain.layout.items import Item
from blueprint.domain.layout.placed import Layout

TABLES = ("table", "round_table", "meeting_table", "cafe_table", "folding_table")
SOFAS = ("sofa", "loveseat")
_ROOMY = frozenset(
    {*TABLES, "desk", "school_desk", "workbench", "dressing_table", "console_table", "side_table", "bed", "single_bed", "bunk_bed", "bench"}
)


@dataclass
class Cluster:
    """variants: the unit in the order in which its shapes are liked. parts: what to place one by one when none of them fits."""

    kind: str
    variants: list[Unit]
    anchor: str
    rank: float
    pieces: Callable[[], list[Cluster]] = field(default=list)

    @property
    def items(self) -> list[Item]:
        return [part.item for part in self.variants[0].parts]

    @property
    def lead(self) -> Item:
        return self.variants[0].first


class Pool:
    """Floor items that no cluster has taken yet."""

    def __init__(self, layout: Layout, items: Iterable[Item]) -> None:
        self.layout = layout
        self.left = [i for i in items if i.placement == Placement.FLOOR and i.category != "rug" and not goes_beneath(layout, i)]

    def take(self, *categories: str, limit: int | None = None) -> list[Item]:
        """Removes and returns items of these categories, in the order of the categories."""
        found = sorted((i for i in self.left if i.category in categories), key=lambda i: categories.index(i.category))[:limit]
        return self.remove(found)

    def remove(self, items: Sequence[Item]) -> list[Item]:
        taken = {item.id for item in items}
        self.left = [item for item in self.left if item.id not in taken]
        return list(items)

    def linked(self, lead: Item, *kinds: str) -> list[Item]:
        """Left items whose group the plan sets so to the lead's group."""
        groups = {r.subject for r in self.layout.relations_to(lead.group) if r.kind in kinds}
        return [item for item in self.left if item.group in groups]


def goes_beneath(layout: Layout, item: Item) -> bool:
    """A bin under the desk: placed when the desk stands, between its legs."""
    if item.category == "rug":
        return False
    tall = {p.id for p in layout.plan.objects if p.category in _ROOMY}
    return any(r.kind == "under" and r.hard and r.objects[0] in tall for r in layout.relations_of(item.group)) and float(item.size[2]) < 0.6


def single(item: Item, rank: float, anchor: str | None = None) -> Cluster:
    """A thing on its own."""
    where = anchor or ("wall" if item.info.against_wall else "free")
    return Cluster(item.category, [unit_of([Part(item, 0, 0)], name=item.category)], where, rank)


def singles(items: Sequence[Item], rank: float) -> Callable[[], list[Cluster]]:
    return lambda: [single(item, rank + 0.1 * k) for k, item in enumerate(items)] if len(items) > 1 else []
