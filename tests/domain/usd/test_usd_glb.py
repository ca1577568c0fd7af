"""The web model says the same as the scene."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import pytest
from usd_rooms import every_spec, few_specs, scene_of

from blueprint.domain.assets.catalogue import build
from blueprint.domain.usd.glb import FLOAT, asset_glb, scene_glb

MAX_BYTES = 5_000_000


def _read(content: bytes) -> tuple[dict[str, Any], bytes]:
    magic, version, length, size, kind = struct.unpack_from("<IIIII", content)
    assert (magic, version, length, kind) == (0x46546C67, 2, len(content), 0x4E4F534A)
    document = json.loads(content[20 : 20 + size])
    binary_size, binary_kind = struct.unpack_from("<II", content, 20 + size)
    assert binary_kind == 0x004E4942
    binary = content[28 + size :]
    assert len(binary) == binary_size
    return document, binary


def _values(document: dict[str, Any], binary: bytes, index: int) -> np.ndarray:
    accessor = document["accessors"][index]
    view = document["bufferViews"][accessor["bufferView"]]
    kind = {FLOAT: "<f4", 5123: "<u2", 5125: "<u4"}[accessor["componentType"]]
    values = np.frombuffer(binary, kind, offset=view["byteOffset"], count=view["byteLength"] // np.dtype(kind).itemsize)
    return values.reshape(accessor["count"], -1)


def test_every_reference_inside_it_holds() -> None:
    document, binary = _read(scene_glb(scene_of(few_specs())))
    assert document["buffers"][0]["byteLength"] <= len(binary)
    for view in document["bufferViews"]:
        assert view["byteOffset"] % 4 == 0
        assert view["byteOffset"] + view["byteLength"] <= len(binary)
    for mesh in document["meshes"]:
        for primitive in mesh["primitives"]:
            points, normals = (_values(document, binary, primitive["attributes"][key]) for key in ("POSITION", "NORMAL"))
            assert len(points) == len(normals)
            assert np.linalg.norm(normals, axis=1) == pytest.approx(1, abs=1e-3)
            assert _values(document, binary, primitive["indices"]).max() == len(points) - 1
            bounds = document["accessors"][primitive["attributes"]["POSITION"]]
            assert bounds["min"] == points.min(axis=0).tolist()
            assert 0 <= primitive["material"] < len(document["materials"])
    reached, waiting = set(), [root for scene in document["scenes"] for root in scene["nodes"]]
    while waiting:
        node = waiting.pop()
        assert node not in reached
        reached.add(node)
        waiting += document["nodes"][node].get("children", [])
    assert reached == set(range(len(document["nodes"])))


def test_each_object_is_a_node_at_its_place() -> None:
    scene = scene_of(few_specs())
    document, _ = _read(scene_glb(scene))
    nodes = {node["name"]: node for node in document["nodes"]}
    for placed in scene.objects:
        node = nodes[placed.id]
        assert node["extras"]["category"] == placed.category
        assert node["extras"]["sim_role"] == placed.role
        assert node["translation"] == list(placed.position_m)
        assert node["rotation"] == [*placed.rotation_wxyz[1:], placed.rotation_wxyz[0]]
        asset = build(placed.spec)
        moving = [document["nodes"][child].get("extras", {}).get("joint") for child in node.get("children", [])]
        assert [joint["name"] for joint in moving if joint] == [joint.name for joint in asset.joints]
    assert {"Floor", "Ceiling", "Wall_north", "Door_door_1", "Window_window_1"} <= set(nodes)


def test_equal_things_share_their_mesh() -> None:
    spec = few_specs()[0]
    one, many = len(scene_glb(scene_of([spec]))), len(scene_glb(scene_of([spec] * 20)))
    assert many - one < 0.5 * 19 * (one - len(scene_glb(scene_of([]))))


def test_triangles_of_an_asset_enclose_its_volume() -> None:
    asset = build(few_specs()[0])
    document, binary = _read(asset_glb(asset, "mug"))
    volume = 0.0
    for primitive in document["meshes"][0]["primitives"]:
        points = _values(document, binary, primitive["attributes"]["POSITION"]).astype(float)
        a, b, c = (points[_values(document, binary, primitive["indices"]).reshape(-1, 3)[:, k]] for k in range(3))
        volume += np.einsum("ij,ij->", a, np.cross(b, c)) / 6
    assert volume == pytest.approx(sum(visual.mesh.volume for visual in asset.base.visuals), rel=1e-4)


def test_a_room_of_seventy_different_things_stays_small() -> None:
    specs = sorted(every_spec(), key=lambda spec: -len(asset_glb(build(spec), "x")))[:70]
    content = scene_glb(scene_of(specs))
    assert len(content) <= MAX_BYTES
    assert content == scene_glb(scene_of(specs))
