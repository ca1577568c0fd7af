"""What holds of every category of the library, whoever wrote it."""

from __future__ import annotations

import re

import mujoco
import numpy as np
import pytest
from collider_model import mass_of, model_of, ray_down, touching

from blueprint.domain.assets import catalogue
from blueprint.domain.assets.asset import Asset, AssetSpec, Collider, Placement, Role, Surface
from blueprint.domain.assets.palette import COLORS, MATERIALS
from blueprint.domain.mesh import shapes

CATEGORIES = tuple(catalogue.all_categories())
NAME = re.compile(r"^[a-z][a-z0-9_]*$")
ROOMS = {
    "kitchen", "dining_room", "living_room", "bedroom", "childs_room", "bathroom", "office", "meeting_room", "classroom", "laboratory", "workshop",
    "garage", "laundry_room", "warehouse_aisle", "cafe_corner", "hallway",
}  # fmt: skip
AFFORDANCES = {
    "Openable", "Turnable", "Pressable", "Graspable", "Insertable", "Stackable", "Pourable", "Fillable", "Containable", "Foldable", "Hangable",
    "Slidable", "Placeable", "Supportable", "Squeezable", "Cuttable", "Writable",
}  # fmt: skip


def specs(category: str) -> list[AssetSpec]:
    """Three seeds, the smallest, the largest, and a wide flat low one."""
    low, high = zip(*catalogue.info_of(category).size_m, strict=True)
    sizes = [low, high, (high[0], low[1], low[2])]
    seeded = [AssetSpec(category=category, seed=seed) for seed in (0, 1, 2)]
    return seeded + [AssetSpec(category=category, seed=7 + k, size_m=size) for k, size in enumerate(sizes)]


def built(category: str) -> list[Asset]:
    return [catalogue.build(spec) for spec in specs(category)]


every = pytest.mark.parametrize("category", CATEGORIES)


def test_the_library_is_as_large_as_it_claims() -> None:
    assert len(CATEGORIES) >= 247


@every
def test_what_is_said_of_a_category_makes_sense(category: str) -> None:
    info = catalogue.info_of(category)
    assert NAME.match(info.name)
    assert re.fullmatch(r"Q[1-9]\d*", info.qcode), info.qcode
    assert all(0 < low <= high for low, high in info.size_m)
    assert len(info.source) >= 10
    assert set(info.rooms) <= ROOMS
    assert info.rooms
    assert set(info.affordances) <= AFFORDANCES
    assert set(info.colors) <= set(COLORS)
    assert set(info.materials) <= set(MATERIALS)
    assert set(info.holds) | set(info.sits_on) <= set(CATEGORIES), (set(info.holds) | set(info.sits_on)) - set(CATEGORIES)
    assert (info.mount_height_m > 0) == (info.placement is Placement.WALL) or info.placement is Placement.CEILING
    assert info.name not in info.synonyms


def test_no_word_means_two_categories() -> None:
    owners: dict[str, str] = {}
    for name in CATEGORIES:
        info = catalogue.info_of(name)
        for word in {name.replace("_", " "), *info.synonyms}:
            assert owners.setdefault(word, name) == name, f"{word!r} means {owners[word]} and {name}"


@every
def test_meshes_are_closed_and_the_base_is_at_the_origin(category: str) -> None:
    for asset in built(category):
        visuals = [visual for link in asset.links for visual in link.visuals]
        for link in asset.links:
            for k, visual in enumerate(link.visuals):
                assert visual.mesh.is_closed, f"{link.name} visual {k}"
                assert visual.mesh.volume > 0, f"{link.name} visual {k}"
                assert np.isfinite(visual.mesh.vertices).all()
                assert 0 <= visual.fill <= 4, "more than 1: filled with something denser than its skin"
        low = np.min([visual.mesh.bounds[0] for visual in visuals], axis=0)
        high = np.max([visual.mesh.bounds[1] for visual in visuals], axis=0)
        assert np.allclose(high - low, asset.size, atol=1e-6)
        assert np.allclose([low[0] + high[0], low[1] + high[1], low[2]], 0, atol=2e-3)
        assert sum(len(visual.mesh.faces) for visual in visuals) <= 3000


@every
def test_it_rests_on_its_base(category: str) -> None:
    """What reaches below the origin is inside whatever it is put on."""
    for asset in built(category):
        lowest = min(float(corners(collider)[:, 2].min()) for link in asset.links for collider in link.colliders)
        assert lowest >= -2e-4, f"{asset.spec} reaches {-lowest * 1000:.1f} mm below its base"


@every
def test_every_link_collides_about_where_it_is_seen(category: str) -> None:
    for asset in built(category):
        for link in asset.links:
            assert link.visuals, link.name
            assert link.colliders, link.name
            low = np.min([visual.mesh.bounds[0] for visual in link.visuals], axis=0) - 0.01
            high = np.max([visual.mesh.bounds[1] for visual in link.visuals], axis=0) + 0.01
            for k, collider in enumerate(link.colliders):
                points = corners(collider)
                assert ((points >= low) & (points <= high)).all(), f"{asset.spec} {link.name} collider {k}"


def corners(collider: Collider) -> np.ndarray:
    """Points whose hull is the collider (cylinders and spheres finely enough for 1 cm)."""
    if collider.kind == "hull":
        assert collider.vertices is not None
        return collider.vertices
    w, d, h = collider.size
    solid = {
        "box": lambda: shapes.box(w, d, h),
        "cylinder": lambda: shapes.cylinder(w / 2, h, -h / 2, 24),
        "sphere": lambda: shapes.ellipsoid(w, d, h),
    }
    rotation = np.zeros(9)
    mujoco.mju_quat2Mat(rotation, np.array(collider.rotation_wxyz))
    return solid[collider.kind]().vertices @ rotation.reshape(3, 3).T + collider.position


@every
def test_names_are_identifiers_and_joints_hold_links_together(category: str) -> None:
    for asset in built(category):
        links = [link.name for link in asset.links]
        names = [*links, *(joint.name for joint in asset.joints)]
        assert len(set(names)) == len(names)
        surfaces = [surface.name for surface in asset.surfaces]
        assert len(set(surfaces)) == len(surfaces)
        assert all(NAME.match(name) for name in names + surfaces)
        assert sorted(joint.child for joint in asset.joints) == sorted(links[1:])
        for joint in asset.joints:
            assert joint.parent in links
            assert joint.parent != joint.child
            assert joint.lower <= 0 <= joint.upper
            assert joint.upper - joint.lower > 0.05
            assert abs(np.linalg.norm(joint.axis) - 1) < 1e-9
            assert joint.damping > 0
            assert joint.friction >= 0
        assert bool(asset.joints) == (asset.role is Role.ARTICULATED)


@every
def test_handles_lie_on_what_they_move(category: str) -> None:
    for asset in built(category):
        links = {link.name: link for link in asset.links}
        for joint in asset.joints:
            if joint.handle is None:
                continue
            points = np.concatenate([visual.mesh.vertices for visual in links[joint.child].visuals])
            assert (points.min(axis=0) - 0.005 <= joint.handle.position).all(), joint.name
            assert (joint.handle.position <= points.max(axis=0) + 0.005).all(), joint.name
            assert abs(np.dot(joint.handle.axis, joint.handle.normal)) < 1e-6
            assert 0.002 <= joint.handle.width_m <= 0.08


@every
def test_surfaces_lie_on_real_geometry_and_have_the_room_they_claim(category: str) -> None:
    for asset in built(category):
        if not asset.surfaces:
            continue
        model, data = model_of(asset, visuals=True)
        mujoco.mj_forward(model, data)
        half = np.array(asset.size[:2]) / 2 + 1e-6
        for surface in asset.surfaces:
            what = f"{asset.spec} {surface.name}"
            assert surface.link in {link.name for link in asset.links}, what
            assert (np.abs(surface.polygon) <= half).all(), what
            assert convex_and_counter_clockwise(surface), what
            assert surface.clearance_m > 0.02, what
            near_edge = 0.85 if surface.kind == "interior" else 0.98  # a container's walls may be round or lean
            middle = surface.polygon.mean(axis=0)
            probes = [middle, *(middle + (surface.polygon - middle) * near_edge)]
            under = [ray_down(model, data, (*probe, surface.z + 0.004)) for probe in probes]
            assert max(abs(distance - 0.004) for distance in under[:1]) <= 0.002, f"{what}: nothing at its middle {under}"
            assert np.median(np.abs(np.array(under) - 0.004)) <= 0.002, f"{what}: {under}"
            above = [ray_down(model, data, (*probe, surface.z + 0.004), up=True) + 0.004 for probe in probes]
            assert min(above) >= surface.clearance_m - 0.01, f"{what}: clearance {surface.clearance_m}, found {min(above)}"


def convex_and_counter_clockwise(surface: Surface) -> bool:
    edges = np.roll(surface.polygon, -1, axis=0) - surface.polygon
    following = np.roll(edges, -1, axis=0)
    return bool((edges[:, 0] * following[:, 1] - edges[:, 1] * following[:, 0] > -1e-12).all())


@every
def test_links_do_not_overlap_at_rest(category: str) -> None:
    for asset in built(category):
        if asset.joints:
            assert [pair for pair in touching(*model_of(asset)) if pair[2] < -1.0] == [], asset.spec


@every
def test_equal_specs_give_equal_bytes(category: str) -> None:
    spec = AssetSpec(category=category, seed=3)
    one, other = (bytes_of(catalogue.build.__wrapped__(spec)) for _ in range(2))
    assert one == other
    assert any(bytes_of(catalogue.build(AssetSpec(category=category, seed=seed))) != one for seed in (4, 5, 6)), "the seed changes nothing"


def bytes_of(asset: Asset) -> list[bytes | str]:
    found: list[bytes | str] = [repr((asset.joints, asset.color_name, asset.material_name, asset.size))]
    for link in asset.links:
        for visual in link.visuals:
            found += [visual.mesh.vertices.tobytes(), visual.mesh.faces.tobytes(), repr((visual.material, visual.fill))]
        for collider in link.colliders:
            found.append(repr((collider.kind, collider.position, collider.rotation_wxyz, collider.size)))
            found.append(b"" if collider.vertices is None else np.asarray(collider.vertices).tobytes())
    return [*found, *(surface.polygon.tobytes() + repr((surface.name, surface.z, surface.clearance_m)).encode() for surface in asset.surfaces)]


TYPICAL_KG = {
    "chair": 5, "armchair": 28, "sofa": 50, "loveseat": 38, "stool": 3, "bar_stool": 6, "office_chair": 14, "bench": 12, "table": 32,
    "coffee_table": 16,
    "side_table": 6, "desk": 32, "bed": 65, "single_bed": 40, "bunk_bed": 70, "crib": 25, "floor_lamp": 7, "piano": 200, "bicycle": 13, "tire": 9,
    "ladder": 7, "pallet": 22, "fire_extinguisher": 9, "traffic_cone": 3, "tv": 12,
    "mug": 0.35, "cup": 0.2, "glass": 0.25, "wine_glass": 0.16, "plate": 0.6, "bowl": 0.4, "fork": 0.04, "knife": 0.06, "spoon": 0.04,
    "frying_pan": 1.1,
    "pot": 1.6, "kettle": 1.1, "toaster": 1.5, "microwave": 13, "blender": 2.5, "cutting_board": 1.1, "bottle": 0.5, "can": 0.36, "apple": 0.18,
    "banana": 0.12,
    "orange": 0.2, "lemon": 0.1, "egg": 0.06, "bread": 0.6, "book": 0.5, "laptop": 1.8, "monitor": 5, "keyboard": 0.7, "mouse": 0.1, "phone": 0.18,
    "tablet": 0.5,
    "pillow": 0.7, "teddy_bear": 0.25, "hammer": 0.6, "screwdriver": 0.12, "wrench": 0.3, "drill": 1.6, "beaker": 0.15, "microscope": 5, "vase": 1.2,
    "shoe": 0.4,
    "refrigerator": 75, "washing_machine": 68, "stove": 50, "dishwasher": 42, "toilet": 38, "wardrobe": 110, "dresser": 60, "bookshelf": 45,
    "filing_cabinet": 30,
}  # fmt: skip


@pytest.mark.parametrize("category", sorted(set(TYPICAL_KG) & set(CATEGORIES)))
def test_masses_are_those_of_the_real_things(category: str) -> None:
    for asset in built(category):
        assert 0.3 * TYPICAL_KG[category] <= mass_of(asset) <= 3 * TYPICAL_KG[category], f"{asset.spec}: {mass_of(asset):.3g} kg"
