"""What a dataset is, before its first episode: its format, rate, features and file sizes; and where its files stand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from blueprint.core.errors import ContractError
from blueprint.domain.datasets.features import DEFAULTS, Feature, VideoFeature, check_features
from blueprint.domain.datasets.video import CODEC, PIXELS

Format = Literal["v3.0", "v2.1"]

INFO, STATS, TASKS, CHECKSUMS = "meta/info.json", "meta/stats.json", "meta/tasks.parquet", "meta/checksums.json"
TASKS_LINES, EPISODES_LINES, EPISODES_STATS_LINES = "meta/tasks.jsonl", "meta/episodes.jsonl", "meta/episodes_stats.jsonl"
BUILDING, REPAIRING, CUT = ".building", ".repairing", ".cut"

_FILE = "chunk-{chunk_index:03d}/file-{file_index:03d}"
_V3 = {"data": f"data/{_FILE}.parquet", "video": f"videos/{{video_key}}/{_FILE}.mp4"}
_V21 = {
    "data": "data/chunk-{episode_chunk:03d}/episode_{episode_index:06d}.parquet",
    "video": "videos/chunk-{episode_chunk:03d}/{video_key}/episode_{episode_index:06d}.mp4",
}


@dataclass(frozen=True)
class Plan:
    """All that two datasets of one kind have in common. Sizes in MiB: `data_file_mb` of a data file's frames and of a file of episode
    metadata, in memory; `video_file_mb` of a video file. chunks_size: files per folder."""

    format: Format
    fps: int
    robot_type: str
    features: dict[str, Feature]
    videos: dict[str, VideoFeature]
    data_file_mb: float = 100
    video_file_mb: float = 200
    chunks_size: int = 1000

    def __post_init__(self) -> None:
        for name, value in (("fps", self.fps), ("data_file_mb", self.data_file_mb), ("video_file_mb", self.video_file_mb), ("chunks_size", self.chunks_size)):
            if value <= 0:
                raise ContractError("dataset", name, "a number > 0", value)
        if self.format not in ("v3.0", "v2.1"):
            raise ContractError("dataset", "format", "v3.0 | v2.1", self.format)
        check_features(self.features, self.videos)

    @property
    def one_file_per_episode(self) -> bool:
        return self.format == "v2.1"

    @property
    def data_pattern(self) -> str:
        return (_V21 if self.one_file_per_episode else _V3)["data"]

    @property
    def video_pattern(self) -> str:
        return (_V21 if self.one_file_per_episode else _V3)["video"]

    def data_path(self, number: int) -> str:
        """The path of data file `number` (v2.1: of the episode's) below the dataset's folder."""
        return self.data_pattern.format(**self._keys(number))

    def video_path(self, camera: str, number: int) -> str:
        """The path of a camera's video file `number` (v2.1: of the episode's) below the dataset's folder."""
        return self.video_pattern.format(video_key=camera, **self._keys(number))

    def episodes_path(self, number: int) -> str:
        """The path of file `number` of the episodes' metadata (v3.0)."""
        chunk, file = divmod(number, self.chunks_size)
        return f"meta/episodes/chunk-{chunk:03d}/file-{file:03d}.parquet"

    def _keys(self, number: int) -> dict[str, int]:
        chunk, file = divmod(number, self.chunks_size)
        return {"chunk_index": chunk, "file_index": file, "episode_chunk": chunk, "episode_index": number}

    def to_json(self) -> bytes:
        return json.dumps(_PLAN.dump_python(self, mode="json"), indent=1).encode()

    @staticmethod
    def from_json(content: bytes, subject: str) -> Plan:
        """ContractError when it is not what `to_json` wrote."""
        try:
            return _PLAN.validate_json(content)
        except ValidationError as error:
            raise ContractError(subject, "", "the plan of a dataset", str(error).splitlines()[0]) from error

    def features_document(self) -> dict[str, dict[str, Any]]:
        """`features` of info.json."""
        document: dict[str, dict[str, Any]] = {}
        for name, feature in self.features.items():
            document[name] = {"dtype": feature.dtype, "shape": list(feature.shape), "names": list(feature.names) if feature.names else None}
        for name, video in self.videos.items():
            document[name] = {"dtype": "video", "shape": [video.height, video.width, 3], "names": ["height", "width", "channels"]}
            document[name]["info"] = {
                "video.height": video.height, "video.width": video.width, "video.codec": CODEC, "video.pix_fmt": PIXELS, "video.is_depth_map": False,
                "video.fps": self.fps, "video.channels": 3, "has_audio": False,
            }  # fmt: skip
        for name, feature in DEFAULTS.items():
            document[name] = {"dtype": feature.dtype, "shape": list(feature.shape), "names": None}
        return document


_PLAN = TypeAdapter(Plan)


def read_plan(path: Path) -> Plan:
    """The plan of a dataset under construction; ContractError when there is none."""
    try:
        return Plan.from_json(path.read_bytes(), str(path))
    except FileNotFoundError:
        raise ContractError(str(path), "", "the plan of a dataset under construction", None) from None
