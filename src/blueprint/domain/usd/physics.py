"""The physics layer of an asset: what moves, what it weighs, what it is touched by."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from blueprint.domain.assets.asset import Asset, Collider, Link, Material, Role
from blueprint.domain.mesh.mesh import Mesh
from blueprint.domain.mesh.shapes import convex_hull
from blueprint.domain.physics.mass import MassProperties
from blueprint.domain.usd.grasp import grasp_scope
from blueprint.domain.usd.layout import link_names, materials_of
from blueprint.domain.usd.shading import face_normals
from blueprint.domain.usd.text import HEADER, indented, integers, number, points, quote, vector

CONTACT = "_contact"


def physics_layer(asset: Asset, properties: Mapping[str, MassProperties], name: str) -> str:
    """Text of the layer. properties: by link name. Raises KeyError when a link has none, ValueError when what has joints is not articulated."""
    if bool(asset.joints) is not (asset.role is Role.ARTICULATED):
        raise ValueError(f"{asset.category}: expected joints when and only when its role is articulated, found {len(asset.joints)} and {asset.role}")
    materials = materials_of(asset)
    looks = "\n".join(_material(material, identifier) for material, identifier in materials.items())
    links = []
    for link in asset.links:
        body = _body(properties[link.name]) if asset.joints else None
        links.append(_link(link, link_names(asset)[link.name], f"/{name}/Looks", materials, body))
    root = None if asset.joints else _body(properties[asset.base.name])
    inside = f'def Scope "Looks"\n{{\n{indented(looks)}\n}}\n' + "\n".join([*links, *grasp_scope(asset)])
    return f'#usda 1.0\n(\n    defaultPrim = "{name}"\n    {HEADER}\n)\n\n{_prim(name, root, inside)}'


BODY_SCHEMAS = '["PhysicsRigidBodyAPI", "PhysicsMassAPI"]'


def _body(mass: MassProperties) -> str:
    return (
        "bool physics:rigidBodyEnabled = true\n"
        f"float physics:mass = {number(mass.mass_kg)}\n"
        f"point3f physics:centerOfMass = {vector(mass.center_of_mass)}\n"
        f"float3 physics:diagonalInertia = {vector(mass.diagonal_inertia)}\n"
        f"quatf physics:principalAxes = {vector(mass.principal_axes_wxyz)}"
    )


def _prim(name: str, body: str | None, inside: str) -> str:
    head = f" (\n    prepend apiSchemas = {BODY_SCHEMAS}\n)" if body else ""
    content = f"{body}\n{inside}" if body else inside
    return f'def Xform "{name}"{head}\n{{\n{indented(content)}\n}}\n'


def _link(link: Link, identifier: str, looks: str, materials: dict[Material, str], body: str | None) -> str:
    inside = "\n".join(_collider(c, f"collider_{k}", looks, materials) for k, c in enumerate(link.colliders))
    return _prim(identifier, body, inside)


def physics_attributes(material: Material) -> str:
    """Attributes of PhysicsMaterialAPI without restitution, a line each."""
    return (
        f"    float physics:density = {number(material.density_kgm3)}\n"
        f"    float physics:dynamicFriction = {number(material.dynamic_friction)}\n"
        f"    float physics:staticFriction = {number(material.static_friction)}\n"
    )


def contact_material(material: Material, name: str) -> str:
    """The same stuff with its restitution, for the physics binding. MuJoCo has no restitution and warns at every collider that it reads
    one for, so the material that it reads (the all-purpose one) must not say it."""
    return (
        f'def Material "{name}{CONTACT}" (\n    prepend apiSchemas = ["PhysicsMaterialAPI", "SemanticsLabelsAPI:material"]\n)\n{{\n'
        f"{physics_attributes(material)}    float physics:restitution = {number(material.restitution)}\n"
        f"    token[] semantics:labels:material = [{quote(material.substance)}]\n}}\n"
    )


def _material(material: Material, name: str) -> str:
    head = f'def Material "{name}" (\n    prepend apiSchemas = ["PhysicsMaterialAPI"]\n)'
    return f"{head}\n{{\n{physics_attributes(material)}}}\n\n{contact_material(material, name)}"


def _collider(collider: Collider, name: str, looks: str, materials: dict[Material, str]) -> str:
    kind, schemas, lines = _shape(collider)
    if collider.kind != "hull":
        lines += _placed(collider)
    lines.append('uniform token purpose = "guide"')
    if collider.material:
        # MuJoCo reads friction only through the all-purpose binding; SimReady's PMT.001 asks for the physics one
        target = f"{looks}/{materials[collider.material]}"
        lines += [f"rel material:binding = <{target}>", f"rel material:binding:physics = <{target}{CONTACT}>"]
        schemas = [*schemas, "MaterialBindingAPI"]
    applied = ", ".join(f'"{schema}"' for schema in schemas)
    content = "\n".join(f"    {line}" for line in lines)
    return f'def {kind} "{name}" (\n    prepend apiSchemas = [{applied}]\n)\n{{\n{content}\n}}\n'


def _shape(collider: Collider) -> tuple[str, list[str], list[str]]:
    """Prim type, schemas, attributes."""
    diameter, _, height = collider.size
    if collider.kind == "box":
        return "Cube", ["PhysicsCollisionAPI"], ["double size = 1", "float3[] extent = [(-0.5, -0.5, -0.5), (0.5, 0.5, 0.5)]"]
    if collider.kind == "cylinder":
        half = np.array([diameter, diameter, height]) / 2
        return "Cylinder", ["PhysicsCollisionAPI"], [
            'uniform token axis = "Z"', f"double radius = {number(diameter / 2)}", f"double height = {number(height)}",
            f"float3[] extent = {points(np.array([-half, half]))}",
        ]  # fmt: skip
    if collider.kind == "sphere":
        half = np.full(3, diameter / 2)
        return "Sphere", ["PhysicsCollisionAPI"], [f"double radius = {number(diameter / 2)}", f"float3[] extent = {points(np.array([-half, half]))}"]
    if collider.vertices is None:
        raise ValueError("a hull collider needs vertices, found none")
    hull = convex_hull(collider.vertices)
    # the other way round than a visual mesh of the same corners, or SimReady's VG.008 takes one for a forgotten copy of the other
    hull = Mesh(hull.vertices[::-1], (len(hull.vertices) - 1 - hull.faces).astype(np.int32))
    return "Mesh", ["PhysicsCollisionAPI", "PhysicsMeshCollisionAPI"], [
        'uniform token physics:approximation = "convexHull"',
        f"int[] faceVertexCounts = {integers([3] * len(hull.faces))}",
        f"int[] faceVertexIndices = {integers(hull.faces.ravel().tolist())}",
        f"point3f[] points = {points(hull.vertices)}",
        f"float3[] extent = {points(np.array(hull.bounds))}",
        f'normal3f[] normals = {points(face_normals(hull)[0])} (\n        interpolation = "uniform"\n    )',
        'uniform token subdivisionScheme = "none"',
    ]  # fmt: skip


def _placed(collider: Collider) -> list[str]:
    lines, order = [f"double3 xformOp:translate = {vector(collider.position)}"], ["xformOp:translate"]
    if tuple(collider.rotation_wxyz) != (1.0, 0.0, 0.0, 0.0):
        lines.append(f"quatd xformOp:orient = {vector(collider.rotation_wxyz)}")
        order.append("xformOp:orient")
    if collider.kind == "box":
        lines.append(f"float3 xformOp:scale = {vector(collider.size)}")
        order.append("xformOp:scale")
    names = ", ".join(f'"{op}"' for op in order)
    return [*lines, f"uniform token[] xformOpOrder = [{names}]"]
