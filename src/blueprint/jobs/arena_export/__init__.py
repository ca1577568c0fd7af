"""The scene as an Isaac Lab Arena benchmark: affordances measured, tasks, an environment graph for each: `arena/` (jobs.md §2.19).

The premium analytics of the earlier system are left out: it never produced them, and nothing here measures what they would say.
"""

from __future__ import annotations

from blueprint.contracts.markers import MarkerOutput
from blueprint.core.artifact import Value
from blueprint.core.job import Job, Resources, env


class Input(Value):
    """The prefixes must be the scene's own: a folder is never made out of another one's name (WS-37). trigger_source is recorded."""

    scene_id: str = env("SCENE_ID")
    assets_prefix: str = env("ASSETS_PREFIX", "")
    usd_prefix: str = env("USD_PREFIX", "")
    arena_prefix: str = env("ARENA_PREFIX", "")
    geniesim_prefix: str = env("GENIESIM_PREFIX", "")
    trigger_source: str = env("TRIGGER_SOURCE", "")
    robot_type: str = env("ROBOT_TYPE", "franka")
    use_llm_affordances: bool = env("USE_LLM_AFFORDANCES", False)
    enable_hub_registration: bool = env("ENABLE_HUB_REGISTRATION", False)
    hub_namespace: str = env("HUB_NAMESPACE", "blueprint-robotics")


class Output(Value):
    """scene_generation, tasks_generation: of the certificate and the task set that were read; 0: there was no task set.
    no_tasks_reason: why there are none; then nothing was published."""

    scene_id: str
    scene_generation: int
    scene_digest: str
    tasks_generation: int
    robot: str
    tasks: int
    env_graphs: int
    affordances: int
    no_tasks_reason: str = ""
    outputs: tuple[MarkerOutput, ...] = ()


JOB = Job(
    name="arena-export-job", inputs=Input, outputs=Output, main="blueprint.jobs.arena_export.main:main",
    resources=Resources(cpu=1, memory_gib=2, timeout_s=1800),
)  # fmt: skip
