"""Which tasks of a scene can be done, as its measured affordances say, and what each is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from blueprint.contracts.arena import AffordanceName
from blueprint.contracts.tasks import DroppedTask, Step, Task, TaskSet
from blueprint.domain.arena.affordances import Described, has_flat_bottom, has_flat_top, opens
from blueprint.domain.arena.names import identifier, unique

MAX_STEPS = 500
"""For each step of a task (jobs.md §3.19.3)."""

Things = Mapping[str, Described]


@dataclass(frozen=True)
class Supported:
    """A task that the geometry supports. name: of its file. affordance: what its first step works on; "" for a push, which needs none."""

    name: str
    task: Task
    affordance: AffordanceName | Literal[""]

    @property
    def object_id(self) -> str:
        return self.task.steps[0].object

    @property
    def max_steps(self) -> int:
        return MAX_STEPS * len(self.task.steps)


def supported(tasks: TaskSet, things: Things) -> tuple[tuple[Supported, ...], tuple[DroppedTask, ...]]:
    """The tasks whose every step an affordance justifies, in the set's order, and the others with the first reason found."""
    kept: list[tuple[Task, AffordanceName | Literal[""]]] = []
    dropped = list(tasks.dropped)
    for task in tasks.tasks:
        reason = next((why for step in task.steps if (why := objection(step, things))), "")
        if reason:
            dropped.append(DroppedTask(task_id=task.task_id, reason=reason))
        else:
            kept.append((task, works_on(task.steps[0], things)))
    names = unique(_name(task) for task, _ in kept)
    return tuple(Supported(name, task, affordance) for name, (task, affordance) in zip(names, kept, strict=True)), tuple(dropped)


def objection(step: Step, things: Things) -> str:
    """Why the step cannot be done; "" when nothing speaks against it."""
    subject = things.get(step.object)
    if subject is None:
        return f"the scene has no object {step.object}"
    if step.kind in ("open", "close", "press"):
        return _joint_objection(step, subject)
    if step.kind == "push":
        return "" if subject.thing.free else f"{step.object} is fixed"
    if subject.why_not_held:
        return subject.why_not_held
    reference = things.get(step.reference)
    if reference is None:
        return f"the scene has no object {step.reference}" if step.reference else "it names no place to put the object"
    return _place_objection(step, subject, reference)


def _joint_objection(step: Step, subject: Described) -> str:
    joint = subject.joint(step.joint)
    if joint is None:
        return f"{step.object} has no joint {step.joint} with limits"
    if step.kind != "press" and not opens(joint):
        return f"{joint.joint_name} of {step.object} carries no leaf, lid or drawer"
    return ""


def _place_objection(step: Step, subject: Described, reference: Described) -> str:
    there = set(reference.affordances)
    if step.kind == "stack":
        if not has_flat_bottom(subject.thing):
            return f"the bottom of {step.object} is not flat"
        return "" if has_flat_top(reference.thing) else f"the top of {step.reference} is not flat"
    if step.relation == "in":
        return "" if {"Containable", "Placeable"} & there else f"{step.reference} has no inside"
    if step.relation == "on":
        return "" if {"Supportable", "Placeable"} & there else f"{step.reference} has no surface"
    return ""


def works_on(step: Step, things: Things) -> AffordanceName | Literal[""]:
    """The affordance that the step uses."""
    if step.kind == "push":
        return ""
    if step.kind == "stack":
        return "Stackable" if "Stackable" in things[step.object].affordances else "Graspable"
    if step.kind == "pick_place":
        return "Graspable"
    owner = things[step.object]
    joint = owner.joint(step.joint)
    names: Iterable[AffordanceName] = ("Openable", "Turnable", "Pressable")
    return next(name for name in names if name in owner.params and joint in owner.params[name].joints)


def _name(task: Task) -> str:
    """`<object>_<kind>[_<relation>_<reference> | _<joint>]`, each further step behind it."""
    words = [part for step in task.steps for part in _words(step)]
    return identifier("_".join(words))[:120]


def _words(step: Step) -> list[str]:
    if step.joint:
        return [step.object, step.kind, step.joint.rsplit("/", 1)[-1]]
    return [word for word in (step.object, step.kind, step.relation or "", step.reference) if word]
