"""An asset in MuJoCo without any USD in between: colliders, masses from the visible meshes, joints; the base stands fast in the world."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import mujoco
import numpy as np

from blueprint.domain.assets.asset import Asset, Collider

_KINDS = {"box": mujoco.mjtGeom.mjGEOM_BOX, "cylinder": mujoco.mjtGeom.mjGEOM_CYLINDER, "sphere": mujoco.mjtGeom.mjGEOM_SPHERE}


def mass_of(asset: Asset) -> float:
    return sum(visual.mesh.volume * visual.fill * visual.material.density_kgm3 for link in asset.links for visual in link.visuals)


def model_of(asset: Asset, margin_m: float = 0.0, visuals: bool = False) -> tuple[mujoco.MjModel, mujoco.MjData]:
    """Links of one asset may touch each other, also parent and child. visuals: visible meshes can be hit by rays too (group 1)."""
    spec = mujoco.MjSpec()
    spec.compiler.degree = False
    spec.option.timestep = 0.002
    spec.option.disableflags |= mujoco.mjtDisableBit.mjDSBL_FILTERPARENT
    bodies: dict[str, mujoco.MjsBody] = {}
    by_child = {joint.child: joint for joint in asset.joints}
    for link in asset.links:
        joint = by_child.get(link.name)
        if joint is None:
            body = spec.worldbody
        else:
            body = bodies[joint.parent].add_body(name=link.name)
            kind = mujoco.mjtJoint.mjJNT_HINGE if joint.kind == "revolute" else mujoco.mjtJoint.mjJNT_SLIDE
            body.add_joint(
                name=joint.name, type=kind, pos=joint.origin, axis=joint.axis, range=(joint.lower, joint.upper), limited=True,
                damping=[joint.damping, 0, 0], frictionloss=joint.friction,
            )  # fmt: skip
        bodies[link.name] = body
        bit = 1 << list(asset.links).index(link) % 30
        for k, collider in enumerate(link.colliders):
            _add_collider(spec, body, f"{link.name}/{k}", collider, bit, margin_m)
        if visuals or joint is not None:
            for k, visual in enumerate(link.visuals):
                _add_visual(spec, body, f"{link.name}/visual_{k}", visual)
    return (model := spec.compile()), mujoco.MjData(model)


def _add_collider(spec: mujoco.MjSpec, body: mujoco.MjsBody, name: str, collider: Collider, bit: int, margin_m: float) -> None:
    """A link's colliders touch those of every other link and not one another."""
    common = {"name": name, "contype": bit, "conaffinity": 0x3FFFFFFF & ~bit, "margin": margin_m, "mass": 0.0}
    if collider.kind == "hull":
        assert collider.vertices is not None
        points = np.asarray(collider.vertices, dtype=np.float32).ravel()
        spec.add_mesh(name=name, uservert=points, inertia=mujoco.mjtMeshInertia.mjMESH_INERTIA_CONVEX)
        body.add_geom(type=mujoco.mjtGeom.mjGEOM_MESH, meshname=name, **common)
        return
    w, d, h = collider.size
    size = {"box": (w / 2, d / 2, h / 2), "cylinder": (w / 2, h / 2, 0), "sphere": (w / 2, 0, 0)}[collider.kind]
    body.add_geom(type=_KINDS[collider.kind], size=size, pos=collider.position, quat=collider.rotation_wxyz, **common)


def _add_visual(spec: mujoco.MjSpec, body: mujoco.MjsBody, name: str, visual) -> None:
    mesh = visual.mesh
    spec.add_mesh(
        name=name, uservert=mesh.vertices.astype(np.float32).ravel(), userface=mesh.faces.ravel(), inertia=mujoco.mjtMeshInertia.mjMESH_INERTIA_EXACT
    )  # fmt: skip
    body.add_geom(
        type=mujoco.mjtGeom.mjGEOM_MESH, meshname=name, contype=0, conaffinity=0, group=1,
        mass=max(1e-9, mesh.volume * visual.fill * visual.material.density_kgm3)
    )  # fmt: skip


def touching(model: mujoco.MjModel, data: mujoco.MjData, nearer_than_m: float = 0.0) -> list[tuple[str, str, float]]:
    """Pairs of colliders of different links nearer than that, with their distance in mm (negative: overlap), at the present positions.

    What is to be seen apart needs a margin of as much in the model.
    """
    mujoco.mj_forward(model, data)
    pairs = []
    for contact in data.contact:
        if contact.dist < nearer_than_m:
            a, b = (model.geom(int(g)).name for g in (contact.geom1, contact.geom2))
            pairs.append((a, b, round(float(contact.dist) * 1000, 2)))
    return pairs


def ray_down(model: mujoco.MjModel, data: mujoco.MjData, point, groups: tuple[int, ...] = (0, 1), up: bool = False) -> float:
    """Distance in m from a point to the first geometry below (or above) it; infinite when there is none."""
    mask = np.array([k in groups for k in range(6)], dtype=np.uint8)
    hit = np.zeros(1, dtype=np.int32)
    distance = mujoco.mj_ray(model, data, np.asarray(point, dtype=float), np.array([0.0, 0.0, 1.0 if up else -1.0]), mask, 1, -1, hit)
    return distance if distance >= 0 else float("inf")
