"""Reads a sentence: which things it asks for and how they stand to each other. What it cannot read or provide goes to `unmet`."""

from __future__ import annotations

import re

from blueprint.domain.assets.palette import COLORS, MATERIALS
from blueprint.domain.planner import nouns
from blueprint.domain.planner.architecture import read_opening, read_place, read_room
from blueprint.domain.planner.attachment import Attachment
from blueprint.domain.planner.nature import BEDS, is_seat, is_table
from blueprint.domain.planner.phrases import Phrase, chunk
from blueprint.domain.planner.reading import Reading, Thing, with_article
from blueprint.domain.planner.tokens import MAX_CHARACTERS, tokenise
from blueprint.domain.planner.vocabulary import Entry, Vocabulary, vocabulary

MAX_THINGS = 80
_NOTHING_ELSE = re.compile(r"\b(?:nothing else|nothing but|no other (?:furniture|things|objects))\b")
MAX_UNMET = 60
_VERBS = {"store", "shop", "entry"}
_NOT_PROVIDED = {
    "people": "people are not placed in a room",
    "animal": "animals are not placed in a room",
    "outdoor": "only the inside of a room is made",
    "structure": "only floor, ceiling, walls, doors and windows are built",
}


def read(prompt: str, words: Vocabulary | None = None) -> Reading:
    """Never fails, whatever the text; everything in it is data. Time is linear in its length."""
    known = words or vocabulary()
    reader = _Reader(known)
    phrases = chunk(tokenise(prompt), known)
    if _NOTHING_ELSE.search(prompt[:MAX_CHARACTERS].lower()):
        reader.reading.miss("nothing else", "a room is furnished to the number of things of its tier")
    for at, phrase in enumerate(phrases):
        reader.following, reader.ahead = _following(phrases, at), phrases[at + 1 : at + 3]
        reader.take(phrase)
    return reader.finish()


def _following(phrases: list[Phrase], at: int) -> tuple[str, str]:
    """The relation right after a phrase, and the kind of the phrase after that."""
    entry = phrases[at + 1].entry if at + 1 < len(phrases) and phrases[at + 1].kind == "rel" else None
    return (entry.value, phrases[at + 2].kind if at + 2 < len(phrases) else "") if entry else ("", "")


class _Reader:
    following: tuple[str, str] = ("", "")
    ahead: list[Phrase] = []

    def __init__(self, words: Vocabulary) -> None:
        self.words, self.infos = words, words.infos
        self.reading = Reading()
        self.at = Attachment(self.reading, self.infos)
        self.dropped = 0

    def take(self, phrase: Phrase) -> None:
        actions = {
            "np": self._noun, "gone": self._gone, "attr": self._attribute, "rel": self._relation, "num": self._some_of_them,
            "conj": lambda _: self.at.conjunction(), "break": lambda _: self.at.end_clause(), "pron": lambda p: self.at.pronoun(p.word),
            "each": lambda _: self.at.each(),
        }  # fmt: skip
        actions[phrase.kind](phrase)

    def finish(self) -> Reading:
        self.at.end_clause()
        reading = self.reading
        if self.dropped:
            reading.miss("the rest", f"more than {MAX_THINGS} different things are asked for; {self.dropped} more were not read")
        if len(reading.unmet) > MAX_UNMET:
            kept = dict(list(reading.unmet.items())[:MAX_UNMET])
            kept["…"] = f"{len(reading.unmet) - MAX_UNMET} more words were not understood"
            reading.unmet = kept
        return reading

    # one method per kind of phrase

    def _noun(self, phrase: Phrase) -> None:
        entry = phrase.entry
        assert entry is not None
        self._strangers(phrase)
        if phrase.typo_of:
            self.reading.miss(phrase.word, f"read as {phrase.typo_of}")
        part = entry.kind == "part" or phrase.word in nouns.PARTS or (entry.kind == "opening" and entry.value == "door")
        if part and self.at.is_part_of_owner():
            self._part(phrase)
        elif entry.kind == "room":
            self._room(phrase, entry)
        elif entry.kind == "building":
            self.at.set_focus("room")
            self.reading.room.hints.append(phrase.word)
        elif entry.kind == "place":
            read_place(phrase, self.reading, self.at)
        elif entry.kind == "opening" or (entry.kind == "part" and entry.value == "door"):
            read_opening(phrase, self.reading, self.at)
        elif entry.kind in ("category", "generic", "collective", "substitute"):
            self._things(phrase, entry)
        else:
            self._not_provided(phrase, entry)

    def _room(self, phrase: Phrase, entry: Entry) -> None:
        if phrase.negated or (phrase.word in _VERBS and not (phrase.given or phrase.det or phrase.qualities.any() or phrase.modifiers)):
            return
        if self.at.pending_kind() == "for":
            self.at.drop_pending()
        read_room(phrase, entry.value, self.reading, self.at)

    def _part(self, phrase: Phrase) -> None:
        self.at.skip_item()
        if phrase.given == "number":
            owner = self.at.owner_words()
            self.reading.miss(f"{phrase.count} {phrase.word}", f"how many {phrase.word} {owner} has cannot be chosen")

    def _not_provided(self, phrase: Phrase, entry: Entry) -> None:
        kind = entry.kind or ""
        if phrase.negated:
            return
        if kind == "people" and self.at.pending_kind() in ("for", "set_for"):
            self.at.seats_for(phrase.count if phrase.given in ("number", "minimum", "a") else 0)
        elif kind == "abstract":
            self.at.abstract(phrase)
        elif kind == "contents":
            vessel = "; its vessel is provided" if self.at.pending_kind() in ("of", "filled", "with") else ""
            self.reading.miss(phrase.word, nouns.CONTENTS[entry.value] + vessel)
            self.at.swallow()
        elif self.at.depicts():
            self.reading.miss(phrase.word, "what a picture shows cannot be chosen")
            self.at.swallow()
        else:
            self.reading.miss(phrase.word, _NOT_PROVIDED.get(kind, "a part of a thing is not provided by itself"))
            self.at.noun([Thing(phrase.word, gone=True)], phrase)

    def _things(self, phrase: Phrase, entry: Entry) -> None:
        if phrase.negated:
            self._deny(entry)
        elif any(modifier.kind == "animal" for _, modifier in phrase.modifiers):
            whole = " ".join([*(text for text, _ in phrase.modifiers), phrase.word])
            self.reading.miss(whole, f"no such thing among the {len(self.infos)} kinds there are")
            self.at.noun([Thing(whole, gone=True)], phrase)
        elif known := self.at.refers_to(phrase, entry):
            self._describe_again(phrase, known)
            self.at.noun(known, phrase, self.following)
        elif self.at.is_same_as_owner(phrase, entry):
            self.at.skip_item()
        elif len(self.reading.things) >= MAX_THINGS:
            self.dropped += 1
        else:
            made = self._make(phrase, entry)
            self.reading.things.extend(made)
            self.at.noun(made, phrase, self.following)

    def _make(self, phrase: Phrase, entry: Entry) -> list[Thing]:
        if entry.kind == "collective":
            return self._bundle(phrase, entry)
        name = entry.value
        thing = Thing(name, generic=entry.kind == "generic")
        self._count(thing, phrase, entry)
        self._describe(thing, phrase)
        if not entry.exact:
            self.reading.miss(phrase.word, f"provided as {with_article(self.infos[name].name)}")
        return [thing]

    def _bundle(self, phrase: Phrase, entry: Entry) -> list[Thing]:
        parts = nouns.COLLECTIVES[entry.value]
        times = phrase.count if phrase.given in ("number", "minimum") else 1 if not entry.plural else 2
        made = []
        for name, count in parts:
            thing = Thing(name, count=min(count * times, 64), explicit=phrase.given in ("number", "a"), minimum=True, plural=count * times > 1)
            self._describe(thing, phrase)
            made.append(thing)
        if len(made) > 1:
            made[0].bundle = tuple(made[1:])
        self._bundled_relations(made)
        return made

    def _bundled_relations(self, made: list[Thing]) -> None:
        head, rest = made[0], made[1:]
        if is_seat(head, self.infos) or is_table(head, self.infos) or head.name in BEDS or head.name == "tv_stand":
            for thing in rest:
                self.at.belong(thing, head, provisional=True)

    def _count(self, thing: Thing, phrase: Phrase, entry: Entry) -> None:
        thing.plural = entry.plural
        thing.minimum = phrase.given == "minimum"
        if phrase.given:
            thing.count = phrase.count
            if phrase.given == "a" and entry.plural:
                thing.count, thing.minimum = 2, True
        elif entry.plural:
            thing.count, thing.minimum, thing.explicit = nouns.COMMON_PLURALS.get(thing.name, 3), True, False
        else:
            thing.explicit = phrase.det != "the" and not phrase.each
        if thing.count == 0:
            self.reading.miss(f"0 {phrase.word}", "none were asked for")
            thing.gone = True
            self._deny(entry)
        if thing.count > 64:
            self.reading.miss(f"{phrase.count} {phrase.word}", "at most 64 of one kind are placed")
            thing.count = 64

    def _describe(self, thing: Thing, phrase: Phrase) -> None:
        said = phrase.qualities
        color, material = said.color, said.material
        if color:
            thing.color = color.value if color.value in COLORS else None
            self._inexact(color, said.words)
        if material:
            thing.material = material.value if material.value in MATERIALS else None
            self._inexact(material, said.words)
        thing.size = said.size if said.size in ("small", "medium", "large") else thing.size  # type: ignore[assignment]
        thing.style = said.style or thing.style
        thing.fill = said.fill or thing.fill
        self._named_qualities(thing, phrase)
        if "low" in said.words:
            thing.marks.add("low")
        for text, modifier in phrase.modifiers:
            self._modify(thing, text, modifier, phrase.word)
        for word in said.more:
            self.reading.miss(f"{word} {phrase.word}".strip(), "this quality cannot be chosen" if word not in COLORS else "one colour per thing")
        if said.floor:
            self.reading.miss(f"{said.floor} {phrase.word}", "this quality cannot be chosen")
        if said.measure and phrase.kind == "np":
            self.reading.miss(f"{said.measure.text} {phrase.word}".strip(), "single things are small, medium or large, not of a given length")
        text = " ".join([*said.words, *(text for text, _ in phrase.modifiers), phrase.word])
        spoken = f"{phrase.count} {text}" if phrase.given in ("number", "minimum") else with_article(text) if phrase.given else text
        thing.words = thing.words or spoken[:200]

    def _named_qualities(self, thing: Thing, phrase: Phrase) -> None:
        """Qualities that are part of a synonym: "wooden chair" is one of the chair's."""
        own = thing.name.split("_")
        for word in phrase.word.split()[:-1] if phrase.kind == "np" else ():
            for entry in self.words.quality(word):
                if word not in own and entry.tag == "color":
                    thing.color = thing.color or entry.value
                elif word not in own and entry.tag == "material":
                    thing.material = thing.material or entry.value

    def _inexact(self, entry: Entry, spoken: list[str]) -> None:
        if not entry.exact:
            word = next((w for w in spoken if any(e.value == entry.value and not e.exact for e in self.words.quality(w))), entry.value)
            self.reading.miss(word, f"provided as {entry.value}")

    def _modify(self, thing: Thing, text: str, modifier: Entry, word: str) -> None:
        if modifier.kind == "room":
            self.reading.room.hints.append(modifier.value)
        elif modifier.kind == "place" and modifier.value in ("wall", "ceiling", "corner"):
            thing.marks.add(modifier.value)
        elif modifier.kind in ("category", "generic", "collective", "substitute"):
            self.reading.miss(f"{text} {word}", f"read as {word}")

    def _describe_again(self, phrase: Phrase, known: list[Thing]) -> None:
        for thing in known:
            if phrase.qualities.any() and not thing.gone:
                self._describe(thing, phrase)

    def _deny(self, entry: Entry) -> None:
        if entry.kind == "collective":
            self.reading.excluded.update(name for name, _ in nouns.COLLECTIVES[entry.value])
        elif entry.kind == "generic":
            self.reading.excluded.update(nouns.FAMILIES.get(entry.value, ()))
            self.reading.excluded.update(name for _, name in nouns.READINGS[entry.value] if name in nouns.FAMILIES.get(entry.value, ()))
        else:
            self.reading.excluded.add(entry.value)
        self.at.set_focus("nothing")

    def _gone(self, phrase: Phrase) -> None:
        word = " ".join([*(text for text, _ in phrase.modifiers), *phrase.strangers])
        if phrase.negated or not word:
            return
        if self.at.depicts():
            self.reading.miss(word, "what a picture shows cannot be chosen")
            self.at.swallow()
        else:
            self.reading.miss(word, f"no such thing among the {len(self.infos)} kinds there are")
            self.at.noun([Thing(word, gone=True)], phrase)

    def _attribute(self, phrase: Phrase) -> None:
        """Qualities said after the thing: "the sofa is red", "in a modern style", "walls painted blue"."""
        if phrase.negated:
            return
        self.at.drop_pending()
        target = self.at.focus()
        said = phrase.qualities
        if isinstance(target, list) and target:
            phrase.word = target[0].words
            for thing in target:
                self._describe(thing, phrase)
        elif target == "wall":
            read_place(Phrase("np", "wall", Entry("noun", "wall", "place"), qualities=said), self.reading, self.at)
        elif target in ("floor", "ceiling"):
            read_place(Phrase("np", target, Entry("noun", target, "place"), qualities=said), self.reading, self.at)
        else:
            read_room(phrase, "", self.reading, self.at)

    def _relation(self, phrase: Phrase) -> None:
        assert phrase.entry is not None
        self.at.relation(phrase.entry.value, phrase.word, phrase.negated)

    def _some_of_them(self, phrase: Phrase) -> None:
        if self.at.pending_kind() in ("for", "set_for"):
            self.at.seats_for(phrase.count)
        else:
            side = len(self.ahead) == 2 and self.ahead[0].kind == "rel" and self.ahead[1].each and "side" in self.ahead[1].word
            self.at.some_of_them(phrase.count, sides=side)

    def _strangers(self, phrase: Phrase) -> None:
        if phrase.negated:
            return
        directions = {"north", "south", "east", "west"}
        for word in phrase.strangers:
            if word not in directions or (phrase.entry and phrase.entry.kind not in ("opening", "place")):
                self.reading.miss(f"{word} {phrase.word}", f"{word!r} is no quality that can be chosen; provided without it")
