"""Writes lost episode metadata again from what it describes: lengths and tasks from the data files, clips from the videos' frame counts,
statistics from both. The result is what the writer wrote, as far as data files and videos are whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from blueprint.core.errors import ContractError
from blueprint.domain.datasets.features import DEFAULTS, array_of
from blueprint.domain.datasets.frames_check import read_up_to_damage
from blueprint.domain.datasets.index import Index, in_first_appearance
from blueprint.domain.datasets.rows import Clip, Row
from blueprint.domain.datasets.statistics import Stats, count_levels, of_columns, of_pixels, plain, sampled, thinned
from blueprint.domain.datasets.video import Track, decode, read_track


def rebuild(root: Path, index: Index) -> list[Row]:
    """The index's rows, and those that data and videos tell of beyond them."""
    rows = list(index.rows)
    tasks = index.tasks if index.tasks is not None else in_first_appearance(rows)
    cameras = {camera: _Camera(root, index, camera, rows) for camera in index.plan.videos}
    for number, table in _episodes(root, index, len(rows)):
        try:
            columns = {name: array_of(table[name]) for name in (*index.plan.features, *DEFAULTS)}
            said = tuple(tasks[task] for task in dict.fromkeys(columns["task_index"].tolist()))
        except (KeyError, IndexError, ValueError):
            break
        clips: dict[str, Clip] = {}
        stats: Stats = of_columns(columns)
        for camera, at in cameras.items():
            if (clip := at.take(len(table))) is None:
                return rows
            clips[camera] = clip
            wanted = sampled(len(table))
            images = decode(root / index.plan.video_path(camera, clip.number), [clip.first + frame for frame in wanted])
            stats[camera] = of_pixels(count_levels(thinned(image) for image in images), len(wanted))
        stats = plain(stats) if index.plan.one_file_per_episode else stats
        rows.append(Row(len(rows), said, len(table), rows[-1].end if rows else 0, number, clips, stats))
    return rows


def _episodes(root: Path, index: Index, first: int) -> Iterator[tuple[int, pa.Table]]:
    """Each whole episode from number `first` on, with the number of its data file; up to the first that is missing."""
    expected = first
    number = index.rows[-1].data if index.rows else 0
    while (path := root / index.plan.data_path(number)).is_file():
        try:
            with pq.ParquetFile(path, page_checksum_verification=True) as file:
                table, damage = read_up_to_damage(file)
            episodes = array_of(table["episode_index"])
        except (pa.ArrowException, OSError, KeyError):
            return
        bounds = [0, *(np.flatnonzero(np.diff(episodes)) + 1).tolist(), len(episodes)]
        for begin, end in pairwise(bounds):
            if begin < end and episodes[begin] >= first:
                if episodes[begin] != expected:
                    return
                yield number, table.slice(begin, end - begin)
                expected += 1
        if damage:
            return
        number += 1


@dataclass
class _Camera:
    """A camera's files, taken from one episode after the other."""

    root: Path
    index: Index
    name: str
    rows: Sequence[Row]

    def __post_init__(self) -> None:
        self._number, self._used = 0, 0
        if self.rows:
            last = self.rows[-1].clips[self.name]
            self._number, self._used = last.number, last.first + self.rows[-1].length
        self._track = self._read()

    def _read(self) -> Track | None:
        try:
            return read_track(self.root / self.index.plan.video_path(self.name, self._number), self.index.plan.fps)
        except ContractError:
            return None

    def take(self, length: int) -> Clip | None:
        """The next `length` frames: of the open file, or, where that ends, of the next."""
        if self._track is not None and not self._track.damage and self._used == self._track.frames:
            self._number, self._used = self._number + 1, 0
            self._track = self._read()
        if self._track is None or self._used + length > self._track.frames:
            return None
        clip = Clip(self._number, self._used, self._track.digest(self._used, length))
        self._used += length
        return clip
