"""What a robot arm is made of: links, joints, solids. Metres, kilograms, seconds, radians, newtons; quaternions w-x-y-z.

A link's frame is at its joint with the joint's axis through the origin, as in Denavit-Hartenberg tables.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Vector = tuple[float, float, float]
Quaternion = tuple[float, float, float, float]
Colour = tuple[float, float, float]

UNTURNED: Quaternion = (1.0, 0.0, 0.0, 0.0)
WHITE: Colour = (0.92, 0.93, 0.94)
BLACK: Colour = (0.13, 0.13, 0.14)


class Shape(StrEnum):
    BOX = "box"
    CAPSULE = "capsule"
    CYLINDER = "cylinder"
    ELLIPSOID = "ellipsoid"
    SPHERE = "sphere"


class JointKind(StrEnum):
    HINGE = "hinge"
    SLIDE = "slide"


@dataclass(frozen=True)
class Solid:
    """A convex primitive in its link's frame. size: MuJoCo's half sizes (box: x y z; capsule, cylinder: radius, half length; sphere: radius)."""

    shape: Shape
    size: Vector
    position_m: Vector = (0.0, 0.0, 0.0)
    wxyz: Quaternion = UNTURNED
    colour: Colour = WHITE


@dataclass(frozen=True)
class Inertia:
    """Mass, centre of mass, and the tensor about the centre along the link's axes: xx, yy, zz, xy, xz, yz."""

    mass_kg: float
    centre_m: Vector
    tensor_kg_m2: tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class Joint:
    """One driven joint. Units are of the angle (rad, N m) for a hinge and of length (m, N) for a slide.

    stiffness, servo_damping: gains of the position servo (arm joints; fingers are driven together by the gripper's actuator).
    armature: rotor inertia as seen at the joint.
    """

    name: str
    lower: float
    upper: float
    velocity: float
    force: float
    acceleration: float
    stiffness: float = 0.0
    servo_damping: float = 0.0
    damping: float = 0.0
    armature: float = 0.0
    friction: float = 0.0
    kind: JointKind = JointKind.HINGE
    axis: Vector = (0.0, 0.0, 1.0)


@dataclass(frozen=True)
class Link:
    """A rigid body: its pose in its parent's frame (the base link's in the mount's), what it weighs, how it looks, what it collides with.

    pads: the colliders that touch what is gripped; their inner faces look along the finger opening.
    """

    name: str
    parent: str
    position_m: Vector
    wxyz: Quaternion
    inertia: Inertia
    joint: Joint | None = None
    visuals: tuple[Solid, ...] = ()
    colliders: tuple[Solid, ...] = ()
    pads: tuple[Solid, ...] = ()


def craig(a_m: float, alpha_rad: float, d_m: float) -> tuple[Vector, Quaternion]:
    """Pose of frame i in frame i-1 at joint angle 0 by modified (Craig) parameters: Rx(α) Tx(a) Tz(d)."""
    return (a_m, -d_m * math.sin(alpha_rad), d_m * math.cos(alpha_rad)), about_x(alpha_rad)


def classic(d_m: float, a_m: float, alpha_rad: float) -> tuple[Vector, Quaternion]:
    """Pose of the next joint's frame in this one's at joint angle 0 by classic (Denavit-Hartenberg) parameters: Tz(d) Tx(a) Rx(α)."""
    return (a_m, 0.0, d_m), about_x(alpha_rad)


def rolled(roll_rad: float, pitch_rad: float, yaw_rad: float) -> Quaternion:
    """URDF's rpy: about the fixed X, then Y, then Z."""
    return times(about_z(yaw_rad), times(about_y(pitch_rad), about_x(roll_rad)))


def times(first: Quaternion, second: Quaternion) -> Quaternion:
    """Hamilton product: the turn `second`, then the turn `first`."""
    a, b, c, d = first
    e, f, g, h = second
    return (a * e - b * f - c * g - d * h, a * f + b * e + c * h - d * g, a * g - b * h + c * e + d * f, a * h + b * g - c * f + d * e)


def rod(mass_kg: float, radius_m: float, length_m: float, centre_m: Vector, axis: int) -> Inertia:
    """A uniform cylinder along the link's X, Y or Z (axis 0, 1, 2)."""
    across = mass_kg * (3 * radius_m**2 + length_m**2) / 12
    moments = [across, across, across]
    moments[axis] = mass_kg * radius_m**2 / 2
    return Inertia(mass_kg, centre_m, (moments[0], moments[1], moments[2], 0.0, 0.0, 0.0))


def about_x(angle_rad: float) -> Quaternion:
    return (math.cos(angle_rad / 2), math.sin(angle_rad / 2), 0.0, 0.0)


def about_y(angle_rad: float) -> Quaternion:
    return (math.cos(angle_rad / 2), 0.0, math.sin(angle_rad / 2), 0.0)


def about_z(angle_rad: float) -> Quaternion:
    return (math.cos(angle_rad / 2), 0.0, 0.0, math.sin(angle_rad / 2))


def box(size_m: Vector, position_m: Vector, colour: Colour = WHITE, wxyz: Quaternion = UNTURNED) -> Solid:
    """A box of whole edge lengths `size_m`."""
    x, y, z = size_m
    return Solid(Shape.BOX, (x / 2, y / 2, z / 2), position_m, wxyz, colour)


def ball(radius_m: float, position_m: Vector, colour: Colour = WHITE) -> Solid:
    return Solid(Shape.SPHERE, (radius_m, 0.0, 0.0), position_m, UNTURNED, colour)


def capsule(radius_m: float, start_m: Vector, end_m: Vector, colour: Colour = WHITE) -> Solid:
    """A capsule whose half spheres are centred at the two points."""
    return _along(Shape.CAPSULE, radius_m, start_m, end_m, colour)


def cylinder(radius_m: float, start_m: Vector, end_m: Vector, colour: Colour = WHITE) -> Solid:
    """A cylinder between the centres of its two end faces."""
    return _along(Shape.CYLINDER, radius_m, start_m, end_m, colour)


def _along(shape: Shape, radius_m: float, start_m: Vector, end_m: Vector, colour: Colour) -> Solid:
    start, end = np.array(start_m), np.array(end_m)
    length = float(np.linalg.norm(end - start))
    if length == 0.0:
        raise ValueError(f"a {shape} needs two different points, both are {start_m}")
    x, y, z = (end - start) / length
    # the shortest turn that takes Z to the axis
    turn = (1.0 + z, -y, x, 0.0) if z > -1.0 + 1e-9 else (0.0, 1.0, 0.0, 0.0)
    norm = math.sqrt(sum(part * part for part in turn))
    w, i, j, k = (part / norm for part in turn)
    middle = (start + end) / 2
    return Solid(shape, (radius_m, length / 2, 0.0), (float(middle[0]), float(middle[1]), float(middle[2])), (w, i, j, k), colour)
