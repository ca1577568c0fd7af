"""What a scene file looks like: its visible triangles in the world, and what they are made of. Read from the USD alone."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from blueprint.contracts.variations import Look
from blueprint.core.errors import ContractError
from blueprint.domain.mesh import shapes
from blueprint.domain.mesh.mesh import cross
from blueprint.domain.usd.shading import corner_normals

Array = NDArray[np.float64]

ARCHITECTURE, OBJECTS = "/World/Architecture/", "/World/Objects/"
PLAIN = (0.7, 0.7, 0.7)


@dataclass(frozen=True)
class Surface:
    """One mesh. corners and normals: (m, 3, 3) of m triangles, world frame, metres; counter-clockwise from outside.

    owner: the object's id, or the architecture prim's name; substance: as labelled on its material (`wood`, `ceramic`), "" if not.
    """

    owner: str
    architecture: bool
    corners: Array
    normals: Array
    color: tuple[float, float, float]
    opacity: float = 1.0
    roughness: float = 0.6
    metallic: float = 0.0
    substance: str = ""

    def flattened(self, height_m: float) -> Surface:
        """What is above `height_m` pressed down to it: a wall becomes its own plinth."""
        corners = self.corners.copy()
        corners[:, :, 2] = np.minimum(corners[:, :, 2], height_m)
        return replace(self, corners=corners)


@dataclass(frozen=True)
class Dressing:
    """All surfaces, and what each object is said to rest on (the last name of that prim's path). look: a variation's lights."""

    surfaces: tuple[Surface, ...]
    supports: dict[str, str]
    look: Look | None = None

    def owners(self, *, architecture: bool) -> dict[str, list[Surface]]:
        found: dict[str, list[Surface]] = {}
        for surface in self.surfaces:
            if surface.architecture == architecture:
                found.setdefault(surface.owner, []).append(surface)
        return found


def read_surfaces(path: Path) -> Dressing:
    """Geometry for looking at: not colliders, which are guides; an object that has nothing else shows those. Raises ContractError."""
    from pxr import Tf, Usd, UsdGeom

    try:
        stage = Usd.Stage.Open(str(path))
    except Tf.ErrorException as error:
        raise ContractError(path.name, "", "a readable USD stage", str(error).strip()) from error
    frames = UsdGeom.XformCache()
    surfaces: list[Surface] = []
    supports: dict[str, str] = {}
    for root, architecture in ((ARCHITECTURE, True), (OBJECTS, False)):
        parent = stage.GetPrimAtPath(root.rstrip("/"))
        for prim in parent.GetChildren() if parent else ():
            surfaces += list(_drawn(prim, frames, prim.GetName(), architecture, False)) or _drawn(prim, frames, prim.GetName(), architecture, True)
            if not architecture:
                supports[prim.GetName()] = str(prim.GetCustomDataByKey("blueprint:support") or "").rsplit("/", 1)[-1]
    if not surfaces:
        raise ContractError(path.name, "/World", "something to look at below Architecture or Objects", "nothing")
    said = dict(stage.GetRootLayer().customLayerData.get("blueprint", {})).get("look")
    return Dressing(tuple(surfaces), supports, Look.model_validate_json(said) if said else None)


def _drawn(root: Any, frames: Any, owner: str, architecture: bool, guides: bool) -> Iterable[Surface]:
    from pxr import Usd, UsdGeom

    for prim in Usd.PrimRange(root, Usd.TraverseInstanceProxies()):
        if not prim.IsA(UsdGeom.Gprim) or (UsdGeom.Imageable(prim).ComputePurpose() == UsdGeom.Tokens.guide) != guides:
            continue
        mesh = _triangles(prim)
        if mesh is None:
            continue
        corners, normals = mesh
        matrix = np.array(frames.GetLocalToWorldTransform(prim))  # row vectors
        turn = np.linalg.inv(matrix[:3, :3]).T
        turned = normals @ turn
        turned /= np.maximum(np.linalg.norm(turned, axis=-1, keepdims=True), 1e-12)
        placed = corners @ matrix[:3, :3] + matrix[3, :3]
        if np.linalg.det(matrix[:3, :3]) < 0:
            placed, turned = placed[:, ::-1], turned[:, ::-1]
        yield Surface(owner, architecture, placed, turned, **_look(prim))


def _triangles(prim: Any) -> tuple[Array, Array] | None:
    """(m, 3, 3) corners and normals in the prim's own frame; None for a kind that is not drawn."""
    from pxr import UsdGeom

    kind = prim.GetTypeName()
    if kind == "Mesh":
        return _mesh(UsdGeom.Mesh(prim))
    if kind == "Cube":
        side = float(UsdGeom.Cube(prim).GetSizeAttr().Get())
        solid = shapes.box(side, side, side)
    elif kind == "Sphere":
        width = 2 * float(UsdGeom.Sphere(prim).GetRadiusAttr().Get())
        solid = shapes.ellipsoid(width, width, width)
    elif kind == "Cylinder":
        cylinder = UsdGeom.Cylinder(prim)
        height = float(cylinder.GetHeightAttr().Get())
        solid = shapes.cylinder(float(cylinder.GetRadiusAttr().Get()), height, -height / 2)
        turn = {"X": np.array([[0, 0, 1], [0, 1, 0], [-1, 0, 0]]), "Y": np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]])}
        axis = str(cylinder.GetAxisAttr().Get())
        solid = solid.rotated(turn[axis]) if axis in turn else solid
    else:
        return None
    return solid.vertices[solid.faces], corner_normals(solid).reshape(-1, 3, 3)


def _mesh(mesh: Any) -> tuple[Array, Array] | None:
    points = np.array(mesh.GetPointsAttr().Get(), dtype=float).reshape(-1, 3)
    counts, index = np.array(mesh.GetFaceVertexCountsAttr().Get()), np.array(mesh.GetFaceVertexIndicesAttr().Get())
    if not len(points) or not len(counts):
        return None
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    fans = [np.column_stack([starts[counts > k], starts[counts > k] + k - 1, starts[counts > k] + k]) for k in range(2, int(counts.max()))]
    places = np.vstack(fans) if fans else np.zeros((0, 3), dtype=int)
    corners = points[index[places]]
    given = mesh.GetNormalsAttr().Get()
    if given is not None and len(given) == len(index):
        return corners, np.array(given, dtype=float)[places]
    if given is not None and len(given) == len(points):
        return corners, np.array(given, dtype=float)[index[places]]
    flat = cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return corners, np.repeat(flat[:, None, :], 3, axis=1)


def _look(prim: Any) -> dict[str, Any]:
    from pxr import UsdGeom, UsdShade

    colors = UsdGeom.Gprim(prim).GetDisplayColorAttr().Get()
    opacities = UsdGeom.Gprim(prim).GetDisplayOpacityAttr().Get()
    look: dict[str, Any] = {"color": tuple(colors[0]) if colors else PLAIN, "opacity": float(opacities[0]) if opacities else 1.0}
    bound = UsdShade.MaterialBindingAPI(prim).ComputeBoundMaterial()[0]
    if not bound:
        return look
    labels = bound.GetPrim().GetAttribute("semantics:labels:material").Get()
    look["substance"] = str(labels[0]) if labels else ""
    shader = bound.ComputeSurfaceSource()[0]
    for name, key in (("roughness", "roughness"), ("metallic", "metallic"), ("opacity", "opacity"), ("diffuseColor", "color")):
        value = shader.GetInput(name).Get() if shader and shader.GetInput(name) else None
        if value is not None:
            look[key] = tuple(value) if key == "color" else float(value)
    return look
