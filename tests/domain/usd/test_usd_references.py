"""Hostile USD is refused before it is composed, parsed deep or packaged."""

from __future__ import annotations

import contextlib
import os
import time
import zipfile
from pathlib import Path

import pytest
from usd_rooms import few_specs, scene_of, write_scene

from blueprint.core.errors import ContractError
from blueprint.domain.usd.package import ALIGNMENT, package_usdz
from blueprint.domain.usd.references import MAX_DEPTH, MAX_LAYER_BYTES, asset_paths, check_references, refuse_hostile_text

HEAD = "#usda 1.0\n"


def _scene(root: Path, text: str) -> Path:
    path = root / "usd" / "scene.usda"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + text)
    return path


@pytest.mark.parametrize(
    "named",
    [
        "/etc/hosts", "../../../../../../../../etc/hostname", "etc/hosts", "http://evil.example/x.usda", "./file:///etc/hosts", "..\\..\\x.usda",
        "../../outside.usda", "./a.usdz[/etc/hosts]", "C:/x.usda", "omniverse://host/x.usd", "./absent.usda", "../outside_link.usda", "./scene.py",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "text",
    [
        'def "a" (\n    references = @{}@\n) {{\n}}\n', "(\n    subLayers = [@{}@]\n)\n", 'def "a" {{\n    asset inputs:file = @{}@\n}}\n',
        'def "a" (\n    payload = @@@{}@@@</b>\n) {{\n}}\n', 'def "a" {{\n    asset x.timeSamples = {{\n        0: @{}@,\n    }}\n}}\n',
    ],
)  # fmt: skip
def test_a_path_that_leads_out_is_refused_and_named(tmp_path: Path, named: str, text: str) -> None:
    root = tmp_path / "scene"
    path = _scene(root, text.format(named))
    (tmp_path / "outside.usda").write_text(HEAD)
    (root / "outside_link.usda").symlink_to(tmp_path / "outside.usda")
    (path.parent / "scene.py").write_text("")
    with pytest.raises(ContractError) as caught:
        check_references(path)
    assert caught.value.subject == str(path.resolve())
    with pytest.raises(ContractError):
        package_usdz(path, tmp_path / "out.usdz")
    assert not (tmp_path / "out.usdz").exists()


def test_a_path_deeper_in_is_found_too(tmp_path: Path) -> None:
    path = _scene(tmp_path, "(\n    subLayers = [@./a.usda@]\n)\n")
    (path.parent / "a.usda").write_text(HEAD + "(\n    subLayers = [@./b.usda@]\n)\n")
    (path.parent / "b.usda").write_text(HEAD + 'def "x" (\n    references = @/etc/passwd@\n) {\n}\n')
    with pytest.raises(ContractError, match=r"b\.usda.*/etc/passwd"):
        check_references(path)


def test_a_path_hidden_in_a_binary_layer_is_found(tmp_path: Path) -> None:
    from pxr import Sdf

    path = _scene(tmp_path, "(\n    subLayers = [@./a.usdc@]\n)\n")
    layer = Sdf.Layer.CreateNew(str(path.parent / "a.usdc"))
    layer.subLayerPaths.append("/etc/hosts")
    layer.Save()
    with pytest.raises(ContractError, match=r"a\.usdc.*/etc/hosts"):
        check_references(path)


def test_comments_and_strings_hide_nothing_and_show_nothing(tmp_path: Path) -> None:
    comments = '# """ \n// """ @/a@ \n/* " */ '
    text = comments + 'def "x" (\n    doc = """ @/b@ {{{ """\n    references = @./c.usda@\n) {\n    string s = "@/d@ \\" @/e@"\n}\n'
    path = _scene(tmp_path, text)
    assert asset_paths(path) == ["./c.usda"]


def test_layers_that_name_each_other_end(tmp_path: Path) -> None:
    path = _scene(tmp_path, "(\n    subLayers = [@./a.usda@]\n)\n")
    (path.parent / "a.usda").write_text(HEAD + "(\n    subLayers = [@./scene.usda@]\n)\n")
    assert len(check_references(path)) == 2


@pytest.mark.parametrize("opening", ["{", "(", "[", 'def "a" {\n'])
def test_deep_nesting_is_refused_unparsed_and_fast(tmp_path: Path, opening: str) -> None:
    path = _scene(tmp_path, opening * 200_000)
    started = time.perf_counter()
    with pytest.raises(ContractError, match=f"at most {MAX_DEPTH} levels"):
        refuse_hostile_text(path)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("filling", ['"""', '"', "@", "'", "/*", "@@@", '"""\n', "\\"])
def test_unclosed_quotes_do_not_stall(tmp_path: Path, filling: str) -> None:
    path = _scene(tmp_path, filling * (200_001 // len(filling)))
    started = time.perf_counter()
    with contextlib.suppress(ContractError):
        check_references(path)
    assert time.perf_counter() - started < 5


def test_a_file_too_big_and_one_of_another_kind_are_refused(tmp_path: Path) -> None:
    path = _scene(tmp_path, "")
    os.truncate(path, MAX_LAYER_BYTES + 1)
    with pytest.raises(ContractError, match="bytes"):
        refuse_hostile_text(path)
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(ContractError, match="a USD layer"):
        refuse_hostile_text(path)
    with pytest.raises(ContractError, match="a file"):
        refuse_hostile_text(tmp_path / "none.usda")


def test_a_package_opens_whole_is_aligned_and_the_same_twice(tmp_path: Path) -> None:
    from pxr import Usd

    scene = scene_of(few_specs())
    stage = write_scene(scene, tmp_path / "scene")
    package = package_usdz(stage, tmp_path / "scene.usdz")
    assert package.read_bytes() == package_usdz(stage, tmp_path / "again.usdz").read_bytes()
    with zipfile.ZipFile(package) as archive:
        entries = archive.infolist()
        assert entries[0].filename == "usd/scene.usda"
        for entry in entries:
            assert entry.compress_type == zipfile.ZIP_STORED
            assert (entry.header_offset + 30 + len(entry.filename) + len(entry.extra)) % ALIGNMENT == 0
    moved = tmp_path / "elsewhere" / "s.usdz"
    moved.parent.mkdir()
    package.rename(moved)
    inside, outside = Usd.Stage.Open(str(moved)), Usd.Stage.Open(str(stage))
    paths = [[str(prim.GetPath()) for prim in one.Traverse()] for one in (inside, outside)]
    assert paths[0] == paths[1]
    assert any("/base/visual_0" in path for path in paths[0])
