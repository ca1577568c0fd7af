"""Small recordings that are physical: a Panda's joints follow smooth targets within its limits, a mug is carried to its goal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from blueprint.contracts.episodes import Camera, Failure, Recording, Seconds
from blueprint.contracts.tasks import Base, Feasibility, Step, Task
from blueprint.domain.datasets.durable import sha256_of
from blueprint.domain.datasets.video import encode_video
from blueprint.domain.robots.franka import FRANKA

FPS, T, SCENE = 30, 90, "loft_9"
START, GOAL = np.array([0.4, 0.0, 0.9]), np.array([0.4, 0.3, 0.9])

Columns = dict[str, Any]


def task(instruction: str = "Put the mug beside the bowl.") -> Task:
    step = Step(kind="pick_place", object="mug", relation="next_to", reference="bowl", goal_m=tuple(GOAL), tolerance_m=0.05)
    return Task(
        task_id=f"{SCENE}::pick_place::mug::bowl", kind="pick_place", instruction=instruction, robot="franka", base=Base(position_m=(0, 0, 0.7), yaw_rad=0),
        steps=(step,), difficulty="easy", feasibility=Feasibility(reachable_ratio=1, ik_error_m=0.001, grasp_found=True),
    )  # fmt: skip


def columns(seed: int = 0) -> Columns:
    """The frames of a good episode."""
    rng = np.random.default_rng(seed)
    time = np.arange(T) / FPS
    blend = np.clip((time - 0.5) / 1.5, 0, 1)
    way = blend**3 * (10 - 15 * blend + 6 * blend**2)
    home, turn = FRANKA.home_rad, rng.uniform(0.1, 0.3, FRANKA.dof)
    position = home + way[:, None] * turn
    velocity = np.gradient(position, 1 / FPS, axis=0)
    lift = 0.15 * np.sin(np.pi * way)
    mug = START + way[:, None] * (GOAL - START) + np.stack([0 * lift, 0 * lift, lift], axis=1)
    bowl = np.tile([0.4, 0.5, 0.9], (T, 1))
    objects = np.stack([mug, bowl], axis=1)
    speed = np.concatenate([np.gradient(objects, 1 / FPS, axis=0), np.zeros((T, 2, 3))], axis=2)
    moving = (way > 0) & (way < 1)
    contacts = [[{"a": "robot", "b": "mug", "force": 9.0, "position": (mug[t] + [0, 0, 0.04]).tolist()}] if moving[t] else [] for t in range(T)]
    return {
        "step": np.arange(T), "timestamp": time, "phase": ["carry"] * T, "joint_position": position, "joint_velocity": velocity,
        "joint_acceleration": np.gradient(velocity, 1 / FPS, axis=0), "joint_effort": 5 + rng.normal(0, 0.1, (T, FRANKA.dof)), "gripper": np.full(T, 0.5),
        "ee_position": mug + [0, 0, 0.05], "ee_wxyz": np.tile([1.0, 0, 0, 0], (T, 1)), "ee_velocity": np.zeros((T, 6)),
        "action": np.concatenate([position, np.full((T, 1), 0.5)], axis=1), "object_position": objects.reshape(T, -1),
        "object_wxyz": np.tile([1.0, 0, 0, 0], (T, 2)), "object_velocity": speed.reshape(T, -1), "scene_joints": np.zeros((T, 0)), "contacts": contacts,
    }  # fmt: skip


def record(
    folder: Path, episode: str, *, variation: str = "base", seed: int = 0, cameras: bool = False, edit: Callable[[Columns], Any] | None = None, **header: Any
) -> Recording:
    """Writes `<episode>.json`, `.parquet` and the films; `edit` changes the columns before, `header` the header."""
    folder.mkdir(parents=True, exist_ok=True)
    made = columns(seed)
    if edit:
        edit(made)
    path = folder / f"{episode}.parquet"
    pq.write_table(_table(made), path)
    views = (Camera(name="front", file=f"{episode}_front.mp4", width=64, height=48, fovy_rad=0.8, position_m=(0, 0, 2), wxyz=(1, 0, 0, 0)),) if cameras else ()
    for camera in views:
        rng = np.random.default_rng(seed)
        picture = rng.integers(0, 255, (48, 64, 3), dtype=np.uint8)
        encode_video(folder / camera.file, (np.roll(picture, frame, axis=1) for frame in range(T)), FPS)
    value = Recording(**{
        "episode_id": episode, "scene_id": SCENE, "variation": variation, "scene_digest": f"digest of {variation}", "task": task(), "robot": "franka",
        "seed": seed, "code_version": "1", "simulator": "mujoco 4.0.0", "timestep_s": 0.002, "fps": FPS, "frame_count": T,
        "joint_names": FRANKA.joints, "objects": ("mug", "bowl"), "joints": (), "cameras": views, "success": True, "final_sha256": "f", "replay_sha256": "f",
        "quality": 0.1, "seconds": Seconds(plan=0.1), "frames_sha256": sha256_of(path), **header,
    })  # fmt: skip
    (folder / f"{episode}.json").write_text(value.model_dump_json())
    return value


FAILED = {"success": False, "failure": Failure(phase="grasp", cause="slipped", message="the mug fell")}


def _table(made: Columns) -> pa.Table:
    contact = pa.struct([("a", pa.string()), ("b", pa.string()), ("force", pa.float32()), ("position", pa.list_(pa.float32(), 3))])
    arrays = {}
    for name, column in made.items():
        if name == "contacts":
            arrays[name] = pa.array(column, pa.list_(contact))
        elif name == "phase":
            arrays[name] = pa.array(column)
        elif np.ndim(column) == 2:
            values = pa.array(np.asarray(column, np.float32).reshape(-1))
            width = np.shape(column)[1]
            arrays[name] = pa.FixedSizeListArray.from_arrays(values, width) if width else pa.array([[]] * len(column), pa.list_(pa.float32()))
        else:
            arrays[name] = pa.array(column)
    return pa.table(arrays)
