"""What hangs on a wall. The back is at +Y and touches it."""

from __future__ import annotations

import math

import numpy as np

from blueprint.domain.assets.asset import CategoryInfo, Placement, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.catalogue import category
from blueprint.domain.assets.parts import Cell, forward, piece
from blueprint.domain.mesh import shapes

_LIVING = ("living_room", "bedroom", "dining_room", "hallway", "office", "cafe_corner")


def _framed(b: Builder, border: float, frame_color: str | None = None) -> Cell:
    """A back board with four bars round it; gives the field."""
    whole = Cell.whole(b)
    bars = b.paint("wood", frame_color) if frame_color else b.main
    for bar in (whole.but(x1=whole.x0 + border), whole.but(x0=whole.x1 - border),
                whole.but(x0=whole.x0 + border, x1=whole.x1 - border, z1=border), whole.but(x0=whole.x0 + border, x1=whole.x1 - border, z0=b.h - border)):  # fmt: skip
        piece(b, bar, bars, collide=False)
    b.collide_box(whole.size, whole.center, bars)
    return whole.inset(x=border, z=border).but(y0=whole.y0 + b.d * 0.35)


@category(
    CategoryInfo(
        name="picture", synonyms=("painting", "framed picture", "wall art", "poster", "artwork", "framed print"), qcode="Q478798",
        size_m=((0.4, 0.9), (0.02, 0.03), (0.4, 0.7)), source="frames 40 × 50 to 70 × 100 cm (IKEA RÖDALM, RIBBA)", role=Role.STATIC, placement=Placement.WALL,
        rooms=_LIVING, colors=("black", "oak", "white", "gold"), materials=("wood",), affordances=(), mount_height_m=1.35,
    )
)  # fmt: skip
def picture(b: Builder) -> None:
    field = _framed(b, 0.025)
    piece(b, field, b.paint("paper", "cream"), 0.4, collide=False)
    sky, land, spot = (
        b.pick(options)
        for options in (
            ("light blue", "cream", "lavender", "pink"),
            ("green", "olive", "teal", "tan", "terracotta"),
            ("yellow", "orange", "red", "white"),
        )
    )
    art = field.inset(x=field.size[0] * 0.12, z=field.size[2] * 0.12).but(y0=field.y0 - 0.001, y1=field.y0)
    cut = art.z0 + art.size[2] * b.uniform(0.3, 0.55)
    for cell, color in ((art.but(z0=cut), sky), (art.but(z1=cut), land)):
        piece(b, cell, b.paint("paper", color), collide=False)
    sun = min(art.size[0], art.z1 - cut) * 0.22
    at = (art.x0 + art.size[0] * b.uniform(0.3, 0.7), art.y0, cut + (art.z1 - cut) * 0.5)
    b.add(forward(shapes.cylinder(sun, 0.001, 0, 20)).moved(at), b.paint("paper", spot))


@category(
    CategoryInfo(
        name="mirror", synonyms=("wall mirror", "bathroom mirror"), qcode="Q35197", size_m=((0.5, 0.8), (0.02, 0.03), (0.6, 0.95)),
        source="wall mirrors 50–80 × 60–95 cm (IKEA LETTAN 60 × 96, NISSEDAL)", role=Role.STATIC, placement=Placement.WALL,
        rooms=("bathroom", "hallway", "bedroom"), colors=("black", "oak", "white", "silver"), materials=("wood",), affordances=(), mount_height_m=1.1,
    )
)  # fmt: skip
def mirror(b: Builder) -> None:
    piece(b, _framed(b, 0.02), b.paint("chrome", "light blue"), 0.3, collide=False)


def _board(b: Builder, material: str, color: str, tray: bool) -> None:
    field = _framed(b, 0.025)
    piece(b, field, b.paint(material, color), 0.4, collide=False)
    if tray:
        low = Cell(-b.w * 0.3, b.w * 0.3, -b.d / 2, b.d / 2, 0.0, 0.026)
        piece(b, low, b.paint("aluminium"), collide=False)


@category(
    CategoryInfo(
        name="whiteboard", synonyms=("white board", "dry-erase board", "marker board"), qcode="Q1141282", size_m=((1.2, 1.8), (0.03, 0.05), (0.9, 1.2)),
        source="whiteboards 120 × 90 to 180 × 120 cm (Legamaster, Nobo)", role=Role.STATIC, placement=Placement.WALL,
        rooms=("office", "meeting_room", "classroom", "laboratory"), colors=("silver", "light grey"), materials=("aluminium",), affordances=(), mount_height_m=0.95,
    )
)  # fmt: skip
def whiteboard(b: Builder) -> None:
    _board(b, "steel", "white", True)


@category(
    CategoryInfo(
        name="blackboard", synonyms=("chalkboard", "chalk board"), qcode="Q1154138", size_m=((1.8, 2.6), (0.04, 0.06), (1.0, 1.2)),
        source="school chalkboards 200–300 × 100–120 cm", role=Role.STATIC, placement=Placement.WALL, rooms=("classroom", "cafe_corner"), colors=("oak", "pine"),
        materials=("wood",), affordances=(), mount_height_m=0.9,
    )
)  # fmt: skip
def blackboard(b: Builder) -> None:
    _board(b, "stone", "dark grey", True)


@category(
    CategoryInfo(
        name="bulletin_board", synonyms=("cork board", "corkboard", "notice board", "pin board", "pegboard"), qcode="Q1378312", size_m=((0.8, 1.2), (0.02, 0.03), (0.55, 0.8)),
        source="cork boards 60 × 45 to 120 × 90 cm", role=Role.STATIC, placement=Placement.WALL, rooms=("office", "classroom", "workshop", "garage", "laboratory"), colors=("oak", "white"),
        materials=("wood",), affordances=(), mount_height_m=1.2,
    )
)  # fmt: skip
def bulletin_board(b: Builder) -> None:
    field = _framed(b, 0.025)
    piece(b, field, b.paint("cork"), 0.4, collide=False)
    for k in range(5):
        w, h = b.uniform(0.08, 0.14), b.uniform(0.1, 0.16)
        x = field.x0 + 0.05 + k * (field.size[0] - 0.25) / 4
        z = field.z0 + b.uniform(0.05, max(0.06, field.size[2] - h - 0.05))
        piece(
            b,
            Cell(x, x + w, field.y0 - 0.002, field.y0, z, z + h),
            b.paint("paper", b.pick(("white", "yellow", "light blue", "pink", "mint"))),
            collide=False,
        )


@category(
    CategoryInfo(
        name="wall_clock", synonyms=("clock", "round clock"), qcode="Q376", size_m=((0.26, 0.36), (0.035, 0.05), (0.26, 0.36)), source="wall clocks 25–36 cm across (IKEA BONDIS 38, TROMMA 25)",
        role=Role.STATIC, placement=Placement.WALL, rooms=("kitchen", "office", "classroom", "living_room", "meeting_room", "hallway", "laundry_room"),
        colors=("white", "black", "oak", "red"), materials=("plastic",), affordances=(), mount_height_m=1.75,
    )
)  # fmt: skip
def wall_clock(b: Builder) -> None:
    radius = min(b.w, b.h) / 2
    b.w = b.h = 2 * radius
    center = (0, b.d / 2, radius)
    b.add(
        forward(shapes.lathe([(radius, 0), (radius, b.d), (radius * 0.92, b.d), (radius * 0.9, b.d * 0.7), (0, b.d * 0.7)], 32)).moved(center),
        b.main,
        0.5,
    )
    face_y = b.d / 2 - b.d * 0.7
    b.add(forward(shapes.cylinder(radius * 0.88, 0.002, 0, 32)).moved((0, face_y, radius)), b.paint("paper", "white"))
    dark = b.paint("plastic", "black")
    for length, width, angle in ((0.5, 0.05, 1.1), (0.75, 0.035, -0.9)):
        hand = shapes.box(width * radius, 0.0015, length * radius, (0, 0, length * radius / 2)).rotated(_about_y(angle))
        b.add(hand.moved((0, face_y - 0.004, radius)), dark)
    for k in range(12):
        tick = shapes.box(0.012, 0.001, 0.03, (0, 0, radius * 0.78)).rotated(_about_y(k * math.pi / 6))
        b.add(tick.moved((0, face_y - 0.003, radius)), dark)
    b.collide_box((2 * radius, b.d, 2 * radius), (0, 0, radius))


def _about_y(angle: float) -> np.ndarray:
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])


@category(
    CategoryInfo(
        name="curtain", synonyms=("curtains", "drapes", "window curtain"), qcode="Q83364", size_m=((1.5, 1.9), (0.09, 0.12), (2.1, 2.3)),
        source="floor-length curtains 145–290 × 220–250 cm on a rod (IKEA HANNALILL, MAJGULL)", role=Role.STATIC, placement=Placement.WALL,
        rooms=("living_room", "bedroom", "dining_room", "childs_room"), colors=("cream", "grey", "light blue", "beige", "teal", "white"), materials=("linen", "cotton"),
        affordances=(), mount_height_m=0.06,
    )
)  # fmt: skip
def curtain(b: Builder) -> None:
    """Two gathered panels at the sides of a rod; the window stays free between them."""
    rod = b.paint("steel", b.pick(("black", "silver", "gold")))
    bar = shapes.tube([(-b.w / 2, 0, b.h - 0.015), (b.w / 2, 0, b.h - 0.015)], 0.012, 8)
    b.add(bar, rod, 0.3)
    for x in (-b.w * 0.46, b.w * 0.46):
        piece(b, Cell(x - 0.008, x + 0.008, 0.0, b.d / 2, b.h - 0.022, b.h - 0.006), rod, collide=False)
    b.collide_box((b.w, 0.03, 0.03), (0, 0, b.h - 0.015), rod)
    width = b.w * 0.16
    for side in (-1, 1):
        x = side * (b.w / 2 - width / 2 - 0.02)
        steps = np.linspace(-width / 2, width / 2, 25)
        wave = 0.028 * np.sin(steps / width * 2 * math.pi * 4)
        front = [(s, -0.006 + y) for s, y in zip(steps, wave, strict=True)]
        back = [(s, 0.006 + y) for s, y in zip(steps, wave, strict=True)]
        b.add(shapes.extrude(np.array([*front, *reversed(back)]), b.h - 0.03, 0.0).moved((x, 0, 0)), b.main, 0.3)
        b.collide_box((width, 0.07, b.h - 0.03), (x, 0, (b.h - 0.03) / 2))
    tie = Cell(-b.w / 2 + 0.01, -b.w / 2 + 0.03, -b.d / 2, b.d / 2, 1.0, 1.02)
    for side in (-1, 1):
        piece(b, tie.but(x0=side * (b.w / 2 - 0.02) - 0.008, x1=side * (b.w / 2 - 0.02) + 0.008), rod, collide=False)


@category(
    CategoryInfo(
        name="wall_tv", synonyms=("wall-mounted tv", "mounted television", "wall tv", "display screen"), qcode="Q8075", size_m=((0.95, 1.45), (0.05, 0.08), (0.55, 0.84)),
        source="42–65 inch televisions: 95–145 × 55–84 cm, 4–7 cm deep", role=Role.STATIC, placement=Placement.WALL, rooms=("meeting_room", "living_room", "bedroom"),
        colors=("black",), materials=("plastic",), affordances=("Pressable",), mount_height_m=1.0,
    )
)  # fmt: skip
def wall_tv(b: Builder) -> None:
    whole = Cell.whole(b)
    screen = whole.but(y0=whole.y0 + 0.001, y1=whole.y0 + 0.03)
    piece(b, screen, b.main, 0.5, collide=False)
    b.add(shapes.box(b.w - 0.03, 0.002, b.h - 0.03, (0, whole.y0 + 0.001, b.h / 2)), b.paint("plastic", "dark grey"), 0.0)
    piece(b, whole.inset(x=b.w * 0.3, z=b.h * 0.25).but(y0=screen.y1), b.paint("steel", "dark grey"), 0.2, collide=False)
    b.collide_box(whole.size, whole.center)


@category(
    CategoryInfo(
        name="projector_screen", synonyms=("projection screen", "roll-down screen"), qcode="Q1058733", size_m=((1.6, 2.2), (0.08, 0.1), (1.4, 1.7)),
        source="pull-down screens 160–220 cm wide (Celexon)", role=Role.STATIC, placement=Placement.WALL, rooms=("meeting_room", "classroom"), colors=("white",),
        materials=("plastic",), affordances=(), mount_height_m=0.9,
    )
)  # fmt: skip
def projector_screen(b: Builder) -> None:
    whole = Cell.whole(b)
    case = whole.but(z0=b.h - 0.09)
    piece(b, case, b.main, 0.3)
    cloth = whole.inset(x=0.05).but(y0=-0.003, y1=0.003, z0=0.03, z1=case.z0)
    piece(b, cloth, b.paint("cotton", "white"), 0.5)
    piece(
        b, cloth.inset(x=0.04).but(y0=-0.005, y1=-0.0031, z0=cloth.z0 + 0.04, z1=cloth.z1 - 0.04), b.paint("cotton", "light grey"), 0.2, collide=False
    )
    piece(b, cloth.but(y0=-0.012, y1=0.012, z0=0.0, z1=0.03), b.paint("aluminium", "dark grey"), 0.5)


@category(
    CategoryInfo(
        name="coat_hook", synonyms=("coat hooks", "hook rail", "wall hooks", "key rack"), qcode="Q2617402", size_m=((0.5, 0.75), (0.08, 0.1), (0.12, 0.16)),
        source="hook rails 50–75 cm with four to five hooks (IKEA LEKSVIK, KUBBIS)", role=Role.STATIC, placement=Placement.WALL,
        rooms=("hallway", "bathroom", "childs_room", "classroom"), colors=("oak", "white", "black", "birch"), materials=("wood",), affordances=("Supportable",), mount_height_m=1.6,
    )
)  # fmt: skip
def coat_hook(b: Builder) -> None:
    whole = Cell.whole(b)
    board = whole.but(y0=whole.y1 - 0.02, z0=0.0)
    piece(b, board)
    metal = b.paint("steel", b.pick(("black", "silver", "gold")))
    for k in range(4):
        x = whole.x0 + (k + 0.5) * b.w / 4
        for cell in (
            Cell(x - 0.008, x + 0.008, whole.y0 + 0.012, board.y0, 0.05, 0.066),
            Cell(x - 0.008, x + 0.008, whole.y0, whole.y0 + 0.012, 0.05, 0.1),
        ):
            piece(b, cell, metal)


@category(
    CategoryInfo(
        name="towel_rack", synonyms=("towel rail", "towel bar", "towel holder", "towel hanger"), qcode="Q2448094", size_m=((0.5, 0.65), (0.1, 0.13), (0.4, 0.5)),
        source="towel rails 50–65 cm with a towel over the bar (IKEA VOXNAN, KALKGRUND)", role=Role.STATIC, placement=Placement.WALL, rooms=("bathroom", "kitchen", "laundry_room"),
        colors=("silver", "black", "white"), materials=("steel",), affordances=("Supportable",), mount_height_m=0.95,
    )
)  # fmt: skip
def towel_rack(b: Builder) -> None:
    whole = Cell.whole(b)
    bar_y, bar_z = whole.y0 + 0.05, b.h - 0.012
    b.add(shapes.tube([(whole.x0, bar_y, bar_z), (whole.x1, bar_y, bar_z)], 0.0095, 8), b.main, 0.4)
    b.collide_box((b.w, 0.02, 0.02), (0, bar_y, bar_z))
    for x0 in (whole.x0 + 0.01, whole.x1 - 0.03):
        piece(b, Cell(x0, x0 + 0.02, bar_y, whole.y1, b.h - 0.024, b.h))
    cloth = b.paint("cotton", b.pick(("white", "light blue", "teal", "grey", "mint", "terracotta")))
    left, right = -b.w * 0.32, b.w * 0.32
    piece(b, Cell(left, right, bar_y + 0.012, bar_y + 0.024, 0.08, b.h - 0.006), cloth, 0.6)
    piece(b, Cell(left, right, bar_y - 0.05, bar_y - 0.012, 0.0, b.h - 0.006), cloth, 0.25)
    piece(b, Cell(left, right, bar_y - 0.05, bar_y + 0.024, b.h - 0.0058, b.h - 0.0001), cloth, 0.6)
