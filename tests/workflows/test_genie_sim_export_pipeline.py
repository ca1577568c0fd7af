"""genie-sim-export-pipeline on the real engine; the weak spots of orchestration-a.md §15 that it can have, each with its number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from blueprint.contracts import stages
from blueprint.contracts.breaker import BREAKER
from blueprint.contracts.geniesim_runs import EXPORT_LOCK, GENIESIM_FAILED, SUBMITTED, JobBrief, Submission
from blueprint.core.errors import ConfigurationError, GateFailed
from blueprint.core.outcome import Status
from blueprint.engine.engine import Engine
from blueprint.engine.services import Services
from blueprint.store.store import Store
from blueprint.workflows import registry
from tests.workflows.conftest import Bench
from tests.workflows.geniesim_scripts import (
    EXPORT,
    IMPORT,
    NOW,
    POLLER,
    SCENE,
    asked,
    exporting,
    get,
    hash_of,
    importing,
    job_record,
    put,
    ready,
    report,
    side_by_side,
    submitting,
    tick,
)
from tests.workflows.scripted import ScriptedRuntime

NO = GateFailed("collection", ["no episode succeeded"])


def breaker(bench):
    return get(bench, "geniesim/.circuit_breaker.json")


def marker(bench, key=None):
    return get(bench, f"geniesim/idempotency/{key or hash_of()}.json")


def jobs(bench, name):
    return [request for request in bench.runtime.requests if request.job == name]


def test_from_the_variations_to_imported_episodes(bench):
    outcome = bench.run(EXPORT, ready(bench))
    assert outcome.status is Status.SUCCESS, outcome
    job_id = outcome.details["job_id"]
    assert bench.runtime.names == ["genie-sim-export-job", "genie-sim-submit-job", "genie-sim-import-job"]
    done = bench.body(stages.GENIESIM_COMPLETE)
    assert (done["status"], done["robot_type"], done["commercial_only"], done["ready_for_geniesim"]) == ("completed", "franka", True, True)
    assert bench.body(stages.GENIESIM_IMPORT_COMPLETE)["job_id"] == job_id
    assert bench.body(SUBMITTED)["job_id"] == job_id
    assert marker(bench)["status"] == "completed"
    assert marker(bench)["inputs"]["task_config"] == {"scene_id": SCENE, "suggested_tasks": [{"task_id": "t1"}]}
    assert get(bench, f"automation/geniesim/open/{SCENE}.json") is None
    assert bench.locks() == []


def test_w06_the_same_generation_is_exported_once(bench):
    event = ready(bench)
    bench.run(EXPORT, event)
    again = bench.run(EXPORT, event.model_copy(update={"id": "another delivery"}))
    assert (again.status, again.code) == (Status.SKIPPED, "already_complete")
    assert len(jobs(bench, "genie-sim-submit-job")) == 1


@pytest.mark.parametrize("cheap", ["disabled", "rollback", "complete"])
def test_w37_what_costs_nothing_comes_before_the_breaker(bench, cheap):
    event = ready(bench)
    if cheap == "complete":
        bench.run(EXPORT, event)
    put(bench, "geniesim/.circuit_breaker.json", {"scene_id": SCENE, "failure_count": 3, "status": "open", "opened_at": "2031-01-01T00:00:00Z"})
    before = breaker(bench)
    if cheap == "disabled":
        put(bench, "config.json", {"use_geniesim": False})
    if cheap == "rollback":
        put(bench, "geniesim/.canary_rollback", b"")
    outcome = bench.run(EXPORT, event.model_copy(update={"id": "later"}))
    assert (outcome.status, outcome.code) == (
        Status.SKIPPED, {"disabled": "geniesim_disabled", "rollback": "rollback", "complete": "already_complete"}[cheap],
    )  # fmt: skip
    assert breaker(bench) == before


def fail_once(bench, key, answer=NO, job="genie-sim-submit-job", **payload):
    bench.runtime.answers[job] = answer
    return bench.run(EXPORT, ready(bench, allow_idempotent_retry=True, **payload).model_copy(update={"id": key}))


def test_w01_the_breaker_opens_at_the_threshold_and_not_before(bench):
    states = []
    for number in range(3):
        assert fail_once(bench, f"try {number}").status is Status.FAILED
        states.append((breaker(bench)["failure_count"], breaker(bench)["status"]))
    assert states == [(1, "closed"), (2, "closed"), (3, "open")]
    assert breaker(bench)["last_failure_reason"] == "geniesim_submission_failed"
    refused = fail_once(bench, "try 4")
    assert (refused.status, refused.code) == (Status.PAUSED, "circuit_breaker_open")
    assert breaker(bench)["failure_count"] == 3
    assert len(jobs(bench, "genie-sim-submit-job")) == 3


def opened(bench, ago_s: float, **fields):
    at = (datetime.now(UTC) - timedelta(seconds=ago_s)).isoformat()
    put(bench, "geniesim/.circuit_breaker.json", {"scene_id": SCENE, "failure_count": 4, "threshold": 3, "status": "open", "opened_at": at, **fields})


def test_w34_w37_after_the_recovery_time_one_trial_run_that_succeeds_closes_it(bench):
    opened(bench, 601)
    seen = {}
    submit = submitting(bench)

    def look(request):
        seen.update(breaker(bench))
        return submit(request)

    bench.runtime.answers["genie-sim-submit-job"] = look
    assert bench.run(EXPORT, ready(bench)).status is Status.SUCCESS
    assert (seen["status"], seen["failure_count"]) == ("half_open", 4)
    assert (breaker(bench)["status"], breaker(bench)["failure_count"]) == ("closed", 0)


def test_w37_a_trial_that_fails_reopens_with_a_fresh_timer_and_the_count_kept(bench):
    opened(bench, 601)
    before = breaker(bench)
    assert fail_once(bench, "trial").status is Status.FAILED
    after = breaker(bench)
    assert (after["status"], after["failure_count"]) == ("open", 5)
    assert after["opened_at"] > before["opened_at"]
    assert fail_once(bench, "too early").code == "circuit_breaker_open"


def test_w37_a_second_caller_during_the_trial_is_refused_and_not_crashed(bench):
    at = datetime.now(UTC)
    opened(bench, 700, status="half_open", trial="somebody", trial_until=(at + timedelta(hours=1)).isoformat())
    outcome = bench.run(EXPORT, ready(bench))
    assert (outcome.status, outcome.code) == (Status.PAUSED, "circuit_breaker_open")
    assert breaker(bench)["trial"] == "somebody"


def test_w37_a_trial_that_ends_without_a_verdict_is_given_back(bench):
    opened(bench, 601)
    bench.runtime.answers["genie-sim-submit-job"] = {"skipped_reason": "there is nothing that a robot can move", "job_id": "j"}
    outcome = bench.run(EXPORT, ready(bench))
    assert (outcome.status, outcome.code) == (Status.SKIPPED, "nothing_to_collect")
    assert (breaker(bench)["status"], breaker(bench)["failure_count"], breaker(bench)["trial"]) == ("open", 4, "")


def test_w35_the_other_writer_of_the_breaker_is_not_lost(bench):
    """The import closes what the export then closes; a failure that came in between is counted, and no run fails of it."""
    submit = submitting(bench)

    def meddle(request):
        put(bench, "geniesim/.circuit_breaker.json", {"scene_id": SCENE, "failure_count": 2, "threshold": 3, "status": "closed"})
        return submit(request)

    bench.runtime.answers["genie-sim-submit-job"] = meddle
    assert bench.run(EXPORT, ready(bench)).status is Status.SUCCESS
    assert breaker(bench)["failure_count"] == 0


def test_w36_a_breaker_that_cannot_be_read_stops_the_run_and_stays(bench):
    put(bench, "geniesim/.circuit_breaker.json", b"{broken")
    outcome = bench.run(EXPORT, ready(bench))
    assert (outcome.status, outcome.code) == (Status.PAUSED, "circuit_breaker_unreadable")
    assert "delete" in outcome.reason
    assert bench.store.bucket.get(BREAKER.at(SCENE))[0] == b"{broken"
    assert bench.runtime.requests == []


@pytest.mark.parametrize(("body", "said"), [
    ([], "circuit_breaker.json"),
    ({}, "scene_id"),
    ({"scene_id": SCENE, "status": "ajar"}, "status"),
    ({"scene_id": SCENE, "failure_count": -1}, "failure_count"),
    ({"scene_id": SCENE, "failure_count": 3, "opened_at": "yesterday"}, "opened_at"),
    ({"scene_id": "another", "failure_count": 3}, "another"),
])  # fmt: skip
def test_w36_a_breaker_that_was_spoilt_by_hand_names_what_is_wrong(bench, body, said):
    put(bench, "geniesim/.circuit_breaker.json", body)
    outcome = bench.run(EXPORT, ready(bench))
    assert (outcome.status, outcome.code) == (Status.PAUSED, "circuit_breaker_unreadable")
    assert said in outcome.reason
    assert breaker(bench) == body
    assert bench.runtime.requests == []
    bench.store.bucket.delete(BREAKER.at(SCENE))
    assert bench.run(EXPORT, ready(bench).model_copy(update={"id": "mended"})).status is Status.SUCCESS


def test_w36_a_breaker_broken_during_the_run_does_not_fail_it(bench):
    submit = submitting(bench)

    def breaks(request):
        answer = submit(request)
        put(bench, "geniesim/.circuit_breaker.json", b"\xff\xfe")
        return answer

    bench.runtime.answers["genie-sim-submit-job"] = breaks
    outcome = bench.run(EXPORT, ready(bench))
    assert outcome.status is Status.PAUSED  # the import refuses to begin beside it; nothing is lost
    bench.store.bucket.delete(BREAKER.at(SCENE))
    assert bench.run(EXPORT, ready(bench).model_copy(update={"id": "again"})).status is Status.SUCCESS
    assert len(jobs(bench, "genie-sim-submit-job")) == 1


@pytest.mark.parametrize("body", [
    {"scene_id": SCENE, "failure_count": 2, "threshold": 3, "status": "open", "updated_at": "2024-05-01T12:34:56Z", "extra": "by hand"},
    {"scene_id": SCENE, "failure_count": 0, "status": "half_open"},
    {"scene_id": SCENE, "failure_count": 3},
    {"scene_id": SCENE, "failure_count": "3", "threshold": "7", "status": "closed"},
    {"scene_id": SCENE, "failure_count": 3, "status": "open", "opened_at": "2999-01-01T00:00:00"},
    {"scene_id": SCENE, "failure_count": 3, "status": "half_open", "trial": "nobody", "trial_until": "2999-01-01T00:00:00Z"},
])  # fmt: skip
def test_w01_a_hand_edited_breaker_is_read_by_its_count(bench, body):
    put(bench, "geniesim/.circuit_breaker.json", body)
    assert bench.run(EXPORT, ready(bench)).status is Status.SUCCESS
    assert breaker(bench)["status"] == "closed"
    assert breaker(bench).get("extra") == body.get("extra")


def test_w38_two_racing_services_submit_once(bench, tmp_path):
    """Two processes, each with an engine and a database of its own, on one bucket."""
    ready(bench)
    outcomes, work = side_by_side(bench, tmp_path)
    assert outcomes == ["already_complete", "ok"]
    assert work == ["genie-sim-import-job", "genie-sim-submit-job"]
    assert marker(bench)["attempts"] == 1


def standing(bench, status, run_id="", age_s=60, **fields):
    at = datetime.now(UTC) - timedelta(seconds=age_s)
    value = Submission(scene_id=SCENE, status=status, job_id=f"local-{hash_of()[:12]}", timestamp=at, hash=hash_of(), run_id=run_id, **fields)
    put(bench, f"geniesim/idempotency/{hash_of()}.json", value.model_dump(mode="json"))


def test_w38_a_submission_of_another_program_that_is_under_way_is_not_repeated(bench):
    standing(bench, "submitted")
    outcome = bench.run(EXPORT, ready(bench))
    assert (outcome.status, outcome.code) == (Status.SKIPPED, "already_submitted")
    assert jobs(bench, "genie-sim-submit-job") == []


@pytest.mark.parametrize(("run_id", "age_s"), [("genie-sim-export-pipeline:dead", 60), ("", 20_000)])
def test_w38_a_reservation_that_nobody_lives_for_is_taken_over(bench, run_id, age_s):
    standing(bench, "reserved", run_id, age_s)
    assert bench.run(EXPORT, ready(bench)).status is Status.SUCCESS
    assert (marker(bench)["status"], marker(bench)["attempts"]) == ("completed", 2)


def test_w38_without_a_job_record_the_run_fails(bench):
    bench.runtime.answers["genie-sim-submit-job"] = {"job_id": "x"}
    outcome = bench.run(EXPORT, ready(bench))
    assert outcome.status is Status.FAILED
    assert "job.json" in outcome.reason
    assert bench.body(stages.GENIESIM_COMPLETE) is None


@pytest.mark.parametrize("body", [b"{not json", {"job_id": "local-other", "status": "completed"}, {"status": "completed"}])
def test_w38_a_corrupt_or_foreign_job_record_fails_clearly(bench, body):
    bench.runtime.answers["genie-sim-submit-job"] = lambda request: put(bench, "geniesim/job.json", body) or {"job_id": "x"}
    outcome = bench.run(EXPORT, ready(bench))
    assert outcome.status is Status.FAILED
    assert "job.json" in outcome.reason
    assert breaker(bench)["failure_count"] == 1


def test_w39_a_completed_submission_without_its_import_goes_on_with_the_import(bench):
    bench.runtime.answers["genie-sim-import-job"] = GateFailed("import", ["disk full"])
    assert bench.run(EXPORT, ready(bench)).status is Status.FAILED
    assert marker(bench)["status"] == "completed"
    del bench.runtime.answers["genie-sim-import-job"]
    outcome = bench.run(EXPORT, ready(bench).model_copy(update={"id": "again"}))
    assert outcome.status is Status.SUCCESS
    assert len(jobs(bench, "genie-sim-submit-job")) == 1


def test_w39_an_sla_breach_is_an_alert_and_a_flag(bench):
    bench.runtime.answers["genie-sim-submit-job"] = submitting(bench, job_metrics={"duration_seconds": 20_000})
    outcome = bench.run(EXPORT, ready(bench))
    assert outcome.status is Status.SUCCESS
    assert outcome.details["sla_breached"] is True
    assert bench.body(stages.GENIESIM_COMPLETE)["sla_breached"] is True


def test_a_new_generation_with_the_same_submission_is_complete_without_work(bench):
    bench.run(EXPORT, ready(bench))
    outcome = bench.run(EXPORT, ready(bench).model_copy(update={"id": "new generation"}))
    assert (outcome.status, outcome.code) == (Status.SKIPPED, "already_complete")
    assert len(jobs(bench, "genie-sim-submit-job")) == 1


@pytest.mark.parametrize("tasks", [b"{broken", b"[]"])
def test_w40_tasks_that_cannot_be_read_are_an_error_and_no_empty_ones(bench, tasks):
    bench.runtime.answers["genie-sim-export-job"] = exporting(bench, tasks=tasks)
    outcome = bench.run(EXPORT, ready(bench))
    assert outcome.status is Status.FAILED
    assert "task_config.json" in outcome.reason
    assert jobs(bench, "genie-sim-submit-job") == []


@pytest.mark.parametrize(("config", "expected"), [
    ({"robot_type": "ur10"}, {"robots": ("ur10",)}),
    ({"robot_types": ["ur10", "franka"]}, {"robots": ("franka", "ur10")}),
    ({"episodes_per_task": "12"}, {"episodes": "12"}),
    ({"quality_thresholds": {"min_quality_score": 0.9}}, {"thresholds": {"min_quality_score": 0.9}}),
])  # fmt: skip
def test_w41_the_effective_parameters_are_those_of_jobs_hash_and_markers(bench, config, expected):
    put(bench, "config.json", config)
    assert bench.run(EXPORT, ready(bench)).status is Status.SUCCESS
    key = hash_of(**expected)
    assert key != hash_of()
    assert marker(bench, key)["status"] == "completed"
    asked = jobs(bench, "genie-sim-submit-job")
    robots = expected.get("robots", ("franka",))
    assert sorted(request.inputs["robot_type"] for request in asked) == sorted(robots)
    assert all(request.inputs["idempotency_key"] == key for request in asked)
    assert all(str(request.inputs["episodes_per_task"]) == expected.get("episodes", "10") for request in asked)
    assert all(request.inputs["min_quality_score"] == expected.get("thresholds", {}).get("min_quality_score", 0.85) for request in asked)
    assert bench.body(stages.GENIESIM_COMPLETE)["robot_types"] == list(robots)


def test_several_robots_are_imported_each_from_its_folder(bench):
    assert bench.run(EXPORT, ready(bench, robot_types=["ur10", "franka"])).status is Status.SUCCESS
    folders = [request.inputs["local_episodes_prefix"].rpartition("_")[2] for request in jobs(bench, "genie-sim-import-job")]
    assert folders == ["franka", "ur10"]


@pytest.mark.parametrize(("given", "allowed"), [("false", False), ("", False), ("true", True), ("1", True)])
def test_w42_w45_a_failure_that_would_come_again_is_tried_only_when_allowed(bench, given, allowed):
    bench.runtime.answers["genie-sim-submit-job"] = NO
    assert bench.run(EXPORT, ready(bench)).status is Status.FAILED
    assert (marker(bench)["status"], marker(bench)["retryable"]) == ("failed", False)
    del bench.runtime.answers["genie-sim-submit-job"]
    payload = {"allow_idempotent_retry": given} if given else {}
    outcome = bench.run(EXPORT, ready(bench, **payload).model_copy(update={"id": "again"}))
    assert outcome.status is (Status.SUCCESS if allowed else Status.FAILED)
    if not allowed:
        assert outcome.code == "idempotency_blocked"
        assert breaker(bench)["failure_count"] == 1


def test_w42_a_failure_that_may_pass_is_tried_again(bench):
    bench.runtime.answers["genie-sim-submit-job"] = ConfigurationError("BLUEPRINT_BUCKET", "/full", "a folder with free space")
    assert bench.run(EXPORT, ready(bench)).status is Status.FAILED
    assert breaker(bench) is None or breaker(bench)["failure_count"] == 0
    del bench.runtime.answers["genie-sim-submit-job"]
    assert bench.run(EXPORT, ready(bench).model_copy(update={"id": "again"})).status is Status.SUCCESS


@pytest.mark.parametrize(("job", "reason", "counted"), [
    ("genie-sim-export-job", "geniesim_export_failed", 1),
    ("genie-sim-submit-job", "geniesim_submission_failed", 1),
    ("genie-sim-import-job", "geniesim_import_failed", 1),
    ("provenance", "", 0),
    ("job says failed", "geniesim_submission_failed", 1),
    ("nothing imported", "geniesim_import_failed", 1),
    ("quality gate", "", 0),
])  # fmt: skip
def test_w43_every_failure_has_its_marker_and_is_counted_once_or_not_at_all(bench, job, reason, counted):
    answers = {
        "provenance": {"genie-sim-export-job": exporting(bench, provenance=None)},
        "job says failed": {"genie-sim-submit-job": submitting(bench, "failed", failure_reason="no arm")},
        "nothing imported": {"genie-sim-import-job": importing(bench, passed=0)},
        "quality gate": {"genie-sim-submit-job": submitting(bench, evidence=report(False, 1))},
    }.get(job, {job: NO})  # fmt: skip
    bench.runtime.answers = dict(answers)
    outcome = bench.run(EXPORT, ready(bench))
    assert outcome.status is Status.FAILED
    failure = bench.body(GENIESIM_FAILED)
    assert failure["context"]["run_id"]
    found = breaker(bench) or {"failure_count": 0, "last_failure_reason": None}
    assert (found["failure_count"], found["last_failure_reason"] or "") == (counted, reason)
    bench.runtime.answers = {}
    if job == "quality gate":
        put(bench, f"episodes/geniesim_local-{hash_of()[:12]}/quality_gate_report.json", report())
    done = bench.run(EXPORT, ready(bench, allow_idempotent_retry=True).model_copy(update={"id": "mended"}))
    assert done.status is Status.SUCCESS
    assert bench.body(GENIESIM_FAILED) is None


def test_w02_w31_an_import_that_fails_ends_the_export(bench):
    bench.runtime.answers["genie-sim-import-job"] = NO
    outcome = bench.run(EXPORT, ready(bench))
    assert outcome.status is Status.FAILED
    assert outcome.details["failed_stage"] == "import"
    assert bench.body(stages.GENIESIM_COMPLETE) is None


def test_w30_an_old_import_marker_does_not_stand_for_a_new_job(bench):
    put(bench, "geniesim/.geniesim_import_complete", {"scene_id": SCENE, "job_id": "local-old", "status": "completed", "timestamp": NOW})
    outcome = bench.run(EXPORT, ready(bench))
    assert outcome.status is Status.SUCCESS
    assert bench.body(stages.GENIESIM_IMPORT_COMPLETE)["job_id"] == outcome.details["job_id"]


def test_w32_w33_a_failure_deletes_nothing(bench):
    kept = {
        "geniesim/scene_graph.json": b"older", "geniesim/idempotency/x.json": b"{}", "episodes/geniesim_old/recordings/e.json": b"{}",
        "geniesim/.canary": b"",
    }  # fmt: skip
    for name, content in kept.items():
        put(bench, name, content)
    fail_once(bench, "a", job="genie-sim-export-job")
    assert {name: bench.store.bucket.get(f"scenes/{SCENE}/{name}")[0] for name in kept} == kept
    assert breaker(bench)["failure_count"] == 1


def test_nothing_to_collect_is_a_skip_with_its_reason(bench):
    bench.runtime.answers["genie-sim-export-job"] = {"skipped_reason": "the scene has nothing that a robot can move"}
    outcome = bench.run(EXPORT, ready(bench))
    assert (outcome.status, outcome.code) == (Status.SKIPPED, "nothing_to_collect")
    assert "nothing that a robot can move" in outcome.reason
    assert jobs(bench, "genie-sim-submit-job") == []


def test_a_submitted_job_is_waiting_and_no_success(bench):
    bench.runtime.answers["genie-sim-submit-job"] = submitting(bench, "submitted")
    outcome = bench.run(EXPORT, ready(bench))
    assert (outcome.status, outcome.code) == (Status.PAUSED, "waiting_for_genie_sim")
    assert bench.body(stages.GENIESIM_COMPLETE) is None
    assert bench.body(SUBMITTED)["status"] == "submitted"


def asynchronous(bench):
    """An export whose job ends forty minutes later. Its id."""
    bench.runtime.answers["genie-sim-submit-job"] = submitting(bench, "submitted")
    job_id = bench.run(EXPORT, ready(bench)).details["job_id"]
    put(bench, "geniesim/job.json", job_record(SCENE, job_id, generation_params={
        "robot_type": "franka", "robot_types": ["franka"], "episodes_per_task": 10, "num_variations": 5, "min_quality_score": 0.85,
    }))  # fmt: skip
    return job_id


def poll(bench, key):
    """The outcomes of the imports that one poll starts."""
    before = {run.run_id for run in bench.engine.runs(workflow=IMPORT)}
    assert bench.run(POLLER, tick(key)).status is Status.SUCCESS
    return [bench.engine.wait(run.run_id, 30) for run in bench.engine.runs(workflow=IMPORT) if run.run_id not in before]


def test_ws50_a_job_that_ends_later_completes_the_scene_once(bench):
    job_id = asynchronous(bench)
    assert [outcome.status for outcome in poll(bench, "poll@1")] == [Status.SUCCESS]
    done = bench.body(stages.GENIESIM_COMPLETE)
    assert (done["job_id"], done["submission"], done["robot_types"], done["backend"]) == (job_id, hash_of(), ["franka"], "mujoco_local")
    assert marker(bench)["status"] == "completed"
    generation = bench.store.exists(stages.GENIESIM_COMPLETE, SCENE).generation
    assert poll(bench, "poll@2") == []
    assert bench.run(IMPORT, asked("again", job_id=job_id)).code == "already_imported"
    assert bench.store.exists(stages.GENIESIM_COMPLETE, SCENE).generation == generation
    assert len(jobs(bench, "genie-sim-submit-job")) == 1


def test_ws50_beside_an_export_that_is_still_there_the_import_leaves_the_completion_to_it(bench):
    job_id = asynchronous(bench)
    lease = bench.store.lease(EXPORT_LOCK.at(SCENE), "an export", 60, lambda: datetime.now(UTC))
    [outcome] = poll(bench, "poll@1")
    assert outcome.details["pending"] == ["export_completion", "close_job"]
    assert bench.body(stages.GENIESIM_COMPLETE) is None
    lease.release()
    assert [outcome.details["pending"] for outcome in [bench.run(IMPORT, asked("later", job_id=job_id))]] == [[]]
    assert bench.body(stages.GENIESIM_COMPLETE)["job_id"] == job_id


def test_w43_a_job_that_fails_later_is_told_and_counted_once(bench):
    job_id = asynchronous(bench)
    put(bench, "geniesim/job.json", job_record(SCENE, job_id, "failed", failure_reason="no arm"))
    assert [outcome.code for outcome in poll(bench, "poll@1")] == ["job_not_completed"]
    failure = bench.body(GENIESIM_FAILED)
    assert (failure["error"]["code"], failure["error"]["message"]) == ("geniesim_submit_failed", "no arm")
    assert (breaker(bench)["failure_count"], breaker(bench)["last_failure_reason"]) == (1, "geniesim_submission_failed")
    assert (marker(bench)["status"], marker(bench)["reason"]) == ("failed", "no arm")
    assert get(bench, f"automation/geniesim/open/{SCENE}.json") is None
    assert poll(bench, "poll@2") == []
    bench.run(IMPORT, asked("by hand", job_id=job_id, status="failed"))
    assert breaker(bench)["failure_count"] == 1


@pytest.mark.parametrize("scene", ["Scene_001", "kitchen.v2-b", "x" * 128])
def test_w44_a_scene_of_any_name_is_exported(bench, scene):
    ready(bench)
    bench.store.upload(stages.VARIATION_COMPLETE, b"{}", scene)
    assert bench.run(EXPORT, bench.event(stages.VARIATION_COMPLETE, scene)).status is Status.SUCCESS
    assert all(len(request.id) <= 63 for request in bench.runtime.requests)
    assert bench.body(stages.GENIESIM_COMPLETE, scene)["scene_id"] == scene


@pytest.mark.parametrize("scene", ['a"b', "a/b", "..", "a\nb"])
def test_w23_w83_what_is_no_scene_id_starts_nothing(bench, scene):
    assert stages.VARIATION_COMPLETE.scene_of(f"scenes/{scene}/variation_assets/.variation_pipeline_complete") is None
    outcome = bench.run(IMPORT, asked(scene="", job_id="local-1", scene_id=scene))
    assert outcome.status is Status.FAILED
    assert "scene_id" in outcome.reason
    assert bench.runtime.requests == []


@pytest.mark.parametrize("count", [7, "7", 7.0])
def test_w46_a_number_is_a_number_however_it_is_sent(bench, count):
    assert bench.run(EXPORT, ready(bench, max_tasks=count, episodes_per_task=count, cameras="false")).status is Status.SUCCESS
    given = jobs(bench, "genie-sim-submit-job")[0].inputs
    assert (given["max_tasks"], given["episodes_per_task"], given["cameras"]) == (7, 7, False)
    assert marker(bench, hash_of(episodes="7"))["status"] == "completed"


def test_a_server_that_is_set_is_refused_before_any_work_and_never_replaced_in_silence(bench):
    outcome = bench.run(EXPORT, ready(bench, geniesim_host="robots.example", geniesim_port=50052))
    assert (outcome.status, outcome.code) == (Status.FAILED, "configuration_error")
    assert "setting GENIESIM_HOST" in outcome.reason
    assert "robots.example:50052" in outcome.reason
    assert bench.runtime.requests == []
    assert breaker(bench) is None
    forced = ready(bench, geniesim_host="robots.example", geniesim_force_local=True).model_copy(update={"id": "forced"})
    assert bench.run(EXPORT, forced).status is Status.SUCCESS


def test_a_malformed_config_names_its_field(bench):
    put(bench, "config.json", {"episodes_per_task": "many"})
    outcome = bench.run(EXPORT, ready(bench))
    assert outcome.status is Status.FAILED
    assert "episodes_per_task" in outcome.reason
    assert bench.runtime.requests == []


def test_the_routing_line_of_the_staging_checklist(tmp_path):
    lines: list[dict] = []
    store = Store.at(tmp_path / "bucket")
    runtime = ScriptedRuntime(store)
    engine = Engine(f"sqlite:///{tmp_path}/e.sqlite", Services(store=store, runtime=runtime, workflows=registry.ALL, emit_log=lines.append))
    with engine:
        made = Bench(store, runtime, engine)
        made.run(EXPORT, ready(made, canary_enabled="true", canary_percent=5))
    expected = f"canary_enabled=true, image_tag=isaacsim-canary, canary_percent=5, rollback_marker=scenes/{SCENE}/geniesim/.canary_rollback"
    assert any(expected in line["message"] for line in lines)


def test_job_record_helper_is_what_the_contract_reads():
    assert JobBrief.model_validate(job_record(SCENE, "local-1", robots=("a", "b"))).artifacts_by_robot.keys() == {"a", "b"}
