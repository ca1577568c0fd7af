"""Placement regions from the real support surfaces, policies, affordances, randomisation ranges: `replicator/` (jobs.md §2.10)."""

from __future__ import annotations

from blueprint.core.artifact import Value
from blueprint.core.job import Job, Resources, env


class Input(Value):
    scene_id: str = env("SCENE_ID")
    seg_prefix: str = env("SEG_PREFIX", "")
    assets_prefix: str = env("ASSETS_PREFIX", "")
    usd_prefix: str = env("USD_PREFIX", "")
    replicator_prefix: str = env("REPLICATOR_PREFIX", "")
    requested_policies: str = env("REQUESTED_POLICIES", "")


class Output(Value):
    scene_id: str
    regions: int
    policies: tuple[str, ...]
    articulation_targets: int
    variation_assets: int


JOB = Job(
    name="replicator-job", inputs=Input, outputs=Output, main="blueprint.jobs.replicator.main:main",
    resources=Resources(cpu=1, memory_gib=2, timeout_s=1800),
)  # fmt: skip
