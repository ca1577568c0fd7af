"""What a collection works on, in the job's own folder: the scene, its variations, and the episodes that were made before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from blueprint.contracts.episodes import Recording
from blueprint.contracts.geniesim import TASKS, TASKS_OF_ROBOT
from blueprint.contracts.tasks import TaskSet
from blueprint.contracts.variations import VARIATION_INDEX, Look
from blueprint.domain.episodes.collect import SceneFile
from blueprint.domain.physics.world import load
from blueprint.jobs.scene_files import fetch_scene
from blueprint.runtimes.process import JobContext


def fetch_scenes(context: JobContext, scene_id: str, variations: int) -> tuple[list[SceneFile], list[str]]:
    """The base scene and the first `variations` of its index that passed, and the digests of all of them, in this order."""
    _, usd = fetch_scene(context, scene_id, with_assets=True)
    scenes = [SceneFile("base", usd, Look())]
    digests = [load(usd).digest]
    index = context.store.find(VARIATION_INDEX, scene_id)
    if index and variations:
        root = usd.parent.parent
        context.store.download_tree(f"scenes/{scene_id}/variation_assets/", root / "variation_assets", (".usda", ".usdc"))
        chosen = [variation for variation in index.value.variations if variation.passed][:variations]
        scenes += [SceneFile(variation.variation_id, root / variation.usd, variation.look) for variation in chosen]
        digests += [variation.digest for variation in chosen]
    return scenes, digests


def exported_tasks(context: JobContext, scene_id: str, robot: str, digest: str) -> TaskSet | None:
    """The tasks that were exported for this robot; None when they are of another scene file (the export left assets out): then they are found anew."""
    found = context.store.find(TASKS_OF_ROBOT, scene_id, robot=robot) or context.store.find(TASKS, scene_id)
    if found is None or found.value.robot != robot or found.value.scene_digest != digest:
        context.log("the exported tasks are not of this robot and this scene file; they are found anew", robot=robot)
        return None
    return found.value


def fetch_recordings(context: JobContext, scene_id: str, folder_name: str, target: Path, digests: Sequence[str]) -> dict[str, Recording]:
    """Episodes of these very scene files that stand in the bucket already, by id. What is torn, or of an older scene, is made again."""
    prefix = f"scenes/{scene_id}/episodes/{folder_name}/recordings/"
    target.mkdir(parents=True, exist_ok=True)
    context.store.download_tree(prefix, target)
    done: dict[str, Recording] = {}
    for path in sorted(target.glob("*.json")):
        found = _recording(path)
        if found and found.scene_digest in digests:
            done[found.episode_id] = found
        else:
            for file in (path, *target.glob(f"{path.stem}_*.mp4"), path.with_suffix(".parquet")):
                file.unlink(missing_ok=True)
    return done


def _recording(path: Path) -> Recording | None:
    try:
        found = Recording.model_validate_json(path.read_bytes())
    except ValidationError:
        return None
    return found if found.episode_id == path.stem and path.with_suffix(".parquet").is_file() else None
