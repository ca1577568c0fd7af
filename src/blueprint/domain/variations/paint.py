"""Other colours of what the sentence leaves open: walls, floor, furniture; and other light and cameras."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from blueprint.contracts.scene import PlacedObject, Placement, Role, Room, Scene
from blueprint.contracts.variations import Look
from blueprint.core.identity import seed_of
from blueprint.domain.assets.catalogue import build, info_of
from blueprint.domain.layout.items import KITCHEN_FRONTS
from blueprint.domain.planner.rooms import ROOMS

PAINTS = 2
"""Other colours per piece of furniture, so that five variations can differ and few assets are made."""
WARM, COOL = np.array([1.0, 0.86, 0.70]), np.array([0.84, 0.93, 1.0])
LIGHT_SCALE = (0.7, 1.3)
STEEPEST, SHALLOWEST = 0.15, 0.6
CAMERA_OFFSET_M, CAMERA_TURN_RAD = 0.08, 0.05


def family_of(placed: PlacedObject) -> str:
    """What is painted alike: kitchen fronts, and things of one category."""
    return "kitchen fronts" if placed.category in KITCHEN_FRONTS else placed.category


def paints(scene: Scene, seed: int) -> dict[str, tuple[str, ...]]:
    """Family → other colours that its furniture could have. Not of what the sentence gives a colour, a material or a word of style."""
    said = {request.group for request in scene.requests if request.color or request.material}
    families: dict[str, list[PlacedObject]] = {}
    for placed in scene.objects:
        if placed.role is not Role.MANIPULABLE and placed.placement in (Placement.FLOOR, Placement.WALL):
            families.setdefault(family_of(placed), []).append(placed)
    found = {}
    for family, members in sorted(families.items()):
        options = set.intersection(*(set(info_of(placed.category).colors) for placed in members))
        others = sorted(options - {build(placed.spec).color_name for placed in members})
        if others and not any(placed.group in said for placed in members):
            rng = np.random.default_rng(seed_of("paint", seed, family))
            found[family] = tuple(others[int(k)] for k in rng.permutation(len(others))[:PAINTS])
    return found


def repainted(scene: Scene, rng: np.random.Generator) -> Room:
    """The room with another wall colour and floor of its kind, as far as the sentence says nothing about them."""
    room, kind, words = scene.room, ROOMS.get(scene.room.room_type), scene.prompt.lower()
    if kind is None:
        return room
    update = {}
    if "wall" not in words and room.wall_color not in words:
        update["wall_color"] = _other(kind.walls, room.wall_color, rng)
    if not any(word in words for word in ("floor", "carpet", "parquet", "tile", "laminate", "linoleum", "vinyl", room.floor_material)):
        update["floor_material"] = _other(kind.floors, room.floor_material, rng)
    return room.model_copy(update=update)


def _other(options: Sequence[str], current: str, rng: np.random.Generator) -> str:
    """Any of them, the current one as likely as each other."""
    known = [*dict.fromkeys((current, *options))]
    return known[int(rng.integers(len(known)))]


def draw_look(rng: np.random.Generator) -> Look:
    """Brightness, colour from lamp-warm to daylight-cool, direction, and where the cameras are."""
    share, angle, slant = float(rng.random()), float(rng.uniform(0, 2 * np.pi)), float(rng.uniform(STEEPEST, SHALLOWEST))
    color = WARM + share * (COOL - WARM)
    return Look(
        light_scale=round(float(rng.uniform(*LIGHT_SCALE)), 3), light_color=_three(color / color.max()),
        light_direction=_three(np.array([slant * np.cos(angle), slant * np.sin(angle), -1.0])),
        camera_offset_m=_three(rng.uniform(-CAMERA_OFFSET_M, CAMERA_OFFSET_M, 3)),
        camera_turn_rad=_three(rng.uniform(-CAMERA_TURN_RAD, CAMERA_TURN_RAD, 3)),
    )  # fmt: skip


def _three(values: np.ndarray) -> tuple[float, float, float]:
    x, y, z = (round(float(v), 4) for v in values)
    return x, y, z
