"""Bathroom fixtures: toilet, bathtub, shower, washbasin, medicine cabinet."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from blueprint.domain.assets.asset import CategoryInfo, Handle, Material, Placement, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.catalogue import category
from blueprint.domain.assets.fronts import Front, Pull, door, doors, front_for, pull_for
from blueprint.domain.assets.parts import (
    BOARD,
    GAP,
    Cell,
    around,
    carcass,
    collide_staves,
    knob,
    legs,
    piece,
    shelves,
    sleeve,
    support,
)
from blueprint.domain.assets.plumbing import basin, mixer_tap
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.mesh import Array


def _oval(width: float, front: float, back: float, z: float, y: float, k: int = 20) -> Array:
    """(k, 3) ring about (0, y, z): half an ellipse to the front, a blunter one to the back."""
    ring = []
    for t in np.arange(k) * (2 * math.pi / k):
        c, s = math.cos(t), math.sin(t)
        if s > 1e-9:
            c, s = math.copysign(abs(c) ** 0.6, c), s**0.6
        ring.append((width / 2 * c, y + s * (back if s > 0 else front), z))
    return np.array(ring)


@category(
    CategoryInfo(
        name="toilet", synonyms=("wc", "lavatory", "flush toilet", "water closet", "loo", "toilet bowl"), qcode="Q7857",
        size_m=((0.36, 0.4), (0.66, 0.72), (0.76, 0.84)),
        source="EN 997 and ADA 604: bowl 36–40 cm wide, seat 40–48 cm high, close-coupled 64–72 cm deep",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("bathroom",), colors=("white", "cream"), materials=("porcelain",),
        affordances=("Openable",), against_wall=True, front_clearance_m=0.6, holds=("toilet_roll", "tissue_box", "small_plant"),
    )
)  # fmt: skip
def toilet(b: Builder) -> None:
    rim = 0.4
    tank = Cell(-b.w / 2, b.w / 2, b.d / 2 - 0.18, b.d / 2, rim, b.h)
    _cistern(b, tank)
    length = tank.y0 - 0.05 + b.d / 2
    front, back, w = length * 0.55, length * 0.45, b.w * 0.98
    y = -b.d / 2 + front

    def ring(across: float, ahead: float, behind: float, z: float) -> Array:
        return _oval(w * across, front * ahead, back * behind, z, y)

    foot, waist, belly, top = ring(0.6, 0.4, 0.95, 0.0), ring(0.55, 0.45, 0.9, 0.16), ring(0.82, 0.82, 0.98, 0.28), ring(1, 1, 1, rim)
    mouth, throat, water = ring(0.68, 0.72, 0.6, rim), ring(0.6, 0.62, 0.5, rim - 0.05), ring(0.28, 0.2, 0.3, 0.2)
    b.add(shapes.loft([foot, waist, belly, ring(1, 1, 1, rim - 0.03), top, mouth, throat, water]), fill=0.27)
    b.collide_hull(np.concatenate([foot, waist]))
    b.collide_hull(np.concatenate([waist, water]))
    collide_staves(b, (waist, belly), (water,))
    collide_staves(b, (belly, top), (water, mouth))
    piece(b, Cell(-b.w * 0.3, b.w * 0.3, y + back * 0.8, tank.y1 - 0.02, 0.0, rim), fill=0.12)
    _seat_and_lid(b, ring, rim, y + back, front)


def _cistern(b: Builder, tank: Cell) -> None:
    lid_z = tank.z1 - 0.03
    for low, high, inset, fill in ((tank.z0, lid_z, 0.008, 0.18), (lid_z, tank.z1 - 0.003, 0.0, 0.5)):
        part = tank.inset(x=inset).but(y0=tank.y0 + inset, z0=low, z1=high)
        b.add(shapes.slab(*part.size, 0.03).moved((0, part.center[1], low)), fill=fill)
        b.collide_box(part.size, part.center)
    b.add(shapes.cylinder(0.024, 0.006, 0, 14).moved((0, tank.center[1], tank.z1 - 0.006)), b.paint("chrome"), 0.3)
    y = tank.center[1]
    for name, x in (("left", -tank.size[0] * 0.28), ("right", tank.size[0] * 0.28)):
        support(b, f"cistern_{name}", "top", Cell(x - 0.065, x + 0.065, y - 0.075, y + 0.075, tank.z1 - 0.003, tank.z1 + 0.5), 0.005)


def _seat_and_lid(b: Builder, ring: Callable[[float, float, float, float], Array], rim: float, hinge_y: float, front: float) -> None:
    """A fixed seat, and a lid that turns up about its back edge until it leans."""
    plastic, thick = b.paint("plastic", b.color_name), 0.016
    z = rim + 0.001
    outer, inner = [ring(1, 1, 1, level) for level in (z, z + thick)], [ring(0.66, 0.7, 0.58, level) for level in (z, z + thick)]
    b.add(sleeve([*outer, inner[1], inner[0]]), plastic, 0.7)
    collide_staves(b, outer, inner, plastic)
    low = z + thick + GAP
    high = low + 0.018
    for x in (-0.08, 0.08):
        piece(b, Cell(x - 0.015, x + 0.015, hinge_y + 0.004, hinge_y + 0.03, rim, high), plastic, 0.8)
    b.link("lid")
    lid = shapes.loft([ring(1, 1, 1, low), ring(1, 1, 1, high - 0.006), ring(0.95, 0.96, 1, high)])
    b.add(lid, plastic, 0.6, "lid")
    b.collide_hull(lid, plastic, "lid")
    grip = Handle((0.0, hinge_y - front * 1.8, (low + high) / 2), (1.0, 0.0, 0.0), (0.0, -1.0, 0.0), 0.018)
    b.hinge("lid_hinge", "lid", (0, hinge_y, high), (-1, 0, 0), 1.62, 0.12, 0.05, grip)


@category(
    CategoryInfo(
        name="bathtub", synonyms=("bath", "tub", "bath tub"), qcode="Q152095", size_m=((1.5, 1.8), (0.7, 0.82), (0.72, 0.78)),
        source="EN 198 baths 150–180 × 70–80 × 54–60 cm, with a deck-mounted tap 18 cm high (Kaldewei, IKEA-size alcoves)",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("bathroom",), colors=("white", "cream"), materials=("plastic",),
        affordances=("Turnable", "Fillable", "Containable"), against_wall=True, front_clearance_m=0.7, holds=("shampoo_bottle", "towel", "sponge"),
    )
)  # fmt: skip
def bathtub(b: Builder) -> None:
    """Boxed in or free-standing with round ends; rim wide at the back, where the tap stands."""
    rim_z = b.h - 0.17
    free = b.rng.random() < 0.5
    radius, slope = (min(0.3, b.d * 0.4), 0.06) if free else (0.02, 0.0)
    hollow = Cell(-b.w / 2 + 0.07, b.w / 2 - 0.07, -b.d / 2 + 0.05, b.d / 2 - 0.1, 0.13, rim_z)

    def ring(cell: Cell, corner: float, z: float) -> Array:
        flat = shapes.rounded_rectangle(*cell.size[:2], corner, 5)
        return np.column_stack([flat + cell.center[:2], np.full(len(flat), z)])

    whole = Cell.whole(b)
    floor = hollow.inset(x=0.12, y=0.08)
    rings = [ring(whole.inset(x=slope, y=slope * 0.7), radius, 0.0), ring(whole, radius, rim_z - 0.04), ring(whole, radius, rim_z)]
    inner = [ring(hollow, 0.14, rim_z), ring(hollow.inset(x=0.083, y=0.055), 0.14, hollow.z0 + 0.31 * (rim_z - hollow.z0)), ring(floor, 0.12, hollow.z0)]
    b.add(shapes.loft(rings + inner), fill=0.09)
    collide_staves(b, (rings[0], rings[2]), (inner[2], inner[0]), pieces=12)
    b.collide_box((floor.size[0] + 0.05, floor.size[1] + 0.05, 0.13), (floor.center[0], floor.center[1], 0.065))
    chrome = b.paint("chrome")
    x, y, _ = floor.center
    b.add(shapes.cylinder(0.03, 0.001, 0, 14).moved((x - floor.size[0] * 0.35, y, hollow.z0)), chrome, 0.3)
    support(b, "basin", "interior", floor.but(z1=rim_z), 0.05)
    mixer_tap(b, (0.0, b.d / 2 - 0.055, rim_z), b.h - rim_z, b.d / 2 - 0.21, chrome)


@category(
    CategoryInfo(
        name="shower", synonyms=("shower cabin", "shower stall", "shower cubicle", "shower enclosure", "walk-in shower"), qcode="Q7863",
        size_m=((0.82, 1.05), (0.84, 1.05), (2.0, 2.15)), source="EN 251 shower trays 80 × 80 to 100 × 100 cm, EN 14428 enclosures 190–200 cm high",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("bathroom",), colors=("silver", "black", "white"), materials=("aluminium",),
        affordances=("Openable", "Turnable"), against_wall=True, front_clearance_m=0.7, holds=("shampoo_bottle", "soap_bar"),
    )
)  # fmt: skip
def shower(b: Builder) -> None:
    glass, acrylic, chrome = b.paint("glass"), b.paint("plastic", "white"), b.paint("chrome")
    face_y, post, tray_z = -b.d / 2 + 0.036, 0.03, 0.08
    whole = Cell.whole(b).but(y0=face_y)
    tray = whole.but(z1=tray_z)
    well = tray.inset(x=0.06, y=0.06).but(z0=0.045)
    piece(b, tray.but(z1=well.z0), acrylic, 0.25)
    for part in around(tray.but(z0=well.z0), well):
        piece(b, part, acrylic, 0.25)
    b.add(shapes.cylinder(0.045, 0.001, 0, 16).moved((0, well.center[1], well.z0)), chrome, 0.3)
    support(b, "tray", "interior", well.but(z1=1.0), 0.03)
    above = whole.but(z0=tray_z)
    piece(b, above.but(y0=whole.y1 - 0.012), acrylic, 0.5)
    for x0 in (whole.x0, whole.x1 - post):
        for y0 in (whole.y0, whole.y1 - 0.012 - post):
            piece(b, above.but(x0=x0, x1=x0 + post, y0=y0, y1=y0 + post), b.main, 0.3)
        side = above.but(x0=x0 + 0.012, x1=x0 + 0.018, y0=whole.y0 + post, y1=whole.y1 - 0.012 - post)
        piece(b, side.but(z1=b.h - 0.03), glass)
        piece(b, side.inset(x=-0.006).but(z0=b.h - 0.03), b.main, 0.3)
    gate = whole.inset(x=post)
    piece(b, gate.but(y1=gate.y0 + post, z0=b.h - 0.03), b.main, 0.3)
    leaf = gate.inset(x=GAP).but(y0=face_y, y1=face_y + 0.006, z0=tray_z + 0.008, z1=b.h - 0.03 - GAP)
    side = "left" if b.rng.random() < 0.5 else "right"
    door(b, "door", leaf, side, Front(glass), Pull("rod", chrome, 0.036), height=0.48, length=0.3, upper=1.7, damping=0.8, friction=0.3)
    _shower_column(b, whole.y1 - 0.012, chrome)


def _shower_column(b: Builder, wall_y: float, chrome: Material) -> None:
    """Valve with a knob, a riser and a rain head."""
    bar = Cell(-0.06, 0.06, wall_y - 0.03, wall_y, 1.0, 1.12)
    piece(b, bar, chrome, 0.2)
    knob(b, "valve", (0.0, bar.y0, 1.06), 0.03, 0.035, chrome, 0.0, 2.4)
    top = b.h - 0.08
    riser = [(0, wall_y - 0.02, 1.12), (0, wall_y - 0.02, top - 0.1), (0, wall_y - 0.06, top - 0.02), (0, wall_y - 0.12, top), (0, wall_y - 0.32, top)]
    b.add(shapes.tube(riser, 0.01, 8), chrome, 0.3)
    b.collide_box((0.02, 0.02, top - 1.12), (0, wall_y - 0.02, (top + 1.12) / 2), chrome)
    b.add(shapes.lathe([(0.1, 0), (0.1, 0.012), (0.02, 0.03)], 20).moved((0, wall_y - 0.32, top - 0.04)), chrome, 0.3)
    b.collide_cylinder(0.1, 0.02, (0, wall_y - 0.32, top - 0.03), chrome)
    ledge = Cell(0.12, 0.34, wall_y - 0.11, wall_y, 1.05, 1.06)
    piece(b, ledge, b.paint("glass"))
    support(b, "ledge", "shelf", ledge.but(z0=ledge.z1, z1=ledge.z1 + 0.5), 0.008)


@category(
    CategoryInfo(
        name="washbasin", synonyms=("bathroom sink", "vanity", "wash basin", "hand basin", "bathroom vanity", "vanity unit", "washstand"),
        qcode="Q140565",
        size_m=((0.6, 1.0), (0.46, 0.52), (0.98, 1.04)),
        source="EN 14688 washbasins, rim 80–85 cm; IKEA GODMORGON and HEMNES vanities 60–100 × 48 × 82 cm; ADA 606 rim ≤ 86.5 cm",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("bathroom",), colors=("white", "oak", "grey", "walnut", "navy", "light grey"),
        materials=("painted wood", "wood"), affordances=("Openable", "Turnable", "Fillable", "Containable", "Placeable"), against_wall=True,
        front_clearance_m=0.6,
        holds=("toothbrush_cup", "soap_bar", "soap_dispenser", "toothpaste", "hairbrush"),
    )
)  # fmt: skip
def washbasin(b: Builder) -> None:
    kind, front = pull_for(b), front_for(b, b.main)
    face_y, rim_z, ceramic = -b.d / 2 + kind.reach_m, b.h - 0.16, b.paint("ceramic")
    slab = Cell.whole(b).but(y0=face_y - 0.01, z0=rim_z - 0.035, z1=rim_z)
    half = min(0.25, b.w / 2 - 0.05)
    bowl = Cell(-half, half, slab.y0 + 0.05, slab.y1 - 0.11, rim_z - 0.14, rim_z)
    for part in around(slab, bowl):
        piece(b, part, ceramic, 0.5)
    basin(b, bowl, ceramic, 0.008)
    body = slab.inset(x=0.006).but(y0=face_y + BOARD + GAP, z0=0.08, z1=slab.z0)
    legs(b, body.but(z0=0.0, z1=0.08), "plinth" if b.rng.random() < 0.6 else "square", b.main)
    inner = carcass(b, body, b.main, top=False)
    shelf_z = 0.32
    piece(b, inner.but(y0=inner.y0 + 0.08, z0=shelf_z - BOARD, z1=shelf_z))
    support(b, "floor", "interior", inner.but(z1=shelf_z - BOARD))
    support(b, "shelf", "interior", inner.but(y0=inner.y0 + 0.08, z0=shelf_z, z1=bowl.z0 - 0.01))
    faces = Cell(body.x0, body.x1, face_y, face_y + BOARD, body.z0, body.z1 - GAP).columns(2, GAP)
    doors(b, "door", faces, front, kind, height=0.8, length=0.13)
    mixer_tap(b, (0.0, slab.y1 - 0.055, rim_z), b.h - rim_z, bowl.center[1] + 0.05, b.paint("chrome"))
    for name, side in (("left", slab.but(x1=bowl.x0)), ("right", slab.but(x0=bowl.x1))):
        if side.size[0] > 0.1:
            support(b, f"top_{name}", "top", side.but(z0=rim_z, z1=rim_z + 1.0), 0.02)


@category(
    CategoryInfo(
        name="medicine_cabinet", synonyms=("mirror cabinet", "bathroom cabinet", "medicine chest"), qcode="Q14745",
        size_m=((0.5, 0.8), (0.15, 0.19), (0.6, 0.75)),
        source="IKEA STORJORM and LILLÅNGEN mirror cabinets 40–80 × 14–21 × 64–96 cm, lower edge 110–125 cm above the floor",
        role=Role.ARTICULATED, placement=Placement.WALL, rooms=("bathroom",), colors=("white", "silver", "oak", "black"),
        materials=("painted wood", "wood"),
        affordances=("Openable", "Containable"), against_wall=True, front_clearance_m=0.5, mount_height_m=1.2,
        holds=("toothpaste", "shampoo_bottle", "soap_bar", "hairbrush", "toothbrush_cup"),
    )
)  # fmt: skip
def medicine_cabinet(b: Builder) -> None:
    kind = Pull("knob", b.paint("chrome"), 0.028)
    face_y, leaf = -b.d / 2 + kind.reach_m, 0.012
    body = Cell.whole(b).but(y0=face_y + leaf + GAP)
    inner = carcass(b, body, b.main, 0.015)
    shelves(b, inner, 3, b.paint("glass"), "interior", board=0.006)
    faces = body.but(y0=face_y, y1=face_y + leaf).columns(2 if b.w > 0.6 else 1, GAP)
    doors(b, "door", faces, Front(b.paint("mirror"), fill=0.6), kind, height=0.12, damping=0.15, friction=0.1)
