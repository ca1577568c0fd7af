"""glTF 2.0 binary (Khronos, "glTF 2.0 specification") of an asset or a scene, for the web. Y-up there: the root node turns our Z up."""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from blueprint.contracts.scene import Scene
from blueprint.domain.assets.asset import Asset, AssetSpec, Link, Material
from blueprint.domain.assets.catalogue import build
from blueprint.domain.mesh.mesh import Mesh, merge
from blueprint.domain.mesh.shapes import box
from blueprint.domain.usd.architecture import Part, parts_of
from blueprint.domain.usd.shading import split_at_creases

FLOAT, UINT16, UINT32 = 5126, 5123, 5125
VERTICES, INDICES = 34962, 34963
Z_UP = [-math.sqrt(0.5), 0.0, 0.0, math.sqrt(0.5)]

Json = dict[str, object]


def asset_glb(asset: Asset, name: str) -> bytes:
    """One node per link below a node called `name`; equal assets give equal bytes."""
    document = _Document()
    root = document.node({"name": name, "rotation": Z_UP, "extras": _about(asset), **document.content(asset, name)})
    return document.packed([root])


def scene_glb(scene: Scene) -> bytes:
    """A node per object, named by its id, with `extras` {category, sim_role}, and one per wall, floor, ceiling, door and window. Equal
    assets share their meshes."""
    document = _Document()
    nodes = []
    for group, parts in _grouped(parts_of(scene.room)).items():
        mesh = document.mesh(group, _boxes(parts))
        nodes.append(document.node({"name": group, "mesh": mesh, "extras": {"category": group.split("_")[0].lower(), "sim_role": "static"}}))
    for placed in scene.objects:
        w, x, y, z = placed.rotation_wxyz
        extras = {"category": placed.category, "sim_role": str(placed.role), "name": placed.name}
        where = {"translation": list(placed.position_m), "rotation": [x, y, z, w]}
        nodes.append(document.node({"name": placed.id, "extras": extras, **where, **document.content(build(placed.spec), placed.id)}))
    root = document.node({"name": "World", "rotation": Z_UP, "children": nodes})
    return document.packed([root])


def write_glb(scene: Scene, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(scene_glb(scene))
    return path


def _about(asset: Asset) -> Json:
    return {"category": asset.category, "sim_role": str(asset.role)}


def _grouped(parts: list[Part]) -> dict[str, list[Part]]:
    groups: dict[str, list[Part]] = {}
    for part in parts:
        groups.setdefault(part.group, []).append(part)
    return groups


@dataclass
class _Document:
    """glTF arrays under construction, and the one buffer behind them."""

    nodes: list[Json] = field(default_factory=list)
    meshes: list[Json] = field(default_factory=list)
    materials: list[Json] = field(default_factory=list)
    accessors: list[Json] = field(default_factory=list)
    views: list[Json] = field(default_factory=list)
    buffer: bytearray = field(default_factory=bytearray)
    material_index: dict[Material, int] = field(default_factory=dict)
    asset_meshes: dict[AssetSpec, list[int]] = field(default_factory=dict)

    def node(self, content: Json) -> int:
        self.nodes.append(content)
        return len(self.nodes) - 1

    def content(self, asset: Asset, name: str) -> Json:
        """What an asset's node holds: its mesh, or its links as nodes that say how they move."""
        if asset.spec not in self.asset_meshes:
            self.asset_meshes[asset.spec] = [self.mesh(f"{asset.category}_{link.name}", _by_material(link)) for link in asset.links]
        meshes = self.asset_meshes[asset.spec]
        if len(meshes) == 1:
            return {"mesh": meshes[0]}
        joints = {joint.child: joint for joint in asset.joints}
        children = []
        for link, mesh in zip(asset.links, meshes, strict=True):
            node: Json = {"name": f"{name}/{link.name}", "mesh": mesh}
            if joint := joints.get(link.name):
                node["extras"] = {"joint": {key: getattr(joint, key) for key in ("name", "kind", "axis", "origin", "lower", "upper")}}
            children.append(self.node(node))
        return {"children": children}

    def mesh(self, name: str, by_material: dict[Material, list[Mesh]]) -> int:
        primitives = [self._primitive(merge(meshes), material) for material, meshes in by_material.items()]
        self.meshes.append({"name": name, "primitives": primitives})
        return len(self.meshes) - 1

    def _primitive(self, mesh: Mesh, material: Material) -> Json:
        vertices, normals, faces = split_at_creases(mesh)
        points = vertices.astype("<f4")
        bounds: Json = {"min": points.min(axis=0).tolist(), "max": points.max(axis=0).tolist()}
        small = len(points) < 65535
        attributes = {
            "NORMAL": self._accessor(normals.astype("<f4"), "VEC3", FLOAT, VERTICES, {}),
            "POSITION": self._accessor(points, "VEC3", FLOAT, VERTICES, bounds),
        }
        indices = self._accessor(faces.ravel().astype("<u2" if small else "<u4"), "SCALAR", UINT16 if small else UINT32, INDICES, {})
        return {"attributes": attributes, "indices": indices, "material": self._material(material)}

    def _accessor(self, values: np.ndarray, kind: str, component: int, target: int, bounds: Json) -> int:
        self.buffer += b"\0" * (-len(self.buffer) % 4)
        content = values.tobytes()
        self.views.append({"buffer": 0, "byteOffset": len(self.buffer), "byteLength": len(content), "target": target})
        self.buffer += content
        self.accessors.append({"bufferView": len(self.views) - 1, "componentType": component, "count": len(values), "type": kind, **bounds})
        return len(self.accessors) - 1

    def _material(self, material: Material) -> int:
        if material not in self.material_index:
            color = [*material.color, material.opacity]
            factors = {"baseColorFactor": color, "metallicFactor": material.metallic, "roughnessFactor": material.roughness}
            surface: Json = {"name": material.name, "pbrMetallicRoughness": factors}
            if material.opacity < 1:
                surface["alphaMode"] = "BLEND"
            self.materials.append(surface)
            self.material_index[material] = len(self.materials) - 1
        return self.material_index[material]

    def packed(self, roots: list[int]) -> bytes:
        """Header, JSON chunk, binary chunk; both padded to four bytes."""
        content = {
            "accessors": self.accessors, "asset": {"generator": "Blueprint", "version": "2.0"}, "bufferViews": self.views,
            "buffers": [{"byteLength": len(self.buffer)}], "materials": self.materials, "meshes": self.meshes, "nodes": self.nodes,
            "scene": 0, "scenes": [{"nodes": roots}],
        }  # fmt: skip
        text = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
        text += b" " * (-len(text) % 4)
        binary = bytes(self.buffer) + b"\0" * (-len(self.buffer) % 4)
        chunks = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(binary), 0x004E4942) + binary
        return struct.pack("<III", 0x46546C67, 2, 12 + len(chunks)) + chunks


def _by_material(link: Link) -> dict[Material, list[Mesh]]:
    found: dict[Material, list[Mesh]] = {}
    for visual in link.visuals:
        found.setdefault(visual.material, []).append(visual.mesh)
    return found


def _boxes(parts: list[Part]) -> dict[Material, list[Mesh]]:
    found: dict[Material, list[Mesh]] = {}
    for part in parts:
        found.setdefault(part.material, []).append(box(*part.size, center=part.center))
    return found
