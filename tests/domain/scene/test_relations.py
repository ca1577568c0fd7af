from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprint.contracts.scene import PlacedOpening, Relation, Room
from blueprint.domain.scene.geometry import PlacedBox, box_at, front_of, yaw_quaternion
from blueprint.domain.scene.relations import evaluate, facing_deviation_deg, gap

WINDOW = PlacedOpening(id="window", kind="window", wall="north", center_m=1.0, width_m=1.0, height_m=1.2, sill_m=0.9)
ROOM = Room(room_type="office", width_m=6.0, depth_m=6.0, height_m=2.6, openings=(WINDOW,))


def thing(name: str, x: float, y: float, z: float = 0.0, size: tuple[float, float, float] = (0.4, 0.4, 0.8), yaw: float = 0.0, **more: str) -> PlacedBox:
    box = box_at(size, (x, y, z), yaw_quaternion(yaw))
    return PlacedBox(name, name.split("_")[0], box, front_of(box.rotation), **more)


def holds(kind: str, *things: PlacedBox, others: tuple[PlacedBox, ...] = ()) -> bool:
    boxes = {one.id: one for one in (*things, *others)}
    return evaluate(Relation(kind=kind, subject=things[0].id, objects=tuple(t.id for t in things[1:])), boxes, ROOM)  # type: ignore[arg-type]


@given(st.floats(0.0, 3.0), st.floats(-math.pi, math.pi))
def test_next_to_and_near_are_distances_between_the_boxes(distance: float, direction: float) -> None:
    a = thing("a", 0, 0, size=(0.2, 0.2, 1))
    b = thing("b", (0.5 + distance) * math.cos(direction), (0.5 + distance) * math.sin(direction), size=(0.2, 0.2, 1))
    apart = gap(a.box, b.box)
    assert holds("next_to", a, b) == (apart <= 0.5)
    assert holds("near", a, b) == (apart <= 1.5)
    assert 0.2 + distance <= apart + 0.1


@given(st.floats(-math.pi, math.pi), st.floats(1.5, 2.8))
def test_facing_is_within_thirty_degrees(yaw: float, distance: float) -> None:
    chair, fire = thing("chair", 0, 0, yaw=yaw), thing("fire", 0, -distance)
    deviation = abs(math.degrees(math.atan2(math.sin(yaw), math.cos(yaw))))
    assert facing_deviation_deg(chair, fire.box) == pytest.approx(deviation, abs=1e-6)
    if abs(deviation - 30) > 0.01:
        assert holds("facing", chair, fire) == (deviation < 30)


def test_a_seat_at_a_long_table_faces_it_from_its_end_too() -> None:
    table = thing("table", 0, 0, size=(3.0, 1.0, 0.7))
    assert holds("facing", thing("chair", 1.3, 0.6), table)
    assert not holds("facing", thing("chair", 1.3, 0.6, yaw=math.pi), table)


@pytest.mark.parametrize(
    ("kind", "x", "y"), [("left_of", -1, 0), ("right_of", 1, 0), ("in_front_of", 0, -1), ("behind", 0, 1)]
)
@given(yaw=st.floats(-math.pi, math.pi))
def test_sides_are_those_of_who_looks_at_the_reference(kind: str, x: float, y: float, yaw: float) -> None:
    sofa = thing("sofa", 0.5, 0.3, yaw=yaw)
    turn = np.array([[math.cos(yaw), -math.sin(yaw)], [math.sin(yaw), math.cos(yaw)]])
    spot = turn @ np.array([x, y]) + (0.5, 0.3)
    lamp = thing("lamp", *spot)
    assert holds(kind, lamp, sofa)
    assert [k for k in ("left_of", "right_of", "in_front_of", "behind") if holds(k, lamp, sofa)] == [kind]


def test_a_reference_without_a_front_is_looked_at_from_the_south() -> None:
    ball = thing("ball", 0, 0)
    blind = PlacedBox(ball.id, ball.category, ball.box, None)
    assert holds("left_of", thing("lamp", -1, 0), blind)
    assert holds("in_front_of", thing("lamp", 0, -1), blind)


def test_on_needs_contact_and_the_middle_over_the_support() -> None:
    table = thing("table", 0, 0, size=(1.0, 1.0, 0.7))
    assert holds("on", thing("mug", 0.3, 0.3, 0.705, (0.1, 0.1, 0.1)), table)
    assert not holds("on", thing("mug", 0.3, 0.3, 0.72, (0.1, 0.1, 0.1)), table)
    assert not holds("on", thing("mug", 0.6, 0.0, 0.70, (0.1, 0.1, 0.1)), table)


def test_what_is_on_a_tray_on_a_table_is_on_the_table() -> None:
    table = thing("table", 0, 0, size=(1.0, 1.0, 0.7), support="floor")
    tray = thing("tray", 0, 0, 0.7, (0.4, 0.3, 0.04), support="table")
    assert holds("on", thing("cup", 0.1, 0, 0.72, (0.1, 0.1, 0.1), support="tray"), table, others=(tray,))
    assert not holds("on", thing("cup", 0.1, 0, 0.72, (0.1, 0.1, 0.1), support="floor"), table, others=(tray,))


def test_in_is_within_the_container_or_heaped_in_it() -> None:
    bowl = thing("bowl", 0, 0, 0.7, (0.3, 0.3, 0.1), support="table")
    assert holds("in", thing("apple", 0.05, 0, 0.72, (0.08, 0.08, 0.08), support="bowl"), bowl)
    assert holds("in", thing("apple", 0.05, 0, 0.78, (0.08, 0.08, 0.08), support="bowl"), bowl)
    assert not holds("in", thing("apple", 0.05, 0, 0.80, (0.08, 0.08, 0.08), support="table"), bowl)
    assert not holds("in", thing("apple", 0.30, 0, 0.72, (0.08, 0.08, 0.08), support="bowl"), bowl)


def test_under_is_below_and_beneath() -> None:
    desk = thing("desk", 0, 0, size=(1.4, 0.7, 0.74))
    assert holds("under", thing("bin", 0.3, 0.1, size=(0.3, 0.3, 0.4)), desk)
    assert not holds("under", thing("bin", 0.9, 0.1, size=(0.3, 0.3, 0.4)), desk)
    assert not holds("under", thing("bin", 0.3, 0.1, size=(0.3, 0.3, 0.9)), desk)
    assert not holds("under", thing("mug", 0.3, 0.1, 0.5, (0.1, 0.1, 0.1), support="desk"), desk)


@pytest.mark.parametrize(("count", "spread"), [(4, True), (3, True), (2, True), (4, False)])
def test_around_is_spread_about_and_near(count: int, spread: bool) -> None:
    table = thing("table", 0, 0, size=(1.0, 1.0, 0.7))
    step = 2 * math.pi / count if spread else 0.5
    chairs = [thing(f"chair_{k}", math.cos(k * step), math.sin(k * step), size=(0.3, 0.3, 0.8), group="chair") for k in range(count)]
    assert holds("around", chairs[0], table, others=tuple(chairs[1:])) == spread
    far = thing("chair_9", 2.9, 0, size=(0.3, 0.3, 0.8), group="chair")
    assert not holds("around", far, table, others=tuple(chairs))


def test_walls_corners_windows_and_the_middle() -> None:
    assert holds("against_wall", thing("sofa", 0, 2.7))
    assert not holds("against_wall", thing("sofa", 0, 2.4))
    assert holds("in_corner", thing("plant", 2.5, -2.5))
    assert not holds("in_corner", thing("plant", 2.5, 0.0))
    assert holds("on_wall", thing("picture", 0, 2.98, 1.4, (0.6, 0.03, 0.4)))
    assert not holds("on_wall", thing("picture", 0, 2.9, 1.4, (0.6, 0.03, 0.4)))
    assert holds("by_window", thing("chair", 1.2, 2.0))
    assert not holds("by_window", thing("chair", -1.5, 2.0))
    assert holds("in_center", thing("table", 0.3, -0.3))
    assert not holds("in_center", thing("table", 2.0, 0.0))


def test_between_is_on_the_way() -> None:
    a, b = thing("bed_1", -1.5, 0), thing("bed_2", 1.5, 0)
    assert holds("between", thing("stand", 0.2, 0.3), a, b)
    assert not holds("between", thing("stand", 0.2, 1.2), a, b)
    assert not holds("between", thing("stand", 2.4, 0.0), a, b)


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError, match="ghost"):
        evaluate(Relation(kind="near", subject="a", objects=("ghost",)), {"a": thing("a", 0, 0)}, ROOM)
