"""Tasks are those that the robot can do from a place where it can stand; equal arguments give equal tasks."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import Polygon
from small_scene import placed, small_room, write_settled

from blueprint.contracts.tasks import Base, Step, TaskSet
from blueprint.core.errors import ContractError
from blueprint.domain.affordances.regions import outline
from blueprint.domain.assets.catalogue import build
from blueprint.domain.episodes.clearance import Clearance
from blueprint.domain.episodes.poses import about_z
from blueprint.domain.episodes.simulation import Simulation
from blueprint.domain.episodes.start import usual_starts
from blueprint.domain.episodes.workcell import build_workcell
from blueprint.domain.physics.world import World, load, load_fresh
from blueprint.domain.robots.catalogue import NAMES, find
from blueprint.domain.tasks.ideas import CLOSED_SHARE, ideas
from blueprint.domain.tasks.propose import PER_OBJECT, Proposer, propose
from blueprint.domain.tasks.view import View

SCRIPT = """
import sys
from pathlib import Path
from blueprint.domain.physics.world import load
from blueprint.domain.tasks.propose import propose
print(propose(load(Path(sys.argv[1])), "franka", 1).model_dump_json())
"""


def test_equal_arguments_give_equal_tasks(small_world: World, small_tasks: TaskSet) -> None:
    propose(small_world, "ur10", 4, 3)
    assert propose(load_fresh(small_world.path), "franka", 1) == small_tasks


def test_another_process_proposes_the_same(small_usd: Path, small_tasks: TaskSet) -> None:
    """With another order of sets, too."""
    ran = subprocess.run([sys.executable, "-c", SCRIPT, str(small_usd)], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": "123"})
    assert TaskSet.model_validate_json(ran.stdout.splitlines()[-1]) == small_tasks


def test_every_task_says_what_it_is_about(small_world: World, small_tasks: TaskSet) -> None:
    assert small_tasks.scene_id == "small_room"
    assert small_tasks.scene_digest == small_world.digest
    ids = [task.task_id for task in small_tasks.tasks] + [dropped.task_id for dropped in small_tasks.dropped]
    assert len(set(ids)) == len(ids)
    assert {task.kind for task in small_tasks.tasks} >= {"pick_place", "open", "close", "push", "sequence"}
    for task in small_tasks.tasks:
        assert task.task_id.startswith("small_room::")
        assert task.robot == "franka"
        assert task.feasibility.reachable_ratio == 1.0
        assert task.feasibility.ik_error_m < 1e-3
        for step in task.steps:
            assert (step.goal_m is None) == bool(step.joint)
            assert step.object in small_world.things
            assert not step.reference or step.reference in small_world.things
            assert step.tolerance_m > 0 or step.joint


def test_what_was_dropped_has_a_reason(small_tasks: TaskSet) -> None:
    assert small_tasks.dropped
    for dropped in small_tasks.dropped:
        assert dropped.reason.startswith(("no free floor from which", "no way of doing it without touching something", "something of the scene is in its way"))


def test_nothing_that_was_thought_of_is_lost(small_world: World, small_tasks: TaskSet) -> None:
    thought = list(ideas(View(small_world)))
    assert len({idea.key for idea in thought}) == len(thought)
    told = {name.removeprefix("small_room::") for name in [*(task.task_id for task in small_tasks.tasks), *(dropped.task_id for dropped in small_tasks.dropped)]}
    per_thing = Counter((idea.kind, idea.step.joint or idea.step.object) for idea in thought)
    for idea in thought:
        assert idea.key in told or per_thing[idea.kind, idea.step.joint or idea.step.object] > PER_OBJECT


def test_tasks_about_different_things_are_never_said_alike(small_tasks: TaskSet) -> None:
    said: dict[str, set[tuple[tuple[str, str, str], ...]]] = {}
    for task in small_tasks.tasks:
        said.setdefault(task.instruction, set()).add(tuple((step.object, step.joint, step.reference) for step in task.steps))
    assert all(len(about) == 1 for about in said.values()), said


def test_every_base_is_on_free_floor(small_world: World, small_tasks: TaskSet) -> None:
    """The stand meets nothing that stands there, and the arm at home touches nothing, at every start that the task may have."""
    view, robot = View(small_world), find("franka")
    standing = [outline(one) for one in view.scene.objects if one.support == "floor"]
    room = view.scene.room
    for task in small_tasks.tasks:
        stand = _stand(task.base, robot.pedestal_m)
        assert not any(stand.intersects(one) for one in standing), task.task_id
        x0, y0, x1, y1 = stand.bounds
        assert x0 >= -room.width_m / 2
        assert x1 <= room.width_m / 2
        assert y0 >= -room.depth_m / 2
        assert y1 <= room.depth_m / 2
        cell = build_workcell(small_world, robot, task.base, 30)
        for start in usual_starts(cell, task.steps[0]):
            clearance = Clearance(cell)
            clearance.see(Simulation(cell, start))
            assert clearance.touches(robot.home_rad) is None, task.task_id


def _stand(base: Base, half_m: float) -> Polygon:
    corners = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]) * half_m
    return Polygon((corners @ about_z(base.yaw_rad)[:3, :3].T)[:, :2] + base.position_m[:2])


def test_the_limit_is_kept_and_spread_over_kinds_and_things(small_world: World, small_tasks: TaskSet) -> None:
    chosen = {limit: propose(small_world, "franka", 1, limit).tasks for limit in (1, 4, 10)}
    for limit, least in ((1, 1), (4, 3), (10, 4)):
        assert len(chosen[limit]) == limit
        assert len({task.kind for task in chosen[limit]}) >= least
    kinds = Counter((task.kind, task.steps[0].joint or task.steps[0].object) for task in small_tasks.tasks if task.kind != "sequence")
    assert max(kinds.values()) <= PER_OBJECT
    other = propose(small_world, "franka", 2, 4)
    assert {task.task_id for task in other.tasks} != {task.task_id for task in chosen[4]}


def test_a_sequence_is_two_tasks_from_one_base_whose_goals_do_not_meet(small_tasks: TaskSet) -> None:
    found = [task for task in small_tasks.tasks if task.kind == "sequence"]
    assert found
    for task in found:
        one, two = task.steps
        assert one.object != two.object
        assert {one.object, two.object}.isdisjoint({one.reference, two.reference})
        assert one.goal_m is not None
        assert two.goal_m is not None
        assert np.hypot(one.goal_m[0] - two.goal_m[0], one.goal_m[1] - two.goal_m[1]) >= 0.2
        assert ", then " in task.instruction


def test_an_unknown_robot_is_refused_with_the_names_there_are(small_world: World) -> None:
    with pytest.raises(ContractError) as refused:
        propose(small_world, "hal", 1)
    assert all(name in str(refused.value) for name in NAMES)


def test_the_same_task_is_found_again_in_the_same_scene(small_world: World, small_tasks: TaskSet) -> None:
    again = Proposer(small_world, "franka", 1)
    for task in small_tasks.tasks:
        found = again.again(task)
        assert found is not None, task.task_id
        assert (found.task_id, found.instruction, found.base) == (task.task_id, task.instruction, task.base)


def test_where_the_things_stand_otherwise_the_task_follows_them(small_tasks: TaskSet, tmp_path: Path) -> None:
    """And what is no more there cannot be asked for."""
    scene = small_room()
    shifted = tuple(one.model_copy(update={"position_m": (0.2, 0.2, 0.735)}) if one.id == "mug_1" else one for one in scene.objects if one.id != "apple_1")
    world = load(write_settled(scene.model_copy(update={"objects": shifted}), tmp_path))
    again = Proposer(world, "franka", 1)
    by_end = {task.task_id.split("::", 1)[1]: task for task in small_tasks.tasks}
    mug = again.again(by_end["pick_place::mug_1::in_bowl_1"])
    drawer = again.again(by_end["open::drawers_1::drawer_slide"])
    assert mug is not None
    assert mug.base != by_end["pick_place::mug_1::in_bowl_1"].base
    assert drawer is not None
    assert drawer.steps[0].share == by_end["open::drawers_1::drawer_slide"].steps[0].share
    assert again.again(by_end["push::apple_1"]) is None


def test_a_joint_is_asked_for_a_share_that_it_has(small_tasks: TaskSet) -> None:
    for task in small_tasks.tasks:
        step: Step = task.steps[0]
        if step.kind == "open":
            assert 0.5 <= step.share <= 0.8
        if step.kind == "close":
            assert step.share == CLOSED_SHARE


def test_equal_bowls_are_stacked_and_told_apart(tmp_path: Path) -> None:
    bowls = [placed(f"dish_{k}", "bowl", (0.3, 0.05 + 0.27 * (k - 1) + 0.1, 0.735), "table_1", "top", color) for k, color in ((0, "red"), (1, "green"))]
    scene = small_room(*bowls)
    keep = tuple(one for one in scene.objects if one.id not in ("box_1", "bowl_1"))
    world = load(write_settled(scene.model_copy(update={"objects": keep}), tmp_path))
    found = [idea for idea in ideas(View(world)) if idea.kind == "stack"]
    assert {idea.instruction for idea in found} == {"stack the red bowl on top of the green bowl", "stack the green bowl on top of the red bowl"}
    for idea in found:
        assert idea.step.reference != idea.step.object
        assert idea.step.goal_m is not None
        assert idea.step.goal_m[2] > 0.78


@pytest.mark.parametrize("category", ["shelf_unit", "bookshelf", "kitchen_cart", "coffee_table"])
def test_no_two_ideas_have_one_name_or_are_said_alike(category: str, tmp_path: Path) -> None:
    """Beside a thing with several shelves, and standing on one of them."""
    unit = placed("unit_1", category, (-0.2, -0.85, 0.0))
    shelf = next(surface for surface in build(unit.spec).surfaces if surface.kind in ("shelf", "top"))
    egg = placed("egg_1", "egg", (-0.2, -0.85, shelf.z + 0.005), "unit_1", shelf.name)
    thought = list(ideas(View(load(write_settled(small_room(unit, egg), tmp_path)))))
    assert {idea.step.reference for idea in thought if idea.step.object == "mug_1"} >= {"unit_1", "table_1"}
    assert max(Counter(idea.key for idea in thought).values()) == 1
    assert max(Counter(idea.instruction for idea in thought).values()) == 1


def test_what_is_too_heavy_for_the_arm_is_not_asked_for(small_world: World) -> None:
    """The smallest arm carries 0.25 kg or so."""
    weak = propose(small_world, "so101", 1)
    view, payload = View(small_world), find("so101").payload_kg
    for task in weak.tasks:
        for step in task.steps:
            thing = small_world.things[step.object]
            assert not thing.free or task.kind == "push" or view.model.body_subtreemass[thing.root] <= payload
    reasons = {dropped.reason for dropped in weak.dropped}
    heavy = [moved for moved in view.movables if view.model.body_subtreemass[moved.thing.root] > payload]
    assert bool(heavy) == any("is more than the robot carries" in reason for reason in reasons)
