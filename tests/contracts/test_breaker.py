"""The circuit breaker under any history, also with writers side by side (W-01, W-34 to W-37)."""

from __future__ import annotations

import tempfile
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from blueprint.contracts.breaker import BREAKER, Breaker, BreakerPolicy
from blueprint.core.change import Put
from blueprint.store.store import Store
from blueprint.store.swap import swap

POLICY = BreakerPolicy(threshold=3, recovery_s=600, trial_s=7200)
START = datetime(2031, 4, 5, 6, 0, tzinfo=UTC)


class History(RuleBasedStateMachine):
    """Runs come, fail, succeed and end without a verdict while time passes; a plain count is the model."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.breaker, self.count = START, Breaker(scene_id="s"), 0
        self.number, self.running, self.trial, self.opened, self.trial_at = 0, [], "", START, START

    @rule(seconds=st.integers(1, 900))
    def time_passes(self, seconds):
        self.now += timedelta(seconds=seconds)

    @rule()
    def a_run_comes(self):
        caller = f"run {self.number}"
        self.number += 1
        admitted = self.breaker.held_until(caller, self.now, POLICY) is None
        trial_lives = bool(self.trial) and self.now < self.trial_at + timedelta(seconds=POLICY.trial_s)
        recovered = self.now >= self.opened + timedelta(seconds=POLICY.recovery_s)
        expected = self.count < POLICY.threshold or (not trial_lives and (recovered or bool(self.trial)))
        assert admitted == expected
        if admitted:
            self.breaker = self.breaker.entered(caller, self.now, POLICY)
            self.running.append(caller)
            if self.count >= POLICY.threshold:
                self.trial, self.trial_at = caller, self.now

    @precondition(lambda self: self.running)
    @rule(index=st.integers(0, 9), twice=st.booleans())
    def a_run_fails(self, index, twice):
        caller = self.running.pop(index % len(self.running))
        for _ in range(1 + twice):
            self.breaker = self.breaker.failed(caller, "why", self.now, POLICY)
        self.count += 1
        self.trial = ""
        if self.count >= POLICY.threshold:
            self.opened = self.now

    @precondition(lambda self: self.running)
    @rule(index=st.integers(0, 9))
    def a_run_succeeds(self, index):
        self.running.pop(index % len(self.running))
        self.breaker = self.breaker.succeeded(self.now, POLICY)
        self.count, self.trial = 0, ""

    @precondition(lambda self: self.running)
    @rule(index=st.integers(0, 9))
    def a_run_ends_without_a_verdict(self, index):
        caller = self.running.pop(index % len(self.running))
        self.breaker = self.breaker.given_back(caller, self.now)
        if self.trial == caller:
            self.trial = ""

    @invariant()
    def count_and_status_never_contradict_each_other(self):
        assert self.breaker.failure_count == self.count
        assert (self.breaker.status == "closed") == (self.count < POLICY.threshold)
        assert self.breaker.state(POLICY) == self.breaker.status
        assert (self.breaker.status == "half_open") == bool(self.trial)
        assert Breaker.model_validate_json(self.breaker.model_dump_json()) == self.breaker


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


@given(st.builds(
    Breaker, scene_id=st.just("s"), failure_count=st.integers(0, 9), threshold=st.integers(1, 9), status=st.sampled_from(["closed", "open", "half_open"]),
    opened_at=st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), last_failure_at=st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),
    last_probe_at=st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), trial=st.sampled_from(["", "me", "other"]),
    trial_until=st.none() | st.datetimes(datetime(2020, 1, 1), datetime(9999, 1, 1)),
))  # fmt: skip
def test_whatever_a_person_wrote_ends_in_an_answer(breaker):
    until = breaker.held_until("me", START, POLICY)
    assert until is None or until <= START + timedelta(seconds=POLICY.trial_s + POLICY.recovery_s)
    assert (breaker.failure_count < POLICY.threshold) <= (until is None)
    after = breaker.entered("me", START, POLICY) if until is None else breaker
    assert after.succeeded(START, POLICY).state(POLICY) == "closed"
    assert after.failed("f", "why", START, POLICY).failure_count == breaker.failure_count + 1


def test_a_clock_that_ran_ahead_a_little_holds_a_little_longer():
    breaker = Breaker(scene_id="s", failure_count=3, status="open", opened_at=START + timedelta(seconds=5))
    assert breaker.held_until("me", START, POLICY) == START + timedelta(seconds=605)
    assert breaker.held_until("me", START + timedelta(seconds=605), POLICY) is None


@pytest.mark.parametrize("fields", [
    {"status": "open", "opened_at": START + timedelta(days=400)},
    {"status": "half_open", "trial": "nobody"},
    {"status": "half_open", "trial": "nobody", "last_probe_at": START + timedelta(days=400), "trial_until": START + timedelta(days=9000)},
])  # fmt: skip
def test_w37_a_time_that_nobody_can_have_measured_holds_nobody(fields):
    assert Breaker(scene_id="s", failure_count=3, **fields).held_until("me", START, POLICY) is None


def test_w37_a_trial_ends_with_its_longest_time_whatever_end_was_written():
    breaker = Breaker(scene_id="s", failure_count=3, status="half_open", trial="dead", last_probe_at=START, trial_until=START + timedelta(days=9000))
    assert breaker.held_until("me", START, POLICY) == START + timedelta(seconds=POLICY.trial_s)


def test_w34_w35_no_failure_is_lost_among_writers():
    with tempfile.TemporaryDirectory() as folder:
        store = Store.at(Path(folder))

        def fail(name):
            for number in range(5):
                swap(store, BREAKER, "s", {}, lambda b, n=number: Put((b or Breaker(scene_id="s")).failed(f"{name}.{n}", "why", START, POLICY)), False)

        threads = [threading.Thread(target=fail, args=(name,)) for name in "abc"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.read(BREAKER, "s").value.failure_count == 15


def test_w37_of_many_callers_after_the_recovery_time_one_is_let_through():
    with tempfile.TemporaryDirectory() as folder:
        store = Store.at(Path(folder))
        store.write(BREAKER, Breaker(scene_id="s", failure_count=3, status="open", opened_at=START - timedelta(seconds=601)), "s")
        admitted = []

        def enter(name):
            def change(breaker):
                if breaker.held_until(name, START, POLICY):
                    return Put(breaker, False)
                return Put(breaker.entered(name, START, POLICY), True)

            if swap(store, BREAKER, "s", {}, change, False):
                admitted.append(name)

        threads = [threading.Thread(target=enter, args=(f"run {number}",)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(admitted) == 1
        assert store.read(BREAKER, "s").value.trial == admitted[0]
