"""Policies in the real simulator: what the expert does, stillness does not; equal seeds give equal episodes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import blueprint
from blueprint.contracts.arena import EvaluationResult
from blueprint.domain.arena.evaluate import Evaluated, evaluate
from blueprint.domain.arena.policies import BUILT_IN
from blueprint.domain.arena.stage import Stage
from blueprint.domain.robots.catalogue import find
from blueprint.domain.tasks.propose import propose


@pytest.fixture(scope="module")
def opening(made):
    """The one task: a drawer or door to open."""
    tasks = propose(made.world, "franka", 3, 12)
    return tasks.model_copy(update={"tasks": tuple(task for task in tasks.tasks if task.kind == "open")[:1]})


def rates(made, tasks, policy: str, episodes: int = 2, max_steps: int = 450) -> EvaluationResult:
    who = Evaluated(policy, "builtin", "MuJoCo", 5, "now")
    return evaluate(Stage(made.world, find("franka")), BUILT_IN[policy], tasks, episodes, lambda _: max_steps, who)


def test_the_expert_opens_what_stillness_and_chance_do_not(made, opening):
    assert len(opening.tasks) == 1
    done = {policy: rates(made, opening, policy, max_steps=450 if policy == "scripted" else 60).total_successes for policy in BUILT_IN}
    assert done["scripted"] >= 1
    assert (done["zero"], done["random"]) == (0, 0)


def test_equal_seeds_give_equal_episodes(made, opening):
    assert rates(made, opening, "random", 2, 40) == rates(made, opening, "random", 2, 40)


def test_an_action_beyond_the_limits_is_held_at_them(made, opening):
    import numpy as np

    stage = Stage(made.world, find("franka"))
    stage.reset(opening.tasks[0], 1)
    for _ in range(5):
        stage.step(np.full(8, 100.0, dtype=np.float32))
    seen = stage.observe()
    assert np.all(seen.arm <= stage.robot.upper_rad + 0.1)
    assert seen.time_s == pytest.approx(5 / stage.fps)
    assert set(seen.objects) == {thing.id for thing in made.world.free}
    assert set(seen.joints) == {opening.tasks[0].steps[0].joint}


def command(*arguments: str, cwd) -> subprocess.CompletedProcess[str]:
    source = str(Path(blueprint.__file__).parents[1])
    line = [sys.executable, "-m", "blueprint.cli.main", "arena", "evaluate", *arguments]
    return subprocess.run(line, cwd=cwd, env=os.environ | {"PYTHONPATH": source}, capture_output=True, text=True, timeout=300)


def test_the_command_prints_one_document_and_runs_a_policy_of_ones_own(made, opening, tmp_path):
    (tmp_path / "tasks.json").write_text(opening.model_dump_json())
    (tmp_path / "mine.py").write_text(
        "import numpy as np\n\nclass Lazy:\n    def __init__(self, simulation, task, seed):\n        self.rest = np.append(simulation.observe().arm, 1)\n"
        "    def __call__(self, observation):\n        assert observation.instruction\n        return self.rest\n"
    )
    ran = command(str(made.root), "--policy", "mine:Lazy", "--episodes", "1", "--max-steps", "20", "--tasks", "tasks.json", "--json", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    found = EvaluationResult.model_validate_json(ran.stdout)
    assert (found.policy_path, found.policy_type, found.total_episodes, found.total_successes) == ("mine:Lazy", "python", 1, 0)
    assert found.scene_digest == made.world.digest


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nothing there"), (["{scene}", "--policy", "clever"], "scripted, random, zero"), (["{scene}", "--policy", "no_such:Thing"], "no_such"),
        (["{scene}", "--tasks", "nowhere.json"], "nowhere.json"), (["{scene}", "--tasks", "other.json"], "scene_digest"), (["{scene}", "--episodes", "0"], "at least 1"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(made, opening, tmp_path, arguments, said):
    (tmp_path / "other.json").write_text(opening.model_copy(update={"scene_digest": "another"}).model_dump_json())
    ran = command(*(argument.format(scene=made.root) for argument in arguments), cwd=tmp_path)
    assert ran.returncode == 65
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
