"""Settles relations once their object is known, also those that must wait: fronted ones for their subject, `between` for its second thing."""

from __future__ import annotations

from itertools import pairwise

from blueprint.domain.planner.discourse import LOOK_BACK, Discourse, Group, Pending
from blueprint.domain.planner.nature import Infos, is_small
from blueprint.domain.planner.reading import Reading, Thing


class Settlement(Discourse):
    """front: a relation before its subject (kind, word, what it is to, for each). broken: the next thing begins a list of its own."""

    def __init__(self, reading: Reading, infos: Infos) -> None:
        super().__init__(reading, infos)
        self._source: Thing | None = None
        self._following = ("", "")
        self._start()

    def _start(self) -> None:
        """Forgets the clause; `history` stays."""
        self._runs = []
        self._pending = None
        self._front: tuple[str, str, Group | str, bool] | None = None
        self._front_used, self._front_waits = False, False
        self._between: tuple[Group, Group] | None = None
        self._between_front = False
        self._owner, self._owner_kind, self._items = None, "with", 0
        self._per_item = False
        self._weak, self._sides_said, self._broken = False, False, False
        self._last = "start"
        self._from: Group | str = "nothing"

    def _relate(self, kind: str, word: str, subjects: list[Group], group: Group, each: bool) -> None:
        target = group[0]
        if target.gone:
            self.reading.miss(f"{word} {target.name}", "what it is related to is not provided")
            return
        if not subjects:
            if any(thing.gone for thing in self._nearest()):
                return
            if self._from == "window":
                self.links.place("by", word, "window", group, False)
            else:
                self.reading.miss(f"{word} {target.words or target.name}", "it is not clear what stands so")
            return
        for subject in subjects:
            more = [(other, self._copies(subject)) for other in group[1:]] if each else []
            self.links.relate(kind, word, subject, target, each)
            for other, copies in more:
                self.links.relate(kind, word, copies, other, each)

    def _set_front(self, front: tuple[str, str, Group | str, bool]) -> None:
        if self._front and not self._front_used:
            self._late_front(*self._front)
        self._front, self._front_used = front, False

    def _to_front(self, group: Group) -> None:
        assert self._front is not None
        kind, word, target, each = self._front
        self._front_used = True
        self._front_waits = self._following[0] in ("on", "in")
        if not group[0].gone and not self._front_waits:
            if kind == "between" and not isinstance(target, str):
                self.links.between(group, target[0], target[-1])
            elif isinstance(target, str):
                self.links.place(kind, word, target, group, each)
            elif target[0].gone:
                self.reading.miss(f"{word} {target[0].name}", "what it is related to is not provided")
            elif self.links.possible(kind, group, target, ""):
                self.links.relate(kind, word, group, target[0], each)
            elif self._last == "conj":
                self._front = None
        self._push(group)

    def _front_to_carrier(self, carrier: Group) -> None:
        """ "On the washbasin put two toothbrushes in a cup": it is the cup that stands on the washbasin."""
        assert self._front is not None
        kind, word, target, each = self._front
        self._front_waits = False
        if isinstance(target, list) and target is not carrier and is_small(carrier[0], self.infos) and not self.links.supported(carrier[0]):
            self.links.relate(kind, word, carrier, target[0], each)

    def _late_front(self, kind: str, word: str, target: Group | str, each: bool) -> None:
        """A relation that waited for a subject in vain belongs to what stood before it."""
        if isinstance(target, str):
            for subject in self._subjects(kind, None, target):
                self.links.place(kind, word, target, subject, each)
        else:
            subjects = self._subjects(kind, target)
            if subjects or not target[0].gone:
                self._relate(kind, word, subjects, target, each)

    def _finish_between(self, second: Group) -> None:
        assert self._between is not None
        (subject, first), self._between = self._between, None
        if subject and not first[0].gone and not second[0].gone:
            self.links.between(subject, first[0], second[0])
        elif self._between_front:
            self._set_front(("between", "between", [first[0], second[0]], False))
            self._between_front = False
        elif not subject:
            self.reading.miss("between", "it is not clear what stands so")
        self._runs.append([second])
        self._broken = True
        self._focus = second

    def _flush_between(self) -> None:
        if self._between is None:
            return
        (subject, first), self._between = self._between, None
        if subject and len(first) > 1 and not first[0].gone:
            self.links.between(subject, first[0], first[1])
        elif subject and first[0].count >= 2 and not first[0].gone:
            first.append(self.links.split(first[0], first[0].count // 2))
            self.links.between(subject, first[0], first[1])
        elif subject and not first[0].gone:
            self.reading.miss(f"between {first[0].words}", "between what else is not said")

    def _mutual(self) -> None:
        pending, self._pending = self._pending, None
        group = next((run[-1] for run in reversed(self._runs) if run and not run[-1][0].gone), None)
        if pending is None or group is None:
            return
        run = next(run for run in reversed(self._runs) if run and run[-1] is group)
        if group[0].count > 1 and len(group) == 1:
            group.append(self.links.split(group[0], group[0].count // 2))
        row = [thing for member in run[-6:] for thing in member if not thing.gone] if group[0].count < 2 and len(group) == 1 else group
        for first, second in pairwise(row):
            self.links.relate(pending.kind, pending.word, [second], first, False)
            if pending.kind == "facing":
                self.links.relate(pending.kind, pending.word, [first], second, False)

    def _push(self, group: Group) -> None:
        if self._last == "conj" and self._runs and self._runs[-1] and self._runs[-1][-1] is not None and not self._broken:
            self._runs[-1].append(group)
        else:
            self._runs.append([group])
        self._broken = False
        self._focus = group
        self._source = None

    def place(self, name: str, each: bool, whole_room: bool = False) -> None:
        """A wall, corner, window, door, floor, ceiling, the middle or a side of the room (`whole_room`) or of the thing before comes."""
        if name == "side" and self._sides_said:
            self._sides_said, self._pending = False, None
            return
        if name in ("middle", "side") and not whole_room and self._of_a_thing(name, each):
            return
        if self._between and self._last == "conj" and name == "window":
            (subject, first), self._between = self._between, None
            self.links.relate("near", "between", subject, first[0], False)
            self.links.place("by", "between", name, subject, False)
            return
        pending, self._pending = self._pending, None
        self._last = "noun"
        if pending is None or pending.kind in ("of", "for"):
            if pending is None:
                self.set_focus(name)
            return
        if pending.denied:
            self.links.deny_place(name, pending.word)
        elif pending.fronted:
            self._set_front((pending.kind, pending.word, name, each))
        else:
            subjects = self._subjects(pending.kind, None, name)
            if not subjects and not any(thing.gone for thing in self._nearest()):
                self._unplaced(pending, name)
            for subject in subjects:
                self.links.place(pending.kind, pending.word, name, subject, each)
        self._broken = True

    def _of_a_thing(self, name: str, each: bool) -> bool:
        """ "a table with a vase in the middle", "a bed with a nightstand on each side": the middle or the sides of the owner."""
        owner = self._owner if isinstance(self._owner, list) and self._items else None
        if owner is None and name == "side" and each:
            current = self._nearest()
            owner = next(
                (g for g in reversed(self._history[-LOOK_BACK:]) if g is not current and not g[0].gone and not is_small(g[0], self.infos)), None
            )
        if owner is None or self._pending is None or self._pending.fronted:
            return False
        item = self._nearest()
        if name == "side" and item and self.links.supported(item[0]):
            item[0].count *= 2 if each and item[0].count == 1 else 1
            self._pending, self._last = None, "noun"
            return True
        self._pending.kind = "center" if name == "middle" else "both_sides" if each else "next_to"
        self._object(owner, False)
        self._last = "noun"
        return True

    def _unplaced(self, pending: Pending, name: str) -> None:
        if name not in ("room", "side", "floor"):
            self.reading.miss(f"{pending.word} the {name}", "it is not clear what stands so")

    def _object(self, group: Group, each: bool) -> None:
        pending, self._pending = self._pending, None
        assert pending is not None
        if pending.denied:
            self.reading.miss(f"not {pending.word} {group[0].words or group[0].name}", "a relation cannot be denied")
            self._focus = group
            return
        if pending.fronted and pending.kind == "between":
            if not self._runs:
                self._between, self._between_front = ([], group), True
                self._focus = group
                return
            pending.fronted = False
        if pending.fronted:
            self._set_front((pending.kind, pending.word, group, each))
            self._focus = group
            return
        if pending.kind in ("of", "for", "set_for"):
            self._contents(group, pending.kind)
            return
        if pending.kind in ("on", "in") and self._front and self._front_waits:
            self._front_to_carrier(group)
        if each and self._one_for_each(pending.kind, group):
            return
        subjects = [self._each_subject] if self._each_subject and self._each_subject is not group else self._subjects(pending.kind, group)
        self._per_item = False
        if pending.kind == "between":
            self._between = (subjects[0] if subjects else [], group)
            if group[0].count > 1 or len(group) > 1:
                self._flush_between()
        else:
            self._relate(pending.kind, pending.word, subjects, group, each)
        self._runs.append([group])
        self._broken = True
        self._focus = group

    def _one_for_each(self, kind: str, group: Group) -> bool:
        """ "a plate on the table in front of each chair": as many plates as chairs."""
        small = next((g for g in reversed(self._history[:-1][-2:]) if is_small(g[0], self.infos) and self.links.supported(g[0])), None)
        if kind in ("on", "in") or small is None or is_small(group[0], self.infos):
            return False
        for thing in small:
            thing.count = min(thing.count * sum(target.count for target in group), 64)
        self._focus = small
        return True

    def _contents(self, group: Group, kind: str) -> None:
        owner = self._focus
        if not isinstance(owner, list) or owner[0].gone or group[0].gone:
            self._push(group)
            return
        if kind == "of" or is_small(group[0], self.infos):
            self.links.belong(group, owner[0], "filled", provisional=kind == "for")

    @property
    def _each_subject(self) -> Group | None:
        return self._focus if self._per_item and isinstance(self._focus, list) else None
