"""The package becomes the canonical Stage-1 documents and the assets' meshes, so that later stages need not know the source (jobs.md §2.3)."""

from __future__ import annotations

from blueprint.core.artifact import Value
from blueprint.core.job import Job, Resources, env


class Input(Value):
    scene_id: str = env("SCENE_ID")
    request_object: str = env("REQUEST_OBJECT", "")
    textgen_prefix: str = env("TEXTGEN_PREFIX", "")
    assets_prefix: str = env("ASSETS_PREFIX", "")
    layout_prefix: str = env("LAYOUT_PREFIX", "")
    seg_prefix: str = env("SEG_PREFIX", "")


class Output(Value):
    scene_id: str
    objects: int
    assets: int
    unmet: int
    provider: str
    seed: int
    quality_tier: str


JOB = Job(
    name="text-scene-adapter-job", inputs=Input, outputs=Output, main="blueprint.jobs.text_scene_adapter.main:main",
    resources=Resources(cpu=1, memory_gib=2, timeout_s=1800),
)  # fmt: skip
