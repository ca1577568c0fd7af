"""Isaac Lab Arena's own models read the environment graphs. Needs a checkout of it: `BLUEPRINT_ARENA_REPO=<folder of IsaacLab-Arena>`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "domain" / "arena"))

from arena_rooms import HAND, kitchen, path_of, usual_tasks

from blueprint.domain.arena.affordances import Hand
from blueprint.domain.arena.package import Asked, make_package
from blueprint.domain.documents.stage1 import manifest
from blueprint.domain.physics.world import load
from blueprint.domain.usd.stage import read_asset_names, read_scene


@pytest.fixture
def checkout() -> Path:
    found = os.environ.get("BLUEPRINT_ARENA_REPO", "")
    if not (Path(found) / "isaaclab_arena" / "environment_spec").is_dir():
        pytest.skip("not run: set BLUEPRINT_ARENA_REPO to a checkout of isaac-sim/IsaacLab-Arena (0.3 or later)")
    return Path(found)


def said(checkout: Path, graphs: list[Path]) -> dict:
    script = Path(__file__).with_name("arena_accepts.py")
    ran = subprocess.run([sys.executable, script, checkout, *graphs], check=True, capture_output=True, text=True, timeout=120)
    return json.loads(ran.stdout.splitlines()[-1])


@pytest.mark.consumer
def test_arenas_own_models_accept_every_graph_and_refuse_a_broken_one(tmp_path: Path, checkout: Path):
    usd = path_of(kitchen(), tmp_path)
    scene, world = read_scene(usd), load(usd)
    asked = Asked("franka", "tasks", "now")
    package = make_package(scene, world, read_asset_names(usd), Hand(*HAND), usual_tasks(scene, world), manifest(scene), asked)
    graphs = []
    for entry in package.manifest.tasks:
        if entry.env_graph:
            graphs.append(tmp_path / Path(entry.env_graph).name)
            graphs[-1].write_text(package.texts[entry.env_graph], encoding="utf-8")
    broken = {
        "twice.yaml": graphs[0].read_text().replace('id: "mug_2"', 'id: "mug_1"', 1),
        "unknown_task.yaml": graphs[0].read_text().replace("PickAndPlaceTask", "JuggleTask"),
        "unknown_node.yaml": graphs[0].read_text().replace('pick_up_object: "mug_1"', 'pick_up_object: "ghost"'),
        "unknown_asset.yaml": graphs[0].read_text().replace("simready_usd_object", "nobody_registered_this"),
    }
    for name, text in broken.items():
        assert text != graphs[0].read_text()
        (tmp_path / name).write_text(text, encoding="utf-8")
    answer = said(checkout, [*graphs, *(tmp_path / name for name in broken)])
    assert {name: why for name, why in answer["graphs"].items() if name not in broken} == {path.name: "" for path in graphs}
    assert all(answer["graphs"][name] for name in broken)
