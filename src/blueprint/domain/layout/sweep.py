"""What doors, drawers and lids pass through when they open."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

import numpy as np

from blueprint.contracts.scene import AssetSpec
from blueprint.domain.assets.asset import Joint
from blueprint.domain.layout.bodies import Body, body_from
from blueprint.domain.layout.items import Item
from blueprint.domain.layout.quads import Rect
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.scene.geometry import asset_of, collider_points, rotation_matrix

# knobs and taps turn within their own outline
_LEAST_M = 0.02
# hinges open further than anybody needs; a robot's test asks for two thirds of the range
_SHARES = (0.25, 0.5, 0.75)
_SLACK_M = 0.01


@dataclass(frozen=True)
class Sweep:
    """rect: in the asset's frame, closed and open positions together; high: the greatest height above its base."""

    rect: Rect
    high: float


def _swept(spec: AssetSpec) -> tuple[Array, Array] | None:
    """Lowest and highest corner of all positions; None when no joint takes anything outside the closed box."""
    asset = asset_of(spec)
    half = np.array([asset.size[0] / 2, asset.size[1] / 2])
    low, high = np.array([*-half, 0.0]), np.array([*half, asset.size[2]])
    links = {link.name: link for link in asset.links}
    grown_low, grown_high = low.copy(), high.copy()
    for joint in asset.joints:
        pieces = [collider_points(c) for c in links[joint.child].colliders]
        for share in _SHARES if pieces else ():
            moved = _moved(np.vstack(pieces), joint, joint.upper * share if joint.kind == "revolute" else joint.upper)
            grown_low, grown_high = np.minimum(grown_low, moved.min(axis=0)), np.maximum(grown_high, moved.max(axis=0))
    if (low - grown_low < _LEAST_M).all() and (grown_high - high < _LEAST_M).all():
        return None
    return grown_low, grown_high


@cache
def opened(spec: AssetSpec) -> Body | None:
    """The doors, drawers and lids of an asset in some positions on their way, as real shapes in its frame; None without any."""
    asset = asset_of(spec)
    links = {link.name: link for link in asset.links}
    pieces = [
        _moved(collider_points(collider), joint, joint.upper * share)
        for joint in asset.joints for share in _SHARES for collider in links[joint.child].colliders
    ]  # fmt: skip
    return body_from(pieces) if pieces else None


_swept_cached = lru_cache(maxsize=4096)(_swept)


def _bounds(spec: AssetSpec) -> tuple[Array, Array] | None:
    return cast("tuple[Array, Array] | None", _swept_cached(spec))  # type: ignore[arg-type]


def _moved(points: Array, joint: Joint, value: float) -> Array:
    """Points of the child link with the joint at `value`."""
    if joint.kind == "prismatic":
        return points + np.asarray(joint.axis) * value
    turn = rotation_matrix((math.cos(value / 2), *(math.sin(value / 2) * np.asarray(joint.axis))))
    return (points - np.asarray(joint.origin)) @ turn.T + np.asarray(joint.origin)


def sweep_of(item: Item) -> Sweep | None:
    """None for what has no moving part, or one that stays within the outline."""
    found = _bounds(item.spec) if item.asset.joints else None
    if found is None:
        return None
    low, high = found
    middle, half = (low + high) / 2, (high - low) / 2
    return Sweep(Rect(float(middle[0]), float(middle[1]), float(half[0]), float(half[1])), float(high[2]) + _SLACK_M)


def front_reach(item: Item) -> float:
    """How far (m) doors and drawers come out of the front, 0 without such parts."""
    found = _bounds(item.spec) if item.asset.joints else None
    return max(0.0, -item.asset.size[1] / 2 - float(found[0][1])) + 0.03 if found is not None else 0.0
