"""source-orchestrator on the real engine; each weak spot of orchestration-a.md §15 that it can have is a test with its number."""

from __future__ import annotations

import json

import pytest

from blueprint.contracts import prompts, stages
from blueprint.core.errors import GateFailed
from blueprint.core.outcome import Status
from tests.workflows.geniesim_scripts import exporting, importing, submitting

ORCHESTRATOR = "source-orchestrator"
ALL_JOBS = [
    "text-scene-gen-job", "text-scene-adapter-job", "simready-job", "usd-assembly-job:convert", "interactive-job", "usd-assembly-job:assemble",
    "scene-preview-job", "replicator-job", "isaac-lab-job", "variation-gen-job", "simready-job:variation", "isaac-lab-job:refresh",
    "genie-sim-export-job", "genie-sim-submit-job", "genie-sim-import-job", "arena-export-job",
]  # fmt: skip

WEIGHED = ("simready-job:variation", "isaac-lab-job:refresh")
"""Jobs whose failure does not end their stage."""


@pytest.fixture
def bench(bench):
    """Jobs that leave what the Genie Sim workflows read."""
    bench.usual = {
        "genie-sim-export-job": exporting(bench), "genie-sim-submit-job": submitting(bench), "genie-sim-import-job": importing(bench),
    }  # fmt: skip
    bench.runtime.answers |= bench.usual
    return bench


def test_a_request_goes_through_the_stages_there_are_and_is_complete(bench):
    event = bench.request()
    outcome = bench.run(ORCHESTRATOR, event)
    assert outcome.status is Status.SUCCESS, outcome
    assert bench.runtime.names == ALL_JOBS
    done = bench.body(stages.SOURCE_COMPLETE)
    assert done["status"] == "completed"
    assert done["source_type"] == "text"
    assert done["seed_count"] == done["completed_variants"] == 1
    assert done["input_generation"] == event.object.generation
    assert bench.body(stages.SOURCE_FAILED) is None
    assert bench.locks() == []


def test_all_stages_end_in_success_and_arena_is_named(bench):
    outcome = bench.run(ORCHESTRATOR, bench.request())
    assert outcome.details["stages"] == dict.fromkeys(("usd_assembly", "variation_assets", "geniesim_export", "arena_export"), "SUCCESS")
    assert bench.body(stages.SOURCE_COMPLETE)["arena_export"] == "SUCCESS"


def test_a_scene_without_genie_sim_has_its_episodes_the_other_way(bench):
    bench.store.bucket.put("scenes/loft_9/config.json", b'{"use_geniesim": false}')
    outcome = bench.run(ORCHESTRATOR, bench.request())
    assert outcome.status is Status.SUCCESS, outcome
    assert outcome.details["stages"] == {
        "usd_assembly": "SUCCESS", "variation_assets": "SUCCESS", "geniesim_export": "SKIPPED", "episode_generation": "SUCCESS", "arena_export": "SUCCESS",
    }  # fmt: skip
    assert [name for name in bench.runtime.names if "genie" in name] == []
    assert bench.runtime.names[-3:] == ["episode-generation-job", "quality-gate-job", "arena-export-job"]
    assert bench.body(stages.EPISODES_COMPLETE)["driver"] == bench.body(stages.SOURCE_COMPLETE)["run_id"]


def test_w03_and_when_they_fail_so_does_the_request(bench):
    bench.store.bucket.put("scenes/loft_9/config.json", b'{"use_geniesim": false}')
    bench.runtime.answers["quality-gate-job"] = GateFailed("quality gate", ["replay: mug-0000"])
    outcome = bench.run(ORCHESTRATOR, bench.request())
    assert (outcome.status, outcome.code, outcome.details["failed_stage"]) == (Status.FAILED, "quality_gate_failed", "episode_generation")
    assert "arena-export-job" not in bench.runtime.names


@pytest.mark.parametrize(("through", "last"), [("scene", "isaac-lab-job"), ("variations", "isaac-lab-job:refresh"), ("data", "genie-sim-import-job")])
def test_through_says_where_to_stop(bench, through, last):
    event = bench.request().model_copy(update={"payload": {"through": through}})
    assert bench.run(ORCHESTRATOR, event).status is Status.SUCCESS
    assert bench.runtime.names == ALL_JOBS[: ALL_JOBS.index(last) + 1]


def test_what_a_person_asks_reaches_the_later_stages(bench):
    asked = {"max_tasks": 3, "episodes_per_task": 2, "num_variations": 1, "robot_type": "ur10"}
    assert bench.run(ORCHESTRATOR, bench.request().model_copy(update={"payload": asked})).status is Status.SUCCESS
    given = {request.job: request.inputs for request in bench.runtime.requests}
    assert given["variation-gen-job"]["num_variations"] == 1
    assert (given["genie-sim-submit-job"]["episodes_per_task"], given["genie-sim-submit-job"]["robot_type"]) == (2, "ur10")
    assert given["genie-sim-export-job"]["max_tasks"] == 3


@pytest.mark.parametrize(("required", "status"), [(True, Status.FAILED), (False, Status.SUCCESS)])
def test_arena_export_required_is_obeyed(bench, required, status):
    bench.runtime.answers["arena-export-job"] = GateFailed("arena", ["nothing to export"])
    event = bench.request().model_copy(update={"payload": {"arena_export_required": required}})
    outcome = bench.run(ORCHESTRATOR, event)
    assert outcome.status is status
    assert outcome.details["stages"]["arena_export"] == "FAILED"
    assert (bench.body(stages.SOURCE_COMPLETE) is None) is required


def test_w06_the_same_generation_twice_is_one_run(bench):
    event = bench.request()
    first = bench.run(ORCHESTRATOR, event)
    again = bench.run(ORCHESTRATOR, event)
    assert first == again
    assert bench.runtime.names == ALL_JOBS


def test_w06_a_new_generation_runs_again(bench):
    bench.run(ORCHESTRATOR, bench.request())
    outcome = bench.run(ORCHESTRATOR, bench.request(prompt="a large office"))
    assert outcome.status is Status.SUCCESS
    export = ALL_JOBS.index("genie-sim-export-job") + 1
    assert bench.runtime.names[len(ALL_JOBS) :][:export] == ALL_JOBS[:export]


def test_w08_an_overwritten_request_is_superseded(bench):
    old = bench.request()
    new = bench.request(prompt="a large office")
    assert bench.run(ORCHESTRATOR, old).status is Status.SKIPPED
    assert bench.run(ORCHESTRATOR, new).status is Status.SUCCESS


def test_w02_w03_a_failed_stage_fails_the_request_and_is_named(bench):
    bench.runtime.answers["usd-assembly-job:assemble"] = GateFailed("certificate", ["mug_1: penetration 3 mm"])
    outcome = bench.run(ORCHESTRATOR, bench.request())
    assert outcome.status is Status.FAILED
    assert "mug_1: penetration 3 mm" in outcome.reason
    assert outcome.details["failed_stage"] == "usd_assembly"
    failure = bench.body(stages.SOURCE_FAILED)
    assert failure["status"] == "failed"
    assert "mug_1" in failure["error"]["message"]
    assert bench.body(stages.SOURCE_COMPLETE) is None
    assert "replicator-job" not in bench.runtime.names


def test_w05_ws48_whatever_fails_leaves_one_marker_and_no_lock(bench):
    for number, job in enumerate(job for job in ALL_JOBS if job not in WEIGHED):
        scene = f"loft_{number}"
        bench.runtime.answers = bench.usual | {job: GateFailed("gate", [f"{job} said no"])}
        outcome = bench.run(ORCHESTRATOR, bench.request(scene))
        assert outcome.status is Status.FAILED
        assert bench.body(stages.SOURCE_FAILED, scene)["error"]["code"] == "gate_failed"
        assert bench.body(stages.SOURCE_COMPLETE, scene) is None
    assert bench.locks() == []


def test_w10_ws05_a_later_failure_takes_the_older_completion_away_and_back(bench):
    bench.run(ORCHESTRATOR, bench.request())
    bench.runtime.answers["simready-job"] = GateFailed("qg-2-physics", ["mug_1: mass"])
    bench.run(ORCHESTRATOR, bench.request(prompt="a large office"))
    assert bench.body(stages.SOURCE_COMPLETE) is None
    assert bench.body(stages.SOURCE_FAILED) is not None
    del bench.runtime.answers["simready-job"]
    bench.run(ORCHESTRATOR, bench.request(prompt="a bathroom"))
    assert bench.body(stages.SOURCE_COMPLETE) is not None
    assert bench.body(stages.SOURCE_FAILED) is None


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b"{not json", ""),
        (b"[]", ""),
        (b'{"schema_version":"v2","scene_id":"loft_9","prompt":"x"}', "schema_version"),
        (b'{"schema_version":"v1","scene_id":"loft_8","prompt":"x"}', "scene_id"),
        (b'{"schema_version":"v1","scene_id":"loft_9","prompt":"x","surprise":1}', "surprise"),
        (b'{"schema_version":"v1","scene_id":"loft_9","prompt":"   "}', "prompt"),
        (b'{"schema_version":"v1","scene_id":"loft_9","prompt":7}', "prompt"),
        (b'{"schema_version":"v1","scene_id":"loft_9","prompt":"x","seed_count":0}', "seed_count"),
        (b'{"schema_version":"v1","scene_id":"loft_9","prompt":"x","seed_count":17}', "seed_count"),
        (b'{"schema_version":"v1","scene_id":"loft_9","prompt":"x","seed_count":2.7}', "seed_count"),
        (b'{"schema_version":"v1","scene_id":"loft_9","prompt":"x","seed_count":true}', "seed_count"),
        (b'{"schema_version":"v1","scene_id":"loft_9","prompt":"x","quality_tier":"gold"}', "quality_tier"),
        (b'{"schema_version":"v1","scene_id":"loft_9","prompt":"x","provider_policy":"other"}', "provider_policy"),
        (b'{"schema_version":"v1","scene_id":"loft_9","prompt":"x","constraints":{"room":{"width":-1}}}', "width"),
        (b'{"schema_version":"v1","scene_id":"loft_9","source_mode":"image"}', "image"),
        (b'{"schema_version":"v1","scene_id":"loft_9","prompt":"x","fallback":{"allow_image_fallback":"perhaps"}}', "allow_image_fallback"),
    ],
)  # fmt: skip
def test_w21_bad_requests_are_refused_at_the_door_naming_the_field(bench, content, field):
    outcome = bench.run(ORCHESTRATOR, bench.raw_request("loft_9", content))
    assert outcome.status is Status.FAILED
    assert field in outcome.reason
    failure = bench.body(stages.SOURCE_FAILED)
    assert field in failure["error"]["message"]
    assert failure["error"]["code"] == "contract_error"
    assert bench.runtime.requests == []
    assert bench.locks() == []


def test_a_100_kb_prompt_is_refused_with_its_size(bench):
    content = json.dumps({"schema_version": "v1", "scene_id": "loft_9", "prompt": "chair " * 20_000}).encode()
    outcome = bench.run(ORCHESTRATOR, bench.raw_request("loft_9", content))
    assert outcome.status is Status.FAILED
    assert "120000" in outcome.reason
    assert "bytes" in outcome.reason


def test_w23_a_hostile_prompt_stays_a_text(bench):
    prompt = 'a kitchen", "scene_id": "x\\"}\n$(rm -rf /) ../../etc'
    assert bench.run(ORCHESTRATOR, bench.request(prompt=prompt)).status is Status.SUCCESS
    assert bench.store.read(prompts.SCENE_REQUEST, "loft_9").value.prompt == prompt


def test_image_mode_is_not_available_yet(bench):
    image = {"gcs_uri": "gs://b/scenes/loft_9/images/a.png"}
    outcome = bench.run(ORCHESTRATOR, bench.request(source_mode="image", image=image))
    assert (outcome.status, outcome.code) == (Status.FAILED, "image_source_not_available")
    assert bench.body(stages.SOURCE_FAILED)["error"]["code"] == "image_source_not_available"


def test_w20_w22_several_seeds_fan_out_to_child_scenes(bench):
    outcome = bench.run(ORCHESTRATOR, bench.request(seed_count=3))
    assert outcome.status is Status.SUCCESS, outcome
    index = bench.store.read(prompts.VARIANTS_INDEX, "loft_9").value
    assert [(variant.scene_id, variant.seed, variant.status) for variant in index.variants] == [
        ("loft_9-s001", 1, "completed"), ("loft_9-s002", 2, "completed"), ("loft_9-s003", 3, "completed"),
    ]  # fmt: skip
    for number in (1, 2, 3):
        child = f"loft_9-s00{number}"
        assert bench.store.exists(prompts.CHILD_REQUEST, child)
        assert not bench.store.exists(prompts.SCENE_REQUEST, child)
        assert bench.body(stages.SOURCE_COMPLETE, child)["status"] == "completed"
    seeds = {request.inputs["scene_id"]: request.inputs["seed"] for request in bench.runtime.requests if request.job == "text-scene-gen-job"}
    assert seeds == {"loft_9-s001": 1, "loft_9-s002": 2, "loft_9-s003": 3}


def test_w20_the_index_lists_what_failed(bench):
    def second_fails(request):
        if request.inputs["scene_id"] == "loft_9-s002":
            return {"objects": "not a number"}
        return {}

    bench.runtime.answers["text-scene-gen-job"] = second_fails
    outcome = bench.run(ORCHESTRATOR, bench.request(seed_count=3))
    assert (outcome.status, outcome.code) == (Status.FAILED, "text_stage_failed")
    statuses = {variant.scene_id: variant.status for variant in bench.store.read(prompts.VARIANTS_INDEX, "loft_9").value.variants}
    assert statuses == {"loft_9-s001": "completed", "loft_9-s002": "failed", "loft_9-s003": "completed"}
    assert bench.body(stages.SOURCE_FAILED) is not None


def test_ws38_markers_of_a_driven_scene_name_the_driver(bench):
    event = bench.request()
    bench.run(ORCHESTRATOR, event)
    driver = f"source-orchestrator:{event.id}"
    for marker in (stages.REGEN3D_COMPLETE, stages.USD_COMPLETE, stages.REPLICATOR_COMPLETE, stages.ISAAC_LAB_COMPLETE):
        assert bench.body(marker)["driver"] == driver, marker


def test_through_scene_asks_for_nothing_more(bench):
    bench.request()
    outcome = bench.run(ORCHESTRATOR, bench.event(prompts.SCENE_REQUEST, "loft_9", through="scene", seed=7))
    assert outcome.details["stages"]["variation_assets"] == "not_asked"
    generated = next(request for request in bench.runtime.requests if request.job == "text-scene-gen-job")
    assert generated.inputs["seed"] == 7
