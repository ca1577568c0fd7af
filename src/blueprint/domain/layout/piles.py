"""Round things in a bowl: dropped from above, each where it comes to lie lowest."""

from __future__ import annotations

import math

import numpy as np

from blueprint.domain.layout.bodies import Body, body_of, clear_of
from blueprint.domain.layout.items import Item
from blueprint.domain.layout.ledges import REST_M, Ledge, Shape
from blueprint.domain.layout.placed import Layout, Placed

_STEP_M = 0.003
_GAP_M = 0.0012
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
    yaws = [float(layout.rng.uniform(0, 2 * math.pi))] if abs(item.size[0] - item.size[1]) < 0.01 else [ledge.yaw, ledge.yaw + 0.8, ledge.yaw + math.pi / 2, ledge.yaw - 0.8]
    start = float(layout.rng.uniform(0, 2 * math.pi))
    # from the rim inwards: of places that are equally low the outer one leaves room for the next
    spots = [
        (r * math.cos(start + a), r * math.sin(start + a))
        for r in sorted({min(room, radius) * f for f in (0.35, 0.6, 0.85, 1.05)} | {max(0.0, room) * f for f in (0.55, 0.75, 0.95)}, reverse=True)
        for a in np.linspace(0, 2 * math.pi, 24, endpoint=False)
    ] + [(0.0, 0.0)]
    for dx, dy in spots:
        for yaw in yaws:
            x, y = ledge.middle + (dx, dy)
            z = _lowest(body_of(item.spec), float(x), float(y), yaw, ledge.z + REST_M, rim, [vessel, *inside], float(item.size[2]))
            if z is not None and (best is None or z < best[0] - 1e-6):
                best = (z, shape.at(float(x), float(y), yaw, z, ledge))
    return None if best is None else best[1]


def _world(placed: Placed) -> Body:
    if abs(float(placed.rotation[2, 2])) > 0.999:
        return body_of(placed.item.spec).at(placed.position[0], placed.position[1], placed.yaw, placed.position[2])
    body = body_of(placed.item.spec, placed.wxyz)
    return body.at(placed.position[0], placed.position[1], 0.0, placed.position[2])


def _lowest(body: Body, x: float, y: float, yaw: float, floor: float, rim: float, others: list[Body], height: float) -> float | None:
    """First free height from below, while the thing's middle stays about below the rim."""
    flat = body.at(x, y, yaw)
    z = floor
    while z <= rim - (0.5 - _ABOVE_RIM) * height:
        moved = Body(flat.polygons, flat.low + z, flat.high + z)
        if all(clear_of(moved, other, _GAP_M) for other in others):
            return z
        z += _STEP_M
    return None
