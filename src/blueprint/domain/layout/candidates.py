"""Poses worth trying for a unit: at walls, in corners, in the middle, beside other things."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from blueprint.contracts.scene import WallName
from blueprint.domain.layout.cluster import Cluster
from blueprint.domain.layout.floorplan import CURTAIN_DEPTH_M, WALL_GAP_M, FloorPlan, Unit
from blueprint.domain.layout.placed import Layout, Placed
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.scene.geometry import ALONG, INWARD, WALLS, wall_length, wall_offset, wall_yaw

_STEP_M = 0.08
_GRID_M = 0.16
_SIDE_M = 0.025
_QUARTERS = (0.0, math.pi / 2, math.pi, -math.pi / 2)
FOCAL = ("fireplace", "tv_stand", "wall_tv", "projector_screen")


@dataclass(frozen=True)
class Candidates:
    """poses (n, 3). wall: index into WALLS or −1. side_gap: the smaller free stretch beside the unit on its wall; center_off: how far along
    the wall from its middle (m); both 0 away from walls."""

    poses: Array
    wall: Array
    side_gap: Array
    center_off: Array

    def only(self, keep: NDArray[np.bool_]) -> Candidates:
        return Candidates(self.poses[keep], self.wall[keep], self.side_gap[keep], self.center_off[keep])


def candidates(layout: Layout, floor: FloorPlan, cluster: Cluster, unit: Unit) -> Candidates:
    """All of them; what is not free is sorted out later."""
    kinds = {r.kind for item in cluster.items for r in layout.relations_of(item.group) if r.hard}
    anchor = cluster.anchor
    if "in_center" in kinds:
        anchor = "middle"
    elif "against_wall" in kinds and anchor != "rows":
        anchor = "wall"
    if cluster.kind == "desk" and layout.front_wall and layout.plan.room.room_type == "classroom" and cluster.lead.category == "desk":
        return _before_class(layout, floor, unit)
    sets = [] if anchor == "wall" and cluster.lead.info.against_wall else [_beside(layout, unit)]
    if anchor == "wall":
        sets.append(at_walls(floor, unit))
    elif anchor == "middle":
        sets += [_grid(floor, _QUARTERS[:2] if cluster.kind == "table" else _QUARTERS), at_walls(floor, unit)]
    elif anchor == "lounge":
        sets += [_facing_focal(layout, unit), at_walls(floor, unit), _grid(floor, _QUARTERS)]
    elif anchor == "serving":
        sets += [_off_walls(floor, unit), _grid(floor, _QUARTERS)]
    elif anchor == "rows":
        sets.append(_before_front_wall(layout, floor, unit))
    else:
        sets += [at_walls(floor, unit), _corners(floor, unit), _grid(floor, _QUARTERS)]
    return Candidates(*(np.concatenate([getattr(s, name) for s in sets]) for name in ("poses", "wall", "side_gap", "center_off")))


def _plain(poses: list[tuple[float, float, float]] | Array) -> Candidates:
    found = np.asarray(poses, dtype=float).reshape(-1, 3)
    zero = np.zeros(len(found))
    return Candidates(found, zero - 1, zero, zero)


def at_walls(floor: FloorPlan, unit: Unit) -> Candidates:
    """With the back to each wall: every 8 cm, in the middle, at the ends, and flush with what stands there."""
    room = floor.room
    poses, walls, gaps, offs = [], [], [], []
    for index, wall in enumerate(WALLS):
        half_x, half_y = unit.half
        reach = wall_length(room, wall) / 2 - half_x - _SIDE_M
        if reach < 0:
            continue
        taken = _intervals(floor, wall, 2 * half_y)
        spots = {0.0, reach, -reach, *np.arange(-reach, reach, _STEP_M)}
        for low, high in taken:
            spots |= {low - half_x - _SIDE_M, high + half_x + _SIDE_M}
        along = np.array(sorted(s for s in spots if abs(s) <= reach))
        reserved = any(float((area @ INWARD[wall]).min()) + wall_offset(room, wall) < 0.05 and height == 0.0 for area, height in floor.low_only)
        ends = [(-wall_length(room, wall) / 2,) * 2, (wall_length(room, wall) / 2,) * 2, *taken]
        lows, highs = np.array([e[0] for e in ends]), np.array([e[1] for e in ends])
        left = np.where(highs[None, :] <= along[:, None] - half_x + 1e-6, along[:, None] - half_x - highs[None, :], 9.0).min(axis=1)
        right = np.where(lows[None, :] >= along[:, None] + half_x - 1e-6, lows[None, :] - along[:, None] - half_x, 9.0).min(axis=1)
        for gap in (WALL_GAP_M, CURTAIN_DEPTH_M + WALL_GAP_M) if reserved else (WALL_GAP_M,):
            middle = INWARD[wall] * (gap + half_y - wall_offset(room, wall))
            xy = along[:, None] * ALONG[wall] + middle
            poses.append(np.column_stack([xy, np.full(len(along), wall_yaw(wall))]))
            walls.append(np.full(len(along), index))
            gaps.append(np.minimum(left, right) + 2.0 * (gap - WALL_GAP_M))
            offs.append(np.abs(along) + 2.0 * (gap - WALL_GAP_M))
    if not poses:
        return _plain([])
    return Candidates(np.concatenate(poses), np.concatenate(walls), np.concatenate(gaps), np.concatenate(offs))


def _off_walls(floor: FloorPlan, unit: Unit) -> Candidates:
    """Parallel to a wall with room to stand behind."""
    found = at_walls(floor, unit)
    poses = []
    for pose in found.poses:
        inward = np.array([math.sin(pose[2]), -math.cos(pose[2])])
        poses += [(*(pose[:2] + inward * out), pose[2]) for out in (0.9, 1.05)]
    return _plain(poses)


def _intervals(floor: FloorPlan, wall: WallName, depth: float) -> list[tuple[float, float]]:
    """Stretches of the wall that bodies within `depth` of it take."""
    found = []
    for quad in floor.bodies:
        out = quad @ INWARD[wall] + wall_offset(floor.room, wall)
        if out.min() < max(depth, 0.3):
            along = quad @ ALONG[wall]
            found.append((float(along.min()), float(along.max())))
    return found


def _corners(floor: FloorPlan, unit: Unit) -> Candidates:
    half_x, half_y = unit.half
    width, depth = floor.half
    poses = []
    for sx in (-1, 1):
        for sy in (-1, 1):
            for yaw in _QUARTERS:
                hx, hy = (half_x, half_y) if abs(math.sin(yaw)) < 0.5 else (half_y, half_x)
                poses += [(sx * (width - hx - m), sy * (depth - hy - m), yaw) for m in (0.03, 0.1, 0.2)]
    return _plain(poses)


def _grid(floor: FloorPlan, yaws: tuple[float, ...]) -> Candidates:
    width, depth = floor.half
    pitch = max(_GRID_M, math.sqrt(width * depth) / 16)
    xs, ys = (np.unique(np.concatenate([np.arange(0, half, pitch), -np.arange(0, half, pitch)])) for half in (width, depth))
    x, y = (grid.ravel() for grid in np.meshgrid(xs, ys))
    found = [np.column_stack([x, y, np.full(len(x), yaw)]) for yaw in yaws]
    return _plain(np.concatenate(found))


def _beside(layout: Layout, unit: Unit) -> Candidates:
    """Next to, before and behind what the unit has a relation with."""
    targets: list[Placed] = []
    for item in {part.item.group: part.item for part in unit.parts}.values():
        names = [n for r in layout.relations_of(item.group) for n in r.objects] + [r.subject for r in layout.relations_to(item.group)]
        targets += [placed for name in dict.fromkeys(names) for placed in layout.members(name) if placed.support == "floor"]
    if not targets:
        return _plain([])
    half_x, half_y = unit.half
    poses: list[tuple[float, float, float]] = []
    for target in targets[:6]:
        poses += _about(target, half_x, half_y)
    return _plain(poses)


def _about(target: Placed, half_x: float, half_y: float) -> list[tuple[float, float, float]]:
    size = target.item.size / 2
    c, s = math.cos(target.yaw), math.sin(target.yaw)
    found = []
    for turn in _QUARTERS:
        hx, hy = (half_x, half_y) if abs(math.sin(turn)) < 0.5 else (half_y, half_x)
        for gap in (0.03, 0.1, 0.25, 0.45, 0.8):
            for slide in (-1.0, -0.5, 0.0, 0.5, 1.0):
                reach_x, reach_y = float(size[0]) + hx + gap, float(size[1]) + hy + gap
                lag_x, lag_y = slide * abs(float(size[0]) - hx), slide * abs(float(size[1]) - hy)
                for x, y in ((reach_x, lag_y), (-reach_x, lag_y), (lag_x, reach_y), (lag_x, -reach_y)):
                    found.append((target.position[0] + c * x - s * y, target.position[1] + s * x + c * y, target.yaw + turn))
    return found


def focal_of(layout: Layout, cluster: Cluster) -> Placed | None:
    """What the seats look at: what the plan says they face or what faces them, else a fireplace or a television."""
    groups = {item.group for item in cluster.items}
    named = [n for g in groups for n in layout.target_groups(g, "facing") if n not in groups]
    named += [r.subject for g in groups for r in layout.relations_to(g) if r.kind == "facing" and r.subject not in groups]
    for name in named:
        for placed in layout.members(name):
            return placed
    return next((p for p in layout.of_category(*FOCAL)), None)


def _facing_focal(layout: Layout, unit: Unit) -> Candidates:
    """On the axis before the focal thing, at distances for watching it."""
    groups = {part.item.group for part in unit.parts}
    focal = focal_of(layout, Cluster("lounge", [unit], "lounge", 0))
    if focal is None or focal.item.group in groups:
        return _plain([])
    front = -focal.rotation[:2, 1]
    side = focal.rotation[:2, 0]
    start = np.array(focal.position[:2]) + front * float(focal.item.size[1]) / 2
    yaw = focal.yaw + math.pi
    found = []
    for distance in np.arange(0.45, 4.0, 0.1):
        for off in (0.0, -0.1, 0.1, -0.25, 0.25, -0.5, 0.5, -0.8, 0.8):
            x, y = start + front * (distance + unit.half[1]) + side * off
            found.append((float(x), float(y), yaw))
    return _plain(found)


def _before_class(layout: Layout, floor: FloorPlan, unit: Unit) -> Candidates:
    """The teacher sits between the board and the desk and looks at the class; rather beside the board than before it."""
    wall = layout.front_wall or "north"
    reach = wall_length(floor.room, wall) / 2 - unit.half[0] - 0.1
    found = []
    for out in np.arange(0.3, 1.6, 0.1):
        for along in np.arange(-reach, reach, 0.15):
            x, y = ALONG[wall] * along + INWARD[wall] * (out + unit.half[1] - wall_offset(floor.room, wall))
            found.append((float(x), float(y), wall_yaw(wall) + math.pi))
    return _plain(found)


def _before_front_wall(layout: Layout, floor: FloorPlan, unit: Unit) -> Candidates:
    """Rows look at the front wall; the strip before it is for the teacher."""
    found = []
    walls: tuple[WallName, ...] = (layout.front_wall,) if layout.front_wall else WALLS
    for wall in walls:
        room_out = 2 * wall_offset(floor.room, wall)
        for out in np.arange(1.0, room_out - unit.half[1], 0.1):
            for along in (0.0, -0.3, 0.3, -0.6, 0.6, -0.9, 0.9):
                x, y = ALONG[wall] * along + INWARD[wall] * (out + unit.half[1] - wall_offset(floor.room, wall))
                found.append((float(x), float(y), wall_yaw(wall)))
    return _plain(found)
