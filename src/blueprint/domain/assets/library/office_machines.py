"""Machines of offices, cafés and corridors: photocopier, water cooler, vending machine."""

from __future__ import annotations

import numpy as np

from blueprint.domain.assets.asset import CategoryInfo, Handle, Placement, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.catalogue import category
from blueprint.domain.assets.fronts import Front, Pull, drawer, pull
from blueprint.domain.assets.parts import GAP, Cell, carcass, castors, piece, support
from blueprint.domain.mesh import shapes


@category(
    CategoryInfo(
        name="photocopier", synonyms=("copier", "copy machine", "office printer", "multifunction printer", "xerox machine"), qcode="Q11019",
        size_m=((0.58, 0.66), (0.62, 0.7), (1.05, 1.2)),
        source="A3 multifunction copiers 57–65 × 60–70 × 100–120 cm, 60–90 kg (Canon imageRUNNER, Ricoh IM C)",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("office", "meeting_room", "classroom"), colors=("white", "light grey", "cream"),
        materials=("plastic",),
        affordances=("Openable", "Pressable", "Containable"), against_wall=True, front_clearance_m=0.8, holds=(),
    )
)  # fmt: skip
def photocopier(b: Builder) -> None:
    """From below: castors, paper drawers, engine, the open shelf that sheets come out on, scanner, lid with feeder."""
    kind = Pull("bar", b.paint("plastic", "dark grey"), 0.024)
    dark = b.paint("plastic", "dark grey")
    face_y, leaf = -b.d / 2 + kind.reach_m, 0.018
    body = Cell.whole(b).but(y0=face_y + leaf + GAP, z0=0.06, z1=b.h - 0.42)
    castors(b, body.but(z0=0.0, z1=0.06), dark)
    trays, engine = body.but(z1=body.z0 + 0.42), body.but(z0=body.z0 + 0.42, y0=face_y)
    inner = carcass(b, trays, b.main, 0.025, 0.03, fill=0.55)
    for k, cell in enumerate(trays.inset(z=GAP).but(y0=face_y, y1=face_y + leaf).rows(3, GAP + 0.001)):
        run = inner.but(z0=max(inner.z0, cell.z0), z1=min(inner.z1, cell.z1))
        drawer(b, f"paper_tray_{k + 1}", cell, run, Front(b.main, fill=0.8), kind, box=dark, box_fill=0.6, travel=0.7)
    piece(b, engine, b.main, 0.24)
    piece(b, engine.inset(x=0.03).but(y0=face_y - 0.002, y1=face_y, z0=engine.z1 - 0.03, z1=engine.z1 - 0.015), dark, 1.0, collide=False)
    scanner = Cell(-b.w / 2, b.w / 2, face_y, b.d / 2, engine.z1 + 0.2, engine.z1 + 0.3)
    column = scanner.but(x1=scanner.x0 + 0.1, z0=engine.z1, z1=scanner.z0)
    piece(b, column, b.main, 0.4)
    piece(b, scanner.but(x0=column.x1, y0=scanner.y1 - 0.08, z0=engine.z1, z1=scanner.z0), b.main, 0.4)
    piece(b, scanner.but(z1=scanner.z1 - 0.006), b.main, 0.3)
    plate = scanner.inset(x=0.06, y=0.09).but(z0=scanner.z1 - 0.006, z1=scanner.z1 - 0.001)
    piece(b, plate, b.paint("glass", "black"))
    out = Cell(column.x1, scanner.x1, face_y, scanner.y1 - 0.08, engine.z1, scanner.z0)
    support(b, "output", "shelf", out)
    _lid(b, scanner)
    _panel(b, scanner)


def _lid(b: Builder, scanner: Cell) -> None:
    """The feeder is light (it has to be lifted with 20 N at its front edge)."""
    b.link("lid")
    lid = scanner.but(y0=scanner.y0 + 0.05, z0=scanner.z1 + GAP, z1=scanner.z1 + GAP + 0.045)
    piece(b, lid, b.main, 0.1, "lid")
    feeder = lid.but(x1=lid.x0 + 0.24, y1=lid.y1 - 0.07, z0=lid.z1, z1=b.h)  # clear of the wall when the lid is up
    piece(b, feeder.inset(y=0.03), b.main, 0.06, "lid")
    tray = lid.inset(y=0.08).but(x0=feeder.x1, x1=lid.x1 - 0.06, z0=lid.z1, z1=lid.z1 + 0.012)
    piece(b, tray, b.paint("plastic", "dark grey"), 0.3, "lid", collide=False)
    grip = Handle((0.0, lid.y0 + 0.01, lid.center[2]), (1.0, 0.0, 0.0), (0.0, -1.0, 0.0), 0.02)
    b.hinge("lid_hinge", "lid", (0, lid.y1, lid.z1), (-1, 0, 0), 1.2, 0.4, 0.4, grip)


def _panel(b: Builder, scanner: Cell) -> None:
    """The touch panel leans on the scanner's front edge."""
    tilt = 0.9
    turn = np.array([[1, 0, 0], [0, np.cos(tilt), -np.sin(tilt)], [0, np.sin(tilt), np.cos(tilt)]])
    at = (b.w / 2 - 0.15, scanner.y0 + 0.012, scanner.z1 + 0.012)
    b.add(shapes.box(0.22, 0.03, 0.014).rotated(turn).moved(at), b.paint("plastic", "black"))
    b.collide_box((0.22, 0.03, 0.03), at, b.paint("plastic", "black"))


@category(
    CategoryInfo(
        name="water_cooler", synonyms=("water dispenser", "drinking water dispenser", "office water cooler", "drinking fountain"), qcode="Q212920",
        size_m=((0.3, 0.34), (0.31, 0.36), (1.3, 1.42)),
        source="bottled-water coolers 30–35 × 30–37 × 95–105 cm with a 19 l bottle (Ø 27 × 49 cm); 15–20 kg empty",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("office", "meeting_room", "hallway", "classroom"),
        colors=("white", "light grey", "black"), materials=("plastic",),
        affordances=("Pressable", "Fillable"), against_wall=True, front_clearance_m=0.6, holds=("cup", "glass"),
    )
)  # fmt: skip
def water_cooler(b: Builder) -> None:
    bottle_h = 0.4
    body = Cell.whole(b).but(y0=-b.d / 2 + 0.012, z0=0.02, z1=b.h - bottle_h)
    dark = b.paint("plastic", "dark grey")
    niche = body.inset(x=0.035).but(y1=body.y0 + 0.14, z0=body.z1 - 0.37, z1=body.z1 - 0.1)
    piece(b, body.but(z0=0.0, z1=0.02).inset(0.02, 0.02), dark, 0.3)
    piece(b, body.but(z1=niche.z0), b.main, 0.13)
    piece(b, body.but(z0=niche.z1), b.main, 0.15)
    for side in (body.but(x1=niche.x0), body.but(x0=niche.x1)):
        piece(b, side.but(y1=niche.y1, z0=niche.z0, z1=niche.z1), b.main, 0.3)
    piece(b, body.but(y0=niche.y1, z0=niche.z0, z1=niche.z1), b.main, 0.15)
    tray = niche.inset(x=0.01).but(y0=body.y0 - 0.012, y1=niche.y1 - 0.02, z1=niche.z0 + 0.012)
    piece(b, tray, dark, 0.5)
    support(b, "drip_tray", "shelf", tray.but(z0=tray.z1, z1=niche.z1 - 0.12), 0.012)
    for name, x, color in (("cold_tap", -0.055, "blue"), ("hot_tap", 0.055, "red")):
        _paddle(b, name, (x, niche.y1, niche.z1), color)
    r = min(0.135, b.w / 2 - 0.012)
    profile = [(0.05, 0), (0.05, 0.02), (r, 0.09), (r, 0.18), (r - 0.008, 0.2), (r, 0.22), (r, bottle_h - 0.03), (r - 0.03, bottle_h)]
    b.add(shapes.lathe(profile, 20).moved((0, body.center[1], body.z1)), b.paint("glass"), 0.3)
    b.collide_cylinder(r, bottle_h - 0.06, (0, body.center[1], b.h - bottle_h / 2 + 0.03), b.paint("glass"))
    piece(b, body.inset(x=0.04).but(y0=body.y0 - 0.001, y1=body.y0, z0=body.z1 - 0.07, z1=body.z1 - 0.04), dark, 0.0, collide=False)


def _paddle(b: Builder, name: str, at: tuple[float, float, float], color: str) -> None:
    """A spout in the niche with a paddle before it, which is pushed back and falls forward again."""
    x, y, z = at
    b.add(shapes.cone(0.008, 0.014, 0.05, z - 0.05, 10).moved((x, y - 0.055, 0)), b.paint("plastic", color))
    b.collide_box((0.02, 0.02, 0.05), (x, y - 0.055, z - 0.025), b.paint("plastic", color))
    b.link(name)
    blade = Cell(x - 0.02, x + 0.02, y - 0.046 + 0.004, y - 0.036 + 0.002, z - 0.115, z - 0.004)
    piece(b, blade, b.paint("plastic", color), 1.0, name)
    grip = Handle((x, blade.center[1], blade.z0 + 0.015), (1.0, 0.0, 0.0), (0.0, -1.0, 0.0), blade.size[1])
    b.hinge(f"{name}_push", name, (x, blade.center[1], blade.z1), (1, 0, 0), 0.25, 0.002, 0.002, grip)


@category(
    CategoryInfo(
        name="vending_machine", synonyms=("snack machine", "drinks machine", "vending machine", "soda machine"), qcode="Q211584",
        size_m=((0.85, 1.02), (0.78, 0.9), (1.8, 1.9)), source="snack vendors 85–105 × 75–90 × 183 cm, 220–320 kg (Crane National, Sielaff)",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("hallway", "cafe_corner", "office", "classroom"),
        colors=("red", "blue", "black", "dark grey"), materials=("metal",),
        affordances=("Openable", "Pressable", "Containable"), against_wall=True, front_clearance_m=0.9,
    )
)  # fmt: skip
def vending_machine(b: Builder) -> None:
    kind = Pull("bar", b.paint("steel"), 0.032)
    face_y, leaf = -b.d / 2 + kind.reach_m, 0.05
    body = Cell.whole(b).but(y0=face_y + leaf + GAP, z0=0.06)
    piece(b, body.but(z0=0.0, z1=0.06).inset(0.05, 0.05), b.paint("metal", "black"), 0.08)
    inner = carcass(b, body, b.main, 0.05, 0.05, back_material=b.paint("metal", "light grey"), fill=0.052)
    low = inner.but(z1=inner.z0 + 0.42)
    piece(b, low.but(y0=low.y0 + 0.15), b.paint("metal", "black"), 0.05)
    stock = inner.but(x1=inner.x1 - 0.22, z0=low.z1)
    piece(b, inner.but(x0=stock.x1, z0=low.z1, y0=inner.y0 + 0.1), b.paint("metal", "dark grey"), 0.04)
    _goods(b, stock.but(y0=stock.y0 + 0.12))
    _vending_door(b, body.but(y0=face_y, y1=face_y + leaf), stock, low, kind)


def _goods(b: Builder, stock: Cell) -> None:
    """Five trays with packets and tins in two depths (part of the machine: they are not for taking)."""
    metal = b.paint("metal", "grey")
    for k, level in enumerate(stock.rows(5)):
        tray = level.but(z1=level.z0 + 0.02)
        piece(b, tray, metal, 0.06)
        columns = level.but(y0=level.y0 + 0.01, y1=level.y0 + 0.3, z0=tray.z1).columns(6, 0.02)
        for cell in columns:
            tint = b.paint("plastic", b.pick(("red", "yellow", "blue", "green", "orange", "purple", "white", "turquoise")))
            high = cell.but(z1=cell.z0 + cell.size[2] * b.uniform(0.55, 0.85))
            if k < 2:
                x = high.center[0]
                b.add(shapes.cylinder(0.033, high.size[2], high.z0, 8).moved((x, high.y0 + 0.04, 0)), tint, 0.6)
                b.collide_box((0.06, 0.06, high.size[2]), (x, high.y0 + 0.04, high.center[2]), tint)
            else:
                piece(b, high.inset(x=0.008).but(y1=high.y0 + 0.07), tint, 0.3)


def _vending_door(b: Builder, leaf: Cell, stock: Cell, low: Cell, kind: Pull) -> None:
    """A glass pane before the goods, a panel with keys beside it, the flap below."""
    b.link("door")
    pane = leaf.but(x0=stock.x0, x1=stock.x1, z0=low.z1 + 0.02, z1=stock.z1 - 0.02).inset(y=0.018)
    for part in (
        leaf.but(x1=pane.x0), leaf.but(x0=pane.x1), leaf.but(x0=pane.x0, x1=pane.x1, z1=pane.z0), leaf.but(x0=pane.x0, x1=pane.x1, z0=pane.z1),
    ):  # fmt: skip
        piece(b, part, b.main, 0.07, "door", collide=False)
    piece(b, pane, b.paint("glass"), 0.5, "door", collide=False)
    b.collide_box(leaf.size, leaf.center, b.main, "door")
    black = b.paint("plastic", "black")
    side = leaf.but(x0=pane.x1 + 0.03, x1=leaf.x1 - 0.03, y0=leaf.y0 - 0.004, y1=leaf.y0)
    piece(b, side.but(z0=1.35, z1=1.45), b.paint("plastic", "turquoise"), 0.0, "door", collide=False)
    for row in side.inset(x=0.03).but(z0=1.12, z1=1.3).rows(4, 0.012):
        for key in row.columns(3, 0.012):
            piece(b, key, b.paint("plastic", "light grey"), 0.0, "door", collide=False)
    piece(b, side.inset(x=0.06).but(z0=1.02, z1=1.03), black, 0.0, "door", collide=False)
    flap = leaf.but(x0=pane.x0 + 0.05, x1=pane.x1 - 0.05, y0=leaf.y0 - 0.006, y1=leaf.y0, z0=low.z0 + 0.12, z1=low.z0 + 0.3)
    piece(b, flap, black, 0.3, "door", collide=False)
    grip = pull(b, kind, "door", (leaf.x1 - 0.03, leaf.y0, 0.85), 0.2, True)
    b.hinge("door_hinge", "door", (leaf.x0, leaf.y0, leaf.center[2]), (0, 0, -1), 1.7, 0.8, 0.4, grip)
