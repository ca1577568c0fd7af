"""Episodes without Genie Sim: collect → quality gate → `.episodes_complete`, once per generation of the assembled scene (orchestration-b.md §3.5).

It works where the scene's `config.json` says `use_geniesim: false`, or when a person asks (a manual event, or `force: true`); every other scene
is collected by genie-sim-export-pipeline, and would be collected twice. Guards, in order: options → configuration → enabled → answered → lock.
Of the contract's steps there is no cluster to route to and no build to poll: the runtime runs the job, waits for it as long as the job may take,
and cancels it then (WS-12, WS-21). Its monitoring gate and staging tests look at cloud dashboards and a cluster; a caller who asks for them is
refused, because nothing here could answer (WS-18).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal, TypeVar

from pydantic import Field

from blueprint.contracts import stages
from blueprint.contracts.episode_generation import (
    EPISODE_CONFIG,
    GENERATION_GATE_REPORT,
    GENERATION_LOCK,
    BundleTier,
    EpisodeConfig,
)
from blueprint.contracts.episodes import EPISODES_FAILED
from blueprint.contracts.geniesim_runs import SCENE_CONFIG
from blueprint.core.artifact import Value
from blueprint.core.errors import BlueprintError, JobFailed
from blueprint.core.event import ObjectFinalized
from blueprint.core.job import Job, env
from blueprint.core.outcome import Outcome, failed, skipped, succeeded
from blueprint.engine.failure import cause_of
from blueprint.engine.run import Run
from blueprint.engine.workflow import workflow
from blueprint.jobs import episode_generation, quality_gate
from blueprint.workflows.bundle_tiers import data_pack, episodes_per_variation, resolve_tier

Out = TypeVar("Out", bound=Value)

GATE_S = 1800.0
FLOORS = {"min_quality_score": 0.92, "min_success_rate": 0.75, "min_episodes": 5}
"""Of production (jobs.md §1.1)."""


class Options(Value):
    """force: whatever `config.json` says of Genie Sim, and although this generation was answered. pipeline_env: `production` is the operator's word.

    enforce_quality_gates: in production always (WS-18). episodes_per_variation: empty: as the bundle tier says. episodes_per_task: over all scene
    files together, in its place; empty: so many for each of them.
    """

    force: bool = False
    bundle_tier: BundleTier | None = None
    pipeline_env: str = env("PIPELINE_ENV", "", operator=True)
    enforce_quality_gates: bool = True
    build_poll_timeout_seconds: float = env("EPISODE_BUILD_POLL_TIMEOUT_SECONDS", 21600, gt=0)
    robot_type: str = env("ROBOT_TYPE", "franka")
    episodes_per_variation: int | None = env("EPISODES_PER_VARIATION", None, ge=1, le=10_000)
    episodes_per_task: int | None = Field(default=None, ge=1, le=100_000)
    max_variations: int = env("MAX_VARIATIONS", 5, ge=0)
    max_tasks: int = env("MAX_TASKS", 50, ge=1)
    seed: int = Field(default=1, ge=0)
    cameras: bool = env("ENABLE_CAMERAS", True)
    min_quality_score: float = env("MIN_QUALITY_SCORE", 0.85, ge=0, le=1)
    min_success_rate: float = env("MIN_SUCCESS_RATE", 0.5, ge=0, le=1)
    min_episodes: int = env("MIN_EPISODES_REQUIRED", 1, ge=1)
    lerobot_export_format: Literal["lerobot_v3", "lerobot_v2"] = env("LEROBOT_EXPORT_FORMAT", "lerobot_v3")
    isaac_sim_required: bool = env("ISAAC_SIM_REQUIRED", False)
    require_real_physics: bool = env("REQUIRE_REAL_PHYSICS", True)

    @property
    def production(self) -> bool:
        return self.pipeline_env.strip().lower() == "production"

    @property
    def enforced(self) -> bool:
        return self.enforce_quality_gates or self.production

    def limits(self) -> dict[str, Any]:
        """Least score, success rate and number of episodes."""
        asked = {name: getattr(self, name) for name in FLOORS}
        return {name: max(value, FLOORS[name]) for name, value in asked.items()} if self.production else asked


class Plan(Value):
    """What is effective once configuration, event and environment are weighed."""

    tier: BundleTier
    episodes_per_variation: int
    config: EpisodeConfig


class Ended(Exception):
    """The run is over: its failure marker is written."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


@workflow(
    "episode-generation-pipeline", on=(ObjectFinalized(stages.USD_COMPLETE),), exclusive="scene", options=Options,
    completes=stages.EPISODES_COMPLETE, fails=EPISODES_FAILED,
)  # fmt: skip
def episode_generation_pipeline(run: Run) -> Outcome:
    """SUCCESS: a dataset stands, and the gate found it sound (or was switched off outside production, which the marker says)."""
    options = run.options(Options)
    config = run.find(EPISODE_CONFIG) or EpisodeConfig()
    forced = options.force or run.event.type == "manual"
    if config.use_geniesim and not forced:
        why = f"{SCENE_CONFIG.at(run.scene_id)} does not say use_geniesim: false, so genie-sim-export-pipeline collects this scene"
        return skipped("geniesim_enabled", f"{why}; start this one with force: true to collect here all the same")
    if not forced and run.answered(stages.EPISODES_COMPLETE):
        return skipped("already_complete", "this generation of the scene was collected before")
    tier = resolve_tier(config.bundle_tier, options.bundle_tier)
    plan = Plan(tier=tier, episodes_per_variation=options.episodes_per_variation or episodes_per_variation(tier), config=config)
    with run.lease(GENERATION_LOCK, minutes=(options.build_poll_timeout_seconds + GATE_S) / 60 + 15):
        if not forced and run.answered(stages.EPISODES_COMPLETE):
            return skipped("already_complete", "this generation of the scene was collected while this run waited")
        try:
            return _generate(run, options, plan)
        except Ended as end:
            return end.outcome


def _generate(run: Run, options: Options, plan: Plan) -> Outcome:
    wanted = _input(run, options, plan)
    codes = ("episode_generation_start_failed", "episode_generation_failed", "episode_generation_poll_timeout")
    limit_s = None if "timeout_override_seconds" in run.event.payload else options.build_poll_timeout_seconds
    made = _job(run, episode_generation.JOB, wanted, limit_s, codes, plan)
    if made.skipped_reason:
        return skipped("nothing_to_collect", made.skipped_reason)
    if made.left_out:
        run.log("asked for in config.json, and not made in this version", severity="WARNING", left_out=list(made.left_out))
    gate = _gate(run, options, plan, made) if options.enforced else None
    facts = _facts(options, plan, made, gate)
    run.complete(stages.EPISODES_COMPLETE, outputs=made.outputs, **facts)
    return succeeded(
        **facts, outputs={"episodes_path": f"scenes/{run.scene_id}/episodes", "completion_marker": stages.EPISODES_COMPLETE.at(run.scene_id)}
    )


def _input(run: Run, options: Options, plan: Plan) -> episode_generation.Input:
    prefix = f"scenes/{run.scene_id}"
    return episode_generation.Input.model_validate({
        "scene_id": run.scene_id, "assets_prefix": f"{prefix}/assets", "usd_prefix": f"{prefix}/usd", "episodes_prefix": f"{prefix}/episodes",
        "robot_type": plan.config.robot_type or options.robot_type, "episodes_per_variation": plan.episodes_per_variation,
        "episodes_per_task": options.episodes_per_task or 0, "max_variations": options.max_variations, "max_tasks": options.max_tasks,
        "seed": options.seed, "cameras": options.cameras, "bundle_tier": plan.tier, "data_pack_tier": data_pack(plan.tier),
        "lerobot_export_format": options.lerobot_export_format, "data_quality_level": "production" if options.production else "development",
        "require_real_physics": options.require_real_physics, "isaac_sim_required": options.isaac_sim_required,
        "audio_narration_enabled": plan.config.audio_narration_enabled, "subtitle_generation_enabled": plan.config.subtitle_generation_enabled,
        "bypass_quality_gates": not options.enforced, **options.limits(),
    })  # fmt: skip


def _gate(run: Run, options: Options, plan: Plan, made: episode_generation.Output) -> quality_gate.Output:
    """Of this very dataset: what the job says of itself lets nobody through."""
    wanted = quality_gate.Input.model_validate({
        "scene_id": run.scene_id, "episodes_prefix": f"scenes/{run.scene_id}/episodes", "job_id": made.job_id, "key": made.key, "cameras": options.cameras,
        **options.limits(),
    })  # fmt: skip
    codes = ("quality_gate_start_failed", "quality_gate_failed", "quality_gate_failed")
    said = _job(run, quality_gate.JOB, wanted, GATE_S, codes, plan)
    if not said.can_proceed or (said.job_id, said.key) != (made.job_id, made.key):
        reason = f"the gate of {said.job_id} does not let {made.job_id} through; report: {GENERATION_GATE_REPORT.at(run.scene_id)}"
        raise Ended(failed("quality_gate_failed", reason, failed_stage="quality_gate"))
    return said


def _job(run: Run, job: Job[Any, Out], wanted: Any, limit_s: float | None, codes: tuple[str, str, str], plan: Plan) -> Out:
    """Its output. Raises Ended after the failure marker with the stage's own code; the job's own words stand in it (WS-06, WS-20)."""
    not_started, not_done, too_long = codes
    code = not_started
    try:
        handle = run.start(job, wanted, timeout_s=limit_s)
        code = not_done
        return run.wait(handle)
    except BlueprintError as error:
        if isinstance(error, JobFailed) and error.cause_code == "timeout":
            code = too_long
        cause = cause_of(error, run.failed_step(error))
        context = {
            "episodes_prefix": f"scenes/{run.scene_id}/episodes", "bundle_tier": plan.tier, "episodes_per_variation": plan.episodes_per_variation,
            "cause_code": cause.code, "time_limit_seconds": limit_s,
        }  # fmt: skip
        run.fail_with(EPISODES_FAILED, replace(cause, code=code), context=context)
        raise Ended(failed(code, str(error)[:2000], job=job.name, cause_code=cause.code, log=cause.log, failure_marker=EPISODES_FAILED.at(run.scene_id))) from error


def _facts(options: Options, plan: Plan, made: episode_generation.Output, gate: quality_gate.Output | None) -> dict[str, Any]:
    """physics_validated is what the gate computed; without it, false, and why (WS-24)."""
    judged: dict[str, Any] = {"physics_validated": False, "quality_gate": "not_run", "reason": "enforce_quality_gates is false"}
    if gate:
        judged = {"physics_validated": gate.physics_validated, "quality_gate": "passed", "replayed_by_gate": gate.replayed, "warnings": list(gate.warnings)[:20]}
    return {
        **judged, "job_id": made.job_id, "dataset": "episodes/lerobot", "episodes": made.accepted, "attempted": made.attempted, "succeeded": made.succeeded,
        "tasks": made.tasks, "frames": made.frames, "variations": made.variations, "duplicate": made.duplicate, "bundle_tier": plan.tier,
        "data_pack_tier": data_pack(plan.tier), "data_pack_missing": list(made.missing), "left_out": list(made.left_out),
        "episodes_per_variation": plan.episodes_per_variation, "pipeline_env": options.pipeline_env,
    }  # fmt: skip
