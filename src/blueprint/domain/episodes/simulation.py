"""One running episode: a workcell's state, moved on by actions, one control period at a time.

An action is float32 (dof + 1): joint targets in radians, and the gripper's opening 0 … 1. The servos' targets go from the last action to this
one in equal steps over the period; the gripper's is set at once. The same start and the same actions give the same bytes.
"""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import mujoco
import numpy as np
from numpy.typing import NDArray

from blueprint.domain.episodes.poses import Array, pose
from blueprint.domain.episodes.workcell import Workcell


@dataclass(frozen=True)
class Start:
    """What differs from the certified scene when an episode begins. arm: (dof,) rad. objects: id → (position m, w-x-y-z) of its root body.
    joints: prim path → value of a scene's joint."""

    arm: Array
    objects: Mapping[str, tuple[Array, Array]] = field(default_factory=dict)
    joints: Mapping[str, float] = field(default_factory=dict)


class Simulation:
    def __init__(self, cell: Workcell, start: Start) -> None:
        self.cell = cell
        self.data = mujoco.MjData(cell.model)
        self.reset(start)

    def reset(self, start: Start) -> None:
        """To the certified scene, changed as `start` says; the gripper open."""
        model, data, at = self.cell.model, self.data, self.cell.address
        mujoco.mj_resetData(model, data)
        data.qpos[at.position] = start.arm
        opened = self.cell.robot.gripper.open_m - self.cell.robot.gripper.closed_m
        data.qpos[at.fingers] = opened * at.finger_share / (at.finger_share @ at.finger_share)
        for name, (position, quaternion) in start.objects.items():
            self.put(name, position, quaternion)
        for name, value in start.joints.items():
            data.qpos[model.jnt_qposadr[model.joint(name).id]] = value
        data.ctrl[at.actuator], data.ctrl[at.gripper] = start.arm, 1.0
        mujoco.mj_forward(model, data)

    def put(self, object_id: str, position: Array, quaternion: Array) -> None:
        """Its root body there; nothing that depends on it is computed."""
        first = self._root_address(object_id)
        self.data.qpos[first : first + 3], self.data.qpos[first + 3 : first + 7] = position, quaternion

    def apply(self, action: NDArray[np.float32]) -> None:
        model, data, at, steps = self.cell.model, self.data, self.cell.address, self.cell.substeps
        wanted, control = action.astype(np.float64), data.ctrl
        before = control[at.actuator]
        control[at.gripper] = wanted[-1]
        for targets in before + (wanted[:-1] - before) / steps * np.arange(1, steps + 1)[:, None]:
            control[at.actuator] = targets
            mujoco.mj_step(model, data)
        for derive in (mujoco.mj_kinematics, mujoco.mj_comPos, mujoco.mj_comVel):  # a step leaves poses and velocities of its beginning
            derive(model, data)

    # what is measured

    @property
    def arm(self) -> Array:
        """(dof,) rad"""
        return self.data.qpos[self.cell.address.position].copy()

    @property
    def opening(self) -> float:
        """Between the pads, in metres."""
        at = self.cell.address
        return float(self.cell.robot.gripper.closed_m + at.finger_share @ self.data.qpos[at.fingers])

    @property
    def hand(self) -> Array:
        """(4, 4) of the grasp site in the world."""
        site = self.cell.address.site
        return pose(self.data.site_xpos[site], self.data.site_xmat[site])

    def body_pose(self, body: int) -> Array:
        """(4, 4) in the world."""
        return pose(self.data.xpos[body], self.data.xmat[body])

    def object_pose(self, object_id: str) -> Array:
        return self.body_pose(self.cell.thing(object_id).root)

    def joint(self, name: str) -> float:
        """A scene's joint: radians or metres."""
        return float(self.data.qpos[self.cell.model.jnt_qposadr[self.cell.model.joint(name).id]])

    def touching(self, a: frozenset[int], b: frozenset[int]) -> float:
        """Sum of the normal forces between two sets of geoms, in newtons."""
        if not len(self.data.contact.geom):
            return 0.0
        forces = self.normal_forces()
        pairs = zip(self.data.contact.geom.tolist(), forces.tolist(), strict=True)
        return sum(force for (one, other), force in pairs if (one in a and other in b) or (one in b and other in a))

    def normal_forces(self) -> Array:
        """(ncon,) newtons of each contact. In an elliptic cone a contact's first row is its normal; what sleeps has none."""
        data = self.data
        rows = data.contact.efc_address
        return np.where(rows >= 0, data.efc_force[rows], 0.0) if len(data.efc_force) else np.zeros(len(rows))

    def fingerprint(self) -> str:
        """Of the whole state: positions, velocities, actuators, warm start and time."""
        size = mujoco.mj_stateSize(self.cell.model, mujoco.mjtState.mjSTATE_INTEGRATION)
        state = np.zeros(size)
        mujoco.mj_getState(self.cell.model, self.data, state, mujoco.mjtState.mjSTATE_INTEGRATION)
        return hashlib.sha256(state.tobytes()).hexdigest()

    def _root_address(self, object_id: str) -> int:
        model = self.cell.model
        return int(model.jnt_qposadr[model.body_jntadr[self.cell.thing(object_id).root]])
