"""`blueprint serve` in a process of its own, to be watched, killed and begun again."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import httpx

from tests.journeys.commands import COMMAND, environment

COMPLETE, FAILED = ".source_orchestrator_complete", ".source_orchestrator_failed"


def wait_until(happened: Callable[[], object], timeout_s: float, what: str) -> None:
    deadline = time.monotonic() + timeout_s
    while not happened():
        assert time.monotonic() < deadline, f"{what} did not happen within {timeout_s:g} s"
        time.sleep(0.02)


ONLY_SCENES = {"BLUEPRINT_THROUGH": "scene"}
"""The journeys of the later stages ask for them by name."""


class Service:
    """The bucket is `folder`/blueprint-data. Ends, with every job it left, when the block does."""

    def __init__(
        self, folder: Path, *arguments: str, env: Mapping[str, str] | None = None, bucket: Path | None = None, command: Sequence[str] = COMMAND
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.bucket = folder, bucket or folder / "blueprint-data"
        given = environment(ONLY_SCENES | dict(env or {}))
        number = len(list(folder.glob("stdout.*")))
        self.out, self.err = folder / f"stdout.{number}", folder / f"stderr.{number}"
        with self.out.open("wb") as out, self.err.open("wb") as err:
            self.process = subprocess.Popen(
                [*command, "serve", "--port", "0", "--bucket", str(self.bucket), *arguments], cwd=folder, env=given, stdout=out, stderr=err,
                stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip

    def __enter__(self) -> Service:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.kill()
        end_jobs(self.bucket / ".blueprint")

    @property
    def url(self) -> str:
        """The dashboard's, without a slash at its end; waits for it."""
        wait_until(lambda: self._address() or self.process.poll() is not None, 60, "the dashboard's address")
        address = self._address()
        assert address, self.err.read_text()
        return address

    def _address(self) -> str:
        found = re.search(r"dashboard: (http://\S+?)/? ", self.out.read_text())
        return found[1] if found else ""

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.url + path, timeout=30)

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def interrupt(self, number: int = signal.SIGINT) -> int:
        """As Ctrl-C; the exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=30)

    def drop(self, scene_id: str, content: str | bytes) -> Path:
        """Put a request into the bucket as `cp` does."""
        path = self.bucket / "scenes" / scene_id / "prompts" / "scene_request.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def scene(self, scene_id: str) -> Path:
        return self.bucket / "scenes" / scene_id

    def ended(self, scene_id: str) -> bool:
        return (self.scene(scene_id) / COMPLETE).exists() or (self.scene(scene_id) / FAILED).exists()

    def served(self, scene_id: str, timeout_s: float = 180) -> str:
        """Waits until the request has ended: "complete", or what the failure marker says."""
        wait_until(lambda: self.ended(scene_id) or self.process.poll() is not None, timeout_s, f"the end of {scene_id}")
        assert self.process.poll() is None, self.err.read_text()[-4000:]
        if (self.scene(scene_id) / COMPLETE).exists():
            return "complete"
        return json.loads((self.scene(scene_id) / FAILED).read_text())["error"]["message"]


def end_jobs(state_dir: Path) -> None:
    """Kill what the state folder's jobs left running; each is the leader of its own group."""
    for path in state_dir.glob("runs/*/process.json"):
        with suppress(FileNotFoundError, ProcessLookupError, PermissionError, ValueError):
            said = json.loads(path.read_text())
            if Path(f"/proc/{said['pid']}/stat").read_text().rpartition(")")[2].split()[19] == said["started_tick"].rpartition(":")[2]:
                os.killpg(said["pid"], signal.SIGKILL)
