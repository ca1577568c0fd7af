"""Pictures of a scene file: the room cut open like a doll's house, and its plan."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from blueprint.contracts.variations import Look
from blueprint.domain.render.camera import from_above, perspective
from blueprint.domain.render.shade import Sun, picture
from blueprint.domain.render.surfaces import Dressing, Surface, read_surfaces

Array = NDArray[np.float64]

PLINTH_M = 0.06
CUT_COLOR = (0.30, 0.30, 0.32)
ELEVATION_RAD = math.radians(35)
PLAN_CUT_M = 1.4
ASIDE_RAD = math.radians(33)
OUTWARD: dict[str, tuple[float, float]] = {"Wall_north": (0, 1), "Wall_south": (0, -1), "Wall_east": (1, 0), "Wall_west": (-1, 0)}


def render_views(scene_usda: Path, folder: Path, width: int = 1280, height: int = 720) -> tuple[Path, ...]:
    """`preview_perspective.png` and `preview_top.png` in `folder`. Raises ContractError when the file shows nothing or cannot be read."""
    folder.mkdir(parents=True, exist_ok=True)
    dressing = read_surfaces(scene_usda)
    files: list[Path] = []
    for name, view in (("perspective", _perspective), ("top", _top)):
        path = folder / f"preview_{name}.png"
        view(dressing, width, height).save(path, "PNG", compress_level=3)
        files.append(path)
    return tuple(files)


def render_room(scene_usda: Path, path: Path, azimuth_rad: float | None = None, width: int = 960, height: int = 540) -> Path:
    """The perspective view alone, in the light that the file says. azimuth_rad: where it is looked at from; None: as `view_azimuth`.

    Raises ContractError as `render_views`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _perspective(read_surfaces(scene_usda), width, height, azimuth_rad).save(path, "PNG", compress_level=3)
    return path


def view_azimuth(scene_usda: Path) -> float:
    """Where the perspective view of this scene is looked at from, in rad from +X."""
    return _best_azimuth(read_surfaces(scene_usda))


def render_contact_sheet(pictures: Sequence[tuple[str, Path]], path: Path, columns: int = 3, width: int = 640) -> Path:
    """All pictures (caption, file) in rows on one sheet."""
    images = [Image.open(file).convert("RGB") for _, file in pictures]
    cells = [image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS) for image in images]
    row_height = max((cell.height for cell in cells), default=0) + 22
    sheet = Image.new("RGB", (columns * width, -(-len(cells) // columns) * row_height), (250, 250, 250))
    draw = ImageDraw.Draw(sheet)
    for k, (cell, (caption, _)) in enumerate(zip(cells, pictures, strict=True)):
        x, y = k % columns * width, k // columns * row_height
        sheet.paste(cell, (x, y + 22))
        draw.text((x + 6, y + 4), caption[: width // 6], fill=(40, 40, 40))
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path)
    return path


def _perspective(dressing: Dressing, width: int, height: int, azimuth_rad: float | None = None) -> Image.Image:
    azimuth = _best_azimuth(dressing) if azimuth_rad is None else azimuth_rad
    back = np.array([math.cos(azimuth), math.sin(azimuth)])
    hidden = {name for name, out in OUTWARD.items() if float(back @ out) > 0.05}
    shown = _cut(dressing, hidden)
    points = np.concatenate([one.corners.reshape(-1, 3) for one in shown])
    camera = perspective(_hull_corners(points), azimuth, ELEVATION_RAD, width, height)
    side = np.array([-back[1], back[0]])
    return picture(shown, camera, _sun(dressing.look, np.array([*(0.35 * back + 0.62 * side), 1.25])))


def _sun(look: Look | None, usual: Array) -> Sun:
    if look is None:
        return Sun(usual)
    red, green, blue = (look.light_scale * part for part in look.light_color)
    return Sun(-np.array(look.light_direction), (red, green, blue))


def _top(dressing: Dressing, width: int, height: int) -> Image.Image:
    """The plan: walls cut at 1.4 m, so that doors and windows are gaps in them."""
    shown = _cut(dressing, set(), PLAN_CUT_M)
    points = np.concatenate([one.corners.reshape(-1, 3) for one in shown])
    camera = from_above(points.min(axis=0), points.max(axis=0), width, height)
    without_shadow = frozenset(one.owner for one in shown if one.architecture and one.owner != "Floor")
    return picture(shown, camera, _sun(dressing.look, np.array([-0.4, -0.5, 1.0])), without_shadow)


def _hull_corners(points: Array) -> Array:
    low, high = points.min(axis=0), points.max(axis=0)
    return np.array([[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])


def _best_azimuth(dressing: Dressing) -> float:
    """Of the eight ways to look over a corner, the one whose two cut walls carry and hide the least."""
    weights = dict.fromkeys(OUTWARD, 0.0)
    walls = dressing.owners(architecture=True)
    spans = {name: _box(parts) for name, parts in walls.items() if name in OUTWARD}
    for owner, parts in dressing.owners(architecture=False).items():
        low, high = _box(parts)
        bulk = float(np.prod(high - low)) ** (1 / 3) + 0.2
        for name in spans:
            if dressing.supports.get(owner) == name:
                weights[name] += 2.0 * bulk
            elif float(np.dot((spans[name][0] + spans[name][1] - low - high)[:2] / 2, OUTWARD[name])) - _reach(low, high, name) < 0.35:
                weights[name] += bulk * (high[2] - low[2])
    for name in walls:
        if name.startswith("Window"):
            weights[_wall_of(_box(walls[name]), spans)] += 1.5
    corners = [(math.atan2(a[1] + b[1], a[0] + b[0]), x, y) for x, a in list(OUTWARD.items())[:2] for y, b in list(OUTWARD.items())[2:]]
    azimuth, across, along = min(corners, key=lambda corner: weights[corner[1]] + weights[corner[2]])
    wide = spans[across][1] - spans[across][0] if across in spans else np.ones(3)
    deep = spans[along][1] - spans[along][0] if along in spans else np.ones(3)
    # looks more along the shorter side, so that the longer wall is seen broadside
    main = OUTWARD[across] if wide[0] >= deep[1] else OUTWARD[along]
    angle = math.atan2(main[1], main[0])
    turn = math.atan2(math.sin(azimuth - angle), math.cos(azimuth - angle))
    return angle + math.copysign(ASIDE_RAD, turn)


def _reach(low: Array, high: Array, wall: str) -> float:
    return float(np.abs(np.dot((high - low)[:2] / 2, np.abs(OUTWARD[wall]))))


def _box(parts: Sequence[Surface]) -> tuple[Array, Array]:
    points = np.concatenate([one.corners.reshape(-1, 3) for one in parts])
    return points.min(axis=0), points.max(axis=0)


def _cut(dressing: Dressing, hidden: set[str], wall_height: float = math.inf) -> list[Surface]:
    """Without ceiling, and the hidden walls (with what hangs on them, and what stands on that) down to a plinth; cut edges in one dark colour."""
    walls = {name: _box(parts) for name, parts in dressing.owners(architecture=True).items()}
    height = min(wall_height, max((box[1][2] for name, box in walls.items() if name in OUTWARD), default=0.0))
    shown: list[Surface] = []
    for one in dressing.surfaces:
        support = _borne_by(dressing, one.owner)
        if not one.architecture:
            shown += [] if support in hidden or support.startswith("Ceiling") else [one]
        elif one.owner.startswith("Floor"):
            shown.append(one)
        elif not one.owner.startswith("Ceiling"):
            wall = one.owner if one.owner in OUTWARD else _wall_of(walls[one.owner], walls)
            shown += _below(one, PLINTH_M if wall in hidden else height)
    return shown


def _borne_by(dressing: Dressing, owner: str) -> str:
    """What bears it in the end: floor, wall or ceiling; "" where the file does not say. A plate in a wall cabinet is borne by the wall."""
    seen: set[str] = set()
    support = dressing.supports.get(owner, "")
    while support in dressing.supports and support not in seen:
        seen.add(support)
        support = dressing.supports[support]
    return support


def _wall_of(box: tuple[Array, Array], walls: dict[str, tuple[Array, Array]]) -> str:
    middle = (box[0] + box[1])[:2] / 2
    known = [name for name in walls if name in OUTWARD]
    return min(known, key=lambda name: float(np.linalg.norm(np.clip(middle, walls[name][0][:2], walls[name][1][:2]) - middle)), default="")


def _below(one: Surface, height: float) -> list[Surface]:
    """A part of a wall up to a cut, with its cut face dark; nothing when all of it is higher."""
    if one.corners[:, :, 2].min() >= height - 1e-4:
        return []
    one = one.flattened(height)
    top = (one.corners[:, :, 2] > height - 1e-4).all(axis=1)
    kept = replace(one, corners=one.corners[~top], normals=one.normals[~top])
    up = np.broadcast_to((0.0, 0.0, 1.0), one.normals[top].shape)
    return [kept, replace(one, corners=one.corners[top], normals=up, color=CUT_COLOR, substance="", opacity=1.0)]

