"""What a collection works on, in the job's own folder: the scene, its variations, and the episodes that were made before; and what it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from blueprint.contracts.certificate import CERTIFICATE
from blueprint.contracts.episodes import FILM_STRIPS, Recording
from blueprint.contracts.variations import VARIATION_INDEX, Look, VariationScene
from blueprint.core.errors import ContractError, GateFailed
from blueprint.domain.episodes.collect import SceneFile
from blueprint.domain.episodes.filmstrip import write_film_strips
from blueprint.domain.physics.world import load, scene_digest
from blueprint.domain.usd.references import check_references
from blueprint.jobs.scene_files import fetch_scene
from blueprint.runtimes.process import JobContext


def fetch_scenes(context: JobContext, scene_id: str, variations: int, certified: bool = False) -> tuple[list[SceneFile], list[str]]:
    """The base scene and the first `variations` of its index that passed, and the digests of all of them, in this order.

    Variations of an older base scene are left out. certified: `demand_certificate` before the variations are fetched.
    Raises ContractError naming an asset that is not there, or a variation whose files are not those that passed.
    """
    _, usd = fetch_scene(context, scene_id, with_assets=True)
    check_references(usd)
    scenes = [SceneFile("base", usd, Look())]
    digests = [load(usd).digest]
    if certified:
        demand_certificate(context, scene_id, digests[0])
    for variation in _variations(context, scene_id, digests[0])[:variations]:
        root = usd.parent.parent
        if len(scenes) == 1:
            context.store.download_tree(f"scenes/{scene_id}/variation_assets/", root / "variation_assets", (".usda", ".usdc"))
        found = scene_digest(root / variation.usd)
        if found != variation.digest:
            expected = f"{variation.digest}, which passed: the files changed after that, so make the variations again"
            raise ContractError(f"scenes/{scene_id}/{variation.usd}", "digest", expected, found)
        scenes.append(SceneFile(variation.variation_id, root / variation.usd, variation.look))
        digests.append(found)
    return scenes, digests


def _variations(context: JobContext, scene_id: str, base: str) -> list[VariationScene]:
    index = context.store.find(VARIATION_INDEX, scene_id)
    if index is None:
        return []
    if index.value.base_digest != base:
        context.log("the variations are of an older scene; they are left out", base=base, theirs=index.value.base_digest)
        return []
    return [variation for variation in index.value.variations if variation.passed]


def demand_certificate(context: JobContext, scene_id: str, digest: str) -> None:
    """Raises ContractError when there is no certificate, or it is not of the scene file with this digest; GateFailed when it did not pass."""
    certificate, ref = context.store.read(CERTIFICATE, scene_id)
    if certificate.digest != digest:
        expected = f"{digest}, the scene file's: the USD changed after certification, so assemble the scene again"
        raise ContractError(ref.name, "digest", expected, certificate.digest)
    if not certificate.passed:
        raise GateFailed("certificate", [metric.name for metric in certificate.metrics if metric.required and metric.passed is False])


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


def publish_recording(context: JobContext, scene_id: str, folder: str, recording: Recording, files: Sequence[Path]) -> None:
    """An episode's files, its header last: where a header stands, the episode is whole."""
    prefix = f"scenes/{scene_id}/episodes/{folder}/recordings"
    for path in sorted(files, key=lambda path: (path.name == f"{recording.episode_id}.json", path.name)):
        context.store.bucket.put(f"{prefix}/{path.name}", path)


def publish_film_strips(context: JobContext, scene_id: str, folder_name: str, folder: Path) -> None:
    """A strip per task, of the recordings below `folder`; nothing where there is no film."""
    recordings = [Recording.model_validate_json(path.read_bytes()) for path in sorted((folder / "recordings").glob("*.json"))]
    if write_film_strips(recordings, folder / "recordings", folder / "film_strips.png"):
        context.store.bucket.put(FILM_STRIPS.at(scene_id, folder=folder_name), folder / "film_strips.png")
