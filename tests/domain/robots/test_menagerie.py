"""A Menagerie checkout in place of our tables: a stand-in of the file's names, since nothing is downloaded."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from pathlib import Path
from typing import Any

import mujoco
import pytest

from blueprint.core.errors import ContractError
from blueprint.domain.robots import catalogue
from blueprint.domain.robots.menagerie import attach_menagerie


def _checkout(root: Path) -> Path:
    """A panda.xml with the names, the nesting and the actuators of Menagerie's."""
    pads = '<geom type="box" size=".008 .004 .008" pos="0 .0055 .0445"/><geom type="box" size=".003 .002 .003" pos=".005 .002 .05"/>'
    fingers = "".join(
        f'<body name="{side}_finger" pos="0 0 .0584" quat="{quat}"><inertial mass=".015" pos="0 0 0" diaginertia="2e-6 2e-6 1e-6"/>'
        f'<joint name="finger_joint{index}" type="slide" axis="0 1 0" range="0 .04" armature=".1" damping="1"/>{pads}</body>'
        for index, side, quat in ((1, "left", "1 0 0 0"), (2, "right", "0 0 0 1"))
    )
    inner = f'<body name="hand" pos="0 0 .107"><inertial mass=".7" pos="0 0 .03" diaginertia=".001 .002 .001"/>{fingers}</body>'
    for index in range(7, 0, -1):
        inner = (
            f'<body name="link{index}" pos="0 0 .1"><inertial mass="1" pos="0 0 0" diaginertia=".01 .01 .01"/>'
            f'<joint name="joint{index}" range="-2.9 2.9" armature=".1"/><geom type="sphere" size=".03"/>{inner}</body>'
        )
    servos = "".join(
        f'<general name="actuator{i}" joint="joint{i}" biastype="affine" gainprm="1000" biasprm="0 -1000 -100" ctrlrange="-2.9 2.9"/>'
        for i in range(1, 8)
    )
    text = f"""<mujoco model="panda"><compiler angle="radian" autolimits="true"/><worldbody>
      <body name="link0"><geom type="sphere" size=".05"/>{inner}</body></worldbody>
      <tendon><fixed name="split"><joint joint="finger_joint1" coef=".5"/><joint joint="finger_joint2" coef=".5"/></fixed></tendon>
      <equality><joint joint1="finger_joint1" joint2="finger_joint2"/></equality>
      <actuator>{servos}<general name="actuator8" tendon="split" biastype="affine" forcerange="-100 100" ctrlrange="0 255"
        gainprm="0.01568627451 0 0" biasprm="0 -100 -10"/></actuator>
      <keyframe><key name="home" qpos="0 0 0 0 0 0 0 .04 .04"/></keyframe></mujoco>"""
    folder = root / "franka_emika_panda"
    folder.mkdir()
    (folder / "panda.xml").write_text(text, encoding="utf-8")
    return root


def test_a_checkout_is_mounted_under_the_same_names(tmp_path: Path) -> None:
    spec = mujoco.MjSpec()
    robot = catalogue.find("franka")
    mounted = attach_menagerie(spec, robot, _checkout(tmp_path), (0.2, 0.0, 0.5), 0.0)
    model: Any = spec.compile()
    data: Any = mujoco.MjData(model)
    data.actuator(mounted.gripper_actuator).ctrl = 1.0
    for _ in range(1500):
        mujoco.mj_step(model, data)
    assert [data.joint(joint).qpos[0] for joint in mounted.finger_joints] == pytest.approx([0.04, 0.04], abs=2e-3)
    assert data.body(mounted.links[0]).xpos == pytest.approx([0.2, 0.0, 0.5])
    assert all(len(pads) == 2 for pads in mounted.finger_pads)
    for pads in mounted.finger_pads:
        for pad in pads:
            assert model.geom(pad).id >= 0
    assert model.site(mounted.grasp_site).id >= 0
    assert model.camera(mounted.wrist_camera).id >= 0
    assert {model.actuator(name).id for name in mounted.actuators} == set(range(7))


def test_a_checkout_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match=r"franka_emika_panda/panda\.xml.*mujoco_menagerie"):
        attach_menagerie(mujoco.MjSpec(), catalogue.find("franka"), tmp_path, (0.0, 0.0, 0.0), 0.0)


def test_a_robot_that_menagerie_is_not_known_for_is_told_which_are(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="one of franka"):
        attach_menagerie(mujoco.MjSpec(), catalogue.find("so101"), tmp_path, (0.0, 0.0, 0.0), 0.0)
