"""Jobs: retries, limits, causes, and the lines that monitoring reads."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from engine_runtime import Given, MemoryRuntime, Script, job, slow
from engine_world import BAD, World, manual

from blueprint.contracts.markers import failure
from blueprint.core.errors import BlueprintError, ConfigurationError, ContractError, GateFailed, JobFailed, Preempted, RateLimited, Unavailable
from blueprint.core.identity import request_id
from blueprint.core.outcome import Outcome, Status, succeeded
from blueprint.engine.run import Run
from blueprint.engine.workflow import Workflow, workflow

WORK = job("work")


@workflow("demo", fails=BAD)
def demo(run: Run) -> Outcome:
    made = run.job(WORK, Given(number=1))
    return succeeded(number=made.number)


def _metrics(world: World, name: str = "job_invocation") -> list[dict[str, Any]]:
    return [record for record in world.logs if record.get("bp_metric") == name]


def test_what_is_transient_is_tried_again_and_then_succeeds(sqlite_world: World) -> None:
    sqlite_world.runtime = MemoryRuntime(work=Script(Preempted("gone"), RateLimited("429"), {"number": 5}))
    sqlite_world.launch(demo)
    assert sqlite_world.run(demo, manual("m1")) == succeeded(number=5)
    assert len(sqlite_world.runtime.requests) == 3
    assert len({request.id for request in sqlite_world.runtime.requests}) == 1
    assert _metrics(sqlite_world, "job_retry_exhausted") == []


@pytest.mark.parametrize("error", [ConfigurationError("X", "y", "z"), ContractError("a", "b", "c", "d"), GateFailed("gate", ["mug: 3 mm"])])
def test_ws08_what_is_not_transient_is_tried_once(sqlite_world: World, error: BlueprintError) -> None:
    sqlite_world.runtime = MemoryRuntime(work=Script(error))
    sqlite_world.launch(demo)
    outcome = sqlite_world.run(demo, manual("m1"))
    assert (outcome.status, outcome.code) == (Status.FAILED, error.code)
    assert len(sqlite_world.runtime.requests) == 1


def test_ws28_after_the_last_try_the_marker_has_the_real_count(sqlite_world: World) -> None:
    sqlite_world.runtime = MemoryRuntime(work=Script(Unavailable("503 every time")))
    sqlite_world.launch(demo)
    outcome = sqlite_world.run(demo, manual("m1"))
    assert outcome.code == "unavailable"
    assert len(sqlite_world.runtime.requests) == 6
    marker = sqlite_world.store.read(failure(BAD), "loft_1").value
    assert marker.context.attempt_number == 6
    assert [record["error"] for record in _metrics(sqlite_world, "job_retry_exhausted")] == ["503 every time"]


def test_ws06_the_failure_marker_embeds_the_jobs_own_cause(sqlite_world: World) -> None:
    sqlite_world.runtime = MemoryRuntime(work=Script(GateFailed("stability", ["mug_3 moved 4 cm"])))
    sqlite_world.launch(demo)
    sqlite_world.run(demo, manual("m1"))
    marker = sqlite_world.store.read(failure(BAD), "loft_1").value
    request = sqlite_world.runtime.requests[0]
    assert (marker.job_name, marker.workflow, marker.error.code, marker.error.type) == ("work", "demo", "gate_failed", "GateFailed")
    assert marker.error.message == "stability: mug_3 moved 4 cm"
    assert "in the job" in (marker.error.stack_trace or "")
    assert (marker.context.failed_step, marker.context.execution_id, marker.debugging.logs_url) == ("wait work", request.id, f"/logs/{request.id}")
    assert marker.input_params == {"number": 1, "text": ""}
    assert marker.recommendations


@pytest.mark.parametrize("failures", [0, 3, 6])
def test_w82_ws08_a_start_that_is_tried_again_is_one_execution(sqlite_world: World, failures: int) -> None:
    sqlite_world.runtime.start_errors = [Unavailable("the reply was lost")] * failures
    sqlite_world.launch(demo)
    outcome = sqlite_world.run(demo, manual("m1"))
    assert outcome.succeeded == (failures < 6)
    assert sqlite_world.runtime.ran == ([] if failures == 6 else ["work"])
    assert len(_metrics(sqlite_world, "job_retry_exhausted")) == (failures == 6)


def test_w29_ws12_a_job_that_hangs_is_cancelled_at_its_deadline(sqlite_world: World) -> None:
    sqlite_world.runtime = MemoryRuntime(work=slow(30, {"number": 1}))

    @workflow("short", fails=BAD)
    def short(run: Run) -> Outcome:
        run.job(WORK, Given(), timeout_s=0.2)
        return succeeded()

    sqlite_world.launch(short, queue_allowance_s=0.3)
    outcome = sqlite_world.run(short, manual("m1"))
    assert (outcome.status, outcome.code) == (Status.FAILED, "timeout")
    assert sqlite_world.runtime.cancelled == [sqlite_world.runtime.requests[0].id]


@pytest.mark.parametrize(
    ("payload", "settings", "limit_s"),
    [
        ({}, {}, 60),
        ({"bundle_tier": "pro"}, {}, 1800),
        ({"bundle_tier": "standard", "scene_complexity": "high"}, {}, 7200),
        ({}, {"ADAPTIVE_TIMEOUT_SCENE_COMPLEXITY": "low"}, 3600),
        ({"bundle_tier": "pro", "timeout_override_seconds": 12}, {}, 12),
    ],
)
def test_ws09_ws11_the_limit_that_was_chosen_reaches_the_runner(
    sqlite_world: World, payload: dict[str, Any], settings: dict[str, str], limit_s: float
) -> None:
    sqlite_world.settings.update(settings)
    sqlite_world.launch(demo)
    assert sqlite_world.run(demo, manual("m1", **payload)).succeeded
    assert sqlite_world.runtime.requests[0].resources.timeout_s == limit_s
    assert {record["timeout_seconds"] for record in _metrics(sqlite_world)} == {limit_s}


@pytest.mark.parametrize("override", ["12", 0, -1, True, None, [1]])
def test_ws11_an_override_that_is_no_positive_number_is_refused(sqlite_world: World, override: object) -> None:
    sqlite_world.launch(demo)
    outcome = sqlite_world.run(demo, manual("m1", timeout_override_seconds=override))
    assert outcome.succeeded == (override is None)
    assert bool(sqlite_world.runtime.requests) == (override is None)


def test_ws27_each_start_is_followed_by_one_complete_of_the_same_invocation(sqlite_world: World) -> None:
    sqlite_world.runtime = MemoryRuntime(work=Script(Preempted("gone"), GateFailed("g", ["x"])))
    sqlite_world.launch(demo)
    sqlite_world.run(demo, manual("m1"))
    records = _metrics(sqlite_world)
    assert [(record["event"], record["status"]) for record in records] == [("start", "STARTED"), ("complete", "FAILED")] * 2
    assert len({record["invocation_id"] for record in records}) == 2
    required = {
        "workflow", "job", "scene_id", "timeout_seconds", "duration_seconds", "timeout_usage_ratio", "timed_out", "status", "start_time", "retry_max",
    }  # fmt: skip
    assert all(required <= set(record) for record in records)
    assert all("end_time" in record for record in records if record["event"] == "complete")
    assert {record["severity"] for record in records} == {"INFO", "ERROR"}


def test_jobs_that_were_started_run_side_by_side_and_are_told_apart_by_their_key(sqlite_world: World) -> None:
    together = threading.Barrier(3, timeout=10)
    sqlite_world.runtime = MemoryRuntime(work=lambda request: together.wait() >= 0 and {"number": request.inputs["number"] * 2})

    @workflow("wide")
    def wide(run: Run) -> Outcome:
        handles = {key: run.start(WORK, Given(number=n), key=key) for n, key in enumerate("abc")}
        return succeeded(**{key: run.wait(handle).number for key, handle in handles.items()})

    sqlite_world.launch(wide)
    assert sqlite_world.run(wide, manual("m1")) == succeeded(a=0, b=2, c=4)
    assert {request.id for request in sqlite_world.runtime.requests} == {request_id("wide:m1", "work", key) for key in "abc"}


def test_a_workflow_may_go_on_without_a_job_that_failed(sqlite_world: World) -> None:
    sqlite_world.runtime = MemoryRuntime(work=Script(GateFailed("g", ["x"])))

    @workflow("tolerant", fails=BAD)
    def tolerant(run: Run) -> Outcome:
        try:
            run.job(WORK, Given())
        except JobFailed as error:
            run.fail(BAD, error, part="optional")
            return succeeded(missing=error.cause_code)
        return succeeded()

    sqlite_world.launch(tolerant)
    assert sqlite_world.run(tolerant, manual("m1")) == succeeded(missing="gate_failed")
    assert sqlite_world.store.read(failure(BAD), "loft_1").value.context.config_context == {"part": "optional"}


def test_an_output_that_is_not_what_the_job_promised_is_a_contract_error(sqlite_world: World) -> None:
    sqlite_world.runtime = MemoryRuntime(work=lambda request: {"number": "many", "colour": 1})
    sqlite_world.launch(demo)
    outcome = sqlite_world.run(demo, manual("m1"))
    assert outcome.code == "contract_error"
    assert "output of work" in outcome.reason


def test_a_job_that_is_in_no_catalogue_does_not_start(sqlite_world: World) -> None:
    sqlite_world.launch(demo, jobs=(job("other"),))
    assert "one of other" in sqlite_world.run(demo, manual("m1")).reason
    assert sqlite_world.runtime.requests == []


def test_seconds_and_cost_of_the_jobs_stand_in_the_marker(sqlite_world: World) -> None:
    from engine_world import DONE

    from blueprint.contracts.markers import completion

    sqlite_world.runtime = MemoryRuntime(work=slow(0.05, {"number": 1, "cost_usd": 0.25}))

    @workflow("costly", completes=DONE)
    def costly(run: Run) -> Outcome:
        run.job(WORK, Given(), key="first")
        run.job(WORK, Given(), key="second")
        run.complete(DONE)
        return succeeded()

    _: Workflow = costly
    sqlite_world.launch(costly)
    assert sqlite_world.run(costly, manual("m1")).succeeded
    marker = sqlite_world.store.read(completion(DONE), "loft_1").value
    assert set(marker.seconds) == {"first", "second"}
    assert min(marker.seconds.values()) >= 0.05
    assert marker.cost_usd == 0.5
