"""What a scene's things are like to a hand: sizes, weights, flat faces, walls, joints, all taken from the compiled scene and its surfaces.

Frames: sizes and faces in the thing's own frame as it stands (Z-up, origin on its base), joints' axes in the world. Metres, kilograms, radians.
"""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import mujoco
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, QhullError

from blueprint.contracts.arena import JointFact
from blueprint.contracts.scene import PlacedObject, Role, Scene
from blueprint.domain.affordances.regions import SupportRegion, support_regions
from blueprint.domain.physics.geometry import surface_points
from blueprint.domain.physics.mass import rotation_of
from blueprint.domain.physics.world import HINGED, Array, Thing, World

FLAT_M = 0.002
"""What lies within this of the top (or bottom) is part of its face."""


@dataclass(frozen=True)
class Measured:
    """One thing. Round colliders are seen as polygons of 12 or 16 sides, so a round thing's width is up to 4 % larger than what stands here.

    size_m: along its own axes. width_m: narrowest and widest, seen from above. wall_m: narrowest collider piece that reaches its
    top, None when there is one piece only. mass_kg: of all its bodies, None when it has none. flat_share: outline of what lies
    within 2 mm of the top and of the bottom ÷ outline of the thing. upright: its Z is the world's within 0.1 rad."""

    id: str
    category: str
    role: Role
    size_m: tuple[float, float, float]
    width_m: tuple[float, float]
    wall_m: float | None
    mass_kg: float | None
    friction: float
    colliders: int
    free: bool
    upright: bool
    top_flat_share: float
    bottom_flat_share: float
    joints: tuple[JointFact, ...]
    regions: tuple[SupportRegion, ...]


def measure(scene: Scene, world: World) -> dict[str, Measured]:
    """Every thing of the scene by id, in the scene's order. Equal scene files give equal figures."""
    model, data = world.start()
    regions: dict[str, list[SupportRegion]] = {}
    for region in support_regions(scene):
        regions.setdefault(region.object_id, []).append(region)
    return {placed.id: _measured(placed, world.things[placed.id], model, data, tuple(regions.get(placed.id, ()))) for placed in scene.objects}


def _measured(placed: PlacedObject, thing: Thing, model: Any, data: Any, regions: tuple[SupportRegion, ...]) -> Measured:
    rotation = rotation_of(placed.rotation_wxyz)
    pieces = [_in_frame(placed, rotation, surface_points(model, data, geom)) for geom in thing.geoms]
    points = np.concatenate(pieces)
    low, high = points.min(axis=0), points.max(axis=0)
    x, y, z = (round(float(v), 5) for v in high - low)
    return Measured(
        id=placed.id, category=placed.category, role=thing.role, size_m=(x, y, z), width_m=widths(points), wall_m=_wall(pieces, float(high[2])),
        mass_kg=round(float(model.body_mass[list(thing.bodies)].sum()), 6) if thing.bodies else None,
        friction=round(float(model.geom_friction[list(thing.geoms), 0].min()), 4), colliders=len(thing.geoms), free=thing.free,
        upright=bool(rotation[2, 2] > np.cos(0.1)), top_flat_share=_flat(points, points[:, 2] > high[2] - FLAT_M),
        bottom_flat_share=_flat(points, points[:, 2] < low[2] + FLAT_M), joints=tuple(_joints(thing, placed, rotation, model, data)), regions=regions,
    )  # fmt: skip


def widths(points: Array) -> tuple[float, float]:
    """Least and largest distance of two parallel vertical planes that hold all points (n, 3): rotating calipers on the outline."""
    try:
        outline = points[ConvexHull(points[:, :2]).vertices, :2]
    except QhullError:
        return 0.0, round(float(np.ptp(points[:, :2], axis=0).max()), 5)
    edges = np.roll(outline, -1, axis=0) - outline
    normals = np.column_stack([-edges[:, 1], edges[:, 0]]) / np.linalg.norm(edges, axis=1)[:, None]
    least = float(np.ptp(outline @ normals.T, axis=0).min())
    largest = float(np.linalg.norm(outline[:, None] - outline[None], axis=2).max())
    return round(least, 5), round(largest, 5)


def _in_frame(placed: PlacedObject, rotation: Array, points: Array) -> Array:
    return (points - placed.position_m) @ rotation


def _wall(pieces: list[Array], top: float) -> float | None:
    """Seen from above, for a hand comes down on it: the wall of a bowl, the rim of a tray."""
    reaching = [piece for piece in pieces if piece[:, 2].max() > top - FLAT_M]
    return min(widths(piece)[0] for piece in reaching) if len(pieces) > 1 else None


def _flat(points: Array, face: NDArray[np.bool_]) -> float:
    whole, part = _outline_area(points), _outline_area(points[face])
    return round(part / whole, 4) if whole > 0 else 0.0


def _outline_area(points: Array) -> float:
    """Area of the convex outline from above, m²; 0 for a point or a line."""
    if len(points) < 3:
        return 0.0
    try:
        return float(ConvexHull(points[:, :2]).volume)
    except QhullError:
        return 0.0


def _joints(thing: Thing, placed: PlacedObject, rotation: Array, model: Any, data: Any) -> Iterable[JointFact]:
    """Hinges and slides with limits; a joint without limits opens and turns nothing that could be said to be done."""
    for joint in thing.joints:
        if not model.jnt_limited[joint] or int(model.jnt_type[joint]) not in HINGED:
            continue
        part = [geom for geom in thing.geoms if _below(model, int(model.geom_bodyid[geom]), int(model.jnt_bodyid[joint]))]
        if not part:
            continue
        points = np.concatenate([_in_frame(placed, rotation, surface_points(model, data, geom)) for geom in part])
        extents = sorted((round(float(v), 5) for v in np.ptp(points, axis=0)), reverse=True)
        lower, upper = (round(float(v), 6) for v in model.jnt_range[joint])
        prim = model.joint(joint).name
        kind = "prismatic" if int(model.jnt_type[joint]) == int(mujoco.mjtJoint.mjJNT_SLIDE) else "revolute"
        yield JointFact(
            joint_name=prim.rsplit("/", 1)[-1], joint_prim=prim, joint_type=kind, lower=lower, upper=upper, axis=_rounded(data.xaxis[joint]),
            part_m=(extents[0], extents[1], extents[2]),
        )  # fmt: skip


def _below(model: Any, body: int, ancestor: int) -> bool:
    while body:
        if body == ancestor:
            return True
        body = int(model.body_parentid[body])
    return False


def _rounded(values: Array) -> tuple[float, float, float]:
    x, y, z = (round(float(v), 6) + 0.0 for v in values)
    return x, y, z
