"""What a whole run left behind, for the person who asked for it: where things are, and how the tasks went."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel

from blueprint.contracts.arena import ARENA_MANIFEST
from blueprint.contracts.certificate import CERTIFICATE
from blueprint.contracts.episode_generation import GENERATION_MANIFEST
from blueprint.contracts.episodes import COLLECTION_REPORT, FILM_STRIPS, TaskTally
from blueprint.contracts.geniesim_export import EXPORT_MANIFEST
from blueprint.contracts.geniesim_runs import JOB_BRIEF
from blueprint.contracts.usd import PREVIEW, SCENE_GLB, SCENE_USD, SCENE_USDZ
from blueprint.contracts.variations import CONTACT_SHEET
from blueprint.core.artifact import Artifact
from blueprint.core.errors import ContractError
from blueprint.store.store import Store, Stored

T = TypeVar("T", bound=BaseModel)


def outputs_of(store: Store, scene_id: str) -> dict[str, str]:
    """Name → object or prefix; only what is there."""
    files = {
        "picture": PREVIEW.at(scene_id, view="perspective"), "picture_top": PREVIEW.at(scene_id, view="top"), "usd": SCENE_USD.at(scene_id),
        "usdz": SCENE_USDZ.at(scene_id), "glb": SCENE_GLB.at(scene_id), "certificate": CERTIFICATE.at(scene_id),
        "variations": CONTACT_SHEET.at(scene_id), "genie_sim": EXPORT_MANIFEST.at(scene_id), "arena": ARENA_MANIFEST.at(scene_id),
    }  # fmt: skip
    collection = _collection(store, scene_id)
    if collection:
        files |= {"films": FILM_STRIPS.at(scene_id, folder=collection[0]), "episodes": COLLECTION_REPORT.at(scene_id, folder=collection[0])}
    found = {name: place for name, place in files.items() if store.bucket.stat(place)}
    if collection and store.bucket.stat(f"scenes/{scene_id}/episodes/{collection[1]}/meta/info.json"):
        found["dataset"] = f"scenes/{scene_id}/episodes/{collection[1]}"
    return found


def tallies(store: Store, scene_id: str) -> tuple[TaskTally, ...]:
    """Of the last collection, task by task."""
    collection = _collection(store, scene_id)
    report = store.find(COLLECTION_REPORT, scene_id, folder=collection[0]) if collection else None
    return report.value.tasks if report else ()


def task_table(tasks: tuple[TaskTally, ...]) -> list[str]:
    """A line per task: attempted, succeeded, replayed to the same bytes, seconds; and the sums."""
    if not tasks:
        return []
    total = TaskTally(
        task_id="all", instruction="all", kind="all", attempted=sum(task.attempted for task in tasks), succeeded=sum(task.succeeded for task in tasks),
        replayed=sum(task.replayed for task in tasks), seconds=sum(task.seconds for task in tasks),
    )  # fmt: skip
    widest = min(72, max(len(task.instruction) for task in tasks))
    lines = ["", f"{'task':<{widest}}  attempted  succeeded  replayed  seconds"]
    for task in (*tasks, total):
        said = task.instruction if len(task.instruction) <= widest else task.instruction[: widest - 1] + "…"
        lines.append(f"{said:<{widest}}  {task.attempted:>9}  {task.succeeded:>9}  {task.replayed:>8}  {task.seconds:>7.1f}")
    return [*lines, ""]


def _collection(store: Store, scene_id: str) -> tuple[str, str] | None:
    """Folders below `episodes/` of the last collection: its own and its dataset's. None when there was none, with Genie Sim or without."""
    job, own = _standing(store, JOB_BRIEF, scene_id), _standing(store, GENERATION_MANIFEST, scene_id)
    if own and (job is None or own.ref.generation > job.ref.generation):
        return own.value.recordings.partition("/")[0], own.value.dataset
    prefix = job.value.artifacts.episodes_prefix if job and job.value.artifacts else ""
    folder = prefix.rstrip("/").rsplit("/", 1)[-1]
    return (folder, f"{folder}/lerobot") if folder else None


def _standing(store: Store, artifact: Artifact[T], scene_id: str) -> Stored[T] | None:
    """None also for what cannot be parsed: this is about what can be shown."""
    try:
        return store.find(artifact, scene_id)
    except ContractError:
        return None
