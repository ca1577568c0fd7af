"""What the scene does in the simulator: does it stand still, can its things be lifted, do its doors open.

Definitions: MolmoSpaces, `mlspaces_tests/scenes/test_{stability,lift_force,articulation_force}_mp.py` and `test_penetration_objects.py`
(time step 2 ms; like theirs, with MuJoCo's sleeping islands), and STB of SceneSmith's fork of SceneEval (time step 1 ms, 5 s).
All trials begin at the authored state.
"""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import mujoco
import numpy as np

from blueprint.domain.physics.geometry import box_of, boxes, surface_points
from blueprint.domain.physics.settle import difference
from blueprint.domain.physics.world import Array, Thing, World

T = TypeVar("T")

MOLMO_TIMESTEP_S = 0.002
SETTLE_S, MONITOR_S = 1.0, 3.0
LIFT_S, LIFT_M = 1.0, 0.05
LIFT_MIN_N, LIFT_MAX_N, LIFT_EXTRA_N, LIFT_EXTRA_MPS2 = 0.1, 30.0, 0.5, 0.3
OPEN_S, OPEN_SHARE, OPEN_N = 2.0, 0.667, 20.0
EQUILIBRIUM_S, EQUILIBRIUM_TIMESTEP_S = 5.0, 0.001
AWAKE_S = 1.0
APART_M = 0.05
LOOK_STEPS = 5
"""How often a pull is looked at: each look costs more than the steps between."""


@dataclass(frozen=True)
class Motion:
    """How far a free object went (drift: from the end of settling to the end; path: summed up over all steps), in m."""

    drift_m: float
    path_m: float


@dataclass(frozen=True)
class Contact:
    a: str
    b: str
    depth_m: float


@dataclass(frozen=True)
class Stability:
    """motions: per free object. joints: per joint name, its drift as a share of its range. contacts: the deepest per pair after settling."""

    motions: dict[str, Motion]
    joints: dict[str, float]
    contacts: tuple[Contact, ...]


def stability(world: World) -> Stability:
    """1 s of settling, then 3 s of watching every step. Sleep begins after the settling: an unstable balance has the time to show."""
    model, data = world.start(MOLMO_TIMESTEP_S)
    roots = [thing.root for thing in world.free]
    joints = [joint for thing in world.things.values() for joint in thing.joints]
    addresses = model.jnt_qposadr[joints]
    authored = data.qpos[addresses].copy()
    mujoco.mj_step(model, data, nstep=round(SETTLE_S / MOLMO_TIMESTEP_S))
    contacts = _contacts(world, data)
    model.opt.enableflags |= mujoco.mjtEnableBit.mjENBL_SLEEP
    start = last = data.xpos[roots].copy()
    path = np.zeros(len(roots))
    for _ in range(round(MONITOR_S / MOLMO_TIMESTEP_S)):
        mujoco.mj_step(model, data)
        now = data.xpos[roots]
        path += np.linalg.norm(now - last, axis=1)
        last = now.copy()
    drift = np.linalg.norm(last - start, axis=1)
    spread = np.maximum(model.jnt_range[joints, 1] - model.jnt_range[joints, 0], 1e-9)
    moved = np.abs(data.qpos[addresses] - authored) / spread
    return Stability(
        {thing.id: Motion(float(drift[k]), float(path[k])) for k, thing in enumerate(world.free)},
        {model.joint(joint).name: float(moved[k]) for k, joint in enumerate(joints)},
        contacts,
    )


def _contacts(world: World, data: Any) -> tuple[Contact, ...]:
    owners = world.owner_of_geom
    deepest: dict[tuple[str, str], float] = {}
    for (first, second), dist in zip(data.contact.geom, data.contact.dist, strict=True):
        a, b = sorted((owners[first], owners[second]))
        deepest[a, b] = max(deepest.get((a, b), -1.0), -float(dist))
    return tuple(Contact(a, b, depth) for (a, b), depth in sorted(deepest.items()))


@dataclass(frozen=True)
class Standing:
    """How far an object went and turned in 5 s."""

    moved_m: float
    turned_rad: float


def equilibrium(world: World, free_furniture: bool = False) -> dict[str, Standing]:
    """Per simulated object its movement in 5 s under gravity. Doors and drawers may move; the object is where its base is.

    Simulated are the free objects; with `free_furniture` also static and welded ones that stand on the floor or on others (what hangs on
    walls and ceiling stays welded, carpets lie in the floor): a stricter variant, closer to SceneSmith's, where only walls and ceiling are welded.
    Sleep is allowed after the first second: below 0.1 mm/s nothing that could still fail is going on.
    """
    model, roots = freed(world) if free_furniture else (mujoco.MjModel.__copy__(world.model), {t.id: t.root for t in world.free})
    model.opt.timestep = EQUILIBRIUM_TIMESTEP_S
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    bodies = list(roots.values())
    before = (data.xpos[bodies].copy(), data.xquat[bodies].copy())
    mujoco.mj_step(model, data, nstep=round(AWAKE_S / EQUILIBRIUM_TIMESTEP_S))
    model.opt.enableflags |= mujoco.mjtEnableBit.mjENBL_SLEEP
    mujoco.mj_step(model, data, nstep=round((EQUILIBRIUM_S - AWAKE_S) / EQUILIBRIUM_TIMESTEP_S))
    shift, turn = difference(before, (data.xpos[bodies], data.xquat[bodies]))
    shift, turn = (np.nan_to_num(values, nan=np.inf) for values in (shift, turn))
    return {name: Standing(float(shift[k]), float(turn[k])) for k, name in enumerate(roots)}


CARPETS = frozenset({"rug", "carpet", "doormat"})
FREED_DENSITY_KGM3 = 300.0


def freed(world: World) -> tuple[Any, dict[str, int]]:
    """A model in which furniture that was fixed can move, and the root body of every free object.

    A static object has no mass in the USD: its colliders get 300 kg/m³. Carpets do not collide.
    """
    spec = world.spec.copy()
    model, data = world.start()
    low, high = boxes(model, data)
    geoms = {geom.name: geom for geom in spec.geoms}
    bodies = {body.name: body for body in spec.bodies}
    names: dict[str, str] = {}
    for thing in world.things.values():
        if thing.category in CARPETS:
            for geom in thing.geoms:
                geoms[model.geom(geom).name].contype = geoms[model.geom(geom).name].conaffinity = 0
        elif thing.free:
            names[thing.id] = model.body(thing.root).name
        elif not thing.mounted and thing.root:
            bodies[model.body(thing.root).name].add_freejoint()
            names[thing.id] = model.body(thing.root).name
        elif not thing.mounted:
            lowest, highest = box_of(low, high, thing.geoms)
            origin = np.array([*((lowest + highest) / 2)[:2], lowest[2]])
            body = spec.worldbody.add_body(name=f"freed {thing.id}", pos=origin)
            for geom in thing.geoms:
                _move(geoms[model.geom(geom).name], body, origin, spec)
            names[thing.id] = body.name
            body.add_freejoint()
    compiled = spec.compile()
    return compiled, {name: compiled.body(body).id for name, body in names.items()}


_KEPT = (
    "type", "size", "quat", "meshname", "friction", "condim", "contype", "conaffinity", "solref", "solimp", "margin", "gap", "priority", "solmix",
)  # fmt: skip


def _move(geom: Any, body: Any, origin: Array, spec: Any) -> None:
    kept = {key: getattr(geom, key) for key in _KEPT}
    body.add_geom(name=f"freed {geom.name}", pos=geom.pos - origin, density=FREED_DENSITY_KGM3, **kept)
    spec.delete(geom)


@dataclass(frozen=True)
class Lift:
    """rose_m: how far the object got in 1 s under `force_n` (its weight and that of what it carries, with a little more)."""

    rose_m: float
    force_n: float
    load_kg: float

    @property
    def lifted(self) -> bool:
        return self.rose_m >= LIFT_M


@dataclass(frozen=True)
class Lifts:
    """trials: per pickupable. heavy: free objects that 30 N cannot hold, with their mass in kg (MolmoSpaces' --exclude-heavy)."""

    trials: dict[str, Lift]
    heavy: dict[str, float]


def lifts(world: World) -> Lifts:
    """Every free object whose weight 30 N can overcome is pulled up at its centre of mass, once, alone in its surroundings.

    Force m·(g + 0.3) + 0.5 N within 0.1 … 30 N, m with everything that rests on it. Objects far apart share a run; one that fails in
    company is tried again alone, and that counts.
    """
    loads = {thing.id: _load(world, thing) for thing in world.free}
    gravity = float(np.linalg.norm(world.model.opt.gravity))
    wanted = {thing.id: loads[thing.id] * (gravity + LIFT_EXTRA_MPS2) + LIFT_EXTRA_N for thing in world.free}
    light = [thing for thing in world.free if wanted[thing.id] <= LIFT_MAX_N]
    heavy = {thing.id: loads[thing.id] for thing in world.free if wanted[thing.id] > LIFT_MAX_N}
    forces = {thing.id: max(wanted[thing.id], LIFT_MIN_N) for thing in light}
    rose = _in_groups(light, _apart(world, light), lambda group: _lift(world, group, forces), lambda value: value >= LIFT_M)
    return Lifts({thing.id: Lift(rose[thing.id], forces[thing.id], loads[thing.id]) for thing in light}, heavy)


def _load(world: World, thing: Thing) -> float:
    """Mass of an object and of all that is said to rest on it, in kg."""
    carried = [other for other in world.free if other.support == thing.id and other.id != thing.id]
    return float(world.model.body_subtreemass[thing.root]) + sum(_load(world, other) for other in carried)


def _lift(world: World, group: Sequence[Thing], forces: Mapping[str, float]) -> dict[str, float]:
    """How far each of the group went (m), all pulled at once; one that has gone far enough is held where it is."""
    model, data = world.start(MOLMO_TIMESTEP_S)
    model.opt.enableflags |= mujoco.mjtEnableBit.mjENBL_SLEEP
    roots = [thing.root for thing in group]
    pull = np.array([forces[thing.id] for thing in group])
    start = data.xpos[roots].copy()
    farthest = np.zeros(len(roots))
    for _ in range(round(LIFT_S / MOLMO_TIMESTEP_S / LOOK_STEPS)):
        done = farthest >= LIFT_M
        if done.all():
            break
        for k, root in enumerate(roots):
            data.xfrc_applied[root, 2] = pull[k] - (LIFT_EXTRA_N if done[k] else 0.0)
            if done[k]:
                address = model.body_dofadr[root]
                data.qvel[address : address + 6] = 0.0
        mujoco.mj_step(model, data, nstep=LOOK_STEPS)
        farthest = np.maximum(farthest, np.linalg.norm(data.xpos[roots] - start, axis=1))
    return {thing.id: float(farthest[k]) for k, thing in enumerate(group)}


@dataclass(frozen=True)
class Opening:
    """open_share: how much of its range a joint went through in 2 s; lever_m: arm of the 20 N about a hinge (1 for a slide)."""

    object_id: str
    open_share: float
    lever_m: float

    @property
    def opened(self) -> bool:
        return self.open_share >= OPEN_SHARE


def openings(world: World) -> dict[str, Opening]:
    """Per joint name. 20 N along the way of the handle, towards the far end of the range (MolmoSpaces puts 20 N·m on a hinge: less strict).

    Without a handle in the USD the hand pulls at the point of the moving part that is farthest from the hinge.
    """
    model, data = world.start()
    moving = [(thing, joint) for thing in world.things.values() for joint in thing.joints]
    levers = {joint: _lever(world, data, joint) for _, joint in moving}
    items = [replace(thing, id=f"{thing.id} {joint}", joints=(joint,)) for thing, joint in moving]
    shares = _in_groups(items, _opening_clash(world, items), lambda group: _open(world, group, levers), lambda value: value >= OPEN_SHARE)
    return {
        model.joint(joint).name: Opening(thing.id, shares[item.id], levers[joint])
        for (thing, joint), item in zip(moving, items, strict=True)
    }


def _lever(world: World, data: Any, joint: int) -> float:
    model = world.model
    if model.jnt_type[joint] == mujoco.mjtJoint.mjJNT_SLIDE:
        return 1.0
    axis, anchor = data.xaxis[joint], data.xanchor[joint]
    body = model.jnt_bodyid[joint]
    handle = world.handles.get(model.body(body).name)
    if handle is not None:
        points = np.array([handle])
    else:
        points = np.vstack([surface_points(model, data, geom) for geom in range(model.ngeom) if model.geom_bodyid[geom] == body])
    return float(np.linalg.norm(np.cross(points - anchor, axis), axis=1).max())


def _open(world: World, group: Sequence[Thing], levers: Mapping[int, float]) -> dict[str, float]:
    model, data = world.start(MOLMO_TIMESTEP_S)
    model.opt.enableflags |= mujoco.mjtEnableBit.mjENBL_SLEEP
    joints = [thing.joints[0] for thing in group]
    places, dofs = model.jnt_qposadr[joints], model.jnt_dofadr[joints]
    start = data.qpos[places].copy()
    low, high = model.jnt_range[joints].T
    sign = np.where(np.abs(start - low) < np.abs(start - high), 1.0, -1.0)
    pull = sign * OPEN_N * np.array([levers[joint] for joint in joints])
    farthest = np.zeros(len(joints))
    for _ in range(round(OPEN_S / MOLMO_TIMESTEP_S / LOOK_STEPS)):
        done = farthest >= OPEN_SHARE
        if done.all():
            break
        data.qfrc_applied[dofs] = np.where(done, 0.0, pull)
        data.qvel[dofs[done]] = 0.0
        mujoco.mj_step(model, data, nstep=LOOK_STEPS)
        farthest = np.maximum(farthest, np.abs(data.qpos[places] - start) / np.maximum(high - low, 1e-9))
    return {thing.id: float(farthest[k]) for k, thing in enumerate(group)}


def _in_groups(
    items: Sequence[Thing], clash: Callable[[int, int], bool], run: Callable[[Sequence[Thing]], dict[str, float]], passed: Callable[[float], bool]
) -> dict[str, float]:
    """Results of all items: those that do not clash share a run, and who fails in company is run again alone."""
    groups: list[list[int]] = []
    for k in range(len(items)):
        home = next((group for group in groups if not any(clash(k, other) for other in group)), None)
        if home is None:
            groups.append([k])
        else:
            home.append(k)
    together = side_by_side([lambda group=group: run([items[k] for k in group]) for group in groups])
    results = {name: value for part in together for name, value in part.items()}
    crowd = {items[k].id for group in groups if len(group) > 1 for k in group}
    again = [item for item in items if item.id in crowd and not passed(results[item.id])]
    for part in side_by_side([lambda item=item: run([item]) for item in again]):
        results.update(part)
    return results


def _apart(world: World, things: Sequence[Thing]) -> Callable[[int, int], bool]:
    """Whether two free things could meet, directly or through what they carry or lean on, when both are lifted 5 cm."""
    model, data = world.start()
    low, high = boxes(model, data)
    around = [box_of(low, high, thing.geoms) for thing in things]
    chain = {thing.id: _chain(world, thing) for thing in things}

    def clash(a: int, b: int) -> bool:
        (low_a, high_a), (low_b, high_b) = around[a], around[b]
        near = (low_a[:2] - APART_M < high_b[:2]).all() and (low_b[:2] - APART_M < high_a[:2]).all()
        stacked = low_a[2] - 3 * LIFT_M < high_b[2] and low_b[2] - 3 * LIFT_M < high_a[2]
        return bool(near and stacked) or bool(chain[things[a].id] & chain[things[b].id])

    return clash


def _chain(world: World, thing: Thing) -> frozenset[str]:
    """A free thing and the free ones under it."""
    names = {thing.id}
    below = world.things.get(thing.support)
    while below is not None and below.free and below.id not in names:
        names.add(below.id)
        below = world.things.get(below.support)
    return frozenset(names)


def _opening_clash(world: World, items: Sequence[Thing]) -> Callable[[int, int], bool]:
    """Whether two joints are of one object, or of objects whose open doors could meet."""
    model, data = world.start()
    low, high = boxes(model, data)
    around = []
    for item in items:
        lowest, highest = box_of(low, high, item.geoms)
        body = model.jnt_bodyid[item.joints[0]]
        mine = [g for g in item.geoms if model.geom_bodyid[g] == body] or list(item.geoms)
        reach = float(np.linalg.norm(np.subtract(*box_of(low, high, mine))))
        around.append((lowest - reach, highest + reach))

    def clash(a: int, b: int) -> bool:
        same = items[a].root == items[b].root
        return same or bool((around[a][0] < around[b][1]).all() and (around[b][0] < around[a][1]).all())

    return clash


def side_by_side(tasks: Sequence[Callable[[], T]], threads: int = 2) -> list[T]:
    """Results in the order of the tasks. MuJoCo steps without holding the interpreter lock, so two threads use two cores."""
    if len(tasks) < 2:
        return [task() for task in tasks]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda task: task(), tasks))
