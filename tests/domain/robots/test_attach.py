"""A robot in a scene."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import mujoco
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms import Block, write_room

from blueprint.domain.physics.world import load
from blueprint.domain.robots import catalogue
from blueprint.domain.robots.attach import Mounted, attach
from blueprint.domain.robots.fittings import VISUAL_GROUP
from blueprint.domain.robots.robot import Mount, Robot


def _stand(robot: Robot, visual: bool = False, degree: bool = False, height: float = 0.4) -> tuple[Mounted, Any, Any]:
    """The robot alone over a floor, at home, its gripper open."""
    spec = mujoco.MjSpec()
    spec.compiler.degree = degree
    spec.worldbody.add_geom(type=mujoco.mjtGeom.mjGEOM_PLANE, size=(2, 2, 0.1))
    mounted = attach(spec, robot, (0.1, -0.2, height), 0.3, visual=visual)
    model: Any = spec.compile()
    data: Any = mujoco.MjData(model)
    _home(mounted, data)
    return mounted, model, data


def _home(mounted: Mounted, data: Any) -> None:
    for joint, servo, angle in zip(mounted.joints, mounted.actuators, mounted.robot.home_rad, strict=True):
        data.joint(joint).qpos = angle
        data.actuator(servo).ctrl = angle
    data.actuator(mounted.gripper_actuator).ctrl = 1.0


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_home_touches_nothing_and_is_held(name: str) -> None:
    robot = catalogue.find(name)
    mounted, model, data = _stand(robot)
    for _ in range(500):
        mujoco.mj_step(model, data)
        assert data.ncon == 0
    reached = np.array([data.joint(joint).qpos[0] for joint in mounted.joints])
    assert np.abs(reached - robot.home_rad).max() < 1e-3


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_visual_geoms_change_no_bit_of_the_motion(name: str) -> None:
    """A picture must show what was simulated, so the model with its looks on and the one without move alike."""
    runs = []
    for visual in (False, True):
        mounted, model, data = _stand(catalogue.find(name), visual=visual)
        rng = np.random.default_rng(7)
        states = []
        for _ in range(20):
            data.ctrl[:] = np.clip(data.ctrl + rng.normal(0, 0.4, model.nu), *model.actuator_ctrlrange.T)
            mujoco.mj_step(model, data, 25)
            states.append(np.concatenate([data.qpos, data.qvel, data.qacc, data.actuator_force]))
        runs.append((np.array(states), [model.joint(joint).qposadr[0] for joint in mounted.joints], model.nbody, model.ngeom))
    (bare, joints, bodies, few), (dressed, same_joints, same_bodies, many) = runs
    assert many > few
    assert joints == same_joints
    assert bodies == same_bodies
    assert bare.tobytes() == dressed.tobytes()


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_visual_geoms_weigh_nothing_and_touch_nothing(name: str) -> None:
    _, model, _ = _stand(catalogue.find(name), visual=True)
    looks = model.geom_group == VISUAL_GROUP
    assert looks.any()
    assert not model.geom_contype[looks].any()
    assert not model.geom_conaffinity[looks].any()


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_a_scene_in_degrees_gives_the_same_robot(name: str) -> None:
    robot = catalogue.find(name)
    models = [_stand(robot, degree=degree)[1] for degree in (False, True)]
    for field in ("jnt_range", "actuator_ctrlrange", "body_quat", "dof_damping"):
        assert np.allclose(getattr(models[0], field), getattr(models[1], field), atol=1e-9), field
    mounted = _stand(robot)[0]
    for joint, low, high in zip(mounted.joints, robot.lower_rad, robot.upper_rad, strict=True):
        assert models[0].joint(joint).range == pytest.approx([low, high])


@pytest.mark.parametrize("name", catalogue.NAMES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_neighbours_never_collide_and_only_watched_pairs_do(name: str, data: st.DataObject) -> None:
    robot = catalogue.find(name)
    mounted, model, state = _stand(robot)
    for joint, low, high in zip(mounted.joints, robot.lower_rad, robot.upper_rad, strict=True):
        state.joint(joint).qpos = data.draw(st.floats(low, high))
    mujoco.mj_forward(model, state)
    parents = {frozenset((link.name, link.parent)) for link in robot.links}
    allowed = {frozenset(pair) for pair in robot.self_pairs}
    for contact in state.contact:
        names = [model.body(model.geom_bodyid[geom]).name.removeprefix(mounted.prefix) for geom in (contact.geom1, contact.geom2)]
        if "world" not in names and "stand" not in names:
            assert frozenset(names) in allowed - parents, names
        assert set(names) != {"stand", robot.links[0].name}


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_self_pairs_name_links_that_are_not_neighbours(name: str) -> None:
    robot = catalogue.find(name)
    links = {link.name: link.parent for link in robot.links}
    for one, other in robot.self_pairs:
        assert {one, other} <= set(links)
        assert links[one] != other
        assert links[other] != one


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_it_stands_where_it_was_put(name: str) -> None:
    mounted, model, data = _stand(catalogue.find(name))
    mujoco.mj_forward(model, data)
    base = data.body(mounted.links[0])
    assert base.xpos == pytest.approx([0.1, -0.2, 0.4])
    assert base.xmat.reshape(3, 3)[:, 0] == pytest.approx([math.cos(0.3), math.sin(0.3), 0.0])


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_it_has_a_slim_stand_from_the_floor_unless_it_is_clamped_to_a_top(name: str) -> None:
    robot = catalogue.find(name)
    mounted, model, data = _stand(robot)
    mujoco.mj_forward(model, data)
    if robot.mount is Mount.TOP:
        assert mounted.prefix + "stand/pedestal" not in {model.geom(index).name for index in range(model.ngeom)}
        return
    pedestal = model.geom(mounted.prefix + "stand/pedestal")
    centre = data.geom(pedestal.id).xpos
    assert centre[2] - pedestal.size[2] == pytest.approx(0.0)
    assert centre[2] + pedestal.size[2] == pytest.approx(0.4)
    assert np.hypot(*pedestal.size[:2]) <= 0.2


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_a_robot_on_the_floor_has_no_pedestal(name: str) -> None:
    mounted, model, _ = _stand(catalogue.find(name), height=0.0)
    assert mounted.prefix + "stand/pedestal" not in {model.geom(index).name for index in range(model.ngeom)}


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_the_grasp_site_is_between_the_pads_and_the_camera_sees_them(name: str) -> None:
    robot = catalogue.find(name)
    mounted, model, data = _stand(robot)
    for joint, coefficient in robot.gripper.fingers:
        opening = (0.03 - robot.gripper.closed_m) / len(robot.gripper.fingers) / coefficient
        data.joint(mounted.prefix + joint).qpos = opening
    mujoco.mj_forward(model, data)
    site = data.site(mounted.grasp_site)
    axes = site.xmat.reshape(3, 3)
    middles = [np.mean([data.geom(pad).xpos for pad in pads], axis=0) for pads in mounted.finger_pads]
    across = (middles[0] - middles[1]) @ axes
    assert abs(across[1]) > 0.03
    assert np.abs(across[[0, 2]]).max() < 0.006
    assert np.abs((np.mean(middles, axis=0) - site.xpos) @ axes).max() < 0.004
    if robot.mount is Mount.FLOOR:
        assert axes[:, 2] == pytest.approx([0, 0, -1], abs=1e-6)  # at home the hand points down
    else:
        assert axes[2, 2] < -math.cos(math.pi / 4)  # above what stands before it on the same top, where the arm cannot point straight down
    camera = data.camera(mounted.wrist_camera)
    fovy = math.radians(model.camera(mounted.wrist_camera).fovy[0])
    assert math.radians(60) <= fovy <= math.radians(75)
    for point in (*middles, site.xpos):
        x, y, z = camera.xmat.reshape(3, 3).T @ (point - camera.xpos)
        assert z < 0
        assert abs(y / z) < math.tan(fovy / 2)
        assert abs(x / z) < math.tan(fovy / 2) * 4 / 3


def test_a_robot_joins_a_furnished_scene_without_moving_what_stands_in_it(tmp_path: Path) -> None:
    room = write_room(
        tmp_path / "scene.usda",
        [
            Block("table", (0.8, 1.2, 0.7), (0.7, 0.0, 0.0), role="static"),
            Block("box", (0.06, 0.06, 0.06), (0.55, 0.0, 0.7), support="table"),
            Block("cupboard", (0.6, 0.5, 0.9), (-1.5, 1.5, 0.0), role="articulated", door_deg=90),
        ],
    )
    spec = load(room).spec.copy()
    mounted = attach(spec, catalogue.find("franka"), (0.0, 0.0, 0.7), 0.0)
    model: Any = spec.compile()
    data: Any = mujoco.MjData(model)
    _home(mounted, data)
    mujoco.mj_forward(model, data)
    before = data.body("/World/Objects/box").xpos.copy()
    for _ in range(250):
        mujoco.mj_step(model, data)
    assert np.abs(data.body("/World/Objects/box").xpos - before).max() < 2e-3
    assert np.abs([data.joint(j).qpos[0] - q for j, q in zip(mounted.joints, mounted.robot.home_rad, strict=True)]).max() < 1e-3


def test_two_robots_stand_in_one_scene() -> None:
    spec = mujoco.MjSpec()
    left = attach(spec, catalogue.find("franka"), (0.0, 0.5, 0.5), 0.0, prefix="left/")
    right = attach(spec, catalogue.find("so101"), (0.0, -0.5, 0.5), 0.0, prefix="right/")
    model: Any = spec.compile()
    assert model.nu == left.robot.dof + right.robot.dof + 2
    assert not set(left.joints) & set(right.joints)
