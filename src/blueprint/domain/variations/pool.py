"""All assets that the variations of a scene are furnished from: drawn once, used by every variation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from blueprint.contracts.replicator import VariationAsset, VariationManifest
from blueprint.contracts.scene import AssetSpec, PlacedObject, Placement, Role, Scene
from blueprint.core.identity import digest, seed_of
from blueprint.domain.assets.catalogue import all_categories, build, folder_name
from blueprint.domain.layout.items import VARIED
from blueprint.domain.variations.assets import Wish, draw
from blueprint.domain.variations.paint import family_of, paints
from blueprint.domain.variations.standing import group_of

MOST_OF_ONE = 3
"""New assets per wish; things that differ within a group get one more."""
PRIORITIES = ("required", "recommended", "optional")


@dataclass(frozen=True)
class Pool:
    """by_wish: new small assets. extras: of categories that the scene has none of. colors: by furniture family.

    errors: (category, why) of what could not be drawn.
    """

    by_wish: dict[Wish, tuple[AssetSpec, ...]]
    extras: tuple[AssetSpec, ...] = ()
    colors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    errors: tuple[tuple[str, str], ...] = ()

    @property
    def small(self) -> tuple[AssetSpec, ...]:
        """Every new small asset once."""
        return tuple(dict.fromkeys([spec for specs in self.by_wish.values() for spec in specs] + list(self.extras)))

    def painted(self, scene: Scene) -> tuple[AssetSpec, ...]:
        """Every piece of furniture in each of its other colours, once."""
        return tuple(dict.fromkeys(in_color(placed, color) for placed in scene.objects for color in self.colors.get(_family(placed), ())))

    def digest(self, scene: Scene) -> str:
        """Of all that it holds: equal pools furnish equal variations."""
        return digest(*sorted(folder_name(spec) for spec in (*self.small, *self.painted(scene))))


def _family(placed: PlacedObject) -> str:
    return "" if placed.role is Role.MANIPULABLE or placed.placement not in (Placement.FLOOR, Placement.WALL) else family_of(placed)


def in_color(placed: PlacedObject, color: str) -> AssetSpec:
    """The same piece in another colour: a colour takes nothing from the draw of its shape."""
    return placed.spec.model_copy(update={"color": color})


def choose(pool: Pool, scene: Scene, index: int, held: frozenset[str], rng: np.random.Generator) -> dict[str, AssetSpec]:
    """Object id → its asset in variation `index`. held: groups that keep their own assets.

    The next variation takes the next asset of each wish; a group is alike as it was, or of different things as it was.
    """
    chosen: dict[str, AssetSpec] = {}
    for placed in scene.objects:
        group, family = group_of(placed), _family(placed)
        if group in held:
            continue
        if placed.role is Role.MANIPULABLE and (options := pool.by_wish.get(wish_of(scene, placed), ())):
            start = seed_of("first", group) + index
            offset = int(rng.integers(len(options))) if placed.category in VARIED else 0
            chosen[placed.id] = options[(start + offset) % len(options)]
        elif family in pool.colors:
            options = (None, *pool.colors[family])
            color = options[(seed_of("first", family) + index) % len(options)]
            if color:
                chosen[placed.id] = in_color(placed, color)
    return chosen


def wish_of(scene: Scene, placed: PlacedObject) -> Wish:
    """What a new asset in the place of this one must be: as the sentence asks, and no smaller if things lie in or on it."""
    asked = next((request for request in scene.requests if request.group == placed.group), None)
    mates = {one.id for one in scene.objects if group_of(one) == group_of(placed)}
    carries = any(one.support in mates for one in scene.objects)
    size = build(placed.spec).size if carries else None
    if asked is None:
        return Wish(placed.category, at_least_m=size)
    return Wish(placed.category, asked.color, asked.material, asked.size, size)


def make_pool(scene: Scene, manifest: VariationManifest, variations: int, seed: int, limit: int = 0, priorities: Sequence[str] = ()) -> Pool:
    """limit: at most so many small assets, 0: no limit; every category gets its first before any gets its second, what the scene has first.

    priorities: only wishes of these; empty: of all.
    """
    entries = [one for one in manifest.assets if (not priorities or one.priority in priorities) and one.category in all_categories()]
    entries.sort(key=lambda one: (PRIORITIES.index(one.priority), one.category))
    known = tuple(dict.fromkeys(placed.spec for placed in scene.objects))
    wishes: dict[Wish, VariationAsset] = {}
    for entry in entries:
        own = [wish_of(scene, one) for one in scene.objects if one.category == entry.category and one.role is Role.MANIPULABLE]
        wishes |= dict.fromkeys(own or [Wish(entry.category)], entry)
    present = {placed.category for placed in scene.objects}
    found: dict[Wish, tuple[AssetSpec, ...]] = {}
    errors: list[tuple[str, str]] = []
    for wish, entry in wishes.items():
        wanted = min(MOST_OF_ONE, max(1, variations)) + (entry.category in VARIED) if entry.category in present else 1
        drawn = draw(entry, wish, wanted, seed, known)
        found[wish] = drawn.specs
        errors += [(entry.name, reason) for reason in drawn.errors]
    kept = _limited(found, limit)
    return Pool(
        by_wish={wish: specs for wish, specs in kept.items() if wish.category in present and specs},
        extras=tuple(spec for wish, specs in kept.items() if wish.category not in present for spec in specs),
        colors=paints(scene, seed) if variations else {}, errors=tuple(errors),
    )  # fmt: skip


def _limited(found: dict[Wish, tuple[AssetSpec, ...]], limit: int) -> dict[Wish, tuple[AssetSpec, ...]]:
    """Round by round, so that a small limit still leaves something of each category."""
    if limit <= 0:
        return found
    rounds = max((len(specs) for specs in found.values()), default=0)
    order = [(wish, k) for k in range(rounds) for wish, specs in found.items() if k < len(specs)][:limit]
    return {wish: tuple(specs[k] for k in range(len(specs)) if (wish, k) in order) for wish, specs in found.items()}
