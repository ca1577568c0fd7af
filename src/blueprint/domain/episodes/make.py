"""One ordered episode: made, written, filmed and scored, in any process, always the same."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import mujoco
import numpy as np

from blueprint.contracts.episodes import Camera, Recording, Seconds
from blueprint.contracts.tasks import Task
from blueprint.contracts.variations import Look
from blueprint.domain.datasets.video import encode_video
from blueprint.domain.episodes.attempt import Attempt, attempt
from blueprint.domain.episodes.camera import FOVY_RAD, Studio, View, available, front_view, quaternion_of
from blueprint.domain.episodes.clearance import Clearance
from blueprint.domain.episodes.workcell import Workcell, build_workcell
from blueprint.domain.physics.world import load
from blueprint.domain.quality.frames import read_frames
from blueprint.domain.quality.score import score
from blueprint.domain.robots.catalogue import find
from blueprint.domain.tasks.propose import Proposer

BASE = "base"


@dataclass(frozen=True)
class SceneFile:
    """variation: "base", or a variation's id. usd: its scene file, beside everything that it references."""

    variation: str
    usd: Path
    look: Look


@dataclass(frozen=True)
class Order:
    """An episode to be made. scenes: in which scene file, the wanted one first; in a variation that does not allow the task the next one serves,
    at last the scene that the task was made for. picture: width and height, None without cameras. folder: of the recordings."""

    episode_id: str
    scene_id: str
    scenes: tuple[SceneFile, ...]
    task: Task
    seed: int
    wish_seed: int
    fps: int
    picture: tuple[int, int] | None
    folder: Path
    code_version: str


def make(order: Order) -> tuple[Recording, list[Path]]:
    """The recording and its files, the header last."""
    order.folder.mkdir(parents=True, exist_ok=True)
    scene, task = _possible(order)
    world = load(scene.usd)
    cell, clearance = _cell(scene.usd, world.digest, task.model_dump_json(), order.fps)
    done = attempt(cell, clearance, task, order.seed)
    frames = order.folder / f"{order.episode_id}.parquet"
    done.recorder.write(frames)
    files, cameras, filmed = _film(order, scene, cell, task, done)
    header = _header(order, scene, cell, task, done, cameras, frames, filmed)
    if header.frame_count:
        quality = score(header, read_frames(frames, header), cell.robot)
        components = {name: value for name, value in quality.components.items() if value is not None}
        header = header.model_copy(update={"quality": quality.score, "quality_components": components})
    place = order.folder / f"{order.episode_id}.json"
    place.write_text(header.model_dump_json(indent=1))
    return header, [frames, *files, place]


def _possible(order: Order) -> tuple[SceneFile, Task]:
    """The first of the scenes in which the task can be done, and the task as it is there."""
    for scene in order.scenes:
        if scene.variation == BASE:
            break
        task = _proposer(scene.usd, load(scene.usd).digest, order.task.robot, order.wish_seed).again(order.task)
        if task is not None:
            return scene, task
    return next(scene for scene in order.scenes if scene.variation == BASE), order.task


def _film(order: Order, scene: SceneFile, cell: Workcell, task: Task, done: Attempt) -> tuple[list[Path], tuple[Camera, ...], float]:
    """A film per camera, as long as the recording. None where there is no camera, no picture can be taken, or nothing happened."""
    if order.picture is None or not len(done.recorder) or not available():
        return [], (), 0.0
    began = time.perf_counter()
    width, height = order.picture
    studio, view = _studio(scene.usd, cell.world.digest, task.model_dump_json(), scene.look.model_dump_json(), width, height, order.fps)
    files, cameras = [], []
    for name, seen in (("front", view), ("wrist", None)):
        path = order.folder / f"{order.episode_id}_{name}.mp4"
        encode_video(path, studio.film(done.recorder.positions, seen), order.fps)
        files.append(path)
        if seen is not None:
            x, y, z = (float(value) for value in seen.position_m)
            cameras.append(Camera(name=name, file=path.name, width=width, height=height, fovy_rad=FOVY_RAD, position_m=(x, y, z), wxyz=quaternion_of(seen)))
        else:
            cameras.append(_wrist(studio, cell, path.name))
    return files, tuple(cameras), time.perf_counter() - began


def _wrist(studio: Studio, cell: Workcell, file: str) -> Camera:
    camera = studio.model.camera(cell.mounted.wrist_camera)
    (x, y, z), (qw, qx, qy, qz) = camera.pos.tolist(), camera.quat.tolist()
    return Camera(
        name="wrist", file=file, width=studio.size[1], height=studio.size[0], fovy_rad=float(np.radians(camera.fovy[0])),
        mount=cell.robot.gripper.palm, position_m=(x, y, z), wxyz=(qw, qx, qy, qz),
    )  # fmt: skip


def _header(
    order: Order, scene: SceneFile, cell: Workcell, task: Task, done: Attempt, cameras: tuple[Camera, ...], frames: Path, filmed: float
) -> Recording:
    return Recording(
        episode_id=order.episode_id, scene_id=order.scene_id, variation=scene.variation, scene_digest=cell.world.digest, task=task,
        robot=cell.robot.name, seed=order.seed, code_version=order.code_version, simulator=f"mujoco {mujoco.__version__}",
        timestep_s=float(cell.model.opt.timestep), fps=order.fps, frame_count=len(done.recorder), joint_names=cell.robot.joints,
        objects=done.recorder.objects, joints=done.recorder.joints, cameras=cameras, success=done.success,
        failure=done.failure, final_sha256=done.final, replay_sha256=done.replay,
        measured=done.verdict.measured, quality=0.0, seconds=Seconds(
            plan=round(done.plan_s, 4), simulate=round(done.simulate_s, 4), render=round(filmed, 4), replay=round(done.replay_s, 4)
        ), frames_sha256=hashlib.sha256(frames.read_bytes()).hexdigest(),
    )  # fmt: skip


@lru_cache(maxsize=8)
def _cell(usd: Path, digest: str, task: str, fps: int) -> tuple[Workcell, Clearance]:
    asked = Task.model_validate_json(task)
    world = load(usd)
    assert world.digest == digest
    cell = build_workcell(world, find(asked.robot), asked.base, fps)
    return cell, Clearance(cell)


@lru_cache(maxsize=6)
def _proposer(usd: Path, digest: str, robot: str, seed: int) -> Proposer:
    world = load(usd)
    assert world.digest == digest
    return Proposer(world, robot, seed)


@lru_cache(maxsize=64)
def _seen_from(usd: Path, digest: str, task: str, look: str, fps: int) -> View:
    cell, _ = _cell(usd, digest, task, fps)
    return front_view(cell, Task.model_validate_json(task), Look.model_validate_json(look))


_studios: dict[tuple[object, ...], Studio] = {}


def _studio(usd: Path, digest: str, task: str, look: str, width: int, height: int, fps: int) -> tuple[Studio, View]:
    """At most one is open: OpenGL contexts are not collected."""
    asked = Task.model_validate_json(task)
    key = (usd, digest, asked.robot, asked.base, look, width, height)
    if key not in _studios:
        for studio in _studios.values():
            studio.close()
        _studios.clear()
        _studios[key] = Studio(load(usd), find(asked.robot), asked.base, Look.model_validate_json(look), width, height)
    return _studios[key], _seen_from(usd, digest, task, look, fps)
