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
        self._rows: dict[str, list[Any]] = {}
        self.positions: list[Array] = []

    def capture(self, action: NDArray[np.float32], phase: str) -> None:
        data, at = self.simulation.data, self.simulation.cell.address
        poses = data.qpos[self._poses] if len(self._poses) else np.zeros((0, 7))
        speed = np.zeros(6)
        mujoco.mj_objectVelocity(self.simulation.cell.model, data, mujoco.mjtObj.mjOBJ_SITE, at.site, speed, 0)
        step = len(self.positions)
        row = {
            "step": step, "timestamp": step / self.simulation.cell.fps, "phase": phase, "joint_position": data.qpos[at.position],
            "joint_velocity": data.qvel[at.velocity], "joint_acceleration": data.qacc[at.velocity],
            "joint_effort": data.qfrc_actuator[at.velocity], "gripper": self.simulation.opening / self.simulation.cell.robot.gripper.open_m,
            "ee_position": data.site_xpos[at.site], "ee_wxyz": wxyz(data.site_xmat[at.site].reshape(3, 3)),
            "ee_velocity": np.concatenate([speed[3:], speed[:3]]), "action": action, "object_position": poses[:, :3].ravel(),
            "object_wxyz": poses[:, 3:].ravel(), "object_velocity": data.qvel[self._speeds].ravel() if len(self._speeds) else np.zeros(0),
            "scene_joints": data.qpos[self._joints], "contacts": self._contacts(),
        }  # fmt: skip
        for name, value in row.items():
            self._rows.setdefault(name, []).append(value.astype(np.float32) if isinstance(value, np.ndarray) else value)
        self.positions.append(data.qpos.copy())

    def __len__(self) -> int:
        return len(self.positions)

    @property
    def actions(self) -> list[NDArray[np.float32]]:
        return self._rows.get("action", [])

    def write(self, path: Path) -> None:
        """As parquet; equal episodes give equal bytes, and an episode without a frame the same columns."""
        columns: dict[str, pa.Array] = {}
        for name, kind in self._columns().items():
            values = self._rows.get(name, [])
            if not isinstance(kind, int):
                columns[name] = pa.array(values, kind)
            elif kind:
                columns[name] = pa.FixedSizeListArray.from_arrays(pa.array(np.concatenate([np.zeros(0, np.float32), *values]), pa.float32()), kind)
            else:
                columns[name] = pa.nulls(len(values))
        pq.write_table(pa.table(columns), path, compression="zstd")

    def _columns(self) -> dict[str, pa.DataType | int]:
        """The type of each, or how many float32 a vector has."""
        dof, n = self.simulation.cell.robot.dof, len(self.objects)
        return {
            "step": pa.int64(), "timestamp": pa.float64(), "phase": pa.string(), "joint_position": dof, "joint_velocity": dof,
            "joint_acceleration": dof, "joint_effort": dof, "gripper": pa.float32(), "ee_position": 3, "ee_wxyz": 4, "ee_velocity": 6,
            "action": dof + 1, "object_position": 3 * n, "object_wxyz": 4 * n, "object_velocity": 6 * n, "scene_joints": len(self.joints),
            "contacts": pa.list_(_CONTACT),
        }  # fmt: skip

    def _contacts(self) -> list[dict[str, Any]]:
        data, model, owner = self.simulation.data, self.simulation.cell.model, self.simulation.cell.owner
        found: dict[tuple[str, str], list[Any]] = {}
        force = np.zeros(6)
        pairs = data.contact.geom[: data.ncon]
        for index in np.flatnonzero(self._watched[pairs].any(axis=1)) if len(pairs) else ():
            one, other = owner[pairs[index, 0]], owner[pairs[index, 1]]
            if one == other:
                continue
            mujoco.mj_contactForce(model, data, int(index), force)
            if force[0] <= 0:
                continue
            entry = found.setdefault((one, other), [0.0, np.zeros(3)])
            entry[0] += float(force[0])
            entry[1] += float(force[0]) * data.contact.pos[index]
        return [
            {"a": one, "b": other, "force": total, "position": (weighted / total).astype(np.float32).tolist()}
            for (one, other), (total, weighted) in found.items()
        ]

