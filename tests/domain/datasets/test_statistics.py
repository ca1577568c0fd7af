"""Statistics are those of the numbers, and those of the whole are those of the parts together."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from blueprint.domain.datasets.statistics import NAMES, QUANTILES, count_levels, differences, merge, of_columns, of_pixels, sampled, thinned

matrices = hnp.arrays(np.float32, st.tuples(st.integers(1, 40), st.just(3)), elements=st.floats(-100, 100, width=32))


@given(matrices)
def test_they_are_those_of_the_numbers(values):
    stats = of_columns({"x": values, "one": values[:, 0], "on": values[:, 0] > 0})
    assert [list(one) for one in stats.values()] == [list(NAMES)] * 3
    assert stats["one"]["mean"].shape == stats["on"]["max"].shape == (1,)
    exact = values.astype(np.float64)
    assert np.allclose(stats["x"]["mean"], exact.mean(axis=0))
    assert np.allclose(stats["x"]["std"], exact.std(axis=0), atol=1e-9)
    assert stats["x"]["count"].tolist() == [len(values)]
    for name, share in QUANTILES.items():
        assert np.array_equal(stats["x"][name], np.quantile(exact, share, axis=0, method="inverted_cdf"))


@given(st.lists(matrices, min_size=1, max_size=5))
def test_merged_they_are_those_of_all_frames(parts):
    merged = merge([of_columns({"x": part}) for part in parts])["x"]
    whole = of_columns({"x": np.concatenate(parts)})["x"]
    for name in ("min", "max", "mean", "std", "count"):
        assert np.allclose(merged[name], whole[name], atol=1e-6), name
    for name in QUANTILES:
        assert (merged["min"] - 1e-9 <= merged[name]).all()
        assert (merged[name] <= merged["max"] + 1e-9).all()


@given(hnp.arrays(np.uint8, st.tuples(st.integers(1, 4), st.integers(2, 6), st.integers(2, 6), st.just(3))))
def test_of_a_camera_they_are_those_of_its_pixels(images):
    stats = of_pixels(count_levels(images), len(images))
    flat = images.reshape(-1, 3) / 255.0
    assert {one.shape for name, one in stats.items() if name != "count"} == {(3, 1, 1)}
    assert np.allclose(stats["mean"].reshape(3), flat.mean(axis=0))
    assert np.allclose(stats["std"].reshape(3), flat.std(axis=0))
    assert np.array_equal(stats["min"].reshape(3), flat.min(axis=0))
    assert np.array_equal(stats["max"].reshape(3), flat.max(axis=0))
    for name, share in QUANTILES.items():
        assert np.allclose(stats[name].reshape(3), np.quantile(flat, share, axis=0, method="inverted_cdf"))


def test_frames_are_sampled_as_lerobot_does():
    assert sampled(60) == list(range(60))
    assert [len(sampled(length)) for length in (200, 1000, 5000)] == [100, 177, 594]
    assert thinned(np.zeros((480, 640, 3), np.uint8)).shape == (120, 160, 3)
    assert thinned(np.zeros((256, 256, 3), np.uint8)).shape == (256, 256, 3)


def test_a_difference_is_named():
    stats = of_columns({"x": np.arange(10.0)})
    wrong = {"x": stats["x"] | {"mean": np.array([9.0])}}
    assert differences(stats, stats) == []
    assert differences(wrong, stats) == ["x.mean: expected [4.5], found [9.]"]
    assert differences({}, stats) == ["x: no statistics"]
