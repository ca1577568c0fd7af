"""The documents of an export folder, read as a stranger's: each problem is a line that names the file, and nothing is raised."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from blueprint.contracts.geniesim import AssetIndex, ExportComplete, MultiRobotConfig, SceneGraph, TaskConfig
from blueprint.contracts.geniesim_export import GENIE_SIM, EvalTask, ExportManifest, Instructions, Problem, SceneConfig, SceneInfo
from blueprint.contracts.geniesim_provenance import AssetProvenance, MergedSceneManifest
from blueprint.contracts.tasks import TaskSet
from blueprint.domain.geniesim.package import COMPLETE, MANIFEST

MAX_DOCUMENT_BYTES = 64 * 2**20
MAX_YAML_BYTES, MAX_YAML_DEPTH = 2**20, 64
EVALUATIONS = f"{GENIE_SIM}/benchmark/config/eval_tasks/"
T = TypeVar("T", bound=BaseModel)


@dataclass
class Documents:
    """None: absent or malformed, and then `problems` says so. texts: every JSON document as it is, by path relative to the folder."""

    folder: Path
    problems: list[str] = field(default_factory=list)
    texts: dict[str, Any] = field(default_factory=dict)
    graph: SceneGraph | None = None
    index: AssetIndex | None = None
    config: TaskConfig | None = None
    tasks: TaskSet | None = None
    manifest: ExportManifest | None = None
    provenance: AssetProvenance | None = None
    merged: MergedSceneManifest | None = None
    robots: MultiRobotConfig | None = None
    scene_config: SceneConfig | None = None
    complete: ExportComplete | None = None
    scene_info: SceneInfo | None = None
    instructions: Instructions | None = None
    problem_names: tuple[str, ...] = ()
    evaluations: dict[str, EvalTask] = field(default_factory=dict)


def read_documents(folder: Path) -> Documents:
    """All that an export must have."""
    found = Documents(folder)
    found.graph = _json(found, "scene_graph.json", SceneGraph)
    found.index = _json(found, "asset_index.json", AssetIndex)
    found.config = _json(found, "task_config.json", TaskConfig)
    found.tasks = _json(found, "tasks.json", TaskSet)
    found.manifest = _json(found, MANIFEST, ExportManifest)
    found.provenance = _json(found, "legal/asset_provenance.json", AssetProvenance)
    found.merged = _json(found, "merged_scene_manifest.json", MergedSceneManifest)
    found.robots = _json(found, "multi_robot_config.json", MultiRobotConfig)
    found.complete = _json(found, COMPLETE, ExportComplete)
    found.scene_config = _yaml(found, "scene_config.yaml")
    if found.manifest is not None:
        scene = found.manifest.result.outputs.genie_sim
        found.scene_info = _json(found, f"{scene}/scene_info.json", SceneInfo)
        found.instructions = _json(found, f"{scene}/instructions.json", Instructions)
        found.problem_names = _problem_names(found, f"{scene}/problems.json")
        for name in ("scene.usda", "graph.dot", "graph.svg", "LLM_RESULT.py"):
            if not (folder / scene / name).is_file():
                found.problems.append(f"{scene}/{name}: expected a file, found none")
        for row in found.manifest.file_inventory:
            if row.path.startswith(EVALUATIONS):
                task = _json(found, row.path, EvalTask)
                if task is not None:
                    found.evaluations[Path(row.path).stem] = task
    return found


def strings_of(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """(field, text) of every text in a JSON value, keys left out."""
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from strings_of(below, f"{at}.{key}" if at else str(key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from strings_of(below, f"{at}[{index}]")


def _problem_names(found: Documents, name: str) -> tuple[str, ...]:
    data = _parsed(found, name)
    if data is None:
        return ()
    try:
        return tuple(TypeAdapter(dict[str, Problem]).validate_python(data))
    except ValidationError as error:
        found.problems.append(f"{name}: {_first(error)}")
        return ()


def _json(found: Documents, name: str, schema: type[T]) -> T | None:
    data = _parsed(found, name)
    if data is None:
        return None
    try:
        return schema.model_validate_json(json.dumps(data))
    except ValidationError as error:
        found.problems.append(f"{name}: {_first(error)}")
        return None


def _parsed(found: Documents, name: str) -> Any:
    content = _content(found, name, MAX_DOCUMENT_BYTES)
    if content is None:
        return None
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        found.problems.append(f"{name}: expected JSON, found {str(error)[:120]}")
        return None
    found.texts[name] = data
    return data


def _depth(content: bytes) -> int:
    """Of the brackets, quotes not understood: the parser takes minutes for a hundred thousand of them."""
    levels = accumulate(1 if char in b"[{" else -1 for char in content if char in b"[]{}")
    return max(levels, default=0)


def _yaml(found: Documents, name: str) -> SceneConfig | None:
    content = _content(found, name, MAX_YAML_BYTES)
    if content is None:
        return None
    if _depth(content) > MAX_YAML_DEPTH:
        found.problems.append(f"{name}: expected at most {MAX_YAML_DEPTH} lists and mappings inside one another, found more")
        return None
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(content, Loader=yaml.SafeLoader)):
            found.problems.append(f"{name}: expected no aliases, found one")
            return None
        data = yaml.safe_load(content)
        found.texts[name] = data
        return SceneConfig.model_validate_json(json.dumps(data))
    except ValidationError as error:
        found.problems.append(f"{name}: {_first(error)}")
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        found.problems.append(f"{name}: expected YAML, found {str(error)[:120]}")
    return None


def _content(found: Documents, name: str, limit: int) -> bytes | None:
    path = found.folder / name
    if path.is_symlink() or not path.is_file():
        found.problems.append(f"{name}: expected a file, found none")
        return None
    size = path.stat().st_size
    if size > limit:
        found.problems.append(f"{name}: expected at most {limit} bytes, found {size}")
        return None
    return path.read_bytes()


def _first(error: ValidationError) -> str:
    faults = error.errors(include_url=False)
    where = ".".join(str(part) for part in faults[0]["loc"])
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return f"field {where}: {faults[0]['msg']}, found {str(faults[0].get('input'))[:80]!r}{more}"
