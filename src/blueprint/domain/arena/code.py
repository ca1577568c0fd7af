"""The Python files of an Arena package: the scene's module and one module per task. Texts of the scene enter them as Python literals only,
so that no name of it can become code; each file is compiled before it is handed out."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from pprint import pformat

from blueprint.contracts.arena import ArenaTaskEntry
from blueprint.contracts.tasks import Step, Task
from blueprint.domain.arena.graph import ARENA_VERSION
from blueprint.domain.arena.names import class_name, identifier, unique
from blueprint.domain.arena.tasks import Supported

_SCENE = '''"""{title} as an Isaac Lab Arena background. Made by Blueprint; needs isaaclab_arena {version}. Stands in the scene's `arena/` folder."""

from pathlib import Path

import yaml
from isaaclab_arena.assets.background import Background
from isaaclab_arena.assets.register import register_asset

HERE = Path(__file__).resolve().parent
SCENE_ID = {scene_id}
SCENE_DIGEST = {digest}
BACKGROUND = {background}
SCENE_USD = HERE.parent / "usd" / "scene.usda"
ROOM_USD = HERE / "room.usda"
OBJECT_MIN_Z = {min_z}
ENV_GRAPHS = {graphs}


@register_asset
class {class_name}(Background):
    """The room and all that is fixed in it; what can be moved is spawned by the environment graph."""

    name = BACKGROUND
    tags = ["background", "blueprint"]

    def __init__(self, usd_path=None, **kwargs):
        super().__init__(name=self.name, usd_path=str(usd_path or ROOM_USD), object_min_z=OBJECT_MIN_Z, **kwargs)


def env_graph(task):
    """The environment graph of a task as a mapping for `ArenaEnvGraphSpec.from_dict`: paths absolute, the room as the class above."""
    folder = HERE / "env_graphs"
    graph = yaml.safe_load((folder / ENV_GRAPHS[task]).read_text(encoding="utf-8"))
    for asset in [graph["background"], *graph["objects"]]:
        asset["params"]["usd_path"] = str((folder / asset["params"]["usd_path"]).resolve())
    graph["background"]["registry_name"] = BACKGROUND
    return graph


def arena_env(task):
    """The environment of a task, built by Arena from its graph. KeyError when Arena has none for it (see `tasks.TASKS[task].env_graph_reason`)."""
    from isaaclab_arena.environment_spec.arena_env_graph_spec import ArenaEnvGraphSpec

    return ArenaEnvGraphSpec.from_dict(env_graph(task)).to_arena_env()
'''

_TASK = '''"""{title}"""

TASK_NAME = {name}
TASK_ID = {task_id}
OBJECT_ID = {object_id}
OBJECT_NAME = {object_name}
AFFORDANCE = {affordance}
MAX_STEPS = {max_steps}
SUCCESS_THRESHOLD = {threshold}
TASK_PARAMS = {params}


class {class_name}:
    """{title}"""

    name = TASK_NAME
    task_id = TASK_ID
    object_id = OBJECT_ID
    affordance = AFFORDANCE
    max_steps = MAX_STEPS
    success_threshold = SUCCESS_THRESHOLD
    params = TASK_PARAMS
    env_graph = {graph}
    env_graph_reason = {reason}
'''

_TASKS_INIT = '''"""The tasks of this scene, by name."""

{imports}

TASKS = {{
{entries}
}}
__all__ = ["TASKS", {names}]
'''


def scene_module(scene_id: str, digest: str, graphs: Mapping[str, str]) -> str:
    """graphs: task name → file below `env_graphs/`. What falls 0.2 m below the floor was dropped out of the room."""
    return _compiled(
        "scene_module.py",
        _SCENE.format(
            title=f"Scene {scene_id}", version=ARENA_VERSION, scene_id=_literal(scene_id), digest=_literal(digest),
            background=_literal(background_name(scene_id)), class_name=class_name(f"{scene_id}_room").removesuffix("Task"), min_z=-0.2,
            graphs=_literal(dict(sorted(graphs.items()))),
        ),
    )  # fmt: skip


def background_name(scene_id: str) -> str:
    """The name under which the scene's module registers the room with Arena."""
    return f"blueprint_{identifier(scene_id)}"


def task_modules(tasks: Iterable[tuple[Supported, ArenaTaskEntry, str]]) -> dict[str, str]:
    """`tasks/<file>` → text, `tasks/__init__.py` with them. Of each task: itself, its entry in the manifest, and its object's name."""
    rows = list(tasks)
    classes = unique(class_name(task.name) for task, _, _ in rows)
    files: dict[str, str] = {}
    for (task, entry, object_name), named in zip(rows, classes, strict=True):
        files[entry.file] = _compiled(entry.file, _task(task, entry, object_name, named))
    imports = "\n".join(f"from .{task.name} import {named}" for (task, _, _), named in zip(rows, classes, strict=True))
    entries = "\n".join(f"    {_literal(task.name)}: {named}," for (task, _, _), named in zip(rows, classes, strict=True))
    names = ", ".join(_literal(named) for named in classes)
    files["tasks/__init__.py"] = _compiled("tasks/__init__.py", _TASKS_INIT.format(imports=imports, entries=entries, names=names))
    return files


def _task(task: Supported, entry: ArenaTaskEntry, object_name: str, named: str) -> str:
    first = task.task.steps[0]
    return _TASK.format(
        title=_docstring(task.task.instruction), name=_literal(task.name), task_id=_literal(task.task.task_id), object_id=_literal(task.object_id),
        object_name=_literal(object_name), affordance=_literal(task.affordance), max_steps=task.max_steps, threshold=_threshold(first),
        params=_literal(_params(task.task)), class_name=named, graph=_literal(entry.env_graph), reason=_literal(entry.env_graph_reason),
    )  # fmt: skip


def _threshold(step: Step) -> float:
    """Share of a joint's range, or metres from the goal."""
    return step.share if step.joint else step.tolerance_m


def _params(task: Task) -> dict[str, object]:
    base = {"position_m": list(task.base.position_m), "yaw_rad": task.base.yaw_rad}
    steps = [step.model_dump(mode="json", exclude_defaults=True) | {"kind": step.kind, "object": step.object} for step in task.steps]
    return {"robot": task.robot, "base": base, "difficulty": task.difficulty, "instruction": task.instruction, "steps": steps}


def _literal(value: object) -> str:
    """Plain containers, texts and numbers as Python writes them (True and None, not true and null)."""
    return pformat(value, width=140, sort_dicts=False)


def _docstring(text: str) -> str:
    """One line that cannot end the string it stands in."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split()).replace("\\", "/").replace('"', "'")


def _compiled(name: str, text: str) -> str:
    """Raises SyntaxError if the file would not compile."""
    ast.parse(text, name)
    return text
