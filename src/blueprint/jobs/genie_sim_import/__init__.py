"""Recordings are checked, scored from their own frames and written as one LeRobot dataset with its manifest (jobs.md §2.17, §3.18, §4.15)."""

from __future__ import annotations

from typing import Literal

from blueprint.core.artifact import Value
from blueprint.core.job import Job, Resources, env


class Input(Value):
    """local_episodes_prefix: where the recordings are; empty: where `job.json` says, else `scenes/<id>/episodes/geniesim_<job id>`."""

    job_id: str = env("GENIE_SIM_JOB_ID")
    scene_id: str = env("SCENE_ID")
    local_episodes_prefix: str = env("LOCAL_EPISODES_PREFIX", "")
    min_quality_score: float = env("MIN_QUALITY_SCORE", 0.85, ge=0, le=1)
    min_episodes_required: int = env("MIN_EPISODES_REQUIRED", 1, ge=1)
    enable_validation: bool = env("ENABLE_VALIDATION", True)
    filter_low_quality: bool = env("FILTER_LOW_QUALITY", True)
    lerobot_export_format: Literal["lerobot_v3", "lerobot_v2"] = env("LEROBOT_EXPORT_FORMAT", "lerobot_v3")
    bundle: bool = env("ENABLE_LEROBOT_BUNDLE", True)


class Output(Value):
    """output_path: the prefix of what was imported. duplicate: the very same import stood there already."""

    scene_id: str
    job_id: str
    robot: str
    downloaded: int
    passed_validation: int
    filtered: int
    average_quality: float | None
    output_path: str
    manifest: str
    duplicate: bool = False


JOB = Job(
    name="genie-sim-import-job", inputs=Input, outputs=Output, main="blueprint.jobs.genie_sim_import.main:main",
    resources=Resources(cpu=1, memory_gib=4, timeout_s=1800),
)  # fmt: skip
