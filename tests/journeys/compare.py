"""A scene's files as facts to compare between runs: bytes, and JSON without the few fields that name a moment or a run.

Where a document holds the digest of another document, it is compared by the other's name: the digest has to be true, and says more than bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PASSING = frozenset({"timestamp", "seconds", "timing", "run_id", "database", "driver", "input_generation", "tasks_generation", "job_idempotency",
                     "kept", "variations_kept"})
MOMENTS = ("_at", "_seconds")
"""When, how long, and in which run: the only things in which two runs of one request may differ. MOMENTS: ends of names. An import's
`job_idempotency` is of its recordings, and so of the seconds that each took; a report of variations says how much an earlier attempt had left."""

SIZES = frozenset({"size", "size_bytes"})
DOCUMENTS = (".json", "_complete", "_COMPLETE", "_failed", "_ready", "_submitted")
"""Ends of the names of JSON objects, markers included."""


def scene_files(scene: Path) -> dict[str, str]:
    """Digest of each file of a scene, by its name in the scene."""
    paths = sorted(Path(folder, name) for folder, _, names in os.walk(scene) for name in names)
    known = {hashlib.sha256(path.read_bytes()).hexdigest(): str(path.relative_to(scene)) for path in paths if path.name.endswith(DOCUMENTS)}
    return {str(path.relative_to(scene)): _digest(path, known) for path in paths}


def expect_same(found: dict[str, str], expected: dict[str, str], how: str) -> None:
    """Both as `scene_files` tells them. how: what the first went through."""
    assert sorted(found) == sorted(expected), how
    differ = sorted(name for name in found if found[name] != expected[name])
    assert not differ, f"{how}: {differ[:20]}"


def without_passing(value: Any) -> Any:
    """JSON without the passing fields, at any depth."""
    if isinstance(value, dict):
        return {key: without_passing(below) for key, below in value.items() if key not in PASSING and not key.endswith(MOMENTS)}
    return [without_passing(below) for below in value] if isinstance(value, list) else value


def by_name(value: Any, known: Mapping[str, str]) -> Any:
    """JSON with the name of the document in place of its digest, and without its size beside it."""
    if isinstance(value, dict):
        named = any(isinstance(below, str) and below in known for below in value.values())
        return {key: by_name(below, known) for key, below in value.items() if not (named and key in SIZES)}
    if isinstance(value, list):
        return [by_name(below, known) for below in value]
    return known.get(value, value) if isinstance(value, str) else value


def _digest(path: Path, known: Mapping[str, str]) -> str:
    content = path.read_bytes()
    if path.name.endswith(DOCUMENTS):
        content = json.dumps(by_name(without_passing(json.loads(content)), known)).encode()
    return hashlib.sha256(content).hexdigest()
