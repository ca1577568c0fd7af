"""`blueprint workflow …`: the workflows there are, and their runs."""

from __future__ import annotations

import argparse
import hashlib
import json
import shlex
import sys
from datetime import UTC, datetime
from typing import Any

from blueprint.app import App, running
from blueprint.cli.exits import exit_code
from blueprint.cli.options import add_bucket, json_object, settings_from
from blueprint.core.errors import ContractError
from blueprint.core.event import Event, ObjectFinalized
from blueprint.engine.history import RunRecord
from blueprint.events.router import object_event
from blueprint.web.stages import stages_of
from blueprint.workflows import registry, triggers


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("workflow", help="list workflows; start, show, cancel and retry their runs")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = _verb(verbs, "list", _list, "every workflow, what starts it, whether it exists yet; then the latest runs")
    listing.add_argument("--runs", type=int, default=10, metavar="N", help="how many of the latest runs to show (default 10)")
    start = _verb(verbs, "start", _start, "start one run by hand and wait for it")
    start.add_argument("name", metavar="NAME")
    start.add_argument("--data", default="{}", metavar="JSON", help='{"scene_id": …, "object": NAME, and options of the workflow}')
    start.add_argument("--no-wait", action="store_true", help="return at once")
    for name, action, text in (
        ("show", _show, "one run, its steps and children"), ("cancel", _cancel, "end a run, its children and their jobs"),
        ("retry", _retry, "resume a failed run from the step that failed"),
    ):  # fmt: skip
        _verb(verbs, name, action, text).add_argument("run_id", metavar="RUN_ID")
    _verb(verbs, "adopt", _adopt, "recover what a dead process left, run it to its end")
    _verb(verbs, "graph", _graph, "the marker graph as Mermaid")


def _verb(verbs: Any, name: str, action: Any, text: str) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=text)
    parser.add_argument("--json", action="store_true", help="one JSON object for programs")
    add_bucket(parser)
    parser.set_defaults(run=action)
    return parser


def _list(arguments: argparse.Namespace) -> int:
    rows = [
        {"name": row.workflow, "available": registry.available(row.workflow), "on": [triggers.describe(trigger) for trigger in row.on]}
        for row in triggers.MAP
    ]  # fmt: skip
    with running(settings_from(arguments), work=False) as app:
        records = app.engine.runs(limit=arguments.runs)
    if arguments.json:
        print(json.dumps({"workflows": rows, "runs": [_brief(record) for record in records]}))
        return 0
    for row in rows:
        print(f"{row['name']:<34} {'' if row['available'] else 'not in this version':<20} {'; '.join(row['on'])}")
    if records:
        print()
    for record in records:
        print(_line(record))
    return 0


def _start(arguments: argparse.Namespace) -> int:
    registry.find(arguments.name)
    data = json_object("--data", arguments.data)
    with running(settings_from(arguments)) as app:
        asked_at = datetime.now(UTC)
        run_id = app.engine.start(arguments.name, _event(app, arguments.name, data))
        if arguments.no_wait:
            print(json.dumps({"run_id": run_id}) if arguments.json else run_id)
            return 0
        detail = app.engine.show(run_id)
        stale = bool(detail and detail.record.outcome and detail.record.created_at < asked_at)
        outcome = app.engine.wait(run_id)
    answer = {"run_id": run_id, **outcome.model_dump(mode="json")}
    print(json.dumps(answer) if arguments.json else f"{run_id}\n{outcome.status.value} {outcome.reason}")
    if stale and exit_code(outcome):
        print(f"this is how that run ended before; try it again with: blueprint workflow retry {shlex.quote(run_id)}", file=sys.stderr)
    return exit_code(outcome)


def _event(app: App, workflow: str, data: dict[str, Any]) -> Event:
    """The event of the object named, of the scene's triggering object, or a manual one.

    With options it is another event than the object's own, which may have had its run: the same options again are the same run.
    """
    options = {key: value for key, value in data.items() if key not in ("scene_id", "object")}
    scene_id, name = data.get("scene_id", ""), data.get("object", "")
    if not isinstance(scene_id, str) or not isinstance(name, str):
        field, found = ("object", name) if isinstance(scene_id, str) else ("scene_id", scene_id)
        raise ContractError("--data", field, "text", found)
    patterns = [trigger for trigger in triggers.row(workflow).on if isinstance(trigger, ObjectFinalized)]
    names = [name] if name else [trigger.artifact.at(scene_id) for trigger in patterns if scene_id]
    for candidate in names:
        info = app.store.bucket.stat(candidate)
        trigger = next((trigger for trigger in patterns if trigger.artifact.match(candidate)), None)
        if info and trigger:
            return _with_options(object_event(app.store, info, trigger), options)
    if patterns:
        raise ContractError(
            "--data", "scene_id or object", f"an object that starts {workflow}: {', '.join(t.artifact.pattern for t in patterns)}", names or "nothing"
        )
    now = datetime.now(UTC)
    return Event(id=f"manual@{now.isoformat()}", type="manual", scene_id=scene_id, payload=options, occurred_at=now)


def _with_options(event: Event, options: dict[str, Any]) -> Event:
    if not options:
        return event
    digest = hashlib.sha256(json.dumps(options, sort_keys=True).encode()).hexdigest()[:12]
    return event.model_copy(update={"id": f"{event.id}:{digest}", "payload": options})


def _show(arguments: argparse.Namespace) -> int:
    with running(settings_from(arguments), work=False) as app:
        detail = app.engine.show(arguments.run_id)
    if detail is None:
        raise ContractError("run", "id", "the id of a run (see `blueprint workflow list`)", arguments.run_id)
    if arguments.json:
        print(detail.model_dump_json())
        return 0
    print(_line(detail.record))
    for stage in stages_of(detail):
        print(f"  {stage.name:<26} {stage.status:<8} {stage.seconds:8.2f} s  {stage.error}")
    return 0


def _cancel(arguments: argparse.Namespace) -> int:
    with running(settings_from(arguments), work=False) as app:
        ended = app.engine.cancel(arguments.run_id)
    print(json.dumps({"cancelled": ended}) if arguments.json else "\n".join(ended) or "it had ended already")
    return 0


def _retry(arguments: argparse.Namespace) -> int:
    with running(settings_from(arguments)) as app:
        run_id = app.engine.retry(arguments.run_id)
        outcome = app.engine.wait(run_id)
    print(json.dumps({"run_id": run_id, **outcome.model_dump(mode="json")}) if arguments.json else f"{outcome.status.value} {outcome.reason}")
    return exit_code(outcome)


def _adopt(arguments: argparse.Namespace) -> int:
    with running(settings_from(arguments)) as app:
        left = app.engine.runs(unfinished=True, limit=1000)
        outcomes = {record.run_id: app.engine.wait(record.run_id) for record in left}
    if arguments.json:
        print(json.dumps({run_id: outcome.model_dump(mode="json") for run_id, outcome in outcomes.items()}))
    for run_id, outcome in outcomes.items() if not arguments.json else ():
        print(f"{run_id} {outcome.status.value} {outcome.reason}")
    return 0


def _graph(_: argparse.Namespace) -> int:
    print(triggers.mermaid())
    return 0


def _brief(record: RunRecord) -> dict[str, Any]:
    outcome = record.outcome.model_dump(mode="json") if record.outcome else None
    return {
        "run_id": record.run_id,
        "workflow": record.workflow,
        "scene_id": record.scene_id,
        "state": record.state,
        "seconds": record.seconds,
        "outcome": outcome,
    }


def _line(record: RunRecord) -> str:
    how = record.outcome.status.value if record.outcome else record.state
    why = f"  {record.outcome.reason}" if record.outcome and record.outcome.reason else ""
    return f"{record.run_id}  {how}  {record.seconds:.2f} s{why}"
