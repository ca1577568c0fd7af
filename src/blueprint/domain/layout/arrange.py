"""One small thing on one ledge: where it looks natural."""

from __future__ import annotations

import math

import numpy as np

from blueprint.contracts.scene import Placement
from blueprint.domain.layout.items import Item, size_in_range
from blueprint.domain.layout.ledges import LIFT_M, REST_M, Ledge, Occupied, fits, ledges_of, lying, on_its_tail
from blueprint.domain.layout.piles import STICKS, heap, stick_in
from blueprint.domain.layout.placed import Layout, Placed
from blueprint.domain.layout.quads import distance_to_points
from blueprint.domain.layout.slots import seats_at, slot_poses
from blueprint.domain.mesh.mesh import Array

UPRIGHT = frozenset({"book", "binder", "magazine", "notebook"})
STACKED = frozenset({"book", "magazine", "notebook", "towel", "blanket", "board_game", "puzzle_box", "binder", "cardboard_box"})
HEAPED = frozenset({"apple", "orange", "lemon", "pear", "tomato", "potato", "egg", "banana", "ball", "toy_block", "bread", "croissant", "soap_bar"})
AT_BACK = frozenset(
    {
        "microwave", "toaster", "coffee_machine", "espresso_machine", "blender", "kettle", "knife_block", "bottle", "wine_bottle", "can", "jar", "cereal_box",
        "milk_carton", "paper_towel", "dish_rack", "soap_dispenser", "tv", "monitor", "printer", "speaker", "table_lamp", "desk_lamp", "picture_frame", "globe",
        "trophy", "router", "vase", "small_plant", "alarm_clock", "tissue_box", "pepper_mill", "salt_shaker", "spray_bottle", "detergent_bottle",
        "shampoo_bottle", "toothbrush_cup", "document_tray", "pencil_cup", "jewelry_box", "watering_can", "toolbox", "cash_register", "microscope",
        "centrifuge", "test_tube_rack", "storage_box", "basket", "radio", "teddy_bear", "doll", "pitcher", "hat",
    }
)  # fmt: skip
AT_FRONT = frozenset(
    {
        "keyboard",
        "mouse",
        "notebook",
        "cutting_board",
        "pen",
        "pencil",
        "phone",
        "remote",
        "game_controller",
        "tablet",
        "laptop",
        "calculator",
        "scissors",
    }
)
IN_MIDDLE = frozenset(
    {"vase", "bowl", "cake", "candle", "tray", "pitcher", "wine_bottle", "small_plant", "globe", "frying_pan", "pot", "kettle", "tv"}
)
ANY_TURN = frozenset(
    {
        "apple", "orange", "lemon", "pear", "tomato", "potato", "egg", "ball", "toy_block", "bowl", "plate", "vase", "candle", "cup", "mug", "glass", "beaker",
        "flask", "petri_dish", "jar", "can", "bottle", "wine_bottle", "small_plant", "paint_can", "toy_car", "doll", "teddy_bear", "shoe_box", "hat",
        "toilet_roll", "wine_glass", "salt_shaker", "pepper_mill", "banana", "croissant", "bread", "cake",
    }
)  # fmt: skip
_FREE_TABLES = ("table", "round_table", "cafe_table", "coffee_table", "meeting_table", "kitchen_island")
_POINTS = 260
_ROW_GAP_M = 0.0015
_THINNEST_UPRIGHT_M = 0.009


def put(layout: Layout, occupied: Occupied, ledge: Ledge, item: Item, near: Array | None = None) -> Placed | None:
    """The item on this ledge, or None when it does not fit. near (k, 2): points it should be close to."""
    owner = ledge.owner
    if item.asset.joints and ledge.kind in ("interior", "shelf"):
        return None  # its own door would meet the cabinet's
    if (
        item.category in UPRIGHT
        and ledge.kind in ("shelf", "interior")
        and ledge.clearance < 0.9
        and owner
        and owner.item.placement != Placement.SURFACE
    ):
        found = _in_row(layout, occupied, ledge, item)
        if found is not None:
            return found
    if ledge.kind == "top" and near is None:
        found = _before_seat(layout, occupied, ledge, item)
        if found is not None:
            return found
    if ledge.kind == "interior" and owner and owner.item.placement == Placement.SURFACE:
        if item.category in HEAPED:
            return heap(layout, ledge, item, lying(item))
        if item.category in STICKS and float(item.size[:2].max()) > 2 * float(np.ptp(ledge.polygon, axis=0).max()):
            return stick_in(layout, ledge, item)
    if item.category == "plate" and near is None:
        found = _on_plate(layout, ledge, item)
        if found is not None:
            return found
    if item.category in STACKED and near is None:
        found = _on_stack(layout, ledge, item)
        if found is not None:
            return found
    return _by_taste(layout, occupied, ledge, item, near)


def _in_row(layout: Layout, occupied: Occupied, ledge: Ledge, item: Item) -> Placed | None:
    """Upright, spine to the front, next in the row of its kind; else a new row from the left (or the right) end."""
    item = _low_enough(item, ledge)
    shape = on_its_tail(item)
    if shape.size[0] < _THINNEST_UPRIGHT_M or shape.headroom > ledge.clearance:
        return None
    low, high = ledge.local_bounds
    depth = float(shape.size[1])
    inset = min(0.03, max(0.006, float(high[1] - low[1]) - depth - 0.006))
    v = low[1] + inset + depth / 2
    half = float(shape.size[0]) / 2
    spots = []
    for placed in layout.placed.values():
        if placed.support == ledge.support and placed.surface == ledge.name and abs(float(placed.rotation[2, 2])) < 0.5:
            u = float(ledge.to_local(np.array([placed.box.center[:2]]))[0, 0])
            reach = float(placed.item.size[2]) / 2 + half + _ROW_GAP_M
            spots += [u + reach, u - reach]
    spots += [float(low[0]) + half + 0.008, float(high[0]) - half - 0.008, *list(np.linspace(low[0] + half + 0.01, high[0] - half - 0.01, 24))]
    local = np.array([(u, v) for u in spots])
    poses = np.column_stack([ledge.to_world(local), np.full(len(local), ledge.yaw)])
    ok = np.flatnonzero(fits(ledge, shape, poses, occupied, gap=0.001))
    if not len(ok):
        return None
    x, y, yaw = poses[ok[0]]
    return shape.at(float(x), float(y), float(yaw), ledge.z + REST_M, ledge)


def _low_enough(item: Item, ledge: Ledge) -> Item:
    """A lower edition of the book, if nobody asked for a size and the shelf is low."""
    room = ledge.clearance - LIFT_M - 0.004
    w, d, h = (float(v) for v in item.asset.size)
    if item.planned.size is not None or d <= room or item.info.size_m[1][0] > room:
        return item
    return item.resized(size_in_range(item.info, (w * room / d, room, h), item.size))


def _before_seat(layout: Layout, occupied: Occupied, ledge: Ledge, item: Item) -> Placed | None:
    """At its place before a seat: the seat of its own number first, none twice with the same kind."""
    seats = seats_at(layout, ledge)
    if not seats:
        return None
    shape = lying(item)
    order = [seats[(item.index + k) % len(seats)] for k in range(len(seats))]
    mates = [p for p in layout.members(item.group) if p.support == ledge.support]
    for seat in order:
        poses = slot_poses(item, seat)
        if not len(poses):
            return None
        if any(np.linalg.norm(np.array(p.position[:2]) - poses[:, :2], axis=1).min() < 0.3 for p in mates) and len(seats) > 1:
            continue
        ok = np.flatnonzero(fits(ledge, shape, poses, occupied, gap=0.004))
        if len(ok):
            x, y, yaw = poses[ok[0]]
            return shape.at(float(x), float(y), float(yaw), ledge.z + REST_M, ledge)
    return None


def _on_plate(layout: Layout, ledge: Ledge, item: Item) -> Placed | None:
    """Plates that nobody eats from stand in each other, up to four."""
    if seats_at(layout, ledge):
        return None
    loaded = {p.support for p in layout.placed.values()}
    for base in layout.members(item.group):
        if base.item.id not in loaded and _root(layout, base) == (ledge.support, ledge.name) and _depth(layout, base) < 4:
            inner = next((one for one in ledges_of(base) if one.kind == "interior"), None)
            found = heap(layout, inner, item, lying(item)) if inner is not None else None
            if found is not None and found.box.z_high + LIFT_M < ledge.z + ledge.clearance:
                return found
    return None


def _on_stack(layout: Layout, ledge: Ledge, item: Item) -> Placed | None:
    """Flat on the last one of its kind when that is at least as large; stacks stay below four."""
    shape = lying(item)
    piles = [
        p
        for p in layout.placed.values()
        if p.item.category == item.category and abs(float(p.rotation[2, 2])) > 0.999 and _root(layout, p) == (ledge.support, ledge.name)
    ]
    loaded = {p.support for p in layout.placed.values()}
    for base in piles:
        if base.item.id in loaded or _depth(layout, base) >= 3:
            continue
        if (item.size[:2] > base.item.size[:2] + 0.004).any():
            continue
        top = base.box.z_high
        if top + float(item.size[2]) > ledge.z + ledge.clearance - 0.01:
            continue
        slack = np.maximum(base.item.size[:2] - item.size[:2], 0) / 2
        turn = float(layout.rng.uniform(-0.06, 0.06)) if slack.min() > 0.008 else 0.0
        on_top = Ledge(base, "", "top", top, base.quad, 1.0, base.yaw)
        return shape.at(base.position[0], base.position[1], base.yaw + turn, top + REST_M, on_top)
    return None


def _root(layout: Layout, placed: Placed) -> tuple[str, str]:
    while placed.support in layout.placed and layout.placed[placed.support].item.category == placed.item.category:
        placed = layout.placed[placed.support]
    return placed.support, placed.surface


def _depth(layout: Layout, placed: Placed) -> int:
    count = 1
    while placed.support in layout.placed and layout.placed[placed.support].item.category == placed.item.category:
        placed = layout.placed[placed.support]
        count += 1
    return count


def _by_taste(layout: Layout, occupied: Occupied, ledge: Ledge, item: Item, near: Array | None) -> Placed | None:
    """The best of many free spots."""
    shape = lying(item)
    low, high = ledge.local_bounds
    inner_low, inner_high = (
        low + np.minimum(shape.size[:2].min() / 2, (high - low) / 2),
        high - np.minimum(shape.size[:2].min() / 2, (high - low) / 2),
    )
    span = np.maximum(inner_high - inner_low, 1e-6)
    nx = int(np.clip(math.sqrt(_POINTS * span[0] / span[1]), 1, 60))
    ny = int(np.clip(_POINTS / nx, 1, 60))
    u, v = (g.ravel() for g in np.meshgrid(np.linspace(inner_low[0], inner_high[0], nx), np.linspace(inner_low[1], inner_high[1], ny)))
    local = np.column_stack([u, v])
    local += layout.rng.uniform(-0.5, 0.5, local.shape) * span / np.array([max(nx, 1), max(ny, 1)]) * 0.6
    special = [(0.0, 0.0), (0.0, high[1] - shape.size[1] / 2 - 0.006), (0.0, low[1] + shape.size[1] / 2 + 0.006)]
    special += [(s * (high[0] - shape.size[0] / 2 - 0.006), high[1] - shape.size[1] / 2 - 0.006) for s in (-1, 1)]
    local = np.clip(np.vstack([local, special]), low, high)
    world = ledge.to_world(local)
    best: tuple[float, Array] | None = None
    for turn, cost in _turns(layout, item):
        poses = np.column_stack([world, np.full(len(world), ledge.yaw + turn)])
        ok = fits(ledge, shape, poses, occupied)
        if ok.any():
            score = _liking(layout, ledge, item, local[ok], world[ok], near) - cost
            k = int(np.argmax(score))
            if best is None or score[k] > best[0]:
                best = (float(score[k]), poses[ok][k])
    if best is None:
        return None
    x, y, yaw = best[1]
    return shape.at(float(x), float(y), float(yaw), ledge.z + REST_M, ledge)


def _turns(layout: Layout, item: Item) -> list[tuple[float, float]]:
    """Yaws about the ledge's own with what each costs in liking: things with a front look to the front, the rest is at ease."""
    rng = layout.rng
    if item.category in ANY_TURN:
        return [(float(rng.uniform(-math.pi, math.pi)), 0.0), (float(rng.uniform(-0.4, 0.4)), 0.05), (0.0, 0.1), (math.pi / 2, 0.1)]
    jitter = 0.06 if item.category in AT_BACK else 0.25
    return [(float(rng.uniform(-jitter, jitter)), 0.0), (0.0, 0.05), (math.pi / 2, 0.5), (-math.pi / 2, 0.5)]


def _liking(layout: Layout, ledge: Ledge, item: Item, local: Array, world: Array, near: Array | None) -> Array:
    low, high = ledge.local_bounds
    score = layout.rng.random(len(local)) * 0.12
    if near is not None and len(near):
        score -= 6.0 * distance_to_points(world, near).min(axis=1)
    free_table = ledge.owner is not None and ledge.owner.item.category in _FREE_TABLES
    if item.category in IN_MIDDLE and (free_table or item.category in ("tv", "frying_pan", "pot", "kettle")):
        score -= 1.5 * np.linalg.norm(local - (low + high) / 2, axis=1)
    elif item.category in ("pillow",):
        beside = (high[0] - low[0]) / 4 if item.planned.count > 1 else 0.0
        score -= 3.0 * (high[1] - local[:, 1]) + 2.0 * np.abs(np.abs(local[:, 0]) - beside)
    elif item.category in ("cushion",):
        score -= 3.0 * (high[1] - local[:, 1]) + 0.5 * np.minimum(np.abs(local[:, 0] - low[0]), np.abs(high[0] - local[:, 0]))
    elif item.category in AT_BACK and not free_table:
        score -= 1.6 * (high[1] - local[:, 1])
    elif item.category in AT_FRONT:
        score -= 0.8 * (local[:, 1] - low[1])
    others = [p for p in layout.placed.values() if p.support == ledge.support and p.surface == ledge.name]
    if others:
        spots = np.array([p.box.center[:2] for p in others])
        score += 0.8 * np.minimum(distance_to_points(world, spots).min(axis=1), 0.3)
        mates = np.array([p.box.center[:2] for p in others if p.item.group == item.group]).reshape(-1, 2)
        if len(mates) and item.category not in ("pillow", "cushion", "speaker", "table_lamp"):
            score -= 1.4 * np.minimum(distance_to_points(world, mates).min(axis=1), 1.0)
    if ledge.owner is None:
        half = np.array([layout.room.width_m, layout.room.depth_m]) / 2
        score -= 1.2 * np.minimum.reduce(half - np.abs(world), axis=1)
    return score
