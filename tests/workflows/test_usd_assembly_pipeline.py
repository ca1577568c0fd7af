"""usd-assembly-pipeline on the real engine; each weak spot of orchestration-b.md §6 that it can have is a test with its number."""

from __future__ import annotations

import itertools

import pytest

from blueprint.contracts import assets, stages
from blueprint.contracts.usd import USD_FAILED
from blueprint.core.errors import GateFailed
from blueprint.core.outcome import Status
from tests.workflows.scripted import manifest

PIPELINE = "usd-assembly-pipeline"
NO = GateFailed("gate", ["said no"])


def start(bench, moving=True, **payload):
    bench.store.write(assets.SCENE_MANIFEST, manifest("loft_9", moving), "loft_9")
    bench.store.upload(stages.REGEN3D_COMPLETE, b"{}", "loft_9")
    return bench.run(PIPELINE, bench.event(stages.REGEN3D_COMPLETE, "loft_9", **payload))


def test_ws17_the_markers_have_a_producer(bench):
    assert start(bench).status is Status.SUCCESS
    for marker in (stages.USD_COMPLETE, stages.REPLICATOR_COMPLETE, stages.ISAAC_LAB_COMPLETE):
        assert bench.body(marker)["status"] == "completed"


def test_ws38_markers_are_released_at_the_end_of_the_stage(bench):
    seen = {}

    def look(request):
        seen[request.job] = bench.body(stages.REPLICATOR_COMPLETE), bench.body(stages.USD_COMPLETE)
        return {}

    bench.runtime.answers = {"isaac-lab-job": look, "replicator-job": look}
    start(bench)
    assert seen == {"replicator-job": (None, None), "isaac-lab-job": (None, None)}


@pytest.mark.parametrize(("beside", "inside"), [("simready-job", "usd-assembly-job:convert"), ("scene-preview-job", "replicator-job")])
def test_a_job_that_runs_beside_another_fails_the_stage_too(bench, beside, inside):
    bench.runtime.answers = {beside: NO}
    outcome = start(bench)
    assert (outcome.status, outcome.details["job"]) == (Status.FAILED, beside)
    bench.runtime.answers = {beside: NO, inside: GateFailed("gate", ["first"])}
    outcome = start(bench)
    assert (outcome.status, outcome.details["job"]) == (Status.FAILED, inside.partition(":")[0])
    assert bench.body(stages.USD_COMPLETE) is None


def test_a_marker_put_there_by_hand_drives_the_chain_without_a_driver(bench):
    start(bench)
    assert bench.body(stages.REPLICATOR_COMPLETE)["driver"] == ""


@pytest.mark.parametrize(("replicator", "isaac", "required"), itertools.product([True, False], [True, False], [True, False]))
def test_ws33_required_parts_fail_the_stage_and_optional_ones_are_named(bench, replicator, isaac, required):
    bench.runtime.answers = {name: NO for name, fails in (("replicator-job", not replicator), ("isaac-lab-job", not isaac)) if fails}
    outcome = start(bench, require_replicator=required, require_isaac=required)
    missing = [name for name, made in (("replicator", replicator), ("isaac_lab", isaac)) if not made]
    if missing and required:
        assert outcome.status is Status.FAILED
        assert bench.body(stages.USD_COMPLETE) is None
        assert bench.body(USD_FAILED) is not None
    else:
        assert outcome.status is Status.SUCCESS
        assert outcome.details["missing"] == missing
        assert (bench.body(stages.REPLICATOR_COMPLETE) is not None) == replicator
        assert (bench.body(stages.ISAAC_LAB_COMPLETE) is not None) == isaac


@pytest.mark.parametrize("value", [True, "true", "TRUE", 1, "yes", "on"])
def test_w12_ws15_a_flag_is_a_flag_however_it_is_written(bench, value):
    bench.runtime.answers = {"isaac-lab-job": NO}
    assert start(bench, require_isaac=value).status is Status.FAILED


@pytest.mark.parametrize("value", [False, "false", "False", 0, "no", "off"])
def test_w12_ws15_and_so_is_its_opposite(bench, value):
    bench.runtime.answers = {"isaac-lab-job": NO}
    assert start(bench, require_isaac=value).status is Status.SUCCESS


def test_ws15_anything_else_is_refused_before_work(bench):
    outcome = start(bench, require_isaac="perhaps")
    assert outcome.status is Status.FAILED
    assert "require_isaac" in outcome.reason
    assert bench.runtime.requests == []


def test_ws15_an_unknown_policy_is_refused(bench):
    outcome = start(bench, interactive_failure_policy="whatever")
    assert outcome.status is Status.FAILED
    assert "interactive_failure_policy" in outcome.reason


def marker(bench, status, failures=0):
    def write(request):
        value = assets.InteractiveSummary(scene_id="loft_9", status=status, required_count=1, required_failure_count=failures, required_failures=("cabinet",) * failures)
        bench.store.write(assets.INTERACTIVE_COMPLETE, value, "loft_9")
        return {"status": status, "required_failures": failures}

    return write


@pytest.mark.parametrize(
    ("policy", "answer", "expected"),
    [
        ("warn", NO, Status.SUCCESS),
        ("warn", ("failure", 1), Status.SUCCESS),
        ("strict", NO, Status.FAILED),
        ("strict", ("failure", 1), Status.FAILED),
        ("strict", ("partial", 1), Status.SUCCESS),
        ("hybrid_strict", NO, Status.FAILED),
        ("hybrid_strict", ("partial", 1), Status.FAILED),
        ("hybrid_strict", ("success", 0), Status.SUCCESS),
    ],
)
def test_ws22_the_interactive_policies(bench, policy, answer, expected):
    bench.runtime.answers = {"interactive-job": answer if answer is NO else marker(bench, *answer)}
    assert start(bench, interactive_failure_policy=policy).status is expected


def test_interactive_runs_only_when_something_must_move(bench):
    start(bench, moving=False)
    assert "interactive-job" not in bench.runtime.names


def test_interactive_can_be_forced(bench):
    bench.runtime.answers = {"interactive-job": marker(bench, "success")}
    start(bench, moving=False, interactive_force_run="true")
    assert "interactive-job" in bench.runtime.names


def test_ws35_an_unreadable_manifest_is_no_empty_one(bench):
    bench.store.upload(assets.SCENE_MANIFEST, b"{broken", "loft_9")
    bench.store.upload(stages.REGEN3D_COMPLETE, b"{}", "loft_9")
    outcome = bench.run(PIPELINE, bench.event(stages.REGEN3D_COMPLETE, "loft_9"))
    assert outcome.status is Status.FAILED
    assert "scene_manifest.json" in outcome.reason


def test_ws04_w32_a_failure_deletes_nothing(bench):
    kept = {"scenes/loft_9/usd/scene.usda": b"older", "scenes/loft_9/assets/mug/mug.usda": b"input", "scenes/loft_9/replicator/x.json": b"{}"}
    for name, content in kept.items():
        bench.store.bucket.put(name, content)
    bench.runtime.answers = {"usd-assembly-job:assemble": NO}
    assert start(bench).status is Status.FAILED
    assert {name: bench.store.bucket.get(name)[0] for name in kept} == kept


def test_ws06_the_failure_marker_carries_the_jobs_own_cause(bench):
    bench.runtime.answers = {"usd-assembly-job:assemble": GateFailed("certificate", ["mug_1: STB 0.98 < 0.995"])}
    start(bench)
    failure = bench.body(USD_FAILED)
    assert failure["error"]["code"] == "gate_failed"
    assert "mug_1: STB 0.98" in failure["error"]["message"]
    assert failure["job_name"] == "usd-assembly-job"
    assert failure["debugging"]["logs_url"] == "/log"


def test_ws14_a_second_delivery_after_the_end_repeats_nothing(bench):
    start(bench)
    before = list(bench.runtime.names)
    again = bench.run(PIPELINE, bench.event(stages.REGEN3D_COMPLETE, "loft_9"))
    assert again.status is Status.SUCCESS
    assert bench.runtime.names == before


def test_ws14_another_event_for_an_answered_generation_is_skipped(bench):
    start(bench)
    event = bench.event(stages.REGEN3D_COMPLETE, "loft_9").model_copy(update={"id": "by-hand"})
    outcome = bench.run(PIPELINE, event)
    assert (outcome.status, outcome.code) == (Status.SKIPPED, "already_complete")


def test_ws13_no_lock_is_left(bench):
    start(bench)
    bench.runtime.answers = {"simready-job": NO}
    bench.store.upload(stages.REGEN3D_COMPLETE, b'{"again": 1}', "loft_9")
    bench.run(PIPELINE, bench.event(stages.REGEN3D_COMPLETE, "loft_9"))
    assert bench.locks() == []
