"""The scene file: what is written is what is read, and the room has holes where its doors and windows are."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from usd_rooms import few_specs, placed, scene_of, write_scene

from blueprint.contracts.plan import Unmet
from blueprint.contracts.scene import WALL_THICKNESS_M, PlacedOpening, Relation, Request, Room, Scene
from blueprint.core.errors import ContractError
from blueprint.domain.assets.asset import AssetSpec
from blueprint.domain.usd.architecture import parts_of
from blueprint.domain.usd.references import check_references
from blueprint.domain.usd.stage import read_asset_names, read_scene, stage_text, write_poses, write_stage

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
coordinate = st.floats(-20, 20, allow_nan=False)
turn = st.tuples(*[st.floats(-1, 1)] * 4).filter(lambda q: sum(v * v for v in q) > 0.1)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    ids = draw(st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True), unique=True, max_size=4))
    supports = st.sampled_from(["floor", "ceiling", "wall_north", *ids])
    objects = []
    for object_id in ids:
        one = placed(AssetSpec(category=draw(st.sampled_from(["mug", "refrigerator", "bookshelf"])), seed=draw(st.integers(0, 9))), object_id)
        drawn = {
            "position_m": draw(st.tuples(coordinate, coordinate, coordinate)), "rotation_wxyz": draw(turn), "support": draw(supports),
            "name": draw(words), "group": draw(words), "requested": draw(st.booleans()), "support_surface": draw(words), "color": draw(words),
        }  # fmt: skip
        objects.append(one.model_copy(update=drawn))
    relations = tuple(Relation(kind="on", subject=a, objects=(b,), hard=draw(st.booleans())) for a, b in pairwise(ids))
    requests = tuple(Request(group=one, category="mug", count=draw(st.integers(1, 9)), color=draw(st.none() | words)) for one in ids)
    return Scene(
        scene_id="s", prompt=draw(words), seed=draw(st.integers(0, 2**63)), style=draw(st.none() | words),
        room=Room(room_type=draw(words), width_m=draw(st.floats(2, 20)), depth_m=3, height_m=2.5, wall_color=draw(words)),
        objects=tuple(objects), relations=relations, requests=requests, unmet=tuple(Unmet(word=draw(words), reason="r") for _ in ids[:1]),
        notes=tuple(draw(st.lists(words, max_size=2))),
    )  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(scenes())
def test_a_scene_survives_its_file(tmp_path: Path, scene: Scene) -> None:
    names = {one.id: one.category for one in scene.objects}
    path = write_stage(scene, names, tmp_path / "usd")
    assert read_scene(path) == scene
    assert read_asset_names(path) == names
    assert stage_text(scene, names, "../assets") == path.read_text(encoding="utf-8")


def test_poses_are_written_back_and_nothing_else_changes(tmp_path: Path) -> None:
    path = write_scene(scene_of(few_specs()), tmp_path)
    before = read_scene(path)
    moved = before.objects[0].id
    write_poses(path, {moved: ((0.1, 0.2, 0.3), (0.5, 0.5, 0.5, 0.5))})
    after = read_scene(path)
    assert after.object(moved).position_m == (0.1, 0.2, 0.3)
    assert after.object(moved).rotation_wxyz == (0.5, 0.5, 0.5, 0.5)
    assert after.objects[1:] == before.objects[1:]
    with pytest.raises(ContractError, match="nobody"):
        write_poses(path, {"nobody": ((0, 0, 0), (1, 0, 0, 0))})


def test_a_moved_scene_opens_whole(tmp_path: Path) -> None:
    from pxr import Usd

    scene = scene_of(few_specs())
    path = write_scene(scene, tmp_path / "here")
    shutil.move(tmp_path / "here", tmp_path / "there")
    path = tmp_path / "there" / "usd" / path.name
    stage = Usd.Stage.Open(str(path))
    root = stage.GetDefaultPrim()
    assert root.GetPath() == "/World"
    assert Usd.ModelAPI(root).GetKind() == "assembly"
    for one in scene.objects:
        prim = stage.GetPrimAtPath(f"/World/Objects/{one.id}")
        assert prim.GetAttribute("semantics:labels:class").Get()[0] == one.category.replace("_", " ")
        assert prim.GetCustomDataByKey("blueprint:object_id") == one.id
        assert prim.IsModel()
        support = prim.GetCustomDataByKey("blueprint:support")
        assert stage.GetPrimAtPath(support), support
    assert read_scene(path) == scene
    assert check_references(path)[0] == path.resolve()


def test_what_is_missing_or_misnamed_is_refused(tmp_path: Path) -> None:
    scene = scene_of(few_specs()[:1])
    with pytest.raises(ContractError, match="asset of mug_0"):
        write_stage(scene, {}, tmp_path)
    odd = scene.model_copy(update={"objects": (scene.objects[0].model_copy(update={"id": "a b"}),)})
    with pytest.raises(ContractError, match="prim name"):
        write_stage(odd, {"a b": "mug"}, tmp_path)
    with pytest.raises(ContractError, match="relative"):
        write_stage(scene, {"mug_0": "mug"}, tmp_path, assets_path="/etc")
    assert not (tmp_path / "scene.usda").exists()


OTHER_VERSION = "#usda 1.0\n(\n    customLayerData = {\n        dictionary blueprint = {\n            int format_version = 99\n        }\n    }\n)\n"


@pytest.mark.parametrize("content", ["", "#usda 1.0\n", "#usda 1.0\n(broken", OTHER_VERSION, "rubbish"])
def test_a_file_that_is_no_scene_of_ours_says_so(tmp_path: Path, content: str) -> None:
    (tmp_path / "scene.usda").write_text(content)
    with pytest.raises(ContractError, match=r"scene\.usda"):
        read_scene(tmp_path / "scene.usda")


@st.composite
def rooms(draw: st.DrawFn) -> Room:
    width, depth, height = draw(st.floats(3, 10)), draw(st.floats(3, 10)), draw(st.floats(2.4, 4))
    openings = []
    for wall in ("north", "south", "east", "west"):
        length = width if wall in ("north", "south") else depth
        for slot in range(draw(st.integers(0, 2))):
            wide = draw(st.floats(0.4, length / 2 - 0.2))
            middle = -length / 4 + slot * length / 2
            kind = draw(st.sampled_from(["door", "window"]))
            sill = 0.0 if kind == "door" else draw(st.floats(0.3, 1.0))
            openings.append(PlacedOpening(id=f"{wall}_{slot}", kind=kind, wall=wall, center_m=middle, width_m=wide, height_m=1.3, sill_m=sill))
    return Room(room_type="r", width_m=width, depth_m=depth, height_m=height, openings=tuple(openings))


@given(rooms())
def test_walls_are_whole_but_for_their_openings(room: Room) -> None:
    """Volume of the wall boxes = volume of four walls − volume of the holes, and no box of a wall stands in the room or in a hole."""
    pieces = [part for part in parts_of(room) if part.group.startswith("Wall_") and part.solid]
    volume = sum(part.size[0] * part.size[1] * part.size[2] for part in pieces)
    around = 2 * (room.width_m + 2 * WALL_THICKNESS_M) + 2 * room.depth_m
    holes = sum(opening.width_m * opening.height_m for opening in room.openings)
    assert volume == pytest.approx((around * room.height_m - holes) * WALL_THICKNESS_M, rel=1e-9)
    for part in pieces:
        clear_x = abs(part.center[0]) - part.size[0] / 2 >= room.width_m / 2 - 1e-9
        clear_y = abs(part.center[1]) - part.size[1] / 2 >= room.depth_m / 2 - 1e-9
        assert clear_x or clear_y, part


def test_openings_that_do_not_fit_are_refused_by_name() -> None:
    one = PlacedOpening(id="w1", kind="window", wall="north", center_m=0, width_m=1, height_m=1, sill_m=1)
    for wrong in (one.model_copy(update={"center_m": 1.6}), one.model_copy(update={"sill_m": 2.0})):
        with pytest.raises(ValueError, match="w1"):
            parts_of(Room(room_type="r", width_m=4, depth_m=4, height_m=2.6, openings=(wrong,)))
    both = (one, one.model_copy(update={"id": "w2", "center_m": 0.5}))
    with pytest.raises(ValueError, match="w2"):
        parts_of(Room(room_type="r", width_m=4, depth_m=4, height_m=2.6, openings=both))
