"""After a repair the longest run of whole episodes is there, the check is content, and a second repair does nothing; nothing is deleted."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_datasets import EXAMPLES, contents, dataset, episode, expect_holds, writer

from blueprint.core.errors import Conflict, ContractError
from blueprint.domain.datasets.check import check
from blueprint.domain.datasets.repair import repair

COUNT = 10


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory, videos: Path) -> Path:
    return dataset(tmp_path_factory.mktemp("good") / "dataset", COUNT, videos)


@pytest.fixture(scope="session")
def good_v21(tmp_path_factory: pytest.TempPathFactory, videos: Path) -> Path:
    return dataset(tmp_path_factory.mktemp("good") / "dataset", COUNT, videos, format="v2.1")


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory, videos: Path) -> Path:
    """Eight whole episodes and part of a file of each kind; not finished."""
    root = tmp_path_factory.mktemp("begun") / "dataset"
    with writer(root) as out:
        for index in range(8):
            out.add(episode(index, videos))
    return root


@pytest.fixture
def copy(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "dataset"))


def expect_repaired(root: Path, at_least: int = 0) -> int:
    """Repair, and look at what is left; how many episodes that is. Where none is whole, everything is left as it was."""
    damaged = contents(root)
    whole = check(root).whole
    try:
        repaired = repair(root)
    except ContractError as error:
        assert whole == 0 == at_least, error
        assert contents(root) == damaged
        return 0
    assert repaired.after.good, repaired.after.findings
    assert repaired.kept == repaired.after.episodes >= max(whole, at_least)
    expect_holds(root, repaired.kept)
    left = contents(root)
    for name, content in damaged.items():
        if name.startswith(("data/", "videos/")):
            assert content in (left.get(name), *[left.get(f"{repaired.put_aside}/{name}")]), f"{name} was deleted"
    again = repair(root)
    assert again.done == ()
    assert contents(root) == left
    return repaired.kept


@pytest.mark.parametrize("which", ["good", "good_v21"])
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_of_a_copy_truncated_anywhere_the_longest_prefix_is_left(which: str, request: pytest.FixtureRequest, tmp_path: Path, data: st.DataObject):
    good = request.getfixturevalue(which)
    files = contents(good)
    name = data.draw(st.sampled_from(sorted(files)))
    root = tmp_path / "dataset"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(good, root)
    os.truncate(root / name, data.draw(st.integers(0, len(files[name]) - 1)))
    expect_repaired(root)


@pytest.mark.parametrize("which", ["good", "good_v21"])
def test_of_a_dataset_with_a_deleted_file_the_longest_prefix_is_left(which: str, request: pytest.FixtureRequest, tmp_path: Path):
    good = request.getfixturevalue(which)
    for name in contents(good):
        root = Path(shutil.copytree(good, tmp_path / "dataset"))
        (root / name).unlink()
        kept = expect_repaired(root)
        if name.startswith("meta/"):
            assert kept == COUNT, f"{name} can be written again from the rest"
        shutil.rmtree(root)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_of_a_dataset_with_a_flipped_bit_the_longest_prefix_is_left(good: Path, tmp_path: Path, data: st.DataObject):
    files = contents(good)
    name = data.draw(st.sampled_from(sorted(files)))
    flipped = bytearray(files[name])
    flipped[data.draw(st.integers(0, len(flipped) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    root = tmp_path / "dataset"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(good, root)
    (root / name).write_bytes(flipped)
    kept = expect_repaired(root)
    if name.startswith("meta/"):
        assert kept == COUNT


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_of_a_journal_truncated_anywhere_every_whole_record_is_left(begun: Path, tmp_path: Path, data: st.DataObject):
    from blueprint.domain.datasets.journal import Added, read_journal

    path = Path(".building/journal")
    size = (begun / path).stat().st_size
    at = data.draw(st.integers(0, size))
    whole = sum(1 for record, place in read_journal(begun / path) if isinstance(record, Added) and place.end <= at)
    root = tmp_path / "dataset"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(begun, root)
    os.truncate(root / path, at)
    assert expect_repaired(root, at_least=whole) == whole


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_of_a_dataset_under_construction_with_any_file_truncated_the_longest_prefix_is_left(begun: Path, tmp_path: Path, data: st.DataObject):
    names = sorted(name for name in contents(begun) if not name.endswith(("plan.json", "lock")))
    name = data.draw(st.sampled_from(names))
    root = tmp_path / "dataset"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(begun, root)
    os.truncate(root / name, data.draw(st.integers(0, max((root / name).stat().st_size - 1, 0))))
    kept = expect_repaired(root)
    if name.startswith("data/"):
        assert kept == 8, "the journal has the frames"


def test_a_writer_does_not_go_on_over_damage(begun: Path, tmp_path: Path):
    root = Path(shutil.copytree(begun, tmp_path / "dataset"))
    staged = next(path for path in sorted((root / ".building/videos").rglob("*.mp4")))
    staged.unlink()
    with pytest.raises(ContractError, match="dataset repair"):
        writer(root)


def test_a_good_dataset_is_left_alone(copy: Path):
    before = contents(copy)
    repaired = repair(copy)
    assert (repaired.kept, repaired.cut, repaired.done, repaired.put_aside) == (COUNT, 0, (), None)
    assert contents(copy) == before


def test_what_was_cut_is_said_and_put_aside(copy: Path):
    (copy / "data/chunk-000/file-001.parquet").unlink()
    whole = check(copy).whole
    repaired = repair(copy)
    assert (repaired.kept, repaired.cut) == (whole, COUNT - whole)
    assert repaired.cut_frames + repaired.after.frames == 129
    assert "put data/chunk-000/file-002.parquet aside" in repaired.done
    assert (copy / ".cut/1/data/chunk-000/file-002.parquet").is_file()
    sorted((copy / "videos/observation.images.wrist").rglob("*.mp4"))[-1].unlink()
    assert repair(copy).put_aside == ".cut/2"


def test_counts_that_are_wrong_cost_no_episode(copy: Path):
    info = json.loads((copy / "meta/info.json").read_text())
    (copy / "meta/info.json").write_text(json.dumps(info | {"total_frames": 1, "total_tasks": 9, "splits": {}, "fps": 99}))
    assert expect_repaired(copy) == COUNT
    assert json.loads((copy / "meta/info.json").read_text())["fps"] == 20


def test_splits_are_those_of_what_is_left(copy: Path):
    (copy / "meta/checksums.json").unlink()
    assert expect_repaired(copy) == COUNT
    name = "videos/observation.images.front/chunk-000/"
    for path in sorted((copy / name).glob("*.mp4"))[-1:]:
        path.unlink()
    kept = expect_repaired(copy)
    expected = {"train": f"0:{min(kept, 8)}"} | ({"val": "8:9"} if kept >= 9 else {})
    assert json.loads((copy / "meta/info.json").read_text())["splits"] == expected


@pytest.mark.parametrize("lost", ["data", "data/chunk-000/file-000.parquet", "videos/observation.images.wrist/chunk-000/file-000.mp4"])
def test_where_nothing_is_whole_nothing_is_changed(copy: Path, lost: str):
    path = copy / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    before = contents(copy)
    with pytest.raises(ContractError, match="nothing is changed"):
        repair(copy)
    assert contents(copy) == before


@pytest.mark.parametrize("which", ["good", "good_v21"])
def test_all_that_meta_says_is_written_again_from_data_and_videos(which: str, request: pytest.FixtureRequest, tmp_path: Path):
    good = request.getfixturevalue(which)
    root = Path(shutil.copytree(good, tmp_path / "dataset"))
    shutil.rmtree(root / "meta")
    assert expect_repaired(root) == COUNT
    assert {name: content for name, content in contents(root).items() if not name.startswith(".cut")} == contents(good)


def test_a_repair_does_not_run_beside_a_writer(tmp_path: Path, videos: Path):
    with writer(tmp_path / "dataset") as out:
        out.add(episode(0, videos))
        with pytest.raises(Conflict):
            repair(tmp_path / "dataset")
        out.add(episode(1, videos))
        out.finalize()
    assert check(tmp_path / "dataset").good


def test_a_repair_broken_off_between_two_exchanges_is_ended(copy: Path, monkeypatch: pytest.MonkeyPatch):
    """At every exchange in turn: what stands is never taken for good, and the next repair ends it."""
    (copy / "data/chunk-000/file-001.parquet").unlink()
    replace, left = os.replace, [0]

    def stop_at(source: str, target: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        replace(source, target)

    for count in range(3, 40):
        root = Path(shutil.copytree(copy, copy.parent / f"dataset-{count}"))
        left[0] = count
        monkeypatch.setattr("blueprint.domain.datasets.repair.os.replace", stop_at)
        try:
            repair(root)
            stopped = False
        except KeyboardInterrupt:
            stopped = True
        monkeypatch.setattr("blueprint.domain.datasets.repair.os.replace", replace)
        if stopped:
            assert not check(root).good
            assert repair(root).after.good
        expect_holds(root, check(root).whole)
        if not stopped:
            return
    raise AssertionError("the repair never ended")
