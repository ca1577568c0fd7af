"""The export as a folder: every document, Genie Sim's own shape beside them, and last the manifest that vouches for every byte."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml
from pydantic import BaseModel

from blueprint import __version__
from blueprint.contracts.geniesim import AssetIndex, ExportComplete, SceneGraph, TaskConfig
from blueprint.contracts.geniesim_export import (
    GENIE_SIM,
    Checksum,
    Checksums,
    Compatibility,
    ConfigAssets,
    ConfigGraph,
    ConfigPhysics,
    ConfigRandomisation,
    ConfigRobot,
    ConfigRoom,
    ConfigScene,
    ExportConfig,
    ExportInfo,
    ExportManifest,
    ExportOutputs,
    ExportResult,
    InventoryRow,
    SceneConfig,
    SchemaDefinition,
    Statistics,
    Workspace,
)
from blueprint.contracts.geniesim_provenance import AssetProvenance, VariationObject
from blueprint.contracts.tasks import Task, TaskSet
from blueprint.domain.geniesim.asset_index import asset_index
from blueprint.domain.geniesim.benchmark import Paths, evaluation, instructions, problems, scene_info, scene_program
from blueprint.domain.geniesim.robots import cameras, multi_robot_config
from blueprint.domain.geniesim.scene_graph import scene_graph
from blueprint.domain.geniesim.source import Source
from blueprint.domain.geniesim.support_tree import dot, support_tree, svg
from blueprint.domain.geniesim.task_config import task_config, task_tags
from blueprint.domain.geniesim.variations import merged_manifest
from blueprint.domain.geniesim.workplace import Bounds
from blueprint.domain.robots.robot import Robot
from blueprint.domain.usd.flatten import write_flat

MANIFEST, COMPLETE = "export_manifest.json", "_GENIESIM_EXPORT_COMPLETE"
FIELDS = {
    "export_info": "when and by which version it was written; the only part that differs between two exports of one scene",
    "config": "what was asked for", "result": "what came out, and why not when nothing did", "file_inventory": "every file of the folder, this one too",
    "checksums": "SHA-256 of every file but this one and the completion marker", "scene_digest": "of the exported scene file and its layers",
}  # fmt: skip


@dataclass(frozen=True)
class Order:
    """What an export is made of besides the scene.

    robots: the first is primary; known: others to describe. task_sets: robot → its tasks. workspace: None for the box the tasks need.
    dropped: object id → why it is not in the export. left_out: the same of variation assets. now: only for the manifest and the marker.
    """

    config: ExportConfig
    robots: tuple[Robot, ...]
    known: tuple[Robot, ...]
    task_sets: Mapping[str, TaskSet]
    provenance: AssetProvenance
    variations: tuple[VariationObject, ...]
    variation_source: str
    randomizers: tuple[str, ...]
    certificate_digest: str
    now: datetime
    workspace: Bounds | None = None
    dropped: Mapping[str, str] | None = None
    left_out: Mapping[str, str] | None = None


def write_export(source: Source, order: Order, folder: Path) -> ExportManifest:
    """Everything but the copied USD, which is in the folder already when it is copied at all. Raises ContractError."""
    primary = order.robots[0]
    task_set = order.task_sets[primary.name]
    tasks = task_config(source, task_set, primary.pedestal_m, order.workspace)
    graph = scene_graph(source, task_tags(task_set))
    index = asset_index(source, order.config.embedding_model)
    documents: dict[str, BaseModel] = {
        "scene_graph.json": graph, "asset_index.json": index, "task_config.json": tasks, "tasks.json": task_set,
        "legal/asset_provenance.json": order.provenance, "multi_robot_config.json": multi_robot_config(order.robots, order.known),
        "merged_scene_manifest.json": merged_manifest(source, order.variations, order.variation_source),
    }  # fmt: skip
    documents |= {f"tasks/{name}.json": tasks_of for name, tasks_of in order.task_sets.items() if len(order.task_sets) > 1}
    for name, document in documents.items():
        _write(folder / name, json_text(document))
    config = scene_config(source, order, tasks, graph)
    _write(folder / "scene_config.yaml", yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False, allow_unicode=True, default_flow_style=None))
    warnings = _write_genie_sim(source, task_set, tasks, folder / GENIE_SIM)
    return _write_manifest(source, order, folder, graph, index, tasks, warnings)


def scene_config(source: Source, order: Order, tasks: TaskConfig, graph: SceneGraph) -> SceneConfig:
    room, bounds, robot = source.scene.room, graph.metadata.room_bounds, tasks.robot_config
    return SceneConfig(
        scene=ConfigScene(id=source.scene.scene_id, environment_type=source.environment, meters_per_unit=graph.meters_per_unit),
        room=ConfigRoom(width=room.width_m, depth=room.depth_m, height=room.height_m),
        robot=ConfigRobot(
            type=robot.type, base_position=robot.base_position, base_yaw_rad=robot.base_yaw_rad,
            workspace=Workspace(min=robot.workspace_bounds[0], max=robot.workspace_bounds[1]),
        ),
        assets=ConfigAssets(index_path="asset_index.json", total_count=len(source.scene.objects), commercial_only=order.config.filter_commercial_only),
        scene_graph=ConfigGraph(path="scene_graph.json"), cameras=cameras(robot, order.robots[0], bounds),
        physics=ConfigPhysics(gravity=source.stage.gravity, steps_per_second=source.stage.steps_per_second),
        randomisation=ConfigRandomisation(randomizers=order.randomizers, variation_assets=len(order.variations)),
    )  # fmt: skip


def json_text(document: BaseModel) -> str:
    """One value, one spelling: sorted keys, as everything in the bucket is written."""
    return json.dumps(document.model_dump(mode="json", by_alias=True), sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _write_genie_sim(source: Source, task_set: TaskSet, config: TaskConfig, folder: Path) -> tuple[str, ...]:
    """What a person should know of it."""
    kept = _kept(task_set, config)
    paths, tree = Paths(source.scene.scene_id), support_tree(source)
    scene = folder / paths.scene
    if source.prefix:
        up = "../" * (len(Path(GENIE_SIM, paths.scene).parts)) + source.prefix
        _write(scene / "scene.usda", f'#usda 1.0\n(\n    defaultPrim = "World"\n    metersPerUnit = 1\n    subLayers = [@{up}usd/scene.usda@]\n    upAxis = "Z"\n)\n')
    else:
        write_flat(source.world.path, scene)
    checked = problems(source, kept)
    _write(scene / "scene_info.json", json_text(scene_info(source, tree)))
    _write(scene / "graph.dot", dot(tree))
    _write(scene / "graph.svg", svg(tree))
    _write(scene / "LLM_RESULT.py", scene_program(source, tree))
    _write(scene / "instructions.json", json_text(instructions(kept)))
    _write(scene / "problems.json", json.dumps({name: problem.model_dump(mode="json") for name, problem in checked.items()}, indent=1) + "\n")
    for number, task in enumerate(kept, 1):
        problem = number if f"problem{number}" in checked else None
        _write(folder / paths.evaluation(task), json_text(evaluation(source, task, config.robot_config, problem)))
    missing = len(kept) - len(checked)
    return (f"{missing} of {len(kept)} tasks have no problem for Genie Sim's evaluator: it has no checker for a joint that turns",) if missing else ()


def _kept(task_set: TaskSet, config: TaskConfig) -> list[Task]:
    ids = {task.task_id for task in config.suggested_tasks}
    return [task for task in task_set.tasks if task.task_id in ids]


def _write_manifest(
    source: Source, order: Order, folder: Path, graph: SceneGraph, index: AssetIndex, tasks: TaskConfig, warnings: tuple[str, ...]
) -> ExportManifest:
    said = [*warnings, *(f"{name} is not in the export: {why}" for name, why in (order.dropped or {}).items())]
    said += [f"variation asset {name} is not in the export: {why}" for name, why in (order.left_out or {}).items()]
    said += [f"{blocker}: not cleared for commercial use" for blocker in order.provenance.license.blockers]
    present = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in (MANIFEST, COMPLETE))
    checksums = {path.relative_to(folder).as_posix(): _checksum(path) for path in present}
    scene_usd = f"{source.prefix}usd/scene.usda"
    manifest = ExportManifest(
        schema_definition=SchemaDefinition(
            description="a certified Blueprint scene as inputs of Genie Sim 3", fields=FIELDS,
            notes=("paths are relative to this folder", "Z-up, metres, radians, quaternions w-x-y-z but for scene_info.json, where Genie Sim has w last"),
        ),
        export_info=ExportInfo(timestamp=order.now, exporter_version=__version__, source_pipeline="blueprint"),
        asset_provenance_path="legal/asset_provenance.json", config=order.config,
        result=ExportResult(
            success=True, scene_id=source.scene.scene_id, outputs=ExportOutputs(usd=scene_usd, genie_sim=f"{GENIE_SIM}/{Paths(source.scene.scene_id).scene}"),
            statistics=Statistics(nodes=len(graph.nodes), edges=len(graph.edges), assets=len(index.assets), tasks=len(tasks.suggested_tasks)),
            errors=(), warnings=tuple(said), skipped_reason=_nothing_to_do(tasks),
        ),
        geniesim_compatibility=Compatibility(formats={"scene": "usda", "layers": "usdc", "documents": "json", "config": "yaml"}),
        scene_digest=source.world.digest, certificate_digest=order.certificate_digest, file_inventory=(), checksums=Checksums(files=checksums),
    )  # fmt: skip
    manifest = _with_itself(manifest, checksums)
    text = json_text(manifest)
    _write(folder / MANIFEST, text)
    complete = ExportComplete(scene_id=source.scene.scene_id, timestamp=order.now, export_manifest_sha256=hashlib.sha256(text.encode()).hexdigest())
    _write(folder / COMPLETE, json_text(complete))
    return manifest


def _with_itself(manifest: ExportManifest, checksums: Mapping[str, Checksum]) -> ExportManifest:
    """Its own size stands in it, so it is written until the size it says is the size it has."""
    rows = [InventoryRow(path=path, size_bytes=checksum.size_bytes) for path, checksum in checksums.items()]
    size = 0
    while True:
        whole = sorted([*rows, InventoryRow(path=MANIFEST, size_bytes=size)], key=lambda row: row.path)
        manifest = manifest.model_copy(update={"file_inventory": tuple(whole)})
        found = len(json_text(manifest).encode())
        if found == size:
            return manifest
        size = found


def _checksum(path: Path) -> Checksum:
    content = path.read_bytes()
    return Checksum(sha256=hashlib.sha256(content).hexdigest(), size_bytes=len(content))


def _nothing_to_do(tasks: TaskConfig) -> str:
    """Why there is no task, "" when there is one."""
    if tasks.suggested_tasks:
        return ""
    meta = tasks.metadata
    if not meta.manipulable_objects and not meta.articulated_objects:
        return "nothing in the scene can be moved or opened"
    reasons = "; ".join(dict.fromkeys(task.reason for task in meta.filtered[:3]))
    thought = f"{meta.tasks_total_before_reachability_filter} were thought of"
    return f"no task of the scene can be done by {tasks.robot_config.type}: {thought}" + (f" ({reasons})" if reasons else "")
