"""The robots of an export: `multi_robot_config.json`, and the cameras that look at a robot's work."""

from __future__ import annotations

import math

import numpy as np

from blueprint.contracts.geniesim import MultiRobotConfig, RobotConfig, RobotSpec, RoomBounds
from blueprint.contracts.geniesim_export import ConfigCamera
from blueprint.domain.geniesim.stage_facts import three
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.physics.mass import quaternion_of
from blueprint.domain.robots.robot import Robot

STATIC_FOVY_RAD = math.radians(60)
SIDEWAYS_RAD = math.radians(50)
DOWNWARD_RAD = math.radians(35)
FROM_WALL_M = 0.1


def multi_robot_config(asked: tuple[Robot, ...], known: tuple[Robot, ...]) -> MultiRobotConfig:
    """asked: the first is primary. known: all that could be asked for; empty leaves them out. Each is one arm with one gripper."""
    robots = {robot.name: robot for robot in (*asked, *known)}
    names = tuple(robot.name for robot in asked)
    return MultiRobotConfig(
        primary_robots=names[:1], secondary_robots=names[1:], generate_all=len(names) > 1, enable_bimanual=False, bimanual_robots=(),
        enable_multi_robot_coordination=False, coordination_pairs=(), all_robots=tuple(robots),
        robot_specs={name: robot_spec(robot) for name, robot in robots.items()},
    )  # fmt: skip


def robot_spec(robot: Robot) -> RobotSpec:
    """base_height: of the first joint above the base link. Ours are tables, not files, and none is Genie Sim's own: it has to import a URDF."""
    first = next(link for link in robot.links if link.joint is not None)
    return RobotSpec(
        robot_type=robot.name, category="single_arm", num_joints=robot.dof, action_dim=robot.dof + 1,
        gripper_type="parallel" if len(robot.fingers) > 1 else "single_finger", max_gripper_aperture=robot.gripper_open_m, reach_radius=robot.reach_m,
        base_height=round(first.position_m[2], 6), geniesim_native=False, urdf_path=None, usd_path=None, requires_urdf_import=True,
    )  # fmt: skip


def cameras(config: RobotConfig, robot: Robot, room: RoomBounds) -> tuple[ConfigCamera, ...]:
    """`left` and `right` see the whole workspace from the robot's own side of it, as far back as the room allows; `wrist` is the gripper's own."""
    low, high = (np.asarray(corner) for corner in config.workspace_bounds)
    middle, reach = (low + high) / 2, float(np.linalg.norm(high - low)) / 2
    behind = math.atan2(*(np.asarray(config.base_position) - middle)[1::-1])
    static = [_static(name, middle, reach, behind + turn, room) for name, turn in (("left", -SIDEWAYS_RAD), ("right", SIDEWAYS_RAD))]
    gripper = robot.gripper
    eye = np.asarray(gripper.camera_m)
    turned = _looking(np.asarray(gripper.camera_towards_m) - eye, np.asarray(gripper.camera_up))
    wrist = ConfigCamera(id="wrist", mount=gripper.palm, position=three(eye), orientation=turned, fovy_rad=round(math.radians(gripper.camera_fovy_deg), 6))
    return (*static, wrist)


def _static(name: str, middle: Array, reach: float, heading: float, room: RoomBounds) -> ConfigCamera:
    """heading: where from the middle the camera is, in plan. Kept in the room, it may see less than the whole."""
    away = reach / math.sin(STATIC_FOVY_RAD / 2)
    way = np.array([math.cos(heading) * math.cos(DOWNWARD_RAD), math.sin(heading) * math.cos(DOWNWARD_RAD), math.sin(DOWNWARD_RAD)])
    eye = np.clip(middle + away * way, np.asarray(room.min) + FROM_WALL_M, np.asarray(room.max) - FROM_WALL_M)
    towards = middle - eye
    up = np.array([0.0, 0.0, 1.0]) if np.linalg.norm(towards[:2]) > 1e-6 else np.array([1.0, 0.0, 0.0])
    return ConfigCamera(id=name, mount="world", position=three(eye), orientation=_looking(towards, up), fovy_rad=round(STATIC_FOVY_RAD, 6))


def _looking(towards: Array, up: Array) -> tuple[float, float, float, float]:
    """The rotation (w-x-y-z) of a camera that looks along its −Z, its Y up in the picture."""
    back = -towards / np.linalg.norm(towards)
    right = np.cross(up, back)
    right /= np.linalg.norm(right)
    w, x, y, z = (round(v, 9) + 0.0 for v in quaternion_of(np.column_stack([right, np.cross(back, right), back])))
    return w, x, y, z
