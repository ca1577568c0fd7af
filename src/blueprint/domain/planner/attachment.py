"""Which thing a phrase belongs to: "two mugs and a bowl of apples on the counter", "four chairs, each with a cushion", "a desk with a lamp on it".

A relation goes to the nearest thing before it that can stand so, and from there to those listed with it that can as well. "with" opens a
list of what its owner carries, which ends with the first thing that does not fit. A relation at the start of a clause waits for its subject.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from itertools import pairwise

from blueprint.domain.planner import nouns
from blueprint.domain.planner.linking import Linker
from blueprint.domain.planner.nature import Infos, belongs_on, candidates, carries, holds, is_seat, is_small, is_table
from blueprint.domain.planner.phrases import Phrase
from blueprint.domain.planner.reading import Link, Reading, Thing
from blueprint.domain.planner.vocabulary import Entry

Group = list[Thing]
_OPENERS = {"with", "filled", "on_it", "ringed_by", "flanked_by"}
_PICTURES = {"picture", "photo", "picture_frame", "globe", "trophy", "puzzle_box", "magazine", "book"}
_LOOK_BACK = 24


@dataclass
class _Pending:
    kind: str
    word: str
    fronted: bool = False
    denied: bool = False


class Attachment:
    """The state between two phrases. focus: what was spoken of last: a group, or `room`, `wall`, `floor`, `ceiling`, `window`, `nothing`."""

    def __init__(self, reading: Reading, infos: Infos) -> None:
        self.reading, self.infos = reading, infos
        self.links = Linker(reading, infos)
        self._focus: Group | str = "nothing"
        self._subject: Group | str = "nothing"
        self._history: list[Group] = []
        self._source: Thing | None = None
        self._previous_subject: Group | str = "nothing"
        self._following = ("", "")
        self._start()

    def _start(self) -> None:
        self._runs: list[list[Group]] = []
        self._pending: _Pending | None = None
        self._front: tuple[str, str, Group | str, bool] | None = None
        self._front_used = False
        self._owner: Group | str | None = None
        self._owner_kind = "with"
        self._per_item = False
        self._items = 0
        self._last = "start"
        self._broken = False
        self._weak, self._sides_said, self._front_waits = False, False, False
        self._between: tuple[Group, Group] | None = None
        self._between_front = False
        self._from: Group | str = "nothing"

    # what the parser asks

    def focus(self) -> Group | str:
        return self._focus

    def set_focus(self, focus: Group | str) -> None:
        self._focus = focus
        self._last = "noun"
        if self._subject == "nothing":
            self._subject = focus

    def pending_kind(self) -> str:
        return self._pending.kind if self._pending else self._owner_kind if self._owner and not self._items else ""

    def drop_pending(self) -> None:
        self._pending = None

    def swallow(self) -> None:
        self._pending = None
        self._items += 1
        self._last = "noun"

    def depicts(self) -> bool:
        group = self._focus
        return self.pending_kind() == "of" and isinstance(group, list) and bool(set(candidates(group[0], self.infos)) & _PICTURES)

    def is_part_of_owner(self) -> bool:
        return isinstance(self._owner, list) and not self._pending and not self._items and self._owner_kind == "with"

    def owner_words(self) -> str:
        return self._owner[0].words if isinstance(self._owner, list) and self._owner else "it"

    def skip_item(self) -> None:
        self._last = "noun"

    def is_same_as_owner(self, phrase: Phrase, entry: Entry) -> bool:
        return self.is_part_of_owner() and isinstance(self._owner, list) and self._owner[0].name == entry.value and phrase.given in ("a", "")

    def refers_to(self, phrase: Phrase, entry: Entry) -> Group | None:
        """The thing already spoken of that a definite phrase means ("the counter", "each chair", "two of the stools"), if any."""
        bare = not phrase.given and not phrase.det and not entry.plural and self._pending is not None
        if phrase.det in ("another", "the other") or not (phrase.det == "the" or phrase.each or phrase.of_those or bare):
            return None
        same = [thing for thing in reversed(self.reading.things) if self._same(thing, phrase, entry)]
        if not same:
            return None
        if phrase.of_those and phrase.given == "number" and same[0].count > phrase.count:
            return [self.links.split(same[0], phrase.count)]
        return [thing for thing in same if thing.name == same[0].name] if phrase.each or entry.plural else same[:1]

    def _same(self, thing: Thing, phrase: Phrase, entry: Entry) -> bool:
        names = set(nouns.FAMILIES.get(entry.value, ())) | {entry.value} if entry.kind == "generic" else {entry.value}
        if thing.gone or not (thing.name == entry.value or names & set(candidates(thing, self.infos))):
            return False
        said = phrase.qualities
        if said.color and thing.color and thing.color != said.color.value:
            return False
        if said.size and thing.size and thing.size != said.size:
            return False
        if said.material and thing.material and thing.material != said.material.value:
            return False
        return phrase.given != "number" or phrase.of_those or phrase.count == thing.count

    # phrases

    def relation(self, kind: str, word: str, denied: bool) -> None:
        self._flush_between()
        if kind == "there":
            return
        if kind == "abreast":
            self._pending = _Pending("next_to", word)
            self._mutual()
            return
        if kind in _OPENERS and not denied:
            self._open(kind)
            return
        if kind == "of" and self._last != "noun":
            return
        self._from = self._focus
        fronted = not denied and kind not in ("of", "for", "set_for") and self._last in ("start", "conj") and self._each_subject is None
        self._pending = _Pending(kind, word, fronted, denied)
        self._last = "rel"

    @property
    def _each_subject(self) -> Group | None:
        return self._focus if self._per_item and isinstance(self._focus, list) else None

    def conjunction(self) -> None:
        if self._pending:
            self._dangling()
        self._last = "conj"

    def _open(self, kind: str) -> None:
        owner = self._focus
        if self._last == "conj" and isinstance(self._owner, list):
            owner = self._owner
        if owner in ("nothing", "floor", "ceiling", "door") or (isinstance(owner, list) and owner[0].gone and self._last != "noun"):
            owner = "room"
        if self._front_used:
            self._front = None
        self._weak = self._last == "conj" and self._owner == "room"
        self._owner, self._owner_kind, self._items, self._pending, self._last = owner, kind, 0, None, "rel"

    def noun(self, group: Group, phrase: Phrase, following: tuple[str, str] = ("", "")) -> None:
        """A group of things comes: the object of a relation, the subject of a waiting one, an item of an owner, or it stands alone.

        following: the relation that comes next, if any, and the kind of phrase after it.
        """
        self._following = following
        if self._subject == "nothing":
            self._subject = group
        self._history.append(group)
        if self._between and self._last == "conj":
            self._finish_between(group)
        elif self._pending:
            self._object(group, phrase.each)
        elif self._front:
            self._to_front(group)
        elif isinstance(self._owner, list):
            self._item(group)
        else:
            if self._owner in ("wall", "window"):
                self._architectural_item(group)
            self._push(group)
        self._last = "noun"
        if phrase.each:
            self._per_item, self._focus = True, group

    def _push(self, group: Group) -> None:
        if self._last == "conj" and self._runs and self._runs[-1] and self._runs[-1][-1] is not None and not self._broken:
            self._runs[-1].append(group)
        else:
            self._runs.append([group])
        self._broken = False
        self._focus = group
        self._source = None

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

    def _copies(self, group: Group) -> Group:
        copies = [copy.copy(thing) for thing in group]
        for thing in copies:
            thing.marks = set(thing.marks)
        self.reading.things.extend(copies)
        return copies

    def _nearest(self) -> Group:
        return self._runs[-1][-1] if self._runs and self._runs[-1] else []

    def _subjects(self, kind: str, group: Group | None, place: str = "") -> list[Group]:
        """The nearest group that can stand so, and those listed before it that can as well. A noun that is not provided swallows the relation."""
        seen = 0
        for run in reversed(self._runs):
            for at in range(len(run) - 1, -1, -1):
                seen += 1
                if seen > _LOOK_BACK:
                    return []
                nearest = run[at]
                if nearest[0].gone:
                    return []
                if nearest is not group and self.links.possible(kind, nearest, group, place):
                    return [*self._listed_with(kind, run, at, group, place), nearest]
        return []

    def _listed_with(self, kind: str, run: list[Group], at: int, group: Group | None, place: str) -> list[Group]:
        found: list[Group] = []
        for before in range(at - 1, -1, -1):
            other = run[before]
            if other[0].gone or (not place and self.links.supported(other[0])) or not self.links.possible(kind, other, group, place) or not self._share(kind, place, other, run[at]):
                break
            found.insert(0, other)
        return found

    def _share(self, kind: str, place: str, other: Group, nearest: Group) -> bool:
        if kind in ("on", "in") and not place:
            return True
        alike = other[0].name == nearest[0].name
        return alike or (is_seat(other[0], self.infos) and is_seat(nearest[0], self.infos))

    def _contents(self, group: Group, kind: str) -> None:
        owner = self._focus
        if not isinstance(owner, list) or owner[0].gone or group[0].gone:
            self._push(group)
            return
        if kind == "of" or is_small(group[0], self.infos):
            self.links.belong(group, owner[0], "filled", provisional=kind == "for")

    def _item(self, group: Group) -> None:
        owner = self._owner
        assert isinstance(owner, list)
        fits = (self._items == 0 and not self._weak) or all(self._fits(thing, owner[0]) for thing in group)
        if owner[0].gone or not fits or group[0].gone:
            if not group[0].gone:
                self._owner = None
            self._push(group)
            return
        own_place = self._has_own_place()
        if own_place:
            self._broken = self._broken or not self._items
        elif self._owner_kind in ("ringed_by", "flanked_by"):
            self.links.relate("around" if self._owner_kind == "ringed_by" else "next_to", "around", group, owner[0], False)
        else:
            self._give(group, owner)
        self._items += 1
        if self._owner_kind == "filled" and not own_place:
            return
        if self._items == 1:
            self._broken = True
        self._push(group)

    def _give(self, group: Group, owner: Group) -> None:
        """To the owner; when it was split in two ("a bed between two nightstands, each with a lamp"), to both."""
        more = [(other, self._copies(group)) for other in owner[1:] if self._per_item and other.name == owner[0].name]
        self.links.belong(group, owner[0], self._owner_kind, provisional=True, per_item=self._per_item)
        for other, copies in more:
            self.links.belong(copies, other, self._owner_kind, provisional=True, per_item=True)

    def _has_own_place(self) -> bool:
        """Whether the item's own relation follows: "a desk with a lamp on it", "…, a plant in the corner"."""
        kind, then = self._following
        if not kind or kind in _OPENERS or kind in ("of", "for", "there"):
            return False
        return self._items > 0 or then == "pron" or (kind in ("on", "in", "above") and self._owner_kind != "filled")

    def _fits(self, thing: Thing, owner: Thing) -> bool:
        """Whether the next of a list still belongs to the owner of the first: small things do, and seats round a table."""
        if is_small(thing, self.infos):
            return (
                (carries(owner, self.infos) or holds(owner, self.infos)) and not is_small(owner, self.infos) and belongs_on(thing, owner, self.infos)
            )
        if self._per_item and is_seat(thing, self.infos) and is_table(owner, self.infos):
            return True
        last = self._nearest()
        return bool(last) and is_seat(thing, self.infos) and is_seat(last[0], self.infos) and not is_seat(owner, self.infos)

    def _architectural_item(self, group: Group) -> None:
        if self._items and self._last != "conj":
            return
        name = str(self._owner)
        if self.links.possible("on", group, None, name):
            self.links.place("on", "on", name, group, False)
            self._items += 1
        else:
            self._owner = "room"

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
                (g for g in reversed(self._history[-_LOOK_BACK:]) if g is not current and not g[0].gone and not is_small(g[0], self.infos)), None
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

    def _unplaced(self, pending: _Pending, name: str) -> None:
        if name not in ("room", "side", "floor"):
            self.reading.miss(f"{pending.word} the {name}", "it is not clear what stands so")

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

    def pronoun(self, word: str) -> None:
        if word in ("each other", "one another"):
            self._mutual()
        elif self._pending:
            self._pronoun_object(word)
        elif word in ("it", "they", "them", "this", "these", "those") and self._last in ("start", "conj"):
            self._focus = self._previous_subject if self._last == "start" else self._focus

    def _pronoun_object(self, word: str) -> None:
        """What was spoken of stays in focus: "a shelf above it with books"."""
        subject = self._nearest()
        before = self._antecedent(word)
        if before is None:
            self._pending = None
            return
        pair = [before, *(group for group in self._singles_before(subject) if group is not before)]
        both = self._pending is not None and self._pending.kind == "between" and before[0].count == 1 and len(before) == 1
        self._object(before, False)
        if both and len(pair) > 1 and self._between:
            self._finish_between(pair[1])
        self._last = "noun"
        if subject:
            self._focus = subject

    def _singles_before(self, subject: Group) -> list[Group]:
        found = [group for group in reversed(self._history[-_LOOK_BACK:]) if group is not subject and not group[0].gone]
        return [group for group in found if not is_small(group[0], self.infos)]

    def _antecedent(self, word: str) -> Group | None:
        plural = word in ("them", "these", "those", "they")
        if isinstance(self._owner, list) and (self._owner[0].count > 1 or len(self._owner) > 1) == plural:
            return self._owner
        current = self._nearest()
        earlier = [group for group in reversed(self._history[-_LOOK_BACK:]) if group is not current and not group[0].gone]
        kind = self._pending.kind if self._pending else ""
        able = [group for group in earlier if not current or self.links.possible(kind, current, group, "")]
        fitting = [group for group in able if (group[0].count > 1 or len(group) > 1) == plural]
        if self._last == "start" or not current:
            fitting, able = [g for g in earlier if (g[0].count > 1) == plural and not is_small(g[0], self.infos)], earlier
        return (fitting or able or [None])[0]

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

    def _plurals(self) -> list[Group]:
        return [g for g in reversed(self._history[-_LOOK_BACK:]) if (g[0].count > 1 or len(g) > 1) and not g[0].gone]

    def each(self) -> None:
        if not self._pending and self._last == "noun" and isinstance(self._owner, list) and self._items and self._nearest():
            for thing in self._nearest():
                thing.count = min(thing.count * self._owner[0].count, 64)
            return
        if self._pending:
            current = self._nearest()
            able = [g for g in self._plurals() if g is not current]
            able = [g for g in able if not current or self.links.possible(self._pending.kind, current, g, "")]
            if able:
                self._object(able[0], True)
            else:
                self.reading.miss(f"{self._pending.word} each", "it is not clear each of what")
                self._pending = None
            return
        plural = next(iter(self._plurals()), None)
        if plural:
            self._focus, self._per_item, self._last = plural, True, "noun"

    def some_of_them(self, count: int, sides: bool = False) -> None:
        """ "two lamps, one on the desk and one on the nightstand": each "one" is a group of its own. sides: "six on each side" of something."""
        if sides:
            self._sides_said = True
            return
        source = self._source or next((g[0] for g in reversed(self._history[-_LOOK_BACK:]) if g[0].count > 1 and not g[0].gone), None)
        if source is None:
            return
        part = self.links.split(source, count) if source.count > count else source
        part.marks.add("part")
        self._pending = None
        self._runs.append([[part]])
        self._history.append([part])
        self._focus, self._owner, self._front, self._source, self._last = [part], None, None, source, "noun"

    def seats_for(self, people: int) -> None:
        """ "a dining table for six": six chairs around it."""
        laid = self._pending is not None and self._pending.kind == "set_for"
        self._pending = None
        group = self._focus if isinstance(self._focus, list) else None
        if people >= 1 and group and self._meant_for(group, people):
            return
        if people < 1 or (group and (is_small(group[0], self.infos) or is_seat(group[0], self.infos) or "bed" in group[0].name)):
            return
        seats = Thing("chair", generic=True, count=min(people, 64), plural=people > 1, words=f"for {people}", marks={"implied"})
        self.reading.things.append(seats)
        if group and not group[0].gone:
            self.links.add(Link("around" if people > 1 else "next_to", seats, (group[0],)))
        if laid and group:
            self._lay(group[0], people)

    def _meant_for(self, group: Group, people: int) -> bool:
        """ "place settings for six", "a dining set for four": the number is that of the small things, or of the set's seats."""
        seats = [thing for thing in group[0].bundle if is_seat(thing, self.infos)]
        for thing in seats or (group if is_small(group[0], self.infos) and not group[0].explicit else []):
            thing.count = min(people, 64)
        return bool(seats) or is_small(group[0], self.infos)

    def _lay(self, table: Thing, people: int) -> None:
        for name in ("plate", "fork", "knife", "glass"):
            if name in self.infos:
                thing = Thing(name, count=min(people, 64), explicit=False, minimum=True, words=f"set for {people}")
                self.reading.things.append(thing)
                self.links.add(Link("on", thing, (table,)))

    def abstract(self, phrase: Phrase) -> None:
        said = phrase.qualities
        if said.style and not self.reading.room.style:
            self.reading.room.style = said.style
        for quality in (said.color, said.material):
            if quality:
                self.reading.miss(f"{' '.join(said.words)} {phrase.word}", "say which things; qualities are given to named things only")
        self._pending = None
        self._last = "noun"

    def belong(self, thing: Thing, owner: Thing, provisional: bool) -> None:
        self.links.belong([thing], owner, "with", provisional=provisional)

    def _dangling(self) -> None:
        """A relation without an object ("with books inside") means the owner."""
        pending, self._pending = self._pending, None
        assert pending is not None
        if pending.denied or pending.kind in ("of", "for", "set_for", "there", "hang"):
            return
        if isinstance(self._owner, list) and pending.kind in ("on", "in", "above", "around", "next_to", "under", "near"):
            self._pending = pending
            self._object(self._owner, False)
        elif pending.kind not in ("in", "on", "at", "by"):
            self.reading.miss(pending.word, "it is not said to what")

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

    def end_clause(self) -> None:
        if self._pending:
            self._dangling()
        self._flush_between()
        if self._front:
            kind, word, target, each = self._front
            if not self._front_used:
                self._late_front(kind, word, target, each)
        self._previous_subject = self._subject
        self._subject = "nothing"
        self._start()

    def _late_front(self, kind: str, word: str, target: Group | str, each: bool) -> None:
        """A relation that waited for a subject in vain belongs to what stood before it."""
        if isinstance(target, str):
            for subject in self._subjects(kind, None, target):
                self.links.place(kind, word, target, subject, each)
        else:
            subjects = self._subjects(kind, target)
            if subjects or not target[0].gone:
                self._relate(kind, word, subjects, target, each)
