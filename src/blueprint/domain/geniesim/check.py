"""Is an export folder whole? Every document against its schema, against the others, against the files and the USD beside it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from blueprint.contracts.geniesim_export import GENIE_SIM
from blueprint.core.errors import ContractError
from blueprint.domain.geniesim.consistency import consistency
from blueprint.domain.geniesim.documents import Documents, read_documents, strings_of
from blueprint.domain.geniesim.package import COMPLETE, MANIFEST
from blueprint.domain.usd.openusd import Sdf, Tf, Usd, UsdPhysics
from blueprint.domain.usd.references import check_references

MAX_NAME = 1024
PRIMS = re.compile(r"/World(/|$)")
ABSOLUTE = re.compile(r"^(?:/|~|[A-Za-z]:[\\/]|\\\\|(?:file|gs|s3)://)")


def check(folder: Path) -> list[str]:
    """What is wrong, a line each; empty when nothing is. Opens the folder's USD, and writes nothing."""
    if not folder.is_dir():
        return [f"{folder.name}: expected a folder, found none"]
    found = read_documents(folder)
    problems = [*found.problems, *consistency(found), *_absolute_paths(found), *_files(found), *_references(found)]
    return list(dict.fromkeys([*problems, *_usd(found)]))


def _absolute_paths(found: Documents) -> Iterator[str]:
    """A path of one machine, or one that leaves the folder's own tree by name. Prims' paths begin with /World."""
    for name, data in found.texts.items():
        for where, text in strings_of(data):
            if ABSOLUTE.match(text) and not PRIMS.match(text):
                yield f"{name}, {where}: expected a relative path, found {text[:120]}"


def _files(found: Documents) -> Iterator[str]:
    """What the manifest lists is there, of the same bytes. Other files are no fault: workflows keep theirs here, and so did an older export."""
    if found.manifest is None:
        return
    present = {path.relative_to(found.folder).as_posix(): path for path in found.folder.rglob("*") if path.is_file() and not path.is_symlink()}
    inventory = {row.path: row.size_bytes for row in found.manifest.file_inventory}
    checksums = found.manifest.checksums.files
    for name in sorted((checksums.keys() ^ inventory.keys()) - {MANIFEST}):
        yield f"{MANIFEST}: expected {name} in both file_inventory and checksums"
    for name, size in inventory.items():
        if name not in present:
            yield f"{name}: expected a file, for the manifest lists it, found none"
        elif present[name].stat().st_size != size:
            yield f"{name}: expected {size} bytes as in the manifest, found {present[name].stat().st_size}"
        elif name in checksums and _sha256(present[name]) != checksums[name].sha256:
            yield f"{name}: expected sha256 {checksums[name].sha256} as in the manifest, found {_sha256(present[name])}"
    if found.complete and found.complete.export_manifest_sha256 != _sha256(found.folder / MANIFEST):
        yield f"{COMPLETE}, export_manifest_sha256: expected that of {MANIFEST}, {_sha256(found.folder / MANIFEST)}"


def _references(found: Documents) -> Iterator[str]:
    """Every path that a document names leads to a file: in the folder, or beside it when the USD was not copied."""
    copied = found.manifest.config.copy_usd if found.manifest else True
    root = (found.folder if copied else found.folder.parent).resolve()
    for where, base, name in _named(found):
        if not name.isprintable() or len(name) > MAX_NAME:
            yield f"{where}: expected a file's name, found {name[:80]!r}"
            continue
        target = (base / name).resolve()
        if not target.is_relative_to(root):
            yield f"{where}: expected a path inside {'the folder' if copied else 'the scene'}, found {name}"
        elif not target.exists():
            yield f"{where}: expected a file, found nothing at {name}"


def _named(found: Documents) -> Iterator[tuple[str, Path, str]]:
    """(document and field, what the path is relative to, the path)."""
    folder = found.folder
    for node in found.graph.nodes if found.graph else ():
        yield f"scene_graph.json, {node.asset_id}, usd_path", folder, node.usd_path
    for asset in found.index.assets if found.index else ():
        yield f"asset_index.json, {asset.asset_id}, usd_path", folder, asset.usd_path
        if asset.collision_hull_path is not None:
            yield f"asset_index.json, {asset.asset_id}, collision_hull_path", folder, asset.collision_hull_path
    for row in found.provenance.assets if found.provenance else ():
        if not row.dropped:
            yield f"legal/asset_provenance.json, {row.asset_id}, asset_path", folder, row.asset_path
    for item in found.merged.objects if found.merged else ():
        yield f"merged_scene_manifest.json, {item.id}, asset.path", folder, item.asset.path
    for item in found.merged.variation_objects if found.merged else ():
        if item.usd_path is not None:
            yield f"merged_scene_manifest.json, {item.id}, usd_path", folder, item.usd_path
    yield from _named_outputs(found)


def _named_outputs(found: Documents) -> Iterator[tuple[str, Path, str]]:
    folder = found.folder
    if found.scene_config:
        yield "scene_config.yaml, assets.index_path", folder, found.scene_config.assets.index_path
        yield "scene_config.yaml, scene_graph.path", folder, found.scene_config.scene_graph.path
    if found.manifest:
        for field, name in found.manifest.result.outputs.model_dump().items():
            yield f"{MANIFEST}, result.outputs.{field}", folder, str(name)
        if found.manifest.asset_provenance_path is not None:
            yield f"{MANIFEST}, asset_provenance_path", folder, found.manifest.asset_provenance_path
    for name, task in found.evaluations.items():
        for field, path in (("scene_usd", task.scene.scene_usd), ("scene_info_dir", task.scene.scene_info_dir)):
            yield f"eval_tasks/{name}.json, {field}", folder / GENIE_SIM, path


def _usd(found: Documents) -> Iterator[str]:
    """The scene and Genie Sim's copy compose from what is there, and hold the prims and joints that the documents name."""
    if found.manifest is None:
        return
    copied = found.manifest.config.copy_usd
    outputs = found.manifest.result.outputs
    for name in (outputs.usd, f"{outputs.genie_sim}/scene.usda"):
        path = found.folder / name
        if ABSOLUTE.match(name) or not path.is_file():
            continue  # said before
        try:
            check_references(path, found.folder if copied else found.folder.parent)
        except ContractError as error:
            yield f"{name}: {error}"
            continue
        yield from _prims(found, name, path)


def _prims(found: Documents, name: str, path: Path) -> Iterator[str]:
    try:
        stage = Usd.Stage.Open(str(path))
    except Tf.ErrorException as error:
        yield f"{name}: expected a stage that opens, found {str(error).strip().splitlines()[0]}"
        return
    for node in found.graph.nodes if found.graph else ():
        if not _prim(stage, node.bp_metadata.prim_path):
            yield f"{name}: expected the prim {node.bp_metadata.prim_path} of {node.asset_id}, found none"
        for joint in node.bp_metadata.articulation:
            if not _is_joint(stage, joint.joint):
                yield f"{name}: expected the joint {joint.joint} of {node.asset_id}, found none"
    for task in found.config.suggested_tasks if found.config else ():
        for goal in task.constraints.steps:
            if goal.joint is not None and not _is_joint(stage, goal.joint):
                yield f"{name}: expected the joint {goal.joint} of task {task.task_id}, found none"


def _prim(stage: Any, path: str) -> Any:
    found = stage.GetPrimAtPath(path) if Sdf.Path.IsValidPathString(path) and path.startswith("/") else None
    return found or None


def _is_joint(stage: Any, path: str) -> bool:
    found = _prim(stage, path)
    return found is not None and bool(found.IsA(UsdPhysics.Joint))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
