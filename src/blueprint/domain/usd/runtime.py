"""What only one simulator understands, in a payload of its own behind a variant (SimReady RV.001–011), so that the asset itself says
nothing but standard OpenUSD physics. MuJoCo 4 reads Newton's attributes (and calls its own deprecated), so `Newton` serves both.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from blueprint.domain.assets.asset import Asset, Collider, Joint
from blueprint.domain.usd.grasp import GRASPS, grasp_lines
from blueprint.domain.usd.layout import joint_names, link_names, materials_of
from blueprint.domain.usd.text import HEADER, indented, number, strings

TORSIONAL_FRICTION = 0.005
ROLLING_FRICTION = 0.0001
COLLIDER_GROUP = 3
CONTACT_OFFSET_M = 0.005


@dataclass(frozen=True)
class Over:
    """Schemas and attributes to lay over a prim."""

    schemas: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Runtime:
    """What one simulator wants laid over materials, colliders, joints and the base of an articulation.
    loads_curves: it can load a grasp line."""

    material: Over
    collider: Callable[[Collider], Over]
    joint: Callable[[Joint], Over]
    root: Over
    loads_curves: bool


ROLLING_CONTACT = "uniform int mjc:condim = 6"
"""Contacts with friction against turning and rolling; MuJoCo uses the larger of two colliders' numbers."""


def runtime_layer(asset: Asset, name: str, variant: str) -> str:
    """Text of the payload of one of layout.RUNTIMES."""
    runtime = _RUNTIMES[variant]
    materials = materials_of(asset).values()
    looks = [_over(identifier, runtime.material) for material in materials for identifier in (material, f"{material}_contact")]
    prims = [_over("Looks", Over(), looks)]
    for link in asset.links:
        root = runtime.root if asset.joints and link is asset.base else Over()
        colliders = [_over(f"collider_{k}", runtime.collider(piece)) for k, piece in enumerate(link.colliders)]
        prims.append(_over(link_names(asset)[link.name], root, colliders))
    prims.append(_over("joints", Over(), [_over(joint_names(asset)[joint.name], runtime.joint(joint)) for joint in asset.joints]))
    if not runtime.loads_curves and grasp_lines(asset):
        prims.append(f'over "{GRASPS}" (\n    active = false\n)\n{{\n}}')
    return f'#usda 1.0\n(\n    defaultPrim = "{name}"\n    {HEADER}\n)\n\n{_over(name, Over(), prims)}\n'


def rolling_contacts(asset: Asset) -> str:
    """What the door, which all simulators go through, lays over the asset's links; "" for what does not roll.

    A Newton payload must hold nothing of MuJoCo's (RV.011), and MuJoCo reads that one.
    """
    over = Over(("MjcCollisionAPI",), (ROLLING_CONTACT,))
    links = [
        _over(link_names(asset)[link.name], Over(), [_over(f"collider_{k}", over) for k, piece in enumerate(link.colliders) if _rolls(piece)])
        for link in asset.links
    ]  # fmt: skip
    return indented("".join(f"{text}\n" for text in links if text))


def _over(name: str, over: Over, children: list[str] | None = None) -> str:
    """Nothing when there is nothing to lay over."""
    inside = [*over.lines, *(text for text in children or [] if text)]
    if not over.schemas and not inside:
        return ""
    head = f" (\n    prepend apiSchemas = {strings(over.schemas)}\n)" if over.schemas else ""
    content = indented("".join(f"{text}\n" for text in inside))
    return f'over "{name}"{head}\n{{\n{content}}}'


NEWTON_MATERIAL = Over(
    ("NewtonMaterialAPI",),
    (f"float newton:rollingFriction = {number(ROLLING_FRICTION)}", f"float newton:torsionalFriction = {number(TORSIONAL_FRICTION)}"),
)


def _newton_collider(collider: Collider) -> Over:
    schemas = ("NewtonCollisionAPI", "NewtonMeshCollisionAPI") if collider.kind == "hull" else ("NewtonCollisionAPI",)
    return Over(schemas)


def _rolls(collider: Collider) -> bool:
    """Fruit and balls: without friction against rolling they creep for ever on what is not level."""
    return collider.kind == "sphere" or (collider.material is not None and collider.material.substance == "food")


def _newton_joint(joint: Joint) -> Over:
    """Newton counts turns in degrees."""
    per_unit = math.pi / 180 if joint.kind == "revolute" else 1.0
    lines = (f"float newton:damping = {number(joint.damping * per_unit)}", f"float newton:friction = {number(joint.friction)}")
    return Over(("NewtonJointAPI",), lines)


def _mujoco_collider(collider: Collider) -> Over:
    schemas = ("MjcCollisionAPI", "MjcMeshCollisionAPI") if collider.kind == "hull" else ("MjcCollisionAPI",)
    return Over(schemas, (f"uniform int mjc:group = {COLLIDER_GROUP}", *((ROLLING_CONTACT,) if _rolls(collider) else ())))


def _mujoco_joint(joint: Joint) -> Over:
    lines = (f"uniform double mjc:damping = {number(joint.damping)}", f"uniform double mjc:frictionloss = {number(joint.friction)}")
    return Over(("MjcJointAPI",), lines)


def _physx_collider(_: Collider) -> Over:
    return Over(("PhysxCollisionAPI",), (f"float physxCollision:contactOffset = {number(CONTACT_OFFSET_M)}", "float physxCollision:restOffset = 0"))


def _physx_joint(joint: Joint) -> Over:
    return Over(("PhysxJointAPI",), (f"float physxJoint:jointFriction = {number(joint.friction)}",))


_RUNTIMES = {
    "MuJoCo": _Runtime(
        Over(("MjcMaterialAPI",), (
            f"uniform double mjc:rollingfriction = {number(ROLLING_FRICTION)}",
            f"uniform double mjc:torsionalfriction = {number(TORSIONAL_FRICTION)}",
        )), _mujoco_collider, _mujoco_joint, Over(), loads_curves=False,
    ),
    "Newton": _Runtime(
        NEWTON_MATERIAL, _newton_collider, _newton_joint, Over(("NewtonArticulationRootAPI",), ("bool newton:selfCollisionEnabled = true",)),
        loads_curves=False,
    ),
    "PhysX": _Runtime(Over(), _physx_collider, _physx_joint, Over(), loads_curves=True),
}  # fmt: skip
