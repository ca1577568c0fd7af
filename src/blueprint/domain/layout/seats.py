"""Chairs at tables: where, and how far they slide under."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from blueprint.domain.layout.bodies import body_of, clear_of
from blueprint.domain.layout.floorplan import Part
from blueprint.domain.layout.items import Item
from blueprint.domain.layout.quads import Rect
from blueprint.domain.layout.sweep import opened

_ELBOW_M = 0.56
_SEAT_GAP_M = 0.012
_FARTHEST_M = 0.9
_TUCKS = (0.24, 0.2, 0.16, 0.12, 0.08, 0.04, 0.0, -0.03)
_ROUND = ("round_table", "cafe_table")


def chair_tuck(table: Item, chairs: Sequence[Item], back: bool = False) -> float:
    """How far (m) a chair slides under the table's front (or back) edge with its own pieces clear of the table's."""
    if not chairs:
        return 0.0
    return next((tuck for tuck in _TUCKS if all(_fits(table, chair, tuck, back) for chair in {c.spec: c for c in chairs}.values())), _TUCKS[-1])


def _fits(table: Item, chair: Item, tuck: float, back: bool, x: float = 0.0, side_x: float | None = None) -> bool:
    y = float(table.size[1] + chair.size[1]) / 2 - tuck
    limit = float(chair.size[1]) * 0.42
    if tuck > limit:
        return False
    pose = (x, y, 0.0) if back else (x, -y, math.pi)
    if side_x is not None:
        pose = (float(table.size[0] + chair.size[1]) / 2 - tuck, 0.0, -math.pi / 2)
    return clear_of(body_of(table.spec).at(0, 0, 0), body_of(chair.spec).at(*pose), 0.012)


def drawn_up(lead: Item, seats: Sequence[Part]) -> list[Part]:
    """The seats moved back, each as little as it takes to be clear of the lead's legs, doors and drawers and of the seats before it."""
    bodies = [body.at(0, 0, 0) for body in (body_of(lead.spec), opened(lead.spec)) if body is not None]
    found = []
    for seat in seats:
        back = np.array([-math.sin(seat.yaw), math.cos(seat.yaw)])
        shape = body_of(seat.item.spec)
        for step in np.arange(0.0, _FARTHEST_M, 0.02):
            x, y = np.array([seat.x, seat.y]) + back * step
            moved = shape.at(float(x), float(y), seat.yaw)
            if all(clear_of(moved, other, _SEAT_GAP_M) for other in bodies):
                break
        else:
            x, y = seat.x, seat.y
            moved = shape.at(seat.x, seat.y, seat.yaw)
        bodies.append(moved)
        found.append(Part(seat.item, float(x), float(y), seat.yaw))
    return found


def before(lead: Item, seats: Sequence[Item], tuck: float, back: bool = False) -> list[Part]:
    """Seats in a row before the lead's front (or behind its back), facing it."""
    if not seats:
        return []
    pitch = max(max(float(s.size[0]) for s in seats) + 0.06, min(0.7, float(lead.size[0]) / len(seats)))
    parts = []
    for k, seat in enumerate(seats):
        x = (k - (len(seats) - 1) / 2) * pitch
        y = float(lead.size[1] + seat.size[1]) / 2 - tuck
        parts.append(Part(seat, x, y if back else -y, 0.0 if back else math.pi))
    return drawn_up(lead, parts)


def around_table(table: Item, seats: Sequence[Item], room_behind: float) -> tuple[list[Part], list[Rect]]:
    """Table and chairs; comfort rectangles behind the chairs. A bench takes a long side; ends are used last."""
    parts = [Part(table, 0, 0), *drawn_up(table, _ring(table, seats) if table.category in _ROUND else _sides(table, seats))]
    comfort = []
    for part in parts[1:]:
        depth = float(part.item.size[1]) / 2 + room_behind / 2
        # a chair's back is its +Y
        comfort.append(
            Rect(part.x - math.sin(part.yaw) * depth, part.y + math.cos(part.yaw) * depth, float(part.item.size[0]) / 2, room_behind / 2, part.yaw)
        )
    return parts, comfort


def _ring(table: Item, seats: Sequence[Item]) -> list[Part]:
    if not seats:
        return []
    tuck = chair_tuck(table, seats)
    deep, wide = max(float(s.size[1]) for s in seats), max(float(s.size[0]) for s in seats)
    reach = float(min(table.size[:2])) / 2 + deep / 2 - tuck
    # neighbours must not touch: the chord between their inner corners
    inner = max(reach - deep / 2, 0.05)
    need = (wide + 0.05) / (2 * math.tan(math.pi / max(len(seats), 3))) if len(seats) > 2 else 0.0
    reach += max(0.0, need - inner)
    parts = []
    for k, seat in enumerate(seats):
        angle = 2 * math.pi * k / len(seats) - math.pi / 2
        # its front (−Y) looks at the middle
        parts.append(Part(seat, reach * math.cos(angle), reach * math.sin(angle), angle - math.pi / 2))
    return parts


def _sides(table: Item, seats: Sequence[Item]) -> list[Part]:
    """Long sides first, evenly; then the ends."""
    if not seats:
        return []
    w, d = float(table.size[0]), float(table.size[1])
    wide = max(_ELBOW_M, max(float(s.size[0]) for s in seats) + 0.04)
    per_side = max(1, int((w + 0.08) // wide))
    n = len(seats)
    ends = 0
    if n > 2 * per_side:
        ends = min(2, n - 2 * per_side)
    elif n == 2 and w < 1.0:
        ends = 0
    elif n >= 6 and n % 2 == 0 and (n - 2) / 2 >= 1 and w / max(1, n // 2) < 0.62:
        ends = 2
    elif n % 2 == 1 and n >= 3:
        ends = 1
    along = n - ends
    counts = [math.ceil(along / 2), along // 2]
    tuck = chair_tuck(table, seats)
    parts: list[Part] = []
    left = list(seats)
    for count, sign in zip(counts, (-1, 1), strict=True):
        pitch = max(wide, w / count) if count else 0.0
        pitch = min(pitch, max(wide, w / max(count, 1)))
        for k in range(count):
            seat = left.pop(0)
            x = (k - (count - 1) / 2) * min(pitch, 0.85 if count > 1 else pitch)
            parts.append(Part(seat, x, sign * (d / 2 + float(seat.size[1]) / 2 - tuck), 0.0 if sign > 0 else math.pi))
    end_tuck = next((t for t in _TUCKS if all(_fits(table, s, t, False, side_x=1.0) for s in left[:1])), _TUCKS[-1]) if left else 0.0
    # side chairs near the table's end and the one at the end must not meet
    if ends and max(counts) * wide > w - 0.2:
        end_tuck = min(end_tuck, 0.1)
    for k, seat in enumerate(left):
        sign = 1 if k % 2 == 0 else -1
        parts.append(Part(seat, sign * (w / 2 + float(seat.size[1]) / 2 - end_tuck), 0.0, -sign * math.pi / 2))
    return parts
