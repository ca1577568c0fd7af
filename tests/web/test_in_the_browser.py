"""The pages in headless Chromium: scripts run, the room turns, nothing comes from elsewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.journeys.commands import request
from tests.journeys.made import Made
from tests.journeys.service import Service, wait_until
from tests.web.browser import dom, screenshot

FOREIGN = re.compile(r"""(?:src|href|action|url\()\s*=?\s*["']?(?:[a-z]+:)?//(?!127\.0\.0\.1)""")


def test_the_room_is_shown_in_three_dimensions(service: Service, made: Made, tmp_path: Path):
    page = dom(f"{service.url}/scenes/{made.scene_id}", 15_000)
    assert 'data-state="ready"' in page
    assert "<canvas" in page
    picture = np.asarray(Image.open(screenshot(f"{service.url}/scenes/{made.scene_id}", tmp_path / "scene.png", 15_000)).convert("RGB"))
    viewer = picture[150:560, 80:660].reshape(-1, 3)
    assert len(np.unique(viewer // 16, axis=0)) > 40, "the viewer shows next to nothing"


def test_a_glb_that_cannot_be_read_is_told(service: Service, made: Made):
    broken = service.bucket / "scenes" / "broken_glb" / "usd"
    broken.mkdir(parents=True, exist_ok=True)
    (broken / "scene.glb").write_bytes(b"glTF but not really")
    page = dom(f"{service.url}/scenes/broken_glb", 6_000)
    assert 'data-state="failed"' in page
    assert "could not be loaded" in page


@pytest.mark.parametrize("path", ["/", "/scenes/SCENE", "/scenes/refused", "/scenes/hostile"])
def test_nothing_is_loaded_from_another_host(service: Service, made: Made, path: str):
    page = dom(service.url + path.replace("SCENE", made.scene_id), 3_000)
    assert not FOREIGN.search(page)
    assert "<title>taken</title>" not in page
    assert "Blueprint" in page


def test_our_own_scripts_name_no_other_host():
    import blueprint.web.server as server

    for script in (server.HERE / "static").glob("*.js"):
        found = {host for host in re.findall(r"https?://([\w.-]+)", script.read_text()) if not host.endswith(("w3.org", "threejs.org", "github.com"))}
        assert not found, f"{script.name}: {found}"


def test_a_running_scene_grows_before_your_eyes_and_ends_with_the_room(service: Service, tmp_path: Path):
    service.drop("live_1", request("live_1", "a hallway with a console table and a mirror"))
    wait_until(lambda: "text-scene-gen" in service.get("/scenes/live_1/stages").text, 30, "the first stage")
    first = service.get("/scenes/live_1")
    assert "/static/live.js" in first.text
    assert service.get("/scenes/live_1/stages").headers["x-running"] == "1"
    assert service.served("live_1") == "complete"
    stages = service.get("/scenes/live_1/stages")
    assert stages.headers["x-running"] == "0"
    assert stages.text.count("success") >= 8
    assert "/static/live.js" not in service.get("/scenes/live_1").text
    assert json.loads((service.scene("live_1") / "usd" / "certificate.json").read_text())["passed"]
