"""An Isaac Lab environment package whose prim paths, joint names and spawn poses all exist in the USD: `isaac_lab/` (jobs.md §2.11).

`ISAAC_REFRESH_ONLY`: no package, but the spawn plan over the variation assets (§2.14).
"""

from __future__ import annotations

from typing import Literal

from blueprint.core.artifact import Value
from blueprint.core.job import Job, Resources, env


class Input(Value):
    scene_id: str = env("SCENE_ID")
    assets_prefix: str = env("ASSETS_PREFIX", "")
    usd_prefix: str = env("USD_PREFIX", "")
    replicator_prefix: str = env("REPLICATOR_PREFIX", "")
    isaac_lab_prefix: str = env("ISAAC_LAB_PREFIX", "")
    environment_type: str = env("ENVIRONMENT_TYPE", "")
    policy_id: str = env("POLICY_ID", "")
    robot_type: str = env("ROBOT_TYPE", "franka")
    num_envs: int = env("NUM_ENVS", 1024, ge=1)
    affordance_feasibility_mode: Literal["strict", "warn", "off", "auto"] = env("AFFORDANCE_FEASIBILITY_MODE", "strict")
    isaac_refresh_only: bool = env("ISAAC_REFRESH_ONLY", False)
    variation_assets_prefix: str = env("VARIATION_ASSETS_PREFIX", "")


class Output(Value):
    scene_id: str
    task_name: str
    policy_id: str
    tasks: int
    feasible_tasks: int
    tasks_with_assets: int = 0
    """After a refresh: tasks whose object variation assets can take the place of."""


JOB = Job(
    name="isaac-lab-job", inputs=Input, outputs=Output, main="blueprint.jobs.isaac_lab.main:main",
    resources=Resources(cpu=1, memory_gib=2, timeout_s=1800),
)  # fmt: skip
