"""manifest → every file by its digest → dataset, recordings and certificates judged anew → some replayed → the report, then the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from blueprint.contracts.episode_generation import (
    GENERATION_GATE_REPORT,
    GENERATION_MANIFEST,
    GenerationGateReport,
    GenerationManifest,
    QualityCertificate,
    Thresholds,
)
from blueprint.contracts.episodes import Recording
from blueprint.contracts.gates import GateResult, gate_report
from blueprint.contracts.import_manifest import EpisodeRow
from blueprint.core.errors import ContractError, GateFailed
from blueprint.domain.datasets.check import check
from blueprint.domain.datasets.durable import sha256_of
from blueprint.domain.episodes.collect import SceneFile
from blueprint.domain.physics.world import load
from blueprint.domain.quality.episode_certificate import touches_others
from blueprint.domain.quality.episode_gates import Facts, blocking, episode_gates, extra_gate, tier_compliance
from blueprint.domain.quality.frames import read_frames
from blueprint.domain.quality.judge import Demand, Judged, Judgement, judge_one
from blueprint.domain.quality.replays import Replayed, replayed
from blueprint.domain.robots import catalogue
from blueprint.jobs.collection_files import demand_certificate, fetch_recordings, fetch_scenes
from blueprint.jobs.quality_gate import Input, Output
from blueprint.runtimes.process import JobContext

CERTIFICATE_NAME = "quality_certificate.json"


@dataclass(frozen=True)
class Found:
    """headers: of all recordings of the collection, by id. judged: of the dataset's episodes only. folder: `episodes/` as it stands."""

    manifest: GenerationManifest
    scenes: Sequence[SceneFile]
    headers: Mapping[str, Recording]
    judged: Judgement
    folder: Path
    recordings: Path


def main(context: JobContext, given: Input) -> Output:
    """Raises ContractError naming what is absent, of another dataset or of a scene that changed; GateFailed when a gate says no, after the report."""
    expected = f"scenes/{given.scene_id}/episodes"
    if given.episodes_prefix.rstrip("/") not in ("", expected):
        raise ContractError("quality-gate-job", "EPISODES_PREFIX", f"{expected}, or nothing", given.episodes_prefix)
    found = _found(context, given, _manifest(context, given))
    again = _replays(context, given, found)
    results = _results(given, found, again)
    report = gate_report(given.scene_id, tuple(results))
    manifest = found.manifest
    context.store.write(GENERATION_GATE_REPORT, GenerationGateReport(
        job_id=manifest.job_id, run_id=context.request.run_id, key=manifest.key, judged_by="quality-gate-job", **report.model_dump(),
    ), given.scene_id)  # fmt: skip
    wrong = blocking(results)
    if wrong:
        raise GateFailed("quality gate", [*wrong, f"report: {GENERATION_GATE_REPORT.at(given.scene_id)}"])
    accepted = found.judged.accepted
    return Output(
        scene_id=given.scene_id, job_id=manifest.job_id, key=manifest.key, can_proceed=report.summary.can_proceed,
        physics_validated=all(each.gates and all(gate.passed for gate in each.gates) for each in accepted) and all(each.done for each in again),
        episodes=len(accepted), replayed=len(again), same_bytes=sum(each.same for each in again),
        warnings=tuple(f"{result.gate_id}: {result.message}" for result in results if not result.passed), report=GENERATION_GATE_REPORT.at(given.scene_id),
    )  # fmt: skip


def _manifest(context: JobContext, given: Input) -> GenerationManifest:
    """Of the dataset that is meant."""
    manifest, ref = context.store.read(GENERATION_MANIFEST, given.scene_id)
    for field, expected, found in (("scene_id", given.scene_id, manifest.scene_id), ("job_id", given.job_id, manifest.job_id), ("key", given.key, manifest.key)):
        if expected and expected != found:
            raise ContractError(ref.name, field, expected, found)
    return manifest


def _found(context: JobContext, given: Input, manifest: GenerationManifest) -> Found:
    scenes, digests = fetch_scenes(context, given.scene_id, len(manifest.scenes) - 1)
    demand_certificate(context, given.scene_id, digests[0])
    listed = [scene.digest for scene in manifest.scenes]
    if digests != listed:
        expected = f"the scene files {', '.join(digest[:12] for digest in digests)}: they changed after the collection, so collect again"
        raise ContractError(GENERATION_MANIFEST.at(given.scene_id), "scenes", expected, ", ".join(digest[:12] for digest in listed))
    folder, recordings = context.workdir / "episodes", context.workdir / "recordings"
    for name in (manifest.dataset, "quality", "manifests"):
        context.store.download_tree(f"scenes/{given.scene_id}/episodes/{name}/", folder / name)
    headers = fetch_recordings(context, given.scene_id, manifest.recordings.partition("/")[0], recordings, digests)
    demand = Demand(given.scene_id, given.min_quality_score)
    verdicts = [judge_one(recordings / f"{row.episode_id}.json", demand, catalogue.find) for row in manifest.episodes if row.episode_id in headers]
    accepted = tuple(each for each in verdicts if isinstance(each, Judged))
    judged = Judgement(accepted, tuple(each for each in verdicts if not isinstance(each, Judged)))
    return Found(manifest, scenes, headers, judged, folder, recordings)


def _replays(context: JobContext, given: Input, found: Found) -> list[Replayed]:
    """Of episodes spread over the dataset."""
    accepted = found.judged.accepted
    count = min(given.replays, len(accepted))
    chosen = sorted({round(k * (len(accepted) - 1) / max(1, count - 1)) for k in range(count)})
    usd = {scene.variation: scene.usd for scene in found.scenes}
    again: list[Replayed] = []
    for number, index in enumerate(chosen):
        context.progress(number, len(chosen), "replaying episodes")
        each = accepted[index]
        again.append(replayed(load(usd[each.header.variation]), each.header, read_frames(each.frames, each.header).action))
    return again


def _results(given: Input, found: Found, again: Sequence[Replayed]) -> list[GateResult]:
    manifest, accepted = found.manifest, found.judged.accepted
    certified, said = _certificates(found)
    facts = Facts(
        attempted=len(found.headers), succeeded=sum(header.success for header in found.headers.values()), judged=found.judged,
        findings=_dataset(found), tier=tier_compliance(manifest.data_pack_tier, bool(accepted) and all(each.header.cameras for each in accepted)),
        colliding=sum(touches_others(each.header, read_frames(each.frames, each.header)) > 0 for each in accepted), certified=certified,
    )  # fmt: skip
    limits = Thresholds(min_quality_score=given.min_quality_score, min_success_rate=given.min_success_rate, min_episodes=given.min_episodes)
    results = episode_gates(facts, limits, given.cameras)
    results.append(extra_gate("published-files", _files(found), f"{len(manifest.files)} files have the digests that the manifest lists"))
    results.append(extra_gate("recordings", _recordings(found), "each episode of the dataset is a recording that stands and passes"))
    results.append(extra_gate("certificate-contents", said, "each certificate is of its recording"))
    if again:
        failed = [f"{each.episode_id}: {', '.join(each.missed)}" for each in again if not each.done]
        other = [f"{each.episode_id}: reached its goal in other bytes" for each in again if each.done and not each.same]
        results.append(extra_gate("replay", failed, f"{len(again)} episodes reached their goals again"))
        results.append(extra_gate("replay-bytes", other, f"{len(again)} episodes ended in the same bytes", "warning"))
    return results


def _files(found: Found) -> list[str]:
    problems = []
    for name, digest in sorted(found.manifest.files.items()):
        path = found.folder / name
        if not path.is_file():
            problems.append(f"{name}: expected a file, found none")
        elif (path.stat().st_size, sha256_of(path)) != (digest.size_bytes, digest.sha256):
            problems.append(f"{name}: its bytes are not those that were published")
    return problems


def _dataset(found: Found) -> list[str]:
    """What the dataset's check finds, and where its counts are not the manifest's."""
    try:
        report = check(found.folder / found.manifest.dataset)
    except ContractError as error:
        return [str(error)]
    problems = [str(finding) for finding in report.findings]
    for name, expected, counted in (("episodes", found.manifest.accepted, report.episodes), ("frames", found.manifest.frames, report.frames)):
        if expected != counted:
            problems.append(f"{name}: the manifest says {expected}, the dataset has {counted}")
    return problems


def _recordings(found: Found) -> list[str]:
    problems = [f"{row.episode_id}: no whole recording stands" for row in found.manifest.episodes if row.episode_id not in found.headers]
    problems += [f"{each.episode_id}: {each.reasons[0]}" for each in found.judged.rejected]
    digests = {each.header.episode_id: each.header.frames_sha256 for each in found.judged.accepted}
    return problems + [f"{row.episode_id}: its frames are others than the dataset's" for row in found.manifest.episodes
                       if digests.get(row.episode_id, row.frames_sha256) != row.frames_sha256]  # fmt: skip


def _certificates(found: Found) -> tuple[int, list[str]]:
    """How many episodes of the dataset have a certificate that passed; and what is wrong with certificates. Found by their whole name (WS-54)."""
    rows = {row.episode_id: row for row in found.manifest.episodes}
    passed: set[str] = set()
    problems: list[str] = []
    for path in sorted((found.folder / "quality").rglob(CERTIFICATE_NAME)):
        name = path.relative_to(found.folder).as_posix()
        try:
            certificate = QualityCertificate.model_validate_json(path.read_bytes())
        except ValidationError as error:
            problems.append(f"{name}: cannot be read: {error.errors(include_url=False)[0]['msg']}")
            continue
        wrong = _wrong(certificate, rows.get(certificate.episode_id))
        if wrong:
            problems.append(f"{name}: {wrong}")
        else:
            passed.add(certificate.episode_id)
    return len(passed), problems


def _wrong(certificate: QualityCertificate, row: EpisodeRow | None) -> str:
    if row is None:
        return f"is of {certificate.episode_id}, which is not in the dataset"
    if certificate.data_hash != row.frames_sha256:
        return "is of other frames than the dataset's"
    if not certificate.validation_passed or certificate.recommended_use == "testing":
        return "; ".join(certificate.validation_errors) or f"recommended use: {certificate.recommended_use}"
    return ""
