"""`blueprint make "PROMPT"`: the whole way from the sentence, with live progress; ends by saying where things are."""

from __future__ import annotations

import argparse
import json
import shlex
import time
from datetime import UTC, datetime
from typing import Any

from blueprint.app import App, local_path, running
from blueprint.cli.exits import DONE_BEFORE, exit_code
from blueprint.cli.options import add_bucket, settings_from
from blueprint.cli.progress import Progress
from blueprint.cli.results import outputs_of, tallies, task_table
from blueprint.contracts import prompts, textgen
from blueprint.contracts.certificate import CERTIFICATE
from blueprint.contracts.episodes import TaskTally
from blueprint.contracts.markers import completion
from blueprint.contracts.stages import SOURCE_COMPLETE
from blueprint.core.artifact import Artifact
from blueprint.core.errors import ContractError
from blueprint.core.event import Event
from blueprint.core.identity import scene_name
from blueprint.core.outcome import Outcome
from blueprint.engine.history import RunDetail
from blueprint.store.documents import malformed
from blueprint.web.stages import Stage, stages_of

WORKFLOW = "source-orchestrator"
THROUGH = ("scene", "variations", "data", "arena")
LOOK_S = 0.1
MOST_VARIATIONS = 100
"""As variation-gen-job has it."""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("make", help="turn a sentence into a certified, robot-ready room")
    parser.add_argument("prompt", metavar="PROMPT", help="the room in plain words")
    parser.add_argument("--scene-id", metavar="ID", help="name of the scene (default: from the words)")
    parser.add_argument("--seed", type=_seed, default=1, metavar="N", help="another room for the same words (default 1)")
    parser.add_argument("--quality", choices=("standard", "premium"), default="standard", help="standard: 40 things and more, premium: 70 and more")
    parser.add_argument("--through", choices=THROUGH, default="arena", help="the last stage to run (default: all of them)")
    parser.add_argument("--robot", default="franka", metavar="NAME", help="which robot does the tasks (default franka)")
    parser.add_argument("--variations", type=_variations, default=5, metavar="N", help=f"variations of the room, 0 to {MOST_VARIATIONS} (default 5)")
    parser.add_argument("--tasks", type=_positive, default=12, metavar="N", help="tasks at most (default 12)")
    parser.add_argument("--episodes", type=_positive, default=1, metavar="N", help="episodes of each task (default 1)")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else on stdout")
    add_bucket(parser)
    parser.set_defaults(run=run)


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise argparse.ArgumentTypeError(f"expected a whole number of at least 0, found {text!r}")
    return int(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise argparse.ArgumentTypeError(f"expected a whole number of at least 0, found {text!r}")
    return int(text)


def _variations(text: str) -> int:
    if _count(text) > MOST_VARIATIONS:
        raise argparse.ArgumentTypeError(f"expected a whole number of at most {MOST_VARIATIONS}, found {text!r}")
    return int(text)


def _positive(text: str) -> int:
    if _count(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number of at least 1, found {text!r}")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Raises ContractError for a robot that is not known, before anything is begun."""
    from blueprint.domain.robots.catalogue import find

    find(arguments.robot)
    settings = settings_from(arguments)
    request = _request(arguments)
    with running(settings) as app:
        run_id = _start(app, request, arguments)
        outcome = _watch(app, run_id, quiet=arguments.json)
        detail = app.engine.show(run_id)
        assert detail is not None
        result, tasks = summary(app, request.scene_id, detail, outcome), tallies(app.store, request.scene_id)
    print(json.dumps(result) if arguments.json else closing_words(result, tasks, outcome, arguments.bucket))
    return exit_code(outcome)


def _request(arguments: argparse.Namespace) -> prompts.SceneRequest:
    from pydantic import ValidationError

    scene_id = "scene" if arguments.scene_id is None else arguments.scene_id
    try:
        request = prompts.SceneRequest(
            schema_version="v1", scene_id=scene_id, source_mode="text", prompt=arguments.prompt, quality_tier=arguments.quality
        )
    except ValidationError as error:
        raise malformed("request", error) from None
    if arguments.scene_id is not None:
        return request
    return request.model_copy(update={"scene_id": scene_name(arguments.prompt, arguments.seed, arguments.quality)})


def _start(app: App, request: prompts.SceneRequest, arguments: argparse.Namespace) -> str:
    """Writes the request where it triggers nothing by itself and starts the one run of it; the same command again goes on with it."""
    standing = _standing(app, request.scene_id)
    if standing is None or standing.value != request or _ended_otherwise(app, request.scene_id, arguments):
        app.store.write(prompts.CHILD_REQUEST, request, request.scene_id)
        standing = app.store.read(prompts.CHILD_REQUEST, request.scene_id)
    name, generation = standing.ref.name, standing.ref.generation
    asked = _asked(arguments)
    event = Event(
        id=f"{name}#{generation}:{':'.join(str(value) for value in asked.values())}", type="manual", scene_id=request.scene_id, object=standing.ref,
        payload=asked, occurred_at=datetime.now(UTC),
    )  # fmt: skip
    run_id = app.engine.start(WORKFLOW, event)
    before = app.engine.outcome(run_id)
    if before is not None and not before.succeeded:
        app.engine.retry(run_id)
    return run_id


def _asked(arguments: argparse.Namespace) -> dict[str, Any]:
    """The options of the workflow: those of stages that are not run are left out, so that they make no difference."""
    asked: dict[str, Any] = {"through": arguments.through, "seed": arguments.seed}
    reached = THROUGH.index(arguments.through)
    if reached >= THROUGH.index("variations"):
        asked["num_variations"] = arguments.variations
    if reached >= THROUGH.index("data"):
        asked |= {"robot_type": arguments.robot, "max_tasks": arguments.tasks, "episodes_per_task": arguments.episodes}
    return asked


def _standing(app: App, scene_id: str):
    try:
        return app.store.find(prompts.CHILD_REQUEST, scene_id)
    except ContractError:
        return None


def _ended_otherwise(app: App, scene_id: str, arguments: argparse.Namespace) -> bool:
    """The scene is complete, but with another seed or not as far: the same words then ask for something new."""
    complete = _value(app, completion(SOURCE_COMPLETE), scene_id)
    made = (complete.model_extra or {}) if complete else {}
    if complete is None:
        return False
    reached = THROUGH.index(made["through"]) if made.get("through") in THROUGH else 0
    return made.get("seed") != arguments.seed or reached < THROUGH.index(arguments.through)


def _watch(app: App, run_id: str, quiet: bool) -> Outcome:
    """Shows what goes on until the run has ended."""
    with Progress(app, run_id, hidden=quiet) as progress:
        while (outcome := app.engine.outcome(run_id)) is None:
            progress.refresh()
            time.sleep(LOOK_S)
        progress.refresh()
    return outcome


def summary(app: App, scene_id: str, detail: RunDetail, outcome: Outcome) -> dict[str, Any]:
    """design.md §6: `{scene_id, status, stages, outputs, certificate, unmet, seconds, cost_usd}`, and the error when there is one."""
    certificate = _value(app, CERTIFICATE, scene_id)
    package = _value(app, textgen.PACKAGE, scene_id)
    stages = stages_of(detail)
    result = {
        "scene_id": scene_id, "status": outcome.status.value, "stages": [{"name": s.name, "status": s.status, "seconds": round(s.seconds, 3)} for s in stages],
        "outputs": {name: local_path(app.store, path) for name, path in outputs_of(app.store, scene_id).items()},
        "certificate": certificate.model_dump(mode="json") if certificate else None,
        "unmet": [entry.model_dump() for entry in package.unmet] if package else [],
        "seconds": round(detail.record.seconds, 3), "cost_usd": 0.0,
    }  # fmt: skip
    if not outcome.succeeded and outcome.code != DONE_BEFORE:
        result["error"] = {"code": outcome.code, "message": outcome.reason, "log": _log_of(app, stages)}
    return result


def _value(app: App, artifact: Artifact[Any], scene_id: str) -> Any:
    try:
        found = app.store.find(artifact, scene_id)
    except ContractError:
        return None
    return found.value if found else None


def _log_of(app: App, stages: list[Stage]) -> str:
    return next((app.job_log(stage.request_id) for stage in stages if stage.status == "FAILED"), "")


def closing_words(result: dict[str, Any], tasks: tuple[TaskTally, ...], outcome: Outcome, bucket: str | None) -> str:
    """What a person reads at the end."""
    lines = [f"{stage['name']:<24} {stage['status']:<13} {stage['seconds']:7.2f} s" for stage in result["stages"]]
    lines.append(f"{'all':<24} {result['status']:<13} {result['seconds']:7.2f} s")
    for entry in result["unmet"]:
        lines.append(f"not provided: {entry['word']}: {entry['reason']}")
    if "error" in result:
        lines.append(f"failed: {result['error']['message']}")
        if result["error"]["log"]:
            lines.append(f"log: {result['error']['log']}")
    lines += task_table(tasks)
    for name in ("picture", "usd", "certificate", "variations", "films", "episodes", "dataset", "genie_sim", "arena"):
        if name in result["outputs"]:
            lines.append(f"{name + ':':<12} {result['outputs'][name]}")
    if outcome.succeeded:
        lines.append(f"look at it:  .venv/bin/blueprint serve{f' --bucket {shlex.quote(bucket)}' if bucket else ''}")
    return "\n".join(lines)
