"""The process boundary is a folder: `request.json` in; `log`, `progress.json` and, written last, `report.json` out (design §4.2)."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from blueprint.core.errors import ContractError
from blueprint.core.job import JobProblem, JobReport, JobRequest
from blueprint.runtimes.runtime import Progress

NO_ROOM = 74
"""Exit code (sysexits: EX_IOERR) of a process that found no room for its report."""
_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:#@-]{0,199}")


@dataclass(frozen=True)
class JobProcess:
    """A process, told apart from a later one with the same number by the tick it was started at."""

    pid: int
    started_tick: str

    def alive(self) -> bool:
        return started_tick(self.pid) == self.started_tick


class RunFolder:
    """One request's folder below `<state>/runs`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.request_path, self.report_path = path / "request.json", path / "report.json"
        self.log_path, self.workdir = path / "log", path / "work"

    @classmethod
    def of(cls, runs: Path, request_id: str) -> RunFolder:
        """ContractError when the id cannot be a folder's name."""
        if not _SAFE_ID.fullmatch(request_id) or ".." in request_id:
            raise ContractError("job request", "id", "1 to 200 letters, digits or one of ._:#@-", request_id)
        return cls(runs / request_id)

    def request(self) -> JobRequest:
        """ContractError when it is absent or malformed."""
        try:
            return JobRequest.model_validate_json(self.request_path.read_bytes())
        except (FileNotFoundError, ValidationError) as error:
            raise ContractError(str(self.request_path), "", "a job request", str(error)) from error

    def put_request(self, request: JobRequest) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        if not self.request_path.exists():
            self._write_whole(self.request_path, request.model_dump_json())

    def report(self) -> JobReport | None:
        try:
            return JobReport.model_validate_json(self.report_path.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError as error:
            raise ContractError(str(self.report_path), "", "a job report", str(error)) from error

    def put_report(self, report: JobReport) -> bool:
        """Written whole or not at all; False when there is one already, which stays."""
        staged = self.path / f".{uuid.uuid4().hex}"
        try:
            with staged.open("x") as out:
                out.write(report.model_dump_json(indent=1) + "\n")
                out.flush()
                os.fsync(out.fileno())
            os.link(staged, self.report_path)
        except FileExistsError:
            return False
        finally:
            staged.unlink(missing_ok=True)
        return True

    def end_without_output(self, code: str, message: str, kind: str, exit_code: int, retryable: bool, peak_memory_mib: float = 0) -> bool:
        """The report of a job that could not write its own."""
        now = datetime.now(UTC)
        return self.put_report(
            JobReport(
                id=self.path.name,
                exit_code=exit_code,
                error=JobProblem(code=code, message=message, type=kind, retryable=retryable),
                log=str(self.log_path),
                started_at=self.started_at() or now,
                ended_at=now,
                peak_memory_mib=peak_memory_mib,
            )
        )

    def set_report_aside(self) -> None:
        """Keep the report of a failed attempt as `report.<n>.json`, so that the request can run again."""
        number = 1 + sum(1 for _ in self.path.glob("report.*.json"))
        if self.report_path.exists():
            os.rename(self.report_path, self.path / f"report.{number}.json")
        self.forget_process()
        (self.path / "progress.json").unlink(missing_ok=True)

    def forget_process(self) -> None:
        """Nobody runs this request now."""
        (self.path / "process.json").unlink(missing_ok=True)

    def put_process(self) -> None:
        """Say which process runs this request: the calling one."""
        content = {"pid": os.getpid(), "started_tick": started_tick(os.getpid()), "started_at": datetime.now(UTC).isoformat()}
        self._write_whole(self.path / "process.json", json.dumps(content))

    def process(self) -> JobProcess | None:
        content = self._process()
        return JobProcess(content["pid"], content["started_tick"]) if content else None

    def started_at(self) -> datetime | None:
        content = self._process()
        return datetime.fromisoformat(content["started_at"]) if content else None

    def put_progress(self, progress: Progress) -> None:
        self._write_whole(self.path / "progress.json", progress.model_dump_json())

    def progress(self) -> Progress | None:
        try:
            return Progress.model_validate_json((self.path / "progress.json").read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Be the one process that runs this request, until the block or the process ends; False when another one is."""
        fd = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            free = True
        except BlockingIOError:
            free = False
        try:
            yield free
        finally:
            os.close(fd)

    def running(self) -> bool:
        """A living process holds this request."""
        if not self.path.exists():
            return False
        with self.held() as free:
            return not free

    def clear_work(self) -> None:
        shutil.rmtree(self.workdir, ignore_errors=True)

    def _process(self) -> dict | None:
        try:
            return json.loads((self.path / "process.json").read_bytes())
        except FileNotFoundError:
            return None

    @staticmethod
    def _write_whole(path: Path, text: str) -> None:
        staged = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
        staged.write_text(text)
        os.replace(staged, path)


def started_tick(pid: int) -> str:
    """The kernel's start time of a living process (proc(5), field 22 of stat), with the boot it belongs to; "" when there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if fields[0] in "ZX" else f"{boot}:{fields[19]}"
