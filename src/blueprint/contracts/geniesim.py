"""`scenes/<id>/geniesim/`: what a Genie Sim 3 collector is given (jobs.md §3.16, §4.13; orchestration-a.md §13).

Frame: the scene's world, Z-up, metres, radians; quaternions w-x-y-z. Paths are relative to this folder and never absolute, so that it can be
moved. `asset_id` is `<scene>_obj_<object id>` in every document. A field that is left out when it is None is not known or does not apply.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from blueprint.contracts.geometry import Vec3
from blueprint.contracts.tasks import TaskSet
from blueprint.core.artifact import Artifact, File, Value

SCHEMA_VERSION = "3.0"
ISAAC_SIM_VERSION = "5.1.0"
"""The versions that the contract names; nothing of either runs here."""

Wxyz = tuple[float, float, float, float]
EdgeRelation = Literal["on", "in", "adjacent", "aligned", "stacked"]
TaskType = Literal["pick_place", "stack", "pour", "insert", "hang", "fill", "organize", "open_close", "slide", "turn", "press", "interact"]
CameraId = Literal["left", "right", "wrist"]


def absent() -> Any:
    """A field that is not written when it is None."""
    return Field(None, exclude_if=lambda value: value is None)


def asset_id_of(scene_id: str, object_id: str) -> str:
    return f"{scene_id}_obj_{object_id}"


class Pose(Value):
    position: Vec3
    orientation: Wxyz


class SurfaceProperties(Value):
    """Of the whole thing: mass in kg, dynamic friction and restitution of what most of its colliders are made of. None: the USD does not say."""

    mass: float | None = absent()
    friction: float | None = absent()
    restitution: float | None = absent()


class NodeJoint(Value):
    """joint: prim path. axis in the object's frame; limits in rad (revolute) or m (prismatic)."""

    joint: str
    name: str
    type: Literal["revolute", "prismatic"]
    axis: Vec3
    lower: float
    upper: float


class NodePhysics(Value):
    """center_of_mass in the world; is_dynamic: its root moves freely."""

    is_dynamic: bool
    center_of_mass: Vec3 | None = absent()
    collision_pieces: int


class NodeMetadata(Value):
    """contacts: ids of the objects it touches in the settled simulation; collisions: those it is deeper than 1 mm in. contained_in, contains: `in` edges."""

    object_id: str
    prim_path: str
    name: str
    category: str
    sim_role: Literal["static", "manipulable", "articulated"]
    requested: bool
    affordances: tuple[str, ...]
    articulation: tuple[NodeJoint, ...]
    placement_region: str
    physics: NodePhysics
    physics_hints: SurfaceProperties
    contacts: tuple[str, ...]
    collisions: tuple[str, ...]
    containment: Literal["contained", "free"]
    contained_in: tuple[str, ...]
    contains: tuple[str, ...]
    dimensions_source: Literal["usd_mesh_bounds"] = "usd_mesh_bounds"


class Node(Value):
    """size: width (X), depth (Y), height (Z) in the object's own frame, doors closed. semantic: `<category>: <name>`. task_tag: kinds of its tasks."""

    asset_id: str
    semantic: str
    size: Vec3
    pose: Pose
    task_tag: tuple[str, ...]
    usd_path: str
    properties: SurfaceProperties
    bp_metadata: NodeMetadata


class EdgeEvidence(Value):
    """What an edge was read from. method: `contact` loaded contacts of the settled simulation; `rays` down from the underside of what does not move;
    `distance` between colliders. gap_m: least distance, negative when they overlap. normal_up: upward part of the mean contact normal, weighted
    by force. force_n: upward force on the source. sides_enclosed: of the four horizontal directions, those in which the target is met."""

    method: Literal["contact", "rays", "distance"]
    gap_m: float
    contact_points: int | None = absent()
    normal_up: float | None = absent()
    force_n: float | None = absent()
    hull_share: float | None = absent()
    sides_enclosed: int | None = absent()


class Edge(Value):
    """`source` is on, in, adjacent to `target`. confidence: on: share of its weight that the target carries (rays: 1 − gap ÷ 1 cm);
    in: share of its colliders' corners in the target's hull; adjacent: 1 − gap ÷ 3 cm; each clipped to 0 … 1."""

    source: str
    target: str
    relation: EdgeRelation
    confidence: Annotated[float, Field(ge=0, le=1)]
    metadata: EdgeEvidence


class RoomBounds(Value):
    min: Vec3
    max: Vec3


class GraphMetadata(Value):
    source: str
    environment_type: str
    room_bounds: RoomBounds
    scene_digest: str
    size_order: tuple[Literal["width_x"], Literal["depth_y"], Literal["height_z"]] = ("width_x", "depth_y", "height_z")


class SceneGraph(Value):
    schema_version: Literal["3.0"] = "3.0"
    scene_id: str
    coordinate_system: Literal["z_up", "y_up"]
    meters_per_unit: float
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    metadata: GraphMetadata


class AssetMaterial(Value):
    friction: float | None
    restitution: float | None
    density: float | None


class AssetOrigin(Value):
    """asset: the folder below `assets/`; generator: what made it."""

    object_id: str
    asset: str
    generator: str


class IndexedAsset(Value):
    """mass in kg, density in kg/m³. embedding: unit length; its kind is said by `embedding_status`."""

    asset_id: str
    usd_path: str
    semantic_description: str
    categories: tuple[str, ...]
    mass: float | None
    material: AssetMaterial
    collision_hull_path: str | None
    texture_variants: dict[str, str] = {}
    embedding: tuple[float, ...] | None = absent()
    embedding_status: Literal["not_requested", "lexical"]
    commercial_ok: bool
    license: str
    source: str
    bp_metadata: AssetOrigin


class IndexMetadata(Value):
    """embedding_mode `lexical`: hashed n-grams of the words; nothing was learned."""

    source_scene: str
    total_assets: int
    commercial_assets: int
    embedding_model: str | None
    embedding_dim: int
    embedding_errors: int
    embedding_failures: int
    placeholder_embeddings_used: bool
    embedding_mode: Literal["none", "lexical"]


class AssetIndex(Value):
    assets: tuple[IndexedAsset, ...]
    metadata: IndexMetadata


class Goal(Value):
    """region_id: asset id of what it ends on or in. position: of the object's origin. joint, share: of what is opened or pressed. tolerance_m in the plane."""

    region_id: str | None = absent()
    relation: str | None = absent()
    position: Vec3 | None = absent()
    joint: str | None = absent()
    share: float | None = absent()
    tolerance_m: float


class TaskFeasibility(Value):
    """reachable_ratio: key poses with an answer free of collisions ÷ key poses; ik_error_m: the largest error of those."""

    reachable_ratio: float
    ik_error_m: float
    grasp_found: bool


class TaskConstraints(Value):
    """kind: as in `tasks.json`, finer than task_type. robot_base: where this task's robot stands. steps: one goal each, in order."""

    kind: str
    robot_base_position: Vec3
    robot_base_yaw_rad: float
    steps: tuple[Goal, ...]


class SuggestedTask(Value):
    """target_object, goal_region: asset ids. target_position, goal_position: where it is and where it ends, in the world. priority 1 is first."""

    task_id: str
    task_name: str
    task_type: TaskType
    target_object: str
    task_complexity: Literal["atomic", "composite"]
    curriculum_split: Literal["pretrain", "target"]
    required_camera_ids: Annotated[tuple[CameraId, ...], Field(min_length=3)]
    difficulty: Literal["easy", "medium", "hard"]
    priority: Annotated[int, Field(ge=1, le=5)]
    requires_object_motion: bool
    goal_region: str | None = absent()
    target_position: Vec3
    goal_position: Vec3 | None = absent()
    description_hint: str
    constraints: TaskConstraints
    goal: Goal
    feasibility: TaskFeasibility


class RobotConfig(Value):
    """base_position: the base from which most tasks can be done; tasks_from_base: how many. workspace_bounds: (lowest, highest) corner."""

    type: str
    urdf_path: str | None = absent()
    base_position: Vec3
    base_yaw_rad: float
    tasks_from_base: int
    workspace_bounds: tuple[Vec3, Vec3]


class FilteredTask(Value):
    task_id: str
    reason: str


class TaskMetadata(Value):
    """before = after + unreachable + missing_position + by_curobo. unreachable: dropped by the reachability check or outside the workspace;
    missing_position: of an object that the graph has not. No cuRobo runs here."""

    total_objects: int
    manipulable_objects: int
    articulated_objects: int
    task_types: tuple[TaskType, ...]
    tasks_total_before_reachability_filter: int
    tasks_filtered_unreachable: int
    tasks_filtered_missing_position: int
    tasks_total_after_reachability_filter: int
    curobo_reachability_enabled: bool = False
    tasks_filtered_by_curobo: int = 0
    filtered: tuple[FilteredTask, ...]
    seed: int


class TaskConfig(Value):
    schema_version: Literal["3.0"] = "3.0"
    scene_id: str
    environment_type: str
    suggested_tasks: tuple[SuggestedTask, ...]
    robot_config: RobotConfig
    metadata: TaskMetadata


class RobotSpec(Value):
    """num_joints: of the arm; action_dim: and the gripper's one. None: not known of this robot."""

    robot_type: str
    category: Literal["single_arm"]
    num_joints: int
    action_dim: int
    gripper_type: str
    max_gripper_aperture: float
    reach_radius: float
    base_height: float
    geniesim_native: bool
    urdf_path: str | None
    usd_path: str | None
    requires_urdf_import: bool


class MultiRobotConfig(Value):
    primary_robots: tuple[str, ...]
    secondary_robots: tuple[str, ...]
    generate_all: bool
    enable_bimanual: bool
    bimanual_robots: tuple[str, ...]
    enable_multi_robot_coordination: bool
    coordination_pairs: tuple[tuple[str, str], ...]
    all_robots: tuple[str, ...]
    robot_specs: dict[str, RobotSpec]


TASKS = Artifact("scenes/{scene_id}/geniesim/tasks.json", TaskSet)
TASKS_OF_ROBOT = Artifact("scenes/{scene_id}/geniesim/tasks/{robot}.json", TaskSet)
SCENE_GRAPH = Artifact("scenes/{scene_id}/geniesim/scene_graph.json", SceneGraph)
ASSET_INDEX = Artifact("scenes/{scene_id}/geniesim/asset_index.json", AssetIndex)
TASK_CONFIG = Artifact("scenes/{scene_id}/geniesim/task_config.json", TaskConfig)
MULTI_ROBOT_CONFIG = Artifact("scenes/{scene_id}/geniesim/multi_robot_config.json", MultiRobotConfig)
SCENE_CONFIG = File("scenes/{scene_id}/geniesim/scene_config.yaml")
EXPORTED_USD = File("scenes/{scene_id}/geniesim/usd/scene.usda")


class ExportComplete(Value):
    """Written with the export, last: it vouches for the manifest, which vouches for all else."""

    scene_id: str
    timestamp: datetime
    export_manifest_sha256: str


EXPORT_COMPLETE = Artifact("scenes/{scene_id}/geniesim/_GENIESIM_EXPORT_COMPLETE", ExportComplete)
