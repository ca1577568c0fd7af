"""`blueprint geniesim check PATH`: is an export for Genie Sim whole, and does it agree with itself?"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from blueprint.core.errors import ContractError


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("geniesim", help="check an export for Genie Sim")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    check = verbs.add_parser("check", help="schemas, cross-file consistency, references, checksums and the USD of an export's folder")
    check.add_argument("path", metavar="PATH", help="the geniesim folder, or the scene's folder that holds it")
    check.add_argument("--json", action="store_true", help="one JSON object for programs")
    check.set_defaults(run=_check)


def _check(arguments: argparse.Namespace) -> int:
    from blueprint.domain.geniesim.check import check

    path = Path(arguments.path)
    folder = path / "geniesim" if (path / "geniesim").is_dir() else path
    problems = check(folder)
    if arguments.json:
        print(json.dumps({"status": "failed" if problems else "passed", "problems": problems}))
    else:
        for line in problems:
            print(line)
        print(f"{folder}: {len(problems)} problems" if problems else f"{folder}: whole and consistent")
    return ContractError.exit_code if problems else 0
