"""The rules of Isaac Lab Arena 0.3.1 for an environment graph, written down again from what its `ArenaEnvGraphSpec` accepts and refuses.

Independent of the code that writes the graphs: names of registered assets, tasks with their parameters, relations with their arity.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

ASSETS = {"simready_usd_object", "franka_ik", "franka_joint_pos"}
UNARY = {
    "is_anchor": set(), "at_position": {"x", "y", "z", "relation_loss_weight"}, "rotate_around_solution": {"roll_rad", "pitch_rad", "yaw_rad"},
}  # fmt: skip
BINARY = {"on", "next_to", "not_next_to", "face_to"}
TASKS: dict[str, tuple[set[str], set[str]]] = {
    "PickAndPlaceTask": ({"pick_up_object", "destination_location", "background_scene"}, {"destination_object", "episode_length_s", "force_threshold"}),
    "OpenDoorTask": ({"openable_object"}, {"openness_threshold", "reset_openness", "episode_length_s"}),
    "CloseDoorTask": ({"openable_object"}, {"closedness_threshold", "reset_openness", "episode_length_s"}),
}
"""Task class → the parameters that it must and may have."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Asset(Strict):
    id: str = Field(min_length=1)
    registry_name: str = Field(min_length=1)
    params: dict[str, Any] = {}

    @model_validator(mode="after")
    def _registered(self) -> Asset:
        assert self.registry_name in ASSETS, f"{self.registry_name} is not registered"
        if self.registry_name == "simready_usd_object":
            path = self.params["usd_path"]
            assert not path.startswith("/"), path
            assert "://" not in path, path
        return self


class Reference(Strict):
    id: str = Field(min_length=1)
    parent_id: str = Field(min_length=1)
    prim_path: str = Field(min_length=1)
    object_type: Literal["rigid", "articulation", "base"]
    params: dict[str, Any] = {}

    @model_validator(mode="after")
    def _openable(self) -> Reference:
        assert "openable_joint_name" not in self.params or self.object_type == "articulation"
        return self


class Relation(Strict):
    kind: str
    subject: str = Field(min_length=1)
    reference: str | None = None
    params: dict[str, Any] = {}

    @model_validator(mode="after")
    def _arity(self) -> Relation:
        assert self.kind in UNARY or self.kind in BINARY, f"unknown relation {self.kind}"
        assert (self.reference is None) == (self.kind in UNARY), f"{self.kind}: reference {self.reference}"
        if self.kind in UNARY:
            assert set(self.params) <= UNARY[self.kind], self.params
        assert all(isinstance(value, float) for value in self.params.values()), self.params
        return self


class Subtask(Strict):
    kind: str
    params: dict[str, Any]

    @model_validator(mode="after")
    def _parameters(self) -> Subtask:
        assert self.kind in TASKS, f"unknown task {self.kind}"
        must, may = TASKS[self.kind]
        assert must <= set(self.params) <= must | may, f"{self.kind}: {sorted(self.params)}"
        return self


class Composite(Strict):
    composition: Literal["atomic", "parallel", "sequential"]
    description: str = Field(min_length=1)
    subtasks: list[Subtask]

    @model_validator(mode="after")
    def _count(self) -> Composite:
        assert len(self.subtasks) == 1 if self.composition == "atomic" else len(self.subtasks) >= 2
        return self


class Validators(Strict):
    enabled_checks: list[Literal["no_overlap", "on_relation", "next_to", "not_next_to", "face_to"]] | None = None


class Flag(Strict):
    arg: str = Field(min_length=1)
    target_node_id: str = Field(min_length=1)


class Graph(Strict):
    env_name: str = Field(min_length=1, pattern=r"^[a-z][a-z0-9_]*$")
    embodiment: Asset
    background: Asset
    objects: list[Asset] = []
    object_references: list[Reference] | None = None
    relations: list[Relation] = []
    placement_validators: Validators | None = None
    task: Composite
    cli_override_specs: list[Flag] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Graph:
        references = self.object_references or []
        ids = [self.embodiment.id, self.background.id, *(asset.id for asset in self.objects), *(ref.id for ref in references)]
        assert len(ids) == len(set(ids)), f"ids twice: {sorted({one for one in ids if ids.count(one) > 1})}"
        assert all(ref.parent_id in {self.background.id, *(asset.id for asset in self.objects)} for ref in references)
        named = {relation.subject for relation in self.relations} | {relation.reference for relation in self.relations if relation.reference}
        named |= {value for subtask in self.task.subtasks for value in subtask.params.values() if isinstance(value, str)}
        assert named <= set(ids), f"unknown nodes {sorted(named - set(ids))}"
        flags = self.cli_override_specs or []
        assert len({flag.arg for flag in flags}) == len(flags)
        assert {flag.target_node_id for flag in flags} <= {self.embodiment.id, self.background.id, *(asset.id for asset in self.objects)}
        openable = {ref.id for ref in references if "openable_joint_name" in ref.params}
        for subtask in self.task.subtasks:
            assert subtask.params.get("openable_object", next(iter(openable), None)) in {*openable, None}
        return self
