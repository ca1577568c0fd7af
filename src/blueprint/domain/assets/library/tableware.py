"""What one eats from and with: plates, bowls, cutlery, salt and pepper."""

from __future__ import annotations

import math

import numpy as np

from blueprint.domain.assets.asset import Material
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.small import DINING, KITCHEN, TABLES, WORKTOPS, small
from blueprint.domain.assets.vessels import tub, turned, vessel
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.bars import strip

_GLAZES = ("white", "cream", "grey", "light blue", "teal", "navy", "mint", "terracotta")
_CUTLERY = (*TABLES, "sideboard", "dish_rack")


@small(
    "plate", "Q57216", ((0.2, 0.28), (0.2, 0.28), (0.02, 0.028)), "side plates 20 cm to dinner plates 28 cm (IKEA 365+, Denby)",
    synonyms=("dish", "dinner plate", "side plate", "saucer"), rooms=DINING, sits_on=_CUTLERY, colors=_GLAZES, materials=("porcelain", "ceramic"),
    affords=("Graspable", "Containable", "Stackable", "Placeable"), stackable=True,
)  # fmt: skip
def plate(b: Builder) -> None:
    radius = (b.w + b.d) / 4
    well = radius * b.uniform(0.6, 0.7)
    lift = 0.004
    outer = [(well - 0.006, 0), (well - 0.004, lift * 0.6), (radius, b.h - 0.003), (radius, b.h)]
    inner = [(radius - 0.004, b.h), (well, lift + 0.003), (0.0, lift)]
    b.add(shapes.lathe([*outer, *inner], 24), fill=0.9)
    b.add(
        shapes.torus(radius - 0.0035, 0.0015, 24, 4).moved((0, 0, b.h - 0.0012)),
        b.paint(b.material_name, b.pick((b.color_name, "white", "navy", "gold"))),
        0.0,
    )
    b.collide_cylinder(well - 0.006, lift, (0, 0, lift / 2))
    _rim(b, [(well - 0.004, lift * 0.5), (radius, b.h - 0.003), (radius, b.h), (radius - 0.004, b.h), (well - 0.003, lift + 0.003)])
    b.surface("top", "interior", lift + 0.001, [(well * 0.9 * math.cos(a), well * 0.9 * math.sin(a)) for a in np.arange(8) * math.pi / 4], 0.5)


def _rim(b: Builder, section: list[tuple[float, float]], staves: int = 8) -> None:
    """A sloping rim of wedges."""
    for k in range(staves):
        step = 2 * math.pi / staves
        angles = (k * step, (k + 0.5) * step, (k + 1) * step)
        b.collide_hull(np.array([(r * math.cos(a), r * math.sin(a), z) for a in angles for r, z in section]))


@small(
    "bowl", "Q153988", ((0.14, 0.28), (0.14, 0.28), (0.06, 0.105)), "cereal bowls 13–16 cm, serving and fruit bowls 20–28 cm (IKEA 365+, BLANDA; Denby)",
    synonyms=("cereal bowl", "soup bowl", "salad bowl", "fruit bowl", "mixing bowl"), rooms=DINING, sits_on=_CUTLERY, colors=_GLAZES,
    materials=("ceramic", "porcelain", "wood"), affords=("Graspable", "Containable", "Stackable", "Fillable"), stackable=True,
    holds=("apple", "orange", "banana", "lemon", "pear", "egg", "tomato"),
)  # fmt: skip
def bowl(b: Builder) -> None:
    radius, h = (b.w + b.d) / 4, b.h
    thick = 0.0075 if b.material_name == "wood" else 0.0042
    # a fruit bowl has a wide floor, a cereal bowl a small foot
    foot, belly = (0.7, 0.86) if radius > 0.1 else (0.48, 0.78)
    outer = [(radius * (foot - 0.02), 0), (radius * foot, 0.005), (radius * belly, h * 0.32), (radius * 0.95, h * 0.65), (radius, h)]
    inner = [(radius - thick, h), (radius * 0.95 - thick, h * 0.66), (radius * belly - thick, h * 0.35), (radius * foot, 0.01), (0.0, 0.009)]
    material = b.paint("wood", b.pick(("oak", "walnut", "birch"))) if b.material_name == "wood" else b.main
    vessel(b, outer, inner, material, segments=20)


@small(
    "fork", "Q81881", ((0.024, 0.028), (0.185, 0.21), (0.012, 0.016)), "table forks 18.5–21 cm (WMF, IKEA DRAGON)",
    synonyms=("dinner fork", "cutlery", "silverware"), rooms=DINING, sits_on=_CUTLERY, colors=("silver", "gold"), materials=("stainless steel",),
    affords=("Graspable", "Insertable"),
)  # fmt: skip
def fork(b: Builder) -> None:
    half, back, head = b.w / 2, b.d / 2, 0.048
    neck = back - head - 0.025
    root = back - 0.045
    b.add(
        strip(
            [
                (-back, 0.006, 0, 0.003),
                (-back + 0.02, 0.009, 0, 0.0035),
                (0, 0.0045, 0.001, 0.0045),
                (neck, 0.0035, 0.003, 0.0065),
                (root, half, 0.0, 0.0025),
            ]
        )
    )
    for k in range(4):
        x = (k - 1.5) * (2 * half - 0.0045) / 3
        tine = strip([(root - 0.001, 0.0022, 0.0, 0.0025), (back - 0.015, 0.0018, 0.002, 0.0045), (back, 0.0009, b.h - 0.002, b.h)])
        b.add(tine.moved((x, 0, 0)))
    b.collide_box((0.015, neck + back, 0.005), (0, (neck - back) / 2, 0.0025))
    b.collide_box((b.w, back - neck, 0.006), (0, (back + neck) / 2, 0.003))


@small(
    "knife", "Q32489", ((0.018, 0.022), (0.2, 0.24), (0.008, 0.01)), "table knives 20–24 cm (WMF, IKEA DRAGON)",
    synonyms=("table knife", "dinner knife", "butter knife", "kitchen knife", "chef's knife"), plural="knives", rooms=DINING,
    sits_on=(*_CUTLERY, "cutting_board"),
    colors=("silver", "black", "gold"), materials=("stainless steel",), affords=("Graspable", "Insertable"),
)  # fmt: skip
def knife(b: Builder) -> None:
    half, end, steel = b.w / 2, b.d / 2, b.paint("stainless steel")
    grip = -end + b.d * b.uniform(0.4, 0.46)
    handle = b.main if b.color_name != "black" else b.paint("plastic", "black")
    aside = (0.0085 - half) / 2
    b.add(
        strip(
            [(-end, 0.006, 0.001, b.h - 0.001), (-end + 0.015, 0.0085, 0, b.h), (grip - 0.01, 0.007, 0, b.h), (grip, 0.006, 0.001, b.h - 0.001)]
        ).moved((aside, 0, 0)),
        handle,
        0.75,
    )
    outline = [
        (-0.006, grip - 0.002),
        (0.006, grip - 0.002),
        (half, grip + 0.03),
        (half, end - 0.03),
        (half * 0.4, end),
        (-half * 0.5, end - 0.004),
        (-half * 0.55, grip + 0.03),
    ]
    b.add(shapes.extrude(outline, 0.002, b.h / 2 - 0.001).moved((aside, 0, 0)), steel)
    b.collide_box((0.017, grip + end, b.h), (aside, (grip - end) / 2, b.h / 2), handle)
    b.collide_box((half * 1.55, end - grip, 0.005), (half * 0.22 + aside, (end + grip) / 2, b.h / 2), steel)


@small(
    "spoon", "Q81895", ((0.04, 0.044), (0.18, 0.21), (0.012, 0.016)), "table spoons 18–21 cm (WMF, IKEA DRAGON)",
    synonyms=("tablespoon", "soup spoon", "teaspoon"), rooms=DINING, sits_on=_CUTLERY, colors=("silver", "gold"), materials=("stainless steel",),
    affords=("Graspable", "Insertable"),
)  # fmt: skip
def spoon(b: Builder) -> None:
    end, length = b.d / 2, 0.064
    neck = end - length
    shell = [(0.45, 0), (0.8, 0.35), (1, 1), (0.93, 1), (0.74, 0.5), (0.0, 0.3)]
    b.add(shapes.lathe(shell, 14).scaled((b.w / 2, length / 2, 0.009)).moved((0, end - length / 2, 0)))
    b.add(
        strip(
            [
                (-end, 0.006, 0, 0.003),
                (-end + 0.02, 0.009, 0, 0.0035),
                (0, 0.0045, 0.001, 0.005),
                (neck - 0.01, 0.0035, b.h - 0.004, b.h),
                (neck + 0.006, 0.005, 0.005, 0.008),
            ]
        )
    )
    b.collide_box((0.015, neck + end, 0.005), (0, (neck - end) / 2, 0.0025))
    b.collide_box((b.w * 0.72, length * 0.8, 0.006), (0, end - length / 2, 0.003))


@small(
    "salt_shaker", "Q5771190", ((0.038, 0.046), (0.038, 0.046), (0.075, 0.1)), "glass and steel table shakers 7.5–10 cm",
    synonyms=("salt", "saltshaker", "salt cellar"), rooms=DINING, sits_on=(*TABLES, "stove"), colors=("light grey", "white", "light blue"),
    materials=("coloured glass", "ceramic"),
    affords=("Graspable", "Pourable", "Placeable"),
)  # fmt: skip
def salt_shaker(b: Builder) -> None:
    _shaker(b, b.main, 0.35)


def _shaker(b: Builder, material: Material, fill: float) -> None:
    radius, cap = (b.w + b.d) / 4, b.h * 0.7
    turned(b, [(radius, 0), (radius, b.h * 0.25), (radius * 0.8, cap)], material, fill, 12)
    steel = b.paint("stainless steel")
    turned(b, [(radius * 0.84, cap), (radius * 0.84, b.h * 0.85), (radius * 0.4, b.h)], steel, 0.12, 12)
    for angle in np.arange(5) * 2 * math.pi / 5:
        b.add(
            shapes.cylinder(0.0012, 0.002, b.h - 0.0019, 5).moved((0.004 * math.cos(angle), 0.004 * math.sin(angle), 0)),
            b.paint("plastic", "black"),
            0.0,
        )


@small(
    "pepper_mill", "Q39546", ((0.052, 0.062), (0.052, 0.062), (0.16, 0.24)), "turned pepper mills 16–24 cm (Peugeot Paris)",
    synonyms=("pepper grinder", "pepper", "pepper shaker", "salt mill"), rooms=KITCHEN, sits_on=(*TABLES, "stove", "wall_shelf"),
    colors=("walnut", "oak", "black", "white", "red"), materials=("wood",), affords=("Graspable", "Turnable", "Placeable"),
)  # fmt: skip
def pepper_mill(b: Builder) -> None:
    r, h = (b.w + b.d) / 4, b.h
    wood = b.main
    turned(b, [(r, 0), (r, h * 0.1), (r * 0.62, h * 0.3), (r * 0.6, h * 0.45), (r * 0.85, h * 0.62), (r * 0.6, h * 0.68)], wood, 0.8, 16)
    turned(b, [(r * 0.55, h * 0.69), (r * 0.85, h * 0.76), (r * 0.8, h * 0.86), (r * 0.3, h * 0.93)], wood, 0.8, 16)
    turned(b, [(r * 0.2, h * 0.93), (r * 0.26, h * 0.96), (r * 0.14, h)], b.paint("chrome"), 1.0, 8)


@small(
    "tray", "Q613972", ((0.36, 0.5), (0.26, 0.36), (0.055, 0.08)), "serving trays 36–50 cm (IKEA, trayed cafés)",
    synonyms=("serving tray", "tea tray", "breakfast tray"), rooms=(*DINING, "bedroom"), sits_on=(*WORKTOPS, "coffee_table", "bed", "ottoman"),
    colors=("oak", "black", "white", "walnut", "red", "teal"), materials=("wood", "plastic"),
    affords=("Graspable", "Containable", "Placeable", "Stackable"),
    holds=("mug", "cup", "plate", "glass", "teapot"), stackable=True,
)  # fmt: skip
def tray(b: Builder) -> None:
    h = b.h - 0.026
    tub(b, (b.w - 0.04, b.d - 0.04), (b.w, b.d), h, 0.007, 0.006, radius=0.03)
    for sign in (-1, 1):
        grip = [
            (sign * (b.w / 2 - 0.012), -0.055, h - 0.006),
            (sign * (b.w / 2 - 0.012), -0.045, h + 0.02),
            (sign * (b.w / 2 - 0.012), 0.045, h + 0.02),
            (sign * (b.w / 2 - 0.012), 0.055, h - 0.006),
        ]
        b.add(shapes.tube(grip, 0.006, 6))
        b.collide_box((0.012, 0.11, 0.03), (sign * (b.w / 2 - 0.012), 0, h + 0.011))
