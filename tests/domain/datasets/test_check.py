"""A truncated copy, a deleted file, a flipped byte: the check names the file and what is wrong, and never says good."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_datasets import EXAMPLES, contents, dataset, episode, writer

from blueprint.core.errors import ContractError
from blueprint.domain.datasets.check import check


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory, videos: Path) -> Path:
    return dataset(tmp_path_factory.mktemp("good") / "dataset", 10, videos)


@pytest.fixture(scope="session")
def good_v21(tmp_path_factory: pytest.TempPathFactory, videos: Path) -> Path:
    return dataset(tmp_path_factory.mktemp("good") / "dataset", 10, videos, format="v2.1")


@pytest.fixture
def copy(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "dataset"))


def said(root: Path) -> str:
    report = check(root)
    assert not report.good
    return "\n".join(map(str, report.findings))


@pytest.mark.parametrize("which", ["good", "good_v21"])
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_flipped_bit_in_any_file_is_found(which: str, request: pytest.FixtureRequest, tmp_path: Path, data: st.DataObject):
    good = request.getfixturevalue(which)
    files = contents(good)
    name = data.draw(st.sampled_from(sorted(files)))
    at = data.draw(st.integers(0, len(files[name]) - 1))
    flipped = bytearray(files[name])
    flipped[at] ^= 1 << data.draw(st.integers(0, 7))
    root = tmp_path / "flipped"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(good, root, copy_function=os.link)
    (root / name).unlink()
    (root / name).write_bytes(flipped)
    try:
        report = check(root)
    except ContractError as error:
        assert name == "meta/info.json", error
        return
    assert not report.good
    if name != "meta/checksums.json":
        assert any(name in str(finding) for finding in report.findings), report.findings


@pytest.mark.parametrize("which", ["good", "good_v21"])
def test_any_deleted_file_is_named(which: str, request: pytest.FixtureRequest, tmp_path: Path):
    good = request.getfixturevalue(which)
    for name in contents(good):
        root = tmp_path / "dataset"
        shutil.copytree(good, root, copy_function=os.link)
        (root / name).unlink()
        assert f"{name}: is gone" in said(root), name
        shutil.rmtree(root)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_any_truncated_file_is_named(good: Path, tmp_path: Path, share: float):
    for name, content in contents(good).items():
        root = tmp_path / "dataset"
        shutil.copytree(good, root)
        os.truncate(root / name, int(len(content) * share))
        assert f"{name}: " in said(root), name
        shutil.rmtree(root)


def test_what_was_lost_is_counted(copy: Path):
    (copy / "data/chunk-000/file-001.parquet").unlink()
    report = check(copy)
    first = next(finding.episode for finding in report.findings)
    assert report.whole == first
    assert 0 < report.whole < 10
    assert "data/chunk-000/file-001.parquet: is gone (from episode" in said(copy)


def test_a_flipped_byte_in_a_video_costs_only_the_episodes_from_the_one_it_is_in(copy: Path):
    name = "videos/observation.images.front/chunk-000/file-001.mp4"
    content = bytearray((copy / name).read_bytes())
    content[-3] ^= 255
    (copy / name).write_bytes(content)
    listed = json.loads((copy / "meta/checksums.json").read_text())["episodes"]
    last = len(listed["videos/observation.images.front/chunk-000/file-000.mp4"]) + len(listed[name]) - 1
    assert f"{name}: episode {last}: its coded frames are not those that were written (sha256) (from episode {last} on)" in said(copy)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"total_episodes": 9}, "total_episodes: expected 10, found 9"),
        ({"total_frames": 1}, "total_frames: expected 129, found 1"),
        ({"total_tasks": 3}, "total_tasks: expected 2, found 3"),
        ({"splits": {"train": "0:8", "test": "9:10"}}, "splits.test: expected to begin at episode 8, found 9:10"),
        ({"splits": {"train": "0:8", "val": "7:10"}}, "splits.val: expected to begin at episode 8, found 7:10"),
        ({"splits": {"train": "0:8"}}, "splits: expected to cover 10 episodes, found 8"),
        ({"splits": {"train": "all"}}, "splits: expected from:to"),
    ],
)
def test_every_count_of_info_is_compared(copy: Path, change: dict, expected: str):
    info = json.loads((copy / "meta/info.json").read_text())
    (copy / "meta/info.json").write_text(json.dumps(info | change))
    assert f"meta/info.json: {expected}" in said(copy)


def test_statistics_that_are_wrong_are_named(copy: Path):
    (copy / "meta/checksums.json").unlink()
    stats = json.loads((copy / "meta/stats.json").read_text())
    stats["action"]["mean"][0] += 1
    (copy / "meta/stats.json").write_text(json.dumps(stats))
    assert "meta/stats.json: action.mean: expected" in said(copy)


def test_a_data_file_too_many_is_named(copy: Path):
    """LeRobot reads every data file there is."""
    shutil.copyfile(copy / "data/chunk-000/file-000.parquet", copy / "data/chunk-000/file-009.parquet")
    assert "data/chunk-000/file-009.parquet: belongs to no episode" in said(copy)


def test_files_of_one_length_in_each_others_place_are_found_without_checksums(copy: Path):
    (copy / "meta/checksums.json").unlink()
    one, other = copy / "data/chunk-000/file-000.parquet", copy / "data/chunk-000/file-001.parquet"
    one.rename(copy / "swap")
    other.rename(one)
    (copy / "swap").rename(other)
    assert "data/chunk-000/file-000.parquet: episode 0: " in said(copy)


def test_a_dataset_under_construction_says_how_far_it_is(tmp_path: Path, videos: Path):
    with writer(tmp_path / "dataset") as out:
        for index in range(3):
            out.add(episode(index, videos))
        report = check(tmp_path / "dataset")
    assert (report.state, report.episodes, report.whole) == ("unfinished", 3, 3)
    assert "3 whole episodes" in report.findings[0].problem


def test_no_dataset_is_an_error_not_a_report(tmp_path: Path):
    with pytest.raises(ContractError, match="a LeRobot dataset"):
        check(tmp_path)
    (tmp_path / "meta").mkdir()
    (tmp_path / "meta/info.json").write_text('{"codebase_version": "v9"}')
    with pytest.raises(ContractError, match="a LeRobot dataset"):
        check(tmp_path)
