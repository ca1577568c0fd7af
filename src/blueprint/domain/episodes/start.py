"""How an episode begins: the certified scene, with the arm, the thing and the joint a little elsewhere every time. The seed decides."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import mujoco
import numpy as np

from blueprint.contracts.tasks import Step, Task
from blueprint.domain.episodes.goals import RESTING_GAP_M
from blueprint.domain.episodes.handles import motion_of
from blueprint.domain.episodes.poses import about_z, wxyz
from blueprint.domain.episodes.simulation import Simulation, Start
from blueprint.domain.episodes.workcell import Workcell
from blueprint.domain.physics.geometry import boxes, gap
from blueprint.domain.robots.robot import Robot

ARM_SPREAD_RAD = 0.06
MOVED_M, TURNED_RAD = 0.025, 0.4
TRIES, DRAWS = 6, 4
LEFT_OPEN = (0.45, 0.75)
"""How far a joint that is to be closed stands open."""


def certified_start(robot: Robot) -> Start:
    return Start(robot.home_rad)


def usual_starts(cell: Workcell, step: Step) -> tuple[Start, ...]:
    """The certified scene; for what is to be closed, open as far and as little as it ever is."""
    if step.kind != "close":
        return (certified_start(cell.robot),)
    values = [_value(cell, step.joint, share) for share in reversed(LEFT_OPEN)]
    return tuple(Start(cell.robot.home_rad, _gone_along(cell, step, value), {step.joint: value}) for value in values)


def start_of(cell: Workcell, task: Task, seed: int, draw: int = 0) -> Start:
    """A start for this task, decided by seed and draw. From some starts the task cannot be done: then the next draw is taken, and in the last
    one things stand as certified."""
    random = np.random.default_rng([seed, draw])
    robot = cell.robot
    arms = np.clip(robot.home_rad + random.normal(0, ARM_SPREAD_RAD, (TRIES, robot.dof)), robot.lower_rad + 0.05, robot.upper_rad - 0.05)
    joints: dict[str, float] = {}
    objects: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for step in task.steps:
        if step.kind == "close":
            joints[step.joint] = _value(cell, step.joint, random.uniform(*LEFT_OPEN))
            objects |= _gone_along(cell, step, joints[step.joint])
    for step in task.steps:
        if step.goal_m is not None and step.object not in objects and draw < DRAWS - 1:
            moved = _moved(cell, Start(robot.home_rad, objects, joints), step, random)
            if moved is not None:
                objects[step.object] = moved
    return next((start for arm in arms if _clear(cell, start := Start(arm, objects, joints))), Start(robot.home_rad, objects, joints))


def _clear(cell: Workcell, start: Start) -> bool:
    """No link of the arm begins in something of the scene; its foot may stand against furniture."""
    contacts = Simulation(cell, start).data.contact.geom
    ours = np.zeros(cell.model.ngeom, dtype=bool)
    ours[list(cell.arm_geoms)] = True
    return not (ours[contacts].any(axis=1) & ~ours[contacts].all(axis=1)).any()


def _value(cell: Workcell, joint: str, share: float) -> float:
    low, high = cell.model.joint(joint).range
    return float(low + share * (high - low))


def _gone_along(cell: Workcell, step: Step, value: float) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Where what lies in a drawer, or on what lies there, is when the joint stands at `value`."""
    simulation = Simulation(cell, certified_start(cell.robot))
    model, data = cell.model, simulation.data
    motion = motion_of(simulation, step.joint)
    moving = np.flatnonzero(model.geom_bodyid == model.jnt_bodyid[model.joint(step.joint).id])
    within = [thing for thing in cell.world.free if thing.support == step.object and gap(model, data, thing.geoms, moving, 0.02) <= RESTING_GAP_M]
    for below in within:
        within += [thing for thing in cell.world.free if thing.support == below.id]
    poses = {thing.id: motion.carried(simulation.object_pose(thing.id), value) for thing in within}
    return {name: (made[:3, 3], wxyz(made[:3, :3])) for name, made in poses.items()}


def _moved(cell: Workcell, so_far: Start, step: Step, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray] | None:
    """Elsewhere on the same level surface, clear of its neighbours where they are by now; None when there is no room or it lies in something."""
    simulation = Simulation(cell, so_far)
    model, data = cell.model, simulation.data
    thing = cell.thing(step.object)
    support = cell.world.things.get(thing.support)
    if support is None or support.free:
        return None
    begun = simulation.object_pose(step.object)
    others = [geom for geom in range(cell.world.model.ngeom) if geom not in thing.geoms and geom not in support.geoms]
    low, high = boxes(model, data)
    geoms = list(thing.geoms)
    for _ in range(TRIES):
        by = random.uniform(-MOVED_M, MOVED_M, 2)
        turn = about_z(random.uniform(-TURNED_RAD, TURNED_RAD))
        made = turn @ begun
        made[:2, 3], made[2, 3] = begun[:2, 3] + by, begun[2, 3]
        grown = np.array([*(np.abs(by) + 0.01), 0.0])
        if not _over(low[list(support.geoms)], high[list(support.geoms)], low[geoms].min(axis=0) - grown, high[geoms].max(axis=0) + grown):
            continue
        moved = (made[:3, 3].copy(), wxyz(made[:3, :3]))
        simulation.put(step.object, *moved)
        mujoco.mj_kinematics(model, data)
        if gap(model, data, geoms, others, 0.02) > 0.006:
            return moved
    return None


def _over(lows: np.ndarray, highs: np.ndarray, low: np.ndarray, high: np.ndarray) -> bool:
    """One collider of the support lies under the whole rectangle from `low` to `high`."""
    under = (np.abs(highs[:, 2] - low[2]) < 0.01) & (lows[:, :2] <= low[:2]).all(axis=1) & (highs[:, :2] >= high[:2]).all(axis=1)
    return bool(under.any())
