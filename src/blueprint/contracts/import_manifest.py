"""`episodes/geniesim_<job>/`: what an import says about itself (jobs.md §3.18), and the evidence it is let in by (orchestration-b.md B12).

Names are relative to the folder of the import. What is not measured is null.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from blueprint.contracts.episodes import Seconds
from blueprint.contracts.gates import GateReport
from blueprint.contracts.geniesim_runs import LENIENT, Document
from blueprint.core.artifact import Artifact, Value


class Rejected(Value):
    """A recording that is not in the dataset. reasons: each names what was expected and what was found."""

    episode_id: str
    category: Literal["unreadable", "failed_attempt", "certification", "low_quality"]
    reasons: tuple[str, ...]


class Quarantine(Value):
    """`quarantine.json`: the recordings stay where they are; nothing is deleted."""

    scene_id: str
    job_id: str
    episodes: tuple[Rejected, ...]


class EpisodeRow(Value):
    """Where an episode of the dataset comes from. seconds: wall seconds of its making; quality: computed from its frames, null when it was not."""

    episode_index: int
    episode_id: str
    split: str
    task_id: str
    instruction: str
    variation: str
    scene_digest: str
    seed: int
    code_version: str
    simulator: str
    frames: int
    frames_sha256: str
    final_sha256: str
    seconds: Seconds
    quality: float | None


class EpisodeTable(Value):
    """`episodes.json`: the dataset's episodes in their order."""

    scene_id: str
    job_id: str
    episodes: tuple[EpisodeRow, ...]


class JobGateReport(GateReport):
    """`quality_gate_report.json` in a job's folder: what the collection's own recordings are good for."""

    job_id: str


class EpisodeCounts(Value):
    """downloaded = passed_validation + filtered. filtered: by category below."""

    downloaded: int
    passed_validation: int
    filtered: int
    parse_failed: int
    excluded_failed_attempts: int
    excluded_certification: int
    excluded_low_quality: int
    min_required: int


class QualitySummary(Value):
    """Of the episodes in the dataset. component_means: null where no episode has the measurement."""

    threshold: float
    average_score: float | None
    min_score: float | None
    max_score: float | None
    component_means: dict[str, float | None]


class LeRobotPart(Value):
    conversion_success: bool
    converted_count: int
    skipped_episodes: int
    skip_rate_percent: float
    output_dir: str
    format: str
    frames: int
    splits: dict[str, int] = {}
    error: str | None = None
    required: bool = True


class FileDigest(Value):
    sha256: str
    size_bytes: int


class Package(Value):
    path: str
    sha256: str
    size_bytes: int
    format: Literal["tar.gz"] = "tar.gz"
    includes: tuple[str, ...]


class Checksums(Value):
    """`checksums.json`: of every file of the import but the manifest and itself."""

    files: dict[str, FileDigest]
    generated_at: datetime


class ImportIdempotency(Value):
    """key: SHA-256 over the recordings' digests and the import's parameters: the same key is the same import."""

    key: str


class ImportProvenance(Value):
    scene_id: str
    backend: str
    simulators: tuple[str, ...]
    code_versions: tuple[str, ...]
    scene_digests: dict[str, str]
    seeds: tuple[int, ...]


class ImportManifest(Value):
    schema_version: Literal["1.3"] = "1.3"
    generated_at: datetime
    scene_id: str
    run_id: str
    job_id: str
    status: Literal["completed", "failed"]
    import_status: Literal["completed", "failed"]
    success: bool
    robot_types: tuple[str, ...]
    recordings_format: Literal["parquet"] = "parquet"
    output_dir: str
    gcs_output_path: str
    job_idempotency: ImportIdempotency
    readme_path: str = "README.md"
    checksums_path: str = "checksums.json"
    quarantine_path: str = "quarantine.json"
    asset_provenance_path: str | None = None
    episodes: EpisodeCounts
    quality: QualitySummary
    lerobot: LeRobotPart
    package: Package | None = None
    provenance: ImportProvenance
    checksums: dict[str, FileDigest] = {}


class ManifestEpisodes(Value):
    model_config = LENIENT

    downloaded: int
    passed_validation: int


class ManifestQuality(Value):
    model_config = LENIENT

    average_score: float | None


class ManifestBrief(Value):
    """What the workflow needs of a manifest, its own job's or another's."""

    model_config = LENIENT

    scene_id: str
    job_id: str
    status: str = ""
    import_status: str = ""
    success: bool = True
    episodes: ManifestEpisodes
    quality: ManifestQuality
    gcs_output_path: str = ""
    output_dir: str = ""


class GateNumbers(Value):
    model_config = LENIENT

    can_proceed: bool
    blocking_failures: int = Field(ge=0)


class GateEvidence(Value):
    """A quality gate report of any program, as far as it decides. job_id: "" when it does not say which job it judges."""

    model_config = LENIENT

    scene_id: str = ""
    job_id: str = ""
    summary: GateNumbers


class CertificateEvidence(Value):
    model_config = LENIENT

    scene_id: str = ""
    job_id: str = ""
    validation_passed: bool
    recommended_use: str = ""


IMPORT_MANIFEST = Artifact("scenes/{scene_id}/episodes/{folder}/import_manifest.json", ImportManifest)
IMPORT_MANIFEST_BRIEF = Artifact(IMPORT_MANIFEST.pattern, ManifestBrief)
IMPORT_MANIFEST_DOCUMENT = Artifact(IMPORT_MANIFEST.pattern, Document)
SCENE_IMPORT_MANIFEST = Artifact("scenes/{scene_id}/geniesim/import_manifest.json", Document)
CHECKSUMS = Artifact("scenes/{scene_id}/episodes/{folder}/checksums.json", Checksums)
QUARANTINE = Artifact("scenes/{scene_id}/episodes/{folder}/quarantine.json", Quarantine)
EPISODE_TABLE = Artifact("scenes/{scene_id}/episodes/{folder}/episodes.json", EpisodeTable)
WRITTEN_GATE_REPORT = Artifact("scenes/{scene_id}/episodes/{folder}/quality_gate_report.json", JobGateReport)
JOB_GATE_REPORT = Artifact("scenes/{scene_id}/episodes/{folder}/quality_gate_report.json", GateEvidence)
SCENE_GATE_REPORT = Artifact("scenes/{scene_id}/episode-generation-job/quality_gate_report.json", GateEvidence)
JOB_CERTIFICATE = Artifact("scenes/{scene_id}/episodes/{folder}/quality_certificate.json", CertificateEvidence)
