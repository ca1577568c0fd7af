"""A robot on its stand, added to a scene that is open as an MjSpec.

Bodies, joints, colliders, pads, actuators and sites are made from the robot's tables with explicit inertias, so that visual geoms,
which weigh nothing and touch nothing, change neither the order nor a bit of what is simulated.
"""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import mujoco

from blueprint.domain.robots.fittings import COLLIDER_GROUP, VISUAL_GROUP, add_geom, add_hand_frame, add_stand
from blueprint.domain.robots.links import Inertia, Joint, JointKind, Link, Vector
from blueprint.domain.robots.robot import Robot

GRIP_FORCE_N = 40.0
GRIP_SATURATES_M = 0.004
"""The squeeze is whole when an object keeps the fingers this far from closed."""
SPEEDS_UP_S = 0.02
"""How soon the fingers are at their speed."""

# Measured on a bench of boxes, cylinders, spheres and hulls of 2 to 7 cm, 0.05 to 1 kg, lifted and shaken (steps of 2 and 4 ms, elliptic
# cones, impratio 10): harder pads (impedance 0.99 and more) lose objects and slower ones (0.01 s) let them creep four times as far.
SKIN_FRICTION = (0.6, 0.005, 0.0001)
PAD_FRICTION = (1.2, 0.02, 0.0005)
PAD_SOLREF = (0.004, 1.0)
PAD_SOLIMP = (0.95, 0.99, 0.001, 0.5, 2.0)
COUPLING_SOLREF = (0.005, 1.0)
COUPLING_SOLIMP = (0.95, 0.99, 0.001, 0.5, 2.0)


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

    @staticmethod
    def named(robot: Robot, prefix: str, finger_pads: tuple[tuple[str, ...], ...]) -> Mounted:
        """By the names that `attach` gives: the prefix before the robot's own."""
        joints = tuple(prefix + name for name in robot.joints)
        return Mounted(
            robot=robot,
            prefix=prefix,
            joints=joints,
            actuators=joints,
            gripper_actuator=prefix + "gripper",
            finger_joints=tuple(prefix + name for name in robot.fingers),
            grasp_site=prefix + "grasp",
            links=tuple(prefix + link.name for link in robot.links),
            finger_pads=finger_pads,
            wrist_camera=prefix + "wrist",
            stand=prefix + "stand",
        )


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
    """Adds the robot to `spec`: base frame at `position_m` (world), its X turned by `yaw_rad` about Z, on its mount: a stand from
    the floor (z = 0) up, or whatever top is there.

    visual=False leaves out the geoms that are only looked at; the model then compiled simulates the same, bit for bit. They take part in
    rendering only, and `spec.compiler.discardvisual` must be off for them to be kept.
    grip_force_n: the squeeze between the fingers at most; larger than the hand's own is cut to it.
    Sets the scene's integrator to implicitfast: the servos' damping is stiff, and Euler, explicit in it, makes them chatter.
    The arm starts wherever the caller sets its joints: `robot.home_rad`. Gravity is compensated on the robot's own links only.
    """
    spec.option.integrator = mujoco.mjtIntegrator.mjINT_IMPLICITFAST
    stand = add_stand(spec, robot, position_m, yaw_rad, prefix, visual)
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
            _add_joint(spec, body, _braked(link.joint, robot, force) if finger else link.joint, prefix)
        _add_colliders(body, link, prefix)
        if link.pads:
            pads.append(_add_pads(body, link, prefix))
        if visual:
            _add_visuals(body, link, prefix)
    add_hand_frame(bodies[robot.gripper.palm], robot, prefix)
    for joint in robot.driven:
        _add_servo(spec, joint, prefix)
    _add_gripper(spec, robot, prefix, force)
    _exclude(spec, robot, prefix)
    return Mounted.named(robot, prefix, tuple(pads))


def _weigh(body: Any, inertia: Inertia) -> None:
    body.mass, body.ipos = inertia.mass_kg, inertia.centre_m
    body.fullinertia = inertia.tensor_kg_m2
    body.explicitinertial = True


def _braked(finger: Joint, robot: Robot, force_n: float) -> Joint:
    """The finger's joint with damping at which the whole squeeze moves it at the published speed (the actuator's force is capped, so it
    cannot brake itself), and the rotor inertia of a drive that gets to that speed in SPEEDS_UP_S: a damper much faster than the time step
    would be at odds with the contacts, which the solver balances against inertia alone.
    """
    damping = force_n / robot.gripper.speed_m_s * sum(coefficient**2 for _, coefficient in robot.gripper.fingers)
    return replace(finger, damping=damping, armature=max(finger.armature, damping * SPEEDS_UP_S))


def _add_joint(spec: Any, body: Any, joint: Joint, prefix: str) -> None:
    hinge = joint.kind == JointKind.HINGE
    scale = 180.0 / math.pi if hinge and spec.compiler.degree else 1.0
    body.add_joint(
        name=prefix + joint.name,
        type=mujoco.mjtJoint.mjJNT_HINGE if hinge else mujoco.mjtJoint.mjJNT_SLIDE,
        axis=joint.axis,
        limited=mujoco.mjtLimited.mjLIMITED_TRUE,
        range=(joint.lower * scale, joint.upper * scale),
        damping=[joint.damping, 0.0, 0.0],
        armature=joint.armature,
        frictionloss=joint.friction,
    )


def _add_colliders(body: Any, link: Link, prefix: str) -> None:
    for index, solid in enumerate(link.colliders):
        geom = add_geom(body, f"{prefix}{link.name}/collider{index}", solid, COLLIDER_GROUP)
        geom.friction = SKIN_FRICTION


def _add_pads(body: Any, link: Link, prefix: str) -> tuple[str, ...]:
    names = tuple(f"{prefix}{link.name}/pad{index}" for index in range(len(link.pads)))
    for name, solid in zip(names, link.pads, strict=True):
        geom = add_geom(body, name, solid, COLLIDER_GROUP)
        geom.friction, geom.condim, geom.priority = PAD_FRICTION, 4, 1
        geom.solref, geom.solimp = PAD_SOLREF, PAD_SOLIMP
    return names


def _add_visuals(body: Any, link: Link, prefix: str) -> None:
    for index, solid in enumerate(link.visuals):
        add_geom(body, f"{prefix}{link.name}/visual{index}", solid, VISUAL_GROUP)


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
