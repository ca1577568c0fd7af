"""Storage, appliances and fixtures: masses, sizes, and what their working parts do."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import mujoco
import numpy as np
import pytest
from collider_model import mass_of, model_of, touching
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.domain.assets import catalogue
from blueprint.domain.assets.asset import Asset, AssetSpec, Joint

# category: least and greatest mass in kg over all sizes, doors to be opened (0: none)
EXPECTED: dict[str, tuple[float, float]] = {
    "counter": (55, 210), "sink_counter": (50, 150), "kitchen_island": (85, 260), "bar_counter": (60, 260), "wall_cabinet": (15, 50),
    "kitchen_cart": (12, 40),
    "refrigerator": (55, 100), "stove": (38, 70), "dishwasher": (30, 50), "range_hood": (12, 30), "washing_machine": (58, 78), "dryer": (40, 62),
    "cabinet": (20, 75), "sideboard": (40, 110), "display_cabinet": (35, 110), "wardrobe": (75, 190), "dresser": (35, 110), "drawer_unit": (15, 45),
    "nightstand": (6, 30), "tv_stand": (25, 80), "bookshelf": (22, 85), "shelf_unit": (10, 60), "wall_shelf": (1.5, 10), "shoe_rack": (2.5, 12),
    "wine_rack": (7, 45),
    "filing_cabinet": (18, 55), "locker": (30, 75), "tool_chest": (35, 85), "safe": (35, 130), "photocopier": (60, 120), "water_cooler": (13, 40),
    "vending_machine": (200, 380), "lab_bench": (80, 240), "fume_hood": (150, 410), "pallet_rack": (70, 320), "toilet": (28, 52), "bathtub": (22, 60),
    "shower": (60, 140), "washbasin": (25, 75), "medicine_cabinet": (8, 30), "chest": (12, 45), "trash_can": (1.5, 9), "radiator": (6, 45),
    "display_case": (50, 150),
}  # fmt: skip

every = pytest.mark.parametrize("category", sorted(EXPECTED))
HAS_PARTS = sorted(name for name in EXPECTED if catalogue.info_of(name).role == "articulated")


def sized(category: str) -> list[Asset]:
    """The smallest, the largest and the middle size."""
    low, high = (np.array(values) for values in zip(*catalogue.info_of(category).size_m, strict=True))
    sizes = (low, (low + high) / 2, high)
    return [catalogue.build(AssetSpec(category=category, seed=11 + k, size_m=tuple(map(float, size)))) for k, size in enumerate(sizes)]


@every
def test_mass_is_realistic_at_any_size(category: str) -> None:
    low, high = EXPECTED[category]
    masses = [mass_of(asset) for asset in sized(category)]
    assert low <= min(masses), masses
    assert max(masses) <= high, masses


@every
def test_a_size_that_is_asked_for_is_the_size_it_has(category: str) -> None:
    for asset in sized(category):
        assert asset.spec.size_m is not None
        assert np.allclose(asset.size, asset.spec.size_m, atol=0.004), (asset.size, asset.spec.size_m)


@every
def test_it_is_light_to_draw_and_made_of_several_materials(category: str) -> None:
    for asset in sized(category):
        visuals = [visual for link in asset.links for visual in link.visuals]
        assert sum(len(visual.mesh.faces) for visual in visuals) <= 2600
        plain = category in ("bookshelf", "shoe_rack", "shelf_unit")
        assert len({(visual.material.name, visual.material.color) for visual in visuals}) >= (1 if plain else 2)


@pytest.mark.parametrize("category", HAS_PARTS)
def test_parts_keep_two_millimetres_from_what_stands_still_all_along_their_way(category: str) -> None:
    for asset in (*sized(category), catalogue.build(AssetSpec(category=category, seed=1))):
        model, data = model_of(asset, margin_m=0.002)
        assert touching(model, data, 0.0019) == [], asset.spec
        for joint in asset.joints:
            data.qpos[:] = 0
            for share in np.linspace(0, 1, 9)[1:]:
                data.joint(joint.name).qpos = joint.upper * share
                assert touching(model, data, 0.0019) == [], f"{asset.spec} {joint.name} at {share:.2f}"


@pytest.mark.parametrize("category", HAS_PARTS)
def test_parts_stay_closed_under_gravity(category: str) -> None:
    for asset in sized(category):
        model, data = model_of(asset)
        mujoco.mj_step(model, data, nstep=1000)
        for joint in asset.joints:
            assert abs(data.joint(joint.name).qpos[0]) <= 0.02 * (joint.upper - joint.lower), f"{asset.spec} {joint.name}"


@pytest.mark.parametrize("category", HAS_PARTS)
def test_twenty_newtons_at_the_handle_open_every_part(category: str) -> None:
    """MolmoSpaces' articulation test: two thirds of the range within 2 s; the force follows the handle's way."""
    for asset in sized(category):
        model, data = model_of(asset)
        for joint in asset.joints:
            assert joint.handle is not None, joint.name
            assert 0.0079 <= joint.handle.width_m <= 0.025, joint.name
            assert opened(model, data, joint) >= 0.667, f"{asset.spec} {joint.name}"


def opened(model: mujoco.MjModel, data: mujoco.MjData, joint: Joint) -> float:
    """Share of the range that 20 N reach."""
    assert joint.handle is not None
    mujoco.mj_resetData(model, data)
    lever = 1.0
    if joint.kind == "revolute":
        lever = float(np.linalg.norm(np.cross(np.subtract(joint.handle.position, joint.origin), joint.axis)))
        assert lever > 0.01, joint.name
    farthest = 0.0
    for _ in range(1000):
        data.joint(joint.name).qfrc_applied = 20.0 * lever
        mujoco.mj_step(model, data)
        farthest = max(farthest, data.joint(joint.name).qpos[0] / (joint.upper - joint.lower))
        if farthest > 0.667:
            break
    return farthest


def turned(joint: Joint, position: float, point: tuple[float, float, float]) -> np.ndarray:
    """Where a point of the child is when the joint is at `position`."""
    if joint.kind == "prismatic":
        return np.add(point, np.multiply(joint.axis, position))
    quat, moved = np.zeros(4), np.zeros(3)
    mujoco.mju_axisAngle2Quat(quat, np.array(joint.axis), position)
    mujoco.mju_rotVecQuat(moved, np.subtract(point, joint.origin), quat)
    return moved + joint.origin


@pytest.mark.parametrize("category", HAS_PARTS)
def test_positive_opens_towards_the_person_in_front(category: str) -> None:
    """Doors, flaps and drawers come out towards −Y; lids and sashes go up; taps and knobs turn in place; a paddle is pushed in."""
    for joint in sized(category)[1].joints:
        assert joint.handle is not None
        way = turned(joint, 0.3 * joint.upper, joint.handle.position) - joint.handle.position
        if joint.name.endswith(("_turn", "_push")):
            continue
        if joint.child in ("lid", "sash") or joint.child.startswith("tap"):
            assert way[2] > 0.005, joint.name
        else:
            assert way[1] < -0.02, joint.name


@settings(max_examples=40, deadline=None)
@given(category=st.sampled_from(sorted(EXPECTED)), seed=st.integers(0, 2**62), shares=st.tuples(*[st.floats(0, 1)] * 3))
def test_any_seed_and_size_in_range_builds(category: str, seed: int, shares: tuple[float, float, float]) -> None:
    ranges = catalogue.info_of(category).size_m
    size = tuple(low + share * (high - low) for share, (low, high) in zip(shares, ranges, strict=True))
    asset = catalogue.build(AssetSpec(category=category, seed=seed, size_m=size))
    assert np.allclose(asset.size, size, atol=0.004)
    assert [pair for pair in touching(*model_of(asset)) if pair[2] < 0] == []


@pytest.mark.parametrize("style", ["modern", "rustic", "industrial"])
def test_a_style_chooses_the_pulls(style: str) -> None:
    asset = catalogue.build(AssetSpec(category="sideboard", seed=5, style=style))
    widths = {joint.handle.width_m for joint in asset.joints if joint.handle}
    assert widths == ({0.024} if style == "rustic" else {0.012})


def test_a_drawer_carries_its_floor_with_it() -> None:
    dresser = catalogue.build(AssetSpec(category="dresser", seed=2))
    inside = {surface.link for surface in dresser.surfaces if surface.kind == "interior"}
    assert inside == {joint.child for joint in dresser.joints}


def test_pots_have_a_place_on_the_hob_and_milk_one_in_the_refrigerator() -> None:
    for seed in range(6):
        stove = catalogue.build(AssetSpec(category="stove", seed=seed))
        assert [surface.name for surface in stove.surfaces if surface.kind == "top"]
        refrigerator = catalogue.build(AssetSpec(category="refrigerator", seed=seed))
        rooms = [surface for surface in refrigerator.surfaces if surface.kind == "interior" and surface.link == "base"]
        assert max(surface.clearance_m for surface in rooms) > 0.2
        assert len(rooms) >= 5


@pytest.mark.parametrize(("material", "colors"), [("walnut", {"walnut"}), ("wood", {"oak", "walnut", "birch", "pine"}), ("painted wood", None)])
def test_a_material_that_is_asked_for_without_a_colour_looks_like_itself(material: str, colors: set[str] | None) -> None:
    built = [catalogue.build(AssetSpec(category="bookshelf", seed=seed, material=material)) for seed in range(12)]
    assert {asset.material_name for asset in built} == {material}
    found = {asset.color_name for asset in built}
    assert found <= colors if colors else len(found) > 3


def test_a_colour_that_is_asked_for_is_given() -> None:
    asset = catalogue.build(AssetSpec(category="wardrobe", seed=4, color="navy", material="oak"))
    assert (asset.color_name, asset.material_name) == ("navy", "oak")
    assert asset.base.visuals[1].material.color == (0.08, 0.13, 0.30)
