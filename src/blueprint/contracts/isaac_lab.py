"""`scenes/<id>/isaac_lab/`: the Isaac Lab package, its tasks and where they spawn (jobs.md §3.14). Frame: Z-up, metres, radians."""

from __future__ import annotations

from typing import Literal

from blueprint.contracts.geometry import Vec3
from blueprint.core.artifact import Artifact, File, Value


class Success(Value):
    """A predicate on simulator state. place: the object's origin within `region_polygon` (x-y, world), between `z_low` and `z_high`.
    open / close: the joint at or beyond `joint_threshold` (rad or m)."""

    kind: Literal["place", "open", "close"]
    region_polygon: tuple[tuple[float, float], ...] = ()
    z_low: float = 0.0
    z_high: float = 0.0
    joint_threshold: float = 0.0


class Task(Value):
    """object_prim: what is moved. joint_prim: what is opened. robot_base: where the arm's base stands, robot_yaw: which way it looks.

    allowed_assets: ids of variation assets that can be put in the object's place.
    """

    task_id: str
    policy_id: str
    title: str
    instruction: str
    kind: Literal["place", "open", "close"]
    object_prim: str
    joint_prim: str = ""
    joint_name: str = ""
    spawn_region: str = ""
    goal_region: str = ""
    allowed_assets: tuple[str, ...] = ()
    robot: str
    robot_base: Vec3 | None
    robot_yaw_rad: float = 0.0
    success: Success
    feasible: bool
    infeasible_reasons: tuple[str, ...] = ()
    max_steps: int = 500
    reward_focus: tuple[str, ...] = ()
    difficulty: Literal["easy", "medium", "hard"]


class TaskCatalog(Value):
    scene_id: str
    environment_type: str
    tracks: dict[str, tuple[Task, ...]]


class TrackPlan(Value):
    robot_types: tuple[str, ...]
    task_count: int
    feasible_task_count: int
    tasks: tuple[Task, ...]


class SpawnSummary(Value):
    total_tasks: int
    feasible_tasks: int
    infeasible_tasks: int
    articulation_target_count: int
    track_feasible_counts: dict[str, int]


class Feasibility(Value):
    is_feasible: bool
    reasons: tuple[str, ...] = ()
    summary: str


class SpawnPlan(Value):
    scene_id: str
    environment_type: str
    tracks: dict[str, TrackPlan]
    summary: SpawnSummary
    affordance_graph_source: str
    feasibility_mode: str
    feasibility_report: Feasibility


class Validation(Value):
    """What was checked where the package was made. `class_instantiation` and `rollout` need Isaac Lab and a GPU: `not_run` here."""

    imports_valid: bool
    prims_exist: bool
    joints_exist: bool
    class_instantiation: Literal["passed", "failed", "not_run"]
    rollout: Literal["passed", "failed", "not_run"]
    errors: tuple[str, ...] = ()


class GenerationMetadata(Value):
    scene_id: str
    task_name: str
    policy_id: str
    robot_type: str
    num_envs: int
    environment_type: str
    files: tuple[str, ...]
    scene_digest: str
    generator_version: str
    validation: Validation


TASK_CATALOG = Artifact("scenes/{scene_id}/isaac_lab/task_catalog.json", TaskCatalog)
SPAWN_PLAN = Artifact("scenes/{scene_id}/isaac_lab/task_spawn_plan.json", SpawnPlan)
SPAWN_PLAN_REFRESH = Artifact("scenes/{scene_id}/isaac_lab/task_spawn_plan_refresh.json", SpawnPlan)
SPAWN_PLAN_BASELINE = Artifact("scenes/{scene_id}/isaac_lab/task_spawn_plan_baseline.json", SpawnPlan)
GENERATION_METADATA = Artifact("scenes/{scene_id}/isaac_lab/generation_metadata.json", GenerationMetadata)
ISAAC_LAB_REFRESH_COMPLETE = File("scenes/{scene_id}/isaac_lab/.isaac_lab_refresh_complete")
ISAAC_LAB_FAILED = File("scenes/{scene_id}/isaac_lab/.failed")
