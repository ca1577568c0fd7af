"""variation-assets-pipeline on the real engine; each weak spot of orchestration-b.md §6 that it can have is a test with its number."""

from __future__ import annotations

import hashlib
import itertools
import json
import threading
from pathlib import Path

import pytest

from blueprint.contracts import isaac_lab, stages, variations
from blueprint.contracts.markers import FailureContent, MarkerContent
from blueprint.core.errors import GateFailed
from blueprint.core.outcome import Status
from blueprint.events.router import Router
from blueprint.workflows import registry, triggers
from tests.workflows.scripted import listed, plan, report

PIPELINE = "variation-assets-pipeline"
ALL = ["variation-gen-job", "simready-job:variation", "isaac-lab-job:refresh"]
NO = GateFailed("gate", ["said no"])


def start(bench, baseline=True, **payload):
    if baseline and bench.store.exists(stages.ISAAC_LAB_COMPLETE, "loft_9") is None:
        bench.store.upload(stages.ISAAC_LAB_COMPLETE, marker().model_dump_json().encode(), "loft_9")
    bench.store.upload(stages.REPLICATOR_COMPLETE, b"{}", "loft_9")
    return bench.run(PIPELINE, bench.event(stages.REPLICATOR_COMPLETE, "loft_9", **payload))


def marker():
    return MarkerContent(scene_id="loft_9", timestamp="2026-11-24T00:00:00Z", workflow="usd-assembly-pipeline", run_id="r", driver="", code_version="1")


def test_the_three_jobs_run_in_order_and_the_marker_says_what_came_of_them(bench):
    outcome = start(bench)
    assert outcome.status is Status.SUCCESS, outcome
    assert bench.runtime.names == ALL
    done = bench.body(stages.VARIATION_COMPLETE)
    assert (done["assets"], done["variations"], done["simready"], done["isaac_refresh"], done["partial"]) == (2, 5, "SUCCEEDED", "SUCCEEDED", False)
    assert bench.body(variations.VARIATION_FAILED) is None
    assert bench.locks() == []


def test_the_jobs_are_given_what_the_contract_says(bench):
    start(bench, num_variations=2, variation_seed=7, max_assets=9, priority_filter="required")
    generated, ready, refreshed = bench.runtime.requests
    prefix = "scenes/loft_9/variation_assets"
    assert generated.inputs["variation_assets_prefix"] == ready.inputs["assets_prefix"] == refreshed.inputs["variation_assets_prefix"] == prefix
    assert generated.inputs["progress_marker_path"] == ready.inputs["progress_marker_path"] == f"{prefix}/.progress.json"
    assert (generated.inputs["num_variations"], generated.inputs["seed"], generated.inputs["max_assets"]) == (2, 7, 9)
    assert generated.inputs["priority_filter"] == "required"
    assert ready.inputs["scene_id"] == "loft_9_variation"
    assert (ready.inputs["physics_mode"], refreshed.inputs["isaac_refresh_only"]) == ("deterministic", True)
    assert refreshed.inputs["usd_prefix"] == "scenes/loft_9/usd"


def test_ws09_the_stages_time_limits_reach_the_jobs(bench):
    start(bench, variation_gen_timeout_seconds=11, simready_timeout_seconds="12", isaac_lab_timeout_seconds=13)
    assert [request.resources.timeout_s for request in bench.runtime.requests] == [11, 12, 13]


def test_ws40_the_marker_is_written_once_and_last(bench):
    seen = []

    def look(request):
        seen.append(bench.body(stages.VARIATION_COMPLETE))
        if request.job == "variation-gen-job":
            bench.store.write(variations.LISTED_ASSETS, listed("loft_9"), "loft_9")
        elif request.job == "isaac-lab-job":
            bench.store.write(isaac_lab.SPAWN_PLAN_REFRESH, plan("loft_9"), "loft_9")
        return {}

    bench.runtime.answers = dict.fromkeys(ALL, look)
    assert start(bench).status is Status.SUCCESS
    assert seen == [None, None, None]
    first = bench.store.exists(stages.VARIATION_COMPLETE, "loft_9")
    bench.run(PIPELINE, bench.event(stages.REPLICATOR_COMPLETE, "loft_9"))
    assert bench.store.exists(stages.VARIATION_COMPLETE, "loft_9") == first


def test_ws30_every_marker_is_json_of_one_schema(bench):
    start(bench)
    for file in (stages.VARIATION_COMPLETE, isaac_lab.ISAAC_LAB_REFRESH_COMPLETE):
        MarkerContent.model_validate(bench.body(file))
    assert bench.body(isaac_lab.ISAAC_LAB_REFRESH_COMPLETE)["mode"] == "refresh_only"


@pytest.mark.parametrize(("baseline", "required", "refresh"), itertools.product([True, False], [True, False], ["ok", "fails", "off", "simready"]))
def test_ws39_the_isaac_guarantee_fires_when_and_only_when_it_must(bench, baseline, required, refresh):
    failing = {"fails": "isaac-lab-job:refresh", "simready": "simready-job:variation"}
    bench.runtime.answers = {failing[refresh]: NO} if refresh in failing else {}
    outcome = start(bench, baseline, require_isaac=required, enable_stage3_isaac_refresh=refresh != "off")
    if required and not baseline and refresh != "ok":
        assert (outcome.status, outcome.code) == (Status.FAILED, "required_isaac_missing")
        assert bench.body(variations.VARIATION_FAILED)["error"]["code"] == "required_isaac_missing"
        assert bench.body(stages.VARIATION_COMPLETE) is None
    else:
        assert outcome.status is Status.SUCCESS
        assert bench.body(stages.VARIATION_COMPLETE)["partial"] is (refresh in failing)
        assert bench.body(variations.VARIATION_FAILED) is None
    assert (bench.body(isaac_lab.ISAAC_LAB_REFRESH_COMPLETE) is not None) is (refresh == "ok")


def test_a_refresh_without_its_plan_is_no_success(bench):
    bench.runtime.answers["isaac-lab-job:refresh"] = lambda request: {}
    outcome = start(bench)
    assert (outcome.status, outcome.details["isaac_refresh"]) == (Status.SUCCESS, "FAILED")
    assert bench.body(isaac_lab.ISAAC_LAB_REFRESH_COMPLETE) is None


def test_failed_physics_is_named_and_marked_and_the_refresh_is_left_out(bench):
    bench.runtime.answers["simready-job:variation"] = GateFailed("qg-2-physics", ["mug_0: mass 900 kg"])
    outcome = start(bench)
    assert (outcome.status, outcome.details["simready"], outcome.details["isaac_refresh"]) == (Status.SUCCESS, "FAILED", "SKIPPED")
    assert "mug_0: mass 900 kg" in outcome.details["reasons"][0]
    assert "isaac-lab-job:refresh" not in bench.runtime.names
    failure = FailureContent.model_validate(bench.body(variations.VARIATION_SIMREADY_FAILED))
    assert "mug_0" in failure.error.message


@pytest.mark.parametrize("count", [0, None])
def test_no_assets_is_a_success_that_says_so(bench, count):
    def none(request):
        if count is not None:
            bench.store.write(variations.LISTED_ASSETS, listed("loft_9", 0), "loft_9")
        return {"assets": 0}

    bench.runtime.answers["variation-gen-job"] = none
    outcome = start(bench)
    assert (outcome.status, outcome.code, outcome.details["assets"]) == (Status.SUCCESS, "no_assets", 0)
    assert bench.runtime.names == ["variation-gen-job"]
    assert bench.body(stages.VARIATION_COMPLETE)["assets"] == 0
    assert bench.body(variations.VARIATION_PROGRESS)["report_missing"] is True


@pytest.mark.parametrize("file", [variations.LISTED_ASSETS, variations.GENERATION_REPORT])
def test_ws35_an_unreadable_output_is_no_absent_one(bench, file):
    def broken(request):
        bench.store.write(variations.LISTED_ASSETS, listed("loft_9"), "loft_9")
        bench.store.upload(file, b"{broken", "loft_9")
        return {}

    bench.runtime.answers["variation-gen-job"] = broken
    outcome = start(bench)
    assert outcome.status is Status.FAILED
    assert file.at("loft_9") in outcome.reason
    assert bench.body(stages.VARIATION_COMPLETE) is None


def test_ws35_an_unreadable_progress_marker_stops_the_stage_before_work(bench):
    bench.store.upload(variations.VARIATION_PROGRESS, b"{broken", "loft_9")
    outcome = start(bench)
    assert outcome.status is Status.FAILED
    assert ".progress.json" in outcome.reason
    assert bench.runtime.names == []


def test_ws35_an_unreadable_baseline_marker_is_no_missing_one(bench):
    bench.store.upload(stages.ISAAC_LAB_COMPLETE, b"{broken", "loft_9")
    outcome = start(bench, enable_stage3_isaac_refresh=False)
    assert outcome.status is Status.FAILED
    assert ".isaac_lab_complete" in outcome.reason


def test_the_progress_marker_holds_the_report_and_a_second_run_resumes(bench):
    assert start(bench).details["resumed"] is False
    body = bench.body(variations.VARIATION_PROGRESS)
    assert body["variation_gen"]["successful"] == report("loft_9").successful
    assert (body["scene_id"], body["report_missing"]) == ("loft_9", False)
    assert start(bench).details["resumed"] is True
    assert bench.runtime.requests[-3].inputs["resume_from_progress"] is True


@pytest.mark.parametrize("job", ["variation-gen-job", "simready-job:variation", "isaac-lab-job:refresh"])
def test_ws04_a_failure_deletes_nothing(bench, job):
    kept = {f"scenes/loft_9/{name}": b"older" for name in (
        "variation_assets/mug_1/mug_1.usda", "variation_assets/scenes/v01/scene.usda", "replicator/variation_assets/manifest.json", "assets/mug/mug.usda")}  # fmt: skip
    for name, content in kept.items():
        bench.store.bucket.put(name, content)
    bench.runtime.answers = {job: NO}
    start(bench)
    assert {name: bench.store.bucket.get(name)[0] for name in kept} == kept


def test_ws20_a_failed_generation_leaves_one_marker_with_the_jobs_own_cause(bench):
    bench.runtime.answers["variation-gen-job"] = GateFailed("variations", ["0 of 5 passed", "seed 3: lift: mug_1"])
    outcome = start(bench)
    assert (outcome.status, outcome.code) == (Status.FAILED, "gate_failed")
    failure = FailureContent.model_validate(bench.body(variations.VARIATION_FAILED))
    assert "seed 3: lift: mug_1" in failure.error.message
    assert failure.job_name == "variation-gen-job"
    assert [info.name for info in bench.store.list("scenes/loft_9/") if info.name.endswith(".failed")] == ["scenes/loft_9/variation_assets/.failed"]
    assert bench.locks() == []


def test_ws14_a_redelivered_event_does_nothing_again(bench):
    start(bench)
    again = bench.run(PIPELINE, bench.event(stages.REPLICATOR_COMPLETE, "loft_9"))
    assert bench.runtime.names == ALL
    assert again.status is Status.SUCCESS
    by_hand = bench.event(stages.REPLICATOR_COMPLETE, "loft_9").model_copy(update={"id": "by hand", "type": "manual"})
    outcome = bench.run(PIPELINE, by_hand)
    assert (outcome.status, outcome.code) == (Status.SKIPPED, "already_complete")
    assert bench.runtime.names == ALL


def test_ws05_a_success_takes_the_older_failure_away(bench):
    bench.runtime.answers["variation-gen-job"] = NO
    start(bench)
    bench.runtime.answers = {}
    start(bench)
    assert bench.body(variations.VARIATION_FAILED) is None
    assert bench.body(stages.VARIATION_COMPLETE)["status"] == "completed"


@pytest.mark.parametrize("value", [True, "true", "TRUE", 1, "yes", "on"])
def test_ws15_a_flag_is_a_flag_however_it_is_written(bench, value):
    bench.runtime.answers["isaac-lab-job:refresh"] = NO
    assert start(bench, baseline=False, require_isaac=value).status is Status.FAILED


@pytest.mark.parametrize("value", [False, "false", "no", 0])
def test_ws15_and_so_is_its_opposite(bench, value):
    start(bench, enable_stage3_isaac_refresh=value)
    assert bench.runtime.names == ALL[:2]


def test_ws15_anything_else_is_refused_before_work(bench):
    outcome = start(bench, num_variations="many")
    assert outcome.status is Status.FAILED
    assert "num_variations" in outcome.reason
    assert bench.runtime.names == []


def test_it_is_registered_with_the_trigger_of_its_row():
    assert registry.find(PIPELINE).on == triggers.row(PIPELINE).on


def test_ws34_only_the_scenes_own_marker_starts_it(bench):
    started = []
    router = Router(bench.store, [(PIPELINE, trigger) for trigger in registry.find(PIPELINE).on], lambda workflow, event: started.append(event.scene_id))
    for name in ("scenes/a/b/replicator/.replicator_complete", "scenes/x/quarantine/replicator/.replicator_complete", "scenes/replicator/.replicator_complete",
                 "scenes/../replicator/.replicator_complete", "scenes/ok/replicator/.replicator_complete"):  # fmt: skip
        if ".." not in name:
            bench.store.bucket.put(name, b"{}")
        router.finalized(name)
    assert started == ["ok"]


def test_ws23_the_stage_never_writes_what_starts_it(bench):
    before = start(bench)
    trigger = bench.store.exists(stages.REPLICATOR_COMPLETE, "loft_9")
    assert before.status is Status.SUCCESS
    written = {info.name for info in bench.store.list("scenes/loft_9/")} - {stages.REPLICATOR_COMPLETE.at("loft_9")}
    assert not [name for name in written if "/replicator/" in name]
    assert bench.store.exists(stages.REPLICATOR_COMPLETE, "loft_9") == trigger


def test_ws13_no_lock_is_left_whatever_fails(bench):
    for job in (*ALL, ""):
        bench.runtime.answers = {job: NO} if job else {}
        start(bench)
        assert bench.locks() == []


def test_ws14_deliveries_side_by_side_are_one_stage(bench):
    bench.store.upload(stages.ISAAC_LAB_COMPLETE, marker().model_dump_json().encode(), "loft_9")
    bench.store.upload(stages.REPLICATOR_COMPLETE, b"{}", "loft_9")
    event = bench.event(stages.REPLICATOR_COMPLETE, "loft_9")
    ended = []
    threads = [threading.Thread(target=lambda k=k: ended.append(bench.run(PIPELINE, event.model_copy(update={"id": f"delivery {k}"})))) for k in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome.code for outcome in ended) == ["", "already_complete", "already_complete"]
    assert bench.runtime.names == ALL


@pytest.mark.parametrize("job", ["variation-gen-job", "simready-job:variation", "isaac-lab-job:refresh"])
def test_ws24_no_completion_marker_unless_the_stage_succeeded(bench, job):
    """What is not required is named in the marker; what is leaves none."""
    bench.runtime.answers = {job: NO}
    outcome = start(bench, baseline=False)
    assert outcome.status is Status.FAILED
    assert bench.body(stages.VARIATION_COMPLETE) is None
    assert bench.body(variations.VARIATION_FAILED) is not None


def test_ws43_each_end_has_a_reason_of_its_own(bench):
    start(bench)
    by_hand = bench.event(stages.REPLICATOR_COMPLETE, "loft_9").model_copy(update={"id": "by hand", "type": "manual"})
    assert bench.run(PIPELINE, by_hand).code == "already_complete"
    bench.runtime.answers["variation-gen-job"] = lambda request: {"assets": 0}
    assert start(bench).code in ("", "no_assets")
    bench.runtime.answers = {"variation-gen-job": NO}
    assert start(bench).code == "gate_failed"
    bench.store.bucket.delete(stages.ISAAC_LAB_COMPLETE.at("loft_9"))
    bench.runtime.answers = {"isaac-lab-job:refresh": NO}
    assert start(bench, baseline=False).code == "required_isaac_missing"


def announcing(bench, content=b'{"variations": []}'):
    """variation-gen-job as it is: its documents stand, and it says so."""
    name = variations.VARIATION_INDEX.at("loft_9")

    def made(request):
        bench.store.write(variations.LISTED_ASSETS, listed("loft_9"), "loft_9")
        bench.store.bucket.put(name, content)
        return {"outputs": [{"name": name.removeprefix("scenes/loft_9/"), "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}]}

    bench.runtime.answers["variation-gen-job"] = made
    return name


@pytest.mark.parametrize(("found", "said"), [(None, "is not there"), (b"{", "1 bytes instead of"), (b'{"variations": {}}', "other bytes")])
def test_ws47_the_next_stage_refuses_what_is_not_as_announced(bench, found, said):
    name = announcing(bench)
    assert start(bench).status is Status.SUCCESS
    assert [output["name"] for output in bench.body(stages.VARIATION_COMPLETE)["outputs"]] == ["variation_assets/variations.json"]
    jobs = len(bench.runtime.requests)
    bench.store.bucket.delete(name)
    if found is not None:
        bench.store.bucket.put(name, found)
    outcome = bench.run("genie-sim-export-pipeline", bench.event(stages.VARIATION_COMPLETE, "loft_9"))
    assert (outcome.status, outcome.code) == (Status.FAILED, "incomplete_input")
    assert name in outcome.reason
    assert said in outcome.reason
    assert len(bench.runtime.requests) == jobs


@pytest.mark.parametrize("scene_id", ["assets", "kitchen_001", "LOFT", "variation", "x.y-z", "s_variation"])
def test_ws37_ids_of_any_shape_come_through(bench, scene_id):
    bench.store.upload(stages.ISAAC_LAB_COMPLETE, marker().model_dump_json().encode(), scene_id)
    bench.store.upload(stages.REPLICATOR_COMPLETE, b"{}", scene_id)
    assert bench.run(PIPELINE, bench.event(stages.REPLICATOR_COMPLETE, scene_id)).status is Status.SUCCESS
    assert bench.runtime.requests[1].inputs["assets_prefix"] == f"scenes/{scene_id}/variation_assets"
    assert {info.name.split("/")[1] for info in bench.store.list("scenes/")} == {scene_id}


def test_ws27_every_job_that_was_begun_is_ended_in_the_log_and_so_is_the_stage(bench):
    lines = []
    object.__setattr__(bench.engine.services, "emit_log", lines.append)
    start(bench)
    bench.runtime.answers["variation-gen-job"] = NO
    start(bench)
    for metric, count in (("job_invocation", 4), ("pipeline_invocation", 2)):
        told = [line for line in lines if line.get("bp_metric") == metric]
        begun = sorted(line["invocation_id"] for line in told if line["event"] == "start")
        assert len(set(begun)) == count, metric
        assert sorted(line["invocation_id"] for line in told if line["event"] == "complete") == begun
    stage = [line for line in lines if line.get("bp_metric") == "pipeline_invocation"]
    assert [line["status"] for line in stage] == ["STARTED", "SUCCESS", "STARTED", "FAILED"]
    assert {line["timeout_seconds"] for line in stage} == {1800 + 3600 + 1800}


@pytest.mark.parametrize("given", [{"num_variations": -1}, {"num_variations": 101}, {"num_variations": 10**9}, {"num_variations": 2.5}, {"max_assets": -1}])
def test_numbers_beyond_their_range_are_refused_before_work(bench, given):
    outcome = start(bench, **given)
    assert (outcome.status, outcome.code) == (Status.FAILED, "contract_error")
    assert next(iter(given)) in outcome.reason
    assert bench.runtime.names == []
    assert json.loads(Path(bench.store.bucket.root / variations.VARIATION_FAILED.at("loft_9")).read_text())["error"]["code"] == "contract_error"


def test_none_wanted_is_asked_for_as_such(bench):
    assert start(bench, num_variations=0).status is Status.SUCCESS
    assert bench.runtime.requests[0].inputs["num_variations"] == 0
