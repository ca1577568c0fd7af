"""`check`: passes an export wherever it stands, and names what is wrong with one that was touched."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kitchenette import SCENE_ID

from blueprint.domain.geniesim.check import check
from blueprint.domain.physics.world import load

SCENE = f"genie_sim/benchmark/config/llm_task/{SCENE_ID}/0"


def edit(folder: Path, name: str, change: Callable[[Any], object]) -> None:
    """Changes a document and leaves the manifest as it is: the checksum is always among the problems."""
    data = json.loads((folder / name).read_text())
    change(data)
    (folder / name).write_text(json.dumps(data))


def test_a_moved_export_is_whole_and_its_usd_opens(copy: Path, exported: Path, source):
    assert check(exported) == []
    assert check(copy) == []
    moved = load(copy / "usd" / "scene.usda")
    assert moved.digest == source.world.digest == json.loads((copy / "export_manifest.json").read_text())["certificate_digest"]
    assert set(load(copy / SCENE / "scene.usda").things) == set(moved.things)


def test_no_file_holds_a_path_of_the_machine_that_made_it(exported: Path):
    here = str(exported.parents[2]).encode()
    for path in exported.rglob("*"):
        if path.is_file():
            assert here not in path.read_bytes(), path.name


def test_files_of_others_in_the_folder_are_no_fault(copy: Path):
    (copy / "job.json").write_text("{}")
    (copy / "idempotency").mkdir()
    (copy / "idempotency" / "x.json").write_text("not json")
    assert check(copy) == []


def test_an_empty_folder_and_no_folder():
    assert check(Path("nowhere")) == ["nowhere: expected a folder, found none"]


def _set(*keys: object, value: object) -> Callable[[Any], object]:
    def change(data: Any) -> None:
        for key in keys[:-1]:
            data = data[key]
        data[keys[-1]] = value

    return change


FAULTS: list[tuple[str, Callable[[Any], object], str]] = [
    ("scene_graph.json", _set("nodes", 1, "size", value=[0.1, 0.0, 0.1]), r"node \w+_mug, size: expected three lengths over 0"),
    ("scene_graph.json", _set("nodes", 1, "pose", "orientation", value=[1, 1, 0, 0]), r"unit quaternion, found one of length 1\.41421"),
    ("scene_graph.json", _set("nodes", 1, "asset_id", value="x"), r"node x: expected asset_id \w+_obj_mug"),
    ("scene_graph.json", _set("edges", 0, "target", value="nobody"), r"expected a node, found nobody"),
    ("scene_graph.json", _set("edges", 0, "relation", value="beside"), r"scene_graph.json: field edges\.0\.relation"),
    ("scene_graph.json", _set("nodes", 1, "usd_path", value="/etc/hostname"), r"nodes\[1\]\.usd_path: expected a relative path, found /etc/hostname"),
    ("scene_graph.json", _set("nodes", 1, "usd_path", value="../../outside.usda"), r"expected a path inside the folder"),
    ("scene_graph.json", _set("nodes", 1, "usd_path", value="a\0b"), r"usd_path: expected a file's name"),
    ("scene_graph.json", _set("nodes", 1, "usd_path", value="a/" * 4000), r"usd_path: expected a file's name"),
    ("scene_graph.json", _set("nodes", 1, "bp_metadata", "prim_path", value="no path!"), r"expected the prim no path!"),
    ("scene_graph.json", lambda data: data["nodes"].pop(), r"expected a node of the graph"),
    ("asset_index.json", lambda data: data["assets"].pop(0), r"node \w+_table: expected an asset of the index"),
    ("asset_index.json", _set("assets", 0, "collision_hull_path", value="assets/none.usda"), r"expected a file, found nothing at assets/none\.usda"),
    ("asset_index.json", _set("assets", 0, "embedding", value=[0.5]), r"embedding: expected 256 numbers, found 1"),
    ("task_config.json", _set("suggested_tasks", 0, "target_object", value="ghost"), r"target_object: expected a node of the graph, found ghost"),
    ("task_config.json", _set("suggested_tasks", 0, "goal_region", value="ghost"), r"goal_region: expected a node of the graph, found ghost"),
    ("task_config.json", _set("suggested_tasks", 0, "goal_position", value=[9, 9, 9]), r"goal_position: expected a point within"),
    ("task_config.json", _set("suggested_tasks", 0, "required_camera_ids", value=["left", "left", "wrist"]), r"expected left, right and wrist"),
    ("task_config.json", _set("suggested_tasks", 0, "task_id", value="other"), r"task other: expected a task of tasks\.json"),
    ("task_config.json", _set("metadata", "tasks_filtered_unreachable", value=0), r"expected before − filtered = after = tasks"),
    ("task_config.json", _set("robot_config", "workspace_bounds", value=[[1, 1, 1], [0, 0, 0]]), r"expected lowest, then highest corner"),
    ("task_config.json", _set("suggested_tasks", 2, "constraints", "steps", 0, "joint", value="/World/Objects/dresser/none"), r"expected the joint"),
    ("tasks.json", _set("scene_digest", value="0" * 64), r"tasks\.json, scene_digest: expected"),
    ("merged_scene_manifest.json", lambda data: data["objects"].pop(), r"merged_scene_manifest\.json, objects: expected those of the graph"),
    ("legal/asset_provenance.json", _set("license", "blockers", value=["mug: unknown"]), r"license\.blockers: expected none in a commercial export"),
    ("multi_robot_config.json", _set("robot_specs", value={}), r"robot_specs: expected franka"),
    ("export_manifest.json", _set("result", "statistics", "nodes", value=99), r"statistics\.nodes: expected 6, found 99"),
    ("export_manifest.json", _set("result", "skipped_reason", value="nothing to do"), r"skipped_reason: expected one when and only when"),
    ("export_manifest.json", _set("result", "errors", value=["it failed"]), r"expected no errors of a success"),
    ("export_manifest.json", _set("result", "outputs", "usd", value="file:///etc/hosts"), r"expected a relative path"),
    (f"{SCENE}/scene_info.json", lambda data: data["layout"].pop("mug"), r"layout: expected the objects of the graph"),
    (f"{SCENE}/problems.json", lambda data: data.pop("problem1"), r"problem_instance: expected a number in problems\.json, found 1"),
]


@pytest.mark.parametrize(("name", "change", "said"), FAULTS, ids=[f"{name}-{said[:40]}" for name, _, said in FAULTS])
def test_each_fault_is_named(copy: Path, name: str, change: Callable[[Any], object], said: str):
    edit(copy, name, change)
    problems = check(copy)
    assert any(re.search(said, line) for line in problems), problems
    assert any("sha256" in line or "bytes as in the manifest" in line or name in line for line in problems)


@pytest.mark.parametrize(
    "name", ["scene_graph.json", "asset_index.json", "task_config.json", "tasks.json", "scene_config.yaml", "legal/asset_provenance.json", "usd/scene.usda"]
)
def test_a_missing_file_is_named(copy: Path, name: str):
    (copy / name).unlink()
    assert any(line.startswith(name) and "found none" in line for line in check(copy))


def test_a_missing_asset_is_named_by_everything_that_needs_it(copy: Path):
    mug = next(path for path in (copy / "assets").iterdir() if path.name.startswith("mug"))
    (mug / f"{mug.name}.usda").unlink()
    problems = check(copy)
    assert any("scene_graph.json" in line and mug.name in line for line in problems)
    assert any("usd/scene.usda" in line and "an existing file" in line for line in problems)


@pytest.mark.parametrize("content", [b"", b"{", b"[1, 2", b"\xff\xfe", b"[" * 100_000, b"null", b'{"nodes": 3}'])
def test_what_is_no_document_is_a_problem_and_never_an_exception(copy: Path, content: bytes):
    for name in ("scene_graph.json", "export_manifest.json", "scene_config.yaml", f"{SCENE}/problems.json"):
        (copy / name).write_bytes(content)
    assert check(copy)


def test_a_yaml_of_aliases_is_not_expanded(copy: Path):
    lines = ["a0: &a0 [x, x]"] + [f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]" for k in range(1, 30)]
    (copy / "scene_config.yaml").write_text("\n".join(lines))
    assert "scene_config.yaml: expected no aliases, found one" in check(copy)


def test_one_changed_byte_is_found(copy: Path):
    path = copy / "genie_sim" / "benchmark" / "config" / "llm_task" / SCENE_ID / "0" / "graph.dot"
    path.write_text(path.read_text().replace("mug", "cup", 1))
    assert any("graph.dot: expected sha256" in line for line in check(copy))


def test_a_changed_manifest_is_not_vouched_for(copy: Path):
    edit(copy, "export_manifest.json", _set("export_info", "exporter_version", value="9"))
    assert any("_GENIESIM_EXPORT_COMPLETE, export_manifest_sha256" in line for line in check(copy))
