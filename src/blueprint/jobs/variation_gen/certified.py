"""The certified scene that is varied, in the job's own folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from blueprint.contracts import replicator
from blueprint.contracts.certificate import CERTIFICATE
from blueprint.contracts.replicator import VariationManifest
from blueprint.contracts.scene import Scene
from blueprint.contracts.usd import PREVIEW
from blueprint.core.errors import ContractError
from blueprint.domain.physics.world import scene_digest
from blueprint.domain.render.views import render_room
from blueprint.domain.usd.asset import read_generated_on
from blueprint.jobs.scene_files import fetch_scene
from blueprint.runtimes.process import JobContext


@dataclass(frozen=True)
class Base:
    """usd: `<folder>/usd/scene.usda`, beside its assets. made_on: the day its assets say, which new ones say too, so that they are the same
    on any day."""

    scene: Scene
    usd: Path
    digest: str
    manifest: VariationManifest
    assets: frozenset[str]
    made_on: date

    @property
    def folder(self) -> Path:
        return self.usd.parent.parent


def fetch_base(context: JobContext, scene_id: str) -> Base:
    """Raises ContractError when there is no certificate, it did not pass, or the scene's files changed after it."""
    certificate = context.store.read(CERTIFICATE, scene_id).value
    if not certificate.passed:
        raise ContractError(CERTIFICATE.at(scene_id), "passed", "a scene that passed: mend it and assemble it again", False)
    manifest = context.store.read(replicator.VARIATION_MANIFEST, scene_id).value
    scene, usd = fetch_scene(context, scene_id, with_assets=True)
    digest = scene_digest(usd)
    if digest != certificate.digest:
        expected = f"{certificate.digest} (the scene's files as they were certified): assemble the scene again"
        raise ContractError(CERTIFICATE.at(scene_id), "digest", expected, digest)
    assets = usd.parent.parent / "assets"
    names = frozenset(path.name for path in assets.iterdir() if path.is_dir() and (path / f"{path.name}.usda").is_file())
    if not names:
        raise ContractError(f"scenes/{scene_id}/assets", "", "at least one asset", "none")
    first = min(names)
    return Base(scene, usd, digest, manifest, names, read_generated_on(assets / first, first))


def base_picture(context: JobContext, base: Base) -> Path:
    """The scene's own preview; rendered when there is none."""
    path = context.workdir / "base.png"
    name = PREVIEW.at(base.scene.scene_id, view="perspective")
    if context.store.bucket.stat(name):
        context.store.download(name, path)
        return path
    return render_room(base.usd, path)
