"""What a robot is asked to do in a scene: steps with a goal on simulator state, where the robot stands, and what was found out about it.

Frame: the scene's world (Z-up, metres, radians); quaternions w-x-y-z. Object ids are the names of prims under `/World/Objects`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from blueprint.contracts.geometry import Vec3
from blueprint.core.artifact import Value

StepKind = Literal["pick_place", "stack", "open", "close", "push", "press"]
Relation = Literal["on", "in", "next_to"]
Difficulty = Literal["easy", "medium", "hard"]


class Step(Value):
    """One thing to do, and when it is done.

    pick_place, stack: `object` ends at rest `relation` `reference`, its origin within `tolerance_m` of `goal_m` in the plane, let go of.
    push: `object` ends within `tolerance_m` of `goal_m` in the plane, still on its support.
    open, close: `joint` (prim path) of `object` at or beyond `share` of its range (open: from the closed end; close: at most `share`).
    press: `joint` was moved to at least `share` of its range.
    """

    kind: StepKind
    object: str
    relation: Relation | None = None
    reference: str = ""
    joint: str = ""
    share: float = 0.0
    goal_m: Vec3 | None = None
    tolerance_m: float = 0.0


class Base(Value):
    """Where the robot's base link is: on a stand of the height z, or, of a robot that is clamped to tops, on a top at that height.
    yaw: the robot's X axis in the world."""

    position_m: Vec3
    yaw_rad: float


class Feasibility(Value):
    """reachable_ratio: key poses of the task with an IK answer free of collisions ÷ key poses. ik_error_m: the largest error of those."""

    reachable_ratio: float
    ik_error_m: float
    grasp_found: bool


class Task(Value):
    """task_id: `<scene>::<kind>::<object>[::<reference or joint>]`, the same in every run. instruction: plain language."""

    task_id: str
    kind: Literal["pick_place", "stack", "open", "close", "push", "press", "sequence"]
    instruction: str
    robot: str
    base: Base
    steps: tuple[Step, ...] = Field(min_length=1)
    difficulty: Difficulty
    feasibility: Feasibility


class DroppedTask(Value):
    task_id: str
    reason: str


class TaskSet(Value):
    """The tasks of one scene file for one robot, and what was thought of and dropped, each with its reason."""

    scene_id: str
    scene_digest: str
    robot: str
    seed: int
    tasks: tuple[Task, ...]
    dropped: tuple[DroppedTask, ...] = ()
