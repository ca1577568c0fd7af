"""An arm that is clamped to tops has its whole foot on one, clear of what stands there, and everything within its reach."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from blueprint.domain.affordances.regions import outline
from blueprint.domain.physics.world import World
from blueprint.domain.robots.catalogue import find
from blueprint.domain.tasks.stands import FARTHEST_SHARE, on_tops, places
from blueprint.domain.tasks.view import View

ARM = find("so101")


@pytest.fixture(scope="module")
def view(small_world: World) -> View:
    return View(small_world)


def _foot(x: float, y: float, yaw: float) -> Polygon:
    c, s = math.cos(yaw), math.sin(yaw)
    return Polygon([(x + c * a - s * b, y + s * a + c * b) for a, b in ARM.foot])


def test_its_foot_is_on_a_top_and_on_nothing_that_stands_there(view: View) -> None:
    tops = [region for region in view.regions if region.surface.kind == "top" and not view.world.things[region.object_id].free]
    standing = [outline(one) for one in view.scene.objects if one.support != "floor"]
    for moved in view.movables:
        bases = view.bases(ARM, np.array([[*moved.at, moved.low[2] + 0.03]]), 8)
        assert bases, moved.placed.id
        for base in bases:
            x, y, z = base.position_m
            foot = _foot(x, y, base.yaw_rad).buffer(-0.002)
            assert any(abs(region.z - z) < 1e-3 and Polygon(region.polygon).contains(foot) for region in tops)
            assert not any(foot.intersects(one) for one in standing)


@settings(max_examples=30, deadline=None)
@given(st.floats(-0.3, 0.3), st.floats(-0.2, 0.2), st.floats(0.0, ARM.payload_kg))
def test_from_each_place_it_reaches_and_carries(x: float, y: float, load_kg: float) -> None:
    points = np.array([[x, y, 0.74], [x + 0.15, y, 0.74]])
    stood = places(box(-0.5, -0.4, 0.5, 0.4), 0.7, ARM)
    found = on_tops(stood, ARM, points, load_kg)
    assert found
    for _, base in found:
        near = np.linalg.norm(points[:, :2] - base.position_m[:2], axis=1)
        far = np.hypot(near, 0.74 - 0.7 - ARM.works_at_m)
        assert near.min() >= ARM.nearest_m - 0.002
        assert far.max() <= min(FARTHEST_SHARE * ARM.reach_m, ARM.carries_to_m(load_kg)) + 0.002
        for point in points:
            turn = math.remainder(math.atan2(point[1] - base.position_m[1], point[0] - base.position_m[0]) - base.yaw_rad, 2 * math.pi)
            assert ARM.lower_rad[0] < turn < ARM.upper_rad[0]


def test_what_is_heavier_is_carried_less_far() -> None:
    assert ARM.carries_to_m(ARM.payload_kg) == pytest.approx(ARM.payload_to_m)
    assert ARM.carries_to_m(ARM.stretched_kg) == pytest.approx(ARM.reach_m)
    far = [ARM.carries_to_m(load) for load in np.linspace(0, ARM.payload_kg, 20)]
    assert far == sorted(far, reverse=True)


def test_a_full_or_missing_top_has_no_places() -> None:
    assert places(box(0, 0, 0.07, 0.07), 0.7, ARM).shape == (0, 4)
    assert places(Polygon(), 0.7, ARM).shape == (0, 4)
