"""`blueprint serve`: watches the bucket, runs the workflows and schedules, shows the dashboard."""

from __future__ import annotations

import argparse
import signal
import sys

from blueprint.app import running
from blueprint.cli.options import add_bucket, settings_from


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("serve", help="watch the bucket, run workflows and schedules, show the dashboard")
    parser.add_argument("--port", type=int, metavar="N", help="port of the dashboard (default: BLUEPRINT_PORT, else 8484; 0: any free one)")
    parser.add_argument("--host", metavar="ADDRESS", help="address of the dashboard (default: BLUEPRINT_HOST, else 127.0.0.1)")
    parser.add_argument("--no-web", action="store_true", help="only the workflows, no dashboard")
    add_bucket(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from blueprint.web.server import serve

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    settings = settings_from(arguments)
    given = {"port": arguments.port, "host": arguments.host}
    settings = settings.model_copy(update={name: value for name, value in given.items() if value is not None})
    with running(settings, log=sys.stderr) as app:
        events = app.events()
        events.start()
        try:
            serve(app, web=not arguments.no_web)
        finally:
            events.stop()
    return 0
