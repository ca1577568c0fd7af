"""episode-generation-pipeline on the real engine; each weak spot of orchestration-b.md §6 that it can have is a test with its number."""

from __future__ import annotations

import ast
import json
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from blueprint.contracts import stages
from blueprint.contracts.episode_generation import GENERATION_LOCK
from blueprint.contracts.episodes import EPISODES_FAILED
from blueprint.contracts.markers import FailureContent, MarkerContent
from blueprint.core.errors import ConfigurationError, ContractError, GateFailed, JobFailed, Refused, TransientError
from blueprint.core.event import Event
from blueprint.core.outcome import Status
from blueprint.events.router import Router
from blueprint.workflows import episode_generation_pipeline as module
from blueprint.workflows import registry, triggers

PIPELINE = "episode-generation-pipeline"
JOB, GATE = "episode-generation-job", "quality-gate-job"
BOTH = [JOB, GATE]


class Scene:
    """An assembled scene whose `config.json` wants no Genie Sim."""

    def __init__(self, bench, scene_id="loft_9"):
        self.bench, self.id = bench, scene_id
        self.configure(use_geniesim=False)

    def configure(self, **body):
        self.put("config.json", json.dumps(body).encode())

    def put(self, name, content):
        self.bench.store.bucket.put(f"scenes/{self.id}/{name}", content)

    def event(self, **payload):
        """A new generation of the scene."""
        self.bench.store.upload(stages.USD_COMPLETE, f'{{"at": {time.time_ns()}}}'.encode(), self.id)
        return self.bench.event(stages.USD_COMPLETE, self.id, **payload)

    def run(self, **payload):
        return self.bench.run(PIPELINE, self.event(**payload))

    @property
    def marker(self):
        return self.bench.body(stages.EPISODES_COMPLETE, self.id)

    @property
    def failure(self):
        return self.bench.body(EPISODES_FAILED, self.id)

    @property
    def jobs(self):
        return self.bench.runtime.names

    def given(self, job=JOB):
        return next(request for request in reversed(self.bench.runtime.requests) if request.job == job).inputs


@pytest.fixture
def scene(bench):
    return Scene(bench)


def set_by_operator(bench, **settings):
    """The environment of the service, which no event can change."""
    bench.engine.services.settings.update(settings)


def test_it_is_registered_with_the_trigger_of_its_row():
    assert registry.find(PIPELINE).on == triggers.row(PIPELINE).on
    assert triggers.row(PIPELINE).announces == (stages.EPISODES_COMPLETE,)


def test_it_collects_then_judges_then_says_so(scene):
    outcome = scene.run()
    assert outcome.status is Status.SUCCESS, outcome
    assert scene.jobs == BOTH
    assert (scene.marker["episodes"], scene.marker["physics_validated"], scene.marker["quality_gate"]) == (4, True, "passed")
    assert scene.marker["outputs"][0]["name"] == "episodes/manifests/generation_manifest.json"
    assert outcome.details["outputs"]["episodes_path"] == "scenes/loft_9/episodes"
    assert scene.failure is None
    assert scene.bench.locks() == []
    assert set(scene.marker["seconds"]) == {JOB, GATE}


def test_the_jobs_are_given_what_the_contract_says(scene):
    scene.run(max_tasks=3, seed=7, cameras="false", robot_type="ur10")
    given = scene.given()
    assert (given["assets_prefix"], given["usd_prefix"]) == ("scenes/loft_9/assets", "scenes/loft_9/usd")
    assert given["episodes_prefix"] == scene.given(GATE)["episodes_prefix"] == "scenes/loft_9/episodes"
    assert (given["max_tasks"], given["seed"], given["cameras"], given["robot_type"]) == (3, 7, False, "ur10")
    assert (given["bundle_tier"], given["data_pack_tier"], given["episodes_per_variation"], given["data_quality_level"]) == ("standard", "core", 10, "development")
    assert given["require_real_physics"] is True
    assert (scene.given(GATE)["job_id"], scene.given(GATE)["key"]) == ("own-123456789abc", "k")


# who it works for


@pytest.mark.parametrize("config", [None, {}, {"use_geniesim": True}, {"tags": ["kitchen"]}])
def test_a_scene_with_genie_sim_is_not_collected_twice(scene, config):
    scene.bench.store.bucket.delete("scenes/loft_9/config.json")
    if config is not None:
        scene.configure(**config)
    outcome = scene.run()
    assert (outcome.status, outcome.code) == (Status.SKIPPED, "geniesim_enabled")
    assert scene.jobs == []
    assert scene.marker is scene.failure is None


def test_ws42_what_is_switched_off_takes_no_lock(scene):
    scene.configure(use_geniesim=True)
    scene.put("locks/episode-generation.lock", b'{"somebody": "else"}')
    assert scene.run().code == "geniesim_enabled"


@pytest.mark.parametrize("how", ["force", "manual"])
def test_a_person_who_asks_is_served(scene, how):
    scene.configure(use_geniesim=True)
    manual = Event(id="manual@1", type="manual", scene_id="loft_9", payload={}, occurred_at=datetime.now(UTC))
    outcome = scene.run(force=True) if how == "force" else scene.bench.run(PIPELINE, manual)
    assert outcome.status is Status.SUCCESS
    assert scene.jobs == BOTH


def test_force_asks_again_although_it_was_answered(scene):
    scene.run()
    assert scene.bench.run(PIPELINE, scene.bench.event(stages.USD_COMPLETE, "loft_9", force=True).model_copy(update={"id": "again"})).succeeded
    assert scene.jobs == BOTH * 2


def test_a_configuration_that_changes_its_mind_is_read_by_the_retry(scene):
    scene.configure(use_geniesim=True)
    event = scene.event()
    run_id = scene.bench.engine.start(PIPELINE, event)
    assert scene.bench.engine.wait(run_id, 30).code == "geniesim_enabled"
    scene.configure(use_geniesim=False)
    scene.bench.engine.retry(run_id)
    assert scene.bench.engine.wait(run_id, 30).succeeded
    assert scene.jobs == BOTH


def test_ws35_a_configuration_that_cannot_be_read_is_no_absent_one(scene):
    scene.put("config.json", b"{broken")
    outcome = scene.run()
    assert (outcome.status, outcome.code) == (Status.FAILED, "contract_error")
    assert "config.json" in outcome.reason
    assert scene.jobs == []
    assert scene.failure["error"]["code"] == "contract_error"


# tiers


@pytest.mark.parametrize(("config", "event", "tier", "pack", "count"), [
    (None, None, "standard", "core", 10), (None, "pro", "pro", "plus", 10), ("pro", "foundation", "pro", "plus", 10), ("foundation", None, "foundation", "full", 25),
    ("standard", "enterprise", "standard", "core", 10), (None, "enterprise", "enterprise", "full", 10),
])  # fmt: skip
def test_ws63_config_before_event_before_standard_and_what_follows_from_it(scene, config, event, tier, pack, count):
    scene.configure(use_geniesim=False, **({"bundle_tier": config} if config else {}))
    assert scene.run(**({"bundle_tier": event} if event else {})).succeeded
    given = scene.given()
    assert (given["bundle_tier"], given["data_pack_tier"], given["episodes_per_variation"]) == (tier, pack, count)
    assert (scene.marker["bundle_tier"], scene.marker["data_pack_tier"]) == (tier, pack)


@pytest.mark.parametrize("tier", ["Standard ", "gold", "STANDARD", ""])
@pytest.mark.parametrize("where", ["config", "event"])
def test_ws62_a_misspelt_tier_grants_nothing(scene, tier, where):
    if where == "config":
        scene.configure(use_geniesim=False, bundle_tier=tier)
    outcome = scene.run() if where == "config" else scene.run(bundle_tier=tier)
    assert (outcome.status, outcome.code) == (Status.FAILED, "contract_error")
    assert "bundle_tier" in outcome.reason
    assert scene.jobs == []


def test_a_number_of_episodes_that_is_asked_for_beats_the_tiers(scene):
    scene.run(episodes_per_variation=3, bundle_tier="foundation")
    assert scene.given()["episodes_per_variation"] == 3


def test_what_the_configuration_asks_for_and_is_not_made_stands_in_the_marker(scene):
    scene.configure(use_geniesim=False, audio_narration_enabled="true", subtitle_generation_enabled=False)
    scene.bench.runtime.answers[JOB] = {"left_out": ["audio_narration"], "missing": ["depth"]}
    scene.run()
    assert (scene.given()["audio_narration_enabled"], scene.given()["subtitle_generation_enabled"]) == (True, False)
    assert (scene.marker["left_out"], scene.marker["data_pack_missing"]) == (["audio_narration"], ["depth"])


# gates


def test_ws18_in_production_an_event_cannot_switch_the_gate_off(scene):
    set_by_operator(scene.bench, PIPELINE_ENV="production")
    assert scene.run(enforce_quality_gates=False).succeeded
    assert scene.jobs == BOTH
    assert scene.given()["bypass_quality_gates"] is False
    assert (scene.given()["data_quality_level"], scene.marker["physics_validated"]) == ("production", True)


def test_ws18_nor_say_that_it_is_no_production(scene):
    set_by_operator(scene.bench, PIPELINE_ENV="production")
    outcome = scene.run(pipeline_env="development")
    assert (outcome.status, outcome.code) == (Status.FAILED, "contract_error")
    assert "PIPELINE_ENV" in outcome.reason
    assert scene.jobs == []


def test_ws18_in_production_thresholds_have_floors_and_an_event_may_only_tighten_them(scene):
    set_by_operator(scene.bench, PIPELINE_ENV="production")
    scene.run(min_quality_score=0.1, min_success_rate=0.9, min_episodes=1)
    for job in BOTH:
        assert [scene.given(job)[name] for name in ("min_quality_score", "min_success_rate", "min_episodes")] == [0.92, 0.9, 5]


@pytest.mark.parametrize("asked", ["monitoring_gate_enabled", "monitoring_gate_strict", "run_staging_e2e", "staging_data_root"])
def test_ws18_ws20_a_check_that_is_not_here_is_refused_and_never_skipped(scene, asked):
    outcome = scene.run(**{asked: True})
    assert (outcome.status, outcome.code) == (Status.FAILED, "contract_error")
    assert asked in outcome.reason
    assert scene.jobs == []
    assert scene.failure["error"]["code"] == "contract_error"


def test_ws24_physics_validated_is_what_the_gate_found(scene):
    scene.bench.runtime.answers[GATE] = {"physics_validated": False}
    assert scene.run().succeeded
    assert scene.marker["physics_validated"] is False


def test_ws24_without_the_gate_nothing_is_validated_and_the_marker_says_why(scene):
    assert scene.run(enforce_quality_gates="no").succeeded
    assert scene.jobs == [JOB]
    assert scene.given()["bypass_quality_gates"] is True
    assert (scene.marker["physics_validated"], scene.marker["quality_gate"]) == (False, "not_run")
    assert "enforce_quality_gates" in scene.marker["reason"]


def test_ws24_no_completion_marker_before_the_gate_has_spoken(scene):
    seen = []
    scene.bench.runtime.answers = dict.fromkeys(BOTH, lambda request: seen.append(scene.marker) or {})
    scene.run()
    assert seen == [None, None]


@pytest.mark.parametrize("said", [{"can_proceed": False}, {"job_id": "own-other"}, {"key": "other"}])
def test_ws54_the_verdict_must_be_of_this_very_dataset(scene, said):
    scene.bench.runtime.answers[GATE] = said
    outcome = scene.run()
    assert (outcome.status, outcome.code) == (Status.FAILED, "quality_gate_failed")
    assert scene.marker is None
    assert scene.failure["error"]["code"] == "quality_gate_failed"


# how it fails


@pytest.mark.parametrize(("answers", "code", "cause"), [
    ({JOB: GateFailed("episodes", ["qg-6-count: 0 of 4 recordings pass"])}, "episode_generation_failed", "gate_failed"),
    ({JOB: ContractError("certificate.json", "digest", "a", "b")}, "episode_generation_failed", "contract_error"),
    ({JOB: ConfigurationError("ISAAC_SIM_REQUIRED", True, "false")}, "episode_generation_failed", "configuration_error"),
    ({GATE: GateFailed("quality gate", ["replay: mug-0000"])}, "quality_gate_failed", "gate_failed"),
])  # fmt: skip
def test_ws06_ws20_every_failure_leaves_one_marker_with_the_jobs_own_words(scene, answers, code, cause):
    [(job, problem)] = answers.items()
    scene.bench.runtime.answers = answers
    outcome = scene.run(bundle_tier="pro")
    assert (outcome.status, outcome.code) == (Status.FAILED, code)
    failure = FailureContent.model_validate(scene.failure)
    assert (failure.error.code, failure.job_name, failure.error.message) == (code, job, str(problem))
    assert failure.context.execution_id != "unknown"
    about = failure.context.config_context
    assert (about["cause_code"], about["bundle_tier"], about["episodes_per_variation"]) == (cause, "pro", 10)
    assert about["episodes_prefix"] == "scenes/loft_9/episodes"
    assert failure.input_params["scene_id"] == "loft_9"
    assert scene.marker is None
    assert [info.name for info in scene.bench.store.list("scenes/") if "failed" in info.name] == [EPISODES_FAILED.at("loft_9")]
    assert scene.bench.locks() == []


@pytest.mark.parametrize(("job", "code"), [(JOB, "episode_generation_start_failed"), (GATE, "quality_gate_start_failed")])
def test_ws20_a_job_that_cannot_be_started_has_its_own_code(scene, monkeypatch, job, code):
    start = scene.bench.runtime.start

    def refuse(request):
        if request.job == job:
            raise Refused("runtime", "no room")
        return start(request)

    monkeypatch.setattr(scene.bench.runtime, "start", refuse)
    outcome = scene.run()
    assert (outcome.status, outcome.code) == (Status.FAILED, code)
    assert (scene.failure["error"]["code"], scene.failure["context"]["config_context"]["cause_code"]) == (code, "refused")
    assert scene.marker is None


def test_ws12_ws21_a_collection_that_takes_too_long_is_cancelled_and_said_to_be(scene):
    """The runtime ends a job at its limit and reports `timeout`; the limit is what the operator allows, six hours when nothing is said."""
    scene.run()
    assert [request.resources.timeout_s for request in scene.bench.runtime.requests] == [21600, 1800]
    scene.bench.runtime.answers[JOB] = JobFailed("x", "timeout", "took longer", "")
    scene.bench.runtime.answers[JOB].code = "timeout"
    outcome = scene.run(build_poll_timeout_seconds=3600)
    assert scene.bench.runtime.requests[-1].resources.timeout_s == 3600
    assert (outcome.status, outcome.code) == (Status.FAILED, "episode_generation_poll_timeout")
    assert scene.failure["error"]["code"] == "episode_generation_poll_timeout"
    assert scene.failure["context"]["config_context"]["time_limit_seconds"] == 3600
    assert scene.marker is None


def test_ws21_without_a_report_the_wait_ends_and_the_job_is_cancelled(scene, monkeypatch):
    from blueprint.core.errors import Timeout

    def silent(request_id, timeout_s=None):
        time.sleep(min(timeout_s or 0, 0.05))
        raise Timeout("no report")

    monkeypatch.setattr(scene.bench.runtime, "wait", silent)
    object.__setattr__(scene.bench.engine.services, "queue_allowance_s", 0)
    outcome = scene.run(build_poll_timeout_seconds=0.2)
    assert outcome.code == "episode_generation_poll_timeout"
    assert scene.bench.runtime.cancelled == [scene.bench.runtime.requests[0].id]


def test_ws09_an_override_of_the_event_reaches_the_job(scene):
    scene.run(timeout_override_seconds=77)
    assert [request.resources.timeout_s for request in scene.bench.runtime.requests] == [77, 1800]


@pytest.mark.parametrize("seconds", [0, -1, "soon", None])
def test_ws21_a_limit_that_is_none_is_refused_before_work(scene, seconds):
    outcome = scene.run(build_poll_timeout_seconds=seconds)
    assert outcome.status is Status.FAILED
    assert "build_poll_timeout_seconds" in outcome.reason
    assert scene.jobs == []


def test_ws28_the_marker_counts_the_tries(scene):
    scene.bench.runtime.answers[JOB] = TransientError("a process was killed")
    object.__setattr__(scene.bench.engine.services, "retry_policy", scene.bench.engine.services.retry_policy.model_copy(update={
        "max_retries": 2, "base_delay_seconds": 0.01,
    }))  # fmt: skip
    scene.run()
    assert len([name for name in scene.jobs if name == JOB]) == 3
    assert scene.failure["context"]["attempt_number"] == 3


def test_nothing_to_collect_is_skipped_with_the_reason_and_no_marker(scene):
    scene.bench.runtime.answers[JOB] = {"accepted": 0, "skipped_reason": "no task: 4 were thought of; everything is fixed"}
    outcome = scene.run()
    assert (outcome.status, outcome.code) == (Status.SKIPPED, "nothing_to_collect")
    assert "everything is fixed" in outcome.reason
    assert scene.jobs == [JOB]
    assert scene.marker is scene.failure is None


def test_ws01_ws04_a_failure_deletes_nothing(scene):
    kept = {f"scenes/loft_9/episodes/{name}": b"older" for name in ("lerobot/meta/info.json", "generated_0/recordings/a.json", "geniesim_x/b.json", "mine.txt")}
    for name, content in kept.items():
        scene.bench.store.bucket.put(name, content)
    for job in BOTH:
        scene.bench.runtime.answers = {job: GateFailed("gate", ["no"])}
        assert scene.run().status is Status.FAILED
    assert {name: scene.bench.store.bucket.get(name)[0] for name in kept} == kept


def test_ws05_markers_of_earlier_runs_decide_nothing(scene):
    scene.bench.runtime.answers[JOB] = GateFailed("episodes", ["an old cause"])
    scene.run()
    scene.bench.runtime.answers[JOB] = ContractError("certificate.json", "", "an object", None)
    scene.run()
    assert "certificate.json" in scene.failure["error"]["message"]
    scene.bench.runtime.answers = {}
    assert scene.run().succeeded
    assert scene.failure is None
    scene.bench.runtime.answers[GATE] = GateFailed("quality gate", ["no"])
    scene.run()
    assert scene.marker is None
    assert scene.failure["error"]["code"] == "quality_gate_failed"


@pytest.mark.parametrize("content", [b"{}", b"", b"not json", b'{"status": "completed", "scene_id": "loft_9", "physics_validated": true}'])
def test_ws05_a_marker_that_is_not_ours_proves_nothing(scene, content):
    scene.bench.store.upload(stages.EPISODES_COMPLETE, content, scene.id)
    assert scene.run().succeeded
    assert scene.jobs == BOTH


def test_ws30_the_marker_is_json_of_the_one_schema(scene):
    scene.run()
    MarkerContent.model_validate(scene.marker)


# once


def test_ws14_ws43_a_redelivered_event_does_nothing_again(scene):
    event = scene.event()
    first = scene.bench.run(PIPELINE, event)
    assert scene.bench.run(PIPELINE, event) == first
    again = scene.bench.run(PIPELINE, event.model_copy(update={"id": "another delivery"}))
    assert (again.status, again.code) == (Status.SKIPPED, "already_complete")
    assert scene.jobs == BOTH


def test_ws14_deliveries_side_by_side_collect_once(scene):
    event = scene.event()
    running, overlapping = [], []

    def collect(request):
        running.append(request)
        overlapping.append(len(running))
        time.sleep(0.05)
        running.pop()
        return {}

    scene.bench.runtime.answers[JOB] = collect
    ended = []
    threads = [threading.Thread(target=lambda k=k: ended.append(scene.bench.run(PIPELINE, event.model_copy(update={"id": f"delivery {k}"})))) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome.code for outcome in ended) == ["", "already_complete", "already_complete", "already_complete"]
    assert max(overlapping) == 1
    assert scene.jobs == BOTH


def test_ws14_a_new_generation_of_the_scene_is_collected_again(scene):
    scene.run()
    assert scene.run().succeeded
    assert scene.jobs == BOTH * 2


def test_ws13_no_lock_is_left_and_a_held_one_ends_as_locked(scene, monkeypatch):
    scene.run()
    scene.bench.runtime.answers[JOB] = GateFailed("gate", ["no"])
    scene.run()
    assert scene.bench.locks() == []
    scene.bench.store.lease(GENERATION_LOCK.at("loft_9"), "somebody else", 60)
    monkeypatch.setattr("blueprint.engine.run.Run.lease", _impatient)
    assert scene.run().code == "locked"


def _impatient(run, file, minutes, **keys):
    return run._leases.held(file.at(run.scene_id), minutes, 0)


# names and shapes


@pytest.mark.parametrize("flag", ["force", "enforce_quality_gates", "cameras", "isaac_sim_required"])
@pytest.mark.parametrize("value", ["maybe", "", None, 3.5])
def test_ws15_a_flag_that_is_none_is_refused_before_work(scene, flag, value):
    outcome = scene.run(**{flag: value})
    assert (outcome.status, outcome.code) == (Status.FAILED, "contract_error")
    assert flag in outcome.reason
    assert scene.jobs == []


@pytest.mark.parametrize("value", [True, "true", "TRUE", 1, "yes", "on"])
def test_ws15_a_flag_is_a_flag_however_it_is_written(scene, value):
    scene.configure(use_geniesim=True)
    assert scene.run(force=value).succeeded


@pytest.mark.parametrize("scene_id", ["kitchen_001", "LOFT", "a" * 128, "episodes", "s", "usd", "x.y-z"])
def test_ws53_ids_that_no_cluster_would_take_come_through_as_they_are(bench, scene_id):
    scene = Scene(bench, scene_id)
    assert scene.run().succeeded
    assert scene.given()["usd_prefix"] == f"scenes/{scene_id}/usd"
    assert {info.name.split("/")[1] for info in bench.store.list("scenes/")} == {scene_id}


def test_ws34_only_the_scenes_own_marker_starts_it(bench):
    started = []
    router = Router(bench.store, [(PIPELINE, trigger) for trigger in registry.find(PIPELINE).on], lambda workflow, event: started.append(event.scene_id))
    for name in ("scenes/a/b/usd/.usd_complete", "scenes/x/quarantine/usd/.usd_complete", "scenes/usd/.usd_complete", "scenes/$(x)/usd/.usd_complete",
                 "scenes/ok/usd/.usd_complete"):  # fmt: skip
        bench.store.bucket.put(name, b"{}")
        router.finalized(name)
    assert started == ["ok"]


def test_ws19_ws53_no_cluster_is_spoken_to():
    """The workflow is a function of its `run`: it names no cluster, no build, no credential, and imports nothing that could reach one."""
    source = Path(module.__file__).read_text()
    imported = {node.module or "" for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)}
    assert all(name.startswith(("blueprint.", "__future__", "dataclasses", "typing", "pydantic")) for name in imported)
    assert not {"setMasterAuth", "kubectl", "GOOGLE_APPLICATION_CREDENTIALS", "container.googleapis"} & set(source.split())


def test_ws27_every_job_that_was_begun_is_ended_in_the_log(scene, monkeypatch):
    lines = []
    object.__setattr__(scene.bench.engine.services, "emit_log", lines.append)
    scene.run()
    scene.bench.runtime.answers[GATE] = GateFailed("gate", ["no"])
    scene.run()
    told = [line for line in lines if line.get("bp_metric") == "job_invocation"]
    begun = sorted(line["invocation_id"] for line in told if line["event"] == "start")
    assert len(begun) == len(set(begun)) == 4
    assert sorted(line["invocation_id"] for line in told if line["event"] == "complete") == begun
