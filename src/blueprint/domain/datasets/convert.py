"""Recorded episodes of one robot become one LeRobot dataset: the same for every collector (contracts/episodes.py; jobs.md §3.17.4).

State is joint positions and the gripper, as measured; action is what the simulator was given. Everything else of a recording stays in the
recording. Variations are never divided between splits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from blueprint.contracts.episodes import Recording
from blueprint.contracts.import_manifest import EpisodeRow
from blueprint.core.errors import ContractError
from blueprint.domain.datasets.features import SPLITS, Array, Episode, Feature, VideoFeature
from blueprint.domain.datasets.plan import Format
from blueprint.domain.datasets.splits import assign_splits
from blueprint.domain.datasets.writer import DatasetWriter
from blueprint.domain.quality.frames import Frames, read_frames


@dataclass(frozen=True)
class Recorded:
    """A recording's header with its files. videos: camera name → file. quality: as computed from its frames; None: not computed."""

    header: Recording
    frames: Path
    videos: dict[str, Path]
    quality: float | None = None


def convert(
    recordings: Sequence[Recorded], root: Path, *, format: Format = "v3.0", seed: int = 42, ratios: tuple[float, float, float] = (0.8, 0.1, 0.1),
    progress: Callable[[int, int], None] | None = None,
) -> tuple[EpisodeRow, ...]:
    """Write the dataset at `root`, which must not exist or be one that was begun from the same recordings; a row of provenance per episode.

    Raises ContractError when there is none, or when they differ in robot, rate, joints or cameras. Same recordings, same bytes.
    """
    first = _one_kind(recordings)
    splits = assign_splits([f"{each.header.scene_id}/{each.header.variation}" for each in recordings], ratios, seed)
    ordered = sorted(zip(splits, recordings, strict=True), key=lambda pair: (SPLITS.index(pair[0]), pair[1].header.episode_id))
    with_objects = len({each.header.objects for each in recordings}) == 1 and bool(first.objects)
    rows: list[EpisodeRow] = []
    videos = {f"observation.images.{camera.name}": VideoFeature(camera.height, camera.width) for camera in first.cameras}
    with DatasetWriter(root, fps=first.fps, robot_type=first.robot, features=_features(first, with_objects), videos=videos, format=format) as writer:
        for number, (split, each) in enumerate(ordered):
            frames = read_frames(each.frames, each.header)
            if number >= writer.episodes:
                writer.add(_episode(each, frames, split, with_objects))
            rows.append(_row(number, split, each))
            if progress:
                progress(number + 1, len(ordered))
        writer.finalize()
    return tuple(rows)


def _one_kind(recordings: Sequence[Recorded]) -> Recording:
    if not recordings:
        raise ContractError("dataset", "episodes", "at least one recording", 0)
    first = recordings[0].header
    for each in recordings[1:]:
        for field, expected, found in (
            ("robot", first.robot, each.header.robot), ("fps", first.fps, each.header.fps), ("joint_names", first.joint_names, each.header.joint_names),
            ("cameras", _shapes(first), _shapes(each.header)),
        ):  # fmt: skip
            if expected != found:
                raise ContractError(each.header.episode_id, field, f"{expected}, as in {first.episode_id}", found)
    return first


def _shapes(header: Recording) -> dict[str, tuple[int, int]]:
    return {camera.name: (camera.height, camera.width) for camera in header.cameras}


def _features(header: Recording, with_objects: bool) -> dict[str, Feature]:
    names = (*header.joint_names, "gripper")
    features = {
        "observation.state": Feature("float32", (len(names),), names),
        "action": Feature("float32", (len(names),), names),
        "observation.ee_position": Feature("float32", (3,), ("x", "y", "z")),
        "observation.ee_wxyz": Feature("float32", (4,), ("w", "x", "y", "z")),
    }
    if with_objects:
        poses = tuple(f"{name}.{axis}" for name in header.objects for axis in ("x", "y", "z", "qw", "qx", "qy", "qz"))
        features["observation.environment_state"] = Feature("float32", (len(poses),), poses)
    return features


def _episode(each: Recorded, frames: Frames, split: str, with_objects: bool) -> Episode:
    columns: dict[str, Array] = {
        "observation.state": np.column_stack([frames.joint_position, frames.gripper]), "action": frames.action,
        "observation.ee_position": frames.ee_position, "observation.ee_wxyz": frames.ee_wxyz,
    }  # fmt: skip
    if with_objects:
        poses = np.concatenate([frames.object_position, frames.object_wxyz], axis=2)
        columns["observation.environment_state"] = poses.reshape(len(frames), -1)
    videos = {f"observation.images.{name}": path for name, path in each.videos.items()}
    return Episode(task=each.header.task.instruction, columns={name: column.astype(np.float32) for name, column in columns.items()}, videos=videos, split=split)


def _row(index: int, split: str, each: Recorded) -> EpisodeRow:
    header = each.header
    return EpisodeRow(
        episode_index=index, episode_id=header.episode_id, split=split, task_id=header.task.task_id, instruction=header.task.instruction,
        variation=header.variation, scene_digest=header.scene_digest, seed=header.seed, code_version=header.code_version, simulator=header.simulator,
        frames=header.frame_count, frames_sha256=header.frames_sha256, final_sha256=header.final_sha256, seconds=header.seconds, quality=each.quality,
    )  # fmt: skip
