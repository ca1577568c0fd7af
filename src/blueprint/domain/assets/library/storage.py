"""Closed storage for living rooms, bedrooms and offices: cabinets, sideboards, wardrobes, TV benches, display cabinets."""

from __future__ import annotations

from blueprint.domain.assets.asset import CategoryInfo, Placement, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.catalogue import category
from blueprint.domain.assets.fronts import Front, Pull, doors, drawer, front_for, pull_for, run_of_bays
from blueprint.domain.assets.parts import BOARD, GAP, Cell, carcass, legs, piece, shelves, support, top_of
from blueprint.domain.mesh import shapes

_WOODS = ("oak", "walnut", "birch", "pine", "white", "black", "grey")
_PAINTS = ("white", "oak", "walnut", "grey", "navy", "green", "cream", "black")
_WOOD = ("wood", "painted wood")


def _leg_style(b: Builder) -> tuple[str, float]:
    """Style and height."""
    return [("plinth", 0.06), ("tapered", 0.15), ("square", 0.12), ("round", 0.14), ("sled", 0.12)][int(b.rng.integers(5))]


def _standing(b: Builder, kind: Pull, overhang: float = 0.01, legs_of: tuple[str, float] | None = None) -> tuple[Cell, Cell]:
    """Puts legs under it; gives the carcass' cell (its front is the plane behind the doors) and the top board's."""
    style, height = legs_of or _leg_style(b)
    face_y = -b.d / 2 + kind.reach_m
    top = Cell.whole(b).but(y0=face_y - overhang, z0=b.h - 0.022)
    body = top.inset(x=overhang).but(y0=face_y + BOARD + GAP, z0=height, z1=top.z0)
    wood = style in ("tapered", "square", "plinth")
    legs(b, body.but(y0=face_y + 0.01, z0=0.0, z1=height).inset(x=0.02), style, b.main if wood else b.paint("iron"), 0.035 if wood else 0.02)
    return body, top


@category(
    CategoryInfo(
        name="cabinet", synonyms=("cupboard", "low cabinet", "storage cabinet", "two-door cabinet"), qcode="Q14745",
        size_m=((0.7, 1.1), (0.38, 0.48), (0.75, 1.1)), source="IKEA BESTÅ, HAVSTA and IVAR cabinets 60–120 × 35–47 × 74–134 cm",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("living_room", "dining_room", "office", "bedroom", "hallway", "laboratory"),
        colors=_PAINTS, materials=_WOOD, affordances=("Openable", "Containable", "Placeable", "Supportable"), against_wall=True,
        front_clearance_m=0.7,
        holds=("vase", "picture_frame", "book", "candle", "table_lamp", "small_plant", "basket"),
    )
)  # fmt: skip
def cabinet(b: Builder) -> None:
    kind, front = pull_for(b), front_for(b, b.main)
    body, top = _standing(b, kind)
    run_of_bays(b, body, body.y0 - GAP - BOARD, ["door"], front, kind, b.main, height=0.6, boards=2 if b.h > 0.95 else 1, upper=1.9)
    piece(b, top)
    top_of(b, top)


@category(
    CategoryInfo(
        name="sideboard", synonyms=("buffet", "credenza", "buffet cabinet"), qcode="Q14745",
        size_m=((1.3, 1.9), (0.4, 0.5), (0.7, 0.85)), source="typical sideboards 120–200 × 40–50 × 70–90 cm (IKEA HAVSTA, STOCKHOLM; Muuto, String)",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("dining_room", "living_room", "hallway", "meeting_room"), colors=_PAINTS,
        materials=_WOOD,
        affordances=("Openable", "Containable", "Placeable", "Supportable"), against_wall=True, front_clearance_m=0.7,
        holds=("vase", "table_lamp", "picture_frame", "candle", "wine_bottle", "bowl", "tray", "speaker"),
    )
)  # fmt: skip
def sideboard(b: Builder) -> None:
    kind, front = pull_for(b), front_for(b, b.main)
    body, top = _standing(b, kind)
    kinds = [["door", "drawers", "door"], ["drawers", "door", "door"], ["door", "door", "drawers"], ["door", "open", "door"]][int(b.rng.integers(4))]
    run_of_bays(b, body, body.y0 - GAP - BOARD, kinds, front, kind, b.main, height=0.6, upper=1.8, drawers=((1.0, 1.0, 1.0), (1.0, 1.0)))
    piece(b, top)
    top_of(b, top)


@category(
    CategoryInfo(
        name="tv_stand", synonyms=("tv unit", "tv bench", "media console", "tv cabinet", "entertainment center", "media unit"), qcode="Q14745",
        size_m=((1.2, 1.9), (0.38, 0.45), (0.42, 0.58)), source="IKEA BESTÅ, LACK and HEMNES TV benches 120–240 × 40–47 × 36–64 cm",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("living_room", "bedroom"), colors=_PAINTS, materials=_WOOD,
        affordances=("Openable", "Containable", "Placeable", "Supportable"), against_wall=True, front_clearance_m=0.7,
        holds=("tv", "speaker", "remote", "game_controller", "router", "small_plant", "vase", "book"),
    )
)  # fmt: skip
def tv_stand(b: Builder) -> None:
    kind, front = pull_for(b), front_for(b, b.main, ("flat", "flat", "shaker"))
    low = ("plinth", 0.04) if b.rng.random() < 0.4 else ("tapered", 0.12)
    body, top = _standing(b, kind, legs_of=low)
    kinds = [["drawers", "open", "drawers"], ["door", "open", "door"], ["door", "open", "drawers"]][int(b.rng.integers(3))]
    run_of_bays(b, body, body.y0 - GAP - BOARD, kinds, front, kind, b.main, height=0.6, drawers=((1.0,), (1.0, 1.0)))
    piece(b, top)
    top_of(b, top)


@category(
    CategoryInfo(
        name="wardrobe", synonyms=("closet", "armoire", "clothes cabinet", "clothes cupboard"), qcode="Q14745",
        size_m=((0.9, 1.6), (0.58, 0.64), (1.9, 2.2)),
        source="IKEA PAX and BRIMNES 75–200 × 50–66 × 190–236 cm; hanging depth ≥ 53 cm (Neufert)",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("bedroom", "childs_room", "hallway"), colors=_PAINTS, materials=_WOOD,
        affordances=("Openable", "Containable"), against_wall=True, front_clearance_m=0.7, holds=("towel", "blanket", "hat", "shoe", "storage_box"),
    )
)  # fmt: skip
def wardrobe(b: Builder) -> None:
    kind, front = pull_for(b), front_for(b, b.main)
    face_y = -b.d / 2 + kind.reach_m
    foot = 0.07
    body = Cell.whole(b).but(y0=face_y + BOARD + GAP, z0=foot)
    legs(b, body.but(z0=0.0, z1=foot), "plinth", b.main)
    inner = carcass(b, body, b.main)
    hanging = inner.columns((0.55, 0.45), BOARD)
    left, right = hanging[:: 1 if b.rng.random() < 0.5 else -1]
    piece(b, inner.but(x0=hanging[0].x1, x1=hanging[1].x0))
    shelves(b, right, 4, b.main, "interior", "shelf")
    hat = left.but(z0=left.z1 - 0.3)
    piece(b, hat.but(z0=hat.z0 - BOARD, z1=hat.z0))
    support(b, "hat_shelf", "interior", hat)
    room = left.but(z1=hat.z0 - BOARD)
    support(b, "floor", "interior", room.but(z1=room.z1 - 0.08))
    rod = shapes.tube([(room.x0, room.center[1], room.z1 - 0.06), (room.x1, room.center[1], room.z1 - 0.06)], 0.0125, 8)
    b.add(rod, b.paint("stainless steel"), 0.3)
    b.collide_box((room.size[0], 0.022, 0.022), (room.center[0], room.center[1], room.z1 - 0.06), b.paint("stainless steel"))
    face = Cell(body.x0, body.x1, face_y, face_y + BOARD, foot + GAP, b.h)
    long_pulls = b.rng.random() < 0.4
    leaves = face.columns(2 if b.w < 1.2 else 3, GAP)
    doors(b, "door", leaves, Front(front.material, front.style, fill=0.8), kind, height=0.48, length=0.32 if long_pulls else 0.22, damping=0.6, friction=0.3)


@category(
    CategoryInfo(
        name="display_cabinet", synonyms=("glass cabinet", "glass-door cabinet", "vitrine", "china cabinet", "curio cabinet"), qcode="Q14745",
        size_m=((0.7, 1.0), (0.36, 0.44), (1.6, 1.95)), source="IKEA BILLSBRO, FABRIKÖR and HEMNES glass-door cabinets 57–90 × 37–47 × 150–197 cm",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("living_room", "dining_room", "cafe_corner"), colors=_PAINTS,
        materials=("wood", "painted wood", "metal"),
        affordances=("Openable", "Containable"), against_wall=True, front_clearance_m=0.7,
        holds=("vase", "trophy", "plate", "glass", "wine_glass", "teapot", "globe"),
    )
)  # fmt: skip
def display_cabinet(b: Builder) -> None:
    kind = pull_for(b, ("knob", "rod"))
    metal = b.main.substance == "metal"
    face_y = -b.d / 2 + kind.reach_m
    foot = b.pick(("tapered", "plinth")) if not metal else "square"
    body = Cell.whole(b).but(y0=face_y + BOARD + GAP, z0=0.1)
    legs(b, body.but(z0=0.0, z1=0.1), foot, b.main, 0.035)
    share = 0.06 if metal else 1.0
    inner = carcass(b, body, b.main, fill=share)
    shelves(b, inner, 4, b.paint("glass"), "interior", board=0.008, fill=1.0)
    face = Cell(body.x0, body.x1, face_y, face_y + BOARD, body.z0 + GAP, body.z1)
    front = Front(b.main, "pane", b.paint("glass"), 0.08 if metal else 0.7)
    doors(b, "door", face.columns(2, GAP), front, kind, height=0.5, damping=0.4, friction=0.2)


@category(
    CategoryInfo(
        name="nightstand", synonyms=("bedside table", "night table", "bedside cabinet", "night stand"), qcode="Q14745",
        size_m=((0.4, 0.55), (0.36, 0.46), (0.48, 0.64)), source="IKEA HEMNES, MALM and TARVA bedside tables 37–48 × 35–48 × 46–70 cm",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("bedroom", "childs_room"), colors=_PAINTS, materials=_WOOD,
        affordances=("Openable", "Containable", "Placeable", "Supportable"), against_wall=True, front_clearance_m=0.5,
        holds=("table_lamp", "alarm_clock", "book", "glass", "phone", "tissue_box"),
    )
)  # fmt: skip
def nightstand(b: Builder) -> None:
    kind, front = pull_for(b), front_for(b, b.main)
    if b.rng.random() < 0.5:
        body, top = _standing(b, kind)
        kinds, stacks = ["drawers"], ((1.0, 1.0), (1.0, 1.0, 1.0))
        run_of_bays(b, body, body.y0 - GAP - BOARD, kinds, front, kind, b.main, drawers=stacks)
    else:
        top = _open_nightstand(b, kind, front)
    piece(b, top)
    top_of(b, top, 0.02)


def _open_nightstand(b: Builder, kind: Pull, front: Front) -> Cell:
    """Four square legs, a drawer under the top, a shelf below."""
    face_y, leg = -b.d / 2 + kind.reach_m, 0.035
    top = Cell.whole(b).but(y0=face_y - 0.01, z0=b.h - 0.02)
    frame = top.inset(x=0.012).but(y0=face_y, y1=top.y1 - 0.01, z0=0.0, z1=top.z0)
    legs(b, frame, "square", b.main, leg)
    box = frame.inset(x=leg).but(y0=face_y + BOARD + GAP, z0=top.z0 - 0.16)
    inner = carcass(b, box, b.main, 0.012)
    drawer(b, "drawer", box.inset(x=GAP, z=GAP).but(y0=face_y, y1=face_y + BOARD), inner, front, kind)
    deck = frame.inset(x=leg * 0.4, y=leg * 0.4).but(z0=0.12, z1=0.136)
    piece(b, deck)
    support(b, "shelf", "shelf", frame.inset(x=leg, y=leg * 0.5).but(z0=deck.z1, z1=box.z0))
    return top


@category(
    CategoryInfo(
        name="dresser", synonyms=("chest of drawers", "bureau", "commode", "clothes drawers"), qcode="Q14745",
        size_m=((0.8, 1.5), (0.44, 0.52), (0.76, 1.1)), source="IKEA MALM, HEMNES and KOPPANG chests of drawers 80–160 × 42–50 × 78–131 cm",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("bedroom", "childs_room", "hallway"), colors=_PAINTS, materials=_WOOD,
        affordances=("Openable", "Containable", "Placeable", "Supportable"), against_wall=True, front_clearance_m=0.8,
        holds=("table_lamp", "picture_frame", "jewelry_box", "vase", "candle", "book", "hairbrush"),
    )
)  # fmt: skip
def dresser(b: Builder) -> None:
    kind, front = pull_for(b), front_for(b, b.main)
    body, top = _standing(b, kind, legs_of=[("plinth", 0.05), ("tapered", 0.12), ("square", 0.1)][int(b.rng.integers(3))])
    stacks = ((1.2, 1.1, 1.0, 0.8), (1.1, 1.0, 0.9)) if b.h > 0.85 else ((1.1, 1.0, 0.9),)
    run_of_bays(b, body, body.y0 - GAP - BOARD, ["drawers"] * (2 if b.w > 1.1 else 1), front, kind, b.main, drawers=stacks[:1])
    piece(b, top)
    top_of(b, top)


@category(
    CategoryInfo(
        name="drawer_unit", synonyms=("desk pedestal", "mobile pedestal", "drawer cabinet", "under-desk drawers"), qcode="Q14745",
        size_m=((0.36, 0.46), (0.5, 0.6), (0.55, 0.7)), source="IKEA ALEX 36 × 58 × 70 cm; DIN EN 14073-2 office pedestals 43 × 60–80 × 56–74 cm",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("office", "laboratory", "childs_room", "workshop"),
        colors=("white", "grey", "black", "oak", "birch", "blue"), materials=("painted wood", "wood"),
        affordances=("Openable", "Containable", "Placeable"), against_wall=True, front_clearance_m=0.6,
        holds=("printer", "document_tray", "small_plant", "book", "binder"),
    )
)  # fmt: skip
def drawer_unit(b: Builder) -> None:
    kind = pull_for(b, ("bar", "rod"))
    body, top = _standing(b, kind, 0.0, legs_of=("round", 0.06) if b.rng.random() < 0.6 else ("plinth", 0.04))
    shares = [(1.8, 1.0, 1.0), (1.0, 1.0, 1.0, 1.0), (1.0, 1.0, 1.0, 1.0, 1.0)][int(b.rng.integers(3))]
    run_of_bays(b, body, body.y0 - GAP - BOARD, ["drawers"], front_for(b, b.main, ("flat",)), kind, b.main, drawers=(shares,))
    piece(b, top)
    top_of(b, top, 0.02)
