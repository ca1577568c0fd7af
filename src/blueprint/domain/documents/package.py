"""`textgen/package.json` and its companions: the contract's view of a placed and settled scene (jobs.md §3.3)."""

from __future__ import annotations

from dataclasses import dataclass

from blueprint.contracts import textgen as contract
from blueprint.contracts.geometry import Dimensions, Point, Quaternion, Transform
from blueprint.contracts.prompts import SceneRequest
from blueprint.contracts.scene import PlacedObject, Scene
from blueprint.domain.assets.asset import Role
from blueprint.domain.assets.catalogue import build, folder_name
from blueprint.domain.documents.stage1 import describe, sim_role, total_mass
from blueprint.domain.physics.textgate import Measured
from blueprint.domain.planner.proposal import PlanningRecord


@dataclass(frozen=True)
class Asked:
    """What was asked for besides the sentence. profile: the tier's label."""

    seed: int
    tier: str
    request_object: str
    source_mode: str
    profile: str


def make_package(
    scene_id: str, request: SceneRequest, asked: Asked, planned: PlanningRecord, measured: Measured, seconds: dict[str, float], attempts: int,
) -> tuple[contract.Package, contract.TextGate, contract.TextgenComplete]:  # fmt: skip
    """seconds: of planning, placing and settling; attempts: how often it was placed."""
    scene = measured.scene
    provider = f"openai:{planned.model}" if planned.used_llm else "deterministic"
    reason = "; ".join(planned.reasons) or None
    fell_back = planned.generation_mode == "deterministic_fallback"
    package = contract.Package(
        scene_id=scene_id, room_type=scene.room.room_type, seed=asked.seed, quality_tier=asked.tier, provider_policy=request.provider_policy,
        provider_used=provider, used_llm=planned.used_llm, llm_attempts=planned.llm_attempts, llm_failure_reason=reason,
        fallback_strategy="deterministic_planner" if fell_back else "none", prompt=scene.prompt,
        objects=tuple(_object(placed) for placed in scene.objects), placement_graph=contract.PlacementGraph(relations=tuple(_relations(scene))),
        provenance=tuple(_provenance(placed) for placed in scene.objects), unmet=scene.unmet, scene=scene,
    )  # fmt: skip
    gate = contract.TextGate(
        scene_id=scene_id, quality_tier=asked.tier, provider=provider, metrics=measured.metrics, settle=measured.settle,
        generation_mode=planned.generation_mode, llm_attempts=planned.llm_attempts, llm_failure_reasons=planned.reasons, seconds=seconds,
        status="failed" if measured.failures else "passed", failures=measured.failures,
    )  # fmt: skip
    complete = contract.TextgenComplete(
        scene_id=scene_id, source_mode=asked.source_mode, quality_tier=asked.tier, provider_policy=request.provider_policy,
        provider_used=provider, seed=asked.seed, profile=asked.profile,
        retry_used=attempts > 1, generation_mode=planned.generation_mode, llm_attempts=planned.llm_attempts, llm_fallback_used=fell_back,
        llm_failure_reason=reason, request_object=asked.request_object, textgen_prefix=f"scenes/{scene_id}/textgen",
    )  # fmt: skip
    return package, gate, complete


def _object(placed: PlacedObject) -> contract.PackageObject:
    asset = build(placed.spec)
    stuff = asset.base.visuals[0].material
    return contract.PackageObject(
        id=placed.id, name=placed.name, category=placed.category, sim_role=sim_role(placed.category, placed.role), description=describe(placed),
        transform=Transform(position=Point.of(placed.position_m), rotation_quaternion=Quaternion.of(placed.rotation_wxyz)),
        dimensions_est=Dimensions.of(asset.size), articulation=contract.ArticulationNeed(required=bool(asset.joints)),
        physics_hints=contract.PhysicsHints(
            dynamic=placed.role is Role.MANIPULABLE, mass_kg=total_mass(asset), friction_static=stuff.static_friction,
            friction_dynamic=stuff.dynamic_friction, restitution=stuff.restitution, material_name=stuff.name,
        ),
        asset=folder_name(placed.spec), support=placed.support, requested=placed.requested,
    )  # fmt: skip


def _relations(scene: Scene) -> list[contract.PlacementRelation]:
    stated = [
        contract.PlacementRelation(type=relation.kind, subject_id=relation.subject, object_id=other, hard=relation.hard)
        for relation in scene.relations
        for other in (relation.objects or ("",))
    ]
    known = {(relation.type, relation.subject_id, relation.object_id) for relation in stated}
    held = [
        contract.PlacementRelation(type=kind, subject_id=placed.id, object_id=placed.support, hard=False)
        for placed in scene.objects
        if placed.support_surface and ((kind := _held(scene, placed)), placed.id, placed.support) not in known
    ]
    return stated + held


def _held(scene: Scene, placed: PlacedObject) -> str:
    """How a thing is held by what it rests on: inside it or on it."""
    surfaces = {surface.name: surface.kind for surface in build(scene.object(placed.support).spec).surfaces}
    return "in" if surfaces.get(placed.support_surface) == "interior" else "on"


def _provenance(placed: PlacedObject) -> contract.AssetProvenance:
    return contract.AssetProvenance(
        object_id=placed.id, strategy="generated", provider="parametric", source="parametric_library", model_or_library="blueprint", license="CC0-1.0"
    )
