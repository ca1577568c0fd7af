"""A recording says what was measured and done, in the contract's columns, and equal episodes give equal bytes."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from blueprint.contracts import episodes
from blueprint.contracts.tasks import Task
from blueprint.domain.datasets.features import array_of
from blueprint.domain.episodes.attempt import Attempt, attempt
from blueprint.domain.episodes.clearance import Clearance
from blueprint.domain.episodes.kinematics import arm_of
from blueprint.domain.episodes.poses import about_z, pose
from blueprint.domain.episodes.record import Recorder
from blueprint.domain.episodes.simulation import Simulation
from blueprint.domain.episodes.start import certified_start, start_of
from blueprint.domain.episodes.workcell import Workcell


@pytest.fixture(scope="module")
def one(cell: Workcell, mug_task: Task) -> Attempt:
    return attempt(cell, Clearance(cell), mug_task, 5)


@pytest.fixture(scope="module")
def table(one: Attempt, tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    path = tmp_path_factory.mktemp("record") / "one.parquet"
    one.recorder.write(path)
    return pq.read_table(path)


def test_the_columns_are_the_contracts(table: pa.Table) -> None:
    said = episodes.__doc__ or ""
    promised = set(re.findall(r"`([a-z_]+)`", said[said.index("Columns of the frames") :])) 
    assert set(table.column_names) == promised - {"objects", "joints"}  # these two are the header's


def test_types_and_widths_are_the_contracts(table: pa.Table, one: Attempt, cell: Workcell) -> None:
    dof, n = cell.robot.dof, len(one.recorder.objects)
    widths = {
        "joint_position": dof, "joint_velocity": dof, "joint_acceleration": dof, "joint_effort": dof, "ee_position": 3, "ee_wxyz": 4,
        "ee_velocity": 6, "action": dof + 1, "object_position": 3 * n, "object_wxyz": 4 * n, "object_velocity": 6 * n,
        "scene_joints": len(one.recorder.joints),
    }  # fmt: skip
    for name, width in widths.items():
        assert table.schema.field(name).type == pa.list_(pa.float32(), width), name
    assert table.schema.field("step").type == pa.int64()
    assert table.schema.field("timestamp").type == pa.float64()
    assert table.schema.field("gripper").type == pa.float32()
    assert one.recorder.objects == tuple(thing.id for thing in cell.world.free)
    assert len(one.recorder.joints) == 3
    assert table.num_rows == len(one.recorder)


def test_each_frame_is_measured_before_its_action(table: pa.Table, one: Attempt, cell: Workcell, mug_task: Task) -> None:
    """Played again from the recorded actions, every frame shows the state that the action was given in."""
    columns = {name: array_of(table[name]) for name in ("joint_position", "joint_velocity", "ee_position", "object_position", "action", "timestamp", "gripper")}
    simulation = Simulation(cell, start_of(cell, mug_task, 5))
    mug = one.recorder.objects.index("mug_1")
    for row in range(table.num_rows):
        if row % 20 == 0:
            at = cell.address
            assert np.array_equal(columns["joint_position"][row], simulation.arm.astype(np.float32))
            assert np.array_equal(columns["joint_velocity"][row], simulation.data.qvel[at.velocity].astype(np.float32))
            assert np.array_equal(columns["ee_position"][row], simulation.hand[:3, 3].astype(np.float32))
            assert np.array_equal(columns["object_position"][row].reshape(-1, 3)[mug], simulation.object_pose("mug_1")[:3, 3].astype(np.float32))
            assert columns["gripper"][row] == pytest.approx(simulation.opening / cell.robot.gripper.open_m, abs=1e-6)
            assert columns["timestamp"][row] == pytest.approx(row / cell.fps)
        assert columns["action"][row].tobytes() == one.recorder.actions[row].tobytes()
        simulation.apply(one.recorder.actions[row])


def test_the_hand_is_where_the_joints_of_its_frame_put_it(table: pa.Table, cell: Workcell) -> None:
    base = pose(np.array(cell.base.position_m), about_z(cell.base.yaw_rad)[:3, :3])
    for joints, position in zip(array_of(table["joint_position"]), array_of(table["ee_position"]), strict=True):
        assert np.allclose((base @ arm_of(cell.robot).forward(joints.astype(float)))[:3, 3], position, atol=2e-6)


def test_contacts_are_of_the_robot_and_of_what_it_moves(table: pa.Table, cell: Workcell) -> None:
    rows = table["contacts"].to_pylist()
    pairs = {frozenset((each["a"], each["b"])) for row in rows for each in row}
    assert frozenset(("robot", "mug_1")) in pairs
    assert all(pair & {"robot", "mug_1"} for pair in pairs)
    assert all(each["force"] > 0 and len(each["position"]) == 3 and each["a"] != each["b"] for row in rows for each in row)
    held = [any({each["a"], each["b"]} == {"robot", "mug_1"} for each in row) for row, phase in zip(rows, table["phase"].to_pylist(), strict=True) if phase == "transfer"]
    assert np.mean(held) > 0.9


def test_the_phases_come_in_their_order(table: pa.Table) -> None:
    phases = table["phase"].to_pylist()
    order = [phase for index, phase in enumerate(phases) if index == 0 or phases[index - 1] != phase]
    assert order[-8:] == ["approach", "descend", "grasp", "lift", "transfer", "place", "release", "retreat"][-7:] + ["hold"]


def test_the_end_effector_moves_as_its_velocity_says(table: pa.Table, cell: Workcell) -> None:
    position, velocity = array_of(table["ee_position"]).astype(float), array_of(table["ee_velocity"]).astype(float)
    between = (velocity[1:, :3] + velocity[:-1, :3]) / 2
    assert np.abs(np.diff(position, axis=0) * cell.fps - between).max() < 0.08
    assert np.abs(velocity[:, :3]).max() > 0.2


def test_equal_episodes_give_equal_bytes(one: Attempt, cell: Workcell, mug_task: Task, tmp_path: Path) -> None:
    again = attempt(cell, Clearance(cell), mug_task, 5)
    other = attempt(cell, Clearance(cell), mug_task, 6)
    for name, each in (("one", one), ("again", again), ("other", other)):
        each.recorder.write(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "again").read_bytes()
    assert (tmp_path / "one").read_bytes() != (tmp_path / "other").read_bytes()


def test_an_episode_without_a_frame_has_the_same_columns(table: pa.Table, cell: Workcell, mug_task: Task, tmp_path: Path) -> None:
    recorder = Recorder(Simulation(cell, certified_start(cell.robot)), mug_task)
    recorder.write(tmp_path / "none.parquet")
    empty = pq.read_table(tmp_path / "none.parquet")
    assert empty.num_rows == 0
    assert empty.schema == table.schema
