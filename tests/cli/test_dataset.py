"""`blueprint dataset check` and `repair`: a line per finding, one JSON object for programs, 0 when all is good and 65 when not."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from blueprint.cli.main import main
from blueprint.domain.datasets.features import Episode, Feature
from blueprint.domain.datasets.writer import DatasetWriter


def add(out: DatasetWriter, count: int) -> None:
    for index in range(count):
        out.add(Episode("open the drawer", {"action": np.full((4, 2), index, np.float32)}, {}))


def begin(root: Path) -> DatasetWriter:
    return DatasetWriter(root, fps=10, robot_type="panda", features={"action": Feature("float32", (2,))}, videos={}, data_file_mb=0.0005)


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Six episodes in three data files."""
    with begin(tmp_path / "dataset") as out:
        add(out, 6)
        out.finalize()
    assert len(list((tmp_path / "dataset/data").rglob("*.parquet"))) == 3
    return tmp_path / "dataset"


def test_a_good_dataset(dataset: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["dataset", "check", str(dataset)]) == 0
    assert capsys.readouterr().out == f"{dataset}: good, 6 episodes, 24 frames\n"
    assert main(["dataset", "check", str(dataset), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["episodes"], report["whole"], report["state"], report["findings"]) == (6, 6, "finished", [])


def test_a_broken_one_is_named_then_repaired_then_good(dataset: Path, capsys: pytest.CaptureFixture[str]):
    (dataset / "data/chunk-000/file-001.parquet").unlink()
    assert main(["dataset", "check", str(dataset)]) == 65
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "wrong: data/chunk-000/file-001.parquet: is gone (from episode 2 on)"
    assert out[-1] == f"{dataset}: finished, 6 episodes, 24 frames; whole: the first 2. `blueprint dataset repair` leaves those"

    assert main(["dataset", "repair", str(dataset), "--json"]) == 0
    repaired = json.loads(capsys.readouterr().out)
    assert (repaired["kept"], repaired["cut"], repaired["cut_frames"], repaired["put_aside"]) == (2, 4, 16, ".cut/1")
    assert main(["dataset", "repair", str(dataset)]) == 0
    assert capsys.readouterr().out == f"{dataset}: kept 2 episodes, 8 frames; cut 0 episodes, 0 frames\n"
    assert main(["dataset", "check", str(dataset)]) == 0


def test_one_that_was_not_finished_is_closed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with begin(tmp_path / "dataset") as out:
        add(out, 3)
    assert main(["dataset", "check", str(tmp_path / "dataset")]) == 65
    assert "not finished: 3 whole episodes" in capsys.readouterr().out
    assert main(["dataset", "repair", str(tmp_path / "dataset")]) == 0
    assert "closed the dataset after its 3 whole episodes" in capsys.readouterr().out


def test_where_nothing_is_whole_nothing_is_changed(dataset: Path, capsys: pytest.CaptureFixture[str]):
    (dataset / "data/chunk-000/file-000.parquet").unlink()
    before = {path: path.read_bytes() for path in dataset.rglob("*") if path.is_file()}
    assert main(["dataset", "check", str(dataset)]) == 65
    assert "no episode is whole: a repair has nothing to keep" in capsys.readouterr().out
    assert main(["dataset", "repair", str(dataset)]) == 65
    assert "data/chunk-000/file-000.parquet: is gone (from episode 0 on)" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in dataset.rglob("*") if path.is_file()} == before


def test_what_is_no_dataset_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    foreign, empty = tmp_path / "foreign", tmp_path / "empty"
    foreign.mkdir()
    empty.mkdir()
    (foreign / "notes.txt").write_text("milk")
    for path, said in (
        (tmp_path / "none", "a dataset's folder, found 'nothing there'"),
        (foreign / "notes.txt", "a dataset's folder, found 'a file'"),
        (foreign, "no such file, only notes.txt"),
        (empty, "an empty folder"),
    ):
        assert main(["dataset", "check", str(path), "--json"]) == 65
        answer = capsys.readouterr()
        assert json.loads(answer.out)["error"]["code"] == "contract_error"
        assert said in answer.err
