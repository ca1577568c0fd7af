"""What a dataset holds: its features, its cameras, and one episode as it is handed to the writer.

Names and types are LeRobot's (`meta/info.json` › features). Vectors are fixed-size lists in parquet, a shape of (1,) is a plain column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from blueprint.core.errors import ContractError

Dtype = Literal["float32", "float64", "int64", "bool", "string"]
Array = NDArray[Any]

ARROW: dict[str, pa.DataType] = {"float32": pa.float32(), "float64": pa.float64(), "int64": pa.int64(), "bool": pa.bool_(), "string": pa.string()}
SPLITS = ("train", "val", "test")


@dataclass(frozen=True)
class Feature:
    """A column of the frames: `shape` numbers per frame, each of which may have a name (`joint_1`, …)."""

    dtype: Dtype
    shape: tuple[int, ...]
    names: tuple[str, ...] | None = None


@dataclass(frozen=True)
class VideoFeature:
    """A camera: RGB, height × width pixels, at the dataset's own rate."""

    height: int
    width: int


@dataclass(frozen=True)
class Episode:
    """T frames of one attempt at one task.

    columns: of every feature, an array (T, …) of the feature's shape ((T,) will do for (1,)). videos: per camera an mp4 of exactly T frames, as
    `encode_video` makes it. split: where the episode belongs; a dataset's episodes come in the order train, val, test.
    """

    task: str
    columns: Mapping[str, Array]
    videos: Mapping[str, Path]
    split: str = "train"


DEFAULTS = {
    "timestamp": Feature("float32", (1,)),
    "frame_index": Feature("int64", (1,)),
    "episode_index": Feature("int64", (1,)),
    "index": Feature("int64", (1,)),
    "task_index": Feature("int64", (1,)),
}
"""The columns that every dataset has. timestamp: s from the episode's first frame; index: of the frame in the whole dataset."""


def check_features(features: Mapping[str, Feature], videos: Mapping[str, VideoFeature]) -> None:
    """ContractError when LeRobot could not read such a dataset."""
    if not features:
        raise ContractError("dataset", "features", "at least one", None)
    for name, feature in features.items():
        if not _is_name(name) or name in DEFAULTS or name in videos:
            raise ContractError("dataset", f"features.{name}", f"a name of its own, without '/' or a first '.', none of {', '.join(DEFAULTS)}", name)
        if len(feature.shape) != 1 or feature.shape[0] < 1 or (feature.dtype == "string" and feature.shape != (1,)):
            raise ContractError("dataset", f"features.{name}.shape", "(n,) with n ≥ 1; (1,) for a string", feature.shape)
        if feature.dtype not in ARROW:
            raise ContractError("dataset", f"features.{name}.dtype", " | ".join(ARROW), feature.dtype)
        if feature.names is not None and len(feature.names) != feature.shape[0]:
            raise ContractError("dataset", f"features.{name}.names", f"{feature.shape[0]} names", feature.names)
    for name, video in videos.items():
        if not _is_name(name) or name in DEFAULTS:
            raise ContractError("dataset", f"videos.{name}", "a name of its own, without '/' or a first '.': it is a folder's", name)
        if video.height % 2 or video.width % 2 or min(video.height, video.width) < 2:
            raise ContractError("dataset", f"videos.{name}", "an even height and width (4:2:0 colour)", (video.height, video.width))


def _is_name(name: str) -> bool:
    return bool(name) and name.isprintable() and not set(name) & {"/", "\\"} and not name.startswith(".")


def columns_of(features: Mapping[str, Feature], episode: Episode, subject: str) -> dict[str, Array]:
    """The episode's columns, (T, n) or (T,) for (1,), of their features' types; ContractError for what is missing, too much, of another shape or
    not finite."""
    if set(episode.columns) != set(features):
        raise ContractError(subject, "columns", ", ".join(sorted(features)), ", ".join(sorted(episode.columns)))
    if not episode.task.strip():
        raise ContractError(subject, "task", "what the robot was asked to do", episode.task)
    columns = {name: _column(feature, np.asarray(episode.columns[name]), f"{subject}, column {name}") for name, feature in features.items()}
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) != 1 or 0 in lengths.values():
        raise ContractError(subject, "columns", "one length, of at least one frame", lengths)
    return columns


def _column(feature: Feature, given: Array, subject: str) -> Array:
    shape = given.shape[1:]
    if given.ndim == 0 or (shape or (1,)) != feature.shape:
        raise ContractError(subject, "shape", f"(T, {feature.shape[0]})", given.shape)
    column = given.reshape(-1) if feature.shape == (1,) else given
    if feature.dtype == "string":
        if not all(isinstance(value, str) for value in column):
            raise ContractError(subject, "type", "strings", column.dtype)
        return column.astype(object)
    kinds = {"bool": "b", "int64": "iu"}.get(feature.dtype, "fiub")
    if column.dtype.kind not in kinds:
        raise ContractError(subject, "type", feature.dtype, column.dtype)
    with np.errstate(over="ignore"):
        column = column.astype(feature.dtype, copy=False)
    if column.dtype.kind == "f" and not np.isfinite(column).all():
        raise ContractError(subject, f"frame {int(np.argwhere(~np.isfinite(column))[0][0])}", "finite numbers", "nan or inf")
    return column


def default_columns(length: int, fps: int, episode_index: int, first_index: int, task_index: int) -> dict[str, Array]:
    """The default columns of an episode of `length` frames whose first frame is number `first_index` of the dataset."""
    frames = np.arange(length, dtype=np.int64)
    return {
        "timestamp": (frames / fps).astype(np.float32),
        "frame_index": frames,
        "episode_index": np.full(length, episode_index, np.int64),
        "index": frames + first_index,
        "task_index": np.full(length, task_index, np.int64),
    }


def arrow_type(feature: Feature) -> pa.DataType:
    element = ARROW[feature.dtype]
    return element if feature.shape == (1,) else pa.list_(element, feature.shape[0])


def schema_of(features: Mapping[str, Feature]) -> pa.Schema:
    """The schema of a data file, the default columns last."""
    return pa.schema([(name, arrow_type(feature)) for name, feature in (*features.items(), *DEFAULTS.items())])


def table_of(schema: pa.Schema, columns: Mapping[str, Array]) -> pa.Table:
    """The columns as one table of this schema."""
    arrays = []
    for field in schema:
        column = columns[field.name]
        if pa.types.is_fixed_size_list(field.type):
            flat = pa.array(np.ascontiguousarray(column).reshape(-1), field.type.value_type)
            arrays.append(pa.FixedSizeListArray.from_arrays(flat, type=field.type))
        else:
            arrays.append(pa.array(column, field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def array_of(column: pa.ChunkedArray) -> Array:
    """A column as an array, (T, n) for lists of n."""
    whole = column.combine_chunks()
    if pa.types.is_list(whole.type) or pa.types.is_fixed_size_list(whole.type) or pa.types.is_large_list(whole.type):
        flat = whole.flatten().to_numpy(zero_copy_only=False)
        width = whole.type.list_size if pa.types.is_fixed_size_list(whole.type) else len(flat) // max(1, len(whole))
        return flat.reshape(len(whole), width)
    return whole.to_numpy(zero_copy_only=False)
