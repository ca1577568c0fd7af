"""The contract's retry and timeout policies as data, and what follows from them (orchestration-b.md B3, B5)."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from pydantic import Field

from blueprint.core.artifact import Value
from blueprint.core.errors import BlueprintError, ConfigurationError
from blueprint.core.job import JobProblem

_log = logging.getLogger(__name__)


class RetryPolicy(Value):
    """`max_retries` tries after the first, with growing pauses."""

    max_retries: int = Field(default=5, ge=0)
    base_delay_seconds: float = Field(default=1, gt=0)
    max_delay_seconds: float = Field(default=60, gt=0)
    backoff_factor: float = Field(default=2, ge=1)


RETRY_POLICY = RetryPolicy()


class AdaptiveTimeouts(Value):
    """Seconds by name of a bundle tier or scene complexity."""

    bundle_tier: dict[str, float] = {"standard": 900, "pro": 1800, "enterprise": 2700}
    scene_complexity: dict[str, float] = {"low": 3600, "medium": 5400, "high": 7200}
    default_timeout_seconds: float = 3600


ADAPTIVE_TIMEOUTS = AdaptiveTimeouts()


def delay_before(retry: int, policy: RetryPolicy = RETRY_POLICY) -> float:
    """Seconds to pause before the `retry`-th retry (1 is the first)."""
    return min(policy.max_delay_seconds, policy.base_delay_seconds * policy.backoff_factor ** (retry - 1))


def pause_after(failures: int, problem: BlueprintError | JobProblem, policy: RetryPolicy = RETRY_POLICY) -> float | None:
    """Seconds to pause before trying again after `failures` failed tries, or None: give up. Only retryable problems are retried."""
    if not problem.retryable or failures > policy.max_retries:
        return None
    return delay_before(failures, policy)


def timeout_s(
    timeouts: AdaptiveTimeouts = ADAPTIVE_TIMEOUTS,
    *,
    bundle_tier: str = "",
    scene_complexity: str = "",
    override_s: float | None = None,
) -> float:
    """The override, else the greatest of what the tier and the complexity allow, else the default. Unknown names are warned about.

    ConfigurationError when a number is not positive.
    """
    if override_s is not None:
        return _positive("timeout_override_seconds", override_s)
    chosen = [
        _positive(f"{setting}.{name}", table[name])
        for setting, table, name in (
            ("bundle_tier", timeouts.bundle_tier, bundle_tier),
            ("scene_complexity", timeouts.scene_complexity, scene_complexity),
        )
        if _known(setting, table, name)
    ]
    return max(chosen) if chosen else _positive("default_timeout_seconds", timeouts.default_timeout_seconds)


def _known(setting: str, table: Mapping[str, float], name: str) -> bool:
    if name and name not in table:
        _log.warning("%s: %r is not one of %s; ignored", setting, name, ", ".join(table))
    return name in table


def _positive(setting: str, seconds: float) -> float:
    if not 0 < seconds < float("inf"):
        raise ConfigurationError(setting, seconds, "a number of seconds greater than 0")
    return float(seconds)
