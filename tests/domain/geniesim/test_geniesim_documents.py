"""The documents of an export against the stage, the simulator and the contract."""

from __future__ import annotations

import hashlib
import json
import math
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from kitchenette import APPLE, BOWL, MUG, NORTH, SCENE_ID, SOUTH, kitchenette, metadata, order, tasks, write_kitchenette

from blueprint.contracts.geniesim import SceneGraph, TaskConfig
from blueprint.core.errors import ContractError
from blueprint.domain.assets.catalogue import build, folder_name
from blueprint.domain.geniesim.asset_index import asset_index
from blueprint.domain.geniesim.check import check
from blueprint.domain.geniesim.embedding import DIMENSIONS, embed, known_model
from blueprint.domain.geniesim.package import write_export
from blueprint.domain.geniesim.provenance import provenance, standing_of, withdrawn, without
from blueprint.domain.geniesim.scene_graph import scene_graph
from blueprint.domain.geniesim.source import Source, read_source
from blueprint.domain.geniesim.task_config import TYPES, task_config, task_tags
from blueprint.domain.physics.world import load
from blueprint.domain.usd.stage import read_asset_names, write_stage

NUMBER, TEXT, INTEGER = {"type": "number"}, {"type": "string"}, {"type": "integer"}
VECTOR = {"type": "array", "items": NUMBER, "minItems": 3, "maxItems": 3}
TEXTS = {"type": "array", "items": TEXT}


def table(**fields: Any) -> dict[str, Any]:
    """A draft-07 object: fields whose name ends in `_` are optional."""
    return {
        "type": "object", "required": [name for name in fields if not name.endswith("_")],
        "properties": {name.removesuffix("_"): schema for name, schema in fields.items()},
    }  # fmt: skip


def rows(**fields: Any) -> dict[str, Any]:
    return {"type": "array", "items": table(**fields)}


CONTRACT: dict[str, dict[str, Any]] = {
    "scene_graph.json": table(
        scene_id=TEXT, coordinate_system={"enum": ["y_up", "z_up"]}, meters_per_unit=NUMBER,
        nodes=rows(asset_id=TEXT, semantic=TEXT, size=VECTOR, pose=table(position=VECTOR, orientation={"type": "array", "items": NUMBER, "minItems": 4,
                   "maxItems": 4}), task_tag=TEXTS, usd_path=TEXT, properties_=table(mass_=NUMBER, friction_=NUMBER, restitution_=NUMBER)),
        edges=rows(source=TEXT, target=TEXT, relation={"enum": ["on", "in", "adjacent", "aligned", "stacked"]}, confidence_=NUMBER),
    ),
    "asset_index.json": table(assets=rows(
        asset_id=TEXT, usd_path=TEXT, semantic_description=TEXT, categories=TEXTS, mass_={"type": ["number", "null"]}, embedding_={"type": "array", "items": NUMBER},
        commercial_ok_={"type": "boolean"}, license_=TEXT, source_=TEXT, texture_variants_={"type": "object"}, collision_hull_path_={"type": ["string", "null"]},
    )),
    "task_config.json": table(
        scene_id=TEXT, environment_type=TEXT, suggested_tasks=rows(
            task_id=TEXT, task_name=TEXT, target_object=TEXT, task_complexity={"enum": ["atomic", "composite"]}, curriculum_split={"enum": ["pretrain", "target"]},
            task_type={"enum": ["pick_place", "stack", "pour", "insert", "hang", "fill", "organize", "open_close", "slide", "turn", "press", "interact"]},
            required_camera_ids={"type": "array", "minItems": 3, "allOf": [{"contains": {"const": name}} for name in ("left", "right", "wrist")]},
            difficulty={"enum": ["easy", "medium", "hard"]}, priority={"type": "integer", "minimum": 1, "maximum": 5}, goal_region_=TEXT,
            requires_object_motion_={"type": "boolean"}, description_hint_=TEXT, constraints_={"type": "object"},
        ),
        robot_config=table(type=TEXT, base_position=VECTOR, workspace_bounds={"type": "array", "items": VECTOR, "minItems": 2, "maxItems": 2}),
    ),
    "export_manifest.json": table(
        schema_version={"const": "3.0"}, schema_definition=table(version=TEXT, description=TEXT, fields={"type": "object"}, notes={}),
        export_info=table(timestamp={"type": "string", "format": "date-time"}, exporter_version=TEXT, source_pipeline=TEXT),
        asset_provenance_path={"type": ["string", "null"]},
        config=table(robot_type=TEXT, generate_embeddings={"type": "boolean"}, embedding_model={"type": ["string", "null"]}, require_embeddings={"type": "boolean"},
                     filter_commercial_only={"type": "boolean"}, max_tasks={"type": "integer"}, lerobot_export_format=TEXT),
        result=table(success={"type": "boolean"}, scene_id=TEXT, output_dir=TEXT, outputs=table(scene_graph=TEXT, asset_index=TEXT, task_config=TEXT, scene_config=TEXT),
                     statistics=table(nodes=INTEGER, edges=INTEGER, assets=INTEGER, tasks=INTEGER), errors=TEXTS, warnings=TEXTS),
        geniesim_compatibility=table(version={"const": "3.0"}, isaac_sim_version={"const": "5.1.0"}, formats={"type": "object"}),
        file_inventory=rows(path=TEXT, size_bytes={"type": "integer"}),
        checksums=table(files={"type": "object", "additionalProperties": table(sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"}, size_bytes={"type": "integer"})}),
    ),
}  # fmt: skip
"""The contract's four schemas (orchestration-a.md §13, jobs.md §3.16), written from its text and from nothing of ours."""


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text())


@pytest.mark.parametrize("name", CONTRACT)
def test_the_contracts_own_schemas_accept_what_is_written(exported: Path, name: str):
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft7Validator({"$schema": "http://json-schema.org/draft-07/schema#"} | CONTRACT[name]).validate(read(exported, name))


@pytest.mark.parametrize(("name", "schema"), [("scene_graph.json", SceneGraph), ("task_config.json", TaskConfig)])
def test_our_schemas_ask_for_all_that_the_contract_asks_for(name: str, schema: Any):
    assert set(CONTRACT[name]["required"]) <= set(schema.model_json_schema()["required"])


def test_nodes_are_what_stage_and_simulator_say(source: Source):
    graph = scene_graph(source, {})
    model = source.world.model
    for node, placed in zip(graph.nodes, source.scene.objects, strict=True):
        assert node.size == pytest.approx(build(placed.spec).size, abs=1e-4)
        assert node.pose.position == pytest.approx(placed.position_m, abs=1e-5)
        assert node.usd_path == f"assets/{folder_name(placed.spec)}/{folder_name(placed.spec)}.usda"
        bodies = list(source.world.things[placed.id].bodies)
        if bodies:
            assert node.properties.mass == pytest.approx(float(model.body_mass[bodies].sum()), rel=1e-4)
        assert node.properties.mass
        assert node.properties.friction
    assert len({node.size for node in graph.nodes}) == len(graph.nodes), "no two different things are of one size: a placeholder would be"
    bounds = graph.metadata.room_bounds
    assert np.subtract(bounds.max, bounds.min) == pytest.approx((4.0, 4.0, 2.6), abs=1e-3)
    joints = next(node for node in graph.nodes if node.bp_metadata.category == "dresser").bp_metadata.articulation
    assert {(joint.type, joint.lower) for joint in joints} == {("prismatic", 0.0)}
    assert all(joint.upper > 0.1 and np.linalg.norm(joint.axis) == pytest.approx(1) for joint in joints)


def test_the_base_that_serves_most_tasks_and_the_box_that_they_need(source: Source):
    found = task_config(source, tasks(source.world.digest), 0.1)
    assert found.robot_config.base_position == SOUTH.position_m
    assert found.robot_config.tasks_from_base == 4
    low, high = found.robot_config.workspace_bounds
    for task in found.suggested_tasks:
        for point in (task.target_position, task.goal_position):
            assert point is None or all(a <= v <= b for a, v, b in zip(low, point, high, strict=True))
    everything = task_config(source, tasks(source.world.digest), 0.1, ((-2, -2, 0), (2, 2, 2)))
    assert everything.suggested_tasks == found.suggested_tasks
    assert everything.robot_config.workspace_bounds == ((-2, -2, 0), (2, 2, 2))


def test_filtered_tasks_are_counted_and_none_is_put_back(source: Source):
    """The earlier exporter's filter rejected all five tasks, kept them all and reported none (jobs.md §5.9)."""
    narrow = task_config(source, tasks(source.world.digest), 0.1, ((-0.9, -0.6, 0.5), (0.9, 0.4, 1.2)))
    meta = narrow.metadata
    assert {task.constraints.kind for task in narrow.suggested_tasks} == {"pick_place", "push", "sequence"}
    assert (meta.tasks_total_before_reachability_filter, meta.tasks_filtered_unreachable, meta.tasks_total_after_reachability_filter) == (7, 3, 4)
    assert len(meta.filtered) == 3
    nothing = task_config(source, tasks(source.world.digest), 0.1, ((0, 0, 0), (0.01, 0.01, 0.01)))
    assert nothing.suggested_tasks == ()
    assert nothing.metadata.tasks_filtered_unreachable == 7


def test_a_task_on_what_is_not_in_the_graph_is_filtered(source: Source):
    given_tasks = tasks(source.world.digest)
    first = given_tasks.tasks[0]
    ghost = first.model_copy(update={"steps": (first.steps[0].model_copy(update={"object": "ghost"}),)})
    found = task_config(source, given_tasks.model_copy(update={"tasks": (ghost, *given_tasks.tasks[1:])}), 0.1)
    assert found.metadata.tasks_filtered_missing_position == 1
    assert any("ghost" in task.reason for task in found.metadata.filtered)


def test_types_composites_and_priorities(source: Source):
    found = {task.constraints.kind: task for task in task_config(source, tasks(source.world.digest), 0.1).suggested_tasks}
    assert {kind: task.task_type for kind, task in found.items()} == {kind: TYPES[kind] for kind in found}
    assert found["sequence"].task_complexity == "composite"
    assert found["sequence"].curriculum_split == "target"
    assert (found["push"].priority, found["open"].priority, found["sequence"].priority) == (5, 3, 3)
    assert found["open"].goal.joint == "/World/Objects/dresser/joints/bay_1_drawer_2_slide"
    assert not found["open"].requires_object_motion
    assert task_tags(tasks(""))["mug"] == ("organize", "pick_place")


def test_without_tasks_there_is_still_a_place_to_stand_and_a_reason(source: Source, tmp_path: Path):
    folder = Path(shutil.copytree(source.world.path.parent.parent, tmp_path / "x"))
    none = tasks(source.world.digest).model_copy(update={"tasks": ()})
    manifest = write_export(source, order(source, folder, none), folder)
    assert manifest.result.success
    assert "no task of the scene can be done by franka" in manifest.result.skipped_reason
    assert "nothing to press" in manifest.result.skipped_reason
    assert check(folder) == []


def test_tasks_of_another_scene_file_are_refused(source: Source):
    with pytest.raises(ContractError, match="scene_digest"):
        task_config(source, tasks("0" * 64), 0.1)


def test_equal_exports_are_equal_bytes(exported: Path, tmp_path: Path):
    root = tmp_path / "again"
    again = read_source(write_kitchenette(root), metadata(kitchenette()), "")
    write_export(again, order(again, root, tasks(again.world.digest)), root)
    assert _bytes(root) == _bytes(exported)


def _bytes(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def test_genie_sims_folder_is_as_it_writes_it_itself(exported: Path, source: Source):
    folder = exported / "genie_sim" / "benchmark" / "config" / "llm_task" / SCENE_ID / "0"
    assert {path.name for path in folder.iterdir()} == {
        "scene.usda", "scene.usdc", "scene_info.json", "graph.dot", "graph.svg", "LLM_RESULT.py", "instructions.json", "problems.json",
    }  # fmt: skip
    info = read(folder, "scene_info.json")
    assert set(info) == {"scene_id", "seed", "layout", "relations"}
    assert info["layout"]["apple"]["tags"] == [SCENE_ID, "table", "bowl", "apple"]
    assert info["layout"]["mug"]["xyzw"][3] == pytest.approx(1.0)
    assert {(link["source"], link["target"]) for link in info["relations"]["graph"]["links"]} >= {("table", "bowl"), ("bowl", "apple")}
    assert read(folder, "instructions.json")["instructions"][0] == {"instruction": "pick_place the mug"}
    problems = read(folder, "problems.json")
    checks = [list(waiting["ActionSetWaitAny"][0]) for waiting in problems["problem1"]["Acts"][0]["ActionList"]]
    assert checks == [["Follow"], ["PickUpOnGripper"], ["Ontop"]]
    assert problems["problem3"]["Acts"][0]["ActionList"][0]["ActionSetWaitAny"][0]["PushPull"].startswith("dresser|")
    compile((folder / "LLM_RESULT.py").read_text(), "LLM_RESULT.py", "exec")
    assert (folder / "graph.svg").read_text().count("<text") == len(source.scene.objects) + 1
    alone = load(folder / "scene.usda")
    assert np.array_equal(alone.model.body_mass, source.world.model.body_mass)
    assert set(alone.things) == set(source.world.things)


def test_the_yaml_has_what_the_json_says(exported: Path):
    config, graph = yaml.safe_load((exported / "scene_config.yaml").read_text()), read(exported, "scene_graph.json")
    assert config["room"] == {"width": 4.0, "depth": 4.0, "height": 2.6}
    assert config["assets"]["total_count"] == len(graph["nodes"])
    assert [camera["id"] for camera in config["cameras"]] == ["left", "right", "wrist"]
    assert config["robot"]["workspace"]["min"] == read(exported, "task_config.json")["robot_config"]["workspace_bounds"][0]
    for camera in config["cameras"]:
        assert math.isclose(math.hypot(*camera["orientation"]), 1.0, abs_tol=1e-6)


@given(st.text(max_size=60))
def test_embeddings_are_of_unit_length_and_of_the_text_alone(text: str):
    found = embed(text)
    length = math.hypot(*found)
    assert len(found) == DIMENSIONS
    assert found == embed(text)
    assert length == pytest.approx(1.0, abs=1e-4) or not any(found)


def test_like_words_are_nearer_and_the_index_says_that_it_only_compares_spelling(source: Source):
    mug, mugs, fridge = (np.array(embed(text)) for text in ("white mug", "white mugs", "steel refrigerator"))
    assert mug @ mugs > mug @ fridge
    index = asset_index(source, known_model("hashed-ngrams-v1"))
    assert index.metadata.embedding_mode == "lexical"
    assert {asset.embedding_status for asset in index.assets} == {"lexical"}
    with pytest.raises(ContractError, match="hashed-ngrams-v1"):
        known_model("clip")


@pytest.mark.parametrize(
    ("license", "standing"), [("CC0-1.0", "commercial"), ("apache-2.0", "commercial"), ("CC-BY-NC-4.0", "non_commercial"), ("", "unknown"), ("mine", "unknown")]
)
def test_what_is_not_known_is_not_allowed(license: str, standing: str):
    assert standing_of(license) == standing


def test_a_blocked_asset_leaves_with_what_rests_on_it_and_with_its_reason(tmp_path: Path):
    scene = kitchenette()
    usd = write_kitchenette(tmp_path, scene)
    about, names = metadata(scene, {"bowl": "CC-BY-NC-4.0", "mug": ""}), read_asset_names(usd)
    gone = withdrawn(scene, names, about)
    assert set(gone) == {"bowl", "apple", "mug"}
    assert gone["apple"] == "rests on bowl, which is not in the export"
    listed = provenance(scene, names, about, tmp_path / "assets", gone, "")
    assert (listed.summary.commercial_ok, listed.summary.non_commercial, listed.summary.unknown_license) == (4, 1, 1)
    assert listed.license.commercial_ok
    assert {row.asset_id for row in listed.assets if row.dropped} == {folder_name(spec) for spec in (MUG, BOWL, APPLE)}
    write_stage(without(scene, gone), names, usd.parent)
    source = read_source(usd, about, "")
    dropped = tasks(source.world.digest).model_copy(update={"tasks": tuple(task for task in tasks("").tasks if task.kind in ("open", "push"))})
    write_export(source, order(source, tmp_path, dropped, provenance=listed, dropped=gone, variations=()), tmp_path)
    assert check(tmp_path) == []
    assert read(tmp_path, "asset_index.json")["metadata"]["commercial_assets"] == 3
    assert any("bowl is not in the export: licence CC-BY-NC-4.0" in line for line in read(tmp_path, "export_manifest.json")["result"]["warnings"])
    assert NORTH.position_m == tuple(read(tmp_path, "task_config.json")["robot_config"]["base_position"])
