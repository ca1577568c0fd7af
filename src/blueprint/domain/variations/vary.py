"""A certified scene → another one with the same things in it: other assets, other places, other colours, other light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from blueprint.contracts.certificate import REPAIR_NOTE
from blueprint.contracts.plan import PlannedObject
from blueprint.contracts.scene import AssetSpec, PlacedObject, Room, Scene
from blueprint.contracts.variations import Look
from blueprint.core.identity import digest
from blueprint.domain.assets.catalogue import build, info_of
from blueprint.domain.layout.items import Item
from blueprint.domain.layout.ledges import Occupied
from blueprint.domain.layout.placed import Layout, Placed
from blueprint.domain.layout.smallthings import place_small, set_out
from blueprint.domain.layout.solver import placed_object, relations_between
from blueprint.domain.variations.assets import mass_of
from blueprint.domain.variations.furniture import move_furniture
from blueprint.domain.variations.paint import draw_look, repainted
from blueprint.domain.variations.pool import Pool, choose
from blueprint.domain.variations.standing import Standing, standing

MOST_EXTRAS = 3
SHIFT_M = 0.01


@dataclass(frozen=True)
class Varied:
    """scene: not yet at rest in the simulator. changes: from the base scene, in words and numbers. problems: why it must not be used.

    lost: groups of requested things for which no place was found.
    """

    scene: Scene
    look: Look
    changes: tuple[str, ...]
    problems: tuple[str, ...] = ()
    lost: frozenset[str] = frozenset()


def vary(base: Scene, pool: Pool, index: int, seed: int, held: frozenset[str] = frozenset()) -> Varied:
    """Variation `index` of the scene; the seed decides all that the index does not. held: groups that keep their own assets.

    Everything that was asked for is there in the same number, and what the sentence says of it holds as far as it held; else `problems`.
    """
    rng = np.random.default_rng(seed)
    look, room = draw_look(rng), repainted(base, rng)
    chosen = choose(pool, base, index, held, rng)
    stand = standing(base, chosen, room, rng)
    move_furniture(stand.layout, base.relations, rng)
    occupied = Occupied(stand.layout)
    set_out(stand.layout, stand.loose, occupied)
    _add_extras(stand, occupied, pool.extras, base, rng)
    return _varied(base, stand.layout, room, look, seed)


def _add_extras(stand: Standing, occupied: Occupied, extras: tuple[AssetSpec, ...], base: Scene, rng: np.random.Generator) -> None:
    """Up to three things of kinds that the scene has none of, where one keeps such things; nothing of a kind that was counted out."""
    counted = {request.category for request in base.requests}
    wanted = int(rng.integers(1, MOST_EXTRAS + 1))
    taken = {placed.id for placed in base.objects}
    for k in rng.permutation(len(extras)):
        spec = extras[int(k)]
        name = f"new_{spec.category}"
        info = info_of(spec.category)
        if wanted == 0 or spec.category in counted or name in taken or base.room.room_type not in info.rooms:
            continue
        item = Item(name, name, 0, info, spec, PlannedObject(id=name, category=spec.category, requested=False))
        found = place_small(stand.layout, occupied, item)
        if found is not None and found.support != "floor":
            stand.layout.add(found)
            taken.add(name)
            wanted -= 1


def _varied(base: Scene, layout: Layout, room: Room, look: Look, seed: int) -> Varied:
    old = {placed.id: placed for placed in base.objects}
    kept = tuple(_replaced(placed, layout.placed[placed.id]) for placed in base.objects if placed.id in layout.placed)
    new = tuple(placed_object(placed) for name, placed in layout.placed.items() if name not in old)
    relations, broken = relations_between(layout)
    said = {entry.word for entry in base.unmet}
    problems = [f"{entry.word}: {entry.reason}" for entry in broken if entry.word not in said]
    lost = {item.group for item, _ in layout.dropped if item.requested}
    problems += [f"{item.id}: {reason}" for item, reason in layout.dropped if item.requested]
    changes = _changes(base, kept, new, room, look, [item.id for item, _ in layout.dropped if not item.requested])
    notes = tuple(note for note in base.notes if not note.startswith(REPAIR_NOTE))
    scene = base.model_copy(
        update={"seed": seed, "room": room, "objects": (*kept, *new), "relations": tuple(dict.fromkeys(relations)), "notes": notes}
    )  # fmt: skip
    if signature(scene) == signature(base):
        problems.append("nothing differs from the base scene")
    return Varied(scene, look, changes, tuple(problems), frozenset(lost))


def _replaced(old: PlacedObject, placed: Placed) -> PlacedObject:
    asset = placed.item.asset
    return old.model_copy(
        update={
            "spec": placed.item.spec, "position_m": placed.position, "rotation_wxyz": placed.wxyz, "support": placed.support,
            "support_surface": placed.surface, "color": asset.color_name, "material": asset.material_name,
        }
    )  # fmt: skip


def signature(scene: Scene) -> str:
    """Equal for scenes whose things are the same assets in the same places (to 1 cm) of a room in the same colours."""
    things = [
        (placed.id, placed.spec.model_dump_json(), placed.support, *(round(v / SHIFT_M) for v in placed.position_m)) for placed in scene.objects
    ]  # fmt: skip
    return digest(scene.room.model_dump_json(), *(str(thing) for thing in sorted(things)))


def _changes(
    base: Scene, kept: tuple[PlacedObject, ...], new: tuple[PlacedObject, ...], room: Room, look: Look, dropped: list[str]
) -> tuple[str, ...]:
    found = [f"light {look.light_scale:g} times as bright, of colour {look.light_color}"]
    if room.wall_color != base.room.wall_color:
        found.append(f"walls {room.wall_color} instead of {base.room.wall_color}")
    if room.floor_material != base.room.floor_material:
        found.append(f"floor of {room.floor_material} instead of {base.room.floor_material}")
    for placed in kept:
        old = base.object(placed.id)
        if placed.spec != old.spec:
            found.append(f"{placed.id}: {_described(placed)} instead of {_described(old)}")
        distance = float(np.linalg.norm(np.subtract(placed.position_m, old.position_m)))
        if distance >= SHIFT_M:
            where = "" if placed.support == old.support else f", from {old.support} to {placed.support}"
            found.append(f"{placed.id}: moved {distance:.2f} m{where}")
    found += [f"{placed.id}: added, {_described(placed)} on {placed.support}" for placed in new]
    return (*found, *(f"{name}: left out, for it found no place" for name in dropped))


def _described(placed: PlacedObject) -> str:
    asset = build(placed.spec)
    width, depth, height = (round(1000 * v) for v in asset.size)
    return f"{asset.color_name} {asset.material_name}, {width} × {depth} × {height} mm, {mass_of(asset):.3g} kg"
