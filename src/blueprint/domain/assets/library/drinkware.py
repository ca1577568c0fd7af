"""Cups, mugs, glasses, bottles to drink from."""

from __future__ import annotations

import math

import numpy as np

from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.small import DINING, KITCHEN, TABLES, WORKTOPS, small
from blueprint.domain.assets.vessels import cup_of, inner_of, side_handle, turned, vessel
from blueprint.domain.mesh import shapes

_DRINK = ("Graspable", "Pourable", "Fillable", "Containable", "Placeable")


@small(
    "mug", "Q386215", ((0.098, 0.112), (0.068, 0.075), (0.085, 0.105)), "common 300 ml mugs: 9–10.5 cm high, 7–7.5 cm across",
    synonyms=("coffee mug", "tea mug"), rooms=("kitchen", "dining_room", "office", "living_room", "cafe_corner"),
    sits_on=(*TABLES, "desk", "side_table", "sink_counter", "nightstand"),
    colors=("white", "blue", "red", "yellow", "green", "black", "teal", "cream"),
    materials=("ceramic",), affords=_DRINK,
)  # fmt: skip
def mug(b: Builder) -> None:
    radius = b.d / 2
    reach = b.w - b.d
    shift = (-reach / 2, 0.0)
    foot = radius * b.uniform(0.82, 0.97)
    cup_of(b, [(foot, 0), (min(foot + 0.004, radius), 0.007), (radius, b.h)], 0.0042, 0.008, segments=20, at=shift)
    side_handle(b, radius - 0.003, reach + 0.003, b.h * 0.2, b.h * 0.8, 0.0055, at=shift)


@small(
    "cup", "Q81727", ((0.1, 0.115), (0.08, 0.09), (0.055, 0.068)), "tea and cappuccino cups 150–220 ml (Acme, IKEA VÄRDERA)",
    synonyms=("teacup", "tea cup", "coffee cup", "cappuccino cup", "espresso cup"), rooms=(*DINING, "office"),
    sits_on=(*TABLES, "desk", "sideboard", "side_table"),
    colors=("white", "cream", "light blue", "mint", "grey", "pink"), materials=("porcelain", "ceramic"), affords=_DRINK,
)  # fmt: skip
def cup(b: Builder) -> None:
    radius = b.d / 2
    reach = b.w - b.d
    shift = (-reach / 2, 0.0)
    outer = [(radius * 0.55, 0), (radius * 0.58, 0.005), (radius * 0.86, b.h * 0.45), (radius, b.h)]
    vessel(b, outer, inner_of(outer, 0.0034, 0.007), segments=20, at=shift)
    side_handle(b, radius * 0.9, reach + radius * 0.1, b.h * 0.3, b.h * 0.9, 0.0038, at=shift)


@small(
    "glass", "Q16180001", ((0.062, 0.075), (0.062, 0.075), (0.09, 0.145)), "tumblers 200–400 ml: IKEA POKAL, Duralex Picardie",
    synonyms=("drinking glass", "tumbler", "water glass", "juice glass"), plural="glasses", rooms=(*DINING, "bathroom", "bedroom"),
    sits_on=(*TABLES, "nightstand", "desk", "sideboard"), colors=("light blue", "white", "mint", "light grey"), materials=("glass",), affords=_DRINK,
)  # fmt: skip
def glass(b: Builder) -> None:
    radius = (b.w + b.d) / 4
    foot = radius * b.uniform(0.72, 0.97)
    cup_of(b, [(foot, 0), (foot + (radius - foot) * 0.2, b.h * 0.2), (radius, b.h)], 0.0026, 0.01)


@small(
    "wine_glass", "Q1531435", ((0.065, 0.075), (0.065, 0.075), (0.18, 0.23)), "ISO 3591 tasting glass to red wine glasses, 18–23 cm high",
    synonyms=("wineglass", "goblet", "champagne glass", "stemware"), plural="wine glasses",
    rooms=("dining_room", "kitchen", "living_room", "cafe_corner"),
    sits_on=(*TABLES, "sideboard", "display_cabinet"), colors=("light blue", "white", "light grey"), materials=("glass",), affords=_DRINK,
)  # fmt: skip
def wine_glass(b: Builder) -> None:
    radius = (b.w + b.d) / 4
    bowl = b.h * b.uniform(0.42, 0.5)
    stem = b.h - bowl
    foot = max(radius * 0.92, 0.031)
    outer = [(0.0045, stem), (radius * 0.72, stem + bowl * 0.16), (radius, stem + bowl * 0.45), (radius * 0.82, b.h)]
    inner = [(radius * 0.82 - 0.0016, b.h), (radius - 0.0018, stem + bowl * 0.45), (radius * 0.66, stem + bowl * 0.18), (0.0, stem + 0.009)]
    base = [(foot, 0), (foot, 0.002), (0.008, 0.006), (0.004, 0.014), (0.004, stem - 0.01)]
    b.add(shapes.lathe([*base, *outer, *inner], 16))
    b.collide_cylinder(foot, 0.004, (0, 0, 0.002))
    b.collide_cylinder(0.005, stem, (0, 0, stem / 2 + 0.002))
    _staves(b, outer[1:])
    b.surface(
        "inside",
        "interior",
        stem + bowl * 0.18,
        [(radius * 0.5 * math.cos(a), radius * 0.5 * math.sin(a)) for a in (0, 1.57, 3.14, 4.71)],
        bowl * 0.8,
    )


def _staves(b: Builder, outer: list[tuple[float, float]]) -> None:
    """The bowl of a wine glass in six pieces and its bottom."""
    (low_r, low), (high_r, high) = outer[0], outer[-1]
    b.collide_cylinder(low_r * 0.9, 0.006, (0, 0, low - 0.002))
    for k in range(6):
        angles = (k * math.pi / 3, (k + 0.5) * math.pi / 3, (k + 1) * math.pi / 3)
        points = [(r * math.cos(a), r * math.sin(a), z) for a in angles for r, z in outer]
        points += [
            ((r - 0.002) * math.cos(a), (r - 0.002) * math.sin(a), z) for a in (angles[0], angles[2]) for r, z in ((low_r, low), (high_r, high))
        ]
        b.collide_hull(np.array(points))


@small(
    "bottle", "Q80228", ((0.062, 0.075), (0.062, 0.075), (0.2, 0.27)), "PET and steel water bottles 0.5–1 l, 6.2–7.5 cm across",
    synonyms=("water bottle", "drink bottle", "plastic bottle", "thermos", "flask bottle"),
    rooms=("kitchen", "office", "bedroom", "classroom", "meeting_room", "living_room", "workshop"),
    sits_on=(*TABLES, "desk", "nightstand", "workbench", "school_desk"),
    colors=("light blue", "blue", "green", "red", "silver", "black", "white"), materials=("plastic", "stainless steel"),
    affords=("Graspable", "Pourable", "Fillable"),
)  # fmt: skip
def bottle(b: Builder) -> None:
    radius = (b.w + b.d) / 4
    steel = b.material_name == "stainless steel"
    neck, cap = radius * b.uniform(0.42, 0.6), 0.02
    shoulder = b.h * b.uniform(0.68, 0.76)
    body = [(radius * 0.94, 0), (radius, 0.006), (radius, shoulder), (neck, b.h - cap - 0.012), (neck, b.h - cap)]
    turned(b, body, fill=0.07 if steel else 0.5 / 1.2)
    turned(
        b,
        [(neck + 0.003, b.h - cap), (neck + 0.003, b.h - 0.002), (neck + 0.001, b.h)],
        b.paint("plastic", "black" if steel else b.pick(("white", "blue", "dark grey"))),
        0.5,
    )
    if not steel:
        label = shapes.cylinder(radius + 0.0004, b.h * 0.22, b.h * 0.3, 16)
        b.add(label, b.paint("paper", b.pick(("white", "blue", "green", "yellow"))), 0.0)


@small(
    "wine_bottle", "Q23490", ((0.072, 0.0755), (0.072, 0.0755), (0.29, 0.32)), "0.75 l Bordeaux and Burgundy bottles, 7.4 cm × 30 cm",
    synonyms=("bottle of wine", "wine", "red wine", "champagne bottle"), rooms=DINING, sits_on=(*TABLES, "sideboard", "wine_rack", "kitchen_cart"),
    colors=("green", "olive", "brown", "black"), materials=("glass",), affords=("Graspable", "Pourable"),
)  # fmt: skip
def wine_bottle(b: Builder) -> None:
    radius = (b.w + b.d) / 4
    dark = b.paint("coloured glass", b.color_name)
    sloped = b.uniform(0.5, 0.62)
    neck_z = b.h * 0.72
    profile = [(radius * 0.95, 0), (radius, 0.005), (radius, b.h * sloped), (radius * 0.72, b.h * (sloped + 0.07)), (0.0155, neck_z), (0.0145, b.h)]
    mesh = shapes.lathe(profile, 16)
    turned(b, profile, dark, fill=b.uniform(1.18, 1.3) / (mesh.volume * dark.density_kgm3))
    label = b.paint("paper", b.pick(("cream", "white", "black")))
    b.add(shapes.cylinder(radius + 0.0005, b.h * 0.26, b.h * 0.16, 16), label, 0.0)
    b.add(shapes.cylinder(radius + 0.0008, b.h * 0.03, b.h * 0.33, 16), b.paint("paper", b.pick(("red", "gold", "navy"))), 0.0)
    b.add(shapes.cylinder(0.0158, b.h * 0.2, b.h * 0.8 - 0.001, 12), b.paint("aluminium", b.pick(("red", "gold", "black", "navy"))), 0.0)


@small(
    "can", "Q15706035", ((0.053, 0.075), (0.053, 0.075), (0.09, 0.135)), "330 ml drink cans (66 × 115 mm) and 425 ml food cans (73 × 110 mm)",
    synonyms=("tin can", "soda can", "beer can", "soup can", "tin", "coke"), rooms=KITCHEN, sits_on=(*WORKTOPS, "shelf_unit", "desk", "coffee_table"),
    colors=("red", "blue", "green", "silver", "orange", "yellow"), materials=("aluminium",), affords=("Graspable", "Stackable", "Pourable"),
    stackable=True,
)  # fmt: skip
def can(b: Builder) -> None:
    radius = (b.w + b.d) / 4
    bare = b.paint("aluminium")
    rim = radius * b.uniform(0.82, 0.96)
    top = b.h - (radius - rim) * 0.9
    turned(b, [(rim, 0), (radius, (radius - rim) * 0.7), (radius, top), (rim, b.h - 0.002), (rim, b.h)], bare, fill=1030 / 2700)
    b.add(shapes.cylinder(radius + 0.0004, top - 0.012, 0.009, 16), b.paint("painted metal", b.color_name), 0.0)
    b.add(shapes.slab(0.022, 0.014, 0.002, 0.006, b.h - 0.0015, 2), bare, 0.0)
