"""What MuJoCo loads from the scene file is what the Scene and its assets say: every category, every body, joint and collider."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import mujoco
import numpy as np
import pytest
from usd_rooms import every_spec, scene_of, write_scene

from blueprint.contracts.scene import PlacedObject, Scene
from blueprint.domain.assets.asset import Asset, Collider, Role
from blueprint.domain.assets.catalogue import build
from blueprint.domain.mesh.shapes import convex_hull
from blueprint.domain.physics.mass import mass_properties, rotation_of
from blueprint.domain.usd.architecture import parts_of
from blueprint.domain.usd.layout import body_path, joint_path, link_names
from blueprint.domain.usd.runtime import ROLLING_FRICTION, TORSIONAL_FRICTION

POSE = 1e-6


@pytest.fixture(scope="module")
def scene() -> Scene:
    return scene_of(every_spec())


@pytest.fixture(scope="module")
def model(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Any:
    path: Path = write_scene(scene, tmp_path_factory.mktemp("everything"))
    return mujoco.MjSpec.from_file(str(path)).compile()


@pytest.fixture(scope="module")
def data(model: Any) -> Any:
    state = mujoco.MjData(model)
    mujoco.mj_kinematics(model, state)
    return state


def _world(placed: PlacedObject) -> tuple[np.ndarray, np.ndarray]:
    q = np.array(placed.rotation_wxyz) / np.linalg.norm(placed.rotation_wxyz)
    return np.array(placed.position_m), rotation_of((q[0], q[1], q[2], q[3]))


def _root(placed: PlacedObject) -> str:
    return f"/World/Objects/{placed.id}"


def _bodies(asset: Asset, placed: PlacedObject) -> dict[str, str]:
    """Link → body name; nothing for what stands still."""
    if placed.role is Role.STATIC:
        return {}
    return {link.name: body_path(asset, _root(placed), link.name) for link in asset.links}


def test_there_are_these_bodies_and_no_others(scene: Scene, model: Any) -> None:
    expected = {name for placed in scene.objects for name in _bodies(build(placed.spec), placed).values()}
    assert {model.body(index).name for index in range(1, model.nbody)} == expected


def test_bodies_weigh_and_stand_as_they_should(scene: Scene, model: Any, data: Any) -> None:
    for placed in scene.objects:
        asset = build(placed.spec)
        position, turn = _world(placed)
        for name, body in _bodies(asset, placed).items():
            properties = mass_properties(next(link for link in asset.links if link.name == name))
            index = model.body(body).id
            assert data.xpos[index] == pytest.approx(position, abs=POSE), body
            assert data.xmat[index].reshape(3, 3) == pytest.approx(turn, abs=POSE), body
            assert model.body_mass[index] == pytest.approx(properties.mass_kg, rel=1e-6), body
            assert model.body_ipos[index] == pytest.approx(properties.center_of_mass, abs=POSE), body
            axes = np.zeros(9)
            mujoco.mju_quat2Mat(axes, model.body_iquat[index])
            inertia = axes.reshape(3, 3) @ np.diag(model.body_inertia[index]) @ axes.reshape(3, 3).T
            assert inertia == pytest.approx(properties.inertia, abs=1e-6 * np.trace(properties.inertia)), body


def test_joints_turn_and_slide_as_they_should(scene: Scene, model: Any, data: Any) -> None:
    expected: set[str] = set()
    for placed in scene.objects:
        asset = build(placed.spec)
        position, turn = _world(placed)
        for joint in asset.joints:
            name = joint_path(asset, _root(placed), joint.name)
            expected.add(name)
            index = model.joint(name).id
            kind = mujoco.mjtJoint.mjJNT_HINGE if joint.kind == "revolute" else mujoco.mjtJoint.mjJNT_SLIDE
            assert model.jnt_type[index] == kind, name
            assert data.xaxis[index] == pytest.approx(turn @ np.array(joint.axis), abs=POSE), name
            if joint.kind == "revolute":
                assert data.xanchor[index] == pytest.approx(position + turn @ np.array(joint.origin), abs=POSE), name
            assert bool(model.jnt_limited[index])
            assert model.jnt_range[index] == pytest.approx((joint.lower, joint.upper), abs=POSE), name
            dof = model.jnt_dofadr[index]
            assert model.dof_damping[dof] == pytest.approx(joint.damping, rel=1e-5), name
            assert model.dof_frictionloss[dof] == pytest.approx(joint.friction, rel=1e-5), name
            child, parent = (model.body(body_path(asset, _root(placed), link)).id for link in (joint.child, joint.parent))
            assert model.body_parentid[child] == parent, name
    hinged = {model.joint(index).name for index in range(model.njnt) if model.jnt_type[index] != mujoco.mjtJoint.mjJNT_FREE}
    assert hinged == expected


def test_loose_things_are_free_and_articulated_ones_stand_fast(scene: Scene, model: Any) -> None:
    for placed in scene.objects:
        asset = build(placed.spec)
        if placed.role is not Role.STATIC:
            base = model.body(body_path(asset, _root(placed), asset.base.name))
            assert base.parentid == [0]
            free = base.jntnum[0] == 1 and int(model.jnt_type[base.jntadr[0]]) == mujoco.mjtJoint.mjJNT_FREE
            assert bool(free) is (placed.role is Role.MANIPULABLE), placed.id


def test_colliders_are_where_and_what_they_should_be(scene: Scene, model: Any, data: Any) -> None:
    touching = 0
    for placed in scene.objects:
        asset = build(placed.spec)
        for link in asset.links:
            for index, collider in enumerate(link.colliders):
                geom = model.geom(f"{_root(placed)}/{link_names(asset)[link.name]}/collider_{index}").id
                touching += 1
                assert model.geom_contype[geom]
                assert collider.material is not None
                expected = (collider.material.dynamic_friction, TORSIONAL_FRICTION, ROLLING_FRICTION)
                assert model.geom_friction[geom] == pytest.approx(expected, rel=1e-5)
                bounds, wanted = np.array(_bounds(model, data, geom)), np.array(_expected_bounds(collider, placed))
                assert bounds == pytest.approx(wanted, abs=1e-5), (placed.id, link.name, index)
    touching += sum(part.solid for part in parts_of(scene.room))
    assert int((model.geom_contype > 0).sum()) == touching


def _bounds(model: Any, data: Any, geom: int) -> tuple[np.ndarray, np.ndarray]:
    """In the world, from the geom's own shape."""
    turn, position = data.geom_xmat[geom].reshape(3, 3), data.geom_xpos[geom]
    if model.geom_type[geom] == mujoco.mjtGeom.mjGEOM_MESH:
        mesh = model.geom_dataid[geom]
        start = model.mesh_vertadr[mesh]
        points = model.mesh_vert[start : start + model.mesh_vertnum[mesh]] @ turn.T + position
        return points.min(axis=0), points.max(axis=0)
    return _shape_bounds(model.geom_type[geom], model.geom_size[geom], turn, position)


def _shape_bounds(kind: int, size: np.ndarray, turn: np.ndarray, position: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if kind == mujoco.mjtGeom.mjGEOM_BOX:
        half = np.abs(turn) @ size
    elif kind == mujoco.mjtGeom.mjGEOM_SPHERE:
        half = np.full(3, size[0])
    else:
        along = turn[:, 2]
        half = np.abs(along) * size[1] + size[0] * np.sqrt(np.clip(1 - along**2, 0, None))
    return position - half, position + half


def _expected_bounds(collider: Collider, placed: PlacedObject) -> tuple[np.ndarray, np.ndarray]:
    position, turn = _world(placed)
    if collider.kind == "hull":
        assert collider.vertices is not None
        points = convex_hull(collider.vertices).vertices @ turn.T + position
        return points.min(axis=0), points.max(axis=0)
    q = np.array(collider.rotation_wxyz) / np.linalg.norm(collider.rotation_wxyz)
    turned = turn @ rotation_of((q[0], q[1], q[2], q[3]))
    center = position + turn @ np.array(collider.position)
    diameter, _, height = collider.size
    kinds = {
        "box": (mujoco.mjtGeom.mjGEOM_BOX, np.array(collider.size) / 2),
        "sphere": (mujoco.mjtGeom.mjGEOM_SPHERE, np.array([diameter / 2, 0, 0])),
        "cylinder": (mujoco.mjtGeom.mjGEOM_CYLINDER, np.array([diameter / 2, height / 2, 0])),
    }
    kind, size = kinds[collider.kind]
    return _shape_bounds(kind, size, turned, center)


def test_gravity_and_contacts_are_set_for_manipulation(model: Any) -> None:
    assert model.opt.gravity == pytest.approx((0, 0, -9.81))
    assert model.opt.timestep == pytest.approx(0.002)
    assert model.opt.integrator == mujoco.mjtIntegrator.mjINT_IMPLICITFAST
    assert model.opt.cone == mujoco.mjtCone.mjCONE_ELLIPTIC
    assert model.opt.impratio == pytest.approx(10)
    assert not model.opt.disableflags & mujoco.mjtDisableBit.mjDSBL_MULTICCD


def test_a_door_and_its_cabinet_do_not_collide(scene: Scene, model: Any) -> None:
    excluded = {(int(signature) >> 16, int(signature) & 0xFFFF) for signature in model.exclude_signature}
    for placed in scene.objects:
        asset = build(placed.spec)
        for joint in asset.joints:
            pair = {model.body(body_path(asset, _root(placed), link)).id for link in (joint.parent, joint.child)}
            assert any(set(one) == pair for one in excluded), (placed.id, joint.name)
