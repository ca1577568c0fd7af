"""The quality certificate of one episode of our own collection (jobs.md §3.17.5): only what is measured; everything else is null."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

import numpy as np

from blueprint.contracts.episode_generation import (
    ProvenanceMetrics,
    QualityCertificate,
    Sim2RealMetrics,
    TaskMetrics,
    TrajectoryMetrics,
    Use,
    VisualMetrics,
)
from blueprint.contracts.episodes import Recording
from blueprint.domain.datasets.video import decode
from blueprint.domain.quality.certify import MOVING, GateVerdict
from blueprint.domain.quality.frames import ROBOT, Array, Frames, read_frames
from blueprint.domain.quality.judge import Judged
from blueprint.domain.quality.score import WEIGHTS

PRODUCTION, FINE_TUNING = 0.90, 0.80
PICTURES = 5
"""Looked at per film."""

CHANNELS = (
    "joint_position", "joint_velocity", "joint_acceleration", "joint_effort", "gripper", "ee_position", "ee_wxyz", "ee_velocity", "action",
    "object_position", "object_wxyz", "object_velocity", "scene_joints", "contacts",
)  # fmt: skip


def certify_episode(
    judged: Judged, cameras_asked: bool, level: Literal["production", "development"], code_version: str, now: datetime
) -> QualityCertificate:
    """Of a recording that was judged; its frames are read again. cameras_asked: whether pictures were wished for."""
    header = judged.header
    frames = read_frames(judged.frames, header)
    errors = tuple(f"{gate.code}: expected {gate.expected}, measured {gate.value}" for gate in judged.gates if not gate.passed)
    use = _use(judged.quality.score, bool(header.cameras), bool(errors) or not judged.gates)
    return QualityCertificate(
        episode_id=header.episode_id, scene_id=header.scene_id, task_id=header.task.task_id, generated_at=now, pipeline_version=code_version,
        data_quality_level=level, training_suitability=use, recommended_use=use, trajectory_metrics=_trajectory(judged, frames),
        visual_metrics=_visual(judged), task_metrics=_task(header, frames), sim2real_metrics=_physics(header, frames, judged.gates),
        quality_weights=WEIGHTS, provenance_metrics=_provenance(header, frames), overall_quality_score=judged.quality.score,
        validation_passed=bool(judged.gates) and not errors, validation_warnings=_warnings(judged, cameras_asked), validation_errors=errors,
        data_hash=header.frames_sha256, frame_count=len(frames), camera_count=len(header.cameras), partial_camera_coverage=cameras_asked and not header.cameras,
        ee_coverage_ratio=_share(np.isfinite(frames.ee_position)),
    )  # fmt: skip


def touches_others(header: Recording, frames: Frames) -> int:
    """In how many frames the robot presses on something that no step of the task is about."""
    meant = {ROBOT} | {step.object for step in header.task.steps} | {step.reference for step in header.task.steps}
    return len({contact.frame for contact in frames.contacts if contact.force > 0 and ROBOT in (contact.a, contact.b) and not {contact.a, contact.b} <= meant})


def _use(score: float, pictures: bool, uncertified: bool) -> Use:
    if uncertified or score < FINE_TUNING:
        return "testing"
    return "production_training" if score >= PRODUCTION and pictures else "fine_tuning"


def _warnings(judged: Judged, cameras_asked: bool) -> tuple[str, ...]:
    found = [f"{name}: {value}" for name, value in judged.quality.weak.items()]
    if not judged.gates:
        found.append("the physics gates were not run")
    if not judged.header.cameras:
        found.append("no pictures: none could be taken on this machine" if cameras_asked else "no pictures: state only, as asked")
    return tuple(found)


def _trajectory(judged: Judged, frames: Frames) -> TrajectoryMetrics:
    measured, components = judged.quality.measured, judged.quality.components
    return TrajectoryMetrics(
        smoothness_score=components["trajectory_smoothness"], mean_jerk=measured.get("mean_jerk_rad_s3"), max_jerk=measured.get("max_jerk_rad_s3"),
        path_efficiency=_directness(judged.header, frames), trajectory_length_meters=round(_length(frames.ee_position), 6),
        dynamics_feasibility=components["joint_limits"], joint_limit_violations=_count(measured, "joint_limit_violations"),
        velocity_limit_violations=_count(measured, "velocity_limit_violations"), torque_limit_violations=_count(measured, "torque_limit_violations"),
        collision_count=touches_others(judged.header, frames),
    )  # fmt: skip


def _count(measured: dict[str, float], name: str) -> int | None:
    return round(measured[name]) if name in measured else None


def _moved(header: Recording, frames: Frames) -> list[Array]:
    """(T, 3) per object that the task moves."""
    names = dict.fromkeys(step.object for step in header.task.steps if step.kind in MOVING and step.object in header.objects)
    return [frames.object_position[:, header.objects.index(name)] for name in names]


def _directness(header: Recording, frames: Frames) -> float | None:
    ways = [(float(np.linalg.norm(path[-1] - path[0])), _length(path)) for path in _moved(header, frames)]
    total = sum(way for _, way in ways)
    return round(sum(straight for straight, _ in ways) / total, 6) if total > 0 else None


def _length(path: Array) -> float:
    return float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())


def _visual(judged: Judged) -> VisualMetrics | None:
    if not judged.header.cameras:
        return None
    film: Path = judged.videos[judged.header.cameras[0].name]
    last = judged.header.frame_count - 1
    greys = [picture.mean(axis=2) for picture in decode(film, sorted({round(last * k / (PICTURES - 1)) for k in range(PICTURES)}))]
    light = [float(grey.mean()) / 255 for grey in greys]
    return VisualMetrics(
        mean_sharpness=round(float(np.mean([_laplacian(grey).var() for grey in greys])), 4), mean_brightness=round(float(np.mean(light)), 6),
        brightness_std=round(float(np.mean([grey.std() / 255 for grey in greys])), 6),
    )  # fmt: skip


def _laplacian(grey: Array) -> Array:
    """(H - 2, W - 2): the four neighbours less four times the pixel."""
    return grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * grey[1:-1, 1:-1]


def _task(header: Recording, frames: Frames) -> TaskMetrics:
    goals = {step.object: step.goal_m for step in header.task.steps if step.kind in MOVING and step.goal_m is not None and step.object in header.objects}
    misses = [float(np.linalg.norm(frames.object_position[-1, header.objects.index(name), :2] - np.array(goal[:2]))) for name, goal in goals.items() if goal]
    return TaskMetrics(final_state_error_meters=round(max(misses), 6) if misses else None, skill_segment_count=len(header.task.steps))


def _physics(header: Recording, frames: Frames, gates: tuple[GateVerdict, ...]) -> Sim2RealMetrics:
    applying = [gate for gate in gates if gate.value is not None]
    forces = [contact.force for contact in frames.contacts]
    return Sim2RealMetrics(
        physics_plausibility_score=round(sum(gate.passed for gate in applying) / len(applying), 6) if applying else 0.0,
        max_contact_force_newtons=round(max(forces), 3) if forces else None, episode_duration_seconds=round(len(frames) / header.fps, 6),
    )  # fmt: skip


def _provenance(header: Recording, frames: Frames) -> ProvenanceMetrics:
    """Read from the simulator: what the recording holds, where its replay ended in the same bytes; else nothing is vouched for."""
    held = [name for name in CHANNELS if name == "contacts" or getattr(frames, name).size]
    proven = held if header.replay_sha256 == header.final_sha256 else []
    return ProvenanceMetrics(channel_provenance=dict.fromkeys(proven, header.simulator), real_channel_count=len(proven), total_channel_count=len(held))


def _share(good: Array) -> float:
    return round(float(good.mean()), 6) if good.size else 0.0
