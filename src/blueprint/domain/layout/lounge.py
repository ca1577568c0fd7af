"""Sofas and armchairs with what stands before and beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from blueprint.domain.layout.cluster import SOFAS, Cluster, Pool, single, singles
from blueprint.domain.layout.floorplan import Part, Unit, unit_of
from blueprint.domain.layout.items import Item
from blueprint.domain.layout.placed import Layout


def lounge_clusters(pool: Pool) -> list[Cluster]:
    """Sofas with what stands before and beside them; armchairs of their own when there is no sofa."""
    found: list[Cluster] = []
    sofas = pool.take(*SOFAS)
    tables = pool.take("coffee_table")
    chairs = [i for i in pool.left if i.category in ("armchair", "rocking_chair")]
    free = [i for i in chairs if _stands_alone(pool.layout, i)]
    chairs = pool.remove([i for i in chairs if i not in free])
    sides = pool.take("side_table")
    watching = [c for c in chairs if _looks_elsewhere(pool.layout, c)]
    if watching and len(watching) <= 3:
        chairs = [c for c in chairs if c not in watching]
        found.append(_armchair_cluster(watching, tables[:1] if not sofas else (), sides[:1]))
        sides, tables = sides[1:], tables if sofas else tables[1:]
    if sofas:
        found.append(_sofa_cluster(sofas[0], tables[:1], chairs[:2], sides[:2]))
        rest = [*sofas[1:], *tables[1:], *chairs[2:], *sides[2:]]
    elif len(chairs) >= 1 and (tables or len(chairs) == 2):
        found.append(_armchair_cluster(chairs[:2], tables[:1], sides[:1]))
        rest = [*chairs[2:], *tables[1:], *sides[1:]]
    else:
        rest = [*chairs, *tables, *sides]
    found += [single(item, 30.0 + k, "free" if item.category not in SOFAS else "wall") for k, item in enumerate(rest)]
    return found


def _looks_elsewhere(layout: Layout, item: Item) -> bool:
    """Asked to face something that is no part of the group of seats."""
    return any(r.kind == "facing" and r.hard and not _is_lounge(r.objects) for r in layout.relations_of(item.group))


def _stands_alone(layout: Layout, item: Item) -> bool:
    return any(
        r.kind in ("in_corner", "by_window", "next_to", "left_of", "right_of", "behind", "between") and not _is_lounge(r.objects)
        for r in layout.relations_of(item.group)
        if r.hard
    )


def _is_lounge(groups: Sequence[str]) -> bool:
    return any(word in group for group in groups for word in ("sofa", "coffee", "armchair"))


def _sofa_cluster(sofa: Item, tables: Sequence[Item], chairs: Sequence[Item], sides: Sequence[Item]) -> Cluster:
    """Sofa at the back, coffee table before it, armchairs at the table's ends; without the chairs where that is too wide."""
    full = sofa_unit(sofa, tables, chairs, sides)
    one_side = sofa_unit(sofa, tables, chairs, sides, same_side=True)

    def pieces() -> list[Cluster]:
        if len(full.parts) == 1:
            return []
        left = [i for i in (*chairs, *sides) if i not in (chairs or sides[1:])]
        smaller = sofa_unit(sofa, tables, (), left)
        core = Cluster("lounge", [smaller], "lounge", 16.0, lambda: [single(sofa, 17.0, "wall"), *(single(t, 17.5, "free") for t in tables)])
        placed = {p.item.id for p in smaller.parts}
        loose = [i for i in (*chairs, *sides) if i.id not in placed]
        return [core, *(single(item, 30.0 + k, "free") for k, item in enumerate(loose))]

    return Cluster("lounge", [full, one_side] if len(chairs) == 2 else [full], "lounge", 16.0, pieces)


def sofa_unit(sofa: Item, tables: Sequence[Item], chairs: Sequence[Item], sides: Sequence[Item], same_side: bool = False) -> Unit:
    half = sofa.size / 2
    parts = [Part(sofa, 0, -float(half[1]))]
    front = -2 * float(half[1])
    half_table, middle = 0.3, front - 0.75
    for table in tables:
        half_table = float(table.size[0]) / 2
        middle = front - 0.4 - float(table.size[1]) / 2
        parts.append(Part(table, 0, middle))
    for k, side in enumerate(sides):
        parts.append(Part(side, (1 - 2 * k) * (float(half[0]) + 0.04 + float(side.size[0]) / 2), -float(side.size[1]) / 2 - 0.1))
    for k, chair in enumerate(chairs):
        x = half_table + 0.38 + float(chair.size[1]) / 2
        if same_side and k == 1:
            # the second chair faces the sofa across the table
            parts.append(Part(chair, 0, middle - (float(tables[0].size[1]) / 2 if tables else 0.3) - 0.4 - float(chair.size[1]) / 2, math.pi))
            continue
        sign = 1 if k == 0 else -1
        y = min(middle, front - 0.06 - float(chair.size[0]) / 2)
        parts.append(Part(chair, sign * x, y, -sign * math.pi / 2))
    return unit_of(parts, [], "lounge")


def _armchair_cluster(chairs: Sequence[Item], tables: Sequence[Item], sides: Sequence[Item]) -> Cluster:
    """Two armchairs side by side, turned a little to each other, a small table between or before them."""
    width = max(float(c.size[0]) for c in chairs)
    between = (float(sides[0].size[0]) + 0.16 if sides else 0.5) if len(chairs) == 2 else 0.15
    parts = []
    middle = (len(chairs) - 1) / 2
    for k, chair in enumerate(chairs):
        sign = middle - k
        parts.append(Part(chair, sign * (between + width * 1.08), 0.0, -sign * math.radians(24 if len(chairs) == 2 else 15)))
    beside = 0.0 if len(chairs) == 2 else middle * width * 1.08 + width / 2 + 0.06
    parts += [Part(side, beside + (0.0 if len(chairs) == 2 else float(side.size[0]) / 2), 0.1) for side in sides]
    depth = max(float(c.size[1]) for c in chairs)
    parts += [Part(table, 0, -depth * 0.55 - 0.4 - float(table.size[1]) / 2) for table in tables]
    return Cluster("lounge", [unit_of(parts, [], "lounge")], "lounge", 15.5, singles([p.item for p in parts], 30.0))
