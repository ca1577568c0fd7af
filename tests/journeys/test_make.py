"""`blueprint make` in an empty folder: the whole way from a sentence to a certified room."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import mujoco
import pytest

from tests.journeys.commands import SENTENCE, blueprint, one_object
from tests.journeys.compare import scene_files

KEYS = ["scene_id", "status", "stages", "outputs", "certificate", "unmet", "seconds", "cost_usd"]
STAGES = [
    "text-scene-gen", "text-scene-adapter", "simready", "usd-assembly convert", "interactive", "usd-assembly assemble", "scene-preview", "replicator",
    "isaac-lab",
]  # fmt: skip


def test_it_ends_well_and_says_so_in_one_object(made):
    assert made.code == 0, made.stderr
    answer = one_object(made.stdout)
    assert list(answer) == KEYS
    assert answer["status"] == "SUCCESS"
    assert answer["cost_usd"] == 0.0


def test_every_stage_has_its_seconds(made):
    stages = made.answer["stages"]
    assert [stage["name"] for stage in stages] == STAGES
    assert all(set(stage) == {"name", "status", "seconds"} for stage in stages)
    assert {stage["status"] for stage in stages} == {"SUCCESS"}
    assert all(stage["seconds"] > 0 for stage in stages)
    beside = ("simready", "scene-preview")
    assert sum(stage["seconds"] for stage in stages if stage["name"] not in beside) <= made.answer["seconds"]


def test_every_output_is_a_file(made):
    outputs = made.answer["outputs"]
    assert set(outputs) == {"picture", "picture_top", "usd", "usdz", "glb", "certificate"}
    assert all(Path(path).stat().st_size > 100 for path in outputs.values())


def test_the_certificate_passed_and_is_the_files(made):
    certificate = made.answer["certificate"]
    assert certificate["passed"] is True
    assert all(metric["status"] == "passed" for metric in certificate["metrics"] if metric["required"])
    assert certificate == json.loads(Path(made.answer["outputs"]["certificate"]).read_text())
    assert certificate["objects"]["total"] >= 40


def test_what_was_asked_for_is_there(made):
    package = json.loads((made.scene / "textgen" / "package.json").read_text())
    asked = [thing["category"] for thing in package["objects"] if thing["requested"]]
    assert len([category for category in asked if "chair" in category]) == 4
    assert len([category for category in asked if "table" in category]) == 1


@pytest.mark.parametrize(
    "marker",
    [
        "assets/.regen3d_complete",
        "usd/.usd_complete",
        "replicator/.replicator_complete",
        "isaac_lab/.isaac_lab_complete",
        ".source_orchestrator_complete",
    ],
)
def test_each_stage_left_its_marker(made, marker):
    content = json.loads((made.scene / marker).read_text())
    assert content["status"] == "completed"
    assert content["scene_id"] == made.scene_id
    assert content["driver"].startswith("source-orchestrator:")
    assert content["input_generation"] > 0


def test_no_lock_and_no_half_written_file_is_left(made):
    names = [str(path.relative_to(made.bucket)) for path in made.bucket.rglob("*") if path.is_file()]
    assert not [name for name in names if name.startswith("scenes/") and "/locks/" in name]
    assert not [name for name in names if name.startswith(".blueprint/staging/") and not name.endswith("/lock")]


def test_the_same_command_again_repeats_nothing(made, tmp_path):
    copy = shutil.copytree(made.folder, tmp_path / "again", symlinks=True)
    before = scene_files(copy / "blueprint-data" / "scenes" / made.scene_id)
    jobs = sorted(path.name for path in (copy / "blueprint-data" / ".blueprint" / "runs").iterdir())
    again = blueprint("make", SENTENCE, "--through", "scene", "--json", cwd=copy)
    assert again.returncode == 0, again.stderr
    assert one_object(again.stdout)["status"] == "SUCCESS"
    assert scene_files(copy / "blueprint-data" / "scenes" / made.scene_id) == before
    assert sorted(path.name for path in (copy / "blueprint-data" / ".blueprint" / "runs").iterdir()) == jobs


def test_the_scene_opens_in_mujoco_from_another_folder(made, tmp_path):
    moved = shutil.copytree(made.scene, tmp_path / "elsewhere" / "loft")
    model = mujoco.MjSpec.from_file(str(moved / "usd" / "scene.usda")).compile()
    counts = made.answer["certificate"]["objects"]
    assert model.nbody - 1 >= counts["free"]
    assert model.njnt == counts["free"] + counts["joints"]
    data = mujoco.MjData(model)
    mujoco.mj_step(model, data, 100)
    assert abs(data.qvel).max() < 1.0


def test_no_path_of_the_maker_is_in_the_scene(made):
    for path in made.scene.rglob("*"):
        if path.is_file() and path.suffix not in (".png", ".glb"):
            assert str(made.folder).encode() not in path.read_bytes(), path


@pytest.mark.parametrize("command", [["scene", "list"], ["scene", "show", "ID"], ["workflow", "list"], ["workflow", "show", "RUN"]])
def test_the_scene_is_shown(made, command):
    run_id = json.loads((made.scene / ".source_orchestrator_complete").read_text())["run_id"]
    words = [{"ID": made.scene_id, "RUN": run_id}.get(word, word) for word in command]
    for flags in ([], ["--json"]):
        done = blueprint(*words, *flags, cwd=made.folder)
        assert done.returncode == 0, done.stderr
        assert made.scene_id in done.stdout
    one_object(done.stdout)


def test_scene_check_comes_to_the_same_verdict_from_the_usd_alone(made, tmp_path):
    moved = shutil.copytree(made.scene, tmp_path / "loft")
    (moved / "usd" / "certificate.json").unlink()
    done = blueprint("scene", "check", str(moved), "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    again, first = one_object(done.stdout), made.answer["certificate"]
    same = ("digest", "objects", "passed", "rows", "unmet")
    assert {name: again[name] for name in same} == {name: first[name] for name in same}
    assert [(metric["name"], metric["value"]) for metric in again["metrics"]] == [(metric["name"], metric["value"]) for metric in first["metrics"]]


@pytest.mark.slow
def test_a_premium_room_has_seventy_things(tmp_path: Path):
    """Its manifest is larger than what a run may record of a step."""
    done = blueprint("make", "a kitchen with an island, four stools and two mugs", "--quality", "premium", "--through", "scene", "--json", cwd=tmp_path)
    answer = one_object(done.stdout)
    assert answer["status"] == "SUCCESS"
    assert answer["certificate"]["passed"]
    assert answer["certificate"]["objects"]["total"] >= 70
