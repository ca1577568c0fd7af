"""A task as an environment graph of Isaac Lab Arena (`ArenaEnvGraphSpec`, 0.3.1).

The room is the background: the scene file itself, with the things that Arena spawns switched off (`room.usda`). Every movable thing is an
object of its own, spawned from its SimReady asset and pinned where the certified scene has it; what is fixed (a cabinet, a counter) is a
reference into the background. Paths are relative to the graph's folder; `scene_module.env_graph` makes them absolute.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from blueprint.contracts.arena import EnvGraph, GraphAsset, GraphReference, GraphRelation, GraphSubtask, GraphTask, OverrideFlag, PlacementChecks
from blueprint.contracts.scene import PlacedObject, Role, Scene
from blueprint.contracts.tasks import Step
from blueprint.domain.arena.names import identifier, unique
from blueprint.domain.arena.tasks import Supported
from blueprint.domain.physics.mass import rotation_of

ARENA_VERSION = "0.3.1"
SIMREADY = "simready_usd_object"
"""Arena's registered class for a SimReady asset at `params.usd_path`."""
EMBODIMENTS: Mapping[str, str] = {"franka": "franka_ik"}
"""Our robot → the embodiment that Arena registers for it. Arena 0.3.1 has none for the others."""
ROOM_PATH, ASSETS_PATH = "../room.usda", "../../assets"


@dataclass(frozen=True)
class _Nodes:
    """Node ids by what they stand for: an object's id, or (object id, joint name) for one of its joints."""

    robot: str
    room: str
    of: Mapping[str | tuple[str, str], str]

    def object(self, name: str) -> str:
        return self.of[name]


def reason_against(scene: Scene, task: Supported, robot: str) -> str:
    """Why Arena cannot have this task; "" when it can."""
    if robot not in EMBODIMENTS:
        return f"Arena {ARENA_VERSION} has no embodiment for {robot}"
    for step in task.task.steps:
        if step.kind in ("push", "press"):
            return f"Arena {ARENA_VERSION} has no task that a graph could make of '{step.kind}'"
        if step.kind in ("pick_place", "stack") and step.relation == "next_to":
            return "Arena's pick-and-place ends on or in something; 'next to' is none of its goals"
        if step.kind in ("pick_place", "stack") and step.reference == scene.object(step.object).support:
            return f"Arena's pick-and-place is done as soon as {step.object} stands on {step.reference}, where it stands at the start"
    return ""


def env_graph(scene: Scene, asset_names: Mapping[str, str], task: Supported) -> EnvGraph:
    """The graph of a task that `reason_against` has nothing against. asset_names: object id → asset folder."""
    movable = tuple(placed for placed in scene.objects if placed.role is Role.MANIPULABLE)
    joints = tuple(dict.fromkeys((step.object, _joint_name(step)) for step in task.task.steps if step.joint))
    fixed = tuple(dict.fromkeys(step.reference for step in task.task.steps if step.reference and scene.object(step.reference).role is not Role.MANIPULABLE))
    nodes = _named(movable, joints, tuple(name for name in fixed if name not in {owner for owner, _ in joints}))
    references = [_reference(nodes.of[name], nodes.room, name, "base") for name in fixed if name in nodes.of]
    references += [_reference(nodes.of[key], nodes.room, key[0], "articulation", {"openable_joint_name": key[1]}) for key in joints]
    subtasks = tuple(_subtask(step, nodes, joints) for step in task.task.steps)
    return EnvGraph(
        env_name=task.name,
        embodiment=GraphAsset(id=nodes.robot, registry_name=EMBODIMENTS[task.task.robot]),
        background=GraphAsset(id=nodes.room, registry_name=SIMREADY, params={"usd_path": ROOM_PATH}),
        objects=tuple(_spawned(placed, nodes, asset_names[placed.id]) for placed in movable),
        object_references=tuple(references),
        relations=(GraphRelation(kind="is_anchor", subject=nodes.room), *_pinned(nodes.robot, task.task.base.position_m, task.task.base.yaw_rad), *(
            relation for placed in movable for relation in _posed(nodes.object(placed.id), placed)
        )),
        placement_validators=PlacementChecks(),
        task=GraphTask(composition="atomic" if len(subtasks) == 1 else "sequential", description=task.task.instruction, subtasks=subtasks),
        cli_override_specs=(OverrideFlag(arg="embodiment", target_node_id=nodes.robot), OverrideFlag(arg="background", target_node_id=nodes.room)),
    )  # fmt: skip


def _named(movable: Iterable[PlacedObject], joints: Iterable[tuple[str, str]], fixed: Iterable[str]) -> _Nodes:
    """Objects keep their ids (they are unique); robot, room and joints take what is free."""
    of: dict[str | tuple[str, str], str] = {name: name for name in (*(placed.id for placed in movable), *fixed)}
    keys = tuple(joints)
    robot, room, *named = unique(["robot", "room", *(identifier(f"{owner}_{joint}") for owner, joint in keys)], of.values())
    of.update(zip(keys, named, strict=True))
    return _Nodes(robot, room, of)


def _reference(node: str, room: str, object_id: str, kind: str, params: dict[str, Any] | None = None) -> GraphReference:
    return GraphReference.model_validate(
        {"id": node, "parent_id": room, "prim_path": f"Objects/{object_id}", "object_type": kind, "params": params or {}}
    )


def _spawned(placed: PlacedObject, nodes: _Nodes, asset: str) -> GraphAsset:
    return GraphAsset(id=nodes.object(placed.id), registry_name=SIMREADY, params={"usd_path": f"{ASSETS_PATH}/{asset}/{asset}.usda"})


def _posed(node: str, placed: PlacedObject) -> tuple[GraphRelation, ...]:
    roll, pitch, yaw = euler_xyz(placed.rotation_wxyz)
    x, y, z = (round(float(v), 6) for v in placed.position_m)
    return (
        GraphRelation(kind="at_position", subject=node, params={"x": x, "y": y, "z": z}),
        GraphRelation(kind="rotate_around_solution", subject=node, params={"roll_rad": roll, "pitch_rad": pitch, "yaw_rad": yaw}),
    )


def _pinned(node: str, position: tuple[float, float, float], yaw_rad: float) -> tuple[GraphRelation, ...]:
    x, y, z = (round(float(v), 6) for v in position)
    return (
        GraphRelation(kind="at_position", subject=node, params={"x": x, "y": y, "z": z}),
        GraphRelation(kind="rotate_around_solution", subject=node, params={"yaw_rad": round(float(yaw_rad), 6)}),
    )


def euler_xyz(wxyz: tuple[float, float, float, float]) -> tuple[float, float, float]:
    """Roll, pitch, yaw with rotation = Rz(yaw)·Ry(pitch)·Rx(roll), Isaac Lab's `quat_from_euler_xyz` turned round. Radians."""
    r = rotation_of(wxyz)
    pitch = math.asin(float(np.clip(-r[2, 0], -1, 1)))
    if abs(r[2, 0]) > 1 - 1e-9:  # looking straight up or down: roll and yaw are one angle
        return 0.0, round(pitch, 6), round(math.atan2(-r[0, 1], r[1, 1]), 6)
    return round(math.atan2(r[2, 1], r[2, 2]), 6), round(pitch, 6), round(math.atan2(r[1, 0], r[0, 0]), 6)


def _subtask(step: Step, nodes: _Nodes, joints: tuple[tuple[str, str], ...]) -> GraphSubtask:
    if step.kind == "open":
        opened = nodes.of[step.object, _joint_name(step)]
        return GraphSubtask(kind="OpenDoorTask", params={"openable_object": opened, "openness_threshold": step.share, "reset_openness": 0.0})
    if step.kind == "close":
        closed = nodes.of[step.object, _joint_name(step)]
        return GraphSubtask(kind="CloseDoorTask", params={"openable_object": closed, "closedness_threshold": step.share, "reset_openness": 1.0})
    place = nodes.of.get(step.reference) or next(nodes.of[key] for key in joints if key[0] == step.reference)
    return GraphSubtask(
        kind="PickAndPlaceTask", params={"pick_up_object": nodes.object(step.object), "destination_location": place, "background_scene": nodes.room}
    )


def _joint_name(step: Step) -> str:
    return step.joint.rsplit("/", 1)[-1]


def to_yaml(graph: EnvGraph, note: str) -> str:
    """Block YAML that YAML 1.1 and 1.2 read alike; strings are quoted as in JSON, so no name can become anything else."""
    body = graph.model_dump(mode="json", exclude_none=True)
    return f"# {note}\n" + "".join(_lines(body, 0))


def _lines(value: Any, depth: int) -> Iterable[str]:
    pad = "  " * depth
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _entry(f"{pad}{key}:", item, depth + 1)
    else:
        for item in value:
            yield from _entry(f"{pad}-", item, depth + 1)


def _entry(head: str, item: Any, depth: int) -> Iterable[str]:
    if isinstance(item, dict | list) and item:
        yield f"{head}\n"
        yield from _lines(item, depth)
    else:
        yield f"{head} {_scalar(item)}\n"


def _scalar(value: Any) -> str:
    if isinstance(value, float):
        return f"{value + 0.0:.6f}"
    if isinstance(value, str):
        return '"' + "".join(_character(character) for character in value) + '"'
    return json.dumps(value)


def _character(character: str) -> str:
    """JSON writes what lies beyond U+FFFF as two escapes, which YAML reads as two characters."""
    if " " <= character <= "~":
        return f"\\{character}" if character in '"\\' else character
    return f"\\U{ord(character):08X}"
