"""Videos of episodes: encoding that gives the same bytes every time, joining and cutting without decoding, and counting frames.

h264, yuv420p, no B-frames, a key frame every 5 frames (a random frame costs 3 decoded ones on average). Frame i of a file is shown at i / fps.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.error import FFmpegError
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from blueprint.core.errors import ContractError

CODEC, PIXELS, KEY_FRAMES = "h264", "yuv420p", 5
UNREADABLE = (FFmpegError, OSError, ValueError, OverflowError, MemoryError)
"""What reading a damaged file ends in."""
TICKS = 1000
"""Of the joined files' clock, per frame."""
_ENCODER = {"preset": "superfast", "crf": "21", "bf": "0", "sc_threshold": "0", "threads": "1"}
_CONTAINER = {"movflags": "+faststart", "fflags": "+bitexact"}
_BT601_LIMITED = (6, 1)


@dataclass(frozen=True)
class Packet:
    """One coded frame. shown: its number in the order of display, by its timestamp; late_s: how far that timestamp is from shown / fps."""

    size: int
    digest: bytes
    shown: int
    late_s: float
    key: bool


@dataclass(frozen=True)
class Track:
    """A video as its packets say, without decoding. kind: digest of what the decoder must know; files of one kind can be joined."""

    codec: str
    pixels: str
    height: int
    width: int
    kind: str
    packets: tuple[Packet, ...]
    damage: str = ""

    @property
    def frames(self) -> int:
        return len(self.packets)

    def digest(self, first: int, frames: int) -> str:
        """The sha256 of these frames' packets."""
        whole = hashlib.sha256()
        for packet in self.packets[first : first + frames]:
            whole.update(packet.digest)
        return whole.hexdigest()


def encode_video(path: Path, frames: Iterable[NDArray[np.uint8]], fps: int) -> int:
    """Write frames (H, W, 3) uint8 RGB as one mp4 and return how many there were. Same frames, same bytes: one thread, fixed settings, no date.

    ContractError for no frame, odd sizes, and frames of unlike size.
    """
    count = 0
    shape: tuple[int, ...] | None = None
    stream: Any = None
    convert = VideoReformatter().reformat  # a new one for each frame costs as much again
    with av.open(str(path), "w", format="mp4", options=_CONTAINER) as out:
        for count, image in enumerate(frames, start=1):
            if stream is None:
                shape = _even(path, image)
                stream = _encoder(out, shape, fps)
            if image.shape != shape or image.dtype != np.uint8:
                raise ContractError(str(path), f"frame {count - 1}", f"uint8 of shape {shape}", f"{image.dtype} of shape {image.shape}")
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24")
            frame = convert(frame, format=PIXELS, dst_colorspace=_BT601_LIMITED[0], dst_color_range=_BT601_LIMITED[1])
            frame.pts, frame.time_base = count - 1, Fraction(1, fps)
            out.mux(stream.encode(frame))
        if stream is None:
            raise ContractError(str(path), "frames", "at least one", 0)
        out.mux(stream.encode(None))
    return count


def _even(path: Path, image: NDArray[np.uint8]) -> tuple[int, ...]:
    if image.ndim != 3 or image.shape[2] != 3 or image.shape[0] % 2 or image.shape[1] % 2:
        raise ContractError(str(path), "frame 0", "(H, W, 3), H and W even", image.shape)
    return image.shape


def _encoder(out: Any, shape: tuple[int, ...], fps: int) -> Any:
    stream = out.add_stream("libx264", rate=fps, options=_ENCODER)
    stream.height, stream.width, stream.pix_fmt = shape[0], shape[1], PIXELS
    context = stream.codec_context
    context.gop_size, context.thread_count, context.time_base = KEY_FRAMES, 1, Fraction(1, fps)
    context.colorspace, context.color_range = _BT601_LIMITED
    return stream


def read_track(path: Path, fps: float) -> Track:
    """Every packet of a video, as far as it can be read; `damage` says what ended it. ContractError when it is no video at all."""
    packets: list[tuple[int, bytes, int, bool]] = []
    damage = ""
    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            if stream.codec_context is None:
                raise ContractError(str(path), "", "a video", "a stream without a codec")
            second = float(stream.time_base or 0)
            about = (stream.codec_context.name, stream.pix_fmt or "", stream.height, stream.width, _kind(stream))
            promised = stream.frames
            try:
                for packet in container.demux(stream):
                    if packet.size == 0:
                        continue
                    if packet.is_corrupt or packet.pts is None:
                        damage = f"packet {len(packets)} is cut short"
                        break
                    packets.append((packet.size, hashlib.sha256(bytes(packet)).digest(), packet.pts, packet.is_keyframe))
            except UNREADABLE as error:
                damage = f"unreadable after {len(packets)} frames: {_reason(error)}"
    except (IndexError, *UNREADABLE) as error:
        raise ContractError(str(path), "", "a video", _reason(error)) from error
    if not damage and promised and promised != len(packets):
        damage = f"{promised} frames are listed, {len(packets)} are there"
    return Track(about[0], about[1], about[2], about[3], about[4], _ordered(packets, second, fps), damage)


def _reason(error: Exception) -> str:
    return "no video stream" if isinstance(error, IndexError) else getattr(error, "strerror", None) or str(error)


def _kind(stream: VideoStream) -> str:
    said = stream.codec_context
    return hashlib.sha256(f"{said.name} {stream.height} {stream.width} {stream.pix_fmt}".encode() + (said.extradata or b"")).hexdigest()[:16]


def _ordered(packets: Sequence[tuple[int, bytes, int, bool]], second: float, fps: float) -> tuple[Packet, ...]:
    ranks = {pts: rank for rank, pts in enumerate(sorted(pts for _, _, pts, _ in packets))}
    return tuple(Packet(size, digest, ranks[pts], pts * second - ranks[pts] / fps, key) for size, digest, pts, key in packets)


def check_track(track: Track, subject: str, fps: int, frames: int, height: int, width: int) -> None:
    """ContractError unless the video is what an episode needs: whole, h264 without B-frames, of this size and rate, of so many frames."""
    if track.damage:
        raise ContractError(subject, "", "a whole video", track.damage)
    if track.frames != frames:
        raise ContractError(subject, "frames", f"{frames}, as many as the columns have rows", track.frames)
    if (track.codec, track.pixels) != (CODEC, PIXELS):
        raise ContractError(subject, "codec", f"{CODEC} {PIXELS}", f"{track.codec} {track.pixels}")
    if (track.height, track.width) != (height, width):
        raise ContractError(subject, "height and width", (height, width).__repr__(), (track.height, track.width))
    if not track.packets[0].key:
        raise ContractError(subject, "frame 0", "a key frame", "another")
    for number, packet in enumerate(track.packets):
        if packet.shown != number or abs(packet.late_s) > 0.1 / fps:
            raise ContractError(subject, f"frame {number}", f"shown at {number}/{fps} s, in coding order (no B-frames)", packet.late_s + packet.shown / fps)


def join(parts: Sequence[tuple[Path, int]], target: Path, fps: int) -> None:
    """Write the first n packets of each (file, n), one after the other, as one mp4; nothing is decoded. Same parts, same bytes."""
    with av.open(str(target), "w", format="mp4", options=_CONTAINER) as out:
        written: Any = None
        shown = 0
        for path, frames in parts:
            with av.open(str(path)) as container:
                source = container.streams.video[0]
                if written is None:
                    written = out.add_stream_from_template(source)
                    written.time_base = Fraction(1, fps * TICKS)
                for packet in islice((packet for packet in container.demux(source) if packet.size), frames):
                    packet.stream = written
                    packet.time_base = Fraction(1, fps * TICKS)
                    packet.pts = packet.dts = shown * TICKS
                    packet.duration = TICKS
                    out.mux(packet)
                    shown += 1


def decode(path: Path, wanted: Sequence[int]) -> Iterator[NDArray[np.uint8]]:
    """The frames of these numbers (ascending) as (H, W, 3) uint8 RGB. Goes straight to the key frame before one that is far."""
    convert, position = VideoReformatter().reformat, 0
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        frames = container.decode(stream)
        for number in wanted:
            if number - position > 2 * KEY_FRAMES and stream.average_rate and stream.time_base:
                container.seek(round(number / stream.average_rate / stream.time_base), stream=stream)
                frames, position = container.decode(stream), -1
            for frame in frames:
                position = _number(frame, stream) if position < 0 else position
                position += 1
                if position > number:
                    yield np.asarray(convert(frame, format="rgb24").to_ndarray(), np.uint8)
                    break


def _number(frame: Any, stream: VideoStream) -> int:
    """Which frame this is, by when it is shown."""
    assert stream.average_rate is not None
    return round(frame.time * stream.average_rate)
