"""How well a pose suits a unit: habits of furnishing, and nearness to what the plan relates it to. Higher is better; about 1 per metre."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from blueprint.contracts.plan import PlannedRelation
from blueprint.domain.layout.candidates import Candidates, focal_of
from blueprint.domain.layout.cluster import Cluster
from blueprint.domain.layout.floorplan import FloorPlan, Unit
from blueprint.domain.layout.placed import Layout
from blueprint.domain.layout.quads import distance_to_points
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.scene.geometry import WALLS, wall_length, wall_offset, wall_point

CENTREPIECES = frozenset(
    {"bed", "single_bed", "sofa", "loveseat", "lounge", "tv_stand", "fireplace", "sideboard", "piano", "dresser", "console_table", "dressing_table"}
)  # fmt: skip
BY_DOOR = frozenset({"coat_rack", "umbrella_stand", "shoe_rack", "fire_extinguisher", "console_table", "bench"})
BY_WINDOW = frozenset({"desk", "potted_plant", "sink_counter", "easel", "rocking_chair", "run", "piano", "lectern"})
IN_CORNER = frozenset(
    {"potted_plant", "floor_lamp", "coat_rack", "bean_bag", "play_tent", "barrel", "tire", "rocking_horse", "easel", "water_cooler", "trash_can"}
)
_AT_WALL_M = 0.4
IN_THE_OPEN = frozenset(
    {"armchair", "ottoman", "coffee_table", "rocking_chair", "easel", "room_divider", "chair", "bean_bag", "lectern", "pallet", "stool"}
)
FAR_FROM_DOOR = frozenset({"bed", "single_bed", "crib", "bunk_bed", "lounge", "desk", "bathtub", "table", "toilet"})
BESIDE: dict[str, tuple[str, ...]] = {
    "waste_bin": ("desk", "toilet", "washbasin", "photocopier"), "trash_can": ("counter", "sink_counter", "workbench", "bar_counter"),
    "floor_lamp": ("sofa", "armchair", "loveseat", "rocking_chair", "bed"), "ottoman": ("armchair", "sofa", "bean_bag"),
    "side_table": ("sofa", "armchair", "loveseat", "rocking_chair"), "drawer_unit": ("desk",), "filing_cabinet": ("desk", "drawer_unit", "bookshelf"),
    "laundry_basket": ("washing_machine", "dryer", "bathtub", "wardrobe"), "drying_rack": ("washing_machine", "dryer"),
    "shoe_rack": ("coat_rack", "wardrobe", "console_table"), "umbrella_stand": ("coat_rack", "shoe_rack", "console_table"), "tool_chest": ("workbench",),
    "stool": ("workbench", "lab_bench", "bar_counter", "piano"), "bookshelf": ("bookshelf", "desk", "armchair"), "step_stool": ("shelf_unit", "bookshelf"),
    "shelf_unit": ("shelf_unit",), "locker": ("locker",), "wardrobe": ("wardrobe", "dresser"), "pallet_rack": ("pallet_rack",),
    "toy_chest": ("bookshelf", "play_tent", "bean_bag"), "barrel": ("barrel",), "traffic_cone": ("traffic_cone",), "tire": ("tire",), "pallet": ("pallet",),
    "cabinet": ("cabinet", "sideboard"), "kitchen_cart": ("kitchen_island", "counter"), "high_chair": ("table",), "lab_bench": ("lab_bench",),
    "armchair": ("coffee_table", "sofa", "fireplace"), "bean_bag": ("bookshelf", "rug"), "fire_extinguisher": (), "hand_truck": ("pallet_rack", "pallet"),
    "umbrella": (), "folding_chair": ("folding_table",),
}  # fmt: skip
_NEAR_KINDS = frozenset({"next_to", "near", "left_of", "right_of", "in_front_of", "behind", "around", "under"})


def liking(layout: Layout, floor: FloorPlan, cluster: Cluster, unit: Unit, found: Candidates) -> Array:
    """(n,) for n candidates."""
    poses = found.poses
    key = cluster.kind if cluster.kind in ("lounge", "run", "bed", "table", "rows") else cluster.lead.category
    names = {key, cluster.lead.category}
    score = layout.rng.random(len(poses)) * 0.12 + _whims(layout, found) * layout.noise + layout.rng.random(len(poses)) * layout.noise
    at_wall = found.wall >= 0
    score -= np.where(at_wall, _wall_dislike(found, floor, bool(names & CENTREPIECES)), 0.0)
    score -= 0.35 * names_distance(poses, _doors(floor), near=bool(names & BY_DOOR), far=bool(names & FAR_FROM_DOOR))
    if key == "run":
        score += _run_and_windows(floor, unit, poses)
    if names & BY_WINDOW and (panes := _windows(floor)).size:
        score -= 0.35 * distance_to_points(poses[:, :2], panes).min(axis=1)
    if names & IN_CORNER or cluster.anchor == "free":
        score -= (0.8 if names & IN_CORNER else 0.25) * _corner_distance(poses, floor, unit)
    if cluster.anchor == "free" and cluster.lead.category not in IN_THE_OPEN:
        wall = _wall_distance(poses, floor, unit)
        score -= 0.9 * wall + 0.8 * (wall > 0.35)
    if cluster.anchor == "serving":
        score -= 1.2 * np.minimum(np.abs(_behind(poses, floor, unit) - 0.95), 1.5)
    if cluster.kind == "racks":
        score += _aisle(layout, floor, found)
    if cluster.anchor == "middle":
        score += _open_middle(poses, floor, unit) - 0.6 * at_wall
    score += _company(layout, poses, cluster)
    if cluster.anchor == "lounge":
        score += _watching(layout, cluster, poses) + 0.4 * at_wall
    if cluster.anchor == "rows":
        score += _rows_back(layout, poses)
    if cluster.lead.category in ("tv_stand", "fireplace"):
        score += _across(found, floor)
    for item in {part.item.group: part.item for part in unit.parts}.values():
        for relation in layout.relations_of(item.group):
            score += (4.0 if relation.hard else 1.2) * _pull(layout, floor, unit, poses, relation, item.group)
        for relation in layout.relations_to(item.group):
            score += (4.0 if relation.hard else 1.2) * _pull_back(layout, poses, relation)
    return score


def out_of_place(layout: Layout, floor: FloorPlan, cluster: Cluster, unit: Unit, found: Candidates) -> NDArray[np.bool_]:
    """(n,): stands in the way, neither at a wall nor beside what it belongs to: a plant nobody asked for is rather left out."""
    category = cluster.lead.category
    if category in IN_THE_OPEN:
        return np.zeros(len(found.poses), dtype=bool)
    away = _wall_distance(found.poses, floor, unit) > _AT_WALL_M
    hosts = [p for p in layout.of_category(*BESIDE.get(category, ())) if p.support == "floor"]
    hosts += [p for name in layout.target_groups(cluster.lead.group, *_NEAR_KINDS) for p in layout.members(name)]
    for host in hosts:
        reach = float(np.hypot(*host.item.size[:2])) / 2 + float(np.hypot(*unit.half)) + 0.25
        away &= np.linalg.norm(found.poses[:, :2] - np.array(host.position[:2]), axis=1) > reach
    return away


def _whims(layout: Layout, found: Candidates) -> Array:
    """A liking for one wall or another, so that each try is another room."""
    return (layout.rng.random(len(WALLS) + 1) * 4)[found.wall.astype(int)]


def _wall_dislike(found: Candidates, floor: FloorPlan, center: bool) -> Array:
    if center:
        lengths = np.array([wall_length(floor.room, wall) for wall in WALLS])[found.wall.astype(int)]
        return 1.3 * found.center_off / np.maximum(lengths / 2, 0.1)
    # a gap too narrow to use is ugly; none is neat
    sliver = ((found.side_gap > 0.07) & (found.side_gap < 0.35)) * 0.35
    return np.minimum(found.side_gap, 1.0) * 0.55 + sliver


def names_distance(poses: Array, points: Array, near: bool, far: bool) -> Array:
    """Metres to the nearest of `points`, signed by whether one wants to be there; 0 when one does not care."""
    if not points.size or not (near or far):
        return np.zeros(len(poses))
    distance = distance_to_points(poses[:, :2], points).min(axis=1)
    return distance if near else -np.minimum(distance, 4.0)


def _doors(floor: FloorPlan) -> Array:
    return np.array([wall_point(floor.room, o.wall, o.center_m, 0.3) for o in floor.room.openings if o.kind == "door"]).reshape(-1, 2)


def _windows(floor: FloorPlan) -> Array:
    return np.array([wall_point(floor.room, o.wall, o.center_m, 0.3) for o in floor.room.openings if o.kind == "window"]).reshape(-1, 2)


def _halves(poses: Array, unit: Unit) -> tuple[Array, Array]:
    c, s = np.abs(np.cos(poses[:, 2])), np.abs(np.sin(poses[:, 2]))
    return c * unit.half[0] + s * unit.half[1], s * unit.half[0] + c * unit.half[1]


def _corner_distance(poses: Array, floor: FloorPlan, unit: Unit) -> Array:
    hx, hy = _halves(poses, unit)
    return np.maximum(floor.half[0] - np.abs(poses[:, 0]) - hx, 0) + np.maximum(floor.half[1] - np.abs(poses[:, 1]) - hy, 0)


def _wall_distance(poses: Array, floor: FloorPlan, unit: Unit) -> Array:
    hx, hy = _halves(poses, unit)
    return np.minimum(np.maximum(floor.half[0] - np.abs(poses[:, 0]) - hx, 0), np.maximum(floor.half[1] - np.abs(poses[:, 1]) - hy, 0))


def _behind(poses: Array, floor: FloorPlan, unit: Unit) -> Array:
    """Metres from the unit's back to the wall behind it."""
    back = np.column_stack([-np.sin(poses[:, 2]), np.cos(poses[:, 2])])
    room = np.where(np.abs(back) > 0.5, np.array(floor.half) - np.sign(back) * poses[:, :2], np.inf)
    return room.min(axis=1) - unit.half[1]


def _open_middle(poses: Array, floor: FloorPlan, unit: Unit) -> Array:
    """Room to walk round: the least distance to walls and bodies, worth up to 1 m; and the room's middle a little."""
    hx, hy = _halves(poses, unit)
    free = _wall_distance(poses, floor, unit)
    for quad in floor.bodies:
        low, high = quad.min(axis=0), quad.max(axis=0)
        dx = np.maximum(np.maximum(low[0] - poses[:, 0] - hx, poses[:, 0] - hx - high[0]), 0)
        dy = np.maximum(np.maximum(low[1] - poses[:, 1] - hy, poses[:, 1] - hy - high[1]), 0)
        free = np.minimum(free, np.hypot(dx, dy))
    return 1.5 * np.minimum(free, 1.0) - 0.2 * np.hypot(poses[:, 0], poses[:, 1])


def _company(layout: Layout, poses: Array, cluster: Cluster) -> Array:
    """Nearness to what such a thing usually stands beside."""
    wanted = BESIDE.get(cluster.lead.category, ())
    spots = np.array([p.position[:2] for p in layout.of_category(*wanted) if p.support == "floor"]).reshape(-1, 2)
    if not spots.size:
        return np.zeros(len(poses))
    return -0.6 * np.minimum(distance_to_points(poses[:, :2], spots).min(axis=1), 4.0)


def _watching(layout: Layout, cluster: Cluster, poses: Array) -> Array:
    """Square to the focal thing, on its axis, 2 to 3.5 m away."""
    focal = focal_of(layout, cluster)
    if focal is None:
        return np.zeros(len(poses))
    offset = poses[:, :2] - np.array(focal.position[:2])
    distance = np.linalg.norm(offset, axis=1)
    front = -focal.rotation[:2, 1]
    ahead = offset @ front
    beside = np.abs(offset @ focal.rotation[:2, 0])
    facing = np.cos(poses[:, 2] - focal.yaw - math.pi)
    return 1.5 * facing - 1.2 * np.minimum(beside, 2.0) - 0.4 * np.abs(ahead - 2.2) - np.where(distance > 5, 1.0, 0.0)


def _rows_back(layout: Layout, poses: Array) -> Array:
    wall = layout.front_wall or "north"
    out = np.abs(poses[:, 1] if wall in ("north", "south") else poses[:, 0])
    return -0.5 * out - 0.3 * np.hypot(poses[:, 0], poses[:, 1])


def _aisle(layout: Layout, floor: FloorPlan, found: Candidates) -> Array:
    """Along the longer walls, the second row opposite the first."""
    lengths = np.array([wall_length(floor.room, wall) for wall in WALLS])[found.wall.astype(int)]
    score = 0.5 * lengths
    for placed in layout.of_category("pallet_rack"):
        opposite = np.cos(found.poses[:, 2] - placed.yaw) < -0.9
        score += 1.5 * opposite - 0.1 * np.abs((found.poses[:, :2] - np.array(placed.position[:2])) @ placed.rotation[:2, 0])
    return score


def _run_and_windows(floor: FloorPlan, unit: Unit, poses: Array) -> Array:
    """A sink under the window is liked, a stove there is not (where would the hood go?)."""
    score = np.zeros(len(poses))
    panes = _windows(floor)
    for part in unit.parts:
        weight = {"sink_counter": 0.6, "stove": -2.0, "refrigerator": -0.5}.get(part.item.category, -0.25)
        if panes.size:
            c, s = np.cos(poses[:, 2]), np.sin(poses[:, 2])
            middle = poses[:, :2] + np.column_stack([c * part.x - s * part.y, s * part.x + c * part.y])
            near = distance_to_points(middle, panes).min(axis=1) < 0.45 + float(part.item.size[0]) / 2
            score += weight * near
    return score


def _across(found: Candidates, floor: FloorPlan) -> Array:
    """A focal wall wants the depth for a sofa opposite: 3 to 5 m."""
    depth = np.array([2 * wall_offset(floor.room, wall) for wall in WALLS])[found.wall.astype(int)]
    return np.where(found.wall >= 0, -0.8 * np.abs(np.clip(depth, 0, 6) - 3.9), 0.0)


def _pull(layout: Layout, floor: FloorPlan, unit: Unit, poses: Array, relation: PlannedRelation, group: str) -> Array:
    """What a relation whose subject is in the unit prefers."""
    zero = np.zeros(len(poses))
    if relation.kind == "in_corner":
        return -_corner_distance(poses, floor, unit)
    if relation.kind == "in_center":
        return -np.hypot(poses[:, 0], poses[:, 1])
    if relation.kind == "by_window":
        panes = _windows(floor)
        return -np.minimum(distance_to_points(poses[:, :2], panes).min(axis=1), 4.0) if panes.size else zero
    if relation.kind == "against_wall":
        return -_wall_distance(poses, floor, unit)
    own = {part.item.group for part in unit.parts}
    spots = [np.array([p.position[:2] for p in layout.members(name)]).reshape(-1, 2) for name in relation.objects if name not in own]
    if not spots or any(not s.size for s in spots):
        return zero
    if relation.kind == "between" and len(spots) == 2:
        return -distance_to_points(poses[:, :2], (spots[0][:1] + spots[1][:1]) / 2).min(axis=1)
    distance = distance_to_points(poses[:, :2], spots[0])
    if relation.kind == "facing":
        nearest = spots[0][distance.argmin(axis=1)]
        towards = np.arctan2(nearest[:, 1] - poses[:, 1], nearest[:, 0] - poses[:, 0])
        lead = next((p.yaw for p in unit.parts if p.item.group == group), 0.0)
        return np.cos(towards - (poses[:, 2] + lead - math.pi / 2)) - 1.0
    return -0.6 * np.minimum(distance.min(axis=1), 4.0) if relation.kind in _NEAR_KINDS else zero


def _pull_back(layout: Layout, poses: Array, relation: PlannedRelation) -> Array:
    """What a relation prefers whose object is in the unit and whose subject stands already."""
    spots = np.array([p.position[:2] for p in layout.members(relation.subject)]).reshape(-1, 2)
    if not spots.size or relation.kind not in _NEAR_KINDS:
        return np.zeros(len(poses))
    return -0.5 * np.minimum(distance_to_points(poses[:, :2], spots).min(axis=1), 4.0)
