from __future__ import annotations

import math

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from blueprint.domain.layout.quads import Rect, contains, overlaps, rectangle, within

RECTS = st.builds(
    Rect, st.floats(-2, 2), st.floats(-2, 2), st.floats(0.02, 1.5), st.floats(0.02, 1.5), st.floats(-math.pi, math.pi)
)


@given(st.lists(RECTS, min_size=1, max_size=5), st.lists(RECTS, min_size=1, max_size=5), st.floats(0, 0.3))
def test_what_is_said_to_be_apart_is_apart(some: list[Rect], others: list[Rect], gap: float) -> None:
    a, b = np.array([rectangle(r) for r in some]), np.array([rectangle(r) for r in others])
    met = overlaps(a, b, gap)
    for i, j in np.ndindex(met.shape):
        distance = shapely.distance(shapely.Polygon(a[i]), shapely.Polygon(b[j]))
        if not met[i, j]:
            assert distance >= gap - 1e-9
        else:
            # it errs only near corners, by no more than the gap's diagonal
            assert distance <= gap * math.sqrt(2) + 1e-9


@given(RECTS)
def test_a_rectangle_holds_itself_and_not_what_sticks_out(rect: Rect) -> None:
    outer = rectangle(rect)
    assert contains(outer, outer[None])[0]
    assert not contains(outer, outer[None], 0.01)[0]
    grown = rectangle(rect._replace(half_x=rect.half_x + 0.01))
    assert contains(grown, outer[None])[0]
    assert not contains(outer, grown[None])[0]


@given(RECTS)
def test_within_a_room_is_within_its_sides(rect: Rect) -> None:
    quad = rectangle(rect)
    assert within(quad[None], 1.5, 1.0)[0] == bool(shapely.box(-1.5, -1, 1.5, 1).buffer(1e-9).contains(shapely.Polygon(quad)))
