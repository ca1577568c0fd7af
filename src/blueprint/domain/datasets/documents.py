"""The documents under `meta/` of a dataset, of either format and of any writer, as they are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from blueprint.domain.datasets.rows import Sum, sha256_of_sums


class FeatureInfo(BaseModel):
    dtype: str
    shape: tuple[int, ...]
    names: Any = None


class Info(BaseModel):
    """meta/info.json."""

    codebase_version: str
    robot_type: str | None = None
    fps: int
    total_episodes: int
    total_frames: int
    total_tasks: int
    chunks_size: int
    data_path: str
    video_path: str | None = None
    splits: dict[str, str]
    features: dict[str, FeatureInfo]
    data_files_size_in_mb: float = 100
    video_files_size_in_mb: float = 200


class Checksums(BaseModel):
    """meta/checksums.json. episodes: per video file, the sha256 of each of its episodes' packets. signature: of whoever sends it on."""

    model_config = ConfigDict(extra="forbid")

    files: dict[str, Sum]
    episodes: dict[str, list[str]]
    sha256: str | None = None
    generated_at: str | None = None
    signature: dict[str, str] | None = None


class TaskLine(BaseModel):
    """A line of meta/tasks.jsonl (v2.1)."""

    task_index: int
    task: str


class EpisodeLine(BaseModel):
    """A line of meta/episodes.jsonl (v2.1)."""

    episode_index: int
    tasks: list[str]
    length: int


class StatsLine(BaseModel):
    """A line of meta/episodes_stats.jsonl (v2.1)."""

    episode_index: int
    stats: dict[str, dict[str, Any]]


def read_checksums(path: Path) -> Checksums:
    """Other writers make none."""
    found = Checksums.model_validate_json(path.read_bytes())
    if found.sha256 is not None and found.sha256 != sha256_of_sums(found.model_dump()):
        raise ValueError("its own sha256 is another")
    return found
