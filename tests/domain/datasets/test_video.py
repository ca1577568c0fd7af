"""Videos: same frames same bytes, joined and cut without a change to a coded frame, and refused when they are not what an episode needs."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from small_datasets import images

from blueprint.core.errors import ContractError
from blueprint.domain.datasets.video import KEY_FRAMES, check_track, decode, encode_video, join, read_track


def test_same_frames_same_bytes(tmp_path: Path):
    for name in ("one.mp4", "two.mp4"):
        assert encode_video(tmp_path / name, images(1, 30), 20) == 30
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


def test_every_frame_is_there_at_its_time_and_looks_like_its_source(tmp_path: Path):
    encode_video(tmp_path / "video.mp4", images(2, 33), 30)
    track = read_track(tmp_path / "video.mp4", 30)
    check_track(track, "video", 30, 33, 32, 48)
    assert [number for number, packet in enumerate(track.packets) if packet.key] == list(range(0, 33, KEY_FRAMES))
    for seen, source in zip(decode(tmp_path / "video.mp4", range(33)), images(2, 33), strict=True):
        assert np.abs(seen.astype(int) - source).mean() < 4


def test_joined_and_cut_every_coded_frame_is_as_it_was(tmp_path: Path):
    lengths = (17, 1, 30)
    for number, length in enumerate(lengths):
        encode_video(tmp_path / f"{number}.mp4", images(number, length), 20)
    tracks = [read_track(tmp_path / f"{number}.mp4", 20) for number in range(3)]
    join([(tmp_path / f"{number}.mp4", length) for number, length in enumerate(lengths)], tmp_path / "joined.mp4", 20)
    joined = read_track(tmp_path / "joined.mp4", 20)
    check_track(joined, "joined", 20, 48, 32, 48)
    begin = 0
    for track in tracks:
        assert joined.digest(begin, track.frames) == track.digest(0, track.frames)
        begin += track.frames
    join([(tmp_path / "joined.mp4", 18)], tmp_path / "cut.mp4", 20)
    cut = read_track(tmp_path / "cut.mp4", 20)
    check_track(cut, "cut", 20, 18, 32, 48)
    assert cut.digest(0, 18) == joined.digest(0, 18)


def test_of_a_truncated_video_the_whole_frames_count(tmp_path: Path):
    path = tmp_path / "video.mp4"
    encode_video(path, images(0, 40), 20)
    whole = read_track(path, 20)
    size = path.stat().st_size
    os.truncate(path, size - whole.packets[-1].size - 1)
    track = read_track(path, 20)
    assert track.frames == 38
    assert track.damage
    os.truncate(path, 300)
    with pytest.raises(ContractError, match="expected a video"):
        read_track(path, 20)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"frames": 11}, "expected 11, as many as the columns have rows, found 10"),
        ({"height": 64}, r"expected \(64, 48\)"),
        ({"fps": 25}, "shown at 1/25 s"),
    ],
)
def test_a_video_that_does_not_fit_is_refused(tmp_path: Path, change: dict, said: str):
    encode_video(tmp_path / "video.mp4", images(0, 10), 20)
    wanted = {"fps": 20, "frames": 10, "height": 32, "width": 48} | change
    with pytest.raises(ContractError, match=said):
        check_track(read_track(tmp_path / "video.mp4", wanted["fps"]), "video", **wanted)


def test_a_video_with_b_frames_is_refused(tmp_path: Path):
    path = tmp_path / "video.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=20, options={"bf": "2", "x264-params": "b-adapt=0"})
        stream.height, stream.width, stream.pix_fmt = 32, 48, "yuv420p"
        for number, image in enumerate(images(0, 12)):
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 20)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    with pytest.raises(ContractError, match="no B-frames"):
        check_track(read_track(path, 20), "video", 20, 12, 32, 48)


def test_frames_that_cannot_be_encoded_are_refused(tmp_path: Path):
    good, odd, small = (np.zeros((height, width, 3), np.uint8) for height, width in ((32, 48), (31, 48), (2, 2)))
    for frames, said in (([], "at least one"), ([odd], "even"), ([good, small], "frame 1")):
        with pytest.raises(ContractError, match=said):
            encode_video(tmp_path / "video.mp4", frames, 20)
