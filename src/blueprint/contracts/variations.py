"""`scenes/<id>/variation_assets/`: new assets and whole variations of the scene (jobs.md §3.15). Frame: Z-up, metres."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from blueprint.contracts.assets import AssetMetadata, SimreadyComplete, SimreadyPhysics
from blueprint.contracts.certificate import Certificate
from blueprint.contracts.geometry import Vec3
from blueprint.contracts.replicator import VariationManifest
from blueprint.contracts.scene import AssetSpec
from blueprint.core.artifact import Artifact, File, Value


class Look(Value):
    """Light and cameras of a variation. light_direction points from the light into the room; jitters are added to each static camera."""

    light_scale: float = 1.0
    light_color: Vec3 = (1.0, 1.0, 1.0)
    light_direction: Vec3 = (-0.3, 0.2, -1.0)
    camera_offset_m: Vec3 = (0.0, 0.0, 0.0)
    camera_turn_rad: Vec3 = (0.0, 0.0, 0.0)


class VariationScene(Value):
    """usd, certificate, preview: object names relative to `scenes/<id>/`. digest: of the scene file and its layers, as the simulator reads it.

    changes: in words and numbers, what differs from the base scene.
    """

    variation_id: str
    seed: int
    usd: str
    certificate: str
    preview: str
    digest: str
    passed: bool
    look: Look
    changes: tuple[str, ...] = ()


class RejectedVariation(Value):
    seed: int
    reasons: tuple[str, ...]


class VariationIndex(Value):
    """Only variations that passed their own certificate stand in `variations`."""

    scene_id: str
    base_digest: str
    asked: int
    variations: tuple[VariationScene, ...]
    rejected: tuple[RejectedVariation, ...] = ()


class VariationRecord(Value):
    """Beside a finished variation scene: from what it was made, so that the same is not made again.

    variation: null when all tries failed. rejected: the tries before. fitted: assets made for this one, smaller than the drawn ones.
    """

    base_digest: str
    assets_digest: str
    seed: int
    variation: VariationScene | None
    rejected: tuple[RejectedVariation, ...] = ()
    fitted: tuple[AssetSpec, ...] = ()


class PhysicsHints(Value):
    mass_range_kg: tuple[float, float]
    friction: float


class Generated3d(Value):
    """Paths: relative to `scenes/<id>/`. generation_time_seconds is measured, 0 for what was there before."""

    status: Literal["success", "failed", "disabled", "skipped"]
    backend: str
    glb_path: str | None = None
    obj_path: str | None = None
    usdz_path: str | None = None
    normal_map_path: str | None = None
    generation_time_seconds: float = 0.0
    metadata: dict[str, Any] = {}
    error: str = ""


class VariationObject(Value):
    """A new asset. id: its folder. dimensions: width, depth, height of its bounding box. prompt_seed: what its shape was drawn from.

    sim_role: `manipulable_object`, or as in the scene manifest for furniture in another colour.
    """

    id: str
    category: str
    short_description: str
    sim_role: str
    must_be_separate_asset: bool = True
    preferred_view: str = "front_left"
    multiview_dir: str | None = None
    crop_path: str
    physics_hints: PhysicsHints
    semantic_class: str
    generated_3d: Generated3d
    dimensions_m: Vec3
    mass_kg: float
    volume_m3: float
    usd_path: str
    license: str = "CC0-1.0"
    generator: str
    prompt_seed: int
    watertight: bool
    verts: int
    faces: int


class VariationAssets(Value):
    scene_id: str
    generated_at: datetime
    source: str
    objects: tuple[VariationObject, ...]
    metadata: dict[str, Any] = {}


class ListedAsset(Value):
    """Of a row, only what a workflow needs."""

    model_config = Value.model_config | {"extra": "ignore"}

    id: str
    category: str


class ListedAssets(Value):
    """`variation_assets.json` as a workflow reads it: small enough for its history."""

    model_config = Value.model_config | {"extra": "ignore"}

    scene_id: str
    objects: tuple[ListedAsset, ...]


class CategoryResult(Value):
    """assets: ids of what was made of this wish. errors: what could not be made, and why."""

    name: str
    assets: tuple[str, ...]
    errors: tuple[str, ...] = ()


class ManifestWithResults(VariationManifest):
    results: tuple[CategoryResult, ...]


class GenerationReport(Value):
    """total = successful + failed assets; kept: those of the successful that were there before. variations: scenes asked for, passed, rejected."""

    scene_id: str
    generated_at: datetime
    total: int
    successful: int
    failed: int
    kept: int
    variations_asked: int
    variations_passed: int
    variations_kept: int
    tries_rejected: int
    seconds: dict[str, float]
    errors: tuple[str, ...] = ()


class VariationProgress(Value):
    """How far the stage is (orchestration-b.md §3.14, step 3). simready_*: once the assets' physics was proven."""

    scene_id: str
    variation_assets_prefix: str
    updated_at: datetime
    report_missing: bool
    variation_gen: GenerationReport | None
    assets_prefix: str | None = None
    physics_profile: dict[str, Any] | None = None
    simready_assets: dict[str, str] | None = None
    simready_count: int | None = None
    simready_updated_at: datetime | None = None


class ProgressHead(Value):
    """`.progress.json` as a workflow reads it."""

    model_config = Value.model_config | {"extra": "ignore"}

    scene_id: str
    updated_at: datetime


_ROOT = "scenes/{scene_id}/variation_assets"
VARIATION_INDEX = Artifact(f"{_ROOT}/variations.json", VariationIndex)
VARIATION_ASSETS = Artifact(f"{_ROOT}/variation_assets.json", VariationAssets)
LISTED_ASSETS = Artifact(VARIATION_ASSETS.pattern, ListedAssets)
VARIATION_ASSET_METADATA = Artifact(f"{_ROOT}/{{asset}}/asset.json", AssetMetadata)
MANIFEST_WITH_RESULTS = Artifact(f"{_ROOT}/manifest_with_results.json", ManifestWithResults)
GENERATION_REPORT = Artifact(f"{_ROOT}/generation_report.json", GenerationReport)
CONTACT_SHEET = File(f"{_ROOT}/contact_sheet.png")
VARIATION_USD = File(f"{_ROOT}/scenes/{{variation}}/scene.usda")
VARIATION_CERTIFICATE = Artifact(f"{_ROOT}/scenes/{{variation}}/certificate.json", Certificate)
VARIATION_PREVIEW = File(f"{_ROOT}/scenes/{{variation}}/preview.png")
VARIATION_RECORD = Artifact(f"{_ROOT}/scenes/{{variation}}/variation.json", VariationRecord)
VARIATION_SIMREADY_PHYSICS = Artifact(f"{_ROOT}/simready_physics.json", SimreadyPhysics)
VARIATION_SIMREADY_COMPLETE = Artifact(f"{_ROOT}/.simready_complete", SimreadyComplete)
VARIATION_SIMREADY_FAILED = File(f"{_ROOT}/simready/.failed")
VARIATION_PROGRESS = Artifact(f"{_ROOT}/.progress.json", VariationProgress)
PROGRESS_HEAD = Artifact(VARIATION_PROGRESS.pattern, ProgressHead)
VARIATION_FAILED = File(f"{_ROOT}/.failed")
VARIATION_LOCK = File("scenes/{scene_id}/locks/variation-assets.lock")
