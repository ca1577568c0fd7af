"""Does a relation hold? The one definition that solver and certificate share, from oriented boxes alone.

Distances and angles: SceneEval (configs/metrics.yaml, spatial/config.py): next_to 0–0.5 m, near ≤ 1.5 m (its 0.5–1.5; closer also counts),
face_to ≤ 30°, contact ≤ 1 cm, against_wall ≤ 0.3 m, on_wall ≤ 1 cm, corner ≤ 0.8 m.

Sides. left_of, right_of, in_front_of, behind are those of somebody who stands before the reference object's front and looks at it
(left = −X, in front = −Y, behind = +Y of its own frame, SceneEval's SIDE_MAP). A reference without a front is looked at from the south.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

import numpy as np
import shapely

from blueprint.contracts.scene import PlacedOpening, Relation, Room
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.scene.geometry import ALONG, Box, PlacedBox, wall_distances, wall_point

NEXT_TO_M = 0.5
NEAR_M = 1.5
FACING_DEG = 30.0
CONTACT_M = 0.01
AGAINST_WALL_M = 0.3
CORNER_M = 0.8
BY_WINDOW_M = 1.0
AROUND_M = 1.5
_SIDE_DEG = 45.0
_SIDE_MARGIN_M = 0.25
_SUPPORT_CHAIN = 6

Boxes = Mapping[str, PlacedBox]


def in_words(kind: str, subject: str, objects: Iterable[str]) -> str:
    """A relation as `unmet` names it: "a lamp next to bed"."""
    return f"{subject} {kind.replace('_', ' ')} {' and '.join(objects)}".strip()


def evaluate(relation: Relation, boxes: Boxes, room: Room) -> bool:
    """Whether the relation holds. Raises KeyError when it names a thing that `boxes` has not."""
    subject = boxes[relation.subject]
    if relation.kind in _ALONE:
        return _ALONE[relation.kind](subject.box, room)
    objects = [boxes[name] for name in relation.objects]
    if relation.kind == "between":
        return _between(subject.box, objects[0].box, objects[1].box)
    if relation.kind == "around":
        return _around(subject, objects[0], boxes)
    if relation.kind in ("on", "in"):
        return (_on if relation.kind == "on" else _in)(subject, objects[0], boxes)
    return _PAIRS[relation.kind](subject, objects[0])


def gap(a: Box, b: Box) -> float:
    """Distance of two boxes in m (footprints in plan, and heights); 0 when they touch or overlap. Exact for upright boxes."""
    across = float(shapely.distance(a.footprint, b.footprint))
    return math.hypot(across, max(0.0, a.z_low - b.z_high, b.z_low - a.z_high))


def facing_deviation_deg(subject: PlacedBox, target: Box) -> float:
    """Angle between where the subject's front looks and the target's centre; 0 when its line of sight meets the target within 30°."""
    if subject.front is None:
        return 0.0
    towards = target.center[:2] - subject.box.center[:2]
    distance = float(np.linalg.norm(towards))
    if distance < 1e-6:
        return 0.0
    return math.degrees(math.acos(float(np.clip(subject.front @ towards / distance, -1, 1))))


def _next_to(a: PlacedBox, b: PlacedBox) -> bool:
    return gap(a.box, b.box) <= NEXT_TO_M


def _near(a: PlacedBox, b: PlacedBox) -> bool:
    return gap(a.box, b.box) <= NEAR_M


def _facing(a: PlacedBox, b: PlacedBox) -> bool:
    if facing_deviation_deg(a, b.box) <= FACING_DEG:
        return True
    # a long table is faced from any seat along it: the line of sight meets it, though its centre is far to the side
    start = a.box.center[:2]
    assert a.front is not None
    return bool(shapely.LineString([start, start + a.front * 4.0]).intersects(b.box.footprint) and gap(a.box, b.box) <= NEXT_TO_M)


def _rests_on(subject: PlacedBox, target: PlacedBox, boxes: Boxes) -> bool:
    """By the chain of supports: a book on a tray on a table is on the table."""
    support = subject.support
    for _ in range(_SUPPORT_CHAIN):
        if support == target.id:
            return True
        if support not in boxes:
            return False
        support = boxes[support].support
    return False


def _on(a: PlacedBox, b: PlacedBox, boxes: Boxes) -> bool:
    over = b.box.footprint.buffer(1e-3).contains(shapely.Point(a.box.center[:2]))
    if _rests_on(a, b, boxes):
        return bool(over) and b.box.z_low - CONTACT_M <= a.box.z_low
    return bool(over) and abs(a.box.z_low - b.box.z_high) <= CONTACT_M


def _in(a: PlacedBox, b: PlacedBox, boxes: Boxes) -> bool:
    """The centre within the container's box, or (fruit heaped above a bowl's rim) above it, resting in it and with its foot inside."""
    local = np.abs(b.box.local(a.box.center))
    inside_plan = bool((local[:2] <= b.box.half_extents[:2] + CONTACT_M).all())
    if inside_plan and local[2] <= b.box.half_extents[2] + CONTACT_M:
        return True
    return inside_plan and a.box.z_low < b.box.z_high + CONTACT_M and _rests_on(a, b, boxes)


def _under(a: PlacedBox, b: PlacedBox) -> bool:
    shared = a.box.footprint.intersection(b.box.footprint).area
    return a.support != b.id and a.box.z_high < b.box.z_high and shared >= 0.5 * min(a.box.footprint.area, b.box.footprint.area)


def _side(direction: tuple[float, float]) -> Callable[[PlacedBox, PlacedBox], bool]:
    ahead = np.array(direction)

    def judge(a: PlacedBox, b: PlacedBox) -> bool:
        offset = _plan_frame(b).T @ (a.box.center[:2] - b.box.center[:2])
        half = _plan_half(b)
        forward, sideways = float(offset @ ahead), abs(float(offset @ np.array([-ahead[1], ahead[0]])))
        reach = float(np.abs(ahead) @ half)
        lateral = float(np.abs(np.array([-ahead[1], ahead[0]])) @ half)
        beyond = forward >= reach - 0.02
        return beyond and (sideways <= lateral + _SIDE_MARGIN_M or sideways <= forward * math.tan(math.radians(_SIDE_DEG)))

    return judge


def _plan_frame(reference: PlacedBox) -> Array:
    """(2, 2) columns: the viewer's right and the way from the viewer to the reference."""
    if reference.front is None:
        return np.eye(2)
    away = -reference.front
    return np.column_stack([(away[1], -away[0]), away])


def _plan_half(reference: PlacedBox) -> Array:
    corners = (reference.box.corners[:, :2] - reference.box.center[:2]) @ _plan_frame(reference)
    return np.abs(corners).max(axis=0)


def _between(subject: Box, a: Box, b: Box) -> bool:
    """Its centre is past both neighbours' centres, and no further beside the line than half the way between them."""
    start, way = a.center[:2], b.center[:2] - a.center[:2]
    length = float(np.linalg.norm(way))
    if length < 1e-6:
        return False
    offset = subject.center[:2] - start
    share = float(offset @ way) / length**2
    beside = abs(float(offset[0] * way[1] - offset[1] * way[0])) / length
    return 0.1 <= share <= 0.9 and beside <= max(0.35, length / 4)


def _around(subject: PlacedBox, target: PlacedBox, boxes: Boxes) -> bool:
    """Within 1.5 m, and the group is spread: no gap over 180° for three or more, over 270° for two."""
    if gap(subject.box, target.box) > AROUND_M:
        return False
    same = [b for b in boxes.values() if (b.group == subject.group if subject.group else b.category == subject.category)]
    ring = [b for b in same if gap(b.box, target.box) <= AROUND_M]
    if len(ring) < 2:
        return True
    angles = sorted(math.atan2(*(b.box.center[1::-1] - target.box.center[1::-1])) for b in ring)
    gaps = [after - before for before, after in zip(angles, [*angles[1:], angles[0] + 2 * math.pi], strict=True)]
    return max(gaps) <= math.radians(182 if len(ring) > 2 else 270)


def _against_wall(box: Box, room: Room) -> bool:
    return min(wall_distances(box, room).values()) <= AGAINST_WALL_M


def _in_corner(box: Box, room: Room) -> bool:
    far = wall_distances(box, room)
    return min(far["north"], far["south"]) <= CORNER_M and min(far["east"], far["west"]) <= CORNER_M


def _on_wall(box: Box, room: Room) -> bool:
    return abs(min(wall_distances(box, room).values())) <= CONTACT_M and box.z_low > CONTACT_M


def _by_window(box: Box, room: Room) -> bool:
    panes = [window_pane(opening, room) for opening in room.openings if opening.kind == "window"]
    return any(float(shapely.distance(pane, box.footprint)) <= BY_WINDOW_M for pane in panes)


def window_pane(opening: PlacedOpening, room: Room) -> shapely.LineString:
    """The opening's line on the inner face of its wall, in plan."""
    middle = wall_point(room, opening.wall, opening.center_m, 0.0)
    reach = ALONG[opening.wall] * (opening.width_m / 2)
    return shapely.LineString([middle - reach, middle + reach])


def _in_center(box: Box, room: Room) -> bool:
    return float(np.linalg.norm(box.center[:2])) <= max(0.5, 0.2 * min(room.width_m, room.depth_m))


_ALONE: dict[str, Callable[[Box, Room], bool]] = {
    "against_wall": _against_wall, "in_corner": _in_corner, "on_wall": _on_wall, "by_window": _by_window, "in_center": _in_center,
}  # fmt: skip
_PAIRS: dict[str, Callable[[PlacedBox, PlacedBox], bool]] = {
    "next_to": _next_to, "near": _near, "facing": _facing, "under": _under,
    "left_of": _side((-1.0, 0.0)), "right_of": _side((1.0, 0.0)), "in_front_of": _side((0.0, -1.0)), "behind": _side((0.0, 1.0)),
}  # fmt: skip
