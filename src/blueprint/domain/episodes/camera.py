"""Pictures of an episode: MuJoCo's renderer on the scene's visual meshes, without shadows and multisampling (which cost ten times the frame).

Of a static camera's film, what does not move is drawn once, and what moves is put before or behind it by depth: the same pixels, a fourth of the time.

It needs OpenGL off screen: OSMesa or EGL, from the operating system. `available` says whether there is one.
"""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import importlib
import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import mujoco
import numpy as np
from numpy.typing import NDArray

from blueprint.contracts.tasks import Base, Task
from blueprint.contracts.variations import Look
from blueprint.domain.episodes.handles import grip_now
from blueprint.domain.episodes.poses import Array, matrix, wxyz
from blueprint.domain.episodes.simulation import Simulation, Start
from blueprint.domain.episodes.workcell import Workcell
from blueprint.domain.physics.geometry import boxes
from blueprint.domain.physics.world import World
from blueprint.domain.robots.attach import attach
from blueprint.domain.robots.robot import Robot

FOVY_RAD = math.radians(52)
COLLIDERS, SHOWN = 3, (0, 1, 2)
AWAY_M = (1.15, 0.95, 1.4, 0.75)
RISES_RAD = (0.65, 0.95, 0.4, 1.2)
TURNS_RAD = (2.3, -2.3, 1.6, -1.6, 2.9, 0.9, -0.9)
"""Around what is worked at, from the robot's back: over its shoulder, beside it, across from it."""

NEAR_M, FAR_M = 0.01, 30.0
"""What is drawn. By itself the simulator cuts off what is nearer than a hundredth of the scene's extent: from the wrist, the fingers."""

AMBIENT, HEADLIGHT, SUN = 0.36, 0.2, 0.36
FILLS = (((0.6, 0.5, -0.6), 0.3), ((-0.5, -0.7, -0.5), 0.2))
"""Light from two more sides, so that upright faces are neither dark nor all alike."""

ROUND = (14, 4, 1)
"""Of a capsule: facets around, rings along; of a flat face: pieces. Corners cost as much as all else in a picture drawn by software."""

MOST_GEOMS = 4000
PIXEL = np.dtype("V3")
"""Pixels taken whole are picked seven times as fast as by colour."""

LOOKED_AT_EVERY, MOVES_M = 3, 0.12
"""What may be seen is looked up in every third frame; nothing comes nearer to the picture than this in between."""


@dataclass(frozen=True)
class View:
    """A static camera in the world: it looks along its -Z, Y up."""

    name: str
    position_m: Array
    rotation: Array


@lru_cache(maxsize=1)
def available() -> str:
    """`osmesa`, `egl`, or "" when no picture can be taken here."""
    for name in ("osmesa", "egl"):
        try:
            context = _context(name, 16, 16)
            context.make_current()
            context.free()
        except (ImportError, AttributeError, OSError, RuntimeError, TypeError):
            continue
        return name
    return ""


def _context(name: str, width: int, height: int) -> Any:
    """Software GL without threads of its own: a fork would not have them and wait for them for ever, and beside a second worker they gain nothing."""
    os.environ.setdefault("LP_NUM_THREADS", "0")
    return importlib.import_module(f"mujoco.{name}").GLContext(width, height)


@lru_cache(maxsize=3)
def _spec(path: Path, digest: str) -> Any:  # noqa: ARG001 - another digest is another scene
    """With the meshes that are only looked at."""
    return mujoco.MjSpec.from_file(str(path))


class Studio:
    """A workcell as it is looked at: the same joints in the same order, with visual meshes. Free it with `close`."""

    def __init__(self, world: World, robot: Robot, base: Base, look: Look, width: int, height: int) -> None:
        spec = _spec(world.path, world.digest).copy()
        mounted = attach(spec, robot, base.position_m, base.yaw_rad, visual=True)
        spec.visual.quality.shadowsize, spec.visual.quality.offsamples = 0, 0
        spec.visual.quality.numslices, spec.visual.quality.numstacks, spec.visual.quality.numquads = ROUND
        spec.visual.global_.offwidth, spec.visual.global_.offheight = width, height
        spec.visual.headlight.ambient = [AMBIENT * look.light_scale * value for value in look.light_color]
        spec.visual.headlight.diffuse = [HEADLIGHT * look.light_scale] * 3
        for direction, share in ((look.light_direction, SUN), *FILLS):
            shine, kind = [share * look.light_scale * value for value in look.light_color], mujoco.mjtLightType.mjLIGHT_DIRECTIONAL
            spec.worldbody.add_light(pos=(0, 0, 2.3), dir=direction, type=kind, diffuse=shine, castshadow=False)
        model = spec.compile()
        model.vis.map.znear, model.vis.map.zfar = NEAR_M / model.stat.extent, FAR_M / model.stat.extent
        for index in range(model.ngeom):
            if "/collider" in model.geom(index).name:
                model.geom_group[index] = COLLIDERS
        self._groups = model.geom_group.copy()
        self._drawn = np.isin(self._groups, SHOWN)
        materials = model.geom_matid
        self._alpha = np.where(materials >= 0, model.mat_rgba[materials, 3], model.geom_rgba[:, 3]) if model.nmat else model.geom_rgba[:, 3]
        self.model, self.data, self.size = model, mujoco.MjData(model), (height, width)
        self._wrist = model.camera(mounted.wrist_camera).id
        self._context = _context(available(), width, height)
        self._context.make_current()
        self._scene = mujoco.MjvScene(model, MOST_GEOMS)
        self._scene.flags[:] = 0
        self._scene.flags[mujoco.mjtRndFlag.mjRND_CULL_FACE] = 1
        self._render = mujoco.MjrContext(model, mujoco.mjtFontScale.mjFONTSCALE_50)
        self._render.readDepthMap = mujoco.mjtDepthMap.mjDEPTH_ZEROFAR
        mujoco.mjr_setBuffer(mujoco.mjtFramebuffer.mjFB_OFFSCREEN, self._render)
        self._option = mujoco.MjvOption()
        self._option.geomgroup[:] = [group in SHOWN for group in range(len(self._option.geomgroup))]

    def film(self, positions: list[Array], view: View | None) -> Iterator[NDArray[np.uint8]]:
        """(height, width, 3) per state of `positions` (nq,), seen by a static camera, or by the wrist's with None."""
        self._context.make_current()
        if view is None:
            for state in positions:
                self._pose(state)
                self._show(self._in_picture(None))
                yield self._picture(None)[0][::-1]
            return
        seen = self._seen(positions, view)
        moving = seen & self._moves(positions)
        if (self._alpha[seen] < 1).any():  # what shines through has no one depth
            self._show(seen)
            yield from (self._taken(state, view)[0][::-1] for state in positions)
            return
        self._show(seen & ~moving)
        still, behind = self._taken(positions[0], view)
        self._show(moving)
        for state in positions:
            image, depth = self._taken(state, view)
            nearer, picture = (depth > behind).ravel(), still.copy()
            picture.reshape(-1).view(PIXEL)[nearer] = image.reshape(-1).view(PIXEL)[nearer]
            yield picture[::-1]

    def _taken(self, state: Array, view: View | None) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """Picture and depth, 1 the nearest, of what is shown; the lowest row first."""
        self._pose(state)
        return self._picture(view)

    def _pose(self, state: Array) -> None:
        self.data.qpos[:] = state
        mujoco.mj_kinematics(self.model, self.data)
        mujoco.mj_camlight(self.model, self.data)

    def _picture(self, view: View | None) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """As `_taken`, of the state that the studio is in."""
        height, width = self.size
        viewport = mujoco.MjrRect(0, 0, width, height)
        mujoco.mjv_updateScene(self.model, self.data, self._option, None, self._camera(view), mujoco.mjtCatBit.mjCAT_ALL, self._scene)
        if view is not None:
            self._aim(view)
        mujoco.mjr_render(viewport, self._scene, self._render)
        image, depth = np.empty((height, width, 3), dtype=np.uint8), np.empty((height, width), dtype=np.float32)
        mujoco.mjr_readPixels(image, depth if view is not None else None, viewport, self._render)
        return image, depth

    def _show(self, geoms: NDArray[np.bool_]) -> None:
        self.model.geom_group[:] = np.where(geoms, self._groups, COLLIDERS)

    def _moves(self, positions: list[Array]) -> NDArray[np.bool_]:
        """(ngeom,) what is anywhere else in any of the states than in the first."""
        model, data = self.model, self.data
        moves, places = np.zeros(model.ngeom, dtype=bool), np.zeros((0, 12))
        for state in positions:
            data.qpos[:] = state
            mujoco.mj_kinematics(model, data)
            now = np.concatenate([data.geom_xpos, data.geom_xmat], axis=1)
            places = places if len(places) else now
            moves |= (now != places).any(axis=1)
        return moves

    def _seen(self, positions: list[Array], view: View) -> NDArray[np.bool_]:
        """(ngeom,) what some of the states can show."""
        seen = np.zeros(self.model.ngeom, dtype=bool)
        for state in positions[::LOOKED_AT_EVERY] + positions[-1:]:
            self.data.qpos[:] = state
            mujoco.mj_kinematics(self.model, self.data)
            seen |= self._in_picture(view, MOVES_M)
        return seen

    def _in_picture(self, view: View | None, beyond_m: float = 0.0) -> NDArray[np.bool_]:
        """(ngeom,) what reaches into the camera's frustum now, or is no farther from it than that. The rest need not be drawn: a draw call costs
        more than the pixels do."""
        model, data = self.model, self.data
        eye, axes = (view.position_m, view.rotation) if view else (data.cam_xpos[self._wrist], data.cam_xmat[self._wrist].reshape(3, 3))
        up = math.tan(FOVY_RAD / 2 if view else math.radians(model.cam_fovy[self._wrist]) / 2)
        right, reach = up * self.size[1] / self.size[0], model.geom_rbound + beyond_m
        x, y, z = ((data.geom_xpos - eye) @ axes).T
        inside = (-z > -reach) & (np.abs(x) + right * z < reach * math.hypot(1, right)) & (np.abs(y) + up * z < reach * math.hypot(1, up))
        return self._drawn & (inside | (model.geom_rbound == 0))

    def close(self) -> None:
        self._context.make_current()  # or another studio's textures are freed
        self._render.free()
        self._context.free()

    def _camera(self, view: View | None) -> Any:
        camera = mujoco.MjvCamera()
        if view is None:
            camera.type, camera.fixedcamid = mujoco.mjtCamera.mjCAMERA_FIXED, self._wrist
        return camera

    def _aim(self, view: View) -> None:
        half = math.tan(FOVY_RAD / 2) * NEAR_M
        height, width = self.size
        for eye in self._scene.camera:
            eye.pos, eye.forward, eye.up = view.position_m, -view.rotation[:, 2], view.rotation[:, 1]
            eye.frustum_near, eye.frustum_far = NEAR_M, FAR_M
            eye.frustum_bottom, eye.frustum_top, eye.frustum_center, eye.frustum_width = -half, half, 0.0, half * width / height


def front_view(cell: Workcell, task: Task, look: Look) -> View:
    """From where the robot's work is seen best: the first place in the room from which nothing hides it, else the one that sees most of it."""
    moments = [_moment(cell, task, share) for share in ((0.0, 1.0) if any(step.joint for step in task.steps) else (0.0,))]
    middle = np.mean([spot for _, spots in moments for spot, _ in spots], axis=0)
    best: tuple[int, Array] | None = None
    for away in AWAY_M:
        for rise in RISES_RAD:
            for turn in TURNS_RAD:
                yaw = cell.base.yaw_rad + math.pi + turn
                eye = middle + away * np.array([math.cos(yaw) * math.cos(rise), math.sin(yaw) * math.cos(rise), math.sin(rise)])
                inside = _in_room(cell, moments[0][0], eye)
                count = sum(_sees(cell, data, eye, *spot) for data, spots in moments for spot in spots) if inside else 0
                if best is None or count > best[0]:
                    best = (count, eye)
                if count == sum(len(spots) for _, spots in moments):
                    return _looking("front", eye, middle, look)
    assert best is not None
    return _looking("front", best[1], middle, look)


def _moment(cell: Workcell, task: Task, share: float) -> tuple[Any, list[tuple[Array, float]]]:
    """When joints have gone this share of their way: the state, and what has to be in the picture: the things, the goals, the front of the handles
    and the hand; each with how far before it the view may end."""
    worked = {step.joint: float(np.interp(share * (step.share if step.kind != "close" else 0.6), (0.0, 1.0), cell.model.joint(step.joint).range))
              for step in task.steps if step.joint}  # fmt: skip
    simulation = Simulation(cell, Start(cell.robot.home_rad, {}, worked))
    spots = [(simulation.hand[:3, 3], 0.12)]
    for step in task.steps:
        if step.goal_m is not None:
            middle = simulation.data.xipos[cell.thing(step.object).root]
            spots += [(np.array(step.goal_m) + (0, 0, 0.03), 0.12), (middle + (0, 0, 0.03), 0.12)]
        if step.joint:
            handle = grip_now(simulation, step.joint)
            spots.append((handle[:3, 3] + 0.06 * handle[:3, 2], 0.03))
    return simulation.data, spots


def _sees(cell: Workcell, data: Any, eye: Array, spot: Array, before_m: float) -> bool:
    way = spot - eye
    distance = float(np.linalg.norm(way))
    hit = np.zeros(1, dtype=np.int32)
    reached = mujoco.mj_ray(cell.model, data, eye, way / distance, None, 1, -1, hit)
    return reached < 0 or reached > distance - before_m


def _in_room(cell: Workcell, data: Any, eye: Array) -> bool:
    """Over the floor, not at its edge, and below the ceiling."""
    low, high = boxes(cell.model, data)
    floor = list(cell.world.architecture.get("Floor", ()))
    if not floor:
        return True
    inside = (low[floor, :2].min(axis=0) + 0.1 < eye[:2]).all() and (eye[:2] < high[floor, :2].max(axis=0) - 0.1).all()
    return bool(inside and 0.2 < eye[2] < 2.35)


def _looking(name: str, eye: Array, target: Array, look: Look) -> View:
    eye = eye + np.array(look.camera_offset_m)
    back = eye - target
    back /= np.linalg.norm(back)
    right = np.cross([0.0, 0.0, 1.0], back)
    right /= np.linalg.norm(right)
    rotation = np.stack([right, np.cross(back, right), back], axis=1)
    turn = np.array(look.camera_turn_rad)
    if np.abs(turn).max() > 0:
        half = turn / 2
        rotation = rotation @ matrix(np.array([1.0, *half]) / np.linalg.norm([1.0, *half]))
    return View(name, eye, rotation)


def quaternion_of(view: View) -> tuple[float, float, float, float]:
    w, x, y, z = wxyz(view.rotation)
    return (float(w), float(x), float(y), float(z))
