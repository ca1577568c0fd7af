"""Furnishes a room: to the things asked for come those that such a room has besides, until it holds as many as its tier wants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from blueprint.contracts.plan import UNARY, PlannedObject, PlannedRelation
from blueprint.domain.assets.asset import Placement
from blueprint.domain.planner.furnishing.space import Space
from blueprint.domain.planner.furnishing.table import Furnishing, RoomTable, table_of
from blueprint.domain.planner.nature import CARRY_NOTHING, CONTAINERS, Infos
from blueprint.domain.planner.rooms import choose_size

TIER_MINIMUM = {"standard": 40, "premium": 70}
MOST_THINGS = 240
_EXTENDABLE = {"counter", "wall_cabinet", "pallet_rack", "school_desk", "lab_bench", "cafe_table", "nightstand", "chair", "office_chair", "workbench"}
_EQUAL: tuple[frozenset[str], ...] = (
    frozenset({"table", "round_table", "folding_table"}), frozenset({"bed", "single_bed", "bunk_bed", "crib"}), frozenset({"sofa", "loveseat"}),
    frozenset({"tv", "wall_tv"}), frozenset({"blackboard", "whiteboard"}), frozenset({"chair", "folding_chair"}), frozenset({"coat_rack",
    "coat_hook"}),
    frozenset({"bathtub", "shower"}), frozenset({"bar_counter", "counter"}), frozenset({"cafe_table", "round_table"}), frozenset({"meeting_table",
    "table"}),
    frozenset({"office_chair", "chair"}), frozenset({"desk", "dressing_table"}), frozenset({"trash_can", "waste_bin"}),
)  # fmt: skip
"""Where one is asked for, a room does not also get the other, and things that go with one go with the other."""


def equals(name: str) -> frozenset[str]:
    """The category and those that stand for it."""
    return frozenset({name}).union(*(group for group in _EQUAL if name in group))


@dataclass
class Draft:
    """What is planned so far. fixed: categories whose number the sentence gives. emptied: ids that hold nothing. size: of the room, in words."""

    room_type: str
    objects: list[PlannedObject] = field(default_factory=list)
    relations: list[PlannedRelation] = field(default_factory=list)
    fixed: set[str] = field(default_factory=set)
    excluded: set[str] = field(default_factory=set)
    emptied: set[str] = field(default_factory=set)
    skip: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    size: str | None = None
    sides_m: tuple[float, float] | None = None
    windows: int = 1
    doors_m: float = 0.9


def furnish(draft: Draft, quality: str, density: str, rng: Random, infos: Infos) -> Draft:
    """Adds furniture and small things (requested=False, soft relations) to the draft, and gives the room its sides when they are open."""
    room = _Furnisher(draft, quality, density, rng, infos)
    table = table_of(draft.room_type)
    room.stand_requested()
    room.furniture(table.base)
    room.extras(draft.add)
    room.size()
    room.optional(table.more)
    room.support_requested()
    room.small(table.small)
    room.fill(table)
    return draft


class _Furnisher:
    def __init__(self, draft: Draft, quality: str, density: str, rng: Random, infos: Infos) -> None:
        self.draft, self.rng, self.infos = draft, rng, infos
        self.premium = quality == "premium"
        self.minimum = TIER_MINIMUM[quality]
        spread = {"low": (1, 3), "medium": (6, 11), "high": (16, 24)}[density]
        self.target = self.minimum + rng.randint(*spread) + (8 if draft.size == "large" else 0) + (3 if self.premium else 0)
        self.space = Space(infos, draft.size == "small")
        self.space.sides_m, self.space.doors_m = draft.sides_m, draft.doors_m
        self.asked = {planned.category for planned in draft.objects}
        self.by_id = {planned.id: planned for planned in draft.objects}

    # the steps

    def stand_requested(self) -> None:
        for planned in self.draft.objects:
            self.space.stand(planned.id, planned.category, planned.count)
        for relation in self.draft.relations:
            if relation.kind in ("on", "in"):
                item = self.by_id[relation.subject]
                self.space.put(relation.objects[0], item.category, item.count)

    def furniture(self, lines: tuple[Furnishing, ...]) -> None:
        for line in lines:
            if self.rng.random() < line.chance:
                self._line(line, slack=1.25)

    def extras(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self.asked and self._allowed(name):
                self._add(name, 1, ())

    def size(self) -> None:
        if self.draft.sides_m is None:
            crowd = 1.12 if self.premium else 1.0
            needed = self.space.needed_m2() * (1.0 if self.draft.size == "small" else 1.1)
            self.draft.sides_m = choose_size(self.draft.room_type, self.draft.size, needed, self.rng, crowd)
        self.space.sides_m = self.draft.sides_m

    def optional(self, lines: tuple[Furnishing, ...]) -> None:
        """In the table's order when a line needs another (`per`), each by its chance; what does not fit is left out."""
        boost = (1.2 if self.premium else 0.95) * {"small": 0.8, "large": 1.4}.get(self.draft.size or "", 1.0)
        for line in lines:
            if self.rng.random() < line.chance * boost:
                self._line(line)

    def support_requested(self) -> None:
        """Small things asked for without a word about where: on what usually carries them."""
        carried = {relation.subject for relation in self.draft.relations if relation.kind in ("on", "in", "in_corner", "by_window")}
        for planned in list(self.draft.objects):
            if planned.id in carried or not planned.requested or self.infos[planned.category].placement is not Placement.SURFACE:
                continue
            chosen = self._usual_support(planned)
            if chosen:
                kind = "in" if self.by_id[chosen].category in CONTAINERS and self.by_id[chosen].category in ("bookshelf", "bowl") else "on"
                self._relate(PlannedRelation(kind=kind, subject=planned.id, objects=(chosen,), hard=False))
                self.space.put(chosen, planned.category, planned.count)

    def small(self, lines: tuple[Furnishing, ...]) -> None:
        """The things that make the room what it is; about a fifth over the number wanted at most."""
        for line in lines:
            if self.rng.random() < line.chance and self.total < self.target * 1.2:
                self._line(line)

    def fill(self, table: RoomTable) -> None:
        """More small things and, when surfaces are full, more furniture, until the number is reached."""
        for crowded in (1.0, 1.6, 4.0):
            for _ in range(3):
                self._round(table.pool, crowded)
                if self.total >= self.target:
                    return
            self._round(table.more, crowded)
            self._round(table.small, crowded)
        self._anything(table)

    # how one line is carried out

    @property
    def total(self) -> int:
        return sum(planned.count for planned in self.by_id.values())

    def _round(self, lines: tuple[Furnishing, ...], crowded: float) -> None:
        for line in self.rng.sample(lines, len(lines)):
            if self.total >= self.target:
                return
            self._line(line, slack=min(crowded, 1.5), crowded=crowded, again=True)

    def _line(self, line: Furnishing, slack: float = 1.0, crowded: float = 1.0, again: bool = False) -> None:
        names = [name for name in line.names if self._allowed(name)]
        if not names or (self.draft.windows == 0 and any(kind == "by_window" for kind, _ in line.stands)):
            return
        done = [name for name in line.names if equals(name) & self.asked]
        count = self._count(line)
        if done:
            count = self._missing(done[0], count) if done[0] in _EXTENDABLE else 0
            names = done
        elif not line.supports and again and self._number_of(names[0]) > 2 and self.infos[names[0]].placement is Placement.FLOOR:
            return
        if count < 1:
            return
        name = self.rng.choice(names)
        if line.supports:
            self._put(name, min(count, 16), line, crowded)
        else:
            self._stand(name, min(count, 36), line, slack)

    def _count(self, line: Furnishing) -> int:
        """Within the line's range; a large room has rather more of what comes in numbers, a small one the fewest."""
        low, high = line.low, line.high
        if not line.supports and low < high:
            low, high = {"small": (low, low), "large": (high, 2 * high - low)}.get(self.draft.size or "", (low, high))
        return self.rng.randint(low, high) * (self._number_of(line.per) if line.per else 1)

    def _missing(self, name: str, count: int) -> int:
        fixed = name in self.draft.fixed
        return 0 if fixed else max(count - self._number_of(name), 0)

    def _stand(self, name: str, count: int, line: Furnishing, slack: float) -> None:
        while count and not self.space.fits(name, count, slack):
            count -= 1
        if count and not (self.infos[name].placement is Placement.WALL and self._walls_full()):
            self._add(name, count, line.stands)

    def _walls_full(self) -> bool:
        width, depth = self.draft.sides_m or (6.0, 6.0)
        hung = sum(p.count for p in self.by_id.values() if self.infos[p.category].placement is Placement.WALL)
        return hung >= (width + depth) * 0.9

    def _put(self, name: str, count: int, line: Furnishing, crowded: float) -> None:
        """On (or in) one of the line's supports that has room left, the roomier the likelier."""
        places = [(kind, planned.id) for kind, category in line.supports for planned in self._those(category) if planned.id not in self.draft.emptied]
        free = [(kind, at, self.space.free_m2(at)) for kind, at in places if crowded > 2 or self.space.room_for(at, name) * crowded >= 1]
        if not free:
            return
        kind, at, _ = self.rng.choices(free, [max(area, 0.001) for *_, area in free])[0]
        count = count if crowded > 2 else min(count, max(int(self.space.room_for(at, name) * crowded), 1))
        same = next(
            (p for p in self.by_id.values() if p.category == name and not p.requested and self._support_of(p.id) == at and p.count + count <= 16),
            None,
        )
        if same:
            self.by_id[same.id] = same.model_copy(update={"count": same.count + count})
            self.draft.objects[:] = list(self.by_id.values())
            self.space.stand(same.id, name, count)
        else:
            new = self._add(name, count, line.stands)
            self._relate(PlannedRelation(kind=kind, subject=new, objects=(at,), hard=False))  # type: ignore[arg-type]
        self.space.put(at, name, count)

    def _add(self, name: str, count: int, stands: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
        number = 1
        while (new := name if number == 1 else f"{name}_{number}") in self.by_id:
            number += 1
        compact = self.draft.size == "small" and self.infos[name].placement is Placement.FLOOR
        planned = PlannedObject(id=new, category=name, count=count, requested=False, size="small" if compact else None)
        self.draft.objects.append(planned)
        self.by_id[new] = planned
        self.space.stand(new, name, count)
        for kind, targets in stands:
            self._stands(kind, targets, new)
        return new

    def _stands(self, kind: str, targets: tuple[str, ...], new: str) -> None:
        if kind in UNARY:
            self._relate(PlannedRelation(kind=kind, subject=new, hard=False))  # type: ignore[arg-type]
            return
        found = next((planned.id for target in targets for planned in self._those(target) if planned.id != new), None)
        if found and kind == "above":
            self._relate(PlannedRelation(kind="under", subject=found, objects=(new,), hard=False))
        elif found:
            self._relate(PlannedRelation(kind=kind, subject=new, objects=(found,), hard=False))  # type: ignore[arg-type]

    def _relate(self, relation: PlannedRelation) -> None:
        self.draft.relations.append(relation)

    # what there is

    def _allowed(self, name: str) -> bool:
        return name in self.infos and name not in self.draft.excluded and name not in self.draft.fixed and name not in self.draft.skip

    def _those(self, category: str) -> list[PlannedObject]:
        exact = [planned for planned in self.by_id.values() if planned.category == category]
        return exact or [planned for planned in self.by_id.values() if planned.category in equals(category)]

    def _number_of(self, category: str) -> int:
        return sum(planned.count for planned in self._those(category))

    def _support_of(self, object_id: str) -> str | None:
        return next((r.objects[0] for r in self.draft.relations if r.subject == object_id and r.kind in ("on", "in")), None)

    def _usual_support(self, planned: PlannedObject) -> str | None:
        usual = self.infos[planned.category].sits_on
        tops = [p for p in self.by_id.values() if p.id != planned.id and p.id not in self.draft.emptied and self._is_top(p.category)]
        preferred = [p for p in tops if p.category in usual]
        roomy = sorted(preferred or tops, key=lambda p: -self.space.free_m2(p.id))
        return roomy[0].id if roomy else None

    def _is_top(self, category: str) -> bool:
        return category not in CARRY_NOTHING and category != "rug" and self.infos[category].placement is Placement.FLOOR

    def _anything(self, table: RoomTable) -> None:
        """The last resort of a sentence that denies or crowds nearly everything: small things wherever something can carry them."""
        tops = [p.id for p in self.by_id.values() if self._is_top(p.category) and p.id not in self.draft.emptied]
        names = [n for line in (*table.pool, *table.small) for n in line.names if self._allowed(n)]
        names = names or [n for n, info in self.infos.items() if info.placement is Placement.SURFACE and self._allowed(n)]
        names = [n for n in dict.fromkeys(names) if self.infos[n].placement is Placement.SURFACE] or [
            n for n in self.infos if n not in self.draft.excluded
        ]
        for turn in range(self.minimum):
            if self.total >= self.minimum:
                return
            new = self._add(names[turn % len(names)], 2, ())
            if tops:
                self._relate(PlannedRelation(kind="on", subject=new, objects=(tops[turn % len(tops)],), hard=False))
