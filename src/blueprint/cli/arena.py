"""`blueprint arena evaluate`: how often a policy does a scene's tasks, in our simulator, with 95 % intervals."""

from __future__ import annotations

import argparse
import importlib
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from blueprint.contracts.arena import EvaluationResult
from blueprint.contracts.tasks import Task, TaskSet
from blueprint.core.errors import ContractError

if TYPE_CHECKING:
    from blueprint.domain.arena.evaluate import Episode, PolicyMaker
    from blueprint.domain.physics.world import World


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("arena", help="evaluate a policy on a scene's tasks")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    evaluate = verbs.add_parser("evaluate", help="episodes of every task in our simulator: success rates with Wilson 95 %% intervals")
    evaluate.add_argument("scene", metavar="SCENE_USD", help="a scene's folder, or its scene.usda")
    evaluate.add_argument("--policy", default="scripted", metavar="POLICY", help="scripted, random, zero, or MODULE:CLASS of your own (it is imported and run)")
    evaluate.add_argument("--tasks", metavar="FILE", help="a tasks.json; else the scene's geniesim/tasks.json; else tasks are proposed")
    evaluate.add_argument("--robot", metavar="NAME", help="whose tasks (default: of the tasks found, else franka)")
    evaluate.add_argument("--episodes", type=int, default=5, metavar="N", help="of each task")
    evaluate.add_argument("--limit", type=int, default=50, metavar="N", help="tasks at most")
    evaluate.add_argument("--max-steps", type=int, default=500, metavar="N", help="control steps at most, for each step of a task")
    evaluate.add_argument("--seed", type=int, default=0)
    evaluate.add_argument("--json", action="store_true", help="one JSON object for programs")
    evaluate.set_defaults(run=_evaluate)


def _evaluate(arguments: argparse.Namespace) -> int:
    """0 when every episode was run; 70 when an error kept one from its end."""
    if arguments.episodes < 1 or arguments.limit < 1 or arguments.max_steps < 1:
        raise ContractError("blueprint arena evaluate", "--episodes, --limit, --max-steps", "at least 1", arguments.episodes)
    from blueprint.domain.arena.evaluate import Evaluated, evaluate
    from blueprint.domain.arena.stage import Stage
    from blueprint.domain.physics.world import load
    from blueprint.domain.robots.catalogue import find

    make = _policy(arguments.policy)
    world = load(_scene_file(Path(arguments.scene)))
    tasks = _tasks(arguments, world)
    who = Evaluated(
        policy_path=arguments.policy, policy_type="python" if ":" in arguments.policy else "builtin", simulator=_simulator(), seed=arguments.seed,
        timestamp=datetime.now(UTC).isoformat(timespec="seconds"),
    )  # fmt: skip
    stage, count, done = Stage(world, find(tasks.robot)), len(tasks.tasks) * arguments.episodes, 0

    def tell(episode: Episode) -> None:
        nonlocal done
        done += 1
        ended = "done" if episode.success else f"not done ({episode.reason or 'no more steps'})"
        print(f"{done}/{count} {episode.task_id}: {ended} after {episode.steps} steps", file=sys.stderr)

    found = evaluate(stage, make, tasks, arguments.episodes, lambda task: _longest(task, arguments.max_steps), who, tell)
    print(found.model_dump_json() if arguments.json else _table(found))
    return 0 if found.success else 70


def _longest(task: Task, max_steps: int) -> int:
    return max_steps * len(task.steps)


def _simulator() -> str:
    import mujoco

    return f"MuJoCo {mujoco.__version__}"


def _scene_file(path: Path) -> Path:
    usda = path if path.is_file() else path / "usd" / "scene.usda"
    if not usda.is_file():
        raise ContractError(str(path), "usd/scene.usda", "a scene's folder or its scene.usda", "nothing there")
    return usda.resolve()


def _tasks(arguments: argparse.Namespace, world: World) -> TaskSet:
    """Given, found beside the scene for this robot, or proposed. Raises ContractError when those given are of another scene file or for another
    robot, or when there is none."""
    from blueprint.store.documents import from_json

    beside = world.path.parent.parent / "geniesim" / "tasks.json"
    path = Path(arguments.tasks) if arguments.tasks else beside
    tasks = None
    if path.is_file():
        tasks = from_json(str(path), path.read_bytes(), TaskSet)
        wanted = {"scene_digest": world.digest, "robot": arguments.robot or tasks.robot}
        for field, expected in wanted.items():
            if tasks is not None and (found := getattr(tasks, field)) != expected:
                if arguments.tasks:
                    raise ContractError(str(path), field, expected, found)
                tasks = None
    elif arguments.tasks:
        raise ContractError(str(path), "", "a tasks.json", "nothing there")
    if tasks is None:
        from blueprint.domain.robots.catalogue import find
        from blueprint.domain.tasks.propose import propose

        tasks = propose(world, find(arguments.robot or "franka").name, arguments.seed, arguments.limit)
    if not tasks.tasks:
        reasons = "; ".join(sorted({entry.reason for entry in tasks.dropped})[:5])
        raise ContractError(str(world.path), "tasks", f"at least one that {tasks.robot} can do", reasons or "none")
    return tasks.model_copy(update={"tasks": tasks.tasks[: arguments.limit]})


def _policy(name: str) -> PolicyMaker:
    """Raises ContractError with the names there are. A policy of your own is `CLASS(simulation, task, seed)`, whose objects are called with an
    observation and give an action."""
    from blueprint.domain.arena.policies import BUILT_IN

    if name in BUILT_IN:
        return BUILT_IN[name]
    module, colon, attribute = name.partition(":")
    if not colon:
        raise ContractError("--policy", "", f"one of {', '.join(BUILT_IN)}, or MODULE:CLASS", name)
    sys.path.insert(0, "")
    try:
        made = getattr(importlib.import_module(module), attribute, None)
    except ImportError as error:
        raise ContractError("--policy", module, "a module that imports", str(error)) from error
    if not callable(made):
        raise ContractError("--policy", attribute, f"a class or function in {module}", made)
    return cast("PolicyMaker", made)


def _table(found: EvaluationResult) -> str:
    """One row per task, the whole last."""
    rows = [(metrics.task_name, metrics.num_successes, metrics.num_episodes, metrics.success_rate_ci) for metrics in found.task_metrics.values()]
    rows.append((f"all tasks, {found.policy_path}", found.total_successes, found.total_episodes, found.overall_success_rate_ci))
    lines = [f"{name[:70]:<70} {wins:>4}/{count:<4} {wins / max(count, 1):>5.0%}  [{low:.0%}, {high:.0%}]" for name, wins, count, (low, high) in rows]
    return "\n".join([*lines, *(f"error: {line}" for line in found.errors)])
