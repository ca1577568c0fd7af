"""Gates that an episode of data must pass to be physical: those of jobs.md §3.17.2, for recordings whose source is MuJoCo.

Each gate's figure stands beside it. Gates that ask for a server's words (scene state backed by a server, a strict runtime check) have no
counterpart here: what is recorded is read from the simulator itself, and a replay on a fresh load proves it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from blueprint.contracts.episodes import Recording
from blueprint.contracts.tasks import Step
from blueprint.core.artifact import Value
from blueprint.domain.quality.frames import Array, Frames

JUMP_M = 0.12
"""An object moves less between two frames at 30 a second; in proportion at other rates."""
RETURNED_M, AWAY_M = 0.005, 0.05
NEAR_M = 0.15
MOVED_M = 0.005
CONTACT_FRAMES = 3
EFFORT_SHARE = 0.5
"""Of an arm that is held still by its servos nothing changes but the last digits, so fewer frames than a driven real arm's 0.9 differ."""
UNRECORDED_M_S = 0.25
"""An object cannot be seen to move so much faster than its recorded velocity says, unless its pose was set."""

MOVING = ("pick_place", "stack", "push")


class GateVerdict(Value):
    """value: what was measured, in the gate's own unit; null when the gate does not apply to this task."""

    code: str
    passed: bool
    value: float | None
    expected: str


@dataclass(frozen=True)
class Subject:
    """A successful recording with its frames, and which columns of the objects each step moves."""

    header: Recording
    frames: Frames

    def moved(self) -> list[tuple[Step, Array]]:
        """(step, (T, 3) positions) of what is carried or pushed."""
        index = {name: column for column, name in enumerate(self.header.objects)}
        steps = [step for step in self.header.task.steps if step.kind in MOVING and step.object in index]
        return [(step, self.frames.object_position[:, index[step.object]]) for step in steps]


def certify(header: Recording, frames: Frames) -> tuple[GateVerdict, ...]:
    """The gates of a recording that says it succeeded."""
    subject = Subject(header, frames)
    return tuple(gate(subject) for gate in GATES)


def _teleport(subject: Subject) -> GateVerdict:
    largest = _largest_step(subject.frames.object_position)
    limit = JUMP_M * 30 / subject.header.fps
    return GateVerdict(code="SNAPBACK_OR_TELEPORT_DETECTED", passed=largest < limit, value=largest, expected=f"no object moves {limit:.3f} m in one frame")


def _snapback(subject: Subject) -> GateVerdict:
    """A thing that was carried away and lies where it began, although the task moved it."""
    found = [_returned(path) for step, path in subject.moved() if step.goal_m is not None]
    share = float(sum(found))
    return GateVerdict(code="RETURNED_TO_START", passed=share == 0, value=share if found else None, expected="nothing that was moved is back where it was")


def _returned(path: Array) -> bool:
    away = np.linalg.norm(path - path[0], axis=1)
    return bool(away.max() >= AWAY_M and away[-1] <= RETURNED_M)


def _kinematic(subject: Subject) -> GateVerdict:
    """Poses that change without the velocity that would change them were set, not simulated."""
    positions, velocities = subject.frames.object_position, subject.frames.object_velocity[:, :, :3]
    if len(positions) < 2 or positions.shape[1] == 0:
        return GateVerdict(code="KINEMATIC_OBJECT_POSE_USED", passed=True, value=None, expected="objects to watch")
    seen = np.linalg.norm(np.diff(positions, axis=0), axis=2) * subject.header.fps
    fastest = np.maximum(np.linalg.norm(velocities[:-1], axis=2), np.linalg.norm(velocities[1:], axis=2))
    excess = float((seen - 3 * fastest).max())
    return GateVerdict(
        code="KINEMATIC_OBJECT_POSE_USED", passed=excess <= UNRECORDED_M_S, value=excess, expected=f"motion within {UNRECORDED_M_S} m/s of thrice the velocity"
    )


def _contradiction(subject: Subject) -> GateVerdict:
    """The goal, computed again from where the object ended."""
    misses = []
    last = {step.object: (step, path) for step, path in subject.moved() if step.goal_m is not None and step.tolerance_m > 0}
    for step, path in last.values():
        assert step.goal_m is not None
        misses.append(float(np.linalg.norm(path[-1, :2] - np.array(step.goal_m[:2]))) - step.tolerance_m)
    worst = max(misses, default=None)
    return GateVerdict(
        code="TASK_SUCCESS_CONTRADICTION", passed=worst is None or worst <= 1e-3, value=worst, expected="every object within its goal's tolerance (m beyond it)"
    )


def _contact(subject: Subject) -> GateVerdict:
    targets = {step.object for step in subject.header.task.steps}
    touched = {contact.frame for contact in subject.frames.contacts if contact.force > 0 and contact.by_robot_on(targets)}
    count = len(touched)
    return GateVerdict(
        code="CONTACT_PLACEHOLDER_OR_EMPTY", passed=count >= CONTACT_FRAMES, value=float(count), expected=f"the robot presses on its object in ≥ {CONTACT_FRAMES} frames"
    )


def _targets(subject: Subject) -> GateVerdict:
    """Every object has a pose in every frame; positions and velocities were found finite when they were read."""
    norms = np.linalg.norm(subject.frames.object_wxyz, axis=2)
    worst = float(np.abs(norms - 1).max()) if norms.size else 0.0
    return GateVerdict(code="TARGET_SCHEMA_INCOMPLETE", passed=worst < 1e-3, value=worst, expected="unit quaternions in every frame")


def _channels(subject: Subject) -> GateVerdict:
    """The arm's efforts were measured anew in each frame."""
    efforts = subject.frames.joint_effort
    changed = float((np.abs(np.diff(efforts, axis=0)).max(axis=1) > 0).mean()) if len(efforts) > 1 else 0.0
    return GateVerdict(code="CHANNEL_INCOMPLETE", passed=changed >= EFFORT_SHARE, value=changed, expected=f"efforts that change in ≥ {EFFORT_SHARE:.0%} of the frames")


def _geometry(subject: Subject) -> GateVerdict:
    """The hand came to what it moved, and that moved. Where they touched is nearer than a tall thing's origin, which may be at its foot."""
    hand, gaps = subject.frames.ee_position, []
    for step, path in subject.moved():
        near = float(np.linalg.norm(hand - path, axis=1).min())
        touched = [contact for contact in subject.frames.contacts if contact.by_robot_on({step.object})]
        near = min((float(np.linalg.norm(hand[contact.frame] - contact.position)) for contact in touched), default=near)
        moved = float(np.linalg.norm(path - path[0], axis=1).max())
        gaps.append(near if moved >= MOVED_M else np.inf)
    worst = max(gaps, default=None)
    passed = worst is None or worst <= NEAR_M
    return GateVerdict(
        code="EE_TARGET_GEOMETRY_IMPLAUSIBLE", passed=passed, value=None if worst is None or np.isinf(worst) else worst,
        expected=f"the hand within {NEAR_M} m of where each object is touched, which moves ≥ {MOVED_M} m",
    )  # fmt: skip


def _replay(subject: Subject) -> GateVerdict:
    same = subject.header.replay_sha256 == subject.header.final_sha256
    return GateVerdict(code="REPLAY_DIFFERS", passed=same, value=float(same), expected="the replay ends in the same state")


def _largest_step(positions: Array) -> float:
    return float(np.linalg.norm(np.diff(positions, axis=0), axis=2).max()) if len(positions) > 1 and positions.shape[1] else 0.0


GATES: tuple[Callable[[Subject], GateVerdict], ...] = (
    _teleport, _snapback, _kinematic, _contradiction, _contact, _targets, _channels, _geometry, _replay,
)  # fmt: skip
