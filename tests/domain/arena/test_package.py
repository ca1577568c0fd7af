"""The files of an Arena package: keyed by id, importable, relocatable, and graphs that Arena's rules accept."""

from __future__ import annotations

import ast
import json
import keyword
import math
import shutil

import numpy as np
import pytest
import yaml
from arena_rooms import HAND, kitchen, opened, path_of, place, task, tasks_for, usual_tasks
from arena_stub import import_package, stub_arena
from graph_rules import Graph
from hypothesis import given, settings
from hypothesis import strategies as st
from pxr import Usd, UsdPhysics

from blueprint.contracts.scene import Role
from blueprint.core.errors import ContractError
from blueprint.domain.arena.affordances import Hand
from blueprint.domain.arena.graph import euler_xyz, to_yaml
from blueprint.domain.arena.names import class_name, identifier, unique
from blueprint.domain.arena.package import Asked, make_package
from blueprint.domain.arena.tasks import supported
from blueprint.domain.documents.stage1 import manifest
from blueprint.domain.physics.mass import rotation_of
from blueprint.domain.physics.world import load
from blueprint.domain.usd.stage import read_asset_names, read_scene

TEXT = st.text(max_size=60)


def graphs(made):
    return {entry.name: yaml.safe_load(made.package.texts[entry.env_graph]) for entry in made.package.manifest.tasks if entry.env_graph}


def test_every_graph_obeys_arenas_rules(made):
    found = graphs(made)
    assert {graph["task"]["subtasks"][0]["kind"] for graph in found.values()} == {"PickAndPlaceTask", "OpenDoorTask", "CloseDoorTask"}
    assert {graph["task"]["composition"] for graph in found.values()} == {"atomic", "sequential"}
    for name, graph in found.items():
        assert Graph.model_validate(graph).env_name == name


def test_what_arena_has_no_task_for_has_no_graph_and_says_why(made):
    without = {entry.task_id.removeprefix("test_seat::"): entry.env_graph_reason for entry in made.package.manifest.tasks if not entry.env_graph}
    assert {name.split("::")[0] for name in without} == {"press", "push", "pick_place"}
    assert all(without.values())
    assert "next to" in without["pick_place::mug_1::mug_2"]
    assert "where it stands at the start" in without["pick_place::mug_2::island"]


def test_paths_in_the_graphs_are_there_wherever_the_folder_stands(made, tmp_path):
    moved = tmp_path / "elsewhere"
    shutil.copytree(made.root, moved)
    for name, graph in graphs(made).items():
        folder = (moved / "arena" / "env_graphs" / f"{name}.yaml").parent
        for asset in [graph["background"], *graph["objects"]]:
            path = folder / asset["params"]["usd_path"]
            assert path.is_file(), path
            assert Usd.Stage.Open(str(path)).GetDefaultPrim()


def test_the_graph_puts_each_thing_where_the_scene_has_it(made):
    graph = next(iter(graphs(made).values()))
    pose = {(relation["kind"], relation["subject"]): relation["params"] for relation in graph["relations"]}
    assert {asset["id"] for asset in graph["objects"]} == {placed.id for placed in made.scene.objects if placed.role is Role.MANIPULABLE}
    for asset in graph["objects"]:
        placed = made.scene.object(asset["id"])
        assert [pose["at_position", placed.id][axis] for axis in "xyz"] == pytest.approx(placed.position_m, abs=1e-5)
        turn = pose["rotate_around_solution", placed.id]
        assert turned(turn["roll_rad"], turn["pitch_rad"], turn["yaw_rad"]) == pytest.approx(rotation_of(placed.rotation_wxyz), abs=1e-5)


def turned(roll: float, pitch: float, yaw: float) -> np.ndarray:
    def about(axis: int, angle: float) -> np.ndarray:
        c, s = math.cos(angle), math.sin(angle)
        i, j = [(1, 2), (2, 0), (0, 1)][axis]
        matrix = np.eye(3)
        matrix[i, i], matrix[j, j], matrix[i, j], matrix[j, i] = c, c, -s, s
        return matrix

    return about(2, yaw) @ about(1, pitch) @ about(0, roll)


@given(st.tuples(*[st.floats(-1, 1)] * 4).filter(lambda q: sum(v * v for v in q) > 1e-3))
@settings(max_examples=200, deadline=None)
def test_euler_angles_turn_as_the_quaternion_does(q):
    length = math.sqrt(sum(v * v for v in q))
    w, x, y, z = (v / length for v in q)
    assert turned(*euler_xyz((w, x, y, z))) == pytest.approx(rotation_of((w, x, y, z)), abs=1e-4)


@pytest.mark.parametrize("wxyz", [(math.sqrt(0.5), 0, math.sqrt(0.5), 0), (0.5, 0.5, 0.5, -0.5), (math.sqrt(0.5), 0, -math.sqrt(0.5), 0)])
def test_euler_angles_straight_up_and_down(wxyz):
    assert turned(*euler_xyz(wxyz)) == pytest.approx(rotation_of(wxyz), abs=1e-4)


def test_references_name_prims_and_joints_of_the_room(made):
    stage = Usd.Stage.Open(str(made.root / "arena" / "room.usda"))
    root = stage.GetDefaultPrim().GetPath()
    for graph in graphs(made).values():
        for reference in graph["object_references"]:
            prim = stage.GetPrimAtPath(f"{root}/{reference['prim_path']}")
            assert prim, reference
            joint = reference["params"].get("openable_joint_name")
            names = {one.GetName() for one in Usd.PrimRange(prim) if one.IsA(UsdPhysics.Joint)}
            assert joint is None or joint in names


def test_the_room_is_the_scene_without_what_arena_spawns(made):
    stage, whole = (Usd.Stage.Open(str(path)) for path in (made.root / "arena" / "room.usda", made.usd))
    here = {prim.GetName() for prim in stage.GetPrimAtPath("/World/Objects").GetChildren()}
    there = {prim.GetName() for prim in whole.GetPrimAtPath("/World/Objects").GetChildren()}
    assert there - here == {placed.id for placed in made.scene.objects if placed.role is Role.MANIPULABLE}
    assert set(load(made.root / "arena" / "room.usda").things) == here


def test_scene_module_imports_with_a_stub_arena_and_makes_paths_absolute(made):
    with stub_arena() as registered:
        module = import_package(made.root / "arena" / "scene_module.py", "arena_scene_module")
        assert module.SCENE_ID == "test_seat"
        assert made.world.digest == module.SCENE_DIGEST
        (name,) = registered
        room = registered[name]()
        assert (room.name, room.usd_path) == (module.BACKGROUND, str(made.root / "arena" / "room.usda"))
        for entry in made.package.manifest.tasks:
            if entry.env_graph:
                graph = module.env_graph(entry.name)
                assert graph["background"]["registry_name"] == name
                assert all(asset["params"]["usd_path"].startswith(str(made.root)) for asset in graph["objects"])
            else:
                with pytest.raises(KeyError):
                    module.env_graph(entry.name)


def test_the_tasks_package_imports_and_lists_every_task(made):
    tasks = import_package(made.root / "arena" / "tasks", "arena_tasks").TASKS
    assert list(tasks) == [entry.name for entry in made.package.manifest.tasks]
    for entry in made.package.manifest.tasks:
        found = tasks[entry.name]
        assert (found.task_id, found.object_id, found.affordance, found.env_graph) == (entry.task_id, entry.object_id, entry.affordance, entry.env_graph)
        assert found.params["instruction"] == entry.instruction
        assert found.max_steps == 500 * len(found.params["steps"])


def test_task_files_hold_the_constants_of_the_contract(made):
    for entry in made.package.manifest.tasks:
        assert entry.file.removeprefix("tasks/").removesuffix(".py").isidentifier()
        assert entry.name.startswith(entry.object_id)
        module = ast.parse(made.package.texts[entry.file])
        names = {target.id for node in module.body if isinstance(node, ast.Assign) for target in node.targets if isinstance(target, ast.Name)}
        assert names >= {"TASK_NAME", "OBJECT_ID", "OBJECT_NAME", "AFFORDANCE", "MAX_STEPS", "SUCCESS_THRESHOLD", "TASK_PARAMS"}


def test_drawer_tasks_for_slides_and_door_tasks_for_hinges_only(made):
    steps = [step for entry in usual_tasks(made.scene, made.world).tasks for step in entry.steps if step.kind in ("open", "close")]
    openable = {fact.joint_prim for described in made.things.values() if "Openable" in described.params for fact in described.params["Openable"].joints}
    assert {step.joint for step in steps} <= openable


def test_two_mugs_are_two_entries(made):
    assert {"mug_1", "mug_2"} <= set(made.package.registry.assets)
    assert [asset.id for asset in made.package.registry.assets.values()] == list(made.package.registry.assets)
    assert len(made.package.registry.assets) == len(made.scene.objects) == len(made.package.manifest.objects)


def test_every_path_of_the_documents_is_there(made):
    for asset in made.package.registry.assets.values():
        assert (made.root / asset.usd_path).is_file()
    assert (made.root / made.package.manifest.scene.usd_path).is_file()
    for entry in made.package.manifest.tasks:
        assert (made.root / "arena" / entry.file).is_file()


def test_the_enhanced_manifest_has_the_measured_affordances_with_figures(made):
    figures = made.package.enhanced.metadata["affordance_params"]
    for item in made.package.enhanced.objects:
        assert item.semantics.affordances == made.things[item.id].affordances
        assert set(figures[item.id]) == set(item.semantics.affordances)


def test_hub_config_only_when_asked(made):
    config = json.loads(made.package.texts["hub_config.yaml"])
    assert config == yaml.safe_load(made.package.texts["hub_config.yaml"])
    assert config["huggingface"] == {"namespace": "some-where", "repo_id": "some-where/test_seat", "visibility": "private"}
    assert config["tasks"]["count"] == made.package.manifest.task_count
    assert "hub_config.yaml" not in again(made, usual_tasks(made.scene, made.world)).texts


def again(made, tasks, robot="franka", **changes):
    asked = Asked(robot, "geniesim/tasks.json", "now")
    given = changes.get("manifest", manifest(made.scene))
    return make_package(made.scene, made.world, read_asset_names(made.usd), Hand(*HAND), tasks, given, asked)


@pytest.mark.parametrize("field", ["scene_id", "scene_digest", "robot"])
def test_tasks_of_another_scene_file_or_robot_are_refused(made, field):
    tasks = usual_tasks(made.scene, made.world).model_copy(update={field: "other"})
    with pytest.raises(ContractError, match=field):
        again(made, tasks)


def test_a_manifest_of_other_objects_is_refused(made):
    whole = manifest(made.scene)
    with pytest.raises(ContractError, match="apple"):
        again(made, usual_tasks(made.scene, made.world), manifest=whole.model_copy(update={"objects": tuple(o for o in whole.objects if o.id != "apple")}))


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (place("island", "counter"), "island is fixed"), (place("ghost", "counter"), "no object ghost"), (place("mug_1", "ghost"), "no object ghost"),
        (place("mug_1", "apple"), "no surface"), (place("mug_1", "apple", "in"), "no inside"), (opened("counter", "ghost"), "no joint"),
        (opened("stove", "knob_1_turn"), "carries no leaf"), ({"kind": "stack", "object": "mug_1", "reference": "apple"}, "top of apple is not flat"),
        ({"kind": "stack", "object": "apple", "reference": "board"}, "bottom of apple is not flat"), ({"kind": "push", "object": "island"}, "fixed"),
    ],
)  # fmt: skip
def test_a_task_that_no_geometry_supports_is_dropped_with_its_reason(made, step, reason):
    kept, dropped = supported(tasks_for(made.scene, made.world, task("test_seat", step["kind"], step)), made.things)
    assert kept == ()
    assert reason in dropped[0].reason


@pytest.mark.parametrize("name", ["assets", "robot", "room", "state", "seat", "class_0", "tasks"])
def test_ws37_objects_and_scenes_of_any_name_come_through(tmp_path, name):
    """Also those that end in letters of `/assets`, and those that the graph's own nodes or Python would like to have."""
    scene = kitchen(scene_id=f"kitchen_{name}")
    renamed = tuple(one.model_copy(update={"id": name}) if one.id == "mug_1" else one for one in scene.objects)
    usd = path_of(scene.model_copy(update={"objects": renamed}), tmp_path)
    found, world = read_scene(usd), load(usd)
    tasks = tasks_for(found, world, task(found.scene_id, "pick_place", place(name, "counter")), task(found.scene_id, "pick_place", place("apple", "bowl", "in")))
    package = make_package(found, world, read_asset_names(usd), Hand(*HAND), tasks, manifest(found), Asked("franka", "x", "now"))
    assert [entry.object_id for entry in package.manifest.tasks] == [name, "apple"]
    assert package.manifest.scene_id == f"kitchen_{name}"
    for entry in package.manifest.tasks:
        Graph.model_validate(yaml.safe_load(package.texts[entry.env_graph]))


@given(TEXT)
@settings(max_examples=200, deadline=None)
def test_identifiers_are_identifiers(text):
    name = identifier(text)
    assert name.isidentifier()
    assert not keyword.iskeyword(name)
    assert identifier(name) == name
    assert class_name(text).isidentifier()


@given(st.lists(st.sampled_from(["a", "b", "a_2", "a_3"]), max_size=8), st.sets(st.sampled_from(["a", "b_2"])))
def test_unique_names_are_unique(wanted, taken):
    found = unique(wanted, taken)
    assert len(set(found) | taken) == len(found) + len(taken)
    assert all(name.startswith(want) for name, want in zip(found, wanted, strict=True))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80))
@settings(max_examples=60, deadline=None)
def test_no_text_of_a_scene_becomes_anything_else_in_yaml(made, text):
    graph = next(iter(graphs(made).values()))
    from blueprint.contracts.arena import EnvGraph

    whole = EnvGraph.model_validate(graph)
    changed = whole.model_copy(update={"task": whole.task.model_copy(update={"description": text})})
    assert yaml.safe_load(to_yaml(changed, "note")) == changed.model_dump(mode="json", exclude_none=True)


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_no_text_of_a_scene_becomes_code(made, text):
    from blueprint.domain.arena.code import task_modules

    tasks = tasks_for(made.scene, made.world, task("test_seat", "pick_place", place("mug_1", "counter"), text=text or "x"))
    kept, _ = supported(tasks, made.things)
    entry = made.package.manifest.tasks[0].model_copy(update={"name": kept[0].name, "file": f"tasks/{kept[0].name}.py", "env_graph_reason": text})
    module = ast.parse(task_modules([(kept[0], entry, text)])[entry.file])
    assert all(isinstance(node, ast.Expr | ast.Assign | ast.ClassDef) for node in module.body)
    values = {node.targets[0].id: ast.literal_eval(node.value) for node in module.body if isinstance(node, ast.Assign)}  # type: ignore[attr-defined]
    assert values["OBJECT_NAME"] == text
    assert values["TASK_PARAMS"]["instruction"] == (text or "x")
