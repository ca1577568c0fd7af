"""What several jobs fetch: a scene's package, its USD with the assets it references, the list of a folder of assets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from blueprint.contracts import assets, textgen, variations
from blueprint.contracts.scene import AssetSpec, Scene
from blueprint.contracts.usd import SCENE_USD
from blueprint.core.artifact import Artifact
from blueprint.core.errors import ContractError
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


@dataclass(frozen=True)
class AssetFolder:
    """A folder of assets, by what lists them. things: id → its asset's folder. physics, complete: where simready says what it found."""

    scene_id: str
    place: str
    things: dict[str, str]
    metadata: Artifact[assets.AssetMetadata]
    physics: Artifact[assets.SimreadyPhysics]
    complete: Artifact[assets.SimreadyComplete]

    @property
    def prefix(self) -> str:
        return f"scenes/{self.scene_id}/{self.place}"

    def specs(self, context: JobContext) -> dict[str, AssetSpec]:
        """Asset folder → what it is made from. Raises ContractError when one has no description."""
        return {name: context.store.read(self.metadata, self.scene_id, asset=name).value.spec for name in sorted(set(self.things.values()))}


def asset_folder(context: JobContext, prefix: str) -> AssetFolder:
    """`scenes/<id>/assets`, listed by the scene manifest, or `scenes/<id>/variation_assets`, listed by `variation_assets.json`.

    Raises ContractError for any other prefix, and when the list is absent or malformed.
    """
    listed = f"{prefix.rstrip('/')}/"
    if scene_id := assets.SCENE_MANIFEST.scene_of(f"{listed}scene_manifest.json"):
        manifest = context.store.read(assets.SCENE_MANIFEST, scene_id).value
        things = {item.id: item.asset.asset_id for item in manifest.objects}
        return AssetFolder(scene_id, "assets", things, assets.ASSET_METADATA, assets.SIMREADY_PHYSICS, assets.SIMREADY_COMPLETE)
    if scene_id := variations.VARIATION_ASSETS.scene_of(f"{listed}variation_assets.json"):
        made = context.store.read(variations.VARIATION_ASSETS, scene_id).value
        return AssetFolder(
            scene_id, "variation_assets", {item.id: item.id for item in made.objects}, variations.VARIATION_ASSET_METADATA,
            variations.VARIATION_SIMREADY_PHYSICS, variations.VARIATION_SIMREADY_COMPLETE,
        )  # fmt: skip
    raise ContractError("job input", "ASSETS_PREFIX", "scenes/<id>/assets or scenes/<id>/variation_assets", prefix)
