"""What a category is by nature, as far as words need it: does it carry things, hold things, seat people?"""

from __future__ import annotations

from collections.abc import Mapping

from blueprint.domain.assets.asset import CategoryInfo, Placement
from blueprint.domain.planner.nouns import READINGS
from blueprint.domain.planner.reading import Thing

SEATS = frozenset({"chair", "armchair", "sofa", "loveseat", "stool", "bar_stool", "office_chair", "bench", "ottoman", "rocking_chair",
"folding_chair", "bean_bag",
                   "high_chair"})  # fmt: skip
TABLES = frozenset({"table", "round_table", "coffee_table", "cafe_table", "meeting_table", "folding_table", "kitchen_island", "bar_counter",
"fireplace", "workbench",
                    "lab_bench", "side_table", "play_tent", "rug", "island"})  # fmt: skip
DESKS = frozenset({"desk", "school_desk", "dressing_table", "piano", "easel", "console_table", "counter"})
BEDS = frozenset({"bed", "single_bed", "bunk_bed", "crib"})
CONTAINERS = frozenset(
    ["bowl", "cup", "mug", "glass", "wine_glass", "pot", "pencil_cup", "toothbrush_cup", "vase", "jar", "basket", "storage_box", "cardboard_box",
    "crate", "tote", "bucket", "colander", "laundry_basket", "waste_bin", "trash_can", "bookshelf", "shelf_unit", "refrigerator", "cabinet",
    "wall_cabinet", "wardrobe", "dresser", "drawer_unit", "nightstand", "filing_cabinet", "locker", "tool_chest", "toy_chest", "chest",
    "display_cabinet", "display_case", "microwave", "dishwasher", "sink_counter", "washbasin", "bathtub", "washing_machine", "dryer",
    "medicine_cabinet", "knife_block", "dish_rack", "wine_rack", "umbrella_stand", "test_tube_rack", "toolbox", "jewelry_box", "safe", "pitcher",
    "backpack", "shoe_rack", "document_tray", "tray", "pallet_rack", "shelf", "sink", "rack", "cupboard", "box", "bin", "wall_shelf", "fume_hood",
    "sideboard", "tv_stand", "beaker", "flask", "crib", "stove", "vending_machine"]
)
CARRY_NOTHING = frozenset(
    ["floor_lamp", "ceiling_lamp", "pendant_lamp", "curtain", "picture", "mirror", "wall_clock", "whiteboard", "blackboard", "bulletin_board", "tv",
    "wall_tv", "projector_screen", "coat_rack", "potted_plant", "small_plant", "radiator", "ladder", "traffic_cone", "fire_extinguisher", "bicycle",
    "umbrella_stand", "room_divider", "range_hood", "lamp", "light", "plant", "apple", "orange", "banana", "lemon", "pear", "egg", "fork", "knife",
    "spoon", "pen", "pencil", "vase", "candle", "bottle", "wine_bottle", "can", "table_lamp", "desk_lamp", "tire", "rocking_horse"]
)
UNASKED_MATERIALS = frozenset({"plant", "food", "soil", "paper"})
"""Stuff of the palette that nobody asks a thing to be made of."""
WALL_DECOR = frozenset({"picture", "wall_clock", "mirror", "whiteboard", "blackboard", "bulletin_board", "wall_tv", "wall_shelf", "wall_cabinet",
"coat_hook"})

Infos = Mapping[str, CategoryInfo]


def candidates(thing: Thing, infos: Infos) -> tuple[str, ...]:
    """The categories that the thing may turn out to be."""
    if not thing.generic:
        return (thing.name,)
    return tuple(name for _, name in READINGS[thing.name] if name in infos)


def placements(thing: Thing, infos: Infos) -> set[Placement]:
    return {infos[name].placement for name in candidates(thing, infos) if name in infos}


def is_small(thing: Thing, infos: Infos) -> bool:
    """Whether it can stand on furniture."""
    return Placement.SURFACE in placements(thing, infos)


def is_seat(thing: Thing, infos: Infos) -> bool:
    return any(name in SEATS for name in candidates(thing, infos))


def is_table(thing: Thing, infos: Infos) -> bool:
    """Whether one sits at it."""
    return any(name in TABLES or name in DESKS for name in candidates(thing, infos))


def holds(thing: Thing, infos: Infos) -> bool:
    """Whether things go into it rather than onto it."""
    return any(name in CONTAINERS or (name in infos and "Containable" in infos[name].affordances) for name in candidates(thing, infos))


def carries(thing: Thing, infos: Infos) -> bool:
    """Whether things can stand on it."""
    return any(name not in CARRY_NOTHING for name in candidates(thing, infos))


def belongs_on(item: Thing, owner: Thing, infos: Infos) -> bool:
    """Whether the catalogue expects `item` on or in `owner`; True when it has no opinion."""
    known = [infos[name] for name in candidates(item, infos) if name in infos]
    usual = {place for info in known for place in info.sits_on}
    owners = candidates(owner, infos)
    expected = {name for place in owners if place in infos for name in infos[place].holds}
    return not usual or bool(usual & set(owners)) or bool(expected & set(candidates(item, infos)))
