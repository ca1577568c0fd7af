"""`scenes/<id>/replicator/`: placement regions, policies, affordance graph, randomisation ranges (jobs.md §3.13). Frame: Z-up, metres."""

from __future__ import annotations

from typing import Any, Literal

from blueprint.contracts.geometry import Vec3
from blueprint.core.artifact import Artifact, File, Value


class Region(Value):
    """A real support surface. position: centre of the polygon in the world; size: its box; polygon: convex, counter-clockwise, x-y in the world.

    free_area_m2: area_m2 minus the footprints of what already stands there. joint: the joint that must be opened to reach it, if any.
    movable_prims: the movable things that stand there now.
    """

    id: str
    name: str
    description: str
    surface_type: Literal["horizontal", "volume"]
    surface_kind: Literal["top", "shelf", "interior", "seat", "floor"]
    parent_object_id: str
    parent_prim: str
    position: Vec3
    size: Vec3
    rotation: Vec3 = (0.0, 0.0, 0.0)
    normal: Vec3 = (0.0, 0.0, 1.0)
    polygon: tuple[tuple[float, float], ...]
    area_m2: float
    free_area_m2: float
    clearance_m: float
    frame: Literal["z_up"] = "z_up"
    source: Literal["mesh_top_face"] = "mesh_top_face"
    joint: str = ""
    movable_prims: tuple[str, ...] = ()
    semantic_tags: tuple[str, ...]
    suitable_for: tuple[str, ...]
    affordances: tuple[str, ...]


class ArticulationTarget(Value):
    object_id: str
    label: str
    required: bool
    sim_role: str
    joint: str
    joint_prim: str
    articulation_type_hint: str
    control_affordance_tags: tuple[str, ...]


class VariationAsset(Value):
    """A category that can be varied, with the ranges real things of it have."""

    name: str
    category: str
    description: str
    semantic_class: str
    priority: Literal["required", "recommended", "optional"]
    source_hint: Literal["generate"] = "generate"
    dimensions_low_m: Vec3
    dimensions_high_m: Vec3
    mass_range_kg: tuple[float, float]
    friction_range: tuple[float, float]
    colors: tuple[str, ...]
    materials: tuple[str, ...]
    example_objects: tuple[str, ...]


class VariationManifest(Value):
    scene_id: str
    scene_type: str
    environment_type: str
    total_assets: int
    policies: tuple[str, ...]
    by_priority: dict[str, int]
    by_category: dict[str, int]
    assets: tuple[VariationAsset, ...]


class AffordanceGraph(Value):
    scene_id: str
    scene_type: str
    environment_type: str
    regions: tuple[Region, ...]
    articulation_targets: tuple[ArticulationTarget, ...]
    policy_region_map: dict[str, tuple[str, ...]]
    policy_asset_map: dict[str, tuple[str, ...]]
    category_to_region_candidates: dict[str, tuple[str, ...]]
    region_to_asset_candidates: dict[str, tuple[str, ...]]


class Randomizer(Value):
    name: str
    enabled: bool
    frequency: Literal["per_frame", "per_episode", "once"]
    parameters: dict[str, Any]


class CaptureConfig(Value):
    resolution: tuple[int, int]
    annotations: tuple[str, ...]
    frames_per_episode: int


class PolicyConfig(Value):
    policy_id: str
    policy_name: str
    policy_target: str
    description: str
    placement_regions: tuple[str, ...]
    variation_assets: tuple[str, ...]
    articulation_targets: tuple[str, ...]
    randomizers: tuple[Randomizer, ...]
    capture_config: CaptureConfig
    reward_components: tuple[str, ...]


class BundleMetadata(Value):
    scene_id: str
    environment_type: str
    scene_type: str
    policies: tuple[str, ...]
    placement_regions_count: int
    variation_assets_count: int
    affordance_graph: str = "affordance_graph.json"
    affordance_graph_regions: int
    articulation_targets_count: int
    scene_digest: str


BUNDLE_METADATA = Artifact("scenes/{scene_id}/replicator/bundle_metadata.json", BundleMetadata)
AFFORDANCE_GRAPH = Artifact("scenes/{scene_id}/replicator/affordance_graph.json", AffordanceGraph)
VARIATION_MANIFEST = Artifact("scenes/{scene_id}/replicator/variation_assets/manifest.json", VariationManifest)
POLICY_CONFIG = Artifact("scenes/{scene_id}/replicator/configs/{policy}.json", PolicyConfig)
PLACEMENT_REGIONS = File("scenes/{scene_id}/replicator/placement_regions.usda")
REPLICATOR_FAILED = File("scenes/{scene_id}/replicator/.failed")
