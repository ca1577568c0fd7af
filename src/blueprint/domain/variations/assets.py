"""New assets of a category, within the ranges that real things of it have, and no two alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from blueprint.contracts.replicator import VariationAsset
from blueprint.contracts.scene import AssetSpec
from blueprint.core.identity import seed_of
from blueprint.domain.assets.asset import Asset, Visual
from blueprint.domain.assets.catalogue import build
from blueprint.domain.physics.mass import mass_properties

TRIES = 24
MASS_SLACK = 0.02  # the manifest's masses are those of two builds, rounded
SIZE_SLACK_M = 0.002
ALIKE_SHARE = 0.07
ALIKE_FRICTION = 0.04
FRICTION_SPREAD = 0.15
PROPORTION_SPREAD = 0.2
SIZE_SHARES = {"small": (0.0, 0.4), "large": (0.6, 1.0)}

Size = tuple[float, float, float]


@dataclass(frozen=True)
class Wish:
    """What a new asset must be besides being of its category. color, material, size: as the sentence asks. at_least_m: for what it carries."""

    category: str
    color: str | None = None
    material: str | None = None
    size: str | None = None
    at_least_m: Size | None = None


@dataclass(frozen=True)
class Drawn:
    """specs: as many as were asked for, if the ranges have so many. errors: why there are fewer."""

    specs: tuple[AssetSpec, ...]
    errors: tuple[str, ...] = ()


def draw(entry: VariationAsset, wish: Wish, count: int, seed: int, known: Iterable[AssetSpec] = ()) -> Drawn:
    """`count` specs of the entry's category: sizes, shapes, colours, materials and friction from its ranges; the seed decides all.

    known: assets that the new ones must differ from too. Each new one was built and measured: mass, friction and size are within the ranges.
    """
    taken = [build(spec) for spec in known if spec.category == entry.category]
    found: list[AssetSpec] = []
    errors: list[str] = []
    for number in range(count):
        reasons: list[str] = []
        for attempt in range(TRIES):
            rng = np.random.default_rng(seed_of("asset", seed, repr(wish), number, attempt))
            spec = _spec(entry, wish, (number + rng.random()) / count if attempt < TRIES // 2 else rng.random(), rng)
            asset = build(spec)
            reason = out_of_range(entry, asset) or next((f"is like {other.spec.color} {other.size}" for other in taken if alike(entry, asset, other)), "")
            if not reason:
                taken.append(asset)
                found.append(spec)
                break
            reasons.append(reason)
        else:
            errors.append(f"{entry.name} {number + 1}: none of {TRIES} drawn assets will do; the last one {reasons[-1]}")
    return Drawn(tuple(found), tuple(errors))


def _spec(entry: VariationAsset, wish: Wish, share: float, rng: np.random.Generator) -> AssetSpec:
    """share: where in its range the asset's size lies, 0…1; its proportions are a little different each time."""
    low_share, high_share = SIZE_SHARES.get(wish.size or "", (0.0, 1.0))
    shares = np.clip(low_share + share * (high_share - low_share) + rng.uniform(-PROPORTION_SPREAD, PROPORTION_SPREAD, 3), low_share, high_share)
    low, high = np.asarray(entry.dimensions_low_m), np.asarray(entry.dimensions_high_m)
    if wish.at_least_m is not None:
        low = np.clip(wish.at_least_m, low, high)
    width, depth, height = (round(float(v), 4) for v in low + shares * (high - low))
    return AssetSpec(
        category=entry.category, size_m=(width, depth, height), color=wish.color or _one_of(entry.colors, rng),
        material=wish.material or _one_of(entry.materials, rng), seed=int(rng.integers(2**31)),
        friction_scale=round(float(rng.uniform(1 - FRICTION_SPREAD, 1 + FRICTION_SPREAD)), 3),
    )  # fmt: skip


def _one_of(options: Sequence[str], rng: np.random.Generator) -> str | None:
    return options[int(rng.integers(len(options)))] if options else None


def out_of_range(entry: VariationAsset, asset: Asset) -> str:
    """What of an asset lies outside the entry's ranges, or ""."""
    mass, (least, most) = mass_of(asset), entry.mass_range_kg
    if not least * (1 - MASS_SLACK) <= mass <= most * (1 + MASS_SLACK):
        return f"weighs {mass:.4g} kg, which is outside {least:g}…{most:g} kg"
    friction, (slick, rough) = friction_of(asset), entry.friction_range
    if not slick - 1e-3 <= friction <= rough + 1e-3:
        return f"has friction {friction:.3f}, which is outside {slick:g}…{rough:g}"
    for axis, value, low, high in zip(("wide", "deep", "high"), asset.size, entry.dimensions_low_m, entry.dimensions_high_m, strict=True):
        if not low - SIZE_SLACK_M <= value <= high + SIZE_SLACK_M:
            return f"is {value:.4g} m {axis}, which is outside {low:g}…{high:g} m"
    return ""


def mass_of(asset: Asset) -> float:
    """kg, all links together."""
    return sum(mass_properties(link).mass_kg for link in asset.links)


def friction_of(asset: Asset) -> float:
    """Mean dynamic friction of its visible parts, as the manifest's ranges are measured."""
    return float(np.mean([visual.material.dynamic_friction for visual in visuals_of(asset)]))


def visuals_of(asset: Asset) -> list[Visual]:
    return [visual for link in asset.links for visual in link.visuals]


def alike(entry: VariationAsset, a: Asset, b: Asset) -> bool:
    """By descriptor: colour, material, size as shares of the category's range, and friction."""
    if (a.color_name, a.material_name, a.spec.style) != (b.color_name, b.material_name, b.spec.style):
        return False
    span = np.maximum(np.subtract(entry.dimensions_high_m, entry.dimensions_low_m), 1e-4)
    sizes = np.abs(np.subtract(a.size, b.size)) / span
    return bool((sizes < ALIKE_SHARE).all()) and abs(friction_of(a) - friction_of(b)) < ALIKE_FRICTION
