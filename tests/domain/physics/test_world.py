"""Loading a stage into the simulator."""

from __future__ import annotations

from pathlib import Path

import pytest
from rooms import Block, write_room

from blueprint.core.errors import ContractError
from blueprint.domain.physics.world import load

TABLE = Block("table", (1.0, 0.6, 0.7), (0, 0, 0), "static")
MUG = Block("mug", (0.08, 0.08, 0.1), (0, 0, 0.7), support="table")
CABINET = Block("cabinet", (0.5, 0.4, 0.8), (1.5, 1, 0), "articulated", door_deg=100)


def test_objects_are_found_by_prim_path(tmp_path: Path) -> None:
    world = load(write_room(tmp_path / "a.usda", [TABLE, MUG, CABINET]))
    assert list(world.things) == ["table", "mug", "cabinet"]
    assert [thing.free for thing in world.things.values()] == [False, True, False]
    assert world.things["mug"].support == "table"
    assert world.things["table"].support == "Floor"
    assert len(world.things["cabinet"].joints) == 1
    assert {"Floor", "Wall_north", "Wall_east"} <= set(world.architecture)
    assert set(world.owner_of_geom) == {"table", "mug", "cabinet", "Floor", "Wall_north", "Wall_south", "Wall_east", "Wall_west"}


def test_equal_bytes_are_loaded_once_and_changed_bytes_again(tmp_path: Path) -> None:
    path = write_room(tmp_path / "a.usda", [TABLE, MUG])
    first = load(path)
    assert load(path) is first
    write_room(path, [TABLE])
    assert list(load(path).things) == ["table"]


def test_starting_leaves_the_world_as_it_is(tmp_path: Path) -> None:
    world = load(write_room(tmp_path / "a.usda", [TABLE, MUG]))
    before = world.model.opt.timestep
    model, _ = world.start(before / 2)
    assert model.opt.timestep == before / 2
    assert world.model.opt.timestep == before


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda text: text.replace('string sim_role = "manipulable"', 'string sim_role = "edible"'), "sim_role"),
        (lambda text: text.replace('string category = "box"', 'string kind = "box"'), "category"),
        (lambda text: text.replace("customData", "assetInfo"), "customData blueprint"),
        (lambda text: text.replace('def Xform "Objects"', 'def Xform "Things"'), "/World/Objects"),
        (lambda text: text[: len(text) // 2], "readable USD stage"),
        (lambda text: text.replace("</World/Matter>", "</World/Matter>").replace('"PhysicsCollisionAPI", ', ""), "collider"),
        (lambda text: text.replace('(prepend apiSchemas = ["PhysicsRigidBodyAPI", "PhysicsMassAPI"]', "("), "free rigid body"),
    ],
)  # fmt: skip
def test_a_broken_stage_is_refused_by_name(tmp_path: Path, damage, named: str) -> None:
    path = write_room(tmp_path / "a.usda", [TABLE, MUG])
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ContractError, match=named):
        load(path)


def test_a_missing_file_and_a_missing_layer_are_named(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match=r"none\.usda"):
        load(tmp_path / "none.usda")
    path = write_room(tmp_path / "a.usda", [MUG])
    text = path.read_text(encoding="utf-8").replace('def Xform "mug" (', 'def Xform "mug" (prepend references = @./gone.usda@\n')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError, match=r"gone\.usda"):
        load(path)


def test_nothing_is_written_into_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    world = load(write_room(tmp_path / "a.usda", [TABLE, MUG]))
    assert world.warnings  # the room's material has no surface to look at
    assert [path.name for path in tmp_path.iterdir()] == ["a.usda"]
