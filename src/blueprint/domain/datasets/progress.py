"""How far a dataset under construction has come: its rows, and which file of each kind is open. Replayed from the journal, never stored.

Which file an episode goes to depends only on the episodes before it, so a replay puts every episode where it was.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from blueprint.core.errors import ContractError
from blueprint.domain.datasets.durable import sha256_of
from blueprint.domain.datasets.journal import Added, Closed, Place, read_journal
from blueprint.domain.datasets.plan import BUILDING, Plan
from blueprint.domain.datasets.rows import MIB, Clip, Row, Sum
from blueprint.domain.datasets.statistics import arrays
from blueprint.domain.datasets.video import read_track

DATA = ""
"""Where a camera's name stands otherwise: the data file."""
LONGEST_VIDEO_S = 1000
"""Of a joined video. Beyond 1024 s a step of float32, in which LeRobot compares times, exceeds its tolerance of 0.1 ms."""


@dataclass
class OpenFile:
    """The file of its kind that episodes go to: `number`, which holds `episodes`, unless it is closed."""

    most_bytes: float
    most_frames: float = math.inf
    number: int = -1
    size: int = 0
    frames: int = 0
    kind: str = ""
    episodes: list[int] = field(default_factory=list)
    closed: bool = True

    def fits(self, size: int, frames: int, kind: str) -> bool:
        within = self.size + size <= self.most_bytes and self.frames + frames <= self.most_frames
        return not self.closed and kind == self.kind and within

    def take(self, episode: int, size: int, frames: int, kind: str) -> Clip:
        """Where the episode goes; in a new file when it does not fit."""
        if not self.fits(size, frames, kind):
            self.number, self.size, self.frames, self.kind, self.episodes, self.closed = self.number + 1, 0, 0, kind, [], False
        clip = Clip(self.number, self.frames)
        self.size += size
        self.frames += frames
        self.episodes.append(episode)
        return clip


@dataclass
class Progress:
    """places: of each episode's frames in the journal. sums: of the closed files."""

    plan: Plan
    rows: list[Row] = field(default_factory=list)
    tasks: dict[str, int] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    sums: dict[str, Sum] = field(default_factory=dict)
    files: dict[str, OpenFile] = field(default_factory=dict)

    def __post_init__(self) -> None:
        plan = self.plan
        each = plan.one_file_per_episode
        self.files[DATA] = OpenFile(0 if each else plan.data_file_mb * MIB)
        for camera in plan.videos:
            self.files[camera] = OpenFile(0 if each else plan.video_file_mb * MIB, 0 if each else max(LONGEST_VIDEO_S * plan.fps, 1))

    @property
    def frames(self) -> int:
        return self.rows[-1].end if self.rows else 0

    def no_longer_fits(self, added: Added) -> list[str]:
        """The open files that this episode does not go into: they are closed before it is added."""
        return [name for name, file in self.files.items() if not file.closed and not file.fits(*_needs(added, name))]

    def add(self, added: Added, place: Place) -> Row:
        clips = {name: file.take(added.index, *_needs(added, name)) for name, file in self.files.items()}
        data = clips.pop(DATA)
        clips = {name: Clip(clip.number, clip.first, added.videos[name].packets) for name, clip in clips.items()}
        self.tasks.setdefault(added.task, len(self.tasks))
        row = Row(added.index, (added.task,), added.length, self.frames, data.number, clips, arrays(added.stats), added.split)
        self.rows.append(row)
        self.places.append(place)
        return row

    def close(self, closed: Closed) -> None:
        self.files[closed.camera].closed = True
        self.sums[closed.path] = Sum(closed.sha256, closed.size_bytes)


def _needs(added: Added, name: str) -> tuple[int, int, str]:
    if name == DATA:
        return added.size_bytes, added.length, ""
    video = added.videos[name]
    return video.size_bytes, added.length, video.kind


@dataclass(frozen=True)
class Recovered:
    """end: where the journal goes on. damage: what a process that merely died cannot have left; then only a repair goes on, and `progress`
    holds the episodes before it. kept: files that stand closed though the journal does not say so any more."""

    progress: Progress
    end: int
    damage: str = ""
    kept: frozenset[tuple[str, int]] = frozenset()


def staged_video(root: Path, camera: str, episode: int) -> Path:
    return root / BUILDING / "videos" / camera / f"{episode:06d}.mp4"


def journal_path(root: Path) -> Path:
    return root / BUILDING / "journal"


def recover(root: Path, plan: Plan) -> Recovered:
    """The longest run of whole episodes: in the journal, with every video whole in the working folder or in a closed file."""
    progress, end = Progress(plan), 0
    records = list(read_journal(journal_path(root)))
    closed = {(record.camera, record.number) for record, _ in records if isinstance(record, Closed)}
    kept: set[tuple[str, int]] = set()
    damage = stopped = ""
    for record, place in records:
        if isinstance(record, Closed):
            progress.close(record)
            if not _has_size(root / record.path, record.size_bytes):
                damage = damage or f"{record.path} is gone or cut short"
        elif not stopped:
            stopped = _add_whole(root, progress, record, place, closed, kept)
        end = place.end
    damage = damage or stopped
    lost = "the journal has lost records" if kept else _unrecorded(root, progress)
    return Recovered(progress, end, damage or lost, frozenset(kept))


def unrecorded_files(root: Path, progress: Progress) -> list[str]:
    """Data and video files that no record closes: at most those that were being closed."""
    found = [path for folder in ("data", "videos") for path in (root / folder).rglob("*") if path.is_file()]
    return sorted(name for path in found if (name := str(path.relative_to(root))) not in progress.sums)


def _unrecorded(root: Path, progress: Progress) -> str:
    """A file that was being closed holds what is open now; another one says that the journal knew more once."""
    plan = progress.plan
    being_closed = {
        plan.data_path(file.number) if name == DATA else plan.video_path(name, file.number): file.frames
        for name, file in progress.files.items()
        if not file.closed
    }
    for name in unrecorded_files(root, progress):
        if name not in being_closed or _frames(root / name, plan.fps) != being_closed[name]:
            return f"{name} is there, and the journal does not know it"
    return ""


def _frames(path: Path, fps: int) -> int:
    """How many frames a data or video file holds; -1 when it cannot be read."""
    try:
        return pq.read_metadata(path).num_rows if path.suffix == ".parquet" else read_track(path, fps).frames
    except (pa.ArrowException, OSError, ContractError):
        return -1


def _add_whole(root: Path, progress: Progress, added: Added, place: Place, closed: set[tuple[str, int]], kept: set[tuple[str, int]]) -> str:
    """Add the episode, unless one of its videos is nowhere: then say so."""
    for camera, video in added.videos.items():
        file = progress.files[camera]
        number = file.number if file.fits(*_needs(added, camera)) else file.number + 1
        staged = staged_video(root, camera, added.index)
        if (camera, number) in closed or _is_whole(staged, video.size_bytes, video.sha256):
            continue
        if not (root / progress.plan.video_path(camera, number)).is_file():
            return f"{staged.relative_to(root)}: the video of episode {added.index} is {'damaged' if staged.exists() else 'gone'}"
        kept.add((camera, number))
    progress.add(added, place)
    return ""


def _is_whole(path: Path, size_bytes: int, sha256: str) -> bool:
    return _has_size(path, size_bytes) and sha256_of(path) == sha256


def _has_size(path: Path, size_bytes: int) -> bool:
    return path.is_file() and path.stat().st_size == size_bytes
