"""What follows from an import: an outbox. The import's record names what is pending; each is struck off when it is done (W-54).

An event's identity is the job's, not the run's, so a repeated effect is the very same event and starts nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable

from blueprint.contracts import stages
from blueprint.contracts.geniesim_runs import DELIVERY_FAILED, IMPORT_RECORD, OPEN_JOB, DeliveryFailed, ImportRecord, OpenJob
from blueprint.contracts.import_manifest import SCENE_IMPORT_MANIFEST
from blueprint.core.change import Change, Drop, Keep, Put
from blueprint.core.errors import BlueprintError
from blueprint.engine.run import Run
from blueprint.workflows.geniesim_submission import complete_waiting_export

MARKER, DELIVERY, TRAINING, EXPORT, CLOSE = "completion_marker", "delivery_event", "training_event", "export_completion", "close_job"


def effects_of(trigger_training: bool, export_waits: bool) -> tuple[str, ...]:
    """In the order in which they are done: where the completion marker stands, the events before it were sent or are known to be pending.

    export_waits: the export that asked for the import is there to complete itself.
    """
    return (DELIVERY, *((TRAINING,) if trigger_training else ()), MARKER, *(() if export_waits else (EXPORT,)), CLOSE)


def settle_effects(run: Run, record: ImportRecord, also: tuple[str, ...]) -> list[str]:
    """Do what is pending, and of `also` what never was asked for before. What is still pending, after a failure that may pass."""
    asked = tuple(effect for effect in also if effect == TRAINING and effect not in (*record.pending, *record.done))
    left: list[str] = []
    for effect in (*asked, *record.pending):
        if effect == CLOSE and left:
            run.update(OPEN_JOB, lambda _: Put(OpenJob(scene_id=run.scene_id, job_id=record.job_id, timestamp=record.timestamp, pending=True)), mends=True)
            return [*left, CLOSE]
        try:
            DOES[effect](run, record)
        except BlueprintError as error:
            left.append(effect)
            run.log("an effect of the import is pending; the next run of the import tries again", severity="ERROR", effect=effect, error=str(error))
            if effect == DELIVERY:
                _delivery_failed(run, record, error)
            continue
        run.update(IMPORT_RECORD, lambda standing, effect=effect: _struck(standing, effect), job_id=record.job_id)
    return left


def _struck(standing: ImportRecord | None, effect: str) -> Change[ImportRecord]:
    if standing is None or effect in standing.done:
        return Keep()
    pending = tuple(each for each in standing.pending if each != effect)
    return Put(standing.model_copy(update={"pending": pending, "done": (*standing.done, effect)}))


def _marker(run: Run, record: ImportRecord) -> None:
    run.complete(
        stages.GENIESIM_IMPORT_COMPLETE, job_id=record.job_id, episodes_imported=record.episodes_imported, output_path=record.output_path,
        idempotency_marker=IMPORT_RECORD.at(run.scene_id, job_id=record.job_id),
    )  # fmt: skip


def _delivery(run: Run, record: ImportRecord) -> None:
    payload = {
        "bucket": run.bucket, "scene_id": run.scene_id, "job_id": record.job_id, "output_path": record.output_path,
        "import_manifest_path": SCENE_IMPORT_MANIFEST.at(run.scene_id),
    }  # fmt: skip
    run.emit(stages.DELIVERY_REQUESTED, payload, event_id=f"{stages.DELIVERY_REQUESTED}:{run.scene_id}:{record.job_id}")
    run.update(DELIVERY_FAILED, lambda standing: Drop() if standing and standing.job_id == record.job_id else Keep(), mends=True)


def _delivery_failed(run: Run, record: ImportRecord, error: BlueprintError) -> None:
    run.write(DELIVERY_FAILED, DeliveryFailed(
        scene_id=run.scene_id, job_id=record.job_id, output_path=record.output_path, import_manifest_path=SCENE_IMPORT_MANIFEST.at(run.scene_id),
        timestamp=run.now(), error={"code": "dataset_delivery_trigger_failed", "message": str(error), "type": type(error).__name__},
    ))  # fmt: skip


def _training(run: Run, record: ImportRecord) -> None:
    payload = {"job_id": record.job_id, "scene_id": run.scene_id, "output_path": record.output_path, "episode_count": record.episodes_imported}
    run.emit(stages.EPISODES_IMPORTED, payload, event_id=f"{stages.EPISODES_IMPORTED}:{run.scene_id}:{record.job_id}")


def _export(run: Run, record: ImportRecord) -> None:
    complete_waiting_export(run, record.job_id)


def _close(run: Run, record: ImportRecord) -> None:
    def closed(standing: OpenJob | None) -> Change[OpenJob]:
        return Drop() if standing and standing.job_id == record.job_id else Keep()

    run.update(OPEN_JOB, closed, mends=True)


DOES: dict[str, Callable[[Run, ImportRecord], None]] = {
    MARKER: _marker, DELIVERY: _delivery, TRAINING: _training, EXPORT: _export, CLOSE: _close,
}  # fmt: skip
