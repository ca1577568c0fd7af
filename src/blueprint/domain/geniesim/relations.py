"""What stands on, in and beside what: read from the contacts of the settled simulation, and from distances where nothing can move.

on: loaded contacts whose mean normal, weighted by force, looks up from the target to the source. MuJoCo makes no contact between two things
that are fixed to the world: there rays down from the underside decide (support.py). in: carried by the target or by what is in it, its centre
in the convex hull of the target's colliders, and the target met in at least three of the target's four horizontal directions; so a thing that
is under a table, or on a hob before its back panel, is not in it. adjacent: neither, and at most 3 cm apart. Frame: world, Z-up, metres.
"""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import mujoco
import numpy as np
from scipy.spatial import Delaunay, QhullError

from blueprint.contracts.geniesim import Edge, EdgeEvidence, asset_id_of
from blueprint.domain.physics.geometry import Array, boxes, distance, surface_points
from blueprint.domain.physics.overlap import COLLISION_M
from blueprint.domain.physics.settle import TIMESTEP_S
from blueprint.domain.physics.support import CONTACT_M, Support, supports
from blueprint.domain.physics.warnings import collected_warnings
from blueprint.domain.physics.world import Thing, World

ADJACENT_M = 0.03
TOUCHING_M = 1e-4
"""Resting contacts overlap a little; this much apart still counts as touching."""
SETTLE_S = 0.5
UPWARD = 0.5
ENCLOSED_SIDES = 3
_MESH = int(mujoco.mjtGeom.mjGEOM_MESH)

Pair = tuple[str, str]


@dataclass
class _Touch:
    """Of one ordered pair: force-weighted upward normal on the first, upward force on it in N, number of contacts."""

    normal_z: float = 0.0
    weight: float = 0.0
    lift_n: float = 0.0
    points: int = 0

    @property
    def up(self) -> float:
        return self.normal_z / self.weight if self.weight > 0 else 0.0


@dataclass(frozen=True)
class Relations:
    """edges: by asset id, sorted. touching: object id → ids of the objects it touches. colliding: those it is deeper than 1 mm in."""

    edges: tuple[Edge, ...]
    touching: dict[str, tuple[str, ...]]
    colliding: dict[str, tuple[str, ...]]


@dataclass
class _State:
    """The settled scene. gaps: unordered pairs of objects at most 3 cm apart."""

    world: World
    model: Any
    data: Any
    touches: dict[Pair, _Touch] = field(default_factory=dict)
    gaps: dict[Pair, float] = field(default_factory=dict)

    def gap(self, a: str, b: str) -> float:
        return self.gaps.get((min(a, b), max(a, b)), ADJACENT_M)


def relations(world: World, scene_id: str) -> Relations:
    """The scene is let stand for half a second, so that every contact carries its load, and is then read."""
    with collected_warnings():
        model, data = world.start(TIMESTEP_S)
        mujoco.mj_step(model, data, nstep=round(SETTLE_S / TIMESTEP_S))
        mujoco.mj_forward(model, data)
    state = _State(world, model, data)
    _read_contacts(state)
    _read_gaps(state)
    carried = _carriers(state)
    edges = list(_edges(state, carried))
    named = [edge.model_copy(update={"source": asset_id_of(scene_id, edge.source), "target": asset_id_of(scene_id, edge.target)}) for edge in edges]
    return Relations(tuple(sorted(named, key=lambda e: (e.source, e.relation, e.target))), _partners(state, TOUCHING_M), _partners(state, -COLLISION_M))


def _partners(state: _State, below_m: float) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {name: [] for name in state.world.things}
    for (a, b), gap in sorted(state.gaps.items()):
        if gap < below_m:
            found[a].append(b)
            found[b].append(a)
    return {name: tuple(sorted(others)) for name, others in found.items()}


def _read_contacts(state: _State) -> None:
    owners, things = state.world.owner_of_geom, state.world.things
    force = np.zeros(6)
    for index in range(state.data.ncon):
        contact = state.data.contact[index]
        a, b = owners[contact.geom1], owners[contact.geom2]
        if a == b or a not in things or b not in things or contact.efc_address < 0:
            continue
        mujoco.mj_contactForce(state.model, state.data, index, force)
        frame = contact.frame.reshape(3, 3)
        on_b = frame.T @ force[:3]  # mj_contactForce: what geom1 does to geom2, in the contact's frame, whose X is the normal from 1 to 2
        for upper, lower, sign in ((b, a, 1.0), (a, b, -1.0)):
            touch = state.touches.setdefault((upper, lower), _Touch())
            touch.normal_z += sign * float(frame[0, 2]) * float(force[0])
            touch.weight += float(force[0])
            touch.lift_n += sign * float(on_b[2])
            touch.points += 1


def _read_gaps(state: _State) -> None:
    model, data, owners = state.model, state.data, np.array(state.world.owner_of_geom)
    low, high = boxes(model, data)
    geoms = np.array(sorted(geom for thing in state.world.things.values() for geom in thing.geoms), dtype=int)
    for position, geom in enumerate(geoms):
        later = geoms[position + 1 :]
        near = (low[later] <= high[geom] + ADJACENT_M).all(axis=1) & (high[later] >= low[geom] - ADJACENT_M).all(axis=1)
        for other in later[near & (owners[later] != owners[geom])]:
            pair = (min(owners[geom], owners[other]), max(owners[geom], owners[other]))
            known = state.gaps.get((str(pair[0]), str(pair[1])), ADJACENT_M)
            apart = distance(model, data, int(geom), int(other), known)
            if apart < known:
                state.gaps[(str(pair[0]), str(pair[1]))] = apart


def _carriers(state: _State) -> dict[Pair, EdgeEvidence]:
    """(what is carried, what carries it) → why."""
    found: dict[Pair, EdgeEvidence] = {}
    for (upper, lower), touch in sorted(state.touches.items()):
        if touch.up >= UPWARD and touch.lift_n > 0:
            found[(upper, lower)] = EdgeEvidence(
                method="contact", gap_m=_metres(state.gap(upper, lower)), contact_points=touch.points, normal_up=round(touch.up, 4),
                force_n=round(touch.lift_n, 4),
            )  # fmt: skip
    fixed = [thing for thing in state.world.things.values() if not thing.free]
    rays: dict[str, Support] = supports(state.world) if fixed else {}
    for thing in fixed:
        for lower in rays[thing.id].on if rays[thing.id].held and not thing.mounted else ():
            if lower in state.world.things and not state.world.things[lower].free:
                found.setdefault((thing.id, lower), EdgeEvidence(method="rays", gap_m=_metres(state.gap(thing.id, lower)), contact_points=rays[thing.id].points))
    return found


def _edges(state: _State, carried: dict[Pair, EdgeEvidence]) -> Iterable[Edge]:
    below: dict[str, set[str]] = {}
    for upper, lower in carried:
        below.setdefault(upper, set()).add(lower)
    inside: dict[Pair, EdgeEvidence] = {}
    hulls: dict[str, Delaunay | None] = {}
    for name in below:
        for holder in sorted(_all_below(name, below)):
            why = carried.get((name, holder)) or EdgeEvidence(method="distance", gap_m=_metres(state.gap(name, holder)))
            enclosed = _enclosure(state, state.world.things[name], state.world.things[holder], hulls)
            if enclosed:
                inside[(name, holder)] = why.model_copy(update={"hull_share": enclosed[0], "sides_enclosed": enclosed[1]})
    for (name, holder), why in inside.items():
        yield Edge(source=name, target=holder, relation="in", confidence=why.hull_share or 0.0, metadata=why)
    for (upper, lower), why in carried.items():
        if (upper, lower) not in inside:
            yield Edge(source=upper, target=lower, relation="on", confidence=_load_share(state, upper, why), metadata=why)
    for (a, b), gap in state.gaps.items():
        if not {(a, b), (b, a)} & (carried.keys() | inside.keys()):
            share = round(float(np.clip(1 - gap / ADJACENT_M, 0, 1)), 4)
            yield Edge(source=a, target=b, relation="adjacent", confidence=share, metadata=EdgeEvidence(method="distance", gap_m=_metres(gap)))


def _all_below(name: str, below: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for lower in below.get(waiting.pop(), set()) - found - {name}:
            found.add(lower)
            waiting.append(lower)
    return found


def _load_share(state: _State, upper: str, why: EdgeEvidence) -> float:
    if why.force_n is None:
        return round(float(np.clip(1 - why.gap_m / CONTACT_M, 0, 1)), 4)
    weight = float(state.model.body_subtreemass[state.world.things[upper].root]) * float(-state.model.opt.gravity[2])
    return round(min(1.0, why.force_n / weight), 4) if weight > 0 else 0.0


def _enclosure(state: _State, thing: Thing, holder: Thing, hulls: dict[str, Delaunay | None]) -> tuple[float, int] | None:
    """(share of the thing's collider corners in the holder's hull, horizontal sides on which the holder is met); None when it is not in it."""
    if holder.id not in hulls:
        hulls[holder.id] = _hull(state, holder)
    hull = hulls[holder.id]
    center = _center(state, thing)
    if hull is None or hull.find_simplex(center[None, :], tol=1e-6)[0] < 0:
        return None
    corners = np.vstack([surface_points(state.model, state.data, geom) for geom in thing.geoms])
    sides = _sides(state, holder, center)
    if sides < ENCLOSED_SIDES:
        return None
    return round(float((hull.find_simplex(corners, tol=1e-6) >= 0).mean()), 4), sides


def _hull(state: _State, thing: Thing) -> Delaunay | None:
    points = np.vstack([surface_points(state.model, state.data, geom) for geom in thing.geoms])
    try:
        return Delaunay(points)
    except QhullError:  # all its corners in one plane: nothing is in it
        return None


def _center(state: _State, thing: Thing) -> Array:
    if thing.root:
        return np.array(state.data.subtree_com[thing.root])
    points = np.vstack([surface_points(state.model, state.data, geom) for geom in thing.geoms])
    return (points.min(axis=0) + points.max(axis=0)) / 2


def _sides(state: _State, holder: Thing, point: Array) -> int:
    """In how many of the holder's four horizontal directions a ray from the point meets it."""
    frame = state.data.xmat[holder.root].reshape(3, 3) if holder.root else state.data.geom_xmat[holder.geoms[0]].reshape(3, 3)
    ahead = np.array([frame[0, 0], frame[1, 0], 0.0])
    length = float(np.linalg.norm(ahead))
    ahead = ahead / length if length > 1e-6 else np.array([1.0, 0.0, 0.0])
    left = np.array([-ahead[1], ahead[0], 0.0])
    return sum(any(_ray(state, geom, point, way) >= 0 for geom in holder.geoms) for way in (ahead, -ahead, left, -left))


def _ray(state: _State, geom: int, point: Array, way: Array) -> float:
    model, data, kind = state.model, state.data, int(state.model.geom_type[geom])
    if kind == _MESH:
        return float(mujoco.mj_rayMesh(model, data, geom, point, way, None))
    return float(mujoco.mju_rayGeom(data.geom_xpos[geom], data.geom_xmat[geom], model.geom_size[geom], point, way, kind, None))


def _metres(value: float) -> float:
    return round(float(value), 6) + 0.0
