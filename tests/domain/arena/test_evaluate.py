"""Counting, intervals and the test of two proportions; and what an evaluation says of its episodes."""

from __future__ import annotations

import math

import pytest
from arena_rooms import place, task
from hypothesis import given
from hypothesis import strategies as st

from blueprint.contracts.tasks import TaskSet
from blueprint.core.errors import ContractError
from blueprint.domain.arena.evaluate import Episode, Evaluated, GaveUp, compare, evaluate, result, run_episode
from blueprint.domain.arena.statistics import two_proportions, wilson

WHO = Evaluated("p", "builtin", "test", 7, "2026-01-02T00:00:00+00:00")
COUNTS = st.integers(0, 200).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962), (1, 1, 0.2065, 1.0)],
)
def test_wilson_against_published_values(successes, trials, low, high):
    assert wilson(successes, trials) == pytest.approx((low, high), abs=1e-4)


@given(COUNTS)
def test_wilson_holds_the_share_and_stays_between_0_and_1(counts):
    successes, trials = counts
    low, high = wilson(successes, trials)
    assert 0.0 <= low <= high <= 1.0
    if trials:
        assert low <= successes / trials <= high
    assert wilson(trials - successes, trials) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@given(st.integers(1, 50))
def test_more_trials_of_the_same_share_narrow_it(times):
    few, many = wilson(3 * times, 4 * times), wilson(30 * times, 40 * times)
    assert many[1] - many[0] < few[1] - few[0]


@given(COUNTS, COUNTS)
def test_two_proportions_are_the_same_the_other_way_round(first, second):
    (z, p), (other, same) = two_proportions(first, second), two_proportions(second, first)
    assert (z, p) == pytest.approx((-other, same))
    assert 0.0 <= p <= 1.0


def test_two_proportions_against_a_worked_example():
    """60 of 100 against 45 of 100: pooled 0.525, z = 0.15 / sqrt(0.525·0.475·0.02) = 2.124."""
    z, p = two_proportions((60, 100), (45, 100))
    assert z == pytest.approx(0.15 / math.sqrt(0.525 * 0.475 * 0.02))
    assert p == pytest.approx(0.0337, abs=2e-4)


@pytest.mark.parametrize(("first", "second"), [((0, 5), (0, 9)), ((5, 5), (9, 9)), ((0, 0), (3, 4))])
def test_what_tells_nothing_apart_has_p_1(first, second):
    assert two_proportions(first, second) == (0.0, 1.0)


@pytest.mark.parametrize("counts", [(3, 2), (-1, 2)])
def test_impossible_counts_are_refused(counts):
    with pytest.raises(ValueError, match="trials"):
        wilson(*counts)


class Counter:
    """A world of one number that a policy adds to; done at the task's own goal."""

    def reset(self, task, seed):
        self.goal, self.value = (3 if "mug" in task.task_id else 100), seed % 2

    def observe(self):
        return self.value

    def step(self, action):
        self.value += action

    def success(self):
        return self.value >= self.goal


def two_tasks() -> TaskSet:
    tasks = (task("room", "pick_place", place("mug", "table")), task("room", "pick_place", place("apple", "bowl", "in")))
    return TaskSet(scene_id="room", scene_digest="d", robot="franka", seed=1, tasks=tasks)


def adding(_simulation, _task, _seed):
    return lambda _: 1


def test_successes_are_what_the_simulation_says_and_steps_are_counted():
    found = evaluate(Counter(), adding, two_tasks(), 4, lambda _: 10, WHO)
    mug, apple = found.task_metrics.values()
    assert (mug.num_successes, mug.num_episodes, apple.num_successes, apple.timeout_rate) == (4, 4, 0, 1.0)
    assert 2 <= mug.mean_steps_to_success <= 3
    assert (apple.mean_steps_to_success, apple.mean_reward, apple.collision_rate) == (None, None, None)
    assert (found.total_successes, found.total_episodes, found.overall_success_rate) == (4, 8, 0.5)
    assert found.overall_success_rate_ci == wilson(4, 8)
    assert (found.summary.best_task, found.summary.worst_task) == tuple(found.task_metrics)
    assert found.success
    assert found.isaac_lab_arena_version is None


def test_equal_seeds_give_equal_results_and_every_episode_its_own_seed():
    seen = []
    first, second = (evaluate(Counter(), adding, two_tasks(), 3, lambda _: 10, WHO, seen.append) for _ in range(2))
    assert first == second
    assert len({episode.seed for episode in seen}) == 6


def test_a_policy_that_gives_up_has_not_done_it_nor_timed_out():
    def act(value):
        if value >= 2:
            raise GaveUp("no way on")
        return 1

    episode = run_episode(Counter(), lambda *_: act, two_tasks().tasks[0], 0, 10)
    assert episode == Episode(two_tasks().tasks[0].task_id, 0, False, 2, timed_out=False, reason="no way on")


def test_an_episode_that_an_error_ended_is_no_episode_and_is_named():
    class Breaking(Counter):
        def step(self, action):
            raise ContractError("simulator", "step", "an action of 8 numbers", action)

    found = evaluate(Breaking(), adding, two_tasks(), 1, lambda _: 10, WHO)
    assert (found.success, found.total_episodes, found.task_metrics, found.summary) == (False, 0, {}, None)
    assert len(found.errors) == 2
    assert "8 numbers" in found.errors[0]


def test_two_policies_are_compared_over_all_episodes():
    tasks = two_tasks()
    episodes = [Episode(tasks.tasks[index % 2].task_id, index, index < 15, 5) for index in range(20)]
    good, bad = result(tasks, episodes, (), WHO), result(tasks, [Episode(e.task_id, e.seed, e.seed < 5, 5) for e in episodes], (), WHO)
    found = compare(good, bad)
    assert found.difference == pytest.approx(0.5)
    assert found.z > 3
    assert found.p_value < 0.01
