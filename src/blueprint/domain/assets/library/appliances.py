"""Kitchen appliances that stand on the floor or hang over the hob: refrigerator, stove, dishwasher, range hood."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from blueprint.domain.assets.asset import CategoryInfo, Material, Placement, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.catalogue import category
from blueprint.domain.assets.fronts import Front, Pull, door, drawer
from blueprint.domain.assets.parts import GAP, Cell, carcass, knob, piece, support
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.mesh import merge

_COLORS = ("white", "silver", "light grey", "black", "dark grey")
_SHEET = 0.029


def bar_pull(b: Builder, reach: float = 0.045) -> Pull:
    return Pull(b.pick(("rod", "bar")), b.paint("stainless steel"), reach)  # type: ignore[arg-type]


@category(
    CategoryInfo(
        name="refrigerator", synonyms=("fridge", "fridge-freezer", "freezer", "icebox"), qcode="Q37828",
        size_m=((0.6, 0.76), (0.66, 0.74), (1.7, 1.95)),
        source="EN 62552 free-standing two-door fridge-freezers 60–75 × 65–75 × 170–200 cm, 60–90 kg (Bosch KGN, Liebherr CN, Whirlpool)",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("kitchen", "cafe_corner", "laboratory", "garage"),
        colors=("white", "silver", "white", "light grey", "dark grey", "black", "mint", "red"),
        materials=("metal",),
        affordances=("Openable", "Containable", "Pressable"), against_wall=True, front_clearance_m=0.95,
        holds=("milk_carton", "bottle", "egg", "jar", "can", "tomato", "lemon", "cake", "apple"),
    )
)  # fmt: skip
def refrigerator(b: Builder) -> None:
    handle = bar_pull(b, 0.05)
    face_y, leaf, wall = -b.d / 2 + handle.reach_m, 0.055, 0.045
    body = Cell.whole(b).but(y0=face_y + leaf + 0.005, z0=0.045)
    white = b.paint("plastic", "white")
    piece(b, body.but(z0=0.0, z1=0.045).inset(0.03, 0.03), b.paint("plastic", "black"), 0.3)
    share = b.uniform(0.32, 0.4)
    freezer_on_top = b.rng.random() < 0.35
    inner = carcass(b, body, b.main, wall, wall, fill=_SHEET)
    low, high = inner.rows((1 - share, share) if freezer_on_top else (share, 1 - share), wall)
    for room in (low, high):
        _lining(b, room, white)
    piece(b, inner.but(z0=low.z1, z1=high.z0), white, 0.12)
    cold, frozen = (low, high) if freezer_on_top else (high, low)
    machine = frozen if not freezer_on_top else cold
    _cold_shelves(b, cold, max(2, round(cold.size[2] / 0.27) - 1), "shelf")
    _cold_shelves(b, frozen, 2 if share > 0.35 and not freezer_on_top else 1, "freezer_shelf")
    motor = machine.but(z1=machine.z0 + 0.01)
    piece(b, motor, white, 0.5)
    middle = (low.z1 + high.z0) / 2
    face = body.but(y0=face_y, y1=face_y + leaf)
    side = "left" if b.rng.random() < 0.5 else "right"
    front = Front(b.main, fill=_SHEET * 0.6)
    lower, upper = face.but(z1=middle - 0.005), face.but(z0=middle + 0.005)
    options = {"damping": 0.6, "friction": 0.35, "upper": 1.9}
    length = min(0.35, 0.6 * min(lower.size[2], upper.size[2]))
    reach = length / 2 + 0.05
    door(b, "lower_door", lower, side, front, handle, height=1 - reach / lower.size[2], length=length, **options)
    door(b, "upper_door", upper, side, front, handle, height=max(0.3, reach / upper.size[2]), length=length, **options)
    leaf_of_cold, name = (lower, "lower_door") if freezer_on_top else (upper, "upper_door")
    _door_racks(b, name, leaf_of_cold, cold, side, white)
    if name == "upper_door" and b.rng.random() < 0.35:
        _dispenser(b, leaf_of_cold)


def _lining(b: Builder, room: Cell, white: Material) -> None:
    """A white skin of 1 mm on the walls of a compartment."""
    skin = 0.001
    walls = (
        room.but(x1=room.x0 + skin), room.but(x0=room.x1 - skin), room.but(y0=room.y1 - skin), room.but(z0=room.z1 - skin),
    )  # fmt: skip
    b.add(merge([shapes.box(*wall.size, wall.center) for wall in walls]), white)


def _dispenser(b: Builder, leaf: Cell) -> None:
    """A dark panel with a spout, for water and ice."""
    x, z = leaf.center[0], leaf.z0 + leaf.size[2] * 0.52
    dark = b.paint("plastic", "black")
    panel = Cell(x - 0.085, x + 0.085, leaf.y0 - 0.003, leaf.y0, z - 0.14, z + 0.14)
    piece(b, panel, dark, 1.0, "upper_door", collide=False)
    piece(b, panel.inset(x=0.025).but(y0=panel.y0 - 0.002, y1=panel.y0, z0=z + 0.05, z1=z + 0.1), b.paint("screen", "blue"), 1.0, "upper_door", collide=False)
    piece(b, panel.inset(x=0.06).but(y0=panel.y0 - 0.012, y1=panel.y0, z0=z, z1=z + 0.03), b.paint("chrome"), 1.0, "upper_door", collide=False)


def _cold_shelves(b: Builder, room: Cell, count: int, name: str) -> None:
    """Glass boards that leave room for the racks of the door in front of them; the floor is the lowest."""
    glass, board = b.paint("glass"), 0.006
    deep = room.but(y0=room.y0 + 0.12)
    for k, level in enumerate(deep.inset(x=0.002).rows(count + 1, board)):
        if k:
            piece(b, level.but(z0=level.z0 - board, z1=level.z0), glass)
        support(b, f"{name}_{k + 1}", "interior", level.but(z0=level.z0 + (0.01 if k == 0 and room.z0 < 0.3 else 0.0)))


def _door_racks(b: Builder, link: str, leaf: Cell, room: Cell, side: str, material: Material) -> None:
    """Trays on the inside of a leaf; the free end stays inside the circle that clears the opposite wall when the leaf turns."""
    depth, rim, sole = 0.085, 0.05, 0.006
    back = leaf.y1 + 0.004 + depth
    hinge, wall = (leaf.x0, room.x1) if side == "left" else (leaf.x1, room.x0)
    reach = math.sqrt((abs(wall - hinge) - 0.006) ** 2 - (back - leaf.y0) ** 2)
    near, far = (room.x0 if side == "left" else room.x1), hinge + math.copysign(reach, wall - hinge)
    x0, x1 = sorted((near + math.copysign(0.01, wall - hinge), far))
    levels = room.inset(z=0.04).rows(4)
    for k, level in enumerate(levels[:3]):
        tray = Cell(x0, x1, leaf.y1, back, level.z0, level.z0 + rim)
        piece(b, tray.but(z1=tray.z0 + sole), material, 1.0, link)
        piece(b, tray.but(y0=back - 0.005, z0=tray.z0 + sole), material, 1.0, link)
        for end in (tray.but(x1=x0 + 0.005), tray.but(x0=x1 - 0.005)):
            piece(b, end.but(y1=back - 0.005, z0=tray.z0 + sole), material, 1.0, link)
        support(b, f"{link}_rack_{k + 1}", "interior", tray.but(z0=tray.z0 + sole, z1=levels[k + 1].z0, y1=back - 0.005), 0.006, link)


@category(
    CategoryInfo(
        name="stove", synonyms=("oven", "cooker", "range", "kitchen stove", "cooktop", "gas stove", "electric stove"), qcode="Q203789",
        size_m=((0.55, 0.76), (0.64, 0.68), (0.9, 0.91)),
        source="EN 60335-2-6 free-standing cookers 50–76 × 60–65 × 85–92 cm, 40–60 kg (Bosch HK, Gorenje EC)",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("kitchen",), colors=_COLORS, materials=("metal",),
        affordances=("Openable", "Turnable", "Pressable", "Containable", "Placeable"), against_wall=True, front_clearance_m=1.0,
        holds=("pot", "frying_pan", "kettle"),
    )
)  # fmt: skip
def stove(b: Builder) -> None:
    handle = bar_pull(b)
    black, dark = b.paint("metal", "black"), b.paint("glass", "black")
    gas = b.rng.random() < 0.5
    face_y, leaf, panel_h = -b.d / 2 + handle.reach_m, 0.04, 0.1
    hob = Cell.whole(b).but(y0=face_y, z0=b.h - 0.06, z1=b.h - (0.034 if gas else 0.006))
    body = hob.but(y0=face_y + leaf + GAP, z0=0.05, z1=hob.z0)
    piece(b, body.but(z0=0.0, z1=0.05).inset(0.03, 0.03), black, 0.1)
    piece(b, hob, b.main, 0.06)
    panel = hob.but(y1=body.y0, z0=hob.z0 - panel_h, z1=hob.z0)
    piece(b, panel, b.main, 0.08)
    inner = carcass(b, body, b.main, 0.04, 0.05, fill=0.022)
    low = inner.but(z1=inner.z0 + 0.14)
    oven = inner.but(z0=low.z1 + 0.04, z1=panel.z0)
    piece(b, inner.but(z0=low.z1, z1=oven.z0), black, 0.025)
    piece(b, inner.but(z0=oven.z1), black, 0.025)
    _oven_rack(b, oven)
    front = body.but(y0=face_y, y1=face_y + leaf)
    middle = (low.z1 + oven.z0) / 2
    sheet = b.paint("metal", "grey")
    drawer(b, "drawer", front.but(z1=middle - GAP / 2), low, Front(b.main, fill=0.08), handle, box=sheet, box_fill=0.1, travel=0.75)
    leaf_cell = front.but(z0=middle + GAP / 2, z1=panel.z0 - GAP)
    door(b, "oven_door", leaf_cell, "bottom", Front(b.main, "pane", dark, 0.06), handle, upper=1.5, length=b.w * 0.7, damping=1.5, friction=1.5)
    turning = b.paint("plastic", "silver" if b.color_name in ("black", "dark grey") else "black")
    for k, cell in enumerate(panel.inset(x=0.05).columns(5 if b.w > 0.6 else 4)):
        knob(b, f"knob_{k + 1}", (cell.center[0], face_y, panel.center[2]), 0.021, 0.028, turning)
    plate = hob.inset(x=0.02).but(y0=hob.y0 + 0.04, y1=hob.y1 - 0.05, z0=hob.z1, z1=b.h)
    (_gas_hob if gas else _glass_hob)(b, plate)


def _oven_rack(b: Builder, oven: Cell) -> None:
    """Wires at a third of the height; they collide as one plate."""
    z = oven.z0 + oven.size[2] * 0.35
    rack = oven.inset(x=0.004, y=0.02).but(z0=z - 0.006, z1=z)
    grid(b, rack, b.paint("steel"), 9)
    support(b, "oven_rack", "interior", oven.inset(x=0.01, y=0.02).but(z0=z))
    support(b, "oven_floor", "interior", oven.but(z1=rack.z0))


def grid(b: Builder, cell: Cell, material: Material, wires: int, thick: float = 0.004) -> None:
    """A wire rack in a flat cell: wires from front to back in a frame; they collide as one plate."""
    parts = [c.but(x0=c.center[0] - thick / 2, x1=c.center[0] + thick / 2) for c in cell.columns(wires)]
    parts += [cell.but(y1=cell.y0 + thick), cell.but(y0=cell.y1 - thick)]
    b.add(merge([shapes.box(*part.size, part.center) for part in parts]), material)
    b.collide_box(cell.size, cell.center, material)


def _spots(area: Cell) -> list[tuple[float, float]]:
    xs, ys = ([low + (high - low) * share for share in (0.27, 0.73)] for low, high in ((area.x0, area.x1), (area.y0, area.y1)))
    return [(x, y) for x in xs for y in ys]


def _glass_hob(b: Builder, plate: Cell) -> None:
    piece(b, plate, replace(b.paint("glass", "black"), opacity=1.0))
    for k, (x, y) in enumerate(_spots(plate)):
        ring = shapes.torus(0.095 if k in (0, 3) else 0.075, 0.002, 20, 3).scaled((1, 1, 0.2))
        b.add(ring.moved((x, y, plate.z1)), b.paint("plastic", "light grey"), 0.0)
    support(b, "hob", "top", plate.but(z0=plate.z1, z1=plate.z1 + 0.6), 0.02)


def _gas_hob(b: Builder, plate: Cell) -> None:
    """Four burners under two cast grates; a grate collides as one plate."""
    iron = b.paint("iron", "black")
    for x, y in _spots(plate):
        b.add(shapes.lathe([(0.045, 0), (0.045, 0.008), (0.03, 0.012), (0.03, 0.018)], 12).moved((x, y, plate.z0)), iron, 0.6)
    for k, half in enumerate(plate.inset(x=0.01, y=0.01).columns(2, 0.01)):
        top = half.but(z0=half.z1 - 0.01)
        grid(b, top, iron, 5, 0.01)
        cross = [c.but(y0=c.center[1] - 0.005, y1=c.center[1] + 0.005) for c in (top.but(y1=half.center[1]), top.but(y0=half.center[1]))]
        feet = [Cell(x, x + 0.01, y, y + 0.01, half.z0, top.z0) for x in (half.x0, half.x1 - 0.01) for y in (half.y0, half.y1 - 0.01)]
        b.add(merge([shapes.box(*c.size, c.center) for c in cross + feet]), iron)
        for foot in feet:
            b.collide_box(foot.size, foot.center, iron)
        support(b, f"hob_{k + 1}", "top", half.but(z0=half.z1, z1=half.z1 + 0.6), 0.01)


@category(
    CategoryInfo(
        name="dishwasher", synonyms=("dish washer", "dishwashing machine"), qcode="Q186263", size_m=((0.45, 0.6), (0.62, 0.66), (0.82, 0.86)),
        source="EN 60436 dishwashers 45/60 × 60 × 82–85 cm, 35–50 kg (Bosch SMS, Miele G)",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("kitchen",), colors=("white", "silver", "black", "light grey"), materials=("metal",),
        affordances=("Openable", "Containable", "Pressable"), against_wall=True, front_clearance_m=0.95,
        holds=("plate", "bowl", "glass", "mug", "fork", "spoon"),
    )
)  # fmt: skip
def dishwasher(b: Builder) -> None:
    handle = bar_pull(b, 0.04)
    face_y, leaf = -b.d / 2 + handle.reach_m, 0.045
    body = Cell.whole(b).but(y0=face_y + leaf + GAP, z0=0.09, z1=b.h - 0.02)
    piece(b, body.but(z0=0.0, z1=0.09).inset(x=0.01).but(y0=body.y0 + 0.04), b.paint("metal", "black"), 0.04)
    piece(b, body.but(y0=face_y, z0=body.z1, z1=b.h), b.main, 0.12)
    steel = b.paint("stainless steel")
    inner = carcass(b, body, b.main, 0.025, 0.03, back_material=steel, fill=0.052)
    for k, (z, height) in enumerate(((inner.z0 + 0.07, 0.11), (inner.z0 + 0.4, 0.08))):
        _dish_rack(b, f"rack_{k + 1}", inner.inset(x=0.02, y=0.03).but(z0=z, z1=z + height), 0.3 if k == 0 else inner.z1 - z, steel)
    face = body.but(y0=face_y, y1=face_y + leaf, z1=body.z1 - GAP)
    door(b, "door", face, "bottom", Front(b.main, fill=0.055), handle, upper=1.5, length=b.w * 0.7, damping=1.5, friction=1.5)
    strip = face.inset(x=0.02).but(y0=face.y0 - 0.003, y1=face.y0, z0=face.z1 - 0.022, z1=face.z1 - 0.008)
    piece(b, strip, b.paint("plastic", "black"), 1.0, "door", collide=False)


def _dish_rack(b: Builder, name: str, basket: Cell, clearance_m: float, steel: Material) -> None:
    """A wire basket: a grid floor and two rims on uprights."""
    grid(b, basket.but(z1=basket.z0 + 0.006), steel, 9)
    rims: list[Cell] = []
    for z in (basket.center[2], basket.z1 - 0.005):
        ring = basket.but(z0=z, z1=z + 0.005)
        rims += [ring.but(x1=ring.x0 + 0.005), ring.but(x0=ring.x1 - 0.005), ring.but(y1=ring.y0 + 0.005), ring.but(y0=ring.y1 - 0.005)]
    b.add(merge([shapes.box(*rim.size, rim.center) for rim in rims]), steel)
    for side in (basket.but(x1=basket.x0 + 0.005), basket.but(x0=basket.x1 - 0.005), basket.but(y1=basket.y0 + 0.005), basket.but(y0=basket.y1 - 0.005)):
        b.collide_box(side.size, side.center, steel)
    support(b, name, "interior", basket.but(z0=basket.z0 + 0.006, z1=basket.z0 + clearance_m))


@category(
    CategoryInfo(
        name="range_hood", synonyms=("cooker hood", "extractor hood", "kitchen hood", "exhaust hood", "extractor fan", "vent hood"), qcode="Q212920",
        size_m=((0.6, 0.9), (0.46, 0.52), (0.7, 0.95)),
        source="EN 61591 chimney hoods 60/90 × 50 × 70–100 cm, 65–75 cm above the hob (Bosch DWB, IKEA)",
        role=Role.STATIC, placement=Placement.WALL, rooms=("kitchen",), colors=("silver", "white", "black", "dark grey"), materials=("metal",),
        affordances=("Pressable",), against_wall=True, front_clearance_m=0.0, mount_height_m=1.6,
    )
)  # fmt: skip
def range_hood(b: Builder) -> None:
    whole = Cell.whole(b)
    flat = b.rng.random() < 0.4
    lip = 0.05
    brim = whole.but(z1=lip)
    piece(b, brim, b.main, 0.04)
    waist = lip + (0.03 if flat else 0.2)
    chimney = Cell(-0.14, 0.14, whole.y1 - 0.26, whole.y1, waist, b.h)
    slope = shapes.loft([_ring(brim.inset(x=0.01).but(y0=brim.y0 + 0.01), lip), _ring(chimney, waist)])
    b.add(slope, b.main, 0.02)
    b.collide_hull(slope)
    piece(b, chimney, b.main, 0.03)
    for filter_cell in brim.inset(x=0.06, y=0.07).columns(2, 0.01):
        piece(b, filter_cell.but(z0=0.0, z1=0.002), b.paint("aluminium", "dark grey"), 0.2, collide=False)
    for k in range(4):
        x = -0.06 + 0.04 * k
        b.add(shapes.box(0.02, 0.002, 0.012, (x, brim.y0 + 0.001, lip / 2)), b.paint("plastic", "black"))


def _ring(cell: Cell, z: float) -> np.ndarray:
    return np.array([(cell.x0, cell.y0, z), (cell.x1, cell.y0, z), (cell.x1, cell.y1, z), (cell.x0, cell.y1, z)])
