"""What physics the assembled stage really has: counted on the file, opened again."""

from __future__ import annotations

from pathlib import Path

from blueprint.contracts.scene import Scene
from blueprint.contracts.usd import PhysicsReport
from blueprint.domain.assets.asset import Role
from blueprint.domain.usd.openusd import Prim, Usd, UsdGeom, UsdPhysics


def physics_report(scene_usda: Path, scene: Scene) -> PhysicsReport:
    """Every object must have a collider; every free or moving one a body with mass and inertia; every articulated one its joints."""
    stage = Usd.Stage.Open(str(scene_usda))
    missing: list[str] = []
    joints: dict[str, tuple[str, ...]] = {}
    meshes = colliders = 0
    inertia_ok = True
    for placed in scene.objects:
        prims = list(Usd.PrimRange(stage.GetPrimAtPath(f"/World/Objects/{placed.id}"), Usd.TraverseInstanceProxies()))
        meshes += sum(prim.IsA(UsdGeom.Mesh) for prim in prims)
        own = sum(prim.HasAPI(UsdPhysics.CollisionAPI) for prim in prims)
        colliders += own
        bodies = [prim for prim in prims if prim.HasAPI(UsdPhysics.RigidBodyAPI)]
        inertia_ok &= all(_has_inertia(prim) for prim in bodies)
        moving = tuple(str(prim.GetName()) for prim in prims if prim.IsA(UsdPhysics.RevoluteJoint) or prim.IsA(UsdPhysics.PrismaticJoint))
        if moving:
            joints[placed.id] = moving
        lacks_body = placed.role is not Role.STATIC and not bodies
        lacks_joint = placed.role is Role.ARTICULATED and not moving
        if own == 0 or lacks_body or lacks_joint:
            missing.append(placed.id)
    total = len(scene.objects)
    return PhysicsReport(
        total_objects=total, objects_with_usd_physics=total - len(missing), missing_physics=tuple(missing), mesh_prims_total=meshes,
        colliders_total=colliders, coverage_ratio=round((total - len(missing)) / total, 6) if total else 0.0, inertia_ok=inertia_ok,
        articulations=joints, reopened=bool(stage),
    )  # fmt: skip


def _has_inertia(prim: Prim) -> bool:
    mass = UsdPhysics.MassAPI(prim)
    return bool(prim.HasAPI(UsdPhysics.MassAPI)) and mass.GetMassAttr().Get() > 0 and min(mass.GetDiagonalInertiaAttr().Get()) > 0
