"""What of the floor is taken, what must stay clear, and where a robot can still drive."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from blueprint.contracts.scene import PlacedOpening, Room
from blueprint.domain.layout.items import Item
from blueprint.domain.layout.quads import Rect, overlaps, rectangle, rectangles, within
from blueprint.domain.layout.sweep import front_reach
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.scene.navigation import DRIVEN_OVER_M, WalkMap, clear_area, home_labels

WALL_GAP_M = 0.015
CURTAIN_DEPTH_M = 0.145
BODY_GAP_M = 0.012
DOOR_PASSAGE_M = 0.9
ROBOT_M = 0.6
SMALL_ROBOT_M = 0.3
_CELL_M = 0.06
_LEAST_FRONT_M = 0.15
# a seat's 0.4 m before it are for legs, not for a robot
_DRIVEN_FRONT_M = 0.55
# what stands on it hides a window as well
_CARRIES_M = {"tv_stand": 0.65}
# of a pane may be hidden by a sofa's back before it (SceneEval counts the free share)
_OVER_SILL = 0.08


@dataclass(frozen=True)
class Part:
    """An item in its unit's frame (origin at the middle of the unit's rectangle, front −Y)."""

    item: Item
    x: float
    y: float
    yaw: float = 0.0

    @property
    def rect(self) -> Rect:
        half = self.item.size / 2
        return Rect(self.x, self.y, float(half[0]), float(half[1]), self.yaw)


@dataclass(frozen=True)
class Unit:
    """Things that are placed as one. zones: floor that must stay free before doors and drawers; comfort: that should (room to sit down)."""

    parts: tuple[Part, ...]
    zones: tuple[Rect, ...] = ()
    comfort: tuple[Rect, ...] = ()
    name: str = ""

    @property
    def first(self) -> Item:
        return self.parts[0].item

    @cached_property
    def half(self) -> tuple[float, float]:
        """Half width and half depth of the rectangle about all parts."""
        low, high = _bounds(self.parts)
        return float(high[0] - low[0]) / 2, float(high[1] - low[1]) / 2

    @property
    def height(self) -> float:
        return max(float(part.item.size[2]) for part in self.parts)

    def poses(self, pose: Array) -> list[tuple[Item, float, float, float]]:
        """(item, x, y, yaw) in the world for a unit at `pose` (x, y, yaw)."""
        c, s = math.cos(pose[2]), math.sin(pose[2])
        return [(p.item, pose[0] + c * p.x - s * p.y, pose[1] + s * p.x + c * p.y, pose[2] + p.yaw) for p in self.parts]


def _bounds(parts: tuple[Part, ...]) -> tuple[Array, Array]:
    corners = np.concatenate([rectangles(np.zeros((1, 3)), part.rect)[0] for part in parts])
    return corners.min(axis=0), corners.max(axis=0)


def unit_of(parts: list[Part], comfort: list[Rect] | None = None, name: str = "", zones: bool = True) -> Unit:
    """Parts about the middle of their common rectangle, with the free floor that each needs before it."""
    low, high = _bounds(tuple(parts))
    cx, cy = (float(v) for v in (low + high) / 2)
    moved = tuple(replace(part, x=part.x - cx, y=part.y - cy) for part in parts)
    fronts = tuple(zone for part in moved for zone in front_zones(part)) if zones else ()
    room = [r._replace(x=r.x - cx, y=r.y - cy) for r in comfort or ()]
    if len(moved) == 1 and not fronts and moved[0].item.info.against_wall:
        half = moved[0].item.size / 2
        room.append(Rect(0.0, -float(half[1]) - 0.22, float(half[0]), 0.2))
    return Unit(moved, fronts, tuple(room), name)


def front_zones(part: Part) -> tuple[Rect, ...]:
    """The floor before a part that its category or the swing of its doors and drawers needs."""
    depth = max(part.item.info.front_clearance_m, front_reach(part.item))
    if depth < _LEAST_FRONT_M:
        return ()
    half = part.item.size / 2
    out = -(float(half[1]) + depth / 2)
    c, s = math.cos(part.yaw), math.sin(part.yaw)
    return (Rect(part.x - s * out, part.y + c * out, float(half[0]) - 0.01, depth / 2 - 0.005, part.yaw),)


@dataclass
class FloorPlan:
    """Corners (n, 4, 2) of taken rectangles with their heights; zones that bodies keep out of."""

    room: Room
    bodies: list[Array] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)
    zones: list[Array] = field(default_factory=list)
    comfort: list[Array] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    fronts: list[Array] = field(default_factory=list)
    loads: dict[str, float] = field(default_factory=dict)
    """Group → height in m of the tallest thing that will stand on it."""

    def __post_init__(self) -> None:
        room = self.room
        self.half = (room.width_m / 2, room.depth_m / 2)
        self.doors = [clear_area(_wider(o), room, max(o.width_m, DOOR_PASSAGE_M) + 0.03) for o in room.openings if o.kind == "door"]
        self.low_only: list[tuple[Array, float]] = [
            (clear_area(o, room, 0.52), o.sill_m + _OVER_SILL * o.height_m) for o in room.openings if o.kind == "window"
        ]
        self.wide = WalkMap(room, ROBOT_M, _CELL_M)
        self.slim = WalkMap(room, SMALL_ROBOT_M, _CELL_M)
        self.slim_share = self.wide_share = 1.0

    def reserve(self, area: Array, height: float = 0.0) -> None:
        """Keeps everything higher than `height` out of an area (4, 2): before a board, where a curtain will hang."""
        self.low_only.append((area, height))

    def allowed(self, unit: Unit, poses: Array, comfort: bool = True, friends: frozenset[str] = frozenset()) -> NDArray[np.bool_]:
        """(n,): at which of the poses (n, 3) the unit stands free, and keeps out of what must stay clear.

        friends: groups whose free floor it may stand on (the bench that is asked for before the bed).
        """
        ok = np.ones(len(poses), dtype=bool)
        bodies = np.array(self.bodies).reshape(-1, 4, 2)
        zones = [zone for zone, owner in zip(self.zones, self.owners, strict=True) if owner not in friends]
        keep_out = np.array(self.doors + zones + (self.comfort if comfort else [])).reshape(-1, 4, 2)
        for part in unit.parts:
            quads = rectangles(poses[ok], part.rect)
            good = within(quads, *self.half, margin=0.008)
            good &= ~overlaps(quads, bodies, BODY_GAP_M).any(axis=1) & ~overlaps(quads, keep_out).any(axis=1)
            for area, height in self.low_only:
                if part.item.size[2] + self.loads.get(part.item.group, _CARRIES_M.get(part.item.category, 0.0)) > height + 0.004:
                    good &= ~overlaps(quads, area[None])[:, 0]
            ok[np.flatnonzero(ok)[~good]] = False
        hanging = np.array([area for area, height in self.low_only if height == 0.0]).reshape(-1, 4, 2)
        solid = np.concatenate([bodies, hanging])
        for zone in (*unit.zones, *(unit.comfort if comfort else ())):
            quads = rectangles(poses[ok], zone)
            good = within(quads, *self.half, margin=-0.06) & ~overlaps(quads, solid).any(axis=1)
            ok[np.flatnonzero(ok)[~good]] = False
        return ok

    def drivable(self, unit: Unit, pose: Array) -> bool:
        """Does the robot still get to the front of all that has one, and is hardly a spot cut off?"""
        wide, slim = self.wide.copy(), self.slim.copy()
        fronts = list(self.fronts)
        self._block(unit, pose, wide, slim, fronts)
        share = slim.largest_share()
        if share < min(0.97, self.slim_share - 0.003):
            return False
        labels, sizes = wide.regions()
        if wide.largest_share() < min(0.9, self.wide_share - 0.03):
            return False
        home = home_labels(wide, labels, sizes, self.room)
        return bool(home) and all(home & wide.label_near(labels, point, 0.25) for point in fronts)

    def commit(self, unit: Unit, pose: Array) -> None:
        here = pose[None]
        for part in unit.parts:
            self.bodies.append(rectangles(here, part.rect)[0])
            self.heights.append(float(part.item.size[2]))
        self.zones += [rectangles(here, zone)[0] for zone in unit.zones]
        self.owners += [unit.first.group] * len(unit.zones)
        self.comfort += [rectangles(here, zone)[0] for zone in unit.comfort]
        self._block(unit, pose, self.wide, self.slim, self.fronts)
        self.slim_share, self.wide_share = self.slim.largest_share(), self.wide.largest_share()

    def _block(self, unit: Unit, pose: Array, wide: WalkMap, slim: WalkMap, fronts: list[Array]) -> None:
        for part in unit.parts:
            if part.item.size[2] > DRIVEN_OVER_M:
                quad = rectangles(pose[None], part.rect)[0]
                wide.block(quad)
                slim.block(quad)
        for zone in unit.zones:
            if zone.half_y < _DRIVEN_FRONT_M / 2:
                continue
            near = zone._replace(half_y=0.01)
            c, s = math.cos(zone.yaw), math.sin(zone.yaw)
            # the robot's middle stands half its width before the front
            back = zone.half_y - (ROBOT_M / 2 + 0.06)
            near = near._replace(x=zone.x - s * back, y=zone.y + c * back)
            spot = Rect(near.x, near.y, ROBOT_M / 2, ROBOT_M / 2)
            # where its own chair or bench stands nobody drives
            if len(unit.parts) > 1 and overlaps(rectangle(spot)[None], np.array([rectangle(p.rect) for p in unit.parts])).any():
                continue
            fronts.append(rectangles(pose[None], near)[0].mean(axis=0))


def _wider(opening: PlacedOpening) -> PlacedOpening:
    """A door with 6 cm of frame on each side."""
    return opening.model_copy(update={"width_m": opening.width_m + 0.12})
