"""Mass, centre, inertia, friction and colliders from geometry and material: `<assets>/<asset>/…/physics.usda` (jobs.md §2.8).

`ASSETS_PREFIX` says which assets: the scene's own, or its variations'.
"""

from __future__ import annotations

from typing import Literal

from blueprint.core.artifact import Value
from blueprint.core.job import Job, Resources, env


class Input(Value):
    scene_id: str = env("SCENE_ID")
    assets_prefix: str = env("ASSETS_PREFIX")
    physics_mode: Literal["deterministic", "auto"] = env("SIMREADY_PHYSICS_MODE", "deterministic")
    """auto: a language model proposes masses and frictions, which are taken where they are possible."""
    llm_max_attempts: int = env("TEXT_GEN_LLM_MAX_ATTEMPTS", 3)
    llm_base_url: str = env("OPENAI_BASE_URL", "")
    llm_model: str = env("OPENAI_MODEL", "")
    progress_marker_path: str = env("PROGRESS_MARKER_PATH", "")
    """The variations' progress marker, to which is added what has its physics."""
    resume_from_progress: bool = env("RESUME_FROM_PROGRESS", False)
    """Layers that stand there just so are not written again."""


class Output(Value):
    scene_id: str
    objects: int
    assets: int
    total_mass_kg: float
    proposals_taken: int = 0
    proposals_refused: int = 0


JOB = Job(
    name="simready-job", inputs=Input, outputs=Output, main="blueprint.jobs.simready.main:main",
    resources=Resources(cpu=1, memory_gib=2, timeout_s=3600),
)  # fmt: skip
