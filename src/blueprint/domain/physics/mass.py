"""Mass, centre and inertia of a link from its closed visual meshes, the density of their stuff and how much of them is solid.

Exact polyhedral integrals: a closed mesh is the signed sum of the tetrahedra between the origin and its triangles; the second moment
of one is det/120 · (Σ vᵢvᵢᵀ + ssᵀ), s = Σ vᵢ (F. Tonon, "Explicit exact formulas for the 3-D tetrahedron inertia tensor", J. Math. Stat. 1(1), 2004).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from blueprint.domain.assets.asset import Link, Visual
from blueprint.domain.mesh.mesh import Array, Mesh, triple

MINIMUM_MASS_KG = 0.001
"""Lighter links are said to weigh this: a contact solver divides by masses (the catalogue's lower bound, jobs.md §2.8)."""

MINIMUM_THICKNESS_M = 0.001
"""No link is thinner, as far as its inertia goes: keeps the triangle inequality strict after rounding to 32 bits."""

Vector3 = tuple[float, float, float]
Quaternion = tuple[float, float, float, float]


@dataclass(frozen=True)
class MassProperties:
    """center_of_mass in the link frame, m. diagonal_inertia in kg m², about the centre of mass, along the principal axes.
    principal_axes_wxyz: rotates the principal frame into the link frame."""

    mass_kg: float
    center_of_mass: Vector3
    diagonal_inertia: Vector3
    principal_axes_wxyz: Quaternion

    @property
    def inertia(self) -> Array:
        """(3, 3) tensor in kg m² about the centre of mass, in the link frame."""
        axes = rotation_of(self.principal_axes_wxyz)
        return axes @ np.diag(self.diagonal_inertia) @ axes.T


def mass_properties(link: Link) -> MassProperties:
    """Of one link, in the asset frame. Raises ValueError when a mesh is not closed or is inside out; names the link."""
    mass, first, second = 0.0, np.zeros(3), np.zeros((3, 3))
    for index, visual in enumerate(link.visuals):
        if visual.fill > 0:
            density = visual.material.density_kgm3 * visual.fill
            volume, moment, moments = volume_moments(visual.mesh)
            _check(link.name, index, visual, volume)
            mass, first, second = mass + density * volume, first + density * moment, second + density * moments
    if mass <= 0:
        mass, first, second = _of_bounding_box(link)
    center = first / mass
    spread = second / mass - np.outer(center, center)
    mass = max(mass, MINIMUM_MASS_KG)
    moments, axes = _principal(spread)
    moments = np.maximum(moments, MINIMUM_THICKNESS_M**2 / 12)
    inertia = mass * (moments.sum() - moments)
    return MassProperties(float(mass), _vector(center), _vector(inertia), quaternion_of(axes))


def volume_moments(mesh: Mesh) -> tuple[float, Array, Array]:
    """∫1, ∫x (3,), ∫xxᵀ (3, 3) over the solid: m³, m⁴, m⁵. Taken about the mesh's middle, or a small thing far away loses digits."""
    middle = (mesh.vertices.min(axis=0) + mesh.vertices.max(axis=0)) / 2
    corners = (mesh.vertices - middle)[mesh.faces]
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    det = triple(a, b, c)
    total = corners.sum(axis=1)
    volume = det.sum() / 6
    first = det @ total / 24
    second = (np.einsum("t,tki,tkj->ij", det, corners, corners) + np.einsum("t,ti,tj->ij", det, total, total)) / 120
    moved = second + np.outer(middle, first) + np.outer(first, middle) + volume * np.outer(middle, middle)
    return float(volume), first + volume * middle, moved


def rotation_of(wxyz: Quaternion) -> Array:
    """(3, 3) rotation of a unit quaternion."""
    w, x, y, z = wxyz
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )


def quaternion_of(rotation: Array) -> Quaternion:
    """Unit quaternion with w ≥ 0 of a (3, 3) rotation: the leading eigenvector of Bar-Itzhack's matrix (J. Guidance 23(6), 2000)."""
    (xx, xy, xz), (yx, yy, yz), (zx, zy, zz) = np.asarray(rotation, dtype=float)
    k = np.array(
        [
            [xx + yy + zz, zy - yz, xz - zx, yx - xy],
            [zy - yz, xx - yy - zz, yx + xy, xz + zx],
            [xz - zx, yx + xy, yy - xx - zz, zy + yz],
            [yx - xy, xz + zx, zy + yz, zz - xx - yy],
        ]
    )
    q = np.linalg.eigh(k)[1][:, -1]
    w, x, y, z = (float(v) + 0.0 for v in (-q if q[0] < 0 else q))
    return w, x, y, z


def _check(name: str, index: int, visual: Visual, volume: float) -> None:
    if not visual.mesh.is_closed:
        raise ValueError(f"link {name!r}, visual {index} ({visual.material.name}): mass needs a closed mesh, found an open one")
    if volume <= 0:
        raise ValueError(f"link {name!r}, visual {index} ({visual.material.name}): expected outward faces, found volume {volume:.3g} m³")


def _of_bounding_box(link: Link) -> tuple[float, Array, Array]:
    """A link whose parts weigh nothing gets the least mass, spread over its bounds."""
    low = np.min([v.mesh.bounds[0] for v in link.visuals], axis=0)
    high = np.max([v.mesh.bounds[1] for v in link.visuals], axis=0)
    center, size = (low + high) / 2, high - low
    spread = np.diag(size**2) / 12 + np.outer(center, center)
    return MINIMUM_MASS_KG, MINIMUM_MASS_KG * center, MINIMUM_MASS_KG * spread


def _principal(spread: Array) -> tuple[Array, Array]:
    """Eigenvalues and a right-handed frame; the link's own axes when they already are principal, so that files stay readable."""
    off_diagonal = np.abs(spread - np.diag(np.diag(spread))).max()
    if off_diagonal <= 1e-9 * np.trace(spread):
        return np.diag(spread).copy(), np.eye(3)
    moments, axes = np.linalg.eigh((spread + spread.T) / 2)
    if np.linalg.det(axes) < 0:
        axes[:, 0] = -axes[:, 0]
    return moments, axes


def _vector(values: Array) -> Vector3:
    x, y, z = (float(v) for v in values)
    return x, y, z
