"""`blueprint job NAME …`: one job by itself, from its environment names, `--set`, or a request file."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from blueprint.app import hand_down_secrets, state_folder
from blueprint.cli.options import add_bucket, json_object, settings_from
from blueprint.core.errors import ContractError
from blueprint.core.job import Job, JobRequest
from blueprint.engine.options import parse_flag
from blueprint.jobs import catalogue
from blueprint.runtimes.local import LocalRuntime
from blueprint.store.documents import malformed


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("job", help="run one job: inputs from the environment (docs/jobs.md), --set, or --request")
    parser.add_argument("name", metavar="NAME", help="a job's name; `blueprint job list` names them")
    parser.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help="an input field (or its environment name)")
    parser.add_argument("--request", metavar="FILE", help="a JSON file with the input")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    add_bucket(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    if arguments.name == "list":
        for job in catalogue.ALL:
            print(job.name)
        return 0
    settings = settings_from(arguments)
    job = catalogue.find(arguments.name)
    given = _inputs(job, arguments)
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    request = JobRequest(
        id=f"{job.name}-manual-{now}", job=job.name, bucket=os.path.abspath(settings.bucket) if "://" not in settings.bucket else settings.bucket,
        run_id=f"manual-{now}", inputs=given, resources=job.resources,
    )  # fmt: skip
    hand_down_secrets(settings)
    runtime = LocalRuntime(state_folder(settings), slots=1)
    try:
        runtime.start(request)
        report = runtime.wait(request.id)
    finally:
        runtime.close()
    if arguments.json or report.output:
        print(report.model_dump_json() if arguments.json else json.dumps(report.output, indent=1))
    if report.error:
        print(f"blueprint: {job.name}: {report.error.message} (log: {report.log})", file=sys.stderr)
    return report.exit_code


def _inputs(job: Job[Any, Any], arguments: argparse.Namespace) -> dict[str, Any]:
    """Environment, then the file, then the flags; checked against the job's schema."""
    names = {name: _env(field.json_schema_extra) for name, field in job.inputs.model_fields.items()}
    fields = {env: name for name, env in names.items()} | {name: name for name in names}
    values: dict[str, Any] = {name: os.environ[env] for name, env in names.items() if env in os.environ}
    if arguments.request:
        try:
            text = Path(arguments.request).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ContractError(arguments.request, "", "a JSON file", str(error)) from None
        values |= json_object(arguments.request, text)
        unknown = sorted(set(values) - set(names))
        if unknown:
            raise ContractError(arguments.request, unknown[0], f"one of {', '.join(sorted(names))}", values[unknown[0]])
    for pair in arguments.set:
        name, found, value = pair.partition("=")
        if not found or name not in fields:
            raise ContractError("--set", name, f"FIELD=VALUE with a field of {', '.join(sorted(names))}", pair)
        values[fields[name]] = value
    try:
        return job.inputs.model_validate({name: _typed(job, name, value) for name, value in values.items()}).model_dump(mode="json")
    except ValidationError as error:
        raise malformed(f"input of {job.name}", error) from None


def _env(extra: object) -> str:
    return str(extra.get("env", "")) if isinstance(extra, dict) else ""


def _typed(job: Job[Any, Any], name: str, value: Any) -> Any:
    field = job.inputs.model_fields.get(name)
    if field is None or field.annotation is not bool:
        return value
    try:
        return parse_flag(value)
    except ValueError:
        raise ContractError(f"input of {job.name}", name, "true, false, 1, 0, yes, no, on or off", value) from None
