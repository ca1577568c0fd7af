"""Runs in a process of its own: `python arena_accepts.py CHECKOUT GRAPH.yaml…` loads each graph with Isaac Lab Arena's own models.

Arena's registries fill themselves by importing Isaac Sim, which is not here. So the names are read from the checkout's source (what each
class under a `@register_…` decorator is called, and whether a relation is unary), and Arena's own code decides the rest.
Prints one JSON object: graph → "" or what Arena says against it, and how many names were found.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path

ASSET, TASK, RELATION = "register_asset", "register_task", "register_object_relation"


def trees(checkout: Path) -> list[ast.Module]:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in sorted((checkout / "isaaclab_arena").rglob("*.py"))]


def texts(modules: list[ast.Module]) -> dict[str, str]:
    """Constants of modules: `NAME = "text"`."""
    return {
        target.id: node.value.value
        for module in modules for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets if isinstance(target, ast.Name)
    }  # fmt: skip


def decorated(modules: list[ast.Module], decorator: str) -> Iterator[ast.ClassDef]:
    for module in modules:
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef) and any(isinstance(mark, ast.Name) and mark.id == decorator for mark in node.decorator_list):
                yield node


def called(node: ast.ClassDef, constants: dict[str, str]) -> str:
    """The class's `name`, else its own."""
    for item in node.body:
        if isinstance(item, ast.Assign) and any(isinstance(target, ast.Name) and target.id == "name" for target in item.targets):
            value = item.value
            if isinstance(value, ast.Constant):
                return str(value.value)
            if isinstance(value, ast.Name) and value.id in constants:
                return constants[value.id]
    return node.name


def is_unary(node: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> bool:
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and item.name == "is_unary":
            return any(isinstance(inner, ast.Return) and isinstance(inner.value, ast.Constant) and inner.value.value is True for inner in ast.walk(item))
    return any(is_unary(classes[base.id], classes) for base in node.bases if isinstance(base, ast.Name) and base.id in classes)


def main(checkout: Path, graphs: list[Path]) -> None:
    modules = trees(checkout)
    constants = texts(modules)
    sys.path.insert(0, str(checkout))
    from isaaclab_arena.assets import registries  # type: ignore[import-not-found]

    registries._assets_registered = True
    classes = {node.name: node for module in modules for node in ast.walk(module) if isinstance(node, ast.ClassDef)}
    found = {ASSET: 0, TASK: 0, RELATION: 0}
    for decorator, registry in ((ASSET, registries.AssetRegistry()), (TASK, registries.TaskRegistry()), (RELATION, registries.ObjectRelationLibraryRegistry())):
        for node in decorated(modules, decorator):
            name = node.name if decorator == TASK else called(node, constants)
            unary = is_unary(node, classes)
            if not registry.is_registered(name):
                registry.register(type(node.name, (), {"name": name, "is_unary": staticmethod(lambda unary=unary: unary)}), name)
                found[decorator] += 1
    from isaaclab_arena.environment_spec.arena_env_graph_spec import ArenaEnvGraphSpec  # type: ignore[import-not-found]

    said: dict[str, str] = {}
    for path in graphs:
        try:
            ArenaEnvGraphSpec.from_yaml(path)
        except ValueError as error:
            said[path.name] = str(error)
        else:
            said[path.name] = ""
    print(json.dumps({"found": found, "graphs": said}))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
