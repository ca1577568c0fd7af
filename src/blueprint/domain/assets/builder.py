"""What a category's recipe draws with: resolved size, colours and materials, and `add` verbs for parts, joints and surfaces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from blueprint.domain.assets.asset import Asset, AssetSpec, CategoryInfo, Collider, Handle, Joint, Link, Material, Surface, Visual
from blueprint.domain.assets.palette import color_for, color_rgb, material_named
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.mesh import Array, Mesh

BASE = "base"


class Builder:
    """One asset under construction. `w`, `d`, `h` are its size in m; `rng` varies what the spec leaves open."""

    def __init__(self, info: CategoryInfo, spec: AssetSpec) -> None:
        self.info = info
        self.spec = spec
        self.rng = np.random.default_rng(spec.seed)
        drawn = [self.rng.uniform(low, high) for low, high in info.size_m]
        self.w, self.d, self.h = (round(float(v), 4) for v in (spec.size_m or drawn))
        drawn_color = self.pick(info.colors or ("grey",))
        self.color_name = spec.color or color_for(spec.material, drawn_color)
        self.material_name = spec.material or self.pick(info.materials or ("plastic",))
        self._visuals: dict[str, list[Visual]] = {BASE: []}
        self._colliders: dict[str, list[Collider]] = {BASE: []}
        self._joints: list[Joint] = []
        self._surfaces: list[Surface] = []

    def pick(self, options: Sequence[str]) -> str:
        return options[int(self.rng.integers(len(options)))]

    def uniform(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))

    @property
    def main(self) -> Material:
        """The material and colour that the asset is said to have."""
        return self.paint(self.material_name, self.color_name)

    def paint(self, material: str, color: str | None = None) -> Material:
        """A named material, in its natural colour or in `color`."""
        stuff = material_named(material)
        return replace(stuff, color=color_rgb(color)) if color else stuff

    def link(self, name: str) -> str:
        """Starts another rigid piece; its frame is the asset frame."""
        self._visuals.setdefault(name, [])
        self._colliders.setdefault(name, [])
        return name

    def add(self, mesh: Mesh, material: Material | None = None, fill: float = 1.0, link: str = BASE) -> None:
        """A visible closed mesh; `fill` is the solid share of its volume (0: it weighs nothing)."""
        self._visuals[link].append(Visual(mesh, material or self.main, fill))

    def block(
        self, size: Sequence[float], center: Sequence[float], material: Material | None = None, fill: float = 1.0, link: str = BASE,
        collide: bool = True,
    ) -> None:  # fmt: skip
        """A visible box that also collides."""
        self.add(shapes.box(*size, center=center), material, fill, link)
        if collide:
            self.collide_box(size, center, material, link)

    def collide_box(
        self, size: Sequence[float], center: Sequence[float] | Array, material: Material | None = None, link: str = BASE,
        rotation_wxyz: Sequence[float] = (1, 0, 0, 0),
    ) -> None:  # fmt: skip
        self._collide("box", center, size, material, link, rotation_wxyz)

    def collide_cylinder(
        self, radius: float, height: float, center: Sequence[float] | Array, material: Material | None = None, link: str = BASE,
        rotation_wxyz: Sequence[float] = (1, 0, 0, 0),
    ) -> None:  # fmt: skip
        """Along local Z, about `center`."""
        self._collide("cylinder", center, (2 * radius, 2 * radius, height), material, link, rotation_wxyz)

    def collide_sphere(self, radius: float, center: Sequence[float], material: Material | None = None, link: str = BASE) -> None:
        self._collide("sphere", center, (2 * radius,) * 3, material, link, (1, 0, 0, 0))

    def collide_hull(self, vertices: Array | Mesh, material: Material | None = None, link: str = BASE) -> None:
        """The convex hull of a mesh or of points (n, 3); at most 64 of them, or contacts get slow."""
        points = vertices.vertices if isinstance(vertices, Mesh) else np.asarray(vertices, dtype=float)
        self._colliders[link].append(Collider("hull", vertices=points, material=material or self.main))

    def collide_shell(
        self, radius_outer: float, thickness: float, z_low: float, z_high: float, material: Material | None = None, link: str = BASE,
        staves: int = 8, radius_top: float | None = None,
    ) -> None:  # fmt: skip
        """A round wall (cup, bowl, bin) of convex staves about Z; `radius_top` makes it conical."""
        top = radius_outer if radius_top is None else radius_top
        for k in range(staves):
            angles = (k * 2 * np.pi / staves, (k + 1) * 2 * np.pi / staves)
            ring = [(r * np.cos(a), r * np.sin(a), z) for a in angles for r, z in (
                (radius_outer, z_low), (radius_outer - thickness, z_low), (top, z_high), (top - thickness, z_high))]  # fmt: skip
            self.collide_hull(np.array(ring), material, link)

    def _collide(
        self, kind: Literal["box", "cylinder", "sphere"], center: Sequence[float] | Array, size: Sequence[float], material: Material | None,
        link: str, rotation_wxyz: Sequence[float],
    ) -> None:  # fmt: skip
        position, extent = (tuple(float(v) for v in values) for values in (center, size))
        rotation = tuple(float(v) for v in rotation_wxyz)
        self._colliders[link].append(Collider(kind, position, rotation, extent, material=material or self.main))  # type: ignore[arg-type]

    def top(self, z: float, width: float, depth: float, center: Sequence[float] = (0, 0), name: str = "top", clearance_m: float = 2.0) -> None:
        self.surface(name, "top", z, _rectangle(width, depth, center), clearance_m)

    def surface(
        self, name: str, kind: Literal["top", "shelf", "interior", "seat"], z: float, polygon: Iterable[Sequence[float]],
        clearance_m: float, link: str = BASE,
    ) -> None:  # fmt: skip
        """polygon: convex, counter-clockwise, (k, 2). Keep it inside what really carries."""
        self._surfaces.append(Surface(name, link, kind, z, np.array([tuple(p) for p in polygon], dtype=float), clearance_m))

    def rectangle(
        self, name: str, kind: Literal["top", "shelf", "interior", "seat"], z: float, width: float, depth: float, clearance_m: float,
        center: Sequence[float] = (0, 0), link: str = BASE,
    ) -> None:  # fmt: skip
        self.surface(name, kind, z, _rectangle(width, depth, center), clearance_m, link)

    def hinge(
        self, name: str, child: str, origin: Sequence[float] | Array, axis: Sequence[float], upper: float, damping: float = 0.5,
        friction: float = 0.1, handle: Handle | None = None, parent: str = BASE, lower: float = 0.0,
    ) -> None:  # fmt: skip
        """Revolute; 0 is closed, positive opens (mind the sign of `axis`), `upper` in rad."""
        self._join("revolute", name, parent, child, origin, axis, lower, upper, damping, friction, handle)

    def slide(
        self, name: str, child: str, axis: Sequence[float], upper: float, damping: float = 8.0, friction: float = 1.0,
        handle: Handle | None = None, parent: str = BASE, lower: float = 0.0,
    ) -> None:  # fmt: skip
        """Prismatic; 0 is closed, positive along `axis` opens, `upper` in m."""
        self._join("prismatic", name, parent, child, (0, 0, 0), axis, lower, upper, damping, friction, handle)

    def _join(
        self, kind: Literal["revolute", "prismatic"], name: str, parent: str, child: str, origin: Sequence[float] | Array, axis: Sequence[float],
        lower: float, upper: float, damping: float, friction: float, handle: Handle | None,
    ) -> None:  # fmt: skip
        unit = np.asarray(axis, dtype=float) / np.linalg.norm(axis)
        self._joints.append(
            Joint(name, kind, parent, child, _three(origin), _three(unit), lower, upper, damping, friction, handle)
        )

    def settle_on_origin(self) -> None:
        """Moves all there is so that the centre of the base of its bounding box is the origin: for shapes whose bounds follow from angles."""
        bounds = [v.mesh.bounds for visuals in self._visuals.values() for v in visuals]
        low, high = np.min([b[0] for b in bounds], axis=0), np.max([b[1] for b in bounds], axis=0)
        shift = np.array([-(low[0] + high[0]) / 2, -(low[1] + high[1]) / 2, -low[2]])
        for name, visuals in self._visuals.items():
            self._visuals[name] = [replace(v, mesh=v.mesh.moved(shift)) for v in visuals]
            self._colliders[name] = [
                replace(c, position=_three(shift + c.position), vertices=None if c.vertices is None else c.vertices + shift)
                for c in self._colliders[name]
            ]
        self._surfaces = [replace(s, z=s.z + float(shift[2]), polygon=s.polygon + shift[:2]) for s in self._surfaces]
        self._joints = [replace(j, origin=_three(shift + j.origin), handle=_moved(j.handle, shift)) for j in self._joints]

    def finish(self) -> Asset:
        """The asset, with its real bounding box; refuses one that is not where asset.py says (a mistake of the recipe)."""
        links = tuple(Link(name, tuple(self._visuals[name]), tuple(self._colliders[name])) for name in self._visuals)
        if self.spec.friction_scale != 1.0:
            links = tuple(_rubbed(link, self.spec.friction_scale) for link in links)
        low = np.min([v.mesh.bounds[0] for link in links for v in link.visuals], axis=0)
        high = np.max([v.mesh.bounds[1] for link in links for v in link.visuals], axis=0)
        if abs(low[2]) > 1e-6 or abs(low[0] + high[0]) > 2e-3 or abs(low[1] + high[1]) > 2e-3:
            raise ValueError(f"{self.info.name}: base centre is not at the origin, bounds are {low.round(4)} … {high.round(4)}")
        return Asset(
            self.spec, self.info.name, self.info.role, self.info.placement, _three(high - low), links, tuple(self._joints),
            tuple(self._surfaces), self.color_name, self.material_name,
        )  # fmt: skip


def _rubbed(link: Link, scale: float) -> Link:
    """The link with rougher or smoother materials."""

    def rubbed(material: Material) -> Material:
        static, dynamic = (round(value * scale, 4) for value in (material.static_friction, material.dynamic_friction))
        return replace(material, static_friction=static, dynamic_friction=dynamic)

    visuals = tuple(replace(visual, material=rubbed(visual.material)) for visual in link.visuals)
    colliders = tuple(replace(one, material=rubbed(one.material)) if one.material else one for one in link.colliders)
    return replace(link, visuals=visuals, colliders=colliders)


def _three(values: Iterable[float]) -> tuple[float, float, float]:
    x, y, z = (float(v) for v in values)
    return x, y, z


def _moved(handle: Handle | None, shift: Array) -> Handle | None:
    return None if handle is None else replace(handle, position=_three(shift + handle.position))


def _rectangle(width: float, depth: float, center: Sequence[float]) -> Array:
    w, d = width / 2, depth / 2
    return np.array([[-w, -d], [w, -d], [w, d], [-w, d]]) + np.asarray(center, dtype=float)
