"""The geometry layer of an asset: meshes to look at and what they look like. Binary, because it is all numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pxr import Gf, Sdf, Vt

from blueprint.domain.assets.asset import Asset, Link, Material
from blueprint.domain.mesh.mesh import Mesh, merge
from blueprint.domain.usd.layout import link_names, materials_of
from blueprint.domain.usd.shading import corner_normals

VALUE = Sdf.ValueTypeNames


def geometry_layer(asset: Asset, name: str) -> Sdf.Layer:
    """`/name/<link>/visual_<k>` (one mesh per link and material) and `/name/Looks/<material>`."""
    layer = Sdf.Layer.CreateAnonymous(".usdc")
    with Sdf.ChangeBlock():
        stage = layer.pseudoRoot
        for key, value in {"upAxis": "Z", "metersPerUnit": 1.0, "kilogramsPerUnit": 1.0}.items():
            stage.SetInfo(key, value)
        layer.defaultPrim = name
        root = Sdf.PrimSpec(layer, name, Sdf.SpecifierDef, "Xform")
        looks = Sdf.PrimSpec(root, "Looks", Sdf.SpecifierDef, "Scope")
        materials = materials_of(asset)
        for material, identifier in materials.items():
            write_material(looks, identifier, material)
        for link in asset.links:
            _write_link(root, link_names(asset)[link.name], link, materials)
    return layer


def _write_link(root: Sdf.PrimSpec, identifier: str, link: Link, materials: dict[Material, str]) -> None:
    prim = Sdf.PrimSpec(root, identifier, Sdf.SpecifierDef, "Xform")
    by_material: dict[Material, list[Mesh]] = {}
    for visual in link.visuals:
        by_material.setdefault(visual.material, []).append(visual.mesh)
    for index, (material, meshes) in enumerate(by_material.items()):
        looks = root.path.AppendPath(f"Looks/{materials[material]}")
        write_mesh(prim, f"visual_{index}", merge(meshes), material, looks)


def write_mesh(parent: Sdf.PrimSpec, name: str, mesh: Mesh, material: Material, looks: Sdf.Path) -> None:
    """A triangle mesh in metres with a normal per corner, bound to `looks`."""
    prim = Sdf.PrimSpec(parent, name, Sdf.SpecifierDef, "Mesh")
    _apply(prim, ["MaterialBindingAPI"])
    low, high = mesh.bounds
    _set(prim, "faceVertexCounts", VALUE.IntArray, _ints(np.full(len(mesh.faces), 3)))
    _set(prim, "faceVertexIndices", VALUE.IntArray, _ints(mesh.faces.ravel()))
    _set(prim, "points", VALUE.Point3fArray, _floats(mesh.vertices))
    _set(prim, "extent", VALUE.Float3Array, _floats(np.array([low, high])))
    normals = _set(prim, "normals", VALUE.Normal3fArray, _floats(corner_normals(mesh)))
    normals.SetInfo("interpolation", "faceVarying")
    _set(prim, "subdivisionScheme", VALUE.Token, "none", Sdf.VariabilityUniform)
    _set(prim, "primvars:displayColor", VALUE.Color3fArray, Vt.Vec3fArray([Gf.Vec3f(*material.color)]))
    if material.opacity < 1:
        _set(prim, "primvars:displayOpacity", VALUE.FloatArray, Vt.FloatArray([material.opacity]))
    Sdf.RelationshipSpec(prim, "material:binding", False).targetPathList.Prepend(looks)


def write_material(looks: Sdf.PrimSpec, identifier: str, material: Material) -> None:
    """A UsdPreviewSurface, labelled with the substance it shows."""
    prim = Sdf.PrimSpec(looks, identifier, Sdf.SpecifierDef, "Material")
    _apply(prim, ["SemanticsLabelsAPI:material"])
    _set(prim, "semantics:labels:material", VALUE.TokenArray, Vt.TokenArray([material.substance]))
    shader = Sdf.PrimSpec(prim, "surface", Sdf.SpecifierDef, "Shader")
    _set(shader, "info:id", VALUE.Token, "UsdPreviewSurface", Sdf.VariabilityUniform)
    _set(shader, "inputs:diffuseColor", VALUE.Color3f, Gf.Vec3f(*material.color))
    _set(shader, "inputs:metallic", VALUE.Float, material.metallic)
    _set(shader, "inputs:opacity", VALUE.Float, material.opacity)
    _set(shader, "inputs:roughness", VALUE.Float, material.roughness)
    Sdf.AttributeSpec(shader, "outputs:surface", VALUE.Token)
    output = Sdf.AttributeSpec(prim, "outputs:surface", VALUE.Token)
    output.connectionPathList.Prepend(shader.path.AppendProperty("outputs:surface"))


def _apply(prim: Sdf.PrimSpec, schemas: Sequence[str]) -> None:
    prim.SetInfo("apiSchemas", Sdf.TokenListOp.Create(prependedItems=list(schemas)))


def _set(prim: Sdf.PrimSpec, name: str, kind: Sdf.ValueTypeName, value: object, variability: Sdf.Variability = Sdf.VariabilityVarying) -> Sdf.AttributeSpec:
    attribute = Sdf.AttributeSpec(prim, name, kind, variability)
    attribute.default = value
    return attribute


def _ints(values: np.ndarray) -> Vt.IntArray:
    return Vt.IntArray.FromNumpy(np.ascontiguousarray(values, dtype=np.int32))


def _floats(values: np.ndarray) -> Vt.Vec3fArray:
    return Vt.Vec3fArray.FromNumpy(np.ascontiguousarray(values, dtype=np.float32))
