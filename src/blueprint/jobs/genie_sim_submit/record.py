"""`geniesim/job.json`: each robot adds its part by compare-and-swap; the record is completed when every robot of the submission has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import mujoco

from blueprint.contracts.episodes import CollectionReport
from blueprint.contracts.geniesim_runs import (
    JOB_IDEMPOTENCY,
    JOB_RECORD,
    OPEN_JOB,
    GenerationParams,
    GenieSimJob,
    JobArtifacts,
    JobIdempotency,
    JobIdempotencyFile,
    JobMetrics,
    LocalExecution,
    OpenJob,
    ProvenanceGate,
)
from blueprint.contracts.import_manifest import JobGateReport
from blueprint.core.change import Change, Put
from blueprint.core.errors import GateFailed
from blueprint.jobs.genie_sim_submit import Input
from blueprint.runtimes.process import JobContext
from blueprint.store.swap import swap


@dataclass(frozen=True)
class Part:
    """What one robot collected into `folder`. gates: of its recordings; None when there was nothing to collect."""

    robot: str
    folder: str
    report: CollectionReport
    gates: JobGateReport | None
    started: datetime
    ended: datetime

    @property
    def status(self) -> Literal["completed", "failed", "skipped"]:
        if self.gates is None:
            return "skipped"
        return "completed" if self.gates.summary.can_proceed else "failed"

    def metrics(self, job_id: str) -> JobMetrics:
        passed = 0 if self.gates is None else int(self.gates.results[0].details["passed"])
        collected = len(self.report.episodes)
        reason = self.report.skipped_reason or ("" if self.status == "completed" else "no_episode_that_may_be_imported")
        return JobMetrics(
            job_id=job_id, status=self.status, created_at=self.started, completed_at=self.ended,
            duration_seconds=round((self.ended - self.started).total_seconds(), 3), attempted=self.report.attempted,
            succeeded=self.report.succeeded, total_episodes=collected, episodes_collected=collected, episodes_passed=passed,
            quality_pass_rate=round(passed / collected, 6) if collected else None, failure_reason=reason,
        )  # fmt: skip


def add_part(
    context: JobContext, given: Input, job_id: str, identity: JobIdempotency, provenance: ProvenanceGate, part: Part
) -> Literal["submitted", "completed"]:
    """The index of open jobs first, the record last. Raises GateFailed when every part has come and one had failed before this one."""
    path = JOB_RECORD.at(given.scene_id)
    context.store.write(OPEN_JOB, OpenJob(scene_id=given.scene_id, job_id=job_id, timestamp=part.ended), given.scene_id)
    context.store.write(JOB_IDEMPOTENCY, JobIdempotencyFile(
        key=identity.key, scene_id=given.scene_id, task_config_hash=identity.task_config_hash, export_manifest_hash=identity.export_manifest_hash,
        submitted_at=part.started, job_id=job_id, job_metadata_path=path,
    ), given.scene_id)  # fmt: skip

    def merged(standing: GenieSimJob | None) -> Change[GenieSimJob]:
        same = standing is not None and standing.job_id == job_id and (standing.status != "failed" or standing.run_id == context.request.run_id)
        ours = standing if same else None
        wanted = _merged(context.request.run_id, given, job_id, identity, provenance, part, ours)
        return Put(wanted, wanted.status)

    status = swap(context.store, JOB_RECORD, given.scene_id, {}, merged, mends=True)
    if status == "failed" and part.status != "failed" and len(given.robots) > 1:
        raise GateFailed("genie-sim collection", [f"{path}: another robot's part failed"])
    return "completed" if status == "completed" else "submitted"


def _merged(
    run_id: str, given: Input, job_id: str, identity: JobIdempotency, provenance: ProvenanceGate, part: Part, standing: GenieSimJob | None
) -> GenieSimJob:
    metrics = {**(standing.job_metrics_by_robot if standing else {}), part.robot: part.metrics(job_id)}
    place = f"scenes/{given.scene_id}/episodes/{part.folder}"
    artifacts = {**(standing.artifacts_by_robot if standing else {})}
    if part.status == "completed":
        artifacts[part.robot] = JobArtifacts(episodes_prefix=place, lerobot_prefix=f"{place}/lerobot")
    status = _status(given, metrics)
    reasons = {robot: each.failure_reason for robot, each in sorted(metrics.items()) if each.failure_reason}
    first_submitted = standing.idempotency.first_submitted_at if standing else identity.first_submitted_at
    total = _total(job_id, status, metrics)
    return GenieSimJob(
        job_id=job_id, scene_id=given.scene_id, status=status, submitted_at=first_submitted, run_id=run_id,
        message="collected by the local simulator (MuJoCo) from the scene's own USD; no Genie Sim server was asked",
        idempotency=identity.model_copy(update={"first_submitted_at": first_submitted}), idempotency_key=identity.key,
        bundle={name: f"scenes/{given.scene_id}/geniesim/{name}.json" for name in ("scene_graph", "asset_index", "task_config")}
        | {"asset_provenance": provenance.asset_provenance_path}, provenance_gate=provenance,
        generation_params=GenerationParams(
            robot_type=given.robots[0], robot_types=given.robots, episodes_per_task=given.episodes_per_task, num_variations=given.num_variations,
            min_quality_score=given.min_quality_score, seed=given.seed,
        ),
        local_execution=LocalExecution(
            success=status == "completed", server_info={"engine": "mujoco", "version": mujoco.__version__},
            episodes_collected=total.episodes_collected, episodes_passed=total.episodes_passed,
            task_success_rate=round(total.succeeded / total.attempted, 6) if total.attempted else None,
            generation_duration_seconds=total.duration_seconds or 0.0, by_robot=metrics,
        ),
        job_metrics=total, job_metrics_by_robot=metrics,
        artifacts=next(iter(artifacts.values()), JobArtifacts(episodes_prefix=place)), artifacts_by_robot=artifacts,
        failure_reason="; ".join(dict.fromkeys(reasons.values())) if status == "failed" else "", failure_details=reasons,
    )  # fmt: skip


def _status(given: Input, metrics: dict[str, JobMetrics]) -> Literal["submitted", "completed", "failed"]:
    if any(each.status == "failed" for each in metrics.values()):
        return "failed"
    if set(metrics) < set(given.robots):
        return "submitted"
    return "completed" if any(each.status == "completed" for each in metrics.values()) else "failed"


def _total(job_id: str, status: str, metrics: dict[str, JobMetrics]) -> JobMetrics:
    """Of all robots: they collect side by side, so the seconds are the longest of theirs."""
    parts = list(metrics.values())
    collected, passed = sum(each.episodes_collected for each in parts), sum(each.episodes_passed for each in parts)
    return JobMetrics(
        job_id=job_id, status=status, created_at=min(each.created_at for each in parts if each.created_at),
        completed_at=max(each.completed_at for each in parts if each.completed_at),
        duration_seconds=max(each.duration_seconds or 0.0 for each in parts), attempted=sum(each.attempted for each in parts),
        succeeded=sum(each.succeeded for each in parts), total_episodes=collected, episodes_collected=collected,
        episodes_passed=passed, quality_pass_rate=round(passed / collected, 6) if collected else None,
    )  # fmt: skip
