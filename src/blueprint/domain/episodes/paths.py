"""Collision-free paths in joint space: RRT-Connect (Kuffner and LaValle, ICRA 2000) and shortcuts, from OMPL."""

# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportIndexIssue=false

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from ompl import base as ob
from ompl import geometric as og
from ompl import util as ou

from blueprint.domain.episodes.poses import Array

RESOLUTION_RAD = 0.06
"""Joint distance between two looks along a path."""

MOST_ITERATIONS = 1500
PATHS = 3
"""So many are planned, and the shortest is taken: a random one may turn what is carried upside down on its way."""

RANGE_RAD = 0.9

ou.setLogLevel(ou.LogLevel.LOG_NONE)


def straight(free: Callable[[Array], bool], start: Array, goal: Array) -> bool:
    """Nothing is touched on the straight way, looked at from the middle outwards, so that what is blocked is known soon."""
    count = max(2, int(np.ceil(np.abs(goal - start).max() / RESOLUTION_RAD)))
    shares = np.arange(1, count + 1) / count
    return all(free(start + share * (goal - start)) for share in shares[np.argsort(np.abs(shares - 0.5))])


def plan_path(free: Callable[[Array], bool], lower: Array, upper: Array, start: Array, goal: Array, seed: int) -> Array | None:
    """(n, dof) joints from start to goal, straight between each other, clear all along; None when none was found. The seed decides."""
    if not free(goal):
        return None
    if straight(free, start, goal):
        return np.stack([start, goal])
    dof = len(start)
    ou.RNG.setSeed(seed % (2**31 - 2) + 1)  # what is made from here on draws from it
    space = ob.RealVectorStateSpace(dof)
    bounds = ob.RealVectorBounds(dof)
    for index in range(dof):
        bounds.setLow(index, float(min(lower[index], start[index], goal[index])))
        bounds.setHigh(index, float(max(upper[index], start[index], goal[index])))
    space.setBounds(bounds)
    information = ob.SpaceInformation(space)
    information.setStateValidityChecker(lambda state: free(np.array([state[index] for index in range(dof)])))
    information.setStateValidityCheckingResolution(RESOLUTION_RAD / space.getMaximumExtent())
    information.setup()
    looks = 0

    def enough() -> bool:
        nonlocal looks
        looks += 1
        return looks > MOST_ITERATIONS

    found: list[Array] = []
    while len(found) < PATHS and looks <= MOST_ITERATIONS:
        problem = ob.ProblemDefinition(information)
        problem.setStartAndGoalStates(_state(space, start), _state(space, goal))
        planner = og.RRTConnect(information)
        planner.setProblemDefinition(problem)
        planner.setRange(RANGE_RAD)
        planner.setup()
        planner.solve(ob.PlannerTerminationCondition(enough))
        if problem.hasExactSolution():
            found.append(_shortened(information, problem.getSolutionPath(), dof))
    return min(found, key=lambda path: float(np.abs(np.diff(path, axis=0)).max(axis=1).sum()), default=None)


def _shortened(information: ob.SpaceInformation, path: og.PathGeometric, dof: int) -> Array:
    simplifier = og.PathSimplifier(information)
    simplifier.reduceVertices(path, 30, 12, 0.5)
    simplifier.partialShortcutPath(path, 30, 12)
    return np.array([[path.getState(row)[column] for column in range(dof)] for row in range(path.getStateCount())])


def _state(space: ob.RealVectorStateSpace, values: Array) -> ob.State:
    state = space.allocState()
    for index, value in enumerate(values):
        state[index] = float(value)
    return state
