"""Where things belong before somebody who sits: place settings, a desk's screen and keys."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely

from blueprint.domain.layout.clusters import SEATS
from blueprint.domain.layout.items import Item
from blueprint.domain.layout.ledges import Ledge
from blueprint.domain.layout.placed import Layout, Placed
from blueprint.domain.mesh.mesh import Array

_PLATE_M = 0.135
_REACH_M = 0.4
# (to the right of the seat's axis, from the table's edge to the near side of the thing), tried in turn
SETTING: dict[str, tuple[tuple[float, float], ...]] = {
    "plate": ((0.0, 0.03),), "bowl": ((0.0, 0.04), (-0.2, 0.2)), "fork": ((-_PLATE_M - 0.035, 0.05), (-0.2, 0.05)),
    "knife": ((_PLATE_M + 0.03, 0.04), (0.2, 0.04)), "spoon": ((_PLATE_M + 0.07, 0.05), (0.24, 0.05)),
    "glass": ((0.13, 0.3), (0.2, 0.28), (0.05, 0.33)), "wine_glass": ((0.08, 0.32), (0.17, 0.32), (0.0, 0.34)),
    "cup": ((0.23, 0.14), (0.2, 0.2), (0.12, 0.3)), "mug": ((0.25, 0.16), (0.3, 0.25), (0.2, 0.3), (-0.3, 0.25)),
    "notebook": ((0.0, 0.05), (-0.3, 0.05), (0.28, 0.05)), "laptop": ((0.0, 0.07),), "pen": ((0.13, 0.07), (-0.14, 0.07), (0.22, 0.07), (-0.17, 0.07)),
    "pencil": ((0.13, 0.07), (-0.14, 0.07), (0.0, 0.34)), "book": ((-0.2, 0.06), (0.0, 0.06), (0.2, 0.06)), "tablet": ((0.0, 0.06), (0.28, 0.06)),
    "keyboard": ((0.0, 0.06), (0.0, 0.1)), "mouse": ((0.28, 0.08), (0.32, 0.1), (0.36, 0.12)), "monitor": ((0.0, 0.36), (0.0, 0.3), (0.0, 0.25)),
    "phone": ((-0.3, 0.12), (0.42, 0.1), (-0.4, 0.1)), "calculator": ((-0.32, 0.08), (0.3, 0.08)), "magazine": ((0.0, 0.05), (-0.25, 0.05)),
    "desk_lamp": ((-0.5, 0.3), (0.5, 0.3), (-0.55, 0.2), (0.55, 0.2)), "pencil_cup": ((0.5, 0.45), (-0.45, 0.45), (0.4, 0.4), (0.24, 0.36)),
    "croissant": ((0.0, 0.08),), "cake": (), "headphones": ((-0.45, 0.15), (0.5, 0.15)),
}  # fmt: skip
_TURNED = frozenset({"pen", "pencil"})


@dataclass(frozen=True)
class Seat:
    """edge (2,): where the sitter's axis meets the ledge; inward: unit (2,) from there over the ledge."""

    placed: Placed
    edge: Array
    inward: Array


def seats_at(layout: Layout, ledge: Ledge) -> list[Seat]:
    """The chairs drawn up to the ledge, in the order of their ids."""
    found = []
    if ledge.owner is None or ledge.kind != "top":
        return found
    polygon = shapely.Polygon(ledge.polygon)
    for placed in layout.of_category(*SEATS, "sofa"):
        if placed.item.id == ledge.owner.item.id:
            continue
        front = -placed.rotation[:2, 1]
        back = np.array(placed.position[:2]) - front * float(placed.item.size[1]) / 2
        way = shapely.LineString([back, back + front * (float(placed.item.size[1]) + _REACH_M)])
        shared = polygon.intersection(way)
        if shared.is_empty or shared.length < 0.05:
            continue
        ends = np.asarray(shapely.get_coordinates(shared))
        edge = ends[np.argmin((ends - back) @ front)]
        found.append(Seat(placed, edge, front))
    return found


def slot_poses(item: Item, seat: Seat) -> Array:
    """(n, 3): the item's places before this seat, best first; its front (−Y) looks at the sitter."""
    spots = SETTING.get(item.category, ())
    if not spots:
        return np.zeros((0, 3))
    right = np.array([seat.inward[1], -seat.inward[0]])
    yaw = math.atan2(seat.inward[1], seat.inward[0]) - math.pi / 2
    turned = item.category in _TURNED
    deep = float(item.size[0] if turned else item.size[1])
    found = []
    for sideways, start in spots:
        for nudge in (0.0, 0.015, 0.03):
            x, y = seat.edge + right * sideways + seat.inward * (start + nudge + deep / 2)
            found.append((float(x), float(y), yaw + (math.pi / 2 if turned else 0.0)))
    return np.array(found)
