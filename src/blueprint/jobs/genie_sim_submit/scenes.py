"""What was exported, and nothing else, is what is collected on: the documents that the export vouches for, and the very scene file."""

from __future__ import annotations

import hashlib

from blueprint.contracts import geniesim
from blueprint.contracts.geniesim import EXPORT_COMPLETE, EXPORTED_USD, TASKS, TASKS_OF_ROBOT
from blueprint.contracts.geniesim_export import EXPORT_MANIFEST, ExportManifest
from blueprint.contracts.tasks import TaskSet
from blueprint.contracts.usd import SCENE_USD
from blueprint.contracts.variations import Look
from blueprint.core.errors import Conflict, ObjectMissing
from blueprint.domain.episodes.collect import SceneFile
from blueprint.domain.physics.world import load
from blueprint.domain.usd.references import check_references
from blueprint.jobs.collection_files import fetch_scenes
from blueprint.runtimes.process import JobContext

READ = (geniesim.SCENE_GRAPH, geniesim.ASSET_INDEX, geniesim.TASK_CONFIG, geniesim.TASKS)
AGAIN = "so export the scene again"


def read_export(context: JobContext, scene_id: str) -> ExportManifest:
    """ObjectMissing when the export is not there or not whole, ContractError for another version, Conflict when a document is not the one exported."""
    store, folder = context.store, EXPORT_MANIFEST.at(scene_id).rpartition("/")[0]
    complete, manifest = store.read(EXPORT_COMPLETE, scene_id).value, store.read(EXPORT_MANIFEST, scene_id).value
    vouched = {EXPORT_MANIFEST.at(scene_id): complete.export_manifest_sha256}
    for document in READ:
        name = document.at(scene_id)
        checksum = manifest.checksums.files.get(name.removeprefix(f"{folder}/"))
        if checksum is None:
            raise ObjectMissing(name)
        vouched[name] = checksum.sha256
    for name, expected in vouched.items():
        found = hashlib.sha256(store.bucket.get(name)[0]).hexdigest()
        if found != expected:
            raise Conflict(f"{name}: expected sha256 {expected} as exported, found {found}; it changed after the export, {AGAIN}")
    return manifest


def exported_scenes(context: JobContext, scene_id: str, manifest: ExportManifest, variations: int) -> tuple[list[SceneFile], list[str]]:
    """The scene that was exported and its variations, with their digests. Where the export left assets out it is the export's own copy, alone.

    ObjectMissing or ContractError naming an asset that is not there; Conflict when the USD is not the one that was exported.
    """
    if manifest.scene_digest == manifest.certificate_digest or not manifest.config.copy_usd:
        name, (scenes, digests) = SCENE_USD.at(scene_id), fetch_scenes(context, scene_id, variations)
    else:
        context.log("the export is not the whole certified scene: what was exported is collected on, and no variation of it")
        name, (scenes, digests) = EXPORTED_USD.at(scene_id), _fetch_copy(context, scene_id)
    if digests[0] != manifest.scene_digest:
        raise Conflict(f"{name}: expected digest {manifest.scene_digest} as exported, found {digests[0]}; the USD changed after the export, {AGAIN}")
    return scenes, digests


def _fetch_copy(context: JobContext, scene_id: str) -> tuple[list[SceneFile], list[str]]:
    folder = context.workdir / "scene"
    usd = folder / "usd" / "scene.usda"
    context.store.download(EXPORTED_USD.at(scene_id), usd)
    context.store.download_tree(f"scenes/{scene_id}/geniesim/assets/", folder / "assets", (".usda", ".usdc"))
    check_references(usd)
    return [SceneFile("base", usd, Look())], [load(usd).digest]


def exported_tasks(context: JobContext, scene_id: str, robot: str, digest: str) -> TaskSet | None:
    """The tasks that were exported for this robot; None when there are none of it: then they are found."""
    found = context.store.find(TASKS_OF_ROBOT, scene_id, robot=robot) or context.store.find(TASKS, scene_id)
    if found is None or found.value.robot != robot or found.value.scene_digest != digest:
        context.log("no tasks were exported for this robot; they are found anew", robot=robot)
        return None
    return found.value
