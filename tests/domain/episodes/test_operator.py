"""The operator's plans touch nothing, and the arm goes where its plans say."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import numpy as np
import pytest

from blueprint.contracts.tasks import Step, Task, TaskSet
from blueprint.domain.episodes.clearance import Clearance, Held
from blueprint.domain.episodes.expert import reach_of
from blueprint.domain.episodes.operator import Actions, Operator, Stopped
from blueprint.domain.episodes.poses import inverse, moved
from blueprint.domain.episodes.simulation import Simulation
from blueprint.domain.episodes.skills import joint, pick_place, push
from blueprint.domain.episodes.start import certified_start, usual_starts
from blueprint.domain.episodes.workcell import Workcell, build_workcell
from blueprint.domain.physics.world import World
from blueprint.domain.robots.catalogue import find


@pytest.fixture
def operator(cell: Workcell, clearance: Clearance) -> Operator:
    simulation = Simulation(cell, certified_start(cell.robot))
    clearance.see(simulation)
    return Operator(simulation, clearance, 1)


def _do(operator: Operator, actions: Actions) -> int:
    count = 0
    for count, action in enumerate(actions, 1):  # noqa: B007 - how many there were
        assert action.dtype == np.float32
        assert action.shape == (operator.cell.robot.dof + 1,)
        operator.simulation.apply(action)
    return count


def _at(operator: Operator) -> np.ndarray:
    return operator.simulation.hand


def test_it_goes_where_it_is_told(operator: Operator) -> None:
    goal = operator.reach(moved(_at(operator), np.array([0.1, -0.1, -0.05])), 1.0)
    assert goal is not None
    frames = _do(operator, operator.go(goal))
    assert np.abs(operator.simulation.arm - goal).max() < 0.01
    assert np.array_equal(operator.q, goal)
    assert 10 < frames < 90


def test_a_line_is_straight(operator: Operator) -> None:
    begin = _at(operator)
    target = moved(begin, np.array([0.0, 0.0, -0.08]))
    seen = []
    for action in operator.line(target):
        operator.simulation.apply(action)
        seen.append(_at(operator)[:3, 3])
    off = np.array(seen) - begin[:3, 3]
    assert np.abs(off[:, :2]).max() < 0.004
    assert off[-1, 2] == pytest.approx(-0.08, abs=0.003)
    assert (np.diff(off[:, 2]) < 0.002).all()


def test_a_line_stops_when_told(operator: Operator) -> None:
    target = moved(_at(operator), np.array([0.0, 0.0, -0.08]))
    half = _at(operator)[2, 3] - 0.04
    _do(operator, operator.line(target, until=lambda: bool(_at(operator)[2, 3] < half)))
    assert half - 0.02 < _at(operator)[2, 3] < half + 1e-9


def test_a_line_out_of_reach_says_so(operator: Operator) -> None:
    operator.phase = "descend"
    with pytest.raises(Stopped) as stopped:
        _do(operator, operator.line(moved(_at(operator), np.array([0.0, 0.0, 1.5]))))
    assert (stopped.value.failure.phase, stopped.value.failure.cause) == ("descend", "unreachable")


def test_from_where_it_touches_something_it_first_goes_out_of_it(operator: Operator, cell: Workcell) -> None:
    """Held against its neighbour, the mug is taken away from it, and the rest of the way is clear."""
    simulation, clearance = operator.simulation, operator.clearance
    goal = operator.reach(moved(_at(operator), np.array([0.0, -0.25, 0.15])), 0.0)
    assert goal is not None
    begin = simulation.object_pose("mug_1")
    beside = simulation.object_pose("box_1").copy()
    clearance.hold(Held("mug_1", inverse(_at(operator)) @ moved(_at(operator), np.array([0.0, 0.0, -0.04]))))
    clearance.place("box_1", _at(operator)[:3, 3] + (0.0, 0.0, -0.12), np.array([1.0, 0.0, 0.0, 0.0]))
    assert clearance.touches(operator.q, 0.0) is not None
    path = operator.way(goal, 0.0)
    assert path is not None
    assert np.array_equal(path[0], operator.q)
    assert np.array_equal(path[-1], goal)
    freed = next(index for index, q in enumerate(path) if clearance.free(q, 0.0))
    assert 1 <= freed <= 3
    for before, after in zip(path[freed:], path[freed + 1 :], strict=False):
        assert all(clearance.free(before + share * (after - before), 0.0) for share in np.linspace(0, 1, 8))
    clearance.see(simulation)
    assert np.array_equal(simulation.object_pose("mug_1"), begin), "it was only thought of"
    assert np.array_equal(simulation.object_pose("box_1"), beside)


def test_where_there_is_no_way_it_says_what_is_in_it(operator: Operator) -> None:
    inside = operator.cell.robot.home_rad.copy()
    base = operator.cell.base.position_m
    assert base[2] > 0
    for height in np.arange(0.6, 0.9, 0.02):
        target = moved(operator.base, np.zeros(3))
        target[:3, :3], target[:3, 3] = np.diag([1.0, -1.0, -1.0]), (-0.25, 0.3, height - 0.02)
        found = operator.solve(target, operator.cell.robot.home_rad)
        if found is not None and operator.clearance.touches(found) is not None:
            inside = found
            break
    touched = operator.clearance.touches(inside)
    assert touched is not None
    operator.phase = "approach"
    with pytest.raises(Stopped) as stopped:
        _do(operator, operator.go(inside))
    assert (stopped.value.failure.phase, stopped.value.failure.cause) == ("approach", "no_path")
    assert stopped.value.failure.message == f"{touched[0]} would touch {touched[1]}"


def test_the_gripper_closes_and_is_waited_for(operator: Operator) -> None:
    frames = _do(operator, operator.grip(0.0, 40))
    assert operator.simulation.opening < 0.002
    assert 5 <= frames < 40
    assert _do(operator, operator.grip(0.0, 40)) <= 6
    _do(operator, operator.grip(1.0, 40))
    assert operator.simulation.opening == pytest.approx(operator.cell.robot.gripper.open_m, abs=0.002)


def test_what_is_reached_is_reached_and_clear(operator: Operator) -> None:
    rng = np.random.default_rng(2)
    found = 0
    for _ in range(25):
        target = moved(_at(operator), rng.uniform(-0.25, 0.25, 3))
        q = operator.reach(target, 1.0)
        if q is not None:
            found += 1
            assert operator.error(target, q) < 1e-3
            assert operator.clearance.free(q, 1.0)
    assert found > 8


def test_a_pick_and_place_plan_touches_nothing_and_ends_at_the_goal(operator: Operator, mug_task: Task) -> None:
    step, before = mug_task.steps[0], operator.simulation.fingerprint()
    plan = pick_place.find_plan(operator, step)
    assert plan is not None
    assert operator.simulation.fingerprint() == before, "planning moves nothing"
    pick, place, clearance = plan.pick, plan.place, operator.clearance
    for q, opening in ((pick.ready, pick.opening), (pick.at, pick.opening)):
        assert clearance.free(q, opening)
    assert operator.error(pick.hand, pick.at) < 1e-3
    assert operator.error(pick.before, pick.ready) < 1e-3
    assert operator.error(pick.lifted, pick.up) < 1e-3
    assert operator.error(place.above, place.ready) < 1e-3
    clearance.hold(Held(step.object, inverse(pick.grasp.pose)))
    assert clearance.free(place.ready, 0.0)
    assert step.goal_m is not None
    assert np.allclose((place.hand @ inverse(pick.grasp.pose))[:3, 3], step.goal_m)
    assert pick.grasp.width_m < pick.opening * operator.cell.robot.gripper.open_m


def test_a_plan_is_the_same_whatever_was_planned_before(cell: Workcell, small_tasks: TaskSet, mug_task: Task) -> None:
    def plan(clearance: Clearance, step: Step) -> pick_place.Plan:
        simulation = Simulation(cell, certified_start(cell.robot))
        found = pick_place.find_plan(Operator(simulation, clearance, 1), step)
        assert found is not None
        return found

    step, clearance = mug_task.steps[0], Clearance(cell)
    first = plan(clearance, step)
    for task in small_tasks.tasks[:6]:
        reach_of(Operator(Simulation(cell, certified_start(cell.robot)), clearance, 9), task.steps[0])
    pick_place._known.clear()  # pyright: ignore[reportPrivateUsage]
    for again in (plan(clearance, step), plan(Clearance(cell), step)):
        assert again.tried == first.tried
        assert again.place.at.tobytes() == first.place.at.tobytes()
        assert again.pick.up.tobytes() == first.pick.up.tobytes()


def test_plans_that_are_skipped_are_others(operator: Operator, mug_task: Task) -> None:
    first = pick_place.find_plan(operator, mug_task.steps[0])
    assert first is not None
    other = pick_place.find_plan(operator, mug_task.steps[0], first.tried)
    assert other is None or other.tried > first.tried
    assert pick_place.find_plan(operator, mug_task.steps[0], 10_000) is None


def _of(world: World, tasks: TaskSet, end: str) -> tuple[Operator, Step]:
    task = next(task for task in tasks.tasks if task.task_id.endswith(end))
    cell, step = build_workcell(world, find("franka"), task.base, 30), task.steps[0]
    simulation, clearance = Simulation(cell, usual_starts(cell, step)[0]), Clearance(cell)
    clearance.see(simulation)
    return Operator(simulation, clearance, 1), step


@pytest.mark.parametrize("end", ["open::drawers_1::drawer_slide", "open::cabinet_1::bay_1_door_1_hinge", "close::cabinet_1::bay_1_door_2_hinge"])
def test_a_handle_is_taken_clear_of_all_else(small_world: World, small_tasks: TaskSet, end: str) -> None:
    operator, step = _of(small_world, small_tasks, end)
    before = operator.simulation.fingerprint()
    plan = joint.find_plan(operator, step)
    assert plan is not None
    assert plan.share == step.share
    assert operator.simulation.fingerprint() == before
    assert operator.clearance.free(plan.held.ready)
    assert operator.clearance.free(plan.held.at)
    assert operator.error(plan.held.hand, plan.held.at) < 1e-3
    low, high = operator.cell.model.joint(step.joint).range
    share = (plan.target - low) / (high - low)
    assert share < step.share if step.kind == "close" else share > step.share


def test_a_push_begins_behind_the_thing(small_world: World, small_tasks: TaskSet) -> None:
    operator, step = _of(small_world, small_tasks, "push::box_1")
    plan = push.find_plan(operator, step)
    assert plan is not None
    assert step.goal_m is not None
    thing = operator.simulation.object_pose("box_1")[:2, 3]
    way = np.array(step.goal_m[:2]) - thing
    assert (plan.hand[:2, 3] - thing) @ way < 0
    assert abs(np.cross(plan.hand[:2, 3] - thing, way / np.linalg.norm(way))) < 0.02
    assert operator.clearance.free(plan.ready, 0.0)
    assert operator.clearance.free(plan.at, 0.0)
