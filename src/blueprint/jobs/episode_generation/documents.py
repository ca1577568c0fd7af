"""What the collection says about itself: manifest, task coverage, validation report, certificates, and the gate report that lets nobody through yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from blueprint.contracts.episode_generation import (
    DATASET,
    CoveredTask,
    GenerationGateReport,
    GenerationManifest,
    Lineage,
    SceneInput,
    TaskCoverage,
    Thresholds,
    TierCompliance,
    ValidationReport,
)
from blueprint.contracts.episodes import CollectionReport, Recording
from blueprint.contracts.gates import GateResult, gate_report
from blueprint.contracts.import_manifest import EpisodeRow, FileDigest
from blueprint.contracts.tasks import TaskSet
from blueprint.domain.quality.episode_gates import CHECKPOINT
from blueprint.domain.quality.judge import Judgement, quality_summary
from blueprint.jobs.episode_generation import Input

NOT_JUDGED = "quality_gate"


@dataclass(frozen=True)
class Collected:
    """scenes: (variation, digest) in their order. recordings: all headers of this collection. folder: below `episodes/`. key: of the dataset."""

    job_id: str
    folder: str
    scenes: Sequence[tuple[str, str]]
    tasks: TaskSet
    report: CollectionReport
    recordings: Sequence[Recording]
    judged: Judgement
    tier: TierCompliance
    key: str


def thresholds(given: Input) -> Thresholds:
    return Thresholds(min_quality_score=given.min_quality_score, min_success_rate=given.min_success_rate, min_episodes=given.min_episodes)


def manifest_of(
    given: Input, run_id: str, found: Collected, rows: Sequence[EpisodeRow], files: Mapping[str, FileDigest], replaced: Mapping[str, FileDigest]
) -> GenerationManifest:
    accepted = [each.header for each in found.judged.accepted]
    counted = Counter(header.variation for header in accepted)
    return GenerationManifest(
        scene_id=given.scene_id, job_id=found.job_id, run_id=run_id, generated_at=datetime.now(UTC), key=found.key, scene_digest=found.scenes[0][1],
        scenes=tuple(SceneInput(variation=name, digest=digest, episodes=counted[name]) for name, digest in found.scenes),
        recordings=f"{found.folder}/recordings", dataset=DATASET, format=given.lerobot_export_format, bundle_tier=given.bundle_tier,
        data_pack_tier=given.data_pack_tier, tier_compliance=found.tier, tasks=len(found.report.tasks), episodes_per_variation=given.episodes_per_variation,
        episodes_per_task=given.episodes_per_task, attempted=found.report.attempted, succeeded=found.report.succeeded, replayed=found.report.replayed,
        accepted=len(accepted),
        frames=sum(row.frames for row in rows), splits=dict(Counter(row.split for row in rows)), thresholds=thresholds(given),
        quality=quality_summary(found.judged, given.min_quality_score), lineage=_lineage(given, accepted), episodes=tuple(rows), files=dict(files),
        replaced={name: digest for name, digest in replaced.items() if name not in files}, seconds=found.report.seconds,
    )  # fmt: skip


def _lineage(given: Input, accepted: Sequence[Recording]) -> Lineage:
    return Lineage(
        simulators=tuple(sorted({header.simulator for header in accepted})), timestep_s=tuple(sorted({header.timestep_s for header in accepted})),
        code_versions=tuple(sorted({header.code_version for header in accepted})), robot=given.robot_type, seed=given.seed, fps=given.fps,
        image_resolution=next(((header.cameras[0].width, header.cameras[0].height) for header in accepted if header.cameras), None),
    )  # fmt: skip


def coverage_of(given: Input, found: Collected) -> TaskCoverage:
    accepted = [(each.header.task.task_id, each.header.variation) for each in found.judged.accepted]
    tasks = tuple(
        CoveredTask(
            task_id=tally.task_id, instruction=tally.instruction, kind=tally.kind, attempted=tally.attempted, succeeded=tally.succeeded,
            accepted=sum(task == tally.task_id for task, _ in accepted),
            variations=dict(sorted(Counter(variation for task, variation in accepted if task == tally.task_id).items())),
        )
        for tally in found.report.tasks
    )
    return TaskCoverage(scene_id=given.scene_id, job_id=found.job_id, robot=given.robot_type, tasks=tasks, dropped=found.tasks.dropped)


def validation_of(given: Input, found: Collected, findings: Sequence[str]) -> ValidationReport:
    return ValidationReport(
        scene_id=given.scene_id, job_id=found.job_id, generated_at=datetime.now(UTC), thresholds=thresholds(given), total=found.judged.total,
        accepted=tuple(each.header.episode_id for each in found.judged.accepted), rejected=found.judged.rejected, dataset_findings=tuple(findings),
        quality=quality_summary(found.judged, given.min_quality_score),
    )  # fmt: skip


def pending_report(given: Input, run_id: str, found: Collected, results: Sequence[GateResult]) -> GenerationGateReport:
    """The job's own gates, and the gate job's as not run: what was not run is not passed."""
    report = gate_report(given.scene_id, tuple(results))
    numbers = report.summary.model_copy(update={"can_proceed": False, "required_checkpoints": 2, "skipped_checkpoints": 1})
    waits = {
        "required_checkpoints": (CHECKPOINT, NOT_JUDGED), "skipped_checkpoints": (NOT_JUDGED,),
        "skip_reasons": {NOT_JUDGED: "quality-gate-job has not judged this dataset yet"}, "summary": numbers,
    }  # fmt: skip
    body = report.model_copy(update=waits).model_dump()
    return GenerationGateReport(job_id=found.job_id, run_id=run_id, key=found.key, judged_by="episode-generation-job", **body)


