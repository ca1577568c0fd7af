"""Rugs: laid under what stands already.

A thing whose whole rectangle is on the rug stands on it (its support is the rug, its foot on the pile). One that the edge runs under keeps
its feet on the floor, pressed into the few millimetres of pile; collision metrics leave carpets out (SceneEval does), and both are static.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from blueprint.domain.layout.items import Item, size_in_range
from blueprint.domain.layout.placed import Layout, Placed, standing
from blueprint.domain.layout.quads import contains, overlaps
from blueprint.domain.scene.geometry import PlacedBox
from blueprint.domain.scene.navigation import clear_area

_SOFT = ("bed", "single_bed", "sofa", "loveseat", "armchair", "table", "round_table", "coffee_table", "crib")


def lay(layout: Layout, items: list[Item]) -> None:
    """Places the rugs of `items`; lifts what stands on them."""
    for item in [i for i in items if i.category == "rug"]:
        found = _best(layout, item)
        if found is None:
            layout.drop(item, "no free floor for a rug of its size")
            continue
        layout.add(found)
        quad = found.quad
        for other in list(layout.placed.values()):
            if other.support == "floor" and other.item.category != "rug" and bool(contains(quad, other.quad[None], 0.0)[0]):
                x, y, _ = other.position
                layout.placed[other.item.id] = replace(other, position=(x, y, float(found.item.size[2]) + 0.0005), support=item.id)


def _targets(layout: Layout, item: Item) -> list[Placed]:
    groups = layout.target_groups(item.group, "under", "in_front_of", "next_to", "near", "behind", "left_of", "right_of")
    groups += [r.subject for r in layout.relations_to(item.group)]
    named = [p for g in groups for p in layout.members(g)]
    return named or layout.of_category("coffee_table", "bed", "table", "round_table", "single_bed", "bunk_bed", "sofa")[:1]


def _sizes(item: Item) -> list[Item]:
    if item.planned.size is not None:
        return [item]
    # the thinnest pile: what stands half on it sinks in less
    (w0, w1), (d0, d1), (thin, _) = item.info.size_m
    shares = ((0.95, 0.95), (0.7, 0.7), (0.45, 0.5), (0.2, 0.3), (0.02, 0.02), (0.9, 0.3))
    return [item.resized(size_in_range(item.info, (w0 + (w1 - w0) * a, d0 + (d1 - d0) * b, thin), np.asarray(item.asset.size))) for a, b in shares]


def _best(layout: Layout, item: Item) -> Placed | None:
    targets = _targets(layout, item)
    middles = [(t.position[0], t.position[1], t.yaw) for t in targets[:4]]
    for t in targets[:4]:
        front = -t.rotation[:2, 1]
        for out in (0.25, 0.5, 0.8, 1.1):
            x, y = np.array(t.position[:2]) + front * (float(t.item.size[1]) / 2 + out)
            middles.append((float(x), float(y), t.yaw))
        for sign in (-1, 1):
            x, y = np.array(t.position[:2]) + t.rotation[:2, 0] * sign * (float(t.item.size[0]) / 2 + 0.5)
            middles.append((float(x), float(y), t.yaw))
    middles += [(x, y, 0.0) for x in (-0.5, 0, 0.5) for y in (-0.5, 0, 0.5)]
    best: tuple[float, Placed] | None = None
    boxes = layout.boxes()
    for sized in _sizes(item):
        for x, y, yaw in middles:
            for turn in (0.0, math.pi / 2):
                placed = standing(sized, x, y, yaw + turn)
                score = _score(layout, placed, boxes)
                if score is not None and (best is None or score > best[0]):
                    best = (score, placed)
    return None if best is None else best[1]


def _score(layout: Layout, rug: Placed, boxes: dict[str, PlacedBox]) -> float | None:
    """None where it does not lie flat in the room."""
    half = np.array([layout.room.width_m, layout.room.depth_m]) / 2
    quad = rug.quad
    if (np.abs(quad).max(axis=0) > half - 0.03).any():
        return None
    doors = np.array([clear_area(o, layout.room, 0.9) for o in layout.room.openings if o.kind == "door"]).reshape(-1, 4, 2)
    score = -1.0 * float(overlaps(quad[None], doors).any()) + 0.4 * float(rug.item.size[0] * rug.item.size[1])
    score -= 0.15 * float(np.hypot(*rug.position[:2]))
    floor = [p for p in layout.placed.values() if p.support == "floor" or p.box.z_low < 0.05]
    if floor:
        touched = overlaps(quad[None], np.array([p.quad for p in floor]))[0]
        for placed, hit in zip(floor, touched, strict=True):
            if not hit:
                continue
            if placed.item.category == "rug":
                return None
            on = bool(contains(quad, placed.quad[None], 0.0)[0])
            score += 0.25 if on else _straddle(placed)
    together = {**boxes, rug.item.id: rug.tight}
    for relation in layout.relations_of(rug.item.group):
        judged = layout.choose(relation, rug.item, together)
        if judged is not None:
            score += (20.0 if relation.hard else 4.0) * (1 if judged[1] else -1)
    return score


def _straddle(placed: Placed) -> float:
    """A sofa or a bed with its front feet on the rug is how people lay rugs; a cupboard or a chair half on it is not."""
    if placed.item.category in _SOFT:
        return -0.3
    return -0.6 if placed.item.info.against_wall else -0.45
