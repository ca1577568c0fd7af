"""The room of a plan: its size, and its doors and windows on walls."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from blueprint.contracts.plan import Opening, ScenePlan
from blueprint.contracts.scene import PlacedOpening, Room, WallName
from blueprint.domain.scene.geometry import WALLS, wall_length

_SIZE_WORDS = re.compile(
    r"\d+(?:[.,]\d+)?\s*(?:m|metres?|meters?|ft|feet|foot|')?\s*(?:x|×|by)\s*\d|\d+(?:[.,]\d+)?\s*(?:m2|m²|sqm|square|metres? (?:wide|long|deep)|m (?:wide|long|deep))",
    re.IGNORECASE,
)
_EDGE_M = 0.12
_DOOR = Opening(kind="door", width_m=0.9, height_m=2.05)
_OPPOSITE: dict[WallName, WallName] = {"north": "south", "south": "north", "east": "west", "west": "east"}


def size_was_asked(plan: ScenePlan) -> bool:
    """Does the sentence give the room's size in numbers? Then it is not changed."""
    return bool(_SIZE_WORDS.search(plan.prompt))


def room_of(plan: ScenePlan, rng: np.random.Generator, scale: float = 1.0) -> Room:
    """The room, `scale` times as wide and as deep as planned; every room has a door."""
    wanted = plan.room
    room = Room(
        room_type=wanted.room_type, width_m=round(wanted.width_m * scale, 3), depth_m=round(wanted.depth_m * scale, 3), height_m=wanted.height_m,
        wall_color=wanted.wall_color or "white", floor_material=wanted.floor_material or "oak",
    )  # fmt: skip
    doors = [o for o in wanted.openings if o.kind == "door"] or [_DOOR]
    windows = [o for o in wanted.openings if o.kind == "window"]
    placed = _doors(doors, room, rng)
    placed += _windows(windows, room, rng, placed)
    return room.model_copy(update={"openings": tuple(placed)})


def _doors(doors: Sequence[Opening], room: Room, rng: np.random.Generator) -> list[PlacedOpening]:
    """Each near a corner, so that the long stretch of its wall stays free for furniture."""
    placed: list[PlacedOpening] = []
    for door in doors:
        height = min(door.height_m, room.height_m - 0.05)
        walls: Sequence[WallName] = [door.wall] if door.wall else _by_use(room, placed, rng, prefer_long=False)
        for wall in walls:
            spot = _free_spot(wall, door.width_m, room, placed, [1, -1] if rng.random() < 0.5 else [-1, 1])
            if spot is not None:
                name = "door" if len(doors) == 1 else f"door_{len(placed) + 1}"
                placed.append(PlacedOpening(id=name, kind="door", wall=wall, center_m=spot, width_m=door.width_m, height_m=height))
                break
    return placed


def _windows(windows: Sequence[Opening], room: Room, rng: np.random.Generator, doors: list[PlacedOpening]) -> list[PlacedOpening]:
    """Spread over their wall; without a wall in the plan they go to walls that have no door, the one opposite a door first."""
    by_wall: dict[WallName, list[Opening]] = {}
    order = _by_use(room, doors, rng, prefer_long=True)
    door_walls = [door.wall for door in doors]
    free: list[WallName] = [wall for wall in order if wall not in door_walls]
    if doors and _OPPOSITE[doors[0].wall] in free and rng.random() < 0.7:
        free.sort(key=lambda wall: wall != _OPPOSITE[doors[0].wall])
    for window in windows:
        liked: list[WallName] = [*free, *order]
        roomy: list[WallName] = [w for w in liked if _room_for(w, by_wall.get(w, []), window, room, doors)]
        wall: WallName = window.wall or (roomy or order)[0]
        by_wall.setdefault(wall, []).append(window)
    placed: list[PlacedOpening] = []
    for wall, group in by_wall.items():
        placed += _spread(wall, group, room, doors, start=len(placed), total=len(windows))
    return placed


def _room_for(wall: WallName, have: list[Opening], window: Opening, room: Room, doors: list[PlacedOpening]) -> bool:
    taken = sum(o.width_m + 0.5 for o in have) + sum(d.width_m + 0.6 for d in doors if d.wall == wall)
    return taken + window.width_m + 0.4 <= wall_length(room, wall)


def _spread(wall: WallName, windows: list[Opening], room: Room, doors: list[PlacedOpening], start: int, total: int) -> list[PlacedOpening]:
    low, high = -wall_length(room, wall) / 2 + _EDGE_M, wall_length(room, wall) / 2 - _EDGE_M
    for door in doors:
        if door.wall == wall:
            left, right = door.center_m - door.width_m / 2 - 0.25, door.center_m + door.width_m / 2 + 0.25
            low, high = (low, left) if left - low > high - right else (right, high)
    slot = (high - low) / len(windows)
    placed = []
    for k, window in enumerate(windows):
        width = min(window.width_m, slot - 0.1)
        if width < 0.35:
            continue
        height = min(window.height_m, room.height_m - window.sill_m - 0.1)
        name = "window" if total == 1 else f"window_{start + len(placed) + 1}"
        center = round(low + slot * (k + 0.5), 3)
        placed.append(PlacedOpening(id=name, kind="window", wall=wall, center_m=center, width_m=width, height_m=height, sill_m=window.sill_m))
    return placed


def _by_use(room: Room, doors: list[PlacedOpening], rng: np.random.Generator, prefer_long: bool) -> list[WallName]:
    """Walls in the order in which they are worth an opening; the south wall is where the viewer stands, a door does well there."""
    used = {door.wall for door in doors}
    sign = -1.0 if prefer_long else 0.5
    bias: dict[WallName, float] = (
        {"north": -0.4, "west": -0.2, "east": 0.0, "south": 0.5} if prefer_long else {"south": -0.8, "east": -0.3, "west": 0.0, "north": 0.6}
    )
    noise = {wall: float(rng.random()) for wall in WALLS}
    return sorted(WALLS, key=lambda wall: (wall in used, sign * wall_length(room, wall) + bias[wall] + noise[wall]))


def _free_spot(wall: WallName, width: float, room: Room, placed: list[PlacedOpening], ends: list[int]) -> float | None:
    half = wall_length(room, wall) / 2
    for end in ends:
        center = end * (half - _EDGE_M - 0.05 - width / 2)
        if half * 2 < width + 2 * _EDGE_M:
            return 0.0 if not any(o.wall == wall for o in placed) else None
        if all(o.wall != wall or abs(o.center_m - center) > (o.width_m + width) / 2 + 0.2 for o in placed):
            return round(center, 3)
    return None
