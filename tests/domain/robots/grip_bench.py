"""A bench for grippers: a robot, a table, one object on it; the arm takes it, lifts it and shakes it.

The arm is led by a solver of its own (damped least squares on the grasp site's Jacobian), so that nothing of the planner is needed.
"""

# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mujoco
import numpy as np

from blueprint.domain.robots.attach import GRIP_FORCE_N, Mounted, attach
from blueprint.domain.robots.links import Array
from blueprint.domain.robots.robot import Robot

TABLE_M = {"so101": 0.05}
BASE_M = {"so101": 0.2}
REACH_M = {"so101": 0.20}
LIFT_M = {"so101": 0.08}
DOWN = np.array([[1.0, 0.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.0, -1.0]])


@dataclass(frozen=True)
class Held:
    """height_m: how far the object rose. slip_m, turn_rad: how much it moved in the hand. squeeze_n: on it, from one side, at the end."""

    height_m: float
    slip_m: float
    turn_rad: float
    squeeze_n: float


class Bench:
    """One object of `size_m` (width) and `mass_kg`; shape box, cylinder, sphere or hull (a 12-sided mesh)."""

    def __init__(self, robot: Robot, shape: str, size_m: float, mass_kg: float, step_s: float = 0.002, grip_force_n: float = GRIP_FORCE_N) -> None:
        self.robot, self.size = robot, size_m
        self.table = TABLE_M.get(robot.name, 0.2)
        spec = mujoco.MjSpec()
        spec.option.timestep = step_s
        spec.option.cone = mujoco.mjtCone.mjCONE_ELLIPTIC
        spec.option.impratio = 10
        self.mounted: Mounted = attach(spec, robot, (0.0, 0.0, BASE_M.get(robot.name, 0.3)), 0.0, visual=False, grip_force_n=grip_force_n)
        self.reach = REACH_M.get(robot.name, 0.5)
        spec.worldbody.add_geom(
            type=mujoco.mjtGeom.mjGEOM_BOX, size=(0.15, 0.3, self.table / 2), pos=(self.reach + 0.08, 0, self.table / 2), friction=(0.6, 0.005, 0.0001)
        )
        self.top = _add_object(spec, shape, size_m, mass_kg, (self.reach, 0.0, self.table))
        self.model: Any = spec.compile()
        self.data: Any = mujoco.MjData(self.model)
        self.arm = np.array([self.model.joint(name).qposadr[0] for name in self.mounted.joints])
        self.servos = np.array([self.model.actuator(name).id for name in self.mounted.actuators])
        self.gripper = self.model.actuator(self.mounted.gripper_actuator).id

    def take(self, shaken: bool = True) -> Held:
        """Closes on the object, lifts it, shakes it for 2 s at 2 and 2.7 Hz (up to a g or so at the hand), and says what became of it."""
        hand = self.robot.gripper
        middle = (self.table + self.top) / 2
        height = max(middle, self.top - hand.depth_m + 0.004, self.table + hand.tip_m + 0.002)
        start = self._pose(height, self.robot.home_rad)
        self.data.qpos[self.arm] = start
        for name, coefficient in hand.fingers:
            self.data.joint(name if name in self.mounted.finger_joints else self.mounted.prefix + name).qpos = (
                (hand.open_m - hand.closed_m) / coefficient / len(hand.fingers)
            )
        self.data.ctrl[self.servos] = start
        self._move(start, 0.1, 1.0)
        self._move(start, 1.2, 0.0)
        place, turn = self._in_hand()
        stood = float(self.data.body("object").xpos[2])
        lifted = self._pose(height + LIFT_M.get(self.robot.name, 0.2), start)
        self._move(lifted, 1.5, 0.0)
        if shaken:
            self._shake(lifted, 2.0)
            self._move(lifted, 0.5, 0.0)
        later, turned = self._in_hand()
        angle = np.arccos(np.clip((np.trace(turn.T @ turned) - 1) / 2, -1.0, 1.0))
        rise = float(self.data.body("object").xpos[2]) - stood
        return Held(rise, float(np.linalg.norm(later - place)), float(angle), self.squeeze_n())

    def squeeze_n(self) -> float:
        """The larger sum of normal forces of one finger's pads on the object, along the finger opening."""
        opening = self.data.site(self.mounted.grasp_site).xmat.reshape(3, 3)[:, 1]
        per_finger = []
        for pads in self.mounted.finger_pads:
            ids, total = {self.model.geom(name).id for name in pads}, np.zeros(3)
            for index, contact in enumerate(self.data.contact):
                if contact.geom1 in ids or contact.geom2 in ids:
                    force = np.zeros(6)
                    mujoco.mj_contactForce(self.model, self.data, index, force)
                    total += contact.frame.reshape(3, 3).T @ force[:3] * (1 if contact.geom1 in ids else -1)
            per_finger.append(abs(float(total @ opening)))
        return max(per_finger)

    def step(self) -> None:
        mujoco.mj_step(self.model, self.data)

    def _move(self, target: Array, seconds: float, grip: float) -> None:
        start = self.data.ctrl[self.servos].copy()
        steps = round(seconds / self.model.opt.timestep)
        for step in range(steps):
            share = (step + 1) / steps
            self.data.ctrl[self.servos] = start + (target - start) * share**3 * (10 - 15 * share + 6 * share**2)
            self.data.ctrl[self.gripper] = grip
            self.step()

    def _shake(self, about: Array, seconds: float) -> None:
        for step in range(round(seconds / self.model.opt.timestep)):
            time = step * self.model.opt.timestep
            self.data.ctrl[self.servos] = about
            self.data.ctrl[self.servos[0]] += 0.08 * np.sin(2 * np.pi * 2.0 * time)
            self.data.ctrl[self.servos[-2]] += 0.10 * np.sin(2 * np.pi * 2.7 * time)
            self.step()

    def _in_hand(self) -> tuple[Array, Array]:
        hand = self.data.site(self.mounted.grasp_site)
        turn = hand.xmat.reshape(3, 3)
        thing = self.data.body("object")
        return turn.T @ (thing.xpos - hand.xpos), turn.T @ thing.xmat.reshape(3, 3)

    def _pose(self, height_m: float, near: Array) -> Array:
        """Joints with the grasp site over the object at that height, pointing down (with five joints: however the opening is turned then)."""
        fixed = self.robot.gripper.fixed_m
        aside = 0.0 if fixed is None else fixed - self.size / 2 - 0.001  # the jaw that stays is put beside the object
        goal = np.array([self.reach + aside, 0.0, height_m])
        scratch = mujoco.MjData(self.model)
        scratch.qpos[:] = self.data.qpos
        scratch.qpos[self.arm] = near
        site = self.model.site(self.mounted.grasp_site).id
        dofs = np.array([self.model.joint(name).dofadr[0] for name in self.mounted.joints])
        error = np.ones(6)
        for _ in range(300):
            mujoco.mj_kinematics(self.model, scratch)
            mujoco.mj_comPos(self.model, scratch)
            jacobian = np.zeros((6, self.model.nv))
            mujoco.mj_jacSite(self.model, scratch, jacobian[:3], jacobian[3:], site)
            jacobian = jacobian[:, dofs]
            turn = scratch.site_xmat[site].reshape(3, 3)
            error = np.concatenate([goal - scratch.site_xpos[site], _turn_to(turn, DOWN)])
            if self.robot.dof < 6:
                approach = turn[:, 2]
                across = np.eye(3) - np.outer(approach, approach)
                error[3:], jacobian[3:] = across @ np.cross(approach, DOWN[:, 2]), across @ jacobian[3:]
            if np.linalg.norm(error) < 1e-6:
                break
            step = jacobian.T @ np.linalg.solve(jacobian @ jacobian.T + 1e-5 * np.eye(6), error)
            moved = scratch.qpos[self.arm] + np.clip(step, -0.2, 0.2)
            scratch.qpos[self.arm] = np.clip(moved, self.robot.lower_rad, self.robot.upper_rad)
        assert np.linalg.norm(error) < 1e-3, f"{self.robot.name} does not reach {goal}"
        return scratch.qpos[self.arm].copy()


def _turn_to(turn: Array, goal: Array) -> Array:
    wxyz, vector = np.zeros(4), np.zeros(3)
    mujoco.mju_mat2Quat(wxyz, (goal @ turn.T).ravel())
    mujoco.mju_quat2Vel(vector, wxyz, 1.0)
    return vector


def _add_object(spec: Any, shape: str, size: float, mass: float, place: tuple[float, float, float]) -> float:
    """Adds the body `object` standing at `place`; returns the height of its top."""
    tall = size if shape != "cylinder" else 2 * size
    body = spec.worldbody.add_body(name="object", pos=(place[0], place[1], place[2] + tall / 2))
    body.add_freejoint()
    matter = {"mass": mass, "friction": (0.6, 0.005, 0.0001)}
    if shape == "hull":
        ring = np.linspace(0, 2 * np.pi, 12, endpoint=False)
        mesh = spec.add_mesh(name="hull")
        mesh.uservert = np.concatenate([(size / 2 * np.cos(a), size / 2 * np.sin(a), z) for z in (-size / 2, size / 2) for a in ring])
        body.add_geom(type=mujoco.mjtGeom.mjGEOM_MESH, meshname="hull", **matter)
    else:
        kind = {"box": mujoco.mjtGeom.mjGEOM_BOX, "cylinder": mujoco.mjtGeom.mjGEOM_CYLINDER, "sphere": mujoco.mjtGeom.mjGEOM_SPHERE}[shape]
        body.add_geom(type=kind, size=(size / 2, tall / 2 if shape == "cylinder" else size / 2, size / 2), **matter)
    return place[2] + tall
