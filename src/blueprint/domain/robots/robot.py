"""A robot arm with a gripper as a description: what a planner asks it, and the tables that `attach` builds it from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from blueprint.domain.robots.links import Array, Joint, Link, Quaternion, Vector


class Mount(StrEnum):
    """What a robot is fixed to: a stand of its own on the floor, or the top of the furniture it works on."""

    FLOOR = "floor"
    TOP = "top"


@dataclass(frozen=True)
class Gripper:
    """Two fingers that one actuator drives.

    fingers: joint → metres of opening per unit of the joint; opening = closed_m + Σ coefficient × joint.
    fixed_m: None where both fingers move; else one stays this far from the grasp point along -Y, and an object is to be put against it.
    palm: the link that carries them. grasp: where in the palm's frame the pads' middles meet (Z out of the hand, Y along the opening).
    open_m: largest opening between the pads. speed_m_s: how fast the opening changes at most. force_n: the hand's largest squeeze.
    depth_m: from the grasp point back to the palm: what an object may fill. tip_m: from the grasp point on to the finger tips.
    finger_width_m: a finger's extent along X; finger_thickness_m: along Y, outside of the pad's face.
    pad_width_m, pad_length_m: the gripping face along X and Z.
    camera_m, camera_towards_m: where the wrist camera sits and what it looks at, in the palm's frame; camera_up: the picture's up.
    """

    palm: str
    fingers: tuple[tuple[str, float], ...]
    closed_m: float
    fixed_m: float | None
    grasp_m: Vector
    grasp_wxyz: Quaternion
    open_m: float
    speed_m_s: float
    force_n: float
    depth_m: float
    tip_m: float
    finger_width_m: float
    finger_thickness_m: float
    pad_width_m: float
    pad_length_m: float
    camera_m: Vector
    camera_towards_m: Vector
    camera_up: Vector
    camera_fovy_deg: float


@dataclass(frozen=True)
class Robot:
    """An arm, base to tip, with its gripper. Cheap: nothing of the simulator is loaded by it.

    links: parents before children; the first is the base. self_pairs: links that can touch each other in reachable poses.
    pedestal_m: half width of the stand under the base, or of the base that is clamped to a top. source: where the figures were published.
    payload_kg: largest load in the gripper, up to payload_to_m away; stretched_kg: at its whole reach, less and less between the two.
    reach_m: from the first joint's axis to the flange, stretched out.
    nearest_m: from the base frame's Z to the nearest that the hand works at. works_at_m: height over the base about which the reach counts.
    """

    name: str
    title: str
    source: str
    links: tuple[Link, ...]
    joints: tuple[str, ...]
    home: tuple[float, ...]
    gripper: Gripper
    self_pairs: tuple[tuple[str, str], ...]
    payload_kg: float
    payload_to_m: float
    stretched_kg: float
    reach_m: float
    pedestal_m: float
    mount: Mount
    nearest_m: float
    works_at_m: float

    @cached_property
    def driven(self) -> tuple[Joint, ...]:
        """The arm's joints, base to tip."""
        by_name = {link.joint.name: link.joint for link in self.links if link.joint is not None}
        return tuple(by_name[name] for name in self.joints)

    @property
    def dof(self) -> int:
        return len(self.joints)

    def carries_to_m(self, load_kg: float) -> float:
        """How far away it carries such a load, which is no more than its payload: less and less far beyond where the payload holds."""
        if load_kg <= self.stretched_kg:
            return self.reach_m
        return self.payload_to_m + (self.reach_m - self.payload_to_m) * (self.payload_kg - load_kg) / (self.payload_kg - self.stretched_kg)

    @property
    def foot(self) -> Array:
        """(4, 2) corners of the rectangle that the base's colliders fill, in the base's frame."""
        boxes = [(np.array(solid.position_m[:2]), np.array(solid.size[:2])) for solid in self.links[0].colliders]
        low, high = np.min([at - half for at, half in boxes], axis=0), np.max([at + half for at, half in boxes], axis=0)
        return np.array([low, (high[0], low[1]), high, (low[0], high[1])])

    @property
    def planar(self) -> bool:
        """Fewer than six joints: the hand's approach stays in the vertical plane through the first joint's axis and the last one's."""
        return self.dof < 6

    @property
    def lower_rad(self) -> Array:
        """(dof,)"""
        return np.array([joint.lower for joint in self.driven])

    @property
    def upper_rad(self) -> Array:
        """(dof,)"""
        return np.array([joint.upper for joint in self.driven])

    @property
    def velocity_rad_s(self) -> Array:
        """(dof,) largest joint speeds."""
        return np.array([joint.velocity for joint in self.driven])

    @property
    def torque_nm(self) -> Array:
        """(dof,) largest joint torques."""
        return np.array([joint.force for joint in self.driven])

    @property
    def acceleration_rad_s2(self) -> Array:
        """(dof,) largest joint accelerations."""
        return np.array([joint.acceleration for joint in self.driven])

    @property
    def servo_lag_s(self) -> Array:
        """(dof,) by how much a joint trails a moving target: a servo told to be at q + lag × q̇ is at q."""
        return np.array([joint.servo_damping / joint.stiffness for joint in self.driven])

    @property
    def home_rad(self) -> Array:
        """(dof,) a pose to start from: clear of itself, the hand in front and pointing down, of an arm on a top down and ahead."""
        return np.array(self.home)

    @property
    def fingers(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.gripper.fingers)

    @property
    def gripper_open_m(self) -> float:
        return self.gripper.open_m

    @property
    def grip_force_n(self) -> float:
        return self.gripper.force_n

    @property
    def finger_depth_m(self) -> float:
        return self.gripper.depth_m

    @property
    def finger_width_m(self) -> float:
        return self.gripper.finger_width_m

    @property
    def pad_length_m(self) -> float:
        return self.gripper.pad_length_m
