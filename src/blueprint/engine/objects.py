"""What a run does to objects beyond reading and writing them: judging many of them, walking through the scenes.

Each is one durable step whose record is the small answer, never the object.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

from blueprint.core.artifact import SCENE_ID, Artifact, File
from blueprint.core.errors import ContractError
from blueprint.store.store import Store

T = TypeVar("T", bound=BaseModel)

SCENE = re.compile(SCENE_ID)

_LAST = "\U0010ffff"
"""Comes after every name."""


def judged(store: Store, scene_ids: Iterable[str], artifacts: Sequence[Artifact[Any]], judge: Callable[..., Any]) -> dict[str, Any]:
    """`judge(scene_id, *values)` of each scene. A value is None when absent, and the ContractError when it cannot be parsed (W-57)."""
    return {scene_id: judge(scene_id, *(_value(store, artifact, scene_id) for artifact in artifacts)) for scene_id in scene_ids}


def _value(store: Store, artifact: Artifact[T], scene_id: str) -> T | ContractError | None:
    try:
        found = store.find(artifact, scene_id)
    except ContractError as error:
        return error
    return found.value if found else None


def scenes_with(store: Store, file: File, after: str, limit: int) -> tuple[list[str], str]:
    """Scene ids, in the order of names, that have this object, among the next `limit` scenes; and the place to go on after, "" at the end.

    Costs one listing of one name per scene, or per thousand where all objects of the kind stand in one folder: never all objects.
    """
    before, _, below = file.pattern.partition("{scene_id}")
    return _folder(store, file, before, after, limit) if "/" not in below else _folders(store, file, before, after, limit)


def _folder(store: Store, file: File, before: str, after: str, limit: int) -> tuple[list[str], str]:
    page = store.bucket.list(before, f"{before}{after}" if after else "", limit)
    scenes = [scene for info in page.objects if (scene := file.scene_of(info.name))]
    return scenes, (page.next_start_after or "").removeprefix(before)


def _folders(store: Store, file: File, before: str, after: str, limit: int) -> tuple[list[str], str]:
    found: list[str] = []
    for _ in range(limit):
        page = store.bucket.list(before, f"{before}{after}/{_LAST}" if after else "", 1)
        if not page.objects:
            return found, ""
        after = page.objects[0].name.removeprefix(before).partition("/")[0]
        if SCENE.fullmatch(after) and store.bucket.stat(file.at(after)):
            found.append(after)
    return found, after
