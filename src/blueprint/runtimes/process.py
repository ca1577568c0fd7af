"""What runs in a job's process: `python -m blueprint.runtimes.process <folder>`, or a fork of the warm server."""

from __future__ import annotations

import errno
import importlib
import json
import os
import resource
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from blueprint.core.errors import BlueprintError, ConfigurationError, ContractError
from blueprint.core.identity import seed_of
from blueprint.core.job import Job, JobProblem, JobReport, JobRequest
from blueprint.runtimes.run_folder import NO_ROOM, RunFolder
from blueprint.runtimes.runtime import Progress

if TYPE_CHECKING:
    from blueprint.store.bucket import Fence
    from blueprint.store.publication import Publication
    from blueprint.store.store import Store

_STACK_LIMIT = 20_000
_FULL = (errno.ENOSPC, errno.EDQUOT)


class JobContext:
    """What a job's `main(context, input)` may touch besides its input."""

    def __init__(self, request: JobRequest, folder: RunFolder) -> None:
        self.request = request
        self.workdir = folder.workdir
        self._folder = folder
        self._bucket_url = request.bucket if "://" in request.bucket else os.path.abspath(request.bucket)

    @cached_property
    def store(self) -> Store:
        """The bucket of the request."""
        from blueprint.store.store import Store

        return Store.at(self._bucket_url)

    def log(self, message: str, **fields: Any) -> None:
        """One JSON line in the job's log."""
        ids = {"job": self.request.job, "request": self.request.id, "run": self.request.run_id}
        print(json.dumps({"at": datetime.now(UTC).isoformat(), **ids, "message": message, **fields}, default=str), flush=True)  # noqa: T201

    def progress(self, done: float, total: float = 0, message: str = "") -> None:
        """What the person who waits is shown."""
        self._folder.put_progress(Progress(done=done, total=total, message=message, at=datetime.now(UTC)))

    def secret(self, name: str) -> str:
        """A credential of the service by its environment name, or "": it is handed down by the environment, never by a request."""
        return os.environ.get(name, "")

    def publication(self, key: str = "", fence: Fence | None = None) -> Publication:
        """Files that appear together or not at all, once for this request (and key)."""
        return self.store.publication(self.request.id, fence, key)

    def seed_of(self, *parts: str | int) -> int:
        """A seed that depends on the job and `parts` only, never on the attempt."""
        return seed_of(self.request.job, *parts)


def run(folder: RunFolder) -> int:
    """Do the request in `folder`; the exit code of the process. Does nothing when it is done or another process does it."""
    try:
        return _reported(folder)
    except OSError as error:
        if error.errno not in _FULL:
            raise
        return NO_ROOM


def _reported(folder: RunFolder) -> int:
    with folder.held() as mine:
        if not mine or folder.report_path.exists():
            return 0
        folder.put_process()
        started_at = datetime.now(UTC)
        output, problem, exit_code = _outcome(folder)
        folder.clear_work()
        folder.put_report(
            JobReport(
                id=folder.path.name,
                exit_code=exit_code,
                output=output,
                error=problem,
                log=str(folder.log_path),
                started_at=started_at,
                ended_at=datetime.now(UTC),
                peak_memory_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            )
        )
        return exit_code


def find(name: str) -> Job[Any, Any]:
    """The job of the catalogue, or the one that `package.module:NAME` points at. ContractError when there is none."""
    if ":" in name:
        return _attribute(name)
    catalogue = importlib.import_module("blueprint.jobs.catalogue")
    return catalogue.find(name)


def _outcome(folder: RunFolder) -> tuple[dict[str, Any] | None, JobProblem | None, int]:
    try:
        return _output(folder), None, 0
    except BlueprintError as error:
        return None, _problem(error, error.code, error.retryable), error.exit_code
    except MemoryError as error:
        return None, _problem(error, "out_of_memory", False), 70
    except OSError as error:
        if error.errno not in _FULL:
            return None, _problem(error, "crashed", False), 70
        full = ConfigurationError("BLUEPRINT_STATE_DIR", str(folder.path), f"a folder with free space ({error})")
        return None, _problem(full, full.code, full.retryable), full.exit_code
    except BaseException as error:
        return None, _problem(error, "crashed", False), 70


def _output(folder: RunFolder) -> dict[str, Any]:
    request = folder.request()
    job = find(request.job)
    try:
        inputs = job.inputs.model_validate(request.inputs)
    except ValidationError as error:
        raise _malformed(f"input of {request.job}", error) from error
    main: Callable[[JobContext, Any], Any] = _attribute(job.main)
    folder.clear_work()
    folder.workdir.mkdir()
    context = JobContext(request, folder)
    os.chdir(folder.workdir)
    try:
        output = main(context, inputs)
    finally:
        os.chdir(folder.path)
    if not isinstance(output, job.outputs):
        raise ContractError(f"output of {request.job}", "", job.outputs.__name__, type(output).__name__)
    try:
        return job.outputs.model_validate(output.model_dump()).model_dump(mode="json")
    except ValidationError as error:
        raise _malformed(f"output of {request.job}", error) from error


def _attribute(path: str) -> Any:
    module, _, name = path.partition(":")
    try:
        return getattr(importlib.import_module(module), name)
    except (ModuleNotFoundError, AttributeError) as error:
        if isinstance(error, ModuleNotFoundError) and error.name != module:
            raise
        raise ContractError("job", "main", "an importable package.module:name", path) from error


def _malformed(subject: str, error: ValidationError) -> ContractError:
    from blueprint.store.documents import malformed

    return malformed(subject, error)


def _problem(error: BaseException, code: str, retryable: bool) -> JobProblem:
    stack = "".join(traceback.format_exception(error))
    print(stack, file=sys.stderr, flush=True)  # noqa: T201
    message = str(error) or type(error).__name__
    return JobProblem(code=code, message=message, type=type(error).__name__, retryable=retryable, stack_trace=stack[-_STACK_LIMIT:])


def into_log(folder: RunFolder) -> None:
    """Send everything this process prints, also from C++, to the job's log."""
    log = os.open(folder.log_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.close(log)
    os.close(nothing)


def main() -> None:
    """Run one folder in this process."""
    folder = RunFolder(Path(sys.argv[1]))
    into_log(folder)
    sys.exit(run(folder))


if __name__ == "__main__":
    main()
