"""One small settled room and its tasks, for all tests that put a robot in it; what it takes is loaded when it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from blueprint.contracts.tasks import TaskSet
    from blueprint.domain.physics.world import World


@pytest.fixture(scope="session")
def small_usd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from small_scene import small_room, write_settled

    return write_settled(small_room(), tmp_path_factory.mktemp("small_room"))


@pytest.fixture(scope="session")
def small_world(small_usd: Path) -> World:
    from blueprint.domain.physics.world import load

    return load(small_usd)


@pytest.fixture(scope="session")
def small_tasks(small_world: World) -> TaskSet:
    """Of the robot `franka`, seed 1."""
    from blueprint.domain.tasks.propose import propose

    return propose(small_world, "franka", 1)
