"""read recordings → judge each from its own frames → one LeRobot dataset, checked → publish with digests, the manifest last."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from blueprint.contracts.geniesim_runs import JOB_BRIEF, PROVENANCE_DOCUMENT, canonical
from blueprint.contracts.import_manifest import (
    CHECKSUMS,
    IMPORT_MANIFEST,
    QUARANTINE,
    Checksums,
    EpisodeRow,
    EpisodeTable,
    ImportManifest,
    Package,
    Quarantine,
)
from blueprint.core.errors import ContractError, GateFailed
from blueprint.domain.datasets.check import check
from blueprint.domain.datasets.convert import Recorded, convert
from blueprint.domain.geniesim_import.manifest import Facts, manifest_of, readme
from blueprint.domain.geniesim_import.package import bundle, digests_of
from blueprint.domain.quality.judge import Demand, Judgement, judge
from blueprint.domain.robots import catalogue
from blueprint.jobs.genie_sim_import import Input, Output
from blueprint.jobs.standing_files import all_stand, remove_replaced
from blueprint.runtimes.process import JobContext
from blueprint.store.bucket import ObjectInfo
from blueprint.store.documents import to_json

FORMATS = {"lerobot_v3": "v3.0", "lerobot_v2": "v2.1"}


def main(context: JobContext, given: Input) -> Output:
    """Raises ContractError naming what is absent or foreign; GateFailed when too few episodes pass: then nothing but the quarantine is written."""
    prefix = given.local_episodes_prefix.strip("/") or f"scenes/{given.scene_id}/episodes/geniesim_{given.job_id}"
    folder = prefix.rpartition("/")[2]
    recordings = context.workdir / "recordings"
    found = context.store.download_tree(f"{prefix}/recordings/", recordings)
    if not found:
        raise ContractError(f"{prefix}/recordings/", "", f"the recordings of job {given.job_id}", None)
    key = _key(given, found)
    before = _standing(context, given, folder)
    if before and before.status == "completed" and before.job_idempotency.key == key and all_stand(context, prefix, before.checksums):
        context.log("this very import stands there already; nothing was done", manifest=IMPORT_MANIFEST.at(given.scene_id, folder=folder))
        return _output(given, before, prefix, folder, duplicate=True)
    demand = Demand(given.scene_id, given.min_quality_score, given.enable_validation, given.filter_low_quality)
    judged = judge(recordings, demand, catalogue.find, lambda done, total: context.progress(done, 2 * total, "judging episodes"))
    quarantine = Quarantine(scene_id=given.scene_id, job_id=given.job_id, episodes=judged.rejected)
    if len(judged.accepted) < given.min_episodes_required:
        context.store.write(QUARANTINE, quarantine, given.scene_id, folder=folder)
        raise GateFailed("genie-sim import", _why_not(judged, given.min_episodes_required))
    built = context.workdir / "import"
    rows = _converted(context, given, judged, built / "lerobot")
    (built / "quarantine.json").write_bytes(to_json(quarantine))
    (built / "episodes.json").write_bytes(to_json(EpisodeTable(scene_id=given.scene_id, job_id=given.job_id, episodes=rows)))
    manifest = _written(context, given, prefix, key, judged, rows, built)
    with context.publication() as publication:
        publication.add_tree(prefix, built)
        publication.add(CHECKSUMS.at(given.scene_id, folder=folder), Checksums(files=manifest.checksums, generated_at=manifest.generated_at))
        publication.add(IMPORT_MANIFEST.at(given.scene_id, folder=folder), manifest)
    remove_replaced(context, prefix, before.checksums if before else {}, manifest.checksums)
    return _output(given, manifest, prefix, folder)


def _key(given: Input, found: list[ObjectInfo]) -> str:
    """What the import is made of and how, but for where it stands."""
    recordings = {info.name.rpartition("/")[2]: info.digest or f"{info.size}#{info.generation}" for info in found}
    how = given.model_dump(mode="json", exclude={"local_episodes_prefix"})
    return hashlib.sha256(canonical({"recordings": recordings, "how": how}).encode()).hexdigest()


def _standing(context: JobContext, given: Input, folder: str) -> ImportManifest | None:
    """An earlier import's manifest; None also when it cannot be parsed, since it is about to be written anew."""
    try:
        found = context.store.find(IMPORT_MANIFEST, given.scene_id, folder=folder)
    except ContractError as error:
        context.log("the manifest that stands there cannot be read; it is written anew", problem=str(error))
        return None
    return found.value if found else None


def _why_not(judged: Judgement, least: int) -> list[str]:
    reasons = [f"{each.episode_id}: {each.reasons[0]}" for each in judged.rejected[:5]]
    return [f"{len(judged.accepted)} of {judged.total} episodes pass, at least {least} must", *reasons]


def _converted(context: JobContext, given: Input, judged: Judgement, root: Path) -> tuple[EpisodeRow, ...]:
    """Raises GateFailed when the dataset's own check finds a fault."""
    recorded = [Recorded(each.header, each.frames, each.videos, each.quality.score) for each in judged.accepted]
    rows = convert(
        recorded, root, format="v2.1" if FORMATS[given.lerobot_export_format] == "v2.1" else "v3.0",
        progress=lambda done, total: context.progress(total + done, 2 * total, "writing the dataset"),
    )  # fmt: skip
    report = check(root)
    if not report.good:
        raise GateFailed("dataset check", [str(finding) for finding in report.findings[:20]])
    return rows


def _written(
    context: JobContext, given: Input, prefix: str, key: str, judged: Judgement, rows: tuple[EpisodeRow, ...], built: Path
) -> ImportManifest:
    """README, bundle and the manifest, whose digests are of every file of the import but itself and checksums.json."""
    record = context.store.find(JOB_BRIEF, given.scene_id)
    ours = record.value if record and record.value.job_id == given.job_id else None
    facts = Facts(
        scene_id=given.scene_id, job_id=given.job_id, run_id=context.request.run_id, prefix=prefix, key=key, least_score=given.min_quality_score,
        least_episodes=given.min_episodes_required, format=FORMATS[given.lerobot_export_format], now=datetime.now(UTC),
        backend=ours.backend if ours else "", provenance=PROVENANCE_DOCUMENT.at(given.scene_id) if context.store.exists(PROVENANCE_DOCUMENT, given.scene_id) else None,
    )  # fmt: skip
    (built / "README.md").write_text(readme(facts, judged, rows), encoding="utf-8")
    package: Package | None = None
    if given.bundle:
        name = f"lerobot_bundle_{given.job_id}.tar.gz"
        package = bundle(built, built / name, ("lerobot", "README.md"))
    return manifest_of(facts, judged, rows, digests_of(built), package)


def _output(given: Input, manifest: ImportManifest, prefix: str, folder: str, duplicate: bool = False) -> Output:
    return Output(
        scene_id=given.scene_id, job_id=given.job_id, robot=manifest.robot_types[0], downloaded=manifest.episodes.downloaded,
        passed_validation=manifest.episodes.passed_validation, filtered=manifest.episodes.filtered, average_quality=manifest.quality.average_score,
        output_path=prefix, manifest=IMPORT_MANIFEST.at(given.scene_id, folder=folder), duplicate=duplicate,
    )  # fmt: skip
