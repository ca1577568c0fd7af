"""What a bundle tier means; one resolver for every workflow that asks (WS-62, WS-63; orchestration-b.md §3.5)."""

from __future__ import annotations

from blueprint.contracts.episode_generation import BundleTier, DataPack


def resolve_tier(config: BundleTier | None, event: BundleTier | None) -> BundleTier:
    """The scene's `config.json` before the event, the event before `standard`."""
    return config or event or "standard"


def data_pack(tier: BundleTier) -> DataPack:
    return {"standard": "core", "pro": "plus", "enterprise": "full", "foundation": "full"}[tier]  # type: ignore[return-value]


def episodes_per_variation(tier: BundleTier) -> int:
    """Of each task in each scene file."""
    return 25 if tier == "foundation" else 10
