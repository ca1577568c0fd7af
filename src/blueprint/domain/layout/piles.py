"""Round things in a bowl: dropped from above, each where it comes to lie lowest."""

from __future__ import annotations

import math

import numpy as np
import shapely

from blueprint.domain.layout.bodies import Body, body_of
from blueprint.domain.layout.items import Item
from blueprint.domain.layout.ledges import REST_M, Ledge, Shape
from blueprint.domain.layout.placed import Layout, Placed
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.scene.geometry import Quaternion, quaternion_product, yaw_quaternion

# long thin things that stand in a cup and lean on its rim
STICKS = frozenset({"toothbrush", "pen", "pencil", "spoon", "fork", "knife", "spatula", "screwdriver", "rolling_pin"})
_GAP_M = 0.0012
# a leaning stick is cut finely, or its slices would fill the cup
_FINE = 30
_OFF_FLOOR_M = 0.035
_ABOVE_RIM = 0.45


def heap(layout: Layout, ledge: Ledge, item: Item, shape: Shape) -> Placed | None:
    """The item in a small container, at the lowest free place; None when it would stick out by more than about half."""
    owner = ledge.owner
    if owner is None:
        return None
    vessel = _world(owner)
    inside = [_world(p) for p in layout.placed.values() if p.support == owner.item.id]
    rim = owner.box.z_high
    radius = float(np.linalg.norm(ledge.polygon - ledge.middle, axis=1).max())
    room = min(float(owner.item.size[0]), float(owner.item.size[1])) / 2 - float(min(item.size[:2])) / 2
    best: tuple[float, Placed] | None = None
    turns = [float(layout.rng.uniform(0, 2 * math.pi))] if abs(item.size[0] - item.size[1]) < 0.01 else [0.0, 0.8, math.pi / 2, -0.8]
    yaws = [ledge.yaw + turn for turn in turns]
    start = float(layout.rng.uniform(0, 2 * math.pi))
    # from the rim inwards: of places that are equally low the outer one leaves room for the next
    spots = [
        (r * math.cos(start + a), r * math.sin(start + a))
        for r in sorted({min(room, radius) * f for f in (0.35, 0.6, 0.85, 1.05)} | {max(0.0, room) * f for f in (0.55, 0.75, 0.95)}, reverse=True)
        for a in np.linspace(0, 2 * math.pi, 24, endpoint=False)
    ] + [(0.0, 0.0)]
    for dx, dy in spots:
        for yaw in yaws:
            x, y = ledge.middle + np.array([dx, dy])
            body = body_of(item.spec, shape.tilt).at(float(x), float(y), yaw)
            z = _lowest(body, ledge.z + REST_M, rim, [vessel, *inside], float(item.size[2]))
            if z is not None and (best is None or z < best[0] - 1e-6):
                best = (z, shape.at(float(x), float(y), yaw, z, ledge))
    return None if best is None else best[1]


def _world(placed: Placed) -> Body:
    if abs(float(placed.rotation[2, 2])) > 0.999:
        return body_of(placed.item.spec).at(placed.position[0], placed.position[1], placed.yaw, placed.position[2])
    body = body_of(placed.item.spec, placed.wxyz)
    return body.at(placed.position[0], placed.position[1], 0.0, placed.position[2])


def _lowest(body: Body, floor: float, rim: float, others: list[Body], height: float) -> float | None:
    """First height from `floor` on at which the body is clear of all others, while the thing's middle stays about below the rim."""
    barred = np.concatenate([_barred(body, other) for other in others]) if others else np.zeros((0, 2))
    z = floor
    for low, high in barred[np.argsort(barred[:, 0])]:
        if low < z < high:
            z = float(high)
    return z if z <= rim - (0.5 - _ABOVE_RIM) * height else None


def _barred(body: Body, other: Body) -> Array:
    """(k, 2) open intervals of heights at which some prism of the body would meet one of the other's."""
    a, b = body.bounds, other.bounds
    near = (a[:, None, 0] < b[None, :, 2] + _GAP_M) & (b[None, :, 0] < a[:, None, 2] + _GAP_M)
    near &= (a[:, None, 1] < b[None, :, 3] + _GAP_M) & (b[None, :, 1] < a[:, None, 3] + _GAP_M)
    i, j = np.nonzero(near)
    if len(i):
        hit = shapely.dwithin(body.polygons[i], other.polygons[j], _GAP_M)
        i, j = i[hit], j[hit]
    return np.column_stack([other.low[j] - body.high[i] - _GAP_M, other.high[j] - body.low[i] + _GAP_M])


def stick_in(layout: Layout, ledge: Ledge, item: Item) -> Placed | None:
    """Upright in a cup: the foot at one side of its floor, leaning towards the rim on the other; several side by side."""
    owner = ledge.owner
    if owner is None:
        return None
    radius = float(np.linalg.norm(ledge.polygon - ledge.middle, axis=1).max())
    depth = max(owner.box.z_high - ledge.z, 0.03)
    others = [_world(owner), *(_world(p) for p in layout.placed.values() if p.support == owner.item.id)]
    thick = float(item.size[2])
    best: tuple[float, Placed] | None = None
    for share in (0.75, 0.5, 0.25, 0.0):
        tilt = _upright(bool(item.size[1] >= item.size[0]), math.atan2(radius * 1.4 * share, depth))
        body = body_of(item.spec, tilt, _FINE)
        low = float(body.extent[4])
        # the body leans towards +X of its own frame, so its foot is at its −X end
        foot = np.array([body.extent[0] + thick / 2, (body.extent[1] + body.extent[3]) / 2])
        for turn in np.linspace(0, 2 * math.pi, 8, endpoint=False):
            for side in (0.0, 0.011, -0.011, 0.02, -0.02):
                c, s = math.cos(turn), math.sin(turn)
                offset = np.array([-radius * share, side]) - foot
                x, y = ledge.middle + np.array([c * offset[0] - s * offset[1], s * offset[0] + c * offset[1]])
                z = _lowest(body.at(float(x), float(y), float(turn)), ledge.z + REST_M - low, ledge.z + _OFF_FLOOR_M - low, others, 0.0)
                if z is not None and (best is None or z + low < best[0] - 1e-4):
                    wxyz = quaternion_product(yaw_quaternion(float(turn)), tilt)
                    best = (z + low, Placed(item, (float(x), float(y), float(z)), wxyz, owner.item.id, ledge.name))
    return None if best is None else best[1]


def _upright(along_y: bool, lean: float) -> Quaternion:
    """Stands a long thing (along Y or X of its asset) on its end, and leans it towards +X."""
    half = math.sqrt(0.5)
    up: Quaternion = (half, half, 0.0, 0.0) if along_y else (half, 0.0, -half, 0.0)
    return quaternion_product((math.cos(lean / 2), 0.0, math.sin(lean / 2), 0.0), up)
