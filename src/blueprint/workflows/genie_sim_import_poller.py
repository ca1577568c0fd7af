"""Every ten minutes: start the import of each finished Genie Sim job that nobody has imported, or told that it failed (orchestration-a.md §8).

Costs what is open, not what there is: the submit job leaves an entry in the index of open jobs, the import removes it. Each poll also walks
on through a few scenes, so that a job record which another program put there is found, too, within some rounds of the whole bucket.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pydantic import Field

from blueprint.contracts import stages
from blueprint.contracts.geniesim_runs import (
    IMPORT_COMPLETE,
    IMPORT_TRIGGERED,
    JOB_BRIEF,
    OPEN_JOB,
    RECONCILE_CURSOR,
    ImportTriggered,
    JobBrief,
    JobMarker,
    OpenJob,
    ReconcileCursor,
)
from blueprint.core.artifact import Value
from blueprint.core.change import Change, Drop, Keep, Put
from blueprint.core.errors import BlueprintError, ContractError
from blueprint.core.event import Cron
from blueprint.core.outcome import Outcome, succeeded
from blueprint.engine.run import Run
from blueprint.engine.workflow import workflow

IN_FLIGHT = timedelta(minutes=45)
"""How long an import may take before another is started; doubled with each further one, up to a day (W-56)."""
LONGEST_PAUSE = timedelta(days=1)
AT_ONCE = 250
NAMED = 50
"""How many scenes an outcome names; it always says how many there were."""


class Options(Value):
    """walk: how many scenes of the bucket are looked at for records that nobody indexed; a large number is a full reconcile."""

    bucket: str = ""
    walk: int = Field(default=100, ge=0, le=1_000_000)


@workflow("genie-sim-import-poller", on=(Cron("*/10 * * * *"),), options=Options)
def genie_sim_import_poller(run: Run) -> Outcome:
    """One bad record is told and spoils no other's import (W-57)."""
    options, now = run.options(Options), run.now()
    indexed = _indexed(run)
    met = _walked(run, options.walk, now)
    verdicts = _verdicts(run, sorted({*indexed, *met}), now)
    failed = {scene: verdict["reason"] for scene, verdict in verdicts.items() if verdict["state"] == "malformed"}
    triggered: list[str] = []
    for scene, verdict in verdicts.items():
        try:
            if verdict["state"] == "closed" and scene in indexed:
                run.update(OPEN_JOB, lambda standing, job=verdict["job_id"]: _closed(standing, job), scene_id=scene, mends=True)
            elif verdict["state"] in ("due", "in_flight", "waiting") and scene not in indexed:
                entry = OpenJob(scene_id=scene, job_id=verdict["job_id"], timestamp=now)
                run.update(OPEN_JOB, lambda _, entry=entry: Put(entry), scene_id=scene, mends=True)
            if verdict["state"] == "due" and _taken(run, scene, verdict["job_id"], now):
                _trigger(run, scene, verdict["job_id"], verdict["status"])
                triggered.append(scene)
        except BlueprintError as error:
            failed[scene] = str(error)
    for scene, reason in failed.items():
        run.log("a job record was left out", severity="ERROR", scene_id=scene, reason=reason)
    skipped = len(verdicts) - len(triggered) - len(failed)
    return succeeded(
        triggered=triggered[:NAMED], triggered_count=len(triggered), skipped=skipped, failed=dict(list(failed.items())[:NAMED]), failed_count=len(failed),
        open=sum(verdict["state"] in ("due", "in_flight", "waiting") for verdict in verdicts.values()), walked=len(met),
    )  # fmt: skip


def _indexed(run: Run) -> set[str]:
    found: set[str] = set()
    after = ""
    while True:
        scenes, after = run.scenes(OPEN_JOB, after, AT_ONCE)
        found.update(scenes)
        if not after:
            return found


def _walked(run: Run, count: int, now: datetime) -> set[str]:
    """Scenes with a job record among the next ones of the slow walk, which goes on where the last poll ended."""
    if not count:
        return set()
    try:
        cursor = run.find(RECONCILE_CURSOR)
    except ContractError:
        cursor = None
    after, rounds = (cursor.after, cursor.rounds) if cursor else ("", 0)
    found: set[str] = set()
    while count > 0:
        scenes, after = run.scenes(JOB_BRIEF, after, min(count, AT_ONCE))
        found.update(scenes)
        count -= AT_ONCE
        if not after:
            rounds += 1
            break
    run.write(RECONCILE_CURSOR, ReconcileCursor(after=after, timestamp=now, rounds=rounds))
    return found


def _verdicts(run: Run, scenes: list[str], now: datetime) -> dict[str, dict[str, Any]]:
    """In pieces whose answers fit a step's record."""
    found: dict[str, dict[str, Any]] = {}
    for first in range(0, len(scenes), AT_ONCE):
        piece = scenes[first : first + AT_ONCE]
        found |= run.survey(piece, (JOB_BRIEF, IMPORT_COMPLETE, IMPORT_TRIGGERED, OPEN_JOB), lambda *seen: _verdict(now, *seen))
    return found


def _verdict(
    now: datetime, scene_id: str, brief: JobBrief | ContractError | None, complete: JobMarker | ContractError | None,
    asked: ImportTriggered | ContractError | None, entry: OpenJob | ContractError | None,
) -> dict[str, Any]:  # fmt: skip
    """closed: nothing to do any more. due: start it, also to tell that an indexed job failed. in_flight: it was started lately. waiting: not
    finished. malformed, with the reason."""
    if isinstance(brief, ContractError):
        return {"state": "malformed", "reason": str(brief)[:100]}
    if brief is None:
        return {"state": "closed", "job_id": entry.job_id if isinstance(entry, OpenJob) else ""}
    if brief.scene_id not in ("", scene_id):
        return {"state": "malformed", "reason": f"job.json, field scene_id: expected {scene_id}, found {brief.scene_id}"[:160]}
    pending = isinstance(entry, OpenJob) and entry.pending and entry.job_id == brief.job_id
    imported = isinstance(complete, JobMarker) and complete.job_id == brief.job_id
    told = brief.status == "failed" and not (isinstance(entry, OpenJob) and entry.job_id == brief.job_id)
    if told or (imported and not pending):
        return {"state": "closed", "job_id": brief.job_id}
    if brief.status not in ("completed", "failed"):
        return {"state": "waiting", "job_id": brief.job_id}
    lately = isinstance(asked, ImportTriggered) and asked.job_id == brief.job_id and now < asked.not_before
    return {"state": "in_flight" if lately else "due", "job_id": brief.job_id, "status": brief.status}


def _closed(standing: OpenJob | None, job_id: str) -> Change[OpenJob]:
    return Drop() if standing and standing.job_id in (job_id, "") else Keep()


def _taken(run: Run, scene_id: str, job_id: str, now: datetime) -> bool:
    """Whether this poll is the one that starts it: two polls at once start it once."""

    def take(standing: ImportTriggered | None) -> Change[ImportTriggered]:
        same = standing if standing and standing.job_id == job_id else None
        if same and same.run_id == run.holder:
            return Keep(True)
        if same and now < same.not_before:
            return Keep(False)
        attempts = same.attempts + 1 if same else 1
        pause = min(LONGEST_PAUSE, IN_FLIGHT * 2 ** min(attempts - 1, 10))
        wanted = ImportTriggered(scene_id=scene_id, job_id=job_id, run_id=run.holder, timestamp=now, attempts=attempts, not_before=now + pause)
        return Put(wanted, True)

    return run.update(IMPORT_TRIGGERED, take, scene_id=scene_id, mends=True)


def _trigger(run: Run, scene_id: str, job_id: str, status: str) -> None:
    payload = {"job_id": job_id, "scene_id": scene_id, "status": status, "job_metadata_path": JOB_BRIEF.at(scene_id), "bucket": run.bucket}
    run.emit(stages.GENIESIM_JOB_COMPLETED, payload, key=f"{scene_id}:{job_id}")
