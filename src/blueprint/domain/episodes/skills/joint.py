"""Work a joint by its handle: take the bar and follow it (open, close), or press on it with closed fingers (press)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from blueprint.contracts.tasks import Step
from blueprint.domain.episodes.handles import Motion, grip_now, motion_of, rotation_about
from blueprint.domain.episodes.operator import Actions, Operator, Stopped
from blueprint.domain.episodes.poses import Array, between, moved, pose
from blueprint.domain.episodes.skills.grip import back_off, let_go

ATTEMPTS = 3
BEFORE_M = 0.09
OVERSHOOT = 0.09
KEPT_SHARE = 0.06
"""Shares of the range: how much further than the goal is planned, and how much more than it the joint must have, for letting go moves it back."""

SAMPLES = 30
"""Looks per range of the joint."""

TILTS_RAD = (0.0, 0.45, -0.45, 0.9, -0.9, 1.3, -1.3)
FOLLOWS = (1.0, 0.7, 0.4)
"""How far the hand turns with a door: the rest it turns around the bar."""

TURNS_IN_HAND_RAD = 0.75
"""By so much a bar may turn between the fingers; beyond it they jam."""

OUTWARDS_M = (0.0, 0.006, 0.012)
HANDLE_SPEED_M_S = 0.16
GRIP_FRAMES = 40
EXTRA_SHARE = 0.15
"""Of the range: how much further the hand goes when the joint has not come as far as the hand."""

TRIED_AGAIN = ("no_grasp", "slipped", "no_path", "unreachable")

LARGEST_JUMP_RAD = 0.4
FINER = (0.25, 0.5, 0.75, 1.0)
LAGS = 0.12
"""Share of the range by which the joint may stay behind the hand before it counts as lost."""


@dataclass(frozen=True)
class Held:
    """hand: (4, 4) where the handle is taken, world; before: where the hand comes from. ready, at: joints at those two.
    follow: how far the hand turns with a door."""

    hand: Array
    before: Array
    ready: Array
    at: Array
    follow: float


@dataclass(frozen=True)
class Plan:
    """share: of the joint's range that is reached; target: the value to go to, a little beyond. tried: ways looked at so far."""

    held: Held
    share: float
    target: float
    tried: int


def find_plan(operator: Operator, step: Step, shares: tuple[float, ...] = (), skip: int = 0) -> Plan | None:
    """The first way of holding the handle with which the arm follows the joint to its goal.

    shares: for opening, what is good enough, the best first: the way that opens it farthest is taken. skip: so many ways are left out.
    """
    wanted = shares or (step.share,)
    motion = motion_of(operator.simulation, step.joint)
    operator.clearance.see(operator.simulation)
    frame = grip_now(operator.simulation, step.joint)
    best: Plan | None = None
    near = None
    for tried, hands in enumerate(_holds(operator, step, frame, motion), 1):
        taken, at = _taken(operator, step, hands, near) if tried > skip else (None, None)
        if taken is None or at is None:
            continue
        near = at
        before = moved(taken, -BEFORE_M * taken[:3, 2])
        way = operator.straight(at, before, _opening(step), 4)
        if way is None:
            continue
        for follow in _follow(step, motion):
            plan = _led(operator, step, motion, frame, Held(taken, before, way[-1], at, follow), wanted, tried)
            if plan is not None and plan.share == wanted[0]:
                return plan
            best = best if plan is None or (best is not None and best.share >= plan.share) else plan
    return best


def _led(operator: Operator, step: Step, motion: Motion, frame: Array, held: Held, shares: tuple[float, ...], tried: int) -> Plan | None:
    """The plan for the best of the shares that the arm follows all the way; None when it follows to none of them."""
    ends = [_target(operator, step, share) for share in shares]
    low, high = operator.cell.model.joint(step.joint).range
    count = max(2, int(np.ceil(abs(ends[0] - motion.at) / (high - low) * SAMPLES)))
    values = motion.at + np.sign(ends[0] - motion.at) * np.minimum(np.arange(count + 1) * (high - low) / SAMPLES, abs(ends[0] - motion.at))
    if held.follow < 1.0 and motion.hinge and step.kind != "press":
        values = values[np.abs(values - motion.at) * (1.0 - held.follow) <= TURNS_IN_HAND_RAD]
    hands = [_carried(held.hand, frame, motion, value, held.follow) for value in values]
    followed = _followed(operator, step, held.at, hands, values)
    for share, end in zip(shares, ends, strict=True):
        if abs(end - motion.at) <= abs(float(values[followed]) - motion.at) + (high - low) / SAMPLES / 2:
            return Plan(held, share, end, tried)
    return None


def perform(operator: Operator, step: Step) -> Actions:
    skip = 0
    for attempt in range(1, ATTEMPTS + 1):
        operator.phase = "plan"
        plan = find_plan(operator, step, skip=skip) or (find_plan(operator, step) if skip else None)
        if plan is None:
            raise Stopped("plan", "unreachable", f"no way to take the handle of {step.joint.rsplit('/', 1)[-1]} and follow it")
        skip = plan.tried
        try:
            yield from _once(operator, step, plan)
            return
        except Stopped as stopped:
            if attempt == ATTEMPTS or stopped.failure.cause not in TRIED_AGAIN:
                raise
            yield from let_go(operator)


def _once(operator: Operator, step: Step, plan: Plan) -> Actions:
    simulation = operator.simulation
    operator.phase = "approach"
    if step.kind == "press":
        yield from operator.grip(0.0, GRIP_FRAMES)
    yield from operator.go(plan.held.ready)
    yield from operator.line(plan.held.hand, 0.16)
    if step.kind != "press":
        operator.phase = "grasp"
        yield from operator.grip(0.0, GRIP_FRAMES)
        if simulation.touching(operator.cell.pads, frozenset(operator.cell.thing(step.object).geoms)) < 1.0:
            raise Stopped("grasp", "no_grasp", "the fingers closed without the handle")
    operator.phase = {"open": "pull", "close": "push", "press": "press"}[step.kind]
    try:
        yield from operator.track(_way(operator, step, plan))
    except Stopped:
        if not _there(operator, step, 0.0):
            raise
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
    extra = max(3, round(EXTRA_SHARE * frames / max(0.1, abs(plan.target - motion.at) / (high - low))))
    for index in range(1, frames + extra + 1):
        share = min(1.0, index / frames)
        beyond = max(0, index - frames) / extra * EXTRA_SHARE * (high - low) * np.sign(plan.target - motion.at)
        value = motion.at + (plan.target - motion.at) * share * share * (3 - 2 * share) + beyond
        if index > frames and _there(operator, step, KEPT_SHARE):
            return
        if abs(simulation.joint(step.joint) - value) > LAGS * (high - low) + 0.03 + abs(beyond):
            raise Stopped(operator.phase, "slipped", "the handle stayed behind the hand")
        yield _carried(plan.held.hand, frame, motion, float(value), plan.held.follow)


def _there(operator: Operator, step: Step, more: float) -> bool:
    """The joint has come as far as the goal, and by `more` of its range further."""
    low, high = operator.cell.model.joint(step.joint).range
    share = (operator.simulation.joint(step.joint) - low) / (high - low)
    return bool(share <= step.share - min(more, 0.5 * step.share) if step.kind == "close" else share >= min(0.99, step.share + more))


def _target(operator: Operator, step: Step, share: float) -> float:
    """The joint's value to go to: a little beyond the goal, within the range."""
    low, high = operator.cell.model.joint(step.joint).range
    share = 0.0 if step.kind == "close" else min(1.0, share + OVERSHOOT)
    return float(low + share * (high - low))


def _follow(step: Step, motion: Motion) -> tuple[float, ...]:
    if step.kind == "press":
        return (0.0,)
    return FOLLOWS if motion.hinge else (1.0,)


def _opening(step: Step) -> float:
    return 0.0 if step.kind == "press" else 1.0


def _holds(operator: Operator, step: Step, frame: Array, motion: Motion) -> Iterator[tuple[Array, ...]]:
    """Hand poses at the handle, world: the fingers across the bar, coming from the front, tilted around the bar; or pressing along its way.

    Each with a little less far in, for handles that stand near the front.
    """
    gripper = operator.cell.robot.gripper
    bar, out, middle = frame[:3, 0], frame[:3, 2], frame[:3, 3]
    if step.kind == "press":
        ahead = motion.carried(frame, motion.at + 0.1 * (_target(operator, step, step.share) - motion.at))[:3, 3] - middle
        way = ahead / np.linalg.norm(ahead)
        side = np.cross(way, [0.0, 0.0, 1.0] if abs(way[2]) < 0.9 else [1.0, 0.0, 0.0])
        side = side / np.linalg.norm(side)
        for sign in (1.0, -1.0):
            yield (pose(middle - way * (gripper.tip_m + 0.01), np.stack([np.cross(sign * side, way), sign * side, way], axis=1)),)
        return
    for tilt in TILTS_RAD:
        approach = rotation_about(bar, tilt) @ -out
        across = np.cross(approach, bar)
        for closing in (across, -across):
            turn = np.stack([np.cross(closing, approach), closing, approach], axis=1)
            yield tuple(pose(middle - approach * outwards, turn) for outwards in OUTWARDS_M)


def _taken(operator: Operator, step: Step, hands: tuple[Array, ...], near: Array | None) -> tuple[Array | None, Array | None]:
    """The first of the hand poses that touches nothing (when pressing: nothing else), and the joints there."""
    clearance = operator.clearance
    clearance.ignore(() if step.kind != "press" else (step.object,))
    found: tuple[Array | None, Array | None] = (None, None)
    for seed in [*([near] if near is not None else []), *operator.seeds(3)]:
        at = operator.solve(hands[0], seed)
        for hand in hands:
            at = operator.solve(hand, at) if at is not None else None
            if at is not None and clearance.free(at, _opening(step)):
                found = (hand, at)
                break
        if found[1] is not None:
            break
    clearance.ignore(())
    return found


def _carried(taken: Array, frame: Array, motion: Motion, value: float, follow: float) -> Array:
    """The hand when the joint stands at `value`; of a door's turn it takes the share `follow`, about the handle."""
    if not motion.hinge:
        return motion.carried(taken, value)
    spot = motion.carried(frame, value)[:3, 3]
    turn = rotation_about(motion.axis, follow * (value - motion.at))
    return pose(spot + turn @ (taken[:3, 3] - frame[:3, 3]), turn @ taken[:3, :3])


def _followed(operator: Operator, step: Step, at: Array, hands: list[Array], values: Array) -> int:
    """How many hand poses the arm goes along, in order, without a jump; only the fingers touch what they move.

    Between two of them the arm is led as finely as when it does it: it may drift to a limit on the way that a longer stride would miss.
    """
    clearance, q, count = operator.clearance, at, 0
    clearance.ignore((step.object,))
    for before, hand, value in zip(hands, hands[1:], values[1:], strict=False):
        found: Array | None = q
        for share in FINER:
            found = operator.solve(between(before, hand, share), found) if found is not None else None
        clearance.open_joint(step.joint, float(value))
        if found is None or np.abs(found - q).max() > LARGEST_JUMP_RAD or not clearance.free(found, 0.3):
            break
        q, count = found, count + 1
    clearance.open_joint(step.joint, values[0])
    clearance.ignore(())
    return count
