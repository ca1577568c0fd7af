"""genie-sim-import-pipeline on the real engine; the weak spots of orchestration-a.md §15.5, each with its number."""

from __future__ import annotations

import itertools

import pytest

from blueprint.contracts import stages
from blueprint.contracts.geniesim_runs import DELIVERY_FAILED, GENIESIM_FAILED
from blueprint.core.errors import ContractError, GateFailed, Refused
from blueprint.core.outcome import Status
from blueprint.workflows.genie_sim_import_pipeline import plain_event
from tests.workflows.geniesim_scripts import (
    EXPORT,
    IMPORT,
    NOW,
    POLLER,
    SCENE,
    asked,
    get,
    importing,
    job_record,
    put,
    ready,
    report,
    side_by_side,
    submitting,
    tick,
)

JOB = "local-7d0c"
FOLDER = f"episodes/geniesim_{JOB}"


@pytest.fixture
def finished(bench):
    """A finished job with good evidence; the import job does as it should."""
    put(bench, "geniesim/job.json", job_record(SCENE, JOB))
    put(bench, f"{FOLDER}/quality_gate_report.json", report())
    bench.runtime.answers["genie-sim-import-job"] = importing(bench)
    return bench


def record(bench):
    return get(bench, f"geniesim/idempotency/import/{JOB}.json")


def emitted(bench):
    """Events of our own, from the engine's own record of what it was asked to deliver."""
    return [step.given["event_id"] for run in bench.engine.runs(workflow=IMPORT) for step in bench.engine.show(run.run_id).steps if step.name.startswith("emit ")]


def test_an_import_by_hand(finished):
    outcome = finished.run(IMPORT, asked(job_id=JOB))
    assert outcome.status is Status.SUCCESS, outcome
    assert (outcome.details["episodes_imported"], outcome.details["pending"]) == (4, [])
    assert record(finished)["status"] == "completed"
    assert record(finished)["pending"] == []
    marker = finished.body(stages.GENIESIM_IMPORT_COMPLETE)
    assert (marker["scene_id"], marker["job_id"], marker["status"]) == (SCENE, JOB, "completed")
    assert get(finished, "geniesim/import_manifest.json")["job_id"] == JOB
    assert finished.body(stages.GENIESIM_COMPLETE) is None, "no export submitted this job"
    assert emitted(finished) == [f"{stages.DELIVERY_REQUESTED}:{SCENE}:{JOB}"]


def test_the_same_job_is_imported_once(finished):
    finished.run(IMPORT, asked(job_id=JOB))
    again = finished.run(IMPORT, asked("k2", job_id=JOB))
    assert (again.status, again.code) == (Status.SKIPPED, "already_imported")
    assert finished.runtime.names == ["genie-sim-import-job"]
    assert len(emitted(finished)) == 1


def test_w56_two_services_import_a_job_once(finished, tmp_path):
    outcomes, work = side_by_side(finished, tmp_path, JOB)
    assert outcomes == ["already_imported", "ok"]
    assert work == ["genie-sim-import-job"]


@pytest.mark.parametrize("body", [b"", b"{half", b"[]", b"\xff", {"job_id": ""}, {"job_id": JOB, "artifacts": {"episodes_prefix": 5}}])
def test_a_corrupt_job_record_is_named_and_nothing_is_touched(finished, body):
    put(finished, "geniesim/job.json", body)
    before = {info.name: info.generation for info in finished.store.list(f"scenes/{SCENE}/")}
    outcome = finished.run(IMPORT, asked(job_id=JOB))
    assert outcome.status is Status.FAILED
    assert "geniesim/job.json" in outcome.reason
    failed = {GENIESIM_FAILED.at(SCENE), f"{GENIESIM_FAILED.at(SCENE)}.summary"}
    assert {info.name: info.generation for info in finished.store.list(f"scenes/{SCENE}/") if info.name not in failed} == before
    assert finished.runtime.requests == []


EVIDENCE = {
    "report ok": ("report", report(), True), "report bad": ("report", report(False, 2), False),
    "report of another job": ("report", report(job_id="local-other"), False), "certificate ok": ("certificate", {"validation_passed": True}, True),
    "certificate testing": ("certificate", {"validation_passed": True, "recommended_use": "testing"}, False),
    "certificate failed": ("certificate", {"validation_passed": False, "recommended_use": "production_training"}, False), "none": ("", None, False),
}  # fmt: skip


@pytest.mark.parametrize(("path", "evidence"), itertools.product(["export", "poller", "manual"], EVIDENCE))
def test_w49_w50_the_gate_on_every_path_with_every_evidence(bench, path, evidence):
    kind, body, passes = EVIDENCE[evidence]
    job = JOB

    def leave(folder):
        bench.store.bucket.delete(f"scenes/{SCENE}/{folder}/quality_gate_report.json")
        if kind:
            name = {"report": "quality_gate_report.json", "certificate": "quality_certificate.json"}[kind]
            put(bench, f"{folder}/{name}", body)

    bench.runtime.answers["genie-sim-import-job"] = importing(bench)
    if path == "export":
        submit = submitting(bench)

        def submits(request):
            answer = submit(request)
            leave(f"episodes/geniesim_{answer['job_id']}")
            return answer

        bench.runtime.answers["genie-sim-submit-job"] = submits
        outcome = bench.run(EXPORT, ready(bench))
        job = get(bench, "geniesim/job.json")["job_id"]
    else:
        put(bench, "geniesim/job.json", job_record(SCENE, JOB))
        leave(FOLDER)
        if path == "poller":
            assert bench.run(POLLER, tick()).details["triggered"] == [SCENE]
            outcome = bench.engine.wait(bench.engine.runs(workflow=IMPORT)[0].run_id, 30)
        else:
            outcome = bench.run(IMPORT, asked(job_id=JOB))
    assert outcome.status is (Status.SUCCESS if passes else Status.FAILED), outcome
    assert (bench.body(stages.GENIESIM_IMPORT_COMPLETE) is not None) == passes
    if not passes:
        assert outcome.code == "quality_gate_failed"
        assert bench.body(GENIESIM_FAILED)["error"]["code"] == "quality_gate_failed"
        assert job in outcome.reason


def test_w49_the_scene_report_of_episode_generation_decides_where_the_job_has_none(finished):
    finished.store.bucket.delete(f"scenes/{SCENE}/{FOLDER}/quality_gate_report.json")
    put(finished, "episode-generation-job/quality_gate_report.json", report())
    assert finished.run(IMPORT, asked(job_id=JOB)).status is Status.SUCCESS


def test_w51_another_certificate_whose_name_ends_alike_decides_nothing(finished):
    finished.store.bucket.delete(f"scenes/{SCENE}/{FOLDER}/quality_gate_report.json")
    put(finished, f"{FOLDER}/old_quality_certificate.json", {"validation_passed": True})
    put(finished, "episodes/geniesim_other/quality_certificate.json", {"validation_passed": True})
    assert finished.run(IMPORT, asked(job_id=JOB)).code == "quality_gate_failed"


@pytest.mark.parametrize("body", [b"{broken", {"summary": {}}, {"scene_id": "another", "summary": {"can_proceed": True, "blocking_failures": 0}}])
def test_evidence_that_cannot_be_read_is_no_evidence(finished, body):
    put(finished, f"{FOLDER}/quality_gate_report.json", body)
    outcome = finished.run(IMPORT, asked(job_id=JOB))
    assert outcome.status is Status.FAILED
    assert "quality_gate_report.json" in outcome.reason


@pytest.mark.parametrize("prefix", [f"scenes/{SCENE}/{FOLDER}", f"scenes/{SCENE}/{FOLDER}/", "gs://BUCKET/" + f"scenes/{SCENE}/{FOLDER}"])
def test_w52_a_prefix_and_a_uri_are_one_place(finished, prefix):
    prefix = prefix.replace("BUCKET", finished.store.bucket.url.rpartition("/")[2])
    put(finished, "geniesim/job.json", job_record(SCENE, JOB, artifacts={"episodes_prefix": prefix}))
    assert finished.run(IMPORT, asked(job_id=JOB)).status is Status.SUCCESS
    assert finished.runtime.requests[0].inputs["local_episodes_prefix"] == f"scenes/{SCENE}/{FOLDER}"


@pytest.mark.parametrize("prefix", [f"gs://elsewhere/scenes/{SCENE}/{FOLDER}", "scenes/other/episodes/x", f"scenes/{SCENE}/usd", "../x", f"scenes/{SCENE}/episodes/.."])
def test_w52_a_place_elsewhere_is_an_error(finished, prefix):
    put(finished, "geniesim/job.json", job_record(SCENE, JOB, artifacts={"episodes_prefix": prefix}))
    outcome = finished.run(IMPORT, asked(job_id=JOB))
    assert outcome.status is Status.FAILED
    assert "episodes prefix" in outcome.reason


@pytest.mark.parametrize(("scene", "payload", "expected"), [
    (SCENE, {"job_id": JOB}, Status.SUCCESS),
    (SCENE, {"job_id": JOB, "scene_id": SCENE, "status": "completed"}, Status.SUCCESS),
    ("", {"job_id": JOB, "scene_id": SCENE}, Status.SUCCESS),
    ("", {"data": {"job_id": JOB, "scene_id": SCENE}}, Status.SUCCESS),
    (SCENE, {"data": {"job_id": JOB}}, Status.SUCCESS),
    (SCENE, {}, Status.SUCCESS),  # resolved from job.json
    ("", {"job_metadata_path": f"scenes/{SCENE}/geniesim/job.json"}, Status.SUCCESS),
    ("", {"job_id": JOB}, Status.FAILED),  # of which scene?
    ("", {"job_id": JOB, "scene_id": "unknown"}, Status.FAILED),
    (SCENE, {"job_id": "local-unknown"}, Status.FAILED),
    (SCENE, {"job_id": JOB, "scene_id": "another"}, Status.FAILED),
    (SCENE, {"job_id": JOB, "bucket": "another"}, Status.FAILED),
    (SCENE, {"job_id": JOB, "job_metadata_path": "scenes/another/geniesim/job.json"}, Status.FAILED),
    (SCENE, {"job_id": JOB, "nonsense": 1}, Status.FAILED),
    (SCENE, {"job_id": JOB, "status": "failed"}, Status.SKIPPED),
    (SCENE, {"data": {"job_id": JOB, "status": "running"}}, Status.SKIPPED),
])  # fmt: skip
def test_w53_the_payload_table(finished, scene, payload, expected):
    outcome = finished.run(IMPORT, asked(scene=scene, **payload))
    assert outcome.status is expected, outcome
    assert (record(finished) is not None) == (expected is Status.SUCCESS)


def test_w53_options_travel_inside_data(finished):
    payload = {"data": {"job_id": JOB, "scene_id": SCENE, "min_quality_score": "0.9", "trigger_training": "true", "filter_low_quality": "false"}}
    assert finished.run(IMPORT, asked(scene="", **payload)).status is Status.SUCCESS
    given = finished.runtime.requests[0].inputs
    assert (given["min_quality_score"], given["filter_low_quality"]) == (0.9, False)
    assert f"{stages.EPISODES_IMPORTED}:{SCENE}:{JOB}" in emitted(finished)


def test_plain_event_leaves_a_plain_one_alone():
    assert plain_event(asked(job_id=JOB)) is None


def test_w54_training_is_asked_for_once_however_often(finished):
    for key in "abc":
        finished.run(IMPORT, asked(key, job_id=JOB, trigger_training=True))
    assert emitted(finished).count(f"{stages.EPISODES_IMPORTED}:{SCENE}:{JOB}") == 1


def test_w54_training_may_be_asked_for_after_the_import(finished):
    finished.run(IMPORT, asked("a", job_id=JOB))
    finished.run(IMPORT, asked("b", job_id=JOB, trigger_training=True))
    assert emitted(finished).count(f"{stages.EPISODES_IMPORTED}:{SCENE}:{JOB}") == 1


def test_w54_a_delivery_that_fails_stays_pending_and_is_made_up(finished, monkeypatch):
    put(finished, f"automation/geniesim/open/{SCENE}.json", {"scene_id": SCENE, "job_id": JOB, "timestamp": NOW})
    deliver = type(finished.engine).emit
    broken = [True]

    def emit(self, event):
        if broken[0] and event.payload["type"] == stages.DELIVERY_REQUESTED:
            raise Refused("delivery", "the channel is closed")
        deliver(self, event)

    monkeypatch.setattr(type(finished.engine), "emit", emit)
    outcome = finished.run(IMPORT, asked(job_id=JOB))
    assert (outcome.status, outcome.details["pending"]) == (Status.SUCCESS, ["delivery_event", "close_job"])
    assert finished.body(DELIVERY_FAILED)["error"]["code"] == "dataset_delivery_trigger_failed"
    assert finished.body(stages.GENIESIM_IMPORT_COMPLETE)["job_id"] == JOB
    assert get(finished, f"automation/geniesim/open/{SCENE}.json")["pending"] is True
    broken[0] = False
    assert finished.run(POLLER, tick()).details["triggered"] == [SCENE]
    made_up = finished.engine.wait(finished.engine.runs(workflow=IMPORT)[0].run_id, 30)
    assert (made_up.status, made_up.details["resumed"], made_up.details["pending"]) == (Status.SUCCESS, True, [])
    assert finished.body(DELIVERY_FAILED) is None
    assert record(finished)["pending"] == []
    assert get(finished, f"automation/geniesim/open/{SCENE}.json") is None
    assert finished.runtime.names == ["genie-sim-import-job"]


@pytest.mark.parametrize("fields", [{"passed": 0}, {"status": "partial"}, {"success": False}, {"import_status": "failed"}])
def test_w55_nothing_or_half_of_it_is_no_import(finished, fields):
    finished.runtime.answers["genie-sim-import-job"] = importing(finished, **fields)
    outcome = finished.run(IMPORT, asked(job_id=JOB))
    assert outcome.status is Status.FAILED
    assert outcome.code == ("nothing_imported" if "passed" in fields else "import_incomplete")
    assert finished.body(stages.GENIESIM_IMPORT_COMPLETE) is None
    assert record(finished) is None


@pytest.mark.parametrize("fields", [{"job_id": "local-other"}, {"scene_id": "other"}])
def test_w55_a_manifest_of_another_job_or_scene_is_refused(finished, fields):
    finished.runtime.answers["genie-sim-import-job"] = importing(finished, **fields)
    outcome = finished.run(IMPORT, asked(job_id=JOB))
    assert outcome.status is Status.FAILED
    assert next(iter(fields)) in outcome.reason


def test_w58_a_record_of_another_scene_is_refused(finished):
    put(finished, "geniesim/job.json", job_record("other", JOB))
    outcome = finished.run(IMPORT, asked(job_id=JOB))
    assert outcome.status is Status.FAILED
    assert "scene_id" in outcome.reason
    assert finished.runtime.requests == []


def test_w32_a_failed_import_deletes_nothing(finished):
    put(finished, f"{FOLDER}/recordings/e.json", {})
    finished.runtime.answers["genie-sim-import-job"] = GateFailed("import", ["no"])
    assert finished.run(IMPORT, asked(job_id=JOB)).status is Status.FAILED
    assert get(finished, f"{FOLDER}/recordings/e.json") == {}
    assert get(finished, "geniesim/.circuit_breaker.json")["last_failure_reason"] == "geniesim_import_failed"


def test_w35_a_success_of_the_import_resets_what_the_export_counted(finished):
    put(finished, "geniesim/.circuit_breaker.json", {"scene_id": SCENE, "failure_count": 2, "status": "closed"})
    finished.run(IMPORT, asked(job_id=JOB))
    assert get(finished, "geniesim/.circuit_breaker.json")["failure_count"] == 0


def test_an_open_breaker_pauses_the_import(finished):
    from datetime import UTC, datetime

    put(finished, "geniesim/.circuit_breaker.json", {"scene_id": SCENE, "failure_count": 3, "status": "open", "opened_at": datetime.now(UTC).isoformat()})
    outcome = finished.run(IMPORT, asked(job_id=JOB))
    assert (outcome.status, outcome.code) == (Status.PAUSED, "circuit_breaker_open")
    assert finished.runtime.requests == []


def test_the_request_says_which_field_is_missing():
    with pytest.raises(ContractError, match="scene_id"):
        plain_event(asked(scene="", job_id=JOB))
