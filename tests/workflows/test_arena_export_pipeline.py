"""arena-export-pipeline on the real engine; each weak spot of orchestration-b.md §6 that it can have is a test with its number."""

from __future__ import annotations

import itertools
import threading
import time

import pytest

from blueprint.contracts import arena, stages
from blueprint.contracts.certificate import CERTIFICATE
from blueprint.contracts.geniesim import TASKS
from blueprint.contracts.markers import MarkerContent
from blueprint.core.errors import ContractError, GateFailed
from blueprint.core.outcome import Status
from blueprint.events.router import Router
from blueprint.workflows import registry, triggers

PIPELINE = "arena-export-pipeline"
JOB = "arena-export-job"
MARKERS = {"usd": stages.USD_COMPLETE, "isaac_lab": stages.ISAAC_LAB_COMPLETE, "geniesim": stages.GENIESIM_COMPLETE}


class Scene:
    """A scene as the earlier stages leave it, and a job that reads the generations as the real one does."""

    def __init__(self, bench, scene_id="loft_9"):
        self.bench, self.id = bench, scene_id
        self.overlapping = self.running = 0
        bench.runtime.answers[JOB] = self.answer
        self.certify()

    def certify(self):
        """A new generation of the scene."""
        self.bench.store.upload(CERTIFICATE, f'{{"at": {time.time_ns()}}}'.encode(), self.id)

    def collect(self):
        """The data stage writes its tasks."""
        self.bench.store.upload(TASKS, f'{{"at": {time.time_ns()}}}'.encode(), self.id)

    def answer(self, request):
        self.running += 1
        self.overlapping = max(self.overlapping, self.running)
        time.sleep(0.02)
        found = {file: self.bench.store.exists(file, self.id) for file in (CERTIFICATE, TASKS)}
        self.running -= 1
        return {
            "scene_generation": found[CERTIFICATE].generation, "scene_digest": "d", "robot": request.inputs["robot_type"], "tasks": 3, "env_graphs": 2,
            "affordances": 7, "tasks_generation": found[TASKS].generation if found[TASKS] else 0,
            "outputs": [{"name": "arena/arena_manifest.json", "sha256": "0", "size": 1}],
        }  # fmt: skip

    def event(self, cause, **payload):
        self.bench.store.upload(MARKERS[cause], f'{{"at": {time.time_ns()}}}'.encode(), self.id)
        return self.bench.event(MARKERS[cause], self.id, **payload)

    def run(self, cause, **payload):
        return self.bench.run(PIPELINE, self.event(cause, **payload))

    @property
    def jobs(self):
        return sum(name == JOB for name in self.bench.runtime.names)

    @property
    def marker(self):
        return self.bench.body(stages.ARENA_COMPLETE, self.id)


@pytest.fixture
def scene(bench):
    return Scene(bench)


def test_it_is_registered_with_the_triggers_of_its_row():
    assert registry.find(PIPELINE).on == triggers.row(PIPELINE).on


@pytest.mark.parametrize("cause", MARKERS)
def test_each_cause_exports_and_says_which_it_was(scene, cause):
    outcome = scene.run(cause)
    assert outcome.status is Status.SUCCESS
    assert outcome.details["trigger_source"] == scene.marker["trigger_source"] == cause
    request = scene.bench.runtime.requests[-1].inputs
    assert request["trigger_source"] == cause
    assert request["geniesim_prefix"] == (f"scenes/{scene.id}/geniesim" if cause == "geniesim" else "")
    for folder in ("assets", "usd", "arena"):
        assert request[f"{folder}_prefix"] == f"scenes/{scene.id}/{folder}"


def test_the_submitted_marker_is_no_cause():
    assert all(trigger.artifact != stages.GENIESIM_SUBMITTED for trigger in registry.find(PIPELINE).on)


def test_ws47_the_marker_lists_what_was_made_and_claims_no_analytics(scene):
    scene.run("usd")
    marker = scene.marker
    assert [output["name"] for output in marker["outputs"]] == ["arena/arena_manifest.json"]
    assert (marker["task_count"], marker["affordance_count"], marker["env_graph_count"], marker["files_generated"]) == (3, 7, 2, 1)
    assert (marker["premium_analytics_enabled"], marker["premium_analytics_manifests"]) == (False, 0)
    assert marker["scene_generation"] > 0


@pytest.mark.parametrize("order", itertools.permutations(MARKERS))
def test_ws14_one_result_whatever_the_order_of_the_causes(bench, order):
    """No tasks appear in between: the first cause exports, the others add nothing."""
    scene = Scene(bench)
    outcomes = [scene.run(cause) for cause in order]
    assert [outcome.status for outcome in outcomes] == [Status.SUCCESS, Status.SKIPPED, Status.SKIPPED]
    assert {outcome.code for outcome in outcomes[1:]} == {"already_complete"}
    assert scene.jobs == 1
    assert scene.marker["trigger_source"] == order[0]


@pytest.mark.parametrize("order", itertools.permutations(MARKERS))
def test_ws14_the_cause_that_brings_tasks_exports_once_more(bench, order):
    scene = Scene(bench)
    jobs = []
    for cause in order:
        if cause == "geniesim":
            scene.collect()
        scene.run(cause)
        jobs.append(scene.jobs)
    assert jobs[-1] == (1 if order[0] == "geniesim" else 2)
    assert scene.marker["tasks_generation"] > 0
    assert scene.run("usd").code == "already_complete"


@pytest.mark.parametrize("times", [1, 5])
def test_ws14_a_cause_delivered_several_times_is_one_run(scene, times):
    event = scene.event("usd")
    outcomes = [scene.bench.run(PIPELINE, event) for _ in range(times)]
    assert {outcome.status for outcome in outcomes} == {Status.SUCCESS}
    assert scene.jobs == 1


def test_ws14_three_causes_at_once_are_at_most_two_runs_that_never_overlap(scene):
    scene.collect()
    events = [scene.event(cause) for cause in MARKERS]
    started = [None] * 3

    def start(index):
        started[index] = scene.bench.engine.start(PIPELINE, events[index])

    threads = [threading.Thread(target=start, args=(index,)) for index in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcomes = [scene.bench.engine.wait(run_id, timeout_s=30) for run_id in started]
    assert sorted(outcome.status for outcome in outcomes) == [Status.SKIPPED, Status.SKIPPED, Status.SUCCESS]
    assert scene.jobs == 1
    assert scene.overlapping == 1


def test_ws14_a_newer_scene_is_exported_anew_and_the_marker_says_so(scene):
    scene.run("usd")
    first = scene.marker["scene_generation"]
    scene.certify()
    assert scene.run("usd").status is Status.SUCCESS
    assert scene.jobs == 2
    assert scene.marker["scene_generation"] > first


def test_ws14_tasks_that_come_while_a_run_is_under_way_are_answered_by_the_next_cause(scene):
    """The job reads them already: then the cause that brings them adds nothing."""

    def answer(request):
        scene.collect()
        return scene.answer(request)

    scene.bench.runtime.answers[JOB] = answer
    scene.run("usd")
    scene.bench.runtime.answers[JOB] = scene.answer
    assert scene.run("geniesim").code == "already_complete"
    assert scene.jobs == 1


def test_another_robot_or_a_hub_configuration_is_another_result(scene):
    scene.run("usd")
    assert scene.run("usd", robot_type="ur10").status is Status.SUCCESS
    assert scene.marker["robot"] == "ur10"
    assert scene.run("usd", robot_type="ur10", enable_hub_registration="true", hub_namespace="us").status is Status.SUCCESS
    assert scene.run("isaac_lab", robot_type="ur10", enable_hub_registration="true", hub_namespace="us").code == "already_complete"


def test_ws02_no_task_is_no_success_and_no_marker(scene):
    scene.bench.runtime.answers[JOB] = lambda request: {**scene.answer(request), "tasks": 0, "outputs": [], "no_tasks_reason": "everything is fixed"}
    outcome = scene.run("usd")
    assert (outcome.status, outcome.code) == (Status.SKIPPED, "no_tasks")
    assert "everything is fixed" in outcome.reason
    assert scene.marker is None
    assert scene.bench.body(arena.ARENA_FAILED) is None


@pytest.mark.parametrize("problem", [GateFailed("certificate", ["STB"]), ContractError("certificate.json", "digest", "a", "b")])
def test_ws02_ws06_ws20_ws24_a_failed_job_is_a_failure_with_one_marker(scene, problem):
    scene.bench.runtime.answers[JOB] = problem
    outcome = scene.run("usd")
    assert (outcome.status, outcome.code) == (Status.FAILED, problem.code)
    failure = scene.bench.body(arena.ARENA_FAILED)
    assert (failure["error"]["code"], failure["job_name"], failure["workflow"]) == (problem.code, JOB, PIPELINE)
    assert scene.marker is None


def test_ws05_a_later_success_takes_the_failure_marker_away(scene):
    scene.bench.runtime.answers[JOB] = GateFailed("certificate", ["STB"])
    scene.run("usd")
    scene.bench.runtime.answers[JOB] = scene.answer
    assert scene.run("isaac_lab").status is Status.SUCCESS
    assert scene.bench.body(arena.ARENA_FAILED) is None


def test_ws01_ws04_a_failure_deletes_nothing(scene):
    kept = {f"scenes/loft_9/arena/{name}": b"older" for name in ("arena_manifest.json", "tasks/a.py", "mine.txt")}
    for name, content in kept.items():
        scene.bench.store.bucket.put(name, content)
    scene.bench.runtime.answers[JOB] = GateFailed("certificate", ["STB"])
    assert scene.run("usd").status is Status.FAILED
    assert {name: scene.bench.store.bucket.get(name)[0] for name in kept} == kept


@pytest.mark.parametrize("content", [b"{}", b"", b'{"status": "complete", "scene_id": "loft_9", "task_count": 0}', b"not json"])
def test_ws05_ws35_a_marker_that_is_not_ours_proves_nothing(scene, content):
    scene.bench.store.upload(stages.ARENA_COMPLETE, content, scene.id)
    assert scene.run("usd").status is Status.SUCCESS
    assert scene.jobs == 1


@pytest.mark.parametrize("value", ["maybe", 3.5])
def test_ws15_a_flag_that_is_none_is_refused_before_work(scene, value):
    outcome = scene.run("usd", enable_hub_registration=value)
    assert outcome.status is Status.FAILED
    assert "enable_hub_registration" in outcome.reason
    assert scene.jobs == 0


@pytest.mark.parametrize("scene_id", ["assets", "test_seat", "state", "kitchen_test", "s", "usd"])
def test_ws37_ids_that_end_in_letters_of_assets_come_through(bench, scene_id):
    scene = Scene(bench, scene_id)
    assert scene.run("usd").status is Status.SUCCESS
    assert bench.runtime.requests[-1].inputs["assets_prefix"] == f"scenes/{scene_id}/assets"
    assert scene.marker["scene_id"] == scene_id
    assert {info.name.split("/")[1] for info in bench.store.list("scenes/") if "/arena/" in info.name} == {scene_id}


def test_ws13_no_lock_is_left(scene):
    scene.run("usd")
    scene.certify()
    scene.bench.runtime.answers[JOB] = GateFailed("certificate", ["STB"])
    scene.run("usd")
    assert scene.bench.locks() == []


def test_a_scene_that_was_never_certified_is_the_jobs_to_refuse(bench):
    """The workflow asks for generations only; the job names the object that is missing."""
    scene = Scene(bench)
    bench.store.delete(bench.store.exists(CERTIFICATE, scene.id))
    bench.runtime.answers[JOB] = ContractError("scenes/loft_9/usd/certificate.json", "", "an object", None)
    outcome = scene.run("usd")
    assert outcome.status is Status.FAILED
    assert "certificate.json" in outcome.reason


def test_ws34_only_the_scenes_own_markers_start_it(bench):
    started = []
    router = Router(bench.store, [(PIPELINE, trigger) for trigger in registry.find(PIPELINE).on], lambda workflow, event: started.append(event.object.name))
    for place in ("usd/.usd_complete", "isaac_lab/.isaac_lab_complete", "geniesim/.geniesim_complete"):
        for scene_id in ("a/b", "x/quarantine", "$(x)", "ok"):
            bench.store.bucket.put(f"scenes/{scene_id}/{place}", b"{}")
            router.finalized(f"scenes/{scene_id}/{place}")
    assert started == ["scenes/ok/usd/.usd_complete", "scenes/ok/isaac_lab/.isaac_lab_complete", "scenes/ok/geniesim/.geniesim_complete"]


def test_ws40_the_marker_is_written_once_and_last(scene):
    seen = []

    def answer(request):
        seen.append(scene.marker)
        return scene.answer(request)

    scene.bench.runtime.answers[JOB] = answer
    scene.run("usd")
    first = scene.bench.store.exists(stages.ARENA_COMPLETE, scene.id)
    for cause in MARKERS:
        scene.run(cause)
    assert seen == [None]
    assert scene.bench.store.exists(stages.ARENA_COMPLETE, scene.id) == first


def test_ws30_the_marker_is_json_of_the_one_schema(scene):
    scene.run("usd")
    MarkerContent.model_validate(scene.marker)


def test_ws09_ws11_an_override_of_the_event_reaches_the_job(scene):
    scene.run("usd", timeout_override_seconds=77)
    assert scene.bench.runtime.requests[-1].resources.timeout_s == 77
    assert scene.run("isaac_lab", timeout_override_seconds=-1).code in ("contract_error", "already_complete")


def test_ws27_every_job_that_was_begun_is_ended_in_the_log(scene):
    lines = []
    object.__setattr__(scene.bench.engine.services, "emit_log", lines.append)
    scene.run("usd")
    scene.certify()
    scene.bench.runtime.answers[JOB] = GateFailed("certificate", ["STB"])
    scene.run("usd")
    told = [line for line in lines if line.get("bp_metric") == "job_invocation"]
    begun = sorted(line["invocation_id"] for line in told if line["event"] == "start")
    assert len(set(begun)) == 2
    assert sorted(line["invocation_id"] for line in told if line["event"] == "complete") == begun


def test_the_outcome_says_where_things_are(scene):
    folder = f"scenes/{scene.id}/arena"
    assert scene.run("usd").details["outputs"] == {
        "arena_manifest": f"{folder}/arena_manifest.json", "scene_module": f"{folder}/scene_module.py", "tasks_dir": f"{folder}/tasks",
        "asset_registry": f"{folder}/asset_registry.json",
    }  # fmt: skip
    asked = scene.run("usd", enable_hub_registration=True)
    assert asked.details["outputs"]["hub_config"] == f"{folder}/hub_config.yaml"
