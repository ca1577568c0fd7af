"""One small settled room and its tasks, for all tests that put a robot in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_scene import small_room, write_settled

from blueprint.contracts.tasks import TaskSet
from blueprint.domain.physics.world import World, load
from blueprint.domain.tasks.propose import propose


@pytest.fixture(scope="session")
def small_usd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_settled(small_room(), tmp_path_factory.mktemp("small_room"))


@pytest.fixture(scope="session")
def small_world(small_usd: Path) -> World:
    return load(small_usd)


@pytest.fixture(scope="session")
def small_tasks(small_world: World) -> TaskSet:
    """Of the robot `franka`, seed 1."""
    return propose(small_world, "franka", 1)
