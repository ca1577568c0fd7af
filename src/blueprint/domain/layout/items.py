"""The single things of a plan, each with the asset it will be."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count, islice

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
_VESSELS = frozenset({"bowl", "basket", "tray", "crate", "colander", "pot", "tote", "cup", "mug", "glass", "vase", "dish_rack", "bucket"})
_TABLES = frozenset({"table", "round_table", "meeting_table", "cafe_table"})
_SMALL_TABLES = frozenset({"side_table", "nightstand", "coffee_table", "console_table", "cafe_table", "desk", "tv_stand"})
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


_WOODS = ("oak", "walnut", "birch", "pine", "mahogany")
_PAINTS = (("white",), ("light grey", "grey"), ("cream", "white"), ("dark grey", "black"), ("navy", "white"), ("olive", "cream"))
_NEUTRALS = ("white", "cream", "light grey", "grey", "beige", "oak", "birch", "walnut", "dark grey", "black")
KITCHEN_FRONTS = frozenset({"counter", "sink_counter", "kitchen_island", "wall_cabinet", "bar_counter"})
_ALIKE = frozenset(
    {"curtain", "chair", "bookshelf", "shelf_unit", "wall_shelf", "ceiling_lamp", "radiator", "nightstand", "plate", "fork", "knife", "spoon"}
)
_UPHOLSTERY = frozenset({"sofa", "loveseat", "armchair", "ottoman"})
_WOODEN_COLORS = frozenset({"oak", "walnut", "birch", "pine", "mahogany", "brown", "tan"})


@dataclass(frozen=True)
class RoomTaste:
    """What holds a room together: one wood, one kitchen front, one cloth, unless the plan says otherwise."""

    seed: int
    wood: str
    neutrals: tuple[str, ...]

    def suit(self, info: CategoryInfo, color: str | None, material: str | None) -> tuple[str | None, str | None]:
        """Colour and material for what the plan leaves open."""
        if info.placement not in (Placement.FLOOR, Placement.WALL):
            return color, material
        family = next((f for f in (KITCHEN_FRONTS, _UPHOLSTERY) if info.name in f), None)
        if family is not None and color is None and info.colors:
            color = info.colors[stable_hash("family", self.seed, sorted(family)[0]) % len(info.colors)]
        if family is None and color is None and info.against_wall and info.size_m[0][1] * info.size_m[2][1] > 0.25:
            color = next((c for c in self.neutrals if c in info.colors), None)
        if family is None and material is None and self.wood in info.materials:
            material = self.wood
        if family is None and color is None and self.wood in info.colors and (material is None or material in (*_WOODS, "wood")):
            wooden = sum(name in _WOODEN_COLORS for name in info.colors)
            # where most of the colours are woods the thing is a wooden one; a painted one stays as drawn
            if material in _WOODS or 2 * wooden >= len(info.colors):
                color = self.wood
        # a wood shows its own colour
        if color in self.neutrals and color not in _WOODS and material in _WOODS:
            color = material if material in info.colors else color
        return color, material

    def look(self, info: CategoryInfo, planned: PlannedObject, look: tuple[object, ...]) -> tuple[object, ...]:
        """Kitchen fronts are drawn from one seed, so that handles and panels match; a room's curtains are alike though planned apart."""
        if info.name in KITCHEN_FRONTS:
            return (self.seed, "kitchen fronts")
        return (self.seed, info.name) if info.name in _ALIKE and planned.color is None else look


def room_taste(plan: ScenePlan, seed: int) -> RoomTaste:
    draw = stable_hash("wood", seed, plan.room.room_type, plan.prompt)
    wood, paint = _WOODS[draw % 4], _PAINTS[draw // 7 % len(_PAINTS)]
    return RoomTaste(seed, wood, (wood, *paint, *_NEUTRALS) if draw % 3 else (*paint, wood, *_NEUTRALS))


def stable_hash(*words: object) -> int:
    """The same number in every process."""
    return zlib.crc32("\x1f".join(str(word) for word in words).encode())


def items_of(plan: ScenePlan, seed: int) -> Wants:
    """One item per thing; a category that is not in the catalogue goes to `unmet`."""
    wants = Wants([])
    known = all_categories()
    taste = room_taste(plan, seed)
    loads = _loads(plan)
    taken = {planned.id for planned in plan.objects}
    for planned in plan.objects:
        if planned.category not in known:
            wants.unmet.append(Unmet(word=planned.words or planned.category, reason=f"there is no asset of category {planned.category!r}"))
            continue
        info = known[planned.category].info
        color, material = _look(planned, wants)
        color, material = taste.suit(info, color, material)
        for index, name in enumerate(_names(planned, taken)):
            look = (seed, planned.id, index) if planned.category in VARIED else (seed, planned.id)
            look = taste.look(info, planned, look)
            spec = AssetSpec(
                category=info.name, size_m=_size(info, planned, look, loads.get(planned.id)), color=color, material=material, style=planned.style or plan.style,
                seed=stable_hash("look", *look) % 2**31,
            )  # fmt: skip
            wants.items.append(Item(name, planned.id, index, info, spec, planned))
    return wants


def _names(planned: PlannedObject, taken: set[str]) -> list[str]:
    """One per thing, added to `taken`: numbers that would give another group's name are passed over."""
    if planned.count == 1:
        return [planned.id]
    free = (name for number in count(1) if (name := f"{planned.id}_{number}") not in taken)
    names = list(islice(free, planned.count))
    taken.update(names)
    return names


def _look(planned: PlannedObject, wants: Wants) -> tuple[str | None, str | None]:
    color = planned.color if planned.color in COLORS else None
    material = planned.material if planned.material in MATERIALS else None
    for asked, given, what in ((planned.color, color, "colour"), (planned.material, material, "material")):
        if asked and not given and planned.requested:
            wants.unmet.append(Unmet(word=f"{asked} {planned.words or planned.category}", reason=f"there is no {what} {asked!r} in the palette"))
    return color, material


def _loads(plan: ScenePlan) -> dict[str, float]:
    """Group → place in its size range that suits what it has to carry: a bowl for four apples, a table for six chairs."""
    counts = {planned.id: (planned.category, planned.count) for planned in plan.objects}
    loads: dict[str, float] = {}
    held: dict[str, int] = {}
    for relation in plan.relations:
        for name in relation.objects:
            category, many = counts[name]
            number = math.ceil(counts[relation.subject][1] / many)
            if relation.kind == "in" and category in _VESSELS:
                held[name] = held.get(name, 0) + number  # two apples and an orange are three things in the bowl
                if held[name] >= 2:
                    loads[name] = 0.6 if held[name] == 2 else 0.97
            if relation.kind == "on" and relation.hard and category in _SMALL_TABLES and number >= 2:
                loads[name] = max(loads.get(name, 0.0), 0.7 if number == 2 else 0.97)
            if relation.kind == "around" and category in _TABLES:
                loads[name] = max(loads.get(name, 0.0), min(0.97, max(0.1, (number - 2) / 4)))
    return loads


def _size(info: CategoryInfo, planned: PlannedObject, look: tuple[object, ...], load: float | None) -> tuple[float, float, float] | None:
    """Size words pick a place in the category's range, a little different for each look; None leaves it to the look's seed."""
    if planned.size is None and load is None:
        return None
    chosen = load if planned.size is None else _SIZE_SHARE[planned.size]
    assert chosen is not None
    share = min(1.0, max(0.0, chosen + (stable_hash("size", *look) % 100 / 100 - 0.5) * 0.06))
    w, d, h = (round(low + (high - low) * share, 4) for low, high in info.size_m)
    return w, d, h


def size_in_range(info: CategoryInfo, wanted: tuple[float | None, float | None, float | None], fallback: Array) -> tuple[float, float, float]:
    """`wanted` where given, else `fallback`, held within the category's range."""
    chosen = [fallback[k] if value is None else value for k, value in enumerate(wanted)]
    w, d, h = (round(min(max(float(v), low), high), 4) for v, (low, high) in zip(chosen, info.size_m, strict=True))
    return w, d, h
