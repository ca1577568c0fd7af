"""The entry point: a scene request becomes a scene (stages 1–2) and, as the later stages exist, its data (3–5). orchestration-a.md §1."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from blueprint.contracts import prompts, stages
from blueprint.contracts.prompts import SceneRequest, Variant, VariantsIndex
from blueprint.core.artifact import Value
from blueprint.core.errors import ContractError
from blueprint.core.event import ObjectFinalized
from blueprint.core.job import env
from blueprint.core.outcome import Outcome, failed, skipped, succeeded
from blueprint.engine.run import Run
from blueprint.engine.workflow import workflow
from blueprint.jobs import text_scene_adapter, text_scene_gen

STAGES: tuple[tuple[str, str, str], ...] = (
    ("usd_assembly", "usd-assembly-pipeline", "scene"),
    ("variation_assets", "variation-assets-pipeline", "variations"),
    ("geniesim_export", "genie-sim-export-pipeline", "data"),
    ("arena_export", "arena-export-pipeline", "arena"),
)
"""Stages 2–5: name, workflow, and the `through` that ends after it."""

THROUGH = ("scene", "variations", "data", "arena")


class Options(Value):
    through: Literal["scene", "variations", "data", "arena"] = env("BLUEPRINT_THROUGH", "arena")
    seed: int | None = Field(default=None, ge=0)
    default_source_mode: Literal["text", "image", "auto"] = env("DEFAULT_SOURCE_MODE", "text")
    runtime: str = env("TEXT_GEN_RUNTIME", "vm")
    standard_profile: str = env("TEXT_GEN_STANDARD_PROFILE", "standard_v1")
    premium_profile: str = env("TEXT_GEN_PREMIUM_PROFILE", "premium_v1")
    use_llm: bool = env("TEXT_GEN_USE_LLM", True)
    llm_max_attempts: int = env("TEXT_GEN_LLM_MAX_ATTEMPTS", 3)
    llm_retry_backoff_s: float = env("TEXT_GEN_LLM_RETRY_BACKOFF_SECONDS", 2.0)
    llm_base_url: str = env("OPENAI_BASE_URL", "")
    llm_model: str = env("OPENAI_MODEL", "")
    max_seeds: int = env("TEXT_GEN_MAX_SEEDS", 16)
    arena_export_required: bool = env("ARENA_EXPORT_REQUIRED", True)
    robot_type: str | None = None
    max_tasks: int | None = Field(default=None, ge=1)
    episodes_per_task: int | None = Field(default=None, ge=1)
    num_variations: int | None = Field(default=None, ge=0)

    def for_stages(self) -> dict[str, Any]:
        """What a person asked of stages 3–5; what is not asked is each stage's own to know."""
        asked = {
            "robot_type": self.robot_type, "max_tasks": self.max_tasks, "episodes_per_task": self.episodes_per_task, "num_variations": self.num_variations,
        }  # fmt: skip
        return {name: value for name, value in asked.items() if value is not None}


@workflow(
    "source-orchestrator", on=(ObjectFinalized(prompts.SCENE_REQUEST),), exclusive="scene", options=Options,
    completes=stages.SOURCE_COMPLETE, fails=stages.SOURCE_FAILED, drives=True,
)  # fmt: skip
def source_orchestrator(run: Run) -> Outcome:
    """Text first; several seeds fan out to child scenes, each a run of this workflow on a request at a path that triggers nothing."""
    options = run.options(Options)
    if run.answered(stages.SOURCE_COMPLETE):
        return skipped("already_complete", "this request was served before")
    request = _validated(run, options)
    if (request.source_mode or options.default_source_mode) == "image":
        return failed(
            "image_source_not_available", "source_mode image: the image path is not part of this version; send source_mode text with a prompt"
        )
    with run.lease(prompts.SOURCE_LOCK, minutes=240):
        made = _fan_out(run, request, options) if request.seed_count > 1 else _one_scene(run, options)
        if made.succeeded:
            run.complete(stages.SOURCE_COMPLETE, **_summary(request, options, made))
    return made


def _validated(run: Run, options: Options) -> SceneRequest:
    """The request as it was when the event happened. Raises ContractError naming the field."""
    request = run.read(_request_artifact(run))
    name = run.event.object.name if run.event.object else ""
    if request.scene_id != run.scene_id:
        raise ContractError(name, "scene_id", f"{run.scene_id} (the path's)", request.scene_id)
    if request.seed_count > options.max_seeds:
        raise ContractError(name, "seed_count", f"1 to {options.max_seeds} (TEXT_GEN_MAX_SEEDS)", request.seed_count)
    return request


def _request_artifact(run: Run):
    name = run.event.object.name if run.event.object else ""
    return prompts.CHILD_REQUEST if prompts.CHILD_REQUEST.scene_of(name) else prompts.SCENE_REQUEST


def _one_scene(run: Run, options: Options) -> Outcome:
    assert run.event.object is not None
    prefix = f"scenes/{run.scene_id}"
    generated = run.job(
        text_scene_gen.JOB,
        text_scene_gen.Input(
            scene_id=run.scene_id, request_object=run.event.object.name, request_generation=run.event.object.generation,
            textgen_prefix=f"{prefix}/textgen", seed=_first_seed(options), default_source_mode=options.default_source_mode,
            max_seeds=options.max_seeds, standard_profile=options.standard_profile, premium_profile=options.premium_profile, use_llm=options.use_llm,
            llm_max_attempts=options.llm_max_attempts, llm_retry_backoff_s=options.llm_retry_backoff_s, runtime=options.runtime,
            llm_base_url=options.llm_base_url, llm_model=options.llm_model,
        ),
    )  # fmt: skip
    adapted = run.job(
        text_scene_adapter.JOB,
        text_scene_adapter.Input(
            scene_id=run.scene_id, request_object=run.event.object.name, textgen_prefix=f"{prefix}/textgen", assets_prefix=f"{prefix}/assets",
            layout_prefix=f"{prefix}/layout", seg_prefix=f"{prefix}/seg",
        ),
    )  # fmt: skip
    run.complete(
        stages.REGEN3D_COMPLETE, source="text_scene_adapter", marker_type="stage1_complete", objects_count=adapted.objects,
        quality_tier=adapted.quality_tier, provider=adapted.provider, seed=adapted.seed,
    )  # fmt: skip
    return _later_stages(run, options, generated.unmet)


TAKES = {
    "variation_assets": {"num_variations": "num_variations"},
    "geniesim_export": {"robot_type": "robot_type", "max_tasks": "max_tasks", "episodes_per_task": "episodes_per_task", "num_variations": "num_variations"},
    "episode_generation": {
        "robot_type": "robot_type", "max_tasks": "max_tasks", "episodes_per_task": "episodes_per_task", "num_variations": "max_variations",
    },
    "arena_export": {"robot_type": "robot_type"},
}  # fmt: skip
"""Stage → what it takes of a person's wishes, and what its own option is called."""


STRICT: dict[str, dict[str, Any]] = {
    "usd_assembly": {"interactive_failure_policy": "hybrid_strict", "require_replicator": True, "require_isaac": True},
    "variation_assets": {"enable_stage3_isaac_refresh": True, "require_isaac": True},
}
"""What a request demands of its stages, whatever the environment says (orchestration-a.md §1, W-12)."""


def _asked_of(stage: str, options: Options) -> dict[str, Any]:
    asked = options.for_stages()
    return STRICT.get(stage, {}) | {own: asked[name] for name, own in TAKES.get(stage, {}).items() if name in asked}


def _first_seed(options: Options) -> int:
    return 1 if options.seed is None else options.seed


def _later_stages(run: Run, options: Options, unmet: int) -> Outcome:
    """Stages 2–5 by their trigger rows, each on the marker before it. A stage that is not a success ends the request (W-03).

    A scene whose `config.json` says use_geniesim: false has its episodes from the way without Genie Sim, in stage 4's place.
    """
    ended: dict[str, str] = {}
    trigger = stages.REGEN3D_COMPLETE
    for name, workflow_name, through in STAGES:
        if THROUGH.index(through) > THROUGH.index(options.through):
            ended[name] = "not_asked"
            continue
        if not run.available(workflow_name) or "not_available" in ended.values():
            ended[name] = "not_available"
            continue
        outcome = run.child(workflow_name, run.object_event(trigger, payload=_asked_of(name, options)))
        ended[name] = outcome.status.value
        if outcome.code == "geniesim_disabled":
            name, trigger = "episode_generation", stages.USD_COMPLETE
            outcome = run.child("episode-generation-pipeline", run.object_event(trigger, payload=_asked_of(name, options)))
            ended[name] = outcome.status.value
        if not outcome.succeeded and outcome.code != "already_complete":
            if name == "arena_export" and not options.arena_export_required:
                continue
            return failed(outcome.code or "stage_failed", f"{name}: {outcome.reason or outcome.status.value}", failed_stage=name, stages=ended)
        trigger = ANNOUNCES.get(name, stages.USD_COMPLETE)
    return succeeded(stages=ended, unmet=unmet)


ANNOUNCES = {
    "usd_assembly": stages.REPLICATOR_COMPLETE, "variation_assets": stages.VARIATION_COMPLETE,
    "geniesim_export": stages.GENIESIM_COMPLETE, "arena_export": stages.ARENA_COMPLETE,
}  # fmt: skip
"""The marker each stage ends with, which is the next one's trigger."""


def _fan_out(run: Run, request: SceneRequest, options: Options) -> Outcome:
    """One child scene per seed; the index lists what failed and what was not started (W-20)."""
    started = []
    for seed in range(1, request.seed_count + 1):
        child = f"{run.scene_id}-s{seed:03d}"
        wanted = request.model_copy(update={"scene_id": child, "seed_count": 1, "source_mode": "text"})
        event = run.object_event(prompts.CHILD_REQUEST, scene_id=child, write=wanted, payload={"through": options.through, "seed": seed, **options.for_stages()})
        started.append((child, seed, run.start_child("source-orchestrator", event)))
    variants = []
    for child, seed, handle in started:
        outcome = run.wait_child(handle)
        done = outcome.succeeded or outcome.code == "already_complete"
        variants.append(
            Variant(
                scene_id=child,
                seed=seed,
                status="completed" if done else "failed",
                code="" if done else outcome.code,
                reason="" if done else outcome.reason,
            )
        )
    run.write(prompts.VARIANTS_INDEX, VariantsIndex(
        scene_id=run.scene_id, source_mode=request.source_mode or options.default_source_mode, quality_tier=request.quality_tier,
        provider_policy=request.provider_policy, seed_count=request.seed_count, variants=tuple(variants)))  # fmt: skip
    wrong = [variant for variant in variants if variant.status != "completed"]
    if wrong:
        reasons = "; ".join(f"{variant.scene_id}: {variant.reason}" for variant in wrong)
        return failed("text_stage_failed", f"{len(wrong)} of {len(variants)} seeds failed: {reasons}", completed=len(variants) - len(wrong))
    return succeeded(stages={"variants": "SUCCESS"}, variants=[variant.scene_id for variant in variants])


def _summary(request: SceneRequest, options: Options, made: Outcome) -> dict[str, Any]:
    """The completion marker's own fields (orchestration-a.md §1)."""
    ended = made.details.get("stages", {})
    return {
        "source_type": "text", "requested_source_mode": request.source_mode or options.default_source_mode, "quality_tier": request.quality_tier,
        "provider_policy": request.provider_policy, "seed": _first_seed(options), "seed_count": request.seed_count,
        "completed_variants": request.seed_count, "fallback_used": False, "text_gen_runtime": options.runtime, "through": options.through,
        "arena_export": ended.get("arena_export", "not_asked"), "arena_required": options.arena_export_required, "stages": ended,
    }  # fmt: skip
