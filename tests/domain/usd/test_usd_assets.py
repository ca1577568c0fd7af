"""An asset's folder: written in parts, the same every time, and complete wherever it stands."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from usd_rooms import DAY, write_asset

from blueprint.core.errors import ContractError
from blueprint.domain.assets.asset import AssetSpec
from blueprint.domain.assets.catalogue import build
from blueprint.domain.physics.mass import mass_properties
from blueprint.domain.usd.asset import read_asset_spec, write_articulation, write_geometry, write_interface, write_physics, write_thumbnail
from blueprint.domain.usd.physical import write_physical_interface
from blueprint.domain.usd.references import check_references

FRIDGE = AssetSpec(category="refrigerator", seed=3)


def _digests(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_equal_assets_give_equal_bytes_in_another_process(tmp_path: Path) -> None:
    write_asset(build(FRIDGE), tmp_path / "here", "refrigerator")
    write_thumbnail(build(FRIDGE), tmp_path / "here", "refrigerator")
    code = (
        "import sys; from pathlib import Path; from usd_rooms import write_asset; from blueprint.domain.assets.asset import AssetSpec;"
        "from blueprint.domain.assets.catalogue import build; from blueprint.domain.usd.asset import write_thumbnail;"
        "asset = build(AssetSpec(category='refrigerator', seed=3)); folder = Path(sys.argv[1]);"
        "write_asset(asset, folder, 'refrigerator'); write_thumbnail(asset, folder, 'refrigerator')"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "77", "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "there")], check=True, env=environment, timeout=60)
    assert _digests(tmp_path / "here") == _digests(tmp_path / "there")


def test_each_part_adds_files_and_changes_none_of_the_others(tmp_path: Path) -> None:
    asset = build(FRIDGE)
    write_geometry(asset, tmp_path, "refrigerator")
    geometry = _digests(tmp_path)
    write_physics(asset, {link.name: mass_properties(link) for link in asset.links}, tmp_path, "refrigerator")
    physics = _digests(tmp_path)
    write_articulation(asset, tmp_path, "refrigerator")
    articulation = _digests(tmp_path)
    write_interface(asset, tmp_path, "refrigerator", generated_on=DAY)
    whole = _digests(tmp_path)
    assert geometry.items() < physics.items() < articulation.items() < whole.items()
    assert len(geometry) == len(physics) - 1 == len(articulation) - 2 == 1


def test_the_interface_composes_the_layers_that_are_there(tmp_path: Path) -> None:
    from pxr import Usd, UsdPhysics

    asset = build(FRIDGE)
    write_geometry(asset, tmp_path, "refrigerator")
    door = write_interface(asset, tmp_path, "refrigerator", generated_on=DAY)
    stage = Usd.Stage.Open(str(door))
    assert stage.GetDefaultPrim().GetName() == "refrigerator"
    assert not any(prim.HasAPI(UsdPhysics.RigidBodyAPI) for prim in stage.Traverse())
    write_physics(asset, {link.name: mass_properties(link) for link in asset.links}, tmp_path, "refrigerator")
    write_articulation(asset, tmp_path, "refrigerator")
    write_interface(asset, tmp_path, "refrigerator", generated_on=DAY)
    stage = Usd.Stage.Open(str(door))
    stage.Reload()
    bodies = [prim for prim in stage.Traverse() if prim.HasAPI(UsdPhysics.RigidBodyAPI)]
    assert len(bodies) == len(asset.links)
    assert sum(prim.IsA(UsdPhysics.Joint) for prim in stage.Traverse()) == len(asset.joints)


def test_a_moved_folder_opens_and_needs_nothing_outside(tmp_path: Path) -> None:
    from pxr import Usd

    door = write_asset(build(FRIDGE), tmp_path / "refrigerator", "refrigerator")
    before = sum(1 for _ in Usd.Stage.Open(str(door)).GetUsedLayers())
    shutil.move(tmp_path / "refrigerator", tmp_path / "else" / "deeper" / "refrigerator")
    moved = tmp_path / "else" / "deeper" / "refrigerator" / "refrigerator.usda"
    stage = Usd.Stage.Open(str(moved))
    assert len(stage.GetUsedLayers()) == before
    needed = check_references(moved, root=moved.parent)
    assert all(path.is_relative_to(moved.parent.resolve()) for path in needed)
    used = {Path(layer.realPath) for layer in stage.GetUsedLayers() if layer.realPath}
    assert used <= set(needed)


def test_the_asset_can_be_made_again_from_its_folder(tmp_path: Path) -> None:
    write_asset(build(FRIDGE), tmp_path, "refrigerator")
    assert read_asset_spec(tmp_path, "refrigerator") == FRIDGE
    (tmp_path / "simready_usd" / "refrigerator.usda").write_text("#usda 1.0\n")
    with pytest.raises(ContractError, match="asset_spec"):
        read_asset_spec(tmp_path, "refrigerator")


@pytest.mark.parametrize("name", ["../x", "a b", "7up", "x/y", ""])
def test_a_name_that_is_no_identifier_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ContractError, match="identifier"):
        write_geometry(build(FRIDGE), tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_an_interface_over_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="to be written first"):
        write_interface(build(FRIDGE), tmp_path, "refrigerator", generated_on=DAY)


def test_the_bare_interface_has_the_same_physics_as_the_whole_one(tmp_path: Path) -> None:
    import mujoco

    asset = build(FRIDGE)
    whole = mujoco.MjSpec.from_file(str(write_asset(asset, tmp_path / "a" / "refrigerator", "refrigerator"))).compile()
    write_physics(asset, {link.name: mass_properties(link) for link in asset.links}, tmp_path / "b", "refrigerator")
    write_articulation(asset, tmp_path / "b", "refrigerator")
    bare = mujoco.MjSpec.from_file(str(write_physical_interface(asset, tmp_path / "b", "refrigerator"))).compile()
    for name in ("body_mass", "body_inertia", "body_ipos", "jnt_range", "jnt_axis", "dof_damping", "dof_frictionloss"):
        assert getattr(bare, name) == pytest.approx(getattr(whole, name)), name
    touching = [model.geom_friction[model.geom_contype > 0] for model in (whole, bare)]
    assert touching[0] == pytest.approx(touching[1])
