"""How much room there is: the floor's, the walls', and that on and in every planned thing. Rules of thumb; the solver has the last word."""

from __future__ import annotations

import math

from blueprint.domain.assets.asset import CategoryInfo, Placement
from blueprint.domain.planner.nature import CONTAINERS, Infos

FLOOR_SHARE = 0.45
"""Of the floor, furniture and the space before its doors take no more; the rest are paths of 0.6–0.9 m."""
WALL_SHARE = 0.68
_LEVELS = {"bookshelf": 4, "shelf_unit": 3, "pallet_rack": 5, "display_cabinet": 3, "display_case": 3, "shoe_rack": 3, "wardrobe": 1,
"refrigerator": 2, "fume_hood": 1,
           "medicine_cabinet": 2, "wall_cabinet": 2, "toilet": 0.3, "sofa": 0.6, "bed": 0.7, "single_bed": 0.7, "bunk_bed": 0.7, "washbasin": 0.5,
           "sink_counter": 0.5,
           "stove": 0.8, "chair": 0.5, "office_chair": 0.3, "bathtub": 0.2, "tv_stand": 0.8, "fireplace": 0.5, "nightstand": 0.9,
           "lab_bench": 0.9}  # fmt: skip
_TOP_SHARE = 0.55
_SLENDER = {"pen", "pencil", "toothbrush"}
_FLAT = {"rug", "ceiling_lamp", "pendant_lamp"}


def mean_size(info: CategoryInfo, small: bool = False) -> tuple[float, float, float]:
    """Width, depth, height in m: the middle of the category's range, or its lower quarter."""
    share = 0.25 if small else 0.5
    width, depth, height = (low + (high - low) * share for low, high in info.size_m)
    return width, depth, height


def floor_use_m2(info: CategoryInfo, count: int, small: bool = False) -> float:
    """Floor that so many take, a part of the free space before their fronts included (the paths are the rest of it)."""
    if info.placement is not Placement.FLOOR or info.name in _FLAT:
        return 0.0
    width, depth, _ = mean_size(info, small)
    return count * (width * depth + width * min(info.front_clearance_m, 0.6) * 0.2)


def wall_use_m(info: CategoryInfo, count: int, small: bool = False) -> float:
    """Wall that so many take, standing against it."""
    if info.placement is not Placement.FLOOR or not info.against_wall:
        return 0.0
    return count * (mean_size(info, small)[0] + 0.03)


def area_needed_m2(floor_use: float, wall_use: float, doors_m: float) -> float:
    """Area of a nearly square room in which floor and walls suffice."""
    side = (wall_use / WALL_SHARE + doors_m + 0.8) / 4
    return max(floor_use / FLOOR_SHARE, side * side)


def footprint_m2(info: CategoryInfo) -> float:
    width, depth, height = mean_size(info)
    if info.name in _SLENDER:
        return 0.0006
    lying = min(width * depth, max(width, depth) * height) if info.name in ("book", "binder") else width * depth
    return (math.sqrt(lying) + 0.015) ** 2


def capacity_m2(info: CategoryInfo, count: int) -> float:
    """Area on (or in) so many of a category that things can take."""
    width, depth, _ = mean_size(info)
    if info.placement is Placement.SURFACE:
        return count * width * depth * (0.75 if info.name in CONTAINERS else 0.5)
    return count * width * depth * _LEVELS.get(info.name, 1) * _TOP_SHARE


class Space:
    """What is left. sides_m None while the size of the room is still open: then the floor is without limit."""

    def __init__(self, infos: Infos, small: bool) -> None:
        self.infos, self.small = infos, small
        self.floor_used, self.walls_used = 0.0, 0.0
        self.sides_m: tuple[float, float] | None = None
        self.doors_m = 0.9
        self._free: dict[str, float] = {}

    def stand(self, object_id: str, category: str, count: int) -> None:
        info = self.infos[category]
        self.floor_used += floor_use_m2(info, count, self.small)
        self.walls_used += wall_use_m(info, count, self.small)
        self._free[object_id] = self._free.get(object_id, 0.0) + capacity_m2(info, count)

    def fits(self, category: str, count: int, slack: float = 1.0) -> bool:
        """Whether so many more stand on the floor."""
        if self.sides_m is None:
            return True
        info = self.infos[category]
        width, depth = self.sides_m
        floor = self.floor_used + floor_use_m2(info, count, self.small) <= width * depth * FLOOR_SHARE * slack
        along = wall_use_m(info, count, self.small)
        wall = along == 0 or self.walls_used + along <= (2 * (width + depth) - self.doors_m) * WALL_SHARE * slack
        return floor and wall

    def free_m2(self, object_id: str) -> float:
        return self._free.get(object_id, 0.0)

    def room_for(self, object_id: str, category: str) -> int:
        """How many more of a category can stand on an object."""
        return int(self.free_m2(object_id) / footprint_m2(self.infos[category]))

    def put(self, object_id: str, category: str, count: int) -> None:
        self._free[object_id] = self.free_m2(object_id) - count * footprint_m2(self.infos[category])

    def needed_m2(self) -> float:
        return area_needed_m2(self.floor_used, self.walls_used, self.doors_m)
