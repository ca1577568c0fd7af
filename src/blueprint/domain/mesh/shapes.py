"""Closed meshes of simple solids. Metres; Z is up; each function says where its origin is."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from blueprint.domain.mesh.mesh import Array, Mesh, cross

_BOX_CORNERS = np.array([[x, y, z] for z in (-0.5, 0.5) for y in (-0.5, 0.5) for x in (-0.5, 0.5)])
_BOX_FACES = np.array(
    [[0, 2, 3], [0, 3, 1], [4, 5, 7], [4, 7, 6], [0, 1, 5], [0, 5, 4], [2, 6, 7], [2, 7, 3], [0, 4, 6], [0, 6, 2], [1, 3, 7], [1, 7, 5]],
    dtype=np.int32,
)


def box(width: float, depth: float, height: float, center: Sequence[float] = (0, 0, 0)) -> Mesh:
    """Axis-aligned box about `center`."""
    return Mesh(_BOX_CORNERS * (width, depth, height) + np.asarray(center, dtype=float), _BOX_FACES)


def extrude(polygon: Array | Sequence[Sequence[float]], height: float, z: float = 0.0) -> Mesh:
    """Prism over a simple polygon (k, 2), counter-clockwise, from `z` to `z + height`."""
    ring = np.asarray(polygon, dtype=float)
    k = len(ring)
    vertices = np.vstack([np.column_stack([ring, np.full(k, z)]), np.column_stack([ring, np.full(k, z + height)])])
    cap = triangulate(ring)
    sides = [(i, (i + 1) % k, k + (i + 1) % k) for i in range(k)] + [(i, k + (i + 1) % k, k + i) for i in range(k)]
    return Mesh(vertices, np.array([*cap[:, ::-1], *(cap + k), *sides], dtype=np.int32))


def triangulate(ring: Array) -> NDArray[np.int32]:
    """(k-2, 3) triangles of a simple counter-clockwise polygon (k, 2), by ear clipping."""
    left = list(range(len(ring)))
    triangles: list[tuple[int, int, int]] = []
    while len(left) > 3:
        for i in range(len(left)):
            a, b, c = left[i - 1], left[i], left[(i + 1) % len(left)]
            if _turn(ring[a], ring[b], ring[c]) > 1e-15 and not any(
                _inside(ring[p], ring[a], ring[b], ring[c]) for p in left if p not in (a, b, c)
            ):
                triangles.append((a, b, c))
                del left[i]
                break
        else:
            raise ValueError("polygon is not simple or not counter-clockwise")
    triangles.append((left[0], left[1], left[2]))
    return np.array(triangles, dtype=np.int32)


def _turn(a: Array, b: Array, c: Array) -> float:
    return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))


def _inside(p: Array, a: Array, b: Array, c: Array) -> bool:
    return _turn(a, b, p) >= 0 and _turn(b, c, p) >= 0 and _turn(c, a, p) >= 0


def rounded_rectangle(width: float, depth: float, radius: float, segments: int = 4) -> Array:
    """(k, 2) counter-clockwise polygon about the origin."""
    radius = min(radius, width / 2 - 1e-6, depth / 2 - 1e-6)
    points = []
    for quarter, (sx, sy) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        for step in range(segments + 1):
            angle = (quarter + step / segments) * math.pi / 2
            points.append((sx * (width / 2 - radius) + radius * math.cos(angle), sy * (depth / 2 - radius) + radius * math.sin(angle)))
    return np.array(points)


def slab(width: float, depth: float, height: float, radius: float, z: float = 0.0, segments: int = 4) -> Mesh:
    """Box with vertical edges rounded, base centre at (0, 0, z)."""
    return extrude(rounded_rectangle(width, depth, radius, segments), height, z)


def cushion(width: float, depth: float, height: float, bevel: float, center: Sequence[float] = (0, 0, 0)) -> Mesh:
    """Soft box: all edges rounded (vertical ones by an arc, top and bottom by two chamfer rings), about `center`."""
    bevel = min(bevel, width / 2.2, depth / 2.2, height / 2.2)
    profile = [(bevel, -height / 2), (bevel * 0.3, -height / 2 + bevel * 0.3), (0, -height / 2 + bevel)]
    profile += [(inset, -z) for inset, z in reversed(profile)]
    rings = [rounded_rectangle(width - 2 * inset, depth - 2 * inset, max(bevel - inset, bevel * 0.25), 3) for inset, _ in profile]
    return loft([np.column_stack([ring, np.full(len(ring), z)]) for ring, (_, z) in zip(rings, profile, strict=True)]).moved(center)


def loft(rings: Sequence[Array]) -> Mesh:
    """Closed skin through rings (k, 3) of equal k, counter-clockwise seen from the last one's side; both ends capped by a fan."""
    k = len(rings[0])
    vertices = [*np.concatenate(rings), np.mean(rings[0], axis=0), np.mean(rings[-1], axis=0)]
    bottom, top, last = len(vertices) - 2, len(vertices) - 1, (len(rings) - 1) * k
    caps = [(bottom, (i + 1) % k, i) for i in range(k)] + [(top, last + i, last + (i + 1) % k) for i in range(k)]
    sides = _bands(np.arange(len(rings) * k).reshape(-1, k))
    return Mesh(np.array(vertices), np.concatenate([sides, np.array(caps, dtype=np.int32)]))


def _bands(rows: NDArray[np.int64]) -> NDArray[np.int32]:
    """(m, 3) faces between closed rings of vertices, rows (k, n) of their indices; what has no area (at a pole) is left out."""
    low, high = rows[:-1], rows[1:]
    low_next, high_next = np.roll(low, -1, axis=1), np.roll(high, -1, axis=1)
    faces = np.stack([np.stack([low, low_next, high_next], axis=-1), np.stack([low, high_next, high], axis=-1)], axis=2).reshape(-1, 3)
    a, b, c = faces.T
    return faces[(a != b) & (b != c) & (c != a)].astype(np.int32)


def lathe(profile: Sequence[Sequence[float]], segments: int = 20) -> Mesh:
    """Solid of revolution about Z. profile: (r, z) from the axis' bottom, along the outside, to the axis' top (an inner wall
    runs back down, so that a cup is a closed shell). A point with r = 0 becomes a pole."""
    angles = np.arange(segments) * (2 * math.pi / segments)
    circle = np.column_stack([np.cos(angles), np.sin(angles)])
    points = [(float(r), float(z)) for r, z in profile]
    if points[0][0] > 0:
        points.insert(0, (0.0, points[0][1]))
    if points[-1][0] > 0:
        points.append((0.0, points[-1][1]))
    vertices: list[Array] = []
    rows = np.zeros((len(points), segments), dtype=np.int64)
    start = 0
    for row, (r, z) in zip(rows, points, strict=True):
        ring = np.array([[0.0, 0.0, z]]) if r == 0.0 else np.column_stack([circle * r, np.full(segments, z)])
        row[:] = start + np.arange(segments) % len(ring)
        vertices.append(ring)
        start += len(ring)
    return Mesh(np.concatenate(vertices), _bands(rows))


def cylinder(radius: float, height: float, z: float = 0.0, segments: int = 20) -> Mesh:
    """Base centre at (0, 0, z), along Z."""
    return lathe([(radius, z), (radius, z + height)], segments)


def cone(radius_bottom: float, radius_top: float, height: float, z: float = 0.0, segments: int = 20) -> Mesh:
    """Frustum along Z, base centre at (0, 0, z)."""
    return lathe([(radius_bottom, z), (radius_top, z + height)], segments)


def ellipsoid(width: float, depth: float, height: float, segments: int = 16, rings: int = 8) -> Mesh:
    """About the origin."""
    profile = [(math.sin(a), -math.cos(a)) for a in np.linspace(0, math.pi, rings + 1)]
    profile[0], profile[-1] = (0.0, -1.0), (0.0, 1.0)
    return lathe(profile, segments).scaled((width / 2, depth / 2, height / 2))


def torus(radius: float, tube_radius: float, segments: int = 20, sides: int = 8) -> Mesh:
    """About Z, centred at the origin."""
    angles = np.linspace(0, 2 * math.pi, segments, endpoint=False)
    return tube([(radius * math.cos(a), radius * math.sin(a), 0.0) for a in angles], tube_radius, sides, closed=True)


def tube(path: Sequence[Sequence[float] | Array], radius: float, sides: int = 8, closed: bool = False) -> Mesh:
    """Round bar along a polyline (k, 3); rings are carried along without twist."""
    points = np.asarray(path, dtype=float)
    k = len(points)
    ahead = np.roll(points, -1, axis=0) - points if closed else np.gradient(points, axis=0)
    if closed:
        ahead = ahead + np.roll(ahead, 1, axis=0)
    tangents = ahead / np.linalg.norm(ahead, axis=1, keepdims=True)
    normal = np.cross(tangents[0], (0.0, 0.0, 1.0) if abs(tangents[0][2]) < 0.9 else (1.0, 0.0, 0.0))
    angles = np.arange(sides) * (2 * math.pi / sides)
    rings = []
    for point, tangent in zip(points, tangents, strict=True):
        normal = normal - tangent * (normal @ tangent)
        normal = normal / np.linalg.norm(normal)
        binormal = np.cross(tangent, normal)
        rings.append(point + radius * (np.outer(np.cos(angles), normal) + np.outer(np.sin(angles), binormal)))
    if not closed:
        return loft(rings)
    rows = np.arange(k * sides).reshape(k, sides)
    return Mesh(np.concatenate(rings), _bands(np.concatenate([rows, rows[:1]])))


def convex_hull(vertices: Array) -> Mesh:
    """The convex hull as a closed mesh with outward faces."""
    from scipy.spatial import ConvexHull

    hull = ConvexHull(vertices)
    used = np.unique(hull.simplices)
    index = np.zeros(len(vertices), dtype=np.int32)
    index[used] = np.arange(len(used))
    points = np.asarray(vertices)[used]
    faces = index[hull.simplices]
    a, b, c = (points[faces[:, i]] for i in range(3))
    inward = np.einsum("ij,ij->i", cross(b - a, c - a), a - points.mean(axis=0)) < 0
    faces[inward] = faces[inward][:, ::-1]
    return Mesh(points, faces.astype(np.int32))
