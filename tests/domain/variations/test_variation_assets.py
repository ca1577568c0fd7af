"""New assets lie within their category's ranges, are what was asked for, and are never alike."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domain.variations.variation_rooms import manifest

from blueprint.contracts.replicator import VariationAsset
from blueprint.contracts.scene import AssetSpec, Role, Scene
from blueprint.domain.assets.catalogue import all_categories, build, folder_name
from blueprint.domain.variations.assets import Wish, alike, draw, friction_of, mass_of, out_of_range
from blueprint.domain.variations.documents import object_row, with_results
from blueprint.domain.variations.pool import make_pool, wish_of

MANIPULABLE = sorted(name for name, found in all_categories().items() if found.info.role is Role.MANIPULABLE)


def entry(category: str) -> VariationAsset:
    """A wish for the whole range of a category, with masses wide enough for each of its materials."""
    info = all_categories()[category].info
    (w0, w1), (d0, d1), (h0, h1) = info.size_m
    return VariationAsset(
        name=category, category=category, description="", semantic_class=category, priority="required", dimensions_low_m=(w0, d0, h0),
        dimensions_high_m=(w1, d1, h1), mass_range_kg=(0.001, 100), friction_range=(0.1, 1.5), colors=info.colors, materials=info.materials,
        example_objects=(),
    )  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(MANIPULABLE), st.integers(0, 2**40))
def test_all_that_is_drawn_lies_within_the_ranges_and_no_two_are_alike(category: str, seed: int) -> None:
    wanted = entry(category)
    drawn = draw(wanted, Wish(category), 3, seed)
    assert len(drawn.specs) + len(drawn.errors) == 3
    assets = [build(spec) for spec in drawn.specs]
    for asset in assets:
        assert out_of_range(wanted, asset) == ""
        assert all(low - 0.002 <= size <= high + 0.002 for size, low, high in zip(asset.size, wanted.dimensions_low_m, wanted.dimensions_high_m, strict=True))
        assert asset.color_name in (wanted.colors or (asset.color_name,))
    assert not any(alike(wanted, a, b) for a, b in combinations(assets, 2))
    assert draw(wanted, Wish(category), 3, seed) == drawn


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["mug", "bowl", "vase"]), st.sampled_from(["red", "white"]), st.sampled_from(["small", "large"]), st.integers(0, 9999))
def test_what_the_sentence_says_is_kept(category: str, color: str, size: str, seed: int) -> None:
    wanted = entry(category)
    for spec in draw(wanted, Wish(category, color=color, size=size), 3, seed).specs:
        assert spec.color == color
        shares = [(v - low) / (high - low) for v, low, high in zip(spec.size_m or (), wanted.dimensions_low_m, wanted.dimensions_high_m, strict=True)]
        assert (max(shares) <= 0.401) if size == "small" else (min(shares) >= 0.599)


def test_what_carries_things_gets_no_smaller() -> None:
    low, high = entry("bowl").dimensions_low_m, entry("bowl").dimensions_high_m
    least = tuple(round(a + 0.8 * (b - a), 4) for a, b in zip(low, high, strict=True))
    for spec in draw(entry("bowl"), Wish("bowl", at_least_m=least), 3, 5).specs:
        assert all(value >= bound - 1e-4 for value, bound in zip(spec.size_m or (), least, strict=True))


def test_a_range_that_nothing_meets_is_told(room: Scene) -> None:
    heavy = entry("mug").model_copy(update={"mass_range_kg": (50.0, 60.0)})
    drawn = draw(heavy, Wish("mug"), 1, 1)
    assert drawn.specs == ()
    assert "kg, which is outside 50…60 kg" in drawn.errors[0]


@given(st.floats(0.7, 1.4))
@settings(max_examples=10, deadline=None)
def test_friction_scales_and_nothing_else_does(scale: float) -> None:
    plain, rubbed = build(AssetSpec(category="mug", seed=4)), build(AssetSpec(category="mug", seed=4, friction_scale=scale))
    assert friction_of(rubbed) == pytest.approx(friction_of(plain) * scale, abs=1e-3)
    assert mass_of(rubbed) == mass_of(plain)
    assert rubbed.size == plain.size
    assert (folder_name(rubbed.spec) == folder_name(plain.spec)) is (scale == 1.0)


def test_the_pool_serves_each_wish_and_obeys_limit_and_priority(room: Scene) -> None:
    wishes = manifest(room)
    pool = make_pool(room, wishes, 3, 1)
    assert all(pool.by_wish[wish_of(room, room.object(name))] for name in ("mug_1", "bowl", "apple"))
    assert all(spec.color == "blue" for spec in pool.by_wish[wish_of(room, room.object("mug_1"))])
    assert {spec.category for spec in pool.extras} <= {"plate", "teapot"}
    assert len(make_pool(room, wishes, 3, 1, limit=4).small) == 4
    assert {spec.category for spec in make_pool(room, wishes, 3, 1, limit=3).small} == {"mug", "bowl", "apple"}
    assert make_pool(room, wishes, 3, 1, priorities=("required",)).extras == ()
    assert make_pool(room, wishes, 3, 1) == pool
    assert make_pool(room, wishes, 3, 2).digest(room) != pool.digest(room)


def test_what_is_painted_keeps_its_shape_and_what_was_asked_for_in_a_colour_is_not_painted(room: Scene) -> None:
    pool = make_pool(room, manifest(room), 2, 1)
    for spec in pool.painted(room):
        base = next(placed for placed in room.objects if placed.category == spec.category)
        assert build(spec).size == build(base.spec).size
        assert build(spec).color_name != build(base.spec).color_name
    asked = tuple(one.model_copy(update={"color": "white"}) if one.group == "stools" else one for one in room.requests)
    assert "stool" not in make_pool(room.model_copy(update={"requests": asked}), manifest(room), 2, 1).colors


def test_the_documents_say_what_was_measured(room: Scene) -> None:
    pool = make_pool(room, manifest(room), 1, 1)
    spec = pool.small[0]
    row = object_row(spec, (0.1, 0.9), 0.25)
    assert (row.mass_kg, row.dimensions_m) == (pytest.approx(mass_of(build(spec)), abs=1e-6), pytest.approx(build(spec).size, abs=1e-4))
    assert row.watertight
    assert row.usd_path == f"variation_assets/{row.id}/{row.id}.usda"
    assert row.prompt_seed == spec.seed
    results = with_results(manifest(room), pool.small, {"plate": ["none"]})
    assert {name for result in results.results for name in result.assets} == {folder_name(one) for one in pool.small}
    assert next(result.errors for result in results.results if result.name == "plate") == ("none",)
