"""Racks of warehouses."""

from __future__ import annotations

from itertools import pairwise

from blueprint.domain.assets.asset import CategoryInfo, Material, Placement, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.catalogue import category
from blueprint.domain.assets.parts import Cell, piece, support
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.mesh import merge


@category(
    CategoryInfo(
        name="pallet_rack", synonyms=("pallet racking", "warehouse rack", "warehouse shelf", "heavy-duty rack", "storage racking"), qcode="Q14745",
        size_m=((1.9, 2.8), (0.9, 1.1), (2.2, 3.0)),
        source="EN 15512 adjustable pallet racking: bays 180–270 cm, frames 80–110 cm deep (SSI Schäfer PR 600)",
        role=Role.STATIC, placement=Placement.FLOOR, rooms=("warehouse_aisle", "garage"), colors=("blue", "green", "grey"), materials=("metal",),
        affordances=("Placeable", "Supportable"), against_wall=True, front_clearance_m=1.2,
        holds=("cardboard_box", "crate", "tote", "storage_box", "paint_can", "barrel"),
    )
)  # fmt: skip
def pallet_rack(b: Builder) -> None:
    """Blue frames with zigzag bracing, orange beams, chipboard or wire decks; the lowest deck is just above the floor."""
    post, beam_h, deck = 0.08, 0.1, 0.02
    whole = Cell.whole(b)
    orange, board = b.paint("metal", "orange"), b.paint("pine")
    for x0 in (whole.x0, whole.x1 - post):
        frame = whole.but(x0=x0, x1=x0 + post)
        for leg in (frame.but(y1=frame.y0 + post), frame.but(y0=frame.y1 - post)):
            piece(b, leg.but(z0=0.008), b.main, 0.06)
            piece(b, leg.but(z1=0.008), b.main)
        _bracing(b, frame.inset(y=post), b.main)
    levels = 3 if b.h < 2.6 else 4
    tops = [0.16 + k * (b.h - 0.5) / (levels - 1) for k in range(levels)]
    for k, z in enumerate(tops):
        between = whole.inset(x=post).but(z0=z - beam_h - deck, z1=z - deck)
        for beam in (between.but(y0=whole.y0 + 0.015, y1=whole.y0 + 0.065), between.but(y0=whole.y1 - 0.065, y1=whole.y1 - 0.015)):
            piece(b, beam, orange, 0.12)
        floor = whole.inset(x=post + 0.002, y=0.015).but(z0=z - deck, z1=z)
        piece(b, floor, board)
        ceiling = tops[k + 1] - deck - beam_h if k + 1 < levels else z + 1.2
        support(b, f"shelf_{k + 1}", "shelf", floor.but(z0=z, z1=ceiling), 0.02)


def _bracing(b: Builder, frame: Cell, material: Material) -> None:
    x = frame.center[0]
    count = max(3, round(b.h / 0.55))
    step = (b.h - 0.3) / count
    corners = [(x, frame.y0 if k % 2 else frame.y1, 0.15 + k * step) for k in range(count + 1)]
    bars = [shapes.tube(pair, 0.014, 6) for pair in pairwise(corners)]
    b.add(merge(bars), material, 0.2)
    b.collide_box((0.03, frame.size[1], b.h - 0.3), (x, frame.center[1], b.h / 2), material)
