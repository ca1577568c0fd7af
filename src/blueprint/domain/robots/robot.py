"""A robot arm with a gripper as a description: what a planner asks it, and the tables that `attach` builds it from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from blueprint.domain.robots.links import Array, Joint, Link, Quaternion, Vector


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
    pedestal_m: half width of the stand under the base. source: where the figures were published.
    payload_kg: largest load in the gripper. reach_m: from the first joint's axis to the flange, stretched out.
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
    reach_m: float
    pedestal_m: float

    @cached_property
    def driven(self) -> tuple[Joint, ...]:
        """The arm's joints, base to tip."""
        by_name = {link.joint.name: link.joint for link in self.links if link.joint is not None}
        return tuple(by_name[name] for name in self.joints)

    @property
    def dof(self) -> int:
        return len(self.joints)

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
        """(dof,) a pose to start from: clear of itself, the hand in front and pointing down."""
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
