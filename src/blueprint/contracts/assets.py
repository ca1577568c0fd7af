"""`scenes/<id>/assets/`, `layout/`, `seg/`: the canonical Stage-1 documents (jobs.md §3.4–§3.11). Frame: Z-up in every document."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from blueprint.contracts.geometry import Dimensions, Point, Quaternion, Transform, Vec3
from blueprint.contracts.scene import AssetSpec
from blueprint.core.artifact import Artifact, File, Value

SIM_ROLES = {"static": "static", "manipulable": "manipulable_object", "articulated": "articulated_furniture"}
"""Our roles in the manifest's words; an articulated appliance is `articulated_appliance`."""


class RoomBounds(Value):
    width: float
    depth: float
    height: float


class ManifestRoom(Value):
    bounds: RoomBounds
    origin: Vec3


class PhysicsDefaults(Value):
    gravity: Point
    solver: str
    time_steps_per_second: int


class ManifestScene(Value):
    coordinate_frame: Literal["z_up"] = "z_up"
    meters_per_unit: float = 1.0
    environment_type: str
    room: ManifestRoom
    physics_defaults: PhysicsDefaults


class AssetReference(Value):
    """path: relative to the scene's folder."""

    path: str
    asset_id: str
    source: str
    format: str = "usda"


class Semantics(Value):
    class_: str = Field(alias="class", serialization_alias="class")
    instance_id: str
    affordances: tuple[str, ...] = ()

    model_config = Value.model_config | {"populate_by_name": True}


class Limits(Value):
    lower: float
    upper: float


class ManifestArticulation(Value):
    """axis: the letter of the main axis; axis_vector: the axis itself, in the object's frame. Limits in rad or m."""

    type: str
    axis: str
    axis_vector: Vec3
    axis_frame: Literal["object"] = "object"
    joint_name: str
    limits: Limits
    damping: float
    required: bool
    joint_count: int


class ManifestPhysics(Value):
    mass: float


class ManifestRelation(Value):
    type: str
    subject_id: str
    object_id: str


class ManifestObject(Value):
    id: str
    name: str
    category: str
    description: str
    sim_role: str
    must_be_separate_asset: bool
    placement_region: str
    variation_candidate: bool
    transform: Transform
    dimensions_est: Dimensions
    dimensions_source: str
    asset: AssetReference
    semantics: Semantics
    physics: ManifestPhysics
    articulation: ManifestArticulation | None = None
    relationships: tuple[ManifestRelation, ...] = ()


class AssetRoot(Value):
    asset_root: str = "assets"
    packs: tuple[str, ...] = ()


class SceneManifest(Value):
    version: str = "1.1.0"
    scene_id: str
    scene: ManifestScene
    assets: AssetRoot = AssetRoot()
    objects: tuple[ManifestObject, ...]
    metadata: dict[str, Any] = {}

    @property
    def must_move(self) -> tuple[str, ...]:
        """Ids of the objects whose parts have to move."""
        return tuple(
            item.id for item in self.objects if (item.articulation and item.articulation.required) or item.sim_role.startswith("articulated_")
        )


class OrientedBox(Value):
    """extents: half sizes. R: row-major, object to world."""

    center: Vec3
    extents: Vec3
    R: tuple[Vec3, Vec3, Vec3]


class Bounds(Value):
    min: Vec3
    max: Vec3


class LayoutObject(Value):
    id: str
    class_name: str
    center3d: Vec3
    rotation_quaternion: Quaternion
    obb: OrientedBox
    bounds: Bounds
    is_floor_contact: bool


class Plane(Value):
    """n·x + d = 0, normal pointing into the room."""

    equation: tuple[float, float, float, float]
    normal: Vec3


class RoomPlanes(Value):
    floor: Plane
    ceiling: Plane
    walls: tuple[Plane, ...]


class SceneLayout(Value):
    scene_id: str
    coordinate_frame: Literal["z_up"] = "z_up"
    meters_per_unit: float = 1.0
    scale_factor: float = 1.0
    objects: tuple[LayoutObject, ...]
    room_box: Bounds
    room_planes: RoomPlanes


class InventoryBounds(Value):
    min: Vec3
    max: Vec3
    center: Vec3
    size: Vec3


class InventoryObject(Value):
    id: str
    name: str
    category: str
    short_description: str
    sim_role: str
    articulation_hint: str | None
    articulation_required: bool
    approx_location: str
    bounds: InventoryBounds
    is_floor_contact: bool
    material_type: str
    affordances: tuple[str, ...]


class Inventory(Value):
    scene_id: str
    coordinate_frame: Literal["z_up"] = "z_up"
    source: str
    environment_type: str
    scene_type: str
    total_objects: int
    objects: tuple[InventoryObject, ...]


class AssetMetadata(Value):
    """`assets/<asset>/asset.json`: what the folder is made from. Equal specs are one folder."""

    asset: str
    category: str
    spec: AssetSpec
    source: str
    license: str = "CC0-1.0"
    size_m: Vec3
    watertight: bool
    triangles: int
    objects: tuple[str, ...]


class TextAdapterComplete(Value):
    scene_id: str
    status: Literal["completed"] = "completed"
    objects_count: int
    assets_count: int
    unmet_count: int


class JointSummary(Value):
    """Limits and axis in the object's frame, rad or m. simulated: what the sweep of the joint in the simulator reached."""

    name: str
    type: str
    parent: str
    child: str
    axis: Vec3
    axis_frame: Literal["object"] = "object"
    origin: Vec3
    lower: float
    upper: float
    damping: float
    friction: float
    handle: dict[str, Any] | None = None


class SweptJoint(Value):
    name: str
    reached_lower: float
    reached_upper: float
    max_penetration_m: float


class InteractiveObject(Value):
    id: str
    name: str
    class_name: str
    status: Literal["ok", "not_articulated", "error"]
    reason: str = ""
    backend: str
    usd_path: str
    joint_count: int
    is_articulated: bool
    required_articulation: bool
    joints: tuple[JointSummary, ...] = ()
    simulation_validation: tuple[SweptJoint, ...] = ()


class InteractiveResults(Value):
    scene_id: str
    status: Literal["success", "partial", "failure"]
    total_objects: int
    ok_count: int
    articulated_count: int
    error_count: int
    required_failure_count: int
    backend: str
    objects: tuple[InteractiveObject, ...]


class InteractiveSummary(Value):
    scene_id: str
    status: Literal["success", "partial", "failure"]
    required_count: int
    required_failure_count: int
    required_failures: tuple[str, ...] = ()


class SimreadyObject(Value):
    """Mass properties are the sum over links at zero joint positions, in the object's frame."""

    id: str
    asset: str
    mass_kg: float
    com_m: Vec3
    inertia_diag_kgm2: Vec3
    inertia_axes_wxyz: tuple[float, float, float, float]
    volume_m3: float
    watertight: bool
    static_friction: float
    dynamic_friction: float
    restitution: float
    material: str
    density_kgm3: float
    collision_pieces: int
    mass_range_kg: tuple[float, float]
    friction_range: tuple[float, float]
    method: Literal["mesh_volume"] = "mesh_volume"
    estimation_source: Literal["deterministic", "llm_proposal"] = "deterministic"
    proposal_refused: str = ""


class SimreadyPhysics(Value):
    scene_id: str
    physics_profile: str
    objects: tuple[SimreadyObject, ...]


class SimreadyComplete(Value):
    status: Literal["complete"] = "complete"
    scene_id: str
    simready_assets: dict[str, str]
    count: int
    physics_profile: dict[str, Any]


SCENE_MANIFEST = Artifact("scenes/{scene_id}/assets/scene_manifest.json", SceneManifest)
LAYOUT_SCALED = Artifact("scenes/{scene_id}/layout/scene_layout_scaled.json", SceneLayout)
INVENTORY = Artifact("scenes/{scene_id}/seg/inventory.json", Inventory)
ASSET_METADATA = Artifact("scenes/{scene_id}/assets/{asset}/asset.json", AssetMetadata)
TEXT_ADAPTER_COMPLETE = Artifact("scenes/{scene_id}/assets/.text_adapter_complete", TextAdapterComplete)
TEXTGEN_ADAPTER_COMPLETE = Artifact("scenes/{scene_id}/textgen/.text_adapter_complete", TextAdapterComplete)
INTERACTIVE_RESULTS = Artifact("scenes/{scene_id}/assets/interactive/interactive_results.json", InteractiveResults)
INTERACTIVE_COMPLETE = Artifact("scenes/{scene_id}/assets/.interactive_complete", InteractiveSummary)
INTERACTIVE_FAILED = File("scenes/{scene_id}/assets/.interactive_failed")
INTERACTIVE_SUMMARY = Artifact("scenes/{scene_id}/assets/.interactive_summary.json", InteractiveSummary)
SIMREADY_PHYSICS = Artifact("scenes/{scene_id}/assets/simready_physics.json", SimreadyPhysics)
SIMREADY_COMPLETE = Artifact("scenes/{scene_id}/assets/.simready_complete", SimreadyComplete)
ASSETS_READY = File("scenes/{scene_id}/assets/.assets_ready")
SCENE_ASSETS = File("scenes/{scene_id}/assets/scene_assets.json")
SCENE_LAYOUT = File("scenes/{scene_id}/layout/scene_layout.json")
