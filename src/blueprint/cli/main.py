"""`blueprint`: finds the command, runs it, and is the one place that tells a handled error from a bug."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from types import ModuleType

from blueprint import __version__
from blueprint.core.errors import BlueprintError

COMMANDS = ("make", "serve", "workflow", "job", "event", "scene", "doctor", "docs")
"""A module of this package each; `add(subparsers)` declares its flags, `run(arguments) -> exit code` does it."""

USAGE_ERROR = 2
BUG = 1


def main(argv: list[str] | None = None) -> int:
    parser = build_parser()
    arguments = parser.parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except BlueprintError as error:
        _say(arguments, error.code, str(error))
        return error.exit_code
    except KeyboardInterrupt:
        print("\ninterrupted; the same command goes on where it stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 0


def build_parser() -> argparse.ArgumentParser:
    """The whole command line; `docs/cli.md` is generated from it."""
    parser = argparse.ArgumentParser(prog="blueprint", description="A sentence becomes a robot-ready world and its training data.")
    parser.add_argument("--version", action="version", version=f"blueprint {__version__}")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        module: ModuleType = importlib.import_module(f"blueprint.cli.{name}")
        module.add(subparsers)
    return parser


def _say(arguments: argparse.Namespace, code: str, message: str) -> None:
    if getattr(arguments, "json", False):
        print(json.dumps({"status": "failed", "error": {"code": code, "message": message}}))
    print(f"blueprint: {message}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
