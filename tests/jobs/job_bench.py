"""A job's main called as its process would, on a local bucket."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from blueprint.core.job import JobRequest, Resources
from blueprint.runtimes.process import JobContext
from blueprint.runtimes.run_folder import RunFolder
from blueprint.store.store import Store


def context(store: Store, folder: Path, job: str, request_id: str = "r1", run_id: str = "run") -> JobContext:
    request = JobRequest(id=request_id, job=job, bucket=store.bucket.url, run_id=run_id, inputs={}, resources=Resources())
    made = RunFolder(folder / request_id)
    made.workdir.mkdir(parents=True, exist_ok=True)
    return JobContext(request, made)


def names(store: Store, prefix: str) -> list[str]:
    return [info.name.removeprefix(prefix) for info in store.list(prefix)]


def put_folder(store: Store, prefix: str, folder: Path) -> Any:
    return store.upload_tree(prefix, folder)
