"""`scenes/<id>/usd/`: the assembled scene (jobs.md §2.9, §3.12; design.md §5)."""

from __future__ import annotations

from typing import Literal

from blueprint.core.artifact import Artifact, File, Value


class PhysicsReport(Value):
    """Counted in the USD after it was written and opened again."""

    total_objects: int
    objects_with_usd_physics: int
    missing_physics: tuple[str, ...]
    mesh_prims_total: int
    colliders_total: int
    coverage_ratio: float
    inertia_ok: bool
    articulations: dict[str, tuple[str, ...]]
    reopened: bool


class OutputFile(Value):
    """name: relative to the scene's folder."""

    name: str
    sha256: str
    size: int


class AssemblyManifest(Value):
    scene_id: str
    assets_prefix: str
    layout_prefix: str
    usd_prefix: str
    convert_only: bool
    status: Literal["completed"] = "completed"
    objects: int
    assets: int
    repairs: tuple[str, ...] = ()
    seconds: dict[str, float]
    outputs: tuple[OutputFile, ...]


SCENE_USD = File("scenes/{scene_id}/usd/scene.usda")
SCENE_USDZ = File("scenes/{scene_id}/usd/scene.usdz")
SCENE_GLB = File("scenes/{scene_id}/usd/scene.glb")
PREVIEW = File("scenes/{scene_id}/usd/preview_{view}.png")
PHYSICS_REPORT = Artifact("scenes/{scene_id}/usd/scene.physics_report.json", PhysicsReport)
ASSEMBLY_MANIFEST = Artifact("scenes/{scene_id}/usd/usd_assembly_manifest.json", AssemblyManifest)
USD_FAILED = File("scenes/{scene_id}/usd/.failed")
USD_LOCK = File("scenes/{scene_id}/locks/usd-assembly.lock")
