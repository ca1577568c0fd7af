"""The view of a scene agrees with the simulator: where things are, what is free, how far a door opens."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import math
from pathlib import Path

import mujoco
import numpy as np
import pytest
from shapely.geometry import Point, Polygon
from small_scene import placed, small_room, write_settled

from blueprint.domain.affordances.regions import outline
from blueprint.domain.grasping.solid import solid_of
from blueprint.domain.physics.world import World, load
from blueprint.domain.robots.catalogue import NAMES, find
from blueprint.domain.robots.robot import Mount
from blueprint.domain.tasks.stands import APART_M
from blueprint.domain.tasks.view import GAP_M, View


@pytest.fixture(scope="module")
def view(small_world: World) -> View:
    return View(small_world)


def test_what_can_be_moved_is_what_is_free_and_carries_nothing(view: View) -> None:
    assert {moved.placed.id for moved in view.movables} == {"mug_1", "box_1", "bowl_1", "apple_1"}
    assert {worked.joint.name for worked in view.worked} == {"drawer_slide", "bay_1_door_1_hinge", "bay_1_door_2_hinge"}


def test_a_thing_that_carries_another_is_not_moved(tmp_path: Path) -> None:
    apple = placed("apple_2", "apple", (0.0, 0.15, 0.76), "bowl_1", "inside")
    view = View(load(write_settled(small_room(apple), tmp_path)))
    assert {moved.placed.id for moved in view.movables} == {"mug_1", "box_1", "apple_1", "apple_2"}


def test_a_things_box_holds_it_and_its_rest_is_its_height(view: View) -> None:
    for moved in view.movables:
        thing = moved.thing
        rotation, origin = view.data.xmat[thing.root].reshape(3, 3), view.data.xpos[thing.root]
        points = solid_of(view.model, view.data, thing.root, thing.geoms).vertices @ rotation.T + origin
        assert (points >= moved.low - 1e-6).all()
        assert (points <= moved.high + 1e-6).all()
        assert moved.rest_m == pytest.approx(origin[2] - points[:, 2].min(), abs=1e-6)
        assert moved.height_m == pytest.approx(np.ptp(points[:, 2]), abs=1e-6)
        assert moved.region is not None
        assert moved.region.object_id == "table_1"
        assert moved.low[2] == pytest.approx(moved.region.z, abs=0.002)


def test_spots_are_free_and_the_nearest_is_first(view: View) -> None:
    for moved in view.movables:
        assert moved.region is not None
        table, others = Polygon(moved.region.polygon), [other for other in view.movables if other is not moved]
        spots = list(view.spots(moved, moved.region))
        away = [float(np.linalg.norm(spot - moved.at)) for spot in spots]
        assert away == sorted(away)
        assert len(spots) > 10
        for spot in spots:
            there = Point(spot).buffer(moved.radius_m * 0.999)
            assert table.contains(there)
            assert all(there.distance(outline(view.scene.object(other.placed.id))) > GAP_M * 0.95 for other in others)


def test_a_door_is_free_until_it_meets_something(view: View, tmp_path: Path) -> None:
    free = {worked.joint.name: view.free_share(worked) for worked in view.worked}
    assert free["drawer_slide"] == 1.0
    assert all(share > 0.9 for share in free.values()), free
    wall = placed("cabinet_2", "cabinet", (-1.3, 0.75, 0.0))
    hemmed = View(load(write_settled(small_room(wall), tmp_path)))
    assert all(hemmed.free_share(worked) < 0.5 for worked in hemmed.worked if worked.placed.id == "cabinet_1")


def test_at_its_free_share_a_door_touches_nothing_new(view: View) -> None:
    """Looked at in the whole model, with every contact that there is."""
    closed = _owners(view, {})
    for worked in view.worked:
        share = view.free_share(worked)
        low, high = view.model.joint(worked.name).range
        for part in np.linspace(0, share, 9):
            new = _owners(view, {worked.name: low + part * (high - low)}) - closed
            assert not any(worked.placed.id in pair and len(pair) > 1 for pair in new)


def _owners(view: View, joints: dict[str, float]) -> set[frozenset[str]]:
    model, data = view.world.start()
    for name, value in joints.items():
        data.qpos[model.jnt_qposadr[model.joint(name).id]] = value
    mujoco.mj_forward(model, data)
    owner = view.world.owner_of_geom
    return {frozenset((owner[a], owner[b])) for a, b in data.contact.geom[: data.ncon]}


def test_doors_and_drawers_stay_where_they_are_left(view: View) -> None:
    assert all(view.stays(worked) for worked in view.worked)


def test_a_handle_is_where_the_stage_says(view: View) -> None:
    for worked in view.worked:
        body = view.model.body(int(view.model.jnt_bodyid[view.model.joint(worked.name).id])).name
        assert np.allclose(worked.handle, view.world.handles[body], atol=1e-5)


@pytest.mark.parametrize("name", [name for name in NAMES if find(name).mount is Mount.FLOOR])
@pytest.mark.parametrize("at", [(0.3, 0.0, 0.8), (-1.3, 1.2, 0.5), (0.0, 0.3, 0.74)])
def test_bases_stand_on_free_floor_near_enough_and_apart(view: View, name: str, at: tuple[float, float, float]) -> None:
    robot, room = find(name), view.scene.room
    bases = view.bases(robot, np.array([at]), 5)
    standing = [outline(one) for one in view.scene.objects if one.support == "floor"]
    for base in bases:
        x, y, z = base.position_m
        stand = Point(x, y).buffer(robot.pedestal_m)
        assert not any(stand.intersects(one) for one in standing)
        assert abs(x) + robot.pedestal_m <= room.width_m / 2
        assert abs(y) + robot.pedestal_m <= room.depth_m / 2
        assert z >= 0
        assert robot.nearest_m - 0.03 <= math.dist((x, y), at[:2]) < robot.reach_m
        facing = math.atan2(at[1] - y, at[0] - x)
        assert abs(math.remainder(facing - base.yaw_rad, 2 * math.pi)) < 0.01
    for index, one in enumerate(bases):
        assert all(math.dist(one.position_m, other.position_m) > APART_M for other in bases[:index])
    assert bases
