"""Which objects are inside one another, and which are outside the room.

COL as in SceneSmith's fork of SceneEval (configs/metrics.yaml): signed distance between the convex pieces of different objects, colliding
if they overlap by more than 1 mm, carpets left out, floor contacts apart. Resting contact overlaps by some 0.1–0.5 mm in MuJoCo.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.spatial import ConvexHull, Delaunay

from blueprint.domain.physics.geometry import Array, box_of, boxes, distance, surface_points
from blueprint.domain.physics.world import Thing, World

COLLISION_M = 0.001
INSIDE_SHARE = 0.99
CARPETS = frozenset({"rug", "carpet", "doormat"})
SAMPLES = 1000
TOUCH_M = 0.001


@dataclass(frozen=True)
class Overlap:
    """Two owners (object ids, or an architecture prim's name) and how deep they are in each other, in m."""

    a: str
    b: str
    depth_m: float


@dataclass(frozen=True)
class Overlaps:
    """between_objects: all pairs that touch or overlap at all; with_architecture: the same for object and floor, wall, ceiling."""

    between_objects: tuple[Overlap, ...]
    with_architecture: tuple[Overlap, ...]

    @property
    def colliding(self) -> tuple[Overlap, ...]:
        return tuple(pair for pair in self.between_objects if pair.depth_m > COLLISION_M)


def overlaps(world: World, state: tuple[Any, Any] | None = None) -> Overlaps:
    """Every pair of different owners whose colliders overlap, at the authored state or at `state` (model, data)."""
    model, data = state or world.start()
    low, high = boxes(model, data)
    owners = np.array(world.owner_of_geom)
    carpet = np.array([owner in world.things and world.things[owner].category in CARPETS for owner in owners])
    kept = np.flatnonzero((owners != "") & ~carpet & ((model.geom_contype != 0) | (model.geom_conaffinity != 0)))
    is_object = np.array([owner in world.things for owner in owners])
    deepest: dict[tuple[str, str], float] = {}
    for index, a in enumerate(kept):
        later = kept[index + 1 :]
        touch = (low[later] < high[a]).all(axis=1) & (high[later] > low[a]).all(axis=1)
        for b in later[touch & (owners[later] != owners[a]) & (is_object[later] | is_object[a])]:
            depth = -distance(model, data, int(a), int(b), 0.001)
            if depth > 0:
                both = sorted((str(owners[a]), str(owners[b])), key=lambda owner: (owner not in world.things, owner))
                pair = (both[0], both[1])
                deepest[pair] = max(deepest.get(pair, 0.0), depth)
    found = [Overlap(a, b, depth) for (a, b), depth in sorted(deepest.items(), key=lambda item: (-item[1], item[0]))]
    return Overlaps(
        tuple(pair for pair in found if pair.b in world.things),
        tuple(pair for pair in found if pair.b not in world.things),
    )


@dataclass(frozen=True)
class Inside:
    """The room's inner box, from the inner faces of its walls and floor."""

    low: Array
    high: Array


def room_box(world: World) -> Inside:
    """From the architecture's colliders: prims named Floor…, Ceiling…, Wall_<side>…"""
    model, data = world.start()
    low, high = boxes(model, data)
    floor_low, floor_high = box_of(low, high, [g for name, geoms in world.architecture.items() if name.startswith("Floor") for g in geoms])
    inner_low, inner_high = np.array([*floor_low[:2], floor_high[2]]), np.array([*floor_high[:2], floor_high[2] + 100.0])
    center = (floor_low + floor_high) / 2
    for name, geoms in world.architecture.items():
        if name.startswith("Ceiling"):
            inner_high[2] = box_of(low, high, geoms)[0][2]
        if not name.startswith("Wall"):
            continue
        wall_low, wall_high = box_of(low, high, geoms)
        axis = int(np.argmin((wall_high - wall_low)[:2]))
        if wall_low[axis] + wall_high[axis] > 2 * center[axis]:
            inner_high[axis] = min(inner_high[axis], wall_low[axis])
        else:
            inner_low[axis] = max(inner_low[axis], wall_high[axis])
    return Inside(inner_low, inner_high)


def inside_share(world: World, state: tuple[Any, Any] | None = None) -> dict[str, float]:
    """Per object: the share of its colliders' volume that is in the room (SceneEval's Out-of-Bound, with fixed sample points)."""
    model, data = state or world.start()
    room = room_box(world)
    low, high = boxes(model, data)
    return {thing.id: _share(model, data, thing, room, low, high) for thing in world.things.values()}


def _share(model: Any, data: Any, thing: Thing, room: Inside, low: Array, high: Array) -> float:
    mine_low, mine_high = box_of(low, high, thing.geoms)
    if (mine_low >= room.low).all() and (mine_high <= room.high).all():
        return 1.0
    shapes = [surface_points(model, data, geom) for geom in thing.geoms]
    if all((shape >= room.low - TOUCH_M).all() and (shape <= room.high + TOUCH_M).all() for shape in shapes):
        return 1.0
    points, weights = zip(*(_volume_samples(shape) for shape in shapes), strict=True)
    within = [((p >= room.low) & (p <= room.high)).all(axis=1).mean() for p in points]
    return float(np.average(within, weights=weights))


def _volume_samples(vertices: Array) -> tuple[Array, float]:
    """Fixed, even points in the convex hull of `vertices`, and its volume."""
    hull = ConvexHull(vertices)
    corners = vertices[hull.vertices]
    random = np.random.default_rng(0)
    drawn = random.uniform(corners.min(axis=0), corners.max(axis=0), size=(2 * SAMPLES, 3))
    return drawn[Delaunay(corners).find_simplex(drawn) >= 0], float(hull.volume)
