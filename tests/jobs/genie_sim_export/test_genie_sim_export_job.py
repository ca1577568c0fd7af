"""genie-sim-export-job on a real certified scene: what it publishes, what it refuses, and that nothing is half there."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from blueprint.cli.main import main
from blueprint.contracts import stages
from blueprint.contracts.certificate import CERTIFICATE
from blueprint.contracts.geniesim import TASKS, TASKS_OF_ROBOT
from blueprint.core.errors import BlueprintError, ContractError, GateFailed
from blueprint.domain.assets.catalogue import folder_name
from blueprint.domain.geniesim.check import check
from blueprint.jobs.genie_sim_export import Input
from blueprint.jobs.genie_sim_export import main as export
from tests.domain.geniesim.kitchenette import APPLE, MUG, SCENE_ID, kitchenette
from tests.jobs.genie_sim_export.conftest import Bench

DOCUMENTS = {
    "scene_graph.json", "asset_index.json", "task_config.json", "tasks.json", "scene_config.yaml", "export_manifest.json", "merged_scene_manifest.json",
    "multi_robot_config.json", "legal", "usd", "assets", "variation_assets", "genie_sim", "_GENIESIM_EXPORT_COMPLETE",
}  # fmt: skip


def test_the_export_is_whole_and_agrees_with_the_jobs_own_word(bench: Bench, proposed: Any):
    done = bench.export()
    folder = bench.scene / "geniesim"
    assert {path.name for path in folder.iterdir()} == DOCUMENTS
    assert check(folder) == []
    manifest = bench.document("export_manifest.json")
    assert manifest["result"]["success"]
    assert manifest["result"]["statistics"] == {"nodes": done.nodes, "edges": done.edges, "assets": done.nodes, "tasks": done.tasks}
    assert (done.tasks, done.tasks_before_filter, done.skipped_reason, done.published) == (6, 7, "", True)
    assert manifest["certificate_digest"] == manifest["scene_digest"] == done.scene_digest == bench.store.read(CERTIFICATE, SCENE_ID).value.digest
    assert bench.store.read(TASKS, SCENE_ID).value.scene_digest == done.scene_digest
    assert bench.document("merged_scene_manifest.json")["variation_assets"] == {"count": 1, "source": "parametric_library", "commercial_ok": True}
    assert manifest["premium_artifacts"] == {}


def test_the_command_says_whether_an_export_is_whole(bench: Bench, proposed: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    bench.export()
    moved = Path(shutil.move(bench.scene / "geniesim", tmp_path / "somewhere"))
    assert main(["geniesim", "check", str(moved)]) == 0
    assert "whole and consistent" in capsys.readouterr().out
    (moved / "tasks.json").unlink()
    assert main(["geniesim", "check", str(moved), "--json"]) == 65
    assert "tasks.json: expected a file, found none" in capsys.readouterr().out


def test_tasks_are_really_proposed_and_reachable(bench: Bench):
    done = bench.export(max_tasks=2)
    assert done.tasks == 2
    for task in bench.document("task_config.json")["suggested_tasks"]:
        assert task["feasibility"]["reachable_ratio"] == 1.0
        assert 0 <= task["feasibility"]["ik_error_m"] < 0.01
    assert check(bench.scene / "geniesim") == []


def test_several_robots_have_tasks_each(bench: Bench, proposed: Any):
    done = bench.export(robot_types="ur10, franka")
    assert done.robots == ("ur10", "franka")
    assert bench.store.read(TASKS, SCENE_ID).value.robot == "ur10"
    assert {robot: bench.store.read(TASKS_OF_ROBOT, SCENE_ID, robot=robot).value.robot for robot in done.robots} == {"ur10": "ur10", "franka": "franka"}
    robots = bench.document("multi_robot_config.json")
    assert (robots["primary_robots"], robots["secondary_robots"]) == (["ur10"], ["franka"])
    assert robots["robot_specs"]["franka"]["num_joints"] == 7
    assert robots["robot_specs"]["ur10"]["reach_radius"] > robots["robot_specs"]["franka"]["reach_radius"]


def test_without_a_copy_the_paths_lead_beside_the_folder(bench: Bench, proposed: Any):
    bench.export(copy_usd=False)
    folder = bench.scene / "geniesim"
    assert not (folder / "assets").exists()
    assert bench.document("scene_graph.json")["nodes"][0]["usd_path"].startswith("../assets/")
    assert check(folder) == []
    shutil.rmtree(bench.scene / "assets" / folder_name(MUG))
    assert any("mug" in line for line in check(folder))


def test_nothing_that_can_be_moved_is_a_clear_result(bench: Bench, proposed: Any):
    scene = kitchenette()
    bench.replace(scene.model_copy(update={"objects": tuple(placed for placed in scene.objects if placed.id in ("table", "dresser"))}))
    bench.variations()
    proposed(lambda found: found.model_copy(update={"tasks": (), "dropped": ()}))
    done = bench.export()
    assert (done.tasks, done.nodes) == (0, 2)
    assert done.skipped_reason == "no task of the scene can be done by franka: 0 were thought of"
    assert check(bench.scene / "geniesim") == []


def test_a_dry_run_checks_all_and_writes_nothing(bench: Bench, proposed: Any):
    assert not bench.export(dry_run=True).published
    assert not (bench.scene / "geniesim").exists()


def test_a_second_export_replaces_the_first(bench: Bench, proposed: Any):
    bench.export()
    first = bench.document("export_manifest.json")
    bench.export(generate_embeddings=True)
    second = bench.document("export_manifest.json")
    changed = {name for name, file in second["checksums"]["files"].items() if first["checksums"]["files"].get(name) != file}
    assert changed == {"asset_index.json"}
    assert check(bench.scene / "geniesim") == []


def test_an_export_that_contradicts_itself_is_not_published(bench: Bench, proposed: Any, monkeypatch: pytest.MonkeyPatch):
    """W-38 and jobs.md §5.9: the earlier manifest said success=false while its job said success."""
    monkeypatch.setattr(export, "check", lambda folder: ["scene_graph.json: wrong"])
    with pytest.raises(GateFailed, match=r"scene_graph\.json: wrong"):
        bench.export()
    assert not (bench.scene / "geniesim").exists()


def test_an_asset_that_may_not_be_sold_is_left_out_with_its_reason(bench: Bench, proposed: Any):
    """The safety flag `commercial_ok: True` was stamped on everything (jobs.md §5.9)."""
    record = bench.scene / "assets" / folder_name(APPLE) / "asset.json"
    record.write_text(record.read_text().replace("CC0-1.0", "CC-BY-NC-4.0"))
    done = bench.export()
    assert done.dropped == ("apple",)
    assert not (bench.scene / "geniesim" / "assets" / folder_name(APPLE)).exists()
    assert done.scene_digest != bench.store.read(CERTIFICATE, SCENE_ID).value.digest
    assert check(bench.scene / "geniesim") == []
    with pytest.raises(ContractError, match=r"COPY_USD: expected true.*apple"):
        bench.export(copy_usd=False)
    kept = bench.export(filter_commercial=False, max_tasks=1)
    assert kept.dropped == ()
    assert bench.document("legal/asset_provenance.json")["license"] == {
        "type": "CC-BY-NC-4.0 AND CC0-1.0", "commercial_ok": False, "blockers": [f"{folder_name(APPLE)}: CC-BY-NC-4.0"],
    }  # fmt: skip


def changed_usd(bench: Bench) -> None:
    usd = bench.scene / "usd" / "scene.usda"
    usd.write_text(usd.read_text().replace("xformOp:translate = (-0.5,", "xformOp:translate = (-0.51,"))


def failed_certificate(bench: Bench) -> None:
    found = bench.store.read(CERTIFICATE, SCENE_ID).value
    worst = found.metrics[0].model_copy(update={"passed": False, "status": "failed", "required": True})
    bench.store.write(CERTIFICATE, found.model_copy(update={"passed": False, "metrics": (worst, *found.metrics[1:])}), SCENE_ID)


@pytest.mark.parametrize(("harm", "kind", "said"), [
    (lambda bench: bench.store.delete(bench.store.exists(stages.USD_COMPLETE, SCENE_ID)), ContractError, r"usd/\.usd_complete"),
    (lambda bench: bench.store.delete(bench.store.exists(stages.REPLICATOR_COMPLETE, SCENE_ID)), ContractError, r"replicator/\.replicator_complete"),
    (lambda bench: bench.store.delete(bench.store.exists(CERTIFICATE, SCENE_ID)), ContractError, r"usd/certificate\.json"),
    (failed_certificate, GateFailed, "certificate"),
    (changed_usd, ContractError, r"field digest: expected [0-9a-f]{64}.*changed after certification.*found '[0-9a-f]{64}'"),
    (lambda bench: shutil.rmtree(bench.scene / "assets" / folder_name(MUG)), ContractError, folder_name(MUG)),
    (lambda bench: next((bench.scene / "assets" / folder_name(MUG)).rglob("*_meshes.usdc")).unlink(), ContractError, "_meshes.usdc"),
    (lambda bench: (bench.scene / "variation_assets" / "variation_assets.json").unlink(), ContractError, r"variation_assets\.json"),
    (lambda bench: bench.variations(), ContractError, "at least one that was made"),
    (lambda bench: bench.variations({"id": "x", "category": "mug", "usd_path": "variation_assets/x.usda", "license": ""}), ContractError, "cleared for commercial"),
    (lambda bench: bench.variations({"id": "x", "category": "mug", "usd_path": "../../x.usda", "license": "MIT"}), ContractError, "below variation_assets/"),
    (lambda bench: bench.variations({"id": "x", "category": "mug", "usd_path": "variation_assets/a/../../x", "license": "MIT"}), ContractError, "below variation"),
    (lambda bench: bench.variations({"id": "x", "category": "mug", "usd_path": "variation_assets/x.usda", "license": "MIT"}), ContractError, r"x\.usda"),
])  # fmt: skip
def test_each_bad_input_is_named_and_nothing_is_published(bench: Bench, proposed: Any, harm: Any, kind: type[BlueprintError], said: str):
    harm(bench)
    with pytest.raises(kind, match=said):
        bench.export()
    assert not (bench.scene / "geniesim").exists()


@pytest.mark.parametrize(("given", "said"), [
    ({"robot_type": "g1"}, "ROBOT_TYPE: expected one of franka, ur10, so101, found 'g1'"),
    ({"robot_types": "franka,hal"}, "ROBOT_TYPES: expected one of franka, ur10, so101, found 'hal'"),
    ({"require_embeddings": True}, "EMBEDDING_MODEL: expected one of hashed-ngrams-v1, found ''"),
    ({"embedding_model": "clip"}, "EMBEDDING_MODEL: expected one of hashed-ngrams-v1, found 'clip'"),
    ({"workspace_bounds_json": "[[0,0,0]]"}, "GENIESIM_WORKSPACE_BOUNDS_JSON"),
    ({"workspace_bounds_json": "[[0,0,0],[-1,1,1]]"}, "GENIESIM_WORKSPACE_BOUNDS_JSON"),
])  # fmt: skip
def test_a_wrong_setting_is_told_with_what_would_be_right(bench: Bench, given: dict[str, Any], said: str):
    with pytest.raises(ContractError, match=said):
        bench.export(**given)


def test_gates_may_be_waived_by_name(bench: Bench, proposed: Any):
    failed_certificate(bench)
    changed_usd(bench)
    done = bench.export(require_quality_gates=False)
    assert bench.document("export_manifest.json")["certificate_digest"] != done.scene_digest


def test_the_contracts_names_of_the_environment():
    names = {(field.json_schema_extra or {}).get("env") for field in Input.model_fields.values() if isinstance(field.json_schema_extra, dict)}
    assert names >= {"SCENE_ID", "ROBOT_TYPE", "ROBOT_TYPES", "MAX_TASKS", "FILTER_COMMERCIAL", "COPY_USD", "REQUIRE_QUALITY_GATES", "GENIESIM_EXPORT_DRY_RUN"}
