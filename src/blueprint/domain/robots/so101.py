"""SO-101, the printed low-cost arm of The Robot Studio and Hugging Face: five joints and a jaw that swings against a fixed one.

Kinematics, masses and inertias: TheRobotStudio/SO-ARM100, Simulation/SO101/so101_new_calib.urdf (the base frame: under the middle of the base, as in
MuJoCo Menagerie, robotstudio_so101). Servos: Feetech STS3215 at 12 V: 2.94 N m at stall, 4.7 rad/s without load; armature, damping and friction
as identified in Menagerie's model. No acceleration, payload or grip force is published: the acceleration is what half the stall torque gives the
stretched arm, the payload what it carries beside the arm itself in any pose up to payload_to_m away, and stretched out, and the grip force what half
the stall torque presses at the pads.
"""

from __future__ import annotations

import math

from blueprint.domain.robots.links import UNTURNED, Inertia, Joint, Link, box, capsule, cylinder, rolled
from blueprint.domain.robots.robot import Gripper, Mount, Robot

YELLOW = (0.98, 0.80, 0.14)
MOTOR = (0.10, 0.10, 0.11)
QUARTER = math.pi / 2
LAG_S = 0.03
LEVER_M = 0.075
"""From the jaw's axis to the middle of its pad: opening per radian."""
CLOSED_M = 0.0135
"""Opening at the jaw's zero."""
FIXED_X = -0.0085
GRASP_Z = -0.0945
HALF_M = 0.015
"""Where the grasp point is in front of the fixed jaw: the middle of a 3 cm object."""


def _joint(name: str, lower: float, upper: float) -> Joint:
    return Joint(name, lower, upper, 4.7, 2.94, 15.0, 200.0, 200.0 * LAG_S, damping=0.6, armature=0.028, friction=0.052)


ARM = (
    Link(
        "base",
        "",
        (0.0, 0.0, 0.0),
        UNTURNED,
        Inertia(0.147, (0.0137179, -5.19711e-5, 0.0334843), (0.000114686, 0.000136117, 0.000130364, -4.59787e-7, 4.97151e-6, 9.75275e-8)),
        visuals=(
            box((0.095, 0.075, 0.010), (0.0, 0, 0.005), YELLOW),
            box((0.055, 0.060, 0.050), (0.028, 0, 0.030), YELLOW),
            box((0.046, 0.026, 0.036), (0.030, 0, 0.0445), MOTOR),
            box((0.008, 0.062, 0.058), (-0.031, 0, 0.038), YELLOW),
            box((0.012, 0.050, 0.045), (-0.023, 0, 0.040), MOTOR),
        ),
        colliders=(box((0.105, 0.075, 0.060), (0.006, 0, 0.030)),),
    ),
    Link(
        "shoulder",
        "base",
        (0.0388353, 0.0, 0.0624),
        rolled(math.pi, 0.0, math.pi),
        Inertia(0.100006, (-0.0307604, -1.66727e-5, -0.0252713), (8.3759e-5, 8.10403e-5, 2.39783e-5, 7.55525e-8, -1.16342e-6, 1.54663e-7)),
        _joint("shoulder_pan", -1.91986, 1.91986),
        visuals=(
            cylinder(0.020, (0, 0, -0.002), (0, 0, -0.010), YELLOW),
            box((0.060, 0.050, 0.006), (-0.018, 0, -0.013), YELLOW),
            box((0.026, 0.046, 0.046), (-0.030, 0, -0.040), MOTOR),
            box((0.032, 0.006, 0.058), (-0.030, 0.026, -0.042), YELLOW),
            box((0.010, 0.052, 0.040), (-0.012, 0, -0.036), YELLOW),
        ),
        colliders=(box((0.062, 0.058, 0.070), (-0.020, 0, -0.035)),),
    ),
    Link(
        "upper_arm",
        "shoulder",
        (-0.0303992, -0.0182778, -0.0542),
        rolled(-QUARTER, -QUARTER, 0.0),
        Inertia(0.103, (-0.0898471, -0.00838224, 0.0184089), (4.08002e-5, 0.000147318, 0.000142487, -1.97819e-5, -4.03016e-8, 8.97326e-9)),
        _joint("shoulder_lift", -1.74533, 1.74533),
        visuals=(
            cylinder(0.020, (0, 0, -0.010), (0, 0, 0.047), YELLOW),
            box((0.100, 0.020, 0.008), (-0.055, 0, -0.004), YELLOW),
            box((0.100, 0.020, 0.008), (-0.055, 0, 0.040), YELLOW),
            box((0.060, 0.018, 0.046), (-0.085, 0.002, 0.018), YELLOW),
            box((0.026, 0.046, 0.036), (-0.1126, -0.0155, 0.018), MOTOR),
        ),
        colliders=(
            box((0.118, 0.036, 0.058), (-0.050, 0, 0.018)),
            box((0.040, 0.060, 0.050), (-0.113, -0.016, 0.018)),
        ),
    ),
    Link(
        "lower_arm",
        "upper_arm",
        (-0.11257, -0.028, 0.0),
        rolled(0.0, 0.0, QUARTER),
        Inertia(0.104, (-0.0980701, 0.00324376, 0.0182831), (2.87438e-5, 0.000159844, 0.00014529, 7.41152e-6, 1.26409e-6, -4.90188e-8)),
        _joint("elbow_flex", -1.69, 1.69),
        visuals=(
            cylinder(0.019, (0, 0, -0.010), (0, 0, 0.047), YELLOW),
            box((0.095, 0.018, 0.008), (-0.050, 0, -0.004), YELLOW),
            box((0.095, 0.018, 0.008), (-0.050, 0, 0.040), YELLOW),
            box((0.050, 0.016, 0.040), (-0.075, 0.001, 0.018), YELLOW),
            box((0.046, 0.026, 0.036), (-0.122, 0.005, 0.018), MOTOR),
        ),
        colliders=(box((0.115, 0.034, 0.058), (-0.042, 0, 0.018)), box((0.060, 0.036, 0.050), (-0.122, 0.005, 0.018))),
    ),
    Link(
        "wrist",
        "lower_arm",
        (-0.1349, 0.0052, 0.0),
        rolled(0.0, 0.0, -QUARTER),
        Inertia(0.079, (-0.000103312, -0.0386143, 0.0281156), (3.68263e-5, 2.5391e-5, 2.1e-5, 1.7893e-8, -5.28128e-8, 3.6412e-6)),
        _joint("wrist_flex", -1.65806, 1.65806),
        visuals=(
            cylinder(0.018, (0, 0, -0.008), (0, 0, 0.046), YELLOW),
            box((0.024, 0.040, 0.050), (0, -0.020, 0.019), YELLOW),
            box((0.026, 0.036, 0.046), (0, -0.042, 0.029), MOTOR),
            cylinder(0.018, (0, -0.055, 0.018), (0, -0.061, 0.018), YELLOW),
        ),
        colliders=(box((0.040, 0.078, 0.060), (0, -0.022, 0.020)),),
    ),
)

HAND = Link(
    "gripper",
    "wrist",
    (0.0, -0.0611, 0.0181),
    rolled(QUARTER, 0.0, math.pi),
    Inertia(0.087, (0.000213627, 0.000245138, -0.025187), (2.75087e-5, 4.33657e-5, 3.45059e-5, -3.35241e-7, -5.7352e-6, -5.17847e-8)),
    _joint("wrist_roll", -2.79253, 2.79253),
    visuals=(
        cylinder(0.019, (0, 0, 0.0), (0, 0, -0.006), YELLOW),
        box((0.058, 0.034, 0.008), (-0.002, 0, -0.009), YELLOW),
        box((0.046, 0.026, 0.034), (0.006, 0, -0.026), MOTOR),
        box((0.008, 0.032, 0.046), (-0.026, 0, -0.028), YELLOW),
        box((0.026, 0.030, 0.010), (-0.020, 0, -0.047), YELLOW),
        capsule(0.007, (-0.0175, 0.006, -0.048), (-0.0160, 0.002, -0.096), YELLOW),
        capsule(0.007, (-0.0175, -0.006, -0.048), (-0.0160, -0.002, -0.096), YELLOW),
        box((0.006, 0.014, 0.026), (FIXED_X - 0.003, 0, GRASP_Z), YELLOW),
        box((0.006, 0.026, 0.030), (-0.002, 0.028, -0.030), YELLOW),
        box((0.032, 0.008, 0.032), (-0.002, 0.052, -0.040), MOTOR),
    ),
    colliders=(
        box((0.068, 0.034, 0.048), (-0.002, 0, -0.024)),
        box((0.014, 0.026, 0.055), (-0.020, 0, -0.072)),
        box((0.036, 0.044, 0.034), (-0.002, 0.036, -0.036)),
    ),
    pads=tuple(
        box((0.010, 0.008, 0.013), (FIXED_X - 0.005, y, GRASP_Z + z), YELLOW) for y in (-0.004, 0.004) for z in (-0.0065, 0.0065)
    ),
)
JAW = Link(
    "moving_jaw",
    "gripper",
    (0.0202, 0.0188, -0.0234),
    rolled(QUARTER, 0.0, 0.0),
    Inertia(0.012, (-0.00157495, -0.0300244, 0.0192755), (6.61427e-6, 1.89032e-6, 5.28738e-6, -3.19807e-7, -5.90717e-9, -1.09945e-7)),
    Joint("gripper", -0.174533, 1.74533, 4.7, 2.94, 15.0, armature=0.028, friction=0.052),
    visuals=(
        cylinder(0.014, (0, 0, -0.002), (0, 0, 0.040), YELLOW),
        box((0.016, 0.032, 0.036), (0.0, -0.016, 0.019), YELLOW),
        capsule(0.007, (0.001, -0.030, 0.025), (-0.004, -0.074, 0.021), YELLOW),
        capsule(0.007, (0.001, -0.030, 0.013), (-0.004, -0.074, 0.017), YELLOW),
        box((0.006, 0.026, 0.014), (-0.009, -0.071, 0.0189), YELLOW),
    ),
    colliders=(box((0.022, 0.034, 0.040), (0.001, -0.014, 0.019)), box((0.012, 0.054, 0.024), (0.001, -0.052, 0.019))),
    pads=tuple(
        box((0.010, 0.013, 0.008), (-0.0153 + 0.0085, GRASP_Z + 0.0234 + y, 0.0189 + z), YELLOW) for y in (-0.0065, 0.0065) for z in (-0.004, 0.004)
    ),
)

SO101 = Robot(
    name="so101",
    title="SO-101",
    source="TheRobotStudio/SO-ARM100 so101_new_calib.urdf; Feetech STS3215 data sheet; MuJoCo Menagerie",
    links=(*ARM, HAND, JAW),
    joints=("shoulder_pan", "shoulder_lift", "elbow_flex", "wrist_flex", "wrist_roll"),
    home=(0.0, -1.2, 0.5, 1.5, 0.0),
    gripper=Gripper(
        palm="gripper",
        fingers=(("gripper", LEVER_M),),
        closed_m=CLOSED_M,
        fixed_m=HALF_M,
        grasp_m=(FIXED_X + HALF_M, 0.0, GRASP_Z),
        grasp_wxyz=(0.0, math.sqrt(0.5), math.sqrt(0.5), 0.0),
        open_m=0.08,
        speed_m_s=0.15,
        force_n=20.0,
        depth_m=0.045,
        tip_m=0.013,
        finger_width_m=0.026,
        finger_thickness_m=0.020,
        pad_width_m=0.016,
        pad_length_m=0.026,
        camera_m=(-0.002, 0.055, -0.057),
        camera_towards_m=(0.004, 0.0, -0.120),
        camera_up=(0.0, 1.0, 0.0),
        camera_fovy_deg=75.0,
    ),
    self_pairs=(
        ("base", "lower_arm"),
        ("shoulder", "lower_arm"),
        *((low, high) for low in ("base", "shoulder", "upper_arm") for high in ("wrist", "gripper", "moving_jaw")),
    ),
    payload_kg=0.35,
    payload_to_m=0.3,
    stretched_kg=0.2,
    reach_m=0.41,
    pedestal_m=0.05,
    mount=Mount.TOP,
    nearest_m=0.14,
    works_at_m=0.12,
)
