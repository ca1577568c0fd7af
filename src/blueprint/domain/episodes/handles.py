"""Where a hand takes hold of a scene's joints, in the simulator's terms."""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from blueprint.domain.assets.catalogue import build
from blueprint.domain.episodes.poses import Array, matrix, pose
from blueprint.domain.episodes.simulation import Simulation
from blueprint.domain.physics.world import World
from blueprint.domain.usd.stage import read_scene

KNOWN_SCENES = 8


@dataclass(frozen=True)
class Grip:
    """A joint's handle. frame: (4, 4) in the world at the certified state: origin its middle, X along the bar, Z out of the front.
    width_m: along the bar. at: the joint's value at that state."""

    object_id: str
    frame: Array
    width_m: float
    at: float


@dataclass(frozen=True)
class Motion:
    """How what hangs on a joint moves: its axis through `anchor` (world, at the value `at`)."""

    hinge: bool
    axis: Array
    anchor: Array
    at: float

    def carried(self, frame: Array, value: float) -> Array:
        """A pose fixed to the moving part, given at `at`, when the joint stands at `value`."""
        if not self.hinge:
            made = frame.copy()
            made[:3, 3] += self.axis * (value - self.at)
            return made
        turn = rotation_about(self.axis, value - self.at)
        return pose(self.anchor + turn @ (frame[:3, 3] - self.anchor), turn @ frame[:3, :3])


def grips(world: World) -> dict[str, Grip]:
    """By the joint's prim path; joints without a handle are left out."""
    if world.digest not in _known:
        if len(_known) >= KNOWN_SCENES:
            _known.clear()
        _known[world.digest] = _grips(world)
    return _known[world.digest]


def _grips(world: World) -> dict[str, Grip]:
    model, data = world.start()
    names = {model.joint(index).name for index in range(model.njnt)}
    found: dict[str, Grip] = {}
    for placed in read_scene(world.path).objects:
        if not world.things[placed.id].joints:
            continue
        rotation, origin = matrix(np.array(placed.rotation_wxyz)), np.array(placed.position_m)
        for joint in build(placed.spec).joints:
            name = f"/World/Objects/{placed.id}/joints/{joint.name}"
            if joint.handle is None or name not in names:
                continue
            bar, out = rotation @ np.array(joint.handle.axis), rotation @ np.array(joint.handle.normal)
            frame = pose(rotation @ np.array(joint.handle.position) + origin, np.stack([bar, np.cross(out, bar), out], axis=1))
            found[name] = Grip(placed.id, frame, joint.handle.width_m, float(data.qpos[model.jnt_qposadr[model.joint(name).id]]))
    return found


def motion_of(simulation: Simulation, joint: str) -> Motion:
    """As the joint stands now."""
    model, data = simulation.cell.model, simulation.data
    index = model.joint(joint).id
    return Motion(bool(model.jnt_type[index] == 3), data.xaxis[index].copy(), data.xanchor[index].copy(), simulation.joint(joint))


def grip_now(simulation: Simulation, joint: str) -> Array:
    """The handle's frame (4, 4) where the joint stands now."""
    grip, motion = grips(simulation.cell.world)[joint], motion_of(simulation, joint)
    back = Motion(motion.hinge, motion.axis, motion.anchor, grip.at)
    return back.carried(grip.frame, motion.at)


def rotation_about(axis: Array, angle_rad: float) -> Array:
    """(3, 3), Rodrigues' formula."""
    x, y, z = axis
    k = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return np.eye(3) + np.sin(angle_rad) * k + (1 - np.cos(angle_rad)) * k @ k


_known: dict[str, dict[str, Grip]] = {}
