"""Every variation has what was asked for, differs, and stands: by properties, and in the simulator."""

from __future__ import annotations

import math
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domain.variations.variation_rooms import manifest

from blueprint.contracts.scene import AssetSpec, PlacedObject, Placement, Relation, Scene
from blueprint.domain.assets.catalogue import build, folder_name
from blueprint.domain.certificate.certify import certify
from blueprint.domain.layout.bodies import body_of, clear_of
from blueprint.domain.physics.world import scene_digest
from blueprint.domain.scene.geometry import boxes_of
from blueprint.domain.scene.relations import evaluate
from blueprint.domain.usd.assemble import asset_names
from blueprint.domain.usd.asset import write_whole
from blueprint.domain.usd.references import check_references
from blueprint.domain.usd.stage import read_asset_names, read_look, read_scene, write_poses
from blueprint.domain.variations.furniture import ALONG_M, BIG_M, move_furniture
from blueprint.domain.variations.paint import draw_look
from blueprint.domain.variations.pool import Pool, make_pool
from blueprint.domain.variations.prove import TRIES, Ground, make_variation, write_variation
from blueprint.domain.variations.standing import plan_of, standing
from blueprint.domain.variations.vary import signature, vary


@pytest.fixture(scope="module")
def pool(room: Scene) -> Pool:
    return make_pool(room, manifest(room), 3, 1)


SEEDS = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@SEEDS
@given(st.integers(0, 6), st.integers(0, 2**50))
def test_what_was_asked_for_is_there_and_what_held_holds(room: Scene, pool: Pool, index: int, seed: int) -> None:
    varied = vary(room, pool, index, seed)
    if varied.problems:
        assert varied.lost or any(":" in problem for problem in varied.problems)
        return
    scene = varied.scene
    for request in room.requests:
        assert Counter(one.category for one in scene.objects if one.group == request.group) == {request.category: request.count}
    boxes = boxes_of(scene)
    held = [relation for relation in room.relations if relation.hard and evaluate(relation, boxes_of(room), room.room)]
    assert all(evaluate(Relation.model_validate(one.model_dump()), boxes, scene.room) for one in held if one.kind in ("on", "in"))
    assert len({one.id for one in scene.objects}) == len(scene.objects)
    assert (scene.room.width_m, scene.room.openings) == (room.room.width_m, room.room.openings)
    assert signature(scene) != signature(room)
    assert all(one.color == "blue" for one in scene.objects if one.group == "mugs")
    assert len(varied.changes) > 1


@SEEDS
@given(st.integers(0, 2**50))
def test_furniture_that_was_moved_touches_nothing_and_stays_in_the_room(room: Scene, pool: Pool, seed: int) -> None:
    scene = vary(room, pool, 0, seed).scene
    bodies = {}
    for placed in scene.objects:
        if placed.placement is Placement.FLOOR:
            yaw = 2 * math.atan2(placed.rotation_wxyz[3], placed.rotation_wxyz[0])
            bodies[placed.id] = body_of(placed.spec).at(*placed.position_m[:2], yaw, placed.position_m[2])
    names = sorted(bodies)
    assert all(clear_of(bodies[a], bodies[b], 0.0) for k, a in enumerate(names) for b in names[k + 1 :])
    assert math.dist(scene.object("table").position_m, room.object("table").position_m) <= math.hypot(BIG_M, BIG_M)
    assert scene.object("table").rotation_wxyz == room.object("table").rotation_wxyz
    half = (room.room.width_m / 2, room.room.depth_m / 2)
    assert all(abs(bodies[name].extent[[0, 2]]).max() <= half[0] and abs(bodies[name].extent[[1, 3]]).max() <= half[1] for name in names)


def test_what_stands_at_a_wall_slides_along_it_a_table_goes_with_what_is_on_it_and_a_row_stays(room: Scene) -> None:
    back = room.room.depth_m / 2
    shelf = piece("shelf", "bookshelf", -1.2, back)
    width = build(shelf.spec).size[0]
    row = [piece(f"row_{k}", "bookshelf", 0.3 + k * (width + 0.004), back) for k in range(2)]
    scene = room.model_copy(update={"objects": (*room.objects, shelf, *row)})
    moved: set[str] = set()
    for seed in range(12):
        rng = np.random.default_rng(seed)
        stand = standing(scene, {}, scene.room, rng)
        moved |= set(move_furniture(stand.layout, scene.relations, rng))
        x, y, _ = stand.layout.placed["shelf"].position
        assert y == pytest.approx(shelf.position_m[1])
        assert abs(x - shelf.position_m[0]) <= ALONG_M
        assert stand.layout.placed["shelf"].yaw == pytest.approx(0.0)
    assert {"shelf", "table", "stool_1"} <= moved
    assert not moved & {one.id for one in row}


def piece(name: str, category: str, x: float, back: float) -> PlacedObject:
    """With its back 2 cm off the north wall."""
    spec = AssetSpec(category=category, seed=1)
    asset = build(spec)
    return PlacedObject(
        id=name, name=name, category=category, spec=spec, role=asset.role, placement=asset.placement, position_m=(x, back - asset.size[1] / 2 - 0.02, 0.0),
        support="floor", support_surface="", requested=False, group=name, color=asset.color_name, material=asset.material_name,
    )  # fmt: skip


@SEEDS
@given(st.integers(0, 6), st.integers(0, 2**50))
def test_the_seed_decides_all(room: Scene, pool: Pool, index: int, seed: int) -> None:
    assert vary(room, pool, index, seed) == vary(room, pool, index, seed)


def test_five_variations_are_five(room: Scene, pool: Pool) -> None:
    made = [vary(room, pool, index, 40 + index).scene for index in range(5)]
    assert len({signature(scene) for scene in (room, *made)}) == 6


def test_groups_that_are_held_keep_their_assets(room: Scene, pool: Pool) -> None:
    scene = vary(room, pool, 0, 3, held=frozenset({"mugs", "bowl"})).scene
    assert all(scene.object(name).spec == room.object(name).spec for name in ("mug_1", "mug_2", "bowl"))
    assert scene.object("apple").spec != room.object("apple").spec


def test_a_scene_becomes_the_plan_it_came_from(room: Scene) -> None:
    plan = plan_of(room)
    assert {(one.id, one.category, one.count, one.color) for one in plan.objects} == {
        ("table", "table", 1, None), ("stools", "stool", 2, None), ("mugs", "mug", 2, "blue"), ("bowl", "bowl", 1, None),
        ("apple", "apple", 1, None),
    }  # fmt: skip
    assert ("in", "apple", ("bowl",)) in {(one.kind, one.subject, one.objects) for one in plan.relations}


@given(st.integers(0, 2**32))
@settings(max_examples=50, deadline=None)
def test_light_comes_from_above_and_cameras_stay_near(seed: int) -> None:
    look = draw_look(np.random.default_rng(seed))
    assert look.light_direction[2] < 0
    assert 0.5 < look.light_scale < 1.5
    assert all(0.6 < part <= 1 for part in look.light_color)
    assert max(abs(v) for v in look.camera_offset_m) <= 0.08


@pytest.fixture(scope="module")
def home(room: Scene, pool: Pool, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`scenes/<id>/` with all assets: the scene's own and the new ones."""
    root = tmp_path_factory.mktemp("home")
    for place, specs in (("assets", [one.spec for one in room.objects]), ("variation_assets", [*pool.small, *pool.painted(room)])):
        for spec in dict.fromkeys(specs):
            write_whole(build(spec), root / place / folder_name(spec), folder_name(spec), date(2026, 1, 1))
    return root


def test_variations_pass_their_certificates_and_differ(room: Scene, pool: Pool, home: Path) -> None:
    own = set(asset_names(room).values())
    ground = Ground(room, pool, frozenset(own), 7, date(2026, 1, 1))
    made = [make_variation(ground, index, home / "variation_assets" / "scenes" / f"v0{index + 1}") for index in range(2)]
    for index, one in enumerate(made):
        folder = home / "variation_assets" / "scenes" / f"v0{index + 1}"
        assert one.certificate is not None, one.rejected
        assert one.scene is not None
        assert one.certificate.passed
        assert len(one.rejected) < TRIES
        assert read_scene(folder / "scene.usda") == one.scene
        assert read_look(folder / "scene.usda") == one.look
        assert one.certificate.digest == scene_digest(folder / "scene.usda")
        assert (folder / "preview.png").stat().st_size > 10_000
        assert all(path.is_relative_to(home.resolve()) for path in check_references(folder / "scene.usda", home))
    assert made[0].signature != made[1].signature
    again = make_variation(ground, 0, home / "variation_assets" / "scenes" / "again")
    assert again.scene == made[0].scene
    assert again.certificate is not None
    texts = [(home / "variation_assets" / "scenes" / name / "scene.usda").read_bytes() for name in ("v01", "again")]
    assert texts[0] == texts[1]


def test_the_file_names_assets_where_they_are_and_can_be_moved(room: Scene, pool: Pool, home: Path, tmp_path: Path) -> None:
    scene = vary(room, pool, 0, 11, held=frozenset({"table"})).scene
    own = set(asset_names(room).values())
    path = write_variation(scene, draw_look(np.random.default_rng(1)), own, home / "variation_assets" / "scenes" / "x")
    homes = read_asset_names(path)
    assert {value.rsplit("/", 1)[0] for value in homes.values() if "/" in value} == {"../assets"}
    assert set(homes.values()) >= {folder_name(scene.object("mug_1").spec)}
    text = path.read_text()
    assert f"@../../{homes['mug_1']}/{homes['mug_1']}.usda@" in text
    assert "@../../../assets/" in text
    assert str(home) not in text
    poses = {"mug_1": (scene.object("mug_1").position_m, scene.object("mug_1").rotation_wxyz)}
    look = read_look(path)
    assert write_poses(path, poses).read_text() == text
    assert read_look(path) == look
    shutil.copytree(home, tmp_path / "moved")
    assert certify(tmp_path / "moved" / "variation_assets" / "scenes" / "x" / "scene.usda").digest == scene_digest(path)
