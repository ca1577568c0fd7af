"""What several jobs fetch: a scene's package, and its USD with the assets it references."""

from __future__ import annotations

from pathlib import Path

from blueprint.contracts import textgen
from blueprint.contracts.scene import Scene
from blueprint.contracts.usd import SCENE_USD
from blueprint.runtimes.process import JobContext


def read_package(context: JobContext, scene_id: str) -> textgen.Package:
    """Raises ContractError when it is absent or malformed, or belongs to another scene."""
    return context.store.read(textgen.PACKAGE, scene_id).value


def fetch_usd(context: JobContext, scene_id: str) -> Path:
    """`scene.usda` in the job's own folder, beside the assets it references. Raises ContractError when it is absent."""
    folder = context.workdir / "scene"
    context.store.download_tree(f"scenes/{scene_id}/assets/", folder / "assets")
    path = folder / "usd" / "scene.usda"
    context.store.download(SCENE_USD.at(scene_id), path)
    return path


def fetch_scene(context: JobContext, scene_id: str) -> tuple[Scene, Path]:
    """The scene as its USD says it, and that USD's path."""
    from blueprint.domain.usd.stage import read_scene

    path = fetch_usd(context, scene_id)
    return read_scene(path), path
