"""Closed meshes that are longer than thick: strips, spindles, leaves, ribbons of varying section. Metres."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from blueprint.domain.mesh.mesh import Array, Mesh
from blueprint.domain.mesh.shapes import loft


def skin(rings: Sequence[Array]) -> Mesh:
    """`shapes.loft`, whichever way round the rings go."""
    mesh = loft(rings)
    return mesh if mesh.volume > 0 else Mesh(mesh.vertices, mesh.faces[:, ::-1].copy())


def strip(stations: Sequence[tuple[float, float, float, float]], along: str = "y") -> Mesh:
    """Flat bar. stations: (position along the axis, half width, lower z, upper z), at least two."""
    rings = []
    for s, half, low, high in stations:
        across = np.array([-half, -half, half, half])
        up = np.array([low, high, high, low])
        rings.append(np.column_stack([across, np.full(4, s), up] if along == "y" else [np.full(4, s), across, up]))
    return skin(rings)


def spindle(stations: Sequence[tuple[float, float]], sides: int = 6, z: float | None = None, along: str = "x") -> Mesh:
    """Bar of regular `sides`-cornered section with a flat side down. stations: (position, circumradius); z: height of the
    axis, such that the thickest station lies on z = 0 when None."""
    lift = max(r for _, r in stations) * math.cos(math.pi / sides) if z is None else z
    angles = -math.pi / 2 + math.pi / sides + np.arange(sides) * 2 * math.pi / sides
    rings = []
    for s, r in stations:
        across, up = r * np.cos(angles), r * np.sin(angles) + lift
        rings.append(np.column_stack([np.full(sides, s), across, up] if along == "x" else [across, np.full(sides, s), up]))
    return skin(rings)


def curved(path: Sequence[Sequence[float]], radii: Sequence[float], sides: int = 6, flatten: float = 1.0) -> Mesh:
    """Horizontal bar along a path (k, 3) that stays level, with a flat side down. radii: circumradius at each point;
    flatten: height of the section over its width."""
    points = np.asarray(path, dtype=float)
    ahead = np.gradient(points, axis=0)
    ahead[:, 2] = 0.0
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    side = np.column_stack([-ahead[:, 1], ahead[:, 0], np.zeros(len(points))])
    angles = -math.pi / 2 + math.pi / sides + np.arange(sides) * 2 * math.pi / sides
    up = np.array([0.0, 0.0, flatten])
    return skin([p + r * (np.outer(np.cos(angles), s) + np.outer(np.sin(angles), up)) for p, r, s in zip(points, radii, side, strict=True)])


def leaf(length: float, width: float, lean_rad: float, turn_rad: float, root: Sequence[float], thickness: float = 0.002) -> Mesh:
    """A pointed leaf from `root`, leaning `lean_rad` from upright towards the heading `turn_rad`, bent down at its tip."""
    out, up = math.sin(lean_rad), math.cos(lean_rad)
    middle = np.array([out * 0.55, 0, up * 0.55]) * length
    tip = np.array([out, 0, up * 0.85]) * length
    across = np.array([0, width / 2, 0])
    face = np.array([-up, 0, out]) * thickness
    stem = np.array([0, thickness, 0])
    ring = [np.zeros(3) - stem, np.zeros(3) + stem, middle + across, tip, middle - across]
    low = np.array([*(np.array(ring) - face / 2), *(np.array(ring) + face / 2)])
    turn = np.array([[math.cos(turn_rad), -math.sin(turn_rad), 0], [math.sin(turn_rad), math.cos(turn_rad), 0], [0, 0, 1]])
    points = low @ turn.T + np.asarray(root, dtype=float)
    return skin([points[:5], points[5:]])


def about_x(angle_rad: float) -> Array:
    """(3, 3) rotation about X."""
    c, s = math.cos(angle_rad), math.sin(angle_rad)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


def about_y(angle_rad: float) -> Array:
    """(3, 3) rotation about Y."""
    c, s = math.cos(angle_rad), math.sin(angle_rad)
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])


def about_z(angle_rad: float) -> Array:
    """(3, 3) rotation about Z."""
    c, s = math.cos(angle_rad), math.sin(angle_rad)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
