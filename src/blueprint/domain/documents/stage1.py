"""The canonical Stage-1 documents of a scene (jobs.md §3.4–§3.8): a view of it, nothing added. Frame: Z-up, metres."""

from __future__ import annotations

import numpy as np

from blueprint.contracts import assets as contract
from blueprint.contracts.geometry import Dimensions, Point, Quaternion, Transform
from blueprint.contracts.scene import PlacedObject, Scene, wall_of_support
from blueprint.domain.affordances.policies import ENVIRONMENT_OF_ROOM
from blueprint.domain.assets.asset import Asset, Joint, Role
from blueprint.domain.assets.catalogue import build, folder_name, info_of
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.physics.mass import mass_properties, rotation_of

APPLIANCES = frozenset({
    "refrigerator", "stove", "dishwasher", "washing_machine", "dryer", "microwave", "vending_machine", "water_cooler", "photocopier", "fume_hood", "centrifuge",
})  # fmt: skip


def sim_role(category: str, role: Role) -> str:
    """The manifest's word for the role."""
    if role is Role.ARTICULATED and category in APPLIANCES:
        return "articulated_appliance"
    return contract.SIM_ROLES[role.value]


def total_mass(asset: Asset) -> float:
    return round(sum(mass_properties(link).mass_kg for link in asset.links), 6)


def manifest(scene: Scene) -> contract.SceneManifest:
    room = scene.room
    return contract.SceneManifest(
        scene_id=scene.scene_id,
        scene=contract.ManifestScene(
            environment_type=ENVIRONMENT_OF_ROOM.get(room.room_type, room.room_type),
            room=contract.ManifestRoom(bounds=contract.RoomBounds(width=room.width_m, depth=room.depth_m, height=room.height_m), origin=(0, 0, 0)),
            physics_defaults=contract.PhysicsDefaults(gravity=Point(x=0, y=0, z=-9.81), solver="newton", time_steps_per_second=500),
        ),
        objects=tuple(_manifest_object(scene, placed) for placed in scene.objects),
        metadata={"source_pipeline": "text", "prompt": scene.prompt, "seed": scene.seed, "room_type": room.room_type},
    )  # fmt: skip


def _manifest_object(scene: Scene, placed: PlacedObject) -> contract.ManifestObject:
    asset, info, name = build(placed.spec), info_of(placed.category), folder_name(placed.spec)
    relations = [relation for relation in scene.relations if relation.subject == placed.id]
    return contract.ManifestObject(
        id=placed.id, name=placed.name, category=placed.category, description=describe(placed), sim_role=sim_role(placed.category, placed.role),
        must_be_separate_asset=placed.role is not Role.STATIC, placement_region=placed.support_surface or placed.support,
        variation_candidate=placed.role is Role.MANIPULABLE, dimensions_est=Dimensions.of(asset.size), dimensions_source="parametric",
        transform=Transform(position=Point.of(placed.position_m), rotation_quaternion=Quaternion.of(placed.rotation_wxyz)),
        asset=contract.AssetReference(path=f"assets/{name}/{name}.usda", asset_id=name, source="parametric_library"),
        semantics=contract.Semantics(**{"class": placed.category.replace("_", " ")}, instance_id=placed.id, affordances=info.affordances),
        physics=contract.ManifestPhysics(mass=total_mass(asset)), articulation=_articulation(asset),
        relationships=tuple(contract.ManifestRelation(type=r.kind, subject_id=r.subject, object_id=other) for r in relations for other in (r.objects or ("",))),
    )  # fmt: skip


def describe(placed: PlacedObject) -> str:
    """A few words: colour, material, thing."""
    words = [placed.color, placed.material if placed.material != placed.color else "", placed.category.replace("_", " ")]
    return " ".join(word for word in words if word)


def _articulation(asset: Asset) -> contract.ManifestArticulation | None:
    if not asset.joints:
        return None
    joint = asset.joints[0]
    return contract.ManifestArticulation(
        type=joint.kind, axis=axis_letter(joint), axis_vector=joint.axis, joint_name=joint.name, damping=joint.damping, required=True,
        limits=contract.Limits(lower=joint.lower, upper=joint.upper), joint_count=len(asset.joints),
    )  # fmt: skip


def axis_letter(joint: Joint) -> str:
    return "xyz"[int(np.argmax(np.abs(joint.axis)))]


def layout(scene: Scene) -> contract.SceneLayout:
    room = scene.room
    w, d, h = room.width_m / 2, room.depth_m / 2, room.height_m
    walls = tuple(contract.Plane(equation=(*normal, offset), normal=normal) for normal, offset in (
        ((0.0, -1.0, 0.0), d), ((0.0, 1.0, 0.0), d), ((-1.0, 0.0, 0.0), w), ((1.0, 0.0, 0.0), w)))  # fmt: skip
    return contract.SceneLayout(
        scene_id=scene.scene_id, objects=tuple(_layout_object(placed) for placed in scene.objects),
        room_box=contract.Bounds(min=(-w, -d, 0), max=(w, d, h)),
        room_planes=contract.RoomPlanes(
            floor=contract.Plane(equation=(0, 0, 1, 0), normal=(0, 0, 1)), ceiling=contract.Plane(equation=(0, 0, -1, h), normal=(0, 0, -1)), walls=walls
        ),
    )  # fmt: skip


def _layout_object(placed: PlacedObject) -> contract.LayoutObject:
    asset, rotation = build(placed.spec), rotation_of(placed.rotation_wxyz)
    half = np.asarray(asset.size) / 2
    center = rotation @ np.array([0, 0, half[2]]) + placed.position_m
    reach = np.abs(rotation) @ half
    rows = tuple(_three(row) for row in rotation)
    return contract.LayoutObject(
        id=placed.id, class_name=placed.category, center3d=_three(center), rotation_quaternion=Quaternion.of(placed.rotation_wxyz),
        obb=contract.OrientedBox(center=_three(center), extents=_three(half), R=(rows[0], rows[1], rows[2])),
        bounds=contract.Bounds(min=_three(center - reach), max=_three(center + reach)), is_floor_contact=placed.support == "floor",
    )  # fmt: skip


def inventory(scene: Scene) -> contract.Inventory:
    boxes = {item.id: item.bounds for item in layout(scene).objects}
    return contract.Inventory(
        scene_id=scene.scene_id, source="text", environment_type=ENVIRONMENT_OF_ROOM.get(scene.room.room_type, scene.room.room_type),
        scene_type=scene.room.room_type, total_objects=len(scene.objects),
        objects=tuple(_inventory_object(placed, boxes[placed.id]) for placed in scene.objects),
    )  # fmt: skip


def _inventory_object(placed: PlacedObject, box: contract.Bounds) -> contract.InventoryObject:
    asset = build(placed.spec)
    low, high = np.asarray(box.min), np.asarray(box.max)
    return contract.InventoryObject(
        id=placed.id, name=placed.name, category=placed.category, short_description=describe(placed), sim_role=sim_role(placed.category, placed.role),
        articulation_hint=asset.joints[0].kind if asset.joints else None, articulation_required=bool(asset.joints), approx_location=_where(placed),
        bounds=contract.InventoryBounds(min=box.min, max=box.max, center=_three((low + high) / 2), size=_three(high - low)),
        is_floor_contact=placed.support == "floor", material_type=asset.material_name, affordances=info_of(placed.category).affordances,
    )  # fmt: skip


def _where(placed: PlacedObject) -> str:
    if wall := wall_of_support(placed.support):
        return f"on the {wall} wall"
    return f"on the {placed.support}" if placed.support in ("floor", "ceiling") else f"{placed.support_surface or 'on'} of {placed.support}"


def _three(values: Array) -> tuple[float, float, float]:
    x, y, z = (round(float(v), 6) for v in values)
    return x, y, z
