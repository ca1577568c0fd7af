"""The gates of a collection of our own (jobs.md §1.5, checkpoint `episodes_generated`): figures in, verdicts out; each is computed by who asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from blueprint.contracts.episode_generation import Thresholds, TierCompliance
from blueprint.contracts.gates import GateResult
from blueprint.domain.quality.judge import Judgement

CHECKPOINT = "episodes_generated"
MEAN_SCORE, CERTIFIED_SHARE, PICTURED_SHARE, COLLISION_FREE_SHARE = 0.90, 0.95, 0.95, 0.90
WISHED_EPISODES = {"core": 3, "plus": 5, "full": 5}

PROVIDED = ("state", "action", "object_poses", "contacts", "language")
PROMISED = {
    "core": ("rgb", "state", "action"),
    "plus": ("rgb", "state", "action", "depth", "segmentation", "object_poses"),
    "full": ("rgb", "state", "action", "depth", "segmentation", "object_poses", "contacts", "language", "curriculum"),
}
"""What a data pack holds (jobs.md §3.17.3). Depth, segmentation and a curriculum are not made here, and that is said."""


@dataclass(frozen=True)
class Facts:
    """What was found. attempted, succeeded: recordings; judged: as the recordings themselves were judged; findings: of the dataset's check.

    colliding: episodes of the dataset in which the robot pressed on what it was not told to touch; certificates: of the dataset's
    episodes, how many have one that passed. None of either: not looked at.
    """

    attempted: int
    succeeded: int
    judged: Judgement
    findings: Sequence[str]
    tier: TierCompliance
    colliding: int | None = None
    certified: int | None = None


def tier_compliance(tier: str, pictures: bool) -> TierCompliance:
    """Of the data pack `core`, `plus` or `full`."""
    here = {*PROVIDED, *(("rgb",) if pictures else ())}
    promised = PROMISED[tier]
    return TierCompliance.model_validate(
        {"tier": tier, "provided": tuple(name for name in promised if name in here), "missing": tuple(name for name in promised if name not in here)}
    )


def episode_gates(facts: Facts, limits: Thresholds, cameras_asked: bool) -> list[GateResult]:
    """`error` gates block: too few episodes, too many failed attempts, a dataset with a fault, certificates that are absent or say no."""
    accepted = facts.judged.accepted
    scores = [each.quality.score for each in accepted]
    mean = round(sum(scores) / len(scores), 6) if scores else None
    rate = round(facts.succeeded / facts.attempted, 6) if facts.attempted else 0.0
    proven = sum(bool(each.gates) and all(gate.passed for gate in each.gates) for each in accepted)
    pictured = sum(bool(each.header.cameras) for each in accepted)
    wished = WISHED_EPISODES[facts.tier.tier]
    results = [
        _gate("qg-6-count", len(accepted) >= limits.min_episodes, f"{len(accepted)} of {facts.judged.total} recordings pass; at least {limits.min_episodes} must",
              accepted=len(accepted), least=limits.min_episodes),
        _gate("qg-6-success", rate >= limits.min_success_rate, f"{facts.succeeded} of {facts.attempted} attempts succeeded; at least {limits.min_success_rate} must",
              rate=rate, least=limits.min_success_rate),
        _gate("qg-6d-physics", bool(accepted) and proven >= CERTIFIED_SHARE * len(accepted), f"{proven} of {len(accepted)} episodes pass every physics gate",
              proven=proven, least=CERTIFIED_SHARE),
        _gate("dataset-check", not facts.findings, "; ".join(facts.findings[:5]) or "the dataset is what it says", findings=len(facts.findings)),
        _gate("qg-6a-mean-score", mean is not None and mean >= MEAN_SCORE, f"mean score {mean}, {MEAN_SCORE} is wished", "warning", mean=mean),
        _gate("qg-6-volume", len(accepted) >= wished, f"{len(accepted)} episodes, data pack {facts.tier.tier} wishes {wished}", "warning", wished=wished),
        _gate("data-pack", not facts.tier.missing, f"missing: {', '.join(facts.tier.missing) or 'nothing'}", "warning", missing=list(facts.tier.missing)),
    ]  # fmt: skip
    if cameras_asked:
        enough = bool(accepted) and pictured >= PICTURED_SHARE * len(accepted)
        results.append(_gate("qg-6c-sensors", enough, f"{pictured} of {len(accepted)} episodes have pictures", "warning", pictured=pictured))
    if facts.colliding is not None:
        clean = len(accepted) - facts.colliding
        enough = bool(accepted) and clean >= COLLISION_FREE_SHARE * len(accepted)
        results.append(_gate("qg-6-collision-free", enough, f"{clean} of {len(accepted)} episodes touch nothing else", "warning", clean=clean))
    if facts.certified is not None:
        whole = facts.certified == len(accepted)
        results.append(_gate("certificates", whole, f"{facts.certified} of {len(accepted)} episodes have a certificate that passed", certified=facts.certified))
    return results


def extra_gate(gate_id: str, problems: Sequence[str], well: str, severity: str = "error") -> GateResult:
    """A gate of its own: passed when there is no problem. well: what is said then."""
    said = "; ".join(problems[:5]) + (f" and {len(problems) - 5} more" if len(problems) > 5 else "")
    return _gate(gate_id, not problems, said or well, severity, problems=len(problems))


def blocking(results: Sequence[GateResult]) -> list[str]:
    return [f"{result.gate_id}: {result.message}" for result in results if not result.passed and result.severity == "error"]


def _gate(gate_id: str, passed: bool, message: str, severity: str = "error", **details: object) -> GateResult:
    return GateResult.model_validate(
        {"gate_id": gate_id, "checkpoint": CHECKPOINT, "passed": passed, "severity": severity, "message": message, "details": details}
    )
