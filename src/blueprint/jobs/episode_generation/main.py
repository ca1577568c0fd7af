"""the certified scene and its variations → tasks → collect, each episode visible at once → judge → dataset, certificates, manifest → publish."""

from __future__ import annotations

import hashlib
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from pathlib import Path

from blueprint import __version__
from blueprint.contracts.episode_generation import (
    DATASET,
    GENERATION_GATE_REPORT,
    GENERATION_MANIFEST,
    QUALITY_CERTIFICATE,
    TASK_COVERAGE,
    VALIDATION_REPORT,
    GenerationManifest,
    generation_folder,
    generation_id,
)
from blueprint.contracts.episodes import COLLECTION_REPORT, CollectionReport, Recording
from blueprint.contracts.geniesim_runs import canonical
from blueprint.contracts.import_manifest import EpisodeRow
from blueprint.contracts.markers import MarkerOutput
from blueprint.contracts.tasks import TaskSet
from blueprint.core.errors import ConfigurationError, ContractError, GateFailed, Preempted
from blueprint.domain.datasets.check import check
from blueprint.domain.datasets.convert import Recorded, convert
from blueprint.domain.datasets.durable import sha256_of
from blueprint.domain.episodes.camera import available
from blueprint.domain.episodes.collect import SceneFile, Wish, collect
from blueprint.domain.forked import processes
from blueprint.domain.geniesim_import.package import digests_of
from blueprint.domain.physics.world import load
from blueprint.domain.quality.episode_certificate import certify_episode
from blueprint.domain.quality.episode_gates import Facts, blocking, episode_gates, tier_compliance
from blueprint.domain.quality.judge import Demand, judge
from blueprint.domain.robots import catalogue
from blueprint.domain.tasks.propose import propose
from blueprint.jobs.collection_files import fetch_recordings, fetch_scenes, publish_film_strips, publish_recording
from blueprint.jobs.episode_generation import Input, Output
from blueprint.jobs.episode_generation.documents import Collected, coverage_of, manifest_of, pending_report, thresholds, validation_of
from blueprint.jobs.standing_files import all_stand, remove_replaced, standing_of
from blueprint.runtimes.process import JobContext
from blueprint.store.documents import to_json


def main(context: JobContext, given: Input) -> Output:
    """Raises ConfigurationError for what only another simulator could do, ContractError naming what is absent, changed or unknown, GateFailed when
    the episodes are too few or too poor: then their reasons are written and the older dataset stays."""
    _refuse_what_is_not_here(given)
    _check_prefixes(given)
    catalogue.find(given.robot_type)
    scenes, digests = fetch_scenes(context, given.scene_id, given.max_variations, certified=True)
    tasks = propose(load(scenes[0].usd), given.robot_type, given.seed, given.max_tasks)
    pairs = [(scene.variation, digest) for scene, digest in zip(scenes, digests, strict=True)]
    picture = given.image_resolution if _pictures(given) else None
    job_id = generation_id(pairs, given.robot_type, given.seed, given.fps, picture)
    if not tasks.tasks:
        return Output(scene_id=given.scene_id, job_id=job_id, skipped_reason=_why_nothing(tasks))
    found = _collected(context, given, job_id, scenes, tasks, digests, picture)
    before = _standing(context, given)
    if before and before.key == found.key and all_stand(context, _prefix(given), before.files):
        context.log("this very dataset stands there already; nothing was done", manifest=GENERATION_MANIFEST.at(given.scene_id))
        remove_replaced(context, _prefix(given), before.replaced, before.files)
        return _output(context, given, found, before, duplicate=True)
    return _published(context, given, found, before)


def _refuse_what_is_not_here(given: Input) -> None:
    """REQUIRE_REAL_PHYSICS needs no refusal: MuJoCo's is."""
    way_out = "episodes are simulated by MuJoCo, which REQUIRE_REAL_PHYSICS=true accepts"
    if given.isaac_sim_required:
        raise ConfigurationError("ISAAC_SIM_REQUIRED", True, f"false, or unset: this version does not drive Isaac Sim; {way_out}")
    if given.sensor_capture_mode == "isaac_sim":
        raise ConfigurationError("SENSOR_CAPTURE_MODE", "isaac_sim", f"simulation: pictures are MuJoCo's own; {way_out}")
    if given.use_mock_capture:
        raise ConfigurationError("USE_MOCK_CAPTURE", True, "false: there are no mock sensors; ENABLE_CAMERAS=false collects without pictures")


def _check_prefixes(given: Input) -> None:
    for field, found, folder in (
        ("ASSETS_PREFIX", given.assets_prefix, "assets"), ("USD_PREFIX", given.usd_prefix, "usd"), ("EPISODES_PREFIX", given.episodes_prefix, "episodes"),
    ):  # fmt: skip
        expected = f"scenes/{given.scene_id}/{folder}"
        if found and found.rstrip("/") != expected:
            raise ContractError("episode-generation-job", field, f"{expected}, or nothing", found)


def _prefix(given: Input) -> str:
    return f"scenes/{given.scene_id}/episodes"


def _pictures(given: Input) -> bool:
    """Asked for, and can be taken on this machine. Found out in a process of its own: no fork may follow where OpenGL was opened."""
    if not given.cameras:
        return False
    with processes(1) as pool:
        return bool(pool.submit(available).result())


def _why_nothing(tasks: TaskSet) -> str:
    reasons = sorted({dropped.reason for dropped in tasks.dropped})
    return f"no task: {len(tasks.dropped)} were thought of; {'; '.join(reasons)}" if reasons else "no task: nothing in the scene can be moved or opened"


def _collected(
    context: JobContext, given: Input, job_id: str, scenes: list[SceneFile], tasks: TaskSet, digests: list[str], picture: tuple[int, int] | None
) -> Collected:
    """Every episode that is wished for, made now or before, and judged from its own frames. picture: width, height; None without."""
    name, folder = generation_folder(job_id), context.workdir / "episodes"
    recordings = folder / "recordings"
    done = fetch_recordings(context, given.scene_id, name, recordings, digests)
    width, height = picture or given.image_resolution
    wish = Wish(
        robot=given.robot_type, episodes_per_task=given.episodes_per_task or given.episodes_per_variation * len(scenes), max_tasks=given.max_tasks,
        seed=given.seed, fps=given.fps, image_width=width, image_height=height, cameras=picture is not None,
    )  # fmt: skip
    try:
        report = collect(
            given.scene_id, scenes, wish, folder, code_version=__version__, done=done, tasks=tasks, progress=context.progress,
            publish=lambda recording, files: publish_recording(context, given.scene_id, name, recording, files),
        )  # fmt: skip
    except BrokenProcessPool as error:
        raise Preempted("a process that collects was killed; the episodes that were finished stand, the next try goes on after them") from error
    _forget_others(recordings, report)
    context.store.write(COLLECTION_REPORT, report, given.scene_id, folder=name)
    publish_film_strips(context, given.scene_id, name, folder)
    judged = judge(recordings, Demand(given.scene_id, given.min_quality_score), catalogue.find)
    headers = [Recording.model_validate_json((recordings / f"{episode}.json").read_bytes()) for episode in report.episodes]
    pictured = bool(judged.accepted) and all(each.header.cameras for each in judged.accepted)
    key = hashlib.sha256(canonical({
        "recordings": {header.episode_id: [header.frames_sha256, header.success, header.final_sha256] for header in headers},
        "how": given.model_dump(mode="json", exclude={"assets_prefix", "usd_prefix", "episodes_prefix", "bypass_quality_gates"}),
    }).encode()).hexdigest()  # fmt: skip
    tier = tier_compliance(given.data_pack_tier, pictured)
    pairs = [(scene.variation, digest) for scene, digest in zip(scenes, digests, strict=True)]
    return Collected(job_id, name, pairs, tasks, report, headers, judged, tier, key)


def _forget_others(recordings: Path, report: CollectionReport) -> None:
    """In this folder only: what an earlier, larger wish left beside the episodes of this one."""
    wanted = set(report.episodes)
    for path in recordings.glob("*.json"):
        if path.stem not in wanted:
            path.unlink()


def _standing(context: JobContext, given: Input) -> GenerationManifest | None:
    """An earlier manifest; None also when it cannot be parsed, since it is about to be written anew."""
    try:
        found = context.store.find(GENERATION_MANIFEST, given.scene_id)
    except ContractError as error:
        context.log("the manifest that stands there cannot be read; it is written anew", problem=str(error))
        return None
    return found.value if found else None


def _published(context: JobContext, given: Input, found: Collected, before: GenerationManifest | None) -> Output:
    built = context.workdir / "built"
    findings: list[str] = []
    rows: tuple[EpisodeRow, ...] = ()
    if found.judged.accepted:
        rows = _converted(context, given, found, built / DATASET)
        findings = [str(finding) for finding in check(built / DATASET).findings]
    facts = Facts(found.report.attempted, found.report.succeeded, found.judged, findings, found.tier)
    results = episode_gates(facts, thresholds(given), given.cameras)
    context.store.write(GENERATION_GATE_REPORT, pending_report(given, context.request.run_id, found, results), given.scene_id)
    wrong = blocking(results)
    if wrong and (findings or not rows or not given.bypass_quality_gates):
        context.store.write(VALIDATION_REPORT, validation_of(given, found, findings), given.scene_id)
        raise GateFailed("episodes", [*wrong, *_reasons(found)])
    _write_documents(given, found, findings, built)
    replaced = standing_of(context, _prefix(given), {**before.replaced, **before.files}) if before else {}
    manifest = manifest_of(given, context.request.run_id, found, rows, digests_of(built), replaced)
    with context.publication() as publication:
        publication.add_tree(_prefix(given), built)
        publication.add(GENERATION_MANIFEST.at(given.scene_id), manifest)
    remove_replaced(context, _prefix(given), replaced, manifest.files)
    return _output(context, given, found, manifest)


def _reasons(found: Collected) -> list[str]:
    return [f"{each.episode_id}: {each.reasons[0]}" for each in found.judged.rejected[:5]]


def _converted(context: JobContext, given: Input, found: Collected, root: Path) -> tuple[EpisodeRow, ...]:
    recorded = [Recorded(each.header, each.frames, each.videos, each.quality.score) for each in found.judged.accepted]
    return convert(
        recorded, root, format="v2.1" if given.lerobot_export_format == "lerobot_v2" else "v3.0", seed=given.split_seed,
        ratios=(given.split_train, given.split_val, given.split_test),
        progress=lambda done, total: context.progress(done, total, "writing the dataset"),
    )  # fmt: skip


def _write_documents(given: Input, found: Collected, findings: list[str], built: Path) -> None:
    """At the places below `built` that they will have below `episodes/`."""
    now, prefix = datetime.now(UTC), f"{_prefix(given)}/"
    made = {
        TASK_COVERAGE.at(given.scene_id): coverage_of(given, found),
        VALIDATION_REPORT.at(given.scene_id): validation_of(given, found, findings),
    } | {
        QUALITY_CERTIFICATE.at(given.scene_id, episode=each.header.episode_id):
            certify_episode(each, given.cameras, given.data_quality_level, __version__, now)
        for each in found.judged.accepted
    }  # fmt: skip
    for name, document in made.items():
        path = built / name.removeprefix(prefix)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(to_json(document))


def _output(context: JobContext, given: Input, found: Collected, manifest: GenerationManifest, duplicate: bool = False) -> Output:
    wished = {"audio_narration": given.audio_narration_enabled, "subtitles": given.subtitle_generation_enabled}
    announced = ("manifests/task_coverage.json", "quality/validation_report.json", f"{DATASET}/meta/info.json")
    outputs = [MarkerOutput(name=f"episodes/{name}", sha256=digest.sha256, size=digest.size_bytes)
               for name in announced if (digest := manifest.files.get(name))]  # fmt: skip
    local = context.workdir / "generation_manifest.json"
    info = context.store.download(GENERATION_MANIFEST.at(given.scene_id), local)
    outputs.append(MarkerOutput(name="episodes/manifests/generation_manifest.json", sha256=sha256_of(local), size=info.size))
    return Output(
        scene_id=given.scene_id, job_id=manifest.job_id, key=manifest.key, attempted=manifest.attempted, succeeded=manifest.succeeded,
        replayed=manifest.replayed, accepted=manifest.accepted, frames=manifest.frames, variations=len(found.scenes) - 1, tasks=manifest.tasks,
        missing=found.tier.missing, left_out=tuple(name for name, asked in wished.items() if asked), duplicate=duplicate, outputs=tuple(outputs),
        seconds=found.report.seconds,
    )  # fmt: skip
