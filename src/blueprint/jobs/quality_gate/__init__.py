"""The gate before `.episodes_complete`: everything is found out again from what stands in the bucket (orchestration-b.md §3.5 step 6, B12, WS-54)."""

from __future__ import annotations

from blueprint.core.artifact import Value
from blueprint.core.job import Job, Resources, env


class Input(Value):
    """job_id, key: of the dataset that is meant; empty: the one that stands there. replays: episodes that are simulated once more."""

    scene_id: str = env("SCENE_ID")
    episodes_prefix: str = env("EPISODES_PREFIX", "")
    job_id: str = ""
    key: str = ""
    min_quality_score: float = env("MIN_QUALITY_SCORE", 0.85, ge=0, le=1)
    min_success_rate: float = env("MIN_SUCCESS_RATE", 0.5, ge=0, le=1)
    min_episodes: int = env("MIN_EPISODES_REQUIRED", 1, ge=1)
    max_variations: int = env("MAX_VARIATIONS", 5, ge=0)
    cameras: bool = env("ENABLE_CAMERAS", True)
    replays: int = env("QUALITY_GATE_REPLAYS", 5, ge=0)


class Output(Value):
    """physics_validated: every episode of the dataset passed every physics gate, and each that was replayed reached its goal again.

    replayed: how many were; same_bytes: of those, how many ended in the very bytes.
    """

    scene_id: str
    job_id: str
    key: str
    can_proceed: bool
    physics_validated: bool
    episodes: int
    replayed: int
    same_bytes: int
    warnings: tuple[str, ...] = ()
    report: str


JOB = Job(
    name="quality-gate-job", inputs=Input, outputs=Output, main="blueprint.jobs.quality_gate.main:main",
    resources=Resources(cpu=1, memory_gib=4, timeout_s=1800),
)  # fmt: skip
