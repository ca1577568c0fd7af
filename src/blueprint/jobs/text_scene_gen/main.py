"""read the request → plan → place → settle and measure → publish the package."""

from __future__ import annotations

import time
from dataclasses import dataclass

from blueprint.contracts import textgen as contract
from blueprint.contracts.plan import ScenePlan
from blueprint.contracts.prompts import SceneRequest
from blueprint.core.errors import ContractError, GateFailed
from blueprint.core.identity import seed_of
from blueprint.domain.documents.package import Asked, make_package
from blueprint.domain.layout.solver import solve
from blueprint.domain.physics.textgate import Measured, measure, without_blemished
from blueprint.domain.planner.planner import TIER_MINIMUM
from blueprint.domain.planner.proposal import PlanningRecord, plan_or_propose
from blueprint.jobs.language import model_of
from blueprint.jobs.text_scene_gen import Input, Output
from blueprint.runtimes.process import JobContext

ATTEMPTS = 3
SPARE = 3
"""Things beyond the tier's minimum, for those that turn out not to stand."""


@dataclass(frozen=True)
class Made:
    plan: ScenePlan
    record: PlanningRecord
    measured: Measured
    attempts: int

    @property
    def faults(self) -> int:
        """A missed gate weighs most, then what was asked for and is not there, then what the certificate would find."""
        lacking = len(self.measured.scene.unmet) - len(self.plan.unmet)
        return 100 * len(self.measured.failures) + 10 * lacking + len(self.measured.blemishes)


def main(context: JobContext, given: Input) -> Output:
    """Raises ContractError for a request that is not one of text, GateFailed when no attempt passes the gate."""
    request = _read(context, given)
    tier = given.quality_tier or request.quality_tier
    seconds: dict[str, float] = {}
    made = _make(context, given, request, tier, seconds)
    profile = given.premium_profile if tier == "premium" else given.standard_profile
    asked = Asked(given.seed, tier, given.request_object, request.source_mode or given.default_source_mode, profile)
    package, gate, complete = make_package(given.scene_id, request, asked, made.record, made.measured, seconds, made.attempts)
    if made.measured.failures:
        raise GateFailed("text scene", list(made.measured.failures))
    with context.publication() as publication:
        publication.add(contract.REQUEST_NORMALIZED.at(given.scene_id), request)
        publication.add(contract.PLAN.at(given.scene_id), made.plan)
        publication.add(contract.PACKAGE.at(given.scene_id), package)
        publication.add(contract.PLACEMENT_GRAPH.at(given.scene_id), package.placement_graph)
        publication.add(contract.TEXT_GATE.at(given.scene_id), gate)
        publication.add(contract.TEXTGEN_COMPLETE.at(given.scene_id), complete)
    metrics = gate.metrics
    return Output(
        scene_id=given.scene_id, objects=metrics.object_count, generation_mode=gate.generation_mode, used_llm=made.record.used_llm,
        unmet=len(package.unmet), collision_rate_pct=metrics.collision_rate_pct, stability_pct=metrics.stability_pct, seconds=seconds,
    )  # fmt: skip


def _read(context: JobContext, given: Input) -> SceneRequest:
    stored = context.store.read_named(given.request_object, SceneRequest, given.request_generation or None)
    request = stored.value
    mode = request.source_mode or given.default_source_mode
    if request.scene_id != given.scene_id:
        raise ContractError(given.request_object, "scene_id", f"{given.scene_id} (the path's)", request.scene_id)
    if mode == "image":
        raise ContractError(given.request_object, "source_mode", "text or auto", mode)
    return request


def _make(context: JobContext, given: Input, request: SceneRequest, tier: str, seconds: dict[str, float]) -> Made:
    """Plans once; places and settles until nothing is wrong, each time with another branch of the seed tree."""
    assert request.prompt is not None
    base = seed_of("scene", request.prompt, given.seed, tier)
    context.progress(0, 3, "planning the room")
    started = time.perf_counter()
    model = model_of(context, given.llm_base_url, given.llm_model) if given.use_llm else None
    plan, record = plan_or_propose(
        model, request.prompt, tier, base, request.constraints, given.llm_max_attempts, given.llm_retry_backoff_s, time.sleep
    )  # fmt: skip
    seconds["plan"] = round(time.perf_counter() - started, 3)
    best: Made | None = None
    for attempt in range(1, ATTEMPTS + 1):
        context.progress(1, 3, "placing things" if attempt == 1 else f"placing things again ({attempt})")
        started = time.perf_counter()
        scene = solve(plan, given.scene_id, seed_of("layout", base, attempt), minimum_objects=TIER_MINIMUM[tier] + SPARE)
        seconds["layout"] = round(seconds.get("layout", 0) + time.perf_counter() - started, 3)
        context.progress(2, 3, f"letting {len(scene.objects)} things come to rest")
        started = time.perf_counter()
        measured = without_blemished(measure(scene, context.workdir / f"attempt_{attempt}"))
        seconds["settle"] = round(seconds.get("settle", 0) + time.perf_counter() - started, 3)
        made = Made(plan, record, measured, attempt)
        best = made if best is None or made.faults < best.faults else best
        if not best.faults:
            break
        context.log("an attempt has faults", attempt=attempt, failures=measured.failures, blemishes=measured.blemishes, unmet=len(scene.unmet))
    assert best is not None
    return best
