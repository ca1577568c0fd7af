"""What a sentence was read to say: things, how they stand to each other, facts of the room, and what was denied or not understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from blueprint.contracts.plan import Opening, RelationKind
from blueprint.domain.planner.rooms import RoomWord

Size = Literal["small", "medium", "large"]


@dataclass(eq=False)
class Thing:
    """A group of equal things. name: a category, or a generic word (`generic`) until `resolve` gives it one.

    explicit: the sentence gives the number, so nothing of the kind is added. minimum: "at least so many". marks: where it was said to be
    ("wall", "over", "ceiling", "floor", "low"). gone: a noun that is not provided; it only swallows what is said of it.
    """

    name: str
    generic: bool = False
    count: int = 1
    explicit: bool = True
    minimum: bool = False
    plural: bool = False
    color: str | None = None
    material: str | None = None
    size: Size | None = None
    style: str | None = None
    fill: str | None = None
    words: str = ""
    marks: set[str] = field(default_factory=set)
    gone: bool = False
    bundle: tuple[Thing, ...] = ()


@dataclass(eq=False)
class Link:
    """provisional: read from "with" alone; a relation that is said outright replaces it."""

    kind: RelationKind
    subject: Thing
    objects: tuple[Thing, ...] = ()
    hard: bool = True
    provisional: bool = False


def rests_on(thing: Thing, below: Thing, links: list[Link]) -> bool:
    """Whether `below` carries the thing, perhaps with others between them, or is the thing."""
    carriers = {id(link.subject): link.objects[0] for link in reversed(links) if link.kind in ("on", "in")}
    for _ in range(len(links) + 1):
        if thing is below:
            return True
        if id(thing) not in carriers:
            return False
        thing = carriers[id(thing)]
    return True


@dataclass
class RoomFacts:
    """What the sentence says of the room itself. sides_m: two or three lengths. windows: how many are asked for; None: not mentioned."""

    word: str = ""
    known: RoomWord | None = None
    hints: list[str] = field(default_factory=list)
    size: Size | None = None
    style: str | None = None
    sides_m: tuple[float, ...] = ()
    area_m2: float | None = None
    height_m: float | None = None
    lengths: dict[str, float] = field(default_factory=dict)
    wall_color: str | None = None
    floor_material: str | None = None
    openings: list[Opening] = field(default_factory=list)
    no_windows: bool = False
    needs_window: bool = False


@dataclass
class Reading:
    """unmet: the person's word → why. excluded: categories denied. emptied: things said to hold nothing."""

    room: RoomFacts = field(default_factory=RoomFacts)
    things: list[Thing] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    unmet: dict[str, str] = field(default_factory=dict)
    excluded: set[str] = field(default_factory=set)
    emptied: list[Thing] = field(default_factory=list)

    def miss(self, word: str, reason: str) -> None:
        self.unmet.setdefault(word[:120], reason)


def with_article(name: str) -> str:
    words = name.replace("_", " ")
    return f"an {words}" if words[:1] in ("a", "e", "i", "o", "u") else f"a {words}"
