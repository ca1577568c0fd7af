"""What stands on the shelves of a workshop or a laundry: toolbox, tins, bottles, a torch."""

from __future__ import annotations

import math

import numpy as np

from blueprint.domain.assets.asset import Handle, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.small import BENCHES, WASH, WORK, small, weighing
from blueprint.domain.assets.vessels import collide_around, mark, tub, turned
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.bars import about_x, spindle


@small(
    "toolbox", "Q188075", ((0.4, 0.5), (0.2, 0.25), (0.2, 0.26)), "16–20 inch toolboxes 40–50 cm (Stanley, Keter), 1.8–4 kg",
    synonyms=("tool box", "tool kit", "tool case"), plural="toolboxes", rooms=WORK, sits_on=(*BENCHES, "cabinet", "table"),
    colors=("red", "blue", "black", "yellow", "orange"), materials=("plastic", "painted metal"),
    affords=("Openable", "Containable", "Graspable"), holds=("hammer", "screwdriver", "wrench", "pliers"), role=Role.ARTICULATED,
)  # fmt: skip
def toolbox(b: Builder) -> None:
    w, lip, grip_h = b.w, 0.012, 0.04
    d, top = b.d - lip, b.h - grip_h
    body = top * 0.68
    lid_t = top - body - 0.003
    metal = b.material_name != "plastic"
    tub(b, (w * 0.97, d * 0.95), (w, d), body, 0.005, 0.006, None, 0.2 if metal else 0.9, radius=0.008)
    lid = b.link("lid")
    dark = b.paint("plastic", "black" if b.color_name != "black" else "dark grey")
    z = body + 0.003
    shell = shapes.convex_hull(
        np.array(
            [
                (x * w / 2 * s, y * d / 2 * q, zz)
                for x in (-1, 1)
                for y in (-1, 1)
                for s, q, zz in ((1, 1, z), (1, 1, z + lid_t * 0.4), (0.96, 0.72, top))
            ]
        )
    )
    b.add(shell, dark, weighing(b.uniform(0.6, 0.9), shell, dark), lid)
    b.collide_hull(shell, dark, lid)
    for sign in (-1, 1):
        b.block((0.02, 0.03, grip_h - 0.016), (sign * w * 0.18, 0, top + grip_h / 2 - 0.008), b.main, 0.6 if not metal else 0.1, lid)
        b.block((0.04, lip, 0.045), (sign * w * 0.3, -(d + lip) / 2, z + 0.0225), b.paint("steel"), 0.15, lid, collide=False)
    b.block((w * 0.36 + 0.02, 0.026, 0.018), (0, 0, b.h - 0.009), b.main, 0.6 if not metal else 0.1, lid)
    mark(b, (w * 0.24, 0.002, body * 0.26), (0, -d / 2 + 0.001, body * 0.55), b.paint("plastic", "yellow" if b.color_name != "yellow" else "black"))
    front = -d / 2 - lip / 2
    grasp = Handle((0.0, front, z + 0.0225), (1, 0, 0), (0, -1, 0), 0.045)
    b.hinge("lid_hinge", "lid", (0, d / 2, z), (-1, 0, 0), math.radians(100), damping=0.06, friction=0.2, handle=grasp)
    b.settle_on_origin()


@small(
    "paint_can", "Q15706035", ((0.16, 0.18), (0.16, 0.18), (0.17, 0.2)), "2.5 l tins 16–18 cm × 18 cm, 2.5–4.2 kg",
    synonyms=("paint", "tin of paint", "paint tin", "paint bucket"), rooms=WORK, sits_on=(*BENCHES, "pallet_rack", "table"),
    colors=("white", "blue", "green", "red", "yellow", "teal"),
    materials=("painted metal",), affords=("Graspable", "Stackable", "Openable", "Pourable"), stackable=True,
)  # fmt: skip
def paint_can(b: Builder) -> None:
    r, h = (b.w + b.d) / 4, b.h
    tin = b.paint("steel")
    body = [(r, 0), (r, 0.006), (r * 0.975, 0.007), (r * 0.975, h - 0.008), (r, h - 0.007), (r, h)]
    mesh = shapes.lathe(body, 20)
    b.add(mesh, tin, weighing(b.uniform(2.6, 3.9), mesh, tin))
    b.collide_cylinder(r, h, (0, 0, h / 2), tin)
    b.add(shapes.cylinder(r * 0.98, h - 0.03, 0.014, 20), b.paint("paper", "white"), 0.0)
    b.add(shapes.cylinder(r * 0.985, h * 0.42, h * 0.24, 20), b.paint("paper", b.color_name), 0.0)
    b.add(shapes.cylinder(r * 0.82, 0.0012, h - 0.0002, 20), b.paint("steel", "grey"), 0.0)
    b.add(shapes.cylinder(r * 0.66, 0.0014, h, 20), tin, 0.0)
    arc = [
        (r * 0.985 * math.cos(a), -r * 0.985 * abs(math.sin(a)) ** 0.8 - 0.0005, h * 0.84 - h * 0.3 * math.sin(a))
        for a in np.linspace(0, math.pi, 11)
    ]
    b.add(shapes.tube(arc, 0.0015, 4), tin, 1.0)
    b.settle_on_origin()


@small(
    "spray_bottle", "Q80228", ((0.1, 0.12), (0.062, 0.075), (0.23, 0.28)), "500–750 ml trigger sprays 23–28 cm, 0.4–0.8 kg",
    synonyms=("cleaning spray", "spray", "window cleaner", "trigger spray", "cleaner"),
    rooms=("laundry_room", "kitchen", "bathroom", "garage", "laboratory"),
    sits_on=("counter", "sink_counter", "washing_machine", "shelf_unit", "workbench", "washbasin", "lab_bench"),
    colors=("light blue", "green", "white", "pink", "yellow", "orange"), materials=("plastic",), affords=("Graspable", "Pressable", "Squeezable"),
)  # fmt: skip
def spray_bottle(b: Builder) -> None:
    r, h = b.d / 2, b.h
    body = h * 0.72
    turned(
        b,
        [(r * 0.95, 0), (r, 0.006), (r, h * 0.36), (r * 0.7, h * 0.5), (r * 0.5, h * 0.62), (0.014, body)],
        b.paint("plastic", b.color_name),
        0.62,
        16,
    )
    head_color = b.paint("plastic", b.pick(("white", "red", "blue", "dark grey")))
    turned(b, [(0.016, body), (0.016, body + 0.018)], head_color, 0.5, 12)
    nozzle_x = r - b.w + 0.013
    side = np.array([(nozzle_x, h - 0.03), (0.022, h - 0.045), (0.03, h - 0.018), (0.016, h), (nozzle_x, h - 0.008)])
    low = body + 0.017
    head = shapes.convex_hull(np.array([(x, y, z) for y in (-0.011, 0.011) for x, z in [*side, (-0.012, low), (0.014, low)]]))
    b.add(head, head_color, 0.4)
    b.collide_hull(head, head_color)
    b.add(shapes.box(0.014, 0.018, 0.018, (nozzle_x - 0.006, 0, h - 0.019)), b.paint("plastic", "red" if b.color_name != "red" else "white"), 0.5)
    trigger = shapes.convex_hull(
        np.array([(x, y, z) for y in (-0.006, 0.006) for x, z in ((-0.02, h - 0.035), (-0.01, h - 0.035), (-0.036, h - 0.085), (-0.03, h - 0.088))])
    )
    b.add(trigger, b.paint("plastic", "dark grey"), 0.5)
    b.collide_hull(trigger, b.paint("plastic", "dark grey"))
    b.add(shapes.cylinder(r + 0.0005, h * 0.2, h * 0.1, 16), b.paint("paper", b.pick(("white", "yellow", "navy"))), 0.0)
    b.settle_on_origin()


@small(
    "flashlight", "Q1138737", ((0.15, 0.2), (0.04, 0.05), (0.038, 0.048)), "2–3 cell torches 15–20 cm lying down, 0.15–0.4 kg (Maglite)",
    synonyms=("torch", "pocket lamp"), rooms=(*WORK, "hallway", "bedroom"), sits_on=(*BENCHES, "nightstand", "console_table"),
    colors=("black", "red", "yellow", "silver", "blue"), materials=("aluminium", "plastic"),
    affords=("Graspable", "Pressable"),
)  # fmt: skip
def flashlight(b: Builder) -> None:
    half, r = b.w / 2, b.d / 2 / math.cos(math.pi / 8)
    axis = b.d / 2
    light = 0.5 if b.material_name == "aluminium" else 0.95
    head = spindle([(half - b.w * 0.26, r * 0.66), (half - b.w * 0.16, r), (half - 0.004, r), (half, r * 0.94)], 8)
    grip = spindle([(-half, r * 0.6), (-half + 0.006, r * 0.7), (half - b.w * 0.25, r * 0.7)], 8, axis)
    ring = spindle([(-half + 0.02, r * 0.72), (-half + b.w * 0.42, r * 0.72)], 8, axis)
    b.add(head, None, light)
    b.add(grip, None, light)
    b.add(ring, b.paint("rubber", "dark grey"), 0.0)
    b.add(spindle([(half - 0.001, r * 0.82), (half + 0.0006, r * 0.8)], 8, axis), b.paint("screen", "cream"), 0.0)
    b.add(
        shapes.cylinder(0.007, 0.004, axis + r * 0.62, 8).moved((half - b.w * 0.34, 0, 0)),
        b.paint("rubber", "red" if b.color_name != "red" else "black"),
        0.0,
    )
    collide_around(b, head)
    collide_around(b, grip)
    # the tail rests too, or it would tip onto its thinner end
    b.add(spindle([(-half + 0.006, r * 0.98), (-half + 0.014, r * 0.98)], 8, axis), b.paint("rubber", "black"), 0.4)
    b.collide_hull(spindle([(-half + 0.006, r), (-half + 0.014, r)], 8).vertices, b.paint("rubber", "black"))
    b.settle_on_origin()


@small(
    "detergent_bottle", "Q80228", ((0.17, 0.21), (0.07, 0.075), (0.25, 0.3)),
    "1–2 l laundry detergent bottles with a grip, 17–21 × 7.5 × 27 cm, 1.2–2.2 kg (Persil, Ariel)",
    synonyms=("detergent", "laundry detergent", "bleach", "fabric softener", "washing liquid"), rooms=WASH,
    sits_on=("washing_machine", "dryer", "shelf_unit", "wall_shelf", "counter", "cabinet"),
    colors=("blue", "white", "green", "orange", "purple", "red"), materials=("plastic",), affords=("Graspable", "Pourable", "Openable"),
)  # fmt: skip
def detergent_bottle(b: Builder) -> None:
    w, d, h = b.w, b.d, b.h
    shoulder = h * 0.62
    body = shapes.slab(w, d, shoulder, 0.022, 0, 3)
    b.add(body, None, 0.62)
    b.collide_hull(shapes.slab(w, d, shoulder, 0.022, 0, 2).vertices)
    x = -w * 0.16
    cap = b.paint("plastic", b.pick([c for c in ("red", "blue", "white", "yellow") if c != b.color_name]))
    slope = shapes.convex_hull(
        np.array(
            [(xx, y, shoulder) for xx in (-w / 2 + 0.008, w * 0.1) for y in (-d / 2 + 0.008, d / 2 - 0.008)]
            + [(x + 0.03 * math.cos(a), 0.03 * math.sin(a), h * 0.8) for a in np.arange(8) * math.pi / 4]
        )
    )
    b.add(slope, None, 0.4)
    b.collide_hull(slope)
    turned(b, [(0.033, h * 0.8), (0.033, h * 0.97), (0.03, h)], cap, 0.3, 14, (x, 0))
    path = [(x + 0.02, 0, h * 0.76), (w * 0.22, 0, h * 0.78), (w * 0.4, 0, h * 0.72), (w * 0.42, 0, shoulder - 0.01)]
    b.add(shapes.tube(path, 0.0135, 8), None, 0.4)
    collide_around(b, shapes.tube(path[1:3], 0.0135, 6))
    collide_around(b, shapes.tube(path[2:], 0.0135, 6))
    paper = b.paint("paper", "white" if b.color_name != "white" else "light blue")
    for sign in (-1, 1):
        mark(b, (w * 0.68, 0.0008, shoulder * 0.6), (0, sign * d / 2, shoulder * 0.48), paper)
        disc = shapes.cylinder(shoulder * 0.2, 0.0012, -0.0006, 14).rotated(about_x(math.pi / 2)).moved((w * 0.1, sign * d / 2, shoulder * 0.48))
        b.add(disc, cap, 0.0)
        mark(b, (w * 0.22, 0.0012, shoulder * 0.1), (-w * 0.2, sign * d / 2, shoulder * 0.5), b.main)
    b.settle_on_origin()
