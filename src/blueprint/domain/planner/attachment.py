"""Which thing a phrase belongs to: "two mugs and a bowl of apples on the counter", "four chairs, each with a cushion", "a desk with a lamp on it".

A relation goes to the nearest thing before it that can stand so, and from there to those listed with it that can as well. "with" opens a
list of what its owner carries, which ends with the first thing that does not fit. A relation at the start of a clause waits for its subject.
"""

from __future__ import annotations

from blueprint.domain.planner.discourse import LOOK_BACK, Group, Pending
from blueprint.domain.planner.nature import belongs_on, carries, holds, is_seat, is_small, is_table
from blueprint.domain.planner.phrases import Phrase
from blueprint.domain.planner.reading import Thing
from blueprint.domain.planner.seating import seat
from blueprint.domain.planner.settlement import Settlement
from blueprint.domain.planner.vocabulary import Entry

_OPENERS = {"with", "filled", "on_it", "ringed_by", "flanked_by"}


class Attachment(Settlement):
    """Takes one phrase after another; each goes where it belongs."""

    def drop_pending(self) -> None:
        self._pending = None

    def swallow(self) -> None:
        self._pending = None
        self._items += 1
        self._last = "noun"

    def is_part_of_owner(self) -> bool:
        return isinstance(self._owner, list) and not self._pending and not self._items and self._owner_kind == "with"

    def owner_words(self) -> str:
        return self._owner[0].words if isinstance(self._owner, list) and self._owner else "it"

    def skip_item(self) -> None:
        self._last = "noun"

    def is_same_as_owner(self, phrase: Phrase, entry: Entry) -> bool:
        return self.is_part_of_owner() and isinstance(self._owner, list) and self._owner[0].name == entry.value and phrase.given in ("a", "")

    def relation(self, kind: str, word: str, denied: bool) -> None:
        self._flush_between()
        if kind == "there":
            return
        if kind == "abreast":
            self._pending = Pending("next_to", word)
            self._mutual()
            return
        if kind in _OPENERS and not denied:
            self._open(kind)
            return
        if kind == "of" and self._last != "noun":
            return
        self._from = self._focus
        fronted = not denied and kind not in ("of", "for", "set_for") and self._last in ("start", "conj") and self._each_subject is None
        self._pending = Pending(kind, word, fronted, denied)
        self._last = "rel"

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
        source = self._source or next((g[0] for g in reversed(self._history[-LOOK_BACK:]) if g[0].count > 1 and not g[0].gone), None)
        if source is None:
            return
        part = self.links.split(source, count) if source.count > count else source
        part.marks.add("part")
        self._pending = None
        self._runs.append([[part]])
        self._history.append([part])
        self._focus, self._owner, self._front, self._source, self._last = [part], None, None, source, "noun"

    def seats_for(self, people: int) -> None:
        laid = self._pending is not None and self._pending.kind == "set_for"
        self._pending = None
        seat(people, self._focus if isinstance(self._focus, list) else None, laid, self.reading, self.links, self.infos)

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
