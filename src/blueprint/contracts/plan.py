"""The plan of a scene: what a sentence asks for and what such a room has besides. Filled by the deterministic planner or by a
language model (its JSON Schema is the structured-output schema), never executed; a solver places it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from blueprint.core.artifact import Value

RelationKind = Literal[
    "on", "in", "under", "next_to", "near", "left_of", "right_of", "in_front_of", "behind", "facing", "around",
    "against_wall", "in_corner", "by_window", "between", "on_wall", "in_center",
]  # fmt: skip
UNARY: frozenset[str] = frozenset({"against_wall", "in_corner", "by_window", "on_wall", "in_center"})


class Opening(Value):
    """A door or a window. wall None: the solver chooses."""

    kind: Literal["door", "window"]
    wall: Literal["north", "south", "east", "west"] | None = None
    width_m: float = Field(default=0.9, gt=0.3, le=4)
    height_m: float = Field(default=2.0, gt=0.3, le=4)
    sill_m: float = Field(default=0.0, ge=0, le=2)


class RoomPlan(Value):
    """Inner size of the room: width = X, depth = Y, height = Z."""

    room_type: str
    width_m: float = Field(ge=1.2, le=30)
    depth_m: float = Field(ge=1.2, le=30)
    height_m: float = Field(default=2.6, ge=2.0, le=8)
    openings: tuple[Opening, ...] = ()
    wall_color: str | None = None
    floor_material: str | None = None


class PlannedObject(Value):
    """`count` equal things. requested: the sentence asks for it (else: what such a room has besides)."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")
    category: str
    count: int = Field(default=1, ge=1, le=64)
    requested: bool = True
    color: str | None = None
    material: str | None = None
    style: str | None = None
    size: Literal["small", "medium", "large"] | None = None
    words: str = ""


class PlannedRelation(Value):
    """Each of `subject`'s things stands so to one of `object`'s. objects: two ids for `between`, none for the unary kinds, else one.

    hard: the sentence says so (must hold); otherwise how such a room is furnished (may be dropped).
    """

    kind: RelationKind
    subject: str
    objects: tuple[str, ...] = ()
    hard: bool = True


class Unmet(Value):
    """Something asked for that is not provided, in the person's own word, and why."""

    word: str
    reason: str


class ScenePlan(Value):
    """The whole plan. Ids in relations exist; a relation has as many objects as its kind takes."""

    prompt: str
    room: RoomPlan
    style: str | None = None
    objects: tuple[PlannedObject, ...]
    relations: tuple[PlannedRelation, ...] = ()
    unmet: tuple[Unmet, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> ScenePlan:
        ids = [planned.id for planned in self.objects]
        if len(set(ids)) != len(ids):
            raise ValueError(f"object ids are not unique: {sorted({i for i in ids if ids.count(i) > 1})}")
        for relation in self.relations:
            unknown = [i for i in (relation.subject, *relation.objects) if i not in ids]
            if unknown:
                raise ValueError(f"relation {relation.kind} names {unknown}, known ids are {ids}")
            wanted = 0 if relation.kind in UNARY else 2 if relation.kind == "between" else 1
            if len(relation.objects) != wanted:
                raise ValueError(f"relation {relation.kind} of {relation.subject} takes {wanted} objects, found {len(relation.objects)}")
        return self
