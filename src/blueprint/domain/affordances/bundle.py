"""The randomisation bundle of a scene: regions, affordances, what can be varied and how (jobs.md §3.13, §4.10). Nothing in it is invented:
regions are surfaces, targets are joints, ranges are the categories' own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from blueprint.contracts.replicator import (
    AffordanceGraph,
    ArticulationTarget,
    CaptureConfig,
    PolicyConfig,
    Randomizer,
    Region,
    VariationAsset,
    VariationManifest,
)
from blueprint.contracts.scene import PlacedObject, Scene
from blueprint.core.errors import ContractError
from blueprint.domain.affordances.policies import ENVIRONMENT_OF_ROOM, ENVIRONMENTS, FREQUENCY, POLICIES, Policy
from blueprint.domain.affordances.regions import SupportRegion, fits, support_regions, usual_on
from blueprint.domain.assets.asset import Asset, AssetSpec, CategoryInfo, Joint, Role
from blueprint.domain.assets.catalogue import all_categories, build, info_of
from blueprint.domain.physics.mass import mass_properties
from blueprint.domain.usd.layout import joint_path
from blueprint.domain.usd.stage import object_path

FRICTION_SPREAD = 0.15


@dataclass(frozen=True)
class Bundle:
    environment: str
    graph: AffordanceGraph
    variations: VariationManifest
    configs: tuple[PolicyConfig, ...]


def make_bundle(scene: Scene, requested: Iterable[str] = ()) -> Bundle:
    """requested: policy ids; empty: those of the room's environment that the scene can serve.

    Raises ContractError for an unknown policy, or when nothing in the scene can be put anywhere or opened.
    """
    environment = ENVIRONMENT_OF_ROOM.get(scene.room.room_type, "living_room")
    found = support_regions(scene)
    targets = tuple(_targets(scene))
    manipulable = sorted({placed.category for placed in scene.objects if placed.role is Role.MANIPULABLE})
    candidates = _candidates(found)
    variations = tuple(_variation(scene, info_of(name), name in manipulable) for name in sorted(set(manipulable) | _usual(candidates, scene.room.room_type)))
    regions = tuple(_region(region, candidates[region.id]) for region in found)
    policies = _policies(environment, tuple(requested), bool(manipulable and found), targets)
    if not policies:
        raise ContractError(f"scene {scene.scene_id}", "objects", "something that can be moved or opened", "nothing")
    names = tuple(asset.name for asset in variations)
    configs = tuple(_config(policy_id, POLICIES[policy_id], found, candidates, variations, targets) for policy_id in policies)
    graph = AffordanceGraph(
        scene_id=scene.scene_id, scene_type=scene.room.room_type, environment_type=environment, regions=regions, articulation_targets=targets,
        policy_region_map={config.policy_id: config.placement_regions for config in configs},
        policy_asset_map={config.policy_id: config.variation_assets for config in configs},
        category_to_region_candidates={name: tuple(r.id for r in found if name in candidates[r.id]) for name in names},
        region_to_asset_candidates={region.id: tuple(sorted(candidates[region.id])) for region in found},
    )  # fmt: skip
    manifest = VariationManifest(
        scene_id=scene.scene_id, scene_type=scene.room.room_type, environment_type=environment, total_assets=len(variations), policies=policies,
        by_priority=_count(asset.priority for asset in variations), by_category=_count(asset.category for asset in variations), assets=variations,
    )  # fmt: skip
    return Bundle(environment, graph, manifest, configs)


def _candidates(regions: tuple[SupportRegion, ...]) -> dict[str, set[str]]:
    """Region id → the categories that fit and are usual there; if none is usual, those that fit."""
    infos = [category.info for category in all_categories().values()]
    chosen = {}
    for region in regions:
        fitting = [info for info in infos if fits(info, region)]
        usual = {info.name for info in fitting if usual_on(info, region)}
        chosen[region.id] = usual or {info.name for info in fitting}
    return chosen


def _usual(candidates: dict[str, set[str]], room_type: str) -> set[str]:
    """Categories that at least two regions would carry in such a room: worth varying although the scene has none."""
    tally = _count(name for names in candidates.values() for name in names)
    return {name for name, times in tally.items() if times >= 2 and room_type in info_of(name).rooms}


def _region(region: SupportRegion, candidates: set[str]) -> Region:
    low, high = region.polygon.min(axis=0), region.polygon.max(axis=0)
    (x, y), (width, depth) = (low + high) / 2, high - low
    height = min(region.surface.clearance_m, 2.0)
    inside = region.surface.kind == "interior"
    affordances = ["placeable", "containable" if inside else "support_surface"]
    affordances += ["wash_zone"] if "sink" in region.category or region.category == "washbasin" else []
    affordances += ["load_target"] if region.category in ("dishwasher", "washing_machine", "dryer") else []
    return Region(
        id=region.id, name=region.id.replace("_", " "), surface_type="volume" if inside else "horizontal", surface_kind=region.surface.kind,
        description=f"the {region.surface.name.replace('_', ' ')} of {region.object_id}", parent_object_id=region.object_id,
        parent_prim=f"/World/Objects/{region.object_id}", position=_three(x, y, region.z), size=_three(width, depth, height),
        polygon=tuple((round(float(x), 5), round(float(y), 5)) for x, y in region.polygon), area_m2=round(region.area_m2, 5),
        free_area_m2=round(region.free_area_m2, 5), clearance_m=round(region.surface.clearance_m, 4), joint=region.joint,
        movable_prims=tuple(f"/World/Objects/{thing}" for thing in region.movable),
        semantic_tags=(region.category, region.surface.kind), suitable_for=tuple(sorted(candidates)), affordances=tuple(affordances),
    )  # fmt: skip


def _targets(scene: Scene) -> Iterable[ArticulationTarget]:
    for placed in scene.objects:
        for joint in build(placed.spec).joints:
            yield ArticulationTarget(
                object_id=placed.id, label=f"{joint.name.replace('_', ' ')} of {placed.name}", required=placed.requested, sim_role=placed.role.value,
                joint=joint.name, joint_prim=joint_prim(placed, joint), articulation_type_hint=joint.kind,
                control_affordance_tags=("articulation_control", "openable" if abs(joint.upper) > 1 or joint.kind == "prismatic" else "turnable"),
            )  # fmt: skip


def joint_prim(placed: PlacedObject, joint: Joint) -> str:
    """The joint's prim path in the assembled scene."""
    return joint_path(build(placed.spec), object_path(placed.id), joint.name)


def _variation(scene: Scene, info: CategoryInfo, present: bool) -> VariationAsset:
    """Ranges measured on the category's smallest and largest build."""
    samples = [build(AssetSpec(category=info.name, seed=end, size_m=_corner(info, end))) for end in (0, 1)]
    masses = [sum(mass_properties(link).mass_kg for link in asset.links) for asset in samples]
    frictions = [_friction(asset) for asset in samples]
    return VariationAsset(
        name=info.name, category=info.name, description=f"a {info.name.replace('_', ' ')} ({info.source})", semantic_class=info.name.replace("_", " "),
        priority="required" if present else "optional", source_hint="generate", dimensions_low_m=_corner(info, 0),
        dimensions_high_m=_corner(info, 1), mass_range_kg=(round(min(masses), 4), round(max(masses), 4)),
        friction_range=(round(min(frictions) * (1 - FRICTION_SPREAD), 3), round(max(frictions) * (1 + FRICTION_SPREAD), 3)),
        colors=info.colors, materials=info.materials, example_objects=tuple(p.id for p in scene.objects if p.category == info.name),
    )  # fmt: skip


def _corner(info: CategoryInfo, end: int) -> tuple[float, float, float]:
    width, depth, height = info.size_m
    return _three(width[end], depth[end], height[end])


def _friction(asset: Asset) -> float:
    return float(np.mean([visual.material.dynamic_friction for link in asset.links for visual in link.visuals]))


def _policies(environment: str, requested: tuple[str, ...], movable: bool, targets: tuple[ArticulationTarget, ...]) -> tuple[str, ...]:
    unknown = [policy for policy in requested if policy not in POLICIES]
    if unknown:
        raise ContractError("replicator-job", "REQUESTED_POLICIES", f"policies out of {', '.join(POLICIES)}", unknown)
    kinds = {target.articulation_type_hint for target in targets}
    serves: dict[str, bool] = {"objects": movable, "articulation": bool(kinds), "prismatic": "prismatic" in kinds, "revolute": "revolute" in kinds}
    return tuple(policy for policy in (requested or ENVIRONMENTS[environment]) if serves[POLICIES[policy].needs])


def _config(
    policy_id: str, policy: Policy, regions: tuple[SupportRegion, ...], candidates: dict[str, set[str]],
    variations: tuple[VariationAsset, ...], targets: tuple[ArticulationTarget, ...],
) -> PolicyConfig:  # fmt: skip
    usable = [region for region in regions if candidates[region.id]]
    chosen = tuple(region.id for region in usable)
    fitting = {name for region in usable for name in candidates[region.id]}
    wanted: Callable[[ArticulationTarget], bool] = (
        (lambda target: target.articulation_type_hint == policy.needs)
        if policy.needs in ("prismatic", "revolute")
        else (lambda _: policy.needs == "articulation")
    )
    return PolicyConfig(
        policy_id=policy_id, policy_name=policy.name, policy_target=policy.target, description=policy.description, placement_regions=chosen,
        variation_assets=tuple(asset.name for asset in variations if asset.name in fitting),
        articulation_targets=tuple(target.joint_prim for target in targets if wanted(target)),
        randomizers=tuple(_randomizer(name, chosen) for name in policy.randomizers),
        capture_config=CaptureConfig(
            resolution=(1920, 1080) if policy_id == "precision_insertion" else (1280, 720), frames_per_episode=100,
            annotations=("rgb", "depth", "instance_segmentation", "semantic_segmentation", "bounding_box_2d", "bounding_box_3d", "object_pose", "joint_states"),
        ),
        reward_components=policy.rewards,
    )  # fmt: skip


def _randomizer(name: str, regions: tuple[str, ...]) -> Randomizer:
    parameters: dict[str, dict[str, object]] = {
        "object_scatter": {"min_objects": 1, "max_objects": 8, "regions": list(regions)},
        "object_placement": {"position_noise_m": 0.02, "yaw_noise_rad": 0.35},
        "lighting_variation": {"intensity": [0.6, 1.4], "color_temperature_k": [3000, 6500]},
        "material_variation": {"color_jitter": 0.1, "roughness": [0.2, 0.9]},
        "articulation_state": {"open_probability": 0.5},
        "drawer_state": {"open_range": [0.0, 1.0]},
        "door_state": {"open_range": [0.0, 1.0]},
        "drawer_contents": {"fill_ratio": [0.0, 0.5]},
    }
    frequency = FREQUENCY.get(name, "per_episode")
    return Randomizer(name=name, enabled=True, frequency=frequency, parameters=parameters.get(name, {}))  # type: ignore[arg-type]


def _count(values: Iterable[str]) -> dict[str, int]:
    tally: dict[str, int] = {}
    for value in values:
        tally[value] = tally.get(value, 0) + 1
    return dict(sorted(tally.items()))


def _three(x: float, y: float, z: float) -> tuple[float, float, float]:
    return round(float(x), 5), round(float(y), 5), round(float(z), 5)
