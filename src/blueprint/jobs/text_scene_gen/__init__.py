"""A sentence becomes a furnished, settled scene: `textgen/package.json` (jobs.md §2.2)."""

from __future__ import annotations

from typing import Literal

from blueprint.core.artifact import Value
from blueprint.core.job import Job, Resources, env


class Input(Value):
    scene_id: str = env("SCENE_ID")
    request_object: str = env("REQUEST_OBJECT")
    request_generation: int = env("REQUEST_GENERATION", 0)
    textgen_prefix: str = env("TEXTGEN_PREFIX", "")
    seed: int = env("TEXT_SEED", 1, ge=0)
    default_source_mode: Literal["text", "image", "auto"] = env("DEFAULT_SOURCE_MODE", "text")
    max_seeds: int = env("TEXT_GEN_MAX_SEEDS", 16)
    standard_profile: str = env("TEXT_GEN_STANDARD_PROFILE", "standard_v1")
    premium_profile: str = env("TEXT_GEN_PREMIUM_PROFILE", "premium_v1")
    quality_tier: Literal["", "standard", "premium"] = env("TEXT_GEN_QUALITY_TIER", "")
    use_llm: bool = env("TEXT_GEN_USE_LLM", True)
    llm_max_attempts: int = env("TEXT_GEN_LLM_MAX_ATTEMPTS", 3)
    llm_retry_backoff_s: float = env("TEXT_GEN_LLM_RETRY_BACKOFF_SECONDS", 2.0)
    runtime: str = env("TEXT_GEN_RUNTIME", "local")
    llm_base_url: str = env("OPENAI_BASE_URL", "")
    llm_model: str = env("OPENAI_MODEL", "")


class Output(Value):
    scene_id: str
    objects: int
    generation_mode: str
    used_llm: bool
    unmet: int
    collision_rate_pct: float
    stability_pct: float
    seconds: dict[str, float]


JOB = Job(
    name="text-scene-gen-job", inputs=Input, outputs=Output, main="blueprint.jobs.text_scene_gen.main:main",
    resources=Resources(cpu=1, memory_gib=3, timeout_s=1800),
)  # fmt: skip
