"""`scenes/<id>/arena/`: the scene as an Isaac Lab Arena benchmark: what each thing affords and why, its tasks, an environment graph per task,
and how a policy did (jobs.md §3.19). Frame: Z-up, metres, kilograms, radians; object ids are the names of prims under `/World/Objects`."""

from __future__ import annotations

from typing import Any, Literal

from blueprint.contracts.assets import SceneManifest
from blueprint.contracts.geometry import Dimensions, Transform, Vec3
from blueprint.contracts.tasks import DroppedTask
from blueprint.core.artifact import Artifact, File, Value

AFFORDANCES: tuple[str, ...] = (
    "Openable", "Turnable", "Pressable", "Graspable", "Insertable", "Stackable", "Pourable", "Fillable", "Containable", "Foldable", "Hangable",
    "Slidable", "Placeable", "Supportable", "Squeezable", "Cuttable", "Writable",
)  # fmt: skip
"""The names of jobs.md §3.19.2. Only those that geometry decides are ever given to a thing; the others stay unsaid."""

AffordanceName = Literal["Openable", "Turnable", "Pressable", "Graspable", "Stackable", "Containable", "Placeable", "Supportable"]


class JointFact(Value):
    """A joint in the compiled scene. lower, upper: rad or m. part_m: the moving part's extents, largest first."""

    joint_name: str
    joint_prim: str
    joint_type: Literal["revolute", "prismatic"]
    lower: float
    upper: float
    axis: Vec3
    part_m: Vec3


class AffordanceParams(Value):
    """What was measured that makes the affordance true; null where a field does not belong to it.

    confidence: 1, for a rule on measurements decides; source: where they come from. joint_type … press_depth: of the joint with the widest range,
    all of them in `joints`. open_angle rad, open_distance m: range from the closed end. rotation_range rad. press_depth m.
    grasp_width_range m: the narrowest and widest hold that the gripper spans; approach_direction: from where.
    top_flat_share, bottom_flat_share: outline of what lies within 2 mm of the top (bottom) ÷ outline of the thing.
    interior_volume_m3: Σ area × free height of its insides. area_m2, free_area_m2: of `regions`, the ids of the support surfaces.
    """

    confidence: float = 1.0
    source: Literal["scene_geometry"] = "scene_geometry"
    joint_type: Literal["revolute", "prismatic"] | None = None
    joint_name: str | None = None
    open_angle: float | None = None
    open_distance: float | None = None
    rotation_axis: Vec3 | None = None
    rotation_range: tuple[float, float] | None = None
    press_depth: float | None = None
    joints: tuple[JointFact, ...] = ()
    grasp_width_range: tuple[float, float] | None = None
    approach_direction: Literal["top", "rim", "side"] | None = None
    mass_kg: float | None = None
    gripper_open_m: float | None = None
    payload_kg: float | None = None
    top_flat_share: float | None = None
    bottom_flat_share: float | None = None
    interior_volume_m3: float | None = None
    regions: tuple[str, ...] = ()
    area_m2: float | None = None
    free_area_m2: float | None = None


class AffordanceReference(Value):
    source: str
    version: str
    values: tuple[str, ...]


class ManifestMetadata(Value):
    """used_fallback: the names were checked against our own list, for no Arena is installed where this was made. notes: for the reader."""

    affordance_reference: AffordanceReference
    unknown_affordances: tuple[str, ...]
    known_affordance_count: int
    used_fallback: bool
    scene_digest: str
    robot: str
    notes: tuple[str, ...] = ()


class ManifestScene(Value):
    """usd_path: relative to the scene's folder, like every path in these files."""

    usd_path: str
    coordinate_frame: Literal["z_up"] = "z_up"
    meters_per_unit: float = 1.0
    metadata: ManifestMetadata


class ArenaObject(Value):
    id: str
    name: str
    category: str
    sim_role: str
    usd_path: str
    transform: Transform
    affordances: tuple[AffordanceName, ...]
    affordance_params: dict[AffordanceName, AffordanceParams]


class ArenaTaskEntry(Value):
    """file, env_graph: relative to `arena/`. env_graph: "" when Arena has no task of this kind or no such robot; then env_graph_reason says so."""

    task_id: str
    name: str
    object_id: str
    affordance: AffordanceName | Literal[""]
    instruction: str
    file: str
    env_graph: str = ""
    env_graph_reason: str = ""


class ArenaManifest(Value):
    """tasks_source: the document that they were read from, or `proposed` here. dropped: tasks that no measured affordance supports, with reasons."""

    version: Literal["0.1.0"] = "0.1.0"
    arena_version: str
    scene_id: str
    environment_type: str
    source: Literal["BlueprintPipeline"] = "BlueprintPipeline"
    generated_at: str
    scene: ManifestScene
    objects: tuple[ArenaObject, ...]
    supported_embodiments: tuple[str, ...]
    task_count: int
    tasks: tuple[ArenaTaskEntry, ...]
    tasks_source: str
    dropped: tuple[DroppedTask, ...] = ()


class RegisteredPhysics(Value):
    """mass_kg: of all bodies; null for what does not move. friction: sliding, the least of its colliders."""

    mass_kg: float | None
    friction: float
    colliders: int


class RegisteredAsset(Value):
    id: str
    usd_path: str
    category: str
    sim_role: str
    affordances: tuple[AffordanceName, ...]
    physics: RegisteredPhysics
    dimensions: Dimensions


class AssetRegistry(Value):
    """Keyed by object id: two things that look alike are two entries."""

    version: Literal["0.1.0"] = "0.1.0"
    source: Literal["BlueprintPipeline"] = "BlueprintPipeline"
    scene_id: str
    assets: dict[str, RegisteredAsset]


class GraphAsset(Value):
    """One asset of an environment graph: a name in Arena's registry and what its class is made with."""

    id: str
    registry_name: str
    params: dict[str, Any] = {}


class GraphReference(Value):
    """A prim of the background. prim_path: relative to the background's default prim."""

    id: str
    parent_id: str
    prim_path: str
    object_type: Literal["rigid", "articulation", "base"]
    params: dict[str, Any] = {}


class GraphRelation(Value):
    kind: str
    subject: str
    reference: str | None = None
    params: dict[str, Any] = {}


class GraphSubtask(Value):
    kind: str
    params: dict[str, Any]


class GraphTask(Value):
    composition: Literal["atomic", "sequential"]
    description: str
    subtasks: tuple[GraphSubtask, ...]


class PlacementChecks(Value):
    enabled_checks: tuple[str, ...] = ()


class OverrideFlag(Value):
    arg: str
    target_node_id: str


class EnvGraph(Value):
    """An environment as Arena's `ArenaEnvGraphSpec` reads it (anchors: Isaac Lab Arena 0.3.1)."""

    env_name: str
    embodiment: GraphAsset
    background: GraphAsset
    objects: tuple[GraphAsset, ...]
    object_references: tuple[GraphReference, ...]
    relations: tuple[GraphRelation, ...]
    placement_validators: PlacementChecks
    task: GraphTask
    cli_override_specs: tuple[OverrideFlag, ...]


class TaskMetrics(Value):
    """success_rate_ci: Wilson 95 %. Null: not measured (no success to take the mean of, or the simulator gives no such thing)."""

    task_name: str
    success_rate: float
    success_rate_ci: tuple[float, float]
    mean_steps_to_success: float | None
    std_steps_to_success: float | None
    mean_reward: float | None = None
    std_reward: float | None = None
    num_episodes: int
    num_successes: int
    timeout_rate: float
    collision_rate: float | None = None


class EvaluationSummary(Value):
    num_tasks: int
    mean_success_rate: float
    min_success_rate: float
    max_success_rate: float
    mean_reward: float | None = None
    best_task: str
    worst_task: str


class EvaluationResult(Value):
    """How a policy did on the tasks of a scene. success: every episode was run to its end; errors: what kept one from it.

    isaac_lab_arena_version: null, for the episodes ran in `simulator`.
    """

    success: bool
    scene_id: str
    scene_digest: str
    policy_path: str
    policy_type: str
    embodiment: str
    simulator: str
    seed: int
    timestamp: str
    total_episodes: int
    total_successes: int
    overall_success_rate: float
    overall_success_rate_ci: tuple[float, float]
    task_metrics: dict[str, TaskMetrics]
    summary: EvaluationSummary | None
    errors: tuple[str, ...] = ()
    isaac_lab_arena_version: str | None = None


class PolicyComparison(Value):
    """Two policies on the same tasks: difference of success rates (first − second), z of the pooled two-proportion test, two-sided p."""

    first: str
    second: str
    difference: float
    z: float
    p_value: float


ARENA_MANIFEST = Artifact("scenes/{scene_id}/arena/arena_manifest.json", ArenaManifest)
ASSET_REGISTRY = Artifact("scenes/{scene_id}/arena/asset_registry.json", AssetRegistry)
MANIFEST_ENHANCED = Artifact("scenes/{scene_id}/assets/scene_manifest_enhanced.json", SceneManifest)
ARENA_FAILED = File("scenes/{scene_id}/arena/.failed")
ARENA_LOCK = File("scenes/{scene_id}/locks/arena-export.lock")
