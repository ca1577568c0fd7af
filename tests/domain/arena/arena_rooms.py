"""Small scenes for the Arena tests, written by our own code, and tasks for them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from blueprint.contracts.scene import PlacedObject, Room, Scene
from blueprint.contracts.tasks import Base, Feasibility, Step, Task, TaskSet
from blueprint.domain.assets.asset import AssetSpec
from blueprint.domain.assets.catalogue import build
from blueprint.domain.physics.world import World

ROOM = Room(room_type="kitchen", width_m=6.0, depth_m=5.0, height_m=2.6)
HAND = ("franka", 0.08, 3.0)


def placed(
    name: str, category: str, position: tuple[float, float, float], support: str = "floor", surface: str = "", yaw: float = 0.0, seed: int = 1
) -> PlacedObject:
    spec = AssetSpec(category=category, seed=seed)
    asset = build(spec)
    return PlacedObject(
        id=name, name=name.replace("_", " "), category=category, spec=spec, role=asset.role, placement=asset.placement, position_m=position,
        rotation_wxyz=(math.cos(yaw / 2), 0.0, 0.0, math.sin(yaw / 2)), support=support, support_surface=surface,
    )  # fmt: skip


def top_of(thing: PlacedObject) -> float:
    return thing.position_m[2] + max(surface.z for surface in build(thing.spec).surfaces if surface.kind == "top")


def kitchen(scene_id: str = "test_seat") -> Scene:
    """An island and a counter with drawers, a stove with knobs; two mugs, a bowl, an apple, a board."""
    island = placed("island", "kitchen_island", (0.0, 0.0, 0.0))
    counter = placed("counter", "counter", (-1.8, 2.0, 0.0))
    stove = placed("stove", "stove", (1.8, 2.0, 0.0))
    z = top_of(island)
    small = (
        placed("mug_1", "mug", (-0.3, 0.0, z), "island", "top", yaw=0.4), placed("mug_2", "mug", (0.3, 0.1, z), "island", "top", yaw=2.0),
        placed("bowl", "bowl", (0.0, 0.2, z), "island", "top"), placed("apple", "apple", (0.0, -0.2, z), "island", "top"),
        placed("board", "cutting_board", (0.35, -0.2, z), "island", "top"),
    )  # fmt: skip
    return scene_with((island, counter, stove, *small), scene_id)


def scene_with(objects: Iterable[PlacedObject], scene_id: str = "test_seat") -> Scene:
    return Scene(scene_id=scene_id, prompt="a kitchen", seed=0, room=ROOM, objects=tuple(objects))


def bare(scene_id: str = "state") -> Scene:
    """Nothing that a robot could do anything with."""
    return scene_with((placed("sofa", "sofa", (0.0, 0.0, 0.0)),), scene_id)


def path_of(scene: Scene, root: Path) -> Path:
    from blueprint.domain.usd.assemble import write_simulation

    return write_simulation(scene, root)


def task(scene_id: str, kind: str, *steps: dict[str, Any], text: str = "", robot: str = "franka") -> Task:
    made = tuple(Step.model_validate({"kind": kind} | step) for step in steps)
    last = made[0].reference or made[0].joint.rsplit("/", 1)[-1]
    return Task(
        task_id=f"{scene_id}::{kind}::{made[0].object}::{last}", kind=kind if len(made) == 1 else "sequence", robot=robot,  # type: ignore[arg-type]
        instruction=text or f"{kind} the {made[0].object}", base=Base(position_m=(0.1, -0.9, 0.4), yaw_rad=1.5), steps=made, difficulty="easy",
        feasibility=Feasibility(reachable_ratio=1.0, ik_error_m=0.0, grasp_found=True),
    )  # fmt: skip


def place(name: str, reference: str, relation: str = "on") -> dict[str, Any]:
    return {"kind": "pick_place", "object": name, "relation": relation, "reference": reference, "goal_m": (0.0, 0.0, 0.9), "tolerance_m": 0.05}


def opened(owner: str, joint: str, share: float = 0.8, kind: str = "open") -> dict[str, Any]:
    return {"kind": kind, "object": owner, "joint": f"/World/Objects/{owner}/joints/{joint}", "share": share}


def joints_of(world: World, owner: str) -> list[str]:
    return [world.model.joint(joint).name.rsplit("/", 1)[-1] for joint in world.things[owner].joints]


def tasks_for(scene: Scene, world: World, *tasks: Task) -> TaskSet:
    return TaskSet(scene_id=scene.scene_id, scene_digest=world.digest, robot="franka", seed=1, tasks=tasks)


def usual_tasks(scene: Scene, world: World) -> TaskSet:
    """One of each kind, and one with two steps."""
    name = scene.scene_id
    drawer = next(joint for joint in joints_of(world, "counter") if "drawer" in joint)
    knob = next(joint for joint in joints_of(world, "stove") if "knob" in joint)
    return tasks_for(
        scene, world,
        task(name, "pick_place", place("mug_1", "counter"), text='put the "blue" mug on the counter: \\ now'),
        task(name, "pick_place", place("apple", "bowl", "in")),
        task(name, "pick_place", place("mug_1", "mug_2", "next_to")),
        task(name, "pick_place", place("mug_2", "island"), text="move the mug to another place on the island"),
        task(name, "open", opened("counter", drawer)),
        task(name, "close", opened("counter", drawer, 0.1, "close")),
        task(name, "press", opened("stove", knob, 0.5, "press")),
        task(name, "stack", {"kind": "stack", "object": "mug_1", "relation": "on", "reference": "board", "goal_m": (0.0, 0.0, 1.0), "tolerance_m": 0.02}),
        task(name, "push", {"kind": "push", "object": "mug_2", "goal_m": (0.0, 0.0, 0.9), "tolerance_m": 0.05}),
        task(name, "open", opened("counter", drawer), place("apple", "counter", "in"), text="open the drawer and put the apple in"),
    )  # fmt: skip
