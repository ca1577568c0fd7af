"""Which things are placed together: table and chairs, bed and nightstands, desk and chair, a kitchen run, a sofa and what is before it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from blueprint.domain.layout.cluster import TABLES, Cluster, Pool, single, singles
from blueprint.domain.layout.floorplan import Part, Unit, unit_of
from blueprint.domain.layout.items import Item
from blueprint.domain.layout.lounge import lounge_clusters
from blueprint.domain.layout.placed import Layout
from blueprint.domain.layout.quads import Rect
from blueprint.domain.layout.seats import around_table, before, chair_tuck

DESKS = ("desk", "school_desk", "dressing_table", "workbench", "lab_bench", "piano")
BARS = ("kitchen_island", "bar_counter", "counter")
SEATS = ("chair", "office_chair", "folding_chair", "stool", "bar_stool", "high_chair", "armchair", "bench", "rocking_chair")
RUN = ("refrigerator", "counter", "sink_counter", "dishwasher", "stove")
LAUNDRY = ("washing_machine", "dryer")
BEDS = ("bed", "single_bed", "bunk_bed", "crib")
RUN_GAP_M = 0.002
_PROUD_M = 0.005
_SEATS_FOR = {
    "table": ("chair", "folding_chair", "high_chair", "stool", "bench"), "round_table": ("chair", "folding_chair", "high_chair", "stool", "armchair"),
    "meeting_table": ("office_chair", "chair"), "cafe_table": ("chair", "stool", "folding_chair"), "folding_table": ("folding_chair", "chair", "stool"),
    "desk": ("office_chair", "chair", "stool", "folding_chair"), "school_desk": ("chair", "stool"), "dressing_table": ("stool", "chair", "ottoman"),
    "workbench": ("stool", "office_chair"), "lab_bench": ("stool", "office_chair"), "piano": ("stool", "bench", "chair"),
    "kitchen_island": ("bar_stool", "stool"), "bar_counter": ("bar_stool", "stool"), "counter": ("bar_stool",),
}  # fmt: skip


def seats_for(pool: Pool, lead: Item, count_of_leads: int) -> list[Item]:
    """The chairs that belong to this table or desk: those that the plan sets to it, else those one expects there; shared out evenly."""
    linked = [i for i in pool.linked(lead, "around", "in_front_of", "facing", "next_to", "near") if i.category in SEATS or i.category == "ottoman"]
    wanted = linked
    if not linked:
        elsewhere = {i.id for i in pool.left if pool.layout.target_groups(i.group, "around", "in_front_of", "facing", "next_to", "near", "in_corner")}
        wanted = [i for c in _SEATS_FOR.get(lead.category, ()) for i in pool.left if i.category == c and i.id not in elsewhere]
    if not wanted:
        return []
    groups = {i.group for i in wanted}
    if lead.category in DESKS and not linked:
        return pool.remove(wanted[:1])
    # chairs that stand at several groups of tables are shared out over all of them
    share = math.ceil(len(wanted) / max(1, count_of_leads))
    return pool.remove([i for i in wanted if i.group in groups][:share])


def clusters_of(layout: Layout, items: Sequence[Item]) -> list[Cluster]:
    """All floor items (rugs aside) in clusters, in the order of placing."""
    pool = Pool(layout, items)
    found: list[Cluster] = []
    found += _runs(pool)
    found += _seated(pool, TABLES, 20.0)
    if len([i for i in pool.left if i.category == "school_desk"]) >= 4:
        found += _rows(pool)
    found += _seated(pool, DESKS, 26.0)
    found += _seated(pool, ("kitchen_island", "bar_counter"), 14.0)
    found += _beds(pool)
    found += lounge_clusters(pool)
    for item in pool.take(*(i.category for i in list(pool.left))):
        asked = any(r.hard for r in layout.relations_of(item.group))
        found.append(single(item, _single_rank(item) - (30.0 if asked else 0.0)))
    return found


def _single_rank(item: Item) -> float:
    """Large wall furniture first, small free-standing things last; what was asked for before the rest."""
    area = float(item.size[0] * item.size[1])
    base = 40.0 if item.info.against_wall else 60.0
    if item.category in ("fireplace", "tv_stand", "pallet_rack", "toilet", "bathtub", "shower", "washbasin", "wardrobe"):
        base = 15.0
    return base - 8.0 * min(area, 2.0) - (4.0 if item.requested else 0.0)


def _runs(pool: Pool) -> list[Cluster]:
    kitchen = pool.take(*RUN) if pool.layout.room.room_type != "laboratory" else []
    if not kitchen:
        kitchen = pool.take("refrigerator") if pool.layout.room.room_type == "laboratory" else []
    found = [run_cluster(ordered_run(kitchen), 1.0)] if kitchen else []
    racks = pool.take("pallet_rack")
    if racks:
        # an aisle has racks on both sides
        half = math.ceil(len(racks) / 2)
        found += [run_cluster(side, 1.2 + 0.1 * k, "racks") for k, side in enumerate((racks[:half], racks[half:])) if side]
    laundry = pool.take(*LAUNDRY)
    if pool.layout.room.room_type == "laundry_room":
        laundry += pool.take("sink_counter", "counter")
    if laundry:
        found.append(run_cluster(laundry, 1.5))
    return found


def ordered_run(items: Sequence[Item]) -> list[Item]:
    """Refrigerator at the end, worktop between sink and stove, dishwasher beside the sink."""
    by = {category: [i for i in items if i.category == category] for category in RUN}
    counters = by["counter"]
    order = list(by["refrigerator"])
    if len(counters) >= 2:
        order += [counters[0], *by["sink_counter"], *by["dishwasher"], *counters[2:], counters[1], *by["stove"]]
        if len(counters) > 2:
            order = [*by["refrigerator"], counters[0], *by["sink_counter"], *by["dishwasher"], counters[1], *by["stove"], *counters[2:]]
        return order
    return [*order, *by["dishwasher"], *by["sink_counter"], *counters, *by["stove"]]


def run_cluster(items: Sequence[Item], rank: float, kind: str = "run") -> Cluster:
    """Side by side with their backs in line; in pieces when no wall is long enough."""

    def pieces() -> list[Cluster]:
        if len(items) == 1:
            return []
        cut = _best_cut(items)
        return [run_cluster(items[:cut], rank, kind), run_cluster(items[cut:], rank + 0.1, kind)]

    # the sizes in between let the run end flush with a corner
    variants = [run_unit([_narrowed(item, share) for item in order]) for share in (None, 0.5, 0.0) for order in (items, list(items)[::-1])]
    return Cluster(kind, variants, "wall", rank, pieces)


def _best_cut(items: Sequence[Item]) -> int:
    widths = [float(item.size[0]) for item in items]
    return min(range(1, len(items)), key=lambda k: abs(sum(widths[:k]) - sum(widths[k:])))


def _narrowed(item: Item, share: float | None) -> Item:
    """The same with its width at `share` of the category's range, if that is less than it has and nobody asked for a size."""
    low, high = item.info.size_m[0]
    if share is None or item.planned.size is not None or item.category not in ("counter", "sink_counter", "kitchen_island"):
        return item
    width = low + (high - low) * share
    w, d, h = (float(v) for v in item.asset.size)
    return item if width >= w else item.resized((round(width, 3), *_held(item, d, h)))


def _held(item: Item, depth: float, height: float) -> tuple[float, float]:
    ranges = item.info.size_m
    return round(min(max(depth, ranges[1][0]), ranges[1][1]), 4), round(min(max(height, ranges[2][0]), ranges[2][1]), 4)


def run_unit(items: Sequence[Item]) -> Unit:
    x, parts = 0.0, []
    deepest = max(float(item.size[1]) for item in items)
    for item in items:
        half = item.size / 2
        # a door that swings sideways has to be before its neighbours' fronts
        forward = max(0.0, deepest + _PROUD_M - 2 * float(half[1])) if item.category == "refrigerator" and len(items) > 1 else 0.0
        parts.append(Part(item, x + float(half[0]), -float(half[1]) - forward))
        x += 2 * float(half[0]) + RUN_GAP_M
    return unit_of(parts, name="run")


def _seated(pool: Pool, leads: tuple[str, ...], rank: float) -> list[Cluster]:
    """Tables, desks and bars with the chairs that belong to them."""
    found: list[Cluster] = []
    tables = pool.take(*leads)
    for k, lead in enumerate(tables):
        alike = [t for t in tables[k:] if t.group == lead.group or t.category == lead.category]
        seats = seats_for(pool, lead, len(alike))
        if lead.category in TABLES:
            found.append(table_cluster(lead, seats, rank))
        elif lead.category == "kitchen_island":
            found.append(_bar_cluster(lead, seats, rank, behind=True))
        elif lead.category == "bar_counter":
            found.append(_bar_cluster(lead, seats, rank, behind=False))
        else:
            found.append(desk_cluster(pool.layout, lead, seats, rank))
    return found


def table_cluster(table: Item, seats: Sequence[Item], rank: float) -> Cluster:
    """Chairs round the table, tucked in; then closer; then on three sides of a table at the wall."""
    variants = []
    for room_behind in (0.45, 0.2):
        parts, comfort = around_table(table, seats, room_behind)
        variants.append(unit_of(parts, comfort, table.category))
    if not seats:
        variants = variants[:1]
    return Cluster("table", variants, "middle", rank - (4 if table.requested else 0), singles([table, *seats], rank + 10))


def desk_cluster(layout: Layout, desk: Item, seats: Sequence[Item], rank: float) -> Cluster:
    """The chair before the desk, facing it; several in a row."""
    parts = [Part(desk, 0, 0)]
    parts += before(desk, seats, chair_tuck(desk, seats))
    drawers = unit_of(parts, [], desk.category, zones=not seats)
    deep = max((float(i.size[1]) for i in seats), default=0.0)
    low = min(p.y for p in drawers.parts) - deep / 2
    comfort = [Rect(drawers.parts[0].x, low - 0.2, float(desk.size[0]) / 2, 0.2)] if seats else []
    middle = desk.category in ("lab_bench",) and any(r.kind == "in_center" for r in layout.relations_of(desk.group))
    unit = Unit(drawers.parts, drawers.zones, tuple(comfort), desk.category)
    anchor = "middle" if middle else "wall"
    return Cluster("desk", [unit], anchor, rank - (4 if desk.requested else 0), singles([desk, *seats], rank + 10))


def _bar_cluster(bar: Item, seats: Sequence[Item], rank: float, behind: bool) -> Cluster:
    """Stools at the side that has knee room: an island's back; a bar's guests sit on the far side from the shelves too."""
    variants = []
    for share in (None, 0.5, 0.0):
        lead = _narrowed(bar, share)
        row = before(lead, seats, 0.12, back=behind)
        half = lead.size / 2
        comfort = [Rect(0, (max(abs(p.y) for p in row) + 0.35) * (1 if behind else -1), float(half[0]), 0.2)] if row else []
        if not behind:
            # whoever serves stands on the other side
            comfort.append(Rect(0, float(half[1]) + 0.42, float(half[0]), 0.4))
        variants.append(unit_of([Part(lead, 0, 0), *row], comfort, bar.category, zones=behind))
    return Cluster("bar", variants, "middle" if behind else "serving", rank - (4 if bar.requested else 0), singles([bar, *seats], rank + 10))


def _beds(pool: Pool) -> list[Cluster]:
    """A bed with nightstands at its head; a bench or chest at its foot if the plan says so."""
    found = []
    beds = pool.take(*BEDS)
    for k, bed in enumerate(beds):
        stands = [i for i in pool.left if i.category == "nightstand"]
        share = math.ceil(len(stands) / (len(beds) - k))
        chosen = pool.remove(stands[: min(2, share)])
        feet = pool.remove([i for i in pool.linked(bed, "in_front_of") if i.category in ("bench", "chest", "ottoman", "toy_chest")][:1])
        variants = [bed_unit(bed, order, feet) for order in ((chosen, chosen[::-1]) if len(chosen) < 2 else (chosen,))]
        if len(chosen) == 1:
            variants.append(bed_unit(bed, chosen, feet, first_side=-1))
        found.append(Cluster("bed", variants, "wall", 5.0 + k, singles([bed, *chosen, *feet], 30.0)))
    return found


def bed_unit(bed: Item, stands: Sequence[Item], feet: Sequence[Item], first_side: int = 1) -> Unit:
    half = bed.size / 2
    parts = [Part(bed, 0, -float(half[1]))]
    for side, stand in zip((first_side, -first_side), stands, strict=False):
        parts.append(Part(stand, side * (float(half[0]) + 0.05 + float(stand.size[0]) / 2), -float(stand.size[1]) / 2))
    for foot in feet:
        parts.append(Part(foot, 0, -2 * float(half[1]) - 0.06 - float(foot.size[1]) / 2))
    sides = [s for s in (1, -1) if not any(p.x * s > 0.1 for p in parts[1:])]
    comfort = [Rect(s * (float(half[0]) + 0.25), -float(half[1]), 0.24, float(half[1]) * 0.8) for s in ((1, -1) if len(sides) < 2 else sides[:1])]
    return unit_of(parts, [r for r in comfort if not sides or r.x * sides[0] > 0 or len(sides) == 0], "bed")


def _rows(pool: Pool) -> list[Cluster]:
    """School desks in rows that look at the front wall, a chair at each; fewer columns when the room is narrow."""
    desks = pool.take("school_desk")
    pairs = [(desk, chair[0] if (chair := seats_for(pool, desk, len(desks) - k)) else None) for k, desk in enumerate(desks)]
    variants = []
    n = len(desks)
    best = sorted(range(1, n + 1), key=lambda c: abs(c - math.sqrt(n * 1.2)) + (0.3 if n % c else 0.0))
    for aisle, behind in ((0.7, 0.55), (0.6, 0.35), (0.5, 0.2)):
        for columns in best[:4]:
            variants.append(_grid(pairs, columns, aisle, behind))
    return [Cluster("rows", variants, "rows", 10.0, lambda: [desk_cluster(pool.layout, d, [c] if c else [], 26.0) for d, c in pairs])]


def _grid(pairs: Sequence[tuple[Item, Item | None]], columns: int, aisle: float, behind: float) -> Unit:
    parts: list[Part] = []
    width = max(float(d.size[0]) for d, _ in pairs) + aisle
    depth = max(float(d.size[1]) for d, _ in pairs) + max((float(c.size[1]) for _, c in pairs if c), default=0.3) - 0.1 + behind
    for k, (desk, chair) in enumerate(pairs):
        row, column = divmod(k, columns)
        in_row = min(columns, len(pairs) - row * columns)
        x, y = (column - (in_row - 1) / 2) * width, -row * depth
        parts.append(Part(desk, x, y))
        if chair:
            parts += [Part(p.item, x + p.x, y + p.y, p.yaw) for p in before(desk, [chair], chair_tuck(desk, [chair]))]
    return unit_of(parts, [], "rows", zones=False)
