"""Furniture moved a little within its relations: what stands free on the floor goes to any side, what stands at a wall along it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
import shapely

from blueprint.contracts.scene import AssetSpec, Placement, Relation
from blueprint.domain.layout.bodies import Body, body_of, clear_of
from blueprint.domain.layout.clusters import SEATS
from blueprint.domain.layout.ledges import DOOR_FREE_M
from blueprint.domain.layout.placed import Layout, Placed, standing
from blueprint.domain.layout.sweep import opened
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.scene.navigation import clear_area, clear_depth, navigability, opening_clearance
from blueprint.domain.scene.relations import evaluate

LARGEST_M2, LIGHTEST_M2 = 2.0, 0.75
GAP_M, ROW_M = 0.015, 0.06
TRIES = 12
MOVED_SHARE = 0.75
BACK_M, ASIDE_M, TURN_RAD = 0.2, 0.05, 0.3
FREE_M, FREE_TURN_RAD = 0.3, 0.6
BIG_M, ALONG_M = 0.15, 0.25
LEAST_M = 0.02
DRIVABLE, DRIVABLE_LOSS = 0.97, 0.004
ROBOTS_M = (0.2, 0.3)


def move_furniture(layout: Layout, relations: tuple[Relation, ...], rng: np.random.Generator) -> list[str]:
    """Moves about three quarters of the things that may move; returns their ids. The layout holds furniture only, no small things yet.

    relations: all that hold go on holding. Nothing comes nearer than 15 mm to anything else, into the way of a door, a drawer or a window,
    or cuts a part of the floor off. What stands in a row with its neighbour (kitchen fronts, a bed and its nightstand) stays.
    """
    held = [relation for relation in relations if _known(layout, relation) and evaluate(relation, layout.boxes(), layout.room)]
    moved = []
    for placed in list(layout.placed.values()):
        if not _may_move(layout, placed) or rng.random() > MOVED_SHARE:
            continue
        if (found := _elsewhere(layout, placed, held, rng)) is not None:
            layout.placed[placed.item.id] = found
            moved.append(placed.item.id)
    return moved


def _known(layout: Layout, relation: Relation) -> bool:
    return all(name in layout.placed for name in (relation.subject, *relation.objects))


def _may_move(layout: Layout, placed: Placed) -> bool:
    item = placed.item
    if item.placement is not Placement.FLOOR or placed.support != "floor" or item.category == "rug" or _area_m2(placed) > LARGEST_M2:
        return False
    body = body_of(item.spec).at(placed.position[0], placed.position[1], placed.yaw, placed.position[2])
    return not item.info.against_wall or all(clear_of(body, other, ROW_M) for other in _others(layout, placed, body_of))


def _area_m2(placed: Placed) -> float:
    return float(placed.item.size[0] * placed.item.size[1])


def _others(layout: Layout, placed: Placed, *shapes: Callable[[AssetSpec], Body | None]) -> list[Body]:
    return [body for one in layout.placed.values() if one.item.id != placed.item.id for body in _bodies(one, *shapes)]


def _elsewhere(layout: Layout, placed: Placed, held: list[Relation], rng: np.random.Generator) -> Placed | None:
    """Another place near by where all is as it was, or None."""
    others = _others(layout, placed, body_of, opened)
    doors = [o for o in layout.room.openings if o.kind == "door"]
    ways = [shapely.Polygon(clear_area(o, layout.room, max(DOOR_FREE_M, clear_depth(o)))) for o in doors]
    mine = [relation for relation in held if placed.item.id in (relation.subject, *relation.objects)]
    before = layout.boxes()
    for x, y, yaw in _poses(placed, rng):
        found = standing(placed.item, x, y, yaw, placed.position[2], placed.support, placed.surface)
        bodies = _bodies(found, body_of, opened)
        if not all(_inside(layout, body) and all(clear_of(body, one, GAP_M) for one in others) for body in bodies):
            continue
        if any(bodies[0].outline.intersects(way) for way in ways):
            continue
        boxes = {**before, placed.item.id: found.tight}
        if all(evaluate(relation, boxes, layout.room) for relation in mine) and _as_free(layout, before, boxes):
            return found
    return None


def _poses(placed: Placed, rng: np.random.Generator) -> Iterator[Array]:
    """x, y, yaw: a seat drawn back and turned a little, what stands at a wall slid along it, a large thing shifted, anything else shifted and
    turned; ever less far."""
    c, s = math.cos(placed.yaw), math.sin(placed.yaw)
    for k in range(TRIES):
        share = 1.0 - k / (TRIES + 4)
        if placed.item.category in SEATS:
            right, back = rng.uniform(-ASIDE_M, ASIDE_M) * share, rng.uniform(-0.3, 1.0) * BACK_M * share
            turn = rng.uniform(-TURN_RAD, TURN_RAD) * share
        elif placed.item.info.against_wall:
            right, back, turn = rng.uniform(-ALONG_M, ALONG_M) * share, 0.0, 0.0
        elif _area_m2(placed) > LIGHTEST_M2:
            (right, back), turn = rng.uniform(-BIG_M, BIG_M, 2) * share, 0.0
        else:
            right, back = rng.uniform(-FREE_M, FREE_M, 2) * share
            turn = rng.uniform(-FREE_TURN_RAD, FREE_TURN_RAD) * share
        if math.hypot(right, back) >= LEAST_M:
            yield np.array([placed.position[0] + c * right - s * back, placed.position[1] + s * right + c * back, placed.yaw + turn])


def _bodies(placed: Placed, *shapes: Callable[[AssetSpec], Body | None]) -> list[Body]:
    """Of what it is made (`body_of`) and what its doors and drawers pass through (`opened`) that which is asked for; nothing of a rug."""
    if placed.item.category == "rug" or abs(float(placed.rotation[2, 2])) < 0.999:
        return []
    found = [shape(placed.item.spec) for shape in shapes]
    return [body.at(placed.position[0], placed.position[1], placed.yaw, placed.position[2]) for body in found if body is not None]


def _inside(layout: Layout, body: Body) -> bool:
    low, high = body.extent[:2], body.extent[2:4]
    half = np.array([layout.room.width_m, layout.room.depth_m]) / 2 - GAP_M
    return bool((low >= -half).all() and (high <= half).all())


def _as_free(layout: Layout, before: dict, after: dict) -> bool:
    """Are the floor as connected, and doors and windows as free, as they were?"""
    room = layout.room
    was = {one.opening: one.free_fraction for one in opening_clearance(before, room)}
    if any(one.free_fraction < was[one.opening] - 1e-9 for one in opening_clearance(after, room)):
        return False
    return all(navigability(after, room, width) >= min(DRIVABLE, navigability(before, room, width) - DRIVABLE_LOSS) for width in ROBOTS_M)
