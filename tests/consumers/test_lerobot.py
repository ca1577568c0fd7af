"""LeRobot's own loader reads our datasets: counts, columns, pictures at their time, splits, windows, batches, statistics; after a repair too. And its
own trainer learns from them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from consumer_environments import python_of

sys.path.insert(0, str(Path(__file__).parents[1] / "domain" / "datasets"))
from small_datasets import FEATURES, TASKS, VIDEOS, columns, contents, dataset, episode, images, length_of, writer
from tests.recorded_episodes import FAILED, SCENE, T, record

from blueprint.domain.datasets.check import check
from blueprint.domain.datasets.convert import Recorded, convert
from blueprint.domain.datasets.repair import repair
from blueprint.domain.quality.judge import Demand, judge
from blueprint.domain.robots import catalogue

EPISODES = 12


def first_frames(count: int) -> list[int]:
    return np.cumsum([0, *[length_of(index) for index in range(count)]]).tolist()


def run_lerobot(script: str, home: Path, *arguments: object, environment: str = "lerobot") -> None:
    """One of the scripts here under LeRobot's own interpreter, without a network."""
    settings = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(home), "PYTHONPATH": ""}
    command = [python_of(environment), Path(__file__).with_name(script), *map(str, arguments)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=600, env=settings, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]


def loaded(root: Path, frames: list[int], out: Path, environment: str = "lerobot") -> tuple[dict, dict[str, np.ndarray]]:
    """What LeRobot says of the dataset, and the frames as it hands them out."""
    run_lerobot("lerobot_rows.py", out.parent / "hf", root, ",".join(map(str, frames)), out, environment=environment)
    with np.load(out) as found:
        arrays = {name: found[name] for name in found.files}
    return json.loads(str(arrays.pop("said"))), arrays


def expect_loads(root: Path, count: int, tmp_path: Path, environment: str = "lerobot") -> None:
    """All that was written for the first `count` episodes comes out of LeRobot: columns equal, pictures at the right time."""
    firsts = first_frames(count)
    total = firsts[-1]
    rng = np.random.default_rng(count)
    wanted = sorted({0, total - 1, *firsts[:-1], *rng.integers(0, total, 12).tolist()})
    said, found = loaded(root, wanted, tmp_path / "found.npz", environment)
    assert (said["frames"], said["columns"], said["episodes"]) == (total, total, count)
    assert (said["last_episode_frames"], said["last_frame"]) == (length_of(count - 1), total - 1)
    assert said["statistics"] == []
    assert said["window"] == {"padded": [False, False, True], "actions": True, "pictures": True}
    spans = {name: [int(at) for at in span.split(":")] for name, span in said["splits"].items()}
    assert said["frames_of_splits"] == {name: firsts[end] - firsts[begin] for name, (begin, end) in spans.items()}
    assert sorted(number for span in spans.values() for number in range(*span)) == list(range(count))
    assert said["batch"]["observation.images.front"] == [8, 3, 32, 48]
    assert said["batch"]["observation.state"] == [8, 7]
    for frame in wanted:
        index = int(np.searchsorted(firsts, frame, side="right")) - 1
        at, length = frame - firsts[index], length_of(index)
        assert said["tasks"][str(frame)] == TASKS[index % 3 // 2]
        for name in FEATURES:
            seen, written = found[f"{frame}/{name}"].reshape(-1), np.asarray(columns(index, length)[name][at]).reshape(-1)
            assert np.array_equal(seen, written.astype(np.float32) if written.dtype.kind == "f" else written), (frame, name)
        for number, name in enumerate(VIDEOS):
            seen = np.moveaxis(found[f"{frame}/{name}"], 0, -1) * 255
            source = list(images(2 * index + number, length))
            errors = [float(np.abs(seen - picture).mean()) for picture in source]
            assert errors[at] < 4, (frame, name, errors[at])
            assert int(np.argmin(errors)) == at, (frame, name, "another frame is more alike")


@pytest.mark.consumer
@pytest.mark.slow
def test_lerobot_loads_a_dataset_of_several_files(tmp_path: Path) -> None:
    root = dataset(tmp_path / "dataset", EPISODES, tmp_path / "videos")
    for pattern in ("data/*/*.parquet", "videos/observation.images.front/*/*.mp4", "meta/episodes/*/*.parquet"):
        assert len(list(root.glob(pattern))) >= 3
    expect_loads(root, EPISODES, tmp_path)


@pytest.mark.consumer
@pytest.mark.slow
def test_the_last_lerobot_for_v21_loads_that_format(tmp_path: Path) -> None:
    expect_loads(dataset(tmp_path / "dataset", EPISODES, tmp_path / "videos", format="v2.1"), EPISODES, tmp_path, "lerobot_v21")


@pytest.mark.consumer
@pytest.mark.slow
def test_lerobot_trains_on_what_was_recorded_and_a_failure_is_not_in_it(tmp_path: Path) -> None:
    """jobs.md §6.4 (d): twenty steps of its own trainer, on the CPU."""
    recordings, root = tmp_path / "recordings", tmp_path / "dataset"
    for number in range(4):
        record(recordings, f"episode_{number}", variation=f"variation_{number}", seed=number, cameras=True)
    record(recordings, "failed", cameras=True, **FAILED)
    judged = judge(recordings, Demand(SCENE), catalogue.find)
    rows = convert([Recorded(each.header, each.frames, each.videos) for each in judged.accepted], root)
    assert [each.episode_id for each in judged.rejected] == ["failed"]
    said, _ = loaded(root, [0, 4 * T - 1], tmp_path / "found.npz")
    assert (said["episodes"], said["frames"], said["columns"]) == (4, 4 * T, 4 * T)
    assert said["frames_of_splits"] == {name: T * [row.split for row in rows].count(name) for name in ("train", "val", "test")}
    run_lerobot("lerobot_trains.py", tmp_path / "hf", root, tmp_path / "trained", 20)
    state = json.loads((tmp_path / "trained/checkpoints/000020/training_state/training_step.json").read_text())
    assert state["step"] == 20


@pytest.mark.consumer
@pytest.mark.slow
def test_lerobot_loads_a_dataset_in_folders_of_two_files(tmp_path: Path) -> None:
    root = dataset(tmp_path / "dataset", EPISODES, tmp_path / "videos", chunks_size=2)
    assert (root / "data" / "chunk-001").is_dir()
    expect_loads(root, EPISODES, tmp_path)


@pytest.mark.consumer
@pytest.mark.slow
def test_lerobot_loads_what_a_killed_writer_left_once_repaired(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        out = writer(tmp_path / "dataset")
        for index in range(7):
            out.add(episode(index, tmp_path / "videos"))
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert repair(tmp_path / "dataset").kept == 7
    expect_loads(tmp_path / "dataset", 7, tmp_path)


@pytest.mark.consumer
@pytest.mark.slow
def test_lerobot_loads_what_is_left_of_a_truncated_copy_once_repaired(tmp_path: Path) -> None:
    root = dataset(tmp_path / "dataset", EPISODES, tmp_path / "videos")
    victim = sorted(name for name in contents(root) if "wrist" in name)[2]
    os.truncate(root / victim, (root / victim).stat().st_size * 2 // 3)
    whole = check(root).whole
    assert 0 < whole < EPISODES
    assert repair(root).after.good
    expect_loads(root, whole, tmp_path)


@pytest.mark.consumer
@pytest.mark.slow
def test_the_check_is_content_with_what_lerobot_itself_writes(tmp_path: Path) -> None:
    run_lerobot("lerobot_makes.py", tmp_path / "hf", tmp_path / "dataset")
    report = check(tmp_path / "dataset")
    assert report.good, report.findings
    assert (report.episodes, report.frames, report.tasks) == (4, 46, 2)
    (tmp_path / "dataset/meta/stats.json").unlink()
    assert not check(tmp_path / "dataset").good
    assert repair(tmp_path / "dataset").after.good


@pytest.mark.consumer
@pytest.mark.slow
def test_lerobot_loads_a_dataset_whose_metadata_was_lost_and_written_again(tmp_path: Path) -> None:
    root = dataset(tmp_path / "dataset", EPISODES, tmp_path / "videos")
    before = contents(root)
    for name in ("episodes", "stats.json", "tasks.parquet"):
        path = root / "meta" / name
        shutil.move(path, tmp_path / name)
    shutil.copy(tmp_path / "tasks.parquet", root / "meta" / "tasks.parquet")
    assert repair(root).kept == EPISODES
    assert {name: content for name, content in contents(root).items() if not name.startswith(".cut")} == before
    expect_loads(root, EPISODES, tmp_path)
