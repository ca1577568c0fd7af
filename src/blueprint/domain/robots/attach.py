"""A robot on its stand, added to a scene that is open as an MjSpec.

Bodies, joints, colliders, pads, actuators and sites are made from the robot's tables with explicit inertias, so that visual geoms,
which weigh nothing and touch nothing, change neither the order nor a bit of what is simulated.
"""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import mujoco
import numpy as np

from blueprint.domain.robots.links import BLACK, Colour, Inertia, Joint, JointKind, Link, Quaternion, Shape, Solid, Vector
from blueprint.domain.robots.robot import Robot

VISUAL_GROUP = 2
COLLIDER_GROUP = 3
GRIP_FORCE_N = 40.0
GRIP_SATURATES_M = 0.004
"""The squeeze is whole when an object keeps the fingers this far from closed."""

SKIN_FRICTION = (0.6, 0.005, 0.0001)
PAD_FRICTION = (1.2, 0.02, 0.0005)
PAD_SOLREF = (0.008, 1.0)
PAD_SOLIMP = (0.95, 0.99, 0.001, 0.5, 2.0)
COUPLING_SOLREF = (0.005, 1.0)
COUPLING_SOLIMP = (0.95, 0.99, 0.001, 0.5, 2.0)
STAND_COLOUR: Colour = (0.35, 0.36, 0.38)

_TYPES = {
    Shape.BOX: mujoco.mjtGeom.mjGEOM_BOX,
    Shape.CAPSULE: mujoco.mjtGeom.mjGEOM_CAPSULE,
    Shape.CYLINDER: mujoco.mjtGeom.mjGEOM_CYLINDER,
    Shape.ELLIPSOID: mujoco.mjtGeom.mjGEOM_ELLIPSOID,
    Shape.SPHERE: mujoco.mjtGeom.mjGEOM_SPHERE,
}


@dataclass(frozen=True)
class Mounted:
    """A robot in a scene: the names that its parts have in the compiled model.

    joints, actuators: of the arm, base to tip; each actuator is a position servo in radians. gripper_actuator: 0 closed … 1 open.
    grasp_site: between the finger pads; Z out of the hand, Y along the finger opening, X = Y × Z.
    links: bodies, base to tip, then the fingers. finger_pads: per finger, its gripping geoms. stand: the pedestal's body.
    """

    robot: Robot
    prefix: str
    joints: tuple[str, ...]
    actuators: tuple[str, ...]
    gripper_actuator: str
    finger_joints: tuple[str, ...]
    grasp_site: str
    links: tuple[str, ...]
    finger_pads: tuple[tuple[str, ...], ...]
    wrist_camera: str
    stand: str


def attach(
    spec: mujoco.MjSpec,
    robot: Robot,
    position_m: Vector,
    yaw_rad: float,
    prefix: str = "robot/",
    *,
    visual: bool = True,
    grip_force_n: float = GRIP_FORCE_N,
) -> Mounted:
    """Adds the robot to `spec`: base frame at `position_m` (world), its X turned by `yaw_rad` about Z, on a stand from the floor (z = 0) up.

    visual=False leaves out the geoms that are only looked at; the model then compiled simulates the same, bit for bit. They take part in
    rendering only, and `spec.compiler.discardvisual` must be off for them to be kept.
    grip_force_n: the squeeze between the fingers at most; larger than the hand's own is cut to it.
    The arm starts wherever the caller sets its joints: `robot.home_rad`. Gravity is compensated on the robot's own links only.
    """
    stand = _add_stand(spec, robot, position_m, yaw_rad, prefix, visual)
    bodies = {"": stand}
    pads: list[tuple[str, ...]] = []
    force = min(grip_force_n, robot.gripper.force_n)
    for link in robot.links:
        body = bodies[link.name] = bodies[link.parent].add_body(
            name=prefix + link.name, pos=link.position_m, quat=link.wxyz, gravcomp=1.0
        )
        _weigh(body, link.inertia)
        if link.joint is not None:
            finger = link.joint.name in robot.fingers
            _add_joint(spec, body, link.joint, prefix, _finger_damping(robot, link.joint.name, force) if finger else link.joint.damping)
        _add_colliders(body, link, prefix)
        if link.pads:
            pads.append(_add_pads(body, link, prefix))
        if visual:
            _add_visuals(body, link, prefix)
    _add_hand_frame(bodies[robot.gripper.palm], robot, prefix)
    for joint in robot.driven:
        _add_servo(spec, joint, prefix)
    _add_gripper(spec, robot, prefix, force)
    _exclude(spec, robot, prefix)
    return Mounted(
        robot=robot,
        prefix=prefix,
        joints=tuple(prefix + name for name in robot.joints),
        actuators=tuple(prefix + name for name in robot.joints),
        gripper_actuator=prefix + "gripper",
        finger_joints=tuple(prefix + name for name in robot.fingers),
        grasp_site=prefix + "grasp",
        links=tuple(prefix + link.name for link in robot.links),
        finger_pads=tuple(pads),
        wrist_camera=prefix + "wrist",
        stand=prefix + "stand",
    )


def _add_stand(spec: Any, robot: Robot, position_m: Vector, yaw_rad: float, prefix: str, visual: bool) -> Any:
    turn = (math.cos(yaw_rad / 2), 0.0, 0.0, math.sin(yaw_rad / 2))
    stand = spec.worldbody.add_body(name=prefix + "stand", pos=position_m, quat=turn)
    height = position_m[2]
    if height > 1e-3:
        half = (robot.pedestal_m, robot.pedestal_m, height / 2)
        _add_geom(stand, prefix + "stand/pedestal", Solid(Shape.BOX, half, (0.0, 0.0, -height / 2), colour=STAND_COLOUR), COLLIDER_GROUP)
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
        _add_geom(stand, f"{prefix}stand/visual{index}", part, VISUAL_GROUP)


def _weigh(body: Any, inertia: Inertia) -> None:
    body.mass, body.ipos = inertia.mass_kg, inertia.centre_m
    body.fullinertia = inertia.tensor_kg_m2
    body.explicitinertial = True


def _finger_damping(robot: Robot, name: str, force_n: float) -> float:
    """Damping at which the whole squeeze moves the fingers at their published speed: the actuator's force is capped, so it cannot brake itself."""
    coefficients = dict(robot.gripper.fingers)
    share = sum(value * value for value in coefficients.values())
    return force_n / robot.gripper.speed_m_s * share if name in coefficients else 0.0


def _add_joint(spec: Any, body: Any, joint: Joint, prefix: str, damping: float) -> None:
    hinge = joint.kind == JointKind.HINGE
    scale = 180.0 / math.pi if hinge and spec.compiler.degree else 1.0
    body.add_joint(
        name=prefix + joint.name,
        type=mujoco.mjtJoint.mjJNT_HINGE if hinge else mujoco.mjtJoint.mjJNT_SLIDE,
        axis=joint.axis,
        limited=mujoco.mjtLimited.mjLIMITED_TRUE,
        range=(joint.lower * scale, joint.upper * scale),
        damping=[damping, 0.0, 0.0],
        armature=joint.armature,
        frictionloss=joint.friction,
    )


def _add_geom(body: Any, name: str, solid: Solid, group: int) -> Any:
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


def _add_colliders(body: Any, link: Link, prefix: str) -> None:
    for index, solid in enumerate(link.colliders):
        geom = _add_geom(body, f"{prefix}{link.name}/collider{index}", solid, COLLIDER_GROUP)
        geom.friction = SKIN_FRICTION


def _add_pads(body: Any, link: Link, prefix: str) -> tuple[str, ...]:
    names = tuple(f"{prefix}{link.name}/pad{index}" for index in range(len(link.pads)))
    for name, solid in zip(names, link.pads, strict=True):
        geom = _add_geom(body, name, solid, COLLIDER_GROUP)
        geom.friction, geom.condim, geom.priority = PAD_FRICTION, 4, 1
        geom.solref, geom.solimp = PAD_SOLREF, PAD_SOLIMP
    return names


def _add_visuals(body: Any, link: Link, prefix: str) -> None:
    for index, solid in enumerate(link.visuals):
        _add_geom(body, f"{prefix}{link.name}/visual{index}", solid, VISUAL_GROUP)


def _add_hand_frame(palm: Any, robot: Robot, prefix: str) -> None:
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


def _add_servo(spec: Any, joint: Joint, prefix: str) -> None:
    spec.add_actuator(
        name=prefix + joint.name,
        trntype=mujoco.mjtTrn.mjTRN_JOINT,
        target=prefix + joint.name,
        gaintype=mujoco.mjtGain.mjGAIN_FIXED,
        gainprm=_padded(joint.stiffness),
        biastype=mujoco.mjtBias.mjBIAS_AFFINE,
        biasprm=_padded(0.0, -joint.stiffness, -joint.servo_damping),
        ctrllimited=mujoco.mjtLimited.mjLIMITED_TRUE,
        ctrlrange=(joint.lower, joint.upper),
        forcelimited=mujoco.mjtLimited.mjLIMITED_TRUE,
        forcerange=(-joint.force, joint.force),
    )


def _add_gripper(spec: Any, robot: Robot, prefix: str, force_n: float) -> None:
    """One servo on the opening; the fingers move alike."""
    gripper = robot.gripper
    opening = spec.add_tendon(name=prefix + "opening")
    for name, coefficient in gripper.fingers:
        opening.wrap_joint(prefix + name, coefficient)
    for other, _ in gripper.fingers[1:]:
        coupling = spec.add_equality(
            name=f"{prefix}{other}/coupling",
            type=mujoco.mjtEq.mjEQ_JOINT,
            objtype=mujoco.mjtObj.mjOBJ_JOINT,
            name1=prefix + other,
            name2=prefix + gripper.fingers[0][0],
            solref=COUPLING_SOLREF,
            solimp=COUPLING_SOLIMP,
        )
        coupling.data = _padded(0.0, 1.0, size=12)
    stiffness = force_n / GRIP_SATURATES_M
    spec.add_actuator(
        name=prefix + "gripper",
        trntype=mujoco.mjtTrn.mjTRN_TENDON,
        target=prefix + "opening",
        gaintype=mujoco.mjtGain.mjGAIN_FIXED,
        gainprm=_padded(stiffness * gripper.open_m),
        biastype=mujoco.mjtBias.mjBIAS_AFFINE,
        biasprm=_padded(-stiffness * gripper.closed_m, -stiffness),
        ctrllimited=mujoco.mjtLimited.mjLIMITED_TRUE,
        ctrlrange=(0.0, 1.0),
        forcelimited=mujoco.mjtLimited.mjLIMITED_TRUE,
        forcerange=(-force_n, force_n),
    )


def _padded(*values: float, size: int = 10) -> list[float]:
    return [*values, *[0.0] * (size - len(values))]


def _exclude(spec: Any, robot: Robot, prefix: str) -> None:
    """Leaves, of the robot's own pairs, those that can meet; the stand meets what the base link may meet."""
    base = robot.links[0].name
    kept = {frozenset(pair) for pair in robot.self_pairs}
    kept |= {frozenset(("stand", *(pair - {base}))) for pair in kept if base in pair}
    for one, other in combinations(["stand", *(link.name for link in robot.links)], 2):
        if frozenset((one, other)) not in kept:
            spec.add_exclude(bodyname1=prefix + one, bodyname2=prefix + other)
