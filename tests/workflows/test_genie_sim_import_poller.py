"""genie-sim-import-poller on the real engine; W-30, W-56 to W-58 of orchestration-a.md §15.5."""

from __future__ import annotations

import threading

import pytest

from blueprint.contracts import stages
from blueprint.core.outcome import Status
from tests.workflows.geniesim_scripts import IMPORT, NOW, POLLER, SCENE, get, importing, job_record, put, report, tick


def open_job(bench, scene, job="local-1", indexed=True, **fields):
    put(bench, f"scenes/{scene}/geniesim/job.json", job_record(scene, job, **fields))
    put(bench, f"scenes/{scene}/episodes/geniesim_{job}/quality_gate_report.json", report())
    if indexed:
        put(bench, f"automation/geniesim/open/{scene}.json", {"scene_id": scene, "job_id": job, "timestamp": NOW})


def imports(bench):
    return [bench.engine.wait(run.run_id, 30) for run in bench.engine.runs(workflow=IMPORT)]


def poll(bench, key="poll@1", **payload):
    outcome = bench.run(POLLER, tick(key, **payload))
    assert outcome.status is Status.SUCCESS, outcome
    return outcome.details


@pytest.fixture
def polled(bench):
    bench.runtime.answers["genie-sim-import-job"] = importing(bench)
    return bench


def test_each_open_job_is_imported_and_leaves_the_index(polled):
    for scene in ("a", "b"):
        open_job(polled, scene)
    assert poll(polled)["triggered"] == ["a", "b"]
    assert [outcome.status for outcome in imports(polled)] == [Status.SUCCESS] * 2
    assert [info.name for info in polled.store.list("automation/geniesim/open/")] == []
    assert poll(polled, "poll@2")["triggered"] == []


def test_jobs_of_other_programs_are_found_by_the_slow_walk(polled):
    for number in range(5):
        open_job(polled, f"s{number}", indexed=False)
    seen = [poll(polled, f"poll@{number}", walk=2)["triggered"] for number in range(3)]
    assert seen == [["s0", "s1"], ["s2", "s3"], ["s4"]]
    assert get(polled, "automation/geniesim/reconcile.json")["after"] == ""
    assert all(outcome.status is Status.SUCCESS for outcome in imports(polled))


def test_w56_a_job_in_flight_is_not_started_again(polled):
    open_job(polled, SCENE)
    go = threading.Event()
    answer = importing(polled)

    def slow(request):
        go.wait(10)
        return answer(request)

    polled.runtime.answers["genie-sim-import-job"] = slow
    assert poll(polled)["triggered"] == [SCENE]
    again = poll(polled, "poll@2")
    go.set()
    assert (again["triggered"], again["open"]) == ([], 1)
    assert len(imports(polled)) == 1


def test_w56_a_failed_import_is_tried_again_later_and_later(polled):
    open_job(polled, SCENE)
    put(polled, f"scenes/{SCENE}/geniesim/.geniesim_import_triggered", {
        "scene_id": SCENE, "job_id": "local-1", "run_id": "earlier", "timestamp": NOW, "attempts": 3, "not_before": "2020-01-01T00:00:00Z"})  # fmt: skip
    assert poll(polled)["triggered"] == [SCENE]
    asked = get(polled, f"scenes/{SCENE}/geniesim/.geniesim_import_triggered")
    assert asked["attempts"] == 4
    assert asked["not_before"] > asked["timestamp"]


def test_w30_markers_of_an_older_job_do_not_hide_a_new_one(polled):
    open_job(polled, SCENE, "local-new")
    put(polled, f"scenes/{SCENE}/geniesim/.geniesim_import_complete", {"scene_id": SCENE, "job_id": "local-old", "status": "completed"})
    put(polled, f"scenes/{SCENE}/geniesim/.geniesim_import_triggered", {
        "scene_id": SCENE, "job_id": "local-old", "run_id": "r", "timestamp": NOW, "not_before": "2099-01-01T00:00:00Z"})  # fmt: skip
    assert poll(polled)["triggered"] == [SCENE]
    assert imports(polled)[0].details["job_id"] == "local-new"


@pytest.mark.parametrize("body", [b"", b"{half", b"[]", b"\xff", b'{"status": "completed"}', b'{"job_id": "", "status": "completed"}', b'{"job_id": 5}'])
def test_w57_a_bad_record_is_told_and_spoils_no_others(polled, body):
    put(polled, "scenes/bad/geniesim/job.json", body)
    open_job(polled, "zgood")
    found = poll(polled)
    assert found["triggered"] == ["zgood"]
    assert set(found["failed"]) == {"bad"}


def test_w57_bad_markers_and_index_entries_are_mended(polled):
    open_job(polled, SCENE)
    for name in (f"automation/geniesim/open/{SCENE}.json", "automation/geniesim/reconcile.json", "automation/geniesim/open/not a scene.json"):
        put(polled, name, b"{broken")
    put(polled, f"scenes/{SCENE}/geniesim/.geniesim_import_triggered", b"")
    assert poll(polled)["triggered"] == [SCENE]
    assert imports(polled)[0].status is Status.SUCCESS


def test_w58_the_paths_scene_is_the_records(polled):
    put(polled, "scenes/a/geniesim/job.json", job_record("b", "local-1"))
    found = poll(polled)
    assert (found["triggered"], set(found["failed"])) == ([], {"a"})
    assert "scene_id" in found["failed"]["a"]


@pytest.mark.parametrize("name", ["scenes/a/x/geniesim/job.json", "scenes/a/geniesim/job_json", "scenes/a/geniesim/jobXjson", "scenes/geniesim/job.json"])
def test_w58_nested_and_odd_names_are_not_records(polled, name):
    put(polled, name, job_record("a", "local-1"))
    assert poll(polled)["triggered"] == []


@pytest.mark.parametrize("status", ["submitted", "running", ""])
def test_what_is_not_finished_waits_in_the_index(polled, status):
    open_job(polled, SCENE, status=status, indexed=False)
    assert poll(polled)["triggered"] == []
    assert get(polled, f"automation/geniesim/open/{SCENE}.json")["job_id"] == "local-1"


def test_what_failed_leaves_the_index(polled):
    open_job(polled, SCENE, status="failed")
    poll(polled)
    assert [(outcome.status, outcome.code) for outcome in imports(polled)] == [(Status.SKIPPED, "job_not_completed")]
    assert get(polled, f"scenes/{SCENE}/geniesim/.failed") is None, "no export waits for this job"
    assert get(polled, f"automation/geniesim/open/{SCENE}.json") is None


def test_what_is_closed_and_not_indexed_costs_no_step(polled):
    """A poll walks past a hundred scenes, nearly all of them imported long ago."""
    for number in range(5):
        open_job(polled, f"s{number}", indexed=False)
        put(polled, f"scenes/s{number}/geniesim/.geniesim_import_complete", {"scene_id": f"s{number}", "job_id": "local-1", "status": "completed"})
    assert poll(polled)["walked"] == 5
    steps = [step.name for step in polled.engine.show(polled.engine.runs(workflow=POLLER)[0].run_id).steps]
    assert not [name for name in steps if name.startswith("update")]


def test_an_entry_without_a_record_leaves_the_index(polled):
    put(polled, "automation/geniesim/open/gone.json", {"scene_id": "gone", "job_id": "local-1", "timestamp": NOW})
    poll(polled)
    assert get(polled, "automation/geniesim/open/gone.json") is None


def test_the_event_is_the_documented_one(polled):
    open_job(polled, SCENE)
    poll(polled)
    event = polled.engine.runs(workflow=IMPORT)[0].event
    assert event.payload["type"] == stages.GENIESIM_JOB_COMPLETED
    assert {key: event.payload[key] for key in ("job_id", "scene_id", "status")} == {"job_id": "local-1", "scene_id": SCENE, "status": "completed"}
