"""Coming to rest."""

from __future__ import annotations

import math
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms import Block, write_room

from blueprint.domain.physics.settle import Settled, settle
from blueprint.domain.physics.world import load

SIDE = st.floats(0.05, 0.3)


def _settle(blocks: list[Block], friction: float = 0.5) -> Settled:
    with TemporaryDirectory() as folder:
        return settle(load(write_room(Path(folder) / "room.usda", blocks, friction=friction)))


@settings(max_examples=15, deadline=None)
@given(st.tuples(SIDE, SIDE, SIDE), st.floats(0.0, 0.4), st.floats(-1.5, 1.5))
def test_a_dropped_box_ends_on_the_floor(size: tuple[float, float, float], height: float, x: float) -> None:
    found = _settle([Block("box", size, (x, 0, height))])
    assert found.resting
    position = found.poses["box"].position_m
    turn = found.poses["box"].rotation_wxyz
    # whichever face it lies on, some side is its height: its lowest corner is on the floor, within a millimetre
    corners = np.array([[sx * size[0] / 2, sy * size[1] / 2, sz * size[2]] for sx in (-1, 1) for sy in (-1, 1) for sz in (0, 1)])
    assert abs(float((corners @ _matrix(turn).T)[:, 2].min()) + position[2]) < 1e-3


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.floats(0.1, 0.3), st.floats(0.05, 0.15)), min_size=1, max_size=4), st.floats(-0.02, 0.05))
def test_what_has_settled_stays(sizes: list[tuple[float, float]], gap: float) -> None:
    """A stack of boxes, broad ones below, also with overlaps: after settling, settling again moves nothing by a millimetre."""
    blocks, z = [], 0.0
    for k, (side, height) in enumerate(sorted(sizes, reverse=True)):
        blocks.append(Block(f"box_{k}", (side, side, height), (0.01 * k, 0, z)))
        z += height + gap
    first = _settle(blocks)
    again = _settle(
        [Block(b.id, b.size, first.poses[b.id].position_m, quat=first.poses[b.id].rotation_wxyz) for b in blocks]
    )  # fmt: skip
    assert first.resting
    assert max(again.moved_m.values()) < 1e-3


def test_overlapping_boxes_part_without_flying_off() -> None:
    found = _settle([Block("a", (0.2, 0.2, 0.2), (0, 0, 0)), Block("b", (0.2, 0.2, 0.2), (0.15, 0, 0))])
    apart = abs(found.poses["a"].position_m[0] - found.poses["b"].position_m[0])
    assert 0.198 < apart < 0.26
    assert not found.fallen


def test_a_tower_that_tips_over_is_said_to_have_fallen() -> None:
    tilt = math.radians(20)
    found = _settle([Block("tower", (0.1, 0.1, 0.8), (0, 0, 0.05), quat=(math.cos(tilt / 2), math.sin(tilt / 2), 0, 0))])
    assert found.fallen == ("tower",)


def test_a_box_on_a_slope_holds_or_slides_by_its_friction() -> None:
    """It slides when tan(angle) is above the coefficient: 20° is 0.364."""
    angle = math.radians(20)
    quat = (math.cos(angle / 2), 0.0, math.sin(angle / 2), 0.0)
    ramp = Block("ramp", (2.0, 1.0, 0.1), (0, 0, 0.5), "static", quat=quat)
    normal = np.array([math.sin(angle), 0, math.cos(angle)])
    start = tuple(float(v) for v in np.array([0, 0, 0.5]) + normal * 0.1)
    box = Block("box", (0.1, 0.1, 0.05), start, quat=quat, support="ramp")  # type: ignore[arg-type]
    assert _settle([ramp, box], friction=0.45).moved_m["box"] < 0.05
    assert _settle([ramp, box], friction=0.25).moved_m["box"] > 0.3


def _matrix(wxyz: tuple[float, float, float, float]) -> np.ndarray:
    w, x, y, z = wxyz
    return np.array([
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ])  # fmt: skip
