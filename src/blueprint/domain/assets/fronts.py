"""Moving fronts of furniture and machines: doors, flaps, lids and drawers with their pulls.

Asset frame (front faces −Y), metres. A moving part keeps `GAP` from what does not move with it, closed and along its whole range:
a hinge runs along the panel's outer front edge, so that a turning panel never comes nearer to the carcass behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from blueprint.domain.assets.asset import Handle, Material
from blueprint.domain.assets.builder import Builder
from blueprint.domain.assets.parts import BOARD, GAP, Cell, carcass, forward, piece, shelves, support
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.mesh import Mesh, merge

Side = Literal["left", "right", "top", "bottom"]


@dataclass(frozen=True)
class Pull:
    """What a door or drawer is opened by. reach_m: how far it stands off the front."""

    style: Literal["bar", "rod", "knob"]
    material: Material
    reach_m: float


def pull_for(b: Builder, styles: Sequence[str] = ("bar", "rod", "knob"), materials: Sequence[str] = ("stainless steel", "iron", "brass")) -> Pull:
    """Drawn by seed; a rustic or classic style has knobs, an industrial one dark bars."""
    style, material = b.pick(styles), b.pick(materials)
    if b.spec.style in ("rustic", "traditional", "classic", "vintage", "farmhouse") and "knob" in styles:
        style, material = "knob", "brass" if "brass" in materials else material
    elif b.spec.style in ("industrial", "modern", "minimalist") and "bar" in styles:
        style, material = "bar", "iron" if "iron" in materials else material
    return Pull(style, b.paint(material), {"bar": 0.034, "rod": 0.036, "knob": 0.028}[style])  # type: ignore[arg-type]


def pull(b: Builder, kind: Pull, link: str, at: Sequence[float], length: float, upright: bool) -> Handle:
    """Adds a pull whose foot is at `at` on a front that faces −Y; gives where to take hold of it."""
    x, y, z = at
    if kind.style == "knob":
        radius = 0.012
        reach = kind.reach_m
        mesh = shapes.lathe([(0.006, 0), (0.006, reach * 0.5), (radius, reach * 0.6), (radius * 0.8, reach)], 8)
        b.add(forward(mesh).moved(at), kind.material, 1.0, link)
        b.collide_box((2 * radius, kind.reach_m * 0.5, 2 * radius), (x, y - kind.reach_m * 0.75, z), kind.material, link)
        return Handle((x, y - kind.reach_m * 0.75, z), (0.0, 0.0, 1.0), (0.0, -1.0, 0.0), 2 * radius)
    thick = 0.012
    middle = (x, y - kind.reach_m + thick / 2, z)
    bar = (thick, thick, length) if upright else (length, thick, thick)
    stand = kind.reach_m - thick
    away = length / 2 - 0.02
    posts = [(0.0, -away), (0.0, away)] if upright else [(-away, 0.0), (away, 0.0)]
    meshes = [shapes.box(0.01, stand, 0.01, (x + dx, y - stand / 2, z + dz)) for dx, dz in posts]
    meshes.append(shapes.box(*bar, middle) if kind.style == "bar" else _rod(middle, length, thick / 2, upright))
    b.add(merge(meshes), kind.material, 1.0, link)
    b.collide_box(bar, middle, kind.material, link)
    return Handle(middle, (0.0, 0.0, 1.0) if upright else (1.0, 0.0, 0.0), (0.0, -1.0, 0.0), thick)


def _rod(center: Sequence[float], length: float, radius: float, upright: bool) -> Mesh:
    rod = shapes.cylinder(radius, length, -length / 2, 8)
    return (rod if upright else rod.rotated(np.array([[0, 0, 1], [0, 1, 0], [-1, 0, 0]]))).moved(center)


@dataclass(frozen=True)
class Front:
    """How doors and drawer fronts look. pane: a glass field in a frame; shaker: a recessed field."""

    material: Material
    style: Literal["flat", "shaker", "pane"] = "flat"
    pane: Material | None = None
    fill: float = 1.0


def front_for(b: Builder, material: Material, styles: Sequence[str] = ("flat", "shaker")) -> Front:
    style = b.pick(styles)
    if b.spec.style in ("rustic", "traditional", "classic", "vintage", "farmhouse") and "shaker" in styles:
        style = "shaker"
    elif b.spec.style in ("modern", "minimalist", "industrial", "scandinavian") and "flat" in styles:
        style = "flat"
    return Front(material, style)  # type: ignore[arg-type]


def panel(b: Builder, link: str, cell: Cell, front: Front) -> None:
    """A door leaf or a drawer's front, one box to collide with."""
    w, d, h = cell.size
    rim = min(0.06, w * 0.25, h * 0.25)
    if front.style == "flat":
        piece(b, cell, front.material, front.fill, link)
        return
    field, face = cell.but(y0=cell.y0 + d * 0.4), cell.but(y1=cell.y0 + d * 0.4)
    if front.style == "pane":
        field, face = cell.inset(rim, d * 0.35, rim), cell
        piece(b, field, front.pane or b.paint("glass"), front.fill, link, collide=False)
    else:
        piece(b, field, front.material, front.fill, link, collide=False)
    stiles = [face.but(x1=cell.x0 + rim), face.but(x0=cell.x1 - rim)]
    rails = [face.but(x0=cell.x0 + rim, x1=cell.x1 - rim, **edge) for edge in ({"z1": cell.z0 + rim}, {"z0": cell.z1 - rim})]
    b.add(merge([shapes.box(*c.size, c.center) for c in stiles + rails]), front.material, front.fill, link)
    b.collide_box(cell.size, cell.center, front.material, link)


_HINGES: dict[str, tuple[float, float, float]] = {"left": (0, 0, -1), "right": (0, 0, 1), "bottom": (1, 0, 0), "top": (-1, 0, 0)}


def door(
    b: Builder, name: str, cell: Cell, hinge: Side, front: Front, kind: Pull | None, *, upper: float = 1.9, height: float = 0.5,
    length: float = 0.16, damping: float = 0.3, friction: float = 0.15,
) -> None:  # fmt: skip
    """A leaf that fills the cell and turns out about one edge; its pull is near the other, at `height` (share) of an upright leaf."""
    b.link(name)
    panel(b, name, cell, front)
    (x, _, z), (w, _, h) = cell.center, cell.size
    upright = hinge in ("left", "right")
    off = min(0.045, (w if upright else h) * 0.2)
    at = {
        "left": (cell.x1 - off, cell.y0, cell.z0 + h * height), "right": (cell.x0 + off, cell.y0, cell.z0 + h * height),
        "bottom": (x, cell.y0, cell.z1 - off), "top": (x, cell.y0, cell.z0 + off),
    }[hinge]  # fmt: skip
    origin = {"left": (cell.x0, cell.y0, z), "right": (cell.x1, cell.y0, z), "bottom": (x, cell.y0, cell.z0), "top": (x, cell.y0, cell.z1)}[hinge]
    grip = pull(b, kind, name, at, min(length, (h if upright else w) * 0.7), upright) if kind else None
    b.hinge(f"{name}_hinge", name, origin, _HINGES[hinge], upper, damping, friction, grip)


def doors(b: Builder, name: str, cells: Sequence[Cell], front: Front, kind: Pull | None, **options: float) -> None:
    """Leaves side by side, hinged so that no two hinges meet: the left half on the left, the rest on the right; a lone one by seed."""
    for k, cell in enumerate(cells):
        side: Side = "left" if (k < len(cells) // 2 or (len(cells) == 1 and b.rng.random() < 0.5)) else "right"
        door(b, f"{name}_{k + 1}", cell, side, front, kind, **options)


def drawer(
    b: Builder, name: str, face: Cell, inside: Cell, front: Front, kind: Pull | None, *, box: Material | None = None,
    box_fill: float = 1.0, travel: float = 0.8, damping: float = 5.0, friction: float = 2.0, grip_m: float = 0.16,
) -> None:  # fmt: skip
    """A front that fills `face` with a tray behind it that runs in `inside` (the hollow behind the front); opens by `travel` of its depth."""
    b.link(name)
    panel(b, name, face, front)
    stuff = box or b.paint("birch")
    side, sole = 0.012, 0.008
    tray = inside.inset(x=0.008).but(y0=face.y1, y1=inside.y1 - 0.01, z0=max(inside.z0, face.z0) + 0.006)
    tray = tray.but(z1=min(inside.z1 - 0.012, tray.z0 + max(0.05, face.size[2] * 0.7)))
    hollow = tray.inset(x=side).but(y1=tray.y1 - side, z0=tray.z0 + sole)
    piece(b, tray.but(z1=hollow.z0), stuff, box_fill, name)
    walls = tray.but(z0=hollow.z0)
    for wall in (walls.but(x1=hollow.x0), walls.but(x0=hollow.x1), walls.but(x0=hollow.x0, x1=hollow.x1, y0=hollow.y1)):
        piece(b, wall, stuff, box_fill, name)
    support(b, f"{name}_inside", "interior", hollow.but(z1=inside.z1 - 0.006), 0.01, name)
    x, _, z = face.center
    grip = pull(b, kind, name, (x, face.y0, z), min(grip_m, face.size[0] * (0.5 if grip_m < 0.2 else 0.8)), False) if kind else None
    b.slide(f"{name}_slide", name, (0, -1, 0), round(tray.size[1] * travel, 4), damping, friction, grip)


def bay_kinds(b: Builder, count: int) -> list[str]:
    """`drawers` or `door` for each bay; at least one of each when there are two."""
    kinds = ["drawers" if b.rng.random() < 0.4 else "door" for _ in range(count)]
    kinds[int(b.rng.integers(count))] = "drawers"
    if count > 1 and "door" not in kinds:
        kinds[0] = "door"
    return kinds


def run_of_bays(
    b: Builder, body: Cell, face_y: float, kinds: Sequence[str], front: Front, kind: Pull, inner_material: Material, *,
    bay_name: str = "bay", height: float = 0.85, boards: int = 1, upper: float = 1.75,
    drawers: Sequence[Sequence[float]] = ((1.0, 1.0, 0.55), (1.0, 1.0), (1.0, 1.0, 1.0, 0.8)),
) -> None:  # fmt: skip
    """A carcass in `body` with a bay for each kind (`drawers`, `door`, `open`) and their fronts from `face_y` on; `boards` in each but drawers'."""
    inner = carcass(b, body, inner_material)
    bays = inner.columns(len(kinds), BOARD)
    for left, right in pairwise(bays):
        piece(b, inner.but(x0=left.x1, x1=right.x0), inner_material)
    faces = Cell(body.x0, body.x1, face_y, body.y0 - GAP, body.z0 + GAP, body.z1 - GAP).columns(len(kinds), GAP)
    for k, (bay, face, what) in enumerate(zip(bays, faces, kinds, strict=True)):
        fill_bay(b, f"{bay_name}_{k + 1}", what, bay, face, front, kind, inner_material, height, boards, upper, drawers)


def fill_bay(
    b: Builder, name: str, what: str, bay: Cell, face: Cell, front: Front, kind: Pull, inner_material: Material, height: float = 0.85,
    boards: int = 1, upper: float = 1.75, drawers: Sequence[Sequence[float]] = ((1.0, 1.0, 0.55), (1.0, 1.0)),
) -> None:  # fmt: skip
    """bay: the hollow; face: where its fronts go. drawers: shares of the heights to choose from, bottom up."""
    if what == "drawers":
        stack = face.rows(drawers[int(b.rng.integers(len(drawers)))], GAP)
        for k, cell in enumerate(stack):
            drawer(b, f"{name}_drawer_{k + 1}", cell, bay.but(z0=max(bay.z0, cell.z0), z1=min(bay.z1, cell.z1)), front, kind)
        return
    shelves(b, bay, boards, inner_material, "shelf" if what == "open" else "interior", f"{name}_shelf")
    if what == "door":
        doors(b, f"{name}_door", face.columns(2 if face.size[0] > 0.62 else 1, GAP), front, kind, height=height, upper=upper)
