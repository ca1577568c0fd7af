"""One submission per hash: reserved before anything runs, then followed by compare-and-swap to its end (W-38, W-39, W-42).

All of it happens under the export's lock, so a reservation of ours that another run holds is a dead run's: whoever has the lock takes it
over, and the job goes on in its own folder. What another program submitted is believed for as long as a submission may take.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from blueprint.contracts import stages
from blueprint.contracts.breaker import BreakerPolicy
from blueprint.contracts.geniesim_runs import (
    EXPORT_COMPLETE,
    EXPORT_LOCK,
    GENIESIM_FAILED,
    JOB_BRIEF,
    OPEN_JOB,
    SUBMISSION,
    SUBMITTED,
    TASK_CONFIG_DOCUMENT,
    Document,
    Submission,
    job_id_of,
    submission_hash,
    submission_inputs,
)
from blueprint.core.artifact import Value
from blueprint.core.change import Change, Drop, Keep, Put
from blueprint.core.errors import BlueprintError, ContractError, JobFailed
from blueprint.core.outcome import failed
from blueprint.engine.run import Run
from blueprint.workflows.geniesim_breaker import count_failure

LONGEST_S = 14400
"""The longest that a submission takes (orchestration-a.md §6)."""

SAME_AGAIN = ("contract_error", "object_missing", "gate_failed", "refused")
"""Causes that the same inputs end in again: the seed decides everything."""


class Parameters(Value):
    """What a submission is made with: computed once, used for the jobs, the hash, the markers and the log (W-41)."""

    robots: tuple[str, ...]
    episodes_per_task: int
    quality_thresholds: dict[str, float]

    def hash(self, scene_id: str, task_config: Document) -> str:
        return submission_hash(self.inputs(scene_id, task_config))

    def inputs(self, scene_id: str, task_config: Document):
        return submission_inputs(scene_id, task_config.root, self.robots, self.episodes_per_task, self.quality_thresholds)


class Claim(Value):
    """verdict: mine (submit), completed (go on with its import), live (somebody else's is under way), blocked (it failed, and would again)."""

    hash: str
    job_id: str
    verdict: Literal["mine", "completed", "live", "blocked"]
    reason: str = ""


def claim(run: Run, parameters: Parameters, again: bool) -> Claim:
    """Reserve the submission. again: failed ones may be tried again (ALLOW_IDEMPOTENT_RETRY). ContractError when the tasks cannot be read."""
    scene_id, name = run.scene_id, TASK_CONFIG_DOCUMENT.at(run.scene_id)

    def hashed(task_config: Document | None) -> str:
        if task_config is None:
            raise ContractError(name, "", "the exported tasks", None)
        return parameters.hash(scene_id, task_config)

    key, now = run.look(TASK_CONFIG_DOCUMENT, hashed), run.now()

    def reserve(standing: Submission | None, task_config: Document | None) -> Change[Submission]:
        if standing and (verdict := _verdict(standing, run.id, now, again)) != "mine":
            return Keep({"verdict": verdict, "job_id": standing.job_id, "reason": standing.reason})
        if task_config is None or parameters.hash(scene_id, task_config) != key:
            raise ContractError(name, "", "the tasks that the submission was identified by", "other tasks, written meanwhile")
        if standing and standing.run_id == run.id and standing.status in ("reserved", "submitted"):
            return Keep({"verdict": "mine", "job_id": standing.job_id})
        wanted = Submission(
            scene_id=scene_id, status="reserved", job_id=job_id_of(key), timestamp=now, hash=key, run_id=run.id,
            inputs=parameters.inputs(scene_id, task_config).model_dump(mode="json"), attempts=standing.attempts + 1 if standing else 1,
        )  # fmt: skip
        return Put(wanted, {"verdict": "mine", "job_id": wanted.job_id})

    return Claim(hash=key, **run.update(SUBMISSION, reserve, given=TASK_CONFIG_DOCUMENT, hash=key))


def _verdict(standing: Submission, run_id: str, now: datetime, again: bool) -> Literal["mine", "completed", "live", "blocked"]:
    if standing.status == "completed":
        return "completed"
    if standing.status in ("failed", "partial"):
        return "mine" if again or standing.retryable or standing.run_id == run_id else "blocked"
    foreign = not standing.run_id
    return "live" if foreign and now < standing.timestamp + timedelta(seconds=LONGEST_S) else "mine"


def follow(run: Run, claimed: Claim, status: Literal["submitted", "completed", "failed"], problem: BlueprintError | None = None) -> None:
    """Say how the submission of this run goes on. What another run holds by now is left alone."""
    now = run.now()
    code = problem.cause_code if isinstance(problem, JobFailed) else problem.code if problem else ""
    facts = {"status": status, "timestamp": now, "retryable": bool(problem) and code not in SAME_AGAIN, "reason": str(problem)[:500] if problem else ""}

    def on(standing: Submission | None) -> Change[Submission]:
        if standing is None or standing.run_id != run.id or standing.status == "completed":
            return Keep()
        return Put(standing.model_copy(update=facts))

    run.update(SUBMISSION, on, hash=claimed.hash)


def complete_export(run: Run, job_id: str, submission: str, robots: tuple[str, ...], backend: str, late: bool) -> None:
    """The export's completion marker, whoever observes that it is complete (WS-50)."""
    run.complete(
        stages.GENIESIM_COMPLETE, clears=GENIESIM_FAILED, robot_type=robots[0] if robots else "", robot_types=list(robots), commercial_only=True,
        ready_for_geniesim=True, job_id=job_id, submission=submission, backend=backend, sla_breached=late,
    )  # fmt: skip


def complete_waiting_export(run: Run, job_id: str) -> None:
    """Of an export that ended before its job did: its submission and its marker, once. Nothing where no export submitted this job."""
    submitted = run.find(SUBMITTED)
    if submitted is None or submitted.job_id != job_id:
        return
    with run.lease(EXPORT_LOCK, minutes=5, wait_minutes=0):
        answered = run.find(EXPORT_COMPLETE)
        if answered and answered.job_id == job_id:
            return
        brief, now = run.find(JOB_BRIEF), run.now()
        if submitted.submission:
            run.update(SUBMISSION, lambda standing: _ended(standing, job_id, now), hash=submitted.submission)
        ours = brief if brief and brief.job_id == job_id else None
        robots = ours.generation_params.robot_types if ours and ours.generation_params else ()
        seconds = ours.job_metrics.duration_seconds if ours and ours.job_metrics else None
        complete_export(run, job_id, submitted.submission, robots, ours.backend if ours else "", (seconds or 0) > LONGEST_S)


def fail_waiting_export(run: Run, policy: BreakerPolicy, job_id: str) -> None:
    """Of an export that ended before its job failed: its submission, its failure marker, the breaker's count, once; and nobody asks for the job again."""
    brief, submitted, now = run.find(JOB_BRIEF), run.find(SUBMITTED), run.now()
    if brief is None or (brief.job_id, brief.status) != (job_id, "failed"):
        return
    reason = brief.failure_reason or "the job record says that it failed"

    def on(standing: Submission | None) -> Change[Submission]:
        if standing is None or standing.job_id != job_id or standing.status not in ("reserved", "submitted"):
            return Keep(False)
        return Put(standing.model_copy(update={"status": "failed", "timestamp": now, "reason": reason[:500]}), True)

    if submitted and submitted.job_id == job_id and run.update(SUBMISSION, on, hash=submitted.submission):
        count_failure(run, policy, "geniesim_submission_failed")
        run.fail(GENIESIM_FAILED, failed("geniesim_submit_failed", reason, job_id=job_id), job_metadata_path=JOB_BRIEF.at(run.scene_id))
    run.update(OPEN_JOB, lambda standing: Drop() if standing and standing.job_id == job_id else Keep(), mends=True)


def _ended(standing: Submission | None, job_id: str, now: datetime) -> Change[Submission]:
    if standing is None or standing.job_id != job_id or standing.status == "completed":
        return Keep()
    return Put(standing.model_copy(update={"status": "completed", "timestamp": now, "retryable": False, "reason": ""}))
