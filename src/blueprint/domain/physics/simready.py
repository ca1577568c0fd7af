"""An asset's physics as the contract's row (jobs.md §3.11): computed from closed meshes and the density of their stuff."""

from __future__ import annotations

import numpy as np

from blueprint.contracts.assets import SimreadyObject
from blueprint.domain.assets.asset import Asset, Material, Visual
from blueprint.domain.physics.mass import mass_properties, quaternion_of

MASS_SPREAD = 0.2
FRICTION_SPREAD = 0.15


def physics_row(object_id: str, name: str, asset: Asset) -> SimreadyObject:
    """The sum over links at zero joint positions, about the asset's centre of mass, in the object's frame."""
    links = [mass_properties(link) for link in asset.links]
    mass = sum(link.mass_kg for link in links)
    center = np.sum([np.asarray(link.center_of_mass) * link.mass_kg for link in links], axis=0) / mass
    inertia = np.zeros((3, 3))
    for link in links:
        off = np.asarray(link.center_of_mass) - center
        inertia += link.inertia + link.mass_kg * ((off @ off) * np.eye(3) - np.outer(off, off))
    moments, axes = np.linalg.eigh(inertia)
    if np.linalg.det(axes) < 0:
        axes[:, 0] = -axes[:, 0]
    visuals = [visual for link in asset.links for visual in link.visuals]
    stuff = stuff_of(asset)
    return SimreadyObject(
        id=object_id, asset=name, mass_kg=round(mass, 6), com_m=_three(center), inertia_diag_kgm2=_three(moments), inertia_axes_wxyz=quaternion_of(axes),
        volume_m3=round(sum(visual.mesh.volume * visual.fill for visual in visuals), 9), watertight=all(visual.mesh.is_closed for visual in visuals),
        static_friction=stuff.static_friction, dynamic_friction=stuff.dynamic_friction, restitution=stuff.restitution, material=stuff.name,
        density_kgm3=stuff.density_kgm3, collision_pieces=sum(len(link.colliders) for link in asset.links),
        mass_range_kg=(round(mass * (1 - MASS_SPREAD), 6), round(mass * (1 + MASS_SPREAD), 6)),
        friction_range=(round(stuff.dynamic_friction * (1 - FRICTION_SPREAD), 4), round(stuff.dynamic_friction * (1 + FRICTION_SPREAD), 4)),
    )  # fmt: skip


def stuff_of(asset: Asset) -> Material:
    """What most of its mass is made of."""
    return max((visual for link in asset.links for visual in link.visuals), key=_share).material


def _share(visual: Visual) -> float:
    return visual.mesh.volume * visual.fill * visual.material.density_kgm3


def _three(values: np.ndarray) -> tuple[float, float, float]:
    x, y, z = (round(float(v), 6) for v in values)
    return x, y, z
