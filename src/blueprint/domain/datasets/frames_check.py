"""Whether the data files hold what `meta/` says, episode by episode."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from blueprint.domain.datasets.features import DEFAULTS, Feature, array_of, arrow_type, default_columns, schema_of
from blueprint.domain.datasets.index import Index, in_first_appearance
from blueprint.domain.datasets.report import Finding
from blueprint.domain.datasets.rows import Row
from blueprint.domain.datasets.statistics import Stats, differences, of_columns, plain

TOLERANCE_S = 1e-4
"""LeRobot's own."""


def check_frames(root: Path, index: Index) -> Iterator[Finding]:
    """Every data file in turn."""
    tasks = index.tasks if index.tasks is not None else in_first_appearance(index.rows)
    for number, group in groupby(index.rows, key=lambda row: row.data):
        index.files += 1
        yield from _file(root, index, index.plan.data_path(number), list(group), tasks)


def _file(root: Path, index: Index, name: str, rows: Sequence[Row], tasks: Sequence[str]) -> Iterator[Finding]:
    first = rows[0].index
    try:
        file = pq.ParquetFile(root / name, page_checksum_verification=True)
    except FileNotFoundError:
        yield Finding(file=name, problem="is gone", episode=first)
        return
    except (pa.ArrowException, OSError) as error:
        yield Finding(file=name, problem=f"cannot be read: {_line(error)}", episode=first)
        return
    with file:
        if wrong := list(_unlike(index, file.schema_arrow)):
            yield Finding(file=name, problem="; ".join(wrong), episode=first)
            return
        table, damage = read_up_to_damage(file)
    listed = sum(row.length for row in rows)
    begin = rows[0].first
    for row in rows:
        if row.end - begin > len(table):
            yield Finding(file=name, problem=damage or f"expected {listed} rows, found {len(table)}", episode=row.index)
            return
        problems = list(_episode(index, row, table.slice(row.first - begin, row.length), tasks))
        if problems:
            yield Finding(file=name, problem=f"episode {row.index}: " + "; ".join(problems), episode=row.index)
            return
    if damage or len(table) != listed:
        yield Finding(file=name, problem=damage or f"expected {listed} rows, found {len(table)}")


def _unlike(index: Index, schema: pa.Schema) -> Iterator[str]:
    for name in schema_of(index.plan.features).names:
        expected = arrow_type((index.plan.features | DEFAULTS)[name])
        found = schema.field(name).type if name in schema.names else None
        same = found == expected or (found is not None and _is_list(found) and _is_list(expected) and found.value_type == expected.value_type)
        if not same:
            yield f"column {name}: expected {expected}, found {found}"
    for name in sorted(set(schema.names) - set(schema_of(index.plan.features).names)):
        yield f"column {name}: not among the features of info.json"


def _is_list(kind: pa.DataType) -> bool:
    return pa.types.is_list(kind) or pa.types.is_fixed_size_list(kind) or pa.types.is_large_list(kind)


def read_up_to_damage(file: pq.ParquetFile) -> tuple[pa.Table, str]:
    """The rows up to the first row group that cannot be read, and why it cannot."""
    parts: list[pa.Table] = [file.schema_arrow.empty_table()]
    for number in range(file.num_row_groups):
        try:
            parts.append(file.read_row_group(number))
        except (pa.ArrowException, OSError) as error:
            return pa.concat_tables(parts), f"row {sum(len(part) for part in parts)} on: {_line(error)}"
    return pa.concat_tables(parts), ""


def _episode(index: Index, row: Row, table: pa.Table, tasks: Sequence[str]) -> Iterator[str]:
    """What is wrong with one episode's frames."""
    features: dict[str, Feature] = index.plan.features | DEFAULTS
    if any(table[name].null_count for name in features):
        yield "holds nulls"
        return
    try:
        columns = {name: array_of(table[name]) for name in features}
    except ValueError:
        yield "lists of unequal length"
        return
    expected = default_columns(row.length, index.plan.fps, row.index, row.first, 0)
    for name in ("frame_index", "episode_index", "index"):
        if (at := np.flatnonzero(columns[name] != expected[name])).size:
            yield f"{name}: expected {expected[name][at[0]]} in frame {at[0]}, found {columns[name][at[0]]}"
    late = np.abs(columns["timestamp"].astype(np.float64) - np.arange(row.length) / index.plan.fps)
    if late.max() > TOLERANCE_S:
        yield f"timestamp: frame {late.argmax()} is {late.max():.4g} s from {late.argmax()} / {index.plan.fps}"
    said = {int(task) for task in np.unique(columns["task_index"])}
    if not said <= set(range(len(tasks))) or {tasks[task] for task in said} != set(row.tasks):
        yield f"task_index: expected {', '.join(row.tasks)}, found {[tasks[task] if 0 <= task < len(tasks) else task for task in said]}"
    for name, feature in index.plan.features.items():
        if columns[name].shape != ((row.length,) if feature.shape == (1,) else (row.length, *feature.shape)):
            yield f"column {name}: expected shape {feature.shape} per frame, found {columns[name].shape[1:]}"
            return
    yield from (f"statistics of {line}" for line in differences(row.stats, _known(index, of_columns(columns)), tolerance=_tolerance(index)))


def _known(index: Index, measured: Stats) -> Stats:
    """LeRobot reads quantiles off a histogram, and v2.1 has none: theirs are not compared."""
    if index.ours and not index.plan.one_file_per_episode:
        return measured
    return plain(measured)


def _tolerance(index: Index) -> float:
    return 1e-6 if index.ours else 1e-3


def _line(error: Exception) -> str:
    return str(error).splitlines()[0][:160]
