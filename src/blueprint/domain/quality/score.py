"""How good an episode is, 0 … 1, from its frames and its robot's published limits. What is not measured has no score and no weight.

A component is a share of frames or of a figure against its limit; none is a constant, none comes from the recording's own header.
"""

from __future__ import annotations

import numpy as np

from blueprint.contracts.episodes import Recording
from blueprint.core.artifact import Value
from blueprint.domain.quality.frames import ROBOT, Array, Frames
from blueprint.domain.robots.robot import Robot

WEIGHTS = {"trajectory_smoothness": 0.25, "joint_limits": 0.25, "action_following": 0.2, "grasp_contact": 0.15, "stillness_at_end": 0.15}
LEAST = 0.7
"""What every component that is measured must reach (jobs.md §2.17)."""

JERK_S = 0.02
"""A published arm may change from rest to its largest acceleration in this time (Franka: 15 rad/s² at 7,500 rad/s³ is 2 ms; a tenth is asked)."""
SLACK = 1.02
STILL_M_S = 0.05
END_S = 0.25
FOLLOWS_RAD = 0.1


class Quality(Value):
    """score: weighted mean of the components that are not null. measured: the figures behind them."""

    score: float
    components: dict[str, float | None]
    measured: dict[str, float]

    @property
    def weak(self) -> dict[str, float]:
        """Components below what every one must reach."""
        return {name: value for name, value in self.components.items() if value is not None and value < LEAST}


def score(header: Recording, frames: Frames, robot: Robot) -> Quality:
    """Frames (T, …) of `robot`. Units: rad, s, m, N."""
    measured: dict[str, float] = {}
    components: dict[str, float | None] = {
        "trajectory_smoothness": _smoothness(header, frames, robot, measured),
        "joint_limits": _limits(frames, robot, measured),
        "action_following": _following(frames, robot, measured),
        "grasp_contact": _contact(header, frames, measured),
        "stillness_at_end": _stillness(header, frames, measured),
    }
    known = {name: value for name, value in components.items() if value is not None}
    weight = sum(WEIGHTS[name] for name in known)
    total = sum(WEIGHTS[name] * value for name, value in known.items()) / weight if weight else 0.0
    return Quality(
        score=round(float(np.clip(total, 0, 1)), 6), components={name: None if value is None else round(value, 6) for name, value in components.items()},
        measured={name: round(value, 6) for name, value in measured.items()},
    )  # fmt: skip


def _smoothness(header: Recording, frames: Frames, robot: Robot, measured: dict[str, float]) -> float | None:
    """Share of (frame, joint) whose jerk, from measured velocities, stays below the joint's largest acceleration ÷ JERK_S."""
    if len(frames) < 4:
        return None
    jerk = np.abs(np.diff(frames.joint_velocity, n=2, axis=0)) * header.fps**2
    measured |= {"mean_jerk_rad_s3": float(jerk.mean()), "max_jerk_rad_s3": float(jerk.max())}
    return float((jerk <= robot.acceleration_rad_s2 / JERK_S).mean())


def _limits(frames: Frames, robot: Robot, measured: dict[str, float]) -> float:
    """Share of frames with every joint within its range, speed and torque."""
    outside = _beyond(frames.joint_position, robot.lower_rad - 1e-3, robot.upper_rad + 1e-3)
    fast = (np.abs(frames.joint_velocity) > SLACK * robot.velocity_rad_s).any(axis=1)
    strong = (np.abs(frames.joint_effort) > SLACK * robot.torque_nm).any(axis=1)
    measured |= {
        "joint_limit_violations": float(outside.sum()), "velocity_limit_violations": float(fast.sum()), "torque_limit_violations": float(strong.sum()),
    }  # fmt: skip
    return float(1 - (outside | fast | strong).mean())


def _beyond(values: Array, lower: Array, upper: Array) -> Array:
    return np.any((values < lower) | (values > upper), axis=1)


def _following(frames: Frames, robot: Robot, measured: dict[str, float]) -> float | None:
    """Share of frames in which the arm is, one period later, within FOLLOWS_RAD of its target, or of where a servo's known lag leaves it.

    Where it presses on something the target lies behind what it presses on, so frames of contact do not count.
    """
    free = np.ones(len(frames), dtype=bool)
    free[[contact.frame for contact in frames.contacts if ROBOT in (contact.a, contact.b)]] = False
    free = free[:-1] & free[1:]
    if not free.any():
        return None
    reached = frames.joint_position[1:] + robot.servo_lag_s * frames.joint_velocity[1:]
    gap = np.minimum(np.abs(frames.action[:-1, :-1] - reached), np.abs(frames.action[:-1, :-1] - frames.joint_position[1:])).max(axis=1)
    measured["mean_tracking_error_rad"] = float(gap[free].mean())
    return float((gap[free] <= FOLLOWS_RAD).mean())


def _contact(header: Recording, frames: Frames, measured: dict[str, float]) -> float | None:
    """Of a task that grasps: in how many of the frames in which its object is off its place and moving the robot presses on it."""
    grasped = [step.object for step in header.task.steps if step.kind in ("pick_place", "stack") and step.object in header.objects]
    if not grasped:
        return None
    measured["max_contact_force_n"] = max((contact.force for contact in frames.contacts), default=0.0)
    carried = held = 0
    for name in dict.fromkeys(grasped):
        path = frames.object_position[:, header.objects.index(name)]
        speed = np.linalg.norm(np.diff(path, axis=0, prepend=path[:1]), axis=1) * header.fps
        lifted = (path[:, 2] - path[0, 2] > 0.02) & (speed > STILL_M_S)
        touched = {contact.frame for contact in frames.contacts if contact.force > 0 and contact.by_robot_on({name})}
        carried += int(lifted.sum())
        held += sum(frame in touched for frame in np.flatnonzero(lifted))
    return held / carried if carried else None


def _stillness(header: Recording, frames: Frames, measured: dict[str, float]) -> float | None:
    """Of what was moved: the share of the last quarter second in which it is at rest."""
    moved = [header.objects.index(step.object) for step in header.task.steps if step.kind in ("pick_place", "stack", "push") and step.object in header.objects]
    if not moved:
        return None
    last = max(1, round(END_S * header.fps))
    speeds = np.linalg.norm(frames.object_velocity[-last:, moved, :3], axis=2)
    measured["final_speed_m_s"] = float(speeds[-1].max())
    return float((speeds <= STILL_M_S).mean())
