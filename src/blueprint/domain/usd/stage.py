"""The scene file (design §5): written from a Scene, and read back to the same Scene.

Poses and what is known of each object stand on its prim; what belongs to no object stands in the layer's `blueprint` dictionary.
Nothing stands in two places, so a pose that is changed in the file is changed in the Scene that is read from it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pydantic import TypeAdapter, ValidationError

from blueprint.contracts.plan import Unmet
from blueprint.contracts.scene import PlacedObject, Relation, Request, Room, Scene, wall_of_support
from blueprint.contracts.variations import Look
from blueprint.core.errors import ContractError
from blueprint.domain.assets.asset import Role
from blueprint.domain.assets.builder import BASE
from blueprint.domain.usd import layout
from blueprint.domain.usd.architecture import Part, parts_of
from blueprint.domain.usd.look import material_prim
from blueprint.domain.usd.openusd import PrimSpec, Sdf, Tf
from blueprint.domain.usd.physics import CONTACT
from blueprint.domain.usd.references import refuse_hostile_text
from blueprint.domain.usd.surroundings import camera_prims, light_prims, placed_at
from blueprint.domain.usd.text import HEADER, dictionary, identifier, indented, quote, unique_identifiers, vector

OBJECTS, ARCHITECTURE = "/World/Objects", "/World/Architecture"
SCENE_FILE = "scene.usda"
FORMAT_VERSION = 1

Pose = tuple[tuple[float, float, float], tuple[float, float, float, float]]


def write_stage(scene: Scene, asset_names: Mapping[str, str], folder: Path, assets_path: str = "../assets", look: Look | None = None) -> Path:
    """`scene.usda` in folder. asset_names: object id → its asset's folder, relative to `assets_path`, which is relative to `folder`.

    Raises ContractError when an object has no asset or its id is not a prim name, ValueError when an opening does not fit its wall.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = stage_text(scene, asset_names, assets_path, look)
    path = folder / SCENE_FILE
    unfinished = folder / f".{SCENE_FILE}.part"
    unfinished.write_text(text, encoding="utf-8")
    os.replace(unfinished, path)
    return path


def stage_text(scene: Scene, asset_names: Mapping[str, str], assets_path: str, look: Look | None = None) -> str:
    """The whole layer; equal scenes give equal text. look: lights and cameras other than the room's own."""
    if assets_path.startswith("/") or ":" in assets_path:
        raise ContractError(SCENE_FILE, "assets_path", "a path relative to the scene's folder", assets_path)
    parts = parts_of(scene.room)
    materials = list(dict.fromkeys(part.material for part in parts))
    looks = dict(zip(materials, unique_identifiers(m.name for m in materials), strict=True))
    anchored = assets_path if assets_path.startswith(".") else f"./{assets_path}"
    world = "\n".join(
        [
            PHYSICS_SCENE,
            _scope("Looks", "\n".join(material_prim(m, f"/World/Looks/{name}") for m, name in looks.items())),
            _xform("Architecture", _architecture(parts, {m: f"/World/Looks/{name}" for m, name in looks.items()})),
            _xform("Objects", "\n".join(_object(o, asset_names, anchored) for o in scene.objects), kind="group"),
            _xform("Lights", light_prims(scene.room, look)),
            _xform("Cameras", camera_prims(scene.room, look)),
        ]
    )
    head = f"customLayerData = {dictionary({'blueprint': _scene_data(scene, assets_path, look)}, 2)}\n    defaultPrim = \"World\"\n    {HEADER}"
    return f'#usda 1.0\n(\n    {head}\n)\n\ndef Xform "World" (\n    kind = "assembly"\n)\n{{\n{indented(world)}}}\n'


def read_scene(path: Path) -> Scene:
    """The Scene in a `scene.usda` of ours. Opens that one layer and nothing that it names. Raises ContractError naming what is wrong."""
    return _read(path).scene


def read_asset_names(path: Path) -> dict[str, str]:
    """Object id → the asset folder that it references, relative to where the assets are."""
    return _read(path).asset_names


def read_look(path: Path) -> Look | None:
    """The lights and cameras that the file was written with; None: the room's own. Raises ContractError as `read_scene`."""
    return _read(path).look


def write_poses(path: Path, poses: Mapping[str, Pose]) -> Path:
    """Replaces poses (position in m, rotation w-x-y-z, of the asset frame in the world) by object id. Raises ContractError for an unknown id."""
    layer = _read(path)
    scene = layer.scene
    unknown = sorted(set(poses) - {placed.id for placed in scene.objects})
    if unknown:
        raise ContractError(str(path), "poses", f"ids among {[placed.id for placed in scene.objects]}", unknown)
    moved = []
    for placed in scene.objects:
        position, rotation = poses.get(placed.id, (placed.position_m, placed.rotation_wxyz))
        update = {"position_m": tuple(float(v) for v in position), "rotation_wxyz": tuple(float(v) for v in rotation)}
        moved.append(placed.model_copy(update=update))
    return write_stage(scene.model_copy(update={"objects": tuple(moved)}), layer.asset_names, path.parent, layer.assets_path, layer.look)


def object_path(object_id: str) -> str:
    return f"{OBJECTS}/{object_id}"


def support_path(support: str) -> str:
    """Prim path of what carries something: `floor`, `ceiling`, `wall_<name>` or an object's id."""
    if support in ("floor", "ceiling"):
        return f"{ARCHITECTURE}/{support.capitalize()}"
    if wall := wall_of_support(support):
        return f"{ARCHITECTURE}/Wall_{wall}"
    return object_path(support)


def _support_of(path: str) -> str:
    name = path.rsplit("/", 1)[-1]
    return name if path.startswith(f"{OBJECTS}/") else name[0].lower() + name[1:]


PHYSICS_SCENE = """def PhysicsScene "PhysicsScene" (
    prepend apiSchemas = ["MjcSceneAPI", "NewtonSceneAPI"]
)
{
    uniform bool mjc:flag:multiccd = true
    uniform token mjc:option:cone = "elliptic"
    uniform double mjc:option:impratio = 10
    uniform token mjc:option:integrator = "implicitfast"
    uniform int newton:timeStepsPerSecond = 500
    vector3f physics:gravityDirection = (0, 0, -1)
    float physics:gravityMagnitude = 9.81
}
"""


def _scope(name: str, content: str) -> str:
    return f'def Scope "{name}"\n{{\n{indented(content)}}}\n'


def _xform(name: str, content: str, kind: str = "") -> str:
    """kind: `group` for what holds assets, or the chain of kinds from the assembly down to them is broken."""
    head = f' (\n    kind = "{kind}"\n)' if kind else ""
    return f'def Xform "{name}"{head}\n{{\n{indented(content)}}}\n'


def _architecture(parts: list[Part], looks: Mapping[object, str]) -> str:
    groups: dict[str, list[Part]] = {}
    for part in parts:
        groups.setdefault(part.group, []).append(part)
    return "\n".join(_group(name, members, looks) for name, members in groups.items())


def _group(name: str, members: list[Part], looks: Mapping[object, str]) -> str:
    label = name.split("_")[0].lower()
    content = f'token[] semantics:labels:class = ["{label}"]\n' + "\n".join(_part(part, looks[part.material]) for part in members)
    return f'def Xform "{name}" (\n    prepend apiSchemas = ["SemanticsLabelsAPI:class"]\n)\n{{\n{indented(content)}}}\n'


def _part(part: Part, look: str) -> str:
    schemas = '["PhysicsCollisionAPI", "MaterialBindingAPI"]' if part.solid else '["MaterialBindingAPI"]'
    physics = f"    rel material:binding:physics = <{look}{CONTACT}>\n" if part.solid else ""
    return (
        f'def Cube "{part.name}" (\n    prepend apiSchemas = {schemas}\n)\n{{\n'
        "    float3[] extent = [(-0.5, -0.5, -0.5), (0.5, 0.5, 0.5)]\n"
        f"    rel material:binding = <{look}>\n{physics}"
        f"    color3f[] primvars:displayColor = [{vector(part.material.color)}]\n"
        "    double size = 1\n"
        f"    float3 xformOp:scale = {vector(part.size)}\n    double3 xformOp:translate = {vector(part.center)}\n"
        '    uniform token[] xformOpOrder = ["xformOp:translate", "xformOp:scale"]\n}\n'
    )


def _object(placed: PlacedObject, asset_names: Mapping[str, str], assets_path: str) -> str:
    if placed.id not in asset_names:
        raise ContractError(SCENE_FILE, f"asset of {placed.id}", "a name for every object", sorted(asset_names))
    if placed.id != identifier(placed.id):
        raise ContractError(SCENE_FILE, "object id", f"a prim name such as {identifier(placed.id)!r}", placed.id)
    reference = f"{assets_path}/{layout.door_path(asset_names[placed.id])}"
    head = [f"customData = {dictionary({'blueprint': _object_data(placed)}, 2)}", f"displayName = {quote(placed.name)}"]
    if placed.role is Role.STATIC:
        head.append('delete apiSchemas = ["PhysicsRigidBodyAPI", "PhysicsMassAPI"]')
    head.append(f"prepend references = @{reference}@")
    content = f"{placed_at(placed.position_m, placed.rotation_wxyz)}\n"
    if placed.role is Role.ARTICULATED:
        content += _fixed_to_world(placed)
    return f'def Xform "{placed.id}" (\n    {chr(10).join(head).replace(chr(10), chr(10) + "    ")}\n)\n{{\n{indented(content)}}}\n'


def _fixed_to_world(placed: PlacedObject) -> str:
    return (
        'def PhysicsFixedJoint "fixed_to_world"\n{\n'
        f"    rel physics:body1 = <{object_path(placed.id)}/{BASE}>\n"
        f"    point3f physics:localPos0 = {vector(placed.position_m)}\n    point3f physics:localPos1 = (0, 0, 0)\n"
        f"    quatf physics:localRot0 = {vector(placed.rotation_wxyz)}\n    quatf physics:localRot1 = (1, 0, 0, 0)\n}}\n"
    )


def _object_data(placed: PlacedObject) -> dict[str, str | bool]:
    spec = json.dumps(placed.spec.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    return {
        "asset_spec": spec, "category": placed.category, "color": placed.color, "group": placed.group, "material": placed.material,
        "name": placed.name, "object_id": placed.id, "placement": str(placed.placement), "requested": placed.requested,
        "sim_role": str(placed.role), "support": support_path(placed.support), "support_surface": placed.support_surface,
    }  # fmt: skip


_RELATIONS, _REQUESTS, _UNMET = TypeAdapter(tuple[Relation, ...]), TypeAdapter(tuple[Request, ...]), TypeAdapter(tuple[Unmet, ...])


def _scene_data(scene: Scene, assets_path: str, look: Look | None) -> dict[str, str | int]:
    return {
        **({"look": look.model_dump_json()} if look else {}),
        "assets_path": assets_path, "format_version": FORMAT_VERSION, "notes": json.dumps(scene.notes, ensure_ascii=False), "prompt": scene.prompt,
        "relations": _RELATIONS.dump_json(scene.relations).decode(), "requests": _REQUESTS.dump_json(scene.requests).decode(),
        "room": scene.room.model_dump_json(), "scene_id": scene.scene_id, "seed": str(scene.seed), "style": json.dumps(scene.style),
        "unmet": _UNMET.dump_json(scene.unmet).decode(),
    }  # fmt: skip


@dataclass(frozen=True)
class _Layer:
    scene: Scene
    asset_names: dict[str, str]
    assets_path: str
    look: Look | None


def _read(path: Path) -> _Layer:
    refuse_hostile_text(path)
    try:
        layer = Sdf.Layer.OpenAsAnonymous(str(path))
    except Tf.ErrorException as error:
        raise ContractError(str(path), "", "a USD layer", str(error).strip().splitlines()[0]) from error
    data = dict(layer.customLayerData.get("blueprint", {}))
    if data.get("format_version") != FORMAT_VERSION:
        raise ContractError(str(path), "customLayerData.blueprint.format_version", str(FORMAT_VERSION), data.get("format_version"))
    root = layer.GetPrimAtPath(OBJECTS)
    if root is None:
        raise ContractError(str(path), OBJECTS, "a prim", None)
    try:
        objects = tuple(_read_object(prim) for prim in root.nameChildren.values())
        scene = Scene(
            scene_id=data["scene_id"], prompt=data["prompt"], seed=int(data["seed"]), style=json.loads(data["style"]),
            room=Room.model_validate_json(data["room"]), objects=objects, relations=_RELATIONS.validate_json(data["relations"]),
            requests=_REQUESTS.validate_json(data["requests"]), unmet=_UNMET.validate_json(data["unmet"]), notes=tuple(json.loads(data["notes"])),
        )  # fmt: skip
        look = Look.model_validate_json(data["look"]) if "look" in data else None
    except (KeyError, ValidationError, json.JSONDecodeError) as error:
        raise ContractError(str(path), "blueprint", "the fields of a scene", str(error)) from error
    assets_path = str(data["assets_path"])
    return _Layer(scene, {prim.name: _asset_name(prim, assets_path) for prim in root.nameChildren.values()}, assets_path, look)


def _read_object(prim: PrimSpec) -> PlacedObject:
    data = dict(prim.customData["blueprint"])
    orient = prim.attributes["xformOp:orient"].default
    return PlacedObject.model_validate(
        {
            **{key: data[key] for key in ("name", "category", "support_surface", "group", "requested", "color", "material", "placement")},
            "id": data["object_id"], "role": data["sim_role"], "spec": json.loads(data["asset_spec"]), "support": _support_of(data["support"]),
            "position_m": tuple(prim.attributes["xformOp:translate"].default), "rotation_wxyz": (orient.real, *orient.imaginary),
        }
    )  # fmt: skip


def _asset_name(prim: PrimSpec, assets_path: str) -> str:
    reference = prim.referenceList.prependedItems[0].assetPath.removeprefix("./").removeprefix(f"{assets_path.removeprefix('./')}/")
    return str(PurePosixPath(reference).parent)
