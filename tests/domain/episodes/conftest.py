"""The small room with a robot at its table."""

from __future__ import annotations

import pytest

from blueprint.contracts.tasks import Task, TaskSet
from blueprint.domain.episodes.clearance import Clearance
from blueprint.domain.episodes.workcell import Workcell, build_workcell
from blueprint.domain.physics.world import World
from blueprint.domain.robots.catalogue import find


@pytest.fixture(scope="session")
def mug_task(small_tasks: TaskSet) -> Task:
    """The mug to another place on the table."""
    return next(task for task in small_tasks.tasks if task.task_id.endswith("pick_place::mug_1::on_table_1"))


@pytest.fixture(scope="session")
def cell(small_world: World, mug_task: Task) -> Workcell:
    """Where the mug is moved from."""
    return build_workcell(small_world, find("franka"), mug_task.base, 30)


@pytest.fixture
def clearance(cell: Workcell) -> Clearance:
    return Clearance(cell)
