"""`blueprint scene …`: the scenes there are, one of them, and its certificate computed anew from the USD alone."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from blueprint.app import local_path
from blueprint.cli.options import add_bucket, settings_from
from blueprint.contracts import textgen
from blueprint.contracts.certificate import CERTIFICATE
from blueprint.contracts.stages import SOURCE_COMPLETE, SOURCE_FAILED
from blueprint.contracts.usd import PREVIEW, SCENE_USD
from blueprint.core.errors import ContractError
from blueprint.store.store import Store


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("scene", help="list scenes, show one, or check one from its USD alone")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    _verb(verbs, "list", _list, "every scene and how it ended")
    _verb(verbs, "show", _show, "what is in a scene, what it could not provide, where its files are").add_argument("scene_id", metavar="ID")
    check = _verb(verbs, "check", _check, "recompute the certificate from the USD alone")
    check.add_argument("path", metavar="PATH", help="a scene's folder, or its scene.usda")


def _verb(verbs: Any, name: str, action: Any, text: str) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=text)
    parser.add_argument("--json", action="store_true", help="one JSON object for programs")
    add_bucket(parser)
    parser.set_defaults(run=action)
    return parser


def _list(arguments: argparse.Namespace) -> int:
    store = Store.at(settings_from(arguments).bucket)
    rows = scene_rows(store)
    if arguments.json:
        print(json.dumps({"scenes": rows}))
        return 0
    for row in rows:
        print(f"{row['scene_id']:<32} {row['status']:<10} {row['prompt'][:90]}")
    return 0


def scene_rows(store: Store) -> list[dict[str, str]]:
    """Every scene that has a request or a package, by name."""
    names = sorted({info.name.split("/")[1] for info in store.list("scenes/") if info.name.count("/") >= 2})
    return [{"scene_id": name, "status": _status(store, name), "prompt": _prompt(store, name)} for name in names]


def _status(store: Store, scene_id: str) -> str:
    if store.exists(SOURCE_COMPLETE, scene_id):
        return "complete"
    return "failed" if store.exists(SOURCE_FAILED, scene_id) else "certified" if store.exists(CERTIFICATE, scene_id) else "unfinished"


def _prompt(store: Store, scene_id: str) -> str:
    try:
        found = store.find(textgen.REQUEST_NORMALIZED, scene_id)
    except ContractError:
        return ""
    return (found.value.prompt or "") if found else ""


def _show(arguments: argparse.Namespace) -> int:
    store = Store.at(settings_from(arguments).bucket)
    package = store.read(textgen.PACKAGE, arguments.scene_id).value
    certificate = store.find(CERTIFICATE, arguments.scene_id)
    paths = {
        name: local_path(store, path)
        for name, path in (("usd", SCENE_USD.at(arguments.scene_id)), ("picture", PREVIEW.at(arguments.scene_id, view="perspective")))
    }
    if arguments.json:
        shown = certificate.value.model_dump(mode="json") if certificate else None
        print(json.dumps({"scene": package.scene.model_dump(mode="json"), "certificate": shown, "outputs": paths}))
        return 0
    room = package.scene.room
    print(
        f"{package.prompt}\n{room.room_type.replace('_', ' ')} {room.width_m:.2f} × {room.depth_m:.2f} × {room.height_m:.2f} m, {len(package.scene.objects)} things"
    )
    counts: dict[str, int] = {}
    for placed in package.scene.objects:
        counts[placed.category] = counts.get(placed.category, 0) + 1
    print(", ".join(f"{count} {name.replace('_', ' ')}" for name, count in sorted(counts.items())))
    for entry in package.unmet:
        print(f"not provided: {entry.word}: {entry.reason}")
    if certificate:
        from blueprint.cli.certificate import table

        print(table(certificate.value))
    for name, path in paths.items():
        print(f"{name}: {path}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from blueprint.cli.certificate import table
    from blueprint.domain.certificate.certify import certify, failures

    path = Path(arguments.path)
    usda = path if path.is_file() else path / "usd" / "scene.usda"
    if not usda.is_file():
        raise ContractError(str(path), "usd/scene.usda", "a scene's folder or its scene.usda", "nothing there")
    certificate = certify(usda)
    missed = failures(certificate)
    print(certificate.model_dump_json() if arguments.json else table(certificate))
    for line in missed if not arguments.json else ():
        print(f"missed: {line}")
    return 66 if missed else 0
