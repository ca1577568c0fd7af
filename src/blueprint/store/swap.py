"""Compare-and-swap of one object: nobody's word is lost, however many write at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from blueprint.core.artifact import Artifact
from blueprint.core.change import Change, Drop, Put
from blueprint.core.errors import ContractError, GenerationMoved

if TYPE_CHECKING:
    from blueprint.store.store import Store, Stored

T = TypeVar("T", bound=BaseModel)

_TRIES = 60
_LONGEST_PAUSE_S = 0.1


def swap(store: Store, artifact: Artifact[T], scene_id: str, keys: dict[str, str], change: Callable[[T | None], Change[T]], mends: bool) -> Any:
    """Read, change, write over exactly what was read; again from the start when somebody else was faster.

    ContractError when what stands there cannot be parsed, unless `mends`: then it counts as absent, and is written over.
    """
    for attempt in range(_TRIES):
        standing, generation = _standing(store, artifact, scene_id, keys, mends)
        wanted = change(standing.value if standing else None)
        try:
            if isinstance(wanted, Put) and (standing is None or standing.value != wanted.value):
                store.replace(artifact, wanted.value, scene_id, generation, **keys)
            elif isinstance(wanted, Drop) and standing:
                store.delete(standing.ref)
            return wanted.answer
        except GenerationMoved:
            time.sleep(min(_LONGEST_PAUSE_S, 0.002 * 2 ** min(attempt, 10)))
    raise GenerationMoved(artifact.at(scene_id, **keys), 0, -1)


def _standing(store: Store, artifact: Artifact[T], scene_id: str, keys: dict[str, str], mends: bool) -> tuple[Stored[T] | None, int]:
    try:
        found = store.find(artifact, scene_id, **keys)
    except ContractError:
        if not mends:
            raise
        seen = store.exists(artifact, scene_id, **keys)
        return None, seen.generation if seen else 0
    return found, found.ref.generation if found else 0
