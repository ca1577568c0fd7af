"""`scenes/<id>/textgen/`: what the text stage hands on (jobs.md §2.2, §3.3)."""

from __future__ import annotations

from typing import Literal

from blueprint.contracts.geometry import Dimensions, Transform
from blueprint.contracts.plan import ScenePlan, Unmet
from blueprint.contracts.prompts import SceneRequest
from blueprint.contracts.scene import Scene
from blueprint.core.artifact import Artifact, Value


class PhysicsHints(Value):
    dynamic: bool
    mass_kg: float
    friction_static: float
    friction_dynamic: float
    restitution: float
    material_name: str


class ArticulationNeed(Value):
    required: bool
    backend_hint: str = "parametric"


class PackageObject(Value):
    """position: centre of the base, where it rests on its support. asset: the folder under `assets/` that its geometry goes to."""

    id: str
    name: str
    category: str
    sim_role: str
    description: str
    transform: Transform
    dimensions_est: Dimensions
    physics_hints: PhysicsHints
    asset_strategy: Literal["generated", "retrieved"] = "generated"
    articulation: ArticulationNeed
    asset: str
    support: str
    requested: bool


class PlacementRelation(Value):
    type: str
    subject_id: str
    object_id: str = ""
    hard: bool = True


class PlacementGraph(Value):
    """Every relation that the scene claims; each is true in the geometry."""

    schema_version: Literal["v1"] = "v1"
    relations: tuple[PlacementRelation, ...]


class AssetProvenance(Value):
    object_id: str
    strategy: str
    provider: str
    source: str
    model_or_library: str
    license: str


class GateMetrics(Value):
    object_count: int
    collision_rate_pct: float
    mean_collision_depth_mm: float
    stability_pct: float
    fallen_object_rate_pct: float
    articulated_coverage_pct: float


class SettleReport(Value):
    time_s: float
    max_drift_m: float
    max_tilt_deg: float


class TextGate(Value):
    """Measured in the simulator, never claimed. Thresholds: ≥ 5 objects, collision rate ≤ 6 %, stability ≥ 85 %."""

    schema_version: Literal["v1"] = "v1"
    scene_id: str
    quality_tier: str
    provider: str
    metrics: GateMetrics
    measured_by: str = "mujoco"
    settle: SettleReport
    generation_mode: Literal["llm", "deterministic", "deterministic_fallback"]
    llm_attempts: int
    llm_failure_reasons: tuple[str, ...] = ()
    seconds: dict[str, float]
    cost_usd: float = 0.0
    status: Literal["passed", "failed"]
    failures: tuple[str, ...] = ()


class Package(Value):
    """The whole scene as the text stage made it. `scene` is the truth; the other fields are the contract's view of it. Frame: Z-up."""

    schema_version: Literal["v1"] = "v1"
    coordinate_frame: Literal["z_up"] = "z_up"
    scene_id: str
    room_type: str
    seed: int
    quality_tier: str
    provider_policy: str
    provider_used: str
    used_llm: bool
    llm_attempts: int
    llm_failure_reason: str | None
    fallback_strategy: str
    prompt: str
    objects: tuple[PackageObject, ...]
    placement_graph: PlacementGraph
    provenance: tuple[AssetProvenance, ...]
    unmet: tuple[Unmet, ...]
    scene: Scene


class TextgenComplete(Value):
    scene_id: str
    status: Literal["completed"] = "completed"
    source_mode: str
    quality_tier: str
    provider_policy: str
    provider_used: str
    seed: int
    profile: str
    retry_used: bool
    generation_mode: str
    llm_attempts: int
    llm_fallback_used: bool
    llm_failure_reason: str | None
    request_object: str
    textgen_prefix: str


REQUEST_NORMALIZED = Artifact("scenes/{scene_id}/textgen/request.normalized.json", SceneRequest)
PLAN = Artifact("scenes/{scene_id}/textgen/plan.json", ScenePlan)
PACKAGE = Artifact("scenes/{scene_id}/textgen/package.json", Package)
PLACEMENT_GRAPH = Artifact("scenes/{scene_id}/textgen/placement_graph.json", PlacementGraph)
TEXT_GATE = Artifact("scenes/{scene_id}/textgen/quality_gate_report.json", TextGate)
TEXTGEN_COMPLETE = Artifact("scenes/{scene_id}/textgen/.textgen_complete", TextgenComplete)
