"""A thing with its pose, and all that the solver has decided so far."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from blueprint.contracts.plan import PlannedRelation, ScenePlan, Unmet
from blueprint.contracts.scene import Placement, Relation, Room, WallName
from blueprint.domain.assets.catalogue import all_categories
from blueprint.domain.layout.items import Item
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.scene.geometry import Box, PlacedBox, Quaternion, box_at, front_of, rotation_matrix, yaw_quaternion
from blueprint.domain.scene.relations import evaluate


@dataclass(frozen=True)
class Placed:
    """position (3,) of the asset frame in the world."""

    item: Item
    position: tuple[float, float, float]
    wxyz: Quaternion
    support: str
    surface: str = ""

    @cached_property
    def box(self) -> Box:
        return box_at([float(v) for v in self.item.size], self.position, self.wxyz)

    @cached_property
    def tight(self) -> PlacedBox:
        """As the certificate sees it: the asset's own bounding box."""
        box = box_at(self.item.asset.size, self.position, self.wxyz)
        return PlacedBox(self.item.id, self.item.category, box, front_of(box.rotation), self.support, self.item.group)

    @cached_property
    def rotation(self) -> Array:
        return rotation_matrix(self.wxyz)

    @property
    def yaw(self) -> float:
        return math.atan2(float(self.rotation[1, 0]), float(self.rotation[0, 0]))

    @cached_property
    def quad(self) -> Array:
        """(4, 2) corners of its box in plan; of an upright thing the box itself."""
        if abs(float(self.rotation[2, 2])) > 0.999:
            local = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * self.box.half_extents[:2]
            return local @ self.rotation[:2, :2].T + self.box.center[:2]
        low, high = self.box.corners[:, :2].min(axis=0), self.box.corners[:, :2].max(axis=0)
        return np.array([low, (high[0], low[1]), high, (low[0], high[1])])


def standing(item: Item, x: float, y: float, yaw: float, z: float = 0.0, support: str = "floor", surface: str = "") -> Placed:
    return Placed(item, (float(x), float(y), float(z)), yaw_quaternion(yaw), support, surface)


@dataclass
class Layout:
    """What stands where so far, in the order of placing. strain: comfort that was given up for it; noise: how much chance there is in it."""

    plan: ScenePlan
    room: Room
    rng: np.random.Generator
    placed: dict[str, Placed] = field(default_factory=dict)
    dropped: list[tuple[Item, str]] = field(default_factory=list)
    unmet: list[Unmet] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    front_wall: WallName | None = None
    strain: float = 0.0
    noise: float = 0.1

    def __post_init__(self) -> None:
        self._as_subject: dict[str, list[PlannedRelation]] = {}
        self._as_object: dict[str, list[PlannedRelation]] = {}
        for relation in (*self.plan.relations, *_by_carrier(self.plan)):
            self._as_subject.setdefault(relation.subject, []).append(relation)
            for name in relation.objects:
                self._as_object.setdefault(name, []).append(relation)

    def relations_of(self, group: str) -> list[PlannedRelation]:
        """Those whose subject the group is."""
        return self._as_subject.get(group, [])

    def relations_to(self, group: str) -> list[PlannedRelation]:
        """Those that name the group as an object."""
        return self._as_object.get(group, [])

    def target_groups(self, group: str, *kinds: str) -> list[str]:
        return [name for relation in self.relations_of(group) if relation.kind in kinds for name in relation.objects]

    def members(self, group: str) -> list[Placed]:
        return [placed for placed in self.placed.values() if placed.item.group == group]

    def of_category(self, *categories: str) -> list[Placed]:
        return [placed for placed in self.placed.values() if placed.item.category in categories]

    def add(self, placed: Placed) -> None:
        self.placed[placed.item.id] = placed

    def drop(self, item: Item, reason: str) -> None:
        self.dropped.append((item, reason))

    def boxes(self) -> dict[str, PlacedBox]:
        return {name: placed.tight for name, placed in self.placed.items()}

    def choose(self, relation: PlannedRelation, subject: Item, boxes: dict[str, PlacedBox]) -> tuple[Relation, bool] | None:
        """The relation between placed things that stands for a planned one of this subject, and whether it holds.

        Of several objects the one is taken with which it holds, else the nearest; None while an object is not placed.
        """
        if subject.id not in boxes:
            return None
        if not relation.objects:
            made = Relation(kind=relation.kind, subject=subject.id, hard=relation.hard)
            return made, evaluate(made, boxes, self.room)
        sets = [[box.id for box in boxes.values() if box.group == name and box.id != subject.id] for name in relation.objects]
        if any(not names for names in sets):
            return None
        if len(sets) == 2:
            pairs = [(a, b) for a in sets[0] for b in sets[1] if a != b]
        else:
            pairs = [(a,) for a in sets[0]]
        here = boxes[subject.id].box.center
        pairs.sort(key=lambda names: sum(float(np.linalg.norm(boxes[name].box.center - here)) for name in names))
        made = [Relation(kind=relation.kind, subject=subject.id, objects=names, hard=relation.hard) for names in pairs]
        for candidate in made:
            if evaluate(candidate, boxes, self.room):
                return candidate, True
        return (made[0], False) if made else None


def _by_carrier(plan: ScenePlan) -> list[PlannedRelation]:
    """What furniture has to do with a small thing it has to do with what carries that: bean bags that face the television face its stand.

    Furniture is placed before small things, so these relations stand in for the plan's own while it is.
    """
    known = all_categories()
    small = {p.id for p in plan.objects if p.category in known and known[p.category].info.placement == Placement.SURFACE}
    carriers = {r.subject: r.objects[0] for r in plan.relations if r.kind in ("on", "in")}
    stands = [p.id for p in plan.objects if p.category == "tv_stand"]
    for planned in plan.objects:
        if planned.category == "tv" and planned.id not in carriers and stands:
            carriers[planned.id] = stands[0]
    found = []
    for relation in plan.relations:
        if relation.subject in small or relation.kind in ("on", "in", "under") or not any(n in small and n in carriers for n in relation.objects):
            continue
        objects = tuple(carriers.get(n, n) if n in small else n for n in relation.objects)
        if relation.subject not in objects:
            found.append(relation.model_copy(update={"objects": objects}))
    return found
