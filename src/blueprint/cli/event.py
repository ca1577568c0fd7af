"""`blueprint event emit …`: an event by hand; it starts what it would start by itself."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime

from blueprint.app import running
from blueprint.cli.options import add_bucket, json_object, settings_from
from blueprint.core.errors import ContractError
from blueprint.events.router import custom_event


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("event", help="emit an event by hand: of an object, or of a type of our own")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    emit = verbs.add_parser("emit", help="start what this event starts, wait for it")
    what = emit.add_mutually_exclusive_group(required=True)
    what.add_argument("--object", metavar="NAME", help="as if this object of the bucket had just been written")
    what.add_argument("--type", metavar="TYPE", help="an event of our own, e.g. blueprintpipeline.episodes.imported")
    emit.add_argument("--data", default="{}", metavar="JSON", help="payload of an event of our own")
    emit.add_argument("--key", metavar="KEY", help="its identity: the same key is the same event (default: now)")
    emit.add_argument("--json", action="store_true", help="one JSON object for programs")
    add_bucket(emit)
    emit.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    with running(settings_from(arguments)) as app:
        if arguments.object:
            if app.store.bucket.stat(arguments.object) is None:
                raise ContractError(arguments.object, "", "an object of the bucket", "nothing there")
            started = app.router.finalized(arguments.object)
        else:
            now = datetime.now(UTC)
            payload = json_object("--data", arguments.data)
            started = app.router.emit(custom_event(arguments.type, arguments.key or now.isoformat(), now, str(payload.get("scene_id", "")), payload))
        unfinished = app.engine.runs(unfinished=True, limit=1000)
        outcomes = {record.run_id: app.engine.wait(record.run_id).status.value for record in unfinished}
    if arguments.json:
        print(json.dumps({"started": started, "outcomes": outcomes}))
        return 0
    print(f"started: {', '.join(started) or 'nothing (no workflow of this version waits for it, or it was handled before)'}")
    for run_id, status in outcomes.items():
        print(f"{run_id} {status}")
    return 0
