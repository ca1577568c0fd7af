"""From a folder of recordings to what may become training data, each refusal with its reasons. Nothing is deleted, nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from blueprint.contracts.episodes import Recording
from blueprint.contracts.gates import GateResult, gate_report
from blueprint.contracts.import_manifest import JobGateReport, QualitySummary, Rejected
from blueprint.core.errors import BlueprintError, ContractError
from blueprint.domain.datasets.video import check_track, decode, read_track
from blueprint.domain.quality.certify import GateVerdict, certify
from blueprint.domain.quality.frames import Frames, read_frames
from blueprint.domain.quality.score import LEAST, WEIGHTS, Quality, score
from blueprint.domain.robots.robot import Robot

PLAIN_PICTURE = 2.0
"""Standard deviation of the grey levels (0 … 255) below which a picture shows nothing."""


@dataclass(frozen=True)
class Demand:
    """scene_id: whose recordings these are. least_score: of what is kept when `filter_low`. certified: whether the gates are asked."""

    scene_id: str
    least_score: float = 0.85
    certified: bool = True
    filter_low: bool = True


@dataclass(frozen=True)
class Judged:
    """A recording that may become training data. videos: camera name → file."""

    header: Recording
    frames: Path
    videos: dict[str, Path]
    quality: Quality
    gates: tuple[GateVerdict, ...]


@dataclass(frozen=True)
class Judgement:
    accepted: tuple[Judged, ...]
    rejected: tuple[Rejected, ...]

    @property
    def total(self) -> int:
        return len(self.accepted) + len(self.rejected)

    def count(self, category: str) -> int:
        return sum(each.category == category for each in self.rejected)


def judge(folder: Path, demand: Demand, robot_of: Callable[[str], Robot], progress: Callable[[int, int], None] | None = None) -> Judgement:
    """Every `<episode>.json` of the folder, in the order of names. robot_of: the robot of a name, ContractError for an unknown one."""
    headers = sorted(folder.glob("*.json"))
    accepted: list[Judged] = []
    rejected: list[Rejected] = []
    for number, path in enumerate(headers):
        found = judge_one(path, demand, robot_of)
        if isinstance(found, Judged):
            accepted.append(found)
        else:
            rejected.append(found)
        if progress:
            progress(number + 1, len(headers))
    return Judgement(tuple(accepted), tuple(rejected))


def judge_one(path: Path, demand: Demand, robot_of: Callable[[str], Robot]) -> Judged | Rejected:
    """One recording by its header's path; its frames and videos stand beside it."""
    episode = path.stem
    try:
        header = read_header(path, demand.scene_id)
        if not header.success:
            failure = header.failure
            why = f"{failure.phase}: {failure.cause} {failure.message}".strip() if failure else "the recording says that it did not succeed"
            return Rejected(episode_id=episode, category="failed_attempt", reasons=(why,))
        robot = robot_of(header.robot)
        frames_path = path.with_suffix(".parquet")
        frames = read_frames(frames_path, header)
        if frames.joint_position.shape[1] != robot.dof:
            raise ContractError(path.name, "joint_position", f"{robot.dof} joints of {robot.name}", frames.joint_position.shape[1])
        videos = {camera.name: _video(path.parent, header, camera.name) for camera in header.cameras}
    except BlueprintError as error:
        return Rejected(episode_id=episode, category="unreadable", reasons=(str(error),))
    except OSError as error:
        return Rejected(episode_id=episode, category="unreadable", reasons=(f"{path.name}: {error.strerror}: {error.filename}",))
    return _weighed(header, frames, robot, demand, frames_path, videos)


def _weighed(header: Recording, frames: Frames, robot: Robot, demand: Demand, path: Path, videos: dict[str, Path]) -> Judged | Rejected:
    gates = certify(header, frames) if demand.certified else ()
    wrong = tuple(f"{gate.code}: expected {gate.expected}, measured {gate.value}" for gate in gates if not gate.passed)
    if wrong:
        return Rejected(episode_id=header.episode_id, category="certification", reasons=wrong)
    quality = score(header, frames, robot)
    weak = [f"{name}: expected at least {LEAST}, measured {value}" for name, value in quality.weak.items()]
    if quality.score < demand.least_score:
        weak.insert(0, f"score: expected at least {demand.least_score}, measured {quality.score}")
    if weak and demand.filter_low:
        return Rejected(episode_id=header.episode_id, category="low_quality", reasons=tuple(weak))
    return Judged(header, path, videos, quality, gates)


def read_header(path: Path, scene_id: str) -> Recording:
    """Raises ContractError naming the field."""
    try:
        header = Recording.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ContractError(path.name, ".".join(str(part) for part in first["loc"]), first["msg"], first["input"]) from error
    for field, expected, found in (("scene_id", scene_id, header.scene_id), ("episode_id", path.stem, header.episode_id)):
        if expected != found:
            raise ContractError(path.name, field, expected, found)
    return header


def _video(folder: Path, header: Recording, name: str) -> Path:
    """The camera's film: as many frames as the recording, and something on them (CAMERA_PLACEHOLDER_PRESENT)."""
    camera = next(each for each in header.cameras if each.name == name)
    path = folder / Path(camera.file).name
    track = read_track(path, header.fps)
    check_track(track, path.name, header.fps, header.frame_count, camera.height, camera.width)
    looked = sorted({0, header.frame_count // 2, header.frame_count - 1})
    if max(float(picture.std()) for picture in decode(path, looked)) < PLAIN_PICTURE:
        raise ContractError(path.name, "pictures", "something to see", "one flat colour (CAMERA_PLACEHOLDER_PRESENT)")
    return path


def evidence(job_id: str, demand: Demand, found: Judgement, least_episodes: int = 1) -> JobGateReport:
    """The quality gate report of a collection: what blocks an import, and what only thins it."""
    passed = len(found.accepted)
    results = [GateResult(
        gate_id="episodes_that_may_be_imported", checkpoint="episodes_collected", passed=passed >= least_episodes, severity="error",
        message=f"{passed} of {found.total} recordings pass; at least {least_episodes} must", details={"passed": passed, "total": found.total},
    )]  # fmt: skip
    for category in ("unreadable", "failed_attempt", "certification", "low_quality"):
        those = [each for each in found.rejected if each.category == category]
        results.append(GateResult(
            gate_id=category, checkpoint="episodes_collected", passed=not those, severity="info" if category == "failed_attempt" else "warning",
            message=f"{len(those)} of {found.total}", details={each.episode_id: list(each.reasons) for each in those[:50]},
        ))  # fmt: skip
    report = gate_report(demand.scene_id, tuple(results))
    return JobGateReport(job_id=job_id, **report.model_dump())


def quality_summary(found: Judgement, least_score: float) -> QualitySummary:
    """Of what was accepted."""
    scores = [each.quality.score for each in found.accepted]
    means: dict[str, float | None] = {}
    for name in WEIGHTS:
        known = [value for each in found.accepted if (value := each.quality.components[name]) is not None]
        means[name] = round(sum(known) / len(known), 6) if known else None
    return QualitySummary(
        threshold=least_score, average_score=round(sum(scores) / len(scores), 6) if scores else None, min_score=min(scores, default=None),
        max_score=max(scores, default=None), component_means=means,
    )  # fmt: skip
