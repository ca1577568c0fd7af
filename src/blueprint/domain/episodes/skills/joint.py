"""Work a joint by its handle: take the bar and follow it (open, close), or press on it with closed fingers (press)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from blueprint.contracts.tasks import Step
from blueprint.domain.episodes.handles import Motion, grip_now, motion_of, rotation_about
from blueprint.domain.episodes.operator import Actions, Operator, Stopped
from blueprint.domain.episodes.poses import Array, moved, pose
from blueprint.domain.episodes.skills.grip import back_off, let_go

ATTEMPTS = 3
BEFORE_M = 0.09
OVERSHOOT = 0.08
"""Share of the range that is pulled further than the goal."""

SAMPLES = 8
TILTS_RAD = (0.0, 0.45, -0.45, 0.9, -0.9, 1.3, -1.3)
FOLLOWS = (1.0, 0.5, 0.0)
"""How far the hand turns with a door: the rest it turns around the bar."""

OUTWARDS_M = (0.0, 0.006, 0.012)
HANDLE_SPEED_M_S = 0.16
GRIP_FRAMES = 20
LAGS = 0.12
"""Share of the range by which the joint may stay behind the hand before it counts as lost."""


@dataclass(frozen=True)
class Plan:
    """hands: (4, 4) along the way, the first where the handle is taken; before: where the hand comes from. ready, at: joints at those two."""

    hands: tuple[Array, ...]
    before: Array
    ready: Array
    at: Array
    taken: Array
    follow: float
    target: float


def find_plan(operator: Operator, step: Step) -> Plan | None:
    """The first way of holding the handle with which the arm follows the joint to its goal."""
    operator.clearance.see(operator.simulation)
    motion, target = motion_of(operator.simulation, step.joint), _target(operator, step)
    frame = grip_now(operator.simulation, step.joint)
    for taken in _holds(operator, step, frame, motion, target):
        at = _taken(operator, step, taken)
        if at is None:
            continue
        before = moved(taken, -BEFORE_M * taken[:3, 2])
        way = operator.straight(at, before, _opening(step), 4)
        if way is None or not operator.clearance.free(way[-1], _opening(step)):
            continue
        for follow in FOLLOWS if motion.hinge and step.kind != "press" else (0.0 if step.kind == "press" else 1.0,):
            hands = tuple(_carried(taken, frame, motion, value, follow) for value in np.linspace(motion.at, target, SAMPLES + 1))
            if _follows(operator, step, at, hands, motion, target):
                return Plan(hands, before, way[-1], at, taken, follow, target)
    return None


def perform(operator: Operator, step: Step) -> Actions:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            yield from _once(operator, step)
            return
        except Stopped as stopped:
            if attempt == ATTEMPTS or stopped.failure.cause not in ("no_grasp", "slipped"):
                raise
            yield from let_go(operator)


def _once(operator: Operator, step: Step) -> Actions:
    operator.phase = "plan"
    plan = find_plan(operator, step)
    if plan is None:
        raise Stopped("plan", "unreachable", f"no way to take the handle of {step.joint.rsplit('/', 1)[-1]} and follow it")
    simulation = operator.simulation
    operator.phase = "approach"
    if step.kind == "press":
        yield from operator.grip(0.0, GRIP_FRAMES)
    yield from operator.go(plan.ready)
    yield from operator.line(plan.taken, 0.16)
    if step.kind != "press":
        operator.phase = "grasp"
        yield from operator.grip(0.0, GRIP_FRAMES)
        if simulation.touching(operator.cell.pads, frozenset(operator.cell.thing(step.object).geoms)) < 1.0:
            raise Stopped("grasp", "no_grasp", "the fingers closed without the handle")
    operator.phase = {"open": "pull", "close": "push", "press": "press"}[step.kind]
    yield from operator.track(_way(operator, step, plan))
    yield from operator.wait(6)
    operator.phase = "release"
    if step.kind != "press":
        yield from operator.grip(0.9, GRIP_FRAMES)
    operator.phase = "retreat"
    yield from back_off(operator)


def _way(operator: Operator, step: Step, plan: Plan) -> Iterator[Array]:
    """Hand poses, one per frame, at an even pace with soft ends. Raises Stopped when the joint stays behind."""
    simulation = operator.simulation
    motion, frame = motion_of(simulation, step.joint), grip_now(simulation, step.joint)
    lever = 1.0 if not motion.hinge else float(np.linalg.norm(np.cross(motion.axis, frame[:3, 3] - motion.anchor)))
    length = abs(plan.target - motion.at) * lever
    frames = max(6, int(np.ceil(length / HANDLE_SPEED_M_S * operator.cell.fps * 1.3)))
    low, high = operator.cell.model.joint(step.joint).range
    for index in range(1, frames + 1):
        share = index / frames
        value = motion.at + (plan.target - motion.at) * share * share * (3 - 2 * share)
        if abs(simulation.joint(step.joint) - value) > LAGS * (high - low) + 0.03:
            raise Stopped(operator.phase, "slipped", "the handle stayed behind the hand")
        yield _carried(plan.taken, frame, motion, value, plan.follow)


def _target(operator: Operator, step: Step) -> float:
    """The joint's value to go to: a little beyond the goal, within the range."""
    low, high = operator.cell.model.joint(step.joint).range
    share = 0.0 if step.kind == "close" else min(1.0, step.share + OVERSHOOT)
    return float(low + share * (high - low))


def _opening(step: Step) -> float:
    return 0.0 if step.kind == "press" else 1.0


def _holds(operator: Operator, step: Step, frame: Array, motion: Motion, target: float) -> Iterator[Array]:
    """Hand poses at the handle, world: the fingers across the bar, coming from the front, tilted around the bar; or pressing along its way."""
    gripper = operator.cell.robot.gripper
    bar, out, middle = frame[:3, 0], frame[:3, 2], frame[:3, 3]
    if step.kind == "press":
        ahead = motion.carried(frame, motion.at + 0.1 * (target - motion.at))[:3, 3] - middle
        way = ahead / np.linalg.norm(ahead)
        side = np.cross(way, [0.0, 0.0, 1.0] if abs(way[2]) < 0.9 else [1.0, 0.0, 0.0])
        side = side / np.linalg.norm(side)
        for sign in (1.0, -1.0):
            yield pose(middle - way * (gripper.tip_m + 0.01), np.stack([np.cross(sign * side, way), sign * side, way], axis=1))
        return
    for outwards in OUTWARDS_M:
        for tilt in TILTS_RAD:
            approach = rotation_about(bar, tilt) @ -out
            across = np.cross(approach, bar)
            for sign in (1.0, -1.0):
                closing = sign * across
                yield pose(middle - approach * outwards, np.stack([np.cross(closing, approach), closing, approach], axis=1))


def _taken(operator: Operator, step: Step, hand: Array) -> Array | None:
    """Joints at the handle; the fingers may touch it, nothing else."""
    operator.clearance.ignore(() if step.kind != "press" else (step.object,))
    found = operator.reach(hand, _opening(step), extra=1)
    operator.clearance.ignore(())
    return found


def _carried(taken: Array, frame: Array, motion: Motion, value: float, follow: float) -> Array:
    """The hand when the joint stands at `value`; of a door's turn it takes the share `follow`, about the handle."""
    if not motion.hinge:
        return motion.carried(taken, value)
    spot = motion.carried(frame, value)[:3, 3]
    turn = rotation_about(motion.axis, follow * (value - motion.at))
    return pose(spot + turn @ (taken[:3, 3] - frame[:3, 3]), turn @ taken[:3, :3])


def _follows(operator: Operator, step: Step, at: Array, hands: tuple[Array, ...], motion: Motion, target: float) -> bool:
    """The arm goes along all hand poses without a jump; only the fingers touch what they move."""
    clearance, q, good = operator.clearance, at, True
    clearance.ignore((step.object,))
    for hand, value in zip(hands[1:], np.linspace(motion.at, target, SAMPLES + 1)[1:], strict=True):
        found = operator.solve(hand, q)
        clearance.open_joint(step.joint, float(value))
        if found is None or np.abs(found - q).max() > 1.0 or not clearance.free(found, 0.3):
            good = False
            break
        q = found
    clearance.open_joint(step.joint, motion.at)
    clearance.ignore(())
    return good
