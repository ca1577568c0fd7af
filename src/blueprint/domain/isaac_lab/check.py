"""Is what the package names there? Checked on the assembled stage, not on the documents that named it."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from blueprint.contracts.isaac_lab import Task, Validation
from blueprint.domain.usd.openusd import Usd, UsdPhysics


def check_package(files: dict[str, str], tasks: Iterable[Task], scene_usda: Path) -> Validation:
    """Every `/World/…` text in a Python file is a prim, and every joint a joint, of the stage."""
    stage = Usd.Stage.Open(str(scene_usda))
    errors: list[str] = []
    for name, text in files.items():
        if name.endswith(".py"):
            errors += [f"{name}: {path} is no prim of the scene" for path in _paths(text, name) if not stage.GetPrimAtPath(path)]
    missing_prims = len(errors)
    for task in tasks:
        joint = stage.GetPrimAtPath(task.joint_prim) if task.joint_prim else None
        if joint is not None and not (joint and joint.IsA(UsdPhysics.Joint)):
            errors.append(f"{task.task_id}: {task.joint_prim} is no joint of the scene")
    return Validation(
        imports_valid=True, prims_exist=missing_prims == 0, joints_exist=len(errors) == missing_prims, class_instantiation="not_run", rollout="not_run",
        errors=tuple(errors),
    )  # fmt: skip


def _paths(text: str, name: str) -> list[str]:
    constants = (node.value for node in ast.walk(ast.parse(text, name)) if isinstance(node, ast.Constant))
    return [value for value in constants if isinstance(value, str) and value.startswith("/World/")]
