"""Mass properties against the formulas of the textbook and the laws that any solid obeys."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprint.domain.assets.asset import Link, Visual
from blueprint.domain.assets.palette import MATERIALS
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.mesh import Mesh
from blueprint.domain.physics.mass import MINIMUM_MASS_KG, mass_properties, quaternion_of, rotation_of, volume_moments

WOOD = MATERIALS["wood"]
length = st.floats(0.02, 3.0)
offset = st.floats(-5.0, 5.0)
unit = st.tuples(*[st.floats(-1, 1)] * 4).filter(lambda q: sum(v * v for v in q) > 0.01)


def _link(*visuals: Visual) -> Link:
    return Link("part", visuals, ())


def _solid(mesh: Mesh, fill: float = 1.0) -> Link:
    return _link(Visual(mesh, WOOD, fill))


def _rotation(q: tuple[float, float, float, float]) -> np.ndarray:
    return rotation_of(tuple(np.array(q) / np.linalg.norm(q)))


@given(length, length, length, offset, offset, offset, st.floats(0.05, 1.0))
def test_a_box_is_the_textbook_box(w: float, d: float, h: float, x: float, y: float, z: float, fill: float) -> None:
    found = mass_properties(_solid(shapes.box(w, d, h, (x, y, z)), fill))
    mass = w * d * h * WOOD.density_kgm3 * fill
    assert found.mass_kg == pytest.approx(max(mass, MINIMUM_MASS_KG), rel=1e-9)
    assert found.center_of_mass == pytest.approx((x, y, z), abs=1e-9)
    expected = np.array([d * d + h * h, w * w + h * h, w * w + d * d]) * found.mass_kg / 12
    assert np.diag(found.inertia) == pytest.approx(expected, rel=1e-5)


def test_a_ball_and_a_cylinder_approach_theirs() -> None:
    ball = mass_properties(_solid(shapes.ellipsoid(0.2, 0.2, 0.2, 64, 48)))
    assert ball.diagonal_inertia == pytest.approx([0.4 * ball.mass_kg * 0.01] * 3, rel=5e-3)
    rod = mass_properties(_solid(shapes.cylinder(0.05, 0.6, segments=96)))
    across, along = rod.mass_kg * (3 * 0.05**2 + 0.6**2) / 12, rod.mass_kg * 0.05**2 / 2
    assert sorted(rod.diagonal_inertia) == pytest.approx(sorted([across, across, along]), rel=5e-3)


@given(unit, offset, offset, offset)
def test_it_moves_and_turns_with_the_link(q: tuple[float, float, float, float], x: float, y: float, z: float) -> None:
    mesh = shapes.cone(0.2, 0.05, 0.7).moved((0.1, 0, 0))
    turn = _rotation(q)
    still, moved = mass_properties(_solid(mesh)), mass_properties(_solid(mesh.rotated(turn).moved((x, y, z))))
    assert moved.mass_kg == pytest.approx(still.mass_kg, rel=1e-9)
    assert moved.center_of_mass == pytest.approx(turn @ still.center_of_mass + (x, y, z), abs=1e-9)
    assert moved.inertia == pytest.approx(turn @ still.inertia @ turn.T, rel=1e-6, abs=1e-9)


@given(length, length, st.floats(0.01, 1.0))
def test_parts_add_up(a: float, b: float, gap: float) -> None:
    """Two boxes in one link are one body by Steiner's rule."""
    meshes = [shapes.box(a, a, a, (-a / 2 - gap, 0, 0)), shapes.box(b, b, b, (b / 2 + gap, 0, 0))]
    both = mass_properties(_link(*[Visual(mesh, WOOD) for mesh in meshes]))
    alone = [mass_properties(_solid(mesh)) for mesh in meshes]
    assert both.mass_kg == pytest.approx(sum(part.mass_kg for part in alone), rel=1e-6)
    total = np.zeros((3, 3))
    for part in alone:
        r = np.array(part.center_of_mass) - both.center_of_mass
        total += part.inertia + part.mass_kg * (r @ r * np.eye(3) - np.outer(r, r))
    assert both.inertia == pytest.approx(total, rel=1e-5, abs=1e-12)


@given(st.floats(1e-4, 3), st.floats(1e-4, 3), st.floats(1e-4, 3), unit)
def test_a_simulator_accepts_it_in_single_precision(w: float, d: float, h: float, q: tuple[float, float, float, float]) -> None:
    found = mass_properties(_solid(shapes.box(w, d, h).rotated(_rotation(q))))
    a, b, c = (float(v) for v in np.array(found.diagonal_inertia, dtype=np.float32))
    assert min(a, b, c) > 0
    assert a + b >= c
    assert b + c >= a
    assert a + c >= b
    assert np.linalg.norm(found.principal_axes_wxyz) == pytest.approx(1, abs=1e-9)


@given(unit)
def test_quaternion_and_rotation_are_inverse(q: tuple[float, float, float, float]) -> None:
    turn = _rotation(q)
    assert rotation_of(quaternion_of(turn)) == pytest.approx(turn, abs=1e-9)


def test_what_weighs_nothing_gets_the_least_mass_over_its_bounds() -> None:
    found = mass_properties(_solid(shapes.box(0.2, 0.1, 0.3, (0, 0, 0.15)), fill=0))
    assert found.mass_kg == MINIMUM_MASS_KG
    assert found.center_of_mass == pytest.approx((0, 0, 0.15))
    assert min(found.diagonal_inertia) > 0


def test_an_open_mesh_and_one_inside_out_are_refused_by_name() -> None:
    box = shapes.box(1, 1, 1)
    with pytest.raises(ValueError, match=r"link 'part', visual 0 \(wood\).*open"):
        mass_properties(_solid(Mesh(box.vertices, box.faces[:-1])))
    with pytest.raises(ValueError, match=r"link 'part', visual 0 \(wood\).*outward"):
        mass_properties(_solid(Mesh(box.vertices, box.faces[:, ::-1])))


def test_moments_do_not_lose_digits_far_from_the_origin() -> None:
    volume, first, _ = volume_moments(shapes.box(0.01, 0.01, 0.01, (1000, 0, 0)))
    assert volume == pytest.approx(1e-6, rel=1e-6)
    assert first[0] / volume == pytest.approx(1000, rel=1e-9)
