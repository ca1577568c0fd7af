"""read the USD and the affordances → tasks with places to stand → an Isaac Lab package, checked against the stage."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from blueprint import __version__
from blueprint.contracts import isaac_lab as contract
from blueprint.contracts import replicator, variations
from blueprint.contracts.assets import SIM_ROLES
from blueprint.contracts.scene import Scene
from blueprint.core.errors import GateFailed
from blueprint.domain.isaac_lab.check import check_package
from blueprint.domain.isaac_lab.package import package_files
from blueprint.domain.isaac_lab.tasks import Robot, catalog_and_plan, make_tasks, robot_named, with_assets
from blueprint.jobs.isaac_lab import Input, Output
from blueprint.jobs.scene_files import fetch_scene
from blueprint.runtimes.process import JobContext


def main(context: JobContext, given: Input) -> Output:
    """Raises ContractError for an unknown robot or an absent input, GateFailed when no task is feasible or a named prim is not there."""
    work = _read(context, given)
    return _refresh(context, given, work) if given.isaac_refresh_only else _package(context, given, work)


@dataclass(frozen=True)
class _Work:
    """What the scene offers this robot."""

    robot: Robot
    scene: Scene
    usd: Path
    graph: replicator.AffordanceGraph
    environment: str
    policies: tuple[str, ...]
    tasks: tuple[contract.Task, ...]


def _read(context: JobContext, given: Input) -> _Work:
    robot = robot_named(given.robot_type)
    scene, usd = fetch_scene(context, given.scene_id, with_assets=True)
    graph = context.store.read(replicator.AFFORDANCE_GRAPH, given.scene_id).value
    bundle = context.store.read(replicator.BUNDLE_METADATA, given.scene_id).value
    wanted = (given.policy_id,) if given.policy_id else bundle.policies
    configs = tuple(context.store.read(replicator.POLICY_CONFIG, given.scene_id, policy=policy).value for policy in wanted)
    environment = given.environment_type or bundle.environment_type
    return _Work(robot, scene, usd, graph, environment, wanted, make_tasks(scene, graph, configs, robot))


def _planned(given: Input, work: _Work, tasks: tuple[contract.Task, ...]) -> tuple[contract.TaskCatalog, contract.SpawnPlan]:
    targets = len(work.graph.articulation_targets)
    return catalog_and_plan(work.scene, work.environment, tasks, targets, work.robot, given.affordance_feasibility_mode)


def _output(given: Input, work: _Work, tasks: tuple[contract.Task, ...]) -> Output:
    return Output(
        scene_id=given.scene_id, task_name=f"Blueprint-{given.scene_id}", policy_id=work.policies[0], tasks=len(tasks),
        feasible_tasks=sum(task.feasible for task in tasks), tasks_with_assets=sum(bool(task.allowed_assets) for task in tasks),
    )  # fmt: skip


def _refresh(context: JobContext, given: Input, work: _Work) -> Output:
    """The spawn plan with the variation assets that have their physics. Raises ContractError when simready has not been over them."""
    made = context.store.read(variations.VARIATION_ASSETS, given.scene_id).value
    ready = context.store.read(variations.VARIATION_SIMREADY_COMPLETE, given.scene_id).value.simready_assets
    assets = {item.id: item.category for item in made.objects if item.id in ready and item.sim_role == SIM_ROLES["manipulable"]}
    tasks = with_assets(work.scene, work.tasks, work.graph, assets)
    _, plan = _planned(given, work, tasks)
    with context.publication() as publication:
        publication.add(contract.SPAWN_PLAN_REFRESH.at(given.scene_id), plan)
        publication.add(contract.SPAWN_PLAN.at(given.scene_id), plan)
    return _output(given, work, tasks)


def _package(context: JobContext, given: Input, work: _Work) -> Output:
    catalog, plan = _planned(given, work, work.tasks)
    corners = {region.id: (_corner(region, -0.5), _corner(region, 0.5)) for region in work.graph.regions}
    files = package_files(work.scene, work.tasks, corners, work.robot, given.num_envs)
    validation = check_package(files, work.tasks, work.usd)
    if validation.errors:
        raise GateFailed("isaac-lab package", list(validation.errors))
    metadata = contract.GenerationMetadata(
        scene_id=given.scene_id, task_name=f"Blueprint-{given.scene_id}", policy_id=work.policies[0], robot_type=work.robot.name,
        num_envs=given.num_envs, environment_type=work.environment, files=tuple(sorted(files)),
        scene_digest=hashlib.sha256(work.usd.read_bytes()).hexdigest(), generator_version=__version__, validation=validation,
    )  # fmt: skip
    with context.publication() as publication:
        for name, text in files.items():
            publication.add(f"scenes/{given.scene_id}/isaac_lab/{name}", text.encode())
        publication.add(contract.TASK_CATALOG.at(given.scene_id), catalog)
        publication.add(contract.SPAWN_PLAN_BASELINE.at(given.scene_id), plan)
        publication.add(contract.SPAWN_PLAN.at(given.scene_id), plan)
        publication.add(contract.GENERATION_METADATA.at(given.scene_id), metadata)
    return _output(given, work, work.tasks)


def _corner(region: replicator.Region, share: float) -> tuple[float, float]:
    return round(region.position[0] + share * region.size[0], 4), round(region.position[1] + share * region.size[1], 4)
