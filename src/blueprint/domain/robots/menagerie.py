"""The Panda of a MuJoCo Menagerie checkout in place of ours: the makers' meshes, for who has them on disk. Nothing is downloaded."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from pathlib import Path

import mujoco

from blueprint.core.errors import ContractError
from blueprint.domain.robots.attach import Mounted
from blueprint.domain.robots.fittings import add_hand_frame, add_stand
from blueprint.domain.robots.links import Vector
from blueprint.domain.robots.robot import Robot

FILES = {"franka": "franka_emika_panda/panda.xml"}
GRIPPER = "actuator8"


def attach_menagerie(
    spec: mujoco.MjSpec, robot: Robot, checkout: Path, position_m: Vector, yaw_rad: float, prefix: str = "robot/", *, visual: bool = True
) -> Mounted:
    """`attach` with Menagerie's model from the folder `checkout`: its meshes, colliders, servos, and its gripper of at most 2 N per cm.

    Raises ContractError when Menagerie's model of that robot is not one we know, or the file is not there or does not compile.
    """
    path = checkout / FILES.get(robot.name, "")
    if robot.name not in FILES:
        raise ContractError("robot", "source menagerie", f"one of {', '.join(FILES)}", robot.name)
    if not path.is_file():
        raise ContractError(str(path), "", "a checkout of google-deepmind/mujoco_menagerie, given as a local folder", "no such file")
    try:
        arm = mujoco.MjSpec.from_file(str(path))
        arm.compile()
    except (ValueError, RuntimeError, mujoco.FatalError) as error:
        raise ContractError(str(path), "", "a model that MuJoCo compiles", str(error).strip()) from error
    for key in list(arm.keys):
        arm.delete(key)
    gripper = arm.actuator(GRIPPER)
    gripper.gainprm[0] *= gripper.ctrlrange[1]
    gripper.ctrlrange = (0.0, 1.0)
    gripper.name = "gripper"
    for name in robot.joints:
        arm.actuator(name.replace("joint", "actuator")).name = name
    for body in arm.bodies[1:]:
        body.gravcomp = 1.0
    spec.option.integrator = mujoco.mjtIntegrator.mjINT_IMPLICITFAST
    stand = add_stand(spec, robot, position_m, yaw_rad, prefix, visual)
    frame = stand.add_frame()
    spec.attach(arm, frame=frame, prefix=prefix)
    add_hand_frame(spec.body(prefix + robot.gripper.palm), robot, prefix)
    pads = tuple(_name_pads(spec, prefix, link.name) for link in robot.links if link.pads)
    for link in robot.links[:2]:
        spec.add_exclude(bodyname1=prefix + "stand", bodyname2=prefix + link.name)
    return Mounted.named(robot, prefix, pads)


def _name_pads(spec: mujoco.MjSpec, prefix: str, finger: str) -> tuple[str, ...]:
    """Names the finger's pads, which are its boxes."""
    names = []
    for geom in spec.body(prefix + finger).geoms:
        if geom.type == mujoco.mjtGeom.mjGEOM_BOX:
            geom.name = f"{prefix}{finger}/pad{len(names)}"
            names.append(geom.name)
    return tuple(names)
