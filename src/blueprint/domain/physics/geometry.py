"""Where the colliders of a running scene are: bounding boxes, surface points, distances. World frame, metres."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import mujoco
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_MESH, _SPHERE, _ELLIPSOID, _CYLINDER, _CAPSULE = (
    int(getattr(mujoco.mjtGeom, f"mjGEOM_{name}")) for name in ("MESH", "SPHERE", "ELLIPSOID", "CYLINDER", "CAPSULE")
)
_CORNERS = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], dtype=float)
_CIRCLE = np.array([[np.cos(a), np.sin(a)] for a in np.arange(16) * np.pi / 8] + [[0.0, 0.0]])
_BALL = np.array(
    [[np.cos(a) * np.cos(e), np.sin(a) * np.cos(e), np.sin(e)] for e in np.linspace(-np.pi / 2, np.pi / 2, 13) for a in np.arange(12) * np.pi / 6]
)


def boxes(model: Any, data: Any) -> tuple[Array, Array]:
    """(ngeom, 3) lowest and highest corners of every geom's axis-aligned box, at the current state."""
    rotations = data.geom_xmat.reshape(-1, 3, 3)
    centers = data.geom_xpos + np.einsum("nij,nj->ni", rotations, model.geom_aabb[:, :3])
    halves = np.einsum("nij,nj->ni", np.abs(rotations), model.geom_aabb[:, 3:])
    return centers - halves, centers + halves


def box_of(low: Array, high: Array, geoms: Sequence[int]) -> tuple[Array, Array]:
    """The box around some geoms, from `boxes`."""
    ids = list(geoms)
    return low[ids].min(axis=0), high[ids].max(axis=0)


def surface_points(model: Any, data: Any, geom: int) -> Array:
    """(n, 3) points on a collider: its corners, or a net over a round one."""
    size, kind = model.geom_size[geom], int(model.geom_type[geom])
    if kind == _MESH:
        mesh = model.geom_dataid[geom]
        start = model.mesh_vertadr[mesh]
        local = model.mesh_vert[start : start + model.mesh_vertnum[mesh]].astype(float)
    elif kind in (_SPHERE, _ELLIPSOID):
        local = _BALL * (size[0] if kind == _SPHERE else size)
    elif kind == _CYLINDER:
        local = np.vstack([np.column_stack([_CIRCLE * size[0], np.full(17, z)]) for z in (-size[1], size[1])])
    elif kind == _CAPSULE:
        local = np.vstack([_BALL * size[0] + (0.0, 0.0, z) for z in (-size[1], size[1])])
    else:
        local = _CORNERS * model.geom_aabb[geom, 3:] + model.geom_aabb[geom, :3]
    return local @ data.geom_xmat[geom].reshape(3, 3).T + data.geom_xpos[geom]


def distance(model: Any, data: Any, a: int, b: int, reach: float) -> float:
    """Signed distance of two colliders, negative when they overlap; `reach` if they are farther apart than that."""
    return float(mujoco.mj_geomDistance(model, data, a, b, reach, None))


def gap(model: Any, data: Any, some: Iterable[int], others: Iterable[int], reach: float) -> float:
    """Least signed distance between two sets of colliders, `reach` if there is none nearer."""
    low, high = boxes(model, data)
    nearest = reach
    theirs = np.array(list(others), dtype=int)
    for geom in some:
        near = theirs[((low[theirs] - reach < high[geom]) & (high[theirs] + reach > low[geom])).all(axis=1)]
        for other in near:
            nearest = min(nearest, distance(model, data, geom, int(other), reach))
    return nearest


def ray_down(model: Any, data: Any, geom: int, point: Array) -> float:
    """How far below `point` the collider's surface is; negative when a ray down misses it."""
    down = np.array([0.0, 0.0, -1.0])
    if int(model.geom_type[geom]) == _MESH:
        return float(mujoco.mj_rayMesh(model, data, geom, point, down, None))
    return float(mujoco.mju_rayGeom(data.geom_xpos[geom], data.geom_xmat[geom], model.geom_size[geom], point, down, int(model.geom_type[geom]), None))
