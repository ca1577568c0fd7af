"""One seam, one fake: a runtime whose jobs end as the test says; engine, store and workflows are the real ones."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from blueprint.contracts import assets, isaac_lab, variations
from blueprint.contracts.geometry import Dimensions, Point, Transform
from blueprint.core.errors import BlueprintError
from blueprint.core.job import JobProblem, JobReport, JobRequest
from blueprint.runtimes.runtime import Progress
from blueprint.store.store import Store

Answer = Mapping[str, Any] | BlueprintError | Callable[[JobRequest], Mapping[str, Any]]

OUTPUTS: dict[str, dict[str, Any]] = {
    "text-scene-gen-job": {
        "objects": 42, "generation_mode": "deterministic", "used_llm": False, "unmet": 0, "collision_rate_pct": 0.0, "stability_pct": 100.0, "seconds": {},
    },
    "text-scene-adapter-job": {"objects": 42, "assets": 30, "unmet": 0, "provider": "deterministic", "seed": 1, "quality_tier": "standard"},
    "usd-assembly-job": {"objects": 42, "assets": 30, "certified": True, "repairs": 0, "seconds": {}},
    "scene-preview-job": {"files": ("scene.glb",), "bytes": 1},
    "simready-job": {"objects": 42, "assets": 30, "total_mass_kg": 500.0},
    "interactive-job": {"status": "success", "articulated": 3, "joints": 5, "required_failures": 0},
    "replicator-job": {"regions": 9, "policies": ["dexterous_pick_place"], "articulation_targets": 5, "variation_assets": 4},
    "genie-sim-export-job": {
        "bundle": "", "robots": ("franka",), "tasks": 4, "tasks_before_filter": 4, "nodes": 9, "edges": 9, "published": True, "scene_digest": "d", "seconds": {},
    },
    "genie-sim-submit-job": {"job_id": "", "robot": "franka", "status": "completed", "attempted": 4, "succeeded": 4, "replayed": 4},
    "genie-sim-import-job": {
        "robot": "franka", "downloaded": 4, "passed_validation": 4, "filtered": 0, "average_quality": 0.9, "output_path": "", "manifest": "",
    },
    "isaac-lab-job": {"task_name": "t", "policy_id": "dexterous_pick_place", "tasks": 4, "feasible_tasks": 4},
    "arena-export-job": {
        "scene_generation": 1, "scene_digest": "d", "tasks_generation": 0, "robot": "franka", "tasks": 3, "env_graphs": 2, "affordances": 7,
    },
    "episode-generation-job": {
        "job_id": "own-123456789abc", "key": "k", "attempted": 4, "succeeded": 4, "replayed": 4, "accepted": 4, "frames": 400, "variations": 1, "tasks": 2,
        "outputs": [{"name": "episodes/manifests/generation_manifest.json", "sha256": "0", "size": 1}],
    },
    "quality-gate-job": {
        "job_id": "own-123456789abc", "key": "k", "can_proceed": True, "physics_validated": True, "episodes": 4, "replayed": 4, "same_bytes": 4,
        "report": "scenes/loft_9/episode-generation-job/quality_gate_report.json",
    },
    "variation-gen-job": {
        "assets": 2, "assets_kept": 0, "assets_failed": 0, "variations_asked": 5, "variations": 5, "variations_kept": 0, "tries_rejected": 0, "seconds": {},
    },
}  # fmt: skip
"""What each job answers when the test says nothing else; `scene_id` is the request's."""


@dataclass
class ScriptedRuntime:
    """answers: by job name, or `name:convert` / `name:assemble` for the two calls of usd-assembly-job, `simready-job:variation` and
    `isaac-lab-job:refresh` for those of stage 3. A job that answers as usual writes what the workflows read of it; a callable does that itself."""

    store: Store
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[JobRequest] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._reports: dict[str, JobReport] = {}
        self._lock = threading.Lock()

    @property
    def names(self) -> list[str]:
        """The jobs that ran, in order."""
        return [_name(request) for request in self.requests]

    def start(self, request: JobRequest) -> str:
        with self._lock:
            if request.id not in self._reports:
                self.requests.append(request)
                self._reports[request.id] = self._report(request)
        return request.id

    def retry(self, request: JobRequest) -> str:
        with self._lock:
            self._reports.pop(request.id, None)
        return self.start(request)

    def wait(self, request_id: str, timeout_s: float | None = None) -> JobReport:
        return self._reports[request_id]

    def cancel(self, request_id: str) -> None:
        self.cancelled.append(request_id)

    def progress(self, request_id: str) -> Progress | None:
        return None

    def _report(self, request: JobRequest) -> JobReport:
        answer = self.answers.get(_name(request), self.answers.get(request.job, {}))
        scene_id = str(request.inputs["scene_id"])
        if request.job == "text-scene-adapter-job" and not isinstance(answer, BlueprintError):
            self.store.write(assets.SCENE_MANIFEST, manifest(scene_id), scene_id)
        if request.job == "interactive-job" and not isinstance(answer, BlueprintError) and not callable(answer):
            summary = assets.InteractiveSummary(scene_id=scene_id, status="success", required_count=1, required_failure_count=0)
            self.store.write(assets.INTERACTIVE_COMPLETE, summary, scene_id)
        if not isinstance(answer, BlueprintError) and not callable(answer):
            self._write_stage_3(request)
        moving: dict[str, Any] = {}
        if _name(request) == "usd-assembly-job:convert" and not isinstance(answer, BlueprintError):
            try:
                moving = {"must_move": self.store.read(assets.SCENE_MANIFEST, scene_id).value.must_move}
            except BlueprintError as error:
                answer = error
        now = datetime.now(UTC)
        if isinstance(answer, BlueprintError):
            problem = JobProblem(code=answer.code, message=str(answer), type=type(answer).__name__, retryable=answer.retryable)
            return JobReport(id=request.id, exit_code=answer.exit_code, error=problem, log="/log", started_at=now, ended_at=now)
        given = answer(request) if callable(answer) else answer
        output = {"scene_id": scene_id, **OUTPUTS[request.job], **moving, **given}
        return JobReport(id=request.id, exit_code=0, output=output, log="/log", started_at=now, ended_at=now)


    def _write_stage_3(self, request: JobRequest) -> None:
        scene_id = str(request.inputs["scene_id"])
        if request.job == "variation-gen-job":
            self.store.write(variations.LISTED_ASSETS, listed(scene_id), scene_id)
            self.store.write(variations.GENERATION_REPORT, report(scene_id), scene_id)
        if _name(request) == "isaac-lab-job:refresh":
            self.store.write(isaac_lab.SPAWN_PLAN_REFRESH, plan(scene_id), scene_id)


def listed(scene_id: str, count: int = 2) -> variations.ListedAssets:
    return variations.ListedAssets(scene_id=scene_id, objects=tuple(variations.ListedAsset(id=f"mug_{k}", category="mug") for k in range(count)))


def report(scene_id: str) -> variations.GenerationReport:
    return variations.GenerationReport(
        scene_id=scene_id, generated_at=datetime.now(UTC), total=2, successful=2, failed=0, kept=0, variations_asked=5, variations_passed=5,
        variations_kept=0, tries_rejected=0, seconds={},
    )  # fmt: skip


def plan(scene_id: str) -> isaac_lab.SpawnPlan:
    """A refreshed spawn plan without tasks."""
    return isaac_lab.SpawnPlan(
        scene_id=scene_id, environment_type="kitchen", tracks={}, affordance_graph_source="", feasibility_mode="strict",
        summary=isaac_lab.SpawnSummary(total_tasks=0, feasible_tasks=0, infeasible_tasks=0, articulation_target_count=0, track_feasible_counts={}),
        feasibility_report=isaac_lab.Feasibility(is_feasible=True, summary=""),
    )  # fmt: skip


def _name(request: JobRequest) -> str:
    if request.job == "simready-job" and request.inputs["assets_prefix"].endswith("/variation_assets"):
        return f"{request.job}:variation"
    if request.job == "isaac-lab-job" and request.inputs["isaac_refresh_only"]:
        return f"{request.job}:refresh"
    if request.job == "usd-assembly-job":
        return f"{request.job}:{'convert' if request.inputs['convert_only'] else 'assemble'}"
    return request.job


def manifest(scene_id: str, moving: bool = True) -> assets.SceneManifest:
    """A scene of one cabinet, which moves or does not."""
    role = "articulated_furniture" if moving else "static"
    return assets.SceneManifest(
        scene_id=scene_id,
        scene=assets.ManifestScene(
            environment_type="kitchen", room=assets.ManifestRoom(bounds=assets.RoomBounds(width=3, depth=3, height=2.6), origin=(0, 0, 0)),
            physics_defaults=assets.PhysicsDefaults(gravity=Point(x=0, y=0, z=-9.81), solver="newton", time_steps_per_second=500),
        ),
        objects=(
            assets.ManifestObject(
                id="cabinet", name="cabinet", category="cabinet", description="", sim_role=role, must_be_separate_asset=True, placement_region="floor",
                variation_candidate=False, transform=Transform(position=Point(x=0, y=0, z=0)), dimensions_est=Dimensions(width=1, depth=0.5, height=0.9),
                dimensions_source="parametric", asset=assets.AssetReference(path="assets/c/c.usda", asset_id="c", source="parametric_library"),
                semantics=assets.Semantics(class_="cabinet", instance_id="cabinet"), physics=assets.ManifestPhysics(mass=20),
            ),
        ),
    )  # fmt: skip
