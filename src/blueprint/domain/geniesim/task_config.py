"""`task_config.json`: the feasible tasks of a scene in Genie Sim's words.

Kinds become types: pick_place → pick_place; stack → stack; open, close → open_close; press → press; sequence → organize. push → interact: of
the contract's types none moves a thing without grasping it (its `slide` is of a joint), so the catch-all says the least that is wrong;
`constraints.kind` keeps the kind itself.
"""

from __future__ import annotations

from blueprint.contracts.geniesim import (
    FilteredTask,
    Goal,
    SuggestedTask,
    TaskConfig,
    TaskConstraints,
    TaskFeasibility,
    TaskMetadata,
    TaskType,
)
from blueprint.contracts.scene import Role
from blueprint.contracts.tasks import Step, Task, TaskSet
from blueprint.core.errors import ContractError
from blueprint.domain.geniesim.source import Source
from blueprint.domain.geniesim.workplace import Bounds, Place, place_of, robot_config, within

TYPES: dict[str, TaskType] = {
    "pick_place": "pick_place", "stack": "stack", "open": "open_close", "close": "open_close", "press": "press", "push": "interact", "sequence": "organize",
}  # fmt: skip
COMPOSITE = frozenset({"organize", "fill", "stack"})
MOVES_AN_OBJECT = frozenset({"pick_place", "stack", "push"})
EFFORT = {"easy": 1, "medium": 2, "hard": 3}
NOT_ASKED_FOR = 2


def task_config(source: Source, task_set: TaskSet, pedestal_m: float, workspace: Bounds | None = None) -> TaskConfig:
    """workspace: (lowest, highest) corner in the world; a task that leaves it is filtered. None: the box that the tasks need.

    pedestal_m: half width of the robot's stand, for where it stands when there is nothing to do. Raises ContractError when the tasks are of another scene file.
    """
    if task_set.scene_digest != source.world.digest:
        raise ContractError("tasks.json", "scene_digest", source.world.digest, task_set.scene_digest)
    known = {placed.id for placed in source.scene.objects}
    placeless = [task for task in task_set.tasks if not _named(task) <= known]
    places = {task.task_id: place_of(source, task) for task in task_set.tasks if task not in placeless}
    outside = [task for task in task_set.tasks if task.task_id in places and workspace and not within(places[task.task_id], workspace)]
    kept = [task for task in task_set.tasks if task not in placeless and task not in outside]
    filtered = [FilteredTask(task_id=task.task_id, reason=f"names {', '.join(sorted(_named(task) - known))}, no object of the graph") for task in placeless]
    filtered += [FilteredTask(task_id=task.task_id, reason="leaves the workspace") for task in outside]
    filtered += [FilteredTask(task_id=task.task_id, reason=task.reason) for task in task_set.dropped]
    suggested = tuple(_suggested(source, task, places[task.task_id]) for task in kept)
    return TaskConfig(
        scene_id=source.scene.scene_id, environment_type=source.environment, suggested_tasks=suggested,
        robot_config=robot_config(source, task_set.robot, kept, [places[task.task_id] for task in kept], pedestal_m, workspace),
        metadata=TaskMetadata(
            total_objects=len(known), manipulable_objects=sum(placed.role is Role.MANIPULABLE for placed in source.scene.objects),
            articulated_objects=sum(placed.role is Role.ARTICULATED for placed in source.scene.objects),
            task_types=tuple(sorted({task.task_type for task in suggested})),
            tasks_total_before_reachability_filter=len(task_set.tasks) + len(task_set.dropped),
            tasks_filtered_unreachable=len(task_set.dropped) + len(outside), tasks_filtered_missing_position=len(placeless),
            tasks_total_after_reachability_filter=len(suggested), filtered=tuple(filtered), seed=task_set.seed,
        ),
    )  # fmt: skip


def task_tags(task_set: TaskSet) -> dict[str, tuple[str, ...]]:
    """Object id → the types of the tasks in which it is moved, opened or pressed."""
    found: dict[str, set[str]] = {}
    for task in task_set.tasks:
        for step in task.steps:
            found.setdefault(step.object, set()).add(TYPES[task.kind])
    return {name: tuple(sorted(types)) for name, types in found.items()}


def _named(task: Task) -> set[str]:
    return {name for step in task.steps for name in (step.object, step.reference) if name}


def _suggested(source: Source, task: Task, place: Place) -> SuggestedTask:
    kind, last = TYPES[task.kind], task.steps[-1]
    target = task.steps[0].object
    composite = kind in COMPOSITE
    goals = tuple(_goal(source, step) for step in task.steps)
    return SuggestedTask(
        task_id=task.task_id, task_name="_".join(task.task_id.split("::")[1:]), task_type=kind, target_object=source.asset_id(target),
        task_complexity="composite" if composite else "atomic", curriculum_split="target" if composite else "pretrain",
        required_camera_ids=("left", "right", "wrist"), difficulty=task.difficulty,
        priority=EFFORT[task.difficulty] + (0 if source.scene.object(target).requested else NOT_ASKED_FOR),
        requires_object_motion=any(step.kind in MOVES_AN_OBJECT for step in task.steps),
        goal_region=source.asset_id(last.reference) if last.reference else None, target_position=place.target, goal_position=place.goal,
        description_hint=task.instruction, goal=goals[-1],
        constraints=TaskConstraints(kind=task.kind, robot_base_position=task.base.position_m, robot_base_yaw_rad=task.base.yaw_rad, steps=goals),
        feasibility=TaskFeasibility(**task.feasibility.model_dump()),
    )  # fmt: skip


def _goal(source: Source, step: Step) -> Goal:
    return Goal(
        region_id=source.asset_id(step.reference) if step.reference else None, relation=step.relation, position=step.goal_m,
        joint=step.joint or None, share=step.share if step.joint else None, tolerance_m=step.tolerance_m,
    )  # fmt: skip
