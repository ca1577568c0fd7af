"""Where placed things are in the world: oriented boxes, footprints, convex pieces. World frame of scene.py; metres, w-x-y-z."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import cast

import numpy as np
import shapely

from blueprint.contracts.scene import WALLS, PlacedObject, Room, Scene, WallName
from blueprint.domain.assets import catalogue
from blueprint.domain.assets.asset import Asset, AssetSpec, Collider
from blueprint.domain.mesh.mesh import Array

Quaternion = tuple[float, float, float, float]
# frozen pydantic models are hashable, which the checker does not see
asset_of = cast(Callable[[AssetSpec], Asset], catalogue.build)
_SIGNS = np.array([[x, y, z] for z in (-1, 1) for y in (-1, 1) for x in (-1, 1)], dtype=float)
_FRONT = np.array([0.0, -1.0, 0.0])
_ROUND_SIDES = 16


@dataclass(frozen=True)
class Box:
    """An oriented box: center (3,), half_extents (3,), rotation (3, 3) of its own axes to the world's."""

    center: Array
    half_extents: Array
    rotation: Array

    @cached_property
    def corners(self) -> Array:
        """(8, 3)."""
        return self.center + (_SIGNS * self.half_extents) @ np.asarray(self.rotation).T

    @cached_property
    def footprint(self) -> shapely.Polygon:
        """What it covers of the floor: convex, in x-y."""
        if abs(float(self.rotation[2, 2])) > 1 - 1e-9:
            return shapely.Polygon(self.corners[[0, 1, 3, 2], :2])
        return shapely.MultiPoint(self.corners[:, :2]).convex_hull.buffer(0)

    @property
    def z_low(self) -> float:
        return float(self.corners[:, 2].min())

    @property
    def z_high(self) -> float:
        return float(self.corners[:, 2].max())

    def local(self, point: Array) -> Array:
        """A world point (3,) in the box's frame."""
        return np.asarray(self.rotation).T @ (np.asarray(point) - self.center)


@dataclass(frozen=True)
class PlacedBox:
    """What a relation is judged by. front: unit (2,) where the thing's front looks, None when it has no side that is a front.

    support: as in PlacedObject; group: things that were asked for together ("four chairs").
    """

    id: str
    category: str
    box: Box
    front: Array | None = None
    support: str = ""
    group: str = ""


def rotation_matrix(wxyz: Sequence[float]) -> Array:
    """(3, 3) of a unit quaternion w-x-y-z."""
    w, x, y, z = wxyz
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )


def yaw_quaternion(yaw_rad: float) -> Quaternion:
    """Turn about world Z, counter-clockwise seen from above."""
    return (math.cos(yaw_rad / 2), 0.0, 0.0, math.sin(yaw_rad / 2))


def quaternion_product(a: Sequence[float], b: Sequence[float]) -> Quaternion:
    """First `b`, then `a`."""
    aw, ax, ay, az = a
    bw, bx, by, bz = b
    return (
        aw * bw - ax * bx - ay * by - az * bz,
        aw * bx + ax * bw + ay * bz - az * by,
        aw * by - ax * bz + ay * bw + az * bx,
        aw * bz + ax * by - ay * bx + az * bw,
    )


def box_at(size: Sequence[float], position: Sequence[float], wxyz: Sequence[float]) -> Box:
    """The bounding box of an asset of `size` (base centre at its origin) whose frame stands at `position`, `wxyz`."""
    rotation = rotation_matrix(wxyz)
    half = np.asarray(size, dtype=float) / 2
    return Box(np.asarray(position, dtype=float) + rotation @ np.array([0.0, 0.0, half[2]]), half, rotation)


def placed_box(placed: PlacedObject) -> PlacedBox:
    """Builds the asset (cached) to know its real size."""
    box = box_at(asset_of(placed.spec).size, placed.position_m, placed.rotation_wxyz)
    return PlacedBox(placed.id, placed.category, box, front_of(box.rotation), placed.support, placed.group)


def boxes_of(scene: Scene) -> dict[str, PlacedBox]:
    return {placed.id: placed_box(placed) for placed in scene.objects}


def front_of(rotation: Array) -> Array | None:
    """Unit (2,) of where the asset's −Y looks in plan; None when it looks up or down (a book that lies on its back cover)."""
    ahead = (np.asarray(rotation) @ _FRONT)[:2]
    length = float(np.linalg.norm(ahead))
    return ahead / length if length > 1e-3 else None


def collider_points(collider: Collider) -> Array:
    """(n, 3) points in the asset frame whose convex hull holds the collider (round ones: a 16-gon about the circle, error 2 %)."""
    if collider.kind == "hull" and collider.vertices is not None:
        return np.asarray(collider.vertices, dtype=float)
    half = np.asarray(collider.size) / 2
    if collider.kind == "box":
        points = _SIGNS * half
    elif collider.kind == "cylinder":
        points = np.vstack([np.column_stack([_ring(half[0]), np.full(_ROUND_SIDES, z)]) for z in (-half[2], half[2])])
    else:
        levels = [(math.cos(a), math.sin(a)) for a in np.linspace(-math.pi / 2, math.pi / 2, 9)]
        points = np.vstack([np.column_stack([_ring(half[0] * c), np.full(_ROUND_SIDES, half[0] * s)]) for c, s in levels])
    return points @ rotation_matrix(collider.rotation_wxyz).T + np.asarray(collider.position)


def _ring(radius: float) -> Array:
    angles = np.arange(_ROUND_SIDES) * (2 * math.pi / _ROUND_SIDES)
    return np.column_stack([np.cos(angles), np.sin(angles)]) * (radius / math.cos(math.pi / _ROUND_SIDES))


def _convex_pieces(spec: AssetSpec) -> tuple[Array, ...]:
    """Points (n, 3) of each collider of the asset in its frame, joints at 0; cached."""
    return tuple(collider_points(collider) for link in asset_of(spec).links for collider in link.colliders)


convex_pieces = cast(Callable[[AssetSpec], tuple[Array, ...]], lru_cache(maxsize=4096)(_convex_pieces))


def world_pieces(placed: PlacedObject) -> list[Array]:
    """The convex pieces of a placed thing, in the world."""
    rotation = rotation_matrix(placed.rotation_wxyz)
    return [points @ rotation.T + np.asarray(placed.position_m) for points in convex_pieces(placed.spec)]


INWARD: dict[WallName, Array] = {
    "north": np.array([0.0, -1.0]), "south": np.array([0.0, 1.0]), "east": np.array([-1.0, 0.0]), "west": np.array([1.0, 0.0]),
}  # fmt: skip
ALONG: dict[WallName, Array] = {
    "north": np.array([1.0, 0.0]), "south": np.array([1.0, 0.0]), "east": np.array([0.0, 1.0]), "west": np.array([0.0, 1.0]),
}  # fmt: skip


def wall_length(room: Room, wall: WallName) -> float:
    return room.width_m if wall in ("north", "south") else room.depth_m


def wall_offset(room: Room, wall: WallName) -> float:
    """Distance of the wall's inner face from the room's centre."""
    return (room.depth_m if wall in ("north", "south") else room.width_m) / 2


def wall_point(room: Room, wall: WallName, along_m: float, out_m: float) -> Array:
    """(2,) the point `along_m` along the wall from its middle (towards +X or +Y) and `out_m` into the room."""
    return ALONG[wall] * along_m + INWARD[wall] * (out_m - wall_offset(room, wall))


def wall_yaw(wall: WallName) -> float:
    """Turn that puts a thing's back to the wall: its front (−Y) looks into the room."""
    return {"north": 0.0, "west": math.pi / 2, "south": math.pi, "east": -math.pi / 2}[wall]


def room_polygon(room: Room) -> shapely.Polygon:
    return shapely.box(-room.width_m / 2, -room.depth_m / 2, room.width_m / 2, room.depth_m / 2)


def wall_distances(box: Box, room: Room) -> dict[WallName, float]:
    """From each wall's inner face to the box; negative when it sticks through."""
    return {wall: float((box.corners[:, :2] @ INWARD[wall]).min()) + wall_offset(room, wall) for wall in WALLS}
