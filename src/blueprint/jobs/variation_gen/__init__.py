"""New assets of the scene's categories, and certified variations of the scene: `variation_assets/` (jobs.md §2.12, §3.15, §4.12)."""

from __future__ import annotations

from blueprint.contracts.markers import MarkerOutput
from blueprint.core.artifact import Value
from blueprint.core.job import Job, Resources, env


class Input(Value):
    scene_id: str = env("SCENE_ID")
    replicator_prefix: str = env("REPLICATOR_PREFIX", "")
    variation_assets_prefix: str = env("VARIATION_ASSETS_PREFIX", "")
    progress_marker_path: str = env("PROGRESS_MARKER_PATH", "")
    resume_from_progress: bool = env("RESUME_FROM_PROGRESS", True)
    priority_filter: str = env("PRIORITY_FILTER", "")
    max_assets: int = env("MAX_ASSETS", 0, ge=0)
    num_variations: int = env("NUM_VARIATIONS", 5, ge=0, le=100)
    seed: int = env("VARIATION_SEED", 1, ge=0)


class Output(Value):
    """kept: of the assets and variations, those that were there before. outputs: the documents, the index among them, which has the digest of
    each variation."""

    scene_id: str
    assets: int
    assets_kept: int
    assets_failed: int
    variations_asked: int
    variations: int
    variations_kept: int
    tries_rejected: int
    seconds: dict[str, float]
    outputs: tuple[MarkerOutput, ...] = ()


JOB = Job(
    name="variation-gen-job", inputs=Input, outputs=Output, main="blueprint.jobs.variation_gen.main:main",
    resources=Resources(cpu=2, memory_gib=4, timeout_s=1800),
)  # fmt: skip
