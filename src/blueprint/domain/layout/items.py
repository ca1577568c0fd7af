"""The single things of a plan, each with the asset it will be."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from blueprint.contracts.plan import PlannedObject, ScenePlan, Unmet
from blueprint.domain.assets.asset import Asset, AssetSpec, CategoryInfo, Placement
from blueprint.domain.assets.catalogue import all_categories
from blueprint.domain.assets.palette import COLORS, MATERIALS
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.scene.geometry import asset_of, convex_pieces

# things of one group that differ from each other in a real room; all others come in sets that match
VARIED = frozenset(
    {
        "book", "magazine", "notebook", "binder", "cardboard_box", "picture", "picture_frame", "potted_plant", "small_plant", "bottle", "wine_bottle",
        "jar", "can", "cereal_box", "apple", "orange", "banana", "lemon", "pear", "tomato", "potato", "toy_car", "toy_block", "ball", "doll",
        "board_game", "puzzle_box", "shoe", "hat", "backpack", "vase", "candle", "trophy", "flask", "beaker", "paint_can", "shampoo_bottle",
        "toothbrush", "cushion", "pen", "pencil", "barrel", "crate", "storage_box", "mug", "pallet", "suitcase",
    }
)  # fmt: skip
_SIZE_SHARE = {"small": 0.08, "medium": 0.5, "large": 0.92}


@dataclass(frozen=True)
class Item:
    """One thing to place. `index` counts within its group from 0."""

    id: str
    group: str
    index: int
    info: CategoryInfo
    spec: AssetSpec
    planned: PlannedObject

    @property
    def category(self) -> str:
        return self.info.name

    @property
    def requested(self) -> bool:
        return self.planned.requested

    @property
    def placement(self) -> Placement:
        return self.info.placement

    @cached_property
    def asset(self) -> Asset:
        return asset_of(self.spec)

    @cached_property
    def size(self) -> Array:
        """(3,) of the symmetric box about the asset's origin that holds what is seen and what collides."""
        points = np.vstack(convex_pieces(self.spec)) if convex_pieces(self.spec) else np.zeros((1, 3))
        half = np.maximum(np.abs(points[:, :2]).max(axis=0), np.asarray(self.asset.size[:2]) / 2)
        return np.array([2 * half[0], 2 * half[1], max(self.asset.size[2], float(points[:, 2].max()))])

    def resized(self, size_m: tuple[float, float, float]) -> Item:
        """The same thing in another size (m)."""
        return replace(self, spec=self.spec.model_copy(update={"size_m": size_m}))


@dataclass
class Wants:
    """Items by group, in the plan's order, and what cannot be had at all."""

    items: list[Item]
    unmet: list[Unmet] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def of(self, group: str) -> list[Item]:
        return [item for item in self.items if item.group == group]


def stable_hash(*words: object) -> int:
    """The same number in every process."""
    return zlib.crc32("\x1f".join(str(word) for word in words).encode())


def items_of(plan: ScenePlan, seed: int) -> Wants:
    """One item per thing; a category that is not in the catalogue goes to `unmet`."""
    wants = Wants([])
    known = all_categories()
    for planned in plan.objects:
        if planned.category not in known:
            wants.unmet.append(Unmet(word=planned.words or planned.category, reason=f"there is no asset of category {planned.category!r}"))
            continue
        info = known[planned.category].info
        color, material = _look(planned, wants)
        for index in range(planned.count):
            look = (seed, planned.id, index) if planned.category in VARIED else (seed, planned.id)
            spec = AssetSpec(
                category=info.name, size_m=_size(info, planned, look), color=color, material=material, style=planned.style or plan.style,
                seed=stable_hash("look", *look) % 2**31,
            )  # fmt: skip
            name = planned.id if planned.count == 1 else f"{planned.id}_{index + 1}"
            wants.items.append(Item(name, planned.id, index, info, spec, planned))
    return wants


def _look(planned: PlannedObject, wants: Wants) -> tuple[str | None, str | None]:
    color = planned.color if planned.color in COLORS else None
    material = planned.material if planned.material in MATERIALS else None
    for asked, given, what in ((planned.color, color, "colour"), (planned.material, material, "material")):
        if asked and not given and planned.requested:
            wants.unmet.append(Unmet(word=f"{asked} {planned.words or planned.category}", reason=f"there is no {what} {asked!r} in the palette"))
    return color, material


def _size(info: CategoryInfo, planned: PlannedObject, look: tuple[object, ...]) -> tuple[float, float, float] | None:
    """Size words pick a place in the category's range, a little different for each look; None leaves it to the look's seed."""
    if planned.size is None:
        return None
    share = _SIZE_SHARE[planned.size] + (stable_hash("size", *look) % 100 / 100 - 0.5) * 0.1
    w, d, h = (round(low + (high - low) * share, 4) for low, high in info.size_m)
    return w, d, h


def size_in_range(info: CategoryInfo, wanted: tuple[float | None, float | None, float | None], fallback: Array) -> tuple[float, float, float]:
    """`wanted` where given, else `fallback`, held within the category's range."""
    chosen = [fallback[k] if value is None else value for k, value in enumerate(wanted)]
    w, d, h = (round(min(max(float(v), low), high), 4) for v, (low, high) in zip(chosen, info.size_m, strict=True))
    return w, d, h
