"""Pictures show the episode: what is projected by a camera's own numbers is found in its picture, and the same state gives the same bytes."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import mujoco
import numpy as np
import pytest
from numpy.typing import NDArray
from small_scene import small_room, write_shown

from blueprint.contracts.tasks import Base, Feasibility, Step, Task, TaskSet
from blueprint.contracts.variations import Look
from blueprint.domain.episodes.camera import FOVY_RAD, Studio, View, available, front_view, quaternion_of
from blueprint.domain.episodes.collect import SceneFile, Wish, collect
from blueprint.domain.episodes.poses import Array, matrix
from blueprint.domain.episodes.simulation import Simulation, Start
from blueprint.domain.episodes.start import certified_start
from blueprint.domain.episodes.workcell import Workcell, build_workcell
from blueprint.domain.physics.world import World, load
from blueprint.domain.quality.judge import Demand, Judged, judge_one
from blueprint.domain.robots.catalogue import find

pytestmark = pytest.mark.skipif(not available(), reason="no OpenGL off screen here")

WIDTH, HEIGHT = 160, 120
Picture = NDArray[np.uint8]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> World:
    return load(write_shown(small_room(), tmp_path_factory.mktemp("shown")))


@pytest.fixture(scope="module")
def table_cell(shown: World, mug_task: Task) -> Workcell:
    return build_workcell(shown, find("franka"), mug_task.base, 30)


@pytest.fixture(scope="module")
def studio(table_cell: Workcell) -> Iterator[Studio]:
    made = Studio(table_cell.world, table_cell.robot, table_cell.base, Look(), WIDTH, HEIGHT)
    yield made
    made.close()


@pytest.fixture(scope="module")
def front(table_cell: Workcell, mug_task: Task) -> View:
    return front_view(table_cell, mug_task, Look())


def _one(studio: Studio, state: Array, view: View | None) -> Picture:
    (picture,) = studio.film([state], view)
    assert picture.shape == (HEIGHT, WIDTH, 3)
    assert picture.dtype == np.uint8
    return picture


def _state(cell: Workcell, start: Start | None = None) -> Array:
    return Simulation(cell, start or certified_start(cell.robot)).data.qpos.copy()


def _pixel(point: Array, position: Array, rotation: Array, fovy: float) -> tuple[float, float]:
    """Row and column at which a pinhole camera that looks along -Z sees a point."""
    x, y, z = rotation.T @ (point - position)
    assert z < 0, "behind the camera"
    focal = HEIGHT / 2 / np.tan(fovy / 2)
    return HEIGHT / 2 - focal * y / -z, WIDTH / 2 + focal * x / -z


def _changed(a: Picture, b: Picture) -> NDArray[np.bool_]:
    return np.abs(a.astype(int) - b.astype(int)).max(axis=2) > 12


def test_pictures_show_something_and_more_than_one_thing(studio: Studio, table_cell: Workcell, front: View) -> None:
    for view in (front, None):
        picture = _one(studio, _state(table_cell), view)
        assert picture.std() > 15
        assert len(np.unique(picture.reshape(-1, 3) // 16, axis=0)) > 20


def test_the_same_state_gives_the_same_bytes(studio: Studio, table_cell: Workcell, front: View) -> None:
    state = _state(table_cell)
    other = _state(table_cell, Start(table_cell.robot.home_rad + 0.3))
    first = [_one(studio, state, view).tobytes() for view in (front, None)]
    assert _one(studio, other, None).tobytes() != first[1]
    assert [_one(studio, state, view).tobytes() for view in (front, None)] == first
    many = [picture.tobytes() for picture in studio.film([state, other, state], front)]
    assert many[0] == many[2] == first[0] != many[1]
    assert many[1] == _one(studio, other, front).tobytes(), "what moves is put into what does not as if all had been drawn"


def test_a_thing_is_in_the_picture_where_the_cameras_numbers_say(studio: Studio, table_cell: Workcell, front: View) -> None:
    """As the header has them: position, w-x-y-z and the field of view."""
    before = Simulation(table_cell, certified_start(table_cell.robot))
    begun = before.object_pose("mug_1")
    gone = Start(table_cell.robot.home_rad, {"mug_1": (begun[:3, 3] + (0, 0, -5.0), np.array([1.0, 0, 0, 0]))})
    changed = _changed(_one(studio, _state(table_cell), front), _one(studio, _state(table_cell, gone), front))
    middle = before.data.xipos[table_cell.thing("mug_1").root]
    row, column = _pixel(middle, front.position_m, matrix(np.array(quaternion_of(front))), FOVY_RAD)
    rows, columns = np.nonzero(changed)
    assert changed[round(row), round(column)]
    assert abs(rows.mean() - row) < 4
    assert abs(columns.mean() - column) < 4


def test_the_front_sees_the_things_the_goal_and_the_hand(studio: Studio, table_cell: Workcell, front: View, mug_task: Task) -> None:
    simulation = Simulation(table_cell, certified_start(table_cell.robot))
    assert mug_task.steps[0].goal_m is not None
    for point in (simulation.object_pose("mug_1")[:3, 3], simulation.hand[:3, 3], np.array(mug_task.steps[0].goal_m)):
        row, column = _pixel(point, front.position_m, front.rotation, FOVY_RAD)
        assert 0 <= row < HEIGHT
        assert 0 <= column < WIDTH
    assert np.allclose(front.rotation.T @ front.rotation, np.eye(3), atol=1e-9)
    assert front.rotation[2, 1] > 0, "the picture's up is up"


def test_the_wrist_sees_the_fingers(studio: Studio, table_cell: Workcell) -> None:
    """Opening and closing them changes its picture where the pads are projected; they are as near as no other thing, and are not cut off."""
    simulation = Simulation(table_cell, certified_start(table_cell.robot))
    opened = _state(table_cell)
    closed = opened.copy()
    closed[table_cell.address.fingers] = 0.0
    changed = _changed(_one(studio, opened, None), _one(studio, closed, None))
    assert 0.05 < changed.mean() < 0.4
    studio.data.qpos[:] = opened
    mujoco.mj_kinematics(studio.model, studio.data)
    mujoco.mj_camlight(studio.model, studio.data)
    camera = studio.model.camera(table_cell.mounted.wrist_camera)
    position, rotation = studio.data.cam_xpos[camera.id], studio.data.cam_xmat[camera.id].reshape(3, 3)
    for pads in table_cell.pad_geoms:
        middle = np.mean([simulation.data.geom_xpos[geom] for geom in pads], axis=0)
        row, column = (round(value) for value in _pixel(middle, position, rotation, np.radians(float(camera.fovy[0]))))
        assert changed[max(0, row - 6) : row + 7, max(0, column - 6) : column + 7].any()


def test_a_look_changes_light_and_camera_but_not_the_place(table_cell: Workcell, mug_task: Task, front: View, studio: Studio) -> None:
    dark = Studio(table_cell.world, table_cell.robot, table_cell.base, Look(light_scale=0.5), WIDTH, HEIGHT)
    try:
        assert _one(dark, _state(table_cell), front).mean() < 0.8 * _one(studio, _state(table_cell), front).mean()
    finally:
        dark.close()
    moved = front_view(table_cell, mug_task, Look(camera_offset_m=(0.02, 0.0, 0.01), camera_turn_rad=(0.0, 0.0, 0.05)))
    assert np.allclose(moved.position_m - front.position_m, (0.02, 0.0, 0.01))
    assert not np.allclose(moved.rotation, front.rotation)
    assert np.allclose(moved.rotation.T @ moved.rotation, np.eye(3), atol=1e-9)


def test_a_filmed_episode_is_accepted_by_those_who_judge_it(shown: World, small_tasks: TaskSet, tmp_path: Path) -> None:
    """Two films of as many frames as were recorded; made twice, the same bytes."""
    task = next(task for task in small_tasks.tasks if task.task_id.endswith("pick_place::apple_1::on_table_1"))
    tasks = small_tasks.model_copy(update={"tasks": (task,), "scene_digest": shown.digest})
    made = []
    for folder in ("one", "two"):
        collect(
            "small_room", [SceneFile("base", shown.path, Look())], Wish(episodes_per_task=1, image_width=64, image_height=48, workers=1), tmp_path / folder,
            code_version="test", done={}, publish=lambda recording, files: made.append((recording, list(files))), progress=lambda *_: None, tasks=tasks,
        )  # fmt: skip
    (recording, files), (_, again) = made
    assert [camera.name for camera in recording.cameras] == ["front", "wrist"]
    assert [camera.mount for camera in recording.cameras] == ["world", "hand"]
    assert [path.suffix for path in files] == [".parquet", ".mp4", ".mp4", ".json"]
    assert [path.read_bytes() for path in files[:3]] == [path.read_bytes() for path in again[:3]]
    judged = judge_one(files[-1], Demand("small_room"), find)
    assert isinstance(judged, Judged), judged
    assert set(judged.videos) == {"front", "wrist"}


def test_a_task_of_a_joint_is_seen_too(table_cell: Workcell, studio: Studio) -> None:
    drawer = Step(kind="open", object="drawers_1", joint="/World/Objects/drawers_1/joints/drawer_slide", share=0.5)
    task = Task(
        task_id="small_room::open::drawers_1", kind="open", instruction="open it", robot="franka", base=Base(position_m=(0.99, 1.38, 0.22), yaw_rad=0.0), steps=(drawer,),
        difficulty="easy", feasibility=Feasibility(reachable_ratio=1.0, ik_error_m=0.0, grasp_found=True),
    )  # fmt: skip
    view = front_view(build_workcell(table_cell.world, find("franka"), task.base, 30), task, Look())
    low, high = (_state(table_cell, Start(table_cell.robot.home_rad, {}, {drawer.joint: value})) for value in (0.0, 0.2))
    assert _changed(_one(studio, low, view), _one(studio, high, view)).mean() > 0.005


def test_what_a_film_leaves_out_is_not_in_it(studio: Studio, table_cell: Workcell, front: View) -> None:
    """A state shows the same by itself and in a film in which the arm goes elsewhere."""
    states = [_state(table_cell, Start(table_cell.robot.home_rad + turn)) for turn in np.linspace(0.0, 0.5, 13)]
    for view in (front, None):
        film = list(studio.film(states, view))
        for index in (0, 6, 12):
            assert np.array_equal(film[index], _one(studio, states[index], view))
