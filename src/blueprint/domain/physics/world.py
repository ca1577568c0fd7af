"""The scene file in the simulator: MuJoCo's native USD loader, and which bodies, geoms and joints belong to which object.

World frame: Z-up, metres, kilograms, seconds. What an object is (category, role, support) is read from the `blueprint` customData
of its prim; what it is made of comes from MuJoCo, by prim path: everything under `/World/Objects/<id>` is that object.
"""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import mujoco
import numpy as np
from numpy.typing import NDArray

from blueprint.core.errors import ContractError
from blueprint.domain.assets.asset import Role
from blueprint.domain.physics.warnings import collected_warnings

Array = NDArray[np.float64]

OBJECTS = "/World/Objects/"
ARCHITECTURE = "/World/Architecture/"
CACHED_WORLDS = 4
HINGED = (int(mujoco.mjtJoint.mjJNT_HINGE), int(mujoco.mjtJoint.mjJNT_SLIDE))

_cache: OrderedDict[str, World] = OrderedDict()
_read: dict[Path, _Described] = {}


@dataclass(frozen=True)
class Thing:
    """One object in the simulator. bodies and geoms are MuJoCo ids (geoms: colliders only; those of a static object belong to the world body).

    root: its first body, 0 when static. free: its root can move in all six directions. joints: its hinges and slides.
    support: what it is said to rest on: an object id, or an architecture prim's name (`Floor`, `Wall_north`, `Ceiling`).
    mounted: that is a wall or the ceiling.
    """

    id: str
    category: str
    role: Role
    support: str
    mounted: bool
    root: int
    free: bool
    bodies: tuple[int, ...]
    geoms: tuple[int, ...]
    joints: tuple[int, ...]


@dataclass(frozen=True)
class World:
    """A compiled scene. `model` holds colliders only and must not be changed (copy it); `spec` is what it was compiled from.

    handles: body name → where a hand takes hold of it, in the world at the authored state.
    """

    path: Path
    digest: str
    spec: Any
    model: Any
    things: dict[str, Thing]
    architecture: dict[str, tuple[int, ...]]
    handles: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    warnings: tuple[str, ...] = field(default=())

    @cached_property
    def owner_of_geom(self) -> tuple[str, ...]:
        """Per geom id: the object it belongs to, or the architecture prim's name, or ""."""
        owners = [""] * self.model.ngeom
        for name, geoms in self.architecture.items():
            for geom in geoms:
                owners[geom] = name
        for thing in self.things.values():
            for geom in thing.geoms:
                owners[geom] = thing.id
        return tuple(owners)

    @property
    def free(self) -> tuple[Thing, ...]:
        return tuple(thing for thing in self.things.values() if thing.free)

    def start(self, timestep_s: float | None = None) -> tuple[Any, Any]:
        """A model of one's own (with another time step, if given) and its data at the authored state, forward dynamics done."""
        model = mujoco.MjModel.__copy__(self.model)
        if timestep_s is not None:
            model.opt.timestep = timestep_s
        data = mujoco.MjData(model)
        mujoco.mj_forward(model, data)
        return model, data


def load(path: Path) -> World:
    """The scene file as a World; equal bytes of the file and its layers give the cached one. They are read again when one was written since.

    Raises ContractError naming the file or prim when it is absent, is not a stage of ours, or MuJoCo cannot compile it.
    """
    if not path.is_file():
        raise ContractError(str(path), "", "a USD file", "nothing there")
    known = _read.get(path)
    if known is None or known.written != _written(known.layers) or known.digest not in _cache:
        known = _read[path] = _describe(path)
    found = _cache.get(known.digest)
    if found is not None and found.path == path:
        _cache.move_to_end(known.digest)
        return found
    world = _compile(path, known)
    _cache[known.digest] = world
    while len(_cache) > CACHED_WORLDS:
        _read.pop(_cache.popitem(last=False)[1].path, None)
    return world


def load_fresh(path: Path) -> World:
    """As `load`, but read and compiled anew, whatever was loaded before."""
    return _compile(path, _describe(path))


def scene_digest(path: Path) -> str:
    """SHA-256 over the scene file and every layer it is made of, as `World.digest`. Raises ContractError when it cannot be opened."""
    if not path.is_file():
        raise ContractError(str(path), "", "a USD file", "nothing there")
    return _describe(path).digest


@dataclass(frozen=True)
class _Described:
    """layers: the files it is made of; written: when each was last, and how long it is, before it was read."""

    digest: str
    layers: tuple[str, ...]
    written: tuple[tuple[int, int, int], ...]
    objects: dict[str, dict[str, str]]
    handles: dict[str, tuple[float, float, float]]


def _describe(path: Path) -> _Described:
    """What only the stage knows: the objects' customData, their handles, and the digest of every layer it is made of."""
    from pxr import Tf, Usd, UsdGeom, UsdUtils

    quiet = UsdUtils.CoalescingDiagnosticDelegate()  # pxr prints what is raised here anyway
    try:
        stage = Usd.Stage.Open(str(path))
    except Tf.ErrorException as error:
        raise ContractError(path.name, "", "a readable USD stage", str(error).strip().splitlines()[0]) from error
    finally:
        quiet.TakeUncoalescedDiagnostics()
    for broken in stage.GetCompositionErrors():
        raise ContractError(path.name, str(broken.rootSite.path), "layers that open", str(broken))
    digest = hashlib.sha256()
    used = sorted((layer for layer in stage.GetUsedLayers() if layer.realPath), key=lambda layer: layer.realPath)
    layers = tuple(layer.realPath for layer in used)
    written = _written(layers)
    for layer in used:
        layer.Reload()
        digest.update(os.path.relpath(layer.realPath, path.parent).encode() + b"\0" + Path(layer.realPath).read_bytes())
    parent = stage.GetPrimAtPath(OBJECTS.rstrip("/"))
    if not parent:
        raise ContractError(path.name, "/World/Objects", "the prim that holds the objects", "no such prim")
    objects: dict[str, dict[str, str]] = {}
    handles: dict[str, tuple[float, float, float]] = {}
    frames = UsdGeom.XformCache()
    for prim in parent.GetChildren():
        about = prim.GetCustomData().get("blueprint")
        if not isinstance(about, dict):
            raise ContractError(path.name, f"{prim.GetPath()} customData blueprint", "object_id, category, sim_role, support", about)
        objects[prim.GetName()] = {key: str(value) for key, value in about.items()}
        for inner in Usd.PrimRange(prim) if about.get("sim_role") == Role.ARTICULATED else ():
            if inner.GetCustomDataByKey("blueprint:kind") == "handle":
                x, y, z = frames.GetLocalToWorldTransform(inner).ExtractTranslation()
                handles[str(inner.GetPath().GetParentPath())] = (x, y, z)
    return _Described(digest.hexdigest(), layers, written, objects, handles)


def _written(layers: tuple[str, ...]) -> tuple[tuple[int, int, int], ...]:
    """Empty when one is gone."""
    try:
        return tuple((found.st_mtime_ns, found.st_size, found.st_ino) for found in map(os.stat, layers))
    except FileNotFoundError:
        return ()


def _compile(path: Path, described: _Described) -> World:
    with collected_warnings() as warnings:
        try:
            spec = mujoco.MjSpec.from_file(str(path))
            spec.compiler.discardvisual = True  # several times fewer geoms; MuJoCo keeps the inertia they may have given
            model = spec.compile()
        except (ValueError, RuntimeError, mujoco.FatalError) as error:
            raise ContractError(path.name, "", "a stage that MuJoCo compiles", str(error).strip()) from error
    bodies, geoms, joints = (_by_owner(model, kind, OBJECTS) for kind in ("body", "geom", "joint"))
    unknown = sorted((set(bodies) | set(geoms)) - set(described.objects))
    if unknown:
        raise ContractError(path.name, OBJECTS + unknown[0], "a prim with customData", "bodies only")
    things: dict[str, Thing] = {}
    for name, about in described.objects.items():
        things[name] = _thing(path, model, name, about, bodies.get(name, ()), geoms.get(name, ()), joints.get(name, ()))
    architecture = _by_owner(model, "geom", ARCHITECTURE)
    return World(path, described.digest, spec, model, things, architecture, described.handles, tuple(dict.fromkeys(warnings)))


def _by_owner(model: Any, kind: str, root: str) -> dict[str, tuple[int, ...]]:
    """Prim name right under `root` → MuJoCo ids of the kind whose prim path is at or below it."""
    count = {"body": model.nbody, "geom": model.ngeom, "joint": model.njnt}[kind]
    view = getattr(model, kind)
    owned: dict[str, list[int]] = {}
    for index in range(count):
        name = view(index).name
        if name.startswith(root):
            owned.setdefault(name[len(root) :].split("/", 1)[0], []).append(index)
    return {name: tuple(ids) for name, ids in owned.items()}


def _thing(
    path: Path, model: Any, name: str, about: dict[str, str], bodies: tuple[int, ...], geoms: tuple[int, ...], joints: tuple[int, ...]
) -> Thing:
    for key in ("category", "sim_role", "support"):
        if key not in about:
            raise ContractError(path.name, f"{OBJECTS}{name} customData blueprint:{key}", "a value", "nothing")
    if about["sim_role"] not in list(Role):
        raise ContractError(path.name, f"{OBJECTS}{name} customData blueprint:sim_role", f"one of {[r.value for r in Role]}", about["sim_role"])
    colliders = tuple(geom for geom in geoms if model.geom_contype[geom] or model.geom_conaffinity[geom])
    if not colliders:
        raise ContractError(path.name, OBJECTS + name, "at least one collider", "none")
    root = min((body for body in bodies if model.body_parentid[body] == 0), default=0)
    first = model.body_jntadr[root]
    free = bool(root and first >= 0 and model.jnt_type[first] == mujoco.mjtJoint.mjJNT_FREE)
    hinged = tuple(joint for joint in joints if int(model.jnt_type[joint]) in HINGED)
    if about["sim_role"] == Role.MANIPULABLE and not free:
        raise ContractError(path.name, OBJECTS + name, "a free rigid body, for it is manipulable", "a fixed one")
    support = about["support"].rsplit("/", 1)[-1]
    mounted = about["support"].startswith(ARCHITECTURE) and not support.startswith("Floor")
    return Thing(name, about["category"], Role(about["sim_role"]), support, mounted, root, free, bodies, colliders, hinged)
