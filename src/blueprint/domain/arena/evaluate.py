"""A policy on the tasks of a scene: episodes in a simulator, counted, with intervals (jobs.md §3.19.1, "Evaluation result").

A policy is a callable from an observation to an action. What runs the episode is a `Simulation`; nothing here knows which.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from blueprint.contracts.arena import EvaluationResult, EvaluationSummary, PolicyComparison, TaskMetrics
from blueprint.contracts.tasks import Task, TaskSet
from blueprint.core.errors import BlueprintError
from blueprint.core.identity import seed_of
from blueprint.domain.arena.statistics import two_proportions, wilson

Policy = Callable[[Any], Any]
"""observation → action, both as the simulation has them. It may raise GaveUp."""


class GaveUp(Exception):
    """The policy sees no way on; the episode ends as it stands. The message is its reason."""


class Simulation(Protocol):
    """One scene with a robot in it. success: as the simulator's state says it after the last step."""

    def reset(self, task: Task, seed: int) -> None: ...

    def observe(self) -> Any: ...

    def step(self, action: Any) -> None: ...

    def success(self) -> bool: ...


class PolicyMaker(Protocol):
    """A fresh policy for an episode: what it draws comes from the seed."""

    def __call__(self, simulation: Any, task: Task, seed: int, /) -> Policy: ...


@dataclass(frozen=True)
class Episode:
    """steps: control steps taken: to success, to where the policy gave up (then with its reason), or to the limit."""

    task_id: str
    seed: int
    success: bool
    steps: int
    timed_out: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Evaluated:
    """Who was evaluated. policy_type: `builtin` or `python`."""

    policy_path: str
    policy_type: str
    simulator: str
    seed: int
    timestamp: str


def run_episode(simulation: Simulation, make: PolicyMaker, task: Task, seed: int, max_steps: int) -> Episode:
    """Until the simulator says success, the policy gives up, or max_steps."""
    simulation.reset(task, seed)
    policy = make(simulation, task, seed)
    for step in range(max_steps):
        if simulation.success():
            return Episode(task.task_id, seed, True, step)
        try:
            action = policy(simulation.observe())
        except GaveUp as given_up:
            return Episode(task.task_id, seed, False, step, reason=str(given_up))
        simulation.step(action)
    done = simulation.success()
    return Episode(task.task_id, seed, done, max_steps, timed_out=not done)


def evaluate(
    simulation: Simulation, make: PolicyMaker, tasks: TaskSet, episodes: int, max_steps: Callable[[Task], int], who: Evaluated,
    progress: Callable[[Episode], None] = lambda _: None,
) -> EvaluationResult:  # fmt: skip
    """`episodes` of every task, each from a seed of its own that depends on the seed, the task and the count only.

    An episode that an expected error kept from its end is no episode: it is named in `errors`, and `success` is False.
    """
    done: list[Episode] = []
    errors: list[str] = []
    for task in tasks.tasks:
        for index in range(episodes):
            try:
                episode = run_episode(simulation, make, task, seed_of(who.seed, task.task_id, index), max_steps(task))
            except BlueprintError as error:
                errors.append(f"{task.task_id} episode {index}: {error}")
                continue
            done.append(episode)
            progress(episode)
    return result(tasks, done, errors, who)


def result(tasks: TaskSet, episodes: Sequence[Episode], errors: Iterable[str], who: Evaluated) -> EvaluationResult:
    """The counted episodes as a document; a task without an episode has no row."""
    metrics = {
        task.task_id: _metrics(task, mine) for task in tasks.tasks if (mine := [episode for episode in episodes if episode.task_id == task.task_id])
    }
    wins, found = sum(episode.success for episode in episodes), tuple(errors)
    return EvaluationResult(
        success=not found and bool(metrics), scene_id=tasks.scene_id, scene_digest=tasks.scene_digest, policy_path=who.policy_path,
        policy_type=who.policy_type, embodiment=tasks.robot, simulator=who.simulator, seed=who.seed, timestamp=who.timestamp,
        total_episodes=len(episodes), total_successes=wins, overall_success_rate=wins / len(episodes) if episodes else 0.0,
        overall_success_rate_ci=wilson(wins, len(episodes)), task_metrics=metrics, summary=_summary(metrics), errors=found,
    )  # fmt: skip


def compare(first: EvaluationResult, second: EvaluationResult) -> PolicyComparison:
    """Whether one policy does better than the other, over all their episodes."""
    counts = [(each.total_successes, each.total_episodes) for each in (first, second)]
    z, p_value = two_proportions(counts[0], counts[1])
    return PolicyComparison(
        first=first.policy_path, second=second.policy_path, difference=first.overall_success_rate - second.overall_success_rate, z=z, p_value=p_value
    )


def _metrics(task: Task, episodes: Sequence[Episode]) -> TaskMetrics:
    taken = [episode.steps for episode in episodes if episode.success]
    mean = sum(taken) / len(taken) if taken else None
    spread = math.sqrt(sum((steps - mean) ** 2 for steps in taken) / len(taken)) if mean is not None else None
    return TaskMetrics(
        task_name=task.instruction, success_rate=len(taken) / len(episodes), success_rate_ci=wilson(len(taken), len(episodes)),
        mean_steps_to_success=mean, std_steps_to_success=spread, num_episodes=len(episodes), num_successes=len(taken),
        timeout_rate=sum(episode.timed_out for episode in episodes) / len(episodes),
    )  # fmt: skip


def _summary(metrics: dict[str, TaskMetrics]) -> EvaluationSummary | None:
    if not metrics:
        return None
    rates = {name: row.success_rate for name, row in metrics.items()}
    ranked = sorted(rates, key=lambda name: (-rates[name], name))
    return EvaluationSummary(
        num_tasks=len(rates), mean_success_rate=sum(rates.values()) / len(rates), min_success_rate=min(rates.values()),
        max_success_rate=max(rates.values()), best_task=ranked[0], worst_task=ranked[-1],
    )  # fmt: skip
