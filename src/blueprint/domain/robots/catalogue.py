"""The robots that come with the program."""

from __future__ import annotations

from blueprint.core.errors import ContractError
from blueprint.domain.robots.franka import FRANKA
from blueprint.domain.robots.robot import Robot
from blueprint.domain.robots.so101 import SO101
from blueprint.domain.robots.ur10 import UR10

_ROBOTS = (FRANKA, UR10, SO101)
NAMES: tuple[str, ...] = tuple(robot.name for robot in _ROBOTS)


def find(name: str) -> Robot:
    """The robot of that name. Raises ContractError that lists the known names."""
    for robot in _ROBOTS:
        if robot.name == name:
            return robot
    raise ContractError("robot", "name", f"one of {', '.join(NAMES)}", name)
