"""Where a run comes from, and what its ancestors hold for it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Lineage(BaseModel):
    """driver: the root run. holds: scenes that an ancestor, or the run itself, has for itself. leases: lock objects an ancestor holds.

    attempt: 1, and one more after each retry by hand.
    """

    model_config = ConfigDict(frozen=True)

    driver: str
    parent: str = ""
    holds: tuple[str, ...] = ()
    leases: tuple[str, ...] = ()
    attempt: int = 1
