"""A scene with a robot in it, compiled: what every simulation of an episode starts from.

Everything in the scene begins asleep (it was settled when the scene was certified) and wakes when it is touched: what nobody touches costs
nothing and does not move (MuJoCo's sleeping trees). Frame: world, Z-up, metres, radians.
"""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import mujoco
import numpy as np
from numpy.typing import NDArray

from blueprint.contracts.tasks import Base
from blueprint.domain.physics.world import Thing, World
from blueprint.domain.robots.attach import Mounted, attach
from blueprint.domain.robots.robot import Robot

Array = NDArray[np.float64]

LONGEST_STEP_S = 0.004
IMPRATIO = 10.0
"""Elliptic cones with friction this much stiffer than the normal force: what is held does not creep (jobs.md §7.7)."""


@dataclass(frozen=True)
class Address:
    """Where the robot's numbers stand in the simulator's arrays. site, gripper: ids. stiffness, damping: of the joint servos, (dof,)."""

    position: NDArray[np.intp]
    velocity: NDArray[np.intp]
    actuator: NDArray[np.intp]
    fingers: NDArray[np.intp]
    finger_share: Array
    gripper: int
    site: int


@dataclass(frozen=True)
class Workcell:
    """model: of the physics, must not be changed. Ids of the scene's bodies, geoms and joints are those of `world`."""

    world: World
    robot: Robot
    base: Base
    mounted: Mounted
    model: Any
    fps: int
    substeps: int
    address: Address
    robot_geoms: frozenset[int]
    finger_geoms: frozenset[int]
    pad_geoms: tuple[frozenset[int], ...]

    @cached_property
    def lead_s(self) -> Array:
        """(dof,) seconds by which a servo trails its target: its damping over its stiffness. A target that leads by it is followed."""
        model, ids = self.model, self.address.actuator
        return -model.actuator_biasprm[ids, 2] / model.actuator_gainprm[ids, 0]

    @cached_property
    def arm_geoms(self) -> frozenset[int]:
        """The robot's that move: neither the stand's nor its base link's."""
        fixed = {self.model.body(name).id for name in (self.mounted.stand, self.mounted.links[0])}
        return frozenset(geom for geom in self.robot_geoms if int(self.model.geom_bodyid[geom]) not in fixed)

    @cached_property
    def pads(self) -> frozenset[int]:
        """The gripping geoms of all fingers."""
        return frozenset().union(*self.pad_geoms)

    @cached_property
    def owner(self) -> tuple[str, ...]:
        """Per geom: "robot", the object's id, the architecture prim's name, or ""."""
        scene = self.world.owner_of_geom
        return tuple("robot" if geom in self.robot_geoms else scene[geom] if geom < len(scene) else "" for geom in range(self.model.ngeom))

    def thing(self, object_id: str) -> Thing:
        return self.world.things[object_id]


def build_workcell(world: World, robot: Robot, base: Base, fps: int) -> Workcell:
    """Compiles the scene with the robot on its stand at `base`. Steps are at most 4 ms, a whole number of them per frame."""
    spec = world.spec.copy()
    mounted = attach(spec, robot, base.position_m, base.yaw_rad, visual=False)
    substeps = math.ceil(1 / fps / LONGEST_STEP_S)
    spec.option.timestep = 1 / fps / substeps
    spec.option.cone, spec.option.impratio = mujoco.mjtCone.mjCONE_ELLIPTIC, IMPRATIO
    spec.option.integrator = mujoco.mjtIntegrator.mjINT_IMPLICITFAST
    spec.option.enableflags = int(mujoco.mjtEnableBit.mjENBL_SLEEP)
    for body in spec.worldbody.bodies:
        _put_to_sleep(body, mounted.prefix)
    with warnings.catch_warnings():  # before it is set to its home the arm may lean on something that then begins awake
        warnings.simplefilter("ignore", UserWarning)
        model = spec.compile()
    assert all(model.body(index).name == world.model.body(index).name for index in range(world.model.nbody))
    assert all(model.geom(index).name == world.model.geom(index).name for index in range(world.model.ngeom))
    geoms = range(world.model.ngeom, model.ngeom)
    fingers = {name for names in mounted.finger_pads for name in names}
    pads = tuple(frozenset(model.geom(name).id for name in names) for names in mounted.finger_pads)
    finger_bodies = {int(model.geom_bodyid[model.geom(name).id]) for name in fingers}
    palm = model.body(mounted.prefix + robot.gripper.palm).id
    return Workcell(
        world, robot, base, mounted, model, fps, substeps, _address(model, mounted), frozenset(geoms),
        frozenset(geom for geom in geoms if int(model.geom_bodyid[geom]) in finger_bodies | {palm}), pads,
    )  # fmt: skip


def _put_to_sleep(body: Any, robot: str) -> None:
    """The root of every tree that can move: the robot's never sleeps, the scene's begin asleep."""
    if body.joints:
        policy = mujoco.mjtSleepPolicy
        body.sleep = policy.mjSLEEP_NEVER if body.name.startswith(robot) else policy.mjSLEEP_INIT
        return
    for child in body.bodies:
        _put_to_sleep(child, robot)


def _address(model: Any, mounted: Mounted) -> Address:
    joints = [model.joint(name).id for name in mounted.joints]
    fingers = [model.joint(name).id for name in mounted.finger_joints]
    return Address(
        position=model.jnt_qposadr[joints].astype(np.intp),
        velocity=model.jnt_dofadr[joints].astype(np.intp),
        actuator=np.array([model.actuator(name).id for name in mounted.actuators], dtype=np.intp),
        fingers=model.jnt_qposadr[fingers].astype(np.intp),
        finger_share=np.array([share for _, share in mounted.robot.gripper.fingers]),
        gripper=model.actuator(mounted.gripper_actuator).id,
        site=model.site(mounted.grasp_site).id,
    )
