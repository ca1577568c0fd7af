"""From a sentence to a plan, without any model: read it, resolve what it names, furnish the rest, give the room its shape."""

from __future__ import annotations

from random import Random
from typing import Literal

from blueprint.contracts.plan import Opening, PlannedObject, PlannedRelation, RoomPlan, ScenePlan, Unmet
from blueprint.contracts.prompts import Constraints
from blueprint.core.identity import seed_of
from blueprint.domain.planner.furnish import MOST_THINGS, TIER_MINIMUM, Draft, furnish
from blueprint.domain.planner.furnishing.space import area_needed_m2, floor_use_m2, wall_use_m
from blueprint.domain.planner.nature import Infos
from blueprint.domain.planner.nouns import FAMILIES
from blueprint.domain.planner.parser import read
from blueprint.domain.planner.reading import Reading, RoomFacts
from blueprint.domain.planner.resolve import resolve, room_of
from blueprint.domain.planner.rooms import ROOMS
from blueprint.domain.planner.vocabulary import Vocabulary, vocabulary

Quality = Literal["standard", "premium"]
_CROWDED_SHARE = 0.7
MAX_PROMPT_KEPT = 8_000

__all__ = ["TIER_MINIMUM", "Quality", "compose", "plan", "requested", "room_type_of"]


def plan(prompt: str, quality: Quality = "standard", seed: int = 0, constraints: Constraints | None = None) -> ScenePlan:
    """The plan of a room for any text. Equal arguments give equal plans. Never raises for what the text says."""
    words = vocabulary()
    reading = read(prompt, words)
    wishes = constraints or Constraints()
    room_type = room_type_of(reading, wishes, words)
    objects, relations = requested(reading, room_type, wishes, words)
    return compose(prompt, reading, room_type, objects, relations, quality, seed, wishes, words)


def requested(reading: Reading, room_type: str, wishes: Constraints, words: Vocabulary) -> tuple[list[PlannedObject], list[PlannedRelation]]:
    """What the sentence and the constraints ask for."""
    objects, relations = resolve(reading, room_type, words.infos)
    return objects + _must_include(wishes, objects, reading, words), relations


def compose(
    prompt: str, reading: Reading, room_type: str, objects: list[PlannedObject], relations: list[PlannedRelation], quality: Quality, seed: int,
    wishes: Constraints, words: Vocabulary,
) -> ScenePlan:  # fmt: skip
    """A plan of the things asked for, furnished. The one way in which the sentence's reading and a model's proposal become a plan."""
    rng = Random(seed_of("plan", prompt, quality, seed))
    sides = _sides(reading.room, wishes, rng)
    objects = _bounded(objects, sides, reading, words.infos)
    openings = _openings(reading.room, room_type, rng)
    known = reading.room.known
    draft = Draft(
        room_type, objects, list(relations), fixed=_fixed(reading, objects), excluded=set(reading.excluded), emptied=_emptied(reading, objects),
        skip=known.skip if known else (), add=known.add if known else (), size=_size(reading.room, room_type, sides), sides_m=sides,
        windows=sum(o.kind == "window" for o in openings), doors_m=sum(o.width_m for o in openings if o.kind == "door"),
    )  # fmt: skip
    furnish(draft, quality, wishes.object_density or "medium", rng, words.infos)
    assert draft.sides_m is not None
    return ScenePlan(
        prompt=prompt[:MAX_PROMPT_KEPT],
        room=_room(draft, reading.room, wishes, openings, rng),
        style=reading.room.style,
        objects=tuple(draft.objects),
        relations=tuple(dict.fromkeys(draft.relations)),
        unmet=tuple(Unmet(word=word, reason=reason) for word, reason in reading.unmet.items()),
    )


def room_type_of(reading: Reading, wishes: Constraints, words: Vocabulary) -> str:
    """The sentence's kind of room; else that of the constraints; else the one where its things belong."""
    room_type, why = room_of(reading, words.infos)
    asked = words.room_of(wishes.room_type) if wishes.room_type else None
    if wishes.room_type and not asked:
        reading.miss(wishes.room_type, "constraints.room_type: no such kind of room; there are " + ", ".join(ROOMS))
    if asked and reading.room.known is None:
        return asked
    if asked and asked != room_type:
        reading.miss(wishes.room_type or "", f"constraints.room_type: the sentence names a {reading.room.word}")
    if why:
        reading.miss("room", why)
    return room_type


def _must_include(wishes: Constraints, objects: list[PlannedObject], reading: Reading, words: Vocabulary) -> list[PlannedObject]:
    used = {planned.id for planned in objects}
    planned_categories = {planned.category for planned in objects}
    made = []
    for word in wishes.must_include:
        category = words.category_of(word)
        if category is None:
            reading.miss(word, f"constraints.must_include: no such thing among the {len(words.infos)} kinds there are")
        elif category not in planned_categories and category not in used:
            planned_categories.add(category)
            reading.excluded.discard(category)
            made.append(PlannedObject(id=category, category=category, words=word[:200]))
    return made


def _sides(facts: RoomFacts, wishes: Constraints, rng: Random) -> tuple[float, float] | None:
    """Width and depth in m as far as sentence and constraints give them; the sentence comes first."""
    if len(facts.sides_m) >= 2:
        return round(facts.sides_m[0], 2), round(facts.sides_m[1], 2)
    width = facts.lengths.get("wide") or facts.lengths.get("width")
    depth = facts.lengths.get("long") or facts.lengths.get("length") or facts.lengths.get("deep") or facts.lengths.get("depth")
    if wishes.room:
        width, depth = width or wishes.room.width, depth or wishes.room.depth
    if facts.area_m2:
        aspect = rng.uniform(1.05, 1.4)
        depth = depth or (facts.area_m2 / width if width else (facts.area_m2 / aspect) ** 0.5)
        width = width or facts.area_m2 / depth
    if width or depth:
        width = width or (depth or 3.0) * rng.uniform(0.9, 1.25)
        depth = depth or width * rng.uniform(0.8, 1.1)
        return round(min(max(width, 1.2), 30.0), 2), round(min(max(depth, 1.2), 30.0), 2)
    return None


def _size(facts: RoomFacts, room_type: str, sides: tuple[float, float] | None) -> str | None:
    """In words; when the sides are given, they say it."""
    if sides is None:
        return facts.size
    (_, small), _, (large, _) = ROOMS[room_type].areas
    area = sides[0] * sides[1]
    return "small" if area <= small else "large" if area >= large else None


def _room(draft: Draft, facts: RoomFacts, wishes: Constraints, openings: tuple[Opening, ...], rng: Random) -> RoomPlan:
    kind = ROOMS[draft.room_type]
    height = facts.height_m or (wishes.room.height if wishes.room else None) or rng.uniform(*kind.height_m)
    assert draft.sides_m is not None
    return RoomPlan(
        room_type=draft.room_type,
        width_m=draft.sides_m[0],
        depth_m=draft.sides_m[1],
        height_m=round(height, 2),
        openings=tuple(_lowered(opening, height) for opening in openings),
        wall_color=facts.wall_color or rng.choice(kind.walls),
        floor_material=facts.floor_material or rng.choice(kind.floors),
    )


def _lowered(opening: Opening, height: float) -> Opening:
    """An opening ends 15 cm under the ceiling."""
    top = height - 0.15
    if opening.sill_m + opening.height_m <= top:
        return opening
    sill = min(opening.sill_m, max(top - 0.6, 0.0))
    return opening.model_copy(update={"sill_m": round(sill, 2), "height_m": round(max(min(opening.height_m, top - sill), 0.4), 2)})


def _openings(facts: RoomFacts, room_type: str, rng: Random) -> tuple[Opening, ...]:
    kind = ROOMS[room_type]
    doors = [opening for opening in facts.openings if opening.kind == "door"]
    windows = [opening for opening in facts.openings if opening.kind == "window"]
    if not doors:
        doors = [Opening(kind="door", width_m=kind.door_m[0], height_m=kind.door_m[1])]
    if facts.no_windows and not windows:
        return tuple(doors)
    if not windows:
        width, height, sill = kind.window_m
        count = max(rng.randint(*kind.windows), 1 if facts.needs_window else 0)
        windows = [Opening(kind="window", width_m=width, height_m=height, sill_m=sill)] * count
    return (*doors, *windows)


def _fixed(reading: Reading, objects: list[PlannedObject]) -> set[str]:
    """Categories whose number the sentence gives: none of them is added. "two lamps" fixes every kind of lamp."""
    fixed: set[str] = set()
    for thing in reading.things:
        if not thing.gone and thing.explicit and not thing.minimum and not (thing.name == "counter" and thing.count == 1):
            fixed.add(thing.name)
            for mark in thing.marks:
                if mark.startswith("family:"):
                    fixed.update(FAMILIES.get(mark[7:], ()))
    asked = {planned.category for planned in objects}
    return fixed | {name for name in fixed if name in asked}


def _emptied(reading: Reading, objects: list[PlannedObject]) -> set[str]:
    names = {thing.name for thing in reading.emptied}
    return {planned.id for planned in objects if planned.category in names}


def _bounded(objects: list[PlannedObject], sides: tuple[float, float] | None, reading: Reading, infos: Infos) -> list[PlannedObject]:
    """Counts that a room can hold; what is cut is said."""
    kept = list(objects)

    def too_much() -> bool:
        floor = sum(floor_use_m2(infos[p.category], p.count) for p in kept)
        wall = sum(wall_use_m(infos[p.category], p.count) for p in kept)
        room = sides[0] * sides[1] * _CROWDED_SHARE if sides else 360.0 * _CROWDED_SHARE
        return sum(p.count for p in kept) > MOST_THINGS or floor > room or (sides is None and area_needed_m2(floor, wall, 0.9) > 560)

    def weight(at: int) -> float:
        return floor_use_m2(infos[kept[at].category], kept[at].count) + kept[at].count / 50

    while too_much():
        largest = max(range(len(kept)), key=weight)
        planned = kept[largest]
        if planned.count > 1:
            kept[largest] = planned.model_copy(update={"count": max(planned.count * 3 // 4, 1)})
        else:
            break
    for before, after in zip(objects, kept, strict=True):
        if before.count != after.count:
            where = f"a room of {sides[0]:g} by {sides[1]:g} m" if sides else "one room"
            reading.miss(before.words or before.category, f"{before.count} do not fit in {where}; {after.count} are planned")
    return kept
