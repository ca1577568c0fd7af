"""Newton loads the same scene file, from another folder, and sees the same bodies, masses, poses and joints as MuJoCo."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import mujoco
import numpy as np
import pytest
from consumer_environments import python_of
from usd_rooms import every_spec, few_specs, scene_of, write_scene

KINDS = {"FREE": mujoco.mjtJoint.mjJNT_FREE, "REVOLUTE": mujoco.mjtJoint.mjJNT_HINGE, "PRISMATIC": mujoco.mjtJoint.mjJNT_SLIDE}


@pytest.mark.consumer
@pytest.mark.slow
@pytest.mark.parametrize("specs", [few_specs, every_spec], ids=["few", "every category"])
def test_newton_sees_what_mujoco_sees(tmp_path: Path, specs: Any) -> None:
    interpreter = python_of("newton")
    write_scene(scene_of(specs()), tmp_path / "here")
    shutil.move(tmp_path / "here", tmp_path / "moved")
    path = tmp_path / "moved" / "usd" / "scene.usda"
    script = Path(__file__).with_name("newton_counts.py")
    ran = subprocess.run([interpreter, script, path], check=True, capture_output=True, text=True, timeout=300)
    seen = json.loads(ran.stdout[ran.stdout.index('{"bodies"') :])
    model = mujoco.MjSpec.from_file(str(path)).compile()
    data = mujoco.MjData(model)
    mujoco.mj_kinematics(model, data)

    assert set(seen["bodies"]) == {model.body(index).name for index in range(1, model.nbody)}
    for name, body in seen["bodies"].items():
        index = model.body(name).id
        assert body["mass"] == pytest.approx(model.body_mass[index], rel=1e-5), name
        assert body["pose"][:3] == pytest.approx(data.xpos[index], abs=1e-5), name
        x, y, z, w = body["pose"][3:]
        assert abs(np.dot((w, x, y, z), data.xquat[index])) == pytest.approx(1, abs=1e-6), name

    counts = Counter(joint["kind"] for joint in seen["joints"])
    assert {kind: counts[kind] for kind in KINDS} == {kind: int((model.jnt_type == value).sum()) for kind, value in KINDS.items()}
    for joint in seen["joints"]:
        if joint["limits"]:
            assert joint["limits"] == pytest.approx(model.joint(joint["label"]).range, abs=1e-5), joint["label"]
    assert seen["shapes"] == model.ngeom
