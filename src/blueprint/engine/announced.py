"""What a completion marker announces, against what stands in the bucket: a run never begins on half of its input (WS-47)."""

from __future__ import annotations

import hashlib

from blueprint.contracts.markers import MarkerContent
from blueprint.core.artifact import ObjectRef
from blueprint.core.errors import ContractError, GenerationMoved
from blueprint.store.store import Store

READ_AT_MOST = 4 * 2**20
"""Bytes; of a larger file only the size is compared here, its readers know its digest."""
TOLD = 5


def missing_outputs(store: Store, asked: ObjectRef, scene_id: str) -> list[str]:
    """In words, what the marker `asked` announces and what does not stand there as announced. Nothing for what is no marker of ours."""
    if not asked.name.rpartition("/")[2].startswith("."):
        return []
    try:
        marker = store.read_named(asked.name, MarkerContent, asked.generation).value
    except (ContractError, GenerationMoved):
        return []
    wrong = []
    for output in marker.outputs:
        name = f"scenes/{scene_id}/{output.name}"
        found = store.bucket.stat(name)
        if found is None:
            wrong.append(f"{name} is not there")
        elif found.size != output.size:
            wrong.append(f"{name} has {found.size} bytes instead of {output.size}")
        elif output.size <= READ_AT_MOST and hashlib.sha256(store.bucket.get(name)[0]).hexdigest() != output.sha256:
            wrong.append(f"{name} has other bytes than those announced")
    return wrong if len(wrong) <= TOLD else [*wrong[:TOLD], f"and {len(wrong) - TOLD} more"]
