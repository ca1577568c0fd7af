"""What an asset is: links with visible and colliding geometry, joints, and the surfaces things can stand on.

Frame of every asset: origin at the centre of its base (z = 0 is what it stands on), X = width, Y = depth, Z = height,
and its **front faces −Y** (a sofa is sat on from −Y, a cabinet's doors open towards −Y, its back is at +Y).
Every link's frame is the asset frame at zero joint positions, so link transforms are the identity.
Metres, kilograms, radians, quaternions w-x-y-z.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from blueprint.contracts.scene import AssetSpec, Placement, Role
from blueprint.core.artifact import Value
from blueprint.domain.mesh.mesh import Array, Mesh


@dataclass(frozen=True)
class Material:
    """A surface and the stuff beneath it. density is that of the solid stuff; `Visual.fill` says how much of the volume it takes."""

    name: str
    substance: str
    color: tuple[float, float, float]
    roughness: float = 0.6
    metallic: float = 0.0
    opacity: float = 1.0
    density_kgm3: float = 700.0
    static_friction: float = 0.6
    dynamic_friction: float = 0.5
    restitution: float = 0.1


@dataclass(frozen=True)
class Visual:
    """A closed mesh in the asset frame. fill: share of its volume that is solid (a fridge's body is mostly air); 0 = no mass."""

    mesh: Mesh
    material: Material
    fill: float = 1.0


@dataclass(frozen=True)
class Collider:
    """A convex piece in the asset frame.

    box: `size` is the full extent. cylinder: along local Z, `size` = (diameter, diameter, height). sphere: size = (d, d, d).
    hull: the convex hull of `vertices` (asset frame; position and rotation are not used).
    """

    kind: Literal["box", "cylinder", "sphere", "hull"]
    position: tuple[float, float, float] = (0.0, 0.0, 0.0)
    rotation_wxyz: tuple[float, float, float, float] = (1.0, 0.0, 0.0, 0.0)
    size: tuple[float, float, float] = (0.0, 0.0, 0.0)
    vertices: Array | None = None
    material: Material | None = None


@dataclass(frozen=True)
class Link:
    """One rigid piece. The first link of an asset is its base."""

    name: str
    visuals: tuple[Visual, ...]
    colliders: tuple[Collider, ...]


@dataclass(frozen=True)
class Handle:
    """Where to take hold of a moving part, in the asset frame. `axis`: along the bar; `normal`: away from the part; `width_m`: what the gripper spans."""

    position: tuple[float, float, float]
    axis: tuple[float, float, float]
    normal: tuple[float, float, float]
    width_m: float


@dataclass(frozen=True)
class Joint:
    """Moves `child` against `parent`; position 0 is as authored (closed) and positive opens. origin and axis in the asset frame."""

    name: str
    kind: Literal["revolute", "prismatic"]
    parent: str
    child: str
    origin: tuple[float, float, float]
    axis: tuple[float, float, float]
    lower: float
    upper: float
    damping: float
    friction: float
    handle: Handle | None = None


@dataclass(frozen=True)
class Surface:
    """A flat, upward place for other things, in the asset frame.

    polygon: (k, 2) convex, counter-clockwise, x-y. clearance_m: free height above z. kind `top` is reached from above;
    `shelf` from the front; `interior` is inside a container (bowl, sink, basket, drawer); `seat` is for sitting.
    link: the link that carries it (a drawer's floor moves with the drawer).
    """

    name: str
    link: str
    kind: Literal["top", "shelf", "interior", "seat"]
    z: float
    polygon: Array
    clearance_m: float


@dataclass(frozen=True)
class Asset:
    """size: width, depth, height of the bounding box in m, doors closed; centre of the base at the origin."""

    spec: AssetSpec
    category: str
    role: Role
    placement: Placement
    size: tuple[float, float, float]
    links: tuple[Link, ...]
    joints: tuple[Joint, ...] = ()
    surfaces: tuple[Surface, ...] = ()
    color_name: str = ""
    material_name: str = ""

    @property
    def base(self) -> Link:
        return self.links[0]

    @property
    def footprint(self) -> Array:
        """(4, 2) corners of the base rectangle, counter-clockwise."""
        w, d = self.size[0] / 2, self.size[1] / 2
        return np.array([[-w, -d], [w, -d], [w, d], [-w, d]])


class CategoryInfo(Value):
    """What is known of a category without building anything: the planner's vocabulary and the solver's rules of thumb.

    size_m: (low, high) of width, depth, height. source: where the sizes come from. rooms: where one expects it.
    front_clearance_m: free floor needed before its front. against_wall: its back belongs to a wall.
    mount_height_m: height of the base above the floor for wall-mounted things. holds: manipulable categories one finds on or in it.
    sits_on: categories that usually carry it. affordances: Openable, Graspable, … (jobs.md §3.19.2).
    """

    name: str
    synonyms: tuple[str, ...] = ()
    plural: str = ""
    qcode: str
    size_m: tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
    source: str
    role: Role
    placement: Placement
    rooms: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    affordances: tuple[str, ...] = ()
    against_wall: bool = False
    front_clearance_m: float = 0.0
    mount_height_m: float = 0.0
    holds: tuple[str, ...] = ()
    sits_on: tuple[str, ...] = ()
    stackable: bool = False
