"""The scene and its tasks in Genie Sim's own folder shape and words (github.com/AgibotTech/genie_sim, source/geniesim/benchmark).

`benchmark/config/llm_task/<scene>/0/`: scene.usda (and the layer it is made of), scene_info.json, graph.dot, graph.svg, LLM_RESULT.py,
instructions.json, problems.json. `benchmark/config/eval_tasks/<task>.json`: one per task. Objects go by the names of their prims under
`/World/Objects`, which is where Genie Sim looks for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from blueprint.contracts.geniesim import RobotConfig
from blueprint.contracts.geniesim_export import (
    EvalPose,
    EvalRobot,
    EvalScene,
    EvalStage,
    EvalTask,
    GraphRelations,
    Instruction,
    Instructions,
    LayoutEntry,
    Problem,
    RecordingSetting,
    SceneInfo,
    SpaceObject,
    StageObject,
)
from blueprint.contracts.tasks import Step, Task
from blueprint.domain.documents.stage1 import describe
from blueprint.domain.geniesim.ader import problem_of
from blueprint.domain.geniesim.source import Source
from blueprint.domain.geniesim.stage_facts import three
from blueprint.domain.geniesim.support_tree import SupportTree, node_link
from blueprint.domain.physics.mass import rotation_of
from blueprint.domain.scene.geometry import yaw_quaternion

WORKSPACE = "workspace_00"
ARM = "right"
"""A robot of ours has one arm, and Genie Sim knows a left and a right one."""


@dataclass(frozen=True)
class Paths:
    """Relative to the `genie_sim` folder."""

    scene_id: str

    @property
    def scene(self) -> str:
        return f"benchmark/config/llm_task/{self.scene_id}/0"

    def evaluation(self, task: Task) -> str:
        return f"benchmark/config/eval_tasks/{task_name(task)}.json"


def task_name(task: Task) -> str:
    """A file name: letters, digits and underscores."""
    return re.sub(r"[^A-Za-z0-9]+", "_", task.task_id).strip("_")


def scene_info(source: Source, tree: SupportTree) -> SceneInfo:
    layout = {}
    for placed in source.scene.objects:
        pose = source.stage.objects[placed.id].pose
        w, x, y, z = pose.orientation
        layout[placed.id] = LayoutEntry(
            usd=source.asset_names[placed.id], xyz=pose.position, xyzw=(x, y, z, w), tags=tree.path(placed.id), keywords=tree.keywords[placed.id],
            description=describe(placed),
        )  # fmt: skip
    return SceneInfo(
        scene_id=source.scene.scene_id, seed=source.scene.seed, layout=layout, relations=GraphRelations(graph=node_link(tree))
    )  # fmt: skip


def scene_program(source: Source, tree: SupportTree) -> str:
    """LLM_RESULT.py: the scene as a program of Genie Sim's scene language, a function per piece of the support tree's first level.

    Nothing in it was written by a language model; every text is a quoted literal.
    """
    blocks, calls = [], []
    for number, top in enumerate(tree.children(tree.root)):
        lines = [_placed(source, name, tree.keywords[name]) for name in _subtree(tree, top)]
        text = "\n".join(f"        {line}," for line in lines)
        blocks.append(f"@register({f'{top} and what it carries'!r})\ndef part_{number}() -> Shape:\n    return concat_shapes(\n{text}\n    )\n")
        calls.append(f"        library_call({f'part_{number}'!r}),")
    root = "@register('the whole room')\ndef root_scene() -> Shape:\n    return concat_shapes(\n" + "\n".join(calls) + "\n    )\n"
    note = '"""The scene as placed by Blueprint: poses are measured, no language model wrote this. `usd` names are the folders below assets/."""'
    return "\n\n".join([f"{note}\n\nimport numpy as np\nfrom helper import *\n", *blocks, root])


def _subtree(tree: SupportTree, top: str) -> list[str]:
    return [top, *(name for child in tree.children(top) for name in _subtree(tree, child))]


def _placed(source: Source, name: str, keywords: tuple[str, ...]) -> str:
    pose = source.stage.objects[name].pose
    matrix = np.eye(4)
    matrix[:3, :3], matrix[:3, 3] = rotation_of(pose.orientation), pose.position
    rows = [[round(float(v), 9) + 0.0 for v in row] for row in matrix]
    return f"transform_shape(library_call('usd', oid={source.asset_names[name]!r}, keywords={list(keywords)!r}), np.array({rows!r}))"


def instructions(tasks: Iterable[Task]) -> Instructions:
    return Instructions(instructions=tuple(Instruction(instruction=task.instruction) for task in tasks))


def problems(source: Source, tasks: Iterable[Task]) -> dict[str, Problem]:
    """`problem<n>` of the n-th task, from 1; a task that ADER has no checker for is left out."""
    made = {f"problem{number}": problem_of(source, task, task_name(task), ARM) for number, task in enumerate(tasks, 1)}
    return {name: problem for name, problem in made.items() if problem is not None}


def evaluation(source: Source, task: Task, config: RobotConfig, problem: int | None) -> EvalTask:
    """problem: its number in problems.json."""
    paths = Paths(source.scene.scene_id)
    low, high = (np.asarray(corner) for corner in config.workspace_bounds)
    base = EvalPose(position=task.base.position_m, quaternion=yaw_quaternion(task.base.yaw_rad))
    box = SpaceObject(position=three((low + high) / 2), quaternion=(1.0, 0.0, 0.0, 0.0), size=three(high - low))
    return EvalTask(
        task=task_name(task), problem_instance=problem, instruction=task.instruction,
        recording_setting=RecordingSetting(camera_list=source.stage.cameras),
        robot=EvalRobot(arm=ARM, robot_cfg=f"{task.robot}.json", robot_id=task.robot, robot_init_pose={WORKSPACE: base}),
        scene=EvalScene(
            scene_id=source.scene.scene_id, scene_usd=f"{paths.scene}/scene.usda", scene_info_dir=paths.scene, function_space_objects={WORKSPACE: box}
        ),
        stages=tuple(stage for step in task.steps for stage in _stages(step)),
    )  # fmt: skip


def _stages(step: Step) -> tuple[EvalStage, ...]:
    hand, thing = StageObject(object_id="gripper"), StageObject(object_id=step.object)
    arm: dict[str, str | float | tuple[float, ...]] = {"arm": ARM}
    if step.kind in ("pick_place", "stack"):
        goal = arm | {"relation": step.relation or "on", "goal_position": step.goal_m or (), "tolerance_m": step.tolerance_m}
        place = EvalStage(action="place", active=thing, passive=StageObject(object_id=step.reference or step.object), extra_params=goal)
        return EvalStage(action="pick", active=hand, passive=thing, extra_params=arm), place
    if step.kind == "push":
        return (EvalStage(action="push", active=hand, passive=thing, extra_params=arm | {"goal_position": step.goal_m or (), "tolerance_m": step.tolerance_m}),)
    part = StageObject(object_id=step.object, primitive=step.joint)
    return (EvalStage(action=step.kind, active=hand, passive=part, extra_params=arm | {"share": step.share}),)
