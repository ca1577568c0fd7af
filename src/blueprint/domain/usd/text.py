"""Pieces of `.usda` text. Written directly because a layer of ours is small and the same every time; numbers keep all their digits."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

from blueprint.domain.mesh.mesh import Array

HEADER = 'kilogramsPerUnit = 1\n    metersPerUnit = 1\n    upAxis = "Z"'
"""Stage units; every layer says them."""

Entry = bool | int | float | str | tuple[float, float, float] | Mapping[str, "Entry"]


def identifier(name: str) -> str:
    """An ASCII prim name from any text: what is not a letter, digit or underscore becomes one underscore."""
    safe = re.sub(r"[^A-Za-z0-9_]+", "_", name) or "_"
    return f"_{safe}" if safe[0].isdigit() else safe


def unique_identifiers(names: Iterable[str]) -> list[str]:
    """An identifier per name, in order, made different by a number where two would be alike."""
    taken: set[str] = set()
    found = []
    for name in names:
        candidate, number = identifier(name), 2
        while candidate in taken:
            candidate, number = f"{identifier(name)}_{number}", number + 1
        taken.add(candidate)
        found.append(candidate)
    return found


def quote(text: str) -> str:
    """A string literal of one line; control characters as `\\xNN` (Sdf text grammar). Raises ValueError for what no UTF-8 text can hold."""
    if "\x00" in text or (not text.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in text)):
        raise ValueError(f"expected text without NUL and lone surrogates, found {text[:80]!r}")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda m: f"\\x{ord(m.group()):02x}", escaped) + '"'


def indented(block: str) -> str:
    """One level deeper. Lines end at newlines only: a string literal may hold other characters that Python would break a line at."""
    return re.sub(r"^(?=.)", "    ", block, flags=re.MULTILINE)


def number(value: float) -> str:
    """Shortest text that reads back the same. Raises ValueError for NaN and infinity."""
    if not math.isfinite(value):
        raise ValueError(f"expected a finite number, found {value}")
    text = repr(float(value))
    return text[:-2] if text.endswith(".0") else text


def vector(values: Iterable[float]) -> str:
    """`(1, 2.5, 3)`; a quaternion is w-x-y-z."""
    return "(" + ", ".join(number(v) for v in values) + ")"


def points(array: Array) -> str:
    """`[(x, y, z), …]` of (n, 3), in 32-bit precision, which is what a point3f holds."""
    rows = array.astype("f4").tolist()
    return "[" + ", ".join(f"({x:.9g}, {y:.9g}, {z:.9g})" for x, y, z in rows) + "]"


def integers(values: Iterable[int]) -> str:
    return "[" + ", ".join(map(str, values)) + "]"


def strings(values: Iterable[str]) -> str:
    return "[" + ", ".join(quote(v) for v in values) + "]"


def dictionary(values: Mapping[str, Entry], depth: int = 1) -> str:
    """A metadata dictionary; keys are identifiers. Empty lists do not exist here: they would make a layer unreadable."""
    pad = "    " * depth
    lines = []
    for key, value in values.items():
        if isinstance(value, Mapping):
            lines.append(f"{pad}dictionary {key} = {dictionary(value, depth + 1)}")
        else:
            lines.append(f"{pad}{_typed(key, value)}")
    return "{\n" + "\n".join(lines) + "\n" + "    " * (depth - 1) + "}"


def _typed(key: str, value: bool | int | float | str | tuple[float, float, float]) -> str:
    if isinstance(value, bool):
        return f"bool {key} = {'true' if value else 'false'}"
    if isinstance(value, int):
        return f"int {key} = {value}"
    if isinstance(value, float):
        return f"double {key} = {number(value)}"
    if isinstance(value, tuple):
        return f"float3 {key} = {vector(value)}"
    return f"string {key} = {quote(value)}"
