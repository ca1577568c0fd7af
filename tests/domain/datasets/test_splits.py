"""Splits: what belongs together stays together, and shares are kept as far as whole keys allow (no leakage from train to test)."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from blueprint.domain.datasets.splits import assign_splits

keys = st.lists(st.sampled_from([f"scene-{n}/variation-{m}" for n in range(8) for m in range(3)]), min_size=1, max_size=80)


@given(keys, st.integers(0, 5))
def test_all_episodes_of_a_key_are_in_one_split(keys, seed):
    splits = assign_splits(keys, seed=seed)
    assert len(splits) == len(keys)
    assert len(set(zip(keys, splits, strict=True))) == len(set(keys))


@given(keys, st.integers(0, 5), st.randoms(use_true_random=False))
def test_the_order_in_which_episodes_come_has_no_part_in_it(keys, seed, random):
    given_first = dict(zip(keys, assign_splits(keys, seed=seed), strict=True))
    random.shuffle(keys)
    assert dict(zip(keys, assign_splits(keys, seed=seed), strict=True)) == given_first


@given(keys, st.integers(0, 5))
def test_every_split_has_a_key_when_there_are_three(keys, seed):
    found = set(assign_splits(keys, seed=seed))
    expected = {1: {"train"}, 2: {"train", "test"}}.get(len(set(keys)), {"train", "val", "test"})
    assert found == expected


@given(st.integers(10, 300), st.integers(0, 5))
def test_shares_of_single_keys_are_those_asked_for(count, seed):
    found = Counter(assign_splits([str(n) for n in range(count)], seed=seed))
    for name, share in (("train", 0.8), ("val", 0.1), ("test", 0.1)):
        assert abs(found[name] - share * count) <= 1


def test_a_ratio_of_nothing_gives_nothing():
    assert set(assign_splits([str(n) for n in range(20)], ratios=(0.9, 0.0, 0.1))) == {"train", "test"}
