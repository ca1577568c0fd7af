"""Asset meshes become USD (`CONVERT_ONLY=true`), then everything becomes one certified `usd/scene.usda` (jobs.md §2.9, design.md §5)."""

from __future__ import annotations

from blueprint.core.artifact import Value
from blueprint.core.job import Job, Resources, env


class Input(Value):
    scene_id: str = env("SCENE_ID")
    layout_prefix: str = env("LAYOUT_PREFIX")
    assets_prefix: str = env("ASSETS_PREFIX")
    usd_prefix: str = env("USD_PREFIX", "")
    convert_only: bool = env("CONVERT_ONLY", False)
    bypass_quality_gates: bool = env("BYPASS_QUALITY_GATES", False)


class Output(Value):
    scene_id: str
    objects: int
    assets: int
    certified: bool
    repairs: int
    seconds: dict[str, float]
    must_move: tuple[str, ...] = ()
    """Objects whose parts have to move, by id; said by the conversion, which reads the manifest."""


JOB = Job(
    name="usd-assembly-job", inputs=Input, outputs=Output, main="blueprint.jobs.usd_assembly.main:main",
    resources=Resources(cpu=2, memory_gib=4, timeout_s=3600),
)  # fmt: skip
