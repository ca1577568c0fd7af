"""The certified scene as inputs of Genie Sim 3, and of every collector: `geniesim/` (jobs.md §2.15, §3.16)."""

from __future__ import annotations

from typing import Literal

from blueprint.core.artifact import Value
from blueprint.core.job import Job, Resources, env


class Input(Value):
    """robot_types: comma-separated, the first is primary; empty: robot_type alone. The workspace is `[[x0,y0,z0],[x1,y1,z1]]` in the world."""

    scene_id: str = env("SCENE_ID")
    assets_prefix: str = env("ASSETS_PREFIX", "")
    geniesim_prefix: str = env("GENIESIM_PREFIX", "")
    variation_assets_prefix: str = env("VARIATION_ASSETS_PREFIX", "")
    replicator_prefix: str = env("REPLICATOR_PREFIX", "")
    robot_type: str = env("ROBOT_TYPE", "franka")
    robot_types: str = env("ROBOT_TYPES", "")
    max_tasks: int = env("MAX_TASKS", 50, ge=1)
    generate_embeddings: bool = env("GENERATE_EMBEDDINGS", False)
    require_embeddings: bool = env("REQUIRE_EMBEDDINGS", False)
    embedding_model: str = env("EMBEDDING_MODEL", "")
    filter_commercial: bool = env("FILTER_COMMERCIAL", True)
    copy_usd: bool = env("COPY_USD", True)
    require_quality_gates: bool = env("REQUIRE_QUALITY_GATES", True)
    enable_multi_robot: bool = env("ENABLE_MULTI_ROBOT", True)
    workspace_bounds_json: str = env("GENIESIM_WORKSPACE_BOUNDS_JSON", "")
    lerobot_export_format: Literal["lerobot_v3", "lerobot_v2"] = env("LEROBOT_EXPORT_FORMAT", "lerobot_v3")
    dry_run: bool = env("GENIESIM_EXPORT_DRY_RUN", False)


class Output(Value):
    """robots: those asked for, the primary first. skipped_reason: why there is nothing to do, "" when there is; the files are there either way.

    dropped: ids of objects that are not in the export. bundle: the folder, relative to the bucket.
    """

    scene_id: str
    bundle: str
    robots: tuple[str, ...]
    tasks: int
    tasks_before_filter: int
    nodes: int
    edges: int
    dropped: tuple[str, ...] = ()
    skipped_reason: str = ""
    published: bool
    scene_digest: str
    seconds: dict[str, float]


JOB = Job(
    name="genie-sim-export-job", inputs=Input, outputs=Output, main="blueprint.jobs.genie_sim_export.main:main",
    resources=Resources(cpu=2, memory_gib=4, timeout_s=2700),
)  # fmt: skip
