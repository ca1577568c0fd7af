"""The rasteriser draws what geometry says, and a thumbnail is a picture of the thing."""

from __future__ import annotations

import io
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from usd_rooms import every_spec

from blueprint.domain.assets.catalogue import build
from blueprint.domain.mesh import shapes
from blueprint.domain.usd.raster import barycentric, visible
from blueprint.domain.usd.shading import corner_normals, split_at_creases
from blueprint.domain.usd.thumbnail import SIZE_PX, thumbnail_png

SIDE = 64
coordinate = st.floats(-20, SIDE + 20)
point = st.tuples(coordinate, coordinate, st.floats(0, 10))


def _facing(a: tuple[float, float, float], b: tuple[float, float, float], c: tuple[float, float, float]) -> np.ndarray:
    """Turned so that it faces the eye (counter-clockwise where y points down)."""
    triangle = np.array([a, b, c])
    u, v = triangle[1] - triangle[0], triangle[2] - triangle[0]
    return triangle[::-1] if u[0] * v[1] - u[1] * v[0] > 0 else triangle


@given(point, point, point)
def test_a_triangle_covers_the_pixels_whose_centres_it_holds(
    a: tuple[float, float, float], b: tuple[float, float, float], c: tuple[float, float, float],
) -> None:  # fmt: skip
    triangle = _facing(a, b, c)
    samples = visible(triangle[None], SIDE, SIDE)
    y, x = np.divmod(np.arange(SIDE * SIDE), SIDE)
    edges = []
    for p, q in ((0, 1), (1, 2), (2, 0)):
        (px, py, _), (qx, qy, _) = triangle[p], triangle[q]
        edges.append((qx - px) * (y + 0.5 - py) - (qy - py) * (x + 0.5 - px))
    worst = np.max(edges, axis=0)
    assert set(np.flatnonzero(worst < -1e-4)) <= set(samples.pixel) <= set(np.flatnonzero(worst <= 1e-4))


def test_the_nearer_one_is_seen_and_its_back_is_not() -> None:
    far = [(0, 0, 5.0), (0, 64, 5.0), (64, 0, 5.0)]
    near = [(0, 0, 2.0), (0, 32, 2.0), (32, 0, 2.0)]
    samples = visible(np.array([far, near]), SIDE, SIDE)
    assert set(samples.triangle) == {0, 1}
    assert samples.depth[samples.triangle == 1] == pytest.approx(2)
    assert samples.triangle[samples.pixel == 0] == [1]
    assert len(visible(np.array([far])[:, ::-1], SIDE, SIDE).pixel) == 0


def test_weights_are_those_of_the_point() -> None:
    triangle = np.array([[(0, 0, 0.0), (0, 60, 6.0), (60, 0, 12.0)]])
    samples = visible(triangle, SIDE, SIDE)
    weights = barycentric(triangle, samples, SIDE)
    assert weights.sum(axis=1) == pytest.approx(1)
    assert weights @ triangle[0, :, 2] == pytest.approx(samples.depth, abs=1e-6)


def test_a_box_is_sharp_and_a_ball_is_round() -> None:
    box = shapes.box(1, 1, 1)
    assert np.sort(np.abs(corner_normals(box)), axis=1) == pytest.approx(np.tile([0, 0, 1], (36, 1)))
    assert len(split_at_creases(box)[0]) == 24
    ball = shapes.ellipsoid(2, 2, 2, 24, 16)
    vertices, normals, faces = split_at_creases(ball)
    assert np.einsum("ij,ij->i", vertices, normals) == pytest.approx(1, abs=0.02)
    assert vertices[faces] == pytest.approx(ball.vertices[ball.faces])


def test_a_thumbnail_shows_the_thing_in_its_colour_and_is_quick() -> None:
    specs = every_spec()[::10]
    started = time.process_time()
    pictures = [thumbnail_png(build(spec)) for spec in specs]
    seconds = (time.process_time() - started) / len(specs)
    assert seconds < 0.2, f"{seconds:.3f} s each; about 0.04 s is usual"
    for spec, content in zip(specs, pictures, strict=True):
        image = np.asarray(Image.open(io.BytesIO(content)), dtype=float)
        assert image.shape == (SIZE_PX, SIZE_PX, 3)
        background = np.abs(image - image[:, :1]).max(axis=2) < 3
        assert 0.02 < 1 - background.mean() < 0.95, spec.category
    assert pictures[0] == thumbnail_png(build(specs[0]))
