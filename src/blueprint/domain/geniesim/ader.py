"""Tasks as ADER problems: Genie Sim's checkers, one `ActionSetWaitAny` per thing that has to become true, in order.

The checkers used, with what they test (Genie Sim, ADER documentation): Follow `object|[x,y,z]|gripper` the gripper is in a box about the
object; PickUpOnGripper `object|gripper` lifted 2 cm and at the gripper; Ontop `object|support`; Inside `object|container|scale`; InBBox
`object|x,y,z|lx,ly,lz` its middle stays in a box of the world; PushPull `object|low|high|index` the object's index-th prismatic joint is
between. No checker reads a revolute joint, so tasks on one have no problem. StepOut: frames until it counts as missed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from blueprint.contracts.geniesim_export import ActionList, Problem, WaitAny
from blueprint.contracts.tasks import Step, Task
from blueprint.domain.geniesim.source import Source

FRAMES_PER_S = 30
ALLOWANCE = 4
SECONDS = {"reach": 0.6 + 0.4, "grasp": 0.3 + 0.4 + 0.6, "place": 0.8 + 0.4 + 0.3 + 0.4 + 0.5, "push": 1.0, "pull": 1.0}
"""Planned times of the motions (jobs.md §7.6): approach and pre-grasp; grasp, close, lift; transport, pre-place, place, release, retract; push; a joint's way."""

HAND_M = 0.2
"""What a gripper takes beside the object it is at."""


def problem_of(source: Source, task: Task, name: str, gripper: str) -> Problem | None:
    """None when a step cannot be checked."""
    found: list[WaitAny] = []
    for step in task.steps:
        checks = tuple(_checks(source, step, gripper))
        if not checks:
            return None
        found += checks
    return Problem(Acts=(ActionList(ActionList=tuple(found)),), Problem=name)


def _checks(source: Source, step: Step, gripper: str) -> Iterator[WaitAny]:
    if step.joint:
        index, low, high = _slide(source, step)
        if index is not None:
            yield _wait("PushPull", f"{step.object}|{low:.6g}|{high:.6g}|{index}", "reach", "pull")
        return
    around = ",".join(f"{extent + HAND_M:.4f}" for extent in source.stage.objects[step.object].size)
    yield _wait("Follow", f"{step.object}|[{around}]|{gripper}", "reach")
    if step.kind == "push":
        yield _wait("InBBox", _box(source, step), "push")
        return
    yield _wait("PickUpOnGripper", f"{step.object}|{gripper}", "grasp")
    if step.relation == "in":
        yield _wait("Inside", f"{step.object}|{step.reference}|1", "place")
    elif step.relation == "on" or step.kind == "stack":
        yield _wait("Ontop", f"{step.object}|{step.reference}", "place")
    else:
        yield _wait("InBBox", _box(source, step), "place")


def _wait(checker: str, arguments: str, *motions: str) -> WaitAny:
    steps = math.ceil(sum(SECONDS[motion] for motion in motions) * FRAMES_PER_S * ALLOWANCE)
    return WaitAny(ActionSetWaitAny=({checker: arguments}, {"StepOut": steps}))


def _box(source: Source, step: Step) -> str:
    """About the goal: as wide as the tolerance on each side, as high as the object, whose middle is what is looked at."""
    height = source.stage.objects[step.object].size[2]
    x, y, z = step.goal_m or source.stage.objects[step.object].pose.position
    return f"{step.object}|{x:.6g},{y:.6g},{z + height / 2:.6g}|{2 * step.tolerance_m:.6g},{2 * step.tolerance_m:.6g},{height:.6g}"


def _slide(source: Source, step: Step) -> tuple[int | None, float, float]:
    """(which of the object's prismatic joints, lowest, highest position that counts); None for one that turns."""
    slides = [joint for joint in source.stage.objects[step.object].joints if joint.type == "prismatic"]
    for index, joint in enumerate(slides):
        if joint.joint == step.joint:
            at = joint.lower + step.share * (joint.upper - joint.lower)
            return (index, joint.lower, at) if step.kind == "close" else (index, at, joint.upper)
    return None, 0.0, 0.0
