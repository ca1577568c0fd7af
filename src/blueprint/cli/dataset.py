"""`blueprint dataset …`: whether a LeRobot dataset is whole, what is whole of one that is not, and whether its episodes happen again."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from blueprint.core.errors import ContractError, GateFailed
from blueprint.domain.datasets.report import Report


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("dataset", help="check a LeRobot dataset, repair one, or replay its episodes")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    _verb(verbs, "check", _check, "every count, file, index, statistic and checksum; changes nothing")
    _verb(verbs, "repair", _repair, "close or cut it to its longest run of whole episodes; what is cut is put aside")
    replay = _verb(verbs, "replay", _replay, "its actions once more, on a fresh load of the scene that it stands in: do they end in the same bytes?")
    replay.add_argument("--episode", type=int, action="append", default=[], metavar="N", help="this one only; may be given again (default: all)")


def _verb(verbs: Any, name: str, action: Any, text: str) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=text)
    parser.add_argument("path", metavar="PATH", help="the dataset's folder, finished or not")
    parser.add_argument("--json", action="store_true", help="one JSON object for programs")
    parser.set_defaults(run=action)
    return parser


def _check(arguments: argparse.Namespace) -> int:
    from blueprint.domain.datasets.check import check

    report = check(_folder(arguments))
    if arguments.json:
        print(report.model_dump_json())
    else:
        for finding in report.findings:
            print(f"wrong: {finding}")
        print(f"{report.root}: {'good' if report.good else report.state}, {_amount(report.episodes, report.frames)}", end="")
        print("" if report.good else f"; {_rest(report)}")
    return 0 if report.good else ContractError.exit_code


def _repair(arguments: argparse.Namespace) -> int:
    from blueprint.domain.datasets.repair import repair

    repaired = repair(_folder(arguments))
    if arguments.json:
        print(repaired.model_dump_json())
    else:
        for line in repaired.done:
            print(line)
        if repaired.put_aside:
            print(f"what was cut or replaced is in {repaired.put_aside}; delete it when it is not needed")
        for finding in repaired.after.findings:
            print(f"still wrong: {finding}")
        print(f"{repaired.after.root}: kept {_amount(repaired.kept, repaired.after.frames)}; cut {_amount(repaired.cut, repaired.cut_frames)}")
    return 0 if repaired.after.good else ContractError.exit_code


def _replay(arguments: argparse.Namespace) -> int:
    from blueprint.domain.quality.dataset_replays import replay_dataset

    found = []
    for each in replay_dataset(_folder(arguments), arguments.episode):
        found.append(each)
        if not arguments.json:
            how = "the same bytes" if each.same else "OTHER BYTES"
            print(f"{each.episode_id}: {how}, {'done' if each.done else 'NOT DONE: ' + ', '.join(each.missed)}", flush=True)
    same = sum(each.same and each.done for each in found)
    if arguments.json:
        print(json.dumps({"episodes": [asdict(each) for each in found], "same": same}))
    else:
        print(f"{arguments.path}: {same} of {_episodes(len(found))} replayed to the same bytes")
    return 0 if same == len(found) else GateFailed.exit_code


def _rest(report: Report) -> str:
    """What can be made of a dataset that is not good."""
    if report.state == "half_repaired":
        return "`blueprint dataset repair` ends what was begun"
    return f"whole: the first {report.whole}. `blueprint dataset repair` leaves those" if report.whole else "no episode is whole: a repair has nothing to keep"


def _folder(arguments: argparse.Namespace) -> Path:
    path = Path(arguments.path)
    if not path.is_dir():
        raise ContractError(str(path), "", "a dataset's folder", "nothing there" if not path.exists() else "a file")
    return path


def _amount(episodes: int, frames: int) -> str:
    return f"{_episodes(episodes)}, {frames} frame{'' if frames == 1 else 's'}"


def _episodes(count: int) -> str:
    return f"{count} episode{'' if count == 1 else 's'}"
