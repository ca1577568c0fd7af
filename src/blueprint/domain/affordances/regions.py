"""Where things can be put: the real support surfaces of a scene, with their area and what is still free of it.

Frame: world, Z-up, metres. A region is the surface's polygon as authored on the asset (asset.py), carried into the world; its free part is
what remains after the footprints of the things that already stand on it, each grown by a finger's width.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from shapely.geometry import MultiPoint, Polygon
from shapely.ops import unary_union

from blueprint.contracts.scene import PlacedObject, Scene
from blueprint.domain.assets.asset import Asset, CategoryInfo, Role, Surface
from blueprint.domain.assets.catalogue import build, info_of
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.physics.mass import rotation_of

FINGER_M = 0.01
MIN_AREA_M2 = 0.02

Standing = dict[tuple[str, str], list[PlacedObject]]


@dataclass(frozen=True)
class SupportRegion:
    """polygon: (k, 2) convex, counter-clockwise, world x-y at height z. joint: what must be opened to reach it, "" if nothing.
    movable: ids of the movable things that stand there."""

    id: str
    object_id: str
    category: str
    surface: Surface
    polygon: Array
    z: float
    area_m2: float
    free_area_m2: float
    joint: str
    movable: tuple[str, ...]


def support_regions(scene: Scene) -> tuple[SupportRegion, ...]:
    """Every surface of at least 0.02 m² that is level in the scene; the smaller insides of containers too. Sorted by object and surface."""
    standing: Standing = {}
    for placed in scene.objects:
        standing.setdefault((placed.support, placed.support_surface), []).append(placed)
    return tuple(region for placed in scene.objects for region in _of_object(placed, standing))


def _of_object(placed: PlacedObject, standing: Standing) -> Iterator[SupportRegion]:
    asset = build(placed.spec)
    rotation = rotation_of(placed.rotation_wxyz)
    if rotation[2, 2] < 0.999:
        return
    for surface in asset.surfaces:
        points = np.column_stack([surface.polygon, np.full(len(surface.polygon), surface.z)]) @ rotation.T + placed.position_m
        whole = Polygon(points[:, :2])
        if whole.area < MIN_AREA_M2 and surface.kind != "interior":
            continue
        there = standing.get((placed.id, surface.name), [])
        taken = unary_union([outline(thing).buffer(FINGER_M) for thing in there])
        yield SupportRegion(
            id=f"{placed.id}_{surface.name}", object_id=placed.id, category=placed.category, surface=surface, polygon=points[:, :2],
            z=float(points[0, 2]), area_m2=float(whole.area), free_area_m2=float(whole.difference(taken).area), joint=_joint_before(asset, surface),
            movable=tuple(thing.id for thing in there if thing.role is Role.MANIPULABLE),
        )  # fmt: skip


def outline(placed: PlacedObject) -> Polygon:
    """The convex outline of the thing seen from above."""
    points = np.concatenate([visual.mesh.vertices for link in build(placed.spec).links for visual in link.visuals])
    seen = points @ rotation_of(placed.rotation_wxyz).T + placed.position_m
    hull = MultiPoint(seen[:, :2]).convex_hull
    return hull if isinstance(hull, Polygon) else hull.buffer(1e-4)


def _joint_before(asset: Asset, surface: Surface) -> str:
    """The joint that carries the surface's link; else, for an inside, the door whose closed leaf is in front of it."""
    for joint in asset.joints:
        if joint.child == surface.link:
            return joint.name
    if surface.kind != "interior":
        return ""
    middle = surface.polygon.mean(axis=0)
    links = {link.name: link for link in asset.links}
    for joint in asset.joints:
        points = np.concatenate([visual.mesh.vertices for visual in links[joint.child].visuals])
        low, high = points.min(axis=0), points.max(axis=0)
        covers_front = low[0] <= middle[0] <= high[0] and low[2] <= surface.z + 0.02 <= high[2] and high[1] < middle[1]
        covers_top = joint.kind == "revolute" and low[2] > surface.z and low[0] <= middle[0] <= high[0] and low[1] <= middle[1] <= high[1]
        if covers_front or covers_top:
            return joint.name
    return ""


def fits(info: CategoryInfo, region: SupportRegion) -> bool:
    """Whether a typical thing of the category can stand in what is free of the region."""
    if info.role is not Role.MANIPULABLE:
        return False
    width, depth, height = ((low + high) / 2 for low, high in info.size_m)
    box = np.ptp(region.polygon, axis=0)
    return bool(width * depth < region.free_area_m2 and min(width, depth) < min(box) and height < region.surface.clearance_m)


def usual_on(info: CategoryInfo, region: SupportRegion) -> bool:
    """Whether one expects the category there: it sits on such things, or such things hold it."""
    holder = info_of(region.category)
    return region.category in info.sits_on or info.name in holder.holds
