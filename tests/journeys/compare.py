"""A scene's files as facts to compare between runs: bytes, and JSON without the few fields that name a moment or a run."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

PASSING = frozenset({"timestamp", "seconds", "timing", "run_id", "database", "driver", "input_generation"})
"""When, how long, and in which run: the only things in which two runs of one request may differ."""

DOCUMENTS = (".json", "_complete", "_failed", "_ready")
"""Ends of the names of JSON objects, markers included."""


def scene_files(scene: Path) -> dict[str, str]:
    """Digest of each file of a scene, by its name in the scene."""
    paths = sorted(Path(folder, name) for folder, _, names in os.walk(scene) for name in names)
    return {str(path.relative_to(scene)): _digest(path) for path in paths}


def expect_same(found: dict[str, str], expected: dict[str, str], how: str) -> None:
    """Both as `scene_files` tells them. how: what the first went through."""
    assert sorted(found) == sorted(expected), how
    assert {name for name in found if found[name] != expected[name]} == set(), how


def without_passing(value: Any) -> Any:
    """JSON without the passing fields, at any depth."""
    if isinstance(value, dict):
        return {key: without_passing(below) for key, below in value.items() if key not in PASSING}
    return [without_passing(below) for below in value] if isinstance(value, list) else value


def _digest(path: Path) -> str:
    content = path.read_bytes()
    if path.name.endswith(DOCUMENTS):
        content = json.dumps(without_passing(json.loads(content))).encode()
    return hashlib.sha256(content).hexdigest()
