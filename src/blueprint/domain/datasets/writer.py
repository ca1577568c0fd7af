"""Writes a LeRobot dataset, v3.0 or v2.1, so that a process may die at any moment: what `add` has returned for is never lost.

While it is built, `.building/` holds the plan, the journal (every episode's frames and statistics) and the videos that wait for their file. A data
or video file appears at its place whole, by rename, when the next episode would make it too large, and is never written again. `finalize` closes
the rest, writes `meta/`, info.json last, and removes the working folder. Opened anew, an unfinished dataset goes on after its last whole episode.
Same episodes, same bytes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from blueprint.core.errors import ContractError
from blueprint.domain.datasets.durable import flush, hold, make_folder, put, put_bytes, sha256_of
from blueprint.domain.datasets.features import DEFAULTS, SPLITS, Episode, Feature, VideoFeature, columns_of, default_columns, table_of
from blueprint.domain.datasets.journal import Added, Closed, Journal, StagedVideo
from blueprint.domain.datasets.labels import Label, labelled_schema
from blueprint.domain.datasets.plan import BUILDING, INFO, Format, Plan, read_plan
from blueprint.domain.datasets.progress import DATA, journal_path, recover, staged_video, unrecorded_files
from blueprint.domain.datasets.rows import PARQUET, Sum, in_order, meta_documents
from blueprint.domain.datasets.statistics import listed, of_columns, of_video
from blueprint.domain.datasets.video import check_track, join, read_track


class DatasetWriter:
    """One process at a time: Conflict when another holds the dataset."""

    def __init__(
        self,
        root: Path,
        *,
        fps: int,
        robot_type: str,
        features: Mapping[str, Feature],
        videos: Mapping[str, VideoFeature],
        format: Format = "v3.0",
        data_file_mb: float = 100,
        video_file_mb: float = 200,
        chunks_size: int = 1000,
    ) -> None:
        """Begin a dataset, or go on with one that was begun with the same plan. ContractError: it is finished, has another plan, or is damaged."""
        plan = Plan(format, fps, robot_type, dict(features), dict(videos), data_file_mb, video_file_mb, chunks_size)
        self._open(root, plan, None)

    @classmethod
    def salvage(cls, root: Path, aside: Path) -> Self:
        """Of a dataset under construction, damaged or not, what `finalize` can still close. aside: where files go that it writes anew."""
        writer = cls.__new__(cls)
        writer._open(root, read_plan(root / BUILDING / "plan.json"), aside)
        return writer

    def _open(self, root: Path, plan: Plan, aside: Path | None) -> None:
        if (root / INFO).exists():
            raise ContractError(str(root), INFO, "a dataset that is not finished yet, or none", "a finished one")
        self.root, self.plan = root, plan
        self._scratch = root / BUILDING / "scratch"
        self._schema = labelled_schema(plan)
        make_folder(root / BUILDING)
        self._lock = hold(root / BUILDING / "lock")
        try:
            self._begin(aside)
        except BaseException:
            os.close(self._lock)
            raise

    def _begin(self, aside: Path | None) -> None:
        shutil.rmtree(self._scratch, ignore_errors=True)
        make_folder(self._scratch)
        plan_path = self.root / BUILDING / "plan.json"
        if not plan_path.exists():
            if others := sorted(path.name for path in self.root.iterdir() if path.name != BUILDING):
                raise ContractError(str(self.root), "", "an empty folder, or a dataset that was begun", ", ".join(others))
            put_bytes(self.plan.to_json(), plan_path, self._scratch)
        elif (begun := read_plan(plan_path)) != self.plan:
            raise ContractError(str(plan_path), "", "the plan that the dataset was begun with", _first_difference(begun, self.plan))
        recovered = recover(self.root, self.plan)
        if recovered.damage and aside is None:
            raise ContractError(str(self.root), "", "a dataset that can go on; `blueprint dataset repair` closes what is whole", recovered.damage)
        self._progress, self._salvaged, self._aside = recovered.progress, recovered if recovered.damage else None, aside
        self._journal = Journal(journal_path(self.root), recovered.end)
        if not recovered.damage:
            self._remove_unrecorded()

    def _remove_unrecorded(self) -> None:
        """What a process was closing or staging when it died: it is made again."""
        for name in unrecorded_files(self.root, self._progress):
            (self.root / name).unlink()
        for camera in self.plan.videos:
            file = self._progress.files[camera]
            waiting = set() if file.closed else {staged_video(self.root, camera, index) for index in file.episodes}
            for path in staged_video(self.root, camera, 0).parent.glob("*"):
                if path not in waiting:
                    path.unlink()

    @property
    def episodes(self) -> int:
        """How many whole episodes there are."""
        return len(self._progress.rows)

    def add(self, episode: Episode) -> int:
        """Add an episode and return its index; from then on it survives the end of this process. ContractError names what is wrong with it."""
        index = self.episodes
        subject = f"episode {index} of {self.root}"
        self._check_split(episode, subject)
        columns = columns_of(self.plan.features, episode, subject)
        length = len(next(iter(columns.values())))
        task = self._progress.tasks.get(episode.task, len(self._progress.tasks))
        columns |= default_columns(length, self.plan.fps, index, self._progress.frames, task)
        table = table_of(self._schema, columns)
        stats = of_columns({name: columns[name] for name in (*self.plan.features, *DEFAULTS)})
        videos = self._stage(episode, index, length, subject)
        with ThreadPoolExecutor(max(1, len(videos))) as beside:  # decoding holds no interpreter lock
            stats |= zip(videos, beside.map(lambda camera: of_video(staged_video(self.root, camera, index), length), videos), strict=True)
        added = Added(index, episode.task, episode.split, length, table.nbytes, listed(stats), videos)
        for name in self._progress.no_longer_fits(added):
            self._close_file(name)
        self._progress.add(added, self._journal.append(added, _stream(table)))
        return index

    def _check_split(self, episode: Episode, subject: str) -> None:
        last = self._progress.rows[-1].split if self._progress.rows else SPLITS[0]
        if episode.split not in SPLITS or not in_order((last, episode.split)):
            raise ContractError(subject, "split", f"one of {', '.join(SPLITS)}, in this order, none before {last}", episode.split)

    def _stage(self, episode: Episode, index: int, length: int, subject: str) -> dict[str, StagedVideo]:
        if set(episode.videos) != set(self.plan.videos):
            raise ContractError(subject, "videos", ", ".join(sorted(self.plan.videos)) or "none", ", ".join(sorted(episode.videos)))
        staged: dict[str, StagedVideo] = {}
        for camera, video in self.plan.videos.items():
            target = staged_video(self.root, camera, index)
            make_folder(target.parent)
            shutil.copyfile(episode.videos[camera], target)
            track = read_track(target, self.plan.fps)
            check_track(track, f"{subject}, video {camera}", self.plan.fps, length, video.height, video.width)
            flush(target)
            flush(target.parent)
            staged[camera] = StagedVideo(target.stat().st_size, sha256_of(target), track.kind, track.digest(0, length))
        return staged

    def _close_file(self, name: str) -> None:
        """Write the open data file, or the open file of a camera, to its place; then it is closed."""
        file = self._progress.files[name]
        path = self.plan.data_path(file.number) if name == DATA else self.plan.video_path(name, file.number)
        kept = self._salvaged is not None and (name, file.number) in self._salvaged.kept
        if not kept:
            staged = self._scratch / f"closing{Path(path).suffix}"
            if name == DATA:
                self._write_frames(file.episodes, staged)
            else:
                join([(staged_video(self.root, name, index), self._progress.rows[index].length) for index in file.episodes], staged, self.plan.fps)
            self._place(staged, path)
        closed = Closed(name, file.number, path, sha256_of(self.root / path), (self.root / path).stat().st_size)
        if self._salvaged is None:
            self._journal.append(closed)
        self._progress.close(closed)
        if name != DATA and self._salvaged is None:
            for index in file.episodes:
                staged_video(self.root, name, index).unlink()

    def _place(self, staged: Path, path: str) -> None:
        target = self.root / path
        if self._aside is not None and target.exists():
            put(target, self._aside / path)
        put(staged, target)

    def _write_frames(self, episodes: Sequence[int], target: Path) -> None:
        rows = [self._progress.rows[index] for index in episodes]
        labels = [Label(row.index, self._progress.tasks[row.tasks[0]], row.tasks[0], row.split) for row in rows]
        with pq.ParquetWriter(target, labelled_schema(self.plan, labels), **PARQUET) as out:
            for index in episodes:
                body = self._journal.body(self._progress.places[index])
                out.write_table(pa.ipc.open_stream(body).read_all())

    def finalize(self) -> None:
        """Close the dataset. It cannot be added to after."""
        for name, file in self._progress.files.items():
            if not file.closed:
                self._close_file(name)
        if self._aside is not None:
            self._restore_frames()
        sums = {path: one for path, one in self._progress.sums.items() if (self.root / path).is_file()}
        for path, content in meta_documents(self.plan, self._progress.rows, tuple(self._progress.tasks), sums):
            put_bytes(content, self.root / path, self._scratch)
        self.close()
        shutil.rmtree(self.root / BUILDING)

    def _restore_frames(self) -> None:
        """The journal has the frames of every episode: a closed data file that is gone or damaged is written again."""
        for number in sorted({row.data for row in self._progress.rows}):
            path = self.plan.data_path(number)
            target, known = self.root / path, self._progress.sums.get(path)
            if known is None or not target.is_file() or sha256_of(target) != known.sha256:
                staged = self._scratch / "restoring.parquet"
                self._write_frames([row.index for row in self._progress.rows if row.data == number], staged)
                self._place(staged, path)
                self._progress.sums[path] = Sum(sha256_of(target), target.stat().st_size)

    def close(self) -> None:
        """Let go of an unfinished dataset; another may go on with it."""
        if self._lock >= 0:
            self._journal.close()
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _stream(table: pa.Table) -> bytes:
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema) as stream:
        stream.write_table(table)
    return out.getvalue().to_pybytes()


def _first_difference(begun: Plan, asked: Plan) -> str:
    for name in begun.__dataclass_fields__:
        if getattr(begun, name) != getattr(asked, name):
            return f"{name} {getattr(asked, name)!r} instead of {getattr(begun, name)!r}"
    return ""
