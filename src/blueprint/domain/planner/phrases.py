"""Words → phrases: noun phrases with their number and qualities, and what stands between them. No meaning of the whole yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from blueprint.domain.planner.lexicon import TIMES
from blueprint.domain.planner.tokens import Measure, Tokens
from blueprint.domain.planner.vocabulary import Entry, Match, Vocabulary

_QUALITIES = {"color", "material", "size", "style", "fill", "floor", "quality"}
_MODIFIED = {"category", "generic", "collective", "substitute", "opening", "place", "room", "part"}
_MAX_COUNT = 10**6


@dataclass
class Qualities:
    """What is said of a thing. more: qualities beyond the first of their sort, and words nobody can give a thing."""

    color: Entry | None = None
    material: Entry | None = None
    size: str | None = None
    style: str | None = None
    fill: str | None = None
    floor: str | None = None
    measure: Measure | None = None
    more: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def take(self, entry: Entry, word: str) -> None:
        self.words.append(word)
        if entry.tag in ("color", "material"):
            if getattr(self, entry.tag) is None:
                setattr(self, entry.tag, entry)
            elif getattr(self, entry.tag).value != entry.value:
                self.more.append(word)
        elif entry.tag in ("size", "style", "fill", "floor"):
            setattr(self, entry.tag, getattr(self, entry.tag) or entry.value)
        else:
            self.more.append(word)

    def any(self) -> bool:
        return bool(self.words or self.measure)


@dataclass
class Phrase:
    """kind `np`: a noun phrase; `gone`: one whose noun nobody knows; `attr`: qualities after a thing; the others are single words.

    given: how the number was said: `number`, `minimum`, `a`, or nothing. of_those: "two of the chairs".
    """

    kind: Literal["np", "gone", "attr", "rel", "conj", "break", "pron", "each", "num"]
    word: str = ""
    entry: Entry | None = None
    count: int = 1
    given: Literal["number", "minimum", "a", ""] = ""
    det: str = ""
    each: bool = False
    of_those: bool = False
    negated: bool = False
    qualities: Qualities = field(default_factory=Qualities)
    modifiers: list[tuple[str, Entry]] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    typo_of: str = ""


class _Chunker:
    def __init__(self, tokens: Tokens, vocabulary: Vocabulary) -> None:
        self.tokens, self.vocabulary, self.words = tokens, vocabulary, tokens.words
        self.out: list[Phrase] = []
        self.open = Phrase("np")
        self.matches: dict[int, Match | None] = {}
        self.negating, self.denied_at = False, -1
        self.bound = ""

    def run(self) -> list[Phrase]:
        at = 0
        while at < len(self.words):
            at += self._step(at)
        self._close()
        return self.out

    def match(self, at: int) -> Match | None:
        if at not in self.matches:
            self.matches[at] = self.vocabulary.match(self.words, at) if at < len(self.words) else None
        return self.matches[at]

    def _step(self, at: int) -> int:
        word = self.words[at]
        measure = self.tokens.measure(word)
        if measure:
            self.open.qualities.measure = measure
            self.open.qualities.words.append(measure.text)
            return 1
        if word.isdigit():
            self._number(Entry("num", count=min(int(word[:9]), _MAX_COUNT)), word)
            return 1
        if word in ("of", "for"):
            self._preposition(word)
            return 1
        found = self.match(at)
        if found is None:
            self.open.strangers.append(word)
            return 1
        text = " ".join(self.words[at : at + found.length])
        entry = self._read(found, at + found.length)
        self._take(entry, text, at + found.length, found)
        return found.length

    def _read(self, found: Match, after: int) -> Entry:
        """One reading of an ambiguous word: "glass" is a material before a noun ("glass table") and a thing otherwise."""
        noun = next((e for e in found.entries if e.tag == "noun"), None)
        other = next((e for e in found.entries if e.tag != "noun"), None)
        if noun is None or other is None:
            return found.entries[0]
        if other.tag in ("rel", "conj", "break", "neg", "num"):
            return other
        following = self.match(after)
        if following is None:
            return other if after < len(self.words) and self.words[after].isalpha() and self.words[after] not in ("of", "for") else noun
        return other if any(e.tag in _QUALITIES or e.tag == "noun" for e in following.entries) else noun

    def _take(self, entry: Entry, text: str, after: int, found: Match) -> None:
        tag = entry.tag
        if tag == "noun":
            self._noun(entry, text, after, found)
        elif tag in _QUALITIES:
            self.open.qualities.take(entry, text)
        elif tag == "num":
            self._number(entry, text)
        elif tag == "bound":
            self._bound(entry, text, after)
        elif tag == "det":
            self._close()
            self.open.det = text
        elif tag == "conj":
            self._conjunction(text, after)
        elif tag == "rel":
            self._relation(entry, text)
        elif tag == "neg":
            self._close()
            self.negating, self.denied_at = True, len(self.out)
        elif tag == "stop":
            self._stop(text)
        else:
            self._mark(entry, text)

    def _mark(self, entry: Entry, text: str) -> None:
        self._close()
        if entry.tag == "break":
            self.negating = False
            self.out.append(Phrase("break", text))
        elif entry.tag == "each":
            self.open.each = True
        elif entry.tag == "pron":
            self.out.append(Phrase("pron", text))

    def _stop(self, text: str) -> None:
        if self.open.strangers:
            self._close()
        if text == "but":
            self._close()
            self.negating = False

    def _preposition(self, word: str) -> None:
        bare = not self.open.strangers and not self.open.qualities.any()
        if word == "of" and bare and (self.open.given or self.open.each):
            self.open.of_those = True
            return
        self._close()
        self.out.append(Phrase("rel", word, Entry("rel", word)))

    def _bound(self, entry: Entry, text: str, after: int) -> None:
        following = self.match(after)
        numeric = (after < len(self.words) and self.words[after].isdigit()) or (following is not None and following.entries[0].tag == "num")
        if numeric:
            self._close()
            self.bound = entry.value
        elif entry.value in ("over", "eq") and text in ("over", "around"):
            self._relation(Entry("rel", "above" if text == "over" else "around"), text)

    def _number(self, entry: Entry, text: str) -> None:
        if self.open.strangers or (self.open.qualities.any() and text in ("a", "an")):
            self._close()
        times = TIMES.get(text)
        if times and self.open.given == "number" and not self.open.strangers:
            self.open.count = min(self.open.count * times, _MAX_COUNT)
            return
        count = {"more": entry.count + 1, "over": entry.count + 1, "less": max(entry.count - 1, 1)}.get(self.bound, entry.count)
        self.open.count = max(count, 0)
        minimum = entry.minimum or self.bound in ("min", "more", "over")
        self.open.given = "minimum" if minimum else "a" if text in ("a", "an") else "number"
        self.bound = ""

    def _conjunction(self, text: str, after: int) -> None:
        following = self.match(after)
        tag = following.entries[0].tag if following else ""
        headless = not self.open.strangers and (self.open.qualities.any() or self.open.given)
        if headless and text == "or" and self.open.given and tag == "num":
            self.open.given = "minimum"
            self.matches[after] = Match((Entry("stop"),), following.length if following else 1)
            return
        if (
            headless
            and self.open.qualities.any()
            and following
            and tag in _QUALITIES
            and self._read(following, after + following.length).tag in _QUALITIES
        ):
            return
        if headless and self.open.qualities.any() and following and tag == "noun" and text == ",":
            return
        self._close()
        self.out.append(Phrase("conj", text))

    def _relation(self, entry: Entry, text: str) -> None:
        denied = self.negating and self.denied_at == len(self.out) and not (self.open.strangers or self.open.qualities.any())
        self._close()
        self.negating = False
        self.out.append(Phrase("rel", text, entry, negated=denied))

    def _noun(self, entry: Entry, text: str, after: int, found: Match) -> None:
        following = self.match(after)
        head = self._read(following, after + following.length) if following else None
        if head and head.tag == "noun" and head.kind in _MODIFIED and not entry.plural and not (entry.kind == "room" and head.kind == "room"):
            self.open.modifiers.append((text, entry))
            return
        if entry.kind == "room" and head and head.kind == "room" and not entry.plural:
            self.open.modifiers.append((text, entry))
            return
        if not entry.plural and self._compound(entry, after):
            self.open.strangers.append(text)
            return
        self.open.entry, self.open.word, self.open.typo_of = entry, text, found.typo_of
        self._finish(self.open)

    def _compound(self, entry: Entry, after: int) -> bool:
        """Whether the next word, unknown, is the true noun: "a desk organizer" is no desk. A verb ("a lamp illuminates …") is not."""
        if after >= len(self.words) or self.match(after) or not self.words[after].isalpha() or self.words[after] in ("of", "for"):
            return False
        word = self.words[after]
        if word.endswith(("ing", "ed", "ly")):
            return False
        return entry.kind in ("animal", "people", "outdoor", "contents") or self.open.count > 1 or not word.endswith("s")

    def _close(self) -> None:
        """Ends an open phrase that found no noun."""
        phrase, self.open = self.open, Phrase("np")
        self.bound = ""
        if phrase.modifiers:
            text, entry = phrase.modifiers.pop()
            phrase.word, phrase.entry = text, entry
            self._finish(phrase)
        elif phrase.strangers:
            named = phrase.given or phrase.det or phrase.each or phrase.qualities.any() or len(phrase.strangers) > 1
            verb = phrase.strangers[0].endswith(("ing", "ed", "ly")) and not named
            if not verb:
                phrase.kind = "gone"
                self._finish(phrase)
        elif phrase.qualities.any():
            phrase.kind = "attr"
            self.out.append(phrase)
        elif phrase.each:
            self.out.append(Phrase("each", "each"))
        elif phrase.given == "number" or (phrase.given and phrase.of_those):
            phrase.kind = "num"
            self.out.append(phrase)
        elif phrase.det in ("the other", "another"):
            phrase.kind, phrase.given = "num", "a"
            self.out.append(phrase)

    def _finish(self, phrase: Phrase) -> None:
        conjunction = self.out[-1].word if self.out and self.out[-1].kind == "conj" else ""
        listed = bool(self.out) and self.out[-1].kind == "conj" and len(self.out) > 1 and self.out[-2].negated
        if self.negating and listed and conjunction not in ("or", "nor") and (phrase.given or phrase.det):
            self.negating = False
        phrase.negated = self.negating
        self.out.append(phrase)
        self.open = Phrase("np")
        self.bound = ""


def chunk(tokens: Tokens, vocabulary: Vocabulary) -> list[Phrase]:
    return _Chunker(tokens, vocabulary).run()
