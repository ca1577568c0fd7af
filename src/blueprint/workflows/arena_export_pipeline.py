"""Stage 5: the certified scene as an Isaac Lab Arena benchmark (orchestration-b.md §3.1).

Three markers start it: `usd/.usd_complete`, `isaac_lab/.isaac_lab_complete`, `geniesim/.geniesim_complete`. They are three causes of one
result (WS-14): what is answered is not the marker but the scene: the generation of its certificate, of the task set that the data stage
collected with (0 while there is none), and the robot. All three stand in the completion marker. A cause that finds its scene answered ends as
SKIPPED `already_complete`; the one that brings tasks, or a newer certificate, exports once more. Runs of one scene never overlap.
A scene in which the robot can do nothing ends as SKIPPED `no_tasks` with the reasons; nothing is published and no marker claims a benchmark.
"""

from __future__ import annotations

from blueprint.contracts import arena, stages
from blueprint.contracts.certificate import CERTIFICATE
from blueprint.contracts.geniesim import TASKS
from blueprint.contracts.markers import MarkerContent
from blueprint.core.artifact import Value
from blueprint.core.event import ObjectFinalized
from blueprint.core.job import env
from blueprint.core.outcome import Outcome, skipped, succeeded
from blueprint.engine.run import Run
from blueprint.engine.workflow import workflow
from blueprint.jobs import arena_export


class Options(Value):
    robot_type: str = env("ROBOT_TYPE", "franka")
    use_llm_affordances: bool = env("USE_LLM_AFFORDANCES", False)
    enable_hub_registration: bool = env("ENABLE_HUB_REGISTRATION", False)
    hub_namespace: str = env("HUB_NAMESPACE", "blueprint-robotics")


SOURCES = {"usd": stages.USD_COMPLETE, "geniesim": stages.GENIESIM_COMPLETE, "isaac_lab": stages.ISAAC_LAB_COMPLETE}


@workflow(
    "arena-export-pipeline", on=tuple(ObjectFinalized(file) for file in (stages.USD_COMPLETE, stages.ISAAC_LAB_COMPLETE, stages.GENIESIM_COMPLETE)),
    exclusive="scene", options=Options, completes=stages.ARENA_COMPLETE, fails=arena.ARENA_FAILED,
)  # fmt: skip
def arena_export_pipeline(run: Run) -> Outcome:
    """One export per generation of the scene and its tasks, whichever of the three causes came first."""
    options = run.options(Options)
    source = _source(run)
    with run.lease(arena.ARENA_LOCK, minutes=35):
        hub_namespace = options.hub_namespace if options.enable_hub_registration else ""
        generations = {"scene_generation": run.generation(CERTIFICATE), "tasks_generation": run.generation(TASKS)}
        if _answered(run, run.marker(stages.ARENA_COMPLETE), generations, {"robot": options.robot_type, "hub_namespace": hub_namespace}):
            return skipped("already_complete", "this scene, with these tasks, was exported before", trigger_source=source)
        made = run.job(arena_export.JOB, _input(run, options, source))
        if not made.tasks:
            return skipped("no_tasks", f"{options.robot_type} can do nothing in this scene: {made.no_tasks_reason}", trigger_source=source)
        run.complete(
            stages.ARENA_COMPLETE, outputs=made.outputs, trigger_source=source, scene_generation=made.scene_generation, scene_digest=made.scene_digest,
            tasks_generation=made.tasks_generation, robot=options.robot_type, hub_namespace=hub_namespace, task_count=made.tasks,
            env_graph_count=made.env_graphs, affordance_count=made.affordances, files_generated=len(made.outputs), premium_analytics_enabled=False,
            premium_analytics_manifests=0,
        )  # fmt: skip
    return succeeded(
        trigger_source=source, tasks=made.tasks, env_graphs=made.env_graphs, affordances=made.affordances, scene_digest=made.scene_digest,
        outputs=_places(run, hub_namespace),
    )  # fmt: skip


def _places(run: Run, hub_namespace: str) -> dict[str, str]:
    folder = f"scenes/{run.scene_id}/arena"
    places = {
        "arena_manifest": arena.ARENA_MANIFEST.at(run.scene_id), "scene_module": f"{folder}/scene_module.py", "tasks_dir": f"{folder}/tasks",
        "asset_registry": arena.ASSET_REGISTRY.at(run.scene_id),
    }  # fmt: skip
    return places | ({"hub_config": f"{folder}/hub_config.yaml"} if hub_namespace else {})


def _source(run: Run) -> str:
    """Which of the three causes started this run; "" for another."""
    name = run.event.object.name if run.event.object else ""
    return next((source for source, marker in SOURCES.items() if marker.scene_of(name)), "")


def _answered(run: Run, marker: MarkerContent | None, generations: dict[str, int], asked: dict[str, str]) -> bool:
    """The marker's export was made of this scene and these tasks or newer ones, and as asked. A run that begins anew goes through to its own success."""
    if marker is None or marker.run_id == run.id:
        return False
    made = marker.model_extra or {}
    newest = all(isinstance(found := made.get(name), int) and found >= generation for name, generation in generations.items())
    return newest and all(made.get(name) == value for name, value in asked.items())


def _input(run: Run, options: Options, source: str) -> arena_export.Input:
    prefix = f"scenes/{run.scene_id}"
    return arena_export.Input(
        scene_id=run.scene_id, assets_prefix=f"{prefix}/assets", usd_prefix=f"{prefix}/usd", arena_prefix=f"{prefix}/arena",
        geniesim_prefix=f"{prefix}/geniesim" if source == "geniesim" else "", trigger_source=source, robot_type=options.robot_type,
        use_llm_affordances=options.use_llm_affordances, enable_hub_registration=options.enable_hub_registration, hub_namespace=options.hub_namespace,
    )  # fmt: skip
