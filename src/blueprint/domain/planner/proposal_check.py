"""A model's proposal, looked at field by field: what can be mended is mended and noted, what makes no sense refuses the whole."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from typing import Any, cast, get_args

from blueprint.contracts.plan import UNARY, PlannedObject, PlannedRelation, RelationKind
from blueprint.contracts.prompts import Constraints
from blueprint.domain.assets.asset import Placement
from blueprint.domain.assets.palette import COLORS, MATERIALS
from blueprint.domain.planner.furnish import equals
from blueprint.domain.planner.nature import carries, holds, is_small
from blueprint.domain.planner.parser import read
from blueprint.domain.planner.planner import requested, room_type_of
from blueprint.domain.planner.proposal_schema import MAX_COUNT, MAX_OBJECTS, MAX_RELATIONS
from blueprint.domain.planner.reading import Reading, Thing
from blueprint.domain.planner.rooms import ROOMS
from blueprint.domain.planner.vocabulary import Vocabulary

MAX_BYTES = 200_000
MAX_EXTRA_FURNITURE = 12
MAX_EXTRA_SMALL = 24
MAX_STACK = 3
_KINDS = set(get_args(RelationKind))
_FENCE = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.DOTALL)


@dataclass
class Checked:
    """What is left of a proposal: the sentence's own things first, then the model's."""

    reading: Reading
    room_type: str
    objects: list[PlannedObject]
    relations: list[PlannedRelation]
    notes: list[str] = field(default_factory=list)


@dataclass
class _Item:
    """One proposed object. id: as the model calls it; planned: the id in the plan, once it is taken over."""

    id: str
    category: str
    count: int
    color: str | None
    material: str | None
    size: str | None
    words: str
    planned: str = ""


def check(raw: str, prompt: str, wishes: Constraints, words: Vocabulary) -> Checked | list[str]:
    """The checked proposal, or the reasons why it is refused."""
    document = _parse(raw)
    if isinstance(document, str):
        return [document]
    notes: list[str] = []
    reading = read(prompt, words)
    room_type = _room(document, reading, wishes, words, notes)
    asked, relations = requested(reading, room_type, wishes, words)
    items = _items(document, prompt, reading, words, notes)
    refused = _refused(items, asked)
    if refused:
        return [*refused, *notes[:5]]
    checked = Checked(reading, room_type, list(asked), list(relations), notes)
    _take_over(items, checked, prompt, words)
    _missing(items, asked, checked)
    _relations(document, items, checked, words)
    _unmet(document, checked, prompt)
    return checked


def _parse(raw: str) -> dict[str, Any] | str:
    if len(raw) > MAX_BYTES:
        return f"the answer has {len(raw)} characters, at most {MAX_BYTES} are read"
    fenced = _FENCE.match(raw)
    try:
        document = json.loads(fenced[1] if fenced else raw)
    except (ValueError, RecursionError) as problem:
        return f"the answer is not JSON: {str(problem)[:120]}"
    if not isinstance(document, dict):
        return f"the answer: expected an object, found {type(document).__name__}"
    if not isinstance(document.get("objects"), list):
        return f"objects: expected a list, found {type(document.get('objects')).__name__}"
    return document


def _room(document: dict[str, Any], reading: Reading, wishes: Constraints, words: Vocabulary, notes: list[str]) -> str:
    """The sentence's room if it names one, else the model's if it is one, else the reading's guess."""
    said = document.get("room_type")
    proposed = said if isinstance(said, str) and said in ROOMS else words.room_of(said) if isinstance(said, str) else None
    if reading.room.known or wishes.room_type:
        own = room_type_of(reading, wishes, words)
        if proposed != own:
            notes.append(f"room_type: expected {own} (the sentence), found {_short(said)}")
        return own
    if proposed is None:
        notes.append(f"room_type: expected one of {', '.join(ROOMS)}, found {_short(said)}")
        return room_type_of(reading, wishes, words)
    return proposed


def _items(document: dict[str, Any], prompt: str, reading: Reading, words: Vocabulary, notes: list[str]) -> list[_Item]:
    objects = document["objects"]
    if len(objects) > MAX_OBJECTS:
        notes.append(f"objects: at most {MAX_OBJECTS} are read, found {len(objects)}")
    items: list[_Item] = []
    used: set[str] = set()
    for number, raw in enumerate(objects[:MAX_OBJECTS]):
        item = _item(raw, f"objects[{number}]", prompt, reading, words, notes)
        if item is None:
            continue
        if item.id in used:
            notes.append(f"objects[{number}].id: {item.id!r} is used twice; relations mean the first")
            item.id = ""
        used.add(item.id)
        items.append(item)
    return items


def _item(raw: object, where: str, prompt: str, reading: Reading, words: Vocabulary, notes: list[str]) -> _Item | None:
    if not isinstance(raw, dict) or not isinstance(raw.get("category"), str):
        notes.append(f"{where}: expected an object with a category, found {_short(raw)}")
        return None
    category = words.category_of(raw["category"]) if len(raw["category"]) <= 80 else None
    if category is None:
        notes.append(f"{where}.category: no such category: {_short(raw['category'])}")
        spoken = raw["category"].replace("_", " ").lower()
        if spoken and spoken in prompt.lower():
            reading.miss(spoken, f"no such thing among the {len(words.infos)} kinds there are")
        return None
    if category != raw["category"]:
        notes.append(f"{where}.category: {_short(raw['category'])} is read as {category}")
    return _Item(
        id=str(raw.get("id", ""))[:80],
        category=category,
        count=_count(raw.get("count", 1), where, notes),
        color=_one_of(raw.get("color"), COLORS, f"{where}.color", notes),
        material=_one_of(raw.get("material"), MATERIALS, f"{where}.material", notes),
        size=_one_of(raw.get("size"), {"small": 1, "medium": 1, "large": 1}, f"{where}.size", notes),
        words=str(raw.get("words") or "")[:200],
    )


def _count(value: object, where: str, notes: list[str]) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        notes.append(f"{where}.count: expected 1 to {MAX_COUNT}, found {_short(value)}; 1 is used")
        return 1
    kept = min(max(int(value), 1), MAX_COUNT)
    if kept != value:
        notes.append(f"{where}.count: expected 1 to {MAX_COUNT}, found {_short(value)}; {kept} is used")
    return kept


def _one_of(value: object, known: dict[str, Any], where: str, notes: list[str]) -> str | None:
    if value in (None, "", "null", "none"):
        return None
    if isinstance(value, str) and value.lower() in known:
        return value.lower()
    notes.append(f"{where}: unknown {_short(value)} is left out")
    return None


def _refused(items: list[_Item], asked: list[PlannedObject]) -> list[str]:
    if not items:
        return ["objects: none of them is a thing of the catalogue"]
    named = {planned.category for planned in asked}
    if named and not any(equals(item.category) & named for item in items):
        return [f"nothing of what the sentence asks for is proposed: it names {', '.join(sorted(named))[:200]}"]
    return []


def _take_over(items: list[_Item], checked: Checked, prompt: str, words: Vocabulary) -> None:
    """The sentence's things keep its number and qualities; the model's own come as furnishing, or as asked for when it quotes the words."""
    extra_furniture, extra_small = 0, 0
    for item in items:
        match = next(
            (
                planned
                for planned in checked.objects
                if planned.requested and planned.category in equals(item.category) and not _taken(planned, items)
            ),
            None,
        )
        if match:
            item.planned = match.id
            _compare(item, match, checked)
            continue
        if any(planned.requested and planned.category == item.category for planned in checked.objects) or item.category in checked.reading.excluded:
            checked.notes.append(
                f"{item.category}: left out, the sentence " + ("says none" if item.category in checked.reading.excluded else "gives their number")
            )
            continue
        asked_for = _quoted(item, prompt, checked.reading)
        small = words.infos[item.category].placement is Placement.SURFACE
        room_left = MAX_EXTRA_SMALL - extra_small if small else MAX_EXTRA_FURNITURE - extra_furniture
        count = item.count if asked_for else min(item.count, room_left)
        if count < 1:
            checked.notes.append(f"{item.category}: left out, the proposal has too many things that nobody asked for")
            continue
        if not asked_for:
            extra_small, extra_furniture = extra_small + count * small, extra_furniture + count * (not small)
        item.planned = _new_id(item.category, checked.objects)
        planned = PlannedObject(id=item.planned, category=item.category, count=count, requested=asked_for)
        if asked_for:
            said = {"words": item.words, "color": item.color, "material": item.material, "size": item.size}
            planned = planned.model_copy(update=said)
        checked.objects.append(planned)


def _taken(planned: PlannedObject, items: list[_Item]) -> bool:
    return any(item.planned == planned.id for item in items)


def _compare(item: _Item, planned: PlannedObject, checked: Checked) -> None:
    if item.count != planned.count:
        checked.notes.append(f"{planned.id}.count: expected {planned.count} (the sentence), found {item.count}")
    for name in ("color", "material", "size"):
        said, found = getattr(planned, name), getattr(item, name)
        if said and found != said:
            checked.notes.append(f"{planned.id}.{name}: expected {said} (the sentence), found {found}")


def _quoted(item: _Item, prompt: str, reading: Reading) -> bool:
    """Whether the model shows a phrase of the sentence that could not be read without it; that phrase is met now."""
    phrase = " ".join(item.words.lower().split())
    if len(phrase) < 3 or phrase not in " ".join(prompt.lower().split()):
        return False
    met = [word for word in reading.unmet if word in phrase or phrase in word]
    for word in met:
        reading.unmet[word] = f"provided as {item.category.replace('_', ' ')}"
    return bool(met)


def _missing(items: list[_Item], asked: list[PlannedObject], checked: Checked) -> None:
    for planned in asked:
        if not _taken(planned, items):
            checked.notes.append(f"{planned.id}: the proposal forgets {planned.words or planned.category}; added from the sentence")


def _relations(document: dict[str, Any], items: list[_Item], checked: Checked, words: Vocabulary) -> None:
    proposed = document.get("relations")
    if not isinstance(proposed, list):
        checked.notes.append(f"relations: expected a list, found {type(proposed).__name__}")
        return
    ids = {item.id: item.planned for item in items if item.id and item.planned}
    for number, raw in enumerate(proposed[:MAX_RELATIONS]):
        relation = _relation(raw, ids)
        where = f"relations[{number}]"
        if isinstance(relation, str):
            checked.notes.append(f"{where}: {relation}; dropped")
        elif problem := _impossible(relation, checked, words):
            checked.notes.append(f"{where}: {problem}; dropped")
        else:
            checked.relations.append(relation)


def _relation(raw: object, ids: dict[str, str]) -> PlannedRelation | str:
    kind = raw.get("kind") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(kind, str) or kind not in _KINDS:
        return f"expected a relation of one of {len(_KINDS)} kinds, found {_short(raw)}"
    names = [raw.get("subject"), *([] if kind in UNARY else [raw.get("object"), raw.get("object2")] if kind == "between" else [raw.get("object")])]
    unknown = [name for name in names if not isinstance(name, str) or name not in ids]
    if unknown:
        return f"{kind} names {_short(unknown)}, which is no planned object"
    subject, *objects = (ids[str(name)] for name in names)
    if subject in objects or len(set(objects)) != len(objects):
        return f"{kind} relates a thing to itself"
    return PlannedRelation(kind=cast(RelationKind, kind), subject=subject, objects=tuple(objects), hard=False)


def _impossible(relation: PlannedRelation, checked: Checked, words: Vocabulary) -> str | None:
    by_id = {planned.id: planned for planned in checked.objects}
    subject = Thing(by_id[relation.subject].category)
    if any(r.kind == relation.kind and r.subject == relation.subject for r in checked.relations if r.hard):
        return "the sentence says otherwise"
    if relation.kind in ("on", "in"):
        target = Thing(by_id[relation.objects[0]].category)
        if not is_small(subject, words.infos) or not (carries(target, words.infos) or holds(target, words.infos)):
            return f"a {subject.name} cannot be {relation.kind} a {target.name}"
        return _badly_stacked(relation, checked)
    if relation.kind == "on_wall" and words.infos[subject.name].placement is not Placement.WALL:
        return f"a {subject.name} does not hang on a wall"
    return None


def _badly_stacked(relation: PlannedRelation, checked: Checked) -> str | None:
    """A thing has one support, supports have an end, and no more than three things stand on one another."""
    below = {r.subject: r.objects[0] for r in checked.relations if r.kind in ("on", "in")}
    if relation.subject in below:
        return f"{relation.subject} is carried already"
    below[relation.subject] = relation.objects[0]
    for start in below:
        at, height = start, 0
        while at in below:
            at, height = below[at], height + 1
            if height > MAX_STACK:
                return "things carry one another, or too many"
    return None


def _unmet(document: dict[str, Any], checked: Checked, prompt: str) -> None:
    """The model's own list, as far as the words are the person's."""
    listed = document.get("unmet")
    for entry in listed[:20] if isinstance(listed, list) else []:
        word = entry.get("word") if isinstance(entry, dict) else None
        known = {w for planned in checked.objects for w in (planned.category.replace("_", " "), *planned.words.lower().split())}
        if (
            isinstance(word, str)
            and 2 < len(word) <= 60
            and re.search(rf"\b{re.escape(word.lower())}\b", prompt.lower())
            and word.lower() not in known
        ):
            checked.reading.miss(word, "the model can provide no such thing")


def _new_id(category: str, objects: list[PlannedObject]) -> str:
    used = {planned.id for planned in objects}
    return next(name for number in range(1, 1000) if (name := category if number == 1 else f"{category}_{number}") not in used)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:79] + "…"
