"""What is written down of an episode, frame by frame: measured at the start of each control period, with the action that followed."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mujoco
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from blueprint.contracts.tasks import Task
from blueprint.domain.episodes.poses import Array, wxyz
from blueprint.domain.episodes.simulation import Simulation

_CONTACT = pa.struct([("a", pa.string()), ("b", pa.string()), ("force", pa.float32()), ("position", pa.list_(pa.float32(), 3))])


@dataclass
class Recorder:
    """Of one episode. objects: ids of what can move freely, joints: names of the scene's joints, both in the order of their columns."""

    simulation: Simulation
    task: Task
    objects: tuple[str, ...] = field(init=False)
    joints: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        cell = self.simulation.cell
        model = cell.model
        free = cell.world.free
        self.objects = tuple(thing.id for thing in free)
        scene = [joint for thing in cell.world.things.values() for joint in thing.joints]
        self.joints = tuple(model.joint(joint).name for joint in scene)
        first = np.array([model.jnt_qposadr[model.body_jntadr[thing.root]] for thing in free], dtype=np.intp)
        speeds = np.array([model.body_dofadr[thing.root] for thing in free], dtype=np.intp)
        self._poses = (first[:, None] + np.arange(7)).astype(np.intp)
        self._speeds = (speeds[:, None] + np.arange(6)).astype(np.intp)
        self._joints = model.jnt_qposadr[scene].astype(np.intp)
        moved = {step.object for step in self.task.steps}
        self._watched = np.array([owner == "robot" or owner in moved for owner in cell.owner])
        self._names = tuple(dict.fromkeys(cell.owner))
        self._owner = np.array([self._names.index(owner) for owner in cell.owner])
        self._frames: dict[str, list[Any]] = {name: [] for name in ("velocity", "acceleration", "effort", "hand", "turned", "twist", "contacts", "phase")}
        self.positions: list[Array] = []
        self.actions: list[NDArray[np.float32]] = []

    def capture(self, action: NDArray[np.float32], phase: str) -> None:
        """As the simulator has it; `write` makes the columns of it."""
        data, at, twist = self.simulation.data, self.simulation.cell.address, np.zeros(6)
        mujoco.mj_objectVelocity(self.simulation.cell.model, data, mujoco.mjtObj.mjOBJ_SITE, at.site, twist, 0)
        frame = {
            "velocity": data.qvel.copy(), "acceleration": data.qacc[at.velocity], "effort": data.qfrc_actuator[at.velocity],
            "hand": data.site_xpos[at.site].copy(), "turned": wxyz(data.site_xmat[at.site].reshape(3, 3)), "twist": twist,
            "contacts": self._contacts(), "phase": phase,
        }  # fmt: skip
        for name, value in frame.items():
            self._frames[name].append(value)
        self.positions.append(data.qpos.copy())
        self.actions.append(action)

    def __len__(self) -> int:
        return len(self.positions)

    def write(self, path: Path) -> None:
        """As parquet; equal episodes give equal bytes, and an episode without a frame the same columns."""
        columns: dict[str, pa.Array] = {}
        values = self._values()
        for name, kind in self._columns().items():
            if not isinstance(kind, int):
                columns[name] = pa.array(values[name], kind)
            elif kind:
                flat = np.asarray(values[name], np.float32).ravel()
                columns[name] = pa.FixedSizeListArray.from_arrays(pa.array(flat, pa.float32()), kind)
            else:
                columns[name] = pa.nulls(len(self))
        pq.write_table(pa.table(columns), path, compression="zstd")

    def _values(self) -> dict[str, Any]:
        cell, count, frames = self.simulation.cell, len(self), self._frames
        at, gripper = cell.address, cell.robot.gripper
        position = np.asarray(self.positions).reshape(count, cell.model.nq)
        velocity = np.asarray(frames["velocity"]).reshape(count, cell.model.nv)
        twist, poses = np.asarray(frames["twist"]).reshape(count, 6), position[:, self._poses]
        return {
            "step": range(count), "timestamp": np.arange(count) / cell.fps, "phase": frames["phase"], "joint_position": position[:, at.position],
            "joint_velocity": velocity[:, at.velocity], "joint_acceleration": frames["acceleration"], "joint_effort": frames["effort"],
            "gripper": ((gripper.closed_m + position[:, at.fingers] @ at.finger_share) / gripper.open_m).astype(np.float32),
            "ee_position": frames["hand"], "ee_wxyz": frames["turned"], "ee_velocity": twist[:, [3, 4, 5, 0, 1, 2]], "action": self.actions,
            "object_position": poses[:, :, :3], "object_wxyz": poses[:, :, 3:], "object_velocity": velocity[:, self._speeds],
            "scene_joints": position[:, self._joints], "contacts": [list(map(self._named, each)) for each in frames["contacts"]],
        }  # fmt: skip

    def _named(self, contact: tuple[int, int, float, NDArray[np.float32]]) -> dict[str, Any]:
        one, other, force, place = contact
        return {"a": self._names[one], "b": self._names[other], "force": force, "position": place}

    def _columns(self) -> dict[str, pa.DataType | int]:
        """The type of each, or how many float32 a vector has."""
        dof, n = self.simulation.cell.robot.dof, len(self.objects)
        return {
            "step": pa.int64(), "timestamp": pa.float64(), "phase": pa.string(), "joint_position": dof, "joint_velocity": dof,
            "joint_acceleration": dof, "joint_effort": dof, "gripper": pa.float32(), "ee_position": 3, "ee_wxyz": 4, "ee_velocity": 6,
            "action": dof + 1, "object_position": 3 * n, "object_wxyz": 4 * n, "object_velocity": 6 * n, "scene_joints": len(self.joints),
            "contacts": pa.list_(_CONTACT),
        }  # fmt: skip

    def _contacts(self) -> list[tuple[int, int, float, NDArray[np.float32]]]:
        """By pairs of owners, in the order in which they are met: both, the sum of the normal forces, and where on average."""
        data = self.simulation.data
        pairs = data.contact.geom
        if not len(pairs):
            return []
        owners, force = self._owner[pairs], self.simulation.normal_forces()
        counted = np.flatnonzero(self._watched[pairs].any(axis=1) & (owners[:, 0] != owners[:, 1]) & (force > 0))
        places = data.contact.pos[counted]
        found: dict[tuple[int, int], tuple[float, Array]] = {}
        for (one, other), pressed, place in zip(owners[counted].tolist(), force[counted].tolist(), places, strict=True):
            total, weighted = found.get((one, other), (0.0, np.zeros(3)))
            found[one, other] = total + pressed, weighted + pressed * place
        return [(one, other, total, (weighted / total).astype(np.float32)) for (one, other), (total, weighted) in found.items()]
