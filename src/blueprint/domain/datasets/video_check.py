"""Whether the videos hold what `meta/` says, frame by frame, without decoding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from blueprint.core.errors import ContractError
from blueprint.domain.datasets.features import VideoFeature
from blueprint.domain.datasets.frames_check import TOLERANCE_S
from blueprint.domain.datasets.index import Index
from blueprint.domain.datasets.report import Finding
from blueprint.domain.datasets.rows import Clip
from blueprint.domain.datasets.video import Track, read_track

Part = tuple[int, int, Clip]
"""Episode, length, where it is."""


def check_videos(root: Path, index: Index) -> Iterator[Finding]:
    """Every camera's files in turn."""
    for camera, video in index.plan.videos.items():
        parts = [(row.index, row.length, row.clips[camera]) for row in index.rows]
        for number, group in groupby(parts, key=lambda part: part[2].number):
            index.files += 1
            yield from _file(root, index.plan.video_path(camera, number), list(group), video, index.plan.fps)


def _file(root: Path, name: str, parts: Sequence[Part], video: VideoFeature, fps: int) -> Iterator[Finding]:
    first = parts[0][0]
    if not (root / name).is_file():
        yield Finding(file=name, problem="is gone", episode=first)
        return
    try:
        track = read_track(root / name, fps)
    except ContractError as error:
        yield Finding(file=name, problem=f"cannot be read: {error.found}", episode=first)
        return
    if (track.height, track.width) != (video.height, video.width):
        yield Finding(file=name, problem=f"expected {video.height} × {video.width} pixels, found {track.height} × {track.width}", episode=first)
        return
    begin = 0
    for episode, length, clip in parts:
        if problem := _clip(track, length, clip, begin):
            yield Finding(file=name, problem=f"episode {episode}: {problem}", episode=episode)
            return
        begin = clip.first + length
    if track.frames != begin or track.damage:
        yield Finding(file=name, problem=track.damage or f"expected {begin} frames, found {track.frames}")


def _clip(track: Track, length: int, clip: Clip, begin: int) -> str:
    if clip.first != begin:
        return f"from_timestamp: expected frame {begin}, found frame {clip.first}"
    if begin + length > track.frames:
        return f"expected frames {begin} … {begin + length - 1}, found {track.frames} frames" + (f": {track.damage}" if track.damage else "")
    if clip.packets and track.digest(begin, length) != clip.packets:
        return "its coded frames are not those that were written (sha256)"
    late_s = max(abs(packet.late_s) for packet in track.packets[begin : begin + length])
    return f"a frame is shown {late_s:.4g} s from its time" if late_s > TOLERANCE_S else ""
