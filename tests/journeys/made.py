"""One finished scene, made once by `blueprint make` from an empty folder and shared by every test of every worker. Nobody writes into it."""

from __future__ import annotations

import fcntl
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.commands import SENTENCE, blueprint

CANARY = "sk-canary-7f3a91c2"
"""A key that must never be written anywhere; no model answers at the address that goes with it."""

WITH_KEY = {
    "OPENAI_API_KEY": CANARY, "OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "TEXT_GEN_LLM_MAX_ATTEMPTS": "1", "TEXT_GEN_LLM_RETRY_BACKOFF_SECONDS": "0",
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """folder: where the command ran. stdout, stderr, code: of `blueprint make … --json`."""

    folder: Path
    stdout: str
    stderr: str
    code: int

    @property
    def answer(self) -> dict[str, Any]:
        return json.loads(self.stdout)

    @property
    def bucket(self) -> Path:
        return self.folder / "blueprint-data"

    @property
    def scene_id(self) -> str:
        return self.answer["scene_id"]

    @property
    def scene(self) -> Path:
        return self.bucket / "scenes" / self.scene_id


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Made:
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "made"
    folder.mkdir(exist_ok=True)
    record = folder / "made.json"
    with (folder / "made.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not record.exists():
            inner = folder / "empty"
            inner.mkdir()
            done = blueprint("make", SENTENCE, "--through", "scene", "--json", cwd=inner, env=WITH_KEY)
            record.write_text(json.dumps({"stdout": done.stdout, "stderr": done.stderr, "code": done.returncode}))
    return Made(folder / "empty", **json.loads(record.read_text()))
