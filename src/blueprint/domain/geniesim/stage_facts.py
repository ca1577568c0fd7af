"""What the composed stage says of its objects and assets: poses, sizes, joints, masses, surfaces. Frame: world, Z-up, metres, radians."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from blueprint.contracts.geniesim import NodeJoint, Pose
from blueprint.contracts.geometry import Vec3
from blueprint.core.errors import ContractError
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.physics.mass import quaternion_of
from blueprint.domain.usd.layout import door_path, layer_file
from blueprint.domain.usd.openusd import Prim, Usd, UsdGeom, UsdPhysics
from blueprint.domain.usd.stage import object_path


@dataclass(frozen=True)
class ObjectFacts:
    """size: width X, depth Y, height Z of its meshes in its own frame, joints as authored."""

    pose: Pose
    size: Vec3
    joints: tuple[NodeJoint, ...]


@dataclass(frozen=True)
class AssetFacts:
    """mass in kg, all links; friction (dynamic), restitution and density (kg/m³) of what most of its colliders' volume is made of.

    None: the USD does not say. collision_layer: the layer that holds the colliders, relative to the folder of all assets.
    """

    mass: float | None
    friction: float | None
    restitution: float | None
    density: float | None
    colliders: int
    collision_layer: str | None


@dataclass(frozen=True)
class StageFacts:
    """cameras: prim paths. gravity in m/s², world. steps_per_second: as the PhysicsScene asks its simulator."""

    objects: dict[str, ObjectFacts]
    cameras: tuple[str, ...]
    gravity: Vec3
    steps_per_second: int


def stage_facts(scene_usda: Path, object_ids: tuple[str, ...]) -> StageFacts:
    """Raises ContractError for an object that is no prim or has no mesh, or a stage without PhysicsScene."""
    stage = Usd.Stage.Open(str(scene_usda))
    frames, boxes = UsdGeom.XformCache(), UsdGeom.BBoxCache(Usd.TimeCode.Default(), [UsdGeom.Tokens.default_, UsdGeom.Tokens.render])
    objects: dict[str, ObjectFacts] = {}
    for name in object_ids:
        prim = stage.GetPrimAtPath(object_path(name))
        if not prim:
            raise ContractError(scene_usda.name, object_path(name), "a prim", "nothing")
        box = boxes.ComputeUntransformedBound(prim).ComputeAlignedBox()
        if box.IsEmpty():
            raise ContractError(scene_usda.name, object_path(name), "a mesh that can be seen", "none")
        objects[name] = ObjectFacts(_pose(frames.GetLocalToWorldTransform(prim)), three(box.GetSize()), _joints(prim, frames))
    physics = next((prim for prim in stage.Traverse() if prim.IsA(UsdPhysics.Scene)), None)
    if physics is None:
        raise ContractError(scene_usda.name, "/World/PhysicsScene", "a PhysicsScene", "none")
    direction = np.array(physics.GetAttribute("physics:gravityDirection").Get())
    gravity = three(direction * physics.GetAttribute("physics:gravityMagnitude").Get())
    cameras = tuple(str(prim.GetPath()) for prim in stage.Traverse() if prim.IsA(UsdGeom.Camera))
    return StageFacts(objects, cameras, gravity, int(physics.GetAttribute("newton:timeStepsPerSecond").Get()))


def asset_facts(assets: Path, name: str) -> AssetFacts:
    """Of the asset in the folder `name` below `assets`. Raises ContractError naming it when it is not there."""
    path = assets / door_path(name)
    if not path.is_file():
        raise ContractError(f"assets/{door_path(name)}", "", "the asset that the scene references", "nothing")
    stage = Usd.Stage.Open(str(path))
    prims = list(Usd.PrimRange(stage.GetDefaultPrim(), Usd.TraverseInstanceProxies()))
    masses = [float(UsdPhysics.MassAPI(prim).GetMassAttr().Get()) for prim in prims if prim.HasAPI(UsdPhysics.MassAPI)]
    colliders = [prim for prim in prims if prim.HasAPI(UsdPhysics.CollisionAPI)]
    friction, restitution, density = _stuff(colliders)
    layer = layer_file(assets / name, name, "physics")
    return AssetFacts(
        mass=round(sum(masses), 6) if masses else None, friction=friction, restitution=restitution, density=density, colliders=len(colliders),
        collision_layer=layer.relative_to(assets).as_posix() if layer.is_file() else None,
    )  # fmt: skip


def _stuff(colliders: list[Prim]) -> tuple[float | None, float | None, float | None]:
    """Dynamic friction, restitution, density of the physics material that binds the most collider volume (of the bounding boxes)."""
    boxes = UsdGeom.BBoxCache(Usd.TimeCode.Default(), [UsdGeom.Tokens.default_, UsdGeom.Tokens.guide])
    shares: dict[str, float] = {}
    materials: dict[str, Prim] = {}
    for collider in colliders:
        for target in collider.GetRelationship("material:binding:physics").GetTargets():
            shares[str(target)] = shares.get(str(target), 0.0) + float(boxes.ComputeLocalBound(collider).GetVolume())
            materials[str(target)] = collider.GetStage().GetPrimAtPath(target)
    if not shares:
        return None, None, None
    prim = materials[max(sorted(shares), key=lambda path: shares[path])]
    friction, restitution, density = (prim.GetAttribute(f"physics:{name}").Get() for name in ("dynamicFriction", "restitution", "density"))
    return _rounded(friction), _rounded(restitution), _rounded(density)


def _joints(prim: Prim, frames: Any) -> tuple[NodeJoint, ...]:
    found = []
    for inner in Usd.PrimRange(prim):
        revolute, prismatic = inner.IsA(UsdPhysics.RevoluteJoint), inner.IsA(UsdPhysics.PrismaticJoint)
        if not (revolute or prismatic):
            continue
        joint = (UsdPhysics.RevoluteJoint if revolute else UsdPhysics.PrismaticJoint)(inner)
        lower, upper = (float(attribute.Get()) for attribute in (joint.GetLowerLimitAttr(), joint.GetUpperLimitAttr()))
        found.append(NodeJoint(
            joint=str(inner.GetPath()), name=inner.GetName(), type="revolute" if revolute else "prismatic", axis=_axis(prim, joint, frames),
            lower=round(math.radians(lower) if revolute else lower, 6), upper=round(math.radians(upper) if revolute else upper, 6),
        ))  # fmt: skip
    return tuple(found)


def _axis(root: Prim, joint: Prim, frames: Any) -> Vec3:
    """Unit vector in the object's frame: the joint frame's own axis, turned into its first body, then into the object."""
    token = "XYZ".index(joint.GetAxisAttr().Get())
    turn = joint.GetLocalRot0Attr().Get()
    axis = np.eye(3)[token]
    w, v = turn.GetReal(), np.array(turn.GetImaginary())
    in_body = axis + 2 * w * np.cross(v, axis) + 2 * np.cross(v, np.cross(v, axis))
    body = root.GetStage().GetPrimAtPath(joint.GetBody0Rel().GetTargets()[0])
    to_object = _rotation(frames.GetLocalToWorldTransform(root)).T @ _rotation(frames.GetLocalToWorldTransform(body))
    return three(to_object @ in_body)


def _rotation(matrix: object) -> Array:
    """(3, 3), columns the turned axes: USD's matrices multiply row vectors."""
    rows = np.array(matrix)[:3, :3]
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).T


def _pose(matrix: object) -> Pose:
    w, x, y, z = (round(v, 9) + 0.0 for v in quaternion_of(_rotation(matrix)))
    return Pose(position=three(np.array(matrix)[3, :3]), orientation=(w, x, y, z))


def three(values: object) -> Vec3:
    """Rounded to the micrometre; no negative zero."""
    x, y, z = (round(float(v), 6) + 0.0 for v in np.asarray(values).ravel())
    return x, y, z


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 6)
