"""The export's own record, its YAML, and the files in Genie Sim's own folder shape (jobs.md §3.16; Genie Sim 3, benchmark/config).

Everything relative to `scenes/<id>/geniesim/`; files below `genie_sim/` are as Genie Sim itself writes and reads them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from blueprint.contracts.geniesim import ISAAC_SIM_VERSION, SCHEMA_VERSION, Wxyz, absent
from blueprint.contracts.geometry import Vec3
from blueprint.core.artifact import Artifact, Value


class SchemaDefinition(Value):
    version: str = SCHEMA_VERSION
    description: str
    fields: dict[str, str]
    notes: tuple[str, ...]


class ExportInfo(Value):
    timestamp: datetime
    exporter_version: str
    source_pipeline: str


class ExportConfig(Value):
    robot_type: str
    robot_types: tuple[str, ...]
    generate_embeddings: bool
    embedding_model: str | None
    require_embeddings: bool
    filter_commercial_only: bool
    max_tasks: int
    lerobot_export_format: str
    copy_usd: bool
    require_quality_gates: bool
    dry_run: bool


class ExportOutputs(Value):
    scene_graph: str = "scene_graph.json"
    asset_index: str = "asset_index.json"
    task_config: str = "task_config.json"
    scene_config: str = "scene_config.yaml"
    tasks: str = "tasks.json"
    usd: str
    genie_sim: str


class Statistics(Value):
    nodes: int
    edges: int
    assets: int
    tasks: int


class ExportResult(Value):
    success: bool
    scene_id: str
    output_dir: str = "."
    outputs: ExportOutputs
    statistics: Statistics
    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    skipped_reason: str = ""


class Compatibility(Value):
    version: Literal["3.0"] = "3.0"
    isaac_sim_version: str = ISAAC_SIM_VERSION
    formats: dict[str, str]


class InventoryRow(Value):
    path: str
    size_bytes: int


class Checksum(Value):
    sha256: str
    size_bytes: int


class Checksums(Value):
    files: dict[str, Checksum]


class ExportManifest(Value):
    """scene_digest: of the exported scene, equal to the certificate's unless assets were dropped. The inventory lists this file too; the
    checksums list every other one."""

    schema_version: Literal["3.0"] = "3.0"
    schema_definition: SchemaDefinition
    export_info: ExportInfo
    asset_provenance_path: str | None
    config: ExportConfig
    result: ExportResult
    geniesim_compatibility: Compatibility
    premium_artifacts: dict[str, str] = {}
    scene_digest: str
    certificate_digest: str
    file_inventory: tuple[InventoryRow, ...]
    checksums: Checksums


class ConfigScene(Value):
    id: str
    environment_type: str
    coordinate_system: Literal["z_up"] = "z_up"
    meters_per_unit: float


class ConfigRoom(Value):
    width: float
    depth: float
    height: float


class Workspace(Value):
    min: Vec3
    max: Vec3


class ConfigRobot(Value):
    type: str
    base_position: Vec3
    base_yaw_rad: float
    workspace: Workspace


class ConfigAssets(Value):
    index_path: str
    total_count: int
    commercial_only: bool


class ConfigGraph(Value):
    path: str


class ConfigCamera(Value):
    """mount: `world`, or the robot link that carries it; the pose (looking along −Z, Y up) is in that frame."""

    id: str
    mount: str
    position: Vec3
    orientation: Wxyz
    fovy_rad: float


class ConfigPhysics(Value):
    """As the stage's PhysicsScene says it."""

    gravity: Vec3
    steps_per_second: int


class ConfigRandomisation(Value):
    """What the scene's policies randomise, by name, with the randomisers' own parameters in `replicator/configs/`."""

    randomizers: tuple[str, ...]
    variation_assets: int


class SceneConfig(Value):
    scene: ConfigScene
    room: ConfigRoom
    robot: ConfigRobot
    assets: ConfigAssets
    scene_graph: ConfigGraph
    cameras: tuple[ConfigCamera, ...]
    physics: ConfigPhysics
    randomisation: ConfigRandomisation


class LayoutEntry(Value):
    """xyzw: the one place where a quaternion's w is last, as Genie Sim's generator writes it."""

    usd: str
    xyz: Vec3
    xyzw: tuple[float, float, float, float]
    tags: tuple[str, ...]
    keywords: tuple[str, ...]
    description: str


class GraphNode(Value):
    id: str
    tags: tuple[str, ...]


class GraphLink(Value):
    source: str
    target: str


class NodeLinkGraph(Value):
    """networkx.node_link_data of a directed graph: from what carries to what is carried."""

    directed: Literal[True] = True
    multigraph: Literal[False] = False
    graph: dict[str, str] = {"rankdir": "LR"}
    nodes: tuple[GraphNode, ...]
    links: tuple[GraphLink, ...]


class GraphRelations(Value):
    graph: NodeLinkGraph


class SceneInfo(Value):
    scene_id: str
    seed: int
    layout: dict[str, LayoutEntry]
    relations: GraphRelations


class Instruction(Value):
    instruction: str


class Instructions(Value):
    instructions: tuple[Instruction, ...]


class WaitAny(Value):
    """Ends with the first of its checks: one ADER checker, and `StepOut` after so many steps."""

    ActionSetWaitAny: tuple[dict[str, str | int], ...]


class ActionList(Value):
    ActionList: tuple[WaitAny, ...]


class Problem(Value):
    Acts: Annotated[tuple[ActionList, ...], Field(min_length=1)]
    Init: tuple[str, ...] = ()
    Objects: tuple[str, ...] = ()
    Problem: str


class EvalObjects(Value):
    """Empty but for what the USD itself has not: the things stand in the scene's USD already."""

    constraints: None = None
    extra_objects: tuple[str, ...] = ()
    fix_objects: tuple[str, ...] = ()
    task_related_objects: tuple[str, ...] = ()


class RecordingSetting(Value):
    camera_list: tuple[str, ...]
    fps: int = 30
    num_of_episode: int = 1


class EvalPose(Value):
    position: Vec3
    quaternion: Wxyz


class EvalRobot(Value):
    arm: Literal["left", "right"]
    robot_cfg: str
    robot_id: str
    robot_init_pose: dict[str, EvalPose]


class SpaceObject(Value):
    """A box: its middle, its turn, its full size."""

    position: Vec3
    quaternion: Wxyz
    size: Vec3


class EvalScene(Value):
    scene_id: str
    scene_usd: str
    scene_info_dir: str
    function_space_objects: dict[str, SpaceObject]


class StageObject(Value):
    object_id: str
    primitive: str | None = None


class EvalStage(Value):
    action: Literal["pick", "place", "open", "close", "push", "press"]
    active: StageObject
    passive: StageObject
    extra_params: dict[str, str | float | tuple[float, ...]]


class EvalTask(Value):
    """problem_instance: the n of its `problem<n>` in problems.json; None when it has none. generalization: nothing is varied by the task itself,
    the variations are scenes of their own."""

    task: str
    problem_instance: int | None
    generalization: dict[str, str] = {}
    objects: EvalObjects = EvalObjects()
    recording_setting: RecordingSetting
    robot: EvalRobot
    scene: EvalScene
    stages: tuple[EvalStage, ...]
    instruction: str | None = absent()


GENIE_SIM = "genie_sim"
"""Below it: paths as in Genie Sim's own source tree."""
EXPORT_MANIFEST = Artifact("scenes/{scene_id}/geniesim/export_manifest.json", ExportManifest)
