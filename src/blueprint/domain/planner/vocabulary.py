"""Every phrase the parser knows, by its words: the catalogue's names and synonyms first, then the closed-class words and the extra nouns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from blueprint.domain.assets.asset import CategoryInfo
from blueprint.domain.assets.catalogue import all_categories
from blueprint.domain.assets.palette import COLORS, MATERIALS
from blueprint.domain.planner import lexicon, nouns
from blueprint.domain.planner.nature import UNASKED_MATERIALS
from blueprint.domain.planner.rooms import BUILDINGS, ROOM_WORDS

Tag = Literal[
    "color",
    "material",
    "size",
    "style",
    "fill",
    "floor",
    "quality",
    "num",
    "bound",
    "noun",
    "rel",
    "conj",
    "break",
    "neg",
    "pron",
    "each",
    "made",
    "is",
    "det",
    "stop",
]
NounKind = Literal[
    "category", "generic", "collective", "substitute", "room", "building", "opening", "place", "part", "contents", "people", "animal", "outdoor",
    "structure", "abstract"
]  # fmt: skip

LONGEST = 5
_IRREGULAR = {"shelf": "shelves", "knife": "knives", "loaf": "loaves", "mouse": "mice", "child": "children", "foot": "feet", "tooth": "teeth",
"glass": "glasses",
              "potato": "potatoes", "tomato": "tomatoes", "sheaf": "sheaves", "bookshelf": "bookshelves", "man": "men", "woman": "women"}  # fmt: skip
_TYPO_MIN_LETTERS, _TYPO_MAX_LETTERS = 7, 24


@dataclass(frozen=True)
class Entry:
    """One reading of a phrase. value: the palette's name, the relation, the category, … count: of a number, or a minimum."""

    tag: Tag
    value: str = ""
    kind: NounKind | None = None
    plural: bool = False
    count: int = 0
    minimum: bool = False
    exact: bool = True


@dataclass(frozen=True)
class Match:
    entries: tuple[Entry, ...]
    length: int
    typo_of: str = ""


class Vocabulary:
    """Longest-match dictionary of phrases. infos: category name → what is known of it."""

    def __init__(self, infos: Mapping[str, CategoryInfo]) -> None:
        self.infos = dict(infos)
        self._phrases: dict[tuple[str, ...], list[Entry]] = {}
        self._closed_class()
        self._qualities()
        self._nouns()

    def match(self, words: list[str], at: int) -> Match | None:
        """The longest known phrase that starts at `at`, or None. A run-together or split compound ("book shelf") is known too."""
        for length in range(min(LONGEST, len(words) - at), 0, -1):
            found = self._phrases.get(tuple(words[at : at + length]))
            if found:
                joined = self._joined(words, at) if length == 1 else None
                return joined or Match(tuple(found), length)
        return self._joined(words, at) or self._typo(words[at])

    def category_of(self, word: str) -> str | None:
        """The category a single noun phrase names, when it names just one (a name, a synonym, or a generic word's usual meaning)."""
        flat = word.strip().lower().replace("_", " ").replace("-", " ")
        if flat.replace(" ", "_") in self.infos:
            return flat.replace(" ", "_")
        for entry in self._phrases.get(tuple(flat.split()), ()):
            if entry.tag != "noun":
                continue
            if entry.kind in ("category", "substitute"):
                return entry.value
            if entry.kind == "generic":
                return next((name for when, name in reversed(nouns.READINGS[entry.value]) if name in self.infos), None)
        return None

    def room_of(self, word: str) -> str | None:
        flat = tuple(word.strip().lower().replace("_", " ").replace("-", " ").split())
        return next((ROOM_WORDS[entry.value].room_type for entry in self._phrases.get(flat, ()) if entry.kind == "room"), None)

    def quality(self, phrase: str) -> list[Entry]:
        """The colours and materials that a phrase can mean."""
        return [entry for entry in self._phrases.get(tuple(phrase.split()), ()) if entry.tag in ("color", "material")]

    def _joined(self, words: list[str], at: int) -> Match | None:
        if at + 1 >= len(words) or not words[at].isalpha() or not words[at + 1].isalpha():
            return None
        nouns_only = tuple(
            e for e in self._phrases.get((words[at] + words[at + 1],), ()) if e.tag == "noun" and e.kind in ("category", "generic", "room")
        )
        return Match(nouns_only, 2) if nouns_only else None

    def _typo(self, word: str) -> Match | None:
        if not _TYPO_MIN_LETTERS <= len(word) <= _TYPO_MAX_LETTERS or not word.isalpha() or not word.isascii():
            return None
        for variant in (word, *_deletions(word)):
            for known in self._typo_index.get(variant, ()):
                if known[0] == word[0] and _one_edit(word, known):
                    return Match(tuple(e for e in self._phrases[(known,)] if e.tag == "noun"), 1, typo_of=known)
        return None

    @cached_property
    def _typo_index(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for phrase, entries in sorted(self._phrases.items()):
            if len(phrase) == 1 and len(phrase[0]) >= _TYPO_MIN_LETTERS - 1 and any(e.kind in ("category", "generic", "room") for e in entries):
                for variant in (phrase[0], *_deletions(phrase[0])):
                    index.setdefault(variant, []).append(phrase[0])
        return index

    def _add(self, phrase: str, entry: Entry) -> None:
        key = tuple(phrase.replace("-", " ").split())
        if 0 < len(key) <= LONGEST:
            known = self._phrases.setdefault(key, [])
            if entry not in known:
                known.append(entry)

    def _closed_class(self) -> None:
        for phrase, kind in lexicon.RELATIONS.items():
            self._add(phrase, Entry("rel", kind))
        for phrase, count in lexicon.NUMBERS.items():
            self._add(phrase, Entry("num", count=count))
        for phrase, count in lexicon.TIMES.items():
            self._add(phrase, Entry("num", count=count))
        for phrase, count in lexicon.MINIMUMS.items():
            self._add(phrase, Entry("num", count=count, minimum=True))
        for phrase, bound in lexicon.BOUNDS.items():
            self._add(phrase, Entry("bound", bound))
        tags: list[tuple[Tag, Iterable[str]]] = [
            ("conj", lexicon.CONJUNCTIONS), ("break", lexicon.BREAKS), ("neg", lexicon.NEGATIONS), ("pron", lexicon.PRONOUNS), ("each", lexicon.EACH),
            ("made", lexicon.MADE_OF), ("is", lexicon.IS), ("det", ("the", "another", "the other")), ("stop", lexicon.STOP), ("quality",
            lexicon.QUALITIES),
        ]  # fmt: skip
        for tag, phrases in tags:
            for phrase in phrases:
                self._add(phrase, Entry(tag, phrase))

    def _qualities(self) -> None:
        for name in MATERIALS:
            if name not in UNASKED_MATERIALS:
                self._add(name, Entry("material", name))
        for word, (name, exact) in lexicon.SUBSTANCES.items():
            self._add(word, Entry("material", name, exact=exact))
        for name in COLORS:
            if name not in MATERIALS:
                self._add(name, Entry("color", name))
        for word, (name, exact) in lexicon.SHADES.items():
            self._add(word, Entry("color", name, exact=exact))
        tables: list[tuple[Tag, Mapping[str, str]]] = [
            ("size", lexicon.SIZES), ("style", lexicon.STYLES), ("fill", lexicon.FILLS), ("floor", lexicon.FLOORS),
        ]  # fmt: skip
        for tag, table in tables:
            for word, value in table.items():
                self._add(word, Entry(tag, value))

    def _nouns(self) -> None:
        """First come, first served: words of many meanings, names, words for several things, rooms, synonyms, nearest things, the rest."""
        self._taken: set[str] = set()
        for word, meaning in nouns.GENERICS.items():
            self._claim(word, "generic", meaning)
        for info in self.infos.values():
            self._claim(info.name, "category", info.name, info.plural)
        for word, parts in nouns.COLLECTIVES.items():
            if all(name in self.infos for name, _ in parts):
                self._claim(word, "collective", word)
        for word, room in ROOM_WORDS.items():
            self._claim(word, "room", word, exact=room.exact)
        self._living()
        for info in self.infos.values():
            for synonym in info.synonyms:
                self._claim(synonym, "category", info.name)
        for word, name in nouns.SUBSTITUTES.items():
            if name in self.infos:
                self._claim(word, "substitute", name, exact=False)
        self._architecture()
        self._not_provided()

    def _architecture(self) -> None:
        for word in nouns.OPENINGS:
            self._claim(word, "opening", "window" if "window" in word and word != "french window" else "door")
        for word, place in nouns.PLACES.items():
            self._claim(word, "place", place)
        self._phrases[("windowless",)] = [Entry("quality", "windowless")]
        for word in sorted(BUILDINGS):
            self._claim(word, "building", word)
        for word, part in nouns.PARTS.items():
            self._add(word, Entry("noun", part, "part", plural=word.endswith("s")))

    def _not_provided(self) -> None:
        for word in nouns.CONTENTS:
            self._claim(word, "contents", word)
        for word in sorted(nouns.STRUCTURES):
            self._claim(word, "structure", word)

    def _living(self) -> None:
        """These keep their meaning even if a toy's synonym is the same word."""
        exactly: list[tuple[NounKind, Iterable[str]]] = [
            ("people", nouns.PEOPLE | {f"{word}'s" for word in nouns.PEOPLE}), ("animal", nouns.ANIMALS), ("outdoor", nouns.OUTDOORS), ("abstract",
            nouns.ABSTRACTS),
        ]  # fmt: skip
        for kind, words in exactly:
            for word in sorted(set(words) - self._taken):
                self._add(word, Entry("noun", word, kind))

    def _claim(self, phrase: str, kind: NounKind, value: str, plural: str = "", exact: bool = True) -> None:
        """A noun with its plurals, also run together ("coffeetable"); nothing when an earlier table has the word."""
        phrase = phrase.lower().replace("_", " ").replace("-", " ")
        if not phrase or phrase in self._taken:
            return
        forms = {_plural(phrase), plural.lower().replace("-", " ") or _plural(phrase), f"{phrase}s"} - {phrase}
        for form in (phrase, *sorted(forms)):
            entry = Entry("noun", value, kind, plural=form != phrase, exact=exact)
            self._add(form, entry)
            if " " in form:
                self._add(form.replace(" ", ""), entry)
        self._taken.update(forms, (phrase,))


def _plural(phrase: str) -> str:
    head, _, last = phrase.rpartition(" ")
    if last in _IRREGULAR:
        last = _IRREGULAR[last]
    elif last.endswith("shelf"):
        last = last[:-1] + "ves"
    elif last.endswith(("s", "x", "z", "ch", "sh")):
        last += "es"
    elif last.endswith("y") and last[-2:-1] not in ("a", "e", "i", "o", "u", ""):
        last = last[:-1] + "ies"
    else:
        last += "s"
    return f"{head} {last}".strip()


def _deletions(word: str) -> list[str]:
    return [word[:k] + word[k + 1 :] for k in range(len(word))]


def _one_edit(a: str, b: str) -> bool:
    """One letter added, dropped or changed, or two neighbours swapped."""
    if abs(len(a) - len(b)) > 1:
        return False
    if len(a) != len(b):
        shorter, longer = sorted((a, b), key=len)
        return shorter in _deletions(longer)
    differing = [k for k in range(len(a)) if a[k] != b[k]]
    if len(differing) == 2:
        i, j = differing
        return j == i + 1 and a[i] == b[j] and a[j] == b[i]
    return len(differing) == 1


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Of the whole catalogue."""
    return Vocabulary({name: found.info for name, found in all_categories().items()})
