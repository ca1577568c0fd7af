"""What people look at: pictures, GLB and usdz of a certified scene, below `usd/` (jobs.md §2.9)."""

from __future__ import annotations

from blueprint.core.artifact import Value
from blueprint.core.job import Job, Resources, env


class Input(Value):
    scene_id: str = env("SCENE_ID")
    assets_prefix: str = env("ASSETS_PREFIX")
    usd_prefix: str = env("USD_PREFIX")


class Output(Value):
    scene_id: str
    files: tuple[str, ...]
    bytes: int


JOB = Job(
    name="scene-preview-job", inputs=Input, outputs=Output, main="blueprint.jobs.scene_preview.main:main",
    resources=Resources(cpu=2, memory_gib=4, timeout_s=1800),
)  # fmt: skip
