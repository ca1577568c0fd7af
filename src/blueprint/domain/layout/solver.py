"""Plan → scene. Deterministic: equal plan and seed give an equal scene."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from blueprint.contracts.plan import PlannedRelation, ScenePlan, Unmet
from blueprint.contracts.scene import PlacedObject, Placement, Relation, Request, Room, Scene
from blueprint.domain.layout.filler import fill_up
from blueprint.domain.layout.floorplan import FloorPlan
from blueprint.domain.layout.furnish import furnish
from blueprint.domain.layout.hang import hang
from blueprint.domain.layout.items import Item, Wants, items_of
from blueprint.domain.layout.ledges import Occupied
from blueprint.domain.layout.openings import room_of, size_was_asked
from blueprint.domain.layout.placed import Layout, Placed
from blueprint.domain.layout.rugs import lay
from blueprint.domain.layout.smallthings import set_out
from blueprint.domain.scene.relations import in_words

_SCALES = (1.0, 1.1, 1.2, 1.3)
# things placed over all tries: small rooms are tried more often
_BUDGET = 240
_GOOD = 0.7
HEADROOM_M = 0.15
_HOPELESS = 15.0


@dataclass
class Attempt:
    """One furnished floor. lost: what did not fit into it; cost: how far it is from all that is wanted."""

    layout: Layout
    lost: float
    cost: float
    scale: float


def solve(plan: ScenePlan, scene_id: str, seed: int, minimum_objects: int = 0) -> Scene:
    """Places everything the plan names. What cannot be placed: asked for → `Scene.unmet`; not asked for → `Scene.notes`.

    minimum_objects: small things are added until the scene has so many objects, as far as surfaces allow.
    Never raises for a consistent plan; a category without an asset is unmet.
    """
    wants = items_of(plan, seed)
    best = _best_floor(plan, wants, seed)
    layout = best.layout
    if best.scale > 1.0:
        layout.notes.append(f"the room was made {round((best.scale - 1) * 100)} % wider and deeper so that its furniture fits")
    lay(layout, wants.items)
    hang(layout, wants.items)
    occupied = Occupied(layout)
    set_out(layout, wants.items, occupied)
    fill_up(layout, occupied, minimum_objects, seed)
    return _scene(layout, wants, scene_id, seed)


def _best_floor(plan: ScenePlan, wants: Wants, seed: int) -> Attempt:
    """Several tries in the planned room; then in larger ones (unless its size was asked for), as long as furniture or comfort is lost."""
    scales = _SCALES[:1] if size_was_asked(plan) else _SCALES
    best: Attempt | None = None
    urgent: set[str] = set()
    things = sum(item.placement == Placement.FLOOR for item in wants.items)
    tries = max(2, min(8, _BUDGET // (len(scales) * max(1, things))))
    for scale in scales:
        for k in range(tries):
            attempt = _attempt(plan, wants.items, seed, k, scale, urgent)
            # what found no place is placed earlier the next time
            urgent |= {item.group for item, _ in attempt.layout.dropped if item.requested}
            if best is None or attempt.cost < best.cost - 1e-9:
                best = attempt
            if best.cost < _GOOD:
                return best
            if attempt.lost > _HOPELESS and k > 1 and scale != scales[-1]:
                break
        assert best is not None
        if best.lost < _GOOD:
            return best
    assert best is not None
    return best


def _attempt(plan: ScenePlan, items: Sequence[Item], seed: int, k: int, scale: float, urgent: Set[str]) -> Attempt:
    rng = np.random.default_rng([seed % 2**32, k])
    layout = Layout(plan, _high_enough(room_of(plan, rng, scale), items), rng)
    floor = furnish(layout, list(items), 0.1 + 0.25 * k, urgent)
    lost = _lost(layout, floor)
    return Attempt(layout, lost, lost + _broken(layout) + 2.5 * (scale - 1.0), scale)


def _high_enough(room: Room, items: Sequence[Item]) -> Room:
    """The tallest thing that stands on the floor fits under the ceiling."""
    tallest = max((float(item.size[2]) for item in items if item.placement is Placement.FLOOR), default=0.0)
    return room.model_copy(update={"height_m": max(room.height_m, round(tallest + HEADROOM_M, 2))})


def _lost(layout: Layout, floor: FloorPlan) -> float:
    """Dropped things by size, requested ones most; comfort given up; floor cut off: what a larger room could mend."""
    lost = layout.strain + 40.0 * max(0.0, 0.96 - floor.slim_share)
    for item, _ in layout.dropped:
        area = float(item.size[0] * item.size[1])
        lost += 20.0 if item.requested else 0.4 + min(area, 1.5) if item.info.against_wall or area > 0.5 else 0.15
    return lost


def _broken(layout: Layout) -> float:
    """Relations that do not hold: per planned one the share of its subjects, the hard ones dear."""
    boxes = layout.boxes()
    cost = 0.0
    for relation in layout.plan.relations:
        judged = [found[1] for placed in layout.members(relation.subject) if (found := layout.choose(relation, placed.item, boxes)) is not None]
        if judged:
            cost += (8.0 if relation.hard else 0.25) * judged.count(False) / len(judged)
    return cost


def _scene(layout: Layout, wants: Wants, scene_id: str, seed: int) -> Scene:
    plan = layout.plan
    unmet = [*plan.unmet, *wants.unmet, *layout.unmet, *_unmet_drops(layout)]
    notes = [*wants.notes, *layout.notes]
    notes += [f"left out {_name(item)}: {reason}" for item, reason in layout.dropped if not item.requested]
    relations, broken = relations_between(layout)
    unmet += broken
    return Scene(
        scene_id=scene_id, prompt=plan.prompt, seed=seed, style=plan.style, room=layout.room,
        objects=tuple(placed_object(placed) for placed in layout.placed.values()), relations=tuple(relations),
        requests=tuple(
            Request(group=p.id, category=p.category, count=p.count, color=p.color, material=p.material, size=p.size, words=p.words)
            for p in plan.objects if p.requested
        ),
        unmet=tuple(dict.fromkeys(unmet)), notes=tuple(notes),
    )  # fmt: skip


def placed_object(placed: Placed) -> PlacedObject:
    item = placed.item
    return PlacedObject(
        id=item.id, name=_name(item), category=item.category, spec=item.spec, role=item.asset.role, placement=item.placement,
        position_m=placed.position, rotation_wxyz=placed.wxyz, support=placed.support, support_surface=placed.surface, group=item.group,
        requested=item.requested, color=item.asset.color_name, material=item.asset.material_name,
    )  # fmt: skip


def _name(item: Item) -> str:
    words = item.category.replace("_", " ")
    return words if item.planned.count == 1 else f"{words} {item.index + 1}"


def _unmet_drops(layout: Layout) -> list[Unmet]:
    """One entry per group that lacks things: how many of how many."""
    found: dict[str, list[tuple[Item, str]]] = {}
    for item, reason in layout.dropped:
        if item.requested:
            found.setdefault(item.group, []).append((item, reason))
    return [
        Unmet(word=pairs[0][0].planned.words or pairs[0][0].category.replace("_", " "), 
              reason=f"{len(pairs)} of {pairs[0][0].planned.count} could not be placed: {pairs[0][1]}")
        for pairs in found.values()
    ]  # fmt: skip


def relations_between(layout: Layout) -> tuple[list[Relation], list[Unmet]]:
    """Hard relations all; soft ones that hold. A hard one that does not hold is said so."""
    boxes = layout.boxes()
    kept: list[Relation] = []
    broken: dict[PlannedRelation, int] = {}
    for relation in layout.plan.relations:
        for placed in layout.members(relation.subject):
            judged = layout.choose(relation, placed.item, boxes)
            if judged is None:
                continue
            if judged[1] or relation.hard:
                kept.append(judged[0])
            if relation.hard and not judged[1]:
                broken[relation] = broken.get(relation, 0) + 1
    words = {p.id: (p.words if p.requested else "") or p.category.replace("_", " ") for p in layout.plan.objects}
    unmet = [
        Unmet(
            word=in_words(r.kind, words[r.subject], [words[name] for name in r.objects]),
            reason="the room has no arrangement in which this holds too",
        )
        for r in broken
    ]
    return kept, unmet
