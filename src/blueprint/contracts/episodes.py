"""Recorded episodes: one JSON header and one parquet file of frames each, beside its videos (jobs.md §3.17).

A recording stands under `<prefix>/recordings/<episode_id>.json`, `.parquet` and `<episode_id>_<camera>.mp4`; the header is written last.
Frame: the scene's world. SI units; quaternions w-x-y-z. Vector columns are fixed-size lists.

Columns of the frames, one row per control period (`1 / fps` s), each measured at the start of the period, before the action is applied:
`step` i64, `timestamp` f64 s, `phase` string, `joint_position` `joint_velocity` `joint_acceleration` `joint_effort` f32[dof] (rad, N·m),
`gripper` f32 (opening ÷ largest opening), `ee_position` f32[3], `ee_wxyz` f32[4], `ee_velocity` f32[6] (linear, angular),
`action` f32[dof + 1] (joint targets, gripper target 0 closed … 1 open: exactly what the simulator was given),
`object_position` f32[3·n], `object_wxyz` f32[4·n], `object_velocity` f32[6·n] of the header's `objects`, `scene_joints` f32[m] of the
header's `joints`, `contacts` list of struct(a string, b string, force f32 N, position f32[3]) of the robot and of what it moves.
"""

from __future__ import annotations

from typing import Literal

from blueprint.contracts.geometry import Vec3
from blueprint.contracts.tasks import Task
from blueprint.core.artifact import Artifact, File, Value


class Failure(Value):
    """phase: where it went wrong (`approach`, `grasp`, `lift`, `transfer`, `place`, `pull`, …); cause: `no_grasp`, `slipped`, `no_path`, `blocked`,
    `missed_goal`, `timeout`, `replay_differs`, …"""

    phase: str
    cause: str
    message: str = ""


class Camera(Value):
    """Pinhole. mount: "world", or the robot link it is on; position and rotation (looking along -Z, Y up) are of the camera in that frame."""

    name: str
    file: str
    width: int
    height: int
    fovy_rad: float
    mount: str = "world"
    position_m: Vec3
    wxyz: tuple[float, float, float, float]


class Seconds(Value):
    """Wall seconds on one core."""

    plan: float = 0.0
    simulate: float = 0.0
    render: float = 0.0
    replay: float = 0.0


class Recording(Value):
    """One attempt. success: the task's goals held at the end, for half a second, and the replay of `action` on a fresh load of the scene ended in
    the same bytes (`replay_sha256 == final_sha256`). variation: "base", or a variation's id. objects: ids, in the order of the object columns;
    joints: prim paths of the scene's joints. draw: with the seed, decides the start. quality: 0 … 1, computed from the frames. measured: what the goals were judged by.
    """

    schema_version: Literal["blueprint.recording.v1"] = "blueprint.recording.v1"
    episode_id: str
    scene_id: str
    variation: str
    scene_digest: str
    task: Task
    robot: str
    seed: int
    draw: int = 0
    code_version: str
    simulator: str
    timestep_s: float
    fps: int
    frame_count: int
    joint_names: tuple[str, ...]
    objects: tuple[str, ...]
    joints: tuple[str, ...]
    cameras: tuple[Camera, ...] = ()
    success: bool
    failure: Failure | None = None
    attempts: int = 1
    final_sha256: str
    replay_sha256: str
    measured: dict[str, float] = {}
    quality: float
    quality_components: dict[str, float] = {}
    seconds: Seconds
    frames_sha256: str


class TaskTally(Value):
    task_id: str
    instruction: str
    kind: str
    attempted: int
    succeeded: int
    replayed: int
    seconds: float


class CollectionReport(Value):
    """Of one collection: what was asked, what came out, per task. episodes: ids of all recordings, the failed ones too."""

    scene_id: str
    robot: str
    tasks: tuple[TaskTally, ...]
    episodes: tuple[str, ...]
    attempted: int
    succeeded: int
    replayed: int
    skipped_reason: str = ""
    seconds: float


RECORDING = Artifact("scenes/{scene_id}/episodes/{folder}/recordings/{episode}.json", Recording)
RECORDING_FRAMES = File("scenes/{scene_id}/episodes/{folder}/recordings/{episode}.parquet")
COLLECTION_REPORT = Artifact("scenes/{scene_id}/episodes/{folder}/collection.json", CollectionReport)
FILM_STRIPS = File("scenes/{scene_id}/episodes/{folder}/film_strips.png")
EPISODES_FAILED = File("scenes/{scene_id}/episodes/.failed")
