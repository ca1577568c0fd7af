"""What moves, about which axis and how far: joints in `assets/<asset>/articulation.usda` (jobs.md §2.7)."""

from __future__ import annotations

from blueprint.core.artifact import Value
from blueprint.core.job import Job, Resources, env


class Input(Value):
    scene_id: str = env("SCENE_ID")
    assets_prefix: str = env("ASSETS_PREFIX")
    particulate_endpoint: str = env("PARTICULATE_ENDPOINT", "")


class Output(Value):
    scene_id: str
    status: str
    articulated: int
    joints: int
    required_failures: int


JOB = Job(
    name="interactive-job", inputs=Input, outputs=Output, main="blueprint.jobs.interactive.main:main",
    resources=Resources(cpu=1, memory_gib=2, timeout_s=1800),
)  # fmt: skip
