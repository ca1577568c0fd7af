"""read the USD and the affordances → tasks with places to stand → an Isaac Lab package, checked against the stage."""

from __future__ import annotations

import hashlib

from blueprint import __version__
from blueprint.contracts import isaac_lab as contract
from blueprint.contracts import replicator
from blueprint.core.errors import GateFailed
from blueprint.domain.isaac_lab.check import check_package
from blueprint.domain.isaac_lab.package import package_files
from blueprint.domain.isaac_lab.tasks import catalog_and_plan, make_tasks, robot_named
from blueprint.jobs.isaac_lab import Input, Output
from blueprint.jobs.scene_files import fetch_scene
from blueprint.runtimes.process import JobContext


def main(context: JobContext, given: Input) -> Output:
    """Raises ContractError for an unknown robot or an absent input, GateFailed when no task is feasible or a named prim is not there."""
    robot = robot_named(given.robot_type)
    scene, usd = fetch_scene(context, given.scene_id, with_assets=True)
    graph = context.store.read(replicator.AFFORDANCE_GRAPH, given.scene_id).value
    bundle = context.store.read(replicator.BUNDLE_METADATA, given.scene_id).value
    wanted = [given.policy_id] if given.policy_id else list(bundle.policies)
    configs = tuple(context.store.read(replicator.POLICY_CONFIG, given.scene_id, policy=policy).value for policy in wanted)
    environment = given.environment_type or bundle.environment_type
    tasks = make_tasks(scene, graph, configs, robot)
    catalog, plan = catalog_and_plan(scene, environment, tasks, len(graph.articulation_targets), robot, given.affordance_feasibility_mode)
    corners = {region.id: (_corner(region, -0.5), _corner(region, 0.5)) for region in graph.regions}
    files = package_files(scene, tasks, corners, robot, given.num_envs)
    validation = check_package(files, tasks, usd)
    if validation.errors:
        raise GateFailed("isaac-lab package", list(validation.errors))
    metadata = contract.GenerationMetadata(
        scene_id=given.scene_id, task_name=f"Blueprint-{given.scene_id}", policy_id=wanted[0], robot_type=robot.name, num_envs=given.num_envs,
        environment_type=environment, files=tuple(sorted(files)), scene_digest=hashlib.sha256(usd.read_bytes()).hexdigest(),
        generator_version=__version__, validation=validation,
    )  # fmt: skip
    with context.publication() as publication:
        for name, text in files.items():
            publication.add(f"scenes/{given.scene_id}/isaac_lab/{name}", text.encode())
        publication.add(contract.TASK_CATALOG.at(given.scene_id), catalog)
        publication.add(contract.SPAWN_PLAN_BASELINE.at(given.scene_id), plan)
        publication.add(contract.SPAWN_PLAN.at(given.scene_id), plan)
        publication.add(contract.GENERATION_METADATA.at(given.scene_id), metadata)
    feasible = sum(task.feasible for task in tasks)
    return Output(scene_id=given.scene_id, task_name=metadata.task_name, policy_id=wanted[0], tasks=len(tasks), feasible_tasks=feasible)


def _corner(region: replicator.Region, share: float) -> tuple[float, float]:
    return round(region.position[0] + share * region.size[0], 4), round(region.position[1] + share * region.size[1], 4)
