"""read the certified scene and its tasks → affordances, tasks, graphs → publish them together."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import UTC, datetime

from blueprint.contracts import arena as contract
from blueprint.contracts.assets import SCENE_MANIFEST
from blueprint.contracts.certificate import CERTIFICATE, Certificate
from blueprint.contracts.geniesim import TASKS
from blueprint.contracts.markers import MarkerOutput
from blueprint.contracts.tasks import TaskSet
from blueprint.core.artifact import ObjectRef
from blueprint.core.errors import ContractError, GateFailed
from blueprint.domain.arena.affordances import Hand
from blueprint.domain.arena.package import Asked, Package, make_package
from blueprint.domain.physics.world import World, load
from blueprint.domain.robots.catalogue import find as robot_named
from blueprint.domain.tasks.propose import propose
from blueprint.domain.usd.stage import read_asset_names
from blueprint.jobs.arena_export import Input, Output
from blueprint.jobs.scene_files import fetch_scene
from blueprint.runtimes.process import JobContext
from blueprint.store.documents import to_json

PROPOSED = "proposed"
NO_MODEL = "USE_LLM_AFFORDANCES was asked for: affordances are decided by measured geometry, no model was used"


def main(context: JobContext, given: Input) -> Output:
    """Raises ContractError for a prefix or robot that is not ours, a scene without certificate or changed since, or tasks of another scene file;
    GateFailed when the certificate did not pass."""
    _check_prefixes(given)
    robot = robot_named(given.robot_type)
    certificate, certified = context.store.read(CERTIFICATE, given.scene_id)
    scene, usd = fetch_scene(context, given.scene_id, with_assets=True)
    world = load(usd)
    _check_certificate(certificate, certified, world)
    tasks, source, generation = _tasks(context, given, world)
    asked = Asked(
        robot=robot.name, tasks_source=source, generated_at=datetime.now(UTC).isoformat(timespec="seconds"),
        hub_namespace=given.hub_namespace if given.enable_hub_registration else "", notes=(NO_MODEL,) if given.use_llm_affordances else (),
    )  # fmt: skip
    manifest = context.store.read(SCENE_MANIFEST, given.scene_id).value
    hand = Hand(robot.name, robot.gripper_open_m, robot.payload_kg)
    package = make_package(scene, world, read_asset_names(usd), hand, tasks, manifest, asked)
    made = package.manifest
    return Output(
        scene_id=given.scene_id, scene_generation=certified.generation, scene_digest=world.digest, tasks_generation=generation, robot=robot.name,
        tasks=made.task_count, env_graphs=sum(bool(task.env_graph) for task in made.tasks), affordances=package.affordance_count,
        no_tasks_reason="" if made.task_count else _why_none(made), outputs=_published(context, given.scene_id, package) if made.task_count else (),
    )  # fmt: skip


def _check_prefixes(given: Input) -> None:
    for field, found, folder in (
        ("ASSETS_PREFIX", given.assets_prefix, "assets"), ("USD_PREFIX", given.usd_prefix, "usd"), ("ARENA_PREFIX", given.arena_prefix, "arena"),
        ("GENIESIM_PREFIX", given.geniesim_prefix, "geniesim"),
    ):  # fmt: skip
        expected = f"scenes/{given.scene_id}/{folder}"
        if found and found.rstrip("/") != expected:
            raise ContractError("arena-export-job", field, f"{expected}, or nothing", found)


def _check_certificate(certificate: Certificate, read: ObjectRef, world: World) -> None:
    if certificate.digest != world.digest:
        raise ContractError(read.name, "digest", f"{world.digest} (the scene file's; assemble and certify it again)", certificate.digest)
    if not certificate.passed:
        raise GateFailed("certificate", [metric.name for metric in certificate.metrics if metric.required and metric.passed is False])


def _tasks(context: JobContext, given: Input, world: World) -> tuple[TaskSet, str, int]:
    """The data stage's tasks when they are of this scene file and for this robot, else our own proposal: a scene that was assembled anew has
    the tasks of the older one beside it until the data stage has gone by. Where they are from, and the generation of what was looked at."""
    found = context.store.find(TASKS, given.scene_id)
    if found is not None and found.value.scene_id != given.scene_id:
        raise ContractError(found.ref.name, "scene_id", given.scene_id, found.value.scene_id)
    if found is not None and (found.value.robot, found.value.scene_digest) == (given.robot_type, world.digest):
        return found.value, found.ref.name, found.ref.generation
    generation = found.ref.generation if found else 0
    return propose(world, given.robot_type, context.seed_of(given.scene_id, given.robot_type) & 0x7FFFFFFF), PROPOSED, generation


def _published(context: JobContext, scene_id: str, package: Package) -> tuple[MarkerOutput, ...]:
    """Documents and files together, the manifest that lists them last."""
    folder = f"scenes/{scene_id}/arena"
    contents = {f"{folder}/{name}": text.encode() for name, text in sorted(package.texts.items())}
    contents[contract.MANIFEST_ENHANCED.at(scene_id)] = to_json(package.enhanced)
    contents[contract.ASSET_REGISTRY.at(scene_id)] = to_json(package.registry)
    contents[contract.ARENA_MANIFEST.at(scene_id)] = to_json(package.manifest)
    with context.publication() as publication:
        for name, content in contents.items():
            publication.add(name, content)
    if publication.already_done:  # by an attempt that ended before it could report; the manifest's date is that attempt's
        contents = {name: context.store.bucket.get(name)[0] for name in contents}
    return tuple(
        MarkerOutput(name=name.removeprefix(f"scenes/{scene_id}/"), sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        for name, content in contents.items()
    )


def _why_none(manifest: contract.ArenaManifest) -> str:
    """The reasons by how often they were given."""
    counted = Counter(entry.reason for entry in manifest.dropped).most_common(5)
    said = "; ".join(f"{reason} ({times}×)" for reason, times in counted)
    return said or "nothing in the scene can be moved, opened or pressed by this robot"
