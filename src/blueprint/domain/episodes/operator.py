"""What every skill is made of: go somewhere clear of everything, go straight, close and open the hand, wait.

Each is a generator of actions, one per control period; between two of them the simulation has moved on, so a skill sees what it did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from blueprint.contracts.episodes import Failure
from blueprint.contracts.tasks import Base
from blueprint.domain.episodes.clearance import Clearance
from blueprint.domain.episodes.kinematics import arm_of, in_base
from blueprint.domain.episodes.motion import Limits, led, timed
from blueprint.domain.episodes.paths import plan_path
from blueprint.domain.episodes.poses import Array, about_z, between, inverse, moved, pose
from blueprint.domain.episodes.simulation import Simulation
from blueprint.domain.episodes.workcell import Workcell

Action = NDArray[np.float32]
Actions = Iterator[Action]

SETTLE_FRAMES = 2
LINE_SPEED_M_S = 0.25
LARGEST_TURN_RAD = 0.35
"""Of a joint within one frame of a straight line; more is a jump to another solution."""


OUT_M = (0.015, 0.03, 0.06, 0.12, 0.2)
"""How far the hand goes from where it or what it holds touches something."""


class Stopped(Exception):
    """The skill cannot go on; says in which phase and why."""

    def __init__(self, phase: str, cause: str, message: str = "") -> None:
        super().__init__(f"{phase}: {cause}: {message}")
        self.failure = Failure(phase=phase, cause=cause, message=message)


class Operator:
    """Drives one workcell. q: the arm's last target (dof,); opening: the gripper's, 0 … 1; phase: what is being done, for the record."""

    def __init__(self, simulation: Simulation, clearance: Clearance, seed: int) -> None:
        self.simulation, self.clearance, self.seed = simulation, clearance, seed
        self.cell: Workcell = simulation.cell
        self.random = np.random.default_rng(seed)
        self.arm = arm_of(self.cell.robot)
        self.stand_at(self.cell.base)
        self.limits = Limits(self.cell.robot.velocity_rad_s, self.cell.robot.acceleration_rad_s2)
        self.q = simulation.arm
        self.opening = 1.0
        self.phase = "start"

    # thinking

    def stand_at(self, base: Base) -> None:
        """Think of the robot as standing elsewhere (the clearance must think so, too)."""
        self.base = pose(np.array(base.position_m), about_z(base.yaw_rad)[:3, :3])

    def error(self, target: Array, joints: Array) -> float:
        """Metres between the hand at these joints and a pose in the world."""
        return self.arm.error(in_base(self.base, target), joints)

    def solve(self, target: Array, near: Array) -> Array | None:
        """Joints for the hand's pose in the world, or None."""
        return self.arm.solve(in_base(self.base, target), near)

    def fitted(self, target: Array) -> Array | None:
        """The pose in the world nearest to `target` that the kind of arm can take there, or None: see `Arm.fitted`."""
        found = self.arm.fitted(in_base(self.base, target))
        return None if found is None else self.base @ found

    def azimuth(self, point: Array) -> float:
        """Around the arm's first axis, of a point (3,) in the world."""
        return self.arm.azimuth((inverse(self.base) @ np.append(point, 1.0))[:3])

    def ahead(self, point: Array) -> Array:
        """(3,) level, away from the arm's first axis at a point (3,), world."""
        return self.base[:3, :3] @ about_z(self.azimuth(point))[:3, 0]

    def seeds(self, count: int) -> list[Array]:
        """Where to begin looking for joints: the arm's home, where it is, and some spread over its range, always the same ones."""
        elsewhere = [] if np.abs(self.q - self.cell.robot.home_rad).max() < 0.3 else [self.q]
        return [self.cell.robot.home_rad, *elsewhere, *self.arm.spread[:count]]

    def reach(self, target: Array, opening: float, extra: int = 2, near: Array | None = None) -> Array | None:
        """Joints at which the hand is at `target` and nothing is touched, or None."""
        for seed in [*([near] if near is not None else []), *self.seeds(extra)]:
            found = self.solve(target, seed)
            if found is not None and self.clearance.free(found, opening):
                return found
        return None

    def straight(self, start: Array, target: Array, opening: float, steps: int = 6, clear: bool = True) -> Array | None:
        """(steps, dof) joints along a straight line of the hand from where joints `start` hold it, without a jump; None when there is no such way."""
        begin = self.base @ self.arm.forward(start)
        q, found = start, []
        for share in np.linspace(0, 1, steps + 1)[1:]:
            step = self.solve(between(begin, target, share), q)
            if step is None or np.abs(step - q).max() > 3 * LARGEST_TURN_RAD:
                return None
            if clear and not self.clearance.free(step, opening):
                return None
            q = step
            found.append(q)
        return np.stack(found)

    def way(self, goal: Array, opening: float) -> Array | None:
        """A path (n, dof) of the arm from where it is to `goal` through free space, or None. From where something is touched, first out of it."""
        robot, seed = self.cell.robot, int(self.random.integers(1, 2**31 - 1))
        out = self._out(opening)
        if out is None:
            return None
        path = plan_path(lambda q: self.clearance.free(q, opening), robot.lower_rad, robot.upper_rad, out[-1], goal, seed)
        return None if path is None else np.concatenate([out[:-1], path])

    def _out(self, opening: float) -> Array | None:
        """(n, dof) joints from here to where nothing is touched: up, back, or towards the robot, as little as helps; None when none does."""
        if self.clearance.free(self.q, opening):
            return self.q[None]
        now = self.base @ self.arm.forward(self.q)
        nearer = (self.base[:3, 3] - now[:3, 3]) * (1.0, 1.0, 0.0)
        for distance in OUT_M:
            for way in (np.array([0.0, 0.0, 1.0]), -now[:3, 2], nearer / max(1e-6, float(np.linalg.norm(nearer)))):
                path = self.straight(self.q, moved(now, distance * way), opening, 3, clear=False)
                if path is not None and self.clearance.free(path[-1], opening):
                    return np.concatenate([self.q[None], path])
        return None

    # doing

    def action(self, q: Array | None = None) -> Action:
        return np.append(self.q if q is None else q, self.opening).astype(np.float32)

    def go(self, goal: Array, speed: float = 1.0) -> Actions:
        """Through free space. Raises Stopped when there is no way."""
        path = self.way(goal, self.opening)
        if path is None:
            raise Stopped(self.phase, "no_path", _why(self.clearance.touches(goal, self.opening)))
        targets = self._clear_of_corners(path, speed)
        yield from self.follow(targets)

    def follow(self, targets: Array) -> Actions:
        for target, ahead in zip(targets, led(targets, self.cell.lead_s, self.cell.fps), strict=True):
            self.q = target
            yield self.action(np.clip(ahead, self.cell.robot.lower_rad, self.cell.robot.upper_rad))
        yield from self.wait(SETTLE_FRAMES)

    def line(self, target: Array, speed_m_s: float = LINE_SPEED_M_S, until: Callable[[], bool] | None = None, settle: int = SETTLE_FRAMES) -> Actions:
        """The hand straight to `target`, until that is reached or `until` says stop. Raises Stopped where the arm cannot follow."""
        begin = self.base @ self.arm.forward(self.q)
        distance = float(np.linalg.norm(target[:3, 3] - begin[:3, 3]))
        frames = max(3, int(np.ceil(distance / speed_m_s * self.cell.fps * 1.5)))
        poses = (between(begin, target, _eased(frame / frames)) for frame in range(1, frames + 1))
        yield from self.track(poses, until)
        yield from self.wait(settle, until)

    def track(self, poses: Iterator[Array], until: Callable[[], bool] | None = None) -> Actions:
        """The hand along poses, one per frame."""
        before = self.q
        for wanted in poses:
            if until is not None and until():
                self.q = before
                return
            q = self.solve(wanted, self.q)
            if q is None or np.abs(q - self.q).max() > LARGEST_TURN_RAD:
                raise Stopped(self.phase, "unreachable", "the arm cannot follow the hand's way there")
            ahead = q + (q - self.q) * self.cell.fps * self.cell.lead_s
            before, self.q = self.q, q
            yield self.action(np.clip(ahead, self.cell.robot.lower_rad, self.cell.robot.upper_rad))

    def wait(self, frames: int, until: Callable[[], bool] | None = None) -> Actions:
        for _ in range(frames):
            if until is not None and until():
                return
            yield self.action()

    def grip(self, opening: float, frames: int) -> Actions:
        """Set the gripper and wait until the fingers stand still, at most so long."""
        self.opening = opening
        before = self.simulation.opening
        for frame in range(frames):
            yield self.action()
            now = self.simulation.opening
            if frame >= 4 and abs(now - before) < 1e-4:
                return
            before = now

    def _clear_of_corners(self, path: Array, speed: float) -> Array:
        """Smoothing cuts corners; where that touches something, the way is run through more slowly, at last from corner to corner."""
        targets = timed(path, self.limits, self.cell.fps, speed)
        if len(path) == 2 or all(self.clearance.free(q, self.opening) for q in targets[:: max(1, len(targets) // 25)]):
            return targets
        return np.concatenate([timed(path[at : at + 2], self.limits, self.cell.fps, speed) for at in range(len(path) - 1)])


def _eased(share: float) -> float:
    """0 … 1 with no speed at both ends (3s² - 2s³)."""
    return share * share * (3 - 2 * share)


def _why(touched: tuple[str, str] | None) -> str:
    return f"{touched[0]} would touch {touched[1]}" if touched else "no way was found in the time"
