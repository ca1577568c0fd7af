"""Storage of sheet metal: filing cabinet, lockers, tool chest, safe. Boards stand for folded sheet, so only a few per cent are steel."""

from __future__ import annotations

from itertools import pairwise

from blueprint.domain.assets.asset import CategoryInfo, Placement, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.catalogue import category
from blueprint.domain.assets.fronts import Front, Pull, door, drawer
from blueprint.domain.assets.parts import GAP, Cell, carcass, castors, knob, piece, shelves, top_of

_SHEET = 0.06


@category(
    CategoryInfo(
        name="filing_cabinet", synonyms=("file cabinet", "filing cupboard", "office file drawers"), qcode="Q14745",
        size_m=((0.4, 0.47), (0.56, 0.66), (0.72, 1.36)), source="DIN 4545 hanging-file cabinets 41–46 × 59–62 × 70–135 cm (2–4 drawers, 20–45 kg)",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("office", "classroom", "meeting_room", "laboratory"),
        colors=("grey", "light grey", "black", "white", "beige", "dark grey"), materials=("metal",),
        affordances=("Openable", "Containable", "Placeable"), against_wall=True, front_clearance_m=0.8,
        holds=("binder", "small_plant", "printer", "document_tray", "book"),
    )
)  # fmt: skip
def filing_cabinet(b: Builder) -> None:
    kind = Pull("bar", b.paint("chrome"), 0.03)
    face_y, leaf = -b.d / 2 + kind.reach_m, 0.02
    whole = Cell.whole(b).but(y0=face_y)
    body = whole.but(y0=face_y + leaf + GAP, z0=0.03)
    piece(b, body.but(z0=0.0, z1=0.03).inset(0.02, 0.02), b.paint("metal", "black"), _SHEET)
    inner = carcass(b, body, b.main, 0.016, 0.012, fill=_SHEET)
    sheet = b.paint("metal", "grey")
    face = body.inset(z=GAP).but(y0=face_y, y1=face_y + leaf)
    for k, cell in enumerate(face.rows(max(2, round(b.h / 0.34)), GAP + 0.002)):
        name = f"drawer_{k + 1}"
        run = inner.but(z0=max(inner.z0, cell.z0), z1=min(inner.z1, cell.z1))
        drawer(b, name, cell, run, Front(b.main, fill=_SHEET), kind, box=sheet, box_fill=0.08, travel=0.85, damping=8.0, friction=2.5)
        x, _, z = cell.center
        piece(b, Cell(x - 0.04, x + 0.04, face_y - 0.003, face_y, z + 0.045, z + 0.075), b.paint("paper"), 1.0, name, collide=False)
    top_of(b, body, 0.02)


@category(
    CategoryInfo(
        name="locker", synonyms=("lockers", "school locker", "gym locker", "staff locker"), qcode="Q14745",
        size_m=((0.6, 0.95), (0.5, 0.55), (1.75, 1.95)),
        source="DIN 4547 steel lockers: compartments 30 cm wide, 50 cm deep, 180 cm high, 25 kg each",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("classroom", "hallway", "workshop", "laboratory", "office", "warehouse_aisle"),
        colors=("grey", "blue", "light grey", "red", "green", "navy"), materials=("metal",), affordances=("Openable", "Containable"),
        against_wall=True,
        front_clearance_m=0.7, holds=("backpack", "book", "shoe", "hat"),
    )
)  # fmt: skip
def locker(b: Builder) -> None:
    kind = Pull("bar", b.paint("metal", "silver"), 0.03)
    face_y, leaf = -b.d / 2 + kind.reach_m, 0.02
    body = Cell.whole(b).but(y0=face_y + leaf + GAP, z0=0.1)
    for x in (body.x0, body.x1 - 0.04):
        for y in (body.y0, body.y1 - 0.04):
            piece(b, Cell(x, x + 0.04, y, y + 0.04, 0.0, 0.1), b.paint("metal", "dark grey"), 0.2)
    grey = b.paint("metal", "light grey")
    inner = carcass(b, body, grey, 0.014, 0.01, fill=0.05)
    count = max(2, round(b.w / 0.31))
    bays = inner.columns(count, 0.014)
    for left, right in pairwise(bays):
        piece(b, inner.but(x0=left.x1, x1=right.x0), grey, 0.05)
    face = body.inset(z=GAP).but(y0=face_y, y1=face_y + leaf)
    for k, (bay, cell) in enumerate(zip(bays, face.columns(count, GAP + 0.001), strict=True)):
        name = f"door_{k + 1}"
        shelves(b, bay, 1, grey, "interior", f"shelf_{k + 1}", board=0.014, shares=(0.8, 0.2), fill=0.06)
        door(b, name, cell, "left", Front(b.main, fill=0.07), kind, length=0.1, height=0.52, upper=1.55, damping=0.2, friction=0.15)
        x = cell.center[0]
        for slot in range(6):
            z = (cell.z1 - 0.12 - 0.025 * slot) if slot < 3 else (cell.z0 + 0.12 + 0.025 * (slot - 3))
            piece(b, Cell(x - 0.07, x + 0.07, face_y - 0.001, face_y, z, z + 0.007), b.paint("metal", "black"), 0.0, name, collide=False)
        piece(b, Cell(x - 0.025, x + 0.025, face_y - 0.002, face_y, cell.z1 - 0.25, cell.z1 - 0.22), b.paint("paper"), 1.0, name, collide=False)


@category(
    CategoryInfo(
        name="tool_chest", synonyms=("tool cabinet", "roller cabinet", "tool trolley", "tool cart", "rolling tool chest"), qcode="Q14745",
        size_m=((0.66, 0.95), (0.46, 0.52), (0.86, 1.02)),
        source="workshop trolleys 66–100 × 45–50 × 85–105 cm, 5–7 drawers, 40–70 kg (Stahlwille, Sealey, Craftsman)",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("garage", "workshop"), colors=("red", "blue", "black", "grey", "orange"),
        materials=("metal",),
        affordances=("Openable", "Containable", "Placeable"), against_wall=True, front_clearance_m=0.8,
        holds=("hammer", "wrench", "drill", "toolbox", "screwdriver", "tape_measure", "spray_bottle"),
    )
)  # fmt: skip
def tool_chest(b: Builder) -> None:
    kind = Pull("bar", b.paint("aluminium"), 0.028)
    face_y, leaf, wheel = -b.d / 2 + kind.reach_m, 0.018, 0.11
    whole = Cell.whole(b).but(y0=face_y)
    top = whole.but(z0=b.h - 0.03)
    body = whole.but(y0=face_y + leaf + GAP, z0=wheel, z1=top.z0)
    castors(b, body.but(z0=0.0, z1=wheel), b.paint("metal", "dark grey"))
    inner = carcass(b, body, b.main, 0.018, 0.012, fill=0.07)
    face = body.inset(z=GAP).but(y0=face_y, y1=face_y + leaf)
    shares = (2.2, 1.6, 1.0, 1.0, 0.8, 0.8) if b.rng.random() < 0.5 else (2.0, 2.0, 1.0, 1.0, 1.0)
    for k, cell in enumerate(face.rows(shares, GAP)):
        name = f"drawer_{k + 1}"
        run = inner.but(z0=max(inner.z0, cell.z0), z1=min(inner.z1, cell.z1))
        wide = Pull("bar", kind.material, kind.reach_m)
        drawer(b, name, cell, run, Front(b.main, fill=0.08), wide, box=b.paint("metal", "dark grey"), box_fill=0.1, damping=8.0, friction=3.0, grip_m=b.w * 0.6)
    piece(b, top.but(z1=top.z1 - 0.006), b.paint("metal", "black"), 0.08)
    piece(b, top.inset(x=0.012, y=0.012).but(z0=top.z1 - 0.006), b.paint("rubber"))
    top_of(b, top)


@category(
    CategoryInfo(
        name="safe", synonyms=("strongbox", "vault", "safe box", "security safe"), qcode="Q471898", size_m=((0.4, 0.52), (0.46, 0.56), (0.45, 0.75)),
        source="EN 14450 S1/S2 home and office safes 40–50 × 40–50 × 45–75 cm, 40–110 kg (Burg-Wächter, SentrySafe)",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("office", "bedroom"), colors=("dark grey", "black", "green", "grey"),
        materials=("steel",),
        affordances=("Openable", "Containable", "Turnable"), against_wall=True, front_clearance_m=0.6, holds=("jewelry_box", "notebook"),
    )
)  # fmt: skip
def safe(b: Builder) -> None:
    kind = Pull("bar", b.paint("chrome"), 0.04)
    face_y, leaf, wall = -b.d / 2 + kind.reach_m, 0.06, 0.045
    body = Cell.whole(b).but(y0=face_y + leaf + GAP, z0=0.02)
    for x in (body.x0 + 0.02, body.x1 - 0.07):
        for y in (body.y0 + 0.02, body.y1 - 0.07):
            piece(b, Cell(x, x + 0.05, y, y + 0.05, 0.0, 0.02), b.paint("rubber"))
    inner = carcass(b, body, b.main, wall, wall, fill=0.16)
    shelves(b, inner, 1, b.main, "interior", board=0.01, fill=0.3)
    leaf_cell = body.inset(z=GAP).but(y0=face_y, y1=face_y + leaf)
    door(b, "door", leaf_cell, "left", Front(b.main, fill=0.16), kind, height=0.42, length=0.12, upper=1.7, damping=1.0, friction=0.5)
    rim = leaf_cell.inset(x=0.03, z=0.03)
    for edge in (rim.but(x1=rim.x0 + 0.006), rim.but(x0=rim.x1 - 0.006), rim.but(z1=rim.z0 + 0.006), rim.but(z0=rim.z1 - 0.006)):
        piece(b, edge.but(y0=face_y - 0.002, y1=face_y), b.paint("chrome"), 1.0, "door", collide=False)
    knob(b, "dial", (0.0, face_y, leaf_cell.center[2] + b.h * 0.08), 0.04, 0.03, b.paint("chrome"), parent="door")
    top_of(b, body, 0.02)
