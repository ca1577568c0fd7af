"""Forks engine services from one process that has done the imports: `{"argv", "env", "folder"}` per line in, the new process's number out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Service:
    """One service process. Its words are in `folder/out.<pid>` and `folder/err.<pid>`."""

    pid: int
    folder: Path

    def out(self) -> str:
        path = self.folder / f"out.{self.pid}"
        return path.read_text() if path.exists() else ""

    def err(self) -> str:
        return (self.folder / f"err.{self.pid}").read_text()

    def alive(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def kill(self) -> None:
        if self.alive():
            os.kill(self.pid, signal.SIGKILL)


class Zygote:
    def __init__(self) -> None:
        self._process = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def begin(self, argv: list[str], env: dict[str, str], folder: Path) -> Service:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"argv": argv, "env": env, "folder": str(folder)}) + "\n")
        self._process.stdin.flush()
        return Service(int(self._process.stdout.readline()), folder)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


def _serve() -> None:
    import engine_service

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # so that nobody is left a zombie
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.environ.update(asked["env"])
            folder = Path(asked["folder"])
            for name, target in (("out", 1), ("err", 2)):
                os.dup2(os.open(folder / f"{name}.{os.getpid()}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), target)
            sys.argv = ["engine_service.py", *asked["argv"]]
            engine_service.main()
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
