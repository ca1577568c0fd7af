"""Universal Robots UR10 (CB3) with a Robotiq 2F-85, whose four-bar fingers are simplified to two that slide alike.

Kinematics: classic Denavit-Hartenberg parameters published by Universal Robots ("DH parameters for calculations of kinematics and dynamics").
Its base frame is ROS's base_link: the published one turned by half a turn, so that the arm reaches along +X at zero.
Masses and the cylinders that stand for the inertias: ur_description, urdf/ur10.urdf.xacro. Joint ranges, speeds, payload and reach: UR10 data sheet.
Torques: Universal Robots, "Max. joint torques". Universal Robots publishes no joint accelerations: those are of MoveIt's UR configuration.
Gripper: Robotiq 2F-85 instruction manual (opening 85 mm, 20 to 235 N, 20 to 150 mm/s, 0.925 kg, 5 kg by friction, pads 22 by 37.5 mm).
Servos: as the Panda's, stiffness × 50 ms of damping; the shoulder's are stiffer, for the arm is heavier.
"""

from __future__ import annotations

import math

from blueprint.domain.robots.links import BLACK, UNTURNED, Inertia, Joint, JointKind, Link, Solid, about_z, box, capsule, classic, cylinder, rod
from blueprint.domain.robots.robot import Gripper, Mount, Robot

SILVER = (0.74, 0.75, 0.77)
GREY = (0.33, 0.34, 0.36)
BLUE = (0.43, 0.66, 0.82)
QUARTER = math.pi / 2
TURN = 2 * math.pi
LAG_S = 0.05
GRASPING = ("hand", "left_finger", "right_finger")

D1, A2, A3, D4, D5, D6 = 0.1273, -0.612, -0.5723, 0.163941, 0.1157, 0.0922
UPPER_M = 0.176
"""How far beside the shoulder's centre the upper arm runs, along the joints' axes; the forearm runs at FORE_M."""
FORE_M = 0.049

GRASP_M = 0.145
PALM_M = 0.095
TRAVEL_M = 0.0425
PAD_WIDTH_M, PAD_LENGTH_M = 0.022, 0.0375


def _joint(name: str, limit: float, velocity: float, torque: float, stiffness: float) -> Joint:
    return Joint(name, -limit, limit, velocity, torque, 5.0, stiffness, stiffness * LAG_S, damping=1.0, armature=0.1)


def _capped(radius: float, start: tuple[float, float, float], end: tuple[float, float, float], cap: tuple[float, float, float]) -> tuple[Solid, ...]:
    """A joint's housing: a grey barrel, and beyond `end` its blue lid up to `cap`."""
    return cylinder(radius, start, end, GREY), cylinder(0.93 * radius, end, cap, BLUE)


ARM = (
    Link(
        "base",
        "",
        (0.0, 0.0, 0.0),
        UNTURNED,
        rod(4.0, 0.075, 0.038, (0.0, 0.0, 0.019), 2),
        visuals=(cylinder(0.095, (0, 0, 0), (0, 0, 0.018), GREY), cylinder(0.078, (0, 0, 0.018), (0, 0, 0.045), SILVER)),
        colliders=(cylinder(0.095, (0, 0, 0), (0, 0, 0.045)),),
    ),
    Link(
        "shoulder",
        "base",
        (0.0, 0.0, 0.0),
        about_z(math.pi),
        rod(7.778, 0.075, 0.178, (0.0, 0.0, D1), 2),
        _joint("shoulder_pan_joint", TURN, 2.0944, 330, 12000),
        visuals=(
            cylinder(0.078, (0, 0, 0.046), (0, 0, 0.16), GREY),
            *_capped(0.078, (0, -0.088, D1), (0, 0.070, D1), (0, 0.085, D1)),
            cylinder(0.081, (0, 0, 0.062), (0, 0, 0.070), SILVER),
        ),
        colliders=(capsule(0.08, (0, 0, 0.10), (0, 0, D1)), cylinder(0.08, (0, -0.088, D1), (0, 0.085, D1))),
    ),
    Link(
        "upper_arm",
        "shoulder",
        *classic(D1, 0.0, QUARTER),
        rod(12.93, 0.075, -A2, (A2 / 2, 0.0, UPPER_M), 0),
        _joint("shoulder_lift_joint", TURN, 2.0944, 330, 12000),
        visuals=(
            *_capped(0.078, (0, 0, 0.089), (0, 0, 0.255), (0, 0, 0.270)),
            cylinder(0.064, (-0.07, 0, UPPER_M), (-0.10, 0, UPPER_M), GREY),
            cylinder(0.055, (-0.10, 0, UPPER_M), (-0.54, 0, UPPER_M), SILVER),
            cylinder(0.060, (-0.54, 0, UPPER_M), (-0.57, 0, UPPER_M), GREY),
            *_capped(0.064, (A2, 0, 0.113), (A2, 0, 0.228), (A2, 0, 0.240)),
        ),
        colliders=(
            cylinder(0.08, (0, 0, 0.089), (0, 0, 0.270)),
            capsule(0.064, (-0.05, 0, UPPER_M), (A2, 0, UPPER_M)),
            cylinder(0.064, (A2, 0, 0.113), (A2, 0, 0.240)),
        ),
    ),
    Link(
        "forearm",
        "upper_arm",
        *classic(0.0, A2, 0.0),
        rod(3.87, 0.075, -A3, (A3 / 2, 0.0, FORE_M), 0),
        _joint("elbow_joint", math.pi, math.pi, 150, 5000),
        visuals=(
            *_capped(0.064, (0, 0, 0.112), (0, 0, -0.012), (0, 0, -0.025)),
            cylinder(0.052, (-0.05, 0, FORE_M), (-0.09, 0, FORE_M), GREY),
            cylinder(0.045, (-0.09, 0, FORE_M), (-0.51, 0, FORE_M), SILVER),
            cylinder(0.047, (-0.51, 0, FORE_M), (-0.54, 0, FORE_M), GREY),
            *_capped(0.048, (A3, 0, 0.108), (A3, 0, 0.000), (A3, 0, -0.010)),
        ),
        colliders=(
            cylinder(0.064, (0, 0, -0.025), (0, 0, 0.112)),
            capsule(0.052, (-0.03, 0, FORE_M), (A3, 0, FORE_M)),
            cylinder(0.048, (A3, 0, -0.010), (A3, 0, 0.108)),
        ),
    ),
    Link(
        "wrist_1",
        "forearm",
        *classic(0.0, A3, 0.0),
        rod(1.96, 0.075, 0.12, (0.0, 0.0, D4), 1),
        _joint("wrist_1_joint", TURN, math.pi, 56, 600),
        visuals=(*_capped(0.047, (0, 0, 0.109), (0, 0, 0.206), (0, 0, 0.218)), cylinder(0.047, (0, 0, D4), (0, -0.059, D4), GREY)),
        colliders=(cylinder(0.048, (0, 0, 0.109), (0, 0, 0.218)), capsule(0.047, (0, 0, D4), (0, -0.03, D4))),
    ),
    Link(
        "wrist_2",
        "wrist_1",
        *classic(D4, 0.0, QUARTER),
        rod(1.96, 0.075, 0.12, (0.0, 0.0, D5), 2),
        _joint("wrist_2_joint", TURN, math.pi, 56, 600),
        visuals=(
            *_capped(0.047, (0, 0, 0.060), (0, 0, 0.158), (0, 0, 0.170)),
            cylinder(0.047, (0, 0, D5), (0, 0.059, D5), GREY),
        ),
        colliders=(cylinder(0.048, (0, 0, 0.060), (0, 0, 0.170)), capsule(0.047, (0, 0, D5), (0, 0.03, D5))),
    ),
    Link(
        "wrist_3",
        "wrist_2",
        *classic(D5, 0.0, -QUARTER),
        rod(0.202, 0.045, 0.0305, (0.0, 0.0, D6 - 0.0305 / 2), 2),
        _joint("wrist_3_joint", TURN, math.pi, 56, 600),
        visuals=(cylinder(0.045, (0, 0, 0.060), (0, 0, D6), SILVER),),
        colliders=(cylinder(0.046, (0, 0, 0.060), (0, 0, D6)),),
    ),
)

HAND = Link(
    "hand",
    "wrist_3",
    (0.0, 0.0, D6),
    UNTURNED,
    rod(0.805, 0.0375, 0.095, (0.0, 0.0, 0.045), 2),
    visuals=(
        cylinder(0.0375, (0, 0, 0), (0, 0, 0.014), SILVER),
        cylinder(0.0375, (0, 0, 0.014), (0, 0, 0.055), BLACK),
        box((0.056, 0.076, 0.042), (0, 0, 0.072), BLACK),
        box((0.046, 0.090, 0.020), (0, 0, 0.070), GREY),
        box((0.050, 0.024, 0.006), (0.050, 0, 0.030), GREY),
        box((0.022, 0.084, 0.022), (0.078, 0, 0.040), SILVER),
        box((0.018, 0.070, 0.003), (0.078, 0, 0.052), BLACK),
    ),
    colliders=(
        cylinder(0.0375, (0, 0, 0), (0, 0, 0.055)),
        box((0.056, 0.092, 0.045), (0, 0, 0.0725)),
        box((0.060, 0.084, 0.027), (0.060, 0, 0.040)),
    ),
)


def _finger(name: str, joint: str, turn_rad: float) -> Link:
    """One finger, which slides along its own +Y; the pad's face is the plane y = 0, centred where the grasp point is."""
    half_width, half_length = PAD_WIDTH_M / 2, PAD_LENGTH_M / 2
    pads = tuple(
        box((half_width, 0.009, half_length), (x * half_width / 2, 0.0045, GRASP_M + z * half_length / 2), BLACK)
        for x in (-1.0, 1.0)
        for z in (-1.0, 1.0)
    )
    return Link(
        name,
        "hand",
        (0.0, 0.0, 0.0),
        about_z(turn_rad),
        Inertia(0.060, (0.0, 0.016, 0.118), (3.2e-5, 3.0e-5, 6.0e-6, 0.0, 0.0, 0.0)),
        Joint(joint, 0.0, TRAVEL_M, 0.075, 235, 1.0, kind=JointKind.SLIDE, axis=(0.0, 1.0, 0.0)),
        visuals=(
            box((PAD_WIDTH_M, 0.007, PAD_LENGTH_M), (0, 0.0035, GRASP_M), BLACK),
            box((PAD_WIDTH_M, 0.008, PAD_LENGTH_M + 0.004), (0, 0.011, GRASP_M - 0.001), SILVER),
            box((0.026, 0.012, 0.030), (0, 0.019, 0.118), GREY),
            capsule(0.008, (0, 0.024, 0.112), (0, 0.030, 0.080), BLACK),
            capsule(0.006, (0.011, 0.014, 0.110), (0.011, 0.016, 0.084), GREY),
            capsule(0.006, (-0.011, 0.014, 0.110), (-0.011, 0.016, 0.084), GREY),
        ),
        colliders=(box((0.022, 0.008, 0.042), (0, 0.012, GRASP_M - 0.001)), box((0.028, 0.024, 0.050), (0, 0.023, 0.106))),
        pads=pads,
    )


UR10 = Robot(
    name="ur10",
    title="Universal Robots UR10 with a Robotiq 2F-85",
    source="Universal Robots DH parameters, data sheet and joint torques; ur_description; Robotiq 2F-85 manual",
    links=(*ARM, HAND, _finger("left_finger", "left_finger_joint", 0.0), _finger("right_finger", "right_finger_joint", math.pi)),
    joints=("shoulder_pan_joint", "shoulder_lift_joint", "elbow_joint", "wrist_1_joint", "wrist_2_joint", "wrist_3_joint"),
    home=(0.0, -2.0, 2.2, -QUARTER - 0.2, -QUARTER, QUARTER),
    gripper=Gripper(
        palm="hand",
        fingers=(("left_finger_joint", 1.0), ("right_finger_joint", 1.0)),
        closed_m=0.0,
        fixed_m=None,
        grasp_m=(0.0, 0.0, GRASP_M),
        grasp_wxyz=UNTURNED,
        open_m=2 * TRAVEL_M,
        speed_m_s=0.15,
        force_n=235.0,
        depth_m=GRASP_M - PALM_M,
        tip_m=PAD_LENGTH_M / 2,
        finger_width_m=0.028,
        finger_thickness_m=0.035,
        pad_width_m=PAD_WIDTH_M,
        pad_length_m=PAD_LENGTH_M,
        camera_m=(0.078, 0.0, 0.054),
        camera_towards_m=(0.0, 0.0, 0.200),
        camera_up=(1.0, 0.0, 0.0),
        camera_fovy_deg=70.0,
    ),
    self_pairs=tuple(
        (low, high)
        for low, highs in (
            ("base", ("forearm", "wrist_2", "wrist_3", *GRASPING)),
            ("shoulder", ("forearm", "wrist_2", "wrist_3", *GRASPING)),
            ("upper_arm", ("wrist_1", "wrist_2", "wrist_3", *GRASPING)),
            ("forearm", ("wrist_3", *GRASPING)),
        )
        for high in highs
    ),
    payload_kg=5.0,
    payload_to_m=1.3,
    stretched_kg=5.0,
    reach_m=1.3,
    pedestal_m=0.1,
    mount=Mount.FLOOR,
    nearest_m=0.34,
    works_at_m=0.33,
)
