"""genie-sim-submit-job: what it refuses, and what it does not do again."""

from __future__ import annotations

import json

import pytest

from blueprint.contracts.geniesim_runs import JOB_RECORD, job_id_of, submission_hash, submission_inputs
from blueprint.core.errors import ConfigurationError, ContractError, GateFailed
from blueprint.jobs.genie_sim_submit import Input
from blueprint.store.store import Store
from tests.jobs.job_bench import context
from tests.recorded_episodes import SCENE

job = pytest.importorskip("blueprint.jobs.genie_sim_submit.main", reason="the collector is not here yet", exc_type=ImportError)


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
    with pytest.raises(ContractError, match=r"scene\.usda"):
        run(store, tmp_path)
