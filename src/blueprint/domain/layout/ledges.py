"""The flat places of what is placed, in the world, and what lies there already."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from blueprint.contracts.scene import Room
from blueprint.domain.assets.asset import Placement, Surface
from blueprint.domain.layout.bodies import Body, body_of
from blueprint.domain.layout.items import Item
from blueprint.domain.layout.placed import Layout, Placed
from blueprint.domain.layout.quads import Rect, contains, overlaps, rectangles, within
from blueprint.domain.layout.sweep import Sweep, opened, sweep_of
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.scene.geometry import Quaternion, quaternion_product, rotation_matrix, yaw_quaternion
from blueprint.domain.scene.navigation import clear_area, clear_depth

REST_M = 0.0008
APART_M = 0.005
EDGE_M = 0.004
OPEN_M = 2.0
DOOR_FREE_M = 0.95
# whoever takes it out lifts it first (MolmoSpaces lifts 5 cm)
LIFT_M = 0.062
LYING: Quaternion = (1.0, 0.0, 0.0, 0.0)
# asset X → front-back, Y → up, Z → sideways: a book on its tail with the spine (−X) to the front (−Y)
STANDING: Quaternion = (0.5, 0.5, 0.5, 0.5)


@dataclass(frozen=True)
class Ledge:
    """One surface of a placed thing (owner None: the floor). polygon (k, 2) in the world; yaw: of its owner, whose front is −Y."""

    owner: Placed | None
    name: str
    kind: str
    z: float
    polygon: Array
    clearance: float
    yaw: float

    @property
    def support(self) -> str:
        return self.owner.item.id if self.owner else "floor"

    @property
    def area(self) -> float:
        x, y = self.polygon.T
        return 0.5 * abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1)))

    def to_local(self, points: Array) -> Array:
        """(n, 2) world points as (right, inward) about the polygon's middle."""
        c, s = math.cos(self.yaw), math.sin(self.yaw)
        return (points - self.middle) @ np.array([[c, -s], [s, c]])

    def to_world(self, local: Array) -> Array:
        c, s = math.cos(self.yaw), math.sin(self.yaw)
        return local @ np.array([[c, s], [-s, c]]) + self.middle

    @property
    def middle(self) -> Array:
        return (self.polygon.min(axis=0) + self.polygon.max(axis=0)) / 2

    @property
    def local_bounds(self) -> tuple[Array, Array]:
        local = self.to_local(self.polygon)
        return local.min(axis=0), local.max(axis=0)


def ledges_of(placed: Placed) -> list[Ledge]:
    """All its surfaces, the highest first. Only upright things have any; a lid is none, for it could not be opened with something on it."""
    if abs(float(placed.rotation[2, 2])) < 0.999:
        return []
    asset = placed.item.asset
    moving = {joint.child for joint in asset.joints}
    usable = [surface for surface in asset.surfaces if surface.link not in moving or surface.kind in ("interior", "shelf")]
    return sorted((_ledge(placed, surface) for surface in usable), key=lambda ledge: -ledge.z)


def _ledge(placed: Placed, surface: Surface) -> Ledge:
    clearance = OPEN_M if _is_open(placed, surface) else surface.clearance_m
    polygon = np.asarray(surface.polygon) @ placed.rotation[:2, :2].T + np.asarray(placed.position[:2])
    return Ledge(placed, surface.name, surface.kind, surface.z + placed.position[2], polygon, clearance, placed.yaw)


def _is_open(placed: Placed, surface: Surface) -> bool:
    """A bowl, a basket, a bin: things may stick out at the top."""
    if surface.kind != "interior" or placed.item.asset.joints:
        return False
    return placed.item.placement == Placement.SURFACE or surface.z + surface.clearance_m > placed.item.asset.size[2] - 0.03


def floor_ledge(room: Room, polygon: Array | None = None, height: float = 2.0, yaw: float = 0.0) -> Ledge:
    """The floor, or the part of it under something."""
    half = np.array([room.width_m, room.depth_m]) / 2 - 0.02
    whole = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    return Ledge(None, "", "top", 0.0, whole if polygon is None else polygon, height, yaw)


@dataclass(frozen=True)
class Shape:
    """An item as it is laid down: its turn before yaw, and the size (3,) it then has. swept: its box with lids and doors open."""

    item: Item
    tilt: Quaternion
    size: Array
    swept: Sweep | None = None

    @property
    def headroom(self) -> float:
        if self.swept is not None:
            return max(float(self.size[2]), self.swept.high) + 0.005
        return float(self.size[2]) + (LIFT_M if self.item.asset.role == "manipulable" else 0.005)

    def outline(self) -> Array:
        """(k, 2) convex, about the middle of its box: the shadow, simplified outwards."""
        body = body_of(self.item.spec, self.tilt) if self.tilt != LYING else body_of(self.item.spec)
        if not len(body.polygons) or self.tilt != LYING:
            return np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * self.size[:2] / 2
        low, high = np.abs(np.asarray(body.outline.bounds)[:2]), np.abs(np.asarray(body.outline.bounds)[2:])
        if (np.maximum(low, high) < self.size[:2] / 2 - 2e-3).any():
            return np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * self.size[:2] / 2
        ring = np.asarray(body.outline.exterior.coords)[:-1]
        return ring if len(ring) <= 16 else ring[:: math.ceil(len(ring) / 16)]

    def at(self, x: float, y: float, yaw: float, z: float, ledge: Ledge) -> Placed:
        """With the middle of its foot at x, y and its foot at z."""
        wxyz = quaternion_product(yaw_quaternion(yaw), self.tilt)
        lift = rotation_matrix(wxyz) @ np.array([0.0, 0.0, float(self.item.size[2]) / 2])
        position = np.array([x, y, z + float(self.size[2]) / 2]) - lift
        return Placed(self.item, (float(position[0]), float(position[1]), float(position[2])), wxyz, ledge.support, ledge.name)


def lying(item: Item) -> Shape:
    return Shape(item, LYING, item.size, sweep_of(item))


def on_its_tail(item: Item) -> Shape:
    """Upright as a book on a shelf: thickness across, spine to the front."""
    w, d, h = (float(v) for v in item.size)
    return Shape(item, STANDING, np.array([h, w, d]))


class Occupied:
    """What takes space, as upright rectangles with heights; grows as things are placed."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._seen = 0
        self._quads: list[Array] = []
        self._spans: list[tuple[float, float]] = []
        self._ids: list[str] = []
        self._ways: list[tuple[Array, float, float]] = []
        self.doors = [clear_area(o, layout.room, max(DOOR_FREE_M, clear_depth(o))) for o in layout.room.openings if o.kind == "door"]
        self._arrays: tuple[Array, Array, NDArray[np.str_]] | None = None

    def _update(self) -> tuple[Array, Array, NDArray[np.str_]]:
        new = list(self.layout.placed.values())[self._seen :]
        for placed in new:
            if placed.item.category == "rug":
                continue
            if placed.item.placement == Placement.SURFACE and (swept := sweep_of(placed.item)) is not None:
                pose = np.array([[placed.position[0], placed.position[1], placed.yaw]])
                self._quads.append(rectangles(pose, swept.rect)[0])
                self._spans.append((placed.position[2], placed.position[2] + swept.high))
                self._ids.append(placed.item.id)
            if placed.item.placement != Placement.SURFACE and (ways := opened(placed.item.spec)) is not None:
                self._ways += _upright(ways, placed)
            for quad, low, high in _pieces(placed):
                self._quads.append(quad)
                self._spans.append((low, high))
                self._ids.append(placed.item.id)
        if new or self._arrays is None:
            self._seen += len(new)
            self._arrays = (np.array(self._quads).reshape(-1, 4, 2), np.array(self._spans).reshape(-1, 2), np.array(self._ids))
        return self._arrays

    def near(self, ledge: Ledge, low: float, high: float) -> Array:
        """(m, 4, 2) of what reaches into the heights low … high about the ledge, its owner and what carries that aside.

        On the floor also the ways of the room's doors and of all doors and drawers of furniture.
        """
        quads, spans, ids = self._update()
        if not len(quads):
            return quads
        reach = (spans[:, 0] < high + 0.002) & (spans[:, 1] > low + 1e-4)
        lower, upper = ledge.polygon.min(axis=0) - 0.3, ledge.polygon.max(axis=0) + 0.3
        reach &= (quads.max(axis=1) > lower).all(axis=1) & (quads.min(axis=1) < upper).all(axis=1)
        chain = self.chain(ledge)
        if chain:
            reach &= ~np.isin(ids, list(chain))
        found = quads[reach]
        if ledge.owner is None:
            ways = [quad for quad, bottom, top in self._ways if bottom < high and top > low]
            found = np.concatenate([found, *(np.array(some) for some in (self.doors, ways) if some)])
        return found

    def chain(self, ledge: Ledge) -> set[str]:
        """The owner and all that it rests on."""
        names: set[str] = set()
        owner = ledge.owner
        while owner is not None and owner.item.id not in names:
            names.add(owner.item.id)
            owner = self.layout.placed.get(owner.support)
        return names


def _pieces(placed: Placed) -> list[tuple[Array, float, float]]:
    """Furniture piece by piece (a chair's back is not over the table its seat is under); a small thing as its box."""
    if placed.item.placement == Placement.SURFACE or abs(float(placed.rotation[2, 2])) < 0.999:
        return [(placed.quad, placed.box.z_low, placed.box.z_high)]
    return _upright(body_of(placed.item.spec), placed)


def _upright(shape: Body, placed: Placed) -> list[tuple[Array, float, float]]:
    """Each prism's oriented rectangle with its heights, in the world."""
    body = shape.at(placed.position[0], placed.position[1], placed.yaw, placed.position[2])
    boxes = shapely.oriented_envelope(body.polygons)
    found = []
    for box, low, high in zip(boxes, body.low, body.high, strict=True):
        ring = np.asarray(shapely.get_coordinates(box))[:4]
        if len(ring) == 4:
            area = np.cross(ring[1] - ring[0], ring[2] - ring[1])
            found.append((ring if area > 0 else ring[::-1].copy(), float(low), float(high)))
    return found


def fits(ledge: Ledge, shape: Shape, poses: Array, occupied: Occupied, gap: float = APART_M) -> NDArray[np.bool_]:
    """(n,): at which of the poses (n, 3) the shape's foot is wholly on the ledge and it is clear of all else."""
    ok = np.zeros(len(poses), dtype=bool)
    height = float(shape.size[2])
    if shape.headroom > ledge.clearance or not len(poses):
        return ok
    ring = shape.outline()
    c, s = np.cos(poses[:, 2]), np.sin(poses[:, 2])
    x = poses[:, :1] + c[:, None] * ring[:, 0] - s[:, None] * ring[:, 1]
    y = poses[:, 1:2] + s[:, None] * ring[:, 0] + c[:, None] * ring[:, 1]
    ok = contains(ledge.polygon, np.stack([x, y], axis=2), EDGE_M)
    if not ok.any():
        return ok
    others = occupied.near(ledge, ledge.z, ledge.z + height)
    rect = Rect(0, 0, float(shape.size[0]) / 2, float(shape.size[1]) / 2)
    taken = overlaps(rectangles(poses[ok], rect), others, gap).any(axis=1)
    ok[np.flatnonzero(ok)[taken]] = False
    if shape.swept is not None and ok.any():
        others = occupied.near(ledge, ledge.z, ledge.z + shape.swept.high)
        quads = rectangles(poses[ok], shape.swept.rect)
        taken = overlaps(quads, others, 0.0).any(axis=1) | ~within(
            quads, *(np.array([occupied.layout.room.width_m, occupied.layout.room.depth_m]) / 2)
        )
        ok[np.flatnonzero(ok)[taken]] = False
    return ok
