"""A scene as a task-maker sees it: the things that can be moved, the places they can go, the joints that can be worked, the free floor."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import mujoco
import numpy as np
from numpy.typing import NDArray
from shapely import contains_xy
from shapely.geometry import MultiPoint, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from blueprint.contracts.scene import PlacedObject, Scene
from blueprint.contracts.tasks import Base
from blueprint.domain.affordances.regions import SupportRegion, outline, support_regions
from blueprint.domain.assets.asset import Joint
from blueprint.domain.assets.catalogue import build
from blueprint.domain.episodes.poses import Array, matrix
from blueprint.domain.physics.geometry import boxes, surface_points
from blueprint.domain.physics.world import Thing, World
from blueprint.domain.robots.robot import Mount, Robot
from blueprint.domain.tasks.stands import APART_M, CLOSE_APART_M, on_floor, on_tops, places, spread
from blueprint.domain.usd.stage import read_scene

GAP_M = 0.02
FOOT_GAP_M, RISES_M = 0.005, 0.004
"""Between a base and what stands beside it; what is lower than this over a top is part of it."""

STAYS_S = 0.4
TOUCHES_M = 0.0005


@dataclass(frozen=True)
class Movable:
    """A thing and its box as it stands, world: low, high corners. rest_m: from its lowest point to its origin. region: what it stands in, if known."""

    placed: PlacedObject
    thing: Thing
    low: Array
    high: Array
    rest_m: float
    region: SupportRegion | None

    @property
    def at(self) -> Array:
        """(2,) its middle in the plane."""
        return (self.low[:2] + self.high[:2]) / 2

    @property
    def radius_m(self) -> float:
        return float((self.high[:2] - self.low[:2]).max()) / 2

    @property
    def slim_m(self) -> float:
        return float((self.high[:2] - self.low[:2]).min())

    @property
    def height_m(self) -> float:
        return float(self.high[2] - self.low[2])


@dataclass(frozen=True)
class Worked:
    """A joint with a handle. name: its prim path in the simulator. handle: world position at the certified state."""

    placed: PlacedObject
    joint: Joint
    name: str
    handle: Array


class View:
    def __init__(self, world: World) -> None:
        self.world = world
        self.scene: Scene = read_scene(world.path)
        self.model, self.data = world.start()
        self.regions = support_regions(self.scene)
        low, high = boxes(self.model, self.data)
        self._low, self._high = low, high

    @cached_property
    def movables(self) -> tuple[Movable, ...]:
        """What is free and carries nothing."""
        carrying = {placed.support for placed in self.scene.objects}
        return tuple(self._movable(placed) for placed in self.scene.objects if self.world.things[placed.id].free and placed.id not in carrying)

    def _movable(self, placed: PlacedObject) -> Movable:
        thing = self.world.things[placed.id]
        geoms = list(thing.geoms)
        low, high = self._low[geoms].min(axis=0), self._high[geoms].max(axis=0)
        heights = np.concatenate([surface_points(self.model, self.data, geom)[:, 2] for geom in geoms])  # boxes around turned pieces are too large
        low[2], high[2] = heights.min(), heights.max()
        region = next((each for each in self.regions if each.object_id == placed.support and placed.id in each.movable), None)
        return Movable(placed, thing, low, high, float(self.data.xpos[thing.root][2] - low[2]), region)

    @cached_property
    def worked(self) -> tuple[Worked, ...]:
        names = {self.model.joint(index).name for index in range(self.model.njnt)}
        found = []
        for placed in self.scene.objects:
            if not self.world.things[placed.id].joints:
                continue
            rotation, origin = matrix(np.array(placed.rotation_wxyz)), np.array(placed.position_m)
            for joint in build(placed.spec).joints:
                name = f"/World/Objects/{placed.id}/joints/{joint.name}"
                if joint.handle is not None and name in names:
                    found.append(Worked(placed, joint, name, rotation @ np.array(joint.handle.position) + origin))
        return tuple(found)

    def stays(self, worked: Worked) -> bool:
        """Left open in the middle of its range the joint stays, as a door does; a lid that falls shut by itself does not."""
        index = self.model.joint(worked.name).id
        low, high = self.model.jnt_range[index]
        model, data = self._drowsy
        address = model.jnt_qposadr[index]
        for share in (0.5, 0.85):
            mujoco.mj_resetData(model, data)
            data.qpos[:] = self.data.qpos
            data.qpos[address] = low + share * (high - low)
            mujoco.mj_step(model, data, round(STAYS_S / model.opt.timestep))
            if abs(data.qpos[address] - low - share * (high - low)) > 0.1 * (high - low):
                return False
        return True

    @cached_property
    def _drowsy(self) -> tuple[Any, Any]:
        """The scene in which what rests soon sleeps and costs nothing."""
        model = mujoco.MjModel.__copy__(self.model)
        model.opt.enableflags |= int(mujoco.mjtEnableBit.mjENBL_SLEEP)
        return model, mujoco.MjData(model)

    def free_share(self, worked: Worked) -> float:
        """How far the joint can be opened before what hangs on it touches something of the scene that it does not touch when closed."""
        index = self.model.joint(worked.name).id
        low, high = self.model.jnt_range[index]
        model = mujoco.MjModel.__copy__(self.model)
        model.geom_margin[:] = TOUCHES_M
        data, address = mujoco.MjData(model), model.jnt_qposadr[index]
        data.qpos[:] = self.data.qpos
        moving, foreign = model.geom_bodyid == model.jnt_bodyid[index], self._foreign(worked.placed.id)
        beside: set[tuple[int, int]] = set()
        last = 0.0
        for share in np.linspace(0.0, 1.0, 101):
            data.qpos[address] = low + share * (high - low)
            mujoco.mj_kinematics(model, data)
            mujoco.mj_collision(model, data)
            touching = data.contact.geom
            met = (moving[touching] & foreign[touching[:, ::-1]]).any(axis=1) if len(touching) else np.zeros(0, dtype=bool)
            pairs = set(map(tuple, touching[met].tolist()))
            if share == 0.0:
                beside = pairs
            elif pairs - beside:
                return last
            last = float(share)
        return last

    def _foreign(self, object_id: str) -> NDArray[np.bool_]:
        """(ngeom,) what is neither of the object nor lies in or on it and goes along."""
        things = self.world.things
        own = {object_id, *(thing.id for thing in things.values() if thing.support == object_id)}
        return np.array([owner not in own for owner in self.world.owner_of_geom])

    def spots(self, moved: Movable, region: SupportRegion, space_m: float = GAP_M) -> Iterator[Array]:
        """Where `moved` can stand in the region, (2,) world, the nearest to where it is first."""
        room = Polygon(region.polygon).buffer(-moved.radius_m)
        if room.is_empty:
            return
        standing = [outline(self.scene.object(other)) for other in self._standing(region) if other != moved.placed.id]
        free = room.difference(unary_union(standing).buffer(moved.radius_m + space_m)) if standing else room
        if free.is_empty:
            return
        x0, y0, x1, y1 = free.bounds
        xs, ys = np.meshgrid(np.arange(x0, x1 + 1e-9, 0.04), np.arange(y0, y1 + 1e-9, 0.04))
        points = np.column_stack([xs.ravel(), ys.ravel()])
        points = points[contains_xy(free, points[:, 0], points[:, 1])]
        yield from points[np.argsort(np.linalg.norm(points - moved.at, axis=1), kind="stable")]

    def _standing(self, region: SupportRegion) -> tuple[str, ...]:
        return tuple(placed.id for placed in self.scene.objects if placed.support == region.object_id and placed.support_surface == region.surface.name)

    # where the robot can stand

    def floor(self, radius_m: float) -> BaseGeometry:
        """Where a stand's middle can be."""
        if radius_m not in self._floors:
            room = self.scene.room
            w, d = room.width_m / 2, room.depth_m / 2
            taken = [outline(placed) for placed in self.scene.objects if placed.support == "floor" and placed.category != "rug"]
            inside = Polygon([(-w, -d), (w, -d), (w, d), (-w, d)]).buffer(-radius_m)
            self._floors[radius_m] = inside.difference(unary_union(taken).buffer(radius_m))
        return self._floors[radius_m]

    @cached_property
    def _floors(self) -> dict[float, BaseGeometry]:
        return {}

    def top(self, region: SupportRegion, up_to_m: float) -> BaseGeometry:
        """Where on a surface nothing rises from it, looked at up to a height above it."""
        over = (self._high[:, 2] > region.z + RISES_M) & (self._low[:, 2] < region.z + up_to_m)
        taken = [MultiPoint(surface_points(self.model, self.data, geom)[:, :2]).convex_hull for geom in np.flatnonzero(over).tolist()]
        return Polygon(region.polygon).difference(unary_union(taken).buffer(FOOT_GAP_M))

    def _tops(self, robot: Robot) -> Array:
        """(n, 4) places for a robot that is clamped to tops: of furniture that stands on the floor, with room for the arm above."""
        if robot.name not in self._clamped:
            found = [
                region
                for region in self.regions
                if region.surface.kind in ("top", "shelf") and not region.joint and region.surface.clearance_m > robot.reach_m
                if not self.world.things[region.object_id].free and self.scene.object(region.object_id).support == "floor"
            ]
            each = [places(self.top(region, robot.works_at_m), round(region.z, 4), robot) for region in found]
            self._clamped[robot.name] = np.concatenate([np.empty((0, 4)), *each])
        return self._clamped[robot.name]

    @cached_property
    def _clamped(self) -> dict[str, Array]:
        return {}

    def bases(self, robot: Robot, points: Array, count: int = 8, load_kg: float = 0.0) -> list[Base]:
        """Places for the robot's base from which all points (n, 3) are near enough to carry the load between them, the best first, no two alike."""
        if robot.mount is Mount.TOP:
            return spread(on_tops(self._tops(robot), robot, points, load_kg), count, CLOSE_APART_M)
        return spread(on_floor(self.floor(robot.pedestal_m * math.sqrt(2) + 0.01), robot, points, load_kg), count, APART_M)
