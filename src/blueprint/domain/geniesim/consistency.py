"""Do the documents of an export agree with one another? (orchestration-a.md §11: the artifact validator's rules, and more.)

Each check yields lines for people: file, field, what was expected, what was found.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from blueprint.contracts.geniesim import AssetIndex, SceneGraph, SuggestedTask, TaskConfig
from blueprint.contracts.geometry import Vec3
from blueprint.domain.geniesim.documents import Documents

UNIT_TOLERANCE = 1e-5
CAMERAS = frozenset({"left", "right", "wrist"})


def consistency(found: Documents) -> Iterator[str]:
    if found.graph:
        yield from _graph(found.graph)
    if found.graph and found.index:
        yield from _same_ids(found.graph, found.index)
    if found.config and found.graph:
        yield from _tasks(found.config, found.graph)
    if found.config and found.tasks:
        yield from _task_set(found)
    if found.manifest:
        yield from _statistics(found)
    yield from _scene_ids(found)
    yield from _genie_sim(found)


def _graph(graph: SceneGraph) -> Iterator[str]:
    ids = [node.asset_id for node in graph.nodes]
    yield from _each_once("scene_graph.json, nodes", ids)
    for node in graph.nodes:
        where = f"scene_graph.json, node {node.asset_id}"
        if node.asset_id != f"{graph.scene_id}_obj_{node.bp_metadata.object_id}":
            yield f"{where}: expected asset_id {graph.scene_id}_obj_{node.bp_metadata.object_id}"
        if not all(math.isfinite(side) and side > 0 for side in node.size):
            yield f"{where}, size: expected three lengths over 0, found {node.size}"
        length = math.sqrt(sum(part * part for part in node.pose.orientation))
        if not abs(length - 1) <= UNIT_TOLERANCE:
            yield f"{where}, pose.orientation: expected a unit quaternion, found one of length {length:.6g}"
    for edge in graph.edges:
        for end in (edge.source, edge.target):
            if end not in ids:
                yield f"scene_graph.json, edge {edge.source} {edge.relation} {edge.target}: expected a node, found {end}"
        if edge.source == edge.target:
            yield f"scene_graph.json, edge {edge.source}: expected two different nodes"
    contained = {(edge.source, edge.target) for edge in graph.edges if edge.relation == "in"}
    told = {(node.asset_id, holder) for node in graph.nodes for holder in node.bp_metadata.contained_in}
    for source, target in sorted(contained ^ told):
        yield f"scene_graph.json, {source}: contained_in and its `in` edges differ on {target}"


def _same_ids(graph: SceneGraph, index: AssetIndex) -> Iterator[str]:
    """(a) of the validator, both ways, and the paths."""
    assets = {asset.asset_id: asset for asset in index.assets}
    yield from _each_once("asset_index.json, assets", [asset.asset_id for asset in index.assets])
    for node in graph.nodes:
        asset = assets.get(node.asset_id)
        if asset is None:
            yield f"scene_graph.json, node {node.asset_id}: expected an asset of the index"
        elif asset.usd_path != node.usd_path:
            yield f"asset_index.json, {node.asset_id}, usd_path: expected {node.usd_path} as in the graph, found {asset.usd_path}"
    for extra in sorted(assets.keys() - {node.asset_id for node in graph.nodes}):
        yield f"asset_index.json, {extra}: expected a node of the graph"
    meta = index.metadata
    commercial = sum(asset.commercial_ok for asset in index.assets)
    if (meta.total_assets, meta.commercial_assets) != (len(assets), commercial):
        yield f"asset_index.json, metadata: expected {len(assets)} assets, {commercial} commercial, found {meta.total_assets}, {meta.commercial_assets}"
    for asset in index.assets:
        if asset.embedding is not None and len(asset.embedding) != meta.embedding_dim:
            yield f"asset_index.json, {asset.asset_id}, embedding: expected {meta.embedding_dim} numbers, found {len(asset.embedding)}"


def _tasks(config: TaskConfig, graph: SceneGraph) -> Iterator[str]:
    """(b) and (c) of the validator: what is named is a node, what is placed is in the workspace."""
    nodes = {node.asset_id for node in graph.nodes}
    low, high = config.robot_config.workspace_bounds
    if not all(a <= b for a, b in zip(low, high, strict=True)):
        yield f"task_config.json, robot_config.workspace_bounds: expected lowest, then highest corner, found {low}, {high}"
    yield from _each_once("task_config.json, suggested_tasks", [task.task_id for task in config.suggested_tasks])
    for task in config.suggested_tasks:
        where = f"task_config.json, task {task.task_id}"
        for field, name in _named(task):
            if name not in nodes and f"{config.scene_id}_obj_{name}" not in nodes:
                yield f"{where}, {field}: expected a node of the graph, found {name}"
        for field, point in (("target_position", task.target_position), ("goal_position", task.goal_position)):
            if point is not None and not _inside(point, low, high):
                yield f"{where}, {field}: expected a point within {low} … {high}, found {point}"
        if not set(task.required_camera_ids) >= CAMERAS:
            yield f"{where}, required_camera_ids: expected left, right and wrist, found {', '.join(task.required_camera_ids)}"
    meta = config.metadata
    before, after = meta.tasks_total_before_reachability_filter, meta.tasks_total_after_reachability_filter
    left = before - meta.tasks_filtered_unreachable - meta.tasks_filtered_missing_position - meta.tasks_filtered_by_curobo
    if not left == after == len(config.suggested_tasks):
        yield f"task_config.json, metadata: expected before − filtered = after = tasks, found {left}, {after}, {len(config.suggested_tasks)}"
    filtered = before - after
    if len(meta.filtered) != filtered:
        yield f"task_config.json, metadata.filtered: expected a reason for each of {filtered} filtered tasks, found {len(meta.filtered)}"
    if meta.total_objects != len(nodes):
        yield f"task_config.json, metadata.total_objects: expected {len(nodes)} as in the graph, found {meta.total_objects}"


def _named(task: SuggestedTask) -> Iterator[tuple[str, str]]:
    yield "target_object", task.target_object
    if task.goal_region is not None:
        yield "goal_region", task.goal_region
    for number, goal in enumerate(task.constraints.steps):
        if goal.region_id is not None:
            yield f"constraints.steps[{number}].region_id", goal.region_id


def _task_set(found: Documents) -> Iterator[str]:
    assert found.config
    assert found.tasks
    known = {task.task_id for task in found.tasks.tasks}
    for task in found.config.suggested_tasks:
        if task.task_id not in known:
            yield f"task_config.json, task {task.task_id}: expected a task of tasks.json"
    if found.config.robot_config.type != found.tasks.robot:
        yield f"task_config.json, robot_config.type: expected {found.tasks.robot} as in tasks.json, found {found.config.robot_config.type}"
    if found.robots and found.tasks.robot not in found.robots.robot_specs:
        yield f"multi_robot_config.json, robot_specs: expected {found.tasks.robot}, found {', '.join(found.robots.robot_specs)}"
    if found.graph and found.tasks.scene_digest != found.graph.metadata.scene_digest:
        yield f"tasks.json, scene_digest: expected {found.graph.metadata.scene_digest} as in the graph, found {found.tasks.scene_digest}"


def _statistics(found: Documents) -> Iterator[str]:
    assert found.manifest
    result = found.manifest.result
    counts = {
        "nodes": len(found.graph.nodes) if found.graph else None, "edges": len(found.graph.edges) if found.graph else None,
        "assets": len(found.index.assets) if found.index else None, "tasks": len(found.config.suggested_tasks) if found.config else None,
    }  # fmt: skip
    for name, count in counts.items():
        said = getattr(result.statistics, name)
        if count is not None and said != count:
            yield f"export_manifest.json, result.statistics.{name}: expected {count}, found {said}"
    if result.success and result.errors:
        yield f"export_manifest.json, result: expected no errors of a success, found {result.errors[0]}"
    if found.config and bool(result.skipped_reason) == bool(found.config.suggested_tasks):
        yield "export_manifest.json, result.skipped_reason: expected one when and only when there is no task"
    if found.graph and found.manifest.scene_digest != found.graph.metadata.scene_digest:
        yield f"export_manifest.json, scene_digest: expected {found.graph.metadata.scene_digest} as in the graph, found {found.manifest.scene_digest}"
    if found.provenance and found.manifest.config.filter_commercial_only and found.provenance.license.blockers:
        yield f"legal/asset_provenance.json, license.blockers: expected none in a commercial export, found {found.provenance.license.blockers[0]}"


def _scene_ids(found: Documents) -> Iterator[str]:
    said = {
        "scene_graph.json": found.graph and found.graph.scene_id, "task_config.json": found.config and found.config.scene_id,
        "tasks.json": found.tasks and found.tasks.scene_id, "export_manifest.json": found.manifest and found.manifest.result.scene_id,
        "asset_index.json": found.index and found.index.metadata.source_scene, "merged_scene_manifest.json": found.merged and found.merged.scene_id,
        "legal/asset_provenance.json": found.provenance and found.provenance.scene_id, "scene_config.yaml": found.scene_config and found.scene_config.scene.id,
    }  # fmt: skip
    ids = {name: scene_id for name, scene_id in said.items() if scene_id}
    if len(set(ids.values())) > 1:
        yield "scene_id: expected one in every document, found " + ", ".join(f"{scene_id} in {name}" for name, scene_id in ids.items())
    if found.graph and found.merged and {item.id for item in found.merged.objects} != {node.bp_metadata.object_id for node in found.graph.nodes}:
        yield "merged_scene_manifest.json, objects: expected those of the graph"


def _genie_sim(found: Documents) -> Iterator[str]:
    if not (found.graph and found.config):
        return
    objects = {node.bp_metadata.object_id for node in found.graph.nodes}
    if found.scene_info and set(found.scene_info.layout) != objects:
        yield f"scene_info.json, layout: expected the objects of the graph, found differences in {sorted(set(found.scene_info.layout) ^ objects)[:5]}"
    count = len(found.config.suggested_tasks)
    if found.instructions and len(found.instructions.instructions) != count:
        yield f"instructions.json: expected {count} instructions, found {len(found.instructions.instructions)}"
    if len(found.evaluations) != count:
        yield f"eval_tasks: expected {count} files, found {len(found.evaluations)}"
    for name, task in found.evaluations.items():
        if task.task != name:
            yield f"eval_tasks/{name}.json, task: expected {name}, found {task.task}"
        if task.problem_instance is not None and f"problem{task.problem_instance}" not in found.problem_names:
            yield f"eval_tasks/{name}.json, problem_instance: expected a number in problems.json, found {task.problem_instance}"
        for stage in task.stages:
            for end in (stage.active.object_id, stage.passive.object_id):
                if end not in objects and end != "gripper":
                    yield f"eval_tasks/{name}.json, stages: expected an object of the graph, found {end}"


def _each_once(where: str, names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"{where}: expected each id once, found {name} twice"
        seen.add(name)


def _inside(point: Vec3, low: Vec3, high: Vec3) -> bool:
    return all(a <= value <= b for a, value, b in zip(low, point, high, strict=True))
