"""The contract's policies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprint.core.errors import ConfigurationError, ContractError, RateLimited
from blueprint.core.job import JobProblem
from blueprint.runtimes.retry import AdaptiveTimeouts, RetryPolicy, pause_after, timeout_s


def test_five_retries_with_doubled_pauses() -> None:
    pauses = [pause_after(failures, RateLimited("429")) for failures in range(1, 8)]
    assert pauses == [1, 2, 4, 8, 16, None, None]
    slow = RetryPolicy(max_retries=8)
    assert [pause_after(failures, RateLimited(""), slow) for failures in range(5, 10)] == [16, 32, 60, 60, None]


def test_only_what_can_be_retried_is() -> None:
    assert pause_after(1, ContractError("a", "b", "c", "d")) is None
    assert pause_after(1, JobProblem(code="timeout", message="", type="", retryable=False)) is None
    assert pause_after(1, JobProblem(code="killed", message="", type="", retryable=True)) == 1


@pytest.mark.parametrize(
    ("tier", "complexity", "override_s", "expected"),
    [
        ("", "", None, 3600),
        ("standard", "", None, 900),
        ("enterprise", "", None, 2700),
        ("pro", "low", None, 3600),
        ("", "high", None, 7200),
        ("enterprise", "unknown", None, 2700),
        ("unknown", "unknown", None, 3600),
        ("enterprise", "high", 12.5, 12.5),
    ],
)
def test_timeouts(tier: str, complexity: str, override_s: float | None, expected: float) -> None:
    assert timeout_s(bundle_tier=tier, scene_complexity=complexity, override_s=override_s) == expected


def test_unknown_names_are_warned_about(caplog: pytest.LogCaptureFixture) -> None:
    timeout_s(bundle_tier="platinum")
    assert "bundle_tier: 'platinum' is not one of standard, pro, enterprise" in caplog.text


@given(st.floats(max_value=0) | st.just(float("nan")) | st.just(float("inf")))
def test_every_number_is_positive(seconds: float) -> None:
    with pytest.raises(ConfigurationError, match="greater than 0"):
        timeout_s(override_s=seconds)
    with pytest.raises(ConfigurationError, match=r"bundle_tier\.standard"):
        timeout_s(AdaptiveTimeouts(bundle_tier={"standard": seconds}), bundle_tier="standard")
