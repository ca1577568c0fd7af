"""read the USD → regions and affordances → publish the bundle."""

from __future__ import annotations

import hashlib

from blueprint.contracts import replicator as contract
from blueprint.domain.affordances.bundle import make_bundle
from blueprint.domain.affordances.script import region_layer, replicator_script
from blueprint.jobs.replicator import Input, Output
from blueprint.jobs.scene_files import fetch_scene
from blueprint.runtimes.process import JobContext


def main(context: JobContext, given: Input) -> Output:
    """Raises ContractError when the USD is absent, a policy is unknown, or nothing in the scene can be moved or opened."""
    scene, path = fetch_scene(context, given.scene_id)
    requested = [policy.strip() for policy in given.requested_policies.split(",") if policy.strip()]
    bundle = make_bundle(scene, requested)
    policies = tuple(config.policy_id for config in bundle.configs)
    metadata = contract.BundleMetadata(
        scene_id=scene.scene_id, environment_type=bundle.environment, scene_type=scene.room.room_type, policies=policies,
        placement_regions_count=len(bundle.graph.regions), variation_assets_count=bundle.variations.total_assets,
        affordance_graph_regions=len(bundle.graph.regions), articulation_targets_count=len(bundle.graph.articulation_targets),
        scene_digest=hashlib.sha256(path.read_bytes()).hexdigest(),
    )  # fmt: skip
    folder = f"scenes/{given.scene_id}/replicator"
    with context.publication() as publication:
        publication.add(contract.PLACEMENT_REGIONS.at(given.scene_id), region_layer(bundle.graph.regions).encode())
        publication.add(contract.AFFORDANCE_GRAPH.at(given.scene_id), bundle.graph)
        publication.add(contract.VARIATION_MANIFEST.at(given.scene_id), bundle.variations)
        for config in bundle.configs:
            publication.add(contract.POLICY_CONFIG.at(given.scene_id, policy=config.policy_id), config)
            publication.add(f"{folder}/policies/{config.policy_id}.py", replicator_script(config, bundle.graph).encode())
        publication.add(contract.BUNDLE_METADATA.at(given.scene_id), metadata)
    return Output(
        scene_id=given.scene_id, regions=len(bundle.graph.regions), policies=policies,
        articulation_targets=len(bundle.graph.articulation_targets), variation_assets=bundle.variations.total_assets,
    )  # fmt: skip
