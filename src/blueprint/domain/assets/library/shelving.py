"""Open storage: bookshelves, racks of posts and decks, wall shelves, shoe and wine racks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from blueprint.domain.assets.asset import CategoryInfo, Material, Placement, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.catalogue import category
from blueprint.domain.assets.parts import BOARD, Cell, carcass, forward, legs, piece, shelves, support, top_of
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.mesh import merge

_PAINTS = ("white", "oak", "walnut", "birch", "pine", "black", "grey", "green")
_WOOD = ("wood", "painted wood")


@category(
    CategoryInfo(
        name="bookshelf", synonyms=("bookcase", "book shelf", "library shelf", "book rack"), plural="bookshelves", qcode="Q14745",
        size_m=((0.7, 1.1), (0.28, 0.36), (1.5, 2.1)), source="IKEA BILLY 40–80 × 28 × 106–202 cm, KALLAX, HEMNES 90 × 37 × 198 cm",
        role=Role.STATIC, placement=Placement.FLOOR, rooms=("living_room", "office", "bedroom", "childs_room", "classroom", "hallway"),
        colors=_PAINTS, materials=_WOOD,
        affordances=("Placeable", "Supportable", "Containable"), against_wall=True, front_clearance_m=0.6,
        holds=("book", "binder", "vase", "picture_frame", "trophy", "globe", "storage_box", "small_plant"),
    )
)  # fmt: skip
def bookshelf(b: Builder) -> None:
    foot = b.pick(("plinth", "tapered", "none"))
    z0 = {"plinth": 0.06, "tapered": 0.12, "none": 0.0}[foot]
    body = Cell.whole(b).but(z0=z0)
    if z0:
        legs(b, body.but(z0=0.0, z1=z0), foot, b.main)
    inner = carcass(b, body, b.main, b.uniform(0.018, 0.025), fill=0.85)
    count = max(3, round((b.h - z0) / 0.34) - 1)
    shares = [1.25 if k == 0 else b.uniform(0.9, 1.1) for k in range(count + 1)]
    if b.w > 0.95:
        bays = inner.columns(2, BOARD)
        piece(b, inner.but(x0=bays[0].x1, x1=bays[1].x0))
        for side, bay in zip(("left", "right"), bays, strict=True):
            shelves(b, bay, count, b.main, "shelf", f"{side}_shelf", shares=shares, fill=0.85)
    else:
        shelves(b, inner, count, b.main, "shelf", shares=shares, fill=0.85)
    top_of(b, body, 0.02, clearance_m=0.6)


@category(
    CategoryInfo(
        name="shelf_unit", synonyms=("shelving unit", "shelving", "storage rack", "metal shelf", "storage shelf", "open shelf", "rack"),
        qcode="Q14745",
        size_m=((0.75, 1.2), (0.32, 0.5), (1.5, 2.0)), source="IKEA OMAR, BROR, IVAR and HEJNE 77–134 × 28–55 × 171–190 cm",
        role=Role.STATIC, placement=Placement.FLOOR,
        rooms=("garage", "workshop", "laundry_room", "laboratory", "kitchen", "office", "warehouse_aisle", "bathroom"),
        colors=("silver", "black", "white", "dark grey", "pine"), materials=("metal", "wood"), affordances=("Placeable", "Supportable"),
        against_wall=True,
        front_clearance_m=0.7,
        holds=("storage_box", "toolbox", "paint_can", "crate", "tote", "basket", "bucket", "cardboard_box", "detergent_bottle"),
    )
)  # fmt: skip
def shelf_unit(b: Builder) -> None:
    metal = b.main.substance == "metal"
    post, deck = (0.03, 0.03) if metal else (0.04, 0.02)
    deck_material = b.paint(b.pick(("oak", "pine"))) if metal and b.rng.random() < 0.5 else b.main
    whole = Cell.whole(b)
    for x in (whole.x0, whole.x1 - post):
        for y in (whole.y0, whole.y1 - post):
            piece(b, whole.but(x0=x, x1=x + post, y0=y, y1=y + post), b.main, 0.22 if metal else 0.8)
    count = 4 if b.h < 1.75 else 5
    levels = np.linspace(0.1, b.h - 0.02, count)
    for k, z in enumerate(levels):
        board = whole.inset(x=0.004, y=0.004).but(z0=float(z) - deck, z1=float(z))
        _deck(b, board, post, deck_material, 0.05 if deck_material.substance == "metal" else 1.0)
        ceiling = float(levels[k + 1]) - deck if k + 1 < count else float(z) + 0.6
        kind = "shelf" if k + 1 < count else "top"
        support(b, f"shelf_{k + 1}", kind, whole.inset(x=post, y=0.012).but(z0=float(z), z1=ceiling))
    if metal:
        for low, high in (((whole.x0 + post, 0.12), (whole.x1 - post, b.h - 0.06)), ((whole.x1 - post, 0.12), (whole.x0 + post, b.h - 0.06))):
            y = whole.y1 - 0.004
            b.add(shapes.tube([(low[0], y, low[1]), (high[0], y, high[1])], 0.004, 6), b.main)


def _deck(b: Builder, board: Cell, post: float, material: Material, fill: float) -> None:
    """A deck that leaves the corners to the posts."""
    middle = board.inset(x=post)
    ends = (board.inset(y=post).but(x1=middle.x0), board.inset(y=post).but(x0=middle.x1))
    b.add(merge([shapes.box(*c.size, c.center) for c in (middle, *ends)]), material, fill)
    b.collide_box(board.inset(x=post / 2).size, board.center, material)


@category(
    CategoryInfo(
        name="shoe_rack", synonyms=("shoe shelf", "shoe stand", "shoe storage"), qcode="Q14745", size_m=((0.65, 0.95), (0.28, 0.34), (0.42, 0.7)),
        source="IKEA TJUSIG, GREJIG and MACKAPÄR shoe racks 58–79 × 27–32 × 37–80 cm", role=Role.STATIC, placement=Placement.FLOOR,
        rooms=("hallway", "bedroom", "laundry_room"), colors=("birch", "white", "black", "oak", "walnut"),
        materials=("wood", "painted wood", "bamboo"),
        affordances=("Placeable", "Supportable"), against_wall=True, front_clearance_m=0.5, holds=("shoe", "hat", "basket"),
    )
)  # fmt: skip
def shoe_rack(b: Builder) -> None:
    """Side frames with slatted decks, the lower ones sloping in looks only; the top one carries."""
    side, lath = 0.022, 0.014
    whole = Cell.whole(b)
    for end in (whole.but(x1=whole.x0 + side), whole.but(x0=whole.x1 - side)):
        for post in (end.but(y1=end.y0 + 0.035), end.but(y0=end.y1 - 0.035)):
            piece(b, post)
        for rail in (end.inset(y=0.035).but(z1=0.11, z0=0.075), end.inset(y=0.035).but(z0=b.h - 0.04)):
            piece(b, rail)
    count = 2 if b.h < 0.52 else 3
    inner = whole.inset(x=side)
    levels = [0.1 + k * (b.h - 0.1) / (count - 1) for k in range(count)]
    for k, z in enumerate(levels):
        deck = inner.but(z0=z - lath, z1=z)
        b.add(merge([shapes.box(*c.size, c.center) for c in _deep(deck, 5, 0.022)]))
        b.collide_box(deck.size, deck.center)
        ceiling = levels[k + 1] - lath if k + 1 < count else z + 0.6
        support(b, f"shelf_{k + 1}", "shelf" if k + 1 < count else "top", inner.but(z0=z, z1=ceiling), 0.012)


def _deep(cell: Cell, count: int, gap: float) -> list[Cell]:
    """Slats one behind the other."""
    step = (cell.size[1] + gap) / count
    return [cell.but(y0=cell.y0 + k * step, y1=cell.y0 + (k + 1) * step - gap) for k in range(count)]


@category(
    CategoryInfo(
        name="wall_shelf", synonyms=("floating shelf", "wall-mounted shelf", "bracket shelf", "hanging shelf"), plural="wall shelves", qcode="Q14745",
        size_m=((0.6, 1.2), (0.2, 0.28), (0.18, 0.26)), source="IKEA LACK, BERGSHULT and EKBY wall shelves 60–120 × 20–30 cm", role=Role.STATIC,
        placement=Placement.WALL, rooms=("living_room", "kitchen", "bedroom", "office", "bathroom", "childs_room", "cafe_corner", "workshop"),
        colors=("oak", "white", "walnut", "black", "birch", "pine"), materials=("wood", "painted wood"), affordances=("Placeable", "Supportable"),
        against_wall=True, mount_height_m=1.4, holds=("book", "vase", "small_plant", "picture_frame", "candle", "jar", "mug", "trophy"),
    )
)  # fmt: skip
def wall_shelf(b: Builder) -> None:
    whole = Cell.whole(b)
    board = whole.but(z0=b.h - 0.025)
    piece(b, board)
    metal = b.paint("iron", b.pick(("black", "white", "gold")))
    for x in (whole.x0 + b.w * 0.15, whole.x1 - b.w * 0.15):
        _bracket(b, Cell(x - 0.012, x + 0.012, whole.y0 + 0.03, whole.y1, 0.0, board.z0), metal)
    support(b, "shelf", "shelf", board.but(z0=b.h, z1=b.h + 0.5), 0.012)


def _bracket(b: Builder, cell: Cell, metal: Material) -> None:
    """An upright on the wall, an arm under the board and a stay between them."""
    thick = 0.006
    upright, arm = cell.but(y0=cell.y1 - thick), cell.but(y1=cell.y1 - thick, z0=cell.z1 - thick)
    for part in (upright, arm):
        piece(b, part, metal)
    x = cell.center[0]
    stay = shapes.tube([(x, cell.y1 - thick, cell.z0 + 0.015), (x, cell.y0 + 0.04, cell.z1 - thick)], 0.004, 6)
    b.add(stay, metal)
    b.collide_hull(stay, metal)


@category(
    CategoryInfo(
        name="wine_rack", synonyms=("bottle rack", "wine shelf", "wine stand"), qcode="Q14745", size_m=((0.42, 0.65), (0.24, 0.3), (0.45, 0.95)),
        source="IKEA HUTTEN and VURM; cells of 10 cm for 75 cl bottles (Ø 7.5 × 30 cm)", role=Role.STATIC, placement=Placement.FLOOR,
        rooms=("kitchen", "dining_room", "living_room", "cafe_corner"), colors=("walnut", "oak", "birch", "black", "mahogany"), materials=("wood",),
        affordances=("Placeable", "Insertable"), against_wall=True, front_clearance_m=0.5, holds=("wine_bottle", "wine_glass", "vase"),
    )
)  # fmt: skip
def wine_rack(b: Builder) -> None:
    """A lattice of cells; bottles of the rack's own lie in some, the rest are free."""
    board = 0.012
    inner = carcass(b, Cell.whole(b), b.main, board, 0.006)
    columns = inner.columns(max(3, round(inner.size[0] / 0.115)), board)
    for left, right in pairwise(columns):
        piece(b, inner.but(x0=left.x1, x1=right.x0))
    rows = max(3, round(inner.size[2] / 0.115))
    for c, column in enumerate(columns):
        for r, cell in enumerate(column.rows(rows, board)):
            if r:
                piece(b, cell.but(z0=cell.z0 - board, z1=cell.z0))
            if b.rng.random() < 0.35:
                _lying_bottle(b, cell)
            else:
                support(b, f"cell_{c + 1}_{r + 1}", "shelf", cell, 0.012)
    top_of(b, Cell.whole(b), 0.015, clearance_m=1.0)


def _lying_bottle(b: Builder, cell: Cell) -> None:
    """Foot at the back, neck to the front; cut to the depth of the cell."""
    r = min(0.037, cell.size[0] / 2 - 0.004, cell.size[2] / 2 - 0.004)
    length = cell.size[1] - 0.004
    glass = b.paint("glass", b.pick(("green", "olive", "brown")))
    profile = [(r, 0), (r, length * 0.62), (0.014, length * 0.78), (0.014, length)]
    at = (cell.center[0], cell.y1 - 0.002, cell.z0 + r + 0.0005)
    b.add(forward(shapes.lathe(profile, 8)).moved(at), glass, 0.5)
    b.collide_box((2 * r * 0.9, length * 0.65, 2 * r * 0.9), (at[0], at[1] - length * 0.325, at[2]), glass)
    b.collide_box((0.026, length * 0.35, 0.026), (at[0], at[1] - length * 0.825, at[2]), glass)
