"""What the engine is given: the bucket, a runtime, settings' values, a clock, the workflows there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from blueprint.core.errors import ContractError
from blueprint.core.event import Event
from blueprint.core.job import Job
from blueprint.engine.workflow import Workflow
from blueprint.runtimes.retry import ADAPTIVE_TIMEOUTS, RETRY_POLICY, AdaptiveTimeouts, RetryPolicy
from blueprint.runtimes.runtime import Runtime
from blueprint.store.store import Store


def utc_now() -> datetime:
    return datetime.now(UTC)


def _nothing(_: dict[str, Any]) -> None:
    pass


@dataclass(frozen=True)
class Services:
    """workflows: all there are, or will be seen by this process. jobs: the catalogue; empty: any job may run.

    settings: env name → value as text. emit_log: takes one structured log record. deliver: where events of our own go; None: the engine
    starts every workflow that is triggered by them. queue_allowance_s: how long a job may wait for a slot of the runtime.
    """

    store: Store
    runtime: Runtime
    workflows: tuple[Workflow, ...]
    jobs: tuple[Job[Any, Any], ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    clock: Callable[[], datetime] = utc_now
    emit_log: Callable[[dict[str, Any]], None] = _nothing
    deliver: Callable[[Event], object] | None = None
    retry_policy: RetryPolicy = RETRY_POLICY
    timeouts: AdaptiveTimeouts = ADAPTIVE_TIMEOUTS
    queue_allowance_s: float = 6 * 3600

    def find(self, workflow: str) -> Workflow | None:
        return next((candidate for candidate in self.workflows if candidate.name == workflow), None)

    def workflow(self, name: str) -> Workflow:
        """Raises ContractError with the names there are."""
        found = self.find(name)
        if found is None:
            raise ContractError("workflow", "name", f"one of {', '.join(each.name for each in self.workflows)}", name)
        return found
