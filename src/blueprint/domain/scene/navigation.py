"""Where a robot can drive, and whether doors and windows are free.

NAV: SceneEval metrics/navigability.py: a 256 px picture of the room, floor shrunk and boxes grown by half the robot's width, things whose
centre is above 2.0 m ignored; largest connected walkable area (8-neighbours) ÷ walkable area. Ours besides: what is no higher than 3 cm
(a rug) is driven over. Opening clearance: SceneEval metrics/opening_clearance.py: a door needs its own width before it free, a window 0.5 m.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from blueprint.contracts.scene import PlacedOpening, Room
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.scene.geometry import ALONG, INWARD, PlacedBox, wall_point

IMAGE_PX = 256
CENTER_LIMIT_M = 2.0
DRIVEN_OVER_M = 0.03
WINDOW_CLEAR_M = 0.5
_EIGHT = np.ones((3, 3), dtype=int)
_TOUCH_M = 0.005
_BELONGS_TO_WINDOW = frozenset({"curtain", "radiator"})


class WalkMap:
    """A grid over the room: which places a robot of `robot_width_m` can stand on. `cell_m` is the grid's pitch."""

    def __init__(self, room: Room, robot_width_m: float, cell_m: float | None = None) -> None:
        self.reach = robot_width_m / 2
        # SceneEval's picture spans the longer side and 0.2 m on each end
        self.cell = cell_m or (max(room.width_m, room.depth_m) + 0.4) / IMAGE_PX
        self.xs = np.arange(-room.width_m / 2 + self.cell / 2, room.width_m / 2, self.cell)
        self.ys = np.arange(-room.depth_m / 2 + self.cell / 2, room.depth_m / 2, self.cell)
        inner_x = np.abs(self.xs) <= room.width_m / 2 - self.reach
        inner_y = np.abs(self.ys) <= room.depth_m / 2 - self.reach
        self.free: NDArray[np.bool_] = inner_y[:, None] & inner_x[None, :]

    def block(self, corners: Array, grown: bool = True) -> None:
        """Takes a convex polygon (k, 2), counter-clockwise, and half a robot's width about it (mitred, as boxes are) from the free floor."""
        margin = self.reach if grown else 0.0
        low, high = corners.min(axis=0) - margin, corners.max(axis=0) + margin
        i0, i1 = np.searchsorted(self.ys, (low[1], high[1]))
        j0, j1 = np.searchsorted(self.xs, (low[0], high[0]))
        if i0 == i1 or j0 == j1:
            return
        edges = np.roll(corners, -1, axis=0) - corners
        lengths = np.linalg.norm(edges, axis=1)
        keep = lengths > 1e-9
        normals = np.column_stack([edges[keep, 1], -edges[keep, 0]]) / lengths[keep, None]
        offsets = np.einsum("ij,ij->i", normals, corners[keep]) + margin
        x, y = self.xs[j0:j1][None, :], self.ys[i0:i1][:, None]
        covered = np.ones((i1 - i0, j1 - j0), dtype=bool)
        for (nx, ny), offset in zip(normals, offsets, strict=True):
            covered &= nx * x + ny * y <= offset
        self.free[i0:i1, j0:j1] &= ~covered

    def copy(self) -> WalkMap:
        twin = object.__new__(WalkMap)
        twin.__dict__.update(self.__dict__, free=self.free.copy())
        return twin

    def regions(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Labels (0 = not walkable) and the number of cells of each label."""
        labels = np.zeros(self.free.shape, dtype=np.int32)
        ndimage.label(self.free, _EIGHT, output=labels)
        return labels, np.bincount(labels.ravel())

    def largest_share(self) -> float:
        """Largest connected walkable area ÷ walkable area; 0 when nothing is walkable."""
        _, sizes = self.regions()
        return float(sizes[1:].max() / sizes[1:].sum()) if len(sizes) > 1 else 0.0

    def cell_of(self, point: Iterable[float]) -> tuple[int, int]:
        """Row and column of a world point, clamped to the grid."""
        x, y = point
        row = int(np.clip((y - self.ys[0]) / self.cell + 0.5, 0, len(self.ys) - 1))
        return row, int(np.clip((x - self.xs[0]) / self.cell + 0.5, 0, len(self.xs) - 1))

    def label_near(self, labels: NDArray[np.int32], point: Iterable[float], within_m: float) -> set[int]:
        """Labels of the walkable cells in the square of `within_m` about a point."""
        row, column = self.cell_of(point)
        span = max(1, round(within_m / self.cell))
        window = labels[max(0, row - span) : row + span + 1, max(0, column - span) : column + span + 1]
        return set(np.unique(window).tolist()) - {0}


def is_obstacle(placed: PlacedBox) -> bool:
    """For a robot on the floor: not hung above it, not flat on it."""
    return float(placed.box.center[2]) <= CENTER_LIMIT_M and placed.box.z_high > DRIVEN_OVER_M


def navigability(boxes: Mapping[str, PlacedBox], room: Room, robot_width_m: float) -> float:
    """NAV in 0…1 for a robot of that width."""
    walk = WalkMap(room, robot_width_m)
    for placed in boxes.values():
        if is_obstacle(placed):
            walk.block(_ring(placed.box.footprint))
    return walk.largest_share()


def _ring(polygon: shapely.Polygon) -> Array:
    return np.asarray(shapely.geometry.polygon.orient(polygon).exterior.coords)[:-1]


def reachable(boxes: Mapping[str, PlacedBox], room: Room, robot_width_m: float, front_m: float = 0.4) -> dict[str, bool]:
    """For each thing on the floor: can the robot drive from a door to before its front (any side if its front looks at a wall or a table)?"""
    walk = WalkMap(room, robot_width_m, 0.05)
    for placed in boxes.values():
        if is_obstacle(placed):
            walk.block(_ring(placed.box.footprint))
    labels, sizes = walk.regions()
    home = home_labels(walk, labels, sizes, room)
    return {
        name: bool(home & walk.label_near(labels, front_point(placed, robot_width_m), front_m))
        for name, placed in boxes.items()
        if placed.support == "floor" and is_obstacle(placed)
    }


def home_labels(walk: WalkMap, labels: NDArray[np.int32], sizes: NDArray[np.int64], room: Room) -> set[int]:
    """The region at the first door; the largest one in a room without a door."""
    doors = [opening for opening in room.openings if opening.kind == "door"]
    found: set[int] = set()
    for door in doors[:1]:
        found = walk.label_near(labels, wall_point(room, door.wall, door.center_m, 0.45), 0.25)
    if found:
        return {max(found, key=lambda label: int(sizes[label]))}
    return {int(np.argmax(sizes[1:])) + 1} if len(sizes) > 1 and not doors else set()


def front_point(placed: PlacedBox, robot_width_m: float) -> Array:
    """(2,) where a robot's centre stands just before the thing's front."""
    half = np.abs((placed.box.corners[:, :2] - placed.box.center[:2]) @ placed.front).max() if placed.front is not None else 0.0
    front = placed.front if placed.front is not None else np.array([0.0, -1.0])
    return placed.box.center[:2] + front * (half + robot_width_m / 2 + 0.05)


@dataclass(frozen=True)
class OpeningClearance:
    """blocked_by: ids of the things within the clear volume before it. free_fraction: share of its pane that they leave free."""

    opening: str
    kind: str
    free_fraction: float
    blocked_by: tuple[str, ...]


def opening_clearance(boxes: Mapping[str, PlacedBox], room: Room) -> tuple[OpeningClearance, ...]:
    """Each door and window: what stands in the volume before it (door: its width deep; window: 0.5 m, from sill to lintel).

    Curtains and radiators belong to their window and do not block it; what a robot drives over does not block a door.
    """
    return tuple(_clearance(opening, boxes, room) for opening in room.openings)


def clear_depth(opening: PlacedOpening) -> float:
    return opening.width_m if opening.kind == "door" else WINDOW_CLEAR_M


def clear_area(opening: PlacedOpening, room: Room, depth_m: float | None = None) -> Array:
    """(4, 2) counter-clockwise: the floor before the opening that belongs to it."""
    out = clear_depth(opening) if depth_m is None else depth_m
    middle = wall_point(room, opening.wall, opening.center_m, 0.0)
    along, inward = ALONG[opening.wall] * (opening.width_m / 2), INWARD[opening.wall] * out
    ring = np.array([middle - along, middle + along, middle + along + inward, middle - along + inward])
    turned = ring - ring.mean(axis=0)
    ccw = turned[0][0] * turned[1][1] - turned[0][1] * turned[1][0] > 0
    return ring if ccw else ring[::-1].copy()


def _clearance(opening: PlacedOpening, boxes: Mapping[str, PlacedBox], room: Room) -> OpeningClearance:
    area = shapely.Polygon(clear_area(opening, room)).buffer(-_TOUCH_M)
    low, high = opening.sill_m + _TOUCH_M, opening.sill_m + opening.height_m - _TOUCH_M
    along = ALONG[opening.wall]
    blocked, shadows = [], []
    for placed in boxes.values():
        box = placed.box
        if placed.category in _BELONGS_TO_WINDOW or box.z_high <= max(low, DRIVEN_OVER_M) or box.z_low >= high:
            continue
        if not area.intersects(box.footprint):
            continue
        blocked.append(placed.id)
        spread = np.asarray(area.intersection(box.footprint).bounds).reshape(2, 2) @ along
        shadows.append(shapely.box(min(spread), max(low, box.z_low), max(spread), min(high, box.z_high)))
    pane = opening.width_m * opening.height_m
    free = 1.0 - (float(shapely.union_all(shadows).area) / pane if shadows else 0.0)
    return OpeningClearance(opening.id, opening.kind, max(0.0, free), tuple(blocked))
