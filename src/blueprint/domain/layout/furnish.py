"""Puts the clusters on the floor, one after the other, each where it suits best."""

from __future__ import annotations

from collections.abc import Set

import numpy as np

from blueprint.contracts.scene import PlacedOpening, WallName, wall_of_support
from blueprint.domain.layout.candidates import candidates
from blueprint.domain.layout.cluster import Cluster
from blueprint.domain.layout.clusters import clusters_of
from blueprint.domain.layout.floorplan import CURTAIN_DEPTH_M, FloorPlan, Unit
from blueprint.domain.layout.hang import hang
from blueprint.domain.layout.items import Item
from blueprint.domain.layout.placed import Layout, Placed, standing
from blueprint.domain.layout.taste import liking, out_of_place
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.scene.geometry import ALONG, WALLS, PlacedBox
from blueprint.domain.scene.navigation import clear_area

_JUDGED = 60
_DRIVEN = 14
_ALIKE_M = 0.17
_HARD, _SOFT = 30.0, 1.5
BOARDS = ("blackboard", "whiteboard", "projector_screen")
_HIDES_M = 0.3
_MIDDLE_OF_WALL: tuple[WallName, ...] = ("north", "east", "west", "south")


def furnish(layout: Layout, items: list[Item], noise: float = 0.1, urgent: Set[str] = frozenset()) -> FloorPlan:
    """Places all floor items (rugs aside) of `items` in `layout`; what finds no place is dropped with a reason.

    urgent: groups that are placed before all others.
    """
    layout.noise = noise
    floor = FloorPlan(layout.room, loads=_loads(layout, items))
    layout.front_wall = front_wall(layout, items)
    _reserve_walls(layout, floor, items)
    waiting = _in_order(layout, clusters_of(layout, items), urgent)
    while waiting:
        cluster = waiting.pop(0)
        if not place(layout, floor, cluster):
            pieces = cluster.pieces()
            if pieces:
                layout.strain += 0.8 if cluster.kind != "run" else 0.2
                waiting = [*pieces, *waiting]
            else:
                for item in cluster.items:
                    layout.drop(item, "no free place on the floor that keeps doors, passages and clearances free")
    return floor


def front_wall(layout: Layout, items: list[Item]) -> WallName | None:
    """The wall that a class or a meeting looks at: without door and window if there is one, and rather a short one."""
    if not any(i.category in ("blackboard", "whiteboard", "projector_screen", "school_desk") for i in items):
        return None
    room = layout.room
    used = {w: sum(o.width_m + (1.0 if o.kind == "window" else 0.3) for o in room.openings if o.wall == w) for w in WALLS}
    return min(_MIDDLE_OF_WALL, key=lambda w: used[w])


def _reserve_walls(layout: Layout, floor: FloorPlan, items: list[Item]) -> None:
    """Boards and screens hang before the floor is furnished, so that seats can face them; curtains get their strip of floor."""
    for item in items:
        if item.category in BOARDS and layout.front_wall:
            hang(layout, [item])
            for placed in layout.members(item.group):
                wall = wall_of_support(placed.support)
                if wall is not None:
                    along = float(np.array(placed.position[:2]) @ ALONG[wall])
                    floor.reserve(_strip(layout, wall, along, float(item.size[0]), 0.6), placed.position[2] - 0.05)
    curtains = sum(item.category == "curtain" for item in items)
    for window in [o for o in layout.room.openings if o.kind == "window"][:curtains]:
        floor.reserve(_strip(layout, window.wall, window.center_m, window.width_m + 0.4, CURTAIN_DEPTH_M))


def _loads(layout: Layout, items: list[Item]) -> dict[str, float]:
    """Group → height of the tallest thing that the plan sets on it, as far as that could hide a window."""
    found: dict[str, float] = {}
    for item in items:
        height = float(item.size[2])
        for name in layout.target_groups(item.group, "on") if height > _HIDES_M else ():
            found[name] = max(found.get(name, 0.0), height)
    return found


def _strip(layout: Layout, wall: WallName, along: float, width: float, depth: float) -> Array:
    opening = PlacedOpening(id="strip", kind="window", wall=wall, center_m=along, width_m=width, height_m=1.0)
    return clear_area(opening, layout.room, depth)


def _in_order(layout: Layout, clusters: list[Cluster], urgent: Set[str]) -> list[Cluster]:
    """By rank, but what a hard relation refers to comes before what refers to it."""
    waiting = sorted(clusters, key=lambda c: (not any(item.group in urgent for item in c.items), c.rank))
    homes = {item.group: index for index, cluster in enumerate(waiting) for item in cluster.items}
    order: list[Cluster] = []
    seen: set[int] = set()

    def visit(index: int, path: frozenset[int]) -> None:
        if index in seen or index in path:
            return
        for item in waiting[index].items:
            for relation in layout.relations_of(item.group):
                if relation.hard:
                    for name in relation.objects:
                        if name in homes and homes[name] != index:
                            visit(homes[name], path | {index})
        if index not in seen:
            seen.add(index)
            order.append(waiting[index])

    for index in range(len(waiting)):
        visit(index, frozenset())
    return order


def place(layout: Layout, floor: FloorPlan, cluster: Cluster) -> bool:
    """The first variant that fits, at its best pose; first with room to sit and walk, then without that comfort."""
    for comfort in (True, False):
        for unit in cluster.variants:
            pose = _best_pose(layout, floor, cluster, unit, comfort)
            if pose is not None:
                layout.strain += 0.0 if comfort or not unit.comfort else 0.5
                floor.commit(unit, pose)
                for item, x, y, yaw in unit.poses(pose):
                    layout.add(standing(item, x, y, yaw))
                return True
    return False


def _best_pose(layout: Layout, floor: FloorPlan, cluster: Cluster, unit: Unit, comfort: bool) -> Array | None:
    found = candidates(layout, floor, cluster, unit)
    close = ("next_to", "near", "in_front_of", "facing", "around")
    friends = frozenset(n for item in cluster.items for r in layout.relations_of(item.group) if r.hard and r.kind in close for n in r.objects)
    found = found.only(floor.allowed(unit, found.poses, comfort, friends))
    if cluster.anchor == "free" and not cluster.lead.requested:
        found = found.only(~out_of_place(layout, floor, cluster, unit, found))
    if not len(found.poses):
        return None
    score = liking(layout, floor, cluster, unit, found)
    best = np.argsort(-score)[:_JUDGED]
    boxes = layout.boxes()
    judged = sorted(((float(score[k]) + _relations(layout, boxes, unit, found.poses[k]), int(k)) for k in best), key=lambda pair: (-pair[0], pair[1]))
    failed: list[Array] = []
    for _, k in judged:
        pose = found.poses[k]
        if any(np.abs(pose - other).max() < _ALIKE_M for other in failed):
            continue
        if floor.drivable(unit, pose):
            return pose
        failed.append(pose)
        if len(failed) >= _DRIVEN:
            break
    return None


def _relations(layout: Layout, boxes: dict[str, PlacedBox], unit: Unit, pose: Array) -> float:
    """Weight of the relations that would hold less those that would not, among what is placed and the unit itself."""
    groups = {part.item.group for part in unit.parts}
    touched = [r for group in groups for r in layout.relations_of(group)]
    touched += [r for group in groups for r in layout.relations_to(group) if r.subject not in groups]
    touched = [r for r in touched if r.kind not in ("on", "in", "on_wall", "under") or r.hard]
    if not touched:
        return 0.0
    new = {item.id: standing(item, x, y, yaw) for item, x, y, yaw in unit.poses(pose)}
    together = {**boxes, **{name: placed.tight for name, placed in new.items()}}
    known: dict[str, Placed] = {**layout.placed, **new}
    total = 0.0
    for relation in touched:
        for name, placed in known.items():
            if placed.item.group == relation.subject and (name in new or relation.subject not in groups):
                judged = layout.choose(relation, placed.item, together)
                if judged is not None:
                    total += (_HARD if relation.hard else _SOFT) * (1 if judged[1] else -1)
    return total
