"""Franka Emika Panda with the Franka Hand.

Kinematics (modified DH), joint limits of position, speed, acceleration and torque, payload and reach: Franka Control Interface documentation,
"Robot and interface specifications", Panda. Inertias: C. Gaz et al., "Dynamic Identification of the Franka Emika Panda Robot With Retrieval of
Feasible Parameters Using Penalty-Based Optimization", IEEE RA-L 4(4), 2019, as in franka_description. Hand: Franka Hand product manual
(opening 80 mm, 70 N continuous, 50 mm/s per finger) and franka_description. Collision capsules: franka_description's, some tightened to boxes.
Armature and damping: MuJoCo Menagerie, franka_emika_panda, as are the stiffnesses of joints 1 to 4 (4500, 4500, 3500, 3500 N m/rad). The wrist's
are 600 for Menagerie's 2000, and each servo's damping is stiffness × 50 ms: at least 0.85 of critical with the arm stretched out (inertia about
joint 1: 3.8 kg m²), and soft enough beside the wrist's inertia (0.11 to 0.16 kg m²) for a step of 2 to 4 ms: with Menagerie's, objects were
shaken out of the fingers by the integrator.
"""

from __future__ import annotations

import math

from blueprint.domain.robots.links import (
    BLACK,
    UNTURNED,
    WHITE,
    Inertia,
    Joint,
    JointKind,
    Link,
    about_z,
    box,
    capsule,
    craig,
    cylinder,
)
from blueprint.domain.robots.robot import Gripper, Mount, Robot

GREY = (0.78, 0.80, 0.81)
BLUE = (0.04, 0.54, 0.78)
HAND_M = 0.107
FINGER_M = 0.0584
GRASP_M = 0.1034
TRAVEL_M = 0.04
QUARTER = math.pi / 2
LAG_S = 0.05
GRASPING = ("hand", "left_finger", "right_finger")


def _joint(number: int, lower: float, upper: float, velocity: float, torque: float, acceleration: float, stiffness: float) -> Joint:
    return Joint(f"joint{number}", lower, upper, velocity, torque, acceleration, stiffness, stiffness * LAG_S, damping=1.0, armature=0.1)


BASE = Link(
    "link0",
    "",
    (0.0, 0.0, 0.0),
    UNTURNED,
    Inertia(0.629769, (-0.041018, -0.00014, 0.049974), (0.00315, 0.00388, 0.004285, 8.2904e-7, 0.00015, 8.2299e-6)),
    visuals=(
        cylinder(0.072, (0, 0, 0.0), (0, 0, 0.13)),
        cylinder(0.060, (0, 0, 0.13), (0, 0, 0.14), BLACK),
        box((0.11, 0.13, 0.05), (-0.055, 0, 0.025)),
        box((0.08, 0.10, 0.09), (-0.075, 0, 0.055), GREY),
        box((0.006, 0.07, 0.06), (-0.118, 0, 0.055), BLACK),
        cylinder(0.086, (0, 0, 0.0), (0, 0, 0.012), GREY),
    ),
    colliders=(cylinder(0.075, (0, 0, 0.0), (0, 0, 0.14)), box((0.09, 0.14, 0.11), (-0.080, 0, 0.055))),
)

ARM = (
    Link(
        "link1",
        "link0",
        *craig(0, 0, 0.333),
        Inertia(4.970684, (0.003875, 0.002081, -0.04762), (0.70337, 0.70661, 0.009117, -0.000139, 0.006772, 0.019169)),
        _joint(1, -2.8973, 2.8973, 2.1750, 87, 15, 4500),
        visuals=(
            cylinder(0.060, (0, 0, -0.192), (0, 0, -0.05)),
            capsule(0.060, (0, 0, -0.06), (0, -0.02, -0.005)),
            cylinder(0.060, (0, -0.06, 0), (0, 0.0, 0)),
            cylinder(0.050, (0, -0.066, 0), (0, -0.06, 0), GREY),
        ),
        colliders=(capsule(0.06, (0, 0, -0.135), (0, 0, 0)), cylinder(0.06, (0, -0.066, 0), (0, 0, 0))),
    ),
    Link(
        "link2",
        "link1",
        *craig(0, -QUARTER, 0),
        Inertia(0.646926, (-0.003141, -0.02872, 0.003495), (0.007962, 0.02811, 0.025995, -0.003925, 0.010254, 0.000704)),
        _joint(2, -1.7628, 1.7628, 2.1750, 87, 7.5, 4500),
        visuals=(
            cylinder(0.060, (0, 0, 0.001), (0, 0, 0.06)),
            cylinder(0.050, (0, 0, 0.06), (0, 0, 0.066), GREY),
            capsule(0.060, (0, 0, 0.02), (0, -0.06, 0.0)),
            cylinder(0.060, (0, -0.05, 0), (0, -0.19, 0)),
        ),
        colliders=(cylinder(0.06, (0, 0, 0.0), (0, 0, 0.066)), capsule(0.06, (0, 0, 0), (0, -0.16, 0))),
    ),
    Link(
        "link3",
        "link2",
        *craig(0, QUARTER, 0.316),
        Inertia(3.228604, (0.027518, 0.039252, -0.066502), (0.037242, 0.036155, 0.01083, -0.004761, -0.011396, -0.012805)),
        _joint(3, -2.8973, 2.8973, 2.1750, 87, 10, 3500),
        visuals=(
            cylinder(0.060, (0, 0, -0.125), (0, 0, -0.06)),
            cylinder(0.054, (0, 0, -0.128), (0, 0, -0.120), BLACK),
            capsule(0.058, (0, 0, -0.065), (0.06, 0.0, -0.01)),
            cylinder(0.056, (0.0825, -0.055, 0), (0.0825, 0.055, 0)),
            cylinder(0.045, (0.0825, 0.055, 0), (0.0825, 0.061, 0), BLACK),
        ),
        colliders=(
            capsule(0.06, (0, 0, -0.066), (0, 0, -0.06)),
            capsule(0.056, (0, 0, -0.066), (0.07, 0, -0.005)),
            cylinder(0.056, (0.0825, -0.061, 0), (0.0825, 0.061, 0)),
        ),
    ),
    Link(
        "link4",
        "link3",
        *craig(0.0825, QUARTER, 0),
        Inertia(3.587895, (-0.05317, 0.104419, 0.027454), (0.025853, 0.019552, 0.028323, 0.007796, -0.001332, 0.008641)),
        _joint(4, -3.0718, -0.0698, 2.1750, 87, 12.5, 3500),
        visuals=(
            cylinder(0.058, (0, 0, 0.001), (0, 0, 0.062)),
            cylinder(0.046, (0, 0, 0.062), (0, 0, 0.067), BLACK),
            capsule(0.058, (-0.02, 0.015, 0.008), (-0.0825, 0.075, 0)),
            cylinder(0.060, (-0.0825, 0.065, 0), (-0.0825, 0.125, 0)),
        ),
        colliders=(
            cylinder(0.058, (0, 0, -0.06), (0, 0, 0.067)),
            capsule(0.058, (-0.015, 0.01, 0), (-0.0825, 0.067, 0)),
        ),
    ),
    Link(
        "link5",
        "link4",
        *craig(-0.0825, -QUARTER, 0.384),
        Inertia(1.225946, (-0.011953, 0.041065, -0.038437), (0.035549, 0.029474, 0.008627, -0.002117, -0.004037, 0.000229)),
        _joint(5, -2.8973, 2.8973, 2.6100, 12, 15, 600),
        visuals=(
            cylinder(0.060, (0, 0, -0.257), (0, 0, -0.20)),
            capsule(0.056, (0, 0.004, -0.21), (0, 0.040, -0.15)),
            capsule(0.042, (0, 0.045, -0.16), (0, 0.070, -0.06)),
            box((0.05, 0.06, 0.10), (0, 0.088, -0.05), GREY),
            cylinder(0.045, (0, 0.040, 0), (0, 0.10, 0)),
            cylinder(0.036, (0, 0.10, 0), (0, 0.105, 0), BLACK),
        ),
        colliders=(
            capsule(0.06, (0, 0, -0.21), (0, 0, -0.20)),
            capsule(0.056, (0, 0.004, -0.20), (0, 0.040, -0.15)),
            capsule(0.048, (0, 0.048, -0.15), (0, 0.070, -0.02)),
            cylinder(0.045, (0, 0.040, 0), (0, 0.105, 0)),
        ),
    ),
    Link(
        "link6",
        "link5",
        *craig(0, QUARTER, 0),
        Inertia(1.666555, (0.060149, -0.014117, -0.010517), (0.001964, 0.004354, 0.005433, 0.000109, -0.001158, 0.000341)),
        _joint(6, -0.0175, 3.7525, 2.6100, 12, 20, 600),
        visuals=(
            cylinder(0.050, (0, 0, -0.05), (0, 0, 0.045)),
            cylinder(0.042, (0, 0, 0.045), (0, 0, 0.050), BLACK),
            capsule(0.045, (0.02, 0, 0.0), (0.088, 0.0, 0.0)),
            cylinder(0.050, (0.088, -0.03, 0), (0.088, 0.045, 0)),
            cylinder(0.046, (0.088, 0.045, 0), (0.088, 0.049, 0), BLUE),
        ),
        colliders=(
            cylinder(0.05, (0, 0, -0.05), (0, 0, 0.05)),
            capsule(0.05, (0, 0, 0), (0.088, 0, 0)),
        ),
    ),
    Link(
        "link7",
        "link6",
        *craig(0.088, QUARTER, 0),
        Inertia(0.735522, (0.010517, -0.004252, 0.061597), (0.012516, 0.010027, 0.004815, -0.000428, -0.001196, -0.000741)),
        _joint(7, -2.8973, 2.8973, 2.6100, 12, 20, 600),
        visuals=(
            cylinder(0.046, (0, 0, 0.035), (0, 0, 0.095)),
            box((0.05, 0.05, 0.03), (0.03, 0.03, 0.075), WHITE, about_z(QUARTER / 2)),
            cylinder(0.032, (0, 0, 0.095), (0, 0, HAND_M), BLACK),
        ),
        colliders=(
            capsule(0.046, (0, 0, 0.0), (0, 0, 0.061)),
            box((0.06, 0.06, 0.04), (0.028, 0.028, 0.078), WHITE, about_z(QUARTER / 2)),
        ),
    ),
)

HAND = Link(
    "hand",
    "link7",
    (0.0, 0.0, HAND_M),
    about_z(-QUARTER / 2),
    Inertia(0.73, (-0.01, 0.0, 0.03), (0.001, 0.0025, 0.0017, 0.0, 0.0, 0.0)),
    visuals=(
        cylinder(0.0315, (0, 0, 0.0), (0, 0, 0.008), BLACK),
        box((0.063, 0.150, 0.052), (0, 0, 0.034)),
        cylinder(0.0315, (0, -0.071, 0.008), (0, -0.071, 0.060)),
        cylinder(0.0315, (0, 0.071, 0.008), (0, 0.071, 0.060)),
        box((0.036, 0.186, 0.006), (0, 0, 0.0625), BLACK),
        box((0.040, 0.024, 0.006), (0.048, 0, 0.038), GREY),
        box((0.022, 0.084, 0.022), (0.070, 0, 0.038), GREY),
        box((0.018, 0.070, 0.003), (0.070, 0, 0.050), BLACK),
    ),
    colliders=(
        box((0.063, 0.204, 0.0655), (0, 0, 0.03275)),
        box((0.050, 0.084, 0.025), (0.0560, 0, 0.039)),
    ),
)

_TIP = 0.0453
_HALF = 0.0088


def _finger(name: str, joint: str, turn_rad: float) -> Link:
    """One finger, which slides along its own +Y; the pad's face is the plane y = 0, centred where the grasp point is."""
    pads = tuple(
        box((_HALF, 0.010, _HALF), (x * _HALF / 2, 0.005, GRASP_M - FINGER_M + z * _HALF / 2), BLACK) for x in (-1.0, 1.0) for z in (-1.0, 1.0)
    )
    return Link(
        name,
        "hand",
        (0.0, 0.0, FINGER_M),
        about_z(turn_rad),
        Inertia(0.015, (0.0, 0.0, 0.0), (2.375e-6, 2.375e-6, 7.5e-7, 0.0, 0.0, 0.0)),
        Joint(joint, 0.0, TRAVEL_M, 0.05, 70, 1.0, armature=0.1, kind=JointKind.SLIDE, axis=(0.0, 1.0, 0.0)),
        visuals=(
            box((0.021, 0.015, 0.020), (0, 0.0165, 0.010), GREY),
            box((0.019, 0.010, 0.032), (0, 0.014, 0.030), GREY),
            box((2 * _HALF, 0.009, 2 * _HALF), (0, 0.0105, _TIP), GREY),
            box((2 * _HALF, 0.006, 2 * _HALF), (0, 0.003, _TIP), BLACK),
        ),
        colliders=(box((0.021, 0.015, 0.032), (0, 0.0175, 0.016)), box((0.019, 0.008, 0.046), (0, 0.0145, 0.031))),
        pads=pads,
    )


FRANKA = Robot(
    name="franka",
    title="Franka Emika Panda",
    source="Franka Control Interface documentation; Gaz et al. 2019; franka_description; MuJoCo Menagerie",
    links=(BASE, *ARM, HAND, _finger("left_finger", "finger_joint1", 0.0), _finger("right_finger", "finger_joint2", math.pi)),
    joints=tuple(f"joint{number}" for number in range(1, 8)),
    home=(0.0, -math.pi / 4, 0.0, -3 * math.pi / 4, 0.0, math.pi / 2, math.pi / 4),
    gripper=Gripper(
        palm="hand",
        fingers=(("finger_joint1", 1.0), ("finger_joint2", 1.0)),
        closed_m=0.0,
        fixed_m=None,
        grasp_m=(0.0, 0.0, GRASP_M),
        grasp_wxyz=UNTURNED,
        open_m=2 * TRAVEL_M,
        speed_m_s=0.1,
        force_n=70.0,
        depth_m=GRASP_M - 0.0655,
        tip_m=_HALF,
        finger_width_m=0.021,
        finger_thickness_m=0.025,
        pad_width_m=2 * _HALF,
        pad_length_m=2 * _HALF,
        camera_m=(0.070, 0.0, 0.052),
        camera_towards_m=(0.0, 0.0, 0.160),
        camera_up=(1.0, 0.0, 0.0),
        camera_fovy_deg=70.0,
    ),
    self_pairs=tuple(
        (low, high)
        for low, highs in (
            ("link0", ("link5", "link6", "link7", *GRASPING)),
            ("link1", ("link5", "link6", "link7", *GRASPING)),
            ("link2", ("link5", "link7", *GRASPING)),
            ("link5", GRASPING),
        )
        for high in highs
    ),
    payload_kg=3.0,
    payload_to_m=0.855,
    stretched_kg=3.0,
    reach_m=0.855,
    pedestal_m=0.1,
    mount=Mount.FLOOR,
    nearest_m=0.34,
    works_at_m=0.33,
)
