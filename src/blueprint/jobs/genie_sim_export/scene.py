"""The certified scene in the job's own folder, less what may not be exported; every gate before it is here."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from blueprint.contracts import stages
from blueprint.contracts.assets import ASSET_METADATA, AssetMetadata
from blueprint.contracts.certificate import CERTIFICATE
from blueprint.contracts.geniesim_provenance import AVAILABLE_VARIATIONS, AssetProvenance, VariationObject
from blueprint.contracts.scene import Role, Scene
from blueprint.contracts.usd import SCENE_USD
from blueprint.core.errors import ContractError, GateFailed, ObjectMissing
from blueprint.domain.geniesim.provenance import provenance, withdrawn, without
from blueprint.domain.geniesim.variations import chosen_variations
from blueprint.domain.physics.world import load
from blueprint.domain.usd.layout import door_path
from blueprint.domain.usd.references import check_references
from blueprint.domain.usd.stage import read_asset_names, read_scene, write_stage
from blueprint.jobs.genie_sim_export import Input
from blueprint.jobs.scene_files import fetch_assets
from blueprint.runtimes.process import JobContext

USD_ENDINGS = (".usda", ".usdc")


@dataclass(frozen=True)
class Fetched:
    """export: the folder to publish. usd: the scene file, `<root>/usd/scene.usda`, with `<root>/assets` and `<root>/variation_assets`;
    root is `export` when the USD is copied, else the folder above it."""

    export: Path
    usd: Path
    metadata: dict[str, AssetMetadata | None]
    provenance: AssetProvenance
    dropped: dict[str, str]
    variations: tuple[VariationObject, ...]
    variation_source: str
    left_out: dict[str, str]
    certificate_digest: str


def fetch_certified(context: JobContext, given: Input) -> Fetched:
    """Raises ContractError or GateFailed as the job's main says."""
    scene_id, store = given.scene_id, context.store
    for marker in (stages.USD_COMPLETE, stages.REPLICATOR_COMPLETE):
        if store.exists(marker, scene_id) is None:
            raise ObjectMissing(marker.at(scene_id))
    export = context.workdir / "scene" / "geniesim"
    root = export if given.copy_usd else export.parent
    export.mkdir(parents=True)
    usd = root / "usd" / "scene.usda"
    store.download(SCENE_USD.at(scene_id), usd)
    fetch_assets(context, scene_id, root / "assets")
    scene, names = read_scene(usd), read_asset_names(usd)
    _demand_assets(scene_id, usd, names)
    certificate_digest = _demand_certificate(context, given, usd)
    metadata = {name: _metadata(context, scene_id, name) for name in sorted(set(names.values()))}
    dropped = withdrawn(scene, names, metadata) if given.filter_commercial else {}
    listed = provenance(scene, names, metadata, root / "assets", dropped, "" if given.copy_usd else "../")
    if dropped and not given.copy_usd:
        raise ContractError("genie-sim-export-job", "COPY_USD", f"true, for the scene's own USD holds what may not be exported: {', '.join(dropped)}", False)
    if dropped:
        _leave_out(scene, names, dropped, usd)
    variations, source, left_out = _variations(context, given, scene, root)
    return Fetched(export, usd, metadata, listed, dropped, variations, source, left_out, certificate_digest)


def _demand_assets(scene_id: str, usd: Path, names: dict[str, str]) -> None:
    root = usd.parent.parent
    for name in sorted(set(names.values())):
        if not (root / "assets" / door_path(name)).is_file():
            raise ObjectMissing(f"scenes/{scene_id}/assets/{door_path(name)}")
    check_references(usd, root)


def _demand_certificate(context: JobContext, given: Input, usd: Path) -> str:
    """The digest that the certificate is of."""
    certificate = context.store.read(CERTIFICATE, given.scene_id).value
    if not given.require_quality_gates:
        return certificate.digest
    if not certificate.passed:
        raise GateFailed("certificate", [metric.name for metric in certificate.metrics if metric.required and metric.passed is False])
    found = load(usd).digest
    if found != certificate.digest:
        expected = f"{certificate.digest}, which was certified: the USD changed after certification, so assemble the scene again"
        raise ContractError(SCENE_USD.at(given.scene_id), "digest", expected, found)
    return certificate.digest


def _metadata(context: JobContext, scene_id: str, name: str) -> AssetMetadata | None:
    found = context.store.find(ASSET_METADATA, scene_id, asset=name)
    return found.value if found else None


def _leave_out(scene: Scene, names: dict[str, str], dropped: dict[str, str], usd: Path) -> None:
    """The scene file anew without them, and no asset that nothing uses any more."""
    kept = without(scene, dropped)
    write_stage(kept, names, usd.parent)
    for name in set(names.values()) - {names[placed.id] for placed in kept.objects}:
        shutil.rmtree(usd.parent.parent / "assets" / name)


def _variations(context: JobContext, given: Input, scene: Scene, root: Path) -> tuple[tuple[VariationObject, ...], str, dict[str, str]]:
    """A commercial export of a scene with things to vary must have some to offer."""
    found = context.store.read(AVAILABLE_VARIATIONS, given.scene_id).value
    kept, left_out = chosen_variations(found, given.filter_commercial)
    if given.filter_commercial and not kept and any(placed.role is Role.MANIPULABLE for placed in scene.objects):
        raise ContractError(AVAILABLE_VARIATIONS.at(given.scene_id), "objects", "at least one that was made and is cleared for commercial use", len(found.objects))
    for item in kept:
        if item.usd_path is not None:
            _fetch_variation(context, given.scene_id, item.usd_path, root)
    return kept, found.source, left_out


def _fetch_variation(context: JobContext, scene_id: str, usd_path: str, root: Path) -> None:
    """Its whole folder, or the file alone when it lies beside others."""
    folder = PurePosixPath(usd_path).parent
    if len(folder.parts) > 1:
        context.store.download_tree(f"scenes/{scene_id}/{folder}/", root / folder, USD_ENDINGS)
    if not (root / usd_path).is_file():
        context.store.download(f"scenes/{scene_id}/{usd_path}", root / usd_path)
