"""All five stages, kept small: what a service is told so that a room's data takes seconds and not minutes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SMALL = {"BLUEPRINT_THROUGH": "arena", "NUM_VARIATIONS": "1", "MAX_TASKS": "2", "EPISODES_PER_TASK": "2"}


def job_of(scene: Path) -> dict[str, Any]:
    """What the collection says of itself."""
    return json.loads((scene / "geniesim" / "job.json").read_text())


def episodes_of(bucket: Path, scene: Path) -> Path:
    """The folder of the scene's episodes."""
    return bucket / job_of(scene)["artifacts"]["episodes_prefix"]
