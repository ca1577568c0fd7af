"""A solid answers as the union of its pieces does when one looks at it point by point."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from blueprint.domain.grasping.solid import FAR_M, TOUCHING_M, Array, Solid, part_of, solid_of
from blueprint.domain.physics.geometry import boxes
from blueprint.domain.physics.world import World

STEP_M = 2e-4
SEEDS = st.integers(0, 2**32 - 1)


def _solid(rng: np.random.Generator, pieces: int) -> Solid:
    """Hulls of random points, about a hand's size, somewhere near each other."""
    parts = tuple(part_of(rng.uniform(-0.05, 0.05, 3) + rng.uniform(-0.03, 0.03, (rng.integers(5, 14), 3))) for _ in range(pieces))
    return Solid(parts, np.zeros(3))


def _looked_at(solid: Solid, point: Array, direction: Array) -> tuple[float, float]:
    """The first and last distance from the point, in steps, of the material around it; breaks up to `TOUCHING_M` are no breaks."""
    distances = np.arange(-0.25, 0.25, STEP_M)
    there = solid.inside(point + distances[:, None] * direction, 0.0)
    breaks = _breaks(there)
    assume(not any(0.4 * TOUCHING_M < length * STEP_M < 2.0 * TOUCHING_M for _, length in breaks))  # whether these count, steps do not tell
    for first, length in breaks:
        if length * STEP_M <= TOUCHING_M:
            there[first : first + length] = True
    middle = len(distances) // 2
    assume(there[middle])
    before, after = np.flatnonzero(~there[:middle]), np.flatnonzero(~there[middle:])
    return float(distances[before[-1] + 1]), float(distances[middle + after[0] - 1])


def _breaks(there: np.ndarray) -> list[tuple[int, int]]:
    """First index and length of each run without material between two with it."""
    edges = np.flatnonzero(np.diff(there.astype(int)))
    return [(int(a) + 1, int(b - a)) for a, b in pairwise(edges) if not there[a + 1]]


@settings(max_examples=150, deadline=None)
@given(SEEDS, st.integers(1, 4))
def test_the_span_is_what_is_found_step_by_step(seed: int, pieces: int) -> None:
    rng = np.random.default_rng(seed)
    solid = _solid(rng, pieces)
    points = rng.uniform(-0.06, 0.06, (200, 3))
    point = points[solid.inside(points, 0.001)][:1]
    assume(len(point))
    direction = rng.normal(size=(1, 3))
    direction /= np.linalg.norm(direction)
    first, last = _looked_at(solid, point[0], direction[0])
    start, entry, leave, into, out = solid.span(point, direction)
    assert np.allclose(start, point - FAR_M * direction)
    assert entry[0] - FAR_M == pytest.approx(first, abs=2 * STEP_M)
    assert leave[0] - FAR_M == pytest.approx(last, abs=2 * STEP_M)
    assert (into[0] @ direction[0]) < 0 < (out[0] @ direction[0])
    assert np.allclose(np.linalg.norm([into[0], out[0]], axis=1), 1.0)


@settings(max_examples=50, deadline=None)
@given(SEEDS, st.integers(1, 4))
def test_there_is_no_material_around_a_point_outside(seed: int, pieces: int) -> None:
    rng = np.random.default_rng(seed)
    solid = _solid(rng, pieces)
    points, directions = rng.uniform(-0.1, 0.1, (60, 3)), rng.normal(size=(60, 3))
    directions /= np.linalg.norm(directions, axis=1)[:, None]
    around = points[:, None] + np.linspace(-2 * TOUCHING_M, 2 * TOUCHING_M, 81)[None, :, None] * directions[:, None]
    outside = ~solid.inside(around.reshape(-1, 3), -1e-6).reshape(60, -1).any(axis=1)
    _, entry, leave, _, _ = solid.span(points, directions)
    assert (entry[outside] >= leave[outside]).all()


def test_lines_of_a_box_are_its_sides() -> None:
    size = np.array([0.06, 0.1, 0.02])
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]) * size / 2
    solid = Solid((part_of(corners),), np.zeros(3))
    _, entry, leave, into, out = solid.span(np.zeros((3, 3)), np.eye(3))
    assert np.allclose(leave - entry, size)
    assert np.allclose(into, -np.eye(3))
    assert np.allclose(out, np.eye(3))
    assert solid.parts[0].areas.sum() == pytest.approx(2 * (0.006 + 0.002 + 0.0012))


def test_pieces_that_touch_are_one_material_and_others_are_not() -> None:
    def box(low: float, high: float) -> Array:
        return np.array([[x, y, z] for x in (low, high) for y in (-0.02, 0.02) for z in (-0.02, 0.02)])

    for gap, width in ((0.5 * TOUCHING_M, 0.03 + 0.5 * TOUCHING_M), (3 * TOUCHING_M, 0.02)):
        solid = Solid((part_of(box(-0.01, 0.01)), part_of(box(0.01 + gap, 0.02 + gap))), np.zeros(3))
        _, entry, leave, _, _ = solid.span(np.zeros((1, 3)), np.array([[1.0, 0.0, 0.0]]))
        assert leave[0] - entry[0] == pytest.approx(width)


@pytest.mark.parametrize("name", ["mug_1", "bowl_1", "apple_1", "box_1"])
def test_a_solid_of_the_scene_fills_the_things_box(small_world: World, name: str) -> None:
    model, data = small_world.start()
    thing = small_world.things[name]
    solid = solid_of(model, data, thing.root, thing.geoms)
    low, high = boxes(model, data)
    rotation, origin = data.xmat[thing.root].reshape(3, 3), data.xpos[thing.root]
    world = solid.vertices @ rotation.T + origin
    least, most = low[list(thing.geoms)].min(axis=0), high[list(thing.geoms)].max(axis=0)
    assert (world >= least - 1e-6).all()
    assert (world <= most + 1e-6).all()
    assert world[:, 2].min() == pytest.approx(0.734, abs=0.002)  # the table's top, on which it stands
    assert np.allclose(rotation @ solid.center + origin, data.xipos[thing.root])
