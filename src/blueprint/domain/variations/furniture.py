"""Furniture moved a little within its relations: what stands free on the floor and carries nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import shapely

from blueprint.contracts.scene import Placement, Relation
from blueprint.domain.layout.bodies import Body, body_of, clear_of
from blueprint.domain.layout.clusters import SEATS
from blueprint.domain.layout.ledges import DOOR_FREE_M
from blueprint.domain.layout.placed import Layout, Placed, standing
from blueprint.domain.layout.sweep import opened
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.scene.navigation import clear_area, clear_depth, navigability, opening_clearance
from blueprint.domain.scene.relations import evaluate

LARGEST_M2 = 0.75
GAP_M = 0.015
TRIES = 12
MOVED_SHARE = 0.75
BACK_M, ASIDE_M, TURN_RAD = 0.2, 0.05, 0.3
FREE_M, FREE_TURN_RAD = 0.3, 0.6
LEAST_M = 0.02
DRIVABLE, DRIVABLE_LOSS = 0.97, 0.004
ROBOTS_M = (0.2, 0.3)


def move_furniture(layout: Layout, relations: tuple[Relation, ...], fixed: frozenset[str], rng: np.random.Generator) -> list[str]:
    """Moves about three quarters of the things that may move; returns their ids. The layout holds furniture only, no small things yet.

    relations: all that hold go on holding. fixed: ids that carry something. Nothing comes nearer than 15 mm to anything else, into the way
    of a door, a drawer or a window, or cuts a part of the floor off.
    """
    held = [relation for relation in relations if _known(layout, relation) and evaluate(relation, layout.boxes(), layout.room)]
    moved = []
    for placed in list(layout.placed.values()):
        if placed.item.id in fixed or not _may_move(placed) or rng.random() > MOVED_SHARE:
            continue
        if (found := _elsewhere(layout, placed, held, rng)) is not None:
            layout.placed[placed.item.id] = found
            moved.append(placed.item.id)
    return moved


def _known(layout: Layout, relation: Relation) -> bool:
    return all(name in layout.placed for name in (relation.subject, *relation.objects))


def _may_move(placed: Placed) -> bool:
    item = placed.item
    free = item.placement is Placement.FLOOR and placed.support == "floor" and not item.info.against_wall and not item.asset.joints
    return free and item.category != "rug" and float(item.size[0] * item.size[1]) <= LARGEST_M2


def _elsewhere(layout: Layout, placed: Placed, held: list[Relation], rng: np.random.Generator) -> Placed | None:
    """Another place near by where all is as it was, or None."""
    others = [body for one in layout.placed.values() if one.item.id != placed.item.id for body in _bodies(one)]
    doors = [o for o in layout.room.openings if o.kind == "door"]
    ways = [shapely.Polygon(clear_area(o, layout.room, max(DOOR_FREE_M, clear_depth(o)))) for o in doors]
    mine = [relation for relation in held if placed.item.id in (relation.subject, *relation.objects)]
    before = layout.boxes()
    for x, y, yaw in _poses(placed, rng):
        body = body_of(placed.item.spec).at(x, y, yaw, placed.position[2])
        if not _inside(layout, body) or any(body.outline.intersects(way) for way in ways) or not all(clear_of(body, one, GAP_M) for one in others):
            continue
        found = standing(placed.item, x, y, yaw, placed.position[2], placed.support, placed.surface)
        boxes = {**before, placed.item.id: found.tight}
        if all(evaluate(relation, boxes, layout.room) for relation in mine) and _as_free(layout, before, boxes):
            return found
    return None


def _poses(placed: Placed, rng: np.random.Generator) -> Iterator[Array]:
    """x, y, yaw: a seat drawn back and turned a little, anything else shifted to any side; ever less far."""
    c, s = math.cos(placed.yaw), math.sin(placed.yaw)
    for k in range(TRIES):
        share = 1.0 - k / (TRIES + 4)
        if placed.item.category in SEATS:
            right, back = rng.uniform(-ASIDE_M, ASIDE_M) * share, rng.uniform(-0.3, 1.0) * BACK_M * share
            turn = rng.uniform(-TURN_RAD, TURN_RAD) * share
        else:
            right, back = rng.uniform(-FREE_M, FREE_M, 2) * share
            turn = rng.uniform(-FREE_TURN_RAD, FREE_TURN_RAD) * share
        if math.hypot(right, back) >= LEAST_M:
            yield np.array([placed.position[0] + c * right - s * back, placed.position[1] + s * right + c * back, placed.yaw + turn])


def _bodies(placed: Placed) -> list[Body]:
    """What it is made of and what its doors and drawers pass through; nothing of a rug."""
    if placed.item.category == "rug" or abs(float(placed.rotation[2, 2])) < 0.999:
        return []
    shapes = [body_of(placed.item.spec), opened(placed.item.spec)]
    return [shape.at(placed.position[0], placed.position[1], placed.yaw, placed.position[2]) for shape in shapes if shape is not None]


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
