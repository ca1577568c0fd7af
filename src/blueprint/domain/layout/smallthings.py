"""Which small thing goes on, in or under what; arrange.py finds the spot."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from blueprint.contracts.plan import PlannedRelation
from blueprint.contracts.scene import Placement
from blueprint.domain.layout.arrange import HEAPED, UPRIGHT, put
from blueprint.domain.layout.cluster import goes_beneath
from blueprint.domain.layout.items import Item, size_in_range
from blueprint.domain.layout.ledges import Ledge, Occupied, floor_ledge, ledges_of
from blueprint.domain.layout.placed import Layout, Placed
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.scene.navigation import navigability

_BESIDE = ("next_to", "near", "left_of", "right_of", "in_front_of", "behind", "between", "facing", "around")
_ORDER = {"on": ("top", "seat", "shelf", "interior"), "in": ("interior", "shelf", "top", "seat")}
# what people set down on the floor when there is no better place
FLOOR_THINGS = frozenset(
    {
        "cardboard_box", "storage_box", "crate", "tote", "basket", "bucket", "backpack", "ball", "shoe", "toolbox", "paint_can", "teddy_bear", "toy_car",
        "toy_train", "toy_block", "watering_can", "doll",
    }
)  # fmt: skip
# structured things first: they claim the places before the chairs
_EARLY = (
    "tv",
    "monitor",
    "plate",
    "bowl",
    "keyboard",
    "laptop",
    "fork",
    "knife",
    "spoon",
    "wine_glass",
    "glass",
    "mouse",
    "notebook",
    "pillow",
    "blanket",
    "table_lamp",
)
_RACKS = ("pallet_rack", "shelf_unit", "bookshelf", "shoe_rack")
_EYE_LEVEL_M = 1.1
_TRY_LEDGES = 14
_ROBOT_M, _DRIVABLE = 0.3, 0.96


def set_out(layout: Layout, items: Sequence[Item], occupied: Occupied) -> None:
    """Places all surface things of `items`; what finds no place is dropped with a reason."""
    small = [i for i in items if i.placement == Placement.SURFACE or (i.placement == Placement.FLOOR and goes_beneath(layout, i))]
    for item in in_order(layout, small):
        found = place_small(layout, occupied, item) or _smaller(layout, occupied, item)
        if found is None and item.requested:
            found = _somewhere(layout, occupied, item)
        if found is None:
            layout.drop(item, _why_not(layout, item))
        else:
            layout.add(found)


def in_order(layout: Layout, items: Sequence[Item]) -> list[Item]:
    """Carriers before what they carry, what was asked for before the rest, settings first, large before small."""
    groups = {item.group for item in items}
    depth: dict[str, int] = {}

    def level(group: str, path: frozenset[str]) -> int:
        if group not in depth:
            targets = [n for r in layout.relations_of(group) for n in r.objects if n in groups and n not in path]
            depth[group] = 1 + max((level(n, path | {group}) for n in targets), default=-1)
        return depth[group]

    def key(item: Item) -> tuple[int, bool, int, float, str, int]:
        early = _EARLY.index(item.category) if item.category in _EARLY else len(_EARLY)
        return level(item.group, frozenset()), not item.requested, early, -float(item.size[0] * item.size[1]), item.group, item.index

    return sorted(items, key=key)


def place_small(layout: Layout, occupied: Occupied, item: Item) -> Placed | None:
    """By the plan's relations first (the hard ones in full), then by habit."""
    relations = sorted(layout.relations_of(item.group), key=lambda r: not r.hard)
    carrier = next((r for r in relations if r.kind in ("on", "in")), None)
    beside = [r for r in relations if r.kind in _BESIDE]
    beneath = next((r for r in relations if r.kind == "under"), None)
    if beneath is not None:
        found = _under(layout, occupied, item, beneath)
        if found is not None or beneath.hard:
            return found
    if carrier is not None:
        found = _carried(layout, occupied, item, carrier, beside)
        if found is not None:
            return found
        if carrier.hard and layout.members(carrier.objects[0]):
            return None  # first in another size, then elsewhere
    for relation in beside:
        found = _next_to(layout, occupied, item, relation)
        if found is not None:
            return found
    return _by_habit(layout, occupied, item)


def _by_habit(layout: Layout, occupied: Occupied, item: Item) -> Placed | None:
    for ledge in _usual(layout, item):
        found = put(layout, occupied, ledge, item)
        if found is not None:
            return found
    found = put(layout, occupied, floor_ledge(layout.room), item) if item.category in FLOOR_THINGS else None
    return found if found is not None and (item.requested or _leaves_a_way(layout, found)) else None


def _leaves_a_way(layout: Layout, placed: Placed) -> bool:
    """Is no more of the floor cut off than may be, with this on it?"""
    return navigability({**layout.boxes(), placed.item.id: placed.tight}, layout.room, _ROBOT_M) >= _DRIVABLE


def _smaller(layout: Layout, occupied: Occupied, item: Item) -> Placed | None:
    """In the smallest size of its category, if nobody asked for a size."""
    if item.planned.size is not None or not (item.requested or item.category in ("tv", "globe")):
        return None
    least = size_in_range(item.info, tuple(low + 0.04 * (high - low) for low, high in item.info.size_m), item.size)  # type: ignore[arg-type]
    small = item.resized(least)
    return place_small(layout, occupied, small) if (small.size < item.size - 0.005).any() else None


def _somewhere(layout: Layout, occupied: Occupied, item: Item) -> Placed | None:
    """Better in the wrong place than not there: the relation is then reported as not held."""
    return _by_habit(layout, occupied, item) or _anywhere(layout, occupied, item)


def _carried(layout: Layout, occupied: Occupied, item: Item, relation: PlannedRelation, beside: Sequence[PlannedRelation]) -> Placed | None:
    owners = _shared_out(layout, layout.members(relation.objects[0]), item)
    near = _partners(layout, beside, {o.item.id for o in owners})
    ledges = _ranked(layout, owners, item, relation.kind)
    for ledge in ledges[:_TRY_LEDGES]:
        found = put(layout, occupied, ledge, item, near)
        if found is not None:
            return found
    return None


def _partners(layout: Layout, beside: Sequence[PlannedRelation], owners: set[str]) -> Array | None:
    """Where the things stand that it should be next to, on the same carrier."""
    spots = [p.box.center[:2] for r in beside for n in r.objects for p in layout.members(n) if p.support in owners]
    return np.array(spots) if spots else None


def _shared_out(layout: Layout, owners: list[Placed], item: Item) -> list[Placed]:
    """Its own number's carrier first, then those that carry least of its group."""
    if len(owners) < 2:
        return owners
    first = owners[item.index % len(owners)]
    carried = {o.item.id: sum(p.support == o.item.id for p in layout.members(item.group)) for o in owners}
    return sorted(owners, key=lambda o: (carried[o.item.id], o is not first, o.item.index))


def _ranked(layout: Layout, owners: Sequence[Placed], item: Item, kind: str) -> list[Ledge]:
    """The ledges of the carriers in the order of trying: the right kind first, shelves filled evenly, heavy things low."""
    order = _ORDER[kind]
    fill = {(p.support, p.surface): 0 for p in layout.placed.values()}
    for placed in layout.placed.values():
        fill[(placed.support, placed.surface)] += 1
    large = float(item.size.max()) > 0.3
    found: list[tuple[tuple[float, ...], Ledge]] = []
    for rank, owner in enumerate(owners):
        own = ledges_of(owner)
        sort = _kinds(owner, own, item, order)
        for ledge in own:
            if ledge.kind not in sort:
                continue
            used = fill.get((ledge.support, ledge.name), 0) / max(ledge.area, 0.02)
            same = sum(p.item.group == item.group for p in layout.placed.values() if (p.support, p.surface) == (ledge.support, ledge.name))
            height = ledge.z * (0.3 if owner.item.category in _RACKS else 1.0) if large else abs(ledge.z - _EYE_LEVEL_M)
            if owner.item.category in _RACKS:
                used *= 4.0
            if item.category in UPRIGHT and 0 < same < 7:
                used = -5.0
            found.append(((rank, sort.index(ledge.kind), used / 10 + height * 0.6 + float(layout.rng.random()) * 0.35), ledge))
    return [ledge for _, ledge in sorted(found, key=lambda pair: pair[0])]


def _kinds(owner: Placed, own: Sequence[Ledge], item: Item, order: tuple[str, ...]) -> tuple[str, ...]:
    """For open shelving the shelves are as good as the top, and books rather stand in them; a basin or a drum is nobody's table."""
    if (
        owner.item.category in ("washing_machine", "dryer", "washbasin", "sink_counter", "bathtub", "shower", "dishwasher", "stove")
        and order[0] == "top"
    ):
        return ("top", "shelf")
    if order[0] == "top" and sum(one.kind == "shelf" for one in own) >= 2:
        return ("shelf", "top", "interior") if item.category in UPRIGHT or owner.item.size[2] > 1.2 else ("top", "shelf", "interior")
    return order


def _next_to(layout: Layout, occupied: Occupied, item: Item, relation: PlannedRelation) -> Placed | None:
    """On the surface that carries the other thing, close to it; a thing on the floor has the floor beside it."""
    for name in relation.objects:
        for target in _shared_out(layout, layout.members(name), item):
            near = np.array([target.box.center[:2]])
            host = layout.placed.get(target.support)
            if host is not None:
                for ledge in [ledge for ledge in ledges_of(host) if ledge.name == target.surface or not target.surface]:
                    found = put(layout, occupied, ledge, item, near)
                    if found is not None:
                        return found
            elif item.category in FLOOR_THINGS:
                found = put(layout, occupied, floor_ledge(layout.room), item, near)
                if found is not None:
                    return found
    return None


def _under(layout: Layout, occupied: Occupied, item: Item, relation: PlannedRelation) -> Placed | None:
    """On the floor beneath a table or a bed, between its legs."""
    for target in _shared_out(layout, layout.members(relation.objects[0]), item):
        host = layout.placed.get(target.support)
        if target.support == "floor" or (host and host.item.category == "rug"):
            ledge = floor_ledge(layout.room, target.quad, target.box.z_high, target.yaw)
            found = put(layout, occupied, ledge, item, np.array([target.box.center[:2]]))
            if found is not None:
                return found
    return None


def _usual(layout: Layout, item: Item) -> list[Ledge]:
    """Where such things are kept: carriers in the category's own order, then what says that it holds them."""
    owners: list[Placed] = []
    for category in item.info.sits_on:
        owners += layout.of_category(category)
    owners += [p for p in layout.placed.values() if item.category in p.item.info.holds and p not in owners]
    kind = "in" if item.category in HEAPED and any(o.item.placement == Placement.SURFACE for o in owners) else "on"
    ranked: list[Ledge] = []
    for owner in owners:
        small = owner.item.placement == Placement.SURFACE
        allowed = ("interior", "top") if small else ("top", "shelf", "seat")
        ranked += [ledge for ledge in _ranked(layout, [owner], item, "in" if small else kind) if ledge.kind in allowed]
    return ranked[:24]


def _anywhere(layout: Layout, occupied: Occupied, item: Item) -> Placed | None:
    """Asked for, so any furniture with a free top will do; the largest first, then the floor."""
    ledges = [
        ledge
        for p in layout.placed.values()
        if p.item.placement == Placement.FLOOR
        for ledge in ledges_of(p)
        if ledge.kind in ("top", "shelf", "seat")
    ]
    for ledge in [*sorted(ledges, key=lambda one: -one.area)[:12], floor_ledge(layout.room)]:
        found = put(layout, occupied, ledge, item)
        if found is not None:
            return found
    return None


def _why_not(layout: Layout, item: Item) -> str:
    carrier = next((r for r in layout.relations_of(item.group) if r.kind in ("on", "in", "under") and r.hard), None)
    if carrier is not None:
        return f"there is no free place {carrier.kind} the {carrier.objects[0].replace('_', ' ')}"
    return "there is no free surface for it"
