"""The documents of the variation assets (jobs.md §3.15): what was made, measured on what was built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from blueprint.contracts.assets import AssetMetadata
from blueprint.contracts.replicator import VariationManifest
from blueprint.contracts.scene import AssetSpec
from blueprint.contracts.variations import CategoryResult, Generated3d, ManifestWithResults, PhysicsHints, VariationObject
from blueprint.domain.assets.asset import Asset
from blueprint.domain.assets.catalogue import build, folder_name
from blueprint.domain.documents.stage1 import sim_role
from blueprint.domain.usd.layout import door_path
from blueprint.domain.variations.assets import friction_of, mass_of, visuals_of
from blueprint.domain.variations.folder import MODEL, REFERENCE

FOLDER = "variation_assets"
BACKEND = "parametric_library"


def object_row(spec: AssetSpec, entry_range: tuple[float, float] | None, seconds: float) -> VariationObject:
    """entry_range: the category's masses in kg; None for furniture, whose own mass it then is. seconds: what making it took, 0 if it was there."""
    asset, name = build(spec), folder_name(spec)
    mass = mass_of(asset)
    meshes = [visual.mesh for visual in visuals_of(asset)]
    return VariationObject(
        id=name, category=asset.category, short_description=described(asset), sim_role=sim_role(asset.category, asset.role), crop_path=f"{FOLDER}/{name}/{REFERENCE}",
        physics_hints=PhysicsHints(mass_range_kg=entry_range or (round(mass, 4), round(mass, 4)), friction=round(friction_of(asset), 4)),
        semantic_class=asset.category.replace("_", " "), generated_3d=Generated3d(
            status="success", backend=BACKEND, glb_path=f"{FOLDER}/{name}/{MODEL}", generation_time_seconds=round(seconds, 4),
        ),
        dimensions_m=_three(asset.size), mass_kg=round(mass, 6), volume_m3=round(sum(v.mesh.volume * v.fill for v in visuals_of(asset)), 9),
        usd_path=f"{FOLDER}/{door_path(name)}", generator=BACKEND, prompt_seed=spec.seed, watertight=all(mesh.is_closed for mesh in meshes),
        verts=sum(len(mesh.vertices) for mesh in meshes), faces=sum(len(mesh.faces) for mesh in meshes),
    )  # fmt: skip


def described(asset: Asset) -> str:
    """`a red plastic toaster`."""
    words = list(dict.fromkeys([asset.color_name, asset.material_name]))
    return f"a {' '.join(word for word in words if word)} {asset.category.replace('_', ' ')}"


def metadata(spec: AssetSpec, objects: Sequence[str]) -> AssetMetadata:
    """`asset.json` of a new asset. objects: ids of the things whose place it can take."""
    asset = build(spec)
    meshes = [visual.mesh for visual in visuals_of(asset)]
    return AssetMetadata(
        asset=folder_name(spec), category=asset.category, spec=spec, source=BACKEND, size_m=_three(asset.size),
        watertight=all(mesh.is_closed for mesh in meshes), triangles=sum(len(mesh.faces) for mesh in meshes), objects=tuple(objects),
    )  # fmt: skip


def with_results(manifest: VariationManifest, specs: Sequence[AssetSpec], errors: Mapping[str, Sequence[str]]) -> ManifestWithResults:
    """Per wish what came of it. errors: by the wish's name."""
    made: dict[str, list[str]] = {}
    for spec in specs:
        made.setdefault(spec.category, []).append(folder_name(spec))
    results = tuple(
        CategoryResult(name=entry.name, assets=tuple(made.get(entry.category, ())), errors=tuple(errors.get(entry.name, ()))) for entry in manifest.assets
    )
    return ManifestWithResults(**dict(manifest), results=results)


def _three(values: Sequence[float]) -> tuple[float, float, float]:
    x, y, z = (round(float(v), 5) for v in values)
    return x, y, z
