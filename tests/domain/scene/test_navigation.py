from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.contracts.scene import PlacedOpening, Room
from blueprint.domain.scene.geometry import PlacedBox, box_at, front_of, yaw_quaternion
from blueprint.domain.scene.navigation import clear_area, navigability, opening_clearance, reachable

DOOR = PlacedOpening(id="door", kind="door", wall="south", center_m=-1.5, width_m=0.9, height_m=2.0)
WINDOW = PlacedOpening(id="window", kind="window", wall="north", center_m=0.0, width_m=1.2, height_m=1.2, sill_m=0.9)
ROOM = Room(room_type="office", width_m=5.0, depth_m=4.0, height_m=2.6, openings=(DOOR, WINDOW))


def thing(name: str, x: float, y: float, size: tuple[float, float, float], z: float = 0.0, yaw: float = 0.0) -> PlacedBox:
    box = box_at(size, (x, y, z), yaw_quaternion(yaw))
    return PlacedBox(name, name, box, front_of(box.rotation), "floor")


def boxes(*things: PlacedBox) -> dict[str, PlacedBox]:
    return {one.id: one for one in things}


def test_an_empty_room_is_all_one() -> None:
    assert navigability({}, ROOM, 0.3) == 1.0


@given(st.floats(-1.2, 1.2))
@settings(max_examples=15, deadline=None)
def test_a_wall_of_cupboards_leaves_the_larger_side(x: float) -> None:
    share = navigability(boxes(thing("wall", x, 0, (0.2, 4.0, 1.0))), ROOM, 0.2)
    left, right = x - 0.1 + 2.5 - 0.2, 2.5 - x - 0.1 - 0.2
    assert share == pytest.approx(max(left, right) / (left + right), abs=0.02)


def test_a_passage_lets_pass_only_what_is_narrower() -> None:
    wall = boxes(thing("a", 0, -1.2, (0.2, 1.6, 1.0)), thing("b", 0, 0.9, (0.2, 2.2, 1.0)))  # 0.2 m between them
    assert navigability(wall, ROOM, 0.1) == 1.0
    assert navigability(wall, ROOM, 0.3) < 0.7


def test_what_hangs_high_or_lies_flat_is_no_obstacle() -> None:
    high = thing("lamp", 0, 0, (0.2, 4.0, 0.3), z=2.1)
    rug = thing("rug", 0, 0, (0.3, 4.0, 0.01))
    assert navigability(boxes(high, rug), ROOM, 0.3) == 1.0


def test_a_thing_behind_a_barrier_is_not_reached() -> None:
    barrier = thing("barrier", 1.0, 0, (0.2, 4.0, 1.0))
    near, far = thing("near", -2.0, 1.0, (0.4, 0.4, 1.0)), thing("far", 2.0, 1.0, (0.4, 0.4, 1.0))
    found = reachable(boxes(barrier, near, far), ROOM, 0.3)
    assert found["near"]
    assert not found["far"]


def test_a_door_wants_its_own_width_free() -> None:
    assert all(one.free_fraction == 1.0 and not one.blocked_by for one in opening_clearance({}, ROOM))
    box = boxes(thing("box", -1.5, -1.4, (0.3, 0.3, 0.5)))
    door, window = opening_clearance(box, ROOM)
    assert door.blocked_by == ("box",)
    assert door.free_fraction == pytest.approx(1 - 0.3 * 0.5 / (0.9 * 2.0), abs=0.01)
    assert not window.blocked_by
    assert not opening_clearance(boxes(thing("box", -1.5, -0.9, (0.3, 0.3, 0.5))), ROOM)[0].blocked_by


def test_a_window_is_free_above_a_low_thing_and_beside_its_curtain() -> None:
    low = thing("sideboard", 0, 1.75, (1.2, 0.4, 0.85))
    tall = thing("wardrobe", 0.5, 1.7, (0.6, 0.5, 2.0))
    curtain = thing("curtain", 0, 1.95, (1.6, 0.1, 2.2))
    assert not opening_clearance(boxes(low, curtain), ROOM)[1].blocked_by
    assert opening_clearance(boxes(tall), ROOM)[1].blocked_by == ("wardrobe",)


@pytest.mark.parametrize("opening", [DOOR, WINDOW])
def test_the_clear_area_is_before_the_opening_and_turns_left(opening: PlacedOpening) -> None:
    ring = clear_area(opening, ROOM)
    edges = np.roll(ring, -1, axis=0) - ring
    assert (edges[:, 0] * np.roll(edges, -1, axis=0)[:, 1] - edges[:, 1] * np.roll(edges, -1, axis=0)[:, 0] > 0).all()
    assert np.abs(ring[:, 1]).max() == pytest.approx(2.0)
    assert np.ptp(ring[:, 1]) == pytest.approx(0.9 if opening.kind == "door" else 0.5)
