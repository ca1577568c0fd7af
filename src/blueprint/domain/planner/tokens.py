"""A sentence as words, with its measures ("4 by 5 metres", "20 m²") taken out and understood. Everything in it is data."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from blueprint.domain.planner.lexicon import NUMBERS

MAX_CHARACTERS = 100_000
_MARK = "\ue000"
_COUNT = "|".join(
    sorted(
        (word for word in NUMBERS if " " not in word and "-" not in word and word not in ("a", "an", "both", "single", "twin")), key=len, reverse=True
    )
)
_NUMBER = rf"(\d{{1,4}}(?:[.,]\d{{1,3}})?|{_COUNT})"
_UNIT = r"(metres?|meters?|m|feet|foot|ft|centimetres?|centimeters?|cm|inches|inch|in|millimetres?|millimeters?|mm|'|\"|′|″)"
_TO_METRES = {"m": 1.0, "f": 0.3048, "'": 0.3048, "′": 0.3048, "c": 0.01, "i": 0.0254, '"': 0.0254, "″": 0.0254, "mm": 0.001, "mi": 0.001}

_BY = re.compile(rf"(?<![\w.]){_NUMBER}\s*{_UNIT}?\s*(?:x|×|\*|by)\s*{_NUMBER}\s*{_UNIT}?(?:\s*(?:x|×|\*|by)\s*{_NUMBER}\s*{_UNIT}?)?(?!\w)")
_AREA = re.compile(rf"(?<![\w.]){_NUMBER}\s*(?:(square|sq\.?)\s*(metres?|meters?|m|feet|foot|ft)|(m2|m²|sqm|sq\.?m|ft2|ft²|sqft))(?!\w)")
_LENGTH = re.compile(
    rf"(?<![\w.]){_NUMBER}\s*-?\s*{_UNIT}(?!\w)(?:\s*-?\s*(wide|long|deep|high|tall|in length|in width|in height|in depth|in diameter))?"
)
_WORD = re.compile(rf"{_MARK}\d+|\d+|[^\W\d_]+(?:'[^\W\d_]+)?'?|[.,;:!?()\n&+/]")


@dataclass(frozen=True)
class Measure:
    """kind `sides`: two or three lengths in m; `area`: m²; `length`: one length in m, with what it is said of ("high", "wide", …)."""

    kind: Literal["sides", "area", "length"]
    values: tuple[float, ...]
    of: str = ""
    text: str = ""


@dataclass(frozen=True)
class Tokens:
    """words: lower case. A word that starts with the private mark is an index into `measures`."""

    words: list[str]
    measures: list[Measure]

    def measure(self, word: str) -> Measure | None:
        return self.measures[int(word[1:])] if word.startswith(_MARK) else None


def tokenise(prompt: str) -> Tokens:
    """Never fails; at most the first 100,000 characters are read."""
    text = unicodedata.normalize("NFKC", prompt[:MAX_CHARACTERS].replace("²", "2")).lower()
    text = text.translate(
        {
            ord("’"): "'",
            ord("‘"): "'",
            ord("`"): "'",
            ord("“"): ' " ',
            ord("”"): ' " ',
            ord(_MARK): " ",
            ord("–"): " , ",
            ord("—"): " , ",
            ord("_"): " ",
        }
    )
    measures: list[Measure] = []

    def keep(measure: Measure) -> str:
        measures.append(measure)
        return f" {_MARK}{len(measures) - 1} "

    text = _BY.sub(lambda found: _sides(found, keep), text)
    text = _AREA.sub(lambda found: _area(found, keep), text)
    text = _LENGTH.sub(lambda found: _length(found, keep), text)
    text = text.replace("-", " ")
    return Tokens(_WORD.findall(text), measures)


def _sides(found: re.Match[str], keep) -> str:
    numbers = [_value(found[k]) for k in (1, 3, 5) if found[k]]
    unit = found[6] or found[4] or found[2] or "m"
    values = tuple(value * _metres(found[k] or unit) for value, k in zip(numbers, (2, 4, 6), strict=False))
    return keep(Measure("sides", values, text=found[0].strip()))


def _area(found: re.Match[str], keep) -> str:
    foot = (found[3] or found[4]).startswith("f") or "ft" in (found[4] or "")
    return keep(Measure("area", (_value(found[1]) * (0.3048**2 if foot else 1.0),), text=found[0].strip()))


def _length(found: re.Match[str], keep) -> str:
    if found[2] == "in" and not found[3]:
        return found[0]
    return keep(Measure("length", (_value(found[1]) * _metres(found[2]),), of=(found[3] or "").replace("in ", ""), text=found[0].strip()))


def _value(number: str) -> float:
    return float(NUMBERS[number]) if number in NUMBERS else float(number.replace(",", "."))


def _metres(unit: str) -> float:
    return _TO_METRES.get(unit[:2]) or _TO_METRES.get(unit[:1]) or 1.0
