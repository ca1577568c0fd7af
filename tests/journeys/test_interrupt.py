"""Ctrl-C and SIGKILL of `blueprint make` in the middle of its episodes, and the same command again: it goes on, and no finished episode is made twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.journeys.commands import COMMAND, SENTENCE, environment, one_object
from tests.journeys.service import end_jobs, wait_until

TASKS, EPISODES = 2, 3
MAKE = [*COMMAND, "make", SENTENCE, "--through", "data", "--variations", "0", "--tasks", str(TASKS), "--episodes", str(EPISODES), "--json"]


def recordings(folder: Path) -> dict[Path, int]:
    """Each finished episode, and when it was written."""
    return {path: path.stat().st_mtime_ns for path in folder.glob("blueprint-data/scenes/*/episodes/*/recordings/*.json")}


def until(folder: Path, episodes: int, end: signal.Signals) -> tuple[int, str]:
    """Run the command until there are so many episodes, then end it; its exit code and what it said."""
    running = subprocess.Popen(MAKE, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    wait_until(lambda: len(recordings(folder)) >= episodes or running.poll() is not None, 500, f"{episodes} episodes")
    os.killpg(running.pid, end)
    _, said = running.communicate(timeout=60)
    return running.returncode, said


@pytest.mark.slow
def test_the_same_command_goes_on_after_the_last_finished_episode(tmp_path: Path):
    code, said = until(tmp_path, 1, signal.SIGINT)
    assert (code, "the same command goes on" in said, "Traceback" in said) == (130, True, False)
    first = recordings(tmp_path)
    code, _ = until(tmp_path, len(first) + 1, signal.SIGKILL)
    assert code == -signal.SIGKILL
    end_jobs(tmp_path / "blueprint-data/.blueprint")
    second = recordings(tmp_path)
    assert len(second) < TASKS * EPISODES, "nothing was left to be made"
    done = subprocess.run(MAKE, cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stderr
    found = recordings(tmp_path)
    assert len(found) == TASKS * EPISODES
    assert {path: found[path] for path in second} == second, "an episode was made twice"
    assert {path: second[path] for path in first} == first, "an episode was made twice"
    dataset = Path(one_object(done.stdout)["outputs"]["dataset"])
    report = json.loads(subprocess.run([*COMMAND, "dataset", "check", dataset, "--json"], capture_output=True, text=True, check=True).stdout)
    assert report["episodes"] == sum(json.loads(path.read_text())["success"] for path in found)
