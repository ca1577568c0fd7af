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


def fetch_assets(context: JobContext, scene_id: str, folder: Path) -> None:
    """Every USD layer of the scene's assets; not their pictures and GLBs."""
    context.store.download_tree(f"scenes/{scene_id}/assets/", folder, (".usda", ".usdc"))


def fetch_scene(context: JobContext, scene_id: str, with_assets: bool = False) -> tuple[Scene, Path]:
    """The scene as its USD says it, and that USD's path in the job's own folder, beside the assets if asked. Raises ContractError."""
    from blueprint.domain.usd.stage import read_scene

    folder = context.workdir / "scene"
    path = folder / "usd" / "scene.usda"
    context.store.download(SCENE_USD.at(scene_id), path)
    if with_assets:
        fetch_assets(context, scene_id, folder / "assets")
    return read_scene(path), path
