"""Pictures of scenes, and the arithmetic behind them."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from blueprint.core.errors import ContractError
from blueprint.domain.mesh import shapes
from blueprint.domain.render.camera import from_above, perspective
from blueprint.domain.render.shade import Sun, picture
from blueprint.domain.render.surfaces import Surface, read_surfaces
from blueprint.domain.render.views import render_contact_sheet, render_views
from blueprint.domain.usd.shading import corner_normals

STAGE = """#usda 1.0
(
  defaultPrim = "World"
  upAxis = "Z"
  metersPerUnit = 1
)
def Xform "World" {
  def Xform "Architecture" {
    def Cube "Floor" { double size = 1
      double3 xformOp:translate = (0, 0, -0.05)
      double3 xformOp:scale = (4, 3, 0.1)
      uniform token[] xformOpOrder = ["xformOp:translate", "xformOp:scale"]
      color3f[] primvars:displayColor = [(0.5, 0.4, 0.3)]
    }
    def Cube "Wall_north" { double size = 1
      double3 xformOp:translate = (0, 1.55, 1.25)
      double3 xformOp:scale = (4, 0.1, 2.5)
      uniform token[] xformOpOrder = ["xformOp:translate", "xformOp:scale"]
    }
    def Cube "Wall_south" { double size = 1
      double3 xformOp:translate = (0, -1.55, 1.25)
      double3 xformOp:scale = (4, 0.1, 2.5)
      uniform token[] xformOpOrder = ["xformOp:translate", "xformOp:scale"]
    }
    def Cube "Ceiling" { double size = 1
      double3 xformOp:translate = (0, 0, 2.55)
      double3 xformOp:scale = (4, 3, 0.1)
      uniform token[] xformOpOrder = ["xformOp:translate", "xformOp:scale"]
    }
  }
  def Xform "Objects" {
    def Xform "ball" (customData = { dictionary blueprint = { string support = "/World/Architecture/Floor" } }) {
      double3 xformOp:translate = (0.5, 0, 0.5)
      uniform token[] xformOpOrder = ["xformOp:translate"]
      def Sphere "look" { double radius = 0.5
        color3f[] primvars:displayColor = [(0.9, 0.05, 0.05)] }
      def Cube "hull" { double size = 1
        uniform token purpose = "guide"
        color3f[] primvars:displayColor = [(0, 1, 0)] }
    }
  }
}
"""


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    path = tmp_path / "scene.usda"
    path.write_text(STAGE.replace("customData = { dictionary blueprint = { string", "customData = {\n dictionary blueprint = {\n string")
                    .replace('Floor" } })', 'Floor"\n }\n })').replace(")] }", ")]\n }"), encoding="utf-8")  # fmt: skip
    return path


def _reddish(image: Image.Image) -> float:
    pixels = np.asarray(image).astype(int)
    return float(((pixels[..., 0] > 90) & (pixels[..., 1] < pixels[..., 0] / 2)).mean())


def test_both_views_show_the_room_and_not_the_colliders(stage: Path, tmp_path: Path) -> None:
    files = render_views(stage, tmp_path / "pictures", 640, 360)
    assert [file.name for file in files] == ["preview_perspective.png", "preview_top.png"]
    for file in files:
        image = Image.open(file).convert("RGB")
        assert image.size == (640, 360)
        pixels = np.asarray(image).astype(int)
        assert _reddish(image) > 0.01  # the ball is seen: neither ceiling nor wall is before it
        assert not ((pixels[..., 1] > 150) & (pixels[..., 0] < 80)).any()  # the green guide is not
        assert pixels.std() > 15


def test_pictures_are_the_same_every_time(stage: Path, tmp_path: Path) -> None:
    first, second = (render_views(stage, tmp_path / name, 320, 180) for name in ("a", "b"))
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]


def test_a_thing_on_a_hidden_wall_does_not_hang_in_the_air(stage: Path, tmp_path: Path) -> None:
    text = stage.read_text(encoding="utf-8").replace("/World/Architecture/Floor", "/World/Architecture/Ceiling")
    stage.write_text(text, encoding="utf-8")
    for file in render_views(stage, tmp_path / "pictures", 320, 180):
        assert _reddish(Image.open(file).convert("RGB")) == 0.0


def test_nor_does_what_stands_on_it(stage: Path, tmp_path: Path) -> None:
    """A plate in a wall cabinet: the cabinet goes with its wall, and the plate with the cabinet."""
    shelf = """    def Xform "shelf" (customData = {
 dictionary blueprint = {
 string support = "/World/Architecture/Ceiling"
 }
 }) {
    }
"""
    text = stage.read_text(encoding="utf-8").replace("/World/Architecture/Floor", "/World/Objects/shelf")
    stage.write_text(text.replace('    def Xform "ball"', shelf + '    def Xform "ball"'), encoding="utf-8")
    for file in render_views(stage, tmp_path / "pictures", 320, 180):
        assert _reddish(Image.open(file).convert("RGB")) == 0.0


def test_without_anything_to_see_colliders_are_shown(stage: Path) -> None:
    text = stage.read_text(encoding="utf-8").replace('def Sphere "look"', 'def Scope "look"')
    stage.write_text(text, encoding="utf-8")
    shown = read_surfaces(stage).owners(architecture=False)["ball"]
    assert [surface.color for surface in shown] == [(0, 1, 0)]


def test_an_unreadable_stage_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scene.usda"
    path.write_text("#usda 1.0\nnonsense", encoding="utf-8")
    with pytest.raises(ContractError, match=r"scene\.usda"):
        render_views(path, tmp_path)


@settings(max_examples=30, deadline=None)
@given(st.floats(-math.pi, math.pi), st.floats(0.2, 1.3), st.tuples(*[st.floats(0.5, 8)] * 3))
def test_the_camera_sees_the_whole_box_and_not_much_else(azimuth: float, elevation: float, size: tuple[float, float, float]) -> None:
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (0, 1)]) * size
    for camera in (perspective(corners, azimuth, elevation, 1280, 720), from_above(corners.min(axis=0), corners.max(axis=0), 1280, 720)):
        spots = camera.project(corners)[:, :2]
        low, high = spots.min(axis=0), spots.max(axis=0)
        assert (low >= 0).all()
        assert (high <= (1280, 720)).all()
        assert ((high - low) / (1280, 720)).max() > 0.6


@settings(max_examples=20, deadline=None)
@given(st.floats(-3, 3), st.floats(0.3, 1.2), st.tuples(*[st.floats(-1, 1)] * 3))
def test_unprojecting_a_pixel_gives_the_place_back(azimuth: float, elevation: float, place: tuple[float, float, float]) -> None:
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], dtype=float)
    for camera in (perspective(corners, azimuth, elevation, 640, 360), from_above(corners.min(axis=0), corners.max(axis=0), 640, 360)):
        x, y, depth = camera.project(np.array(place))
        if not (0 <= x < 640 and 0 <= y < 360):
            continue
        pixel = np.array([int(y) * 640 + int(x)])
        found = camera.unproject(pixel, np.array([depth]))[0]
        assert np.linalg.norm(found - place) < 0.02


def test_a_box_casts_its_shadow_away_from_the_sun() -> None:
    def surface(owner: str, size: tuple[float, float, float], center: tuple[float, float, float]) -> Surface:
        mesh = shapes.box(*size, center=center)
        return Surface(owner, False, mesh.vertices[mesh.faces], corner_normals(mesh).reshape(-1, 3, 3), (0.6, 0.6, 0.6))

    floor, box = surface("floor", (4, 4, 0.1), (0, 0, -0.05)), surface("box", (0.5, 0.5, 1.0), (0, 0, 0.5))
    camera = from_above(np.array([-2, -2, 0]), np.array([2, 2, 1]), 200, 200)
    lit = np.asarray(picture([floor, box], camera, Sun(np.array([1.0, 0.0, 1.0])))).astype(int)[:, :, 0]
    assert lit[100, 62] < lit[100, 138] - 30
    free = np.asarray(picture([floor, box], camera, Sun(np.array([1.0, 0.0, 1.0])), frozenset({"box"}))).astype(int)[:, :, 0]
    assert abs(free[100, 40] - free[100, 160]) < 12


def test_a_contact_sheet_holds_every_picture(stage: Path, tmp_path: Path) -> None:
    files = render_views(stage, tmp_path, 320, 180)
    sheet = render_contact_sheet([(file.stem, file) for file in files] * 2, tmp_path / "sheet.png", columns=3, width=160)
    assert Image.open(sheet).size == (480, 2 * (90 + 22))
