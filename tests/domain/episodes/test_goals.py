"""A goal is met when everything about it holds on the simulator's state, and missed, by name, when any of it does not."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import mujoco
import numpy as np
import pytest

from blueprint.contracts.tasks import Step, Task, TaskSet
from blueprint.domain.episodes.attempt import poses_of
from blueprint.domain.episodes.goals import Verdict, judge
from blueprint.domain.episodes.kinematics import arm_of, in_base
from blueprint.domain.episodes.poses import Array, about_z, matrix, moved, pose, wxyz
from blueprint.domain.episodes.simulation import Simulation, Start
from blueprint.domain.episodes.workcell import Workcell
from blueprint.domain.grasping.solid import solid_of

DRAWER = "/World/Objects/drawers_1/joints/drawer_slide"
SIDEWAYS = matrix(np.array([np.cos(np.pi / 4), np.sin(np.pi / 4), 0.0, 0.0]))


def _task(like: Task, step: Step) -> Task:
    return like.model_copy(update={"steps": (step,)})


def _judged(cell: Workcell, task: Task, objects: dict[str, Array], joints: dict[str, float] | None = None, arm: Array | None = None) -> Verdict:
    """The verdict on a state; the episode began at the certified one."""
    begun = poses_of(Simulation(cell, Start(cell.robot.home_rad)), task)
    placed = {name: (where[:3, 3], wxyz(where[:3, :3])) for name, where in objects.items()}
    return judge(Simulation(cell, Start(cell.robot.home_rad if arm is None else arm, placed, joints or {})), task, begun)


@pytest.fixture(scope="module")
def begun(cell: Workcell) -> dict[str, Array]:
    simulation = Simulation(cell, Start(cell.robot.home_rad))
    return {thing.id: simulation.object_pose(thing.id) for thing in cell.world.free}


@pytest.fixture(scope="module")
def on_table(cell: Workcell, mug_task: Task, begun: dict[str, Array]) -> tuple[Task, Array]:
    """The mug on a free spot of the table, and where it stands when that is done."""
    goal = moved(begun["mug_1"], np.array([0.1, -0.25, 0.0]))
    x, y, z = (float(value) for value in goal[:3, 3])
    step = Step(kind="pick_place", object="mug_1", relation="on", reference="table_1", goal_m=(x, y, z), tolerance_m=0.05)
    return _task(mug_task, step), goal


def test_a_thing_at_rest_at_its_goal_is_done(cell: Workcell, on_table: tuple[Task, Array]) -> None:
    task, goal = on_table
    verdict = _judged(cell, task, {"mug_1": goal})
    assert verdict.done, verdict
    assert verdict.missed == ()
    assert verdict.measured["0.speed_m_s"] == 0.0
    assert _judged(cell, task, {"mug_1": goal @ about_z(2.0)}).done
    assert not _judged(cell, task, {}).done


@pytest.mark.parametrize(("by", "missed"), [
    ((0.06, 0.0, 0.0), {"goal"}), ((0.0, -0.06, 0.0), {"goal"}), ((0.0, 0.0, 0.02), {"support_gap_m"}), ((0.0, 0.0, 0.3), {"support_gap_m"}),
])  # fmt: skip
def test_a_thing_elsewhere_or_in_the_air_is_not(cell: Workcell, on_table: tuple[Task, Array], by: tuple[float, float, float], missed: set[str]) -> None:
    task, goal = on_table
    verdict = _judged(cell, task, {"mug_1": moved(goal, np.array(by))})
    assert not verdict.done
    if "goal" in missed:
        assert len(verdict.missed) == 1
        assert verdict.measured[verdict.missed[0]] == pytest.approx(0.06, abs=1e-3)
    else:
        assert verdict.missed == ("0.support_gap_m",)


def test_a_thing_that_was_tipped_over_is_not(cell: Workcell, on_table: tuple[Task, Array]) -> None:
    task, goal = on_table
    thing = cell.thing("mug_1")
    model, data = cell.world.start()
    lowest = (solid_of(model, data, thing.root, thing.geoms).vertices @ SIDEWAYS.T)[:, 2].min()
    lying = pose(np.array([goal[0, 3], goal[1, 3], 0.734 - lowest + 0.0005]), SIDEWAYS)
    assert _judged(cell, task, {"mug_1": lying}).missed == ("0.lean_rad",)


def test_a_thing_that_moves_or_spins_is_not(cell: Workcell, on_table: tuple[Task, Array]) -> None:
    task, goal = on_table
    simulation = Simulation(cell, Start(cell.robot.home_rad, {"mug_1": (goal[:3, 3], wxyz(goal[:3, :3]))}))
    first = cell.model.body_dofadr[cell.thing("mug_1").root]
    for index, value, name in ((0, 0.1, "0.speed_m_s"), (5, 1.0, "0.turning_rad_s")):
        simulation.data.qvel[:] = 0
        simulation.data.qvel[first + index] = value
        assert judge(simulation, task, {"mug_1": goal}).missed == (name,)


def test_a_thing_still_in_the_hand_is_not(cell: Workcell, on_table: tuple[Task, Array]) -> None:
    """All else holds: it stands at its goal, at rest, with the fingers around it."""
    task, goal = on_table
    arm = arm_of(cell.robot)
    base = pose(np.array(cell.base.position_m), about_z(cell.base.yaw_rad)[:3, :3])
    for yaw in np.arange(0, 2 * np.pi, np.pi / 6):
        wall = goal[:3, 3] + (0.03, 0.0, 0.08)
        hand = pose(wall, about_z(float(yaw))[:3, :3] @ np.diag([1.0, -1.0, -1.0]))
        q = arm.solve(in_base(base, hand), cell.robot.home_rad)
        if q is None:
            continue
        verdict = _judged(cell, task, {"mug_1": goal}, arm=q)
        if verdict.measured["0.hand_gap_m"] <= 0.001:
            assert verdict.missed == ("0.hand_gap_m",)
            return
    pytest.fail("no way of holding the mug was found")


def test_nothing_but_the_state_decides(cell: Workcell, on_table: tuple[Task, Array]) -> None:
    """What the robot was told to do, and what the task says of its feasibility, changes no verdict."""
    task, goal = on_table
    simulation = Simulation(cell, Start(cell.robot.home_rad, {"mug_1": (goal[:3, 3], wxyz(goal[:3, :3]))}))
    begun = {"mug_1": goal}
    first = judge(simulation, task, begun)
    simulation.data.ctrl[:] = 0.7
    other = task.model_copy(update={"instruction": "do nothing", "kind": "open", "difficulty": "hard"})
    assert judge(simulation, other, begun) == first
    assert judge(simulation, task, begun) == first
    assert simulation.fingerprint() == simulation.fingerprint()


def test_in_a_bowl_is_below_its_rim_wherever_the_bowl_is(cell: Workcell, mug_task: Task, begun: dict[str, Array]) -> None:
    bowl = begun["bowl_1"]
    x, y, z = (float(value) for value in bowl[:3, 3])
    step = Step(kind="pick_place", object="apple_1", relation="in", reference="bowl_1", goal_m=(x, y, z), tolerance_m=0.06)
    task = _task(mug_task, step)
    model, data = cell.world.start()
    thing = cell.thing("apple_1")
    below = solid_of(model, data, thing.root, thing.geoms).vertices[:, 2].min()
    rim = (solid_of(model, data, cell.thing("bowl_1").root, cell.thing("bowl_1").geoms).vertices[:, 2]).max() + z
    inside = pose(np.array([x, y, z + 0.012 - below]), np.eye(3))
    assert _judged(cell, task, {"apple_1": inside}).done
    assert _judged(cell, task, {"apple_1": inside @ pose(np.zeros(3), SIDEWAYS)}).done, "what lies in a bowl need not stand"
    over = pose(np.array([x, y, rim + 0.002 - below]), np.eye(3))
    assert _judged(cell, task, {"apple_1": over}).missed == ("0.below_rim_m",)
    beside = moved(inside, np.array([0.2, 0.0, 0.0]))
    assert not _judged(cell, task, {"apple_1": beside}).done
    along = np.array([0.15, 0.05, 0.0])
    assert _judged(cell, task, {"apple_1": moved(inside, along), "bowl_1": moved(bowl, along)}).done, "the bowl was moved with it"
    assert not _judged(cell, task, {"apple_1": inside, "bowl_1": moved(bowl, 2 * along)}).done


def test_next_to_means_on_what_the_other_stands_on(cell: Workcell, mug_task: Task, begun: dict[str, Array]) -> None:
    goal = moved(begun["mug_1"], np.array([0.15, -0.1, 0.0]))
    x, y, z = (float(value) for value in goal[:3, 3])
    task = _task(mug_task, Step(kind="pick_place", object="mug_1", relation="next_to", reference="bowl_1", goal_m=(x, y, z), tolerance_m=0.05))
    assert _judged(cell, task, {"mug_1": goal}).done
    assert _judged(cell, task, {"mug_1": moved(goal, np.array([0, 0, 0.1]))}).missed == ("0.support_gap_m",)


def test_what_was_pushed_still_stands_on_its_surface(cell: Workcell, mug_task: Task, begun: dict[str, Array]) -> None:
    goal = moved(begun["box_1"], np.array([0.0, 0.15, 0.0]))
    x, y, z = (float(value) for value in goal[:3, 3])
    task = _task(mug_task, Step(kind="push", object="box_1", reference="table_1", goal_m=(x, y, z), tolerance_m=0.04))
    assert _judged(cell, task, {"box_1": goal}).done
    assert not _judged(cell, task, {}).done
    floor = pose(np.array([x, y, 0.0]), np.eye(3))
    assert "0.support_gap_m" in _judged(cell, task, {"box_1": floor}).missed


@pytest.mark.parametrize("share", [0.0, 0.3, 0.49, 0.51, 0.9, 1.0])
def test_a_joint_is_open_from_its_share_on_and_closed_up_to_it(cell: Workcell, mug_task: Task, share: float) -> None:
    low, high = cell.model.joint(DRAWER).range
    joints = {DRAWER: float(low + share * (high - low))}
    opened = _task(mug_task, Step(kind="open", object="drawers_1", joint=DRAWER, share=0.5))
    closed = _task(mug_task, Step(kind="close", object="drawers_1", joint=DRAWER, share=0.5))
    verdict = _judged(cell, opened, {}, joints)
    assert verdict.measured["0.joint_share"] == pytest.approx(share, abs=1e-6)
    assert verdict.done == (share >= 0.5)
    assert _judged(cell, closed, {}, joints).done == (share <= 0.5)


def test_all_steps_must_hold_at_once(cell: Workcell, on_table: tuple[Task, Array]) -> None:
    task, goal = on_table
    both = task.model_copy(update={"steps": (*task.steps, Step(kind="open", object="drawers_1", joint=DRAWER, share=0.5))})
    half = 0.6 * float(cell.model.joint(DRAWER).range[1])
    assert _judged(cell, both, {"mug_1": goal}, {DRAWER: half}).done
    assert _judged(cell, both, {"mug_1": goal}).missed == ("1.joint_share",)
    assert [name[0] for name in _judged(cell, both, {}, {DRAWER: half}).missed] == ["0"]


def test_no_task_is_done_before_it_is_begun(small_tasks: TaskSet, cell: Workcell) -> None:
    for task in small_tasks.tasks:
        for step in task.steps:
            if step.kind != "close":
                assert not _judged(cell, _task(task, step), {}).done, task.task_id


def test_judging_changes_nothing(cell: Workcell, on_table: tuple[Task, Array]) -> None:
    task, goal = on_table
    simulation = Simulation(cell, Start(cell.robot.home_rad))
    before = simulation.fingerprint()
    judge(simulation, task, {"mug_1": goal})
    mujoco.mj_forward(cell.model, simulation.data)
    assert simulation.fingerprint() == before
