"""The scene as Genie Sim takes it: `geniesim/` (jobs.md §2.15, §3.16)."""

from __future__ import annotations

from blueprint.core.artifact import Value
from blueprint.core.job import Job, Resources, env


class Input(Value):
    scene_id: str = env("SCENE_ID")
    robot_type: str = env("ROBOT_TYPE", "franka")
    max_tasks: int = env("MAX_TASKS", 50)


class Output(Value):
    scene_id: str
    tasks: int


JOB = Job(
    name="genie-sim-export-job", inputs=Input, outputs=Output, main="blueprint.jobs.genie_sim_export.main:main",
    resources=Resources(cpu=1, memory_gib=2, timeout_s=2700),
)  # fmt: skip
