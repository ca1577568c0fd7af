"""Run by Newton's own interpreter: loads a scene file and prints what Newton made of it as JSON."""

from __future__ import annotations

import json
import sys

import newton  # type: ignore[import-not-found]
import warp  # type: ignore[import-not-found]

warp.config.quiet = True
builder = newton.ModelBuilder()
builder.add_usd(sys.argv[1])
model = builder.finalize(device="cpu")
kinds = {int(getattr(newton.JointType, name)): name for name in dir(newton.JointType) if name.isupper()}
joints = []
for index, label in enumerate(builder.joint_label):
    kind, dof = kinds[int(builder.joint_type[index])], builder.joint_qd_start[index]
    limits = [builder.joint_limit_lower[dof], builder.joint_limit_upper[dof]] if kind in ("PRISMATIC", "REVOLUTE") else None
    joints.append({"label": label, "kind": kind, "limits": limits})
bodies = {
    label: {"mass": float(mass), "pose": [float(v) for v in pose]}
    for label, mass, pose in zip(builder.body_label, builder.body_mass, builder.body_q, strict=True)
}
json.dump({"bodies": bodies, "joints": joints, "shapes": int(model.shape_count)}, sys.stdout)
