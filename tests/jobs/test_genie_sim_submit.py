"""genie-sim-submit-job: what it refuses, and what it does not do again."""

from __future__ import annotations

import json
import shutil

import pytest

from blueprint.contracts.geniesim_runs import JOB_RECORD, job_id_of, submission_hash, submission_inputs
from blueprint.core.errors import ConfigurationError, Conflict, ContractError, GateFailed, ObjectMissing
from blueprint.domain.assets.catalogue import folder_name
from blueprint.domain.physics.world import load
from blueprint.jobs.genie_sim_submit import Input
from blueprint.jobs.genie_sim_submit import main as job
from blueprint.jobs.genie_sim_submit.scenes import exported_scenes, exported_tasks, read_export
from blueprint.store.store import Store
from tests.domain.geniesim.kitchenette import APPLE, MUG, SCENE_ID
from tests.jobs.genie_sim_export.conftest import Bench, bench, filled, proposed
from tests.jobs.job_bench import context
from tests.recorded_episodes import SCENE

__all__ = ["bench", "filled", "proposed"]


def run(store, tmp_path, **options):
    return job.main(context(store, tmp_path / "runs", "genie-sim-submit-job"), Input(scene_id=SCENE, **options))


def exported(store, commercial=True):
    store.bucket.put(f"scenes/{SCENE}/geniesim/task_config.json", b'{"suggested_tasks": []}')
    store.bucket.put(f"scenes/{SCENE}/geniesim/export_manifest.json", b"{}")
    store.bucket.put(f"scenes/{SCENE}/geniesim/legal/asset_provenance.json", json.dumps({"license": {"commercial_ok": commercial, "blockers": []}}).encode())


def test_a_server_that_is_set_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(ConfigurationError, match="GENIESIM_FORCE_LOCAL"):
        run(Store.at(tmp_path / "bucket"), tmp_path, geniesim_host="robots.example")


def test_an_unknown_robot_lists_the_known(tmp_path):
    with pytest.raises(ContractError, match="franka"):
        run(Store.at(tmp_path / "bucket"), tmp_path, robot_type="r2d2")


def test_other_tasks_than_those_that_were_reserved_are_refused(tmp_path):
    store = Store.at(tmp_path / "bucket")
    exported(store)
    with pytest.raises(ContractError, match="submission"):
        run(store, tmp_path, idempotency_key="0" * 32)


def test_assets_that_may_not_be_used_stop_the_job(tmp_path):
    store = Store.at(tmp_path / "bucket")
    exported(store, commercial=False)
    with pytest.raises(GateFailed, match="provenance"):
        run(store, tmp_path)


def test_w42_only_a_completed_submission_is_not_done_again(tmp_path):
    store = Store.at(tmp_path / "bucket")
    exported(store)
    job_id = job_id_of(submission_hash(submission_inputs(SCENE, {"suggested_tasks": []}, ["franka"], 10, {})))
    store.bucket.put(JOB_RECORD.at(SCENE), json.dumps({"job_id": job_id, "scene_id": SCENE, "status": "completed"}).encode())
    output = run(store, tmp_path)
    assert (output.duplicate, output.job_id) == (True, job_id)
    store.bucket.put(JOB_RECORD.at(SCENE), json.dumps({"job_id": job_id, "scene_id": SCENE, "status": "failed"}).encode())
    with pytest.raises(ObjectMissing, match="_GENIESIM_EXPORT_COMPLETE"):
        run(store, tmp_path)


@pytest.fixture
def on_export(bench: Bench, proposed):
    """The kitchenette after its export; calling it collects."""
    proposed()

    def collect(**options):
        folder = bench.root / "submit"
        return job.main(context(bench.store, folder, "genie-sim-submit-job"), Input(scene_id=SCENE_ID, num_variations=0, cameras=False, **options))

    return bench, collect


def turned(bench):
    usd = bench.scene / "usd" / "scene.usda"
    usd.write_text(usd.read_text().replace("xformOp:translate = (-0.5,", "xformOp:translate = (-0.51,"))


def edited(name, old, new):
    def edit(bench):
        path = bench.scene / "geniesim" / name
        path.write_text(path.read_text().replace(old, new))

    return edit


@pytest.mark.parametrize(("harm", "kind", "said"), [
    (turned, Conflict, r"usd/scene\.usda: expected digest [0-9a-f]{64} as exported, found [0-9a-f]{64}; the USD changed after the export"),
    (lambda bench: shutil.rmtree(bench.scene / "assets" / folder_name(MUG)), ContractError, folder_name(MUG)),
    (lambda bench: next((bench.scene / "assets" / folder_name(MUG)).rglob("*_meshes.usdc")).unlink(), ContractError, "_meshes.usdc"),
    (edited("task_config.json", '"priority": 3', '"priority": 2'), Conflict, r"task_config\.json: expected sha256"),
    (edited("scene_graph.json", "kitchen", "office"), Conflict, r"scene_graph\.json: expected sha256"),
    (edited("export_manifest.json", '"success": true', '"success":  true'), Conflict, r"export_manifest\.json: expected sha256"),
    (edited("export_manifest.json", '"schema_version": "3.0"', '"schema_version": "9.0"'), ContractError, r"export_manifest\.json.*schema_version.*9\.0"),
    (edited("export_manifest.json", '"version": "3.0"', '"version": "9.0"'), ContractError, r"geniesim_compatibility\.version.*9\.0"),
    (lambda bench: (bench.scene / "geniesim" / "_GENIESIM_EXPORT_COMPLETE").unlink(), ObjectMissing, "_GENIESIM_EXPORT_COMPLETE"),
    (lambda bench: (bench.scene / "geniesim" / "asset_index.json").unlink(), ObjectMissing, r"asset_index\.json"),
])  # fmt: skip
def test_what_is_not_as_it_was_exported_is_not_collected_on(on_export, harm, kind, said):
    bench, collect = on_export
    bench.export()
    harm(bench)
    with pytest.raises(kind, match=said):
        collect()
    assert not (bench.scene / "episodes").exists()
    assert not (bench.scene / "geniesim" / "job.json").exists()


def test_what_the_export_left_out_is_in_no_episode(on_export, tmp_path):
    """The apple may not be used commercially: the export's own copy of the scene is what is collected on."""
    bench, _ = on_export
    record = bench.scene / "assets" / folder_name(APPLE) / "asset.json"
    record.write_text(record.read_text().replace("CC0-1.0", "CC-BY-NC-4.0"))
    assert bench.export().dropped == ("apple",)
    where = context(bench.store, tmp_path / "runs", "genie-sim-submit-job")
    manifest = read_export(where, SCENE_ID)
    scenes, digests = exported_scenes(where, SCENE_ID, manifest, 5)
    assert digests == [manifest.scene_digest] != [manifest.certificate_digest]
    assert "apple" not in load(scenes[0].usd).things
    assert exported_tasks(where, SCENE_ID, "franka", digests[0]) is not None
    assert exported_tasks(where, SCENE_ID, "ur10", digests[0]) is None
