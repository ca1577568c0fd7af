"""Every episode begins a little otherwise, and always with things where they can stand."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small_scene import placed, small_room, write_settled

from blueprint.contracts.tasks import Step, Task, TaskSet
from blueprint.domain.episodes.goals import judge
from blueprint.domain.episodes.poses import angle
from blueprint.domain.episodes.simulation import Simulation, Start
from blueprint.domain.episodes.start import ARM_SPREAD_RAD, DRAWS, LEFT_OPEN, MOVED_M, TURNED_RAD, certified_start, start_of, usual_starts
from blueprint.domain.episodes.workcell import Workcell, build_workcell
from blueprint.domain.physics.geometry import gap
from blueprint.domain.physics.world import load

SEEDS = range(8)


def _moving(tasks: TaskSet) -> list[Task]:
    return [task for task in tasks.tasks if task.steps[0].goal_m is not None]


def _same(a: Start, b: Start) -> bool:
    there = a.objects.keys() == b.objects.keys() and all(np.array_equal(np.concatenate(a.objects[k]), np.concatenate(b.objects[k])) for k in a.objects)
    return there and np.array_equal(a.arm, b.arm) and a.joints == b.joints


def test_the_seed_decides_and_nothing_else(small_tasks: TaskSet, cell: Workcell) -> None:
    for task in small_tasks.tasks:
        starts = [start_of(cell, task, seed) for seed in SEEDS]
        assert all(_same(start_of(cell, task, seed), starts[seed]) for seed in reversed(SEEDS))
        assert not any(_same(one, other) for index, one in enumerate(starts) for other in starts[:index])


def test_each_draw_is_another_start_and_the_last_one_is_as_certified(small_tasks: TaskSet, cell: Workcell) -> None:
    for task in small_tasks.tasks[:4]:
        starts = [start_of(cell, task, 1, draw) for draw in range(DRAWS)]
        assert not any(_same(one, other) for index, one in enumerate(starts) for other in starts[:index])
        assert starts[-1].objects == {}


def test_things_stand_on_their_support_and_touch_nothing_else(small_tasks: TaskSet, cell: Workcell) -> None:
    moved = 0
    certified = Simulation(cell, certified_start(cell.robot))
    for task in _moving(small_tasks):
        for seed in SEEDS:
            start = start_of(cell, task, seed)
            simulation = Simulation(cell, start)
            for name in start.objects:
                moved += 1
                thing = cell.thing(name)
                support = cell.thing(thing.support)
                others = [geom for geom in range(cell.world.model.ngeom) if geom not in thing.geoms and geom not in support.geoms]
                assert abs(gap(cell.model, simulation.data, thing.geoms, support.geoms, 0.05)) < 0.004
                assert gap(cell.model, simulation.data, thing.geoms, others, 0.05) > 0.004
                before, now = certified.object_pose(name), simulation.object_pose(name)
                assert np.abs(now[:3, 3] - before[:3, 3]).max() <= MOVED_M + 1e-9
                assert angle(before[:3, :3], now[:3, :3]) <= TURNED_RAD + 1e-6
    assert moved > 30


def test_things_stay_where_they_begin(small_tasks: TaskSet, cell: Workcell) -> None:
    """Woken with a nudge that moves nothing by itself, nothing falls, jumps or rolls."""
    for task in _moving(small_tasks)[::3]:
        start = start_of(cell, task, 1)
        simulation = Simulation(cell, start)
        begun = {name: simulation.object_pose(name) for name in start.objects}
        simulation.data.qvel[: cell.world.model.nv] += 1e-7
        for _ in range(15):
            simulation.apply(np.append(start.arm, 1.0).astype(np.float32))
        for name, before in begun.items():
            assert np.abs(simulation.object_pose(name)[:3, 3] - before[:3, 3]).max() < 0.004, task.task_id


def test_the_arm_begins_near_home_within_its_limits(small_tasks: TaskSet, cell: Workcell) -> None:
    arms = np.array([start_of(cell, small_tasks.tasks[0], seed).arm for seed in range(60)])
    assert (arms > cell.robot.lower_rad).all()
    assert (arms < cell.robot.upper_rad).all()
    assert np.abs(arms - cell.robot.home_rad).max() < 5 * ARM_SPREAD_RAD
    assert np.allclose(arms.std(axis=0), ARM_SPREAD_RAD, rtol=0.5)


def test_the_arm_never_begins_in_something(cell: Workcell, mug_task: Task) -> None:
    """With the fingers a few millimetres over the table, every other arm drawn would be in it: those are not taken."""
    simulation = Simulation(cell, certified_start(cell.robot))
    table = list(cell.thing("table_1").geoms)
    x, y, z = cell.base.position_m
    over = gap(cell.model, simulation.data, list(cell.finger_geoms), table, 1.0)
    low = build_workcell(cell.world, cell.robot, cell.base.model_copy(update={"position_m": (x, y, z - over + 0.004)}), 30)
    task = mug_task.model_copy(update={"base": low.base})
    arms = []
    for seed in range(20):
        start = start_of(low, task, seed)
        assert gap(low.model, Simulation(low, start).data, list(low.arm_geoms), table, 0.05) > -1e-6
        arms.append(start.arm)
    assert len({arm.tobytes() for arm in arms}) > 10, "most find an arm that is clear"


def test_what_is_to_be_closed_stands_open(small_tasks: TaskSet, cell: Workcell) -> None:
    for task in small_tasks.tasks:
        for step in task.steps:
            if step.kind != "close":
                continue
            low, high = cell.model.joint(step.joint).range
            for seed in SEEDS:
                start = start_of(cell, task, seed)
                assert LEFT_OPEN[0] <= (start.joints[step.joint] - low) / (high - low) <= LEFT_OPEN[1]
                assert not judge(Simulation(cell, start), task, {}).done
            most, least = (start.joints[step.joint] for start in usual_starts(cell, step))
            assert most > least
    assert usual_starts(cell, Step(kind="open", object="drawers_1", joint="x"))[0].joints == {}


def test_what_lies_in_a_drawer_goes_along_with_it(cell: Workcell, small_tasks: TaskSet, tmp_path: Path) -> None:
    """Left behind it would stick in the drawer's back, and jam it. What stands on the unit's shelf or top stays."""
    inside = placed("block_0", "toy_block", (1.5, 1.5, 0.351), "drawers_1", "drawer_inside")
    on_top = placed("block_1", "toy_block", (1.5, 1.5, 0.505), "drawers_1", "top")
    on_shelf = placed("block_2", "toy_block", (1.5, 1.5, 0.138), "drawers_1", "shelf")
    full = build_workcell(load(write_settled(small_room(inside, on_top, on_shelf), tmp_path)), cell.robot, cell.base, 30)
    step = Step(kind="close", object="drawers_1", joint="/World/Objects/drawers_1/joints/drawer_slide", share=0.05)
    task = small_tasks.tasks[0].model_copy(update={"kind": "close", "steps": (step,)})
    certified = Simulation(full, certified_start(full.robot))
    for start in (*(start_of(full, task, seed) for seed in SEEDS), *usual_starts(full, step)):
        simulation = Simulation(full, start)
        assert start.objects.keys() == {"block_0"}
        by = simulation.object_pose("block_0")[:3, 3] - certified.object_pose("block_0")[:3, 3]
        assert np.allclose(by, (0.0, -start.joints[step.joint], 0.0), atol=1e-9)
        drawer = [geom for geom in full.thing("drawers_1").geoms if full.model.geom_bodyid[geom] == full.model.jnt_bodyid[full.model.joint(step.joint).id]]
        assert abs(gap(full.model, simulation.data, full.thing("block_0").geoms, drawer, 0.05)) < 0.004


def test_a_thing_hemmed_in_stays(cell: Workcell, mug_task: Task, tmp_path: Path) -> None:
    """With a neighbour on each side nearer than the least room, the mug begins where it was certified."""
    around = ((0.08, 0.0), (-0.08, 0.0), (0.0, 0.066), (0.0, -0.066))
    near = [placed(f"block_{k}", "toy_block", (-0.35 + dx, 0.2 + dy, 0.735), "table_1", "top") for k, (dx, dy) in enumerate(around)]
    world = load(write_settled(small_room(*near), tmp_path))
    crowded = build_workcell(world, cell.robot, cell.base, 30)
    for seed in SEEDS:
        simulation = Simulation(crowded, start_of(crowded, mug_task, seed))
        thing = crowded.thing("mug_1")
        blocks = [geom for name in ("block_0", "block_1", "block_2", "block_3") for geom in crowded.thing(name).geoms]
        assert gap(crowded.model, simulation.data, thing.geoms, blocks, 0.05) > -1e-3


def test_two_moved_things_are_clear_of_each_other(cell: Workcell, mug_task: Task, tmp_path: Path) -> None:
    """Neighbours that are both drawn elsewhere are drawn clear of where the other one is by then."""
    blocks = [placed(f"block_{k}", "toy_block", (0.35 + 0.075 * k, 0.2, 0.735), "table_1", "top") for k in range(3)]
    world = load(write_settled(small_room(*blocks), tmp_path))
    crowded = build_workcell(world, cell.robot, cell.base, 30)
    steps = tuple(mug_task.steps[0].model_copy(update={"object": f"block_{k}"}) for k in range(3))
    task = mug_task.model_copy(update={"kind": "sequence", "steps": steps})
    both = 0
    for seed in range(40):
        start = start_of(crowded, task, seed)
        simulation = Simulation(crowded, start)
        both += len(start.objects) > 1
        for one in range(3):
            for other in range(one):
                apart = gap(crowded.model, simulation.data, crowded.thing(f"block_{one}").geoms, crowded.thing(f"block_{other}").geoms, 0.05)
                assert apart > 0.003, (seed, one, other)
    assert both > 5


@pytest.mark.parametrize("name", ["ur10", "so101"])
def test_every_robot_begins_at_its_home(small_tasks: TaskSet, cell: Workcell, name: str) -> None:
    from blueprint.domain.robots.catalogue import find

    other = build_workcell(cell.world, find(name), cell.base, 30)
    start = start_of(other, small_tasks.tasks[0], 3)
    assert np.abs(start.arm - find(name).home_rad).max() < 5 * ARM_SPREAD_RAD
