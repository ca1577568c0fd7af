"""`blueprint`: finds the command, runs it, and is the one place that tells a handled error from a bug."""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import sys
from contextlib import suppress
from types import ModuleType
from typing import NoReturn

from blueprint import __version__
from blueprint.core.errors import BlueprintError
from blueprint.runtimes import warm

COMMANDS = ("make", "serve", "workflow", "job", "event", "scene", "dataset", "geniesim", "arena", "doctor", "docs")
"""A module of this package each; `add(subparsers)` declares its flags, `run(arguments) -> exit code` does it."""


def program() -> NoReturn:
    """`blueprint` as a process of its own. Saves a second: jobs' imports go on beside ours, and the end takes nothing apart."""
    gc.disable()  # what is imported stays
    if sys.argv[1:2] in (["make"], ["serve"]):
        warm.begin(warm.PRELOAD)
    try:
        code = main(sys.argv[1:])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 2
    with suppress(BrokenPipeError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def main(argv: list[str]) -> int:
    """The command's exit code; SystemExit for wrong usage."""
    parser = build_parser()
    arguments = parser.parse_args(argv)
    gc.freeze()
    gc.enable()
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
    program()
