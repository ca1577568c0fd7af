"""Open storage: bookshelves, racks of posts and decks, wall shelves, shoe and wine racks."""

from __future__ import annotations

import numpy as np

from blueprint.domain.assets.asset import CategoryInfo, Placement, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.catalogue import category
from blueprint.domain.assets.parts import BOARD, Cell, carcass, legs, piece, shelves, support, top_of
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.mesh import merge

_PAINTS = ("white", "oak", "walnut", "birch", "pine", "black", "grey", "green")
_WOOD = ("wood", "painted wood")


@category(
    CategoryInfo(
        name="bookshelf", synonyms=("bookcase", "book shelf", "library shelf", "book rack"), plural="bookshelves", qcode="Q219642",
        size_m=((0.7, 1.1), (0.28, 0.36), (1.5, 2.1)), source="IKEA BILLY 40–80 × 28 × 106–202 cm, KALLAX, HEMNES 90 × 37 × 198 cm",
        role=Role.STATIC, placement=Placement.FLOOR, rooms=("living_room", "office", "bedroom", "childs_room", "classroom", "hallway"), colors=_PAINTS, materials=_WOOD,
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
    inner = carcass(b, body, b.main, b.uniform(0.018, 0.025), back_material=b.main)
    count = max(3, round((b.h - z0) / 0.34) - 1)
    shares = [1.25 if k == 0 else b.uniform(0.9, 1.1) for k in range(count + 1)]
    if b.w > 0.95:
        bays = inner.columns(2, BOARD)
        piece(b, inner.but(x0=bays[0].x1, x1=bays[1].x0))
        for side, bay in zip(("left", "right"), bays, strict=True):
            shelves(b, bay, count, b.main, "shelf", f"{side}_shelf", shares=shares)
    else:
        shelves(b, inner, count, b.main, "shelf", shares=shares)
    top_of(b, body, 0.02, clearance_m=0.6)


@category(
    CategoryInfo(
        name="shelf_unit", synonyms=("shelving unit", "shelving", "storage rack", "metal shelf", "storage shelf", "open shelf", "rack"), qcode="Q2637814",
        size_m=((0.75, 1.2), (0.32, 0.5), (1.5, 2.0)), source="IKEA OMAR, BROR, IVAR and HEJNE 77–134 × 28–55 × 171–190 cm",
        role=Role.STATIC, placement=Placement.FLOOR, rooms=("garage", "workshop", "laundry_room", "laboratory", "kitchen", "office", "warehouse_aisle", "bathroom"),
        colors=("silver", "black", "white", "dark grey", "pine"), materials=("metal", "wood"), affordances=("Placeable", "Supportable"), against_wall=True,
        front_clearance_m=0.7, holds=("storage_box", "toolbox", "paint_can", "crate", "tote", "basket", "bucket", "cardboard_box", "detergent_bottle"),
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


def _deck(b: Builder, board: Cell, post: float, material: object, fill: float) -> None:
    """A deck between the posts, in three pieces that leave the corners to them."""
    from blueprint.domain.assets.asset import Material

    assert isinstance(material, Material)
    middle = board.inset(x=post)
    b.add(
        merge([
            shapes.box(*middle.size, middle.center),
            *[shapes.box(*c.size, c.center) for c in (board.inset(y=post).but(x1=middle.x0), board.inset(y=post).but(x0=middle.x1))],
        ]), material, fill,
    )  # fmt: skip
    b.collide_box(board.inset(x=post / 2).size, board.center, material)
