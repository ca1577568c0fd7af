"""Round and boxy bodies for small things: the visible skin and convex pieces that match it, in one call."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from blueprint.domain.assets.asset import Material
from blueprint.domain.assets.builder import BASE, Builder
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.bars import skin
from blueprint.domain.mesh.mesh import Array, Mesh

Profile = Sequence[tuple[float, float]]


def inner_of(outer: Profile, wall: float, floor: float) -> list[tuple[float, float]]:
    """The inside of a cup with the given outside: from the rim down to the centre of its floor. (r, z) in m."""
    levels = [z for _, z in outer if z > floor + 1e-4]
    inside = [(radius_at(outer, z) - wall, z) for z in reversed(levels)]
    return [*inside, (radius_at(outer, floor) - wall, floor), (0.0, floor)]


def radius_at(profile: Profile, z: float) -> float:
    """Radius of a profile (z not falling) at a height."""
    return float(np.interp(z, [p[1] for p in profile], [p[0] for p in profile]))


def octagon(radius: float, at: Sequence[float] = (0, 0)) -> list[tuple[float, float]]:
    """Counter-clockwise polygon within a circle."""
    return [(at[0] + radius * math.cos(a), at[1] + radius * math.sin(a)) for a in np.arange(8) * math.pi / 4]


def vessel(
    b: Builder, outer: Profile, inner: Profile, material: Material | None = None, fill: float = 1.0, segments: int = 16,
    at: Sequence[float] = (0, 0), link: str = BASE, staves: int = 8, inside: str | None = "inside", foot: bool = True,
) -> None:  # fmt: skip
    """A hollow body of revolution about the vertical through `at`: skin, a flat foot, `staves` convex wall pieces and the surface in it.

    outer: (r, z) from the foot to the rim; inner: from the rim down to (0, floor). inside: name of the surface, None for none.
    """
    b.add(shapes.lathe([*outer, *inner], segments).moved((*at, 0)), material, fill, link)
    floor = inner[-1][1]
    low, high = outer[0][1], outer[-1][1]
    if foot:
        b.collide_cylinder(outer[0][0], floor - low, (*at, (low + floor) / 2), material, link)
    start = low + 0.001 if foot else low
    levels = sorted({start, *(z for _, z in outer if z > start), high})
    if len(levels) > 4:
        levels = [levels[0], levels[len(levels) // 3], levels[2 * len(levels) // 3], levels[-1]]
    walls = [(radius_at(outer, z), z) for z in levels]
    hollow = [inner[0], inner[-2]]
    for k in range(staves):
        step = 2 * math.pi / staves
        angles = (k * step, (k + 0.5) * step, (k + 1) * step)
        points = [(r * math.cos(a), r * math.sin(a), z) for a in angles for r, z in walls]
        # a chord cuts the round inside: half of the error on either side of it
        ease = 2 / (1 + math.cos(step / 2))
        for r, z in hollow:
            eased = min(r * ease, radius_at(outer, z) - 0.0008)
            points += [(eased * math.cos(a), eased * math.sin(a), z) for a in (angles[0], angles[2])]
        b.collide_hull(np.add(points, (*at, 0)), material, link)
    if inside:
        free = min(r for r, _ in inner[:-1])
        b.surface(inside, "interior", floor, octagon(free * math.cos(math.pi / staves) * 0.97, at), high - floor, link)


def cup_of(
    b: Builder, outer: Profile, wall: float, floor: float, material: Material | None = None, fill: float = 1.0, segments: int = 16,
    at: Sequence[float] = (0, 0), staves: int = 8, inside: str | None = "inside",
) -> None:  # fmt: skip
    """A `vessel` whose wall is equally thick everywhere."""
    vessel(b, outer, inner_of(outer, wall, floor), material, fill, segments, at, staves=staves, inside=inside)


def turned(
    b: Builder, profile: Profile, material: Material | None = None, fill: float = 1.0, segments: int = 16, at: Sequence[float] = (0, 0),
    link: str = BASE, collide: bool = True,
) -> Mesh:  # fmt: skip
    """A solid of revolution about the vertical through `at`, (r, z) from its foot to its top; one collider per convex stretch. Returns the mesh."""
    mesh = shapes.lathe(profile, segments).moved((*at, 0))
    b.add(mesh, material, fill, link)
    if collide:
        for stretch in _convex_stretches(profile):
            (_, low), (_, high) = stretch[0], stretch[-1]
            if _upright(stretch):
                b.collide_cylinder(max(p[0] for p in stretch), high - low, (*at, (low + high) / 2), material, link)
            else:
                b.collide_hull(np.add(rings_of(stretch), (*at, 0)), material, link)
    return mesh


def _upright(stretch: Profile) -> bool:
    return max(p[0] for p in stretch) - min(p[0] for p in stretch) < 2e-3


def rings_of(stretch: Profile) -> Array:
    """(n ≤ 32, 3) points on at most four levels of a convex outline, midway between its inscribed and circumscribed polygon."""
    while len(stretch) > 4:
        widest = max(p[0] for p in stretch)
        bends = [math.inf if stretch[i][0] == widest else abs(_turn_of(*stretch[i - 1 : i + 2])) for i in range(1, len(stretch) - 1)]
        drop = 1 + int(np.argmin(bends))
        stretch = [*stretch[:drop], *stretch[drop + 1 :]]
    count = min(32 // len(stretch), 14)
    angles = np.arange(count) * 2 * math.pi / count
    ease = 2 / (1 + math.cos(math.pi / count))
    return np.array([(r * ease * math.cos(a), r * ease * math.sin(a), z) for r, z in stretch for a in angles])


def _convex_stretches(profile: Profile) -> list[list[tuple[float, float]]]:
    """Cuts a rising outline into stretches whose solid of revolution is convex; long upright ones stand alone, with their small bevels."""
    rising = [profile[0]]
    for point in profile[1:]:
        if point[1] >= rising[-1][1]:
            rising.append(point)
    stretches = [[rising[0]]]
    for here in rising[1:]:
        stretch = stretches[-1]
        upright = abs(here[0] - stretch[-1][0]) < 2e-3 and here[1] - stretch[-1][1] > 0.012
        bevel = _upright([*stretch, here])
        if len(stretch) >= 2 and not bevel and (upright or _ends_upright(stretch) or _turn_of(stretch[-2], stretch[-1], here) < -1e-9):
            stretches.append([stretch[-1], here])
        else:
            stretch.append(here)
    return [s for s in stretches if s[-1][1] - s[0][1] > 5e-4]


def _ends_upright(stretch: Profile) -> bool:
    (r0, z0), (r1, z1) = stretch[-2:]
    return abs(r1 - r0) < 2e-3 and z1 - z0 > 0.012


def _turn_of(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])


def collide_around(b: Builder, mesh: Mesh, material: Material | None = None, link: str = BASE, points: int = 32) -> None:
    """The convex hull of at most `points` of a mesh's vertices: the outermost, those it stands on, then evenly spread ones."""
    vertices = shapes.convex_hull(mesh.vertices).vertices
    if len(vertices) > points:
        low = vertices[:, 2].min()
        foot = np.flatnonzero(vertices[:, 2] < low + 5e-4)
        angles = np.arange(8) * np.pi / 4
        stands = foot[np.argmax(vertices[foot, :2] @ np.array([np.cos(angles), np.sin(angles)]), axis=0)]
        chosen = list(dict.fromkeys([*stands.tolist(), *vertices.argmax(axis=0).tolist(), *vertices.argmin(axis=0).tolist()]))
        nearest = np.min([np.linalg.norm(vertices - vertices[i], axis=1) for i in chosen], axis=0)
        while len(chosen) < points:
            chosen.append(int(np.argmax(nearest)))
            nearest = np.minimum(nearest, np.linalg.norm(vertices - vertices[chosen[-1]], axis=1))
        vertices = vertices[chosen]
    b.collide_hull(vertices, material, link)


def tub(
    b: Builder, bottom: tuple[float, float], top: tuple[float, float], height: float, wall: float, floor: float,
    material: Material | None = None, fill: float = 1.0, radius: float = 0.004, z: float = 0.0, link: str = BASE, inside: str | None = "inside",
) -> None:  # fmt: skip
    """An open box, straight or widening to its top: skin, floor and four walls, the surface in it. bottom, top: outer width and depth."""

    def ring(size: tuple[float, float], inset: float, level: float) -> Array:
        flat = shapes.rounded_rectangle(size[0] - 2 * inset, size[1] - 2 * inset, max(radius - inset, radius * 0.3), 2)
        return np.column_stack([flat, np.full(len(flat), level)])

    share = floor / height
    deep = (bottom[0] + (top[0] - bottom[0]) * share, bottom[1] + (top[1] - bottom[1]) * share)
    b.add(skin([ring(bottom, 0, z), ring(top, 0, z + height), ring(top, wall, z + height), ring(deep, wall, z + floor)]), material, fill, link)
    b.collide_box((bottom[0] - 2e-4, bottom[1] - 2e-4, floor), (0, 0, z + floor / 2), material, link)
    for axis in (0, 1):
        for sign in (-1, 1):
            b.collide_hull(np.add(_panel(bottom, top, height, wall, axis, sign), (0, 0, z)), material, link)
    if inside:
        w, d, cut = deep[0] / 2 - wall - 0.002, deep[1] / 2 - wall - 0.002, radius
        corners = [(w - cut, -d), (w, -d + cut), (w, d - cut), (w - cut, d), (-w + cut, d), (-w, d - cut), (-w, -d + cut), (-w + cut, -d)]
        b.surface(inside, "interior", z + floor, corners, height - floor, link)


def _panel(bottom: tuple[float, float], top: tuple[float, float], height: float, wall: float, axis: int, sign: int) -> Array:
    points = []
    for (w, d), level in ((bottom, 0.001), (top, height)):
        across, along = (w, d) if axis == 0 else (d, w)
        for inset in (0.0, wall):
            for end in (-1, 1):
                u, v = sign * (across / 2 - inset), end * (along / 2 - (0 if axis == 0 else wall))
                points.append((u, v, level) if axis == 0 else (v, u, level))
    return np.array(points)


def side_handle(
    b: Builder, start: float, reach: float, low: float, high: float, bar: float, material: Material | None = None, at: Sequence[float] = (0, 0),
    fill: float = 1.0,
) -> None:  # fmt: skip
    """A bow of round bar in the x-z plane, from (start, low) out to start + reach and back at `high`; collides as an upright bar."""
    middle, half = (low + high) / 2, (high - low) / 2
    arc = [(start + (reach - bar) * math.sin(t) ** 0.7 + at[0], at[1], middle - half * math.cos(t)) for t in (0.05, 0.5, 1.0, 1.57, 2.14, 2.64, 3.09)]
    b.add(shapes.tube(arc, bar, 6), material, fill)
    b.collide_box((2 * bar, 2 * bar, 2 * half * 0.8), (start + reach - bar + at[0], at[1], middle), material)


def slab(
    b: Builder, size: Sequence[float], radius: float, z: float = 0.0, material: Material | None = None, fill: float = 1.0,
    at: Sequence[float] = (0, 0), link: str = BASE,
) -> Mesh:  # fmt: skip
    """A box with rounded upright edges, its base at `z`; collides as a box if these are small. Returns the mesh."""
    mesh = shapes.slab(size[0], size[1], size[2], radius, z, 2).moved((*at, 0))
    b.add(mesh, material, fill, link)
    if radius <= 0.006:
        b.collide_box(size, (*at, z + size[2] / 2), material, link)
    else:
        b.collide_hull(mesh, material, link)
    return mesh


def mark(b: Builder, size: Sequence[float], center: Sequence[float], material: Material, link: str = BASE) -> None:
    """A thin visible plate without weight: a screen, a label, a button."""
    b.add(shapes.box(*size, center=center), material, 0.0, link)
