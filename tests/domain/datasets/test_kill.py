"""SIGKILL at any moment of writing, finishing and repairing: every acknowledged episode is there after a repair, and nothing that is not whole.

BLUEPRINT_SAMPLE (default 8) writers are killed; `BLUEPRINT_SAMPLE=50` is the slow run. BLUEPRINT_SEED chooses the moments.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_datasets import dataset, episode, expect_holds, writer

from blueprint.core.errors import ContractError
from blueprint.domain.datasets.check import check
from blueprint.domain.datasets.repair import repair

SAMPLE = int(os.environ.get("BLUEPRINT_SAMPLE", "8"))
SEED = int(os.environ.get("BLUEPRINT_SEED", "0"))
COUNT = 14


class Program:
    """`killed_writer.py`, imports done: the time to a kill is time at work."""

    def __init__(self, videos: Path) -> None:
        script = Path(__file__).with_name("killed_writer.py")
        self._process = subprocess.Popen([sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._videos = videos

    def run(self, verb: str, root: Path, acknowledged: Path, after_s: float | None) -> int:
        """The exit code; -9 when it was killed before it was done."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{verb} {root} {self._videos} {COUNT} {acknowledged}\n")
        self._process.stdin.flush()
        pid = int(self._process.stdout.readline())
        if after_s is not None:
            time.sleep(after_s)
            os.kill(pid, signal.SIGKILL)  # of a child that its parent has not waited for, or has: then it was done
        return int(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(10)


@pytest.fixture(scope="module")
def program(videos: Path) -> Iterator[Program]:
    for index in range(COUNT):
        episode(index, videos)
    running = Program(videos)
    yield running
    running.close()


def killed(program: Program, verb: str, root: Path, acknowledged: Path, after_s: float) -> int:
    try:
        return program.run(verb, root, acknowledged, after_s)
    except ProcessLookupError:
        return int(program._process.stdout.readline())  # type: ignore[union-attr]


def lines(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def seconds_of(program: Program, verb: str, root: Path, acknowledged: Path) -> float:
    begin = time.perf_counter()
    assert program.run(verb, root, acknowledged, None) == 0
    return time.perf_counter() - begin


@pytest.mark.slow
def test_what_was_acknowledged_survives_a_kill_at_any_moment(program: Program, tmp_path: Path):
    random_ = random.Random(SEED)
    whole_s = min(seconds_of(program, "write", tmp_path / f"timed-{n}", tmp_path / f"acknowledged-{n}") for n in range(3))
    ends = {"killed": 0, "done": 0, "nothing": 0}
    for sample in itertools.takewhile(lambda _: ends["killed"] < SAMPLE, itertools.count()):
        root, acknowledged = tmp_path / f"dataset-{sample}", tmp_path / f"said-{sample}"
        for _ in range(random_.randint(1, 3)):
            code = killed(program, "write", root, acknowledged, random_.uniform(0, whole_s))
            ends["killed" if code == -9 else "done"] += 1
            if code == 0:
                break
            assert code == -9
        said = lines(acknowledged)
        assert said == list(range(len(said))), "an episode was written twice or left out"
        try:
            repaired = repair(root)
        except (ContractError, FileNotFoundError):
            assert not said, "episodes were acknowledged and nothing is there"
            ends["nothing"] += 1
            continue
        assert repaired.kept >= len(said)
        assert repaired.cut == 0
        assert repaired.after.good, repaired.after.findings
        expect_holds(root, repaired.kept)
        assert repair(root).done == ()
        shutil.rmtree(root)
    assert ends["killed"] >= SAMPLE


@pytest.mark.slow
def test_a_killed_repair_is_ended_by_the_next(program: Program, tmp_path: Path, videos: Path):
    random_ = random.Random(SEED)
    whole = dataset(tmp_path / "whole", COUNT, videos)
    (whole / "data/chunk-000/file-003.parquet").unlink()
    os.truncate(whole / "meta/stats.json", 100)
    kept = check(whole).whole
    assert 0 < kept < COUNT
    timed = Path(shutil.copytree(whole, tmp_path / "timed"))
    whole_s = seconds_of(program, "repair", timed, tmp_path / "no")
    sample = count = 0
    while sample < SAMPLE or count < SAMPLE // 2:
        root = Path(shutil.copytree(whole, tmp_path / f"dataset-{sample}"))
        for _ in range(2):
            count += killed(program, "repair", root, tmp_path / "no", random_.uniform(0, whole_s)) == -9
        after = repair(root).after
        assert after.good, after.findings
        assert after.episodes == kept
        expect_holds(root, kept)
        shutil.rmtree(root)
        sample += 1
    assert count >= SAMPLE // 2


@pytest.mark.slow
def test_a_killed_repair_of_an_unfinished_dataset_is_ended_by_the_next(program: Program, tmp_path: Path, videos: Path):
    random_ = random.Random(SEED)
    with writer(tmp_path / "begun") as out:
        for index in range(7):
            out.add(episode(index, videos))
    for sample in range(SAMPLE):
        root = Path(shutil.copytree(tmp_path / "begun", tmp_path / f"dataset-{sample}"))
        for _ in range(2):
            killed(program, "repair", root, tmp_path / "no", random_.uniform(0, 0.15))
        after = repair(root).after
        assert after.good, after.findings
        expect_holds(root, 7)
        shutil.rmtree(root)
