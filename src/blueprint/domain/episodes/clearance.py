"""Is the robot, with what it holds, clear of everything? Asked of MuJoCo's own colliders at the scene's present state."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from dataclasses import dataclass

import mujoco
import numpy as np

from blueprint.domain.episodes.poses import Array, inverse, pose, wxyz
from blueprint.domain.episodes.simulation import Simulation
from blueprint.domain.episodes.workcell import Workcell

ARM_MARGIN_M, HAND_MARGIN_M = 0.006, 0.002
"""Nearer than this counts as touching: the arm's links, and the hand, which has to come near."""

ARM, HAND, LOAD = 1, 2, 4
"""Bits of who looks for contacts."""


@dataclass(frozen=True)
class Held:
    """What the hand carries, and its root body's pose in the grasp site's frame, (4, 4)."""

    object_id: str
    transform_object_to_hand: Array


class Clearance:
    """A copy of the workcell in which only the robot and what it holds collide. Not for two threads."""

    def __init__(self, cell: Workcell) -> None:
        self.cell = cell
        self._model = mujoco.MjModel.__copy__(cell.model)
        model = self._model
        model.opt.enableflags = 0
        model.opt.disableflags |= int(mujoco.mjtDisableBit.mjDSBL_ISLAND)
        self._collides = ((model.geom_contype != 0) | (model.geom_conaffinity != 0)).astype(np.int32)
        self._robot = np.zeros(model.ngeom, dtype=bool)
        self._robot[list(cell.robot_geoms)] = True
        self._hand = np.zeros(model.ngeom, dtype=bool)
        self._hand[list(cell.finger_geoms)] = True
        self._data = mujoco.MjData(model)
        self._held: Held | None = None
        self._held_geoms = np.zeros(model.ngeom, dtype=bool)
        self._ignored = np.zeros(model.ngeom, dtype=bool)
        self._masks()
        self.asked = 0

    def see(self, simulation: Simulation) -> None:
        """Take over where everything is now; nothing is held."""
        self._data.qpos[:] = simulation.data.qpos
        self.hold(None)

    def place(self, object_id: str, position: Array, quaternion: Array) -> None:
        """Think of an object as being elsewhere."""
        first = self._root_address(object_id)
        self._data.qpos[first : first + 3], self._data.qpos[first + 3 : first + 7] = position, quaternion

    def open_joint(self, name: str, value: float) -> None:
        """Think of a scene's joint as being elsewhere."""
        self._data.qpos[self._model.jnt_qposadr[self._model.joint(name).id]] = value

    def stand_at(self, position: Array, yaw_rad: float) -> None:
        """Think of the robot's base as being elsewhere, at the same height."""
        stand = self._model.body(self.cell.mounted.stand).id
        self._model.body_pos[stand], self._model.body_quat[stand] = position, (np.cos(yaw_rad / 2), 0, 0, np.sin(yaw_rad / 2))

    def hold(self, held: Held | None) -> None:
        self._held = held
        self._held_geoms[:] = False
        if held is not None:
            self._held_geoms[list(self.cell.thing(held.object_id).geoms)] = True
        self._masks()

    def ignore(self, object_ids: tuple[str, ...]) -> None:
        """Let the hand touch these objects: what it is about to take, push or press."""
        self._ignored[:] = False
        for name in object_ids:
            self._ignored[list(self.cell.thing(name).geoms)] = True
        self._masks()

    def free(self, arm: Array, opening: float = 1.0) -> bool:
        """The arm at joints (dof,) rad, the gripper open by this share, touches nothing but what is ignored."""
        return not self.touches(arm, opening)

    def touches(self, arm: Array, opening: float = 1.0) -> tuple[str, str] | None:
        """Who touches whom, or None."""
        self.asked += 1
        model, data, at = self._model, self._data, self.cell.address
        data.qpos[at.position] = arm
        gripper = self.cell.robot.gripper
        data.qpos[at.fingers] = (opening * gripper.open_m - gripper.closed_m) * at.finger_share / (at.finger_share @ at.finger_share)
        mujoco.mj_kinematics(model, data)
        if self._held is not None:
            self._carry()
        mujoco.mj_collision(model, data)
        if not data.ncon:
            return None
        one, other = data.contact.geom[0]
        return self.cell.owner[one], self.cell.owner[other]

    def _carry(self) -> None:
        assert self._held is not None
        site = self.cell.address.site
        hand = pose(self._data.site_xpos[site], self._data.site_xmat[site])
        carried = hand @ self._held.transform_object_to_hand
        self.place(self._held.object_id, carried[:3, 3], wxyz(carried[:3, :3]))
        mujoco.mj_kinematics(self._model, self._data)

    def _masks(self) -> None:
        """Arm, hand and load look for contacts, each by its own bit; everything else is only found: by all of them, what is ignored not by the hand.
        What is held is found by the arm alone."""
        model = self._model
        arm = self._robot & ~self._hand
        found = np.where(self._held_geoms, ARM, np.where(self._ignored & ~self._robot, ARM | LOAD, np.where(self._hand, ARM | HAND, ARM | HAND | LOAD)))
        model.geom_contype[:] = np.select([self._held_geoms, self._hand, arm], [LOAD, HAND, ARM], 0) * self._collides
        model.geom_conaffinity[:] = found * self._collides
        model.geom_margin[:] = np.where(self._hand | self._held_geoms, HAND_MARGIN_M, np.where(self._robot, ARM_MARGIN_M, 0.0))
        for masks, geoms in ((model.body_contype, model.geom_contype), (model.body_conaffinity, model.geom_conaffinity)):
            masks[:] = 0
            np.bitwise_or.at(masks, model.geom_bodyid, geoms)

    def _root_address(self, object_id: str) -> int:
        return int(self._model.jnt_qposadr[self._model.body_jntadr[self.cell.thing(object_id).root]])


def held_now(simulation: Simulation, object_id: str) -> Held:
    """The object where it is in the hand."""
    return Held(object_id, inverse(simulation.hand) @ simulation.object_pose(object_id))
