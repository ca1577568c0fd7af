"""`episodes/` of the way without Genie Sim: what the scene's own collection says about itself (jobs.md §2.18, §3.17.3, §3.17.5; orchestration-b.md §3.5).

Below `scenes/<id>/episodes/`: `generated_<key>/recordings/` one recording per attempt (key: of the scene files, robot and seed, so that another
scene or seed never mixes with them); `lerobot/` the dataset, a pure LeRobot tree (contract: `meta/`, `data/` and `videos/` stand in it, not
beside it); `manifests/`, `quality/` what describes it, `quality/<episode>/quality_certificate.json` for each episode of the dataset.
What is not measured is null.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from blueprint.contracts.geniesim_runs import SCENE_CONFIG, SceneConfig, canonical
from blueprint.contracts.import_manifest import EpisodeRow, FileDigest, JobGateReport, QualitySummary, Rejected
from blueprint.contracts.tasks import DroppedTask
from blueprint.core.artifact import Artifact, File, Value

BundleTier = Literal["standard", "pro", "enterprise", "foundation"]
DataPack = Literal["core", "plus", "full"]
Use = Literal["production_training", "fine_tuning", "testing"]

DATASET = "lerobot"
"""The folder of the dataset below `episodes/`."""


class EpisodeConfig(SceneConfig):
    """`config.json` as this stage reads it; a value that is there beats the event's (WS-63)."""

    bundle_tier: BundleTier | None = None
    audio_narration_enabled: bool = False
    subtitle_generation_enabled: bool = False


class SceneInput(Value):
    """A scene file that was collected on. variation: "base", or a variation's id."""

    variation: str
    digest: str
    episodes: int


class TierCompliance(Value):
    """Of what a data pack promises: what stands in dataset and recordings, and what does not."""

    tier: DataPack
    provided: tuple[str, ...]
    missing: tuple[str, ...]


class Lineage(Value):
    """simulator: as the recordings name it. container_image: null, no container is made by us."""

    sim_backend: Literal["mujoco"] = "mujoco"
    simulators: tuple[str, ...]
    container_image: str | None = None
    timestep_s: tuple[float, ...]
    code_versions: tuple[str, ...]
    robot: str
    seed: int
    fps: int
    image_resolution: tuple[int, int] | None


class Thresholds(Value):
    min_quality_score: float
    min_success_rate: float
    min_episodes: int


class GenerationManifest(Value):
    """`manifests/generation_manifest.json`, written last of what the job publishes.

    job_id: the collection's identity. key: SHA-256 over the recordings and over how the dataset was made: the same key is the same dataset.
    episodes_per_task: of each task over all scene files, when so many were asked for; else 0. attempted = the recordings; succeeded, replayed:
    of those; accepted: in the dataset. files: digests of everything that was published with this manifest but itself, by its path below
    `episodes/`. replaced: files of the manifest before, which are to go.
    """

    schema_version: Literal["1"] = "1"
    scene_id: str
    job_id: str
    run_id: str
    generated_at: datetime
    key: str
    scene_digest: str
    scenes: tuple[SceneInput, ...]
    recordings: str
    dataset: str
    format: str
    bundle_tier: BundleTier
    data_pack_tier: DataPack
    tier_compliance: TierCompliance
    tasks: int
    episodes_per_variation: int
    episodes_per_task: int = 0
    attempted: int
    succeeded: int
    replayed: int
    accepted: int
    frames: int
    splits: dict[str, int]
    thresholds: Thresholds
    quality: QualitySummary
    lineage: Lineage
    episodes: tuple[EpisodeRow, ...]
    files: dict[str, FileDigest]
    replaced: dict[str, FileDigest] = {}
    seconds: float


class CoveredTask(Value):
    task_id: str
    instruction: str
    kind: str
    attempted: int
    succeeded: int
    accepted: int
    variations: dict[str, int]


class TaskCoverage(Value):
    """`manifests/task_coverage.json`: every task of the scene, what was made of it, and what was thought of and dropped. variations: accepted, by scene."""

    scene_id: str
    job_id: str
    robot: str
    tasks: tuple[CoveredTask, ...]
    dropped: tuple[DroppedTask, ...]


class ValidationReport(Value):
    """`quality/validation_report.json`: what every attempt was found to be. rejected: with its reasons; the recordings stay."""

    scene_id: str
    job_id: str
    generated_at: datetime
    thresholds: Thresholds
    total: int
    accepted: tuple[str, ...]
    rejected: tuple[Rejected, ...]
    dataset_findings: tuple[str, ...] = ()
    quality: QualitySummary


class TrajectoryMetrics(Value):
    """path_efficiency: of what was carried, straight line ÷ way. dynamics_feasibility: share of frames within range, speed and torque."""

    smoothness_score: float | None
    mean_jerk: float | None
    max_jerk: float | None
    path_efficiency: float | None
    time_efficiency: float | None = None
    trajectory_length_meters: float
    dynamics_feasibility: float | None
    joint_limit_violations: int | None
    velocity_limit_violations: int | None
    torque_limit_violations: int | None
    collision_count: int
    self_collision_count: int | None = None
    min_clearance_meters: float | None = None


class VisualMetrics(Value):
    """Of frames spread over the first camera's film. mean_sharpness: variance of the Laplacian of the grey levels 0 … 255."""

    mean_sharpness: float
    mean_brightness: float
    brightness_std: float
    target_visibility_ratio: float | None = None
    mean_target_pixel_count: float | None = None
    occlusion_events: int | None = None
    viewpoint_diversity: float | None = None
    workspace_coverage: float | None = None


class TaskMetrics(Value):
    """final_state_error_meters: the largest distance in the plane from where an object ended to its goal."""

    goal_achievement_score: float | None = None
    final_state_error_meters: float | None
    final_orientation_error_rad: float | None = None
    skill_segment_count: int
    skill_segments_correct: int | None = None
    skill_correctness_ratio: float | None = None
    constraint_violations: int | None = None
    constraint_satisfaction_score: float | None = None


class DiversityMetrics(Value):
    trajectory_novelty: float | None = None
    path_similarity_to_nearest: float | None = None
    state_space_coverage: float | None = None
    configuration_diversity: float | None = None


class Sim2RealMetrics(Value):
    """physics_plausibility_score: share of the physics gates that apply and passed."""

    physics_plausibility_score: float
    contact_forces_realistic: bool | None = None
    max_contact_force_newtons: float | None
    timing_realism_score: float | None = None
    episode_duration_seconds: float
    human_baseline_ratio: float | None = None


class ProvenanceMetrics(Value):
    """channel_provenance: channel → the simulator that it was read from, after the replay ended in the same bytes."""

    data_realness_score: float | None = None
    heuristic_frame_ratio: float | None = None
    channel_provenance: dict[str, str]
    real_channel_count: int
    total_channel_count: int


class QualityCertificate(Value):
    """`quality/<episode>/quality_certificate.json`. validation_tier: data of this simulator is a tier of its own and never said to be Isaac's.

    recommended_use: by score (0.90, 0.80), at most fine_tuning without pictures, testing when a gate failed.
    """

    episode_id: str
    scene_id: str
    task_id: str
    generated_at: datetime
    pipeline_version: str
    sensor_source: Literal["simulation"] = "simulation"
    physics_backend: Literal["mujoco"] = "mujoco"
    validation_tier: Literal["sim_mujoco"] = "sim_mujoco"
    isaac_sim_version: None = None
    gpu_type: None = None
    data_quality_level: Literal["production", "development"]
    training_suitability: Use
    recommended_use: Use
    trajectory_metrics: TrajectoryMetrics
    visual_metrics: VisualMetrics | None
    task_metrics: TaskMetrics
    diversity_metrics: DiversityMetrics = DiversityMetrics()
    sim2real_metrics: Sim2RealMetrics
    quality_weights: dict[str, float]
    provenance_metrics: ProvenanceMetrics
    overall_quality_score: float
    confidence_score: float | None = None
    validation_passed: bool
    validation_warnings: tuple[str, ...] = ()
    validation_errors: tuple[str, ...] = ()
    data_hash: str
    frame_count: int
    camera_count: int
    partial_camera_coverage: bool
    ee_coverage_ratio: float


class GenerationGateReport(JobGateReport):
    """`episode-generation-job/quality_gate_report.json`. run_id, key: of the dataset that is judged (WS-54). judged_by: the job writes it first,
    with everything that is still to be judged as not run, so that it lets nobody through; the gate's word takes its place."""

    run_id: str
    key: str
    judged_by: Literal["episode-generation-job", "quality-gate-job"]


def generation_id(scenes: Sequence[tuple[str, str]], robot: str, seed: int, fps: int, picture: tuple[int, int] | None) -> str:
    """`own-<12 hex>`: of (variation, digest) in their order and of what decides an episode besides its task. picture: width, height; None without."""
    body = {"scenes": list(scenes), "robot": robot, "seed": seed, "fps": fps, "picture": picture}
    return f"own-{hashlib.sha256(canonical(body).encode()).hexdigest()[:12]}"


def generation_folder(job_id: str) -> str:
    """The folder below `episodes/` of a collection's recordings."""
    return f"generated_{job_id.removeprefix('own-')}"


_ROOT = "scenes/{scene_id}/episodes"
EPISODE_CONFIG = Artifact(SCENE_CONFIG.pattern, EpisodeConfig)
GENERATION_MANIFEST = Artifact(f"{_ROOT}/manifests/generation_manifest.json", GenerationManifest)
TASK_COVERAGE = Artifact(f"{_ROOT}/manifests/task_coverage.json", TaskCoverage)
VALIDATION_REPORT = Artifact(f"{_ROOT}/quality/validation_report.json", ValidationReport)
QUALITY_CERTIFICATE = Artifact(f"{_ROOT}/quality/{{episode}}/quality_certificate.json", QualityCertificate)
GENERATION_GATE_REPORT = Artifact("scenes/{scene_id}/episode-generation-job/quality_gate_report.json", GenerationGateReport)
GENERATION_LOCK = File("scenes/{scene_id}/locks/episode-generation.lock")
