"""What was spoken of so far in a sentence, and what a later word can mean by it: "the counter", "it", "each", "two of the stools"."""

from __future__ import annotations

import copy
from dataclasses import dataclass

from blueprint.domain.planner import nouns
from blueprint.domain.planner.linking import Linker
from blueprint.domain.planner.nature import Infos, candidates, is_seat, is_small
from blueprint.domain.planner.phrases import Phrase
from blueprint.domain.planner.reading import Reading, Thing
from blueprint.domain.planner.vocabulary import Entry

Group = list[Thing]
_PICTURES = {"picture", "photo", "picture_frame", "globe", "trophy", "puzzle_box", "magazine", "book"}
LOOK_BACK = 24


@dataclass
class Pending:
    """A relation whose object is still to come. fronted: it stands at the start of a clause, before its subject."""

    kind: str
    word: str
    fronted: bool = False
    denied: bool = False


class Discourse:
    """runs: the lists of things of this clause, each of groups that were named one after another; history: all groups of the sentence.

    focus: what was spoken of last: a group, or `room`, `wall`, `floor`, `ceiling`, `window`, `nothing`. owner: whose things are being listed.
    """

    def __init__(self, reading: Reading, infos: Infos) -> None:
        self.reading, self.infos = reading, infos
        self.links = Linker(reading, infos)
        self._focus: Group | str = "nothing"
        self._subject: Group | str = "nothing"
        self._previous_subject: Group | str = "nothing"
        self._history: list[Group] = []
        self._runs: list[list[Group]] = []
        self._pending: Pending | None = None
        self._owner: Group | str | None = None
        self._owner_kind = "with"
        self._items = 0
        self._last = "start"

    def focus(self) -> Group | str:
        return self._focus

    def set_focus(self, focus: Group | str) -> None:
        self._focus = focus
        self._last = "noun"
        if self._subject == "nothing":
            self._subject = focus

    def _nearest(self) -> Group:
        return self._runs[-1][-1] if self._runs and self._runs[-1] else []

    def _copies(self, group: Group) -> Group:
        copies = [copy.copy(thing) for thing in group]
        for thing in copies:
            thing.marks = set(thing.marks)
        self.reading.things.extend(copies)
        return copies

    def _plurals(self) -> list[Group]:
        return [g for g in reversed(self._history[-LOOK_BACK:]) if (g[0].count > 1 or len(g) > 1) and not g[0].gone]

    def _singles_before(self, subject: Group) -> list[Group]:
        found = [group for group in reversed(self._history[-LOOK_BACK:]) if group is not subject and not group[0].gone]
        return [group for group in found if not is_small(group[0], self.infos)]

    def _subjects(self, kind: str, group: Group | None, place: str = "") -> list[Group]:
        """The nearest group that can stand so, and those listed before it that can as well. A noun that is not provided swallows the relation."""
        seen = 0
        for run in reversed(self._runs):
            for at in range(len(run) - 1, -1, -1):
                seen += 1
                if seen > LOOK_BACK:
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
            if (
                other[0].gone
                or (not place and self.links.supported(other[0]))
                or not self.links.possible(kind, other, group, place)
                or not self._share(kind, place, other, run[at])
            ):
                break
            found.insert(0, other)
        return found

    def _share(self, kind: str, place: str, other: Group, nearest: Group) -> bool:
        if kind in ("on", "in") and not place:
            return True
        alike = other[0].name == nearest[0].name
        return alike or (is_seat(other[0], self.infos) and is_seat(nearest[0], self.infos))

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

    def _antecedent(self, word: str) -> Group | None:
        plural = word in ("them", "these", "those", "they")
        if isinstance(self._owner, list) and (self._owner[0].count > 1 or len(self._owner) > 1) == plural:
            return self._owner
        current = self._nearest()
        earlier = [group for group in reversed(self._history[-LOOK_BACK:]) if group is not current and not group[0].gone]
        kind = self._pending.kind if self._pending else ""
        able = [group for group in earlier if not current or self.links.possible(kind, current, group, "")]
        fitting = [group for group in able if (group[0].count > 1 or len(group) > 1) == plural]
        if self._last == "start" or not current:
            fitting, able = [g for g in earlier if (g[0].count > 1) == plural and not is_small(g[0], self.infos)], earlier
        return (fitting or able or [None])[0]

    def depicts(self) -> bool:
        group = self._focus
        return self.pending_kind() == "of" and isinstance(group, list) and bool(set(candidates(group[0], self.infos)) & _PICTURES)

    def pending_kind(self) -> str:
        return self._pending.kind if self._pending else self._owner_kind if self._owner and not self._items else ""
