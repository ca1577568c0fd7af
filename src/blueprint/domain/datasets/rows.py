"""What a dataset says of each episode, and the documents under `meta/` that say it, as bytes, in either format."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from blueprint.domain.datasets.features import SPLITS
from blueprint.domain.datasets.plan import CHECKSUMS, EPISODES_LINES, EPISODES_STATS_LINES, INFO, STATS, TASKS, TASKS_LINES, Plan
from blueprint.domain.datasets.statistics import Stats, listed, merge, plain

MIB = 1 << 20
COUNTED = ("total_episodes", "total_frames", "total_tasks", "total_videos", "total_chunks", "splits")
"""Of info.json: what follows from the rows."""


@dataclass(frozen=True)
class Clip:
    """Where an episode's video is: in file `number` of its camera, from frame `first` on. packets: sha256 of its coded frames, if known."""

    number: int
    first: int
    packets: str = ""


@dataclass(frozen=True)
class Row:
    """One episode: its frames are `first` … `first + length - 1` of the dataset and stand in data file `data`."""

    index: int
    tasks: tuple[str, ...]
    length: int
    first: int
    data: int
    clips: Mapping[str, Clip]
    stats: Stats
    split: str = "train"

    @property
    def end(self) -> int:
        return self.first + self.length


@dataclass(frozen=True)
class Sum:
    """Of one file."""

    sha256: str
    size_bytes: int


def meta_documents(
    plan: Plan, rows: Sequence[Row], tasks: Sequence[str], sums: Mapping[str, Sum], said: Mapping[str, Any] = MappingProxyType({})
) -> Iterator[tuple[str, bytes]]:
    """Every file under `meta/` as (path, content), info.json last: where it stands, the dataset is finished.

    sums: of the data and video files; checksums.json holds theirs and those of the other documents. said: an info.json to correct; what does
    not follow from the rows stays as it says.
    """
    documents = dict(_v21(rows, tasks) if plan.one_file_per_episode else _v3(plan, rows, tasks))
    counted = info_document(plan, rows, tasks)
    documents[INFO] = json_bytes(counted | {name: value for name, value in said.items() if name not in COUNTED})
    files = {path: {"sha256": one.sha256, "size_bytes": one.size_bytes} for path, one in sums.items()}
    files |= {path: {"sha256": sha256(content).hexdigest(), "size_bytes": len(content)} for path, content in documents.items()}
    info = documents.pop(INFO)
    yield from documents.items()
    listed_sums: dict[str, Any] = {"files": dict(sorted(files.items())), "episodes": _packet_sums(plan, rows)}
    yield CHECKSUMS, json_bytes(listed_sums | {"sha256": sha256_of_sums(listed_sums)})
    yield INFO, info


def sha256_of_sums(listed_sums: Mapping[str, Any]) -> str:
    """Of checksums.json itself: without it, a flipped bit there would put the blame on another file."""
    return sha256(json.dumps({name: listed_sums[name] for name in ("episodes", "files")}, sort_keys=True).encode()).hexdigest()


def _packet_sums(plan: Plan, rows: Sequence[Row]) -> dict[str, list[str]]:
    """Per video file, the sha256 of each of its episodes' packets: says which episode a flipped byte hit."""
    found: dict[str, list[str]] = {}
    for row in rows:
        for camera, clip in row.clips.items():
            found.setdefault(plan.video_path(camera, clip.number), []).append(clip.packets)
    return dict(sorted(found.items()))


def json_bytes(document: Any) -> bytes:
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False).encode()


def splits_of(rows: Sequence[Row]) -> dict[str, str]:
    """`{"train": "0:8", …}`: the episodes of each split, from and to (exclusive)."""
    runs = [(name, [row.index for row in run]) for name, run in groupby(rows, key=lambda row: row.split)]
    return {name: f"{indices[0]}:{indices[-1] + 1}" for name, indices in runs}


def info_document(plan: Plan, rows: Sequence[Row], tasks: Sequence[str]) -> dict[str, Any]:
    document: dict[str, Any] = {
        "codebase_version": plan.format,
        "robot_type": plan.robot_type,
        "total_episodes": len(rows),
        "total_frames": sum(row.length for row in rows),
        "total_tasks": len(tasks),
        "chunks_size": plan.chunks_size,
        "fps": plan.fps,
        "splits": splits_of(rows),
        "data_path": plan.data_pattern,
        "video_path": plan.video_pattern if plan.videos else None,
    }
    if plan.one_file_per_episode:
        document |= {"total_videos": len(rows) * len(plan.videos), "total_chunks": -(-len(rows) // plan.chunks_size)}
    else:
        document |= {"data_files_size_in_mb": _whole(plan.data_file_mb), "video_files_size_in_mb": _whole(plan.video_file_mb)}
    return document | {"features": plan.features_document()}


def _whole(size_mb: float) -> float:
    return int(size_mb) if size_mb == int(size_mb) else size_mb


def _v3(plan: Plan, rows: Sequence[Row], tasks: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    yield TASKS, parquet_bytes(_tasks_table(tasks))
    yield STATS, json_bytes(listed(merge([row.stats for row in rows])))
    for number, part in enumerate(_shards(plan, rows)):
        yield plan.episodes_path(number), parquet_bytes(_episodes_table(plan, part, number))


def _shards(plan: Plan, rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Rows are about alike in size, so every file takes as many."""
    if not rows:
        return
    some = rows[:100]
    each = _episodes_table(plan, some, 0).nbytes / len(some)
    count = max(int(plan.data_file_mb * MIB / each), 1)
    for begin in range(0, len(rows), count):
        yield rows[begin : begin + count]


def _tasks_table(tasks: Sequence[str]) -> pa.Table:
    """As pandas writes a frame with the task as index, which is how LeRobot reads it."""
    index, column = "__index_level_0__", "task_index"
    words = {"pandas_type": "unicode", "numpy_type": "object", "metadata": None}
    pandas = {
        "index_columns": [index],
        "column_indexes": [{"name": None, "field_name": None, "pandas_type": "unicode", "numpy_type": "object", "metadata": {"encoding": "UTF-8"}}],
        "columns": [
            {"name": column, "field_name": column, "pandas_type": "int64", "numpy_type": "int64", "metadata": None},
            {"name": None, "field_name": index, **words},
        ],
        "creator": {"library": "pyarrow", "version": pa.__version__},
        "pandas_version": "2.2.0",
    }
    schema = pa.schema([(column, pa.int64()), (index, pa.string())], metadata={"pandas": json.dumps(pandas)})
    return pa.table([pa.array(range(len(tasks)), pa.int64()), pa.array(tasks, pa.string())], schema=schema)


def _episodes_table(plan: Plan, rows: Sequence[Row], number: int) -> pa.Table:
    chunk, file = divmod(number, plan.chunks_size)
    columns: dict[str, tuple[pa.DataType, list[Any]]] = {
        "episode_index": (pa.int64(), [row.index for row in rows]),
        "tasks": (pa.list_(pa.string()), [list(row.tasks) for row in rows]),
        "length": (pa.int64(), [row.length for row in rows]),
        "data/chunk_index": (pa.int64(), [row.data // plan.chunks_size for row in rows]),
        "data/file_index": (pa.int64(), [row.data % plan.chunks_size for row in rows]),
        "dataset_from_index": (pa.int64(), [row.first for row in rows]),
        "dataset_to_index": (pa.int64(), [row.end for row in rows]),
    }
    for camera in plan.videos:
        clips = [row.clips[camera] for row in rows]
        columns |= {
            f"videos/{camera}/chunk_index": (pa.int64(), [clip.number // plan.chunks_size for clip in clips]),
            f"videos/{camera}/file_index": (pa.int64(), [clip.number % plan.chunks_size for clip in clips]),
            f"videos/{camera}/from_timestamp": (pa.float64(), [clip.first / plan.fps for clip in clips]),
            f"videos/{camera}/to_timestamp": (pa.float64(), [(clip.first + row.length) / plan.fps for row, clip in zip(rows, clips, strict=True)]),
        }
    for feature, one in rows[0].stats.items():
        for name, value in one.items():
            element: pa.DataType = pa.int64() if name == "count" else pa.float64()
            for _ in range(value.ndim):
                element = pa.list_(element)
            columns[f"stats/{feature}/{name}"] = (element, [row.stats[feature][name].tolist() for row in rows])
    columns |= {"meta/episodes/chunk_index": (pa.int64(), [chunk] * len(rows)), "meta/episodes/file_index": (pa.int64(), [file] * len(rows))}
    return pa.table({name: pa.array(values, kind) for name, (kind, values) in columns.items()})


def parquet_bytes(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, **PARQUET)
    return out.getvalue()


PARQUET: dict[str, Any] = {"compression": "snappy", "write_page_checksum": True}
"""With a checksum of every page: a flipped byte is found on reading."""


def _v21(rows: Sequence[Row], tasks: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    stats = [plain(row.stats) for row in rows]
    yield TASKS_LINES, _lines({"task_index": index, "task": task} for index, task in enumerate(tasks))
    yield EPISODES_LINES, _lines({"episode_index": row.index, "tasks": list(row.tasks), "length": row.length} for row in rows)
    yield EPISODES_STATS_LINES, _lines({"episode_index": row.index, "stats": listed(one)} for row, one in zip(rows, stats, strict=True))
    yield STATS, json_bytes(listed(merge(stats)))


def _lines(documents: Iterable[Any]) -> bytes:
    return b"".join(json.dumps(document, ensure_ascii=False, allow_nan=False).encode() + b"\n" for document in documents)


def in_order(splits: Sequence[str]) -> bool:
    """Whether the splits come one after the other: train, val, test."""
    ranks = [SPLITS.index(name) for name in splits]
    return ranks == sorted(ranks)
