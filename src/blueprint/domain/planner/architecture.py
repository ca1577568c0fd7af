"""What the sentence says of the room itself: its kind and size, its walls, floor and ceiling, its doors and windows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from blueprint.contracts.plan import Opening
from blueprint.domain.assets.palette import COLORS, MATERIALS
from blueprint.domain.planner.lexicon import FLOORS
from blueprint.domain.planner.phrases import Phrase, Qualities
from blueprint.domain.planner.reading import Reading, RoomFacts
from blueprint.domain.planner.rooms import ROOM_WORDS
from blueprint.domain.planner.tokens import Measure

if TYPE_CHECKING:
    from blueprint.domain.planner.attachment import Attachment

SIDE_M = (1.2, 30.0)
HEIGHT_M = (2.0, 8.0)
_TALL_M, _LOW_M = 3.4, 2.3
_MAX_OPENINGS = 8
Wall = Literal["north", "south", "east", "west"]
_WALLS: dict[str, Wall] = {
    "north": "north", "south": "south", "east": "east", "west": "west", "back": "north", "far": "north", "front": "south", "left": "west",
    "right": "east",
}  # fmt: skip
_DOORS = {"french": 1.6, "double": 1.6, "sliding": 1.8, "patio": 1.8, "garage": 2.4, "roller": 2.4, "glass": 0.9}
_WINDOWS: dict[str | None, tuple[float, float, float]] = {
    "small": (0.6, 0.6, 1.3),
    "large": (2.0, 1.6, 0.6),
    None: (1.2, 1.2, 0.9),
    "medium": (1.2, 1.2, 0.9),
}


def read_room(phrase: Phrase, word: str, reading: Reading, at: Attachment) -> None:
    """The room's own noun phrase, or (word empty) qualities said of the room."""
    facts = reading.room
    pending = at.pending_kind()
    if word:
        known = ROOM_WORDS[word]
        if facts.known is None:
            facts.word, facts.known = phrase.word, known
            if not known.exact:
                reading.miss(phrase.word, f"provided as a {known.room_type.replace('_', ' ')}")
        elif known.room_type != facts.known.room_type:
            reading.miss(phrase.word, f"one room is made at a time: the {facts.word}")
            at.drop_pending()
            return
        if phrase.count > 1 and phrase.given in ("number", "minimum"):
            reading.miss(f"{phrase.count} {phrase.word}", "one room is made at a time")
    _describe_room(phrase, facts, reading)
    if pending in ("in", "of", "for", "at", "on", "around", "with", "center", "hang", ""):
        at.place("middle" if pending == "center" else "room", False, whole_room=True)
    else:
        at.drop_pending()
        reading.miss(phrase.word, "a relation to another room cannot be arranged")
    at.set_focus("room")


def _describe_room(phrase: Phrase, facts: RoomFacts, reading: Reading) -> None:
    said = phrase.qualities
    facts.size = facts.size or (said.size if said.size in ("small", "medium", "large") else None)  # type: ignore[assignment]
    facts.style = facts.style or said.style
    if said.fill == "empty":
        reading.miss("empty", "a room is furnished; name what is not to be in it")
    if said.color:
        facts.wall_color = facts.wall_color or (said.color.value if said.color.value in COLORS else None)
        if not said.color.exact:
            reading.miss(_spoken(said, said.color.value), f"provided as {said.color.value}")
    _floor(said, facts)
    if said.material:
        reading.miss(f"{said.material.value} {phrase.word}".strip(), "a room's walls are given a colour, not a material")
    for word in said.more:
        if word == "windowless":
            facts.no_windows = True
        else:
            reading.miss(f"{word} {phrase.word}".strip(), "this quality of a room cannot be chosen")
    if said.measure:
        read_measure(said.measure, facts, reading)


def _floor(said: Qualities, facts: RoomFacts) -> None:
    if said.floor and not facts.floor_material:
        facts.floor_material = said.floor


def read_measure(measure: Measure, facts: RoomFacts, reading: Reading) -> None:
    """Sides, area, height or one side of the room; what is out of range is clamped, and said so."""
    if measure.kind == "area":
        facts.area_m2 = _clamped(measure.values[0], (2.0, 600.0), measure, "m²", reading)
    elif measure.kind == "sides":
        facts.sides_m = tuple(_clamped(value, SIDE_M, measure, "m", reading) for value in measure.values[:2])
        if len(measure.values) > 2:
            facts.height_m = _clamped(measure.values[2], HEIGHT_M, measure, "m", reading)
    elif measure.of in ("high", "tall", "height"):
        facts.height_m = _clamped(measure.values[0], HEIGHT_M, measure, "m", reading)
    else:
        facts.lengths[measure.of or "wide"] = _clamped(measure.values[0], SIDE_M, measure, "m", reading)


def _clamped(value: float, limits: tuple[float, float], measure: Measure, unit: str, reading: Reading) -> float:
    kept = min(max(value, limits[0]), limits[1])
    if abs(kept - value) > 1e-9:
        reading.miss(measure.text, f"a room has {limits[0]:g} to {limits[1]:g} {unit}; {kept:g} {unit} is used")
    return kept


def read_place(phrase: Phrase, reading: Reading, at: Attachment) -> None:
    """Walls, floor, ceiling, corners, the middle or a side of the room; with qualities they describe the room."""
    entry, said, facts = phrase.entry, phrase.qualities, reading.room
    assert entry is not None
    name = entry.value
    if phrase.negated:
        return
    if name == "room":
        _describe_room(phrase, facts, reading)
        at.place("middle" if at.pending_kind() == "center" else "room", phrase.each, whole_room=True)
        at.set_focus("room")
        return
    if name == "wall":
        _wall(phrase, reading)
    elif name == "floor":
        floor = said.floor or (said.material.value if said.material else None)
        floor = floor or (said.color.value if said.color and said.color.value in MATERIALS else None)
        facts.floor_material = FLOORS.get(floor or "", floor) or facts.floor_material
        if said.color and not floor:
            reading.miss(f"{said.color.value} floor", "a floor is chosen by its material")
    elif name == "ceiling":
        _ceiling(said, reading)
    each = phrase.each or (name == "corner" and phrase.word == "corners" and phrase.given != "number")
    at.place(name, each)


def _wall(phrase: Phrase, reading: Reading) -> None:
    said = phrase.qualities
    facts = reading.room
    if said.color and said.color.value in COLORS:
        facts.wall_color = said.color.value
        if not said.color.exact:
            reading.miss(_spoken(said, said.color.value), f"provided as {said.color.value}")
    elif said.material and said.material.value in MATERIALS:
        near = {"brick": "terracotta", "wood": "oak", "concrete": "light grey", "stone": "grey"}.get(said.material.value, said.material.value)
        facts.wall_color = near if near in COLORS else facts.wall_color
        reading.miss(f"{said.material.value} {phrase.word}", "walls are given a colour, not a material")
    compass = [word for word in phrase.strangers if word in _WALLS]
    if compass:
        reading.miss(f"{compass[0]} {phrase.word}", "which wall cannot be chosen for things")
    if phrase.each:
        reading.miss(f"each {phrase.word}", "which wall cannot be chosen for things")


def _ceiling(said: Qualities, reading: Reading) -> None:
    facts = reading.room
    if said.measure and said.measure.kind == "length":
        facts.height_m = _clamped(said.measure.values[0], HEIGHT_M, said.measure, "m", reading)
    elif said.size == "large":
        facts.height_m = facts.height_m or _TALL_M
    elif said.size == "small":
        facts.height_m = facts.height_m or _LOW_M
    if said.color or said.material:
        reading.miss(f"{' '.join(said.words)} ceiling", "the ceiling is white")


def read_opening(phrase: Phrase, reading: Reading, at: Attachment) -> None:
    """Doors and windows asked for, or referred to."""
    entry = phrase.entry
    assert entry is not None
    kind = "window" if entry.value == "window" else "door"
    facts = reading.room
    if phrase.negated:
        if kind == "window":
            facts.no_windows = True
        else:
            reading.miss(f"no {phrase.word}", "a room has at least one door")
        return
    known = [opening for opening in facts.openings if opening.kind == kind]
    refers = phrase.det == "the" or phrase.each or bool(at.pending_kind() and not phrase.given)
    if kind == "window":
        facts.needs_window = True
    asks = not refers or phrase.qualities.size or phrase.word not in (kind, f"{kind}s")
    if asks and not (known and refers):
        pair = phrase.word.split()[0] in ("french", "double", "patio", "sliding")
        count = phrase.count if phrase.given else 2 if entry.plural and not pair else 1
        if count > _MAX_OPENINGS:
            reading.miss(f"{count} {phrase.word}", f"at most {_MAX_OPENINGS} are built")
        facts.openings.extend([_opening(phrase, kind)] * min(count, _MAX_OPENINGS - min(len(known), _MAX_OPENINGS - 1)))
    if phrase.qualities.color or phrase.qualities.material:
        reading.miss(f"{' '.join(phrase.qualities.words)} {phrase.word}", "what a door or window is made of cannot be chosen")
    at.place(kind, phrase.each)


def _opening(phrase: Phrase, kind: Literal["door", "window"]) -> Opening:
    wall: Wall | None = next((_WALLS[word] for word in [*phrase.strangers, *phrase.qualities.words] if word in _WALLS), None)
    first = phrase.word.split()[0]
    if kind == "door":
        width = next((width for word, width in _DOORS.items() if word in phrase.word), 1.1 if phrase.qualities.size == "large" else 0.9)
        return Opening(kind="door", wall=wall, width_m=width, height_m=2.05)
    size = "large" if phrase.word.startswith(("floor to ceiling", "picture", "bay")) or first == "french" else phrase.qualities.size
    width, height, sill = _WINDOWS[size if size in _WINDOWS else None]
    if phrase.word.startswith("floor to ceiling"):
        height, sill = 2.2, 0.1
    return Opening(kind="window", wall=wall, width_m=width, height_m=height, sill_m=sill)


def _spoken(said: Qualities, value: str) -> str:
    return next((word for word in said.words if word != value), value)
