"""A reading as planned objects and relations: generic words get a category from where they stand, every group an id."""

from __future__ import annotations

from blueprint.contracts.plan import PlannedObject, PlannedRelation
from blueprint.domain.planner.nature import Infos, carries, holds, is_small
from blueprint.domain.planner.nouns import READINGS
from blueprint.domain.planner.reading import Link, Reading, Thing, rests_on, with_article
from blueprint.domain.planner.rooms import DEFAULT_ROOM, ROOM_WORDS, infer_room

_CONTENTS: dict[str, tuple[tuple[str, int], ...]] = {
    "bookshelf": (("book", 14),), "shelf_unit": (("storage_box", 4), ("basket", 2)), "wall_shelf": (("book", 4), ("small_plant", 1)),
    "refrigerator": (("milk_carton", 2), ("bottle", 2), ("apple", 3)), "pallet_rack": (("cardboard_box", 8),), "toy_chest": (("teddy_bear", 1),
    ("ball", 1), ("toy_car", 2)),
    "bowl": (("apple", 3),), "desk": (("book", 3), ("notebook", 2), ("pen", 2), ("mug", 1)), "wine_rack": (("wine_bottle", 6),),
    "laundry_basket": (("towel", 3),),
    "counter": (("plate", 3), ("mug", 2), ("bowl", 1)), "workbench": (("hammer", 1), ("wrench", 2), ("drill", 1), ("paint_can", 2)),
    "toolbox": (("wrench", 1), ("screwdriver", 1)),
    "cabinet": (("storage_box", 2),), "wardrobe": (("towel", 3),), "pencil_cup": (("pencil", 3),), "display_cabinet": (("trophy", 2), ("vase", 2)),
    "basket": (("towel", 2),), "table": (("plate", 4), ("glass", 4)), "sink_counter": (("plate", 2), ("cup", 1)), "trash_can": (), "waste_bin": (),
}  # fmt: skip
"""What "a full …" is full of."""


def room_of(reading: Reading, infos: Infos) -> tuple[str, str | None]:
    """The room type, and the reason to tell when the sentence does not name it."""
    facts = reading.room
    if facts.known:
        return facts.known.room_type, None
    for hint in facts.hints:
        if hint in ROOM_WORDS:
            return ROOM_WORDS[hint].room_type, None
    wanted = [infos[thing.name] for thing in reading.things if not thing.gone and thing.name in infos]
    wanted += [infos[READINGS[thing.name][-1][1]] for thing in reading.things if thing.generic and READINGS[thing.name][-1][1] in infos]
    inferred = infer_room(wanted)
    name = inferred or DEFAULT_ROOM
    building = next((hint for hint in facts.hints if hint not in ROOM_WORDS), None)
    if building:
        return name, f"{building}: one room is made at a time"
    why = "the things asked for belong there" if inferred else "nothing in the sentence says otherwise"
    return name, f"no room is named: {with_article(name)} is made, {why}"


def resolve(reading: Reading, room_type: str, infos: Infos) -> tuple[list[PlannedObject], list[PlannedRelation]]:
    """Gives every thing its category and id. Things that were denied, replaced or are not there are left out."""
    _drop_implied(reading)
    things = [thing for thing in reading.things if not thing.gone]
    for thing in things:
        if thing.generic:
            _name(thing, reading.links, room_type, infos)
    _placed_by_marks(things, reading)
    for thing in list(things):
        things.extend(_fill(thing, reading, infos))
    ids = _ids(things)
    objects = [
        PlannedObject(id=ids[id(t)], category=t.name, count=min(t.count, 64), color=t.color, material=t.material, style=t.style, size=t.size,
        words=t.words)
        for t in things
    ]  # fmt: skip
    relations = [_relation(link, ids) for link in reading.links if id(link.subject) in ids and all(id(o) in ids for o in link.objects)]
    return objects, list(dict.fromkeys(relations))


def _relation(link: Link, ids: dict[int, str]) -> PlannedRelation:
    return PlannedRelation(kind=link.kind, subject=ids[id(link.subject)], objects=tuple(ids[id(o)] for o in link.objects), hard=link.hard)


def _drop_implied(reading: Reading) -> None:
    """ "a table for six with six chairs" asks for six chairs, not for twelve."""
    for seats in [thing for thing in reading.things if "implied" in thing.marks]:
        spoken = [t for t in reading.things if t is not seats and not t.gone and t.name.endswith("chair") and "implied" not in t.marks]
        if spoken:
            seats.gone = True


def _name(thing: Thing, links: list[Link], room_type: str, infos: Infos) -> None:
    mine = [link for link in links if link.subject is thing]
    _beside_small(thing, mine, links, infos)
    targets = {target.name for link in mine for target in link.objects}
    on_surface = {target.name for link in mine if link.kind in ("on", "in") for target in link.objects}
    said = {f"room:{room_type}", f"small:{room_type if thing.size == 'small' else '-'}", *thing.marks, *(f"seat:{name}" for name in targets)}
    said |= {f"on:{name}" for name in on_surface} | ({"surface"} if on_surface else set()) | ({"many"} if thing.count > 1 else set()) | {""}
    said |= {"small:"} if thing.size == "small" else set()
    said |= {"seat:kitchen_island"} if "island" in targets else set()
    if "floor" in thing.marks:
        said.discard("surface")
    thing.marks.add(f"family:{thing.name}")
    known = [(when, name) for when, name in READINGS[thing.name] if name in infos]
    thing.name = next((name for when, name in known if when in said), known[-1][1] if known else thing.name)
    thing.generic = False


def _beside_small(thing: Thing, mine: list[Link], links: list[Link], infos: Infos) -> None:
    """ "a lamp behind the laptop": what carries the laptop carries the lamp."""
    if any(link.kind in ("on", "in") for link in mine) or not is_small(thing, infos):
        return
    for target in [target for link in mine for target in link.objects if link.kind != "under"]:
        carrier = next((link for link in links if link.kind == "on" and link.subject is target), None)
        if carrier and is_small(target, infos) and not rests_on(carrier.objects[0], thing, links):
            beside = Link("on", thing, carrier.objects, hard=False)
            links.append(beside)
            mine.append(beside)
            return


def _placed_by_marks(things: list[Thing], reading: Reading) -> None:
    """ "a corner table", "a wall shelf": the modifier is a place."""
    for thing in things:
        if "corner" in thing.marks and not any(link.subject is thing and link.kind == "in_corner" for link in reading.links):
            reading.links.append(Link("in_corner", thing))


def _fill(thing: Thing, reading: Reading, infos: Infos) -> list[Thing]:
    if thing.fill == "empty":
        reading.emptied.append(thing)
    if thing.fill != "full" or any(link.kind in ("on", "in") and thing in link.objects for link in reading.links):
        return []
    usual = tuple((name, 3) for name in infos[thing.name].holds[:2]) if thing.name in infos else ()
    made = []
    for name, count in _CONTENTS.get(thing.name, usual):
        if name in infos and name not in reading.excluded:
            content = Thing(name, count=count * min(thing.count, 4), explicit=False, minimum=True, words=f"full {thing.name.replace('_', ' ')}")
            kind = "in" if holds(thing, infos) else "on" if carries(thing, infos) else None
            if kind and is_small(content, infos):
                reading.links.append(Link(kind, content, (thing,)))
                made.append(content)
    if not made:
        reading.miss(f"full {thing.name.replace('_', ' ')}", "it is not known what it would be full of")
    return made


def _ids(things: list[Thing]) -> dict[int, str]:
    used: dict[str, int] = {}
    ids: dict[int, str] = {}
    for thing in things:
        used[thing.name] = used.get(thing.name, 0) + 1
        ids[id(thing)] = thing.name if used[thing.name] == 1 else f"{thing.name}_{used[thing.name]}"
    return ids
