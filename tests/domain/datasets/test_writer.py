"""What is written is read back equal, in several files of each kind, with the same bytes every time; what does not fit is refused by name."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from small_datasets import FEATURES, FPS, VIDEOS, columns, contents, dataset, episode, expect_holds, length_of, writer

from blueprint.core.errors import Conflict, ContractError
from blueprint.domain.datasets.check import check
from blueprint.domain.datasets.features import Episode, Feature, array_of
from blueprint.domain.datasets.video import encode_video
from blueprint.domain.datasets.writer import DatasetWriter


@pytest.mark.parametrize("format", ["v3.0", "v2.1"])
def test_what_is_written_is_read_back(tmp_path: Path, videos: Path, format: str):
    root = dataset(tmp_path / "dataset", 10, videos, format=format)
    expect_holds(root, 10)
    report = check(root)
    assert report.good, report.findings
    assert (report.episodes, report.frames, report.tasks, report.whole) == (10, sum(map(length_of, range(10))), 2, 10)
    info = json.loads((root / "meta" / "info.json").read_text())
    assert info["codebase_version"] == format
    assert info["splits"] == {"train": "0:8", "val": "8:9", "test": "9:10"}
    assert not (root / ".building").exists()


def elements(dtype: str) -> st.SearchStrategy:
    if dtype == "string":
        return st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=6)
    numbers = st.floats(-(2.0**100), 2.0**100, width=32 if dtype == "float32" else 64)
    return {"bool": st.booleans(), "int64": st.integers(-(2**62), 2**62)}.get(dtype, numbers)


@st.composite
def any_episodes(draw: st.DrawFn) -> tuple[dict[str, Feature], list[Episode]]:
    kinds = draw(st.lists(st.sampled_from(["float32", "float64", "int64", "bool", "string"]), min_size=1, max_size=4))
    features = {f"feature.{n}": Feature(kind, (1 if kind == "string" else draw(st.integers(1, 4)),)) for n, kind in enumerate(kinds)}
    made = []
    for _ in range(draw(st.integers(1, 5))):
        length = draw(st.integers(1, 6))
        values = {}
        for name, one in features.items():
            dtype = object if one.dtype == "string" else one.dtype
            values[name] = draw(hnp.arrays(dtype, (length, *one.shape), elements=elements(one.dtype)))
        made.append(Episode(draw(st.sampled_from(["pick", "place «it»", "öffne die Tür"])), values, {}))
    return features, made


@settings(max_examples=40, deadline=None)
@given(any_episodes(), st.sampled_from(["v3.0", "v2.1"]), st.sampled_from([0.00001, 0.0004, 1]), st.integers(1, 3))
def test_any_episodes_are_read_back(given_, format, data_file_mb, chunks_size):
    features, episodes = given_
    with TemporaryDirectory() as folder:
        root = Path(folder) / "dataset"
        with DatasetWriter(
            root, fps=10, robot_type="panda", features=features, videos={}, format=format, data_file_mb=data_file_mb, chunks_size=chunks_size
        ) as out:
            assert [out.add(one) for one in episodes] == list(range(len(episodes)))
            out.finalize()
        report = check(root)
        assert report.good, report.findings
        frames = pa.concat_tables([pq.read_table(path) for path in sorted((root / "data").glob("*/*.parquet"))])
        for name, feature in features.items():
            written = np.concatenate([np.asarray(one.columns[name]).reshape(-1) for one in episodes])
            assert array_of(frames[name]).reshape(-1).tolist() == written.tolist()
            assert not (pa.types.is_string(frames.schema.field(name).type) and feature.dtype != "string")
        assert frames["index"].to_pylist() == list(range(len(frames)))


def test_there_are_several_files_of_each_kind_and_every_clip_begins_where_the_one_before_ends(tmp_path: Path, videos: Path):
    root = dataset(tmp_path / "dataset", 12, videos, chunks_size=2)
    files = contents(root)
    assert {name for name in files if name.startswith("data/")} >= {f"data/chunk-00{n // 2}/file-00{n % 2}.parquet" for n in range(3)}
    for camera in VIDEOS:
        assert {name for name in files if camera in name} >= {f"videos/{camera}/chunk-00{n // 2}/file-00{n % 2}.mp4" for n in range(3)}
    assert len([name for name in files if name.startswith("meta/episodes/")]) >= 3
    rows = [row for path in sorted((root / "meta/episodes").glob("*/*.parquet")) for row in pq.read_table(path).to_pylist()]
    assert [row["episode_index"] for row in rows] == list(range(12))
    for camera in VIDEOS:
        end = 0.0
        for row in rows:
            begin = row[f"videos/{camera}/from_timestamp"]
            assert begin in (0.0, end)
            end = row[f"videos/{camera}/to_timestamp"]
            assert end - begin == pytest.approx(row["length"] / FPS)


def test_data_is_never_json_in_strings(tmp_path: Path):
    """jobs.md 5.9: the earlier system stored observation and action as JSON strings."""
    root = dataset(tmp_path / "dataset", 3, None)
    schema = pq.read_schema(root / "data/chunk-000/file-000.parquet")
    assert schema.field("observation.state").type == pa.list_(pa.float32(), 7)
    assert schema.field("gripper").type == pa.float32()
    assert [field.name for field in schema if pa.types.is_string(field.type)] == ["phase"]


def test_a_closed_file_is_never_written_again(tmp_path: Path, videos: Path):
    seen: dict[Path, tuple[int, int, bytes]] = {}
    with writer(tmp_path / "dataset") as out:
        for index in range(12):
            out.add(episode(index, videos))
            now = {path: path for folder in ("data", "videos") for path in (tmp_path / "dataset" / folder).rglob("*.*") if path.is_file()}
            assert set(seen) <= set(now)
            for path in now:
                facts = (path.stat().st_ino, path.stat().st_mtime_ns, path.read_bytes())
                assert seen.setdefault(path, facts) == facts
        out.finalize()
    assert len(seen) >= 6


def test_taken_up_again_after_every_episode_it_gives_the_same_bytes(tmp_path: Path, videos: Path):
    whole = contents(dataset(tmp_path / "whole", 8, videos))
    for index in range(8):
        with writer(tmp_path / "parts") as out:
            assert out.episodes == index
            out.add(episode(index, videos, "train" if index < 6.4 else "val" if index < 7.2 else "test"))
    with writer(tmp_path / "parts") as out:
        out.finalize()
    assert contents(tmp_path / "parts") == whole


def test_another_plan_does_not_go_on(tmp_path: Path):
    with writer(tmp_path / "dataset", cameras=False) as out:
        out.add(episode(0, None))
    with pytest.raises(ContractError, match="chunks_size 7 instead of 1000"):
        writer(tmp_path / "dataset", cameras=False, chunks_size=7)


def test_a_finished_dataset_is_not_added_to(tmp_path: Path):
    dataset(tmp_path / "dataset", 1, None)
    with pytest.raises(ContractError, match="a finished one"):
        writer(tmp_path / "dataset", cameras=False)


def test_a_folder_with_something_else_in_it_is_not_touched(tmp_path: Path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mine.txt").write_text("mine")
    with pytest.raises(ContractError, match="an empty folder"):
        writer(tmp_path, cameras=False)
    assert (tmp_path / "data" / "mine.txt").read_text() == "mine"


def test_one_writer_at_a_time(tmp_path: Path):
    with writer(tmp_path / "dataset", cameras=False), pytest.raises(Conflict, match="another process"):
        writer(tmp_path / "dataset", cameras=False)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"columns": {}}, "columns: expected action"),
        ({"columns": columns(0, 8) | {"action": np.zeros((8, 4))}}, r"column action, field shape: expected \(T, 3\)"),
        ({"columns": columns(0, 8) | {"action": np.full((8, 3), np.nan)}}, "column action, field frame 0: expected finite"),
        ({"columns": columns(0, 8) | {"step": np.zeros(8)}}, "column step, field type: expected int64"),
        ({"columns": columns(0, 8) | {"phase": np.zeros(8)}}, "column phase, field type: expected strings"),
        ({"columns": columns(0, 8) | {"step": np.arange(7)}}, "one length"),
        ({"task": " "}, "field task"),
        ({"split": "dev"}, "field split"),
        ({"videos": {"front": Path("x.mp4")}}, "field videos"),
    ],
)
def test_an_episode_that_does_not_fit_is_refused_and_leaves_nothing(tmp_path: Path, change: dict, said: str):
    with writer(tmp_path / "dataset", cameras=False) as out:
        with pytest.raises(ContractError, match=said):
            out.add(replace(episode(0, None), **change))
        assert out.add(episode(0, None)) == 0
        out.finalize()
    expect_holds(tmp_path / "dataset", 1, cameras=False)


def test_a_video_of_another_length_is_refused(tmp_path: Path, videos: Path):
    with writer(tmp_path / "dataset") as out:
        other = replace(episode(0, videos), videos=episode(1, videos).videos)
        with pytest.raises(ContractError, match="frames: expected 8, as many as the columns have rows, found 13"):
            out.add(other)
        out.add(episode(0, videos))
        out.finalize()
    assert check(tmp_path / "dataset").good


def test_splits_come_in_order(tmp_path: Path):
    with writer(tmp_path / "dataset", cameras=False) as out:
        out.add(episode(0, None, "val"))
        with pytest.raises(ContractError, match="none before val"):
            out.add(episode(1, None, "train"))
        out.add(episode(1, None, "test"))
        out.finalize()
    assert json.loads((tmp_path / "dataset/meta/info.json").read_text())["splits"] == {"val": "0:1", "test": "1:2"}


def test_videos_that_need_another_decoder_set_up_go_to_a_file_of_their_own(tmp_path: Path):
    """Joined under one header, the second would be decoded with the first one's parameters."""
    import av

    from blueprint.domain.datasets.features import VideoFeature

    paths = [tmp_path / "a.mp4", tmp_path / "b.mp4"]
    frames = [np.full((32, 48, 3), 20 * n, np.uint8) for n in range(5)]
    encode_video(paths[0], frames, 10)
    with av.open(str(paths[1]), "w") as out:
        stream = out.add_stream("libx264", rate=10, options={"bf": "0", "profile": "high", "x264-params": "cabac=0:ref=1"})
        stream.height, stream.width, stream.pix_fmt = 32, 48, "yuv420p"
        for image in frames:
            out.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        out.mux(stream.encode(None))
    with DatasetWriter(
        tmp_path / "dataset", fps=10, robot_type="panda", features={"a": Feature("float32", (1,))}, videos={"front": VideoFeature(32, 48)}
    ) as dataset_out:
        for path in paths:
            dataset_out.add(Episode("look", {"a": np.zeros(5, np.float32)}, {"front": path}))
        dataset_out.finalize()
    assert len(list((tmp_path / "dataset/videos").rglob("*.mp4"))) == 2
    assert check(tmp_path / "dataset").good


def test_a_joined_video_is_never_so_long_that_float32_loses_its_frames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, videos: Path):
    """LeRobot compares times as float32 to 0.1 ms: beyond 1024 s one step of float32 is more."""
    import blueprint.domain.datasets.progress as progress

    assert np.spacing(np.float32(progress.LONGEST_VIDEO_S)) < 1e-4
    monkeypatch.setattr(progress, "LONGEST_VIDEO_S", 1)
    root = dataset(tmp_path / "dataset", 4, videos, video_file_mb=100)
    assert len(list((root / "videos").rglob("file-*.mp4"))) == 2 * 4


def test_an_episode_of_200_frames_and_30_columns_is_added_fast(tmp_path: Path):
    """At most 10 ms each (measured: 3.6 on an idle core); the best of many, since other work runs beside the tests."""
    features = {f"c{n}": Feature("float32", (7,)) for n in range(30)}
    rng = np.random.default_rng(0)
    one = Episode("pick", {name: rng.normal(size=(200, 7)).astype(np.float32) for name in features}, {})
    seconds = []
    with DatasetWriter(tmp_path / "dataset", fps=20, robot_type="panda", features=features, videos={}) as out:
        for _ in range(30):
            begin = time.perf_counter()
            out.add(one)
            seconds.append(time.perf_counter() - begin)
    assert min(seconds) < 0.010


def test_every_feature_of_the_plan_can_be_read_as_lerobot_names_it(tmp_path: Path):
    root = dataset(tmp_path / "dataset", 1, None)
    info = json.loads((root / "meta/info.json").read_text())
    assert set(info["features"]) == {*FEATURES, "timestamp", "frame_index", "episode_index", "index", "task_index"}
    assert info["features"]["observation.state"] == {"dtype": "float32", "shape": [7], "names": [f"joint_{n}" for n in range(1, 8)]}
    assert info["video_path"] is None
