"""Laundry machines: front-loading washing machine and dryer."""

from __future__ import annotations

from blueprint.domain.assets.asset import CategoryInfo, Handle, Material, Placement, Role
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.catalogue import category
from blueprint.domain.assets.fronts import Front, Pull, drawer
from blueprint.domain.assets.parts import GAP, Cell, carcass, collide_holed_plate, drum, forward, holed_plate, knob, piece, support, top_of
from blueprint.domain.mesh import shapes

_COLORS = ("white", "silver", "dark grey", "light grey")


@category(
    CategoryInfo(
        name="washing_machine", synonyms=("washer", "clothes washer", "laundry machine", "washing machine"), qcode="Q124441",
        size_m=((0.595, 0.605), (0.58, 0.66), (0.84, 0.86)), source="EN 60456 front loaders 60 × 55–65 × 85 cm, 60–75 kg (Bosch WAN, Miele W1)",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("laundry_room", "bathroom", "garage"), colors=_COLORS, materials=("metal",),
        affordances=("Openable", "Containable", "Turnable", "Pressable", "Placeable"), against_wall=True, front_clearance_m=0.9,
        holds=("laundry_basket", "detergent_bottle", "towel", "basket"),
    )
)  # fmt: skip
def washing_machine(b: Builder) -> None:
    _front_loader(b, b.uniform(0.15, 0.17), 0.2, b.paint("metal", "silver"), soap=True)


@category(
    CategoryInfo(
        name="dryer", synonyms=("tumble dryer", "clothes dryer", "tumble drier", "drying machine"), qcode="Q212920",
        size_m=((0.595, 0.605), (0.6, 0.66), (0.84, 0.86)), source="EN 61121 tumble dryers 60 × 60–65 × 85 cm, 45–60 kg (Bosch WQG, Miele T1)",
        role=Role.ARTICULATED, placement=Placement.FLOOR, rooms=("laundry_room", "bathroom", "garage"), colors=_COLORS, materials=("metal",),
        affordances=("Openable", "Containable", "Turnable", "Pressable", "Placeable"), against_wall=True, front_clearance_m=0.9,
        holds=("laundry_basket", "basket", "towel"),
    )
)  # fmt: skip
def dryer(b: Builder) -> None:
    _front_loader(b, b.uniform(0.18, 0.2), 0.14, b.paint("metal", "light grey"), soap=False)


def _front_loader(b: Builder, hole: float, drum_fill: float, lining: Material, soap: bool) -> None:
    """A hollow body with a round hole in its front, a drum behind it and a round door before it. soap: a detergent drawer, else a lint one."""
    reach, plate, band = 0.055, 0.02, 0.115
    face_y = -b.d / 2 + reach
    lid = Cell.whole(b).but(y0=face_y - 0.005, z0=b.h - 0.03)
    body = lid.but(y0=face_y + plate, z0=0.02, z1=lid.z0)
    for x in (body.x0 + 0.05, body.x1 - 0.05):
        for y in (body.y0 + 0.03, body.y1 - 0.05):
            b.add(shapes.cylinder(0.022, 0.02, 0.0, 10).moved((x, y, 0)), b.paint("rubber"))
            b.collide_cylinder(0.022, 0.02, (x, y, 0.01), b.paint("rubber"))
    inner = carcass(b, body, b.main, 0.02, 0.02, fill=0.06)
    piece(b, lid, b.main, 0.08)
    z = (body.z0 + body.z1 - band) / 2
    height = body.z1 - band - body.z0
    center = (0.0, face_y + plate / 2, body.z0 + height / 2)
    b.add(holed_plate(b.w, height, plate, hole, center, (0, z - center[2])), b.main, 0.08)
    collide_holed_plate(b, b.w, height, plate, hole, center, (0, z - center[2]), b.main)
    room = drum(b, hole + 0.04, 0.02, body.y0 + GAP, inner.y1 - 0.04, (0.0, z), lining, drum_fill)
    support(b, "drum", "interior", room.inset(y=0.02))
    if soap:
        weight = inner.but(z1=inner.z0 + 0.05, y0=inner.y0 + 0.1)
        piece(b, weight, b.paint("concrete"), 0.6)
    _control_band(b, body.but(y0=face_y, y1=body.y0, z0=body.z1 - band), inner, soap)
    _porthole(b, face_y - 0.003, z, hole + 0.035)
    top_of(b, lid)


def _control_band(b: Builder, band: Cell, inner: Cell, soap: bool) -> None:
    face_y = band.y0
    tray = band.inset(z=GAP).but(x1=band.x0 + 0.19, y1=band.y1 - GAP)
    rest = band.but(x0=tray.x1 + GAP)
    piece(b, rest, b.main, 0.1)
    x, _, z = rest.center
    glass = rest.but(x0=x + 0.03, x1=x + 0.14, y0=face_y - 0.002, y1=face_y, z0=z - 0.022, z1=z + 0.022)
    piece(b, glass, b.paint("plastic", "black"), 1.0, collide=False)
    knob(b, "program_knob", (x - 0.05, face_y, z), 0.03, 0.03, b.paint("plastic", "silver"))
    hollow = Cell(inner.x0 + GAP, tray.x1 - 0.006, tray.y1, band.y1 + 0.24, tray.z0 + 0.012, inner.z1 - 0.01)
    front = Front(b.paint("plastic", "white" if b.color_name != "dark grey" else "dark grey"), fill=0.3)
    grip = Pull("bar", b.paint("plastic", "light grey"), 0.022)
    name = "detergent_drawer" if soap else "water_drawer"
    drawer(b, name, tray, hollow, front, grip, box=b.paint("plastic", "white"), box_fill=0.3, friction=1.5, damping=3.0)


def _porthole(b: Builder, back_y: float, z: float, radius: float) -> None:
    """A ring with a glass bull's eye, hinged on the left; the grip is a bar at its right edge."""
    thick, rim = 0.03, 0.05
    ring_color, glass = b.paint("plastic", b.pick(("light grey", "dark grey", "white"))), b.paint("glass", "dark grey")
    b.link("door")
    torus = forward(shapes.torus(radius - rim / 2, rim / 2, 24, 6)).scaled((1, thick / rim * 0.999, 1))
    b.add(torus.moved((0, back_y - thick / 2, z)), ring_color, 0.8, "door")
    eye = shapes.lathe([(radius - rim, 0), (radius - rim, 0.008), ((radius - rim) * 0.7, 0.018), (0, 0.022)], 20)
    b.add(forward(eye).moved((0, back_y - 0.004, z)), glass, 0.6, "door")
    b.collide_cylinder(radius, thick, (0, back_y - thick / 2, z), ring_color, "door", (0.7071067811865476, 0.7071067811865476, 0, 0))
    bar = Cell(radius - 0.03, radius - 0.016, back_y - 0.052, back_y - 0.042, z - 0.05, z + 0.05)
    piece(b, bar, ring_color, 1.0, "door")
    for end in (bar.but(z1=bar.z0 + 0.012), bar.but(z0=bar.z1 - 0.012)):
        piece(b, end.but(y0=bar.y1, y1=back_y - thick / 2), ring_color, 1.0, "door", collide=False)
    grip = Handle(bar.center, (0.0, 0.0, 1.0), (0.0, -1.0, 0.0), 0.014)
    b.hinge("door_hinge", "door", (-radius, back_y - thick, z), (0, 0, -1), 2.2, 0.2, 0.15, grip)
