"""What hangs on walls and from the ceiling."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from blueprint.contracts.scene import PlacedOpening, Placement, WallName
from blueprint.domain.layout.items import Item, size_in_range
from blueprint.domain.layout.placed import Layout, Placed, standing
from blueprint.domain.layout.quads import Rect, overlaps, rectangle, rectangles
from blueprint.domain.layout.sweep import Sweep, sweep_of
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.scene.geometry import ALONG, INWARD, WALLS, wall_length, wall_offset, wall_point, wall_yaw
from blueprint.domain.scene.navigation import clear_area

_WALL_GAP_M = 0.003
# a curtain's brackets are let into the wall, so that its rod is within a centimetre of it
_BRACKET_M = -0.006
_MARGIN_M = 0.03
_BEFORE_WALL_M = 0.75
_STEP_M = 0.06
_CEILING_GAP_M = 0.001
# what a wall thing hangs above, best first
ABOVE: dict[str, tuple[str, ...]] = {
    "range_hood": ("stove",), "wall_cabinet": ("counter", "sink_counter", "stove", "lab_bench", "washing_machine", "dryer"),
    "mirror": ("washbasin", "dressing_table", "console_table", "dresser", "sideboard", "shoe_rack"), "medicine_cabinet": ("washbasin", "toilet"),
    "wall_tv": ("tv_stand", "sideboard", "console_table"),
    "picture": ("sofa", "bed", "single_bed", "sideboard", "console_table", "dresser", "loveseat", "piano", "desk", "fireplace", "bench", "toilet", "cabinet"),
    "wall_shelf": ("desk", "washing_machine", "workbench", "dryer", "toilet", "counter", "sink_counter", "sofa", "bar_counter", "lab_bench", "console_table"),
    "bulletin_board": ("desk", "cabinet", "filing_cabinet", "workbench"), "coat_hook": ("shoe_rack", "bench"), "towel_rack": ("laundry_basket", "bathtub"),
    "wall_clock": ("sideboard", "cabinet", "bookshelf", "tv_stand"), "whiteboard": (), "blackboard": ("bar_counter",),
}  # fmt: skip
_ORDER = (
    "range_hood",
    "curtain",
    "blackboard",
    "whiteboard",
    "projector_screen",
    "wall_tv",
    "mirror",
    "medicine_cabinet",
    "wall_cabinet",
    "radiator",
    "towel_rack",
    "coat_hook",
    "bulletin_board",
    "wall_shelf",
    "picture",
    "wall_clock",
)
_ON_FRONT_WALL = ("blackboard", "whiteboard", "projector_screen", "wall_tv")
_HOST_ONLY = ("wall_cabinet", "range_hood", "medicine_cabinet")
_BY_DOOR = ("coat_hook",)
_OVER_GAP = {"range_hood": 0.65, "wall_cabinet": 0.48, "picture": 0.14, "mirror": 0.1, "wall_tv": 0.08, "wall_shelf": 0.35, "bulletin_board": 0.1}


@dataclass(frozen=True)
class Patch:
    """A rectangle on a wall: along the wall and up."""

    low: float
    high: float
    bottom: float
    top: float

    def meets(self, other: Patch, gap: float) -> bool:
        return self.low < other.high + gap and other.low < self.high + gap and self.bottom < other.top + gap and other.bottom < self.top + gap


def hang(layout: Layout, items: list[Item]) -> None:
    """Places all wall and ceiling things; what finds no place is dropped with a reason."""
    walls = [i for i in items if i.placement == Placement.WALL and i.id not in layout.placed]
    for item in sorted(walls, key=lambda i: (_ORDER.index(i.category) if i.category in _ORDER else len(_ORDER), i.group, i.index)):
        if item.category == "curtain":
            found = _at_window(layout, item, _curtain_height)
        elif item.category == "radiator":
            found = _at_window(layout, item, lambda _layout, i, _o: i.info.mount_height_m) or _on_wall(layout, item)
        else:
            found = _on_wall(layout, item)
        if found is None:
            layout.drop(item, "no free stretch of wall at its height")
        else:
            layout.add(found)
    lamps = [i for i in items if i.placement == Placement.CEILING]
    for item in lamps:
        _from_ceiling(layout, item, lamps)


def taken_patches(layout: Layout, wall: WallName, depth: float) -> list[Patch]:
    """What the wall shows no longer: openings, what hangs there, and furniture that stands before it."""
    room = layout.room
    patches = [_opening_patch(o) for o in room.openings if o.wall == wall]
    for placed in layout.placed.values():
        out = placed.quad @ INWARD[wall] + wall_offset(room, wall)
        hung = placed.support == f"wall_{wall}"
        if hung or float(out.min()) < max(_BEFORE_WALL_M, depth + 0.05):
            if float(out.min()) > 0.45 and placed.box.z_high < 1.2 and not hung:
                continue
            along = placed.quad @ ALONG[wall]
            patches.append(Patch(float(along.min()), float(along.max()), placed.box.z_low, placed.box.z_high))
    return patches


def _opening_patch(opening: PlacedOpening) -> Patch:
    half = opening.width_m / 2 + 0.05
    return Patch(opening.center_m - half, opening.center_m + half, opening.sill_m - 0.04, opening.sill_m + opening.height_m + 0.04)


def _hung(layout: Layout, item: Item, wall: WallName, along: float, bottom: float) -> Placed:
    gap = _BRACKET_M if item.category == "curtain" else _WALL_GAP_M
    x, y = wall_point(layout.room, wall, along, float(item.size[1]) / 2 + gap)
    return standing(item, float(x), float(y), wall_yaw(wall), bottom, f"wall_{wall}")


def _patch(item: Item, along: float, bottom: float) -> Patch:
    half = float(item.size[0]) / 2
    return Patch(along - half, along + half, bottom, bottom + float(item.size[2]))


def _free(layout: Layout, item: Item, wall: WallName, patch: Patch, taken: list[Patch]) -> bool:
    reach = wall_length(layout.room, wall) / 2
    if patch.low < -reach + 0.02 or patch.high > reach - 0.02 or patch.top > layout.room.height_m - 0.01:
        return False
    flush = 0.002 if item.category == "wall_cabinet" else _MARGIN_M
    return not any(patch.meets(other, flush) for other in taken) and not _in_the_way(layout, item, wall, patch)


def _in_the_way(layout: Layout, item: Item, wall: WallName, patch: Patch) -> bool:
    """Does it reach into the room that a door of the room or of a cupboard needs, or would its own doors meet something?"""
    hung = _hung(layout, item, wall, (patch.low + patch.high) / 2, patch.bottom)
    needed = _before_doors(layout, patch.bottom)
    own = sweep_of(item)
    for placed in layout.placed.values():
        theirs = sweep_of(placed.item)
        if theirs is not None and placed.box.z_low < patch.top and placed.position[2] + theirs.high > patch.bottom:
            needed.append(_swept(placed, theirs))
        if own is not None and placed.box.z_low < patch.bottom + own.high and placed.box.z_high > patch.bottom:
            needed.append(placed.quad)
    if not needed:
        return False
    quad = hung.quad if own is None else _swept(hung, own)
    return bool(overlaps(quad[None], np.array(needed)).any())


def _before_doors(layout: Layout, low: float) -> list[Array]:
    """The floor before each door that is higher than `low`: what hangs there would be in its way."""
    return [clear_area(o, layout.room) for o in layout.room.openings if o.kind == "door" and o.sill_m + o.height_m > low]


def _swept(placed: Placed, sweep: Sweep) -> Array:
    return rectangles(np.array([[placed.position[0], placed.position[1], placed.yaw]]), sweep.rect)[0]


def _on_wall(layout: Layout, item: Item) -> Placed | None:
    """At its height where it suits best; a little higher or lower where there is no place at that height."""
    for lift in (0.0, 0.25, -0.25, 0.5):
        found = _at_height(layout, item, lift)
        if found is not None or (item.category in _HOST_ONLY and not item.requested):
            return found
    return None


def _at_height(layout: Layout, item: Item, lift: float) -> Placed | None:
    best: tuple[float, WallName, float, float] | None = None
    hosts = _hosts(layout, item)
    for wall in WALLS:
        taken = taken_patches(layout, wall, float(item.size[1]))
        spots = _spots(layout, item, wall, hosts, taken)
        for along, height, liking in spots:
            bottom = max(0.05, height + lift)
            if (best is None or liking > best[0]) and _free(layout, item, wall, _patch(item, along, bottom), taken):
                best = (liking, wall, along, bottom)
    return None if best is None else _hung(layout, item, *best[1:])


def _hosts(layout: Layout, item: Item) -> list[tuple[Placed, float]]:
    """Things it should hang above, with how much (1 = the plan or the use wants it so)."""
    above = [r.subject for r in layout.relations_to(item.group) if r.kind == "under"]
    named = [(p, 3.0) for name in above for p in layout.members(name)]
    named += [(p, 2.0) for name in layout.target_groups(item.group, "next_to", "near", "left_of", "right_of", "behind") for p in layout.members(name)]
    usual = [(p, 1.0 - 0.08 * k) for k, category in enumerate(ABOVE.get(item.category, ())) for p in layout.of_category(category)]
    return named + [pair for pair in usual if pair[0].item.id not in {p.item.id for p, _ in named}]


def _spots(
    layout: Layout, item: Item, wall: WallName, hosts: list[tuple[Placed, float]], taken: list[Patch]
) -> list[tuple[float, float, float]]:  # fmt: skip
    """(along, bottom, liking) on this wall."""
    reach = wall_length(layout.room, wall) / 2 - float(item.size[0]) / 2 - 0.02
    if reach < 0:
        return []
    mount = min(item.info.mount_height_m, layout.room.height_m - 0.03 - float(item.size[2]))
    half = float(item.size[0]) / 2
    found = []
    for host, weight in hosts:
        out = host.quad @ INWARD[wall] + wall_offset(layout.room, wall)
        if float(out.min()) > 0.3:
            continue
        along = host.quad @ ALONG[wall]
        middle, low, high = float(along.mean()), float(along.min()), float(along.max())
        bottom = max(mount, host.box.z_high + _OVER_GAP.get(item.category, 0.08)) if host.box.z_low < 1.0 else mount
        if item.category == "wall_cabinet":
            bottom = max(mount, 0.9 + _OVER_GAP["wall_cabinet"])
        slides = [middle, low + half, high - half, *np.arange(low + half, high - half, _STEP_M)]
        if item.category == "wall_cabinet":
            slides += [p.low - half - 0.003 for p in taken] + [p.high + half + 0.003 for p in taken]
            slides = [s for s in slides if low - 0.05 <= s <= high + 0.05]
        for a in slides:
            found.append((float(a), bottom, 2.0 * weight - abs(a - middle) - _crowd(layout, item, wall, float(a))))
    if item.category in _HOST_ONLY and not item.requested:
        return found
    for a in np.concatenate([np.arange(0, reach, _STEP_M), -np.arange(0, reach, _STEP_M), [0.0]]):
        found.append((float(a), mount, _wall_liking(layout, item, wall, float(a))))
    return found


def _crowd(layout: Layout, item: Item, wall: WallName, along: float) -> float:
    """Two of a kind do not hang close together, cabinets do."""
    if item.category == "wall_cabinet":
        return 0.0
    here = wall_point(layout.room, wall, along, 0.0)
    near = [float(np.linalg.norm(here - np.array(p.position[:2]))) for p in layout.of_category(item.category)]
    return 1.0 if near and min(near) < 1.0 else 0.0


def _wall_liking(layout: Layout, item: Item, wall: WallName, along: float) -> float:
    room = layout.room
    score = -0.25 * abs(along) - _crowd(layout, item, wall, along)
    if item.category in _ON_FRONT_WALL and layout.front_wall:
        score += 4.0 if wall == layout.front_wall else 0.0
    if item.category == "wall_tv" and not layout.front_wall:
        table = next(iter(layout.of_category("meeting_table", "sofa", "bed")), None)
        if table is not None:
            axis = table.rotation[:2, 0] if table.item.category == "meeting_table" else table.rotation[:2, 1]
            score += 2.0 * abs(float(axis @ INWARD[wall])) - abs(
                float((wall_point(room, wall, along, 0) - np.array(table.position[:2])) @ ALONG[wall])
            )
    doors = [o for o in room.openings if o.kind == "door"]
    if item.category in _BY_DOOR and doors:
        here = wall_point(room, wall, along, 0.0)
        score -= 0.8 * min(float(np.linalg.norm(here - wall_point(room, d.wall, d.center_m, 0.0))) for d in doors)
    return score + float(layout.rng.random()) * 0.3


def _curtain_height(layout: Layout, item: Item, window: PlacedOpening) -> float:
    top = min(window.sill_m + window.height_m + 0.14, layout.room.height_m - 0.03)
    return max(0.03, top - float(item.size[2]))


def _at_window(layout: Layout, item: Item, height) -> Placed | None:
    """Centred on a window that has none of the kind yet; in other sizes of the category when it meets furniture."""
    windows = [o for o in layout.room.openings if o.kind == "window"]
    for window in windows:
        here = wall_point(layout.room, window.wall, window.center_m, 0.0)
        if any(np.linalg.norm(np.array(p.position[:2]) - here) < 0.4 for p in layout.of_category(item.category)):
            continue
        for candidate in _window_sizes(item, window):
            bottom = height(layout, candidate, window)
            patch = _patch(candidate, window.center_m, bottom)
            taken = [p for p in taken_patches(layout, window.wall, float(candidate.size[1])) if p != _opening_patch(window)]
            if candidate.category == "curtain":
                # the panes beside this one have curtains of their own, which may come close
                taken = _bodies_only(layout, window.wall, float(candidate.size[1]))
            reach = wall_length(layout.room, window.wall) / 2
            if (
                -reach + 0.01 < patch.low
                and patch.high < reach - 0.01
                and patch.top < layout.room.height_m
                and not any(patch.meets(t, 0.012) for t in taken)
            ):
                return _hung(layout, candidate, window.wall, window.center_m, bottom)
    return None


def _bodies_only(layout: Layout, wall: WallName, depth: float) -> list[Patch]:
    found = []
    for placed in layout.placed.values():
        out = placed.quad @ INWARD[wall] + wall_offset(layout.room, wall)
        if float(out.min()) < depth + 0.02:
            along = placed.quad @ ALONG[wall]
            found.append(Patch(float(along.min()), float(along.max()), placed.box.z_low, placed.box.z_high))
    found += [_opening_patch(o) for o in layout.room.openings if o.wall == wall and o.kind == "door"]
    return found


def _window_sizes(item: Item, window: PlacedOpening) -> list[Item]:
    if item.planned.size is not None or item.category != "curtain":
        return [item]
    shallow, low = item.info.size_m[1][0], item.info.size_m[2][0]
    wide = window.width_m + 0.35
    options = [(wide, None), (wide, low), (window.width_m + 0.12, None), (window.width_m + 0.12, low)]
    return [item.resized(size_in_range(item.info, (w, shallow, h), np.asarray(item.asset.size))) for w, h in options]


def _from_ceiling(layout: Layout, item: Item, lamps: list[Item]) -> None:
    """Over what the plan puts under it, else evenly over the room, clear of all that is tall."""
    z = layout.room.height_m - float(item.size[2]) - _CEILING_GAP_M
    wanted = [p for r in layout.relations_to(item.group) if r.kind == "under" for p in layout.members(r.subject)]
    if not wanted and item.category == "pendant_lamp":
        wanted = layout.of_category("table", "round_table", "kitchen_island", "meeting_table", "bar_counter", "cafe_table", "coffee_table")
    same = [i for i in lamps if i.group == item.group]
    points = _over(wanted, item, len(same)) if wanted else []
    points += _spread(layout, item, lamps)
    tall = [p.quad for p in layout.placed.values() if p.box.z_high > z - 0.02] + _before_doors(layout, z)
    others = np.array(tall).reshape(-1, 4, 2)
    for x, y in points:
        quad = rectangle(Rect(x, y, float(item.size[0]) / 2, float(item.size[1]) / 2))
        inside = bool((np.abs(quad).max(axis=0) < np.array([layout.room.width_m, layout.room.depth_m]) / 2 - 0.02).all())
        if inside and not overlaps(quad[None], others, 0.02).any():
            layout.add(standing(item, x, y, 0.0, z, "ceiling"))
            return
    layout.drop(item, "no free place at the ceiling")


def _over(targets: list[Placed], item: Item, count: int) -> list[tuple[float, float]]:
    """Above each target in turn; several above one table in a row along it."""
    if len(targets) >= count:
        ordered = targets[item.index % len(targets) :] + targets
        return [(t.position[0], t.position[1]) for t in ordered]
    target = targets[item.index % len(targets)]
    per = math.ceil(count / len(targets))
    axis = 0 if target.item.size[0] >= target.item.size[1] else 1
    length = float(target.item.size[axis])
    off = ((item.index // len(targets)) - (per - 1) / 2) * length / per
    x, y = np.array(target.position[:2]) + target.rotation[:2, axis] * off
    return [(float(x), float(y))]


def _spread(layout: Layout, item: Item, lamps: list[Item]) -> list[tuple[float, float]]:
    """A row (or grid) of equal distances along the room, then other spots near the middle."""
    free = [i for i in lamps if not layout.relations_to(i.group) and i.category != "pendant_lamp"] or lamps
    k, n = (free.index(item) if item in free else 0), max(1, len(free))
    width, depth = layout.room.width_m, layout.room.depth_m
    columns = max(1, min(n, round(math.sqrt(n * width / depth))))
    rows = math.ceil(n / columns)
    row, column = divmod(k, columns)
    in_row = min(columns, n - row * columns)
    spots: list[Array] = [np.array([(column + 0.5) / in_row - 0.5, (row + 0.5) / rows - 0.5]) * (width, depth)]
    spots += [
        spots[0] + np.array([dx, dy]) for r in (0.3, 0.6, 1.0) for dx, dy in ((r, 0), (-r, 0), (0, r), (0, -r), (r, r), (-r, -r), (r, -r), (-r, r))
    ]
    return [(float(x), float(y)) for x, y in spots]
