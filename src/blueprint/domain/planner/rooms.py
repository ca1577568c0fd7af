"""Rooms: what people call them, how big they are, and what a door or a window of theirs is like."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from blueprint.domain.assets.asset import CategoryInfo

DEFAULT_ROOM = "living_room"


@dataclass(frozen=True)
class RoomWord:
    """room_type: the template. exact False: the nearest there is, said so in `unmet`. skip, add: how this room differs from the template."""

    room_type: str
    exact: bool = True
    skip: tuple[str, ...] = ()
    add: tuple[str, ...] = ()


@dataclass(frozen=True)
class RoomKind:
    """areas: (small, medium, large) ranges in m². aspect: longer ÷ shorter side. windows: (low, high). min_side_m: the shorter side is never less."""

    areas: tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
    aspect: tuple[float, float]
    height_m: tuple[float, float]
    windows: tuple[int, int]
    window_m: tuple[float, float, float]
    door_m: tuple[float, float]
    min_side_m: float
    floors: tuple[str, ...]
    walls: tuple[str, ...]


_PLAIN = (1.2, 1.2, 0.9)

ROOMS: dict[str, RoomKind] = {
    "kitchen": RoomKind(((8, 10), (12, 16), (18, 26)), (1.05, 1.45), (2.5, 2.7), (1, 2), (1.2, 1.1, 1.05), (0.9, 2.05), 2.4, ("ceramic", "oak"),
    ("white", "cream", "mint")),
    "dining_room": RoomKind(((10, 12), (15, 19), (20, 28)), (1.05, 1.4), (2.5, 2.8), (1, 2), (1.4, 1.4, 0.8), (0.9, 2.05), 3.0, ("oak", "walnut",
    "birch"), ("cream", "white", "beige")),
    "living_room": RoomKind(((13, 15), (19, 25), (28, 40)), (1.1, 1.5), (2.5, 2.8), (1, 3), (1.6, 1.4, 0.8), (0.9, 2.05), 3.2, ("oak", "walnut",
    "birch"), ("white", "cream", "light grey", "beige")),
    "bedroom": RoomKind(((10, 12), (14, 18), (20, 28)), (1.05, 1.35), (2.5, 2.7), (1, 2), (1.4, 1.3, 0.85), (0.9, 2.05), 2.8, ("oak", "birch",
    "wool"), ("cream", "light grey", "lavender", "white")),
    "childs_room": RoomKind(((9, 11), (12, 16), (17, 24)), (1.05, 1.4), (2.5, 2.7), (1, 2), (1.3, 1.3, 0.85), (0.9, 2.05), 2.7, ("birch", "oak"),
    ("mint", "light blue", "pink", "cream")),
    "bathroom": RoomKind(((5, 6.5), (7, 10), (11, 15)), (1.1, 1.5), (2.4, 2.6), (1, 1), (0.6, 0.6, 1.4), (0.8, 2.0), 1.8, ("ceramic", "marble"),
    ("white", "light blue", "mint")),
    "office": RoomKind(((9, 11), (13, 18), (20, 32)), (1.05, 1.5), (2.6, 2.8), (1, 2), (1.5, 1.3, 0.9), (0.9, 2.05), 2.7, ("wool", "oak"), ("white",
    "light grey", "cream")),
    "meeting_room": RoomKind(((14, 16), (20, 28), (32, 46)), (1.2, 1.6), (2.7, 3.0), (1, 2), (1.8, 1.4, 0.9), (0.9, 2.1), 3.4, ("wool", "oak"),
    ("white", "light grey", "light blue")),
    "classroom": RoomKind(((28, 34), (42, 56), (60, 80)), (1.1, 1.4), (2.9, 3.2), (2, 4), (1.8, 1.5, 0.9), (0.9, 2.1), 4.8, ("birch", "plastic"),
    ("white", "cream", "light blue")),
    "laboratory": RoomKind(((18, 22), (28, 38), (45, 60)), (1.15, 1.5), (2.8, 3.1), (1, 2), (1.5, 1.2, 1.1), (1.0, 2.1), 3.8, ("plastic",
    "ceramic"), ("white", "light grey")),
    "workshop": RoomKind(((15, 19), (24, 32), (36, 52)), (1.1, 1.5), (2.8, 3.2), (1, 2), (1.2, 1.0, 1.2), (1.0, 2.1), 3.2, ("concrete",), ("white",
    "light grey", "beige")),
    "garage": RoomKind(((16, 19), (22, 30), (36, 46)), (1.1, 1.4), (2.6, 3.0), (0, 1), (0.9, 0.6, 1.5), (2.4, 2.1), 3.2, ("concrete",),
    ("light grey", "white")),
    "laundry_room": RoomKind(((6, 7.5), (8.5, 11), (13, 17)), (1.1, 1.5), (2.4, 2.6), (0, 1), (0.7, 0.7, 1.3), (0.9, 2.05), 2.1, ("ceramic",),
    ("white", "light blue", "mint")),
    "warehouse_aisle": RoomKind(((34, 42), (50, 70), (90, 140)), (1.3, 1.8), (5.5, 6.5), (0, 0), (1.5, 0.8, 2.0), (2.4, 2.6), 5.0, ("concrete",),
    ("light grey", "white")),
    "cafe_corner": RoomKind(((14, 17), (22, 30), (36, 50)), (1.1, 1.5), (2.8, 3.1), (1, 3), (1.8, 1.6, 0.7), (1.0, 2.1), 3.4, ("oak", "walnut",
    "ceramic"), ("cream", "terracotta", "olive")),
    "hallway": RoomKind(((7, 9), (11, 14), (16, 22)), (1.8, 2.4), (2.5, 2.7), (0, 1), (0.8, 1.0, 1.0), (0.9, 2.05), 1.9, ("oak", "ceramic"),
    ("white", "cream", "light grey")),
}  # fmt: skip
"""Areas: common practice for dwellings (small, usual, generous) and workplaces; classroom ≈ 2 m² per pupil; warehouse aisle ≥ 3 m between racks."""

_NO_TV = ("tv", "tv_stand", "wall_tv", "remote", "game_controller")

ROOM_WORDS: dict[str, RoomWord] = {
    "kitchen": RoomWord("kitchen"), "galley": RoomWord("kitchen"), "galley kitchen": RoomWord("kitchen"), "cooking area": RoomWord("kitchen"),
    "eat in kitchen": RoomWord("kitchen"), "pantry": RoomWord("kitchen", False), "kitchen area": RoomWord("kitchen"),
    "dining room": RoomWord("dining_room"), "diningroom": RoomWord("dining_room"), "breakfast room": RoomWord("dining_room"),
    "dining hall": RoomWord("dining_room"),
    "living room": RoomWord("living_room"), "livingroom": RoomWord("living_room"), "lounge": RoomWord("living_room"),
    "sitting room": RoomWord("living_room"),
    "family room": RoomWord("living_room"), "reading room": RoomWord("living_room", True, _NO_TV, ("bookshelf",)), "den": RoomWord("living_room"),
    "parlor": RoomWord("living_room"), "parlour": RoomWord("living_room"), "library": RoomWord("living_room", False, _NO_TV, ("bookshelf",
    "bookshelf")),
    "home library": RoomWord("living_room", True, _NO_TV, ("bookshelf", "bookshelf")), "tv room": RoomWord("living_room"),
    "game room": RoomWord("living_room", False),
    "games room": RoomWord("living_room", False), "music room": RoomWord("living_room", False, _NO_TV, ("piano",)),
    "sunroom": RoomWord("living_room", False),
    "conservatory": RoomWord("living_room", False), "drawing room": RoomWord("living_room"), "living area": RoomWord("living_room"),
    "lobby": RoomWord("living_room", False),
    "waiting room": RoomWord("living_room", False), "reception": RoomWord("living_room", False), "reception area": RoomWord("living_room", False),
    "studio apartment": RoomWord("living_room", False), "studio flat": RoomWord("living_room", False), "man cave": RoomWord("living_room", False),
    "bedroom": RoomWord("bedroom"), "bed room": RoomWord("bedroom"), "master bedroom": RoomWord("bedroom"), "guest room": RoomWord("bedroom"),
    "guest bedroom": RoomWord("bedroom"), "hotel room": RoomWord("bedroom"), "dorm room": RoomWord("bedroom", False),
    "dormitory": RoomWord("bedroom", False),
    "sleeping room": RoomWord("bedroom"), "hospital room": RoomWord("bedroom", False), "dressing room": RoomWord("bedroom", False),
    "walk in closet": RoomWord("bedroom", False),
    "childs room": RoomWord("childs_room"), "child's room": RoomWord("childs_room"), "children's room": RoomWord("childs_room"),
    "childrens room": RoomWord("childs_room"),
    "kids room": RoomWord("childs_room"), "kid's room": RoomWord("childs_room"), "kids' room": RoomWord("childs_room"),
    "child's bedroom": RoomWord("childs_room"),
    "children's bedroom": RoomWord("childs_room"), "kids bedroom": RoomWord("childs_room"), "kid's bedroom": RoomWord("childs_room"),
    "nursery": RoomWord("childs_room"),
    "playroom": RoomWord("childs_room"), "play room": RoomWord("childs_room"), "toddler's room": RoomWord("childs_room"),
    "baby room": RoomWord("childs_room"),
    "baby's room": RoomWord("childs_room"), "boy's room": RoomWord("childs_room"), "girl's room": RoomWord("childs_room"),
    "kindergarten": RoomWord("childs_room", False),
    "teenager's room": RoomWord("childs_room"), "teen bedroom": RoomWord("childs_room"), "boy's bedroom": RoomWord("childs_room"),
    "girl's bedroom": RoomWord("childs_room"),
    "bathroom": RoomWord("bathroom"), "bath room": RoomWord("bathroom"), "washroom": RoomWord("bathroom"), "restroom": RoomWord("bathroom"),
    "shower room": RoomWord("bathroom"),
    "powder room": RoomWord("bathroom"), "ensuite": RoomWord("bathroom"), "en suite": RoomWord("bathroom"), "wet room": RoomWord("bathroom"),
    "wc": RoomWord("bathroom"),
    "en suite bathroom": RoomWord("bathroom"), "ensuite bathroom": RoomWord("bathroom"), "spa": RoomWord("bathroom", False),
    "office": RoomWord("office"), "home office": RoomWord("office"), "study": RoomWord("office"), "study room": RoomWord("office"),
    "workspace": RoomWord("office"),
    "co working space": RoomWord("office"), "coworking space": RoomWord("office"), "open plan office": RoomWord("office"),
    "office space": RoomWord("office"),
    "cubicle": RoomWord("office", False), "control room": RoomWord("office", False), "server room": RoomWord("office", False),
    "copy room": RoomWord("office", False),
    "meeting room": RoomWord("meeting_room"), "conference room": RoomWord("meeting_room"), "boardroom": RoomWord("meeting_room"),
    "board room": RoomWord("meeting_room"),
    "huddle room": RoomWord("meeting_room"), "seminar room": RoomWord("meeting_room"),
    "classroom": RoomWord("classroom"), "class room": RoomWord("classroom"), "schoolroom": RoomWord("classroom"),
    "school room": RoomWord("classroom"),
    "lecture room": RoomWord("classroom"), "lecture hall": RoomWord("classroom", False), "training room": RoomWord("classroom"),
    "art room": RoomWord("classroom", False),
    "laboratory": RoomWord("laboratory"), "lab": RoomWord("laboratory"), "science lab": RoomWord("laboratory"),
    "chemistry lab": RoomWord("laboratory"),
    "chemistry laboratory": RoomWord("laboratory"), "biology lab": RoomWord("laboratory"), "research lab": RoomWord("laboratory"),
    "wet lab": RoomWord("laboratory"),
    "clinic": RoomWord("laboratory", False), "pharmacy": RoomWord("laboratory", False), "research laboratory": RoomWord("laboratory"),
    "workshop": RoomWord("workshop"), "work shop": RoomWord("workshop"), "woodshop": RoomWord("workshop"), "wood shop": RoomWord("workshop"),
    "tool room": RoomWord("workshop"),
    "woodworking shop": RoomWord("workshop"), "machine shop": RoomWord("workshop"), "maker space": RoomWord("workshop"),
    "makerspace": RoomWord("workshop"),
    "shed": RoomWord("workshop", False), "artist's studio": RoomWord("workshop", False), "art studio": RoomWord("workshop", False),
    "factory": RoomWord("workshop", False),
    "garage": RoomWord("garage"), "carport": RoomWord("garage", False), "two car garage": RoomWord("garage"), "car garage": RoomWord("garage"),
    "laundry room": RoomWord("laundry_room"), "laundry": RoomWord("laundry_room"), "utility room": RoomWord("laundry_room"),
    "laundromat": RoomWord("laundry_room", False),
    "washing room": RoomWord("laundry_room"), "mudroom": RoomWord("hallway", False), "mud room": RoomWord("hallway", False),
    "utility closet": RoomWord("laundry_room", False),
    "warehouse aisle": RoomWord("warehouse_aisle"), "warehouse": RoomWord("warehouse_aisle"), "stockroom": RoomWord("warehouse_aisle"),
    "stock room": RoomWord("warehouse_aisle"),
    "storage room": RoomWord("warehouse_aisle"), "storeroom": RoomWord("warehouse_aisle"), "store room": RoomWord("warehouse_aisle"),
    "depot": RoomWord("warehouse_aisle"),
    "distribution center": RoomWord("warehouse_aisle"), "distribution centre": RoomWord("warehouse_aisle"),
    "logistics center": RoomWord("warehouse_aisle"),
    "supermarket": RoomWord("warehouse_aisle", False), "supermarket aisle": RoomWord("warehouse_aisle", False),
    "grocery store": RoomWord("warehouse_aisle", False),
    "cafe corner": RoomWord("cafe_corner"), "café corner": RoomWord("cafe_corner"), "cafe": RoomWord("cafe_corner"), "café": RoomWord("cafe_corner"),
    "coffee shop": RoomWord("cafe_corner"), "coffeehouse": RoomWord("cafe_corner"), "coffee house": RoomWord("cafe_corner"),
    "coffee bar": RoomWord("cafe_corner"),
    "bistro": RoomWord("cafe_corner"), "tea room": RoomWord("cafe_corner"), "canteen": RoomWord("cafe_corner", False),
    "cafeteria": RoomWord("cafe_corner", False),
    "break room": RoomWord("cafe_corner"), "breakroom": RoomWord("cafe_corner"), "restaurant": RoomWord("cafe_corner", False),
    "pub": RoomWord("cafe_corner", False),
    "bakery": RoomWord("cafe_corner", False), "diner": RoomWord("cafe_corner", False), "shop": RoomWord("cafe_corner", False),
    "store": RoomWord("cafe_corner", False),
    "hallway": RoomWord("hallway"), "hall": RoomWord("hallway"), "corridor": RoomWord("hallway"), "entryway": RoomWord("hallway"),
    "entrance": RoomWord("hallway"),
    "entrance hall": RoomWord("hallway"), "foyer": RoomWord("hallway"), "vestibule": RoomWord("hallway"), "passage": RoomWord("hallway"),
    "entry": RoomWord("hallway"),
    "gym": RoomWord("living_room", False), "gymnasium": RoomWord("living_room", False), "museum": RoomWord("living_room", False),
    "gallery": RoomWord("living_room", False),
    "art gallery": RoomWord("living_room", False), "church": RoomWord("living_room", False), "theater": RoomWord("living_room", False),
    "cinema": RoomWord("living_room", False),
}  # fmt: skip

BUILDINGS = frozenset({"house", "apartment", "flat", "building", "home", "villa", "mansion", "castle", "hotel", "school", "hospital", "loft",
"cabin", "cottage",
                       "bungalow", "condo", "penthouse", "floor plan", "city", "village", "town", "office building",
                       "two bedroom apartment"})  # fmt: skip


def infer_room(wanted: Iterable[CategoryInfo]) -> str | None:
    """The room in which one expects most of these things (each shares one vote among its rooms); None when nothing speaks for any."""
    votes: dict[str, float] = {}
    for info in wanted:
        rooms = [room for room in info.rooms if room in ROOMS]
        for room in rooms:
            votes[room] = votes.get(room, 0.0) + 1 / len(rooms)
    if not votes:
        return None
    order = [DEFAULT_ROOM, "dining_room", "office", "bedroom", *ROOMS]
    return max(votes, key=lambda room: (votes[room], -order.index(room)))


def choose_size(room_type: str, size: str | None, needed_m2: float, rng: Random, crowd: float = 1.0) -> tuple[float, float]:
    """Width and depth in m: an area of the kind and size (times `crowd`), but not under what its furniture needs, at a usual aspect."""
    kind = ROOMS[room_type]
    low, high = kind.areas[{"small": 0, "large": 2}.get(size or "medium", 1)]
    area = min(max(rng.uniform(low, high) * crowd, needed_m2), 400.0)
    aspect = rng.uniform(*kind.aspect)
    short = max((area / aspect) ** 0.5, kind.min_side_m)
    long = max(area / short, short)
    sides = (min(long, 29.0), min(short, 29.0))
    width, depth = sides if room_type == "hallway" or rng.random() < 0.75 else sides[::-1]
    return round(width, 2), round(depth, 2)
