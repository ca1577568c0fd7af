"""genie-sim-submit-job: the record that several robots write together."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from blueprint.contracts.episodes import CollectionReport
from blueprint.contracts.geniesim_runs import JOB_IDEMPOTENCY, JOB_RECORD, OPEN_JOB, JobBrief, JobIdempotency, ProvenanceGate
from blueprint.core.errors import GateFailed
from blueprint.domain.quality.judge import Demand, evidence, judge
from blueprint.domain.robots import catalogue
from blueprint.jobs.genie_sim_submit import Input
from blueprint.jobs.genie_sim_submit.record import Part, add_part
from blueprint.store.store import Store
from tests.jobs.job_bench import context
from tests.recorded_episodes import FAILED, SCENE, record

AT = datetime(2031, 4, 5, tzinfo=UTC)
IDENTITY = JobIdempotency(key="k" * 32, task_config_hash="t", export_manifest_hash="m", first_submitted_at=AT)
PROVENANCE = ProvenanceGate(status="passed", commercial_use_ok=True, asset_provenance_path="p")


def part(tmp_path, robot="franka", good=True, skipped=""):
    folder = tmp_path / robot
    record(folder, "e1", **({} if good else FAILED))
    report = CollectionReport(
        scene_id=SCENE, robot=robot, tasks=(), episodes=() if skipped else ("e1",), attempted=1, succeeded=int(good), replayed=1, skipped_reason=skipped, seconds=2,
    )  # fmt: skip
    gates = None if skipped else evidence("local-1", Demand(SCENE), judge(folder, Demand(SCENE), catalogue.find))
    return Part(robot=robot, folder=f"geniesim_local-1_{robot}", report=report, gates=gates, started=AT, ended=AT + timedelta(seconds=3))


def add(store, tmp_path, made, robots=("franka",), run_id="run"):
    given = Input(scene_id=SCENE, robot_type=made.robot, robot_types=robots)
    return add_part(context(store, tmp_path / "runs", "genie-sim-submit-job", run_id=run_id), given, "local-1", IDENTITY, PROVENANCE, made)


def body(store):
    return json.loads(store.bucket.get(JOB_RECORD.at(SCENE))[0])


def test_one_robot_ends_the_record(tmp_path):
    store = Store.at(tmp_path / "bucket")
    assert add(store, tmp_path, part(tmp_path)) == "completed"
    made = body(store)
    assert (made["status"], made["backend"], made["job_id"]) == ("completed", "mujoco_local", "local-1")
    assert "local simulator" in made["message"]
    assert made["artifacts"]["episodes_prefix"] == f"scenes/{SCENE}/episodes/geniesim_local-1_franka"
    assert made["job_metrics"]["duration_seconds"] == 3
    assert made["local_execution"]["task_success_rate"] == 1
    assert made["local_execution"]["server_info"]["engine"] == "mujoco"
    assert store.read(OPEN_JOB, SCENE).value.job_id == "local-1"
    assert store.read(JOB_IDEMPOTENCY, SCENE).value.job_metadata_path == JOB_RECORD.at(SCENE)
    JobBrief.model_validate(made)


def test_the_last_robot_ends_the_record(tmp_path):
    store, robots = Store.at(tmp_path / "bucket"), ("franka", "ur10")
    assert add(store, tmp_path, part(tmp_path), robots) == "submitted"
    assert add(store, tmp_path, part(tmp_path, "ur10"), robots) == "completed"
    made = body(store)
    assert made["artifacts_by_robot"].keys() == {"franka", "ur10"}
    assert made["job_metrics"]["episodes_collected"] == 2


def test_two_robots_that_end_at_once_lose_nothing(tmp_path):
    store, robots = Store.at(tmp_path / "bucket"), ("franka", "ur10")
    parts = [part(tmp_path, robot) for robot in robots]
    with ThreadPoolExecutor() as pool:
        ended = list(pool.map(lambda made: add(store, tmp_path / made.robot, made, robots), parts))
    assert sorted(ended) == ["completed", "submitted"]
    assert body(store)["status"] == "completed"
    assert body(store)["artifacts_by_robot"].keys() == {"franka", "ur10"}


@pytest.mark.parametrize("failed_first", [True, False])
def test_one_robot_that_failed_fails_the_whole(tmp_path, failed_first):
    store, robots = Store.at(tmp_path / "bucket"), ("franka", "ur10")
    good, bad = part(tmp_path, "ur10"), part(tmp_path, good=False)
    if failed_first:
        add(store, tmp_path, bad, robots)
        with pytest.raises(GateFailed, match="another robot"):
            add(store, tmp_path, good, robots)
    else:
        add(store, tmp_path, good, robots)
        add(store, tmp_path, bad, robots)
    assert body(store)["status"] == "failed"
    assert body(store)["failure_details"] == {"franka": "no_episode_that_may_be_imported"}


def test_w42_a_later_run_begins_a_failed_record_anew(tmp_path):
    store = Store.at(tmp_path / "bucket")
    add(store, tmp_path, part(tmp_path, good=False))
    assert add(store, tmp_path, part(tmp_path / "again"), run_id="another") == "completed"


def test_a_robot_with_nothing_to_do_leaves_the_others(tmp_path):
    store, robots = Store.at(tmp_path / "bucket"), ("franka", "ur10")
    add(store, tmp_path, part(tmp_path), robots)
    assert add(store, tmp_path, part(tmp_path, "ur10", skipped="no task"), robots) == "completed"
    assert body(store)["artifacts_by_robot"].keys() == {"franka"}


def test_a_corrupt_record_is_written_anew(tmp_path):
    store = Store.at(tmp_path / "bucket")
    store.upload(JOB_RECORD, b"{broken", SCENE)
    assert add(store, tmp_path, part(tmp_path)) == "completed"
