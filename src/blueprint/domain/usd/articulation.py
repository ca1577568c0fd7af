"""The articulation layer of an asset: joints, limits, drives, and where to take hold of what moves."""

from __future__ import annotations

import math

import numpy as np

from blueprint.domain.assets.asset import Asset, Handle, Joint
from blueprint.domain.mesh.mesh import Array
from blueprint.domain.physics.mass import Quaternion, quaternion_of
from blueprint.domain.usd.layout import body_path, joint_names, link_names
from blueprint.domain.usd.text import HEADER, indented, number, unique_identifiers, vector

MAX_DRIVE_FORCE = 100.0


def articulation_layer(asset: Asset, name: str) -> str:
    """Text of the layer: the base carries the articulation root (on an Xform that is no body MuJoCo 4.0 would invent a massless one)."""
    handles = [joint for joint in asset.joints if joint.handle]
    by_link: dict[str, list[str]] = {link.name: [] for link in asset.links}
    for joint, identifier in zip(handles, unique_identifiers(f"handle_{joint.name}" for joint in handles), strict=True):
        if joint.handle:
            by_link[joint.child].append(_handle(joint.handle, identifier))
    parents = {joint.child: joint.parent for joint in asset.joints}
    prims = []
    for link in asset.links:
        parent = f"/{name}/{link_names(asset)[parents[link.name]]}" if link.name in parents else None
        prims.append(_link(link_names(asset)[link.name], parent, by_link[link.name]))
    joints = "\n".join(_joint(asset, joint, name) for joint in asset.joints)
    content = "\n".join(prims) + f'\ndef Scope "joints"\n{{\n{indented(joints)}}}\n'
    return f'#usda 1.0\n(\n    defaultPrim = "{name}"\n    {HEADER}\n)\n\ndef Xform "{name}"\n{{\n{indented(content)}}}\n'


def axis_frame(axis: tuple[float, float, float]) -> tuple[str, Quaternion]:
    """USD joints turn about X, Y or Z of their own frame: the token, and the rotation of that frame in the link frame (w-x-y-z)."""
    unit = np.asarray(axis, dtype=float) / np.linalg.norm(axis)
    for token, direction in zip("XYZ", np.eye(3), strict=True):
        if np.allclose(unit, direction, atol=1e-12):
            return token, (1.0, 0.0, 0.0, 0.0)
    return "X", quaternion_of(_frame_with_x(unit))


def _frame_with_x(unit: Array) -> Array:
    """(3, 3) right-handed, first column `unit`."""
    side = np.eye(3)[int(np.argmin(np.abs(unit)))]
    second = side - unit * (unit @ side)
    second = second / np.linalg.norm(second)
    return np.column_stack([unit, second, np.asarray(np.cross(unit, second), dtype=float)])


def _link(identifier: str, parent: str | None, handles: list[str]) -> str:
    if parent is None:
        schemas, lines = '["PhysicsArticulationRootAPI"]', ""
    else:
        # a joint's two bodies do not collide in PhysX and Newton; MuJoCo needs telling when the parent stands fixed in the world
        schemas, lines = '["PhysicsFilteredPairsAPI"]', f"rel physics:filteredPairs = <{parent}>\n"
    content = indented(lines + "".join(handles))
    return f'def Xform "{identifier}" (\n    prepend apiSchemas = {schemas}\n)\n{{\n{content}}}\n'


def _joint(asset: Asset, joint: Joint, name: str) -> str:
    revolute = joint.kind == "revolute"
    token, rotation = axis_frame(joint.axis)
    drive = "angular" if revolute else "linear"
    to_usd = math.degrees if revolute else float
    per_unit = math.pi / 180 if revolute else 1.0  # USD counts turns in degrees
    schemas = f'["PhysicsDriveAPI:{drive}"]'
    return (
        f'def Physics{"Revolute" if revolute else "Prismatic"}Joint "{joint_names(asset)[joint.name]}" (\n    prepend apiSchemas = {schemas}\n)\n{{\n'
        f"    float drive:{drive}:physics:damping = {number(joint.damping * per_unit)}\n"
        f"    float drive:{drive}:physics:maxForce = {number(MAX_DRIVE_FORCE)}\n"
        f"    float drive:{drive}:physics:stiffness = 0\n"
        f'    uniform token drive:{drive}:physics:type = "force"\n'
        f'    uniform token physics:axis = "{token}"\n'
        f"    rel physics:body0 = <{body_path(asset, f'/{name}', joint.parent)}>\n"
        f"    rel physics:body1 = <{body_path(asset, f'/{name}', joint.child)}>\n"
        f"    point3f physics:localPos0 = {vector(joint.origin)}\n"
        f"    point3f physics:localPos1 = {vector(joint.origin)}\n"
        f"    quatf physics:localRot0 = {vector(rotation)}\n"
        f"    quatf physics:localRot1 = {vector(rotation)}\n"
        f"    float physics:lowerLimit = {number(to_usd(joint.lower))}\n"
        f"    float physics:upperLimit = {number(to_usd(joint.upper))}\n}}\n"
    )


def _handle(handle: Handle, identifier: str) -> str:
    """A frame: X along the bar, Z away from the part; the opening that the gripper spans as data."""
    x = np.asarray(handle.axis, dtype=float) / np.linalg.norm(handle.axis)
    z = np.asarray(handle.normal, dtype=float)
    z = z - x * (x @ z)
    z /= np.linalg.norm(z)
    rotation = quaternion_of(np.column_stack([x, np.cross(z, x), z]))
    return (
        f'def Xform "{identifier}" (\n    customData = {{\n        dictionary blueprint = {{\n            double width_m = {number(handle.width_m)}\n'
        f'            string kind = "handle"\n        }}\n    }}\n)\n{{\n'
        f"    quatd xformOp:orient = {vector(rotation)}\n    double3 xformOp:translate = {vector(handle.position)}\n"
        f'    uniform token[] xformOpOrder = ["xformOp:translate", "xformOp:orient"]\n}}\n'
    )
