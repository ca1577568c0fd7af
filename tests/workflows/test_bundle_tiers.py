"""One resolver of the bundle tier (WS-62, WS-63)."""

from __future__ import annotations

import itertools
from typing import get_args

import pytest

from blueprint.contracts.episode_generation import BundleTier
from blueprint.workflows.bundle_tiers import data_pack, episodes_per_variation, resolve_tier

TIERS = get_args(BundleTier)


@pytest.mark.parametrize(("config", "event"), itertools.product([None, *TIERS], repeat=2))
def test_ws63_the_configuration_before_the_event_before_standard(config, event):
    assert resolve_tier(config, event) == (config or event or "standard")


def test_ws62_every_tier_has_its_pack_and_there_is_no_other():
    assert {tier: data_pack(tier) for tier in TIERS} == {"standard": "core", "pro": "plus", "enterprise": "full", "foundation": "full"}
    assert {tier: episodes_per_variation(tier) for tier in TIERS} == {"standard": 10, "pro": 10, "enterprise": 10, "foundation": 25}
    with pytest.raises(KeyError):
        data_pack("gold")
