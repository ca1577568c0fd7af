"""Which parts of an asset move: its joints as authored, each swept through its range in the simulator before it is believed."""

# pyright: reportAttributeAccessIssue=false
from __future__ import annotations

import mujoco
import numpy as np

from blueprint.contracts.assets import InteractiveObject, JointSummary, SweptJoint
from blueprint.domain.assets.asset import Asset, Collider, Joint
from blueprint.domain.mesh.shapes import convex_hull

MAX_PENETRATION_M = 0.001
STEPS = 12


def articulate(asset: Asset) -> InteractiveObject:
    """The row of one asset (ids are the caller's to fill in). A part that cannot move through its range without touching another
    of the asset's parts by more than 1 mm makes it an error; an asset without parts is `not_articulated`."""
    swept = sweep(asset)
    blocked = [joint for joint in swept if joint.max_penetration_m > MAX_PENETRATION_M]
    reason = "" if asset.joints else "it has no parts that move"
    if blocked:
        reason = ", ".join(f"{joint.name} runs {joint.max_penetration_m * 1000:.1f} mm into another part" for joint in blocked)
    return InteractiveObject(
        id="", name="", class_name=asset.category, status="error" if blocked else "ok" if asset.joints else "not_articulated", reason=reason,
        backend="parametric", usd_path="", joint_count=len(asset.joints), is_articulated=bool(asset.joints) and not blocked,
        required_articulation=False, joints=tuple(_summary(joint) for joint in asset.joints), simulation_validation=swept,
    )  # fmt: skip


def sweep(asset: Asset) -> tuple[SweptJoint, ...]:
    """Each joint alone from its lower to its upper limit, the others at zero: how deep parts run into one another, in m."""
    if not asset.joints:
        return ()
    model = _kinematic_model(asset)
    data = mujoco.MjData(model)
    results = []
    for joint in asset.joints:
        address = model.joint(joint.name).qposadr[0]
        deepest = 0.0
        for value in np.linspace(joint.lower, joint.upper, STEPS):
            mujoco.mj_resetData(model, data)
            data.qpos[address] = value
            mujoco.mj_forward(model, data)
            deepest = max([deepest, *(-data.contact.dist[: data.ncon])])
        results.append(SweptJoint(name=joint.name, reached_lower=joint.lower, reached_upper=joint.upper, max_penetration_m=round(float(deepest), 6)))
    return tuple(results)


def _kinematic_model(asset: Asset) -> mujoco.MjModel:
    """The asset's colliders on its links, welded to the world; contacts between every pair of links."""
    spec = mujoco.MjSpec()
    spec.option.disableflags |= mujoco.mjtDisableBit.mjDSBL_FILTERPARENT
    bodies = {asset.base.name: spec.worldbody.add_body(name=asset.base.name)}
    joints = {joint.child: joint for joint in asset.joints}
    waiting = [link for link in asset.links[1:] if link.name in joints]
    while waiting:
        ready = [link for link in waiting if joints[link.name].parent in bodies]
        for link in ready:
            joint = joints[link.name]
            body = bodies[joint.parent].add_body(name=link.name, mass=1.0, inertia=[0.1, 0.1, 0.1], explicitinertial=True)
            kind = mujoco.mjtJoint.mjJNT_HINGE if joint.kind == "revolute" else mujoco.mjtJoint.mjJNT_SLIDE
            body.add_joint(name=joint.name, type=kind, pos=joint.origin, axis=joint.axis)
            bodies[link.name] = body
        waiting = [link for link in waiting if link.name not in bodies]
    for link in asset.links:
        for index, collider in enumerate(link.colliders):
            _add_geom(spec, bodies[link.name], f"{link.name}_{index}", collider)
    return spec.compile()


def _add_geom(spec: mujoco.MjSpec, body: mujoco.MjsBody, name: str, collider: Collider) -> None:
    half = [value / 2 for value in collider.size]
    place = {"pos": collider.position, "quat": collider.rotation_wxyz}
    if collider.kind == "hull":
        assert collider.vertices is not None
        hull = convex_hull(collider.vertices)
        spec.add_mesh(name=name, uservert=hull.vertices.flatten().tolist(), userface=hull.faces.flatten().tolist())
        body.add_geom(type=mujoco.mjtGeom.mjGEOM_MESH, meshname=name)
    elif collider.kind == "box":
        body.add_geom(type=mujoco.mjtGeom.mjGEOM_BOX, size=half, **place)
    elif collider.kind == "cylinder":
        body.add_geom(type=mujoco.mjtGeom.mjGEOM_CYLINDER, size=[half[0], half[2], 0], **place)
    else:
        body.add_geom(type=mujoco.mjtGeom.mjGEOM_SPHERE, size=[half[0], 0, 0], **place)


def _summary(joint: Joint) -> JointSummary:
    handle = joint.handle
    return JointSummary(
        name=joint.name, type=joint.kind, parent=joint.parent, child=joint.child, axis=joint.axis, origin=joint.origin, lower=joint.lower,
        upper=joint.upper, damping=joint.damping, friction=joint.friction,
        handle={"position": handle.position, "axis": handle.axis, "normal": handle.normal, "width_m": handle.width_m} if handle else None,
    )  # fmt: skip
