"""Pots, pans and what one cooks with."""

from __future__ import annotations

import math

import numpy as np

from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.small import KITCHEN, TABLES, WORKTOPS, small
from blueprint.domain.assets.vessels import collide_around, inner_of, mark, radius_at, side_handle, slab, turned, vessel
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.bars import about_z, spindle, strip

_HOB = ("stove", "counter", "kitchen_island", "sink_counter", "table")


@small(
    "frying_pan", "Q127666", ((0.42, 0.5), (0.22, 0.28), (0.05, 0.075)), "frying pans 22–28 cm across, 42–50 cm with the handle (Tefal, IKEA 365+)",
    synonyms=("pan", "skillet", "fry pan", "wok"), rooms=("kitchen",), sits_on=_HOB, colors=("black", "dark grey", "silver", "red", "teal"),
    materials=("aluminium",),
    affords=("Graspable", "Containable", "Placeable"), holds=("egg",),
)  # fmt: skip
def frying_pan(b: Builder) -> None:
    radius, deep = b.d / 2, min(b.h * 0.75, 0.05)
    shift = -(b.w / 2 - radius)
    coat = b.paint("aluminium", "black") if b.color_name != "silver" else b.paint("stainless steel")
    outer = [(radius * 0.8, 0), (radius * 0.83, 0.004), (radius, deep)]
    steel = b.color_name == "silver"
    vessel(b, outer, inner_of(outer, 0.0045, 0.0062), coat if steel else b.main, 0.36 if steel else 1.0, 24, (shift, 0))
    b.add(shapes.cylinder(radius * 0.79, 0.0008, 0.006, 24).moved((shift, 0, 0)), coat, 0.0)
    start, end = shift + radius - 0.006, b.w / 2
    grip = strip(
        [
            (start, 0.012, deep - 0.016, deep - 0.008),
            (start + 0.05, 0.009, deep, deep + 0.01),
            (start + 0.07, 0.012, b.h - 0.024, b.h - 0.006),
            (end - 0.01, 0.0125, b.h - 0.018, b.h),
            (end, 0.008, b.h - 0.016, b.h - 0.003),
        ],
        "x",
    )
    b.add(grip, b.paint("plastic", "black"), 1.0)
    collide_around(b, grip, b.paint("plastic", "black"))


@small(
    "pot", "Q12244686", ((0.27, 0.36), (0.2, 0.26), (0.11, 0.17)), "stock pots and casseroles 3–7 l (Fissler, IKEA 365+)",
    synonyms=("cooking pot", "saucepan", "stockpot", "casserole", "soup pot"), rooms=("kitchen",), sits_on=_HOB,
    colors=("silver", "red", "black", "teal", "white", "navy"),
    materials=("stainless steel", "aluminium"), affords=("Graspable", "Containable", "Fillable", "Placeable"), holds=("spoon", "spatula"),
)  # fmt: skip
def pot(b: Builder) -> None:
    radius = b.d / 2
    thin = 0.5 if b.material_name == "aluminium" else 0.38
    outer = [(radius - 0.008, 0), (radius - 0.003, 0.004), (radius - 0.003, b.h - 0.004), (radius, b.h - 0.003), (radius, b.h)]
    inner = [(radius - 0.005, b.h), (radius - 0.0065, b.h - 0.006), (radius - 0.0065, 0.008), (0.0, 0.006)]
    vessel(b, outer, inner, b.main, thin if b.material_name != "aluminium" else 0.9, 24)
    material = b.paint("stainless steel") if b.uniform(0, 1) < 0.5 else b.paint("plastic", "black")
    for sign in (-1, 1):
        root, reach, half, z = sign * (radius - 0.004), sign * (b.w / 2 - 0.006), 0.04, b.h * 0.78
        bow = [
            (root, -half, z),
            (reach * 0.985, -half * 0.8, z + 0.004),
            (reach, 0, z + 0.006),
            (reach * 0.985, half * 0.8, z + 0.004),
            (root, half, z),
        ]
        b.add(shapes.tube(bow, 0.006, 6), material, 0.8)
        b.collide_box((0.014, 0.07, 0.012), (sign * (b.w / 2 - 0.007), 0, z + 0.005), material)


def _spouted(b: Builder, spout: float) -> tuple[float, float, float]:
    """(radius, reach of the handle, x of the axis) of a body between a spout towards −X and a handle towards +X."""
    radius = b.d / 2
    return radius, b.w - b.d - spout, -b.w / 2 + spout + radius


@small(
    "kettle", "Q212920", ((0.22, 0.25), (0.145, 0.165), (0.2, 0.25)), "cordless kettles 1.5–1.7 l (Bosch TWK, Russell Hobbs)",
    synonyms=("electric kettle", "water kettle", "tea kettle"), rooms=("kitchen", "office", "cafe_corner", "dining_room"),
    sits_on=(*WORKTOPS, "stove", "sideboard"),
    colors=("silver", "white", "black", "red", "cream", "mint"), materials=("stainless steel", "plastic"),
    affords=("Graspable", "Pourable", "Fillable", "Pressable", "Openable"),
)  # fmt: skip
def kettle(b: Builder) -> None:
    radius, reach, x = _spouted(b, 0.028)
    dark, h = b.paint("plastic", "black"), b.h
    turned(b, [(radius, 0), (radius, 0.018)], dark, 0.35, 20, (x, 0))
    neck = radius * b.uniform(0.62, 0.74)
    body = [(radius * 0.97, 0.02), (radius * 0.97, 0.05), (neck, h * 0.88), (neck * 0.9, h * 0.93)]
    turned(b, body, None, 0.026 if b.material_name == "stainless steel" else 0.17, 20, (x, 0))
    turned(b, [(neck * 0.85, h * 0.93), (neck * 0.6, h * 0.955), (0.014, h * 0.96), (0.012, h)], dark, 0.4, 16, (x, 0))
    rim, tip = x - neck * 0.9, -b.w / 2
    wall = shapes.convex_hull(
        np.array(
            [(rim, y, z) for y, z in ((-0.025, h * 0.92), (0.025, h * 0.92), (0, h * 0.62))]
            + [(rim - 0.012, 0, h * 0.6), (tip, -0.008, h * 0.9), (tip, 0.008, h * 0.9), (tip + 0.004, 0, h * 0.85)]
        )
    )
    b.add(wall, None, 0.1)
    b.collide_hull(wall)
    side_handle(b, neck * 0.9, reach + radius - neck * 0.9, h * 0.2, h * 0.9, 0.0105, dark, (x, 0))


@small(
    "teapot", "Q245005", ((0.21, 0.25), (0.13, 0.15), (0.13, 0.165)), "teapots 0.8–1.2 l (Denby, Brown Betty)",
    synonyms=("tea pot", "coffee pot"), rooms=KITCHEN, sits_on=(*TABLES, "stove", "sideboard", "tray"),
    colors=("white", "blue", "brown", "teal", "cream", "red"),
    materials=("ceramic", "porcelain"), affords=("Graspable", "Pourable", "Fillable", "Openable"),
)  # fmt: skip
def teapot(b: Builder) -> None:
    radius, reach, x = _spouted(b, 0.045)
    h = b.h
    body = [(radius * 0.6, 0), (radius * 0.66, 0.006), (radius, h * 0.38), (radius * 0.8, h * 0.66), (radius * 0.5, h * 0.78)]
    turned(b, body, None, 0.17, 20, (x, 0))
    turned(b, [(radius * 0.46, h * 0.78), (radius * 0.3, h * 0.86), (0.007, h * 0.89), (0.011, h * 0.95), (0.006, h)], None, 0.5, 16, (x, 0))
    path = [(x - radius * 0.85, 0, h * 0.3), (x - radius - 0.016, 0, h * 0.42), (x - radius - 0.028, 0, h * 0.62), (-b.w / 2 + 0.008, 0, h * 0.78)]
    b.add(shapes.tube(path, 0.01, 8).moved((0.002, 0, 0)), None, 0.6)
    collide_around(b, shapes.tube(path[1:], 0.01, 6))
    side_handle(b, radius * 0.8, reach + radius * 0.2, h * 0.2, h * 0.72, 0.0065, None, (x, 0))


@small(
    "cutting_board", "Q39546", ((0.32, 0.44), (0.2, 0.28), (0.015, 0.025)), "chopping boards 32–44 cm (IKEA APTITLIG, PROPPMÄTT)",
    synonyms=("chopping board", "bread board", "cheese board"), rooms=("kitchen",), sits_on=WORKTOPS, colors=("oak", "birch", "walnut"),
    materials=("wood", "bamboo"),
    affords=("Graspable", "Placeable", "Supportable"), holds=("bread", "knife", "tomato", "lemon"),
)  # fmt: skip
def cutting_board(b: Builder) -> None:
    grip = 0.09
    x = b.w / 2 - grip
    slab(b, (b.w - grip, b.d, b.h), 0.018, at=(-grip / 2, 0))
    b.add(shapes.slab(grip + 0.02, 0.05, b.h - 0.0004, 0.02, 0.0002, 3).moved((x + grip / 2 - 0.01, 0, 0)))
    b.collide_box((grip, 0.05, b.h), (x + grip / 2, 0, b.h / 2))
    b.add(shapes.cylinder(0.008, b.h + 0.0006, 0.0, 10).moved((b.w / 2 - 0.025, 0, 0)), b.paint("wood", "brown"), 0.0)
    mark(b, (b.w - grip - 0.03, 0.003, 0.0006), (-grip / 2, b.d / 2 - 0.014, b.h), b.paint("wood", "brown"))
    b.top(b.h, b.w - grip - 0.01, b.d - 0.01, (-grip / 2, 0))


@small(
    "colander", "Q381155", ((0.24, 0.3), (0.21, 0.26), (0.1, 0.13)), "colanders 21–26 cm (IKEA GEMAK, IDEALISK)",
    synonyms=("strainer", "sieve"), rooms=("kitchen",), sits_on=WORKTOPS, colors=("silver", "red", "white", "mint"),
    materials=("stainless steel", "plastic"),
    affords=("Graspable", "Containable"), holds=("tomato", "lemon", "potato"),
)  # fmt: skip
def colander(b: Builder) -> None:
    radius, h = min(b.d / 2, b.w / 2 - 0.014), b.h
    outer = [(radius * 0.5, 0), (radius * 0.52, 0.012), (radius * 0.82, h * 0.45), (radius * 0.96, h - 0.006), (radius, h)]
    inner = [(radius - 0.004, h), (radius * 0.95 - 0.003, h - 0.01), (radius * 0.8 - 0.002, h * 0.47), (radius * 0.52, 0.016), (0.0, 0.015)]
    vessel(b, outer, inner, None, 0.28 if b.material_name == "stainless steel" else 0.7, 20)
    for level, share in ((0.42, 0.0), (0.6, 0.5), (0.78, 0.0)):
        for k in range(12):
            r = radius_at(outer, h * level) * 0.985
            hole = shapes.box(0.004, 0.011, 0.011).moved((r, 0, h * level)).rotated(about_z((k + share) * math.pi / 6 + 0.13))
            b.add(hole, b.paint("plastic", "dark grey"), 0.0)
    for sign in (-1, 1):
        end = sign * (b.w / 2 - 0.004)
        b.add(
            shapes.tube(
                [
                    (sign * radius * 0.97, -0.035, h - 0.008),
                    (end, -0.025, h - 0.006),
                    (end, 0.025, h - 0.006),
                    (sign * radius * 0.97, 0.035, h - 0.008),
                ],
                0.004,
                6,
            )
        )


@small(
    "rolling_pin", "Q39546", ((0.4, 0.46), (0.052, 0.062), (0.05, 0.06)), "beech rolling pins 40–46 cm, 5–6 cm thick",
    synonyms=("dough roller",), rooms=("kitchen",), sits_on=WORKTOPS, colors=("birch", "oak", "walnut"), materials=("wood",), affords=("Graspable",),
)  # fmt: skip
def rolling_pin(b: Builder) -> None:
    r, half = b.d / 2, b.w / 2
    body = spindle([(-half + 0.085, r * 0.9), (-half + 0.095, r), (half - 0.095, r), (half - 0.085, r * 0.9)], 12)
    b.add(body, None, 0.9)
    collide_around(b, body)
    axis = r * math.cos(math.pi / 12)
    for sign in (-1, 1):
        grip = spindle([(sign * (half - 0.086), 0.008), (sign * (half - 0.075), 0.014), (sign * (half - 0.03), 0.016), (sign * half, 0.011)], 8, axis)
        b.add(grip)
        collide_around(b, grip)


@small(
    "spatula", "Q39546", ((0.075, 0.09), (0.3, 0.34), (0.022, 0.03)), "turners 30–34 cm (IKEA FULLÄNDAD, OXO)",
    synonyms=("turner", "fish slice", "wooden spoon"), rooms=("kitchen",), sits_on=(*WORKTOPS, "stove"),
    colors=("black", "red", "birch", "silver", "teal"),
    materials=("silicone", "wood"), affords=("Graspable",),
)  # fmt: skip
def spatula(b: Builder) -> None:
    half, end = b.w / 2, b.d / 2
    neck = end - 0.11
    grip = b.main if b.material_name == "wood" else b.paint("plastic", "black")
    handle = strip(
        [
            (-end, 0.008, 0.0, 0.012),
            (-end + 0.03, 0.011, 0, 0.014),
            (-0.02, 0.007, 0.002, 0.013),
            (neck - 0.02, 0.006, b.h - 0.008, b.h),
            (neck + 0.015, 0.009, 0.003, 0.008),
        ]
    )
    b.add(handle, grip)
    b.add(shapes.extrude([(-half * 0.7, neck), (half * 0.7, neck), (half, neck + 0.03), (half, end), (-half, end), (-half, neck + 0.03)], 0.004))
    for x in (-0.5, 0.0, 0.5):
        mark(b, (0.006, 0.05, 0.0043), (x * half, neck + 0.065, 0.0023), b.paint("plastic", "dark grey"))
    b.collide_box((0.02, neck + end, 0.014), (0, (neck - end) / 2, 0.007), grip)
    b.collide_box((b.w, end - neck, 0.005), (0, (end + neck) / 2, 0.0025))


@small(
    "knife_block", "Q987767", ((0.1, 0.12), (0.2, 0.24), (0.28, 0.34)), "five-knife blocks (WMF, Zwilling), 28–34 cm high with knives",
    synonyms=("knife holder", "knife set"), rooms=("kitchen",), sits_on=WORKTOPS, colors=("birch", "walnut", "black", "oak"), materials=("wood",),
    affords=("Graspable", "Insertable"),
)  # fmt: skip
def knife_block(b: Builder) -> None:
    w, d, h = b.w, b.d, b.h - 0.09
    side = np.array([(-d / 2, 0), (d * 0.28, 0), (d / 2, h), (d * 0.12, h + 0.035), (-d / 2, h * 0.35)])
    flat = [np.column_stack([np.full(5, x), side]) for x in (-w / 2, w / 2)]
    block = shapes.convex_hull(np.concatenate(flat))
    b.add(block, None, 0.75)
    b.collide_hull(block)
    dark, steel = b.paint("plastic", "black"), b.paint("stainless steel")
    for column in range(3):
        for row in range(2 if column != 1 else 1):
            x, y = (column - 1) * w * 0.3, d * (0.18 + 0.16 * row)
            root = np.array([x, y, h + 0.06 - 0.13 * (y / d)])
            tip = root + np.array([0, 0.33, 0.95]) * (b.h - 0.008 - 0.02 * row - root[2]) / 0.95
            b.add(shapes.tube([root - (tip - root) * 0.25, root, tip], 0.0095, 6), dark)
            b.add(shapes.tube([tip, tip + (tip - root) * 0.05], 0.0098, 6), steel)
    hilts = np.array(
        [
            (x, y, z)
            for x in (-w * 0.38, w * 0.38)
            for y, z in ((d * 0.14, h + 0.02), (d * 0.4, h - 0.01), (d * 0.28, b.h - 0.008), (d * 0.46, b.h - 0.03))
        ]
    )
    b.collide_hull(hilts, dark)
