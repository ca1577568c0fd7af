"""`blueprint doctor`: each setting with its source, what is missing, and the command that mends it."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from blueprint.app import state_folder
from blueprint.cli.options import add_bucket, settings_from
from blueprint.core.errors import BlueprintError
from blueprint.jobs.genie_sim_submit import demand_local
from blueprint.settings import Settings, Sourced, load_sourced
from blueprint.store.store import Store

MIN_FREE_GIB = 1.0


@dataclass(frozen=True)
class Check:
    """mend: the command that puts it right. required: without it the main job does not work."""

    name: str
    ok: bool
    found: str
    mend: str = ""
    required: bool = True


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("doctor", help="every setting and its source, what is missing and how to mend it")
    parser.add_argument("--json", action="store_true", help="one JSON object for programs")
    add_bucket(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    settings = settings_from(arguments)
    rows, checks = [_given(row, arguments.bucket) for row in load_sourced()[1]], list(checks_of(settings))
    broken = [check for check in checks if not check.ok and check.required]
    if arguments.json:
        print(json.dumps({"settings": [asdict(row) for row in rows], "checks": [asdict(check) for check in checks], "healthy": not broken}))
        return 78 if broken else 0
    for row in rows:
        print(f"{row.env:<38} {row.value or '–':<40} {row.source}")
    print()
    for check in checks:
        mark = "ok" if check.ok else "MISSING" if check.required else "absent"
        print(f"{mark:<8} {check.name:<22} {check.found}")
        if not check.ok and check.mend:
            print(f"{'':<8} mend: {check.mend}")
    return 78 if broken else 0


def _given(row: Sourced, bucket: str | None) -> Sourced:
    """The row as the flags change it."""
    return replace(row, value=bucket, source="--bucket") if bucket and row.name == "bucket" else row


def checks_of(settings: Settings) -> Iterator[Check]:
    """What the main job needs, tried."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield Check("Python 3.11 or 3.12", (3, 11) <= sys.version_info[:2] < (3, 13), version, "scripts/setup with Python 3.11")
    for module in ("mujoco", "pxr", "numpy", "scipy", "shapely", "dbos"):
        there = importlib.util.find_spec(module) is not None
        yield Check(module, there, "installed" if there else "not installed", "scripts/setup")
    yield _bucket(settings)
    yield _space(settings)
    key = "set" if settings.openai_api_key else "not set: the deterministic planner works alone"
    yield Check(
        "language model", bool(settings.openai_api_key), key, "export OPENAI_API_KEY=… (and OPENAI_BASE_URL for another endpoint)", required=False
    )
    yield _collector(settings)


def _collector(settings: Settings) -> Check:
    try:
        demand_local(settings.geniesim_host, settings.geniesim_port, settings.geniesim_force_local)
    except BlueprintError as error:
        return Check("Genie Sim", False, str(error), "unset GENIESIM_HOST, or export GENIESIM_FORCE_LOCAL=true", required=False)
    return Check("Genie Sim", True, "the local simulator collects")


def _bucket(settings: Settings) -> Check:
    try:
        state = state_folder(settings)
        Store.at(settings.bucket)
        probe = state / f"doctor-{os.getpid()}"
        probe.write_bytes(b"1")
        probe.unlink()
    except (BlueprintError, OSError) as error:
        return Check("bucket", False, str(error), "choose a folder that can be written: BLUEPRINT_BUCKET or --bucket")
    return Check("bucket", True, settings.bucket)


def _space(settings: Settings) -> Check:
    if "://" in settings.bucket:
        return Check("disk space", True, "not looked at: the bucket is not a folder", required=False)
    folder = next((path for path in (Path(settings.bucket).absolute(), *Path(settings.bucket).absolute().parents) if path.exists()), Path("/"))
    free = shutil.disk_usage(folder).free / 2**30
    return Check("disk space", free >= MIN_FREE_GIB, f"{free:.1f} GiB free", f"free {MIN_FREE_GIB:g} GiB on the disk of {folder}")
