"""The expert: which skill does which step, what it can reach, and one attempt at a whole task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from blueprint.contracts.tasks import Step, Task
from blueprint.domain.episodes.operator import Action, Operator
from blueprint.domain.episodes.skills import joint, pick_place, push

HOLD_S = 1.2
"""At most: stillness ends when the goals have held for half a second, and what rocks has some time for it."""


@dataclass(frozen=True)
class Reach:
    """A step that can be done from here; step: with the share of the joint that is reached."""

    step: Step
    error_m: float


def reach_of(operator: Operator, step: Step, shares: tuple[float, ...] = ()) -> Reach | None:
    """Whether the step can be done as things stand now: every key pose has joints that touch nothing, and there is a way to the first."""
    if step.kind in ("pick_place", "stack"):
        plan = pick_place.find_plan(operator, step)
        if plan is None or operator.way(plan.pick.ready, plan.pick.opening) is None:
            return None
        return Reach(step, operator.error(plan.pick.hand, plan.pick.at))
    if step.kind == "push":
        pushing = push.find_plan(operator, step)
        if pushing is None or operator.way(pushing.ready, 0.0) is None:
            return None
        return Reach(step, operator.error(pushing.hand, pushing.at))
    working = joint.find_plan(operator, step, shares)
    if working is None or operator.way(working.held.ready, 1.0) is None:
        return None
    return Reach(step.model_copy(update={"share": working.share}), operator.error(working.held.hand, working.held.at))


def perform(operator: Operator, task: Task) -> Iterator[Action]:
    """All steps, then stillness. Raises Stopped where it cannot go on."""
    for step in task.steps:
        yield from _skill(operator, step)
    operator.phase = "hold"
    yield from operator.wait(round(HOLD_S * operator.cell.fps))


def _skill(operator: Operator, step: Step) -> Iterator[Action]:
    if step.kind in ("pick_place", "stack"):
        return pick_place.perform(operator, step)
    if step.kind == "push":
        return push.perform(operator, step)
    return joint.perform(operator, step)
