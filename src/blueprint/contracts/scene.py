"""A furnished room: what the solver produces, the simulator settles, and the USD says.

Frame: Z-up, metres; the origin is the centre of the room's floor; X = width (east is +X), Y = depth (north is +Y).
Inner faces of the walls are at x = ±width/2, y = ±depth/2. Quaternions w-x-y-z, object to world.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from blueprint.contracts.plan import RelationKind, Unmet
from blueprint.core.artifact import Value

WALL_THICKNESS_M = 0.12
FLOOR_THICKNESS_M = 0.10

WallName = Literal["north", "south", "east", "west"]
WALLS: tuple[WallName, ...] = ("north", "south", "east", "west")


def wall_of_support(support: str) -> WallName | None:
    """The wall that `wall_<name>` means; None for an object's id, also one like `wall_shelf`."""
    return next((wall for wall in WALLS if support == f"wall_{wall}"), None)


class Role(StrEnum):
    STATIC = "static"
    MANIPULABLE = "manipulable"
    ARTICULATED = "articulated"


class Placement(StrEnum):
    """What holds an asset up."""

    FLOOR = "floor"
    SURFACE = "surface"
    WALL = "wall"
    CEILING = "ceiling"


class AssetSpec(Value):
    """All that an asset is made from: equal specs give equal bytes. What is None is drawn from the category's ranges by `seed`.

    friction_scale: times the friction of each of its materials.
    """

    category: str
    size_m: tuple[float, float, float] | None = None
    color: str | None = None
    material: str | None = None
    style: str | None = None
    seed: int = 0
    friction_scale: float = Field(default=1.0, gt=0.2, lt=5)

    def __hash__(self) -> int:
        return hash((self.category, self.size_m, self.color, self.material, self.style, self.seed, self.friction_scale))


class PlacedOpening(Value):
    """A hole in a wall. center_m: along the wall, its X for north/south and its Y for east/west. A door swings into the room."""

    id: str
    kind: Literal["door", "window"]
    wall: WallName
    center_m: float
    width_m: float
    height_m: float
    sill_m: float = 0.0


class Room(Value):
    room_type: str
    width_m: float
    depth_m: float
    height_m: float
    openings: tuple[PlacedOpening, ...] = ()
    wall_color: str = "white"
    floor_material: str = "oak"


class PlacedObject(Value):
    """One thing in the room.

    id: unique, `^[a-z][a-z0-9_]*$`, its prim name. group: the planned object it came from ("" if none).
    position_m, rotation_wxyz: of the asset frame in the world. support: id of what it rests on, or `floor`, `wall_<name>`, `ceiling`;
    support_surface: the name of that asset's surface.
    """

    id: str
    name: str
    category: str
    spec: AssetSpec
    role: Role
    placement: Placement
    position_m: tuple[float, float, float]
    rotation_wxyz: tuple[float, float, float, float] = (1.0, 0.0, 0.0, 0.0)
    support: str = "floor"
    support_surface: str = ""
    group: str = ""
    requested: bool = False
    color: str = ""
    material: str = ""


class Relation(Value):
    """Between placed objects, by id."""

    kind: RelationKind
    subject: str
    objects: tuple[str, ...] = ()
    hard: bool = True


class Request(Value):
    """What the sentence asked for, kept in the scene so that the certificate can be computed from the USD alone."""

    group: str
    category: str
    count: int
    color: str | None = None
    material: str | None = None
    size: str | None = None
    words: str = ""


class Scene(Value):
    scene_id: str
    prompt: str
    seed: int
    style: str | None = None
    room: Room
    objects: tuple[PlacedObject, ...]
    relations: tuple[Relation, ...] = ()
    requests: tuple[Request, ...] = ()
    unmet: tuple[Unmet, ...] = ()
    notes: tuple[str, ...] = Field(default=(), description="what the solver dropped or changed, for the person who reads it")

    def object(self, object_id: str) -> PlacedObject:
        for placed in self.objects:
            if placed.id == object_id:
                return placed
        raise KeyError(f"no object {object_id!r}; there are {[placed.id for placed in self.objects]}")
