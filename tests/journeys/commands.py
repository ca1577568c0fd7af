"""`blueprint` as a user runs it: a process of its own, in a folder of its own, with nothing of this machine's configuration."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from blueprint.settings import Settings, env_of

SENTENCE = "a small dining room with a table and four chairs"
COMMAND = [sys.executable, "-m", "blueprint.cli.main"]


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment without any setting of ours, and `more`."""
    ours = {env_of(name) for name in Settings.model_fields} | {"BLUEPRINT_CONFIG"}
    return {name: value for name, value in os.environ.items() if name not in ours} | dict(more or {})


def blueprint(*arguments: str, cwd: Path, env: Mapping[str, str] | None = None, timeout_s: float = 300, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments], cwd=cwd, env=environment(env), capture_output=True, text=True, timeout=timeout_s, check=False, **options
    )


def one_object(stdout: str) -> dict[str, Any]:
    """What `--json` printed: one JSON object on one line and nothing else."""
    assert stdout.endswith("\n")
    assert stdout.count("\n") == 1, stdout
    value = json.loads(stdout)
    assert isinstance(value, dict)
    return value


def request(scene_id: str, prompt: str = SENTENCE, **fields: Any) -> str:
    """A scene request as a person would write it."""
    return json.dumps({"schema_version": "v1", "scene_id": scene_id, "source_mode": "text", "prompt": prompt, **fields})
