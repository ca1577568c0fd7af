"""the submission's identity → scene and variations → collect, each episode visible at once → evidence → job record, last."""

from __future__ import annotations

from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from pathlib import Path

from blueprint import __version__
from blueprint.contracts.episodes import COLLECTION_REPORT, CollectionReport
from blueprint.contracts.geniesim_runs import (
    EXPORT_MANIFEST_DOCUMENT,
    JOB_BRIEF,
    PROVENANCE_DOCUMENT,
    TASK_CONFIG_DOCUMENT,
    JobIdempotency,
    ProvenanceGate,
    content_hash,
    episodes_folder,
    job_id_of,
    submission_hash,
    submission_inputs,
)
from blueprint.contracts.import_manifest import WRITTEN_GATE_REPORT, JobGateReport
from blueprint.core.errors import ContractError, GateFailed, Preempted
from blueprint.domain.episodes.collect import Wish, collect
from blueprint.domain.quality.judge import Demand, evidence, judge
from blueprint.domain.robots import catalogue
from blueprint.jobs.collection_files import fetch_recordings, publish_film_strips, publish_recording
from blueprint.jobs.genie_sim_submit import Input, Output, demand_local
from blueprint.jobs.genie_sim_submit.record import Part, add_part
from blueprint.jobs.genie_sim_submit.scenes import exported_scenes, exported_tasks, read_export
from blueprint.runtimes.process import JobContext


def main(context: JobContext, given: Input) -> Output:
    """Raises ConfigurationError for a server that is set, ContractError naming what is absent or unknown, Conflict when the scene is not the one that was
    exported, GateFailed when no episode may be imported."""
    demand_local(given.geniesim_host, given.geniesim_port, given.geniesim_force_local)
    catalogue.find(given.robot_type)
    identity = _identity(context, given)
    job_id = job_id_of(identity.key)
    folder_name = episodes_folder(job_id, given.robot_type, given.robots)
    standing = context.store.find(JOB_BRIEF, given.scene_id)
    if standing and standing.value.job_id == job_id and standing.value.status == "completed":
        context.log("this submission was completed before; nothing was done", job_id=job_id)
        return Output(scene_id=given.scene_id, job_id=job_id, robot=given.robot_type, status="completed", duplicate=True)
    provenance = _provenance(context, given)
    folder = context.workdir / "episodes"
    scenes, digests = exported_scenes(context, given.scene_id, read_export(context, given.scene_id), given.num_variations)
    done = fetch_recordings(context, given.scene_id, folder_name, folder / "recordings", digests)
    wish = Wish(robot=given.robot_type, episodes_per_task=given.episodes_per_task, max_tasks=given.max_tasks, seed=given.seed, cameras=given.cameras)
    started = datetime.now(UTC)
    tasks = exported_tasks(context, given.scene_id, given.robot_type, digests[0])
    try:
        report = collect(
            given.scene_id, scenes, wish, folder, code_version=__version__, done=done, tasks=tasks, progress=context.progress,
            publish=lambda recording, files: publish_recording(context, given.scene_id, folder_name, recording, files),
        )  # fmt: skip
    except BrokenProcessPool as error:
        raise Preempted("a process that collects was killed; the episodes that were finished stand, the next try goes on after them") from error
    context.store.write(COLLECTION_REPORT, report, given.scene_id, folder=folder_name)
    publish_film_strips(context, given.scene_id, folder_name, folder)
    evidenced = _evidence(context, given, job_id, folder_name, folder, report)
    part = Part(robot=given.robot_type, folder=folder_name, report=report, gates=evidenced, started=started, ended=datetime.now(UTC))
    status = add_part(context, given, job_id, identity, provenance, part)
    if evidenced and not evidenced.summary.can_proceed:
        raise GateFailed("genie-sim collection", [result.message for result in evidenced.results if not result.passed])
    return Output(
        scene_id=given.scene_id, job_id=job_id, robot=given.robot_type, status=status, attempted=report.attempted, succeeded=report.succeeded,
        replayed=report.replayed, skipped_reason=report.skipped_reason, seconds=report.seconds,
    )  # fmt: skip


def _identity(context: JobContext, given: Input) -> JobIdempotency:
    """Of what stands there now; ContractError when that is not what the caller reserved."""
    tasks = context.store.read(TASK_CONFIG_DOCUMENT, given.scene_id).value.root
    manifest = context.store.read(EXPORT_MANIFEST_DOCUMENT, given.scene_id).value.root
    thresholds = given.quality_thresholds
    key = submission_hash(submission_inputs(given.scene_id, tasks, given.robots, given.episodes_per_task, thresholds))
    if given.idempotency_key not in ("", key):
        raise ContractError(TASK_CONFIG_DOCUMENT.at(given.scene_id), "", f"the tasks of submission {given.idempotency_key}", f"those of {key}")
    return JobIdempotency(
        key=key, task_config_hash=content_hash(tasks), export_manifest_hash=content_hash(manifest), first_submitted_at=datetime.now(UTC)
    )


def _provenance(context: JobContext, given: Input) -> ProvenanceGate:
    """Raises GateFailed when the assets may not be used commercially and nobody allowed that."""
    name = PROVENANCE_DOCUMENT.at(given.scene_id)
    license = context.store.read(PROVENANCE_DOCUMENT, given.scene_id).value.root.get("license")
    facts = license if isinstance(license, dict) else {}
    listed = facts.get("blockers")
    blockers = tuple(str(each) for each in listed) if isinstance(listed, list) else ()
    cleared = facts.get("commercial_ok") is True and not blockers
    if not cleared and not given.allow_noncommercial_data:
        raise GateFailed("asset provenance", [f"{name}: expected license.commercial_ok: true", *blockers])
    return ProvenanceGate(
        status="passed" if cleared else "failed", commercial_use_ok=cleared, commercial_blockers=blockers,
        allow_noncommercial_override=given.allow_noncommercial_data, asset_provenance_path=name,
    )  # fmt: skip


def _evidence(context: JobContext, given: Input, job_id: str, folder_name: str, folder: Path, report: CollectionReport) -> JobGateReport | None:
    """The quality gate report of this job's recordings; None when there was nothing to collect."""
    if report.skipped_reason:
        return None
    demand = Demand(given.scene_id, given.min_quality_score)
    found = evidence(job_id, demand, judge(folder / "recordings", demand, catalogue.find))
    context.store.write(WRITTEN_GATE_REPORT, found, given.scene_id, folder=folder_name)
    return found
