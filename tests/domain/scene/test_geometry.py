from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from blueprint.contracts.scene import AssetSpec, PlacedObject, Placement, Role, Room
from blueprint.domain.assets.asset import Collider
from blueprint.domain.scene import geometry

ANGLES = st.floats(-math.pi, math.pi)
UNIT = st.tuples(*[st.floats(-1, 1)] * 4).filter(lambda q: sum(v * v for v in q) > 0.01).map(lambda q: tuple(np.array(q) / np.linalg.norm(q)))
ROOM = Room(room_type="office", width_m=4.0, depth_m=3.0, height_m=2.6)


@given(UNIT, UNIT)
def test_a_product_of_quaternions_turns_like_the_product_of_matrices(a: tuple[float, ...], b: tuple[float, ...]) -> None:
    product = geometry.rotation_matrix(geometry.quaternion_product(a, b))
    assert np.allclose(product, geometry.rotation_matrix(a) @ geometry.rotation_matrix(b), atol=1e-9)


@given(ANGLES, st.floats(0.05, 3), st.floats(0.05, 3))
def test_the_footprint_has_the_area_of_the_base_whatever_the_turn(yaw: float, w: float, d: float) -> None:
    box = geometry.box_at((w, d, 1.0), (0.3, -0.2, 0.1), geometry.yaw_quaternion(yaw))
    assert box.footprint.area == pytest.approx(w * d)
    assert (box.z_low, box.z_high) == pytest.approx((0.1, 1.1))
    assert np.allclose(box.footprint.centroid.coords[0], (0.3, -0.2))


def test_a_box_that_lies_on_its_side_covers_its_height() -> None:
    box = geometry.box_at((0.2, 0.3, 1.0), (0, 0, 0), (math.sqrt(0.5), math.sqrt(0.5), 0, 0))
    assert box.footprint.area == pytest.approx(0.2 * 1.0)
    assert box.z_high - box.z_low == pytest.approx(0.3)


@pytest.mark.parametrize("wall", geometry.WALLS)
def test_the_back_is_at_the_wall_and_the_front_looks_into_the_room(wall: geometry.WallName) -> None:
    box = geometry.box_at((0.8, 0.4, 1.0), (*geometry.wall_point(ROOM, wall, 0.5, 0.2), 0.0), geometry.yaw_quaternion(geometry.wall_yaw(wall)))
    front = geometry.front_of(box.rotation)
    assert front is not None
    assert np.allclose(front, geometry.INWARD[wall], atol=1e-9)
    distances = geometry.wall_distances(box, ROOM)
    assert distances[wall] == pytest.approx(0.0, abs=1e-9)
    assert min(distances.values()) > -1e-9


@given(st.sampled_from(["box", "cylinder", "sphere"]), st.floats(0.02, 1), UNIT)
def test_a_collider_is_within_the_hull_of_its_points(kind: str, size: float, wxyz: tuple[float, float, float, float]) -> None:
    extent = (size, size, size) if kind == "sphere" else (size, size, 0.5)
    collider = Collider(kind, (0.1, 0.2, 0.3), wxyz, extent)  # type: ignore[arg-type]
    points = geometry.collider_points(collider) - (0.1, 0.2, 0.3)
    reach = np.linalg.norm(points, axis=1).max()
    half = np.array(extent) / 2
    assert reach >= (size / 2 if kind == "sphere" else np.hypot(size / 2 if kind == "cylinder" else np.hypot(*half[:2]), half[2])) - 1e-9
    assert reach <= np.linalg.norm(half) * 1.05


def test_a_placed_asset_is_where_its_pieces_are() -> None:
    placed = PlacedObject(
        id="mug", name="mug", category="mug", spec=AssetSpec(category="mug", seed=3), role=Role.MANIPULABLE, placement=Placement.SURFACE,
        position_m=(1.0, -0.5, 0.8), rotation_wxyz=geometry.yaw_quaternion(0.7),
    )  # fmt: skip
    box = geometry.placed_box(placed)
    pieces = np.vstack(geometry.world_pieces(placed))
    assert box.box.footprint.buffer(0.004).contains(shapely.MultiPoint(pieces[:, :2]))
    assert pieces[:, 2].min() == pytest.approx(0.8, abs=1e-3)
