"""Push a thing along its surface with closed fingers, steering by where it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from blueprint.contracts.tasks import Step
from blueprint.domain.episodes.operator import Actions, Operator, Stopped
from blueprint.domain.episodes.poses import Array, moved, pose
from blueprint.domain.episodes.skills.grip import back_off
from blueprint.domain.physics.geometry import boxes

BEHIND_M = 0.035
ABOVE_M = 0.10
SPEED_M_S = 0.08
NEAR_SHARE, ARRIVED_SHARE = 0.3, 0.9
"""Of the tolerance: how near the goal the thing is pushed, and what will do when the arm cannot follow so far."""

ATTEMPTS = 3
GRIP_FRAMES = 40


@dataclass(frozen=True)
class Plan:
    """hand: (4, 4) behind the thing; above: where it comes down from. ready, at: joints."""

    hand: Array
    above: Array
    ready: Array
    at: Array
    reach_m: float


def find_plan(operator: Operator, step: Step) -> Plan | None:
    operator.clearance.see(operator.simulation)
    way, left = _way(operator, step)
    low, high = _box(operator, step.object)
    back = float(np.abs(way[:2]) @ (high - low)[:2]) / 2 + operator.cell.robot.gripper.finger_width_m / 2 + BEHIND_M
    middle = (low + high) / 2
    tip = operator.cell.robot.gripper.tip_m
    height = max(low[2] + tip + 0.012, min(middle[2], high[2] - 0.01))
    for turn in _hands(way):
        hand = pose(np.array([*(middle[:2] - way[:2] * back), height]), turn)
        at = operator.reach(hand, 0.0, extra=1)
        if at is None:
            continue
        above = moved(hand, np.array([0.0, 0.0, ABOVE_M]))
        up = operator.straight(at, above, 0.0, 3)
        operator.clearance.ignore((step.object,))
        along = operator.straight(at, moved(hand, way * (left + BEHIND_M)), 0.0, 5)
        operator.clearance.ignore(())
        if up is not None and along is not None:
            return Plan(hand, above, up[-1], at, back)
    return None


def perform(operator: Operator, step: Step) -> Actions:
    for attempt in range(1, ATTEMPTS + 1):
        operator.phase = "plan"
        plan = find_plan(operator, step)
        if plan is None:
            raise Stopped("plan", "unreachable", f"no place behind {step.object} from which it can be pushed to its goal")
        operator.phase = "approach"
        yield from operator.grip(0.0, GRIP_FRAMES)
        yield from operator.go(plan.ready)
        yield from operator.line(plan.hand, 0.15)
        operator.phase = "push"
        try:
            yield from operator.track(_pushing(operator, step, plan), until=lambda: _arrived(operator, step, NEAR_SHARE))
        except Stopped:
            if not _arrived(operator, step, ARRIVED_SHARE):
                raise
        operator.phase = "retreat"
        yield from operator.line(moved(operator.base @ operator.arm.forward(operator.q), -0.03 * _way(operator, step)[0]), 0.15, settle=2)
        yield from back_off(operator)
        yield from operator.wait(6)
        if _arrived(operator, step, ARRIVED_SHARE):
            return
        if attempt == ATTEMPTS:
            raise Stopped("push", "missed_goal", f"{step.object} is {1000 * _way(operator, step)[1]:.0f} mm from its goal")


def _pushing(operator: Operator, step: Step, plan: Plan) -> Iterator[Array]:
    """The hand behind the thing, towards the goal; a thing that turns away is followed to the side."""
    hand = plan.hand.copy()
    stride = SPEED_M_S / operator.cell.fps
    for _ in range(round((0.4 / SPEED_M_S) * operator.cell.fps)):
        way, left = _way(operator, step)
        low, high = _box(operator, step.object)
        spot = ((low + high) / 2)[:2]
        aside = (spot - hand[:2, 3]) - way[:2] * float((spot - hand[:2, 3]) @ way[:2])
        hand[:2, 3] += way[:2] * min(stride, max(left, 0.002)) + np.clip(aside * 0.15, -stride, stride)
        yield hand


def _arrived(operator: Operator, step: Step, share: float) -> bool:
    return _way(operator, step)[1] <= share * step.tolerance_m


def _way(operator: Operator, step: Step) -> tuple[Array, float]:
    """Unit vector from the thing to its goal in the plane, (3,), and how far it is."""
    assert step.goal_m is not None
    by = np.array(step.goal_m) - operator.simulation.object_pose(step.object)[:3, 3]
    by[2] = 0.0
    left = float(np.linalg.norm(by))
    return (by / left if left > 1e-6 else np.array([1.0, 0.0, 0.0])), left


def _box(operator: Operator, object_id: str) -> tuple[Array, Array]:
    low, high = boxes(operator.cell.model, operator.simulation.data)
    geoms = list(operator.cell.thing(object_id).geoms)
    return low[geoms].min(axis=0), high[geoms].max(axis=0)


def _hands(way: Array) -> Iterator[Array]:
    """Pointing down, the fingers side by side across the way; then along it."""
    down = np.array([0.0, 0.0, -1.0])
    across = np.cross(down, way)
    for closing in (across, -across, way, -way):
        yield np.stack([np.cross(closing, down), closing, down], axis=1)
