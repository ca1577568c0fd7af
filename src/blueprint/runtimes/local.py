"""Jobs as processes of this machine, forked from a warm server, held to their time and memory (design §4.2)."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from blueprint.core.errors import ConfigurationError, ContractError, JobFailed, Timeout
from blueprint.core.job import JobReport, JobRequest
from blueprint.runtimes.run_folder import NO_ROOM, RunFolder
from blueprint.runtimes.runtime import Progress
from blueprint.runtimes.warm import PRELOAD, WarmServer, environment

_TICK_S = 0.02
_PAGE = resource.getpagesize()
_MIB = 1 << 20
_MOST_LAUNCHES = 3


@dataclass
class _Running:
    folder: RunFolder
    deadline: float
    timeout_s: float
    memory_limit: float
    launches: int = 0
    server: WarmServer | None = None
    executed: subprocess.Popen[bytes] | None = None
    peak: float = 0
    ending: tuple[str, str, bool] | None = None


class LocalRuntime:
    """Runs at most `slots` requests at once, the rest in the order of their start. One instance per service process."""

    def __init__(self, state_dir: Path, slots: int = 2, preload: Sequence[str] = PRELOAD) -> None:
        """Keeps runs in `<state_dir>/runs`; starts the warm server at once. ConfigurationError when the folder cannot be written."""
        self._runs = state_dir.resolve() / "runs"
        try:
            self._runs.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError("state folder", str(state_dir), f"a folder that can be written ({error.strerror})") from error
        self._slots, self._preload = slots, tuple(preload)
        self._changed = threading.Condition()
        self._queue: deque[tuple[RunFolder, JobRequest]] = deque()
        self._running: dict[str, _Running] = {}
        self._closing = False
        self._server: WarmServer | None = None
        self._server_works = True
        self._warm()
        self._watcher = threading.Thread(target=self._watch, name="job watcher", daemon=True)
        self._watcher.start()

    def start(self, request: JobRequest) -> str:
        folder = RunFolder.of(self._runs, request.id)
        with self._changed:
            if request.id in self._running or any(queued.path == folder.path for queued, _ in self._queue) or folder.report_path.exists():
                return request.id
            try:
                folder.put_request(request)
            except OSError as error:
                raise ConfigurationError("state folder", str(self._runs), f"a folder that can be written ({error.strerror})") from error
            if folder.running():
                self._attach(folder, request)
            else:
                self._queue.append((folder, request))
                self._fill_slots()
            self._changed.notify_all()
        return request.id

    def retry(self, request: JobRequest) -> str:
        folder = RunFolder.of(self._runs, request.id)
        with self._changed:
            report = folder.report()
            if report is not None and report.error is not None:
                folder.set_report_aside()
        return self.start(request)

    def wait(self, request_id: str, timeout_s: float | None = None) -> JobReport:
        folder = RunFolder.of(self._runs, request_id)
        if not folder.path.exists():
            raise ContractError("job request", "id", "one that was started", request_id)
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        with self._changed:
            while (report := folder.report()) is None or request_id in self._running:
                left = 0.2 if deadline is None else min(0.2, deadline - time.monotonic())
                if left <= 0:
                    raise Timeout(f"{request_id} did not end within {timeout_s} s (log: {folder.log_path})")
                self._changed.wait(left)
        return report

    def cancel(self, request_id: str) -> None:
        folder = RunFolder.of(self._runs, request_id)
        with self._changed:
            kept = [item for item in self._queue if item[0].path != folder.path]
            if len(kept) < len(self._queue):
                self._queue = deque(kept)
                folder.end_without_output("cancelled", "cancelled before it began", "Cancelled", JobFailed.exit_code, retryable=False)
            running = self._running.get(request_id)
            if running:
                self._end(running, "cancelled", "cancelled", retryable=False)
            self._changed.notify_all()

    def progress(self, request_id: str) -> Progress | None:
        return RunFolder.of(self._runs, request_id).progress()

    def close(self) -> None:
        """Kill what runs, without a report: the next start of the request does it again."""
        with self._changed:
            self._closing = True
            self._queue.clear()
            for running in self._running.values():
                _kill(running.folder)
            self._changed.notify_all()
        self._watcher.join()
        if self._server and not self._server.dead.is_set():
            self._server.close()

    def _warm(self) -> None:
        if not self._server_works or (self._server and not self._server.dead.is_set()):
            return
        if self._server and not self._server.ready.is_set():
            self._server_works = False
            return
        try:
            self._server = WarmServer(self._preload, self._runs.parent / "server.log", self._notify)
        except OSError:
            self._server_works = False

    def _notify(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _attach(self, folder: RunFolder, request: JobRequest) -> None:
        since = folder.started_at()
        spent_s = (datetime.now(UTC) - since).total_seconds() if since else 0
        self._running[request.id] = self._record(folder, request, spent_s)

    @staticmethod
    def _record(folder: RunFolder, request: JobRequest, spent_s: float) -> _Running:
        wanted = request.resources
        return _Running(folder, time.monotonic() + wanted.timeout_s - spent_s, wanted.timeout_s, wanted.memory_gib * 1024 * _MIB)

    def _fill_slots(self) -> None:
        while self._queue and len(self._running) < self._slots:
            folder, request = self._queue.popleft()
            running = self._running[request.id] = self._record(folder, request, 0)
            folder.forget_process()
            self._launch(running)

    def _launch(self, running: _Running) -> None:
        running.launches += 1
        self._warm()
        running.server, running.executed = self._server, None
        if self._server_works and self._server and self._server.send(running.folder.path):
            return
        running.server = None
        command = [sys.executable, "-m", "blueprint.runtimes.process", str(running.folder.path)]
        with running.folder.log_path.open("ab") as log:
            running.executed = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment(), start_new_session=True
            )

    def _watch(self) -> None:
        while True:
            with self._changed:
                if self._closing:
                    return
                for request_id, running in list(self._running.items()):
                    with suppress(OSError):  # a full disk takes no report now: the next look tries again, and other jobs go on
                        if self._ended(running):
                            del self._running[request_id]
                            self._tidy(running)
                            self._changed.notify_all()
                self._fill_slots()
                self._changed.wait(_TICK_S if self._running else None)

    def _ended(self, running: _Running) -> bool:
        folder = running.folder
        process = folder.process()
        alive = process is not None and process.alive()
        if folder.report_path.exists() and not (alive and folder.running()):
            return True
        if alive:
            self._hold_to_limits(running)
            return False
        if process is None and not self._died_before_it_began(running):
            return False
        if process is None and running.ending is None and running.launches < _MOST_LAUNCHES:
            self._launch(running)
            return False
        code, message, retryable = running.ending or _cause(self._status(running))
        folder.end_without_output(code, message, code.title().replace("_", ""), JobFailed.exit_code, retryable, running.peak / _MIB)
        return True

    def _hold_to_limits(self, running: _Running) -> None:
        process = running.folder.process()
        if running.ending or process is None:
            _kill(running.folder)
            return
        memory = _memory_of(process.pid)
        running.peak = max(running.peak, memory)
        if memory > running.memory_limit:
            limit = f"{running.memory_limit / _MIB:.0f} MiB"
            self._end(running, "out_of_memory", f"used {memory / _MIB:.0f} MiB, its limit is {limit}", retryable=False)
        elif time.monotonic() > running.deadline:
            self._end(running, "timeout", f"took longer than its limit of {running.timeout_s:g} s", retryable=False)

    @staticmethod
    def _end(running: _Running, code: str, message: str, retryable: bool) -> None:
        running.ending = running.ending or (code, message, retryable)
        _kill(running.folder)

    def _died_before_it_began(self, running: _Running) -> bool:
        if running.executed:
            return running.executed.poll() is not None
        if running.server is None:
            return not running.folder.running()
        gone = running.server.status_of(running.folder.path) is not None
        return gone or (running.server.dead.is_set() and not running.folder.running())

    @staticmethod
    def _status(running: _Running) -> int | None:
        if running.executed:
            code = running.executed.poll()
            return None if code is None else (-code if code < 0 else code << 8)
        return running.server.status_of(running.folder.path) if running.server else None

    @staticmethod
    def _tidy(running: _Running) -> None:
        _kill(running.folder)
        running.folder.clear_work()
        if running.executed:
            running.executed.wait()
        if running.server:
            running.server.forget(running.folder.path)


def _cause(status: int | None) -> tuple[str, str, bool]:
    """Code, message and whether trying again helps, of a process that left no report."""
    if status is None:
        return "killed", "ended without a report, nobody saw how", True
    if not os.WIFSIGNALED(status):
        code = os.WEXITSTATUS(status)
        if code == NO_ROOM:
            full = ConfigurationError("BLUEPRINT_STATE_DIR", "No space left on device", "a folder with free space, also for a job's report")
            return full.code, str(full), full.retryable
        return "crashed", f"exited with code {code} and without a report", False
    number = os.WTERMSIG(status)
    name = signal.Signals(number).name
    if number in (signal.SIGKILL, signal.SIGTERM):
        return "killed", f"killed from outside ({name})", True
    return "crashed", f"ended by {name}", False


def _kill(folder: RunFolder) -> None:
    """Kill the job's process group, also what is left of it."""
    process = folder.process()
    if process:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def _memory_of(pid: int) -> float:
    """Resident bytes of a process and its descendants."""
    try:
        resident = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return resident + sum(_memory_of(int(child)) for child in children)
