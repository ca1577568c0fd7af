"""Plans written by hand, for rooms without the planner."""

from __future__ import annotations

from blueprint.contracts.plan import Opening, PlannedObject, PlannedRelation, RoomPlan, ScenePlan

WINDOW = Opening(kind="window", width_m=1.2, height_m=1.2, sill_m=0.9)
DOOR = Opening(kind="door", width_m=0.9, height_m=2.05)


def planned(*parts: str) -> PlannedObject:
    """`planned("mug:2")` is two mugs, requested; `planned("mug_2:mug:3")` has an id of its own."""
    pieces = parts[0].split(":")
    count = int(pieces.pop()) if pieces[-1].isdigit() else 1
    return PlannedObject(id=pieces[0], category=pieces[-1], count=count)


def relation(text: str) -> PlannedRelation:
    """`relation("mug on table")`."""
    subject, kind, *objects = text.split()
    return PlannedRelation(kind=kind, subject=subject, objects=tuple(objects))  # type: ignore[arg-type]


def room_plan(
    things: str, relations: str = "", room_type: str = "living_room", size: tuple[float, float] = (4.5, 4.0), prompt: str = "",
    openings: tuple[Opening, ...] = (DOOR, WINDOW),
) -> ScenePlan:  # fmt: skip
    """things: `"sofa tv_stand armchair:2"`; relations: separated by commas, all of them hard."""
    return ScenePlan(
        prompt=prompt or things,
        room=RoomPlan(room_type=room_type, width_m=size[0], depth_m=size[1], openings=openings),
        objects=tuple(planned(thing) for thing in things.split()),
        relations=tuple(relation(text) for text in relations.split(",") if text.strip()),
    )


KITCHEN = room_plan(
    "counter sink_counter stove refrigerator kitchen_island wall_cabinet range_hood bar_stool:2 mug:2 bowl apple:4 toaster plate:3 ceiling_lamp",
    "apple in bowl, bowl on kitchen_island, mug on counter, toaster on counter, counter under wall_cabinet, stove under range_hood",
    "kitchen", (4.6, 4.2),
)  # fmt: skip
BEDROOM = room_plan(
    "bed nightstand:2 wardrobe dresser mirror table_lamp:2 pillow:2 blanket rug picture ceiling_lamp book:3 waste_bin desk",
    "bed against_wall, nightstand next_to bed, table_lamp on nightstand, pillow on bed, blanket on bed, book on dresser, dresser under mirror, waste_bin under desk",
    "bedroom", (4.8, 4.4),
)  # fmt: skip
LOUNGE = room_plan(
    "sofa coffee_table tv_stand tv bookshelf book:12 floor_lamp potted_plant cushion:2 side_table vase rug ceiling_lamp",
    "sofa facing tv_stand, tv on tv_stand, book in bookshelf, cushion on sofa, potted_plant in_corner, coffee_table in_front_of sofa, floor_lamp near sofa",
    size=(5.2, 4.6),
)  # fmt: skip
BATHROOM = room_plan(
    "toilet washbasin shower mirror towel_rack towel:3 shelf_unit toothbrush_cup soap_dispenser toilet_roll:2 laundry_basket",
    "washbasin under mirror, towel on shelf_unit, soap_dispenser on washbasin, laundry_basket against_wall",
    "bathroom", (3.0, 2.8), openings=(DOOR.model_copy(update={"width_m": 0.8}), Opening(kind="window", width_m=0.6, height_m=0.6, sill_m=1.4)),
)  # fmt: skip
DINING = room_plan(
    "table chair:6 sideboard plate:6 fork:6 knife:6 glass:6 vase picture:2 pendant_lamp candle:2",
    "chair around table, chair facing table, plate on table, fork on table, knife on table, glass on table, vase on table, candle on sideboard",
    "dining_room", (5.0, 4.2),
)  # fmt: skip
ROOMS = {"kitchen": KITCHEN, "bedroom": BEDROOM, "lounge": LOUNGE, "bathroom": BATHROOM, "dining": DINING}
