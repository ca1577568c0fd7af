"""Where the tasks of a scene take place, and where the robot stands for them. World frame, metres."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import mujoco
import numpy as np
from scipy import ndimage
from shapely.geometry.polygon import orient

from blueprint.contracts.geniesim import RobotConfig
from blueprint.contracts.geometry import Vec3
from blueprint.contracts.tasks import Base, Step, Task
from blueprint.core.errors import ContractError
from blueprint.domain.geniesim.scene_graph import room_bounds
from blueprint.domain.geniesim.source import Source
from blueprint.domain.geniesim.stage_facts import three
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.physics.geometry import box_of, boxes
from blueprint.domain.scene.geometry import boxes_of
from blueprint.domain.scene.navigation import WalkMap, is_obstacle

GUARD_M = 1e-5

Bounds = tuple[Vec3, Vec3]


@dataclass(frozen=True)
class Place:
    """Where a task takes place. target: the object's origin, or the handle. goal: where the object's origin ends. low, high: the box of what moves."""

    target: Vec3
    goal: Vec3 | None
    low: Array
    high: Array


def place_of(source: Source, task: Task) -> Place:
    """Raises ContractError for a joint that the stage has not."""
    low, high = np.full(3, np.inf), np.full(3, -np.inf)
    for step in task.steps:
        step_low, step_high = _swept(source, step)
        low, high = np.minimum(low, step_low), np.maximum(high, step_high)
    first, last = task.steps[0], task.steps[-1]
    target = three(_handle(source, first.joint, 0.0)) if first.joint else source.stage.objects[first.object].pose.position
    return Place(target, last.goal_m, low, high)


def _swept(source: Source, step: Step) -> tuple[Array, Array]:
    """The box of the object where it is and, as it stands now, at its goal; of the handle, shut and as far open as asked."""
    if step.joint:
        ends = np.array([_handle(source, step.joint, 0.0), _handle(source, step.joint, step.share)])
        return ends.min(axis=0), ends.max(axis=0)
    model, data = source.world.start()
    low, high = box_of(*boxes(model, data), source.world.things[step.object].geoms)
    if step.goal_m is None:
        return low, high
    shift = np.asarray(step.goal_m) - source.stage.objects[step.object].pose.position
    slack = np.array([step.tolerance_m, step.tolerance_m, 0.0])
    return np.minimum(low, low + shift - slack), np.maximum(high, high + shift + slack)


def _handle(source: Source, joint: str, share: float) -> Array:
    """(3,) where a hand takes hold of what the joint moves, the joint at `share` of its range; its axis when it has no handle.

    Raises ContractError for a joint that the stage has not.
    """
    model, data = source.world.start()
    index = mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_JOINT, joint)
    if index < 0:
        raise ContractError("tasks.json", "joint", "a joint of the scene", joint)
    body = int(model.jnt_bodyid[index])
    at = source.world.handles.get(model.body(body).name)
    local = data.xmat[body].reshape(3, 3).T @ (np.asarray(at if at else data.xanchor[index]) - data.xpos[body])
    low, high = model.jnt_range[index]
    data.qpos[model.jnt_qposadr[index]] = low + share * (high - low)
    mujoco.mj_kinematics(model, data)
    return data.xmat[body].reshape(3, 3) @ local + data.xpos[body]


def within(place: Place, workspace: Bounds) -> bool:
    """All that the task touches is inside."""
    return bool((place.low >= np.asarray(workspace[0])).all() and (place.high <= np.asarray(workspace[1])).all())


def robot_config(source: Source, robot: str, tasks: list[Task], places: list[Place], pedestal_m: float, workspace: Bounds | None) -> RobotConfig:
    """The base that serves most tasks. workspace None: the box around all that the tasks touch; the room when there is nothing to do."""
    if tasks:
        base, served = _busiest(task.base for task in tasks)
        low, high = np.min([place.low for place in places], axis=0), np.max([place.high for place in places], axis=0)
        # origins, handles and goals are asked to be inside too, and an origin may lie on or below the lowest collider
        points = np.array([point for place in places for point in (place.target, place.goal) if point])
        needed = (three(np.minimum(low, points.min(axis=0)) - GUARD_M), three(np.maximum(high, points.max(axis=0)) + GUARD_M))
    else:
        room = room_bounds(source.world)
        base, served, needed = _clearest_stand(source, pedestal_m), 0, (room.min, room.max)
    return RobotConfig(
        type=robot, base_position=base.position_m, base_yaw_rad=base.yaw_rad, tasks_from_base=served, workspace_bounds=workspace or needed
    )


def _busiest(bases: Iterable[Base]) -> tuple[Base, int]:
    """The base from which most tasks are done, the first of equals, and how many they are."""
    ((base, served),) = Counter(bases).most_common(1)
    return base, served


def _clearest_stand(source: Source, pedestal_m: float) -> Base:
    """The place on the floor that is farthest from everything; the room's middle when no floor is free."""
    walk = WalkMap(source.scene.room, 2 * pedestal_m)
    for placed in boxes_of(source.scene).values():
        if is_obstacle(placed):
            walk.block(np.array(orient(placed.box.footprint).exterior.coords)[:-1])
    if not walk.free.any():
        return Base(position_m=(0.0, 0.0, 0.0), yaw_rad=0.0)
    far = np.asarray(ndimage.distance_transform_edt(np.pad(walk.free, 1)))[1:-1, 1:-1]
    row, column = np.unravel_index(int(np.argmax(far)), far.shape)
    return Base(position_m=three((walk.xs[column], walk.ys[row], 0.0)), yaw_rad=0.0)
