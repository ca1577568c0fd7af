"""From a path to targets in time: within the joints' speeds and accelerations, at rest at both ends.

The path is run through at constant speed and the result is smoothed by two moving averages, which bounds acceleration and jerk (FIR filters
as trajectory generators: Biagiotti and Melchiorri, "Trajectory Planning for Automatic Machines and Robots", 2008, §4.7).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from blueprint.domain.episodes.poses import Array

SPEED_SHARE, ACCELERATION_SHARE = 0.7, 0.5
"""Of the published limits: what is asked for; the servos need the rest."""


@dataclass(frozen=True)
class Limits:
    """(dof,) rad/s and rad/s²"""

    velocity: Array
    acceleration: Array


def timed(path: Array, limits: Limits, fps: int, speed: float = 1.0) -> Array:
    """(frames, dof) targets along a path (n, dof) of straight pieces, one per frame, the last one its end. speed: share of the usual speed."""
    steps = np.abs(np.diff(path, axis=0))
    if not len(steps) or steps.max() < 1e-9:
        return path[-1:].copy()
    velocity, acceleration = limits.velocity * SPEED_SHARE * speed, limits.acceleration * ACCELERATION_SHARE * speed * speed
    spent = (steps / velocity).max(axis=1)
    total = spent.sum()
    fastest = (steps / np.maximum(spent, 1e-9)[:, None]).max(axis=0)
    knots = np.concatenate([[0.0], np.cumsum(spent)])
    frames = max(1, int(np.ceil(total * fps)))
    ramp = max(2, int(np.ceil((fastest / acceleration).max() * fps)))
    if ramp > 2 * frames:  # too short a way to come to full speed: both averages are longer than it and bound the acceleration together
        ramp = max(2, int(np.ceil(np.sqrt(2 * frames * ramp))))
    times = np.linspace(0, total, frames + 1)
    raw = np.stack([np.interp(times, knots, path[:, joint]) for joint in range(path.shape[1])], axis=1)
    half = max(1, ramp // 2)
    padded = np.concatenate([np.repeat(raw[:1], ramp + half, axis=0), raw, np.repeat(raw[-1:], ramp + half, axis=0)])
    smooth = _averaged(_averaged(padded, ramp), half)
    return _trimmed(smooth, path[0], path[-1])


def _averaged(values: Array, width: int) -> Array:
    """Moving average over `width` rows, as long as before (the first row stands before the first)."""
    sums = np.cumsum(np.concatenate([np.repeat(values[:1], width, axis=0), values]), axis=0)
    return (sums[width:] - sums[:-width]) / width


def _trimmed(values: Array, start: Array, end: Array) -> Array:
    """Without what stands still at the ends; ends exactly at the end."""
    moving = np.flatnonzero((np.abs(values - start) > 1e-6).any(axis=1))
    first = moving[0] if len(moving) else len(values) - 1
    arrived = np.flatnonzero((np.abs(values - end) < 1e-6).all(axis=1))
    last = arrived[0] if len(arrived) else len(values) - 1
    made = values[first : last + 1].copy()
    made[-1] = end
    return made


def led(targets: Array, lead_s: Array, fps: int) -> Array:
    """Targets moved ahead by what the servos trail behind: (frames, dof)."""
    if len(targets) < 2:
        return targets
    return targets + np.gradient(targets, axis=0) * fps * lead_s
