"""read the USD and its assets → pictures, GLB, usdz → publish."""

from __future__ import annotations

from pathlib import Path

from blueprint.contracts.scene import Scene
from blueprint.domain.forked import processes
from blueprint.domain.render.views import render_views
from blueprint.domain.usd.glb import write_glb
from blueprint.domain.usd.package import package_usdz
from blueprint.jobs.scene_files import fetch_scene
from blueprint.jobs.scene_preview import Input, Output
from blueprint.runtimes.process import JobContext

WIDTH_PX, HEIGHT_PX = 1280, 720


def main(context: JobContext, given: Input) -> Output:
    """Raises ContractError when the USD is absent or shows nothing."""
    scene, stage = fetch_scene(context, given.scene_id, with_assets=True)
    made = context.workdir / "made"
    made.mkdir()
    context.progress(0, 1, "taking pictures, packing GLB and usdz")
    with processes(1) as beside:
        packed = beside.submit(_pack, scene, stage, made)
        render_views(stage, made, WIDTH_PX, HEIGHT_PX)
        packed.result()
    files = sorted(path for path in made.iterdir() if path.is_file())
    with context.publication() as publication:
        publication.add_tree(f"scenes/{given.scene_id}/usd/", made)
    return Output(scene_id=given.scene_id, files=tuple(path.name for path in files), bytes=sum(path.stat().st_size for path in files))


def _pack(scene: Scene, stage: Path, folder: Path) -> None:
    write_glb(scene, folder / "scene.glb")
    package_usdz(stage, folder / "scene.usdz")
