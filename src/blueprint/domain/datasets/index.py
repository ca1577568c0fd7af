"""Reads what `meta/` says of a finished dataset, in either format, as far as it can be read; what cannot be is a finding."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, TypeAdapter, ValidationError

from blueprint.core.errors import ContractError
from blueprint.domain.datasets.documents import Checksums, EpisodeLine, Info, StatsLine, TaskLine, read_checksums
from blueprint.domain.datasets.durable import sha256_of
from blueprint.domain.datasets.features import DEFAULTS, Feature, VideoFeature
from blueprint.domain.datasets.labels import labels_in_data, plan_in_data, tasks_of
from blueprint.domain.datasets.plan import CHECKSUMS, EPISODES_LINES, EPISODES_STATS_LINES, INFO, STATS, TASKS, TASKS_LINES, Plan
from blueprint.domain.datasets.report import Finding
from blueprint.domain.datasets.rows import Clip, Row
from blueprint.domain.datasets.statistics import Stats, arrays

T = TypeVar("T")
L = TypeVar("L", bound=BaseModel)


@dataclass
class Index:
    """info: none when info.json is lost; said: the document itself. rows: in order, up to the first that is missing. ours: our writer's plan is in
    the data files, so statistics are to be ours to the last digit. splits: of the episodes, where info.json is not to be believed and the data
    files say them."""

    plan: Plan
    info: Info | None
    said: dict[str, Any]
    ours: bool
    rows: list[Row] = field(default_factory=list)
    tasks: list[str] | None = None
    splits: Mapping[int, str] = field(default_factory=dict)
    stats: Stats | None = None
    checksums: Checksums = field(default_factory=lambda: Checksums(files={}, episodes={}))
    files: int = 0
    findings: list[Finding] = field(default_factory=list)

    def first_of(self, path: str) -> int | None:
        """The first episode that stands in this data or video file."""
        for row in self.rows:
            if path == self.plan.data_path(row.data) or any(path == self.plan.video_path(name, clip.number) for name, clip in row.clips.items()):
                return row.index
        return None


def read_index(root: Path) -> Index:
    """ContractError when there is no dataset, or one of a kind that is not known here."""
    index = _begin(root)
    if index.ours or (root / CHECKSUMS).exists():
        index.checksums = _reading(root, index, CHECKSUMS, read_checksums) or index.checksums
    index.stats = _reading(root, index, STATS, lambda path: arrays(_STATS.validate_json(path.read_bytes())))
    rows = _rows_v21(root, index) if index.plan.one_file_per_episode else _rows_v3(root, index)
    for row in rows:
        if row.index != len(index.rows) or row.first != (index.rows[-1].end if index.rows else 0) or row.length < 1:
            file = EPISODES_LINES if index.plan.one_file_per_episode else "meta/episodes"
            expected = f"episode {len(index.rows)} from frame {index.rows[-1].end if index.rows else 0} on"
            index.findings.append(Finding(file=file, problem=f"expected {expected}, found {row.index} from {row.first} on", episode=len(index.rows)))
            break
        index.rows.append(row)
    if index.tasks is None:
        index.tasks = tasks_of(labels_in_data(root))
    source, promised = (INFO, index.info.total_episodes) if index.info else ("the data files", len(index.splits))
    if len(index.rows) < promised and all(finding.episode is None for finding in index.findings):
        problem = f"tells of {len(index.rows)} episodes, {source} of {promised}"
        index.findings.append(Finding(file=EPISODES_LINES if index.plan.one_file_per_episode else "meta/episodes", problem=problem, episode=len(index.rows)))
    index.rows = _with_packets(index)
    return index


_STATS: TypeAdapter[dict[str, dict[str, Any]]] = TypeAdapter(dict[str, dict[str, Any]])


def _reading(root: Path, index: Index, file: str, read: Callable[[Path], T], episode: int | None = None) -> T | None:
    """What `read` makes of the file; None and a finding when it is absent, altered or unreadable."""
    index.files += 1
    known = index.checksums.files.get(file)
    try:
        if known is not None and known.sha256 != sha256_of(root / file):
            raise ValueError("not the bytes that were written (sha256)")
        return read(root / file)
    except FileNotFoundError:
        problem = "is gone"
    except (pa.ArrowException, OSError) as error:
        problem = f"cannot be read: {str(error).splitlines()[0][:160]}"
    except (ValidationError, ValueError, KeyError, TypeError) as error:
        problem = f"is not what it should be: {str(error).splitlines()[0][:160]}"
    index.findings.append(Finding(file=file, problem=problem, episode=episode))
    return None


def _begin(root: Path) -> Index:
    """An info.json that is damaged decides nothing when a data file still knows the plan."""
    try:
        content = (root / INFO).read_bytes()
        info, said = Info.model_validate_json(content), json.loads(content)
    except (OSError, ValidationError) as error:
        problem = "is gone" if isinstance(error, FileNotFoundError) else "is not a dataset's info.json"
        if (plan := plan_in_data(root)) is None:
            raise ContractError(str(root), INFO, "a LeRobot dataset's", _instead(root)) from error
        return Index(plan, None, {}, True, splits=_splits_in_data(root), files=1, findings=[Finding(file=INFO, problem=problem)])
    plan = plan_in_data(root)
    if plan is not None and _is_altered(root, content):
        return Index(plan, info, {}, True, splits=_splits_in_data(root), files=1)
    index = Index(_plan_of(info, root), info, said, plan is not None, files=1)
    for name, expected, found in (("data_path", index.plan.data_pattern, info.data_path), ("video_path", index.plan.video_pattern, info.video_path)):
        if found != expected and not (name == "video_path" and not index.plan.videos):
            raise ContractError(str(root / INFO), name, expected, found)
    return index


def _instead(root: Path) -> str:
    """What is in a folder that holds no dataset."""
    if (root / INFO).exists():
        return "a file that is none, and no data file of ours that could tell"
    names = sorted(path.name for path in root.iterdir())
    some = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return f"no such file, only {some}" if names else "an empty folder"


def _splits_in_data(root: Path) -> dict[int, str]:
    return {label.episode: label.split for label in labels_in_data(root)}


def _plan_of(info: Info, root: Path) -> Plan:
    if info.codebase_version not in ("v3.0", "v2.1"):
        raise ContractError(str(root / INFO), "codebase_version", "v3.0 | v2.1", info.codebase_version)
    features: dict[str, Feature] = {}
    videos: dict[str, VideoFeature] = {}
    for name, one in info.features.items():
        if one.dtype == "video":
            height, width = (one.shape[1:] if one.shape[0] == 3 else one.shape[:2]) if len(one.shape) == 3 else (0, 0)
            videos[name] = VideoFeature(height, width)
        elif name not in DEFAULTS:
            features[name] = Feature(one.dtype, one.shape)  # type: ignore[arg-type]  # Plan looks at it
    sizes = info.data_files_size_in_mb, info.video_files_size_in_mb
    return Plan("v3.0" if info.codebase_version == "v3.0" else "v2.1", info.fps, info.robot_type or "", features, videos, *sizes, info.chunks_size)


def _is_altered(root: Path, content: bytes) -> bool:
    try:
        known = read_checksums(root / CHECKSUMS).files.get(INFO)
    except (OSError, ValueError):
        return False
    return known is not None and known.sha256 != hashlib.sha256(content).hexdigest()


def read_table(path: Path) -> pa.Table:
    """A parquet file, its pages' checksums verified."""
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        return file.read()


def _rows_v3(root: Path, index: Index) -> Iterator[Row]:
    index.tasks = _reading(root, index, TASKS, _tasks)
    paths = sorted((root / "meta" / "episodes").glob("*/*.parquet"))
    expected = 0
    for number, path in enumerate(paths):
        name = str(path.relative_to(root))
        if name != index.plan.episodes_path(number):
            index.findings.append(Finding(file=index.plan.episodes_path(number), problem="is gone", episode=expected))
            return
        found = _reading(root, index, name, lambda path: [_row(index.plan, one) for one in read_table(path).to_pylist()], expected)
        if found is None:
            return
        yield from found
        expected += len(found)


def _tasks(path: Path) -> list[str]:
    table = read_table(path)
    words = next(name for name in table.column_names if name != "task_index")
    order = table["task_index"].to_pylist()
    if order != list(range(len(order))):
        raise ValueError(f"task_index: expected 0 … {len(order) - 1}, found {order[:5]}")
    return [str(word) for word in table[words].to_pylist()]


def _row(plan: Plan, one: Mapping[str, Any]) -> Row:
    clips = {}
    for camera in plan.videos:
        begin = one[f"videos/{camera}/from_timestamp"] * plan.fps
        end = one[f"videos/{camera}/to_timestamp"] * plan.fps
        if abs(begin - round(begin)) > 0.01 or abs(end - begin - one["length"]) > 0.01:
            raise ValueError(f"episode {one['episode_index']}, {camera}: from_timestamp and to_timestamp do not hold {one['length']} frames")
        clips[camera] = Clip(_number(plan, one, f"videos/{camera}"), round(begin))
    stats: dict[str, dict[str, Any]] = {}
    for name, value in one.items():
        if name.startswith("stats/"):
            feature, _, kind = name.removeprefix("stats/").rpartition("/")
            stats.setdefault(feature, {})[kind] = value
    first, end = one["dataset_from_index"], one["dataset_to_index"]
    if end - first != one["length"]:
        raise ValueError(f"episode {one['episode_index']}: dataset_to_index - dataset_from_index is {end - first}, length {one['length']}")
    return Row(one["episode_index"], tuple(one["tasks"]), one["length"], first, _number(plan, one, "data"), clips, arrays(stats))


def _number(plan: Plan, one: Mapping[str, Any], name: str) -> int:
    return one[f"{name}/chunk_index"] * plan.chunks_size + one[f"{name}/file_index"]


def _rows_v21(root: Path, index: Index) -> Iterator[Row]:
    index.tasks = _reading(root, index, TASKS_LINES, lambda path: [one.task for one in _lines(path, TaskLine)])
    episodes = _reading(root, index, EPISODES_LINES, lambda path: _lines(path, EpisodeLine), 0) or []
    stats = _reading(root, index, EPISODES_STATS_LINES, lambda path: _lines(path, StatsLine), 0) or []
    first = 0
    for one, measured in zip(episodes, stats, strict=False):
        clips = {camera: Clip(one.episode_index, 0) for camera in index.plan.videos}
        yield Row(one.episode_index, tuple(one.tasks), one.length, first, one.episode_index, clips, arrays(measured.stats))
        first += one.length


def _lines(path: Path, kind: type[L]) -> list[L]:
    """Every line up to the first that is not whole."""
    found: list[L] = []
    for line in path.read_bytes().splitlines():
        try:
            found.append(kind.model_validate_json(line))
        except ValidationError:
            break
    return found


def _with_packets(index: Index) -> list[Row]:
    """The rows with what checksums.json knows of their videos, and their splits."""
    left = {path: iter(digests) for path, digests in index.checksums.episodes.items()}
    rows = []
    for row in index.rows:
        clips = {}
        for camera, clip in row.clips.items():
            clips[camera] = replace(clip, packets=next(left.get(index.plan.video_path(camera, clip.number), iter(())), ""))
        rows.append(replace(row, clips=clips))
    return with_splits_of(index, rows)


def with_splits_of(index: Index, rows: Sequence[Row]) -> list[Row]:
    """The rows, each in the split that info.json puts it in, or where that is lost the data file."""
    said = index.info.splits if index.info else {}
    return [replace(row, split=index.splits.get(row.index) or split_of(said, row.index)) for row in rows]


def split_of(splits: Mapping[str, str], episode: int) -> str:
    """The split whose range holds the episode; `train` when none does."""
    for name, span in splits.items():
        begin, _, end = span.partition(":")
        if begin.isdigit() and end.isdigit() and int(begin) <= episode < int(end):
            return name
    return "train"


def in_first_appearance(rows: Sequence[Row]) -> list[str]:
    """The rows' tasks, as a writer numbers them."""
    return list(dict.fromkeys(task for row in rows for task in row.tasks))
