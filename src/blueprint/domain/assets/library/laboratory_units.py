"""Fixed furniture of laboratories: fume hood and bench."""

from __future__ import annotations

from blueprint.domain.assets.asset import CategoryInfo, Handle, Placement, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.catalogue import category
from blueprint.domain.assets.fronts import Front, Pull, bay_kinds, run_of_bays
from blueprint.domain.assets.parts import BOARD, GAP, Cell, legs, piece, support, top_of

_LABWARE = ("beaker", "flask", "test_tube_rack", "petri_dish", "microscope", "pipette_box", "centrifuge", "scale", "bottle", "notebook")


@category(
    CategoryInfo(
        name="lab_bench", synonyms=("laboratory bench", "lab table", "laboratory table", "lab counter"), qcode="Q14745",
        size_m=((1.5, 2.1), (0.76, 0.84), (0.98, 1.04)),
        source="EN 13150 laboratory benches: 75–80 cm deep, worktop 90 cm high, 120–210 cm wide, 10 cm upstand",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("laboratory", "classroom"), colors=("light grey", "white", "blue", "grey"),
        materials=("painted wood",), affordances=("Openable", "Containable", "Placeable", "Supportable"), against_wall=True, front_clearance_m=1.0,
        holds=_LABWARE,
    )
)  # fmt: skip
def lab_bench(b: Builder) -> None:
    """Two pedestals with a place to sit between them, a dark chemical-proof top with an upstand."""
    kind, epoxy = Pull("bar", b.paint("stainless steel"), 0.034), b.paint("granite", "black")
    face_y, top_z = -b.d / 2 + kind.reach_m, b.h - 0.1
    slab = Cell.whole(b).but(y0=face_y - 0.012, z0=top_z - 0.025, z1=top_z)
    piece(b, slab, epoxy, 0.6)
    piece(b, slab.but(y0=slab.y1 - 0.02, z0=top_z, z1=b.h), epoxy, 0.8)
    body = slab.but(y0=face_y + BOARD + GAP, z0=0.1, z1=slab.z0)
    knee = 0.62
    place = b.pick(("left", "middle", "right"))
    left = {"left": 0.0, "middle": (b.w - knee) / 2, "right": b.w - knee}[place]
    front = Front(b.main)
    for k, (x0, x1) in enumerate(((body.x0, body.x0 + left), (body.x0 + left + knee, body.x1))):
        if x1 - x0 < 0.2:
            piece(b, body.but(x0=x0 if k else body.x0, x1=(x0 if k else body.x0) + 0.03, z0=0.0) if not k else body.but(x0=body.x1 - 0.03, z0=0.0), b.main)
            continue
        part = body.but(x0=x0, x1=x1)
        legs(b, part.but(z0=0.0, z1=0.1), "plinth", b.paint("painted wood", "dark grey"))
        run_of_bays(b, part, face_y, bay_kinds(b, max(1, round((x1 - x0) / 0.5))), front, kind, b.main, bay_name=f"unit_{k + 1}")
    back = body.but(y0=body.y1 - BOARD, x0=body.x0 + left, x1=body.x0 + left + knee, z0=0.45)
    piece(b, back.inset(x=0.001 if place == "middle" else 0.03), b.main)
    top_of(b, slab.but(y1=slab.y1 - 0.02))


@category(
    CategoryInfo(
        name="fume_hood", synonyms=("fume cupboard", "fume cabinet", "chemical hood", "laboratory hood"), qcode="Q10273457",
        size_m=((1.2, 1.8), (0.8, 0.92), (2.25, 2.4)),
        source="EN 14175 fume cupboards 120–180 × 80–95 × 225–270 cm, working height 90 cm, sash opening 50 cm",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("laboratory",), colors=("white", "light grey", "cream"), materials=("metal",),
        affordances=("Openable", "Slidable", "Containable", "Placeable"), against_wall=True, front_clearance_m=1.1,
        holds=("beaker", "flask", "bottle", "test_tube_rack"),
    )
)  # fmt: skip
def fume_hood(b: Builder) -> None:
    """Base cabinet, tiled worktop, a chamber, and a sash that slides up behind the fascia."""
    kind, side = Pull("bar", b.paint("stainless steel"), 0.034), 0.07
    face_y, desk_z, fascia_z = -b.d / 2 + kind.reach_m, 0.9, 1.62
    whole = Cell.whole(b).but(y0=face_y)
    base = whole.but(y0=face_y + BOARD + GAP, z0=0.1, z1=desk_z - 0.03)
    legs(b, base.but(z0=0.0, z1=0.1), "plinth", b.paint("painted wood", "dark grey"))
    run_of_bays(b, base, face_y, ["door"] * (2 if b.w < 1.5 else 3), Front(b.paint("painted wood", b.color_name)), kind, b.paint("painted wood"), upper=1.55)
    piece(b, whole.but(z0=base.z1, z1=desk_z), b.paint("granite", "dark grey"), 0.6)
    upper = whole.but(z0=desk_z)
    inner = upper.inset(x=side).but(y1=upper.y1 - 0.02)
    for wall in (upper.but(x1=inner.x0), upper.but(x0=inner.x1)):
        piece(b, wall, b.main, 0.022)
    piece(b, inner.but(y0=inner.y1, y1=upper.y1), b.paint("painted wood"))
    fascia = inner.but(y1=inner.y0 + 0.02, z0=fascia_z)
    piece(b, fascia, b.main, 0.05)
    slot = inner.but(y0=fascia.y1, y1=fascia.y1 + 0.03)
    ceiling = inner.but(y0=slot.y1, z0=fascia_z + 0.1)
    piece(b, ceiling, b.main, 0.012)
    piece(b, slot.but(z0=b.h - 0.02), b.main, 0.05)
    chamber = inner.but(y0=slot.y1, z1=ceiling.z0)
    baffle = chamber.inset(x=0.05).but(y0=chamber.y1 - 0.06, y1=chamber.y1 - 0.05, z0=desk_z + 0.08, z1=chamber.z1 - 0.1)
    piece(b, baffle, b.paint("metal", "light grey"), 0.2)
    for post in (baffle.but(x1=baffle.x0 + 0.02), baffle.but(x0=baffle.x1 - 0.02)):
        piece(b, post.but(y0=baffle.y1, y1=chamber.y1), b.main, 0.1)
    support(b, "worktop", "interior", chamber.but(y1=baffle.y0), 0.03)
    panel = fascia.but(x0=fascia.x1 - 0.16, x1=fascia.x1 - 0.04, y0=fascia.y0 - 0.004, y1=fascia.y0, z0=fascia_z + 0.08, z1=fascia_z + 0.2)
    piece(b, panel, b.paint("plastic", "black"), 1.0, collide=False)
    _sash(b, slot, desk_z, fascia_z)


def _sash(b: Builder, slot: Cell, desk_z: float, fascia_z: float) -> None:
    """The counterweight takes nearly all of the sash's weight: what is left is 0.6 kg, and friction holds it at any height."""
    b.link("sash")
    pane = slot.inset(x=0.006, y=0.009).but(z0=desk_z + 0.004, z1=fascia_z + 0.06)
    frame = b.paint("aluminium")
    bar = pane.but(y0=slot.y0 - 0.045, y1=pane.y1, z1=pane.z0 + 0.035)
    glass = pane.but(z0=bar.z1)
    light = 0.6 / (glass.size[0] * glass.size[1] * glass.size[2] * 2500 + bar.size[0] * bar.size[1] * bar.size[2] * 270)
    piece(b, glass, b.paint("glass"), light, "sash")
    piece(b, bar, frame, light * 0.1, "sash")
    grip = Handle((0.0, bar.y0 + 0.012, bar.center[2]), (1.0, 0.0, 0.0), (0.0, -1.0, 0.0), 0.024)
    b.slide("sash_slide", "sash", (0, 0, 1), 0.5, 6.0, 7.0, grip)
