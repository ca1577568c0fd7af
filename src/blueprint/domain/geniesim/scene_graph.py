"""`scene_graph.json`: a node per object, an edge per relation; every number measured on the stage or in the simulator."""

from __future__ import annotations

from collections.abc import Mapping

from blueprint.contracts.geniesim import (
    GraphMetadata,
    Node,
    NodeMetadata,
    NodePhysics,
    RoomBounds,
    SceneGraph,
    SurfaceProperties,
)
from blueprint.contracts.scene import PlacedObject
from blueprint.domain.assets.catalogue import info_of
from blueprint.domain.geniesim.source import Source
from blueprint.domain.geniesim.stage_facts import three
from blueprint.domain.physics.geometry import boxes
from blueprint.domain.physics.overlap import room_box
from blueprint.domain.physics.world import World


def scene_graph(source: Source, task_tags: Mapping[str, tuple[str, ...]]) -> SceneGraph:
    """task_tags: object id → the types of its tasks."""
    centers = _centers_of_mass(source.world)
    nodes = tuple(_node(source, placed, task_tags.get(placed.id, ()), centers) for placed in source.scene.objects)
    metadata = GraphMetadata(
        source="blueprint", environment_type=source.environment, room_bounds=room_bounds(source.world), scene_digest=source.world.digest
    )
    return SceneGraph(
        scene_id=source.scene.scene_id, coordinate_system="z_up", meters_per_unit=1.0, nodes=nodes, edges=source.relations.edges, metadata=metadata
    )


def room_bounds(world: World) -> RoomBounds:
    """The inner faces of floor and walls; up to the ceiling, or, where there is none, to the top of the walls."""
    inside = room_box(world)
    high = inside.high.copy()
    if not any(name.startswith("Ceiling") for name in world.architecture):
        model, data = world.start()
        geoms = [geom for name, ids in world.architecture.items() if name.startswith("Wall") for geom in ids]
        high[2] = boxes(model, data)[1][geoms, 2].max()
    return RoomBounds(min=three(inside.low), max=three(high))


def _centers_of_mass(world: World) -> dict[str, tuple[float, float, float]]:
    _, data = world.start()
    return {thing.id: three(data.subtree_com[thing.root]) for thing in world.things.values() if thing.root}


def _node(source: Source, placed: PlacedObject, tags: tuple[str, ...], centers: Mapping[str, tuple[float, float, float]]) -> Node:
    stage, asset, thing = source.stage.objects[placed.id], source.assets[source.asset_names[placed.id]], source.world.things[placed.id]
    me = source.asset_id(placed.id)
    into = tuple(edge.target for edge in source.relations.edges if edge.relation == "in" and edge.source == me)
    holds = tuple(edge.source for edge in source.relations.edges if edge.relation == "in" and edge.target == me)
    surface = SurfaceProperties(mass=asset.mass, friction=asset.friction, restitution=asset.restitution)
    about = NodeMetadata(
        object_id=placed.id, prim_path=f"/World/Objects/{placed.id}", name=placed.name, category=placed.category, sim_role=placed.role.value,
        requested=placed.requested, affordances=info_of(placed.category).affordances, articulation=stage.joints,
        placement_region=placed.support_surface or placed.support, physics_hints=surface,
        physics=NodePhysics(is_dynamic=thing.free, center_of_mass=centers.get(placed.id), collision_pieces=len(thing.geoms)),
        contacts=tuple(source.asset_id(other) for other in source.relations.touching[placed.id]),
        collisions=tuple(source.asset_id(other) for other in source.relations.colliding[placed.id]),
        containment="contained" if into else "free", contained_in=into, contains=holds,
    )  # fmt: skip
    return Node(
        asset_id=me, semantic=f"{placed.category.replace('_', ' ')}: {placed.name}", size=stage.size, pose=stage.pose, task_tag=tags,
        usd_path=source.usd_path(placed.id), properties=surface, bp_metadata=about,
    )  # fmt: skip
