"""The import's manifest and its README, from what was judged and what was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from blueprint.contracts.import_manifest import (
    EpisodeCounts,
    EpisodeRow,
    FileDigest,
    ImportIdempotency,
    ImportManifest,
    ImportProvenance,
    LeRobotPart,
    Package,
)
from blueprint.domain.quality.judge import Judgement, quality_summary


@dataclass(frozen=True)
class Facts:
    """backend: as the job record says, "" when there is none. format: LeRobot's version of the dataset."""

    scene_id: str
    job_id: str
    run_id: str
    prefix: str
    key: str
    least_score: float
    least_episodes: int
    format: str
    now: datetime
    backend: str
    provenance: str | None


def manifest_of(facts: Facts, judged: Judgement, rows: Sequence[EpisodeRow], files: Mapping[str, FileDigest], package: Package | None) -> ImportManifest:
    headers = [each.header for each in judged.accepted]
    return ImportManifest(
        generated_at=facts.now, scene_id=facts.scene_id, run_id=facts.run_id, job_id=facts.job_id, status="completed", import_status="completed", success=True,
        robot_types=tuple(sorted({header.robot for header in headers})), output_dir=facts.prefix.rpartition("/")[2], gcs_output_path=facts.prefix,
        job_idempotency=ImportIdempotency(key=facts.key), asset_provenance_path=facts.provenance, episodes=_counts(facts, judged),
        quality=quality_summary(judged, facts.least_score), lerobot=_lerobot(facts, judged, rows), package=package,
        provenance=ImportProvenance(
            scene_id=facts.scene_id, backend=facts.backend, simulators=tuple(sorted({header.simulator for header in headers})),
            code_versions=tuple(sorted({header.code_version for header in headers})),
            scene_digests={header.variation: header.scene_digest for header in headers}, seeds=tuple(sorted({header.seed for header in headers})),
        ),
        checksums=dict(files),
    )  # fmt: skip


def _counts(facts: Facts, judged: Judgement) -> EpisodeCounts:
    return EpisodeCounts(
        downloaded=judged.total, passed_validation=len(judged.accepted), filtered=len(judged.rejected), parse_failed=judged.count("unreadable"),
        excluded_failed_attempts=judged.count("failed_attempt"), excluded_certification=judged.count("certification"),
        excluded_low_quality=judged.count("low_quality"), min_required=facts.least_episodes,
    )  # fmt: skip


def _lerobot(facts: Facts, judged: Judgement, rows: Sequence[EpisodeRow]) -> LeRobotPart:
    left_out = judged.total - len(rows)
    return LeRobotPart(
        conversion_success=True, converted_count=len(rows), skipped_episodes=left_out, skip_rate_percent=round(100 * left_out / judged.total, 3),
        output_dir="lerobot", format=facts.format, frames=sum(row.frames for row in rows), splits=dict(Counter(row.split for row in rows)),
    )  # fmt: skip


def readme(facts: Facts, judged: Judgement, rows: Sequence[EpisodeRow]) -> str:
    """What a person who finds the folder wants to know, in Markdown."""
    splits = Counter(row.split for row in rows)
    tasks = Counter(row.instruction for row in rows)
    left_out = Counter(each.category for each in judged.rejected)
    lines = [
        f"# Robot episodes of scene {facts.scene_id}, job {facts.job_id}", "",
        f"- {len(rows)} episodes, {sum(row.frames for row in rows)} frames, {len(tasks)} tasks; LeRobot {facts.format} in `lerobot/`",
        f"- splits by variation: {', '.join(f'{name} {count}' for name, count in splits.items())}",
        f"- left out: {', '.join(f'{name} {count}' for name, count in sorted(left_out.items())) or 'nothing'}; reasons in `quarantine.json`",
        f"- collected by: {facts.backend or 'not stated'}; each episode's origin in `episodes.json`, digests in `checksums.json`", "",
        "| task | episodes |", "| --- | --- |", *(f"| {task} | {count} |" for task, count in sorted(tasks.items())), "",
    ]  # fmt: skip
    return "\n".join(lines)
