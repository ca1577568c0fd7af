"""A scene as the layout sees it: its groups as a plan, its furniture in place, its small things to be set out anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from blueprint.contracts.plan import Opening, PlannedObject, PlannedRelation, RoomPlan, ScenePlan
from blueprint.contracts.scene import AssetSpec, PlacedObject, Placement, Request, Room, Scene
from blueprint.domain.assets.catalogue import info_of
from blueprint.domain.layout.items import Item
from blueprint.domain.layout.placed import Layout, Placed


@dataclass
class Standing:
    """layout: what keeps its place. loose: the small things, by what they are, without a place. plan: groups and relations of the scene."""

    layout: Layout
    loose: list[Item] = field(default_factory=list)

    @property
    def plan(self) -> ScenePlan:
        return self.layout.plan


def group_of(placed: PlacedObject) -> str:
    """What it is one of; a thing without a group is one of its own."""
    return placed.group or placed.id


def standing(scene: Scene, specs: Mapping[str, AssetSpec], room: Room, rng: np.random.Generator) -> Standing:
    """The scene in `room` with the objects' assets as in `specs` (by id; the scene's own where it has none)."""
    found = Standing(Layout(plan_of(scene), room, rng))
    planned = {one.id: one for one in found.plan.objects}
    seen: dict[str, int] = {}
    index: dict[str, int] = {}
    for placed in sorted(scene.objects, key=lambda one: (len(one.id), one.id)):
        index[placed.id] = seen.get(group_of(placed), 0)
        seen[group_of(placed)] = index[placed.id] + 1
    for placed in scene.objects:
        group = group_of(placed)
        item = Item(placed.id, group, index[placed.id], info_of(placed.category), specs.get(placed.id, placed.spec), planned[group])
        if placed.placement is Placement.SURFACE:
            found.loose.append(item)
        else:
            found.layout.add(Placed(item, placed.position_m, placed.rotation_wxyz, placed.support, placed.support_surface))
    return found


def plan_of(scene: Scene) -> ScenePlan:
    """The plan that the scene's groups, requests and relations say; what the solver had dropped is not in it."""
    groups: dict[str, list[PlacedObject]] = {}
    for placed in scene.objects:
        groups.setdefault(group_of(placed), []).append(placed)
    asked = {request.group: request for request in scene.requests}
    home = {placed.id: group_of(placed) for placed in scene.objects}
    relations = dict.fromkeys(
        PlannedRelation(kind=relation.kind, subject=home[relation.subject], objects=tuple(home[name] for name in relation.objects), hard=relation.hard)
        for relation in scene.relations
        if all(name in home for name in (relation.subject, *relation.objects))
    )
    return ScenePlan(
        prompt=scene.prompt, room=_room_plan(scene.room), style=scene.style, relations=tuple(relations), unmet=scene.unmet,
        objects=tuple(_planned(group, members, asked.get(group)) for group, members in groups.items()),
    )  # fmt: skip


def _planned(group: str, members: list[PlacedObject], request: Request | None) -> PlannedObject:
    return PlannedObject(
        id=group, category=members[0].category, count=len(members), requested=any(placed.requested for placed in members),
        color=request.color if request else None, material=request.material if request else None,
        size=request.size if request and request.size in ("small", "medium", "large") else None, words=request.words if request else "",
    )  # fmt: skip


def _room_plan(room: Room) -> RoomPlan:
    openings = tuple(
        Opening(kind=one.kind, wall=one.wall, width_m=one.width_m, height_m=one.height_m, sill_m=one.sill_m) for one in room.openings
    )  # fmt: skip
    return RoomPlan(
        room_type=room.room_type, width_m=room.width_m, depth_m=room.depth_m, height_m=room.height_m, openings=openings,
        wall_color=room.wall_color, floor_material=room.floor_material,
    )  # fmt: skip

