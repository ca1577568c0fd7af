"""Turns "this group, so, to that" into relations of the plan, or says why it cannot."""

from __future__ import annotations

import copy

from blueprint.contracts.plan import RelationKind
from blueprint.domain.assets.asset import Placement
from blueprint.domain.planner.nature import DESKS, TABLES, WALL_DECOR, Infos, candidates, carries, holds, is_seat, is_small, placements
from blueprint.domain.planner.nouns import COMMON_PLURALS
from blueprint.domain.planner.reading import Link, Reading, Thing, rests_on

Group = list[Thing]
_PLAIN: dict[str, RelationKind] = {
    "next_to": "next_to", "both_sides": "next_to", "by": "next_to", "against": "next_to", "near": "near", "left_of": "left_of",
    "right_of": "right_of",
    "in_front_of": "in_front_of", "behind": "behind", "facing": "facing", "around": "around", "under": "under",
}  # fmt: skip
_SUPPORT = {"on", "in"}
_WINDOW = {"by", "near", "next_to", "under", "at", "in_front_of", "facing", "against", "on", "in", "with", "above"}
_MOST = 64


class Linker:
    def __init__(self, reading: Reading, infos: Infos) -> None:
        self.reading, self.infos = reading, infos
        self._of: dict[int, list[Link]] = {}

    def possible(self, kind: str, group: Group, target: Group | None, place: str) -> bool:
        """Whether the group can stand so to the target (or to the place)."""
        thing = group[0]
        if place:
            return self._possible_place(kind, thing, place)
        if target is None or thing is target[0]:
            return False
        if kind in _SUPPORT or kind == "center" or (kind == "at" and is_small(thing, self.infos) and not is_seat(thing, self.infos)):
            return self._possible_support(thing, target[0])
        mine, other = placements(thing, self.infos), placements(target[0], self.infos)
        if kind == "above":
            return bool(mine & {Placement.WALL, Placement.CEILING}) and not self.supported(thing)
        if kind == "under":
            return bool(mine & {Placement.FLOOR, Placement.SURFACE}) and not self.supported(thing)
        if Placement.SURFACE in mine and Placement.SURFACE not in other and not mine & other:
            return not self.supported(thing)
        upright = {Placement.FLOOR, Placement.WALL}
        return bool(mine & other) or bool(mine & upright and other & upright)

    def _possible_support(self, thing: Thing, target: Thing) -> bool:
        rug = "rug" in candidates(target, self.infos)
        if is_small(thing, self.infos):
            return not self.supported(thing, outright=True) and (carries(target, self.infos) or holds(target, self.infos))
        return rug or bool(placements(thing, self.infos) & {Placement.WALL})

    def _possible_place(self, kind: str, thing: Thing, place: str) -> bool:
        if self.supported(thing):
            return False
        where = placements(thing, self.infos)
        if place == "ceiling":
            return Placement.CEILING in where
        if place == "wall" and kind in ("on", "hang"):
            return bool(where & {Placement.WALL, Placement.FLOOR})
        return place == "floor" or bool(where & {Placement.FLOOR, Placement.WALL}) or (place == "window" and Placement.SURFACE in where)

    def supported(self, thing: Thing, outright: bool = False) -> bool:
        """Whether the sentence has said what carries it."""
        return any(link.kind in _SUPPORT and not (outright and link.provisional) for link in self._of.get(id(thing), ()))

    def relate(self, kind: str, word: str, group: Group, target: Thing, each: bool) -> None:
        if each:
            self._each(group, target)
        for thing in group:
            if thing is not target:
                self._one(kind, word, thing, target)

    def _each(self, group: Group, target: Thing) -> None:
        if target.count == 1 and not target.explicit:
            target.count = 2
        for thing in group:
            thing.count = min(thing.count * target.count, _MOST)

    def _one_each(self, thing: Thing, target: Thing) -> None:
        """ "two nightstands with lamps": a plural without a number is one for each."""
        if not thing.explicit and thing.plural and target.count > 1 and thing.name not in COMMON_PLURALS and "count" not in thing.marks:
            thing.count = target.count
            thing.marks.add("count")

    def _one(self, kind: str, word: str, thing: Thing, target: Thing) -> None:
        if kind == "both_sides" and thing.count == 1 and "part" not in thing.marks:
            thing.count = 2
        if kind in _SUPPORT or kind == "center":
            self._one_each(thing, target)
            self._support(kind, word, thing, target)
        elif kind == "above":
            thing.marks.add("over")
            self.add(Link("under", target, (thing,)))
        elif kind == "at":
            self._at(thing, target)
        elif kind in _PLAIN:
            self.add(Link(_PLAIN[kind], thing, (target,)))
        else:
            self.reading.miss(f"{word} {target.words or target.name}", "this relation cannot be arranged")

    def _support(self, kind: str, word: str, thing: Thing, target: Thing) -> None:
        if "rug" in candidates(target, self.infos) and not is_small(thing, self.infos):
            self.add(Link("under", target, (thing,)))
        elif not is_small(thing, self.infos):
            if Placement.WALL in placements(thing, self.infos):
                self.add(Link("under", target, (thing,)))
            elif kind == "center":
                self.add(Link("near", thing, (target,)))
            else:
                self.reading.miss(f"{thing.words} {word} {target.words}", "it stands on the floor")
        elif kind == "in" and holds(target, self.infos):
            self.add(Link("in", thing, (target,)))
        elif carries(target, self.infos):
            self.add(Link("on", thing, (target,)))
        elif holds(target, self.infos):
            self.add(Link("in", thing, (target,)))
        else:
            self.reading.miss(f"{thing.words} {word} {target.words}", "nothing can be put there")

    def _at(self, thing: Thing, target: Thing) -> None:
        if is_seat(thing, self.infos) and any(name in DESKS for name in candidates(target, self.infos)):
            self.add(Link("in_front_of", thing, (target,)))
            self.add(Link("facing", thing, (target,), hard=False))
        elif is_seat(thing, self.infos):
            self.add(Link("around" if thing.count > 1 else "next_to", thing, (target,)))
        elif is_small(thing, self.infos):
            self._support("on", "at", thing, target)
        else:
            self.add(Link("next_to", thing, (target,)))

    def belong(self, group: Group, owner: Thing, kind: str, provisional: bool, per_item: bool = False) -> None:
        """ "with": how an item usually stands to its owner. Small things on or in it, seats around it, a rug under it, wall things above it."""
        for thing in group:
            if per_item:
                thing.count = min(thing.count * owner.count, _MOST)
            elif kind == "filled" and len(group) == 1 and not thing.explicit and not is_small(owner, self.infos):
                thing.count = min(max(thing.count, 12 if thing.name == "book" else 5) * min(owner.count, 4), 32)
            else:
                self._one_each(thing, owner)
            relation = self._usual(thing, owner, kind)
            if relation == "under":
                thing.marks.add("over")
                self.add(Link("under", owner, (thing,), provisional=provisional))
            elif relation == "rug":
                self.add(Link("under", thing, (owner,), provisional=provisional))
            elif relation:
                self.add(Link(relation, thing, (owner,), provisional=provisional))  # type: ignore[arg-type]

    def _usual(self, thing: Thing, owner: Thing, kind: str) -> str:
        owners = set(candidates(owner, self.infos))
        where = placements(thing, self.infos)
        if is_small(thing, self.infos) and (holds(owner, self.infos) or carries(owner, self.infos)) and not self.supported(thing):
            inside = holds(owner, self.infos) and (
                kind == "filled" or not carries(owner, self.infos) or is_small(owner, self.infos) or owners == {"bookshelf"}
            )
            return "in" if inside and kind != "on_it" else "on"
        if "rug" in candidates(thing, self.infos):
            return "rug"
        if is_seat(thing, self.infos) and owners & TABLES:
            return "around" if thing.count > 1 else "next_to"
        if is_seat(thing, self.infos) and owners & DESKS:
            return "in_front_of"
        if where and not where - {Placement.WALL, Placement.CEILING}:
            return "under"
        return "next_to" if Placement.FLOOR in where and placements(owner, self.infos) & {Placement.FLOOR} else ""

    def place(self, kind: str, word: str, name: str, group: Group, each: bool) -> None:
        """Relations to the room itself: against a wall, in a corner, by the window, in the middle."""
        for thing in group:
            if each and name == "corner":
                thing.count = min(thing.count * 4, _MOST)
            self._place(kind, word, name, thing)

    def _place(self, kind: str, word: str, name: str, thing: Thing) -> None:
        where = placements(thing, self.infos)
        if name == "wall":
            self._on_wall(kind, thing, where)
        elif name == "corner":
            self.add(Link("in_corner", thing))
        elif name == "middle":
            self.add(Link("in_center", thing))
        elif name == "window" and kind in _WINDOW:
            self.reading.room.needs_window = True
            self.add(Link("by_window", thing))
        elif name == "ceiling":
            thing.marks.add("ceiling")
            if Placement.CEILING not in where:
                self.reading.miss(f"{thing.words} {word} the ceiling", "it does not hang from a ceiling")
        elif name == "floor":
            if is_small(thing, self.infos) and Placement.FLOOR not in where:
                self.reading.miss(f"{thing.words} {word} the floor", "small things are put on or in furniture")
            thing.marks.add("floor")
        elif name in ("door", "side", "window"):
            self.reading.miss(f"{thing.words} {word} the {name}", "a place cannot be given by a " + name)

    def _on_wall(self, kind: str, thing: Thing, where: set[Placement]) -> None:
        if Placement.WALL in where and (kind in ("on", "hang", "with") or Placement.FLOOR not in where):
            thing.marks.add("wall")
            self.add(Link("on_wall", thing))
        elif kind == "facing":
            self.reading.miss(f"{thing.words} facing the wall", "this relation cannot be arranged")
        elif Placement.FLOOR in where:
            self.add(Link("against_wall", thing))
        else:
            self.reading.miss(f"{thing.words} on the wall", "it does not hang on a wall")

    def deny_place(self, name: str, word: str) -> None:
        if name == "wall":
            self.reading.excluded.update(WALL_DECOR)
        else:
            self.reading.miss(f"not {word} the {name}", "a relation cannot be denied")

    def between(self, subjects: Group, first: Thing, second: Thing) -> None:
        for thing in subjects:
            if thing is not first and thing is not second:
                self.add(Link("between", thing, (first, second)))

    def split(self, thing: Thing, count: int) -> Thing:
        """Takes `count` of a group into a group of its own, which stands to others as the whole did."""
        part = copy.copy(thing)
        part.count, part.bundle, part.marks = min(count, thing.count - 1) or 1, (), set(thing.marks)
        thing.count = max(thing.count - part.count, 1)
        whole = thing.words.rpartition(" of the ")[2] or thing.name
        part.words, thing.words = f"{part.count} of the {whole}"[:200], f"{thing.count} of the {whole}"[:200]
        self.reading.things.append(part)
        for link in list(self._of.get(id(thing), ())):
            if link.subject is thing:
                self.add(Link(link.kind, part, link.objects, link.hard, link.provisional))
        return part

    def add(self, link: Link) -> None:
        """Keeps the relation; one that is said outright replaces what was only guessed from "with"."""
        if link.subject in link.objects:
            return
        if link.kind in _SUPPORT and rests_on(link.objects[0], link.subject, self.reading.links):
            self.reading.miss(f"{link.subject.words} {link.kind} {link.objects[0].words}", "things cannot carry one another")
            return
        mine = self._of.setdefault(id(link.subject), [])
        if any(old.kind == link.kind and old.objects == link.objects for old in mine):
            return
        if link.kind in _SUPPORT and not link.provisional:
            for old in [old for old in mine if old.provisional and old.kind in _SUPPORT]:
                mine.remove(old)
                self.reading.links.remove(old)
        mine.append(link)
        self.reading.links.append(link)
