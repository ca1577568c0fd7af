"""Everything of an Arena export, from a scene, its compiled world and a set of tasks: pure, and the same for the same input but for its date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from blueprint.contracts import arena as contract
from blueprint.contracts.assets import SceneManifest
from blueprint.contracts.geometry import Dimensions, Point, Quaternion, Transform
from blueprint.contracts.scene import PlacedObject, Role, Scene
from blueprint.contracts.tasks import DroppedTask, TaskSet
from blueprint.core.errors import ContractError
from blueprint.domain.arena import code
from blueprint.domain.arena.affordances import Described, Hand, describe
from blueprint.domain.arena.graph import ARENA_VERSION, env_graph, reason_against, to_yaml
from blueprint.domain.arena.hub import hub_config
from blueprint.domain.arena.room import room_layer
from blueprint.domain.arena.tasks import Supported, supported
from blueprint.domain.documents.stage1 import sim_role
from blueprint.domain.physics.world import World

GRAPH_NOTE = "Made by Blueprint for Isaac Lab Arena {version}. Paths are relative to this folder; `scene_module.arena_env({name!r})` makes them absolute."


@dataclass(frozen=True)
class Asked:
    """hub_namespace: "" when no Hub configuration is asked for. tasks_source: the document the tasks come from, or `proposed`."""

    robot: str
    tasks_source: str
    generated_at: str
    hub_namespace: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Package:
    """texts: name relative to `arena/` → content; documents beside them. tasks: those that can be done."""

    manifest: contract.ArenaManifest
    registry: contract.AssetRegistry
    enhanced: SceneManifest
    texts: Mapping[str, str]

    @property
    def affordance_count(self) -> int:
        return sum(len(thing.affordances) for thing in self.manifest.objects)


def make_package(
    scene: Scene, world: World, asset_names: Mapping[str, str], hand: Hand, tasks: TaskSet, manifest: SceneManifest, asked: Asked
) -> Package:
    """Raises ContractError when the tasks are of another scene file or robot, or manifest and scene name different objects."""
    _check(scene, world, tasks, manifest, asked)
    things = describe(scene, world, hand)
    able, dropped = supported(tasks, things)
    reasons = {task.name: reason_against(scene, task, asked.robot) for task in able}
    entries = tuple(_entry(task, reasons[task.name]) for task in able)
    texts = _texts(scene, world, asset_names, able, entries)
    described = _manifest(scene, world, asset_names, things, entries, dropped, asked, manifest.scene.environment_type)
    if asked.hub_namespace:
        texts["hub_config.yaml"] = hub_config(described, asked.hub_namespace)
    return Package(described, _registry(scene, asset_names, things), _enhanced(manifest, things), texts)


def _check(scene: Scene, world: World, tasks: TaskSet, manifest: SceneManifest, asked: Asked) -> None:
    for field, expected, found in (
        ("scene_id", scene.scene_id, tasks.scene_id), ("scene_digest", world.digest, tasks.scene_digest), ("robot", asked.robot, tasks.robot),
    ):  # fmt: skip
        if expected != found:
            raise ContractError(f"tasks of {scene.scene_id} ({asked.tasks_source})", field, expected, found)
    ours, theirs = {placed.id for placed in scene.objects}, {item.id for item in manifest.objects}
    if ours != theirs:
        raise ContractError(f"scene_manifest.json of {scene.scene_id}", "objects", "the objects of the scene file", sorted(ours ^ theirs))


def _entry(task: Supported, reason: str) -> contract.ArenaTaskEntry:
    return contract.ArenaTaskEntry(
        task_id=task.task.task_id, name=task.name, object_id=task.object_id, affordance=task.affordance, instruction=task.task.instruction,
        file=f"tasks/{task.name}.py", env_graph="" if reason else f"env_graphs/{task.name}.yaml", env_graph_reason=reason,
    )  # fmt: skip


def _texts(
    scene: Scene, world: World, asset_names: Mapping[str, str], able: tuple[Supported, ...], entries: tuple[contract.ArenaTaskEntry, ...]
) -> dict[str, str]:
    graphs = {entry.name: entry.env_graph.removeprefix("env_graphs/") for entry in entries if entry.env_graph}
    rows = [(task, entry, scene.object(task.object_id).name) for task, entry in zip(able, entries, strict=True)]
    texts = {
        "scene_module.py": code.scene_module(scene.scene_id, world.digest, graphs),
        "room.usda": room_layer(placed.id for placed in scene.objects if placed.role is Role.MANIPULABLE),
    } | code.task_modules(rows)
    for task, entry, _ in rows:
        if entry.env_graph:
            texts[entry.env_graph] = to_yaml(env_graph(scene, asset_names, task), GRAPH_NOTE.format(version=ARENA_VERSION, name=task.name))
    return texts


def _manifest(
    scene: Scene, world: World, asset_names: Mapping[str, str], things: Mapping[str, Described],
    entries: tuple[contract.ArenaTaskEntry, ...], dropped: tuple[DroppedTask, ...], asked: Asked,
    environment: str,
) -> contract.ArenaManifest:  # fmt: skip
    found = {name for thing in things.values() for name in thing.affordances}
    reference = contract.AffordanceReference(source="jobs.md §3.19.2", version="1", values=contract.AFFORDANCES)
    metadata = contract.ManifestMetadata(
        affordance_reference=reference, unknown_affordances=tuple(sorted(found - set(contract.AFFORDANCES))), used_fallback=True,
        known_affordance_count=sum(len(thing.affordances) for thing in things.values()), scene_digest=world.digest, robot=asked.robot, notes=asked.notes,
    )  # fmt: skip
    return contract.ArenaManifest(
        arena_version=ARENA_VERSION, scene_id=scene.scene_id, environment_type=environment,
        generated_at=asked.generated_at, scene=contract.ManifestScene(usd_path="usd/scene.usda", metadata=metadata),
        objects=tuple(_object(placed, asset_names[placed.id], things[placed.id]) for placed in scene.objects),
        supported_embodiments=(asked.robot,), task_count=len(entries), tasks=entries, tasks_source=asked.tasks_source, dropped=dropped,
    )  # fmt: skip


def _object(placed: PlacedObject, asset: str, thing: Described) -> contract.ArenaObject:
    return contract.ArenaObject(
        id=placed.id, name=placed.name, category=placed.category, sim_role=sim_role(placed.category, placed.role), usd_path=_usd_path(asset),
        transform=Transform(position=Point.of(placed.position_m), rotation_quaternion=Quaternion.of(placed.rotation_wxyz)),
        affordances=thing.affordances, affordance_params=dict(thing.params),
    )  # fmt: skip


def _usd_path(asset: str) -> str:
    return f"assets/{asset}/{asset}.usda"


def _registry(scene: Scene, asset_names: Mapping[str, str], things: Mapping[str, Described]) -> contract.AssetRegistry:
    return contract.AssetRegistry(
        scene_id=scene.scene_id, assets={placed.id: _registered(placed, asset_names[placed.id], things[placed.id]) for placed in scene.objects}
    )


def _registered(placed: PlacedObject, asset: str, described: Described) -> contract.RegisteredAsset:
    thing = described.thing
    return contract.RegisteredAsset(
        id=placed.id, usd_path=_usd_path(asset), category=placed.category, sim_role=sim_role(placed.category, placed.role), affordances=described.affordances,
        physics=contract.RegisteredPhysics(mass_kg=thing.mass_kg, friction=thing.friction, colliders=thing.colliders),
        dimensions=Dimensions.of(thing.size_m),
    )  # fmt: skip


def _enhanced(manifest: SceneManifest, things: Mapping[str, Described]) -> SceneManifest:
    """The scene's manifest with the measured affordances in place of the category's, and their figures under `metadata`."""
    objects = tuple(
        item.model_copy(update={"semantics": item.semantics.model_copy(update={"affordances": things[item.id].affordances})}) for item in manifest.objects
    )
    figures = {name: {key: value.model_dump(mode="json", exclude_none=True) for key, value in thing.params.items()} for name, thing in things.items()}
    return manifest.model_copy(update={"objects": objects, "metadata": manifest.metadata | {"affordance_params": figures}})
