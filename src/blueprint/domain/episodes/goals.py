"""Whether a step is done, measured on the simulator's state; never on what the robot meant to do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from blueprint.contracts.tasks import Step, Task
from blueprint.domain.episodes.simulation import Simulation
from blueprint.domain.physics.geometry import gap, surface_points

RESTING_GAP_M = 0.004
"""Two things nearer than this are in contact; sleeping ones have no contact in the simulator's list."""

STILL_M_S, STILL_RAD_S = 0.02, 0.2
LEANING_RAD = 0.5


@dataclass(frozen=True)
class Verdict:
    """measured: what it was judged by; missed: the names of what did not hold."""

    done: bool
    measured: dict[str, float]
    missed: tuple[str, ...] = ()


def judge(simulation: Simulation, task: Task, begun: dict[str, np.ndarray]) -> Verdict:
    """All steps at once. begun: object id → its pose (4, 4) when the episode began."""
    measured: dict[str, float] = {}
    missed: list[str] = []
    for index, step in enumerate(task.steps):
        checks = _joint_checks(simulation, step) if step.joint else object_checks(simulation, step, begun)
        for name, (value, held) in checks.items():
            measured[f"{index}.{name}"] = round(float(value), 6)
            if not held:
                missed.append(f"{index}.{name}")
    return Verdict(not missed, measured, tuple(missed))


def _joint_checks(simulation: Simulation, step: Step) -> dict[str, tuple[float, bool]]:
    low, high = simulation.cell.model.joint(step.joint).range
    share = (simulation.joint(step.joint) - low) / (high - low)
    return {"joint_share": (share, share <= step.share if step.kind == "close" else share >= step.share)}


def object_checks(simulation: Simulation, step: Step, begun: dict[str, np.ndarray]) -> dict[str, tuple[float, bool]]:
    """What a thing's step is judged by, measured now, and whether it holds."""
    assert step.goal_m is not None
    cell, model, data = simulation.cell, simulation.cell.model, simulation.data
    thing = cell.thing(step.object)
    now = simulation.object_pose(step.object)
    first = model.body_dofadr[thing.root]
    speed, turning = np.linalg.norm(data.qvel[first : first + 3]), np.linalg.norm(data.qvel[first + 3 : first + 6])
    target = np.asarray(step.goal_m)
    if step.relation == "in":  # a container may have been moved a little: what counts is that it is in there
        target = simulation.object_pose(step.reference)[:3, 3] if cell.thing(step.reference).free else target
    off = float(np.linalg.norm(now[:2, 3] - target[:2]))
    hand = gap(model, data, thing.geoms, cell.finger_geoms, 0.01)
    checks = {
        "from_goal_m": (off, off <= step.tolerance_m),
        "speed_m_s": (float(speed), bool(speed <= STILL_M_S)),
        "turning_rad_s": (float(turning), bool(turning <= STILL_RAD_S)),
        "hand_gap_m": (hand, hand > 0.001),
    }
    if step.relation == "in":
        under = _below_rim(simulation, step)
        checks["below_rim_m"] = (under, under > 0.0)
    elif step.reference:
        below = gap(model, data, thing.geoms, _geoms_of(simulation, _support_of(simulation, step)), 0.05)
        checks["support_gap_m"] = (below, below <= RESTING_GAP_M)
    if step.relation != "in" and step.object in begun:
        lean = float(np.arccos(np.clip(now[:3, 2] @ begun[step.object][:3, 2], -1, 1)))
        checks["lean_rad"] = (lean, lean <= LEANING_RAD)
    return checks


def _below_rim(simulation: Simulation, step: Step) -> float:
    """How far the object's lowest point is below the container's highest; of the points themselves, for boxes around turned pieces are too large."""
    cell, data = simulation.cell, simulation.data
    ours, theirs = (
        np.concatenate([surface_points(cell.model, data, geom)[:, 2] for geom in cell.thing(name).geoms]) for name in (step.object, step.reference)
    )
    return float(theirs.max() - ours.min())


def _support_of(simulation: Simulation, step: Step) -> str:
    """What the object must rest on in the end: the reference itself, or, beside it, what carries the reference."""
    return simulation.cell.thing(step.reference).support if step.relation == "next_to" else step.reference


def _geoms_of(simulation: Simulation, name: str) -> tuple[int, ...]:
    world = simulation.cell.world
    return world.things[name].geoms if name in world.things else world.architecture.get(name, ())
