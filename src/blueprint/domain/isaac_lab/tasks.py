"""Tasks of a scene: what to move where, what to open, from where an arm reaches it, and the numeric predicate that says it is done."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from blueprint.contracts.isaac_lab import Feasibility, SpawnPlan, SpawnSummary, Success, Task, TaskCatalog, TrackPlan
from blueprint.contracts.replicator import AffordanceGraph, ArticulationTarget, PolicyConfig, Region
from blueprint.contracts.scene import Scene
from blueprint.core.errors import ContractError, GateFailed
from blueprint.domain.affordances.policies import POLICIES
from blueprint.domain.affordances.regions import outline
from blueprint.domain.assets.catalogue import build
from blueprint.domain.physics.mass import rotation_of


@dataclass(frozen=True)
class Robot:
    """reach_m: from the base's axis; base_radius_m: the floor it takes (robot_embodiments.json; jobs.md §7.6)."""

    name: str
    track: str
    reach_m: float
    base_radius_m: float


ROBOTS: dict[str, Robot] = {
    robot.name: robot
    for robot in (
        Robot("franka", "manipulator", 0.855, 0.12),
        Robot("ur10", "manipulator", 1.3, 0.12),
        Robot("kinova_gen3", "manipulator", 0.9, 0.10),
    )
}
TASKS_PER_POLICY = 4
OPEN_SHARE = 0.9
HEADROOM_M = 0.3


def robot_named(name: str) -> Robot:
    """Raises ContractError with the robots there are; nothing is substituted in silence."""
    if name not in ROBOTS:
        raise ContractError("isaac-lab-job", "ROBOT_TYPE", f"one of {', '.join(sorted(ROBOTS))}", name)
    return ROBOTS[name]


def make_tasks(scene: Scene, graph: AffordanceGraph, configs: tuple[PolicyConfig, ...], robot: Robot) -> tuple[Task, ...]:
    """Up to four tasks a policy, the nearest-to-hand first, each with the place an arm of this robot can do it from."""
    floor = _free_floor(scene, robot)
    made: list[Task] = []
    for config in configs:
        needs = POLICIES[config.policy_id].needs
        options = _moves(scene, graph, config, robot, floor) if needs == "objects" else _openings(scene, graph, config, robot, floor)
        ranked = sorted(options, key=lambda task: (not task.feasible, task.task_id))
        made += ranked[:TASKS_PER_POLICY]
    return tuple(made)


def _moves(scene: Scene, graph: AffordanceGraph, config: PolicyConfig, robot: Robot, floor: BaseGeometry) -> Iterator[Task]:
    regions = [region for region in graph.regions if region.id in config.placement_regions]
    at_hand = {prim: region for region in regions for prim in region.movable_prims if not region.joint}
    for prim, start in sorted(at_hand.items()):
        name = prim.rsplit("/", 1)[1]
        placed = scene.object(name)
        goals = [region for region in regions if region.id != start.id and not region.joint and placed.category in region.suitable_for]
        goals = goals or [region for region in regions if region.id != start.id and not region.joint and region.free_area_m2 > 0.04]
        goal = min(goals, key=lambda region: (math.dist(region.position, start.position), region.id), default=None)
        if goal is None:
            continue
        base, yaw = _stand(floor, robot, (start.position, goal.position))
        yield Task(
            task_id=f"{config.policy_id}_{name}", policy_id=config.policy_id, kind="place", object_prim=prim, spawn_region=start.id, goal_region=goal.id,
            title=f"Move the {placed.name} to the {goal.name}", instruction=f"pick up the {placed.name} and put it on the {_said(goal)}",
            robot=robot.name, robot_base=base, robot_yaw_rad=yaw, success=_placed_on(goal), feasible=base is not None,
            infeasible_reasons=() if base else ("no free floor from which start and goal are both in reach",), reward_focus=config.reward_components,
            difficulty="medium" if goal.surface_kind == "top" else "hard",
        )  # fmt: skip


def _openings(scene: Scene, graph: AffordanceGraph, config: PolicyConfig, robot: Robot, floor: BaseGeometry) -> Iterator[Task]:
    for target in graph.articulation_targets:
        if target.joint_prim not in config.articulation_targets:
            continue
        at, upper = _handle(scene, target)
        base, yaw = _stand(floor, robot, (at,))
        yield Task(
            task_id=f"{config.policy_id}_{target.object_id}_{target.joint}", policy_id=config.policy_id, kind="open",
            object_prim=f"/World/Objects/{target.object_id}", joint_prim=target.joint_prim, joint_name=target.joint, title=f"Open the {target.label}",
            instruction=f"open the {target.label}", robot=robot.name, robot_base=base, robot_yaw_rad=yaw,
            success=Success(kind="open", joint_threshold=round(upper * OPEN_SHARE, 4)), feasible=base is not None,
            infeasible_reasons=() if base else ("no free floor from which the handle is in reach",), reward_focus=config.reward_components,
            difficulty="easy" if target.articulation_type_hint == "prismatic" else "medium",
        )  # fmt: skip


def _handle(scene: Scene, target: ArticulationTarget) -> tuple[tuple[float, float, float], float]:
    """World position of the joint's handle (its origin when it has none), and its upper limit."""
    placed = scene.object(target.object_id)
    joint = next(joint for joint in build(placed.spec).joints if joint.name == target.joint)
    local = np.asarray(joint.handle.position if joint.handle else joint.origin)
    x, y, z = (float(v) for v in rotation_of(placed.rotation_wxyz) @ local + placed.position_m)
    return (x, y, z), joint.upper


def _free_floor(scene: Scene, robot: Robot) -> BaseGeometry:
    """Where the base's centre can stand: the room, less the outline of all that is on the floor, less the base's radius."""
    room = scene.room
    w, d = room.width_m / 2, room.depth_m / 2
    inside = Polygon([(-w, -d), (w, -d), (w, d), (-w, d)]).buffer(-robot.base_radius_m)
    taken = [outline(placed) for placed in scene.objects if placed.support == "floor" and placed.category != "rug"]
    return inside.difference(unary_union(taken).buffer(robot.base_radius_m))


def _stand(floor: BaseGeometry, robot: Robot, targets: tuple[tuple[float, float, float], ...]) -> tuple[tuple[float, float, float] | None, float]:
    """A place on the free floor within 95 % of reach of all targets, nearest to them, at shoulder height; and the yaw that faces them."""
    middle = np.mean(np.asarray(targets), axis=0)
    height = max(0.0, float(middle[2]) - HEADROOM_M)
    best: tuple[float, tuple[float, float, float]] | None = None
    for radius in np.arange(0.3, robot.reach_m, 0.08):
        for angle in np.arange(0, 2 * math.pi, math.pi / 12):
            x, y = float(middle[0] + radius * math.cos(angle)), float(middle[1] + radius * math.sin(angle))
            far = max(math.dist((x, y, height + HEADROOM_M), target) for target in targets)
            if far <= robot.reach_m * 0.95 and floor.contains(Point(x, y)) and (best is None or far < best[0] - 1e-9):
                best = (far, (round(x, 4), round(y, 4), round(height, 4)))
    if best is None:
        return None, 0.0
    base = best[1]
    return base, round(math.atan2(middle[1] - base[1], middle[0] - base[0]), 5)


def _placed_on(goal: Region) -> Success:
    z = goal.position[2]
    return Success(kind="place", region_polygon=goal.polygon, z_low=round(z - 0.02, 4), z_high=round(z + min(goal.clearance_m, 0.3), 4))


def _said(region: Region) -> str:
    owner = region.parent_object_id.replace("_", " ")
    return owner if region.surface_kind in ("top", "seat") else f"{region.surface_kind} of the {owner}"


def with_assets(scene: Scene, tasks: tuple[Task, ...], graph: AffordanceGraph, assets: Mapping[str, str]) -> tuple[Task, ...]:
    """Each task of moving something with the variation assets that may take its object's place: of the object's own category, or of one that
    suits both where it starts and where it goes. assets: id → category.

    Raises GateFailed when there are such tasks and no asset for any of them.
    """
    suits = {region.id: set(region.suitable_for) for region in graph.regions}
    refreshed = []
    for task in tasks:
        both = suits.get(task.spawn_region, set()) & suits.get(task.goal_region, set())
        own = scene.object(task.object_prim.rsplit("/", 1)[1]).category
        allowed = tuple(sorted(name for name, category in assets.items() if category == own or category in both)) if task.kind == "place" else ()
        refreshed.append(task.model_copy(update={"allowed_assets": allowed}))
    movable = [task for task in refreshed if task.kind == "place"]
    if movable and not any(task.allowed_assets for task in movable):
        raise GateFailed("isaac-lab refresh", [f"no_available_variation_assets: none of {len(assets)} assets fits any of {len(movable)} tasks"])
    return tuple(refreshed)


def catalog_and_plan(scene: Scene, environment: str, tasks: tuple[Task, ...], targets: int, robot: Robot, mode: str) -> tuple[TaskCatalog, SpawnPlan]:
    """mode `strict`: raises GateFailed when no task is feasible, naming every reason."""
    feasible = [task for task in tasks if task.feasible]
    reasons = tuple(sorted({reason for task in tasks for reason in task.infeasible_reasons})) or (() if tasks else ("the scene offers no task",))
    if not feasible and mode == "strict":
        raise GateFailed("isaac-lab feasibility", [f"0 of {len(tasks)} tasks are feasible for {robot.name}", *reasons])
    track = TrackPlan(robot_types=(robot.name,), task_count=len(tasks), feasible_task_count=len(feasible), tasks=tasks)
    plan = SpawnPlan(
        scene_id=scene.scene_id, environment_type=environment, tracks={robot.track: track}, affordance_graph_source="replicator/affordance_graph.json",
        summary=SpawnSummary(
            total_tasks=len(tasks), feasible_tasks=len(feasible), infeasible_tasks=len(tasks) - len(feasible), articulation_target_count=targets,
            track_feasible_counts={robot.track: len(feasible)},
        ),
        feasibility_mode=mode,
        feasibility_report=Feasibility(is_feasible=bool(feasible), reasons=reasons, summary=f"{len(feasible)} of {len(tasks)} tasks are feasible for {robot.name}"),
    )  # fmt: skip
    return TaskCatalog(scene_id=scene.scene_id, environment_type=environment, tracks={robot.track: tasks}), plan
