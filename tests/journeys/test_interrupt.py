"""Ctrl-C and SIGKILL of `blueprint make` in the middle of its episodes, and the same command again: it goes on, and no finished episode is made twice."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import threading
from pathlib import Path

import pytest

from tests.journeys.commands import COMMAND, SENTENCE, environment, one_object
from tests.journeys.service import end_jobs, wait_until

TASKS, EPISODES = 2, 3
MAKE = [*COMMAND, "make", SENTENCE, "--through", "data", "--variations", "0", "--tasks", str(TASKS), "--episodes", str(EPISODES)]


def recordings(folder: Path) -> dict[Path, int]:
    """Each finished episode, and when it was written."""
    return {path: path.stat().st_mtime_ns for path in folder.glob("blueprint-data/scenes/*/episodes/*/recordings/*.json")}


class Terminal:
    """The command in a terminal of its own; `text` is all that was on it."""

    def __init__(self, folder: Path) -> None:
        self._ours, theirs = pty.openpty()
        env = environment({"TERM": "xterm", "COLUMNS": "160"})
        self.process = subprocess.Popen(MAKE, cwd=folder, env=env, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
        os.close(theirs)
        self.text = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        try:
            while piece := os.read(self._ours, 1 << 16):
                self.text += piece.decode(errors="replace")
        except OSError:
            return

    def end(self, number: signal.Signals) -> int:
        """The exit code."""
        os.killpg(self.process.pid, number)
        code = self.process.wait(60)
        self._reader.join(10)
        os.close(self._ours)
        return code


@pytest.mark.slow
def test_the_same_command_goes_on_after_the_last_finished_episode(tmp_path: Path):
    first = Terminal(tmp_path)
    pace = re.compile(rf"[1-5]/{TASKS * EPISODES} episodes, \d+ a minute, \d+ min \d+ s left")
    wait_until(lambda: pace.search(first.text) or first.process.poll() is not None, 500, "how far it is, how fast, and how long it will take")
    assert first.end(signal.SIGINT) == 130, first.text[-2000:]
    assert pace.search(first.text)
    assert "the same command goes on where it stopped" in first.text
    assert "Traceback" not in first.text
    before = recordings(tmp_path)
    assert before

    second = Terminal(tmp_path)
    wait_until(lambda: len(recordings(tmp_path)) > len(before) or second.process.poll() is not None, 500, "another episode")
    assert second.end(signal.SIGKILL) == -signal.SIGKILL, second.text[-2000:]
    end_jobs(tmp_path / "blueprint-data/.blueprint")
    between = recordings(tmp_path)
    assert len(between) < TASKS * EPISODES, "nothing was left to be made"

    done = subprocess.run([*MAKE, "--json"], cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stderr
    found = recordings(tmp_path)
    assert len(found) == TASKS * EPISODES
    assert {path: found[path] for path in between} == between, "an episode was made twice"
    assert {path: between[path] for path in before} == before, "an episode was made twice"
    dataset = Path(one_object(done.stdout)["outputs"]["dataset"])
    report = json.loads(subprocess.run([*COMMAND, "dataset", "check", dataset, "--json"], capture_output=True, text=True, check=True).stdout)
    assert report["episodes"] == sum(json.loads(path.read_text())["success"] for path in found)
