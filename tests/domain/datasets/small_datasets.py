"""Small datasets for the tests here: episodes that a seed decides, two cameras of coloured squares, files small enough for three of each kind."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from blueprint.domain.datasets.features import Episode, Feature, VideoFeature, array_of
from blueprint.domain.datasets.video import encode_video, read_track
from blueprint.domain.datasets.writer import DatasetWriter

FPS, HEIGHT, WIDTH = 20, 32, 48
EXAMPLES = int(os.environ.get("BLUEPRINT_SAMPLE", "10"))
"""Kinds of damage that a test draws; each costs several looks at a whole dataset."""
FEATURES = {
    "observation.state": Feature("float32", (7,), tuple(f"joint_{n}" for n in range(1, 8))),
    "action": Feature("float64", (3,)),
    "gripper": Feature("float32", (1,)),
    "step": Feature("int64", (1,)),
    "grasped": Feature("bool", (1,)),
    "phase": Feature("string", (1,)),
}
VIDEOS = {"observation.images.front": VideoFeature(HEIGHT, WIDTH), "observation.images.wrist": VideoFeature(HEIGHT, WIDTH)}
TASKS = ("pick up the mug", "open the drawer")


def images(seed: int, length: int, height: int = HEIGHT, width: int = WIDTH) -> Iterator[np.ndarray]:
    """Soft blobs that move; no two frames of any two episodes are alike."""
    down, along = np.mgrid[0:height, 0:width]
    for frame in range(length):
        phase = 0.7 * seed + 0.31 * frame
        layers = [127 + 90 * np.sin(phase * (1 + 0.37 * n) + down / (19 + n) + along / (27 - n)) for n in range(3)]
        yield np.stack(layers, axis=-1).astype(np.uint8)


def length_of(index: int) -> int:
    return 8 + (index * 5) % 11


def columns(index: int, length: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(index)
    return {
        "observation.state": rng.normal(size=(length, 7)).astype(np.float32),
        "action": rng.normal(size=(length, 3)),
        "gripper": rng.uniform(size=length).astype(np.float32),
        "step": np.arange(length),
        "grasped": rng.uniform(size=(length, 1)) > 0.5,
        "phase": np.array([f"phase {n // 4}" for n in range(length)], dtype=object),
    }


@cache
def _videos(folder: Path, index: int, length: int) -> dict[str, Path]:
    made = {}
    for number, name in enumerate(VIDEOS):
        made[name] = folder / f"{index}-{number}.mp4"
        folder.mkdir(parents=True, exist_ok=True)
        encode_video(made[name], images(2 * index + number, length), FPS)
    return made


def episode(index: int, folder: Path | None, split: str = "train") -> Episode:
    """Number `index`. folder: where its videos are made, none for no camera."""
    length = length_of(index)
    return Episode(TASKS[index % 3 // 2], columns(index, length), _videos(folder, index, length) if folder else {}, split)


def writer(root: Path, cameras: bool = True, **changes: Any) -> DatasetWriter:
    """About three episodes per data file, two per video file."""
    settings: Mapping[str, Any] = {"data_file_mb": 0.006, "video_file_mb": 0.008} | changes
    return DatasetWriter(root, fps=FPS, robot_type="panda", features=FEATURES, videos=VIDEOS if cameras else {}, **settings)


def dataset(root: Path, count: int, videos: Path | None, **changes: Any) -> Path:
    """A finished dataset of so many episodes."""
    with writer(root, cameras=videos is not None, **changes) as out:
        for index in range(count):
            out.add(episode(index, videos, _split(index, count)))
        out.finalize()
    return root


def _split(index: int, count: int) -> str:
    return "train" if index < 0.8 * count else "val" if index < 0.9 * count else "test"


def contents(root: Path) -> dict[str, bytes]:
    """Every file of a dataset, by its path."""
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def expect_holds(root: Path, count: int, cameras: bool = True) -> None:
    """The data files hold exactly the first `count` episodes as they were given, numbered throughout; the videos as many frames."""
    tables = [pq.read_table(path) for path in sorted((root / "data").glob("*/*.parquet"))]
    frames = pa.concat_tables(tables) if tables else None
    assert (len(frames) if frames is not None else 0) == sum(length_of(index) for index in range(count))
    begin = 0
    for index in range(count):
        assert frames is not None
        length = length_of(index)
        part = frames.slice(begin, length)
        for name, written in columns(index, length).items():
            assert np.array_equal(array_of(part[name]).reshape(-1), np.asarray(written).reshape(-1)), (index, name)
        assert part["index"].to_pylist() == list(range(begin, begin + length))
        assert part["frame_index"].to_pylist() == list(range(length))
        assert part["episode_index"].to_pylist() == [index] * length
        assert np.allclose(part["timestamp"].to_numpy(), np.arange(length) / FPS, atol=1e-6)
        begin += length
    for name in VIDEOS if cameras else ():
        paths = [path for path in sorted((root / "videos").rglob("*.mp4")) if name in path.parts]
        assert sum(read_track(path, FPS).frames for path in paths) == begin
