"""Every workflow there is. `triggers.MAP` says what will be."""

from __future__ import annotations

from blueprint.core.errors import ContractError
from blueprint.engine.workflow import Workflow

ALL: tuple[Workflow, ...] = ()


def find(name: str) -> Workflow:
    """Raises ContractError with the names there are."""
    for candidate in ALL:
        if candidate.name == name:
            return candidate
    raise ContractError("workflow", "name", f"one of {', '.join(each.name for each in ALL)}", name)
