"""What every mounted robot has besides its links: the stand, the grasp site, the wrist camera."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import math
from typing import Any

import mujoco
import numpy as np

from blueprint.domain.robots.links import BLACK, Colour, Quaternion, Shape, Solid, Vector
from blueprint.domain.robots.robot import Mount, Robot

VISUAL_GROUP = 2
COLLIDER_GROUP = 3
STAND_COLOUR: Colour = (0.35, 0.36, 0.38)

_TYPES = {
    Shape.BOX: mujoco.mjtGeom.mjGEOM_BOX,
    Shape.CAPSULE: mujoco.mjtGeom.mjGEOM_CAPSULE,
    Shape.CYLINDER: mujoco.mjtGeom.mjGEOM_CYLINDER,
    Shape.ELLIPSOID: mujoco.mjtGeom.mjGEOM_ELLIPSOID,
    Shape.SPHERE: mujoco.mjtGeom.mjGEOM_SPHERE,
}


def add_stand(spec: Any, robot: Robot, position_m: Vector, yaw_rad: float, prefix: str, visual: bool) -> Any:
    """The body `stand`, whose frame is the robot's base frame in the world, with a pedestal under it down to z = 0 unless it is fixed to a top."""
    turn = (math.cos(yaw_rad / 2), 0.0, 0.0, math.sin(yaw_rad / 2))
    stand = spec.worldbody.add_body(name=prefix + "stand", pos=position_m, quat=turn)
    height = position_m[2]
    if height > 1e-3 and robot.mount is Mount.FLOOR:
        half = (robot.pedestal_m, robot.pedestal_m, height / 2)
        add_geom(stand, prefix + "stand/pedestal", Solid(Shape.BOX, half, (0.0, 0.0, -height / 2), colour=STAND_COLOUR), COLLIDER_GROUP)
        if visual:
            _add_stand_visuals(stand, robot.pedestal_m, height, prefix)
    return stand


def _add_stand_visuals(stand: Any, half: float, height: float, prefix: str) -> None:
    plate = min(0.02, height / 4)
    parts = (
        Solid(Shape.BOX, (half, half, plate / 2), (0.0, 0.0, -plate / 2), colour=BLACK),
        Solid(Shape.BOX, (0.75 * half, 0.75 * half, height / 2 - plate), (0.0, 0.0, -height / 2), colour=STAND_COLOUR),
        Solid(Shape.BOX, (half, half, plate / 2), (0.0, 0.0, plate / 2 - height), colour=BLACK),
    )
    for index, part in enumerate(parts):
        add_geom(stand, f"{prefix}stand/visual{index}", part, VISUAL_GROUP)


def add_geom(body: Any, name: str, solid: Solid, group: int) -> Any:
    """A massless geom of `body`; of the visual group, it touches nothing."""
    collides = 0 if group == VISUAL_GROUP else 1
    return body.add_geom(
        name=name,
        type=_TYPES[solid.shape],
        size=solid.size,
        pos=solid.position_m,
        quat=solid.wxyz,
        rgba=(*solid.colour, 1.0),
        group=group,
        contype=collides,
        conaffinity=collides,
        mass=0.0,
    )


def add_hand_frame(palm: Any, robot: Robot, prefix: str) -> None:
    """The grasp site and the wrist camera, on the palm."""
    gripper = robot.gripper
    palm.add_site(name=prefix + "grasp", pos=gripper.grasp_m, quat=gripper.grasp_wxyz, size=(0.004, 0.004, 0.004), group=4)
    palm.add_camera(
        name=prefix + "wrist",
        pos=gripper.camera_m,
        quat=_looking(gripper.camera_m, gripper.camera_towards_m, gripper.camera_up),
        fovy=gripper.camera_fovy_deg,
    )


def _looking(eye: Vector, target: Vector, up: Vector) -> Quaternion:
    """A camera's rotation: it looks along its -Z, its Y is up in the picture."""
    back = np.array(eye) - np.array(target)
    back /= np.linalg.norm(back)
    right = np.cross(np.array(up), back)
    right /= np.linalg.norm(right)
    matrix = np.column_stack([right, np.cross(back, right), back])
    turn = np.zeros(4)
    mujoco.mju_mat2Quat(turn, matrix.ravel())
    return (float(turn[0]), float(turn[1]), float(turn[2]), float(turn[3]))
