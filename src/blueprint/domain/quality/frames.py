"""A recording's frames as arrays, checked against its header: nothing that is judged or converted is taken on trust."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from blueprint.contracts.episodes import Recording
from blueprint.core.errors import ContractError
from blueprint.domain.datasets.durable import sha256_of
from blueprint.domain.datasets.features import array_of

Array = NDArray[Any]

ROBOT = "robot"
_TIMESTAMP_S = 1e-4


@dataclass(frozen=True)
class Contact:
    """Bodies a and b press on each other with `force` N at `position` in a frame: objects by their ids, the whole robot as `robot`."""

    frame: int
    a: str
    b: str
    force: float
    position: tuple[float, float, float]

    def by_robot_on(self, objects: set[str]) -> bool:
        return (self.a == ROBOT and self.b in objects) or (self.b == ROBOT and self.a in objects)


@dataclass(frozen=True)
class Frames:
    """T frames, in the columns and units of contracts/episodes.py. object_*: (T, n, 3 | 4 | 6), in the order of the header's objects."""

    joint_position: Array
    joint_velocity: Array
    joint_acceleration: Array
    joint_effort: Array
    gripper: Array
    ee_position: Array
    ee_wxyz: Array
    ee_velocity: Array
    action: Array
    object_position: Array
    object_wxyz: Array
    object_velocity: Array
    scene_joints: Array
    contacts: tuple[Contact, ...]

    def __len__(self) -> int:
        return len(self.joint_position)


def read_frames(path: Path, header: Recording) -> Frames:
    """Raises ContractError naming the column that is absent, of another shape, not finite, out of step, or other than the header's digest says."""
    if sha256_of(path) != header.frames_sha256:
        raise ContractError(path.name, "frames_sha256", header.frames_sha256, sha256_of(path))
    try:
        table = pq.read_table(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise ContractError(path.name, "", "a parquet file of frames", str(error)) from error
    if table.num_rows != header.frame_count:
        raise ContractError(path.name, "frame_count", str(header.frame_count), table.num_rows)
    dof, n = _width(table, path, "joint_position"), len(header.objects)
    _check_time(table, path, header)
    widths = {
        "joint_position": dof, "joint_velocity": dof, "joint_acceleration": dof, "joint_effort": dof, "gripper": 1, "ee_position": 3, "ee_wxyz": 4,
        "ee_velocity": 6, "action": dof + 1, "object_position": 3 * n, "object_wxyz": 4 * n, "object_velocity": 6 * n, "scene_joints": len(header.joints),
    }  # fmt: skip
    columns = {name: _column(table, path, name, width) for name, width in widths.items()}
    for name, each in (("object_position", 3), ("object_wxyz", 4), ("object_velocity", 6)):
        columns[name] = columns[name].reshape(table.num_rows, n, each)
    return Frames(**columns, contacts=_contacts(table, path))


def _width(table: pa.Table, path: Path, name: str) -> int:
    _demand(table, path, name)
    first = array_of(table[name])
    return first.shape[1] if first.ndim == 2 else 1


def _demand(table: pa.Table, path: Path, name: str) -> None:
    if name not in table.column_names:
        raise ContractError(path.name, name, "a column of the frames", None)


def _column(table: pa.Table, path: Path, name: str, width: int) -> Array:
    """(T, width), or (T,) of `gripper`."""
    if width == 0:
        return np.zeros((table.num_rows, 0))
    _demand(table, path, name)
    if table[name].null_count:
        raise ContractError(path.name, name, "a value in every frame", f"{table[name].null_count} nulls")
    try:
        found = array_of(table[name]).astype(np.float64)
    except (ValueError, TypeError, pa.ArrowInvalid) as error:
        raise ContractError(path.name, name, f"{width} numbers per frame", str(error)) from error
    found = found[:, None] if found.ndim == 1 else found
    if found.shape[1] != width:
        raise ContractError(path.name, name, f"{width} numbers per frame", found.shape[1])
    if not np.isfinite(found).all():
        raise ContractError(path.name, name, "finite numbers", f"frame {int(np.argmin(np.isfinite(found).all(axis=1)))}")
    return found[:, 0] if name == "gripper" else found


def _check_time(table: pa.Table, path: Path, header: Recording) -> None:
    for name in ("step", "timestamp"):
        _demand(table, path, name)
    steps, times = array_of(table["step"]), array_of(table["timestamp"])
    if not np.array_equal(steps, np.arange(len(steps)) + (steps[0] if len(steps) else 0)):
        raise ContractError(path.name, "step", "one more in each frame", steps[:5].tolist())
    gaps = np.diff(times)
    if len(gaps) and np.abs(gaps - 1 / header.fps).max() > _TIMESTAMP_S:
        raise ContractError(path.name, "timestamp", f"frames {1 / header.fps:.6f} s apart", f"{gaps.min():.6f} to {gaps.max():.6f} s")


def _contacts(table: pa.Table, path: Path) -> tuple[Contact, ...]:
    _demand(table, path, "contacts")
    found: list[Contact] = []
    for frame, row in enumerate(table["contacts"].to_pylist()):
        for each in row or ():
            x, y, z = each["position"]
            found.append(Contact(frame, str(each["a"]), str(each["b"]), float(each["force"]), (float(x), float(y), float(z))))
    return tuple(found)
