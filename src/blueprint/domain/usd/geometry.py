"""The geometry layer of an asset: meshes to look at and what they look like. Binary, because it is all numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from blueprint.domain.assets.asset import Asset, Link, Material
from blueprint.domain.mesh.mesh import Mesh, merge
from blueprint.domain.usd.layout import link_names, materials_of
from blueprint.domain.usd.nonvisual import non_visual
from blueprint.domain.usd.openusd import AttributeSpec, Gf, Layer, PrimPath, PrimSpec, Sdf, Vt
from blueprint.domain.usd.shading import corner_normals

VALUE = Sdf.ValueTypeNames


def geometry_layer(asset: Asset, name: str) -> Layer:
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
        shown = {visual.material for link in asset.links for visual in link.visuals}
        for material, identifier in materials.items():
            write_material(looks, identifier, material, material in shown)
        for link in asset.links:
            _write_link(root, link_names(asset)[link.name], link, materials)
    return layer


def _write_link(root: PrimSpec, identifier: str, link: Link, materials: dict[Material, str]) -> None:
    prim = Sdf.PrimSpec(root, identifier, Sdf.SpecifierDef, "Xform")
    by_material: dict[Material, list[Mesh]] = {}
    for visual in link.visuals:
        by_material.setdefault(visual.material, []).append(visual.mesh)
    for index, (material, meshes) in enumerate(by_material.items()):
        looks = root.path.AppendPath(f"Looks/{materials[material]}")
        write_mesh(prim, f"visual_{index}", merge(meshes), material, looks)


def write_mesh(parent: PrimSpec, name: str, mesh: Mesh, material: Material, looks: PrimPath) -> None:
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
    _set(prim, "subdivisionScheme", VALUE.Token, "none", uniform=True)
    _set(prim, "primvars:displayColor", VALUE.Color3fArray, Vt.Vec3fArray([Gf.Vec3f(*material.color)]))
    if material.opacity < 1:
        _set(prim, "primvars:displayOpacity", VALUE.FloatArray, Vt.FloatArray([material.opacity]))
    Sdf.RelationshipSpec(prim, "material:binding", False).targetPathList.Prepend(looks)


def write_material(looks: PrimSpec, identifier: str, material: Material, shown: bool) -> None:
    """A UsdPreviewSurface, labelled with the substance it shows; what is seen also says what radar and lidar see (SimReady NVM.001–006)."""
    prim = Sdf.PrimSpec(looks, identifier, Sdf.SpecifierDef, "Material")
    _apply(prim, ["SemanticsLabelsAPI:material"])
    _set(prim, "semantics:labels:material", VALUE.TokenArray, Vt.TokenArray([material.substance]))
    if shown:
        seen = non_visual(material)
        _set(prim, "omni:simready:nonvisual:base", VALUE.Token, seen.base)
        _set(prim, "omni:simready:nonvisual:coating", VALUE.Token, seen.coating)
        _set(prim, "omni:simready:nonvisual:attributes", VALUE.TokenArray, Vt.TokenArray([seen.attribute]))
    preview = _shader(prim, "surface", "UsdPreviewSurface", "surface", "outputs:surface")
    _set(preview, "inputs:diffuseColor", VALUE.Color3f, Gf.Vec3f(*material.color))
    _set(preview, "inputs:metallic", VALUE.Float, material.metallic)
    _set(preview, "inputs:opacity", VALUE.Float, material.opacity)
    _set(preview, "inputs:roughness", VALUE.Float, material.roughness)
    open_pbr = _shader(prim, "open_pbr", "ND_open_pbr_surface_surfaceshader", "out", "outputs:mtlx:surface")
    _set(open_pbr, "inputs:base_color", VALUE.Color3f, Gf.Vec3f(*material.color))
    _set(open_pbr, "inputs:base_metalness", VALUE.Float, material.metallic)
    _set(open_pbr, "inputs:geometry_opacity", VALUE.Float, material.opacity)
    _set(open_pbr, "inputs:specular_roughness", VALUE.Float, material.roughness)


def _shader(material: PrimSpec, name: str, kind: str, result: str, output: str) -> PrimSpec:
    """A shader whose `result` is the material's `output`."""
    shader = Sdf.PrimSpec(material, name, Sdf.SpecifierDef, "Shader")
    _set(shader, "info:id", VALUE.Token, kind, uniform=True)
    Sdf.AttributeSpec(shader, f"outputs:{result}", VALUE.Token)
    connected = Sdf.AttributeSpec(material, output, VALUE.Token)
    connected.connectionPathList.Prepend(shader.path.AppendProperty(f"outputs:{result}"))
    return shader


def _apply(prim: PrimSpec, schemas: Sequence[str]) -> None:
    prim.SetInfo("apiSchemas", Sdf.TokenListOp.Create(prependedItems=list(schemas)))


def _set(
    prim: PrimSpec, name: str, kind: object, value: object, uniform: bool = False,
) -> AttributeSpec:  # fmt: skip
    attribute = Sdf.AttributeSpec(prim, name, kind, Sdf.VariabilityUniform if uniform else Sdf.VariabilityVarying)
    attribute.default = value
    return attribute


def _ints(values: NDArray[Any]) -> object:
    return Vt.IntArray.FromNumpy(np.ascontiguousarray(values, dtype=np.int32))


def _floats(values: NDArray[Any]) -> object:
    return Vt.Vec3fArray.FromNumpy(np.ascontiguousarray(values, dtype=np.float32))
