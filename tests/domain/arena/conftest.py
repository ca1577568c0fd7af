"""One kitchen on disk, its world and its Arena package, for all tests of this folder."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from arena_rooms import HAND, kitchen, path_of, usual_tasks

from blueprint.contracts.scene import Scene
from blueprint.domain.arena.affordances import Described, Hand, describe
from blueprint.domain.arena.package import Asked, Package, make_package
from blueprint.domain.documents.stage1 import manifest
from blueprint.domain.physics.world import World, load
from blueprint.domain.usd.stage import read_asset_names, read_scene


@dataclass(frozen=True, repr=False)
class Made:
    root: Path
    usd: Path
    scene: Scene
    world: World
    things: dict[str, Described]
    package: Package

    def __repr__(self) -> str:
        return f"Made({self.root})"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The package's files lie below `root/arena`."""
    root = tmp_path_factory.mktemp("arena")
    usd = path_of(kitchen(), root)
    scene, world, hand = read_scene(usd), load(usd), Hand(*HAND)
    asked = Asked("franka", "geniesim/tasks.json", "2026-01-02T00:00:00+00:00", hub_namespace="some-where")
    package = make_package(scene, world, read_asset_names(usd), hand, usual_tasks(scene, world), manifest(scene), asked)
    for name, text in package.texts.items():
        path = root / "arena" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Made(root, usd, scene, world, describe(scene, world, hand), package)
